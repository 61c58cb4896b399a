"""Any hand-made table, through the ``[columns]`` table of ``heartdata.toml``.

Nothing is guessed: the person says which column is which, what the ends of a scale are and, if a file's dates leave
it open, whether the day comes first.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from itertools import islice
from typing import Final

from heartdata.core.columns import IGNORE, ROLES, Column
from heartdata.core.days import day_of
from heartdata.core.vocabulary import LONGEST_NIGHT_H, MEASURES
from heartdata.errors import AmbiguousFormatError, ProfileError, UnreadableFileError
from heartdata.readers.base import Collector, Format, Moment, Profile, Source
from heartdata.readers.guess_columns import propose_columns
from heartdata.readers.parsing.bedtimes import Times, add_night, build_night
from heartdata.readers.parsing.dates import parse_duration
from heartdata.readers.parsing.day_fractions import FRACTIONS_NOTE, UNCLEAR, as_clock, as_hours, holds_fractions
from heartdata.readers.parsing.delimited import LINE, Record, below_header, header
from heartdata.readers.parsing.entries import add_entry, read_text
from heartdata.readers.parsing.grids import Grid, unfold_text, year_in_name
from heartdata.readers.parsing.header_row import find_header_line, skip_title
from heartdata.readers.parsing.numbers import parse_number
from heartdata.readers.parsing.own_diary import DIARY_KNOWN_BY, diary_columns, may_be_diary
from heartdata.readers.parsing.scales import Scale, add_rating, against_its_direction, symbols_to_number
from heartdata.readers.parsing.text import is_empty, split_lines
from heartdata.readers.parsing.yearless import ask_for_year, stated_year
from heartdata.readers.thresholds import limit

_TEXTS: Final = ("title", "note")
# Columns that say whose entry it is.
_PEOPLE: Final = frozenset("name person who user participant nombre nom naam wer quem qui".split())
_OUT_OF: Final = re.compile(r"([-+\u2212]?\d{1,12}(?:[.,]\d{1,12})?)\s?/\s?(\d{1,12}(?:[.,]\d{1,12})?)")
_SEPARATORS: Final = re.compile(r"[|;,\n]")
_NO_DATE: Final = "the date cannot be read; say how it is written with format under [columns]"
# Spreadsheets count days from 1900 or 1904, and the number does not show which: from 1970 to 2100.
_COUNTED: Final = re.compile(r"(?:2[4-9]|[3-6]\d|7[0-3])\d{3}(?:[.,]\d{1,12})?")
_DAY_NUMBER: Final = (
    "a spreadsheet's number of a day, not a date; show the column as dates there (like 2026-03-14) and save it again"
)
_UNCLEAR: Final = "?"  # which no cell that is left holds
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
    return "date" in places and any(role not in ("date", "time", "person", IGNORE) for role in places)


def _with_columns(profile: Profile, names: list[str]) -> Profile:
    """Return the profile; with the columns of heartdata's own diary if the header is that one's."""
    # Too few columns for the diary: most files, and every text.
    if len(names) < DIARY_KNOWN_BY or _fits(_places(profile.columns, names)):
        return profile
    if len(_places(diary_columns(), names)) < DIARY_KNOWN_BY:
        return profile
    return replace(profile, columns=diary_columns())


def _named(profile: Profile, names: list[str]) -> bool:
    return _fits(_places(_with_columns(profile, names).columns, names))


def _title(text: str, profile: Profile) -> int:
    """Count the lines above the header: the columns of the profile, or of heartdata's own diary."""
    if _named(profile, header(text)[1]):
        return 0
    dated = profile.columns.get("date") or diary_columns()["date"]
    return find_header_line(text, (word for name in dated.names for word in name.split()[:1]), partial(_named, profile))


def _claims(source: Source, profile: Profile) -> bool:
    head = source.head_text
    if not profile.columns and not may_be_diary(source.folded_head):
        return False
    if _named(profile, header(head)[1]) or _title(head, profile) > 0:
        return True
    grid = unfold_text(head) if profile.columns else None
    return grid is not None and _fits(_places(profile.columns, grid.names))


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    text = read_text(source, collector)
    title = _title(text, profile)
    _count_title_lines(text, title, collector)
    text = skip_title(text, title)
    delimiter, names = header(text)
    profile = _with_columns(profile, names)
    places = _places(profile.columns, names)
    grid = None if _fits(places) else _grid(source, text, profile, collector)
    if grid is not None:
        delimiter, names, places = ",", grid.names, _places(profile.columns, grid.names)
    if not _fits(places):
        raise UnreadableFileError(
            f"{source.name}: its header has not the columns that [columns] in heartdata.toml names; "
            "write the names as they are in the file's first line"
        )
    for role, column in profile.columns.items():
        if role in (IGNORE, "person"):
            continue
        if role not in places:
            collector.note(f"has no column {' or '.join(column.names)}, which [columns] names for {role}")
        elif names.count(names[places[role]]) > 1:
            collector.note(f"has more than one column for {role}; the first is read")
    rows = below_header(text, delimiter, names) if grid is None else grid.rows
    rows = _of_one_person(source.name, profile, collector, names, rows)
    _ask_about_others(profile, collector, names, rows)
    _Table(profile, collector, places, len(names)).read(source.name, rows, delimiter)


def _grid(source: Source, text: str, profile: Profile, collector: Collector) -> Grid | None:
    stated = stated_year(profile, source.name)
    year = stated or year_in_name(source.name)
    grid = unfold_text(text, year)
    if grid is None or not _fits(_places(profile.columns, grid.names)):
        return None
    if grid.needs_year:
        raise AmbiguousFormatError(
            f"{source.name}: {grid.what}, and nothing says of which year; {ask_for_year(source.name)}"
        )
    if stated is None and year is not None and "month" in grid.what:
        collector.note(f"its days are taken to be of {year}, the year in its name")
    return grid


def _of_one_person(
    where: str, profile: Profile, collector: Collector, names: list[str], rows: list[Record]
) -> list[Record]:
    """Keep the rows of the person that the profile names; ask where several people are in one file."""
    column = profile.columns.get("person")
    place = _places({"person": column}, names).get("person") if column else None
    if place is None:
        mentioned = {" ".join(n.casefold().split()) for c in profile.columns.values() for n in c.names}
        place = next((at for at, name in enumerate(names) if name in _PEOPLE and name not in mentioned), None)
    if place is None:
        return rows
    people = [row.cells[place].strip().casefold() if place < len(row.cells) else "" for row in rows]
    if column is not None and column.only is not None:
        wanted = column.only.strip().casefold()
        kept = [row for row, who in zip(rows, people, strict=True) if who == wanted or row.broken]
        if others := len(rows) - len(kept):
            collector.count_entries(others)
            collector.count_empty("rows of other people", others)
        return kept
    several = len(set(filter(None, people)))
    if 1 < several <= len(rows) / 2:
        raise AmbiguousFormatError(
            f"{where}: column {place + 1} names {several} people; say under [columns] in heartdata.toml whose entries "
            'are to be read: person = { name = "...", only = "..." }, with the name of the column and of the person'
        )
    return rows


def _ask_about_others(profile: Profile, collector: Collector, names: list[str], rows: list[Record]) -> None:
    """Ask about columns that look like ratings or nights, and whose scale or direction the person has to say."""
    mentioned = {" ".join(n.casefold().split()) for column in profile.columns.values() for n in column.names}
    others = []
    for place, name in enumerate(names[: int(limit("columns"))]):
        if name and name not in mentioned and names.index(name) == place:
            cells = [r.cells[place].strip() for r in rows if place < len(r.cells) and not is_empty(r.cells[place])]
            others += [(name, cells)] if cells else []
    for line in propose_columns(others, profile.columns)[0]:
        if line.open:
            collector.note(
                f"a column waits for an answer: {line.text.partition(' = ')[0]} ({line.why}); write {line.text} under "
                f"[columns] in heartdata.toml with what is true; to leave it out, name it in {IGNORE} = [...] there"
            )


def _count_title_lines(text: str, lines: int, collector: Collector) -> None:
    """Count the lines above the header, and reject those that are more than a title."""
    for number, match in enumerate(islice(LINE.finditer(text), lines), start=1):
        filled = sum(map(bool, header(match[0])[1]))
        if filled:
            collector.count_entries()
        if filled == 1:
            collector.count_empty("lines of a title above the names of the columns")
        elif filled:
            collector.reject(number, "it is above the names of the columns")


class _Table:
    def __init__(self, profile: Profile, collector: Collector, places: dict[str, int], width: int) -> None:
        self.profile, self.collector, self.places, self.width = profile, collector, places, width
        self.columns = profile.columns

    def read(self, name: str, records: list[Record], delimiter: str) -> None:
        rows = self._without_fractions([self._row(record, delimiter) for record in records])
        times = Times(name, self.profile, self.collector, [row.get("date", "") for row in rows if row])
        for record, row in zip(records, rows, strict=True):
            self.collector.count_entries()
            if record.broken:
                self.collector.reject(record.line, record.broken)
            elif row is None:
                reason = "more cells than the header; put text and numbers that hold a comma in quotation marks"
                self.collector.reject(record.line, reason.replace("a comma", f"a {_delimiter_name(delimiter)}"))
            else:
                self._read_row(row, record.line, times)

    def _without_fractions(self, rows: list[Row | None]) -> list[Row | None]:
        """Write parts of a day as hours and clocks; columns in which they only may be are kept out."""
        found: dict[str, Callable[[str], str]] = {}
        for role in ("sleep_hours", "bedtime", "waketime"):
            column = self.columns.get(role)
            if column is None or column.format is not None or column.unit != "hours":
                continue
            cells = [row[role] for row in rows if row and row.get(role)]
            if (held := holds_fractions(role, cells)) is not False:
                found[role] = (as_hours if role == "sleep_hours" else as_clock) if held else _unclear
        if sure := [role for role, write in found.items() if write is not _unclear]:
            self.collector.note(FRACTIONS_NOTE.format(" and ".join(sure)))
        return [
            row and {role: found[role](cell) if cell and role in found else cell for role, cell in row.items()}
            for row in rows
        ]

    def _row(self, record: Record, delimiter: str) -> Row | None:
        """Return the cells by role; None if a surplus cell may have moved the others."""
        cells, last = list(record.cells), self.width - 1
        while len(cells) > self.width and not cells[-1].strip():
            del cells[-1]
        if len(cells) > self.width:
            # Words continue a note in the last column; digits are more likely a decimal comma further left.
            if last not in (self.places.get(r) for r in _TEXTS) or not re.search(r"[^\W\d]", cells[last]):
                return None
            cells[last:] = [delimiter.join(cells[last:])]
        row = {role: cells[place].strip() for role, place in self.places.items() if place < len(cells)}
        return {role: "" if is_empty(c) and role not in _TEXTS else c for role, c in row.items()}

    def _read_row(self, row: Row, line: int, times: Times) -> None:
        if not row.get("date"):
            if any(row.values()):
                self.collector.reject(line, "it has no date")
            else:
                self.collector.count_empty("rows without anything")
            return
        dated = times.when(row, line)
        if dated is None:
            self.collector.reject(line, _DAY_NUMBER if _COUNTED.fullmatch(row.get("date", "")) else _NO_DATE)
            return
        when, offset = dated
        if not any(cell for role, cell in row.items() if role not in ("date", "time")):
            # Also days still to come: a diary has its dates written ahead.
            self.collector.count_empty("rows with nothing but a date")
            return
        if not self.collector.accept_date(when, line):
            return
        # A date beside a clock of its own is the person's day; a stamp of both follows the start of the day.
        self.collector.own_day = when.date() if isinstance(when, datetime) and row.get("time") else None
        before = self.collector.added
        for role, written in row.items():
            if written and (role in MEASURES or role not in ROLES):
                self._rate(role, written, line, when, offset)
        self._sleep(row, line, self.collector.own_day or day_of(when, self.profile.day_start), offset, times)
        for name in self._split(row, "activities"):
            self.collector.activity(when, name, offset=offset)
        self._contacts(row, when, offset)
        add_entry(self.collector, when, row.get("title", ""), "\n".join(split_lines(row.get("note", ""))), (), offset)
        if self.collector.added == before:
            self.collector.count_empty("rows with nothing but a date")

    def _rate(self, role: str, written: str, line: int, when: Moment, offset: float | None) -> None:
        column = self.columns[role]
        number, low, high = _number(written, column)
        if number is None:
            # In a column with a scale, or with a digit in it, a word is a slip, and maybe a line of the diary.
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
        if low == high:
            self.collector.reject(line, f"a scale from {low:g} to {high:g} has no steps", role)
            return
        scale = Scale(low, high, against_its_direction(role, column))
        add_rating(self.collector, line, when, (role, scale), number, written, offset=offset, kept="row")

    def _sleep(self, row: Row, line: int, day: date, offset: float | None, times: Times) -> None:
        hours = self._hours(row, line)
        bed, wake = times.clock(row, "bedtime", line), times.clock(row, "waketime", line)
        if hours is None and bed is None and wake is None:
            return
        begins = any(self.columns[r].night == "begins" for r in ("sleep_hours", "bedtime", "waketime") if r in row)
        night = build_night(day, bed, wake, begins=begins, zone=self.profile.zone)
        add_night(self.collector, line, "bedtime", night, hours, offset)

    def _hours(self, row: Row, line: int) -> float | None:
        written = row.get("sleep_hours", "")
        if not written:
            return None
        if written == _UNCLEAR:
            self.collector.reject(line, UNCLEAR, "sleep_hours")
            return None
        hours, unit = parse_duration(written), self.columns["sleep_hours"].unit
        plain = parse_number(written) is not None
        if hours is not None and plain:
            hours /= _PER_HOUR[unit]
        if hours is None or hours > LONGEST_NIGHT_H:
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


def _unclear(_: str) -> str:
    return _UNCLEAR


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


def _delimiter_name(delimiter: str) -> str:
    return {",": "comma", ";": "semicolon", "|": "bar"}.get(delimiter, "tab")


FORMAT: Final = Format(
    name="table",
    title="Any hand-made table (CSV, Excel, LibreOffice)",
    tables=("ratings", "sleep", "activities", "journal"),
    evidence="read from real samples",
    how="a spreadsheet or CSV, with its columns described under [columns] in heartdata.toml",
    shapes=frozenset({"json", "markup", "pair", "table", "words"}),
    claims=_claims,
    read=_read,
    fallback=True,
)
