"""Figures for people of any length: how often a state is named and right, what is found, what is claimed falsely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.scoring import EVERY, FIRST, FOUND_WITHIN, SCORED, YEAR, five_shares_error
from benchmarks.wide_people import Person
from benchmarks.worlds import GREY, IMPROVING, RECOVERED, SLIPPING, STUCK
from heartdata.recovery.decide import STATES

Array = NDArray[np.floating[Any]]
LARGE_FALL = 1.2  # own SD; smaller falls are not expected to be found
SLOW_FALL = 70  # days from which a fall is too slow to be noticed within six weeks
LONG = 60  # days of being stuck that make somebody count as stuck
CODES = {name: k for k, name in enumerate(STATES)}
UNNAMED = 9


@dataclass(frozen=True)
class Said:
    """What a method says about one person, per day since the first loss."""

    state: NDArray[np.int64]  # UNNAMED where no state is named
    alert: NDArray[np.object_]
    p: Array  # (days, 4), NaN where nothing is claimed
    level: Array
    low: Array
    high: Array


def said_by(course: pd.DataFrame) -> Said:
    """Read the table that `track_progress` returns."""
    return Said(
        course["state"].map(lambda name: CODES.get(name, UNNAMED)).to_numpy(np.int64),
        course["alert"].to_numpy(object),
        course[[f"p_{name}" for name in STATES]].to_numpy(float),
        *(course[name].to_numpy(float) for name in ("level", "low", "high")),
    )


def measure(people: Sequence[Person], said: Sequence[Said], first: int = FIRST) -> dict[str, float]:
    """All figures of a group of people."""
    truths = [person.truth[person.start :] for person in people]
    days = [np.arange(first, len(truth), EVERY) for truth in truths]
    truth = np.concatenate([t[d] for t, d in zip(truths, days, strict=True)])
    state = np.concatenate([s.state[d] for s, d in zip(said, days, strict=True)])
    p = np.concatenate([s.p[d] for s, d in zip(said, days, strict=True)])
    scored, named = truth < GREY, state != UNNAMED
    right = scored & named & (state == truth)
    loose = right | (scored & (state == IMPROVING) & (truth == RECOVERED))
    said_improving = scored & (state == IMPROVING)
    out = {
        "named": named[scored].mean() if scored.any() else np.nan,
        "strictly right": _ratio(right.sum(), (scored & named).sum()),
        "loosely right": _ratio(loose.sum(), (scored & named).sum()),
        "improving strictly right": _ratio((said_improving & (truth == IMPROVING)).sum(), said_improving.sum()),
        "in between named": _ratio(named[truth == GREY].sum(), (truth == GREY).sum()),
    }
    for kind, name in ((STUCK, "stuck"), (SLIPPING, "slipping")):
        out[f"{name} found"] = _found(people, said, kind, first)
        out[f"{name} false a year"] = _false_a_year(truths, said, kind, name, first)
    out["fallen and noticed"] = _ever_noticed(truths, said, first)
    out["level holds"] = _level_holds(people, said, first)
    out["month outside"] = _month_outside(people, said, first)
    claimed = ~np.isnan(p[:, 0]) & (truth <= GREY)
    out["calibration"] = five_shares_error(truth[claimed], p[claimed]) if claimed.any() else np.nan
    return {name: float(value) for name, value in out.items()}


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else np.nan


def _onsets(person: Person, kind: int, first: int) -> list[int]:
    """Days on which something begins that should be found."""
    truth = person.truth[person.start :]
    if kind == STUCK:
        days = np.flatnonzero(truth[first:] == STUCK) + first
        return [int(days[0])] if len(days) >= LONG and (truth[days[0] : days[0] + LONG] == STUCK).all() else []
    return [
        max(fall.begin, first)
        for fall in person.falls
        if fall.size >= LARGE_FALL
        and fall.days <= SLOW_FALL
        and (fall.begin == 0 or truth[fall.begin - 1] != SLIPPING)
        and (truth[fall.begin : fall.begin + FOUND_WITHIN[SLIPPING]] == SLIPPING).all()
    ]


def _found(people: Sequence[Person], said: Sequence[Said], kind: int, first: int) -> float:
    name, window = STATES[kind], FOUND_WITHIN[kind] + 1
    hits = [
        (s.alert[onset : onset + window] == name).any()
        for person, s in zip(people, said, strict=True)
        for onset in _onsets(person, kind, first)
    ]
    return float(np.mean(hits)) if hits else np.nan


def _false_a_year(truths: Sequence[NDArray[np.int8]], said: Sequence[Said], kind: int, name: str, first: int) -> float:
    """Notices that begin on days whose truth says otherwise, at most one in 14 days, per person-year of such days."""
    false, years = 0, 0.0
    for truth, s in zip(truths, said, strict=True):
        wrong = np.isin(truth, SCORED[kind])
        wrong[:first] = False
        on = s.alert == name
        begins = np.flatnonzero(on & ~np.concatenate(([False], on[:-1])) & wrong)
        last = -99
        for day in begins:
            if day - last >= 14:
                false, last = false + 1, day
        years += wrong.sum() / YEAR
    return _ratio(false, years)


def _ever_noticed(truths: Sequence[NDArray[np.int8]], said: Sequence[Said], first: int) -> float:
    """Share of people who fall to whom it is said on any day of their fall, however slow it is."""
    hits = [
        (s.alert[first:][truth[first:] == SLIPPING] == "slipping").any()
        for truth, s in zip(truths, said, strict=True)
        if (truth[first:] == SLIPPING).any()
    ]
    return float(np.mean(hits)) if hits else np.nan


def _level_holds(people: Sequence[Person], said: Sequence[Said], first: int) -> float:
    inside = []
    for person, s in zip(people, said, strict=True):
        level = np.clip(person.level[person.start :], 0, 10)
        days = np.arange(first, len(level), EVERY)
        days = days[~np.isnan(s.low[days])]
        inside.append((s.low[days] <= level[days] + 1e-9) & (level[days] <= s.high[days] + 1e-9))
    pooled = np.concatenate(inside) if inside else np.empty(0)
    return float(pooled.mean()) if len(pooled) else np.nan


def _month_outside(people: Sequence[Person], said: Sequence[Said], first: int) -> float:
    """Share of days with a named state on which the month's mean entry lies outside `low`..`high`.

    Only where the true level has moved by less than .2 own SD within that month, so that both mean the same.
    """
    outside = []
    for person, s in zip(people, said, strict=True):
        level = pd.Series(np.clip(person.level, 0, 10))
        still = (level.rolling(28).max() - level.rolling(28).min()) < 0.2 * person.nature.sd
        mood = person.daily["mood"].rolling(28, min_periods=14).mean()
        mean, still_days = mood.to_numpy()[person.start :], still.to_numpy()[person.start :]
        days = np.arange(first, len(mean), EVERY)
        days = days[still_days[days] & (s.state[days] != UNNAMED) & ~np.isnan(mean[days])]
        outside.append((mean[days] < s.low[days]) | (mean[days] > s.high[days]))
    pooled = np.concatenate(outside) if outside else np.empty(0)
    return float(pooled.mean()) if len(pooled) else np.nan


def better_during_a_drop(said: Sequence[Said], first: int = 57) -> float:
    """Share of days from `first` on that are called improving or recovered."""
    states = np.concatenate([s.state[first:] for s in said])
    return float(np.isin(states, (IMPROVING, RECOVERED)).mean())
