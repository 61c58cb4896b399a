"""From journal text to numbers per day: mentions of the seven signs, retelling, and style.

Measures only: no word of the text leaves this module.
"""

from __future__ import annotations

import re
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from heartdata.core.tables import sort_rows
from heartdata.signs.text.lexicon import TOPICS, Lexicon, languages_of, lexicon
from heartdata.signs.text.phrase_matching import own_words, topics_in
from heartdata.signs.text.repetition import retelling
from heartdata.signs.text.short_notes import NOTE_COLUMNS, note_topics
from heartdata.signs.text.words import Rows, cut, pieces_of

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Names = npt.NDArray[np.object_]

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
_CAPITAL = re.compile(r"[A-ZÀ-Þ](?<=[a-zà-ÿ,;] .)[a-zà-ÿ]{2,}\b")


def _kind(word: str, lex: Lexicon) -> int:
    """What kinds of word a word is."""
    sets = lex.sets
    kind = _SELF if word in sets["self_words"] else 0
    if word in sets["past"]:
        kind |= _PAST
    elif word in sets["present"]:
        kind |= _PRESENT
    elif len(word) > 4 and word.endswith(lex.past_endings) and word not in sets["words"]:
        kind |= _PAST
    if word in sets["positive"] or (lex.positive_stems and word.startswith(lex.positive_stems)):
        kind |= _POSITIVE
    if word in sets["people"]:
        kind |= _PERSON
    return kind


def journal_measures(journal: pd.DataFrame) -> pd.DataFrame:
    """Measure journal entries, day by day.

    Phrases are not counted in quotations, after a negation, of other people, in an "if", or of long ago. I-words and
    retelling go with rumination with small effects (Seraj, Blackburn & Pennebaker 2021, 10.1073/pnas.2017154118).
    Entries under 50 words have no rates; ``notes_*`` is 1 where one of a day's says the sign, 0 where none does.
    """
    journal = journal[journal["day"].notna()] if len(journal) else journal
    if not len(journal):
        return _empty()
    journal = sort_rows(journal, ["day", "time"] if "time" in journal else ["day"])
    titles = journal["title"].fillna("") if "title" in journal else pd.Series("", index=journal.index)
    texts = [
        f"{title}.\n{text}" if title else str(text)
        for title, text in zip(titles, journal["text"].fillna(""), strict=True)
    ]
    words, own = _words(texts)
    long_enough = np.flatnonzero(words.lengths >= LEAST_WORDS)
    languages = np.full(len(texts), None, dtype=object)
    languages[long_enough] = languages_of(words.only(long_enough), _LANGUAGE_WORDS)
    columns = _counts(texts, words, own, languages)
    columns["retelling"] = np.full(len(texts), np.nan)
    columns["retelling"][long_enough] = retelling(_particulars(words, languages).only(long_enough))
    notes = note_topics(texts, words, most=LEAST_WORDS)
    noted = np.array([topics is not None for topics in notes], dtype=bool)
    columns["note_words"] = np.where(noted, columns["all_words"], np.nan)
    for topic in TOPICS:
        said = [np.nan if topics is None else float(topic in topics) for topics in notes]
        columns[f"notes_{topic}"] = np.array(said)
    return _by_day(pd.DatetimeIndex(journal["day"]).as_unit("us"), columns, languages)


def _words(texts: list[str]) -> tuple[Rows, Rows]:
    """Each entry's words, and the pieces of what is in the writer's own words; nearly always these are the same."""
    straight = [text.replace("’", "'") for text in texts]
    own = list(map(own_words, straight))
    other = np.array([mine != whole for mine, whole in zip(own, straight, strict=True)], dtype=bool)
    pieces = pieces_of([*straight, *(own[place] for place in np.flatnonzero(other))])
    places = np.arange(len(texts))
    rows = np.where(other, len(texts) - 1 + np.cumsum(other), places)
    return cut(pieces.only(places), lambda piece: _WORD.findall(piece.lower())), pieces.only(rows)


def _empty() -> pd.DataFrame:
    index = pd.DatetimeIndex([], dtype="datetime64[us]", name="day")
    frame = pd.DataFrame(np.nan, index=index, columns=list(JOURNAL_COLUMNS))
    return frame.astype({"language": "object"})


def _particulars(words: Rows, languages: Names) -> Rows:
    """Words that can make a story: without those of the signs' phrases, or "so tired" every day would be retelling."""
    kept = np.ones(len(words.numbers), dtype=bool)
    for code in _served(languages):
        anchored = lexicon(code).anchored
        of_phrases = np.array([bool(anchored[name]) for name in words.names], dtype=bool)
        kept &= ~(of_phrases[words.numbers] & (languages == code)[words.row])
    return words.keep(kept)


def _served(languages: Names) -> list[str]:
    return sorted({code for code in languages if code is not None})


def _counts(texts: list[str], words: Rows, own: Rows, languages: Names) -> dict[str, Floats]:
    """What is counted in each entry; `words` is NaN where the language is not served."""
    all_words = words.lengths.astype(np.float64)
    kinds, people = np.zeros(len(words.numbers), dtype=np.int64), np.zeros(len(texts))
    said = {topic: np.zeros(len(texts)) for topic in TOPICS}
    for code in _served(languages):
        mine = languages == code
        lex = lexicon(code)
        kind = np.array([_kind(name, lex) for name in words.names], dtype=np.int64)
        kinds = np.where(mine[words.row], kind[words.numbers], kinds)
        people += _people(texts, words.keep(mine[words.row] & (kind[words.numbers] & _PERSON > 0)), mine, lex)
    served = np.flatnonzero(languages.astype(bool))
    found = topics_in(own.only(served), [texts[place] for place in served], languages[served].tolist())
    for place, topics in zip(served.tolist(), found, strict=True):
        for topic, many in topics.items():
            said[topic][place] = many

    def share(kind: int) -> Floats:
        return np.bincount(words.row[kinds & kind > 0], minlength=len(texts)).astype(np.float64)

    return {
        "all_words": all_words,
        "long": (all_words >= LEAST_WORDS).astype(np.float64),
        "words": np.where(languages.astype(bool), all_words, np.nan),
        "self_focus": share(_SELF),
        "past": share(_PAST),
        "verbs": share(_PAST | _PRESENT),
        "positive_words": share(_POSITIVE),
        "people_named": people,
        **{f"phrases_{topic}": many for topic, many in said.items()},
    }


def _people(texts: list[str], people: Rows, mine: Flags, lex: Lexicon) -> Floats:
    """Different people: words for people, and names where the language shows them by a capital."""
    capital = _CAPITAL
    if "name_after" in lex.sets:
        after = "|".join(map(re.escape, sorted(lex.sets["name_after"])))
        capital = re.compile(rf"\b(?:{after}) ([A-ZÄÖÜ][a-zäöüß]{{2,}})\b")
    skip = lex.sets["not_names"] | lex.sets["words"]
    out = np.zeros(len(texts))
    for place in np.flatnonzero(mine).tolist():
        named = {people.names[n] for n in people.numbers[people.starts[place] : people.starts[place + 1]].tolist()}
        names = set(capital.findall(texts[place]))
        out[place] = len(named) + sum(name.lower() not in skip and name.lower() not in named for name in names)
    return out


def _by_day(day: pd.DatetimeIndex, columns: dict[str, Floats], languages: npt.NDArray[np.object_]) -> pd.DataFrame:
    days, place = np.unique(day, return_inverse=True)

    def summed(name: str, which: npt.NDArray[np.bool_]) -> Floats:
        there = np.bincount(place[which], minlength=len(days)) > 0
        return np.where(there, np.bincount(place[which], columns[name][which], len(days)), np.nan)

    every, known = np.ones(len(place), dtype=bool), ~np.isnan(columns["words"])
    out = {"words": summed("all_words", every), "entries": summed("long", every)}
    words, past, verbs = (summed(name, known) for name in ("words", "past", "verbs"))
    for name in ("self_focus", "positive_words", "people_named", *_PHRASES):
        out[name] = summed(name, known) / words * 100
    out["past_tense"] = np.divide(past, verbs, out=np.full(len(days), np.nan), where=verbs > 0)
    scored = (columns["long"] > 0) & ~np.isnan(columns["retelling"])
    scores = np.bincount(place[scored], minlength=len(days))
    out["retelling"] = np.divide(summed("retelling", scored), scores, out=np.full(len(days), np.nan), where=scores > 0)
    out["note_words"] = summed("note_words", ~np.isnan(columns["note_words"]))
    for name in NOTE_COLUMNS[1:]:
        out[name] = np.full(len(days), np.nan)
        np.fmax.at(out[name], place, columns[name])
    language = np.full(len(days), None, dtype=object)
    for row in np.flatnonzero(known)[::-1].tolist():  # the first of a day stays
        language[place[row]] = languages[row]
    index = pd.DatetimeIndex(days, name="day")
    whole = out | {"language": pd.Series(language, index=index, dtype="object")}
    return pd.DataFrame({name: whole[name] for name in JOURNAL_COLUMNS}, index=index)


_PHRASES: Final = [f"phrases_{topic}" for topic in TOPICS]
