"""AutoSleep's CSV: one row per day, in the language of the phone.

A row adds up all sessions of a day, so that a nap lies within it and its durations can be longer than from
``bedtime`` to ``waketime``. The day is ``toDate``; where its words cannot be read, the date of ``ISO8601``, which is
the end of that same day. Its "quality" is a duration of good sleep, not a rating.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from heartdata.core.profile import Profile
from heartdata.readers.base import Format
from heartdata.readers.collector import Collector
from heartdata.readers.files.walk import Source
from heartdata.readers.parsing.dates import DateOrder, parse_date, parse_duration
from heartdata.readers.parsing.delimited import header
from heartdata.readers.parsing.rows import Row, table_rows
from heartdata.readers.parsing.timestamps import date_order, local_moment

__all__ = ["FORMAT"]

COLUMNS: Final = {
    "iso8601": "end of the app's day, with offset -> sleep.day where todate cannot be read",
    "todate": '"Friday, Jan 28, 2022", in words of any language -> sleep.day',
    "bedtime": "local, YYYY-MM-DD HH:MM:SS -> sleep.start",
    "waketime": "-> sleep.end",
    "inbed": "HH:MM:SS -> sleep.in_bed_h",
    "awake": "-> sleep.awake_h",
    "asleep": "-> sleep.asleep_h",
    "deep": "-> sleep.deep_h",
    "hrv": "SDNN [ms] -> vitals",
    "tags": "-> activities",
    "notes": "-> journal.text",
}
_REQUIRED: Final = ("iso8601", "todate", "bedtime", "waketime", "asleep")
_WHAT: Final = "a CSV of AutoSleep; in the app choose More, Export"
_SEPARATOR: Final = re.compile(r"[,;|]")


def _claims(source: Source, profile: Profile) -> bool:
    return {*_REQUIRED, "fromdate", "inbed"} <= set(header(source.head_text)[1])


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    rows = list(table_rows(source, collector, _REQUIRED, _WHAT))
    order = date_order([(row.text("bedtime"), row.text("waketime")) for row in rows], [], profile, source.name)
    for row in rows:
        _read_day(row, order)


def _read_day(row: Row, order: DateOrder | None) -> None:
    start, end = (local_moment(row.text(name), order)[0] for name in ("bedtime", "waketime"))
    day = parse_date(row.text("todate"), order) or parse_date(row.text("iso8601"), order)
    if not row.can_be(start, end) or (day is not None and not row.collector.usable(day, row.line)):
        return
    row.collector.sleep(
        start,
        end,
        day=day,
        asleep_h=_hours(row, "asleep"),
        in_bed_h=_hours(row, "inbed"),
        awake_h=_hours(row, "awake"),
        deep_h=_hours(row, "deep"),
    )
    hrv = row.number("hrv", 0, 500)
    if hrv and end is not None:
        row.collector.vital(end, "hrv_sdnn", hrv, None)
    when: date | None = day or end
    if when is not None:
        for name in _SEPARATOR.split(row.text("tags")):
            row.collector.activity(when, name)
        if notes := row.text("notes"):
            row.collector.entry(when, notes)


def _hours(row: Row, name: str) -> float | None:
    written = row.text(name)
    hours = parse_duration(written) if ":" in written else None
    if hours is not None and hours <= 48:
        return hours
    if written:
        row.collector.reject(row.line, "not a duration such as 07:30:00; the rest is kept", name)
    return None


FORMAT: Final = Format(
    name="autosleep",
    title="AutoSleep CSV",
    tables=("sleep", "vitals", "activities", "journal"),
    evidence="read from real samples",
    how="AutoSleep: settings, Export, CSV",
    looks=frozenset({"table"}),
    claims=_claims,
    read=_read,
)
