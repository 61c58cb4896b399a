"""Tables with one row per day, as a person hands them over: checks, stretches of days, and what a column is."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from heartdata.core.daily import SLEEP_COLUMNS
from heartdata.core.days import iso_week, parse_day
from heartdata.core.handed_on import HANDED_ON
from heartdata.core.losses import Loss, current_losses
from heartdata.core.thresholds import limit
from heartdata.core.unknown_levels import holds_back
from heartdata.core.vocabulary import MEASURES, SIGNS, VITALS
from heartdata.errors import HeartdataError, NotEnoughDataError

SIGN: Final = "sign_"
HABIT: Final = "habit_"
_COUNTS: Final = ("_n", "_unknown")
_WHOLE: Final = re.compile(r"\d{4}(?:-\d{2})?")  # a year, or a month of one
_NIGHTS: Final = {
    "sleep_hours": ("Sleep", "h"),
    "bedtime": ("To bed", "h from midnight"),
    "waketime": ("Getting up", "h from midnight"),
    "sleep_midpoint": ("Middle of the night", "h from midnight"),
    "sleep_efficiency": ("Asleep of the time in bed", "0-1"),
    "nap_hours": ("Naps", "h"),
}
_WRITING: Final = {"journal_words": ("Words written", "words"), "entries": ("Entries", "a day")}
Stretch = Any  # a pair of days, "2026", "2026-03", "2026-W31" or a Period


class ColumnMeaning(NamedTuple):
    """What a column of a daily table holds."""

    kind: str  # measure, sign, night, habit, body, writing or own
    name: str
    label: str  # what people see
    unit: str
    higher: str  # "better", "heavier", or "" where neither is said


def meaning_of(column: str, own: Mapping[str, str] | None = None) -> ColumnMeaning:
    """Say what a column holds; `own` has the directions of a person's own measures."""
    if column in MEASURES:
        known = MEASURES[column]
        return ColumnMeaning("measure", column, known.label, "0-10", known.higher)
    if column in (own or {}):
        return ColumnMeaning("measure", column, column.replace("_", " ").capitalize(), "0-10", (own or {})[column])
    if column in SLEEP_COLUMNS:
        return ColumnMeaning("night", column, *_NIGHTS[column], "")
    if column in VITALS:
        return ColumnMeaning("body", column, VITALS[column].label, VITALS[column].unit, "")
    if column in _WRITING:
        return ColumnMeaning("writing", column, *_WRITING[column], "")
    if column.startswith(SIGN) and column.removeprefix(SIGN) in SIGNS:
        name = column.removeprefix(SIGN)
        return ColumnMeaning("sign", name, SIGNS[name].label.capitalize(), "0-10", "heavier")
    if column.startswith(HABIT):
        name = column.removeprefix(HABIT)
        return ColumnMeaning("habit", name, name, "share of days", "")
    return ColumnMeaning("own", column, column, "", "")


def checked_days(daily: object, caller: str) -> pd.DataFrame:
    """Return a table of days in order, or raise an error that says what to do."""
    if not isinstance(daily, pd.DataFrame):
        raise HeartdataError(
            f"{caller} needs logs or a DataFrame with one row per day, got {type(daily).__name__}; see to_daily"
        )
    if len(daily) == 0:
        return daily
    index = daily.index
    if not isinstance(index, pd.DatetimeIndex):
        raise HeartdataError(
            f"the index of daily must hold days (DatetimeIndex), got {type(index).__name__}; see to_daily"
        )
    if index.tz is not None:
        raise HeartdataError(
            f"the index of daily must be local days without a time zone, got {index.tz}; use tz_localize(None)"
        )
    if index.hasnans or (index != index.normalize()).any():
        raise HeartdataError("the index of daily must hold whole days; use daily.index.normalize() or to_daily")
    if index.has_duplicates:
        twice = index[index.duplicated()][0].date()
        raise NotEnoughDataError(
            f"daily holds {twice} more than once, so it is not clear which entry counts; keep one row per day"
        )
    ordered = daily if index.is_monotonic_increasing else daily.sort_index()
    if len(ordered) > 1 and (np.diff(ordered.index.to_numpy().astype("datetime64[D]")).astype(int) != 1).any():
        raise HeartdataError(
            'daily must have one row for every calendar day; use daily.asfreq("D"), days without an entry are NaN'
        )
    return ordered


def day_columns(daily: pd.DataFrame, wanted: Iterable[str] | str | None = None) -> list[str]:
    """Return the columns with one number a day; those `wanted`, or all but counts."""
    numeric = [
        str(c)
        for c in daily.columns
        if pd.api.types.is_numeric_dtype(daily.dtypes[c]) and not pd.api.types.is_complex_dtype(daily.dtypes[c])
    ]
    if wanted is None:
        return [c for c in numeric if not c.endswith(_COUNTS)]
    names: list[Any] = list(wanted) if isinstance(wanted, list | tuple | set | pd.Index) else [wanted]
    for name in names:
        if name not in numeric:
            raise HeartdataError(f"measure={name!r}: {_why_not(name, daily, numeric)}")
    return list(dict.fromkeys(names))


def _why_not(name: object, daily: pd.DataFrame, numeric: list[str]) -> str:
    if name in daily.columns:
        return f"this column does not hold numbers; {', '.join(numeric) or 'none'} do"
    shown = [c for c in numeric if not c.endswith(_COUNTS)]
    by_lower = {c.lower().replace(" ", "_"): c for c in shown}
    near = difflib.get_close_matches(str(name).lower().replace(" ", "_"), by_lower, n=1, cutoff=0.6)
    meant = f"did you mean {by_lower[near[0]]!r}? " if near else ""
    return f"there is no such column; {meant}there are {', '.join(shown) or 'none with numbers'}"


def numbers(daily: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Return columns as plain floats, NaN where nothing is known."""
    values = {c: pd.to_numeric(daily[c], errors="coerce").to_numpy(dtype=float, na_value=np.nan) for c in columns}
    frame = pd.DataFrame(values, index=daily.index)
    return frame.where(np.isfinite(frame))


def parse_stretch(name: str, given: Stretch) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the first and the last day of a stretch."""
    if isinstance(given, pd.Period):
        return given.start_time.normalize(), given.end_time.normalize()
    if isinstance(given, str):
        if _WHOLE.fullmatch(given):
            return parse_stretch(name, _period(name, given))
        try:
            monday = pd.Timestamp(iso_week(given))
        except ValueError:
            pass
        else:
            return monday, monday + pd.Timedelta(days=6)
    if isinstance(given, slice) and given.step is None:
        given = (given.start, given.stop)
    if isinstance(given, pd.DatetimeIndex) and given.size:
        given = (given.min(), given.max())
    try:
        first, last = (parse_day(day) for day in given)
    except (TypeError, ValueError):
        first = last = None
    if isinstance(given, str) or first is None or last is None:
        raise HeartdataError(
            f"{name}={given!r}: not a stretch of days; give its first and last day, such as "
            '("2026-03-01", "2026-04-30"), a month "2026-03", a year "2026" or a week "2026-W10"'
        )
    if last < first:
        raise HeartdataError(f"{name}: its last day {last} is before its first day {first}")
    return pd.Timestamp(first), pd.Timestamp(last)


def _period(name: str, text: str) -> pd.Period:
    try:
        return pd.Period(text)
    except ValueError:
        raise HeartdataError(f"{name}={text!r}: there is no such month") from None


def marked_days(daily: pd.DataFrame, kind: str) -> list[pd.Timestamp]:
    """Return the losses, or the first days of illnesses, that a daily table carries."""
    about = daily.attrs.get(HANDED_ON, {})
    given = about.get("losses", ()) if kind == "loss" else [first for first, _ in about.get("illnesses", ())]
    return [pd.Timestamp(day) for day in given]


def own_measures(daily: pd.DataFrame) -> Mapping[str, str]:
    """Return the person's own measures that a daily table carries, with what a higher number means."""
    found: Mapping[str, str] = daily.attrs.get(HANDED_ON, {}).get("measures", {})
    return found


def usual_of(daily: pd.DataFrame, measure: str) -> float | None:
    """Return the usual level that a daily table carries or shows: stated, or the mean of the days before the loss."""
    stated = daily.attrs.get(HANDED_ON, {}).get("usual", {}).get(measure)
    if stated is not None or daily.empty:
        return None if stated is None else float(stated)
    marked = current_losses([Loss(day.date()) for day in marked_days(daily, "loss")], daily.index[0].date())
    if not marked:
        return None
    earlier = daily[daily.index < pd.Timestamp(marked[0].day)]
    before = numbers(earlier, [measure])[measure].dropna()
    return float(before.mean()) if len(before) >= limit("usual_days") and not holds_back(earlier, measure) else None


def parse_days(name: str, given: Any) -> pd.DatetimeIndex:
    """Return several days, or one."""
    several = [given] if isinstance(given, str | date) else given
    read = [parse_day(day) for day in several] if isinstance(several, Iterable) else [None]
    if None in read:
        raise HeartdataError(f"{name}={given!r}: give days like 2026-03-01")
    return pd.DatetimeIndex(pd.to_datetime(read))
