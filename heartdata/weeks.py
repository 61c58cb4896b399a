"""A person's weeks: the weekly level with its interval, and what is usual for them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from heartdata.profile import Profile

__all__ = ["RULES", "Rule", "Usual", "own_usual", "weekly_levels"]


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

_WEEK: Final = 7


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
        Its ``usual`` comes first; else the mean of the days before ``loss_date``, where at least 14 have an answer.
    measure : str, optional
        A column of `daily`.

    Returns
    -------
    Usual or None
        None where neither is known; nothing is assumed then.
    """
    if measure in profile.usual:
        return Usual(profile.usual[measure], "stated", 0)
    if profile.loss_date is None or measure not in daily:
        return None
    before = daily.loc[daily.index < pd.Timestamp(profile.loss_date), measure].dropna()
    if len(before) < RULES["usual_days"].value:
        return None
    return Usual(float(before.mean()), "before the loss", len(before))


def weekly_levels(daily: pd.DataFrame, measure: str = "mood", *, until: date | None = None) -> pd.DataFrame:
    """Give the level of each ISO week with its interval.

    The interval allows for the days' autocorrelation and for missing days; the person's own day-to-day spread is
    pooled within all weeks up to that one, so that no week is judged by later ones.

    Parameters
    ----------
    daily : DataFrame
        As `heartdata.to_daily` makes it.
    measure : str, optional
        A column of `daily`.
    until : date, optional
        The last day looked at.

    Returns
    -------
    DataFrame
        Index ``week`` (its Monday), every week from the first to the last. Columns ``level`` [0-10] (mean of the
        day means; NaN under 2 days), ``low``, ``high`` (90 % interval; NaN where the spread is not known yet),
        ``days`` (with an answer).
    """
    values = daily[measure] if until is None else daily.loc[: pd.Timestamp(until), measure]
    monday = values.index - pd.to_timedelta(values.index.day_of_week, unit="D")
    weeks = values.groupby(monday)
    out = pd.DataFrame({"level": weeks.mean(), "days": weeks.count()})
    out.index.name = "week"
    squares = (values - weeks.transform("mean")).pow(2).groupby(monday).sum().cumsum()
    freedom = (out["days"] - 1).clip(lower=0).cumsum()
    known = freedom >= RULES["band_df"].value
    # Day means within a week move together, so the spread around the week's own mean is too small by this much.
    spread = np.sqrt((squares / freedom.where(known)) / _within_share())
    out["level"] = out["level"].where(out["days"] >= RULES["level_days"].value)
    half = RULES["z"].value * spread * [_error_factor(observed) for _, observed in weeks]
    out["low"] = (out["level"] - half).clip(0, 10)
    out["high"] = (out["level"] + half).clip(0, 10)
    return out[["level", "low", "high", "days"]]


def _within_share() -> float:
    """Give the share of an AR(1) series' variance that is left around the mean of one full week."""
    return (1 - _mean_variance(np.arange(_WEEK))) * _WEEK / (_WEEK - 1)


def _error_factor(observed: pd.Series[float]) -> float:
    places = np.flatnonzero(observed.notna().to_numpy())
    return math.sqrt(_mean_variance(places)) if len(places) else math.nan


def _mean_variance(places: np.ndarray) -> float:
    """Give the variance of the mean of AR(1) days at `places`, in units of the day variance."""
    return float((RULES["phi"].value ** np.abs(places[:, None] - places[None, :])).mean())
