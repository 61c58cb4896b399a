"""Daylio's CSV export, in all four header layouts seen.

Columns are found by name. ``full_date`` is the date to trust (``date`` and ``weekday`` are for display and localised);
the oldest layout has only ``year`` and the displayed ``date``. A mood is a name, not a number, and people rename them.
``activities`` are joined by |, and so are ``scales``, such as "Focus: 8/10 points" or "Sleep Time: 8:00" under names
that people choose. Of the app's own activities, "good sleep" and its like are answers about the night.
``note`` is HTML. If the header is missing, the places of date and clock show which layout it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from heartdata.core.thresholds import limit
from heartdata.core.vocabulary import LONGEST_NIGHT_H, MEASURES, on_nrs
from heartdata.errors import AmbiguousFormatError, UnreadableFileError
from heartdata.readers.base import Collector, Format, Moment, Profile, Source
from heartdata.readers.header_words import meanings
from heartdata.readers.moods import mood_key
from heartdata.readers.parsing.dates import detect_date_order, parse_clock, parse_date, parse_day_month, parse_duration
from heartdata.readers.parsing.delimited import Record, below_header, header, normalise_names, records
from heartdata.readers.parsing.entries import add_entry, at_time, read_text
from heartdata.readers.parsing.html_text import plain_text
from heartdata.readers.parsing.remember import remember_short
from heartdata.readers.parsing.scales import SCALE_MEASURES

# Either shows that a file is from Daylio; a table of one's own may share one or two of the names.
_LAYOUTS: Final = (("full_date", "mood"), ("year", "date", "mood", "activities"))
_BEFORE: Final = ("full_date", "date", "weekday", "time", "mood", "activities")
_KNOWN: Final = (*_BEFORE, "year", "scales", "note_title", "note")
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

# The app's own activities about the night, in English; "sleep early" says when, not how well.
SLEEP_TAGS: Final = {"good sleep": 3, "medium sleep": 2, "bad sleep": 1}

_SLEEP_SCALES: Final = ("sleep time", "sleep", "sleep duration", "hours of sleep")
# A longer name is a sentence, in which a word may mean anything.
_LONGEST_NAME: Final = 3
_POINTS: Final = re.compile(r"(-?\d{1,9}(?:[.,]\d{1,9})?)\s?/\s?(\d{1,9}(?:[.,]\d{1,9})?)(?!\s?/)")
# The value begins with a digit after a colon; a name may hold colons of its own.
_SCALE: Final = re.compile(r"(?P<name>[^:]+(?::(?!\s*-?\d)[^:]*)*):\s*(?P<value>-?\d.*)")

Cells = dict[str, str]


def _claims(source: Source, profile: Profile) -> bool:
    names = header(source.head_text)[1]
    return (_named(names) and sum(n in _KNOWN for n in names) >= 3) or _without_header(names)


def _named(names: list[str]) -> bool:
    return any(set(layout) <= set(names) for layout in _LAYOUTS)


def _without_header(first: list[str]) -> bool:
    """Return whether the first line is an entry: "2026-03-01", "1 de marzo", "domingo", "19:07", "mal" and so on."""
    return (
        len(first) in _WITHOUT_HEADER
        and bool(_ISO.fullmatch(first[0]) and parse_clock(first[3]))
        and not any(any(c.isdecimal() for c in cell) for cell in (first[2], first[4]))
        and bool(first[2] and first[4])
    )


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    text = read_text(source, collector)
    delimiter, names = header(text)
    if headless := _without_header(names):
        names = list(_WITHOUT_HEADER[len(names)])
    if not _named(names):
        missing = [n for n in _LAYOUTS[0] if n not in names]
        raise UnreadableFileError(
            f"{source.name}: not a Daylio CSV, the column {' and '.join(missing)} is missing; "
            "in Daylio choose More, Export entries, CSV"
        )
    rows = _without_headers(text, delimiter, names) if headless else below_header(text, delimiter, names)
    read = [({}, False) if row.broken else _by_name(names, row, delimiter) for row in rows]
    day_of_row = _day_reader(source.name, names, [row for row, _ in read])
    scales = _Scales(collector)
    for record, (row, whole) in zip(rows, read, strict=True):
        collector.count_entries()
        if record.broken:
            collector.reject(record.line, record.broken)
        else:
            _read_entry(row, day_of_row(row), record.line, collector, scales, whole=whole)
    scales.add_nights()


def _without_headers(text: str, delimiter: str, names: list[str]) -> list[Record]:
    """Return every record but headers further below, where exports were put together."""
    found = records(text, delimiter, width=len(names))
    return [record for record in found if not _named(normalise_names(record.cells))]


def _day_reader(where: str, names: list[str], rows: list[Cells]) -> Callable[[Cells], date | None]:
    if "full_date" not in names:
        return _day_of_year
    try:
        order = detect_date_order((row.get("full_date", "") for row in rows), where)
    except AmbiguousFormatError:
        # A spreadsheet wrote the dates its own way, and nothing in the file shows which.
        raise AmbiguousFormatError(
            f"{where}: a spreadsheet has changed full_date, and 3/4/2026 could be the 3rd of April or the 4th of "
            "March; export it again from the app and give that file unopened"
        ) from None
    return lambda row: parse_date(row.get("full_date", ""), order)


def _day_of_year(row: Cells) -> date | None:
    year = row.get("year", "").strip()
    if not (len(year) == 4 and year.isdecimal()):
        return None
    return parse_day_month(row.get("date", ""), int(year))


def _by_name(names: list[str], record: Record, delimiter: str) -> tuple[Cells, bool]:
    """Pair a row's cells with the header, without losing any; True if each is surely in its own column.

    Files have rows with a surplus empty ``scales``, without one, or with an unquoted comma in the note.
    """
    if len(record.cells) == len(names) == len(set(names)):
        return dict(zip(names, record.cells, strict=True)), True
    cells, surplus = list(record.cells), len(record.cells) - len(names)
    while surplus > 0 and not cells[-1].strip():
        del cells[-1]
        surplus -= 1
    after = names.index("activities") + 1 if "activities" in names else len(names)
    if surplus > 0 and "scales" not in names and after < len(names) and _is_surplus_scales(cells, after):
        names, surplus = [*names[:after], "scales", *names[after:]], surplus - 1
    elif surplus < 0 and "scales" in names and _lacks_scales(cells, names.index("scales")):
        cells.insert(names.index("scales"), "")
        surplus += 1
    if surplus > 0:
        last = names.index("note") if "note" in names else len(names) - 1
        cells[last : last + surplus + 1] = [delimiter.join(cells[last : last + surplus + 1])]
    row: Cells = {}
    for name, cell in zip(names, cells, strict=False):
        row[name] = f"{row[name]}\n{cell}" if name in _TEXTS and row.get(name) else row.get(name) or cell
    return row, len(record.cells) == len(names)


def _is_surplus_scales(cells: list[str], place: int) -> bool:
    """Distinguish a surplus ``scales`` cell from a note with an unquoted comma, after which a space follows."""
    return _looks_like_scales(cells[place]) or (not cells[place].strip() and not cells[-1].startswith(" "))


def _lacks_scales(cells: list[str], place: int) -> bool:
    return place < len(cells) and not _looks_like_scales(cells[place])


def _looks_like_scales(cell: str) -> bool:
    parts = list(_parts(cell))
    return bool(parts) and all(_POINTS.match(value) or parse_duration(value) is not None for _, value in parts)


def _parts(cell: str) -> Iterator[tuple[str, str]]:
    """Split a ``scales`` cell into names and values."""
    for part in cell.split("|") if cell else ():
        name, value = _name_and_value(part)
        if name or value:
            yield name, value


# Every entry has the same few scales.
@remember_short
def _name_and_value(part: str) -> tuple[str, str]:
    plain = " ".join(part.split())
    match = _SCALE.fullmatch(plain)
    return (match["name"].strip(), match["value"]) if match else (plain, "")


def _read_entry(row: Cells, day: date | None, line: int, collector: Collector, scales: _Scales, *, whole: bool) -> None:
    if day is None:
        wanted = "full_date is not a date like 2026-03-01" if "full_date" in row else "year and date are no day"
        collector.reject(line, wanted)
        return
    if not collector.accept_date(day, line):
        return
    clock = row.get("time", "").strip()
    when = at_time(day, clock, line, collector)
    # People choose an entry's day in the app.
    collector.own_day = day
    mood = row.get("mood", "").strip()
    if mood:
        # If the time cannot be read, the cells may have slipped too.
        trusted = whole and (not clock or isinstance(when, datetime))
        collector.mood(when, mood, DEFAULT_MOODS.get(mood_key(mood)), trusted=trusted)
    else:
        collector.reject(line, "no mood; the rest of the entry is kept", "mood")
    for name in row.get("activities", "").split("|"):
        add_tag(collector, when, name)
    scales.read(row.get("scales", ""), when, line)
    title, text = row.get("note_title", ""), row.get("note", "")
    if title or text:
        add_entry(collector, when, plain_text(title), plain_text(text))


@remember_short
def _sleep_level(name: str) -> int | None:
    return SLEEP_TAGS.get(" ".join(name.casefold().split()))


def add_tag(collector: Collector, when: Moment, name: str, offset: float | None = None) -> None:
    """Add an activity, or what one of the app's own says of the night."""
    level = _sleep_level(name)
    if level is None:
        collector.activity(when, name, offset=offset)
    else:
        collector.rating(when, "sleep_quality", on_nrs(level, 1, 3), name.strip(), offset)


# The names of a diary's scales are few, and every entry has them.
@lru_cache(maxsize=512)
def _role_of(name: str) -> tuple[str, bool]:
    """Find the role of a scale's name in the languages of headers, and whether more is worse."""
    found = [m for m in meanings(name) if not m.doubt] if len(name.split()) <= _LONGEST_NAME else []
    return (found[0].role, found[0].worse) if found else ("", False)


class _Scales:
    """Reads the scales of a file's entries; `add_nights` adds the hours of sleep at the end."""

    def __init__(self, collector: Collector) -> None:
        self.collector = collector
        self._slept: dict[date, dict[float, int]] = {}

    def read(self, cell: str, when: Moment, line: int) -> None:
        for name, value in _parts(cell):
            points = _POINTS.match(value)
            problem = self._points(name, value, points, when) if points else self._duration(name, value, when, line)
            if problem:
                self.collector.reject(line, problem, "scales")

    def _points(self, name: str, value: str, points: re.Match[str], when: Moment) -> str:
        score, top = (float(p.replace(",", ".")) for p in points.groups())
        if not 0 <= score <= top or top == 0:
            return "a scale's points lie outside its ends"
        measure, worse = SCALE_MEASURES.get(name.casefold()) or _role_of(name)
        if measure in MEASURES:
            self.collector.rating(when, measure, on_nrs(score, 0, top, higher_is_worse=worse), value)
        else:
            self.collector.activity(when, name, score)
        return ""

    def _duration(self, name: str, value: str, when: Moment, line: int) -> str:
        hours = parse_duration(value)
        if hours is None:
            return "a scale is neither points (8/10) nor a duration (7:30)"
        if name.casefold() not in _SLEEP_SCALES and _role_of(name)[0] != "sleep_hours":
            self.collector.activity(when, name, hours)
        elif hours > LONGEST_NIGHT_H:
            return "more than 24 hours of sleep"
        else:
            self._slept.setdefault(when.date() if isinstance(when, datetime) else when, {}).setdefault(hours, line)
        return ""

    def add_nights(self) -> None:
        """Add one night for each day: entries repeat it, and a short one beside it is a nap."""
        for day, lines in self._slept.items():
            for hours, line in lines.items():
                nap = hours < max(lines)
                if nap and hours > limit("nap_max_h"):
                    self.collector.reject(line, "another sleep time for the same day; the longest is kept", "scales")
                else:
                    self.collector.sleep(None, None, day=day, asleep_h=hours, nap=nap)


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
