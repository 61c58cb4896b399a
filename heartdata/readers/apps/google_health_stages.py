"""The sleep stages of Fitbit and Google Health in Google Takeout: one row per stretch in one stage.

A format of its own, as it tells of the same nights as the table of sleeps, and better: of two formats both are kept,
and a night is taken from the one with stages.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from heartdata.core.profile import Profile
from heartdata.readers.apps.google_health import local_times
from heartdata.readers.base import Format
from heartdata.readers.collector import Collector
from heartdata.readers.files.walk import Source
from heartdata.readers.parsing.delimited import header
from heartdata.readers.parsing.rows import Row, stage_hours, table_rows

__all__ = ["FORMAT"]

# UserSleepStages_*.csv
COLUMNS: Final = {
    "sleep_id": "the night",
    "sleep_stage_id": "the same where a stretch stands in a file twice",
    "sleep_stage_type": "one of STAGES -> sleep.{awake,light,deep,rem}_h",
    "sleep_stage_start": "UTC",
    "start_utc_offset": "+01:00 -> sleep.utc_offset",
    "sleep_stage_end": "UTC",
    "end_utc_offset": "+01:00",
}
# A sleep without stages has one stretch, which tells no more than the table of sleeps.
STAGES: Final = {"awake": "awake", "wake": "awake", "light": "light", "deep": "deep", "rem": "rem"}
_WHOLE: Final = ("asleep", "restless", "sleep_stage_type_unspecified")
_REQUIRED: Final = ("sleep_id", "sleep_stage_type", "sleep_stage_start", "sleep_stage_end")
_WHAT: Final = "the sleep stages of Google Health; in Google Takeout choose Fitbit and give the zip as it is"
_ASLEEP: Final = ("light", "deep", "rem")


def _claims(source: Source, profile: Profile) -> bool:
    return set(_REQUIRED) <= set(header(source.head_text)[1])


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    rows = list(table_rows(source, collector, _REQUIRED, _WHAT))
    nights: dict[str, list[tuple[datetime, datetime, str, float | None, Row]]] = {}
    seen: set[str] = set()
    for row, (start, end, offset) in zip(rows, local_times(rows, collector, "sleep_stage"), strict=True):
        night, written = row.text("sleep_id"), row.text("sleep_stage_type").casefold()
        own = row.text("sleep_stage_id")
        if own and f"{night} {own}" in seen:
            collector.count_empty("stretches that stand in the file again")
            continue
        seen.add(f"{night} {own}")
        stage = STAGES.get(written)
        if not night or (stage is None and written not in _WHOLE):
            row.reject("it tells no known stage, or not of which night")
        elif stage is None:
            collector.count_empty("sleeps without stages, which the table of sleeps tells of")
        elif row.check_period(start, end) and start is not None and end is not None:
            nights.setdefault(night, []).append((start, end, stage, offset, row))
    for spans in nights.values():
        _add(spans)


def _add(spans: list[tuple[datetime, datetime, str, float | None, Row]]) -> None:
    first, last = min(s[0] for s in spans), max(s[1] for s in spans)
    hours = stage_hours([(_seconds(s[0]), _seconds(s[1]), s[2]) for s in spans], ("awake", "rem", "deep", "light"))
    slept = [hours[name] for name in _ASLEEP if name in hours]
    row = spans[0][4]
    possible = [span[4].check_period(first, last) for span in spans]
    if not all(possible):
        return
    if not slept:
        row.collector.count_empty("stretches awake, of a sleep without stages", len(spans))
    else:
        row.collector.sleep(
            first,
            last,
            asleep_h=sum(slept),
            in_bed_h=(last - first).total_seconds() / 3600,
            awake_h=hours.get("awake", 0.0),
            deep_h=hours.get("deep"),
            rem_h=hours.get("rem"),
            light_h=hours.get("light"),
            offset=spans[0][3],
        )


def _seconds(moment: datetime) -> float:
    return (moment - datetime(1970, 1, 1)).total_seconds()


FORMAT: Final = Format(
    name="google_health_stages",
    title="Fitbit and Google Health, sleep stages (UserSleepStages)",
    tables=("sleep",),
    evidence="from documentation",
    how="takeout.google.com: choose Fitbit or Google Health, give the zip as it is",
    shapes=frozenset({"table"}),
    claims=_claims,
    read=_read,
)
