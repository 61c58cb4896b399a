"""Samsung Health's CSV of sleep.

``sleep_duration`` is the whole time in bed; what of it was sleep stands in the file of stages, which is another format
(`samsung_stages`) and tells the same night better. The app's score of the night becomes a rating at waking, so that it
is kept whichever of the two tells the night.
"""

from __future__ import annotations

from typing import Final

from heartdata.core.profile import Profile
from heartdata.readers.apps.samsung_rows import Times, holds, read_times
from heartdata.readers.base import Format
from heartdata.readers.collector import Collector
from heartdata.readers.files.walk import Source

__all__ = ["FORMAT"]

# Names after the last dot.
COLUMNS: Final = {
    "start_time": "2026-03-01 22:10:00.000, or epoch ms -> sleep.start",
    "end_time": "-> sleep.end",
    "time_offset": "UTC+0100 -> sleep.utc_offset",
    "sleep_duration": "[min], empty before 2024 -> sleep.in_bed_h",
    "sleep_score": "0-100 -> ratings.sleep_quality",
    "comment": "-> journal.text",
}
_REQUIRED: Final = ("start_time", "end_time")


def _claims(source: Source, profile: Profile) -> bool:
    return holds(source.head_text, "sleep", _REQUIRED) is not None


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    for times in read_times(source, collector, "sleep", _REQUIRED):
        _read_sleep(times)


def _read_sleep(times: Times) -> None:
    row = times.row
    start, end = times.start, times.end
    if not row.check_period(start, end) or start is None or end is None:
        return
    told = row.hours("sleep_duration", 60)
    row.collector.sleep(start, end, in_bed_h=told or (end - start).total_seconds() / 3600, offset=times.offset)
    score = row.number("sleep_score", 0, 100)
    if score:
        row.collector.rating(end, "sleep_quality", score / 10, row.text("sleep_score"), times.offset)
    if comment := row.text("comment"):
        row.collector.entry(end, comment, offset=times.offset)


# What lies beside it in the same export and holds nothing for a diary.
_COMPANIONS: Final = (
    "com.samsung.*.csv", "com.samsung.*.json", "*.binning_data.json", "*.live_data.json", "*.sleep_status.json",
)  # fmt: skip

FORMAT: Final = Format(
    name="samsung",
    title="Samsung Health CSV (sleep)",
    tables=("sleep", "ratings", "journal"),
    evidence="from documentation",
    how="Samsung Health: Settings, Download personal data; the folder as it is",
    shapes=frozenset({"pair", "table"}),
    claims=_claims,
    read=_read,
    companions=_COMPANIONS,
)
