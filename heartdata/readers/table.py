"""Any hand-made table, through the ``[columns]`` table of ``heartdata.toml``.

Nothing is guessed: the person says which column is which, what the ends of a scale are and, where a file's dates
leave it open, whether the day comes first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from heartdata.columns import Column
from heartdata.days import hours_between
from heartdata.errors import ProfileError, UnreadableFileError
from heartdata.profile import Profile
from heartdata.readers.clocks import (
    DateOrder,
    day_order,
    local_time,
    parse_clock,
    parse_date,
    parse_duration,
    parse_instant,
)
from heartdata.readers.collector import Collector, Moment
from heartdata.readers.delimited import Record, records, sniff_delimiter
from heartdata.readers.format import Format
from heartdata.readers.source import Source
from heartdata.vocabulary import MEASURES, on_nrs

__all__ = ["FORMAT"]

_MISSING: Final = frozenset(("", "-", "–", "—", "nan", "na", "n/a", "null", "none", "?"))
_NUMBER: Final = re.compile(r"[-+]?\d+(?:[.,]\d+)?")
_OUT_OF: Final = re.compile(r"([-+]?\d+(?:[.,]\d+)?)\s*/\s*(\d+(?:[.,]\d+)?)")
_SEPARATORS: Final = re.compile(r"[|;,\n]")
_LONGEST_NIGHT_H: Final = 24.0
_EPOCH: Final = "epoch"


def _header(text: str) -> tuple[str, list[str]]:
    line = re.split(r"[\r\n]", text.lstrip("\r\n "), maxsplit=1)[0]
    delimiter = sniff_delimiter(line)
    first = next(records(line, delimiter), None)
    return delimiter, [c.strip().casefold() for c in first.cells] if first else []


def _places(columns: Iterable[tuple[str, Column]], names: list[str]) -> dict[str, int]:
    wanted = ((role, [n.casefold() for n in column.names]) for role, column in columns)
    found = ((role, next((names.index(n) for n in known if n in names), None)) for role, known in wanted)
    return {role: place for role, place in found if place is not None}


def _claims(source: Source, profile: Profile) -> bool:
    if not profile.columns:
        return False
    places = _places(profile.columns.items(), _header(source.head_text)[1])
    return "date" in places and len(places) > 1


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    text, encoding = source.text()
    delimiter, names = _header(text)
    places = _places(profile.columns.items(), names)
    if "date" not in places or len(places) < 2:
        raise UnreadableFileError(
            f"{source.name}: its header has not the columns that [columns] in heartdata.toml names; "
            "give the names as they stand in the file's first line"
        )
    if encoding != "UTF-8":
        collector.note(f"written as {encoding}")
    rows = list(records(text, delimiter, width=len(names)))[1:]
    _Table(source.name, profile, collector, places, rows).read()


class _Table:
    def __init__(
        self, name: str, profile: Profile, collector: Collector, places: dict[str, int], rows: list[Record]
    ) -> None:
        self.profile, self.collector, self.places, self.rows = profile, collector, places, rows
        self.name = name
        self.columns = profile.columns
        self.order = self._date_order()

    def _date_order(self) -> DateOrder | None:
        column = self.columns["date"]
        if column.format is not None:
            return None
        if column.day_first is not None:
            return "dmy" if column.day_first else "mdy"
        return day_order((self._cell(r, "date") for r in self.rows), self.name)

    def _cell(self, row: Record, role: str) -> str:
        place = self.places.get(role)
        if place is None or place >= len(row.cells):
            return ""
        cell = row.cells[place].strip()
        return "" if cell.casefold() in _MISSING else cell

    def read(self) -> None:
        for row in self.rows:
            self.collector.present()
            if row.broken:
                self.collector.reject(row.line, row.broken)
            else:
                self._read_row(row)

    def _read_row(self, row: Record) -> None:
        dated = self._when(row)
        if dated is None:
            self.collector.reject(
                row.line, "the date cannot be read; say how it is written with format under [columns]"
            )
            return
        when, offset = dated
        if not self.collector.usable(when, row.line):
            return
        for role in self.places:
            if role in MEASURES:
                self._rate(row, role, when, offset)
        self._sleep(row, when.date() if isinstance(when, datetime) else when, offset)
        for role, kind in (("activities", None), ("contacts", "contact")):
            for name in self._names(row, role):
                self.collector.activity(when, name, offset=offset, kind=kind)
        note, title = self._cell(row, "note"), self._cell(row, "title")
        if note or title:
            self.collector.entry(when, note, title, offset=offset)

    def _when(self, row: Record) -> tuple[Moment, float | None] | None:
        written, form = self._cell(row, "date"), self.columns["date"].format
        try:
            moment, offset = self._dated(written, form)
        except (ValueError, OverflowError, OSError):
            return None
        if moment is None:
            return None
        clock = self._cell(row, "time")
        if clock:
            at = self._clock(row, "time")
            if at is not None:
                return datetime.combine(moment.date() if isinstance(moment, datetime) else moment, at), offset
        return moment, offset

    def _dated(self, written: str, form: str | None) -> tuple[Moment | None, float | None]:
        if form == _EPOCH:
            seconds = float(written)
            instant = datetime.fromtimestamp(seconds / 1000 if abs(seconds) > 1e11 else seconds, UTC)
            if self.profile.zone is None:
                self.collector.note(
                    "its times count from 1970 in UTC; set time_zone in heartdata.toml for the right day"
                )
            return local_time(instant, self.profile.zone)
        if form is not None:
            read = datetime.strptime(written, form)
            return local_time(read, None) if re.search(r"%[HIcXp]", form) else (read.date(), None)
        day = parse_date(written, self.order)
        if day is None:
            return None, None
        stamp = parse_instant(written) if len(written) > 10 else None
        if stamp is not None:
            return local_time(stamp, None)
        clock = re.search(r"[\sT,]+(\d{1,2}[:.]\d{2}.*)$", written)
        at = parse_clock(clock[1]) if clock else None
        return (day if at is None else datetime.combine(day, at)), None

    def _clock(self, row: Record, role: str) -> time | None:
        written, form = self._cell(row, role), self.columns[role].format
        try:
            at = parse_clock(written) if form is None else datetime.strptime(written, form).time()
        except ValueError:
            at = None
        if at is None and written:
            self.collector.reject(row.line, "not a time of day; the rest of the row is kept", role)
        return at

    def _rate(self, row: Record, role: str, when: Moment, offset: float | None) -> None:
        written, column = self._cell(row, role), self.columns[role]
        if not written:
            return
        number, low, high = self._number(written, column)
        if number is None:
            if role == "mood":
                self.collector.mood(when, written, None, offset)
            else:
                self.collector.reject(row.line, "not a number; the rest of the row is kept", role)
            return
        if low is None or high is None:
            raise ProfileError(
                f"{self.name}: columns.{role} holds numbers, but not their scale; write for example "
                f'{role} = {{ name = "...", min = 1, max = 5 }} under [columns] in heartdata.toml'
            )
        if not low <= number <= high:
            reason = f"a number outside the scale {low:g} to {high:g}; the rest of the row is kept"
            self.collector.reject(row.line, reason, role)
            return
        natural = "better" if MEASURES[role].higher == "better" else "worse"
        turned = (column.higher or natural) != natural
        self.collector.rating(when, role, on_nrs(number, low, high, higher_is_worse=turned), written, offset)

    def _number(self, written: str, column: Column) -> tuple[float | None, float | None, float | None]:
        low, high = column.low, column.high
        if match := _OUT_OF.fullmatch(written):
            top = float(match[2].replace(",", "."))
            if high is not None and top != high:
                return None, low, high
            return float(match[1].replace(",", ".")), 0.0 if low is None else low, top
        if _NUMBER.fullmatch(written):
            return float(written.replace(",", ".")), low, high
        return None, low, high

    def _sleep(self, row: Record, day: date, offset: float | None) -> None:
        hours = self._hours(row)
        bed = self._clock(row, "bedtime") if self._cell(row, "bedtime") else None
        wake = self._clock(row, "waketime") if self._cell(row, "waketime") else None
        if hours is None and bed is None and wake is None:
            return
        roles = [r for r in ("sleep_hours", "bedtime", "waketime") if r in self.places]
        if any(self.columns[r].night == "begins" for r in roles):
            day += timedelta(days=1)
        end = None if wake is None else datetime.combine(day, wake)
        start = None
        if bed is not None:
            # Past noon is the evening before, unless the person also gets up later that day (a night worker).
            evening = bed >= wake if wake is not None else bed >= time(12)
            start = datetime.combine(day - timedelta(days=1) if evening else day, bed)
        in_bed = hours_between(start, end, self.profile.zone) if start and end else None
        self.collector.sleep(start, end, day=day, asleep_h=hours, in_bed_h=in_bed, nap=False, offset=offset)

    def _hours(self, row: Record) -> float | None:
        written = self._cell(row, "sleep_hours")
        if not written:
            return None
        hours = parse_duration(written)
        if hours is None or hours > _LONGEST_NIGHT_H:
            reason = "not a duration below 24 hours (7.5, 7:30 or 7h 30m); the rest of the row is kept"
            self.collector.reject(row.line, reason, "sleep_hours")
            return None
        return hours

    def _names(self, row: Record, role: str) -> list[str]:
        cell = self._cell(row, role)
        separator = self.columns[role].separator if role in self.places else None
        return cell.split(separator) if separator else _SEPARATORS.split(cell)


FORMAT: Final = Format(
    name="table",
    title="Any hand-made table (CSV)",
    tables=("ratings", "sleep", "activities", "journal"),
    evidence="read from real samples",
    how="a spreadsheet saved as CSV, with its columns described under [columns] in heartdata.toml",
    claims=_claims,
    read=_read,
    fallback=True,
)
