"""Daylio's CSV export, in all four header layouts seen.

Columns are found by name. ``full_date`` is the date to trust (``date`` and ``weekday`` are for display and localised);
the oldest layout has only ``year`` and the displayed ``date``. A mood is a name, not a number, and people rename them.
Where somebody took the first line away, the places of date and clock show which layout it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Final

from heartdata.core.profile import Profile
from heartdata.errors import AmbiguousFormatError, UnreadableFileError
from heartdata.readers.apps.daylio_scales import Scales, looks_like_scales
from heartdata.readers.base import Format
from heartdata.readers.collector import Collector
from heartdata.readers.files.walk import Source
from heartdata.readers.moods import mood_key
from heartdata.readers.parsing.dates import detect_date_order, parse_clock, parse_date, parse_day_month
from heartdata.readers.parsing.delimited import Record, below_header, header, normalise_names, records
from heartdata.readers.parsing.html_text import plain_text

__all__ = ["FORMAT", "plain_text"]

COLUMNS: Final = {
    "full_date": "day, ISO",
    "year": "with date, the day of the oldest layout, which has no full_date",
    "date": "for display, such as 'October 30' or '30 May'",
    "time": "local clock, 12 or 24 hours, both in one file; absent in trimmed files",
    "mood": "name of the mood -> ratings.mood",
    "activities": "names joined by | -> activities",
    "scales": "'name: 8/10 points' or 'name: 8:00' joined by | -> ratings, sleep or activities",
    "note_title": "-> journal.title",
    "note": "HTML -> journal.text",
}
# Each of these says that a file is from Daylio; a table of one's own may share one or two of the names.
_LAYOUTS: Final = (("full_date", "mood"), ("year", "date", "mood", "activities"))
_KNOWN: Final = (*COLUMNS, "weekday")
_BEFORE: Final = ("full_date", "date", "weekday", "time", "mood", "activities")
_WITHOUT_HEADER: Final = {
    7: (*_BEFORE, "note"),
    8: (*_BEFORE, "note_title", "note"),
    9: (*_BEFORE, "scales", "note_title", "note"),
}
_ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_TEXTS: Final = ("note_title", "note")

# Names the app itself gives, from exports in English and German; "fugly" is an older word for level 2.
DEFAULT_MOODS: Final = {
    "rad": 5.0, "good": 4.0, "meh": 3.0, "bad": 2.0, "fugly": 2.0, "awful": 1.0,
    "super": 5.0, "gut": 4.0, "ok": 3.0, "schlecht": 2.0, "lausig": 1.0,
}  # fmt: skip

Row = dict[str, str]


def _claims(source: Source, profile: Profile) -> bool:
    names = header(source.head_text)[1]
    return (_named(names) and sum(n in _KNOWN for n in names) >= 3) or _without_header(names)


def _named(names: list[str]) -> bool:
    return any(set(layout) <= set(names) for layout in _LAYOUTS)


def _without_header(first: list[str]) -> bool:
    """Tell an entry that stands in the first line: "2026-03-01", "1 de marzo", "domingo", "19:07", "mal" and so on."""
    return (
        len(first) in _WITHOUT_HEADER
        and bool(_ISO.fullmatch(first[0]) and parse_clock(first[3]))
        and not any(any(c.isdecimal() for c in cell) for cell in (first[2], first[4]))
        and bool(first[2] and first[4])
    )


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    text, encoding = source.text()
    delimiter, names = header(text)
    if headless := _without_header(names):
        names = list(_WITHOUT_HEADER[len(names)])
    if not _named(names):
        missing = [n for n in _LAYOUTS[0] if n not in names]
        raise UnreadableFileError(
            f"{source.name}: not a Daylio CSV, the column {' and '.join(missing)} is missing; "
            "in Daylio choose More, Export entries, CSV"
        )
    if encoding != "UTF-8":
        collector.note(f"written as {encoding}, not UTF-8 as the app does")
    rows = _entries_alone(text, delimiter, names) if headless else below_header(text, delimiter, names)
    read = [({}, False) if row.broken else _by_name(names, row, delimiter) for row in rows]
    day_of_row = _day_reader(source.name, names, [row for row, _ in read])
    entries = _Entries(collector)
    for record, (row, whole) in zip(rows, read, strict=True):
        collector.count_entries()
        if record.broken:
            collector.reject(record.line, record.broken)
        else:
            entries.read(row, day_of_row(row), record.line, whole=whole)
    entries.scales.finish()


def _entries_alone(text: str, delimiter: str, names: list[str]) -> list[Record]:
    """Take every record but names of columns that stand further below, where exports were put together."""
    return [
        record for record in records(text, delimiter, width=len(names)) if not _named(normalise_names(record.cells))
    ]


def _day_reader(where: str, names: list[str], rows: list[Row]) -> Callable[[Row], date | None]:
    if "full_date" not in names:
        return _day_of_year
    try:
        order = detect_date_order((row.get("full_date", "") for row in rows), where)
    except AmbiguousFormatError:
        # A spreadsheet wrote the dates its own way, and nothing in the file tells which.
        raise AmbiguousFormatError(
            f"{where}: a spreadsheet has changed full_date, and 3/4/2026 could be the 3rd of April or the 4th of "
            "March; export it again from the app and give that file unopened"
        ) from None
    return lambda row: parse_date(row.get("full_date", ""), order)


def _day_of_year(row: Row) -> date | None:
    year = row.get("year", "").strip()
    if not (len(year) == 4 and year.isdecimal()):
        return None
    return parse_day_month(row.get("date", ""), int(year))


def _by_name(names: list[str], record: Record, delimiter: str) -> tuple[Row, bool]:
    """Pair a row's cells with the header, without losing any; and say whether they surely stand where they belong.

    Files have rows with a surplus empty ``scales``, without one, or with an unquoted comma in the note.
    """
    cells, surplus = list(record.cells), len(record.cells) - len(names)
    while surplus > 0 and not cells[-1].strip():
        del cells[-1]
        surplus -= 1
    after = names.index("activities") + 1 if "activities" in names else len(names)
    if surplus > 0 and "scales" not in names and after < len(names) and _is_scales(cells, after):
        names, surplus = [*names[:after], "scales", *names[after:]], surplus - 1
    elif surplus < 0 and "scales" in names and _lacks_scales(cells, names.index("scales")):
        cells.insert(names.index("scales"), "")
        surplus += 1
    if surplus > 0:
        last = names.index("note") if "note" in names else len(names) - 1
        cells[last : last + surplus + 1] = [delimiter.join(cells[last : last + surplus + 1])]
    row: Row = {}
    for name, cell in zip(names, cells, strict=False):
        row[name] = f"{row[name]}\n{cell}" if name in _TEXTS and row.get(name) else row.get(name) or cell
    return row, len(record.cells) == len(names)


def _is_scales(cells: list[str], place: int) -> bool:
    """Tell a surplus ``scales`` cell from a note with an unquoted comma, after which a blank goes on."""
    return looks_like_scales(cells[place]) or (not cells[place].strip() and not cells[-1].startswith(" "))


def _lacks_scales(cells: list[str], place: int) -> bool:
    return place < len(cells) and not looks_like_scales(cells[place])


class _Entries:
    def __init__(self, collector: Collector) -> None:
        self.collector = collector
        self.scales = Scales(collector)

    def read(self, row: Row, day: date | None, line: int, *, whole: bool) -> None:
        collector = self.collector
        if day is None:
            wanted = "full_date is not a date like 2026-03-01" if "full_date" in row else "year and date are no day"
            collector.reject(line, wanted)
            return
        if not collector.accept_date(day, line):
            return
        clock = row.get("time", "").strip()
        at = parse_clock(clock) if clock else None
        if clock and at is None:
            collector.reject(line, "not a time of day; the entry is kept with its date alone", "time")
        when = day if at is None else datetime.combine(day, at)
        mood = row.get("mood", "").strip()
        if mood:
            # In a row whose time is none the cells may have slipped too.
            trusted = whole and not (clock and at is None)
            collector.mood(when, mood, DEFAULT_MOODS.get(mood_key(mood)), trusted=trusted)
        else:
            collector.reject(line, "no mood; the rest of the entry is kept", "mood")
        for name in row.get("activities", "").split("|"):
            collector.activity(when, name)
        self.scales.read(row.get("scales", ""), when, line)
        title, note = plain_text(row.get("note_title", "")), plain_text(row.get("note", ""))
        if title or note:
            collector.entry(when, note, title)


FORMAT: Final = Format(
    name="daylio",
    title="Daylio CSV",
    tables=("ratings", "activities", "journal", "sleep"),
    evidence="read from real samples",
    how="Daylio: More, Export entries, CSV",
    shapes=frozenset({"table"}),
    claims=_claims,
    read=_read,
)
