"""Nights and naps: the rules that keep a night from being counted twice or a nap from being called a night."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Any, Final

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
    the one with times of day, then the one with stages, then the one with the most hours, then the first by name; they
    are never added. Periods of that source are added, as a broken night is one night; of periods that lie mostly
    within each other, the longest counts, and of hours without times the most, as an answer given twice is likelier
    than two nights. A part begun from 21:00 on that ends before midnight belongs to the night that ends the next day.
    Naps go by the same rules.
    """
    import pandas as pd

    frame = sleep.assign(hours=sleep["asleep_h"].fillna(sleep["in_bed_h"]))
    naps = _one_source(_each_once(frame[frame["nap"]]))
    nights = frame[~frame["nap"] & ~(frame["hours"] < NIGHT_MIN_H)]
    nights = _one_source(_each_once(nights.assign(day=_night_day(nights))))
    day = nights["day"]
    clocks = {name: (nights[name] - day) / pd.Timedelta(hours=1) for name in ("start", "end")}
    both = nights["asleep_h"].where(nights["in_bed_h"] > 0)
    # A night told by its times alone weighs as much as an hour.
    weight = nights["hours"].fillna(1.0).where(nights["quality"].notna())
    columns = {
        "sleep_hours": nights["hours"],
        "asleep": both,
        "in_bed": nights["in_bed_h"].where(both.notna()),
        "rated": nights["quality"] * weight,
        "weight": weight,
    }
    sums = pd.DataFrame(columns).groupby(day).sum(min_count=1)
    out = pd.DataFrame({"sleep_hours": sums["sleep_hours"]})
    out["bedtime"], out["waketime"] = clocks["start"].groupby(day).min(), clocks["end"].groupby(day).max()
    out["sleep_midpoint"] = (out["bedtime"] + out["waketime"]) / 2
    out["sleep_efficiency"] = (sums["asleep"] / sums["in_bed"]).clip(0.0, 1.0)
    out["night_quality"] = sums["rated"] / sums["weight"]
    out = out.join(naps.groupby("day")["hours"].sum(min_count=1).rename("nap_hours"), how="outer")
    out.index = pd.DatetimeIndex(out.index)
    # Rounded, because a sum over reordered periods may differ in the last bit.
    return out.round(12)


def _night_day(nights: pd.DataFrame) -> pd.Series[pd.Timestamp]:
    import pandas as pd

    evening = nights["start"] >= nights["day"] + pd.Timedelta(hours=NAP_UNTIL.hour)
    same_day = nights["end"] < nights["day"] + pd.Timedelta(days=1)
    return nights["day"].mask(evening & same_day, nights["day"] + pd.Timedelta(days=1))


def _each_once(periods: pd.DataFrame) -> pd.DataFrame:
    """Leave out periods that repeat another one of the same day and source."""
    several = periods.duplicated(["day", "source"], keep=False)
    if not several.any():
        return periods
    timed = periods["end"] > periods["start"]
    # Longest first; ties by what is told, so that the order of the rows does not matter.
    length = (periods["end"] - periods["start"]).where(timed)
    ranked = periods[several].assign(timed=timed, length=length)
    ranked = ranked.sort_values(
        ["timed", "length", "hours", "start", "quality"], ascending=[False, False, False, True, True]
    )
    kept: dict[tuple[Any, Any], list[tuple[Any, Any]]] = {}
    dropped = []
    for row in ranked.itertuples():
        spans = kept.setdefault((row.day, row.source), [])
        span = (row.start, row.end)
        if (any(_mostly_within(span, other) for other in spans)) if row.timed else spans:
            dropped.append(row.Index)
        else:
            spans.append(span)
    return periods.drop(index=dropped)


def _mostly_within(span: tuple[Any, Any], other: tuple[Any, Any]) -> bool:
    common = min(span[1], other[1]) - max(span[0], other[0])
    return bool(common * 2 > span[1] - span[0])


def _one_source(nights: pd.DataFrame) -> pd.DataFrame:
    if nights["source"].nunique() < 2:
        return nights
    staged = nights[["deep_h", "rem_h", "light_h"]].notna().any(axis=1)
    told = nights.assign(_asleep=nights["asleep_h"].notna(), _timed=nights["start"].notna(), _staged=staged)
    per_source = told.groupby(["day", "source"])[["_asleep", "_timed", "_staged", "hours"]].agg(
        {"_asleep": "any", "_timed": "any", "_staged": "any", "hours": "sum"}
    )
    ranked = per_source.reset_index().sort_values(
        ["day", "_asleep", "_timed", "_staged", "hours", "source"], ascending=[True, False, False, False, False, True]
    )
    chosen = ranked.drop_duplicates("day")[["day", "source"]]
    return nights.merge(chosen, on=["day", "source"])
