"""Nights and naps: each night counted once, and naps apart from nights."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from heartdata.core.thresholds import limit

if TYPE_CHECKING:
    import pandas as pd


def looks_like_nap(start: datetime | None, hours: float | None) -> bool:
    """Guess whether a sleep period is a nap, for apps that do not say."""
    if start is None or hours is None or hours != hours:
        return False
    return hours <= limit("nap_max_h") and limit("nap_from") <= start.hour < limit("nap_until")


def nightly(sleep: pd.DataFrame) -> pd.DataFrame:
    """Summarise the sleep table as one row per day: each night once, from one source.

    Of several sources of a night, the best one is used and they are never added: first one that separates sleep from
    time in bed, then one with times of day, with stages, with the most hours, and the first by name. Periods of that
    source are added, as a broken night is one night. Of periods that mostly overlap the longest counts, and of hours
    without times the largest, since an answer given twice is likelier than two nights. A period that begins after 21:00
    and ends before midnight belongs to the night that ends the next day. Naps follow the same rules.
    """
    return _summarised(sleep) if len(sleep) else _no_nights().copy()


@cache
def _no_nights() -> pd.DataFrame:
    from heartdata.core.tables import empty_table

    return _summarised(empty_table("sleep"))


def _summarised(sleep: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    frame = sleep.assign(hours=sleep["asleep_h"].fillna(sleep["in_bed_h"]))
    naps = _best_source(_drop_repeats(frame[frame["nap"]]))
    nights = frame[~frame["nap"] & ~(frame["hours"] < limit("night_min_h"))]
    nights = _best_source(_drop_repeats(nights.assign(day=_night_day(nights))))
    day = nights["day"]
    clocks = {name: (nights[name] - day) / pd.Timedelta(hours=1) for name in ("start", "end")}
    both = nights["asleep_h"].where(nights["in_bed_h"] > 0)
    # A night without hours has the weight of one hour.
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
    # Rounded: the sum of reordered periods may differ in the last bit.
    return out.round(12)


def _night_day(nights: pd.DataFrame) -> pd.Series[pd.Timestamp]:
    import pandas as pd

    evening = nights["start"] >= nights["day"] + pd.Timedelta(hours=limit("nap_until"))
    same_day = nights["end"] < nights["day"] + pd.Timedelta(days=1)
    return nights["day"].mask(evening & same_day, nights["day"] + pd.Timedelta(days=1))


def _drop_repeats(periods: pd.DataFrame) -> pd.DataFrame:
    """Drop periods that repeat another one of the same day and source."""
    several = periods.duplicated(["day", "source"], keep=False)
    if not several.any():
        return periods
    timed = periods["end"] > periods["start"]
    # Longest first; ties by their values, so that the order of the rows does not matter.
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


def _best_source(nights: pd.DataFrame) -> pd.DataFrame:
    if nights["source"].nunique() < 2:
        return nights
    staged = nights[["deep_h", "rem_h", "light_h"]].notna().any(axis=1)
    ranked = nights.assign(_asleep=nights["asleep_h"].notna(), _timed=nights["start"].notna(), _staged=staged)
    per_source = ranked.groupby(["day", "source"])[["_asleep", "_timed", "_staged", "hours"]].agg(
        {"_asleep": "any", "_timed": "any", "_staged": "any", "hours": "sum"}
    )
    ranked = per_source.reset_index().sort_values(
        ["day", "_asleep", "_timed", "_staged", "hours", "source"], ascending=[True, False, False, False, False, True]
    )
    chosen = ranked.drop_duplicates("day")[["day", "source"]]
    return nights.merge(chosen, on=["day", "source"])
