"""Shift the dates in an export to another day, in the app's own notation."""

from __future__ import annotations

import itertools
import json
import re
from datetime import date, timedelta
from typing import Any, Final

__all__ = ["moved", "moved_entry"]

_ISO: Final = re.compile(r"(?<!\d)(20[012]\d)([-/.]?)(0[1-9]|1[0-2]|(?<=[-/.])[1-9])\2(\d\d|(?<=[-/.])[1-9])(?!\d)")
_YEAR_LAST: Final = re.compile(r"(?<![\d.])(\d\d?)([./-])( ?)(\d\d?)\2\3(20[012]\d)(?!\d)")
_EPOCH: Final = re.compile(r"(?<![\d.])1[4-7]\d{8}(\d{3})?(?![\d.])")
_MONTHS: Final = tuple("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split())
_NAMED: Final = re.compile(rf"\b({'|'.join(_MONTHS)}) (\d\d?), (20[012]\d)\b")
_DAY_FIRST: Final = re.compile(rf"\b(\d\d?)(st|nd|rd|th|)([ -])({'|'.join(_MONTHS)})\3(20[012]\d)\b")
# In German and Portuguese, preceded by the weekday.
_LONG: Final = (
    "januar februar märz april mai juni juli august september oktober november dezember".split(),
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro".split(),
)
_WEEKDAYS: Final = (
    "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag".split(),
    "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo".split(),
)
_WRITTEN_OUT: Final = re.compile(
    rf"\b({'|'.join(itertools.chain(*_WEEKDAYS))}), (\d\d?)(\.| de) "
    rf"({'|'.join(itertools.chain(*_LONG))})( | de )(20[012]\d)\b",
    re.IGNORECASE,
)
_NAMED_LAST: Final = re.compile(rf"\b(20[012]\d) [A-Z][a-z][a-z] ({'|'.join(_MONTHS)}) (\d\d?)\b")


def moved(text: str, days: int, *, month_first: bool = False) -> str:
    """Shift all dates and times in a text to an earlier day.

    Parameters
    ----------
    text : str
        Part of an export.
    days : int
        How far [days].
    month_first : bool, optional
        Whether 3/1/2026 is a day in March.

    Returns
    -------
    str
        With dates of the same style.
    """

    def earlier(year: str, month: int, day: str) -> date | None:
        try:
            return date(int(year), month, int(day)) - timedelta(days=days)
        except (ValueError, OverflowError):
            return None

    def iso(found: re.Match[str]) -> str:
        at = earlier(found[1], int(found[3]), found[4])
        wide = 2 if len(found[3]) + len(found[4]) == 4 else 1
        return found[0] if at is None else f"{at.year}{found[2]}{at.month:0{wide}}{found[2]}{at.day:0{wide}}"

    def year_last(found: re.Match[str]) -> str:
        first, second = (found[4], found[1]) if month_first else (found[1], found[4])
        at = earlier(found[5], int(second), first)
        if at is None:
            return found[0]
        parts = (at.month, at.day) if month_first else (at.day, at.month)
        between = found[2] + found[3]
        return f"{parts[0]:02d}{between}{parts[1]:02d}{between}{at.year}"

    def named(found: re.Match[str]) -> str:
        at = earlier(found[3], _MONTHS.index(found[1]) + 1, found[2])
        return found[0] if at is None else f"{_MONTHS[at.month - 1]} {at.day}, {at.year}"

    def named_last(found: re.Match[str]) -> str:
        at = earlier(found[1], _MONTHS.index(found[2]) + 1, found[3])
        return found[0] if at is None else f"{at.year} {at:%a} {_MONTHS[at.month - 1]} {at.day}"

    def day_first(found: re.Match[str]) -> str:
        at = earlier(found[5], _MONTHS.index(found[4]) + 1, found[1])
        if at is None:
            return found[0]
        ordinal = "th" if 10 < at.day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(at.day % 10, "th")
        day = f"{at.day:02d}" if found[1].startswith("0") else f"{at.day}{ordinal if found[2] else ''}"
        return f"{day}{found[3]}{_MONTHS[at.month - 1]}{found[3]}{at.year}"

    def written_out(found: re.Match[str]) -> str:
        months, weekdays = next(
            (own, days) for own, days in zip(_LONG, _WEEKDAYS, strict=True) if found[4].lower() in own
        )
        at = earlier(found[6], months.index(found[4].lower()) + 1, found[2])
        if at is None:
            return found[0]
        name = months[at.month - 1]
        name = name.title() if found[4][0].isupper() else name
        return f"{weekdays[at.weekday()]}, {at.day}{found[3]} {name}{found[5]}{at.year}"

    def epoch(found: re.Match[str]) -> str:
        return str(int(found[0]) - days * 86_400 * (1000 if found[1] else 1))

    for pattern, move in (
        (_EPOCH, epoch), (_ISO, iso), (_YEAR_LAST, year_last), (_NAMED, named), (_NAMED_LAST, named_last),
        (_DAY_FIRST, day_first), (_WRITTEN_OUT, written_out),
    ):  # fmt: skip
        text = pattern.sub(move, text)
    return text


def moved_entry(entry: Any, days: int) -> Any:
    """Shift an entry of a JSON export to an earlier day.

    Parameters
    ----------
    entry : object
        What JSON holds.
    days : int
        How far [days].

    Returns
    -------
    object
        A copy.
    """
    copy = json.loads(moved(json.dumps(entry, ensure_ascii=False), days))
    if isinstance(copy, dict) and {"year", "month", "day"} <= copy.keys():
        # Daylio counts months from 0.
        at = date(copy["year"], copy["month"] + 1, copy["day"]) - timedelta(days=days)
        copy |= {"year": at.year, "month": at.month - 1, "day": at.day}
    return copy
