"""Whether a name says that something was done or there: not "no gym", "skipped gym", "friend died" or "< 4 h phone".

Every part of heartdata that reads the names of activities asks here.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib import resources
from typing import Final

_PARTS: Final = re.compile(r"\s*[,;/&+|\n]\s*")
_WORD: Final = re.compile(r"[^\W_]+")
_ACCENTS: Final = re.compile("[\u0300-\u036f]+")
_WITHOUT: Final = re.compile(r"\bw/o\b", re.IGNORECASE)
# "< 4 hours", "max. 2 h": a limit, not the thing. "0 walks", but not "0.5 km".
_LIMIT: Final = re.compile(
    r"[<≤]|\b(?:max\.|maximum|maximal|under|weniger als|menos de|moins de|meno di|minder dan)\s*\d", re.I
)
_NOTHING: Final = re.compile(r"(?<![\d.,:])0(?![\d.,:])")
_CROSSED: Final = re.compile("[🚫❌✗✘⛔🙅]")
_NO_DECOMPOSITION: Final = str.maketrans({"ł": "l", "ø": "o", "ı": "i", "đ": "d", "æ": "ae", "œ": "oe"})


@lru_cache(maxsize=8192)
def affirmed(name: str) -> str:
    """Return the parts of a name that were done or were there; "" where it was nothing of the kind."""
    parts = _PARTS.split(_WITHOUT.sub("without", name))
    kept = [_affirmed_part(part) for part in parts]
    return name if kept == parts else ", ".join(filter(None, kept))


def affirmed_for(name: str, word: str) -> str:
    """Return the text in which to look for a word: the whole name for a word that is itself a "no ..."."""
    return name if affirmed(word) != word else affirmed(name)


def fold_words(text: str) -> str:
    """Words in small letters without accents, with one blank before, between and after them."""
    if text.isascii():
        return f" {' '.join(_WORD.findall(text.lower()))} "
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold().translate(_NO_DECOMPOSITION)))
    return f" {' '.join(_WORD.findall(unicodedata.normalize('NFC', plain)))} "


def denials(language: str) -> str:
    """Words that deny what follows, in one language, as the file has them."""
    return _given()[language]["denies"]


def _affirmed_part(part: str) -> str:
    folded = fold_words(part)
    if _CROSSED.search(part) or any(word in folded for word in _within()):
        return ""
    tokens = [(found.start(), fold_words(found.group()).strip()) for found in _WORD.finditer(part)]
    words = [word for _, word in tokens]
    if any(_begins(words, place, _whole()) for place in range(len(words))):
        return ""
    cuts = [found.start() for found in (_LIMIT.search(part), _NOTHING.search(part)) if found]
    for place, (start, _) in enumerate(tokens):
        length = _begins(words, place, _denying())
        if length:
            cuts.append(0 if place + length == len(words) else start)
    if cuts and not _WORD.search(part, min(cuts) + 1):
        return ""
    return part[: min(cuts)].rstrip(" (:-") if cuts else part


def _begins(words: list[str], place: int, phrases: dict[str, list[tuple[str, ...]]]) -> int:
    """How many words of the phrase that begins at a place; 0 where none does."""
    fits = (p for p in phrases.get(words[place], ()) if tuple(words[place : place + len(p)]) == p)
    return max(map(len, fits), default=0)


@cache
def _given() -> dict[str, dict[str, str]]:
    return tomllib.loads((resources.files("heartdata.core") / "negation.toml").read_text(encoding="utf-8"))


def _phrases(keys: Iterable[str]) -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for lists in _given().values():
        for phrase in (phrase for key in keys for phrase in lists[key].split("|") if phrase and phrase[0] != "*"):
            words = tuple(fold_words(phrase).split())
            found.setdefault(words[0], []).append(words)
    return found


@cache
def _denying() -> dict[str, list[tuple[str, ...]]]:
    return _phrases(("denies",))


@cache
def _whole() -> dict[str, list[tuple[str, ...]]]:
    return _phrases(("undone", "lost"))


@cache
def _within() -> tuple[str, ...]:
    lists = [words[key].split("|") for words in _given().values() for key in ("undone", "lost")]
    return tuple(word.strip("*") for words in lists for word in words if word[:1] == "*")
