"""Entries of a line or two: whether each says a sign, yes or no; they are too short for rates.

The language is that of the latest notes together, since "so tired" alone could be several.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

from heartdata.core.vocabulary import SIGNS
from heartdata.signs.text.lexicon import TOPICS, Lexicon, clear_language, language_points, languages, lexicon
from heartdata.signs.text.phrase_matching import match_topics

NOTE_COLUMNS: Final = ("note_words", *(f"notes_{topic}" for topic in TOPICS))
#: The latest notes by which the language is recognised [words] (heuristic).
_LANGUAGE_WORDS: Final = 120
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)*")
# What separates two things in a note, where sentences would have a comma; and dashes that begin a list, not a dialogue.
_SEPARATORS: Final = re.compile(r"\s+[/+&•·|~]+\s+|\s+-+\s+|[•·|;]|^\s*[—–\-*•]\s*", re.MULTILINE)


def note_topics(notes: Iterable[tuple[str, Sequence[str]]], *, most: int) -> list[frozenset[str] | None]:
    """For each entry, a text and its words in order of time, the signs it says.

    None where the language is unknown, and for entries of `most` words or more, which only show the language.
    """
    latest = _LatestWords()
    known: dict[tuple[str, str], frozenset[str]] = {}  # people write the same line on many days
    found: list[frozenset[str] | None] = []
    for text, words in notes:
        latest.add(words)
        code = latest.language() if 0 < len(words) < most else None
        if code is not None and (code, text) not in known:
            known[code, text] = _topics(text, code)
        found.append(None if code is None else known[code, text])
    return found


class _LatestWords:
    """The latest words of all notes, and how much they speak for each language."""

    def __init__(self) -> None:
        self._notes: deque[tuple[int, list[float]]] = deque()
        self._count, self._points = 0, [0.0] * len(languages())

    def add(self, words: Sequence[str]) -> None:
        """Add a note, and forget what is older than enough words."""
        kept = words[:_LANGUAGE_WORDS]
        self._notes.append((len(kept), [sum(points) for points in zip(*map(language_points, kept), strict=True)]))
        self._count += len(kept)
        self._change(self._notes[-1][1], 1)
        while self._count - self._notes[0][0] >= _LANGUAGE_WORDS:
            gone, points = self._notes.popleft()
            self._count -= gone
            self._change(points, -1)

    def language(self) -> str | None:
        """Return the language that is ahead of all others, or None."""
        return clear_language(self._points, self._count)

    def _change(self, points: list[float], sign: int) -> None:
        for place, amount in enumerate(points):
            self._points[place] += sign * amount


def _topics(text: str, code: str) -> frozenset[str]:
    lex = lexicon(code)
    plain = _spelled_out(text, lex)
    plain = _denied_questions(code).sub("", plain) if "?" in plain else plain
    plain = _SEPARATORS.sub(", ", plain)
    return frozenset(match_topics(plain, lex)) | _named(plain, lex)


def _spelled_out(text: str, lex: Lexicon) -> str:
    """Spell out what people shorten, and write the accents that they leave out."""
    if lex.full_forms.keys().isdisjoint(_WORD.findall(text.lower())):
        return text
    return _WORD.sub(lambda match: lex.full_forms.get(match[0].lower(), match[0]), text)


@cache
def _denied_questions(code: str) -> re.Pattern[str]:
    """Questions that the writer denies: "dead tired? nope, went dancing"."""
    denials = "|".join(map(re.escape, sorted(lexicon(code).sets["denials"])))
    return re.compile(rf"[^.!?…\n]*\?+\s*(?=(?:{denials})\b)", re.IGNORECASE)


@cache
def _clause_ends(code: str) -> re.Pattern[str]:
    """What ends a clause of a note: commas and the like, and "and"."""
    joins = "|".join(sorted(lexicon(code).sets["joins"]))
    return re.compile(rf"[,.!?…;:()\n]+|\b(?:{joins})\b")


def _named(text: str, lex: Lexicon) -> set[str]:
    """Signs by themselves between commas, worded as tags are: "numb, empty"."""
    found = set()
    for part in _clause_ends(lex.code).split(text.lower().replace("’", "'")):
        words = part.split()
        for clause in ([w for w in words if w not in lex.sets["intensifiers"]], words):
            said = " ".join(clause)
            found |= {topic for topic in SIGNS if said in lex.tags[topic]}
    return found
