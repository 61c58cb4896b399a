"""Dates and times of day as apps and people write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from heartdata.errors import AmbiguousFormatError
from heartdata.readers._words import AFTERNOON, MONTHS, MORNING

__all__ = [
    "DateOrder",
    "day_order",
    "local_time",
    "parse_clock",
    "parse_date",
    "parse_day_month",
    "parse_duration",
    "parse_instant",
]

DateOrder = Literal["dmy", "mdy"]

# What is longer is no date and no time, but perhaps a diary; the forms below are never tried on it.
_LONGEST: Final = 80
_UNSEEN: Final = re.compile("[\u200b\u200e\u200f\u2060\ufeff]")

_CLOCK: Final = re.compile(
    r"(?P<before>[^\d\s]+)?\s*(?P<h>\d{1,2})"
    r"(?::(?P<m>\d{1,2})(?:[:.](?P<s>\d{1,2})(?:[.,]\d+)?)?|[.](?P<dotted>\d{2})(?:[.]\d{2})?|\s?h\s?(?P<french>\d{2}))"
    r"\s*(?P<after>[^\d\s].*)?",
    re.IGNORECASE,
)
_HOUR_ONLY: Final = re.compile(r"(?P<before>[^\d\s]+)?\s*(?P<h>\d{1,2})\s*(?P<after>[^\d\s].*)?", re.IGNORECASE)

_WEEKDAY: Final = re.compile(r"[^\W\d_]{2,}\.?,?\s+(?=\d)")
_YEAR_FIRST: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:\b|(?=T))")
_YEAR_MARKED: Final = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]?")
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\b|(?=T))")
_YEAR_LAST: Final = re.compile(r"(\d{1,2})([-/.])\s?(\d{1,2})[-/.]\s?(\d{4}|\d{2})\b")
_WORDED: Final = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th|\.|o|er|ª)?\s+(?:de\s+)?)?([^\W\d_]+)\.?,?\s+(?:de\s+|del\s+)?"
    r"(?:(\d{1,2})(?:st|nd|rd|th)?,?\s+)?(\d{4})\b"
)
_DAY_WORD: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.|o|er)?\s+(?:de\s+)?([^\W\d_]+)\.?")
_WORD_DAY: Final = re.compile(r"([^\W\d_]+)\.?\s+(\d{1,2})(?:st|nd|rd|th|\.)?")
_MONTH_DAY_MARKED: Final = re.compile(r"(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]?")
_DAY_MONTH: Final = re.compile(r"(\d{1,2})([-/.])\s?(\d{1,2})\.?")

_COLONS: Final = re.compile(r"(\d{1,3}):(\d{2})(?::(\d{2}))?")
_DECIMAL: Final = re.compile(r"\d{1,9}(?:[.,]\d+)?")
_DURATION: Final = re.compile(
    r"(?:(?P<h>\d{1,9}(?:[.,]\d+)?)\s*(?:h|hrs?|hours?|std|stunden?|horas?|heures?|ore|ora|uur|uren)\b\.?)?"
    r"\s*(?:(?P<m>\d{1,9})\s*(?:m|mins?|minutes?|minuten?|minutos?|minuti)\b\.?)?"
    r"\s*(?:\d{1,2}\s*(?:s|secs?|seconds?|sek|sekunden)\b\.?)?",
    re.IGNORECASE,
)
_HOURS_AND: Final = re.compile(r"(\d{1,3})\s?h\s?(\d{2})", re.IGNORECASE)


def _clean(text: str) -> str:
    """Make one line with plain blanks of what apps write with all kinds of them; nothing of what is too long."""
    if len(text) > _LONGEST:
        return ""
    return " ".join(_UNSEEN.sub("", unicodedata.normalize("NFKC", text)).split())


def parse_clock(text: str) -> time | None:
    """Read a time of day in 12 or 24 hours.

    Parameters
    ----------
    text : str
        Such as ``6:50 pm``, ``12:00 AM``, ``14:03``, ``7.05``, ``7h30`` or ``7:57:00 am`` with any kind of space.

    Returns
    -------
    time or None
        None where it is no time of day; 24:00 is none, as it lies on the next day.

    Examples
    --------
    >>> parse_clock("12:05 AM"), parse_clock("6:50\\u202fpm"), parse_clock("14:03")
    (datetime.time(0, 5), datetime.time(18, 50), datetime.time(14, 3))
    """
    cleaned = _clean(text)
    match = _CLOCK.fullmatch(cleaned)
    minute = second = 0
    if match:
        minute, second = int(match["m"] or match["dotted"] or match["french"]), int(match["s"] or 0)
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
    half = re.sub(r"[.\s]", "", text or "").casefold()
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


def parse_date(text: str, order: DateOrder | None = None, form: str | None = None) -> date | None:
    """Read a date.

    Parameters
    ----------
    text : str
        Year first (``2026-03-01``, also unpadded), day or month first (with `order`), or with the month in words.
        What follows the date is not looked at.
    order : {"dmy", "mdy"}, optional
        What 3/4/2026 means.
    form : str, optional
        A `strptime` form; then nothing else is tried.

    Returns
    -------
    date or None
        None where it is no date.

    Examples
    --------
    >>> parse_date("2026-3-1"), parse_date("1/3/2026", "dmy"), parse_date("8th Dec 2021")
    (datetime.date(2026, 3, 1), datetime.date(2026, 3, 1), datetime.date(2021, 12, 8))
    """
    cleaned = _clean(text)
    try:
        if form is not None:
            return datetime.strptime(cleaned, form).date()
        numbers = cleaned[match.end() :] if (match := _WEEKDAY.match(cleaned)) else cleaned
        if match := _YEAR_FIRST.match(numbers) or _COMPACT.match(numbers) or _YEAR_MARKED.match(numbers):
            return date(*map(int, match.groups()))
        if match := _YEAR_LAST.match(numbers):
            first, second, year = int(match[1]), int(match[3]), int(match[4])
            day, month = (second, first) if (order == "mdy" or (order is None and second > 12)) else (first, second)
            return date(year + 2000 if year < 100 else year, month, day)
        for match in _WORDED.finditer(cleaned):
            before, word, after, year_text = match.groups()
            month_number, day_text = MONTHS.get(word.casefold()), before or after
            if month_number and day_text:
                return date(int(year_text), month_number, int(day_text))
    except ValueError:
        return None
    return None


def parse_day_month(text: str, year: int) -> date | None:
    """Read a date whose year stands elsewhere.

    Parameters
    ----------
    text : str
        With the month in words (``October 30``, ``30 May``, ``30. Mai``), or as numbers that can be read in one way
        only.
    year : int
        The year.

    Returns
    -------
    date or None
        None where it is no date, or could be two.

    Examples
    --------
    >>> parse_day_month("October 30", 2018), parse_day_month("30 de octubre", 2018), parse_day_month("3/4", 2018)
    (datetime.date(2018, 10, 30), datetime.date(2018, 10, 30), None)
    """
    cleaned = _clean(text)
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


def day_order(texts: Iterable[str], where: str) -> DateOrder | None:
    """Find out over a whole file whether dates put the day or the month first.

    Parameters
    ----------
    texts : iterable of str
        All dates of the file.
    where : str
        The file, for the message.

    Returns
    -------
    {"dmy", "mdy"} or None
        None where no date needs it. Dates with dots put the day first everywhere.

    Raises
    ------
    AmbiguousFormatError
        If both readings fit every date, or some dates fit only the one and some only the other.
    """
    day_first = month_first = seen = 0
    for text in texts:
        cleaned = _clean(text)
        match = _YEAR_LAST.match(cleaned[m.end() :] if (m := _WEEKDAY.match(cleaned)) else cleaned)
        if match:
            first, second = int(match[1]), int(match[3])
            seen += first != second
            day_first += first > 12 >= second or (match[2] == "." and second <= 12)
            month_first += second > 12 >= first
    if day_first and not month_first:
        return "dmy"
    if month_first and not day_first:
        return "mdy"
    if not seen:
        return None
    trouble = (
        "some dates can only have the day first and some only the month"
        if day_first
        else "dates such as 3/4/2026 could be the 3rd of April or the 4th of March"
    )
    raise AmbiguousFormatError(
        f'{where}: {trouble}; say which with date = {{ name = "...", day_first = true }} (or false) '
        "under [columns] in heartdata.toml"
    )


def parse_instant(text: str) -> datetime | None:
    """Read an ISO 8601 date and time, with or without an offset.

    Parameters
    ----------
    text : str
        Such as ``2026-03-01T07:30:00Z`` or ``2026-03-01 07:30:00 +0100``.

    Returns
    -------
    datetime or None
        Aware where an offset stands in the text; None where it is no such text.
    """
    cleaned = re.sub(r"\s+(?=(?:[+-]\d{2}:?\d{2}|Z)$)", "", _clean(text))
    try:
        return datetime.fromisoformat(cleaned)
    except ValueError:
        return None


def local_time(instant: datetime, zone: ZoneInfo | None) -> tuple[datetime, float | None]:
    """Turn an instant into naive local wall-clock and its offset.

    Parameters
    ----------
    instant : datetime
        Aware, or already local.
    zone : ZoneInfo or None
        Where the person was; None keeps the instant's own offset.

    Returns
    -------
    local : datetime
        Naive.
    offset : float or None
        Minutes from UTC [min], where known.

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
        except OverflowError:  # the first or last day there is; a reader refuses such a year
            pass
    offset = instant.utcoffset() or timedelta(0)
    return instant.replace(tzinfo=None), offset.total_seconds() / 60


def parse_duration(text: str) -> float | None:
    """Read a duration.

    Parameters
    ----------
    text : str
        Hours as ``7.5`` or ``7,5``, ``7:30``, ``7:30:00``, ``7h 30m``, ``7h30`` or ``45 min``.

    Returns
    -------
    float or None
        Hours [h]; None where it is no duration.

    Examples
    --------
    >>> parse_duration("7,5"), parse_duration("7:30"), parse_duration("7h 30m"), parse_duration("45 min")
    (7.5, 7.5, 7.5, 0.75)
    """
    cleaned = _clean(text)
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
