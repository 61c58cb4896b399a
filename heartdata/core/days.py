"""Days, weeks and time zones: which day something belongs to, and how days and weeks are written."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

DAY_START: Final = time(4, 0)
# Our own names, since those of strftime depend on the machine's language.
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_LONGEST_WEEK: Final = 2
# No entry of before this version is in the future, even where a computer's clock has lost the date.
_WRITTEN: Final = date(2026, 11, 29)
_YEAR_FIRST: Final = re.compile(
    r"(?P<year>\d{4})(?P<by>[-/.]?)(?P<month>\d{1,2})(?P=by)(?P<day>\d{1,2})"
    r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?",  # a time of day without a zone
    re.ASCII,
)
# Such as posix/America/Argentina/ComodRivadavia.
_ZONE: Final = re.compile(r"[\w+-]{1,32}(?:/[\w+-]{1,32}){0,3}", re.ASCII)


def parse_day(given: object) -> date | None:
    """Return a day given as a date or a year-first string, else None: the order of day and month is never guessed."""
    if type(given).__name__ == "datetime64":
        given = str(given)
    try:
        if isinstance(given, datetime):  # pandas' NaT is one, too, and the only one that differs from itself
            return given.date() if given == given else None
        if isinstance(given, date):
            return given
        found = _YEAR_FIRST.fullmatch(given.strip()) if isinstance(given, str) else None
        return date(*(int(found[k]) for k in ("year", "month", "day"))) if found else None
    except ValueError:
        return None


def day_of(moment: datetime | date, day_start: time = DAY_START) -> date:
    """Return the day that a moment belongs to."""
    if not isinstance(moment, datetime):
        return moment
    today = moment.date()
    # date.min has no day before it.
    return today if moment.time() >= day_start or today == date.min else today - timedelta(days=1)


def last_possible_day() -> date:
    """Return tomorrow, as far-off places are a day ahead: what is dated later has not happened yet."""
    return max(date.today(), _WRITTEN) + timedelta(days=1)


def wake_day(end: datetime) -> date:
    """Return the day that a night belongs to: the calendar day it ends, whatever the day start.

    Somebody who gets up at 03:30 begins the new day then; by the day start, the day before would have two nights.
    """
    return end.date()


def hours_between(start: datetime, end: datetime, zone: tzinfo | None = None) -> float:
    """Return the hours between two wall-clock times, across clock changes if the zone is known."""
    if zone is not None:
        start, end = start.replace(tzinfo=zone), end.replace(tzinfo=zone)
        return (end.timestamp() - start.timestamp()) / 3600
    return (end - start).total_seconds() / 3600


def week_label(day: date) -> str:
    """Return the ISO week of a day, such as "2026-W31"."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def iso_week(label: str) -> date:
    """Return the Monday of an ISO week such as "2026-W31"."""
    year, mark, week = label.strip().upper().partition("-W")
    if not (mark and len(year) == 4 and len(week) <= _LONGEST_WEEK and year.isdecimal() and week.isdecimal()):
        raise ValueError("a week is written like 2026-W31")
    return date.fromisocalendar(int(year), int(week), 1)


def day_words(day: date) -> str:
    """Return a day in words, such as "2 August 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


@lru_cache(maxsize=256)
def zone_named(name: str) -> ZoneInfo | None:
    """Return a time zone by its IANA name, or None."""
    # ZoneInfo imports each part of a name as a package, however many there are.
    if not _ZONE.fullmatch(name):
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # not found is a KeyError; a folder of zones is an OSError
        return None
