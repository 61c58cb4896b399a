"""Dates, times of day and nights of hand-made tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from heartdata.core.days import hours_between
from heartdata.core.profile import Profile
from heartdata.errors import AmbiguousFormatError
from heartdata.readers.collector import Collector, Moment
from heartdata.readers.parsing.dates import (
    DATE_ORDERS,
    DateOrder,
    detect_date_order,
    local_time,
    parse_clock,
    parse_date,
    parse_instant,
    stated_order,
)
from heartdata.readers.parsing.delimited import header
from heartdata.readers.parsing.timestamps import parse_offset
from heartdata.readers.parsing.yearless import (
    add_years,
    are_yearless,
    ask_for_year,
    parse_yearless,
    stated_year,
    yearless_order,
)

EPOCH: Final = "epoch"
# Larger numbers are milliseconds: as seconds they would be after the year 5000.
_MILLISECONDS: Final = 1e11
# Heuristic: a longer night is a bedtime like "11:00" that meant the evening.
_LONGEST_IN_BED_H: Final = 18.0
_NOT_A_CLOCK: Final = "not a time of day; the rest of the row is kept"
_BESIDE: Final = re.compile(
    r"(?:[\s,]|\dT)(\d{1,2}:\d{2}.*|\d{1,2}[.h]\d{2}(?!\.?\d).*|\d{1,2}\s?[ap]\.?\s?m\.?"
    r"|(?:[上下]午|午[前後]|오[전후])\s?\d{1,2}:\d{2}.*)$"
    r"|\d[\s,]\s*(\d{1,2}\.\d{2}\.\d{2})$",  # after a figure, as "Sa 14.03.26" is a date
    re.IGNORECASE,
)
# Google Forms writes "2026/03/14 9:05:33 PM GMT+1": local time and its offset.
_GMT: Final = re.compile(r"\s*\b(?:GMT|UTC)(?:[+-]\d{1,2}(?::?\d{2})?)?$")
# In other languages it abbreviates the zone, "5:30:11 nachm. MEZ", which several countries share.
_LETTERS: Final = re.compile(r"(?<=\S)\s+[A-Z]{3,5}$")
_FIGURE: Final = re.compile(r"[-+]?\d{1,12}(?:[.,]\d{1,12})?")
_AT_MIDNIGHT: Final = re.compile(
    r"(?<=\d)(?:T|,?\s+)(?:00?:00(?::00(?:[.,]0+)?)?|12:00(?::00)?\s?[aA]\.?[mM]\.?)(?:\s?(?:Z|UTC|GMT|[+-]\d{2}:?\d{2}))*$"
)
_MIDNIGHT: Final = re.compile(r"24[:.h]00(?:[:.]00)?")


def lacks_header(head: str) -> bool:
    """Return whether a table begins with an entry instead of the names of its columns."""
    cells = header(head)[1]
    dated = [any(parse_date(cell, order) for order in DATE_ORDERS) for cell in cells]
    figures = all(day or _FIGURE.fullmatch(cell) for day, cell in zip(dated, cells, strict=True))
    return len(cells) > 1 and (dated[0] or (any(dated) and figures))


def _is_midnight(written: str) -> bool:
    """Tell whether a stamp is of midnight: as a clock, or as seconds or milliseconds since 1970 in UTC."""
    if _AT_MIDNIGHT.search(written):
        return True
    return written.isdecimal() and 10 <= len(written) <= 13 and int(written) % 86_400 == 0


def _with_years(name: str, profile: Profile, written: Sequence[str]) -> dict[str, date | None]:
    """Return days that are written without a year, where most are; several years under the same days are refused."""
    if not are_yearless(written):
        return {}
    order = stated_order(profile) or yearless_order(written)
    days = [parse_yearless(text, order) for text in written]
    year = stated_year(profile, name)
    if year is None:
        raise AmbiguousFormatError(f"{name}: its days have no year; {ask_for_year(name)}")
    return dict(zip(written, add_years(days, [None] * len(days), date(year, 12, 31)), strict=True))


class Times:
    """Reads dates and times of day as the profile describes them; all dates together decide their order."""

    def __init__(self, name: str, profile: Profile, collector: Collector, dates: Iterable[str]) -> None:
        self.zone, self.columns, self.collector = profile.zone, profile.columns, collector
        self.order: DateOrder | None = None
        dates = list(dates)
        written = [text for text in dates if text]
        self.midnights = bool(written) and all(map(_is_midnight, written))
        self.yearless: dict[str, date | None] = {}
        if self.columns["date"].format is None:
            self.order = detect_date_order(dates, name, profile)
            self.yearless = _with_years(name, profile, written)

    def when(self, row: Mapping[str, str], line: int) -> tuple[Moment, float | None] | None:
        """Return when a row was written, with the offset from UTC [min]."""
        try:
            moment, offset = self._dated(row.get("date", ""), line)
        except (ValueError, OverflowError, OSError):
            return None
        if moment is None:
            return None
        at = self.clock(row, "time", line)
        if at is not None:
            return datetime.combine(moment.date() if isinstance(moment, datetime) else moment, at), offset
        return moment, offset

    def _dated(self, written: str, line: int) -> tuple[Moment | None, float | None]:
        form = self.columns["date"].format
        if self.midnights and form is None:
            # Programs write a day as its midnight, in whatever zone.
            written = _AT_MIDNIGHT.sub("", written)
        if form == EPOCH:
            seconds = float(written)
            if self.midnights:
                return datetime.fromtimestamp(seconds / (1000 if abs(seconds) > _MILLISECONDS else 1), UTC).date(), None
            return self._from_utc(datetime.fromtimestamp(seconds / (1000 if abs(seconds) > _MILLISECONDS else 1), UTC))
        if form is not None:
            read = datetime.strptime(written, form)
            timed = re.search(r"%[HIcX]", form) and not self.midnights
            return local_time(read, None) if timed else (read.date(), None)
        stamp = parse_instant(written) if len(written) > 10 else None
        if stamp is not None and ":" in written:
            # An offset of 0 is UTC as programs write it; in Britain in winter both are the same.
            in_utc = stamp.tzinfo is not None and not stamp.utcoffset() and (written[-1] in "Zz" or self.zone)
            return self._from_utc(stamp) if in_utc else local_time(stamp, None)
        day = self.yearless.get(written) or parse_date(written, self.order)
        if day is None:
            return None, None
        shown = written[:80]
        zoned = _GMT.search(shown)
        beside = _BESIDE.search(shown[: zoned.start()] if zoned else _LETTERS.sub("", shown))
        at = parse_clock(beside[1] or beside[2]) if beside else None
        if beside and at is None:
            self.collector.reject(line, _NOT_A_CLOCK, "date")
        return (day, None) if at is None else (datetime.combine(day, at), parse_offset(zoned[0]) if zoned else None)

    def _from_utc(self, instant: datetime) -> tuple[datetime, float | None]:
        if self.zone is None:
            self.collector.note("its times are in UTC; set time_zone in heartdata.toml for the right day")
        return local_time(instant, self.zone)

    def clock(self, row: Mapping[str, str], role: str, line: int) -> time | None:
        """Read a time of day; one that is none is rejected alone."""
        written = row.get(role, "")
        if not written:
            return None
        form = self.columns[role].format
        try:
            at = parse_clock(written) if form is None else datetime.strptime(written, form).time()
        except ValueError:
            at = None
        if at is None and role != "time" and _MIDNIGHT.fullmatch(written):
            return time(0)
        if at is None:
            self.collector.reject(line, _NOT_A_CLOCK, role)
        return at


class Night(NamedTuple):
    """A night; `problem` says what is wrong with its bedtime."""

    day: date  # the day it ends
    start: datetime | None  # local wall-clock
    end: datetime | None
    in_bed_h: float | None = None  # hours between them [h]
    problem: str = ""  # what is wrong with the bedtime, or an empty string


def build_night(day: date, bed: time | None, wake: time | None, *, begins: bool, zone: ZoneInfo | None) -> Night:
    """Build a night from the times of going to bed and getting up."""
    if begins:
        day += timedelta(days=1)
    end = None if wake is None else datetime.combine(day, wake)
    if bed is None:
        return Night(day, None, end)
    if bed == wake:
        return Night(day, None, end, problem="the same time as waketime; the rest of the row is kept")
    # Past noon is the evening before, unless the person also gets up later that day (a night worker).
    evening = bed > wake if wake is not None else bed >= time(12)
    start = datetime.combine(day - timedelta(days=1) if evening else day, bed)
    in_bed = None if end is None else hours_between(start, end, zone)
    if in_bed is not None and not 0 < in_bed <= _LONGEST_IN_BED_H:
        problem = "too far from waketime for a night; is it meant for the evening? The rest of the row is kept"
        return Night(day, None, end, problem=problem)
    return Night(day, start, end, in_bed)


def add_night(
    collector: Collector, line: int, column: str, night: Night, asleep_h: float | None, offset: float | None = None
) -> None:
    """Add a night with what is known of it; reject a bedtime that has a problem."""
    if night.problem:
        collector.reject(line, night.problem, column)
    if asleep_h is not None or night.start or night.end:
        times = (night.start, night.end)
        collector.sleep(*times, day=night.day, asleep_h=asleep_h, in_bed_h=night.in_bed_h, nap=False, offset=offset)
