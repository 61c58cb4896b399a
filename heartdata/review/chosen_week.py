"""Which week is looked at: the one asked for, or the last with something to see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import pandas as pd

from heartdata.core.days import iso_week, parse_day, week_label
from heartdata.core.logs import Logs
from heartdata.core.losses import losses
from heartdata.errors import HeartdataError, NotEnoughDataError
from heartdata.practices.trial import Trial
from heartdata.signs.body_alarms import body_alarms
from heartdata.suggestions.hard_weeks import HardWeeks
from heartdata.suggestions.situation_builder import marked_in_week
from heartdata.suggestions.thresholds import limit

_SHOWN_WEEKS: Final = 8
# Heuristic: on a Monday morning, last night alone does not make a new week of the one that is over.
_SOME_NIGHTS: Final = 3
# Heuristic: with fewer logged days a week has only begun, and the one before says more.
_SOME_DAYS: Final = 3
_WEEK: Final = timedelta(days=7)
FRAME_WEEKS: Final = 12
FEWEST_WEEKS: Final = 4
_MOST_WEEKS: Final = 520
_LAST: Final = "last"


def frame_weeks(monday: date, weeks: int | None, since: date | str | None) -> int:
    """Return how many weeks up to this one are looked at."""
    if weeks is not None and since is not None:
        raise HeartdataError("weeks and since say the same thing in two ways; give one of them")
    if since is not None:
        day = parse_day(since)
        if day is None:
            raise HeartdataError(f"since={since!r}: not a day; write it like 2026-03-01")
        if day > monday + timedelta(days=6):
            raise HeartdataError(f"since={day}: is after the week {week_label(monday)}; give a day up to it")
        first = day - timedelta(days=day.weekday())
        return min(max((monday - first).days // 7 + 1, FEWEST_WEEKS), _MOST_WEEKS)
    if weeks is None:
        return FRAME_WEEKS
    if isinstance(weeks, bool) or not isinstance(weeks, int) or not FEWEST_WEEKS <= weeks <= _MOST_WEEKS:
        raise HeartdataError(f"weeks={weeks!r}: give a whole number from {FEWEST_WEEKS} to {_MOST_WEEKS}")
    return weeks


def _monday(week: object) -> date | None:
    """Return the Monday of a week given by its label, a day of it or a Period."""
    if isinstance(week, pd.Period):
        week = week.start_time
    day = parse_day(week)
    if day is not None:
        return day - timedelta(days=day.weekday())
    try:
        return iso_week(week) if isinstance(week, str) else None
    except ValueError:
        return None


def chosen_week(logs: Logs, daily: pd.DataFrame, week: object, trials: Sequence[Trial] = ()) -> tuple[date, int]:
    """Return the Monday of the week to look at, and how many logged days of the next week were too few to show."""
    weeks = _mondays(daily.index[_logged(daily)])
    if weeks.empty:
        raise NotEnoughDataError(
            "nothing is logged yet; a week can be shown as soon as one day has an entry or a night"
        )
    if week is None or (isinstance(week, str) and week.strip().casefold() == _LAST):
        newest = _latest(daily)
        few, full = (int(_logged(daily).loc[pd.Timestamp(m) :].iloc[:7].sum()) if m >= daily.index[0].date() else 0
                     for m in (newest, newest - _WEEK))  # fmt: skip
        if few < _SOME_DAYS <= full and not _matters_now(logs, daily, newest, trials):
            return newest - _WEEK, few
        return newest, 0
    monday = _monday(week)
    if monday is None:
        label = week_label(weeks[-1].date())
        raise HeartdataError(f"week {week!r}: not a week; write it like {label}, a day of it, or {_LAST!r}")
    if pd.Timestamp(monday) not in weeks:
        raise NotEnoughDataError(f"{week_label(monday)} has no entry and no night; weeks that have: {_ranges(weeks)}")
    return monday, 0


def full_weeks(daily: pd.DataFrame) -> list[str]:
    """Return the weeks with enough logged days to say something of them, such as "2026-W31", in order."""
    days = daily.index[_logged(daily)]
    mondays = pd.Series(days - pd.to_timedelta(days.day_of_week, unit="D"))
    counted = mondays.value_counts().sort_index()
    return [week_label(monday.date()) for monday in counted.index[counted >= _SOME_DAYS]]


def _matters_now(logs: Logs, daily: pd.DataFrame, monday: date, trials: Sequence[Trial]) -> bool:
    """Tell whether the newest days must not wait: hard or alarming ones, a loss, an anniversary, a new trial."""
    sunday = monday + timedelta(days=6)
    lost = [loss.day for loss in losses(logs)]
    moods = HardWeeks(daily)
    return (
        any(loss > monday - timedelta(days=limit("first_days")) for loss in lost)
        or moods.in_a_row(sunday, max(lost, default=None)) > 0
        or moods.very_low(sunday)
        or bool(body_alarms(logs, on=sunday))
        or bool(marked_in_week(sunday, logs.profile, lost))
        or any(trial.start >= monday for trial in trials)
    )


def _logged(daily: pd.DataFrame) -> pd.Series[bool]:
    return (daily["entries"] > 0) | _slept(daily)


def _slept(daily: pd.DataFrame) -> pd.Series[bool]:
    return daily[["sleep_hours", "bedtime", "waketime", "nap_hours"]].notna().any(axis=1)


def _mondays(days: pd.DatetimeIndex) -> pd.DatetimeIndex:
    return (days - pd.to_timedelta(days.day_of_week, unit="D")).unique().sort_values()


def _latest(daily: pd.DataFrame) -> date:
    """Return the Monday of the last week with an entry, or with some nights where they go on after the entries."""
    written = _mondays(daily.index[daily["entries"] > 0])
    nights = daily.index[_slept(daily)]
    counted = pd.Series(1, index=nights).groupby(nights - pd.to_timedelta(nights.day_of_week, unit="D")).sum()
    enough = pd.DatetimeIndex(counted.index[counted >= _SOME_NIGHTS])
    last: date = (written.append(enough) if len(written) else _mondays(nights)).max().date()
    return last


def _ranges(weeks: pd.DatetimeIndex) -> str:
    runs: list[list[pd.Timestamp]] = []
    for monday in weeks:
        if runs and monday - runs[-1][-1] == pd.Timedelta(days=7):
            runs[-1].append(monday)
        else:
            runs.append([monday])
    named = [week_label(run[0].date()) + (f" to {week_label(run[-1].date())}" if len(run) > 1 else "") for run in runs]
    earlier = [f"{len(named) - _SHOWN_WEEKS} earlier stretches"] if len(named) > _SHOWN_WEEKS else []
    return ", ".join([*earlier, *named[-_SHOWN_WEEKS:]])
