r"""Sleep as Android's export: a CSV in which every night brings its own header line.

A night is a header line, a data line and, where noise was recorded, a line of noise that starts with empty cells.
``Id`` is the start in milliseconds and, with ``Tz``, the only exact time; ``From`` and ``To`` are local clocks to the
minute, day first.

``Hours`` is the length of the whole record, and ``LenAdjust`` the minutes the app takes off it for falling asleep,
pauses and waking (its documentation; in real nights it equals the ``AWAKE`` events), or -1.0 for a night entered by
hand. So both together are ``asleep_h``, and ``Hours`` is ``in_bed_h`` where something was taken off. Where nothing was,
the app cannot tell lying awake from sleep, and the same number twice would claim that nobody ever lies awake.

``AWAKE`` and ``REM`` events are within a ``LIGHT`` stretch, so each moment counts for the first of awake, rem, deep and
light that covers it. Without events, ``DeepSleep`` is the share of the record in deep sleep, below 0 where it was not
measured. ``Rating`` is 0-5, 0 for none. ``Comment`` has #tags and a newline written ``\n``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from heartdata.core.days import hours_between, zone_named
from heartdata.core.vocabulary import LONGEST_PERIOD_H, on_nrs
from heartdata.errors import UnreadableFileError
from heartdata.readers.base import Collector, Format, Profile, Source
from heartdata.readers.parsing.dates import local_time, parse_instant
from heartdata.readers.parsing.delimited import Record, records, sniff_delimiter
from heartdata.readers.parsing.entries import read_text
from heartdata.readers.parsing.night_table import Span
from heartdata.readers.parsing.rows import Row, stage_hours

COLUMNS: Final = ("id", "tz", "from", "to", "hours", "rating", "comment", "deepsleep", "lenadjust")
_REQUIRED: Final = frozenset(("id", "tz", "from", "to"))
# Fixed columns in the app's header, and some to spare; then one column per interval, then the events.
_FIXED: Final = 20
_BEFORE_NOISE: Final = 13
_HEADER: Final = re.compile(
    r'^"?id"?[,;\t]"?tz"?[,;\t]"?from"?[,;\t]"?to"?[,;\t][^\r\n]*', re.IGNORECASE | re.MULTILINE
)

# The app sets these itself: the moon, the lamp, the phone or the place, not the person.
_AUTOMATIC: Final = re.compile(r"(?:full|new)moon|light|watch|geo\d*", re.IGNORECASE)
_MANUAL: Final = "Manually added"
_BREAK: Final = re.compile(r"(?<!\S)\\n(?!\S)")
_TAG: Final = re.compile(r"(?<!\S)#([^\W\d_][^\s#]*)")
_TIMES: Final = re.compile(r"(.+)_(\d{1,2})x")

_CLOCK: Final = re.compile(r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4}) +(\d{1,2}):(\d{2})(?::(\d{2}))?")
_EVENT: Final = re.compile(r"(AWAKE|REM|DEEP|LIGHT)_(START|END)-(\d{9,15})")
_STAGES: Final = ("AWAKE", "REM", "DEEP", "LIGHT")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_ID_DIGITS: Final = 13
_HOUR_MS: Final = 3_600_000
# From and To are cut to the minute; further apart, the Id is not the start of this night.
_SAME: Final = timedelta(minutes=2)


def _claims(source: Source, profile: Profile) -> bool:
    return _HEADER.search(source.head_text) is not None


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    text = read_text(source, collector)
    header = _HEADER.search(text)
    if header is None:
        raise UnreadableFileError(
            f"{source.name}: not a Sleep as Android export, no line begins with Id,Tz,From,To; "
            "in the app choose Backup, Export data"
        )
    columns: dict[str, int] = {}
    waiting: int | None = None
    for record in records(text, sniff_delimiter(header[0])):
        if found := _columns(record.cells):
            _reject_empty(waiting, collector)
            columns, waiting = found, record.line
        elif record.broken or any(map(str.strip, record.cells[:_BEFORE_NOISE])):
            waiting = None
            collector.count_entries()
            if record.broken or not columns:
                collector.reject(record.line, record.broken or "there is no header line above it")
            else:
                _Night(columns, record, collector).read()
    _reject_empty(waiting, collector)


def _columns(cells: list[str]) -> dict[str, int]:
    # The header is repeated above every night; few nights hold a word of it.
    beginning = cells[:_FIXED]
    return _columns_of(tuple(beginning)) if "from" in ",".join(beginning).casefold() else {}


@lru_cache(maxsize=1024)
def _columns_of(cells: tuple[str, ...]) -> dict[str, int]:
    names = {cell.strip().casefold(): place for place, cell in reversed(list(enumerate(cells)))}
    return {name: names[name] for name in COLUMNS if name in names} if names.keys() >= _REQUIRED else {}


def _reject_empty(line: int | None, collector: Collector) -> None:
    if line is not None:
        collector.count_entries()
        collector.reject(line, "a header line without a night below it")


class _Night:
    def __init__(self, columns: dict[str, int], record: Record, collector: Collector) -> None:
        cells = record.cells
        named = {name: cells[place] for name, place in columns.items() if place < len(cells)}
        self.row, self.collector = Row(named, record.line, collector), collector
        self.others = cells[max(columns.values()) + 1 :]
        self.zone = zone_named(self.row.text("tz"))

    def read(self) -> None:
        start, begin, offset = self._start()
        if start is None:
            self.row.reject("neither Id with Tz nor From is a time such as 1. 3. 2026 23:10")
        elif self.collector.accept_date(start, self.row.line):
            self._read_from(start, begin, offset)

    def _read_from(self, start: datetime, begin: int | None, offset: float | None) -> None:
        hours = self.row.number("hours", 0, LONGEST_PERIOD_H)
        end = self._end(start, begin, hours)
        if end is None:
            self.row.reject("To is not a time such as 2. 3. 2026 7:00, and there are no Hours")
        elif self.row.check_period(start, end):
            tags, text = _comment(self.row.text("comment"))
            nap = True if any(name.casefold() == "nap" for name, _ in tags) else None
            length = hours_between(start, end, self.zone) if hours is None else hours
            self._add(Span(start, end, offset), begin, length, nap)
            own = [tag for tag in tags if tag[0].casefold() != "nap" and not _AUTOMATIC.fullmatch(tag[0])]
            for name, amount in own:
                self.collector.activity(start, name, amount, offset)
            if text:
                self.collector.entry(end, text, tags=[name for name, _ in own], offset=_offset(end, self.zone))

    def _start(self) -> tuple[datetime | None, int | None, float | None]:
        """Find the start: local, in milliseconds where the Id is sound, and its offset [min]."""
        clock, written = _moment(self.row.text("from")), self.row.text("id")
        number = int(written) if written.isascii() and written.isdecimal() and len(written) <= _ID_DIGITS else 0
        if self.zone is not None and number:
            exact, offset = local_time(_EPOCH + timedelta(milliseconds=number), self.zone)
            if clock is None or abs(exact - clock) < _SAME:
                return exact, number, offset
        if clock is None:
            return None, None, None
        self.collector.note(
            "a time zone under Tz is not known; those nights have the clock times as written and no offset"
            if self.zone is None
            else "an Id does not hold the start of its night, as happens when a spreadsheet saves the file; "
            "those nights start at the minute under From"
        )
        return clock, None, _offset(clock, self.zone)

    def _end(self, start: datetime, begin: int | None, hours: float | None) -> datetime | None:
        clock = _moment(self.row.text("to"))
        if hours is None or (clock is not None and clock >= start):
            return clock
        counted = start + timedelta(hours=hours)
        if begin is not None:
            counted, _ = local_time(_EPOCH + timedelta(milliseconds=begin, hours=hours), self.zone)
        # To has no seconds, so that a record of less than a minute seems to end before it starts.
        return counted if clock is None or (clock < start and abs(counted - clock) < _SAME) else clock

    def _add(self, span: Span, begin: int | None, length: float, nap: bool | None) -> None:
        row = self.row
        # -1.0 marks a night entered by hand; -1 is one minute.
        by_hand = row.text("lenadjust") == "-1.0"
        adjust = 0.0 if by_hand else (row.number("lenadjust", -24 * 60, 24 * 60) or 0.0) / 60
        stages = {} if begin is None else _stages(self.others, begin, begin + round(length * _HOUR_MS))
        share = row.number("deepsleep", -2, 1)
        deep = share * length if share is not None and share >= 0 else None
        rating = row.number("rating", -2, 5) or 0.0
        self.collector.sleep(
            span.start,
            span.end,
            asleep_h=max(0.0, length + adjust),
            in_bed_h=length if adjust < 0 else None,
            awake_h=stages.get("AWAKE", -adjust if adjust < 0 else None),
            deep_h=stages.get("DEEP", 0.0 if "LIGHT" in stages else deep),
            rem_h=stages.get("REM"),
            light_h=stages.get("LIGHT"),
            quality=on_nrs(rating, 0, 5) if rating > 0 else None,
            nap=nap,
            offset=span.offset,
        )


def _stages(cells: Iterable[str], begin: int, end: int) -> dict[str, float]:
    """Sum the hours of each stage from its start and end events."""
    events = [event.groups() for cell in cells if cell[:1] in "ARDL" and (event := _EVENT.match(cell))]
    if not events:
        return {}
    edges = sorted((min(max(int(ms), begin), end), edge == "START", stage) for stage, edge, ms in events)
    open_since: dict[str, int] = {}
    spans: list[tuple[float, float, str]] = []
    for moment, starts, stage in [*edges, *((end, False, stage) for stage in _STAGES)]:
        if starts:
            open_since.setdefault(stage, moment)
        elif stage in open_since:
            spans.append((open_since.pop(stage) / 1000, moment / 1000, stage))
    return stage_hours(spans, _STAGES)


def _comment(written: str) -> tuple[list[tuple[str, float | None]], str]:
    """Split a comment into tags, each with how often, and text."""
    if not written:
        return [], ""
    unescaped = _BREAK.sub("\n", written)
    tags = [_tag(found.rstrip(".,;:!?")) for found in _TAG.findall(unescaped)]
    words = _TAG.sub("", unescaped).strip().removeprefix(_MANUAL)
    lines = (" ".join(line.split()) for line in words.splitlines())
    text = "\n".join(line for line in lines if line)
    return tags, text if any(c.isalnum() for c in text) else ""


def _tag(name: str) -> tuple[str, float | None]:
    times = _TIMES.fullmatch(name)
    return (times[1], float(times[2])) if times else (name, None)


def _moment(written: str) -> datetime | None:
    match = _CLOCK.fullmatch(written)
    if match is None:
        other = parse_instant(written) if ":" in written else None
        return other if other is not None and other.tzinfo is None else None
    day, month, year, hour, minute, second = map(int, match.groups("0"))
    try:
        return datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None


def _offset(local: datetime, zone: ZoneInfo | None) -> float | None:
    # In the hour that a clock change repeats, the clock is not enough.
    offsets = {local.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1)}
    offset = offsets.pop() if len(offsets) == 1 else None
    return None if offset is None else offset.total_seconds() / 60


FORMAT: Final = Format(
    name="sleep_as_android",
    title="Sleep as Android CSV",
    tables=("sleep", "activities", "journal"),
    evidence="read from real samples",
    how="Sleep as Android: menu, Backup, Export data; the zip as it is",
    shapes=frozenset({"pair", "table", "words"}),
    words=("tz",),
    claims=_claims,
    read=_read,
    companions=("prefs.xml", "alarms.json", "noise.json"),
)
