"""Dates, times of day and durations as apps and people write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import Final, Literal
from zoneinfo import ZoneInfo

from heartdata.core.profile import Profile
from heartdata.errors import AmbiguousFormatError
from heartdata.readers.parsing.remember import remember_short
from heartdata.readers.parsing.text import AFTERNOON, MONTHS, MORNING, one_line

DateOrder = Literal["dmy", "mdy"]
DATE_ORDERS: Final[tuple[DateOrder, ...]] = ("dmy", "mdy")

_WEEKDAY: Final = re.compile(r"[^\W\d_]{2,}\.?,?\s+(?=\d)")
# Korean has a blank after each dot: 2026. 3. 14.
_YEAR_FIRST: Final = re.compile(r"(\d{4})(?:[-/]|\.\s?)(\d{1,2})(?:[-/]|\.\s?)(\d{1,2})(?:\b|(?=T))")
MARKED_DATE: Final = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]?")
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\b|(?=T))")
_YEAR_LAST: Final = re.compile(r"(\d{1,2})([-/.])\s?(\d{1,2})[-/.]\s?(\d{4}|\d{2})\b")
_WORDED: Final = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th|\.|o|er|ª)?\s+(?:de\s+)?)?([^\W\d_]++)\.?,?\s+(?:de\s+|del\s+)?"
    r"(?:(\d{1,2})(?:st|nd|rd|th)?,?\s+)?(\d{4})\b"
)
# As Excel writes it: 14-Mar-26.
_JOINED: Final = re.compile(r"(\d{1,2})[-/.]([^\W\d_]{3,9})\.?[-/.](\d{4}|\d{2})\b")
_DAY_WORD: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.|o|er)?\s+(?:de\s+)?([^\W\d_]+)\.?")
_WORD_DAY: Final = re.compile(r"([^\W\d_]+)\.?\s+(\d{1,2})(?:st|nd|rd|th|\.)?")
_MONTH_DAY_MARKED: Final = re.compile(r"(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]?")
_DAY_MONTH: Final = re.compile(r"(\d{1,2})([-/.])\s?(\d{1,2})\.?")
_REWRITTEN: Final = re.compile(r"\s*\d{1,2}[-/.]\s?\d{1,2}[-/.]\s?\d{2}")
_LONGEST_NIGHT_DAYS: Final = 2

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


def parse_date(text: str, order: DateOrder | None = None, form: str | None = None) -> date | None:
    """Read a date by `form` (strptime), or in the usual notations with `order` for 3/4/2026."""
    cleaned = one_line(text)
    try:
        if form is not None:
            return datetime.strptime(cleaned, form).date()
        numbers = cleaned[match.end() :] if (match := _WEEKDAY.match(cleaned)) else cleaned
        if match := _YEAR_FIRST.match(numbers) or _COMPACT.match(numbers) or MARKED_DATE.match(numbers):
            return date(*map(int, match.groups()))
        if match := _YEAR_LAST.match(numbers):
            first, second, year = int(match[1]), int(match[3]), int(match[4])
            day, month = (second, first) if (order == "mdy" or (order is None and second > 12)) else (first, second)
            return date(year + 2000 if year < 100 else year, month, day)
        if match := _JOINED.match(numbers):
            month_number, year = MONTHS.get(match[2].casefold()), int(match[3])
            return date(year + 2000 if year < 100 else year, month_number, int(match[1])) if month_number else None
        for match in _WORDED.finditer(cleaned):
            before, word, after, year_text = match.groups()
            month_number, day_text = MONTHS.get(word.casefold()), before or after
            if month_number and day_text:
                return date(int(year_text), month_number, int(day_text))
    except ValueError:
        return None
    return None


def parse_day_month(text: str, year: int) -> date | None:
    """Read a date without its year."""
    cleaned = one_line(text)
    cleaned = cleaned[match.end() :] if (match := _WEEKDAY.match(cleaned)) and _DAY_WORD.search(cleaned) else cleaned
    day = month = None
    if match := _DAY_WORD.fullmatch(cleaned):
        day, month = int(match[1]), MONTHS.get(match[2].casefold())
    elif match := _WORD_DAY.fullmatch(cleaned):
        day, month = int(match[2]), MONTHS.get(match[1].casefold())
    elif match := _MONTH_DAY_MARKED.fullmatch(cleaned):
        day, month = int(match[2]), int(match[1])
    elif match := _DAY_MONTH.fullmatch(cleaned):
        first, second = int(match[1]), int(match[3])
        if match[2] == "." or first > 12 or first == second:
            day, month = first, second
        elif second > 12:
            day, month = second, first
    try:
        return date(year, month, day) if day and month else None
    except ValueError:
        return None


def stated_order(profile: Profile) -> DateOrder | None:
    """Return the order that the profile states for the date column."""
    column = profile.columns.get("date")
    if column is None or column.day_first is None:
        return None
    return "dmy" if column.day_first else "mdy"


def detect_date_order(
    dates: Iterable[str], where: str, profile: Profile | None = None, nights: Sequence[tuple[str, str]] = ()
) -> DateOrder | None:
    """Find out from all dates of a file whether the day or the month comes first; None where the year does.

    The profile decides first, then the start and end of `nights` (read the wrong way round, a night would last a
    month), then dates that can be read in one way only.
    """
    numbers = [match for text in (*dates, *chain.from_iterable(nights)) if (match := _numeric_date(text))]
    if not numbers:
        return None
    if profile and (stated := stated_order(profile)):
        return stated
    short = [night for night in nights if _numeric_date(night[0])]
    day_first, month_first = (sum(_is_night(*night, order) for night in short) for order in DATE_ORDERS)
    if day_first == month_first:
        day_first = month_first = 0
        for match in numbers:
            first, second = int(match[1]), int(match[3])
            day_first += first > 12 >= second or (match[2] == "." and second <= 12)
            month_first += second > 12 >= first
        if bool(day_first) == bool(month_first):
            if not day_first and all(int(match[1]) == int(match[3]) for match in numbers):
                return None
            raise _ambiguous(where, contradictory=bool(day_first))
    return "dmy" if day_first > month_first else "mdy"


def _numeric_date(text: str) -> re.Match[str] | None:
    cleaned = one_line(text)
    return _YEAR_LAST.match(cleaned[weekday.end() :] if (weekday := _WEEKDAY.match(cleaned)) else cleaned)


def _is_night(start: str, end: str, order: DateOrder) -> bool:
    first, last = parse_date(start, order), parse_date(end, order)
    return first is not None and last is not None and 0 <= (last - first).days <= _LONGEST_NIGHT_DAYS


def _ambiguous(where: str, *, contradictory: bool) -> AmbiguousFormatError:
    problem = (
        "some dates can only have the day first and some only the month"
        if contradictory
        else "dates such as 3/4/2026 could be the 3rd of April or the 4th of March"
    )
    return AmbiguousFormatError(
        f'{where}: {problem}; say which with date = {{ name = "...", day_first = true }} (or false) '
        "under [columns] in heartdata.toml"
    )


def date_parser(texts: Iterable[str], profile: Profile, where: str) -> Callable[[str], date | None]:
    """Return a parser of dates for an app that puts the year first; a spreadsheet may have rewritten them."""
    written = [text for text in texts if text.strip()]
    rewritten = [text for text in written if _REWRITTEN.match(text)]
    order: DateOrder | None = None
    if len(rewritten) * 2 > len(written):
        order = detect_date_order(rewritten, where, profile) or "dmy"

    def read(text: str) -> date | None:
        return None if order is None and _REWRITTEN.match(text) else parse_date(text, order)

    return read


@remember_short
def parse_clock(text: str) -> time | None:
    """Read a time of day in 12 or 24 hours."""
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
        # A bare number need not be a time.
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
    # Some languages count each half from 0, and some devices write a needless "PM" behind 24 hours.
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
    """Return an instant as naive local time, with its offset from UTC [min]."""
    if instant.tzinfo is None:
        return instant, None
    if zone is not None:
        try:
            instant = instant.astimezone(zone)
        except OverflowError:  # the first or last possible day, which no reader accepts
            return instant.replace(tzinfo=None), None
    offset = instant.utcoffset() or timedelta(0)
    return instant.replace(tzinfo=None), offset.total_seconds() / 60


def parse_duration(text: str) -> float | None:
    """Read a duration [h]; a bare number is hours."""
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
