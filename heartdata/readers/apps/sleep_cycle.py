"""Sleep Cycle's CSV, in the five header layouts seen since 2014.

Columns are found by name. Times are local clocks without a zone, so that on the night of a clock change end minus start
is an hour off: the app's own durations come first. What it calls notes are names of things done or eaten before the
night, hence activities at bedtime. Heart rate, steps, snoring and weather are not read: a diary of mood does not need
them, and a heart rate of 0 is a missing one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from heartdata.core.days import hours_between
from heartdata.core.vocabulary import LONGEST_PERIOD_H
from heartdata.errors import UnreadableFileError
from heartdata.readers.base import Collector, Format, Profile, Source
from heartdata.readers.parsing.dates import DateOrder, detect_date_order, parse_duration
from heartdata.readers.parsing.delimited import Record, header, records, sniff_delimiter
from heartdata.readers.parsing.entries import read_text
from heartdata.readers.parsing.night_table import NightTable, Span
from heartdata.readers.parsing.numbers import parse_number
from heartdata.readers.parsing.rows import Row
from heartdata.readers.parsing.timestamps import parse_datetime

# Header names in lower case, without punctuation; those of other layouts follow after the first.
COLUMNS: Final = (
    ("start", "went to bed"),
    ("end", "woke up"),
    ("sleep quality",),
    ("time in bed seconds",),
    ("time in bed",),  # h:mm, the oldest layout
    ("time asleep seconds",),
    ("awake seconds",),
    ("dream seconds",),
    ("light seconds",),
    ("deep seconds",),
    ("mood", "wake up"),
    ("notes", "sleep notes"),
)
NIGHTS: Final = NightTable(
    start="start",
    end="end",
    hours={
        "asleep_h": "time asleep seconds",
        "awake_h": "awake seconds",
        "deep_h": "deep seconds",
        "rem_h": "dream seconds",
        "light_h": "light seconds",
    },
    unit=3600,
)
_STAGES: Final = ("awake seconds", "deep seconds", "dream seconds", "light seconds")
_REQUIRED: Final = frozenset(("start", "end", "sleep quality"))
_IN_BED: Final = ("time in bed", "time in bed seconds")

WAKE_MOODS: Final = {":)": 10.0, ":|": 5.0, ":(": 0.0, "good": 10.0, "ok": 5.0, "bad": 0.0}

_JOIN: Final = re.compile(r"(?<!\d):|:(?!\d)")  # not within a clock time such as 20:30
_ISO: Final = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d)?")
_NOT_TRUE: Final = "not a number that can be true; the rest of the night is kept"


def _places(cells: Iterable[str]) -> dict[str, int]:
    """Find the columns of a header; empty where it is no header of this app."""
    names = [" ".join(re.findall(r"[^\W_]+", cell.casefold())) for cell in cells]
    found = {}
    for known in COLUMNS:
        place = next((names.index(name) for name in known if name in names), None)
        if place is not None:
            found[known[0]] = place
    return found if found.keys() >= _REQUIRED and found.keys() & set(_IN_BED) else {}


def _header(text: str) -> tuple[str, list[str]]:
    line = text.lstrip("\r\n ").partition("\n")[0]
    delimiter = sniff_delimiter(line)
    first = next(records(line, delimiter), None)
    return delimiter, first.cells if first else []


def _claims(source: Source, profile: Profile) -> bool:
    return bool(_places(header(source.head_text)[1]))


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    text = read_text(source, collector)
    # Some exports end their lines in \r\r\n, which would be two lines.
    text = text.replace("\r\r\n", "\r\n")
    delimiter, names = _header(text)
    places = _places(names)
    if not places:
        raise UnreadableFileError(
            f"{source.name}: not a Sleep Cycle CSV in English, its first line has no columns for going to bed, waking, "
            "Sleep Quality and Time in bed; give the file as the app exports it"
        )
    found = list(records(text, delimiter, width=len(names)))
    order = _order(found, places, profile, source.name)
    unknown_moods = 0
    for record in found:
        # Also within a file: people put exports of different years into one.
        if again := _places(record.cells):
            places, names = again, record.cells
            continue
        collector.count_entries()
        if record.broken:
            collector.reject(record.line, record.broken)
        else:
            cells = _cells(record.cells, places, len(names), delimiter)
            unknown_moods += _read_night(Row(cells, record.line, collector), order)
    if unknown_moods:
        count = "1 mood" if unknown_moods == 1 else f"{unknown_moods} moods"
        collector.note(f"{count} on waking kept without a value; known are {', '.join(WAKE_MOODS)}")


def _cells(cells: list[str], places: dict[str, int], width: int, delimiter: str) -> dict[str, str]:
    """Name the cells of a row; a surplus cell is a delimiter within the notes, which the app does not quote."""
    surplus, notes = len(cells) - width, places.get("notes")
    if surplus > 0 and notes is not None and any(c.strip() for c in cells[width:]):
        cells = [*cells[:notes], delimiter.join(cells[notes : notes + surplus + 1]), *cells[notes + surplus + 1 :]]
    named = {name: cells[place] for name, place in places.items() if place < len(cells)}
    if not any(parse_number(named.get(name, "")) for name in _STAGES):
        # All zero is a night without stages, not a night awake.
        named = {name: cell for name, cell in named.items() if name not in _STAGES or parse_number(cell) != 0}
    return named


def _order(found: list[Record], places: dict[str, int], profile: Profile, name: str) -> DateOrder | None:
    """Find out whether a spreadsheet rewrote the dates, and then whether day or month comes first."""
    last = max(places["start"], places["end"])
    cells = [record.cells for record in found if last < len(record.cells)]
    pairs = [(row[places["start"]].strip(), row[places["end"]].strip()) for row in cells]
    rewritten = [pair for pair in pairs if not (_ISO.fullmatch(pair[0]) and _ISO.fullmatch(pair[1]))]
    if len(rewritten) * 2 <= len(pairs):
        return None  # a few damaged dates must not decide about a whole file
    return detect_date_order((), name, profile, rewritten) or "dmy"


def _read_night(row: Row, order: DateOrder | None) -> bool:
    """Add a night; return True where its mood on waking is not known."""
    start, end = _time(row, "start", order), _time(row, "end", order)
    if start is None or end is None:
        which = "going to bed" if start is None else "waking"
        row.reject(f"the time of {which} is not a date and time such as 2026-03-01 23:10:00")
        return False
    hours = hours_between(start, end, row.collector.profile.zone)
    if not row.check_period(start, end):
        return False
    NIGHTS.add(row, Span(start, end, hours=max(hours, 0.0)), in_bed_h=_in_bed(row), quality=_quality(row))
    for name in _JOIN.split(row.text("notes")):
        row.collector.activity(start, name)
    mood = row.text("mood")
    if mood:
        row.collector.rating(end, "wake_mood", WAKE_MOODS.get(mood.casefold()), mood)
    return bool(mood) and mood.casefold() not in WAKE_MOODS


def _time(row: Row, name: str, order: DateOrder | None) -> datetime | None:
    written = row.text(name)
    if order is None and not written[:4].isdecimal():
        return None
    at = parse_datetime(written, order)
    return at if at is None or at.tzinfo is None else None


def _in_bed(row: Row) -> float | None:
    if _IN_BED[0] not in row.cells:
        return row.hours(_IN_BED[1], 3600)
    written = row.text(_IN_BED[0])
    hours = parse_duration(written) if ":" in written else None
    if hours is not None and hours <= LONGEST_PERIOD_H:
        return hours
    if written:
        row.collector.reject(row.line, _NOT_TRUE, _IN_BED[0])
    return None


def _quality(row: Row) -> float | None:
    written = row.text("sleep quality")
    percent = parse_number(written.removesuffix("%")) if written.endswith("%") else None
    if percent is not None and 0 <= percent <= 100:
        return percent / 10
    if written:
        row.collector.reject(row.line, _NOT_TRUE, "sleep quality")
    return None


FORMAT: Final = Format(
    name="sleep_cycle",
    title="Sleep Cycle CSV",
    tables=("sleep", "ratings", "activities"),
    evidence="read from real samples",
    how="Sleep Cycle: in the app's settings, export the sleep data (sleepdata.csv)",
    shapes=frozenset({"table"}),
    claims=_claims,
    read=_read,
)
