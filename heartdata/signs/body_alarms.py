"""Complaints of the body that need a doctor soon: chest pain, fainting and the like, where they were tagged or rated.

They come from tags, symptoms and ratings only, never from journal text, and need no minimum of data.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib import resources
from typing import Any, Final

import pandas as pd

from heartdata.core.given import checked_logs
from heartdata.core.logs import Logs
from heartdata.core.negation import denials, fold_words
from heartdata.signs.evidence import tag_table
from heartdata.signs.indicators import chosen_day
from heartdata.signs.thresholds import limit

_PARTS: Final = re.compile(r"[,;/&+|\n]+")
#: More words than this are a sentence, not a tag (heuristic).
_MOST_WORDS: Final = 12


@dataclass(frozen=True)
class BodyAlarm:
    """A complaint of the body that a doctor would want to hear about soon."""

    kind: str  # chest_pain, breathlessness, palpitations, fainting ...
    label: str  # in plain words, for use within a sentence
    last_day: date  # on which it was logged
    days: int  # with it, of the last 28


def body_alarms(logs: Logs, *, on: date | str | None = None) -> tuple[BodyAlarm, ...]:
    """List complaints logged in the last 14 days that a doctor would want to hear about soon.

    The words are in ``body_alarms.toml``, in eighteen languages. One tag on the first day of a diary is enough; a
    symptom rated 0, a negated tag ("no chest pain") and a tag about somebody else ("dog seizure") do not count. This
    is no diagnosis: most such complaints turn out harmless, and a doctor can tell.
    """
    checked_logs(logs, "a function of the signs")
    last = chosen_day(on)
    if last is None:
        last = logs.days[-1] if len(logs.days) else None
    if last is None:
        return ()
    recent = _complaints(_between(logs, last - pd.Timedelta(days=limit("alarm_count_days")), last))
    labels = _data()["labels"]
    found = [
        BodyAlarm(kind, labels[kind], days.max().date(), int(days.nunique()))
        for kind, days in recent.groupby("kind")["day"]
        if (last - days.max()).days < limit("alarm_days")
    ]
    order = list(labels)
    return tuple(sorted(found, key=lambda alarm: (-alarm.last_day.toordinal(), order.index(alarm.kind))))


def _between(logs: Logs, after: pd.Timestamp, last: pd.Timestamp) -> Logs:
    """Take the days after one up to another, of the tables that name complaints."""
    tables = {name: getattr(logs, name) for name in ("activities", "journal", "ratings")}
    return replace(logs, **{name: rows[(rows["day"] > after) & (rows["day"] <= last)] for name, rows in tables.items()})


def _complaints(logs: Logs) -> pd.DataFrame:
    """One row per day and kind of alarm."""
    tags = tag_table(logs)
    tags = tags[~(tags["amount"] <= 0)][["day", "written"]]
    rated = logs.ratings[logs.ratings["value"] > 0].rename(columns={"measure": "written"})[["day", "written"]]
    named = pd.concat([frame for frame in (tags, rated) if len(frame)] or [tags]).dropna()
    kinds = {name: alarms_of(str(name)) for name in named["written"].unique()}
    named = named.assign(kind=named["written"].map(kinds)).explode("kind").dropna(subset=["kind"])
    return named[["day", "kind"]].drop_duplicates()


@cache
def alarms_of(name: str) -> tuple[str, ...]:
    """Kinds of alarm that one tag means."""
    found: dict[str, None] = {}
    for text in (fold_words(part) for part in _PARTS.split(name)):
        if len(text.split()) <= _MOST_WORDS and any(begin in text for begin in _beginnings()):
            # Languages share words: what one of them reads as negated does not count ("sem arritmia", "没有胸痛").
            read = [language.verdicts(text) for language in _languages()]
            for kind in {kind: None for verdicts in read for kind in verdicts}:
                if all(verdicts.get(kind, True) for verdicts in read):
                    found[kind] = None
    return tuple(found)


# A needle is looked for as it is: " faint " is the word, " faint" a beginning, "faint" any part of a word.
_Needles = tuple[str, ...]


@dataclass(frozen=True)
class _Entry:
    """One way to name a complaint: one needle of each group is there, and none of `unless`."""

    kind: str
    groups: tuple[_Needles, ...]
    unless: _Needles

    def rest(self, text: str) -> tuple[str, str] | None:
        """What comes before and between the words of the complaint, and what comes after; None if it is not there."""
        spans = []
        for group in self.groups:
            needle = next((needle for needle in group if needle in text), None)
            if needle is None:
                return None
            start = text.index(needle)
            spans.append((start + needle.startswith(" "), start + len(needle) - needle.endswith(" ")))
        if any(needle in text for needle in self.unless):
            return None
        spans.sort()
        begins = [0, *(end for _, end in spans)]
        between = "".join(text[a:b] for a, (b, _) in zip(begins, spans, strict=False))
        return between, text[max(begins) :]


@dataclass(frozen=True)
class _Language:
    """The entries of one language and the words that cancel them."""

    entries: tuple[_Entry, ...]
    cancels: _Needles
    others: _Needles

    def verdicts(self, text: str) -> dict[str, bool]:
        """For each kind of complaint that the text names, whether it counts."""
        found: dict[str, bool] = {}
        for entry in self.entries:
            rest = entry.rest(text)
            if rest is not None:
                between, after = rest
                cancelled = (
                    any(needle in between for needle in (*self.cancels, *self.others))
                    or after.endswith(self.cancels)
                    or any(needle in after for needle in self.cancels if needle[0] != " ")
                )
                found[entry.kind] = found.get(entry.kind, False) or not cancelled
        return found


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((resources.files("heartdata.signs") / "body_alarms.toml").read_text(encoding="utf-8"))


@cache
def _languages() -> tuple[_Language, ...]:
    data = dict(_data())
    kinds = data.pop("labels")
    return tuple(
        _Language(
            entries=tuple(_entry(kind, line) for kind in kinds for line in words[kind]),
            cancels=(*_needles(denials(code)), *_needles(words["cancels"]), " 0 "),
            others=_needles(words["others"]),
        )
        for code, words in data.items()
    )


@cache
def _beginnings() -> frozenset[str]:
    """The first groups of all entries: a text without any of them holds no alarm."""
    data = dict(_data())
    kinds = data.pop("labels")
    lines = [line for words in data.values() for kind in kinds for line in words[kind]]
    return frozenset(needle for line in lines for needle in _needles(_groups(line)[0][0]))


def _entry(kind: str, line: str) -> _Entry:
    groups, unless = _groups(line)
    return _Entry(kind, tuple(map(_needles, groups)), _needles(unless))


def _groups(line: str) -> tuple[list[str], str]:
    needed, _, unless = line.partition(" - ")
    return needed.split(" + "), unless


def _needles(choices: str) -> _Needles:
    found = []
    for choice in filter(None, choices.split("|")):
        word = fold_words(choice)
        found.append(word.strip() if choice[0] == "*" else word[:-1] if choice[-1] == "*" else word)
    return tuple(found)
