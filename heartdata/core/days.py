"""The one place that says to which day something belongs, and what a time zone is called."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

__all__ = [
    "DAY_START",
    "MONTHS",
    "day_of",
    "day_words",
    "hours_between",
    "iso_week",
    "wake_day",
    "week_label",
    "zone_named",
]

DAY_START: Final = time(4, 0)
# Names of our own: strftime's depend on the machine's language.
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_LONGEST_WEEK: Final = 2
# Such as posix/America/Argentina/ComodRivadavia.
_ZONE: Final = re.compile(r"[\w+-]{1,32}(?:/[\w+-]{1,32}){0,3}", re.ASCII)


def day_of(moment: datetime | date, day_start: time = DAY_START) -> date:
    """Say to which day a moment belongs.

    Examples
    --------
    >>> day_of(datetime(2026, 3, 2, 3, 59)), day_of(datetime(2026, 3, 2, 4, 0))
    (datetime.date(2026, 3, 1), datetime.date(2026, 3, 2))
    """
    if not isinstance(moment, datetime):
        return moment
    today = moment.date()
    # The first day there is has none before it.
    return today if moment.time() >= day_start or today == date.min else today - timedelta(days=1)


def wake_day(end: datetime) -> date:
    """Say to which day a night belongs: the calendar day it ends on, whatever the day start.

    Somebody who wakes for good at 03:30 starts the new day then; shifting by the day start would give two
    nights to the day before.
    """
    return end.date()


def hours_between(start: datetime, end: datetime, zone: tzinfo | None = None) -> float:
    """Count the hours from one wall-clock time to another."""
    if zone is not None:
        start, end = start.replace(tzinfo=zone), end.replace(tzinfo=zone)
        return (end.timestamp() - start.timestamp()) / 3600
    return (end - start).total_seconds() / 3600


def week_label(day: date) -> str:
    """Name the ISO week of a day.

    Examples
    --------
    >>> week_label(date(2026, 8, 2))
    '2026-W31'
    """
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def iso_week(label: str) -> date:
    """Find the Monday of an ISO week.

    Examples
    --------
    >>> iso_week("2026-W31")
    datetime.date(2026, 7, 27)
    """
    year, mark, week = label.strip().upper().partition("-W")
    if not (mark and len(year) == 4 and len(week) <= _LONGEST_WEEK and year.isdecimal() and week.isdecimal()):
        raise ValueError("a week is written like 2026-W31")
    return date.fromisocalendar(int(year), int(week), 1)


def day_words(day: date) -> str:
    """Say a day.

    Examples
    --------
    >>> day_words(date(2026, 8, 2))
    '2 August 2026'
    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


@lru_cache(maxsize=256)
def zone_named(name: str) -> ZoneInfo | None:
    """Find a time zone by a name that a person or a file tells.

    Examples
    --------
    >>> zone_named("Europe/Berlin"), zone_named("here")
    (zoneinfo.ZoneInfo(key='Europe/Berlin'), None)
    """
    # ZoneInfo takes every part of a path for a package, and a thousand of them for a thousand inside one another.
    if not _ZONE.fullmatch(name):
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # not found is a KeyError; a folder of zones is an OSError
        return None
