"""Many practices, several outcomes, two days: which differences are more than chance."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from heartdata.core.vocabulary import MEASURES
from heartdata.practices.ar1_regression import Estimate, one_sided_p, student_quantile
from heartdata.practices.other_reasons import other_reason
from heartdata.practices.outcome_days import OutcomeDays, lagged, used_span
from heartdata.practices.thresholds import limit

# The most asked for first; a night is compared with the day before it.
OUTCOMES: Final = (
    "mood", "energy", "sleep_hours", "sleep_quality", "concentration", "interest", "connection", "calm", "body",
    "intrusive_thoughts", "rumination",
)  # fmt: skip
_ASKED_FIRST: Final = ("practice", "contact")
NIGHTS: Final = ("sleep_hours", "sleep_quality")


def higher_is_better(outcome: str) -> bool:
    """Whether a higher value of an outcome is better."""
    return outcome not in MEASURES or MEASURES[outcome].higher == "better"


def outcome_words(outcome: str) -> str:
    """Name an outcome in words."""
    if outcome == "sleep_hours":
        return "sleep"
    return MEASURES[outcome].label.lower() if outcome in MEASURES else outcome.replace("_", " ")


def compare_days(daily: pd.DataFrame, done: pd.DataFrame, *, kinds: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Compare days with and without each practice, for each outcome.

    A linear model with level, smooth trend, weekday and AR(1) noise per pair (`heartdata.practices.ar1_regression`).
    The next day is compared with that day's own outcome held equal, so that a good day leading to both is not taken
    for the practice.
    False discoveries are controlled by the weighted Benjamini-Hochberg procedure (doi:10.1093/biomet/93.3.509), with
    weights from the design alone (how many standard errors an effect of 0.7 SD spans, doi:10.1214/09-STS289);
    intervals of what is found allow for the choice (doi:10.1198/016214504000001907). A finding that a weekday, a
    rhythm, other things done or better days around explain as well is held back (`held_back`).
    """
    daily = daily.tail(int(limit("longest")))
    done = done.reindex(daily.index)
    columns = {str(practice): done[practice].to_numpy(dtype=float) for practice in done}
    days = {
        outcome: OutcomeDays(daily[outcome])
        for outcome in OUTCOMES
        if outcome in daily and daily[outcome].count() >= limit("fewest_days")
    }
    tests = [test for outcome, known in days.items() for test in _tests(known, columns, outcome)]
    q, tail = _q_values(tests, kinds or {})
    value, error, sd = (np.array([getattr(test.found, name) for test in tests]) for name in ("value", "error", "sd"))
    half = error * [student_quantile(t, test.found.df) for t, test in zip(tail.tolist(), tests, strict=True)]
    finding, held_back = _ranks(tests, q, days, done)
    words = None if tests else "object"  # without any, pandas takes them for numbers
    return pd.DataFrame(
        {
            "practice": pd.Series([test.practice for test in tests], dtype=words),
            "outcome": pd.Series([test.outcome for test in tests], dtype=words),
            "when": pd.Series([test.when for test in tests], dtype=words),
            "n_with": np.array([test.found.n_with for test in tests], dtype="int64"),
            "n_without": np.array([test.found.n_without for test in tests], dtype="int64"),
            "sd": sd,
            "p": np.array([test.p for test in tests], dtype=float),
            "q": q,
            "estimate": value,
            "low": value - half,
            "high": value + half,
            "finding": finding,
            "held_back": pd.Series(held_back, dtype="object"),
        }
    )


@dataclass(frozen=True, eq=False)
class _Test:
    """One practice and one outcome, on the same day or the next."""

    practice: str
    outcome: str
    when: str
    found: Estimate
    p: float  # one-sided


def _tests(days: OutcomeDays, done: Mapping[str, NDArray[np.float64]], outcome: str) -> list[_Test]:
    better = 1 if higher_is_better(outcome) else -1
    tests: list[_Test] = []
    for practice, x in done.items():
        for when in ("night after",) if outcome in NIGHTS else ("same day", "next day"):
            found = days.compare(x, when)
            tests.append(_Test(practice, outcome, when, found, one_sided_p(found, better=better)))
    return tests


def _weight(outcome: str, when: str) -> float:
    if outcome == "mood":
        return limit("weight_mood" if when == "same day" else "weight_mood_next")
    main = (outcome == "energy" and when == "same day") or outcome in NIGHTS
    return limit("weight_main" if main else "weight_other")


def _q_values(tests: Sequence[_Test], kinds: Mapping[str, str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weighted Benjamini-Hochberg, and the tail of each interval that goes with it.

    More weight where the log has the power to show something. What is found has an interval as wide as finding it
    asks for (Benjamini & Yekutieli 2005), so that it holds what it says in spite of the choice.
    """
    q, tail = np.full(len(tests), np.nan), np.full(len(tests), limit("tail"))
    known = [k for k, test in enumerate(tests) if test.p == test.p]
    if not known:
        return q, tail
    compared = [tests[k] for k in known]
    asked = np.array(
        [
            _weight(test.outcome, test.when) * (limit("weight_kind") if kinds.get(test.practice) in _ASKED_FIRST else 1)
            for test in compared
        ]
    )
    reach = np.array([limit("sought") * test.found.sd / test.found.error for test in compared])
    weights = np.maximum(_spent(reach, asked), 1e-12)
    weighted = np.array([test.p for test in compared]) / weights
    order = np.argsort(weighted, kind="stable")
    scaled = weighted[order] * len(order) / np.arange(1, len(order) + 1)
    places = np.array(known)
    q[places[order]] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    found = q[places] <= limit("false_finds")
    shares = np.minimum(limit("tail") * found.sum() * weights / len(order), limit("tail"))
    tail[places[found]] = shares[found]
    return q, tail


def _spent(reach: NDArray[np.float64], asked: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weight each test (mean 1) by its design: how many standard errors the sought effect spans."""
    level = limit("false_finds") / len(reach)
    low, high = -20.0, 60.0
    shares = asked / asked.mean()
    for _ in range(60):
        middle = (low + high) / 2
        weights = shares * np.array([0.5 * math.erfc((r / 2 + middle / r) / math.sqrt(2)) for r in reach]) / level
        low, high = (middle, high) if weights.mean() > 1 else (low, middle)
    spent: NDArray[np.float64] = weights / weights.mean()
    return spent


def _ranks(
    tests: Sequence[_Test], q: NDArray[np.float64], days: Mapping[str, OutcomeDays], done: pd.DataFrame
) -> tuple[NDArray[np.int64], NDArray[np.object_]]:
    """Rank at most three findings, each tested with the earlier ones in the model, and say why others are held back."""
    ranks, held = np.zeros(len(tests), dtype="int64"), np.full(len(tests), "", dtype=object)
    taken: list[str] = []
    likely = np.flatnonzero(q <= limit("false_finds")).tolist()
    for k in sorted(likely, key=lambda k: (q[k], tests[k].p)):
        test = tests[k]
        if len(taken) == limit("findings"):
            break
        if test.practice in taken or not abs(test.found.value) / test.found.sd >= limit("least"):
            continue
        better = 1 if higher_is_better(test.outcome) else -1
        x = done[test.practice].to_numpy(dtype=float)
        beside = [lagged(used_span(done[name].to_numpy(dtype=float)), test.when) for name in taken]
        again = days[test.outcome].compare(x, test.when, beside) if beside else None
        if again is not None and not one_sided_p(again, better=better) <= limit("beside"):
            continue
        held[k] = other_reason(days[test.outcome], done, test.practice, test.when, better=better)
        if not held[k]:
            taken.append(test.practice)
            ranks[k] = len(taken)
    return ranks, held
