"""Times of tracker exports: with and without an offset, or counted since 1970."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from heartdata.readers.parsing.dates import DateOrder, local_time, parse_clock, parse_date, parse_instant

UTC_NOTE: Final = (
    "its clock times are in UTC, without a place; add a line such as "
    'time_zone = "Europe/Berlin" to heartdata.toml for the right clock and day'
)
_YEAR_LAST: Final = re.compile(r"\s*\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}\b")
_OFFSET: Final = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d{1,2}):?(\d{2})?")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_SECOND: Final = 4_200_000_000.0


def parse_datetime(written: str, order: DateOrder | None = None) -> datetime | None:
    """Read a date and time of an app or a spreadsheet."""
    if ":" not in written or (order is None and _YEAR_LAST.match(written)):
        return None
    found = parse_instant(written)
    if found is not None:
        return found
    day_text, _, clock_text = " ".join(written.split()).partition(" ")
    day, clock = parse_date(day_text, order), parse_clock(clock_text)
    return None if day is None or clock is None else datetime.combine(day, clock)


def parse_local(written: str, order: DateOrder | None = None) -> tuple[datetime | None, float | None]:
    """Read a date and time as local time, with its offset from UTC [min]."""
    found = parse_datetime(written, order)
    return (None, None) if found is None else local_time(found, None)


def parse_utc(written: str, order: DateOrder | None = None) -> datetime | None:
    """Read a date and time and return it in UTC, naive; without an offset it is as written."""
    found = parse_datetime(written, order)
    try:
        return found.astimezone(UTC).replace(tzinfo=None) if found is not None and found.tzinfo else found
    except OverflowError:
        return None


def shift(at: datetime | None, minutes: float | None) -> datetime | None:
    """Move a time by minutes; None where there is no such time."""
    try:
        return None if at is None else at + timedelta(minutes=minutes or 0.0)
    except OverflowError:
        return None


def parse_offset(written: str) -> float | None:
    """Read an offset from UTC [min]."""
    cleaned = written.strip().upper().removesuffix("Z") or "UTC"
    if not written.strip():
        return None
    if cleaned in ("UTC", "GMT"):
        return 0.0
    match = _OFFSET.fullmatch(cleaned)
    if match is None:
        return None
    minutes = int(match[2]) * 60 + int(match[3] or 0)
    return (-1.0 if match[1] == "-" else 1.0) * minutes if minutes <= 14 * 60 else None


def from_epoch(seconds: float | None, zone: ZoneInfo | None) -> tuple[datetime | None, float | None]:
    """Return seconds since 1970 as local time, with its offset from UTC [min]."""
    if seconds is None or not 0 < seconds < _LAST_SECOND:
        return None, None
    local, offset = local_time(_EPOCH + timedelta(seconds=seconds), zone)
    return local, None if zone is None else offset
