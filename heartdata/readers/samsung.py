"""Samsung Health's CSV files of sleep and of sleep stages.

Line 1 tells what the file holds, line 2 is the header, and every row ends with a comma too many. Columns carry the
name of the app before a dot, or not. Whether the times are UTC or already local is disputed and differs between
exports: per file, the reading that puts most starts between 20:00 and 04:00 is taken, and a note says which. Epoch
milliseconds are UTC. ``sleep_duration`` is the whole time in bed; what was sleep stands in the file of stages, which
is a file of its own and gives the night with its stages. The app's score of the night becomes a rating at waking,
so that it is kept whichever of the two tells the night.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from typing import Final

from heartdata.errors import UnreadableFileError
from heartdata.profile import Profile
from heartdata.readers._tracked import Row, moment, number, offset_minutes, rows_in, since_1970, stage_hours
from heartdata.readers.collector import Collector
from heartdata.readers.delimited import header
from heartdata.readers.format import Format
from heartdata.readers.source import Source

__all__ = ["FORMAT"]

# Names after the last dot.
SLEEP: Final = {
    "start_time": "2026-03-01 22:10:00.000, or epoch ms -> sleep.start",
    "end_time": "-> sleep.end",
    "time_offset": "UTC+0100 -> sleep.utc_offset",
    "sleep_duration": "[min], empty before 2024 -> sleep.in_bed_h",
    "sleep_score": "0-100 -> ratings.sleep_quality",
    "comment": "-> journal.text",
}
STAGE: Final = {
    "start_time": "of a stretch in one stage",
    "end_time": "",
    "time_offset": "-> sleep.utc_offset",
    "stage": "40001 awake, 40002 light, 40003 deep, 40004 REM -> sleep.{awake,light,deep,rem}_h",
    "sleep_id": "the night",
}
STAGES: Final = {40001: "awake", 40002: "light", 40003: "deep", 40004: "rem"}
_FIRST_LINE: Final = re.compile(
    r"com\.samsung\.s?health\.sleep(?P<stage>_stage)?,[^\r\n]*(?:\r\n|\n|\r)", re.IGNORECASE
)
_EVENING: Final = time(20, 0)
_MORNING: Final = time(4, 0)
_WHAT: Final = "sleep of Samsung Health; in the app's settings choose Download personal data, and give the folder"


def _names(text: str, first: re.Match[str]) -> list[str]:
    return [name.rpartition(".")[2] for name in header(text[first.end() :])[1]]


def _claims(source: Source, profile: Profile) -> bool:
    text = source.head_text
    first = _FIRST_LINE.match(text)
    return first is not None and {"start_time", "end_time"} <= set(_names(text, first))


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    text, _ = source.text()
    first = _FIRST_LINE.match(text)
    names = _names(text, first) if first else []
    staged = first is not None and first["stage"] is not None
    needed = {"start_time", "end_time", *(("stage", "sleep_id") if staged else ())}
    if first is None or not needed <= set(names):
        raise UnreadableFileError(f"{source.name}: not {_WHAT}")
    rows = list(rows_in(text[first.end() :], collector, 2, names, width=False))
    times = [_Times(row) for row in rows]
    in_utc = _in_utc(times, collector)
    if staged:
        _read_stages(times, in_utc)
    else:
        for found in times:
            _read_sleep(found, in_utc)


class _Times:
    """The times of a row, as they are written and read in both ways."""

    def __init__(self, row: Row) -> None:
        self.row, self.offset = row, offset_minutes(row.text("time_offset"))
        self.start, self.end = (self._written(name) for name in ("start_time", "end_time"))
        milliseconds = number(row.text("start_time"))
        self.counted = milliseconds is not None and milliseconds > 0

    def _written(self, name: str) -> datetime | None:
        text = self.row.text(name)
        milliseconds = number(text)
        if milliseconds is not None:
            return since_1970(milliseconds / 1000, None)[0]
        found = moment(text)
        try:
            return found.astimezone(UTC).replace(tzinfo=None) if found is not None and found.tzinfo else found
        except OverflowError:
            return None

    def local(self, written: datetime | None, in_utc: bool) -> datetime | None:
        zone = self.row.collector.profile.zone
        if written is None or not (in_utc or self.counted):
            return written
        try:
            if self.offset is None and zone is not None:
                return written.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
            return written + timedelta(minutes=self.offset or 0.0)
        except OverflowError:
            return None

    def begins_at_night(self, in_utc: bool) -> bool:
        start = self.local(self.start, in_utc)
        return start is not None and not _MORNING <= start.time() < _EVENING


def _in_utc(times: list[_Times], collector: Collector) -> bool:
    open_to_doubt = [t for t in times if not t.counted and t.start is not None and t.offset]
    if not open_to_doubt:
        return True
    as_utc, as_local = (sum(t.begins_at_night(reading) for t in open_to_doubt) for reading in (True, False))
    taken, count = ("UTC", as_utc) if as_utc >= as_local else ("the local clock", as_local)
    collector.note(
        "this app's files do not say whether their times are UTC or local; here they are taken for "
        f"{taken}, as {count} of {len(open_to_doubt)} then begin between 20:00 and 04:00"
    )
    return as_utc >= as_local


def _read_sleep(times: _Times, in_utc: bool) -> None:
    row = times.row
    start, end = times.local(times.start, in_utc), times.local(times.end, in_utc)
    if not row.can_be(start, end) or start is None or end is None:
        return
    told = row.hours("sleep_duration", 60)
    row.collector.sleep(start, end, in_bed_h=told or (end - start).total_seconds() / 3600, offset=times.offset)
    score = row.number("sleep_score", 0, 100)
    if score:
        row.collector.rating(end, "sleep_quality", score / 10, row.text("sleep_score"), times.offset)
    if comment := row.text("comment"):
        row.collector.entry(end, comment, offset=times.offset)


def _read_stages(times: list[_Times], in_utc: bool) -> None:
    nights: dict[str, list[tuple[datetime, datetime, str, _Times]]] = {}
    for found in times:
        row = found.row
        start, end = found.local(found.start, in_utc), found.local(found.end, in_utc)
        stage = STAGES.get(int(row.number("stage", 0, 99_999) or 0))
        if stage is None or not row.text("sleep_id"):
            row.reject("it tells no known stage, or not of which night")
        elif row.can_be(start, end) and start is not None and end is not None:
            nights.setdefault(row.text("sleep_id"), []).append((start, end, stage, found))
    for spans in nights.values():
        first, last = min(s[0] for s in spans), max(s[1] for s in spans)
        hours = stage_hours([(_seconds(s[0]), _seconds(s[1]), s[2]) for s in spans], tuple(STAGES.values()))
        asleep = [hours[name] for name in ("light", "deep", "rem") if name in hours]
        row = spans[0][3].row
        if not row.can_be(first, last):
            continue
        row.collector.sleep(
            first,
            last,
            asleep_h=sum(asleep) if asleep else None,
            in_bed_h=(last - first).total_seconds() / 3600,
            awake_h=hours.get("awake", 0.0 if asleep else None),
            deep_h=hours.get("deep"),
            rem_h=hours.get("rem"),
            light_h=hours.get("light"),
            offset=spans[0][3].offset,
        )


def _seconds(moment_: datetime) -> float:
    return (moment_ - datetime(1970, 1, 1)).total_seconds()


FORMAT: Final = Format(
    name="samsung",
    title="Samsung Health CSV (sleep, sleep stages)",
    tables=("sleep", "ratings", "journal"),
    evidence="from documentation",
    how="Samsung Health: Settings, Download personal data; the folder as it is",
    claims=_claims,
    read=_read,
)
