"""Text in a picture: a font for every letter, and a placeholder if no font has it."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Final

from matplotlib.font_manager import FontEntry, findfont, fontManager, get_font
from matplotlib.ft2font import FT2Font

BASE: Final = "DejaVu Sans"
# Upright fonts of common systems; the first that has a letter draws it, then any other font.
_FIRST: Final = (
    "Noto Sans", "Hiragino Sans", "PingFang", "Apple SD Gothic", "Yu Gothic", "Microsoft YaHei", "Malgun Gothic",
    "Segoe UI Emoji", "Segoe UI Symbol", "Noto Emoji", "Symbola", "Apple Symbols", "Arial Unicode", "Nirmala UI",
    "Leelawadee UI", "Droid Sans",
)  # fmt: skip
# Fonts with boxes only, with bitmap emoji, or with letters at the wrong code points.
_NEVER: Final = ("Last Resort", "LastResort", "Apple Color Emoji", "Noto Color Emoji", "cm", "STIX", "DejaVu")
_BOX: Final = "\u25a1"
# Characters that only join or vary the emoji before them.
_SILENT: Final = frozenset("\u200b\u200c\u200d\u2060\ufe0e\ufe0f\ufeff")
_SKIN: Final = range(0x1F3FB, 0x1F400)
# Average width of a letter of the base font relative to its size (in a sentence a little less than in a label), and of
# a letter that fills a square.
_EM: Final = 0.57
_IN_A_SENTENCE: Final = 0.95
_SQUARE: Final = 1.0
_SQUARES_FROM: Final = 0x2E80
_LATIN_TO: Final = 0x250

_in_browser: ContextVar[bool] = ContextVar("in_browser", default=False)


@contextmanager
def browser_fonts() -> Iterator[None]:
    """Keep every letter as it is: the browser has its own fonts."""
    token = _in_browser.set(True)
    try:
        yield
    finally:
        _in_browser.reset(token)


def drawable(text: str) -> str:
    """Replace what no font can draw."""
    line = " ".join("".join(c if c.isprintable() or c in _SILENT else " " for c in text).split())
    if not line.isascii():
        line = "".join(_replace_undrawable(letter) for letter in unicodedata.normalize("NFC", line))
    return line.replace("$", r"\$")


def font_families(text: str) -> list[str]:
    """Return the fonts needed for a text, the base font first."""
    if text.isascii() or _in_browser.get():
        return [BASE]
    found = dict.fromkeys(family for letter in text if (family := _font_for(letter)))
    return [BASE, *(family for family in found if family != BASE)]


def is_latin(text: str) -> bool:
    """Return True if a text can be bold or italic; those faces have fewer letters."""
    return max(map(ord, text), default=0) < _LATIN_TO


def clip(text: str, longest: int) -> str:
    """Cut a label that is too long, never between a letter and its accent."""
    if len(text) <= longest:
        return text
    end = longest - 1
    while end > 1 and unicodedata.combining(text[end]):
        end -= 1
    return text[:end].rstrip(" \\") + "…"


def text_width(text: str, size: float) -> float:
    """Estimate the width of a text [pt], rather too wide than too narrow, without drawing it."""
    return size * sum(_SQUARE if ord(letter) >= _SQUARES_FROM or letter == _BOX else _EM for letter in text)


def clip_to_width(text: str, size: float, width: float) -> str:
    """Cut a label so that it is no wider than `width` [pt]."""
    letters = int(width * max(len(text), 1) / max(text_width(text, size), 1.0))
    return clip(text, max(letters, 4))


def wrap_text(text: str, size: float, width: float) -> list[str]:
    """Break a text into lines."""
    letters = width * max(len(text), 1) / max(text_width(text, size) * _IN_A_SENTENCE, 1.0)
    return textwrap.wrap(text, max(int(letters), 8), break_on_hyphens=False)


def _replace_undrawable(letter: str) -> str:
    if _in_browser.get() or letter.isascii():
        return letter
    if letter in _SILENT or ord(letter) in _SKIN:
        return ""
    if _font_for(letter):
        return letter
    if unicodedata.category(letter) == "So":
        name = unicodedata.name(letter, "").lower()
        return f"[{name}]" if name and not name.startswith("regional") else _BOX
    return _BOX


@cache
def _font_for(letter: str) -> str:
    """Find a font that has a letter; empty if none has."""
    # Looking up one letter is much faster than building the table of all.
    if get_font(findfont(BASE)).get_char_index(ord(letter)):
        return BASE
    for entry in _other_fonts():
        try:
            if _open_font(entry.fname).get_char_index(ord(letter)):
                return entry.name
        except (OSError, RuntimeError):
            continue
    return ""


@cache
def _other_fonts() -> list[FontEntry]:
    """List one upright face of every other font family, plain ones first."""
    faces: dict[str, FontEntry] = {}
    for entry in fontManager.ttflist:
        if entry.style == "normal" and entry.weight in (400, "normal", "regular", "book"):
            faces.setdefault(entry.name, entry)
    kept = [entry for name, entry in faces.items() if not name.startswith(_NEVER)]
    return sorted(kept, key=lambda entry: _font_order(entry.name))


def _font_order(name: str) -> tuple[int, str]:
    first = next((place for place, start in enumerate(_FIRST) if name.startswith(start)), len(_FIRST))
    return first + (len(_FIRST) if "Mono" in name or "Serif" in name else 0), name


@cache
def _open_font(path: str) -> FT2Font:
    return FT2Font(path)
