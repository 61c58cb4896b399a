"""Entries of a line or two: whether each says a sign, yes or no; they are too short for rates.

The language is that of the latest notes together, since "so tired" alone could be several.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain
from typing import Final

from heartdata.core.vocabulary import SIGNS
from heartdata.signs.text.lexicon import TOPICS, Lexicon, language_of_notes, lexicon
from heartdata.signs.text.phrase_matching import match_topics

NOTE_COLUMNS: Final = ("note_words", *(f"notes_{topic}" for topic in TOPICS))
#: The latest notes by which the language is recognised [words] (heuristic).
_LANGUAGE_WORDS: Final = 120
# What separates two things in a note, where sentences would have a comma; and dashes that begin a list, not a dialogue.
_SEPARATORS: Final = re.compile(r"\s+[/+&•·|~]+\s+|\s+-+\s+|[•·|;]|^\s*[—–\-*•]\s*", re.MULTILINE)


def note_topics(notes: Iterable[tuple[str, Sequence[str]]], *, most: int) -> list[frozenset[str] | None]:
    """For each entry, a text and its words in order of time, the signs it says.

    None where the language is unknown, and for entries of `most` words or more, which only show the language.
    """
    recent: deque[Sequence[str]] = deque()
    known: dict[tuple[str, str], frozenset[str]] = {}  # people write the same line on many days
    found: list[frozenset[str] | None] = []
    count = 0
    for text, words in notes:
        recent.append(words[:_LANGUAGE_WORDS])
        count += len(recent[-1])
        while count - len(recent[0]) >= _LANGUAGE_WORDS:
            count -= len(recent.popleft())
        code = language_of_notes(list(chain.from_iterable(recent))) if 0 < len(words) < most else None
        if code is not None and (code, text) not in known:
            known[code, text] = _topics(text, words, code)
        found.append(None if code is None else known[code, text])
    return found


def _topics(text: str, words: Sequence[str], code: str) -> frozenset[str]:
    lex = lexicon(code)
    plain = _SEPARATORS.sub(", ", _denied_questions(code).sub("", text))
    return frozenset(match_topics(plain, lex, words)) | _named(plain, lex)


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
