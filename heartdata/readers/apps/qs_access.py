"""QS Access's CSV: tables of Apple Health, by hour or day, and its table of nights.

Each row has the begin and end of an hour or a day; steps are added up by day. The table of nights is one of its own;
hours of sleep by the hour or the day are no nights and are left out.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import Final

from heartdata.core.days import day_of
from heartdata.errors import UnreadableFileError
from heartdata.readers.base import Collector, Format, Profile, Source
from heartdata.readers.parsing.delimited import header
from heartdata.readers.parsing.night_table import NightTable, add_vitals, local_times
from heartdata.readers.parsing.rows import Row, read_rows


def _measured(row: Row, column: str) -> float | None:
    """Read minutes; 0 beside a time in bed was not measured."""
    return row.hours(column, 60) or None


NIGHTS: Final = NightTable(
    start="in bed start",
    end="in bed finish",
    hours={"asleep_h": "minutes asleep", "in_bed_h": "minutes in bed"},
    unit=_measured,
)
_PERIODS: Final = NightTable(start="start", end="finish")
_STEPS: Final = "steps (count)"
_VITALS: Final = {"resting heart rate (count/min)": "resting_heart_rate", "heart rate variability (ms)": "hrv_sdnn"}
# Any of these shows that the table is the app's; "start" and "finish" alone are anybody's.
_MARKS: Final = (_STEPS, *_VITALS, "heart rate (count/min)", "flights climbed (count)")
_NO_NIGHTS: Final = (
    "hours of sleep by the hour or the day are left out, as they are not nights; in QS Access export Sleep Analysis "
    "as a table of its own"
)


def _has_nights(names: list[str]) -> bool:
    return {NIGHTS.start, NIGHTS.end, "minutes in bed"} <= set(names)


def _claims(source: Source, profile: Profile) -> bool:
    names = header(source.head_text)[1]
    periods = names[:2] == ["start", "finish"] and any(
        name in _MARKS or name.startswith("sleep analysis (") for name in names
    )
    return periods or _has_nights(names)


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    names = header(source.text()[0])[1]
    nights = _has_nights(names)
    if not nights and names[:2] != ["start", "finish"]:
        raise UnreadableFileError(f"{source.name}: not a CSV of QS Access; in the app choose Create Table")
    rows = list(read_rows(source, collector, (), ""))
    if nights:
        NIGHTS.add_all(rows, profile)
        return
    if any(name.startswith("sleep analysis (") for name in names):
        collector.note(_NO_NIGHTS)
    steps: dict[date, float] = defaultdict(float)
    for row, span in zip(rows, local_times(_PERIODS, rows, profile), strict=True):
        if row.check_period(span.start, span.end) and span.start and span.end:
            _read_period(row, span.start, span.end, profile, steps)
    for day, count in sorted(steps.items()):
        collector.vital(day, "steps", count)


def _read_period(row: Row, start: datetime, end: datetime, profile: Profile, steps: dict[date, float]) -> None:
    # A row for a whole day begins at midnight, which belongs to the evening before.
    day, before = day_of(start + (end - start) / 2, profile.day_start), row.collector.added
    found = add_vitals(row, day, _VITALS)
    if count := row.vital(_STEPS, "steps"):
        steps[day] += count
    elif not found and row.collector.added == before:
        row.collector.count_empty("hours or days with nothing that a diary needs")


FORMAT: Final = Format(
    name="qs_access",
    title="QS Access CSV (tables of Apple Health)",
    tables=("sleep", "vitals"),
    evidence="experimental",
    how="QS Access on the iPhone: Create Table, saved as CSV; Sleep Analysis as a table of its own",
    shapes=frozenset({"table"}),
    claims=_claims,
    read=_read,
)
