"""Days, numbers and clock times in the columns of a DataFrame that somebody made themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from heartdata.core.days import last_possible_day, parse_day
from heartdata.core.tables import STAMP
from heartdata.errors import AmbiguousFormatError, HeartdataError

# As in files: dates outside are typing mistakes, and would stretch every chart.
_YEARS: Final = (1970, 2100)
_CLOCK: Final = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?", re.ASCII)
_OTHER_DATE: Final = re.compile(r"\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2,4}(?:\D.*)?", re.ASCII)
_HOUR: Final = pd.Timedelta(hours=1)
NO_DAY: Final = "it has no date"
NOT_A_DAY: Final = "its date cannot be read; write it like 2026-03-01"


class Moments(NamedTuple):
    """When each row is: local time, minutes ahead of UTC, and why a row cannot be used ("" where it can)."""

    time: pd.Series[Any]
    offset: pd.Series[float]
    problem: pd.Series[str]

    @property
    def only_days(self) -> bool:
        """Whether no row has a time of day: programs write days as midnights."""
        known = self.time.dropna()
        return bool((known == known.dt.normalize()).all())


def plain(series: pd.Series[Any]) -> pd.Series[Any]:
    """Turn categories, Arrow and other extension values into plain objects, with None for what is missing."""
    if isinstance(series.dtype, np.dtype) and series.dtype != object:
        return series
    values = series.astype(object)
    return values.where(values.notna(), None)


def read_moments(name: str, series: pd.Series[Any], zone: ZoneInfo | None) -> Moments:
    """Read when each row is."""
    offset = pd.Series(np.nan, index=series.index)
    if isinstance(series.dtype, pd.PeriodDtype):
        if not series.empty and (series.dt.end_time - series.dt.start_time).max() > pd.Timedelta(days=1):
            raise HeartdataError(f"{name} holds weeks or months; heartdata needs the day of each entry")
        series = series.dt.to_timestamp()
    if isinstance(series.dtype, pd.CategoricalDtype):
        series = series.astype(series.cat.categories.dtype)
    if isinstance(series.dtype, pd.DatetimeTZDtype):
        series, offset = _local(name, series, zone)
    if not pd.api.types.is_datetime64_dtype(series.dtype):
        series, offset = _from_objects(name, plain(series), zone)
    times = series.astype(STAMP)
    problem = pd.Series("", index=series.index, dtype=object)
    years = times.dt.year
    problem[times.isna()] = NO_DAY
    problem[times.notna() & ~years.between(*_YEARS)] = f"the year is outside {_YEARS[0]} to {_YEARS[1]}"
    late = problem.eq("") & (times >= pd.Timestamp(last_possible_day() + timedelta(days=1)))
    problem[late] = "its date is later than tomorrow, so it is kept out; check the year"
    return Moments(times, offset, problem)


def _local(name: str, series: pd.Series[Any], zone: ZoneInfo | None) -> tuple[pd.Series[Any], pd.Series[float]]:
    """Turn instants into local times and their distance from UTC [min]."""
    if zone is not None:
        series = series.dt.tz_convert(zone)
    elif str(series.dt.tz) in ("UTC", "UTC+00:00"):
        raise AmbiguousFormatError(
            f"{name} is in UTC, in which a late evening may be the next day. Where were you? Give "
            'profile=Profile(time_zone="Europe/Berlin") with your own zone, or "UTC" if that is where you live'
        )
    local = series.dt.tz_localize(None)
    away = (local - series.dt.tz_convert("UTC").dt.tz_localize(None)) / pd.Timedelta(minutes=1)
    return local, away


def _from_objects(name: str, series: pd.Series[Any], zone: ZoneInfo | None) -> tuple[pd.Series[Any], pd.Series[float]]:
    if pd.api.types.is_numeric_dtype(series.dtype) or _all(series, lambda v: isinstance(v, int | float)):
        raise HeartdataError(
            f'{name} holds numbers, not dates; turn them into dates first: pd.to_datetime(..., unit="s") for seconds '
            'since 1970, format="%Y%m%d" for numbers like 20260301'
        )
    if _all(series, lambda v: isinstance(v, str) and parse_day(v) is None and bool(_OTHER_DATE.fullmatch(v.strip()))):
        raise AmbiguousFormatError(
            f"{name} holds dates in which the year comes last, so 3/4 may be in March or April; say which with "
            "pd.to_datetime(..., dayfirst=True) or dayfirst=False, or with its format="
        )
    read = {value: _moment(value) for value in series.dropna().unique() if _hashable(value)}
    moments = [read.get(value) if _hashable(value) else None for value in series]
    known = [m is not None for m in moments]
    if len(series.dropna()) and not any(known):
        raise HeartdataError(f"{name} holds no dates that can be read; write them with the year first, like 2026-03-01")
    aware = [m for m in moments if isinstance(m, datetime) and m.tzinfo is not None]
    offset = pd.Series(np.nan, index=series.index)
    if aware:
        offset = pd.Series([_offset(m, zone) for m in moments], index=series.index, dtype="float64")
        if zone is None and (offset.dropna() == 0).all():
            _local(name, pd.Series(pd.DatetimeIndex(["2026-01-01"], tz="UTC")), None)
    local = [_naive(m, zone) for m in moments]
    times = pd.Series(np.array(local, dtype="datetime64[us]"), index=series.index)
    return times, offset


def _all(series: pd.Series[Any], test: Any) -> bool:
    known = series.dropna()
    return len(known) > 0 and all(test(value) for value in known.unique() if _hashable(value))


def _hashable(value: object) -> bool:
    return not isinstance(value, list | dict | set | np.ndarray)


def _moment(value: object) -> datetime | None:
    if isinstance(value, pd.Period):
        value = value.to_timestamp()
    if isinstance(value, datetime):
        return value if value == value else None
    if isinstance(value, str):
        try:
            return datetime.fromisoformat(value.strip())
        except ValueError:
            pass
    day = parse_day(value)
    return None if day is None else datetime.combine(day, time())


def _offset(moment: datetime | None, zone: ZoneInfo | None) -> float:
    if moment is None or moment.tzinfo is None:
        return np.nan
    ahead = (moment if zone is None else moment.astimezone(zone)).utcoffset()
    return np.nan if ahead is None else ahead.total_seconds() / 60


def _naive(moment: datetime | None, zone: ZoneInfo | None) -> np.datetime64 | None:
    if moment is None:
        return None
    if moment.tzinfo is not None:
        moment = (moment if zone is None else moment.astimezone(zone)).replace(tzinfo=None)
    return np.datetime64(datetime(*moment.timetuple()[:6], moment.microsecond), "us")


def read_numbers(series: pd.Series[Any]) -> tuple[pd.Series[float], pd.Series[str]]:
    """Read numbers, and the cells that are none as text; both are missing where nothing was entered."""
    values = plain(series)
    if pd.api.types.is_bool_dtype(values.dtype) or _all(values, lambda v: isinstance(v, bool | np.bool_)):
        values = values.map({True: "yes", False: "no"})
    number = pd.to_numeric(values, errors="coerce").astype("float64")
    number = number.where(np.isfinite(number))
    text = values.where(number.isna() & values.notna())
    text = text.map(lambda v: str(v).strip() if v is not None and v == v else None).astype(object)
    return number, text.where(text.ne("") & text.notna(), None)


def read_hours(series: pd.Series[Any]) -> pd.Series[float]:
    """Read lengths in hours; a number is hours."""
    if pd.api.types.is_timedelta64_dtype(series.dtype):
        return series / _HOUR
    values = plain(series)
    if _all(values, lambda v: isinstance(v, timedelta)):
        return pd.to_timedelta(values) / _HOUR
    clocked = values.map(lambda v: _clock_hours(v) if isinstance(v, str) else v)
    return read_numbers(clocked)[0]


def read_clocks(series: pd.Series[Any], day: pd.Series[Any], zone: ZoneInfo | None) -> pd.Series[Any]:
    """Read times of going to bed or getting up, as hours from midnight of the row's day."""
    if isinstance(series.dtype, pd.DatetimeTZDtype) or pd.api.types.is_datetime64_dtype(series.dtype):
        return (read_moments(str(series.name), series, zone).time - day) / _HOUR
    if pd.api.types.is_timedelta64_dtype(series.dtype):
        return series / _HOUR
    return read_numbers(plain(series).map(_clock_hours))[0]


def _clock_hours(value: Any) -> Any:
    """Return a clock time as hours since midnight, and leave numbers as they are."""
    if isinstance(value, time) and not isinstance(value, date):
        return value.hour + value.minute / 60 + value.second / 3600
    if isinstance(value, timedelta):
        return value / timedelta(hours=1)
    found = _CLOCK.fullmatch(value.strip()) if isinstance(value, str) else None
    return int(found[1]) + int(found[2]) / 60 if found else value


def several(names: Iterable[object]) -> str:
    """List names in quotation marks."""
    return ", ".join(repr(name) for name in names)
