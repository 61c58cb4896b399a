"""WHOOP's API, saved as JSON: sleeps and recoveries.

Times are in UTC; a sleep has the offset of its place beside them. A sleep that has no score yet has only its times. A
recovery has no day but that on which it was worked out, at waking.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from heartdata.readers.base import Collector, Format, Profile, Source
from heartdata.readers.parsing.dates import local_time
from heartdata.readers.parsing.json_entries import has_keys, json_rows
from heartdata.readers.parsing.night_table import NightTable, Span, add_vitals
from heartdata.readers.parsing.rows import Row
from heartdata.readers.parsing.timestamps import UTC_NOTE, parse_datetime, parse_offset, shift

NIGHTS: Final = NightTable(
    hours={
        "in_bed_h": "total_in_bed_time_milli",
        "awake_h": "total_awake_time_milli",
        "light_h": "total_light_sleep_time_milli",
        "deep_h": "total_slow_wave_sleep_time_milli",
        "rem_h": "total_rem_sleep_time_milli",
    },
    unit=3_600_000,
    quality=("sleep_performance_percentage", 100),
)
VITALS: Final = {"resting_heart_rate": "resting_heart_rate", "hrv_rmssd_milli": "hrv_rmssd"}
_WHAT: Final = "sleeps or recoveries of WHOOP's API; save its answer as JSON"


def _is_recovery(text: str) -> bool:
    return has_keys(text, "recovery_score", "hrv_rmssd_milli")


def _claims(source: Source, profile: Profile) -> bool:
    text = source.head_text
    sleeps = has_keys(text, "score_state", "nap", "timezone_offset")
    return sleeps or (_is_recovery(text) and has_keys(text, "score_state"))


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    recovery = _is_recovery(source.head_text) and not has_keys(source.head_text, "nap")
    for entry in json_rows(source, collector, ("records",), "score_state", _WHAT):
        score = entry.cells.get("score")
        found: dict[str, Any] = dict(score) if isinstance(score, dict) else {}
        stages = found.get("stage_summary")
        row = Row({**entry.cells, **found, **(stages if isinstance(stages, dict) else {})}, entry.line, collector)
        if recovery:
            _read_recovery(row, profile)
        else:
            _read_sleep(row)


def _read_sleep(row: Row) -> None:
    offset = parse_offset(row.text("timezone_offset"))
    begin, finish = (_clock(parse_datetime(row.text(name)), offset) for name in ("start", "end"))
    nap = row.cells.get("nap")
    hours = None if begin is None or finish is None else (finish - begin) / timedelta(hours=1)
    NIGHTS.add(row, Span(begin, finish, offset, hours), nap=nap if isinstance(nap, bool) else None)


def _clock(at: datetime | None, offset: float | None) -> datetime | None:
    if at is None or offset is None:
        return at if at is None else at.replace(tzinfo=None)
    local = local_time(at, None)
    return shift(local[0], offset - (local[1] or 0.0))


def _read_recovery(row: Row, profile: Profile) -> None:
    at = parse_datetime(row.text("created_at"))
    if at is None:
        row.reject("its time is missing or not a date and time")
        return
    day, offset = local_time(at, profile.zone)
    if profile.zone is None:
        row.collector.note(UTC_NOTE)
    if row.collector.accept_date(day, row.line) and not add_vitals(row, day.date(), VITALS, offset):
        row.collector.count_empty("recoveries without a measurement")


FORMAT: Final = Format(
    name="whoop_api",
    title="WHOOP API JSON (sleeps, recoveries)",
    tables=("sleep", "vitals"),
    evidence="experimental",
    how="the answers of WHOOP's API, saved as JSON",
    shapes=frozenset({"json"}),
    keys=frozenset({"score_state"}),
    claims=_claims,
    read=_read,
)
