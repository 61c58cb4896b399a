"""Check the arguments of `track_progress`; every message names what was given, what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from heartdata.errors import HeartdataError, NotEnoughDataError
from heartdata.recovery.measures import HIGHER_IS_HEAVIER, MEASURES

DateLike = Any


def checked_daily(daily: pd.DataFrame) -> pd.DataFrame:
    """Return `daily` in the order of days, or raise an error that says what to do."""
    if not isinstance(daily, pd.DataFrame):
        raise HeartdataError(
            f"track_progress needs a DataFrame with one row per day, got {type(daily).__name__}; see to_daily"
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


def chosen_columns(daily: pd.DataFrame, measures: Sequence[str] | None) -> list[str]:
    """Names of the measures to consider."""
    if measures is None:
        return [m for m in MEASURES if m in daily.columns]
    wanted = [measures] if isinstance(measures, str) else list(measures)
    for name in wanted:
        if name not in MEASURES:
            raise HeartdataError(
                f"measures holds {name!r}, which is not a known measure; choose from {', '.join(MEASURES)}"
            )
        if name not in daily.columns:
            raise HeartdataError(
                f"measures holds {name!r}, but daily has no such column; it has {', '.join(map(str, daily.columns))}"
            )
    return list(dict.fromkeys(wanted))


def _day(value: DateLike, what: str) -> pd.Timestamp:
    try:
        day = pd.Timestamp(value)
    except (ValueError, TypeError, OverflowError) as error:
        raise HeartdataError(f"{what} is {value!r}, which is not a date; write it like 2026-03-01") from error
    if day is pd.NaT:
        raise HeartdataError(f"{what} is {value!r}, which is not a date; write it like 2026-03-01")
    return day.tz_localize(None).normalize()


def loss_days(event: DateLike | Sequence[DateLike] | None) -> list[pd.Timestamp]:
    """The days of loss in order."""
    if event is None:
        return []
    several = list(event) if isinstance(event, (list, tuple, set, pd.Index, pd.Series, np.ndarray)) else [event]
    return sorted({_day(value, "event") for value in several})


def first_day(index: pd.Index, since: DateLike | None) -> int:
    """Place of the first day to return."""
    return 0 if since is None or not len(index) else int(index.searchsorted(_day(since, "since")))


def ignored_days(index: pd.Index, spans: Iterable[tuple[DateLike, DateLike]]) -> NDArray[np.bool_]:
    """Which days of `index` lie in the spans to leave out."""
    out = np.zeros(len(index), bool)
    for span in spans:
        try:
            first, last = span
        except (TypeError, ValueError) as error:
            raise HeartdataError(f"ignore holds {span!r}; give pairs of a first and a last day") from error
        out |= (index >= _day(first, "ignore")) & (index <= _day(last, "ignore"))
    return out


def usual_levels(usual: float | Mapping[str, float] | None, names: list[str]) -> list[float | None]:
    """The stated usual level of every measure, reversed where needed so that higher is better."""
    given = dict(usual) if isinstance(usual, Mapping) else ({} if usual is None else {"mood": usual})
    out: list[float | None] = []
    for name in names:
        value = given.get(name)
        if value is None or pd.isna(value):
            out.append(None)
            continue
        try:
            number = float(value)
        except (TypeError, ValueError) as error:
            raise HeartdataError(f"usual is {value!r} for {name}; give a number from 0 to 10") from error
        if not 0 <= number <= 10:
            raise HeartdataError(f"usual is {number:g} for {name}; it must lie between 0 and 10")
        out.append(10 - number if name in HIGHER_IS_HEAVIER else number)
    return out
