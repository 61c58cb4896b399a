"""Many practices, several outcomes, two days: which differences are more than chance."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from heartdata.core.vocabulary import MEASURES
from heartdata.practices.ar1_regression import Estimate, background, effect_of, inertia, one_sided_p, winsorise
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
    estimates are drawn towards zero by empirical Bayes (doi:10.1080/01621459.1973.10481350).
    """
    daily = daily.tail(int(limit("longest")))
    done = done.reindex(daily.index)
    rows = [
        row
        for outcome in OUTCOMES
        if outcome in daily and daily[outcome].count() >= limit("fewest_days")
        for row in _outcome_rows(daily[outcome], done, outcome)
    ]
    columns = ["practice", "outcome", "when", "n_with", "n_without", "value", "error", "sd", "p"]
    table = pd.DataFrame(rows, columns=columns)
    table["n_with"], table["n_without"] = table["n_with"].astype("int64"), table["n_without"].astype("int64")
    table = _pooled(table)
    table["q"] = _q_values(table, kinds or {})
    table["finding"] = _ranks(table, daily, done)
    return table.drop(columns=["value", "error"])


def _outcome_rows(outcome: pd.Series[float], done: pd.DataFrame, name: str) -> list[tuple[Any, ...]]:
    days = _Days(outcome)
    sign = 1 if higher_is_better(name) else -1
    rows: list[tuple[Any, ...]] = []
    for practice in done:
        for when in ("night after",) if name in NIGHTS else ("same day", "next day"):
            found = days.compare(done[practice], when)
            rows.append((practice, name, when, found.n_with, found.n_without, found.value, found.error, found.sd,
                         one_sided_p(found, better=sign)))  # fmt: skip
    return rows


class _Days:
    """One outcome, prepared once: winsorised, with its inertia."""

    def __init__(self, outcome: pd.Series[float]) -> None:
        self.weekdays = outcome.index.day_of_week.to_numpy()
        self.y = outcome.to_numpy(dtype=float).copy()
        there = np.flatnonzero(~np.isnan(self.y))
        columns, penalties = background(there, self.weekdays[there])
        self.y[there] = winsorise(self.y[there], columns, penalties)
        self.phi = inertia(self.y[there], columns, penalties, there)

    def compare(self, practice: pd.Series[float], when: str, beside: list[pd.Series[float]] | None = None) -> Estimate:
        x = _window(practice)
        held = [_lagged(_window(other), when) for other in beside or []]
        if when == "next day":
            # Held equal: the outcome of the practice's own day, and whether it is done today too.
            held += [_shift(self.y), x]
        x = _lagged(x, when)
        columns = np.column_stack([x, self.y, *held])
        used = np.flatnonzero(~np.isnan(columns).any(axis=1))
        n_with = int((x[used] > 0).sum())
        if min(n_with, len(used) - n_with) < limit("fewest"):
            return Estimate(math.nan, math.nan, 0, math.nan, n_with, len(used) - n_with)
        return effect_of(
            self.y[used],
            x[used],
            used,
            self.weekdays[used],
            beside=np.column_stack(held)[used] if held else None,
            # The day before is in the model already.
            phi=0.0 if when == "next day" else self.phi,
        )


def _window(practice: pd.Series[float]) -> NDArray[np.float64]:
    """Drop the time before first and after last use, which would compare phases instead of days."""
    x: NDArray[np.float64] = practice.to_numpy(dtype=float).copy()
    used = np.flatnonzero(x > 0)
    if len(used):
        around = int(limit("around"))
        x[: max(used[0] - around, 0)] = np.nan
        x[used[-1] + around + 1 :] = np.nan
    return x


def _lagged(x: NDArray[np.float64], when: str) -> NDArray[np.float64]:
    return x if when == "same day" else _shift(x)


def _shift(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.concatenate([[np.nan], x[:-1]])


def _pooled(table: pd.DataFrame) -> pd.DataFrame:
    """Shrink estimates towards zero by the spread among practices."""
    standard, error = table["value"] / table["sd"], table["error"] / table["sd"]
    spread = (standard**2 - error**2).groupby([table["outcome"], table["when"]])
    weight = limit("pool_weight")
    tau2 = (spread.transform("sum") + weight * limit("pool_sd") ** 2) / (spread.transform("count") + weight)
    tau2 = tau2.clip(lower=0.1**2)
    kept = tau2 / (tau2 + error**2)
    half = limit("interval") * table["error"] * np.sqrt(kept)
    estimate = table["value"] * kept
    return table.assign(estimate=estimate, low=estimate - half, high=estimate + half)


def _weight(outcome: str, when: str) -> float:
    if outcome == "mood":
        return limit("weight_mood" if when == "same day" else "weight_mood_next")
    main = (outcome == "energy" and when == "same day") or outcome in NIGHTS
    return limit("weight_main" if main else "weight_other")


def _q_values(table: pd.DataFrame, kinds: Mapping[str, str]) -> pd.Series[float]:
    """Weighted Benjamini-Hochberg: more weight where the log has the power to show something."""
    known = table[table["p"].notna()]
    q = pd.Series(np.nan, index=table.index)
    if known.empty:
        return q
    asked = np.array(
        [
            _weight(outcome, when) * (limit("weight_kind") if kinds.get(practice) in _ASKED_FIRST else 1)
            for practice, outcome, when in zip(known["practice"], known["outcome"], known["when"], strict=True)
        ]
    )
    reach = (limit("sought") * known["sd"] / known["error"]).to_numpy()
    weights = _spent(reach, asked)
    weighted = known["p"].to_numpy() / np.maximum(weights, 1e-12)
    order = np.argsort(weighted, kind="stable")
    scaled = weighted[order] * len(order) / np.arange(1, len(order) + 1)
    q.loc[known.index[order]] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return q


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


def _ranks(table: pd.DataFrame, daily: pd.DataFrame, done: pd.DataFrame) -> pd.Series[int]:
    """Rank at most three findings; each further one is tested with the earlier ones in the model."""
    ranks = pd.Series(0, index=table.index, dtype="int64")
    large = (table["estimate"].abs() / table["sd"]) >= limit("least")
    chosen = table[(table["q"] <= limit("false_finds")) & large].sort_values(["q", "p"], kind="stable")
    taken: list[str] = []
    for row in chosen.itertuples():
        if len(taken) == limit("findings"):
            break
        if row.practice in taken:
            continue
        beside = [done[name] for name in taken]
        again = _Days(daily[row.outcome]).compare(done[row.practice], row.when, beside) if beside else None
        better = 1 if higher_is_better(row.outcome) else -1
        if again is None or one_sided_p(again, better=better) <= limit("beside"):
            taken.append(row.practice)
            ranks.loc[row.Index] = len(taken)
    return ranks
