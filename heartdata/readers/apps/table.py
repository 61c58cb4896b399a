"""Any hand-made table, through the ``[columns]`` table of ``heartdata.toml``.

Nothing is guessed: the person says which column is which, what the ends of a scale are and, where a file's dates
leave it open, whether the day comes first.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cache, partial
from itertools import islice
from typing import Final

from heartdata.core.columns import Column, parse_columns
from heartdata.core.days import day_of
from heartdata.core.diary_template import DIARY_COLUMNS
from heartdata.core.profile import Profile
from heartdata.core.vocabulary import MEASURES, on_nrs
from heartdata.errors import ProfileError, UnreadableFileError
from heartdata.readers.base import Format
from heartdata.readers.collector import Collector, Moment
from heartdata.readers.files.walk import Source
from heartdata.readers.parsing.bedtimes import Times, build_night
from heartdata.readers.parsing.dates import parse_duration
from heartdata.readers.parsing.delimited import LINE, Record, below_header, header
from heartdata.readers.parsing.header_row import find_header_line, skip_title
from heartdata.readers.parsing.numbers import parse_number
from heartdata.readers.parsing.scales import symbols_to_number

__all__ = ["FORMAT"]

_MISSING: Final = frozenset(("", "-", "–", "—", "nan", "na", "n/a", "null", "none", "?"))
_TEXTS: Final = ("title", "note")
_OUT_OF: Final = re.compile(r"([-+\u2212]?\d{1,12}(?:[.,]\d{1,12})?)\s?/\s?(\d{1,12}(?:[.,]\d{1,12})?)")
_SEPARATORS: Final = re.compile(r"[|;,\n]")
# Headers such as "energy (0 none - 10 full)" stand in no other table.
_DIARY_KNOWN_BY: Final = 5
_LONGEST_NIGHT_H: Final = 24.0
_NO_DATE: Final = "the date cannot be read; say how it is written with format under [columns]"
# Spreadsheets count days from 1900 or 1904, and the number does not tell which: from 1970 to 2100.
_COUNTED: Final = re.compile(r"(?:2[4-9]|[3-6]\d|7[0-3])\d{3}(?:[.,]\d{1,12})?")
_DAY_NUMBER: Final = (
    "a spreadsheet's number of a day, not a date; show the column as dates there (like 2026-03-14) and save it again"
)
_PER_HOUR: Final = {"hours": 1, "minutes": 60, "seconds": 3600}
_YES: Final = frozenset("yes y ja sí si oui x true wahr ✓ ✔".split())
_NO: Final = frozenset("no n nein non false falsch 0".split())

Row = Mapping[str, str]


def _places(columns: Mapping[str, Column], names: list[str]) -> dict[str, int]:
    places = {}
    for role, column in columns.items():
        wanted = [" ".join(n.casefold().split()) for n in column.names]
        found = next((n for n in wanted if n in names), None)
        if found is not None:
            places[role] = names.index(found)
    return places


def _fits(places: Mapping[str, int]) -> bool:
    return "date" in places and any(role not in ("date", "time") for role in places)


@cache
def _diary() -> dict[str, Column]:
    return parse_columns(DIARY_COLUMNS)


def _told(profile: Profile, names: list[str]) -> Profile:
    """Take the profile's columns; heartdata's own diary is known by its header without them."""
    # Too few columns for the diary: most files, and every text.
    if len(names) < _DIARY_KNOWN_BY or _fits(_places(profile.columns, names)):
        return profile
    if len(_places(_diary(), names)) < _DIARY_KNOWN_BY:
        return profile
    return replace(profile, columns=_diary())


def _named(profile: Profile, names: list[str]) -> bool:
    return _fits(_places(_told(profile, names).columns, names))


def _title(text: str, profile: Profile) -> int:
    """Count the lines above the names of the columns: those the person told, or those of heartdata's own diary."""
    if _named(profile, header(text)[1]):
        return 0
    dated = profile.columns.get("date") or _diary()["date"]
    return find_header_line(text, (word for name in dated.names for word in name.split()[:1]), partial(_named, profile))


def _claims(source: Source, profile: Profile) -> bool:
    head = source.head_text
    return _named(profile, header(head)[1]) or _title(head, profile) > 0


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    text, encoding = source.text()
    title = _title(text, profile)
    _tell_title(text, title, collector)
    text = skip_title(text, title)
    delimiter, names = header(text)
    profile = _told(profile, names)
    places = _places(profile.columns, names)
    if not _fits(places):
        raise UnreadableFileError(
            f"{source.name}: its header has not the columns that [columns] in heartdata.toml names; "
            "give the names as they stand in the file's first line"
        )
    if encoding != "UTF-8":
        collector.note(f"written as {encoding}")
    for role, column in profile.columns.items():
        if role not in places:
            collector.note(f"has no column {' or '.join(column.names)}, which [columns] names for {role}")
        elif names.count(names[places[role]]) > 1:
            collector.note(f"has more than one column for {role}; the first is read")
    _Table(profile, collector, places, len(names)).read(source.name, below_header(text, delimiter, names), delimiter)


def _tell_title(text: str, lines: int, collector: Collector) -> None:
    """Account for every line above the names of the columns."""
    for number, match in enumerate(islice(LINE.finditer(text), lines), start=1):
        filled = sum(map(bool, header(match[0])[1]))
        if filled:
            collector.count_entries()
        if filled == 1:
            collector.count_empty("lines of a title above the names of the columns")
        elif filled:
            collector.reject(number, "it stands above the names of the columns")


class _Table:
    def __init__(self, profile: Profile, collector: Collector, places: dict[str, int], width: int) -> None:
        self.profile, self.collector, self.places, self.width = profile, collector, places, width
        self.columns = profile.columns

    def read(self, name: str, records: list[Record], delimiter: str) -> None:
        rows = [self._row(record, delimiter) for record in records]
        times = Times(name, self.profile, self.collector, [row.get("date", "") for row in rows if row])
        for record, row in zip(records, rows, strict=True):
            self.collector.count_entries()
            if record.broken:
                self.collector.reject(record.line, record.broken)
            elif row is None:
                reason = "more cells than the header; put text and numbers that hold a comma in quotation marks"
                self.collector.reject(record.line, reason.replace("a comma", f"a {_name(delimiter)}"))
            else:
                self._read_row(row, record.line, times)

    def _row(self, record: Record, delimiter: str) -> Row | None:
        """Take the cells that have a role; None where a surplus cell may have moved the others."""
        cells, last = list(record.cells), self.width - 1
        while len(cells) > self.width and not cells[-1].strip():
            del cells[-1]
        if len(cells) > self.width:
            # Words go on in a note that comes last; figures would rather be a decimal comma further left.
            if last not in (self.places.get(r) for r in _TEXTS) or not re.search(r"[^\W\d]", cells[last]):
                return None
            cells[last:] = [delimiter.join(cells[last:])]
        row = {role: cells[place].strip() for role, place in self.places.items() if place < len(cells)}
        return {role: "" if c.casefold() in _MISSING and role not in _TEXTS else c for role, c in row.items()}

    def _read_row(self, row: Row, line: int, times: Times) -> None:
        dated = times.when(row, line)
        if dated is None:
            self.collector.reject(line, _DAY_NUMBER if _COUNTED.fullmatch(row.get("date", "")) else _NO_DATE)
            return
        when, offset = dated
        if not self.collector.accept_date(when, line):
            return
        if not any(written for role, written in row.items() if role not in ("date", "time")):
            self.collector.count_empty("rows with nothing but a date")
        for role, written in row.items():
            if role in MEASURES and written:
                self._rate(role, written, line, when, offset)
        self._sleep(row, line, day_of(when, self.profile.day_start), offset, times)
        for name in self._split(row, "activities"):
            self.collector.activity(when, name, offset=offset)
        self._contacts(row, when, offset)
        note, title = row.get("note", ""), row.get("title", "")
        if note or title:
            self.collector.entry(when, note.replace("\r\n", "\n").replace("\r", "\n"), title, offset=offset)

    def _rate(self, role: str, written: str, line: int, when: Moment, offset: float | None) -> None:
        column = self.columns[role]
        number, low, high = _number(written, column)
        if number is None:
            # Beside a scale, or with a figure in it, a word is a slip, and maybe a line of the diary.
            plain = column.low is None and not any(c.isdecimal() for c in written)
            if role == "mood" and (plain or self.collector.knows_mood(written)):
                self.collector.mood(when, written, None, offset)
            else:
                self.collector.reject(line, "not a number of its scale; the rest of the row is kept", role)
            return
        if low is None or high is None:
            raise ProfileError(
                f"{self.collector.source}: columns.{role} holds numbers, but not their scale; write for example "
                f'{role} = {{ name = "...", min = 1, max = 5 }} under [columns] in heartdata.toml'
            )
        if not low <= number <= high or low == high:
            reason = f"a number outside the scale {low:g} to {high:g}; the rest of the row is kept"
            self.collector.reject(line, reason, role)
            return
        natural = "better" if MEASURES[role].higher == "better" else "worse"
        turned = (column.higher or natural) != natural
        self.collector.rating(when, role, on_nrs(number, low, high, higher_is_worse=turned), written, offset)

    def _sleep(self, row: Row, line: int, day: date, offset: float | None, times: Times) -> None:
        hours = self._hours(row, line)
        bed, wake = times.clock(row, "bedtime", line), times.clock(row, "waketime", line)
        if hours is None and bed is None and wake is None:
            return
        begins = any(self.columns[r].night == "begins" for r in ("sleep_hours", "bedtime", "waketime") if r in row)
        told = build_night(day, bed, wake, begins=begins, zone=self.profile.zone)
        if told.problem:
            self.collector.reject(line, told.problem, "bedtime")
        if hours is not None or told.start or told.end:
            self.collector.sleep(
                told.start, told.end, day=told.day, asleep_h=hours, in_bed_h=told.in_bed_h, nap=False, offset=offset
            )

    def _hours(self, row: Row, line: int) -> float | None:
        written = row.get("sleep_hours", "")
        if not written:
            return None
        hours, unit = parse_duration(written), self.columns["sleep_hours"].unit
        plain = parse_number(written) is not None
        if hours is not None and plain:
            hours /= _PER_HOUR[unit]
        if hours is None or hours > _LONGEST_NIGHT_H:
            reason = "not a duration below 24 hours (7.5, 7:30 or 7h 30m); the rest of the row is kept"
            if plain and unit == "hours":
                reason += '; where the column counts minutes, write unit = "minutes" under [columns]'
            self.collector.reject(line, reason, "sleep_hours")
            return None
        return hours

    def _split(self, row: Row, role: str) -> list[str]:
        cell = row.get(role, "")
        separator = self.columns[role].separator if role in row else None
        return cell.split(separator) if separator else _SEPARATORS.split(cell)

    def _contacts(self, row: Row, when: datetime | date, offset: float | None) -> None:
        """Add contacts: names, or a yes or a number under the column's own name."""
        cell = row.get("contacts", "")
        if cell.casefold() in _NO:
            return
        number = parse_number(cell)
        if cell.casefold() in _YES or number is not None:
            self.collector.activity(when, self.columns["contacts"].names[0], number, offset, kind="contact")
            return
        for name in self._split(row, "contacts"):
            self.collector.activity(when, name, offset=offset, kind="contact")


def _number(written: str, column: Column) -> tuple[float | None, float | None, float | None]:
    low, high = column.low, column.high
    stars = symbols_to_number(written)
    # Without a scale, stars alone may be names of moods.
    plain = stars if low is not None or "/" in stars else written
    if match := _OUT_OF.fullmatch(plain):
        top = parse_number(match[2])
        if high is not None and top != high:
            return None, low, high
        return parse_number(match[1]), 0.0 if low is None else low, top
    ends = (-math.inf if low is None else low, math.inf if high is None else high)
    return parse_number(plain, low=ends[0], high=ends[1]), low, high


def _name(delimiter: str) -> str:
    return {",": "comma", ";": "semicolon", "|": "bar"}.get(delimiter, "tab")


FORMAT: Final = Format(
    name="table",
    title="Any hand-made table (CSV)",
    tables=("ratings", "sleep", "activities", "journal"),
    evidence="read from real samples",
    how="a spreadsheet saved as CSV, with its columns described under [columns] in heartdata.toml",
    shapes=frozenset({"json", "markup", "pair", "table", "words"}),
    claims=_claims,
    read=_read,
    fallback=True,
)
