"""Nights and naps: the rules that keep a night from being counted twice or a nap from being called a night."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["looks_like_nap", "nightly"]

# Heuristic: apps without a nap flag; a night worker's main sleep is longer than this.
NAP_MAX_H: Final = 3.0
NAP_FROM: Final = time(9, 0)
NAP_UNTIL: Final = time(21, 0)
# Heuristic: shorter records are a tracker switched on by mistake, not a night.
NIGHT_MIN_H: Final = 0.25


def looks_like_nap(start: datetime | None, hours: float | None) -> bool:
    """Tell a nap from a night where the app does not.

    Parameters
    ----------
    start : datetime or None
        Local wall-clock of falling asleep.
    hours : float or None
        How long [h].

    Returns
    -------
    bool
        True for at most three hours begun between 09:00 and 21:00 (heuristic).

    Examples
    --------
    >>> looks_like_nap(datetime(2026, 3, 1, 14, 30), 0.7), looks_like_nap(datetime(2026, 3, 1, 23, 30), 0.7)
    (True, False)
    """
    if start is None or hours is None or hours != hours:
        return False
    return hours <= NAP_MAX_H and NAP_FROM <= start.time() < NAP_UNTIL


def nightly(sleep: pd.DataFrame) -> pd.DataFrame:
    """Make one row per day out of the sleep table: each night once, from one source.

    Where several sources tell of the same night, the one that tells sleep apart from lying in bed is taken, then
    the one with stages, then the one with the most hours, then the first by name; they are never added. Periods of
    that source are added, as a broken night is one night; a period that lies within another is not counted again.

    Parameters
    ----------
    sleep : DataFrame
        The ``sleep`` table of `heartdata.Logs`.

    Returns
    -------
    DataFrame
        Indexed by ``day``: ``sleep_hours`` (time in bed where the app tells no sleep), ``bedtime`` and ``waketime``
        [h from midnight of the day of waking; a bedtime before midnight is negative], ``sleep_midpoint`` [h],
        ``sleep_efficiency`` [0-1], ``night_quality`` [0-10], ``nap_hours``.
    """
    import numpy as np
    import pandas as pd

    frame = sleep.assign(hours=sleep["asleep_h"].fillna(sleep["in_bed_h"]))
    naps = frame[frame["nap"]].groupby("day")["hours"].sum(min_count=1).rename("nap_hours")
    nights = _one_source(frame[~frame["nap"] & ~(frame["hours"] < NIGHT_MIN_H)])
    nights = _without_contained(nights)
    grouped = nights.groupby("day")
    both = nights["asleep_h"].where(nights["in_bed_h"] > 0)
    day = nights["day"]
    out = pd.DataFrame(
        {
            "sleep_hours": grouped["hours"].sum(min_count=1),
            "bedtime": ((nights["start"] - day) / pd.Timedelta(hours=1)).groupby(day).min(),
            "waketime": ((nights["end"] - day) / pd.Timedelta(hours=1)).groupby(day).max(),
        }
    )
    out["sleep_midpoint"] = (out["bedtime"] + out["waketime"]) / 2
    in_bed = nights["in_bed_h"].where(both.notna()).groupby(day).sum(min_count=1)
    out["sleep_efficiency"] = (both.groupby(day).sum(min_count=1) / in_bed).clip(upper=1.0)
    weight = nights["hours"].where(nights["quality"].notna()).replace(0, np.nan)
    out["night_quality"] = (nights["quality"] * weight).groupby(day).sum(min_count=1) / weight.groupby(day).sum(
        min_count=1
    )
    out = out.join(naps, how="outer")
    out.index = pd.DatetimeIndex(out.index)
    return out


def _one_source(nights: pd.DataFrame) -> pd.DataFrame:
    if nights["source"].nunique() < 2:
        return nights
    staged = nights[["deep_h", "rem_h", "light_h"]].notna().any(axis=1)
    told = nights.assign(_asleep=nights["asleep_h"].notna(), _staged=staged)
    per_source = told.groupby(["day", "source"])[["_asleep", "_staged", "hours"]].agg(
        {"_asleep": "any", "_staged": "any", "hours": "sum"}
    )
    ranked = per_source.reset_index().sort_values(
        ["day", "_asleep", "_staged", "hours", "source"], ascending=[True, False, False, False, True]
    )
    chosen = ranked.drop_duplicates("day")[["day", "source"]]
    return nights.merge(chosen, on=["day", "source"])


def _without_contained(nights: pd.DataFrame) -> pd.DataFrame:
    ordered = nights.sort_values(["day", "start", "end"], ascending=[True, True, False])
    furthest = ordered.groupby("day")["end"].cummax()
    before = furthest.groupby(ordered["day"]).shift()
    return ordered[~(ordered["end"].notna() & (ordered["end"] <= before))]
