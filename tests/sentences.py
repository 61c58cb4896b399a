"""Reads the hand-written sentences and scores the phrase lists on them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from heartdata.core.vocabulary import SIGNS
from heartdata.signs.text.lexicon import lexicon
from heartdata.signs.text.phrase_matching import match_topics

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Example:
    sign: str
    has_it: bool
    kind: str
    text: str


def examples(language: str, part: str) -> Iterator[Example]:
    sign = ""
    for line in (DATA / f"sentences_{language}_{part}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            sign = line.strip("[]")
        elif line.startswith("+ "):
            yield Example(sign, True, "", line[2:])
        elif line.startswith("- "):
            kind, text = line[2:].split(": ", 1)
            yield Example(sign, False, kind, text)


def score(language: str, part: str) -> tuple[float, float, int]:
    """Precision, recall and the number of sentences."""
    hits = false = missed = count = 0
    for example in examples(language, part):
        found = set(match_topics(example.text, lexicon(language))) & set(SIGNS)
        wanted = {example.sign} if example.has_it else set()
        hits, false, missed, count = (
            hits + len(found & wanted),
            false + len(found - wanted),
            missed + len(wanted - found),
            count + 1,
        )
    return hits / (hits + false), hits / (hits + missed), count
