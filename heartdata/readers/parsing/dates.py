"""Dates and times of day as apps and people write them."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from heartdata.readers.parsing.date_order import DateOrder, day_order, parse_date, parse_day_month, stated_order
from heartdata.readers.parsing.text import AFTERNOON, MORNING, one_line

__all__ = [
    "DateOrder",
    "day_order",
    "local_time",
    "parse_clock",
    "parse_date",
    "parse_day_month",
    "parse_duration",
    "parse_instant",
    "stated_order",
]

_CLOCK: Final = re.compile(
    r"(?P<before>[^\d\s]+)?\s*(?P<h>\d{1,2})"
    r"(?::(?P<m>\d{1,2})(?:[:.](?P<s>\d{1,2})(?:[.,]\d+)?)?|[.](?P<dotted>\d{2})(?:[.](?P<dotted_s>\d{2}))?|\s?h\s?(?P<french>\d{2}))"
    r"\s*(?P<after>[^\d\s].*)?",
    re.IGNORECASE,
)
_HOUR_ONLY: Final = re.compile(r"(?P<before>[^\d\s]+)?\s*(?P<h>\d{1,2})\s*(?P<after>[^\d\s].*)?", re.IGNORECASE)

_POINTS: Final = re.compile(r"[.\s]")
_BEFORE_OFFSET: Final = re.compile(r"\s+(?=(?:[+-]\d{2}:?\d{2}|Z)$)")
_COLONS: Final = re.compile(r"(\d{1,3}):(\d{2})(?::(\d{2}))?")
_DECIMAL: Final = re.compile(r"\d{1,9}(?:[.,]\d+)?")
_DURATION: Final = re.compile(
    r"(?:(?P<h>\d{1,9}(?:[.,]\d+)?)\s*(?:h|hrs?|hours?|std|stunden?|horas?|heures?|ore|ora|uur|uren)\b\.?)?"
    r"\s*(?:(?P<m>\d{1,9})\s*(?:m|mins?|minutes?|minuten?|minutos?|minuti)\b\.?)?"
    r"\s*(?:\d{1,2}\s*(?:s|secs?|seconds?|sek|sekunden)\b\.?)?",
    re.IGNORECASE,
)
_HOURS_AND: Final = re.compile(r"(\d{1,3})\s?h\s?(\d{2})", re.IGNORECASE)


def parse_clock(text: str) -> time | None:
    """Read a time of day in 12 or 24 hours.

    Examples
    --------
    >>> parse_clock("12:05 AM"), parse_clock("6:50\\u202fpm"), parse_clock("14:03")
    (datetime.time(0, 5), datetime.time(18, 50), datetime.time(14, 3))
    """
    cleaned = one_line(text)
    match = _CLOCK.fullmatch(cleaned)
    minute = second = 0
    if match:
        minute, second = (
            int(match["m"] or match["dotted"] or match["french"]),
            int(match["s"] or match["dotted_s"] or 0),
        )
    else:
        match = _HOUR_ONLY.fullmatch(cleaned)
        # A bare number may be anything.
        if not match or not (match["before"] or match["after"]):
            return None
    hour = _hour(int(match["h"]), _half(match["before"]) + _half(match["after"]))
    try:
        return None if hour is None else time(hour, minute, second)
    except ValueError:
        return None


def _half(text: str | None) -> str:
    half = _POINTS.sub("", text).casefold() if text else ""
    return "" if half in ("uhr", "h", "hs", "ч") else half


def _hour(hour: int, half: str) -> int | None:
    if not half:
        return hour
    # Some languages count the hours of each half from 0, and 24-hour clocks with a needless "PM" say one thing only.
    if half in AFTERNOON and hour <= 23:
        return hour if hour > 12 else hour % 12 + 12
    if half in MORNING and hour <= 12:
        return hour % 12
    return None


def parse_instant(text: str) -> datetime | None:
    """Read an ISO 8601 date and time, with or without an offset."""
    cleaned = _BEFORE_OFFSET.sub("", one_line(text))
    try:
        return datetime.fromisoformat(cleaned)
    except ValueError:
        return None


def local_time(instant: datetime, zone: ZoneInfo | None) -> tuple[datetime, float | None]:
    """Turn an instant into naive local wall-clock and its offset.

    Examples
    --------
    >>> local_time(datetime.fromisoformat("2024-04-16T23:00:00+00:00"), ZoneInfo("Europe/Dublin"))
    (datetime.datetime(2024, 4, 17, 0, 0), 60.0)
    """
    if instant.tzinfo is None:
        return instant, None
    if zone is not None:
        try:
            instant = instant.astimezone(zone)
        except OverflowError:  # the first or last day there is, which no reader takes
            return instant.replace(tzinfo=None), None
    offset = instant.utcoffset() or timedelta(0)
    return instant.replace(tzinfo=None), offset.total_seconds() / 60


def parse_duration(text: str) -> float | None:
    """Read a duration.

    Examples
    --------
    >>> parse_duration("7,5"), parse_duration("7:30"), parse_duration("7h 30m"), parse_duration("45 min")
    (7.5, 7.5, 7.5, 0.75)
    """
    cleaned = one_line(text)
    if match := _COLONS.fullmatch(cleaned):
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return hours + minutes / 60 + seconds / 3600 if minutes < 60 and seconds < 60 else None
    if _DECIMAL.fullmatch(cleaned):
        return float(cleaned.replace(",", "."))
    if match := _HOURS_AND.fullmatch(cleaned):
        return int(match[1]) + int(match[2]) / 60 if int(match[2]) < 60 else None
    match = _DURATION.fullmatch(cleaned)
    if not match or (match["h"] is None and match["m"] is None):
        return None
    return float((match["h"] or "0").replace(",", ".")) + int(match["m"] or 0) / 60
