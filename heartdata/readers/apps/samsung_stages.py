"""Samsung Health's CSV of sleep stages: one row per stretch in one stage, put together to nights.

A format of its own, as it tells of the same nights as the file of sleep, and better: of two formats both are kept,
and the night is taken from the one with stages.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from heartdata.core.profile import Profile
from heartdata.readers.apps.samsung_rows import Times, holds, read_times
from heartdata.readers.base import Format
from heartdata.readers.collector import Collector
from heartdata.readers.files.walk import Source
from heartdata.readers.parsing.rows import stage_hours

__all__ = ["FORMAT"]

# Names after the last dot.
COLUMNS: Final = {
    "start_time": "of a stretch in one stage",
    "end_time": "",
    "time_offset": "UTC+0100 -> sleep.utc_offset",
    "stage": "one of STAGES -> sleep.{awake,light,deep,rem}_h",
    "sleep_id": "the night",
}
STAGES: Final = {40001: "awake", 40002: "light", 40003: "deep", 40004: "rem"}
_REQUIRED: Final = ("start_time", "end_time", "stage", "sleep_id")


def _claims(source: Source, profile: Profile) -> bool:
    return holds(source.head_text, "sleep_stage", _REQUIRED) is not None


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    nights: dict[str, list[tuple[datetime, datetime, str, Times]]] = {}
    for found in read_times(source, collector, "sleep_stage", _REQUIRED):
        row = found.row
        start, end = found.start, found.end
        stage = STAGES.get(int(row.number("stage", 0, 99_999) or 0))
        if stage is None or not row.text("sleep_id"):
            row.reject("it tells no known stage, or not of which night")
        elif row.check_period(start, end) and start is not None and end is not None:
            nights.setdefault(row.text("sleep_id"), []).append((start, end, stage, found))
    for spans in nights.values():
        first, last = min(s[0] for s in spans), max(s[1] for s in spans)
        hours = stage_hours([(_seconds(s[0]), _seconds(s[1]), s[2]) for s in spans], tuple(STAGES.values()))
        asleep = [hours[name] for name in ("light", "deep", "rem") if name in hours]
        row = spans[0][3].row
        possible = [span[3].row.check_period(first, last) for span in spans]
        if not all(possible):
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
    name="samsung_stages",
    title="Samsung Health CSV (sleep stages)",
    tables=("sleep",),
    evidence="from documentation",
    how="Samsung Health: Settings, Download personal data; the folder as it is",
    shapes=frozenset({"pair", "table"}),
    claims=_claims,
    read=_read,
)
