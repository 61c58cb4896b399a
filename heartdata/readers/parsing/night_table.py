"""Tables with one row per night, declared by their columns.

A reader declares which column holds what, how its times are written and in which unit its hours are. Only what is
particular to an app is coded there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import partial
from typing import Any, Final, NamedTuple, TypedDict
from zoneinfo import ZoneInfo

from heartdata.core.profile import Profile
from heartdata.core.vocabulary import LONGEST_PERIOD_H
from heartdata.readers.collector import Collector
from heartdata.readers.files.source import Source
from heartdata.readers.parsing.dates import detect_date_order, local_time, parse_date, parse_duration
from heartdata.readers.parsing.delimited import header
from heartdata.readers.parsing.numbers import parse_number
from heartdata.readers.parsing.rows import Row, read_rows, stage_hours
from heartdata.readers.parsing.timestamps import UTC_NOTE, from_epoch, parse_local

# Where stages overlap, the first of these counts.
ON_TOP: Final = ("awake", "rem", "deep", "light", "asleep")
_TAGS: Final = re.compile(r"[,;|]")


class Span(NamedTuple):
    """The times of a night on the local clock, with its offset [min], exact length [h] and the app's own day."""

    start: datetime | None
    end: datetime | None
    offset: float | None = None
    hours: float | None = None
    day: date | None = None


@dataclass(frozen=True, kw_only=True)
class NightTable:
    """The columns of an app's nights."""

    what: str = ""  # names the file, and how to get it, in the error about a missing column
    required: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()  # further columns by which the app's files are recognised
    # Reads the times of all rows: `local_times` (the default), `epoch_times`, or the reader's own.
    times: Callable[[NightTable, Sequence[Row], Profile], Iterable[Span]] | None = None
    start: str = ""
    end: str = ""
    days: tuple[str, ...] = ()  # the app's own date of a night; the first that can be read counts
    # Columns of asleep_h, in_bed_h ...; without asleep_h, sleep is the sum of the stages.
    hours: Mapping[str, str] = field(default_factory=dict)
    unit: float | Callable[[Row, str], float | None] = 60  # units per hour, or how hours are read
    unstaged: str = ""  # hours asleep in nights without stages
    awake_all_night: bool = False  # whether 0 hours of sleep beside hours awake were measured
    rem_from_h: float | None = None  # in a longer sleep, 0 hours of REM were not measured
    quality: tuple[str, float] | None = None  # the score and its highest value
    zero_is_unrated: bool = True
    vitals: Mapping[str, str] = field(default_factory=dict)  # measurements and their names
    tags: str = ""
    note: str = ""

    def claims(self, source: Source, _profile: Profile) -> bool:
        """Return True for a file that has the app's columns."""
        return {*self.required, *self.marks} <= set(header(source.head_text)[1])

    def read(self, source: Source, profile: Profile, collector: Collector) -> None:
        """Read a whole file."""
        self.add_all(list(read_rows(source, collector, self.required, self.what)), profile)

    def add_all(self, rows: Sequence[Row], profile: Profile) -> None:
        """Add the nights of rows."""
        times = self.times or local_times
        for row, span in zip(rows, times(self, rows, profile), strict=True):
            self.add(row, span)

    def add(self, row: Row, span: Span, **own: Any) -> bool:
        """Add a night; `own` are values the reader has found itself. Return False where its times are not plausible."""
        collector, day = row.collector, span.day
        if span.hours is not None and span.hours < 0 and span.start and span.end:
            # On the night of a clock change the clock may hide that.
            row.reject("it ends before it starts")
            return False
        timed = self.start or day is None or (span.start and span.end)
        if timed and not row.check_period(span.start, span.end):
            return False
        if day is not None and not collector.accept_date(day, row.line):
            return False
        values = {**self._hours(row, own), "quality": self.score(row), "offset": span.offset, **own}
        if span.hours is not None:
            values["in_bed_h"] = values.get("in_bed_h") or span.hours
        collector.sleep(span.start, span.end, day=day, **values)
        if (woke := span.end or day) is not None:
            add_vitals(row, woke, self.vitals, span.offset)
        if (when := day or span.end) is not None:
            for name in _TAGS.split(row.text(self.tags)) if self.tags else ():
                collector.activity(when, name, offset=span.offset)
            if self.note and (words := row.text(self.note)):
                collector.entry(when, words, offset=span.offset)
        return True

    def score(self, row: Row) -> float | None:
        """Read the score of a night as 0-10."""
        if self.quality is None:
            return None
        column, best = self.quality
        found = row.number(column, 0, best)
        return None if found is None or (self.zero_is_unrated and not found) else found * 10 / best

    def _hours(self, row: Row, own: Mapping[str, Any]) -> dict[str, Any]:
        read = self.unit if callable(self.unit) else partial(Row.hours, per_hour=self.unit)
        found: dict[str, Any] = {name: read(row, column) for name, column in self.hours.items() if name not in own}
        if "asleep_h" not in {**found, **own} and "deep_h" in found:
            stages = {name.removesuffix("_h"): found.get(name) for name in _STAGE_COLUMNS}
            found |= sleep_columns(stages, awake_all_night=self.awake_all_night)
            if found["asleep_h"] is None and self.unstaged:
                found["asleep_h"] = read(row, self.unstaged) or None
        if self.rem_from_h is not None and (found.get("asleep_h") or 0.0) >= self.rem_from_h and not found["rem_h"]:
            found["rem_h"] = None
        return found


_STAGE_COLUMNS: Final = ("awake_h", "light_h", "deep_h", "rem_h")


class SleepHours(TypedDict):
    """Hours of a night, by the columns of the sleep table."""

    asleep_h: float | None
    awake_h: float | None
    deep_h: float | None
    rem_h: float | None
    light_h: float | None


def sleep_columns(hours: Mapping[str, float | None], *, awake_all_night: bool = False) -> SleepHours:
    """Sum the stages of a night: sleep is all but ``awake``; where all of it is 0, it was not measured."""
    slept = [h for stage, h in hours.items() if stage != "awake" and h is not None]
    awake, measured = hours.get("awake"), any(slept)
    return {
        "asleep_h": sum(slept) if measured or (awake_all_night and awake and slept) else None,
        "awake_h": awake,
        "deep_h": hours.get("deep") if measured else None,
        "rem_h": hours.get("rem") if measured else None,
        "light_h": hours.get("light") if measured else None,
    }


def add_vitals(row: Row, when: datetime | date, columns: Mapping[str, str], offset: float | None = None) -> bool:
    """Add measurements of the body; return True where there is one."""
    found = False
    for column, name in columns.items():
        value = row.vital(column, name)
        if value:
            row.collector.vital(when, name, value, offset)
            found = True
    return found


def add_steps(row: Row, day: date | None, column: str = "steps", reason: str = "the date is not a date") -> None:
    """Add the steps of a day; a day with none is one without the device."""
    if day is None:
        row.reject(reason)
    elif (
        row.collector.accept_date(day, row.line)
        and not add_vitals(row, day, {column: "steps"})
        and (parse_number(row.text(column)) == 0 or not row.text(column))
    ):
        row.collector.count_empty("days without steps")


def begins_at_night(at: datetime | None) -> bool:
    """Return True from 20:00 to 04:00, when most nights begin."""
    return at is not None and not time(4) <= at.time() < time(20)


def clock_hours(row: Row, column: str) -> float | None:
    """Read hours written as 07:30:00."""
    written = row.text(column)
    hours = parse_duration(written) if ":" in written else None
    if hours is not None and hours <= LONGEST_PERIOD_H:
        return hours
    if written:
        row.collector.reject(row.line, "not a duration such as 07:30:00; the rest is kept", column)
    return None


def local_times(table: NightTable, rows: Sequence[Row], profile: Profile) -> Iterable[Span]:
    """Read local clock times; a spreadsheet may have rewritten their dates."""
    pairs = [(row.text(table.start), row.text(table.end)) for row in rows]
    where = rows[0].collector.source if rows else ""
    order = detect_date_order((), where, profile, pairs)
    for row, pair in zip(rows, pairs, strict=True):
        (start, offset), (end, _) = (parse_local(written, order) for written in pair)
        days = (parse_date(row.text(name), order) for name in table.days)
        yield Span(start, end, offset, day=next((day for day in days if day), None))


class Stretch(NamedTuple):
    """A part of a night in one stage."""

    row: Row
    span: Span
    stage: str


def add_stretches(nights: Mapping[str, Sequence[Stretch]]) -> None:
    """Add the nights that are made of these stretches."""
    for parts in nights.values():
        row, offset = parts[0].row, parts[0].span.offset
        times = [(start, end) for part in parts if (start := part.span.start) and (end := part.span.end)]
        first, last = min(start for start, _ in times), max(end for _, end in times)
        possible = [part.row.check_period(first, last) for part in parts]  # each part is rejected where one is too long
        if not all(possible):
            continue
        spans = [
            ((start - first).total_seconds(), (end - first).total_seconds(), part.stage)
            for (start, end), part in zip(times, parts, strict=True)
        ]
        hours = stage_hours(spans, ON_TOP)
        if not hours.keys() - {"awake"}:
            row.collector.count_empty("stretches awake, of a sleep without stages", len(parts))
            continue
        in_bed = (last - first).total_seconds() / 3600
        columns = sleep_columns({"awake": 0.0, **hours}, awake_all_night=True)
        row.collector.sleep(first, last, **columns, in_bed_h=in_bed, offset=offset)


def span_between(begin: datetime | None, finish: datetime | None, zone: ZoneInfo | None) -> Span:
    """Return two moments on the local clock; where both have an offset the length is exact, also on a clock change."""
    (start, offset), (end, _) = ((None, None) if at is None else local_time(at, zone) for at in (begin, finish))
    if begin is None or finish is None or start is None or end is None:
        return Span(start, end, offset)
    length = finish - begin if begin.tzinfo and finish.tzinfo else end - start
    return Span(start, end, offset, length.total_seconds() / 3600)


def epoch_times(table: NightTable, rows: Sequence[Row], profile: Profile) -> Iterable[Span]:
    """Read milliseconds since 1970; the profile's time zone gives the clock."""
    for row in rows:
        begin, finish = (parse_number(row.cells.get(name)) or 0.0 for name in (table.start, table.end))
        (start, offset), (end, _) = (from_epoch(at / 1000, profile.zone) for at in (begin, finish))
        if start and end and profile.zone is None:
            row.collector.note(UTC_NOTE)
        yield Span(start, end, offset, (finish - begin) / 3_600_000)
