"""Weekly levels with their intervals, and a person's usual level."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from heartdata.core.logs import Logs
from heartdata.core.losses import current_losses, losses
from heartdata.core.thresholds import limit
from heartdata.core.unknown_levels import held_back_weeks, holds_back, unknown_column
from heartdata.core.vocabulary import MEASURES
from heartdata.errors import HeartdataError


@dataclass(frozen=True)
class UsualLevel:
    """A person's usual level of a measure."""

    level: float  # [0-10]
    origin: str  # "stated", or "before the loss" for the mean of the days before it
    days: int  # that it is based on; 0 where it is stated


def usual_level(daily: pd.DataFrame, logs: Logs, measure: str = "mood") -> UsualLevel | None:
    """Find a person's usual level: the one they stated, else the mean of the days before their first current loss.

    None where neither is known (fewer than 14 days with an answer, or many answers without a known level): nothing is
    assumed then.
    """
    stated = logs.profile.usual
    if measure in stated:
        return UsualLevel(stated[measure], "stated", 0)
    if measure not in daily or daily.empty:
        return None
    marked = current_losses(losses(logs), daily.index[0].date())
    if not marked:
        return None
    earlier = daily[daily.index < pd.Timestamp(marked[0].day)]
    before = earlier[measure].dropna()
    if len(before) < limit("usual_days") or holds_back(earlier, measure):
        return None
    return UsualLevel(float(before.mean()), "before the loss", len(before))


def usual_by_day(daily: pd.DataFrame, logs: Logs) -> Callable[[date], float]:
    """Return a function that gives the usual mood as it was known on a day [0-10]; NaN where it is unknown."""
    marked = current_losses(losses(logs), daily.index[0].date()) if not daily.empty else []

    @cache
    def known_before(day: date | None) -> float:
        found = usual_level(daily if day is None else daily.loc[: pd.Timestamp(day)], logs)
        return found.level if found else math.nan

    # From the day of the loss on it stays as it is.
    changes = bool(marked) and "mood" not in logs.profile.usual
    return lambda day: known_before(day if changes and day < marked[0].day else None)


def weekly_levels(daily: pd.DataFrame, measure: str = "mood", *, until: date | None = None) -> pd.DataFrame:
    """Estimate the level of each ISO week with its 90 % interval.

    The interval allows for autocorrelation and missing days. The person's day-to-day spread is pooled over all weeks up
    to that one, so no week depends on later ones.

    On simulated AR(1) days with autocorrelation .1, .3 and .5, the interval covers the true weekly level in about 95 %,
    90 % and 80 % of weeks, also with up to 60 % of days missing.

    NaN where many answers of the week have no known level; ``days`` counts those with one.
    """
    if measure not in daily:
        raise HeartdataError(f"measure={measure!r}: not a column of this daily table")
    values = daily[measure] if until is None else daily.loc[: pd.Timestamp(until), measure]
    monday = values.index - pd.to_timedelta(values.index.day_of_week, unit="D")
    _, first, which = np.unique(monday.to_numpy(), return_index=True, return_inverse=True)
    index = monday[first].rename("week")
    answers = values.to_numpy(dtype=np.float64)
    known = ~np.isnan(answers)
    days = np.bincount(which[known], minlength=len(index))
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.bincount(which[known], answers[known], len(index)) / days
        squares = np.bincount(which[known], (answers - mean[which])[known] ** 2, len(index)).cumsum()
        # Variance of each week's mean, in units of the day variance.
        shares = _mean_variances(values)
        # Days within a week are correlated, so they spread less around their own mean.
        spread = np.sqrt(squares / (days * (1 - shares)).cumsum())
    freedom = np.maximum(days - 1, 0).cumsum().astype(np.float64)
    freedom[freedom < limit("band_df")] = np.nan
    held = days < limit("level_days")
    if unknown_column(measure) in daily:
        unknown = held_back_weeks(daily.loc[values.index], monday, measure)
        held |= unknown.reindex(index, fill_value=False).to_numpy(dtype=bool)
    out = pd.DataFrame({"level": np.where(held, np.nan, mean), "days": days}, index=index)
    z = limit("z")
    # The first term of Student's t around z, since a spread from few days is itself uncertain.
    half = (z + (z**3 + z) / (4 * freedom)) * spread * np.sqrt(shares)
    ends = (0, 10) if measure in MEASURES else (None, None)
    out["low"] = (out["level"] - half).clip(*ends)
    out["high"] = (out["level"] + half).clip(*ends)
    return out[["level", "low", "high", "days"]]


def anything_logged(daily: pd.DataFrame) -> NDArray[np.bool_]:
    """Mark the days with anything logged, be it a night or a count of steps; cut logs end on one of them."""
    found = np.zeros(len(daily), dtype=bool)
    for name, column in daily.items():
        count = name == "entries" or str(name).endswith(("_n", "_unknown"))
        found |= column.to_numpy() > 0 if count else column.notna().to_numpy()
    return found


def judged_places(days: pd.DatetimeIndex, logged: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Where each week's last logged day is, on which the week is judged; its last day where nothing is logged.

    So later entries change nothing said of a week: until then, the days after its last entry may still be filled in.
    """
    if not len(days):
        return np.empty(0, dtype=np.int64)
    places, weekday = np.arange(len(days)), days.day_of_week.to_numpy()
    ends = np.flatnonzero(np.r_[weekday[:-1] == 6, True])
    latest = np.maximum.accumulate(np.where(logged, places, -1))[ends]
    return np.where(latest > np.r_[-1, ends[:-1]], latest, ends)


def compare_weeks(now: pd.Series[Any], before: pd.Series[Any]) -> str | None:
    """Compare the levels of two weeks: "higher", "lower", "about the same", or None where that is unknown."""
    # The longer arm of the interval: the ends of the scale cut the other one off.
    arms = [max(row["high"] - row["level"], row["level"] - row["low"]) for row in (now, before)]
    difference = now["level"] - before["level"]
    if any(math.isnan(x) for x in (*arms, difference)):
        return None
    # Never "higher" for two numbers that are displayed as the same.
    if abs(difference) <= math.hypot(*arms) or f"{now['level']:.1f}" == f"{before['level']:.1f}":
        return "about the same"
    return "higher" if difference > 0 else "lower"


def _mean_variances(values: pd.Series[float]) -> np.ndarray:
    """Return the variance of each week's mean in units of the day variance."""
    weekday = values.index.day_of_week.to_numpy()
    # There are many weeks, but only 128 sets of weekdays.
    week = np.cumsum(np.r_[0, np.diff(weekday) < 0]) if len(weekday) else weekday
    days = np.bincount(week, weights=(1 << weekday) * values.notna().to_numpy()).astype(int)
    sets, which = np.unique(days, return_inverse=True)
    return np.array([_mean_variance(int(chosen)) for chosen in sets])[which]


@cache
def _mean_variance(chosen: int) -> float:
    """Return the variance of the mean of AR(1) days, one bit for each, in units of the day variance."""
    places = np.flatnonzero(chosen >> np.arange(7) & 1)
    if not len(places):
        return 1.0
    return float((limit("phi") ** np.abs(places[:, None] - places[None, :])).mean())
