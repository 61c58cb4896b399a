"""Withings' ``sleep.csv`` and ``aggregates_steps.csv`` of its account export.

Times are ISO 8601 with an offset; where it is zero everywhere they may be in UTC, and the profile's ``time_zone``
gives the clock. Sleep is light, deep and REM together, as no total is told. The columns are named in the language of
the account and always stand in one order: the times of the night, then four stages in seconds. Exports of 2017 have
seven columns, a colon behind the first two names, and 12-hour clocks without an offset.

Devices that cannot tell REM write 0 for it, which is not a night without any.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from heartdata.core.profile import Profile
from heartdata.errors import UnreadableFileError
from heartdata.readers.base import Format
from heartdata.readers.collector import Collector
from heartdata.readers.files.walk import Source
from heartdata.readers.parsing.dates import local_time, parse_date
from heartdata.readers.parsing.delimited import header
from heartdata.readers.parsing.rows import Row, rows_in
from heartdata.readers.parsing.timestamps import UTC_NOTE, moment

__all__ = ["FORMAT"]

COLUMNS: Final = {
    "date": "of aggregates_steps.csv, ISO",
    "value": "the steps of that day -> vitals",
    "from": "ISO 8601 with offset -> sleep.start",
    "to": "-> sleep.end",
    "light (s)": "[s] -> sleep.light_h",
    "deep (s)": "[s] -> sleep.deep_h",
    "rem (s)": "[s] -> sleep.rem_h",
    "awake (s)": "[s] -> sleep.awake_h",
    "notes": "-> journal.text",
}
_FIRST: Final = ("from", "to", "light (s)", "deep (s)", "rem (s)", "awake (s)")
_STEPS: Final = "aggregates_steps.csv"
_REQUIRED: Final = ("from", "to", "light (s)", "deep (s)", "awake (s)")
_SECONDS: Final = re.compile(r"\D+ \(s\)")
# Heuristic: in a longer sleep without any REM it was not measured; a nap may be without.
_REM_FROM_H: Final = 3.0
# How many columns the app writes at least.
_WIDTH: Final = 9
_COLUMNS: Final = 16
_WHAT: Final = "the sleep.csv of Withings; at account.withings.com download your data and give the zip as it is"


def _english(names: list[str]) -> list[str]:
    """Name the columns in English; the notes, which are free text, come last."""
    names = [*(name.removesuffix(":") for name in names[:2]), *names[2:]]
    if set(_REQUIRED) <= set(names) or len(names) < _WIDTH or not all(map(_SECONDS.fullmatch, names[2:6])):
        return names
    return [*_FIRST, *names[6:-1], "notes" if len(names) == _COLUMNS else names[-1]]


def _counts_steps(source: Source, names: list[str]) -> bool:
    # Nothing in the file says what is counted.
    return source.basename == _STEPS and names == ["date", "value"]


def _claims(source: Source, profile: Profile) -> bool:
    if _counts_steps(source, header(source.head_text)[1]):
        return True
    return set(_REQUIRED) <= set(_english(header(source.head_text)[1]))


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    text, encoding = source.text()
    if _counts_steps(source, header(text)[1]):
        _read_steps(text, collector)
        return
    names = _english(header(text)[1])
    if not set(_REQUIRED) <= set(names):
        raise UnreadableFileError(f"{source.name}: not {_WHAT}; its columns are not those of the app")
    if encoding != "UTF-8":
        collector.note(f"written as {encoding}")
    rows = list(rows_in(text, collector, names=names))
    times = [(row, moment(row.text("from")), moment(row.text("to"))) for row in rows]
    in_utc = all(not t.utcoffset() for _, *both in times for t in both if t is not None and t.tzinfo is not None)
    zoned = any(t.tzinfo is not None for _, *both in times for t in both if t is not None)
    if in_utc and zoned and profile.zone is None:
        collector.note(UTC_NOTE)
    for row, start, end in times:
        _read_night(row, start, end, profile.zone if in_utc else None)


def _read_steps(text: str, collector: Collector) -> None:
    for row in rows_in(text, collector):
        day, steps = parse_date(row.text("date")), row.number("value", 0, 1_000_000)
        if day is None:
            row.reject("not a date such as 2026-03-01")
        elif collector.usable(day, row.line):
            if steps:
                collector.vital(day, "steps", steps)
            elif steps is not None or not row.text("value"):
                collector.nothing("days without steps")


def _read_night(row: Row, begin: datetime | None, finish: datetime | None, zone: ZoneInfo | None) -> None:
    (start, offset), (end, _) = ((None, None) if t is None else local_time(t, zone) for t in (begin, finish))
    if not row.can_be(start, end) or start is None or end is None or begin is None or finish is None:
        return
    stages = {name: row.hours(f"{name} (s)", 3600) for name in ("light", "deep", "rem", "awake")}
    told = [hours for name, hours in stages.items() if name != "awake" and hours is not None]
    asleep = sum(told) if any(told) else None
    if asleep is None and told and stages["awake"]:
        asleep = 0.0  # in bed, and awake all the time
    if asleep and asleep >= _REM_FROM_H and not stages["rem"]:
        stages["rem"] = None
    aware = begin.tzinfo is not None and finish.tzinfo is not None
    row.collector.sleep(
        start,
        end,
        asleep_h=asleep,
        in_bed_h=((finish - begin) if aware else (end - start)).total_seconds() / 3600,
        awake_h=stages["awake"],
        deep_h=stages["deep"] if any(told) else None,
        rem_h=stages["rem"] if any(told) else None,
        light_h=stages["light"] if any(told) else None,
        offset=offset,
    )
    if notes := row.text("notes"):
        row.collector.entry(end, notes, offset=offset)


FORMAT: Final = Format(
    name="withings",
    title="Withings (sleep, steps)",
    tables=("sleep", "vitals", "journal"),
    evidence="read from real samples",
    how="account.withings.com: Privacy, Download your data; the zip as it is",
    looks=frozenset({"pair", "table"}),  # the steps have two columns
    claims=_claims,
    read=_read,
    companions=("aggregates_*.csv", "raw_*.csv", "manual_spo2.csv", "pwv.csv", "user_survey.csv"),
)
