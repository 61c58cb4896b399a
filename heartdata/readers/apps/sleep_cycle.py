"""Sleep Cycle's CSV, in the five header layouts seen since 2014.

Columns are found by name. Times are local clocks without a zone, so that on the night of a clock change end minus
start is an hour off: the durations the app tells come first. What it calls notes are names of things done or eaten
before the night, hence activities at bedtime. Heart rate, steps, snoring and weather are left alone (they tell
nothing a diary of mood needs, and a heart rate of 0 is a missing one).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from heartdata.core.days import hours_between
from heartdata.core.profile import Profile
from heartdata.errors import UnreadableFileError
from heartdata.readers.base import Format
from heartdata.readers.collector import Collector
from heartdata.readers.files.walk import Source
from heartdata.readers.parsing.dates import DateOrder, detect_date_order, parse_clock, parse_date, parse_duration
from heartdata.readers.parsing.delimited import Record, header, records, sniff_delimiter
from heartdata.readers.parsing.numbers import parse_number

__all__ = ["FORMAT"]

# Header names in lower case, without punctuation, in all layouts; the first that a file has is taken.
COLUMNS: Final = {
    "start": ("start", "went to bed"),  # YYYY-MM-DD HH:MM:SS, local -> sleep.start
    "end": ("end", "woke up"),  # -> sleep.end
    "quality": ("sleep quality",),  # 62% -> sleep.quality
    "in_bed": ("time in bed seconds",),  # [s] -> sleep.in_bed_h
    "in_bed_clock": ("time in bed",),  # h:mm, the oldest layout -> sleep.in_bed_h
    "asleep": ("time asleep seconds",),  # [s] -> sleep.asleep_h
    "awake": ("awake seconds",),  # [s] -> sleep.awake_h
    "rem": ("dream seconds",),  # [s] -> sleep.rem_h
    "light": ("light seconds",),  # [s] -> sleep.light_h
    "deep": ("deep seconds",),  # [s] -> sleep.deep_h
    "mood": ("mood", "wake up"),  # the mood on waking -> ratings.wake_mood
    "notes": ("notes", "sleep notes"),  # names joined by : -> activities
}
_REQUIRED: Final = frozenset(("start", "end", "quality"))

WAKE_MOODS: Final = {":)": 10.0, ":|": 5.0, ":(": 0.0, "good": 10.0, "ok": 5.0, "bad": 0.0}

_MISSING: Final = frozenset(("", "—", "–", "-", "--"))
_JOIN: Final = re.compile(r"(?<!\d):|:(?!\d)")  # not within a clock time such as 20:30
_ISO: Final = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d)?")
_TOO_LONG: Final = timedelta(hours=48)


def _places(cells: Iterable[str]) -> dict[str, int]:
    """Find the columns of a header; empty where it is no header of this app."""
    names = [" ".join(re.findall(r"[^\W_]+", cell.casefold())) for cell in cells]
    found = {}
    for role, known in COLUMNS.items():
        place = next((names.index(name) for name in known if name in names), None)
        if place is not None:
            found[role] = place
    return found if found.keys() >= _REQUIRED and found.keys() & {"in_bed", "in_bed_clock"} else {}


def _header(text: str) -> tuple[str, list[str]]:
    line = text.lstrip("\r\n ").partition("\n")[0]
    delimiter = sniff_delimiter(line)
    first = next(records(line, delimiter), None)
    return delimiter, first.cells if first else []


def _claims(source: Source, profile: Profile) -> bool:
    return bool(_places(header(source.head_text)[1]))


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    text, encoding = source.text()
    # Some exports end their lines in \r\r\n; as it stands that would be two lines.
    text = text.replace("\r\r\n", "\r\n")
    delimiter, names = _header(text)
    places = _places(names)
    if not places:
        raise UnreadableFileError(
            f"{source.name}: not a Sleep Cycle CSV in English, its first line has no columns for going to bed, waking, "
            "Sleep Quality and Time in bed; give the file as the app exports it"
        )
    if encoding != "UTF-8":
        collector.note(f"written as {encoding}, not UTF-8 as the app does")
    found = list(records(text, delimiter, width=len(names)))
    order = _order(found, places, profile, source.name)
    nights = _Nights(collector, order)
    for record in found:
        # Also within a file: people put exports of different years into one.
        if again := _places(record.cells):
            places, names = again, record.cells
            continue
        collector.count_entries()
        if record.broken:
            collector.reject(record.line, record.broken)
        else:
            nights.read(_row(record.cells, places, len(names), delimiter), record.line)
    nights.say_unknown_moods()


def _row(cells: list[str], places: dict[str, int], width: int, delimiter: str) -> dict[str, str]:
    """Name the cells of a row; a surplus cell is a delimiter within the notes, which the app does not quote."""
    surplus, notes = len(cells) - width, places.get("notes")
    if surplus > 0 and notes is not None and any(c.strip() for c in cells[width:]):
        cells = [*cells[:notes], delimiter.join(cells[notes : notes + surplus + 1]), *cells[notes + surplus + 1 :]]
    row = {role: cells[place].strip() for role, place in places.items() if place < len(cells)}
    return {role: cell for role, cell in row.items() if cell not in _MISSING}


def _order(found: list[Record], places: dict[str, int], profile: Profile, name: str) -> DateOrder | None:
    """Find out whether a spreadsheet rewrote the dates, and then which of day and month comes first."""
    last = max(places["start"], places["end"])
    cells = [record.cells for record in found if last < len(record.cells)]
    pairs = [(row[places["start"]].strip(), row[places["end"]].strip()) for row in cells]
    rewritten = [pair for pair in pairs if not (_ISO.fullmatch(pair[0]) and _ISO.fullmatch(pair[1]))]
    if len(rewritten) * 2 <= len(pairs):
        return None  # a few damaged dates must not decide about a whole file
    return detect_date_order((), name, profile, rewritten) or "dmy"


class _Nights:
    def __init__(self, collector: Collector, order: DateOrder | None) -> None:
        self.collector, self.order = collector, order
        self.zone = ZoneInfo(collector.profile.time_zone) if collector.profile.time_zone else None
        self.line, self.unknown_moods = 0, 0

    def read(self, row: dict[str, str], line: int) -> None:
        self.line = line
        start, end = self._moment(row.get("start", "")), self._moment(row.get("end", ""))
        if start is None or end is None:
            which = "going to bed" if start is None else "waking"
            self.collector.reject(line, f"the time of {which} is not a date and time such as 2026-03-01 23:10:00")
        elif end < start:
            self.collector.reject(line, "it ends before it starts")
        elif end - start > _TOO_LONG:
            self.collector.reject(line, "it is longer than two days")
        elif self.collector.accept_date(start, line):
            self._add(row, start, end)
            self._add_mood(row, end)
            for name in _JOIN.split(row.get("notes", "")):
                self.collector.activity(start, name)

    def _add(self, row: dict[str, str], start: datetime, end: datetime) -> None:
        in_bed = self._clock(row, "in_bed_clock") if "in_bed_clock" in row else self._hours(row, "in_bed")
        stages = {role: self._hours(row, role) for role in ("awake", "deep", "rem", "light")}
        if not any(stages.values()):
            # All zero is a night without stages, not a night awake.
            stages = dict.fromkeys(stages)
        self.collector.sleep(
            start,
            end,
            in_bed_h=hours_between(start, end, self.zone) if in_bed is None else in_bed,
            asleep_h=self._hours(row, "asleep"),
            awake_h=stages["awake"],
            deep_h=stages["deep"],
            rem_h=stages["rem"],
            light_h=stages["light"],
            quality=self._quality(row),
        )

    def _add_mood(self, row: dict[str, str], end: datetime) -> None:
        mood = row.get("mood")
        if mood is not None:
            value = WAKE_MOODS.get(mood.casefold())
            self.unknown_moods += value is None
            self.collector.rating(end, "wake_mood", value, mood)

    def say_unknown_moods(self) -> None:
        if self.unknown_moods:
            known = ", ".join(WAKE_MOODS)
            count = "1 mood" if self.unknown_moods == 1 else f"{self.unknown_moods} moods"
            self.collector.note(f"{count} on waking kept without a value; known are {known}")

    def _moment(self, written: str) -> datetime | None:
        if _ISO.fullmatch(written):
            try:
                return datetime.fromisoformat(written)
            except ValueError:
                return None
        day, _, clock = written.partition(" ")
        if self.order is None and not day[:4].isdecimal():
            return None
        date, time = parse_date(day, self.order), parse_clock(clock)
        return None if date is None or time is None else datetime.combine(date, time)

    def _clock(self, row: dict[str, str], role: str) -> float | None:
        hours = parse_duration(row[role]) if ":" in row[role] else None
        if hours is not None and timedelta(hours=hours) <= _TOO_LONG:
            return hours
        self._reject(role)
        return None

    def _hours(self, row: dict[str, str], role: str) -> float | None:
        seconds = parse_number(row.get(role, ""))
        if seconds is not None and 0 <= seconds <= _TOO_LONG.total_seconds():
            return seconds / 3600
        if role in row:
            self._reject(role)
        return None

    def _quality(self, row: dict[str, str]) -> float | None:
        written = row.get("quality", "")
        percent = parse_number(written.removesuffix("%").rstrip()) if written.endswith("%") else None
        if percent is not None and 0 <= percent <= 100:
            return percent / 10
        if written:
            self._reject("quality")
        return None

    def _reject(self, role: str) -> None:
        column = COLUMNS[role][0]
        self.collector.reject(self.line, "not a number that can be true; the rest of the night is kept", column)


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
