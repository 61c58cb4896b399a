"""Text in a picture: a font for every letter, and a placeholder if no font has it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Final

from heartdata.charts.defaults import FAMILIES  # isort: skip  # before the rest of matplotlib
from matplotlib.font_manager import FontEntry, FontProperties, findfont, fontManager, get_font
from matplotlib.ft2font import FT2Font

# Atkinson Hyperlegible Next by the Braille Institute, SIL Open Font License 1.1; beside this module.
BASE, SYMBOLS = FAMILIES
for _face in sorted((Path(__file__).parent / "typeface").glob("*.ttf")):
    fontManager.addfont(_face)
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
# Width of a letter of another font relative to its size, and of one that fills a square.
_EM: Final = 0.6
_SQUARE: Final = 1.0
_SQUARES_FROM: Final = 0x2E80
_MEASURED_AT: Final = 100  # [pt]
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


_FEWEST: Final = 4  # letters that a label keeps


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a text [pt] without drawing it; rather too wide where letters are of other fonts."""
    return size * sum(_letter_width(letter, bold) for letter in text)


@cache
def _letter_width(letter: str, bold: bool) -> float:
    if ord(letter) >= _SQUARES_FROM or letter == _BOX:
        return _SQUARE
    face = _base_face(bold)
    if not face.get_char_index(ord(letter)):
        return _EM
    return float(face.load_char(ord(letter)).linearHoriAdvance) / 65536 / _MEASURED_AT


@cache
def _base_face(bold: bool) -> FT2Font:
    face = FT2Font(findfont(FontProperties(family=BASE, weight="bold" if bold else "normal")))
    face.set_size(_MEASURED_AT, 72)
    return face


def clip_to_width(text: str, size: float, width: float, *, bold: bool = False) -> str:
    """Cut a label so that it is no wider than `width` [pt]."""
    letters = int(width * max(len(text), 1) / max(text_width(text, size, bold=bold), 1.0))
    while letters > _FEWEST and text_width(clip(text, letters), size, bold=bold) > width:
        letters -= 1
    return clip(text, max(letters, _FEWEST))


def wrap_text(text: str, size: float, width: float, *, bold: bool = False) -> list[str]:
    """Break a text into lines no wider than `width` [pt]; a word that is wider is broken."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if text_width(longer, size, bold=bold) <= width:
            line = longer
            continue
        lines += [line] if line else []
        line = word
        while text_width(line, size, bold=bold) > width and len(line) > 1:
            part = max(int(len(line) * width / text_width(line, size, bold=bold)), 1)
            lines.append(line[:part])
            line = line[part:]
    return [*lines, line] if line else lines


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
    for family in (BASE, SYMBOLS):
        if get_font(findfont(family)).get_char_index(ord(letter)):
            return family
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
