"""From journal text to numbers per day: mentions of the seven signs, retelling, and style.

Measures only: no word of the text leaves this module.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from heartdata.signs.text.lexicon import TOPICS, Lexicon, language_of, lexicon
from heartdata.signs.text.phrase_matching import match_topics
from heartdata.signs.text.repetition import retelling
from heartdata.signs.text.short_notes import NOTE_COLUMNS, note_topics

Floats = npt.NDArray[np.float64]

#: Shorter entries have no rates: one phrase would be two or more in a hundred words. They are a yes or no (heuristic).
LEAST_WORDS: Final = 50
#: Words needed to detect the language.
_LANGUAGE_WORDS: Final = 120

JOURNAL_COLUMNS: Final = (
    "words",
    "entries",
    "language",
    "retelling",
    "self_focus",
    "past_tense",
    "positive_words",
    "people_named",
    *(f"phrases_{topic}" for topic in TOPICS),
    *NOTE_COLUMNS,
)

_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_SELF, _PAST, _PRESENT, _POSITIVE, _PERSON = 1, 2, 4, 8, 16
# A capital inside a sentence; a word after a full stop, a quotation mark or a line's beginning proves nothing.
_CAPITAL = re.compile(r"(?<=[a-zà-ÿ,;] )[A-ZÀ-Þ][a-zà-ÿ]{2,}\b")


class _Kinds(dict[str, int]):
    """What kinds of word a word is, found once for each word."""

    def __init__(self, lex: Lexicon) -> None:
        super().__init__()
        self.lex = lex

    def __missing__(self, word: str) -> int:
        sets = self.lex.sets
        word_kind = _SELF if word in sets["self_words"] else 0
        if word in sets["past"]:
            word_kind |= _PAST
        elif word in sets["present"]:
            word_kind |= _PRESENT
        elif len(word) > 4 and word.endswith(self.lex.past_endings) and word not in sets["words"]:
            word_kind |= _PAST
        if word in sets["positive"] or (self.lex.positive_stems and word.startswith(self.lex.positive_stems)):
            word_kind |= _POSITIVE
        if word in sets["people"]:
            word_kind |= _PERSON
        self[word] = word_kind
        return word_kind


@dataclass
class _Entry:
    words: list[str]
    language: str | None = None
    kinds: Counter[int] = field(default_factory=Counter)
    people: int = 0
    said: dict[str, int] = field(default_factory=dict)


def journal_measures(journal: pd.DataFrame) -> pd.DataFrame:
    """Measure journal entries, day by day.

    Phrases are not counted in quotations, after a negation, of other people, in an "if", or of long ago. I-words and
    retelling go with rumination with small effects (Seraj, Blackburn & Pennebaker 2021, 10.1073/pnas.2017154118).
    Entries under 50 words have no rates; ``notes_*`` is 1 where one of a day's says the sign, 0 where none does.
    """
    journal = journal[journal["day"].notna()] if len(journal) else journal
    if not len(journal):
        return _empty()
    journal = journal.sort_values(["day", "time"] if "time" in journal else ["day"], kind="stable")
    titles = journal["title"].fillna("") if "title" in journal else pd.Series("", index=journal.index)
    texts = [
        f"{title}.\n{text}" if title else str(text)
        for title, text in zip(titles, journal["text"].fillna(""), strict=True)
    ]
    entries = [_measured(text) for text in texts]
    notes = note_topics(zip(texts, [entry.words for entry in entries], strict=True), most=LEAST_WORDS)
    columns = _counts(entries)
    long_enough = np.flatnonzero(columns["long"])
    columns["retelling"] = np.full(len(entries), np.nan)
    columns["retelling"][long_enough] = retelling([_particulars(entries[i]) for i in long_enough])
    noted = np.array([topics is not None for topics in notes], dtype=bool)
    columns["note_words"] = np.where(noted, columns["all_words"], np.nan)
    for topic in TOPICS:
        said = [np.nan if topics is None else float(topic in topics) for topics in notes]
        columns[f"notes_{topic}"] = np.array(said)
    languages = np.array([entry.language for entry in entries], dtype=object)
    return _by_day(pd.DatetimeIndex(journal["day"]).as_unit("us"), columns, languages)


def _empty() -> pd.DataFrame:
    index = pd.DatetimeIndex([], dtype="datetime64[us]", name="day")
    frame = pd.DataFrame(np.nan, index=index, columns=list(JOURNAL_COLUMNS))
    return frame.astype({"language": "object"})


_KINDS: dict[str, _Kinds] = {}


def _measured(text: str) -> _Entry:
    """Measure one entry; short ones only count their words."""
    words = _WORD.findall(text.lower().replace("’", "'"))
    entry = _Entry(words)
    if len(words) < LEAST_WORDS:
        return entry
    entry.language = language_of(words[:_LANGUAGE_WORDS])
    if entry.language is None:
        return entry
    lex = lexicon(entry.language)
    kinds = _KINDS.setdefault(entry.language, _Kinds(lex))
    found = [kind for kind in map(kinds.__getitem__, words) if kind]
    entry.kinds = Counter(found)
    entry.people = _people(text, words, lex, kinds)
    entry.said = match_topics(text, lex, words)
    return entry


def _particulars(entry: _Entry) -> list[str]:
    """Words that can make a story: without those of the signs' phrases, or "so tired" every day would be retelling."""
    if entry.language is None:
        return entry.words
    anchored = lexicon(entry.language).anchored
    return [word for word in entry.words if not anchored[word]]


def _people(text: str, words: list[str], lex: Lexicon, kinds: _Kinds) -> int:
    """Different people: words for people, and names where the language shows them by a capital."""
    people = {word for word in words if kinds[word] & _PERSON}
    if "name_after" in lex.sets:
        after = "|".join(map(re.escape, sorted(lex.sets["name_after"])))
        names = set(re.findall(rf"\b(?:{after}) ([A-ZÄÖÜ][a-zäöüß]{{2,}})\b", text))
    else:
        names = set(_CAPITAL.findall(text))
    skip = lex.sets["not_names"] | lex.sets["words"]
    return len(people) + sum(name.lower() not in skip and name.lower() not in people for name in names)


def _share(entries: list[_Entry], kind: int) -> np.ndarray:
    return np.array([sum(n for k, n in entry.kinds.items() if k & kind) for entry in entries], dtype=float)


def _counts(entries: list[_Entry]) -> dict[str, Floats]:
    """What is counted in each entry; `words` is NaN where the language is not served."""
    words = np.array([len(entry.words) for entry in entries], dtype=float)
    known = np.array([entry.language is not None for entry in entries], dtype=bool)
    return {
        "all_words": words,
        "long": (words >= LEAST_WORDS).astype(float),
        "words": np.where(known, words, np.nan),
        "self_focus": _share(entries, _SELF),
        "past": _share(entries, _PAST),
        "verbs": _share(entries, _PAST | _PRESENT),
        "positive_words": _share(entries, _POSITIVE),
        "people_named": np.array([entry.people for entry in entries], dtype=float),
        **{f"phrases_{t}": np.array([entry.said.get(t, 0) for entry in entries], dtype=float) for t in TOPICS},
    }


def _by_day(day: pd.DatetimeIndex, columns: dict[str, Floats], languages: npt.NDArray[np.object_]) -> pd.DataFrame:
    place, days = pd.factorize(day, sort=True)

    def summed(name: str, which: npt.NDArray[np.bool_]) -> Floats:
        there = np.bincount(place[which], minlength=len(days)) > 0
        return np.where(there, np.bincount(place[which], columns[name][which], len(days)), np.nan)

    every, known = np.ones(len(place), dtype=bool), ~np.isnan(columns["words"])
    out = {"words": summed("all_words", every), "entries": summed("long", every)}
    words, past, verbs = (summed(name, known) for name in ("words", "past", "verbs"))
    for name in ("self_focus", "positive_words", "people_named", *_PHRASES):
        out[name] = summed(name, known) / words * 100
    out["past_tense"] = np.divide(past, verbs, out=np.full(len(days), np.nan), where=verbs > 0)
    long = columns["long"] > 0
    scores = pd.Series(columns["retelling"][long]).groupby(place[long]).mean()
    out["retelling"] = scores.reindex(range(len(days))).to_numpy()
    out["note_words"] = summed("note_words", ~np.isnan(columns["note_words"]))
    for name in NOTE_COLUMNS[1:]:
        out[name] = np.full(len(days), np.nan)
        np.fmax.at(out[name], place, columns[name])
    language = np.full(len(days), None, dtype=object)
    for row in np.flatnonzero(known)[::-1].tolist():  # the first of a day stays
        language[place[row]] = languages[row]
    frame = pd.DataFrame(out, index=pd.DatetimeIndex(days, name="day"))
    frame["language"] = pd.Series(language, index=frame.index, dtype="object")
    return frame[list(JOURNAL_COLUMNS)]


_PHRASES: Final = [f"phrases_{topic}" for topic in TOPICS]
