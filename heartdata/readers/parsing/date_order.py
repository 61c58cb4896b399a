"""Dates as apps and people write them, and which of day and month comes first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Final, Literal

from heartdata.core.columns import Column
from heartdata.errors import AmbiguousFormatError
from heartdata.readers.parsing.text import MONTHS, one_line

__all__ = ["DateOrder", "day_order", "parse_date", "parse_day_month", "stated_order"]

DateOrder = Literal["dmy", "mdy"]

_WEEKDAY: Final = re.compile(r"[^\W\d_]{2,}\.?,?\s+(?=\d)")
# With a blank after each dot, as in Korean: 2026. 3. 14.
_YEAR_FIRST: Final = re.compile(r"(\d{4})(?:[-/]|\.\s?)(\d{1,2})(?:[-/]|\.\s?)(\d{1,2})(?:\b|(?=T))")
_YEAR_MARKED: Final = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]?")
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


def stated_order(column: Column | None) -> DateOrder | None:
    """Say what the person tells of the dates."""
    if column is None or column.day_first is None:
        return None
    return "dmy" if column.day_first else "mdy"


def parse_date(text: str, order: DateOrder | None = None, form: str | None = None) -> date | None:
    """Read a date.

    Examples
    --------
    >>> parse_date("2026-3-1"), parse_date("1/3/2026", "dmy"), parse_date("8th Dec 2021")
    (datetime.date(2026, 3, 1), datetime.date(2026, 3, 1), datetime.date(2021, 12, 8))
    """
    cleaned = one_line(text)
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
    """Read a date whose year stands elsewhere.

    Examples
    --------
    >>> parse_day_month("October 30", 2018), parse_day_month("30 de octubre", 2018), parse_day_month("3/4", 2018)
    (datetime.date(2018, 10, 30), datetime.date(2018, 10, 30), None)
    """
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


def day_order(texts: Iterable[str], where: str) -> DateOrder | None:
    """Find out over a whole file whether dates put the day or the month first."""
    day_first = month_first = seen = 0
    for text in texts:
        cleaned = one_line(text)
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
