"""Zepp and Zepp Life (Amazfit, Mi Band): ``SLEEP_*.csv`` and ``ACTIVITY_*.csv`` of the data export.

Times are in UTC, without a place; ``date`` is the day of waking. Without the profile's ``time_zone`` the day and the
durations are kept and the clock times left out. A night of zeros that ends where it starts is one without the watch.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from heartdata.core.profile import Profile
from heartdata.errors import UnreadableFileError
from heartdata.readers.base import Format
from heartdata.readers.collector import Collector
from heartdata.readers.files.walk import Source
from heartdata.readers.parsing.dates import local_time, parse_date
from heartdata.readers.parsing.delimited import header
from heartdata.readers.parsing.named_rows import day_reader
from heartdata.readers.parsing.rows import Row, table_rows
from heartdata.readers.parsing.timestamps import UTC_NOTE, moment

__all__ = ["FORMAT"]

SLEEP: Final = {
    "date": "-> sleep.day",
    "start": "UTC, 2026-03-01 22:10:00+0000 -> sleep.start",
    "stop": "-> sleep.end",
    "deepsleeptime": "[min] -> sleep.deep_h",
    "shallowsleeptime": "[min] -> sleep.light_h",
    "remtime": "[min] -> sleep.rem_h",
    "waketime": "[min] -> sleep.awake_h",
}
ACTIVITY: Final = {"date": "the day", "steps": "[count] -> vitals", "rundistance": "left alone"}

_SLEEP_MARKS: Final = ("date", "deepsleeptime", "shallowsleeptime", "start", "stop")
_ACTIVITY_MARKS: Final = ("date", "steps", "rundistance")
_WHAT: Final = "SLEEP or ACTIVITY of Zepp; in the app ask for your data and give the unpacked zip"
_LEFT_OUT: Final = UTC_NOTE.replace("its clock times are in UTC", "its clock times are in UTC and left out")


def _marks(text: str) -> tuple[str, ...]:
    names = set(header(text)[1])
    return next((marks for marks in (_SLEEP_MARKS, _ACTIVITY_MARKS) if set(marks) <= names), ())


def _claims(source: Source, profile: Profile) -> bool:
    return bool(_marks(source.head_text))


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    marks = _marks(source.head_text)
    if not marks:
        raise UnreadableFileError(f"{source.name}: not {_WHAT}")
    rows = list(table_rows(source, collector, marks, _WHAT))
    dated = day_reader((row.text("date") for row in rows), profile, source.name)
    for row in rows:
        day = dated(row.text("date"))
        if day is None:
            row.reject("the date is not a date like 2026-03-01")
        elif collector.usable(day, row.line):
            if marks is _SLEEP_MARKS:
                _read_night(row, profile)
            elif steps := row.number("steps", 0, 1_000_000):
                collector.vital(day, "steps", steps)


def _read_night(row: Row, profile: Profile) -> None:
    begin, finish = _moment(row, "start"), _moment(row, "stop")
    stages = {name: row.hours(name, 60) for name in ("deepsleeptime", "shallowsleeptime", "remtime", "waketime")}
    slept = [hours for name, hours in stages.items() if name != "waketime" and hours]
    if begin is None or finish is None:
        row.reject("its start or its end is missing or not a date and time")
        return
    if begin == finish and not slept:
        return
    if not row.can_be(begin, finish):
        return
    in_utc = not begin.utcoffset()
    start: datetime | None
    end: datetime | None
    (start, offset), (end, _) = (local_time(t, profile.zone if in_utc else None) for t in (begin, finish))
    if in_utc and profile.zone is None:
        row.collector.note(_LEFT_OUT)
        start = end = offset = None
    row.collector.sleep(
        start,
        end,
        day=parse_date(row.text("date")) if end is None else None,
        asleep_h=sum(slept) if slept else None,
        in_bed_h=(finish - begin).total_seconds() / 3600,
        awake_h=stages["waketime"],
        deep_h=stages["deepsleeptime"] if slept else None,
        rem_h=stages["remtime"] if slept else None,
        light_h=stages["shallowsleeptime"] if slept else None,
        offset=offset,
    )


def _moment(row: Row, name: str) -> datetime | None:
    told = moment(row.text(name))
    # A spreadsheet may have left the offset out; it is UTC all the same.
    return told.replace(tzinfo=UTC) if told is not None and told.tzinfo is None else told


# What lies beside them in the same export and holds nothing for a diary.
_COMPANIONS: Final = (
    "ACTIVITY_MINUTE*.csv", "ACTIVITY_STAGE*.csv", "BODY*.csv", "HEARTRATE*.csv", "HEALTH_DATA*.csv",
    "SLEEP_MINUTE*.csv", "SPORT*.csv", "USER*.csv",
)  # fmt: skip

FORMAT: Final = Format(
    name="zepp",
    title="Zepp and Zepp Life CSV (Amazfit, Mi Band)",
    tables=("sleep", "vitals"),
    evidence="from documentation",
    how="Zepp: Profile, Settings, Account, Export data; unpack the zip, set time_zone in heartdata.toml",
    looks=frozenset({"table"}),
    claims=_claims,
    read=_read,
    companions=_COMPANIONS,
)
