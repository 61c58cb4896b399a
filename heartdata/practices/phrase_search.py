"""Finding whole words and phrases in text: much quicker than a pattern, also in thousands of entries."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np

from heartdata.core.negation import affirmed_for

_LETTERS: Final = str.maketrans(
    {"ø": "o", "ł": "l", "ı": "i", "đ": "d", "æ": "ae", "œ": "oe", "’": "", "'": "", "ʼ": "", "`": ""}
)
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_WORD: Final = re.compile(r"[^\W_]+")
_ACCENTS: Final = re.compile("[\u0300-\u036f]+")
_RUN: Final = re.compile(r"\w+")  # as `_is_edge` ends it
_CJK: Final = re.compile("[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ENDINGS: Final = ("", "s", "es", "n", "en", "e")
_CLAUSE: Final = re.compile("[.,;:!?…()\n\0]")
_NEAR: Final = 40  # letters around a phrase that hold the two words before and after it
_BETWEEN = "\0"  # in no phrase, and no letter


def contains_phrase(phrase: str, text: str) -> bool:
    """Whether a text contains a phrase with no letter, digit or underscore just before and after it."""
    return next(_places(phrase, text), -1) >= 0


def fold(text: str) -> str:
    """Return lower case without accents, apostrophes and punctuation; one blank between words."""
    if text.isascii():
        return " ".join(_WORD.findall(text.lower().replace("'", "").replace("`", "")))
    # What is printed holds no format character.
    shown = text if text.isprintable() else "".join(c for c in text if unicodedata.category(c) != "Cf")
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", shown.casefold()).translate(_LETTERS))
    return " ".join(_WORD.findall(unicodedata.normalize("NFC", plain)))


class WordList:
    """Words and phrases to find in folded names, with simple plurals.

    Written as in ``sensitive.toml``: ``word``, ``word*``, ``*word``, ``*word*`` or ``=word`` (the whole name).
    """

    def __init__(self, entries: Iterable[str]) -> None:
        self._whole: set[str] = set()
        self._phrases: set[str] = set()
        starts, ends, within = set(), set(), set()
        for entry in entries:
            folded = {fold(entry)} if entry.isascii() else {fold(entry), fold(entry.casefold().translate(_UMLAUTS))}
            for form in folded - {""}:
                first, last = entry.startswith("*"), entry.endswith("*")
                joined = form.replace(" ", "")
                if entry.startswith("="):
                    self._whole |= {form, joined}
                elif is_cjk(form) or (first and last):
                    within.add(joined)
                elif last:
                    starts |= {form, joined}
                elif first:
                    ends.add(form)
                else:
                    self._phrases |= {form, joined}
        self._starts, self._ends = tuple(starts), tuple(ends)
        self._within = tuple(part for part in within if not is_cjk(part))
        self._cjk = tuple(part for part in within if is_cjk(part))
        self._longest = max((phrase.count(" ") + 1 for phrase in self._phrases), default=1)

    def match(self, name: str) -> bool:
        """Whether a name contains one of the words."""
        said = fold(name)
        tokens, joined = said.split(), said.replace(" ", "")
        if said in self._whole or (is_cjk(joined) and any(part in joined for part in self._cjk)):
            return True
        for place, token in enumerate(tokens):
            if " ".join(tokens[place:]).startswith(self._starts) or token.endswith(self._ends):
                return True
            if any(part in token for part in self._within):
                return True
            stops = range(place + 1, min(place + self._longest, len(tokens)) + 1)
            if any(self._listed(" ".join(tokens[place:stop])) for stop in stops):
                return True
        return False

    def _listed(self, phrase: str) -> bool:
        return any(phrase.removesuffix(end) in self._phrases for end in _ENDINGS)


def is_cjk(text: str) -> bool:
    """Whether a text has Chinese, Japanese or Korean letters, whose words have no blanks between them."""
    return _CJK.search(text) is not None


class Entries:
    """Entries joined to one long text: searching it is far quicker than asking every entry."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._whole = _BETWEEN.join(texts)
        self._ends = np.cumsum([len(text) + len(_BETWEEN) for text in texts])
        # Phrases with a word that was never written need no search; far fewer pieces are distinct than were written.
        self._words = {word for piece in set(self._whole.split()) for word in _RUN.findall(piece)}

    def holding(self, phrases: Iterable[str]) -> set[int]:
        """Find the entries that contain at least one of some phrases, as in `contains_phrase`, and do not deny it."""
        said = (phrase for phrase in phrases if self._words.issuperset(_RUN.findall(phrase)))
        found = ((place, phrase) for phrase in said for place in _places(phrase, self._whole))
        places = [place for place, phrase in found if self._says(place, phrase)]
        return set(np.searchsorted(self._ends, places, side="right").tolist())

    def _says(self, place: int, phrase: str) -> bool:
        """Whether the words around a phrase leave it standing: not "skipped my yoga class"."""
        stop = place + len(phrase)
        before = _CLAUSE.split(self._whole[max(0, place - _NEAR) : place])[-1].split()[-2:]
        after = _CLAUSE.split(self._whole[stop : stop + _NEAR])[0].split()[:2]
        near = " ".join([*before, phrase, *after])
        return phrase in affirmed_for(near, phrase)


def _places(phrase: str, text: str) -> Iterator[int]:
    start = text.find(phrase)
    while start >= 0:
        stop = start + len(phrase)
        if _is_edge(text[start - 1 : start]) and _is_edge(text[stop : stop + 1]):
            yield start
        start = text.find(phrase, start + 1)


def _is_edge(character: str) -> bool:
    """What a pattern's ``\\W`` matches, or nothing at all."""
    return not (character.isalnum() or character == "_")
