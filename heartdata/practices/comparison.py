"""Many practices, several outcomes, two days: which differences are more than chance."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from heartdata.core.vocabulary import MEASURES
from heartdata.practices.ar1_regression import one_sided_p, student_quantile
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
    rows = [
        row
        for outcome in OUTCOMES
        if outcome in daily and daily[outcome].count() >= limit("fewest_days")
        for row in _outcome_rows(daily[outcome], columns, outcome)
    ]
    names = ["practice", "outcome", "when", "n_with", "n_without", "value", "error", "df", "sd", "p"]
    table = pd.DataFrame(rows, columns=names)
    for name in ("n_with", "n_without", "df"):
        table[name] = table[name].astype("int64")
    table["q"], tail = _q_values(table, kinds or {})
    table = _intervals(table, tail)
    table["finding"], table["held_back"] = _ranks(table, daily, done)
    return table.drop(columns=["value", "error", "df"])


def _outcome_rows(
    outcome: pd.Series[float], done: Mapping[str, NDArray[np.float64]], name: str
) -> list[tuple[Any, ...]]:
    days = OutcomeDays(outcome)
    sign = 1 if higher_is_better(name) else -1
    rows: list[tuple[Any, ...]] = []
    for practice, x in done.items():
        for when in ("night after",) if name in NIGHTS else ("same day", "next day"):
            found = days.compare(x, when)
            counts = (found.n_with, found.n_without)
            p = one_sided_p(found, better=sign)
            rows.append((practice, name, when, *counts, found.value, found.error, found.df, found.sd, p))
    return rows


def _intervals(table: pd.DataFrame, tail: pd.Series[float]) -> pd.DataFrame:
    """Add the interval that leaves out the share `tail` on each side."""
    half = [
        math.nan if error != error else error * student_quantile(share, df)
        for error, share, df in zip(table["error"], tail, table["df"], strict=True)
    ]
    return table.assign(estimate=table["value"], low=table["value"] - half, high=table["value"] + half)


def _weight(outcome: str, when: str) -> float:
    if outcome == "mood":
        return limit("weight_mood" if when == "same day" else "weight_mood_next")
    main = (outcome == "energy" and when == "same day") or outcome in NIGHTS
    return limit("weight_main" if main else "weight_other")


def _q_values(table: pd.DataFrame, kinds: Mapping[str, str]) -> tuple[pd.Series[float], pd.Series[float]]:
    """Weighted Benjamini-Hochberg, and the tail of each interval that goes with it.

    More weight where the log has the power to show something. What is found has an interval as wide as finding it
    asks for (Benjamini & Yekutieli 2005), so that it holds what it says in spite of the choice.
    """
    known = table[table["p"].notna()]
    q, tail = pd.Series(np.nan, index=table.index), pd.Series(limit("tail"), index=table.index)
    if known.empty:
        return q, tail
    asked = np.array(
        [
            _weight(outcome, when) * (limit("weight_kind") if kinds.get(practice) in _ASKED_FIRST else 1)
            for practice, outcome, when in zip(known["practice"], known["outcome"], known["when"], strict=True)
        ]
    )
    reach = (limit("sought") * known["sd"] / known["error"]).to_numpy()
    weights = np.maximum(_spent(reach, asked), 1e-12)
    weighted = known["p"].to_numpy() / weights
    order = np.argsort(weighted, kind="stable")
    scaled = weighted[order] * len(order) / np.arange(1, len(order) + 1)
    q.loc[known.index[order]] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    found = (q.loc[known.index] <= limit("false_finds")).to_numpy()
    shares = np.minimum(limit("tail") * found.sum() * weights / len(order), limit("tail"))
    tail.loc[known.index[found]] = shares[found]
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


def _ranks(table: pd.DataFrame, daily: pd.DataFrame, done: pd.DataFrame) -> tuple[pd.Series[int], pd.Series[str]]:
    """Rank at most three findings, each tested with the earlier ones in the model, and say why others are held back."""
    ranks = pd.Series(0, index=table.index, dtype="int64")
    held = pd.Series("", index=table.index, dtype="object")
    large = (table["estimate"].abs() / table["sd"]) >= limit("least")
    likely = (table["q"] <= limit("false_finds")) & large
    if not likely.any():
        return ranks, held
    chosen = table[likely].sort_values(["q", "p"], kind="stable")
    days = {outcome: OutcomeDays(daily[outcome]) for outcome in chosen["outcome"].unique()}
    taken: list[str] = []
    for row in chosen.itertuples():
        if len(taken) == limit("findings"):
            break
        if row.practice in taken:
            continue
        better = 1 if higher_is_better(row.outcome) else -1
        x = done[row.practice].to_numpy(dtype=float)
        beside = [lagged(used_span(done[name].to_numpy(dtype=float)), row.when) for name in taken]
        again = days[row.outcome].compare(x, row.when, beside) if beside else None
        if again is not None and not one_sided_p(again, better=better) <= limit("beside"):
            continue
        held.loc[row.Index] = other_reason(days[row.outcome], done, row.practice, row.when, better=better)
        if not held.loc[row.Index]:
            taken.append(row.practice)
            ranks.loc[row.Index] = len(taken)
    return ranks, held
