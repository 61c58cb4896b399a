"""Entries of a line or two: whether each says a sign, yes or no; they are too short for rates.

The language is that of the latest notes together, since "so tired" alone could be several.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from heartdata.core.vocabulary import SIGNS
from heartdata.signs.text.lexicon import TOPICS, Lexicon, clear_language, language_points, languages, lexicon
from heartdata.signs.text.phrase_matching import own_words, topics_in
from heartdata.signs.text.words import Rows, pieces_of, ranges

Ints = npt.NDArray[np.int64]

NOTE_COLUMNS: Final = ("note_words", *(f"notes_{topic}" for topic in TOPICS))
#: The latest notes by which the language is recognised [words] (heuristic).
_LANGUAGE_WORDS: Final = 120
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)*")
# What separates two things in a note, where sentences would have a comma; and dashes that begin a list, not a dialogue.
_SEPARATORS: Final = re.compile(r"\s+[/+&•·|~]+\s+|\s+-+\s+|[•·|;]|^\s*[—–\-*•]\s*", re.MULTILINE)


def note_topics(texts: Sequence[str], words: Rows, *, most: int) -> list[frozenset[str] | None]:
    """For each entry, in order of time, the signs it says.

    None where the language is unknown, and for entries of `most` words or more, which only show the language.
    """
    found: list[frozenset[str] | None] = [None] * len(texts)
    places = np.flatnonzero((words.lengths > 0) & (words.lengths < most))
    codes = _languages(words, places)
    served = [(place, code) for place, code in zip(places.tolist(), codes, strict=True) if code is not None]
    # People write the same line on many days.
    lines = list(dict.fromkeys((texts[place], code) for place, code in served))
    plain = [_plain(text, code) for text, code in lines]
    said = topics_in(pieces_of(list(map(own_words, plain))), plain, [code for _, code in lines])
    topics = {
        line: frozenset(topics) | _named(text, lexicon(line[1]))
        for line, text, topics in zip(lines, plain, said, strict=True)
    }
    for place, code in served:
        found[place] = topics[texts[place], code]
    return found


def _languages(words: Rows, places: Ints) -> list[str | None]:
    """Recognise the language at some entries by the latest words of all, or None."""
    if not len(places):
        return []
    begins = np.concatenate(([0], np.cumsum(np.minimum(words.lengths, _LANGUAGE_WORDS))))
    # Back to the first entry without which the later ones have too few words.
    firsts = np.searchsorted(begins[1:], begins[places + 1] - _LANGUAGE_WORDS, side="right")
    latest = words.keep(words.place < _LANGUAGE_WORDS)
    # Each entry with those before it, as a row; points are whole halves, so that their sums are exact.
    counts = begins[places + 1] - begins[firsts]
    numbers = latest.numbers[ranges(begins[firsts], counts)]
    used = np.unique(numbers)
    table = np.zeros((len(words.names), len(languages())))
    table[used] = [language_points(words.names[n]) for n in used.tolist()]
    row = np.repeat(np.arange(len(places)), counts)
    points = np.stack([np.bincount(row, column, len(places)) for column in table[numbers].T], axis=1)
    return [clear_language(mine, count) for mine, count in zip(points.tolist(), counts.tolist(), strict=True)]


def _plain(text: str, code: str) -> str:
    plain = _spelled_out(text, lexicon(code))
    plain = _denied_questions(code).sub("", plain) if "?" in plain else plain
    return _SEPARATORS.sub(", ", plain)


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
