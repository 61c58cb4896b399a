"""From journal text to numbers per day: mentions of the seven signs, retelling, and style.

Measures only: no word of the text leaves this module.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd

from heartdata.signs.text.lexicon import TOPICS, Lexicon, language_of, lexicon
from heartdata.signs.text.phrase_matching import match_topics
from heartdata.signs.text.repetition import retelling
from heartdata.signs.text.short_notes import NOTE_COLUMNS, note_topics

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
    frame = _rates(entries)
    long_enough = np.flatnonzero(frame["long"].to_numpy())
    scored = retelling([_particulars(entries[i]) for i in long_enough])
    scores = np.full(len(frame), np.nan)
    scores[long_enough] = scored
    frame["retelling"] = scores
    said = {f"notes_{t}": [np.nan if topics is None else float(t in topics) for topics in notes] for t in TOPICS}
    said["note_words"] = frame["all_words"].where([topics is not None for topics in notes]).tolist()
    day = pd.DatetimeIndex(journal["day"]).as_unit("us")
    return _by_day(pd.concat([frame, pd.DataFrame({"day": day, **said}, index=frame.index)], axis=1))


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


def _rates(entries: list[_Entry]) -> pd.DataFrame:
    """One row per entry: counts of what is measured, NaN where the language is not served."""
    words = np.array([len(entry.words) for entry in entries], dtype=float)
    known = np.array([entry.language is not None for entry in entries])
    columns: dict[str, object] = {
        "all_words": words,
        "long": words >= LEAST_WORDS,
        "language": pd.Series([entry.language for entry in entries], dtype="object"),
        "words": np.where(known, words, np.nan),
        "self_focus": _share(entries, _SELF),
        "past": _share(entries, _PAST),
        "verbs": _share(entries, _PAST | _PRESENT),
        "positive_words": _share(entries, _POSITIVE),
        "people_named": np.array([entry.people for entry in entries], dtype=float),
    }
    columns |= {f"phrases_{t}": np.array([entry.said.get(t, 0) for entry in entries], dtype=float) for t in TOPICS}
    return pd.DataFrame(columns)


def _by_day(frame: pd.DataFrame) -> pd.DataFrame:
    counted = frame[frame["words"].notna()].groupby("day")
    sums = counted[["words", "self_focus", "past", "verbs", "positive_words", "people_named", *_PHRASES]].sum()
    rates = sums.div(sums["words"], axis=0) * 100
    rates["past_tense"] = sums["past"].div(sums["verbs"].where(sums["verbs"] > 0))
    rates = rates.drop(columns=["words", "past", "verbs"])
    days = frame.groupby("day")
    parts = [
        days["all_words"].sum().rename("words"),
        days["long"].sum().astype(float).rename("entries"),
        counted["language"].first(),
        frame[frame["long"]].groupby("day")["retelling"].mean(),
        rates,
        days["note_words"].sum(min_count=1),
        days[list(NOTE_COLUMNS[1:])].max(),
    ]
    out = pd.concat(parts, axis=1)
    out["language"] = out["language"].astype("object").where(out["language"].notna(), None)
    out.index = pd.DatetimeIndex(out.index, name="day").as_unit("us")
    return out[list(JOURNAL_COLUMNS)]


_PHRASES: Final = [f"phrases_{topic}" for topic in TOPICS]
