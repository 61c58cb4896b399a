"""Dates and times of day as apps and people write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from heartdata.errors import AmbiguousFormatError

__all__ = ["DateOrder", "day_order", "local_time", "parse_clock", "parse_date", "parse_duration", "parse_instant"]

DateOrder = Literal["dmy", "mdy"]

_SPACES: Final = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_CLOCK: Final = re.compile(
    r"(?P<before>[^\d\s]+)?\s*(?P<h>\d{1,2})[:.h](?P<m>\d{1,2})(?:[:.](?P<s>\d{1,2})(?:[.,]\d+)?)?\s*(?P<after>[^\d\s].*)?",
    re.IGNORECASE,
)
_HOUR_ONLY: Final = re.compile(r"(?P<h>\d{1,2})\s*(?P<after>[ap]\.?\s?m\.?)", re.IGNORECASE)
_MORNING: Final = frozenset("am a vorm 上午 午前 오전 πμ".split())
_AFTERNOON: Final = frozenset("pm p nachm 下午 午後 오후 μμ".split())

_YEAR_FIRST: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\b")
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})\b")
_YEAR_LAST: Final = re.compile(r"(\d{1,2})[-/.]\s?(\d{1,2})[-/.]\s?(\d{4}|\d{2})\b")

_MONTHS: Final = {
    name: number
    for names in (
        "january february march april may june july august september october november december",
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "januar februar märz april mai juni juli august september oktober november dezember",
        "jan feb mär apr mai jun jul aug sept okt nov dez",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        "januari februari maart april mei juni juli augustus september oktober november december",
    )
    for number, name in enumerate(names.split(), start=1)
}
_WORDED: Final = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th|\.|º|er)?\s+(?:de\s+)?)?([^\W\d_]+)\.?\s+(?:de\s+)?(?:(\d{1,2})(?:st|nd|rd|th)?,?\s+)?(\d{4})"
)

_DURATION: Final = re.compile(
    r"(?:(?P<h>\d+(?:[.,]\d+)?)\s*(?:h|hr|hrs|hours?|std|stunden|horas?)\.?)?\s*(?:(?P<m>\d+)\s*(?:m|min|mins|minutes|minuten|minutos)\.?)?",
    re.IGNORECASE,
)


def parse_clock(text: str) -> time | None:
    """Read a time of day in 12 or 24 hours.

    Parameters
    ----------
    text : str
        Such as ``6:50 pm``, ``12:00 AM``, ``14:03`` or ``7:57:00 am`` with any kind of space.

    Returns
    -------
    time or None
        None where it is no time of day.

    Examples
    --------
    >>> parse_clock("12:05 AM"), parse_clock("6:50\\u202fpm"), parse_clock("14:03")
    (datetime.time(0, 5), datetime.time(18, 50), datetime.time(14, 3))
    """
    cleaned = _SPACES.sub(" ", text).strip()
    match = _CLOCK.fullmatch(cleaned)
    if match:
        hour, minute, second = int(match["h"]), int(match["m"]), int(match["s"] or 0)
        half = match["before"] or match["after"] or ""
    else:
        match = _HOUR_ONLY.fullmatch(cleaned)
        if not match:
            return None
        hour, minute, second, half = int(match["h"]), 0, 0, match["after"]
    half = re.sub(r"[.\s]", "", half).casefold()
    if half in ("uhr", "h"):
        half = ""
    if half:
        if not 1 <= hour <= 12 or half not in _MORNING | _AFTERNOON:
            # 24-hour clocks with a needless mark, such as "14:03 PM", still say one thing only.
            if not (half in _AFTERNOON and 13 <= hour <= 23):
                return None
        elif half in _MORNING:
            hour %= 12
        else:
            hour = hour % 12 + 12
    try:
        return time(hour, minute, second)
    except ValueError:
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
    cleaned = _SPACES.sub(" ", text).strip()
    try:
        if form is not None:
            return datetime.strptime(cleaned, form).date()
        if match := _YEAR_FIRST.match(cleaned) or _COMPACT.match(cleaned):
            return date(*map(int, match.groups()))
        if match := _YEAR_LAST.match(cleaned):
            first, second, year = map(int, match.groups())
            day, month = (second, first) if (order == "mdy" or (order is None and second > 12)) else (first, second)
            return date(year + 2000 if year < 100 else year, month, day)
        if match := _WORDED.search(cleaned):
            before, word, after, year_text = match.groups()
            month_number = _MONTHS.get(word.casefold())
            day_text = before or after
            if month_number and day_text:
                return date(int(year_text), month_number, int(day_text))
    except ValueError:
        return None
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
        None where no date needs it.

    Raises
    ------
    AmbiguousFormatError
        If both readings fit every date.
    """
    day_first = month_first = seen = 0
    for text in texts:
        match = _YEAR_LAST.match(_SPACES.sub(" ", text).strip())
        if match:
            first, second, _ = map(int, match.groups())
            seen += first != second
            day_first += first > 12 >= second
            month_first += second > 12 >= first
    if day_first and not month_first:
        return "dmy"
    if month_first and not day_first:
        return "mdy"
    if seen:
        raise AmbiguousFormatError(
            f"{where}: dates such as 3/4/2026 could be the 3rd of April or the 4th of March; say which with "
            f'date = {{ name = "...", day_first = true }} (or false) under [columns] in heartdata.toml'
        )
    return None


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
    cleaned = re.sub(r"\s+(?=[+-]\d{2}:?\d{2}$)", "", _SPACES.sub(" ", text).strip())
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
        instant = instant.astimezone(zone)
    offset = instant.utcoffset() or timedelta(0)
    return instant.replace(tzinfo=None), offset.total_seconds() / 60


def parse_duration(text: str) -> float | None:
    """Read a duration.

    Parameters
    ----------
    text : str
        Hours as ``7.5`` or ``7,5``, ``7:30``, ``7:30:00``, ``7h 30m`` or ``45 min``.

    Returns
    -------
    float or None
        Hours [h]; None where it is no duration.

    Examples
    --------
    >>> parse_duration("7,5"), parse_duration("7:30"), parse_duration("7h 30m"), parse_duration("45 min")
    (7.5, 7.5, 7.5, 0.75)
    """
    cleaned = _SPACES.sub(" ", text).strip()
    if match := re.fullmatch(r"(\d{1,3}):(\d{1,2})(?::(\d{1,2}))?", cleaned):
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return hours + minutes / 60 + seconds / 3600 if minutes < 60 and seconds < 60 else None
    if re.fullmatch(r"\d+(?:[.,]\d+)?", cleaned):
        return float(cleaned.replace(",", "."))
    match = _DURATION.fullmatch(cleaned)
    if not match or (match["h"] is None and match["m"] is None):
        return None
    return float((match["h"] or "0").replace(",", ".")) + int(match["m"] or 0) / 60
