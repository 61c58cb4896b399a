"""A person's weeks: the weekly level with its interval, and what is usual for them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from heartdata.core.profile import Profile
from heartdata.errors import HeartdataError

__all__ = ["RULES", "Rule", "Usual", "compare_weeks", "own_usual", "weekly_levels"]


@dataclass(frozen=True)
class Rule:
    """One number that decides what is shown.

    Attributes
    ----------
    value : float
        The number.
    what : str
        What it decides.
    source : str
        Where it comes from, or "heuristic".
    """

    value: float
    what: str
    source: str


RULES: Final[dict[str, Rule]] = {
    "usual_days": Rule(
        14, "days with an answer before a mean is called usual", "a mean is stable from about 14 entries"
    ),
    "band_df": Rule(10, "degrees of freedom within weeks before a band is drawn", "heuristic"),
    "phi": Rule(0.3, "lag-1 autocorrelation of day means", "detrended day means: medians .13 to .27, rounded up"),
    "z": Rule(1.645, "half width of an interval in standard errors: 90 %", "normal distribution"),
    "level_days": Rule(2, "days with an answer before a week has a level", "heuristic"),
}


@dataclass(frozen=True)
class Usual:
    """What is usual for this person.

    Attributes
    ----------
    level : float
        On the measure's 0-10 scale.
    origin : {"stated", "before the loss"}
        Whether the person stated it or their entries before the loss tell it.
    days : int
        The days it rests on; 0 where it is stated.
    """

    level: float
    origin: str
    days: int


def own_usual(daily: pd.DataFrame, profile: Profile, measure: str = "mood") -> Usual | None:
    """Find a person's usual level of a measure.

    Parameters
    ----------
    daily : DataFrame
        As `heartdata.to_daily` makes it.
    profile : Profile
        Its ``usual`` comes first; else the mean of the days before ``loss_date``, or the first loss among its
        ``events``, where at least 14 have an answer.
    measure : str, optional
        A column of `daily`.

    Returns
    -------
    Usual or None
        None where neither is known; nothing is assumed then.
    """
    if measure in profile.usual:
        return Usual(profile.usual[measure], "stated", 0)
    # Somebody may have marked the loss among other days.
    loss = profile.loss_date or min((e.day for e in profile.events if e.kind == "loss"), default=None)
    if loss is None or measure not in daily:
        return None
    before = daily.loc[daily.index < pd.Timestamp(loss), measure].dropna()
    if len(before) < RULES["usual_days"].value:
        return None
    return Usual(float(before.mean()), "before the loss", len(before))


def weekly_levels(daily: pd.DataFrame, measure: str = "mood", *, until: date | None = None) -> pd.DataFrame:
    """Give the level of each ISO week with its interval.

    The interval allows for the days' autocorrelation and for missing days; the person's own day-to-day spread is
    pooled within all weeks up to that one, so that no week is judged by later ones.

    Notes
    -----
    On simulated AR(1) days the 90 % interval holds the true weekly level in about 95 %, 90 % and 80 % of weeks where
    the days' autocorrelation is .1, .3 and .5; with up to six days in ten missing it stays close to that.
    """
    if measure not in daily:
        raise HeartdataError(f"measure={measure!r}: not a column of this daily table")
    values = daily[measure] if until is None else daily.loc[: pd.Timestamp(until), measure]
    monday = values.index - pd.to_timedelta(values.index.day_of_week, unit="D")
    weeks = values.groupby(monday)
    out = pd.DataFrame({"level": weeks.mean(), "days": weeks.count()})
    out.index.name = "week"
    squares = (values - weeks.transform("mean")).pow(2).groupby(monday).sum().cumsum()
    # Variance of each week's mean, in units of the day variance.
    shares = _mean_variances(values)
    # Days within a week move together: around their own mean they spread by less than their number minus one.
    spread = np.sqrt(squares / (out["days"] * (1 - shares)).cumsum())
    freedom = (out["days"] - 1).clip(lower=0).cumsum()
    freedom = freedom.where(freedom >= RULES["band_df"].value)
    out["level"] = out["level"].where(out["days"] >= RULES["level_days"].value)
    z = RULES["z"].value
    # The first term of Student's t around z: a spread known from few days is itself uncertain.
    half = (z + (z**3 + z) / (4 * freedom)) * spread * np.sqrt(shares)
    out["low"] = (out["level"] - half).clip(0, 10)
    out["high"] = (out["level"] + half).clip(0, 10)
    return out[["level", "low", "high", "days"]]


def compare_weeks(now: pd.Series[Any], before: pd.Series[Any]) -> str | None:
    """Say whether the level of one week is another than that of an earlier one."""
    # The longer arm, as the ends of the scale cut the other one off.
    arms = [max(row["high"] - row["level"], row["level"] - row["low"]) for row in (now, before)]
    difference = now["level"] - before["level"]
    if any(math.isnan(x) for x in (*arms, difference)):
        return None
    # Nobody is told "higher" about two numbers that are shown as the same.
    if abs(difference) <= math.hypot(*arms) or f"{now['level']:.1f}" == f"{before['level']:.1f}":
        return "about the same"
    return "higher" if difference > 0 else "lower"


def _mean_variances(values: pd.Series[float]) -> np.ndarray:
    """Give for each week the variance of the mean of its days with a value, in units of the day variance."""
    weekday = values.index.day_of_week.to_numpy()
    # Of weeks there are many, of sets of weekdays only 128.
    week = np.cumsum(np.r_[0, np.diff(weekday) < 0]) if len(weekday) else weekday
    days = np.bincount(week, weights=(1 << weekday) * values.notna().to_numpy()).astype(int)
    sets, which = np.unique(days, return_inverse=True)
    return np.array([_mean_variance(np.flatnonzero(chosen >> np.arange(7) & 1)) for chosen in sets])[which]


def _mean_variance(places: np.ndarray) -> float:
    """Give the variance of the mean of AR(1) days at `places`, in units of the day variance."""
    if not len(places):
        return 1.0
    return float((RULES["phi"].value ** np.abs(places[:, None] - places[None, :])).mean())
