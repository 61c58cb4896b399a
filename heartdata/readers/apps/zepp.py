"""Zepp and Zepp Life (Amazfit, Mi Band): ``SLEEP_*.csv`` and ``ACTIVITY_*.csv`` of the data export.

Times are in UTC, in Mi Fit's older layout as seconds since 1970; ``date`` is the day of waking. Without the profile's
``time_zone`` the day and the durations are kept and the clock times left out. A night of zeros that ends where it
starts is one without the watch.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Final

from heartdata.errors import UnreadableFileError
from heartdata.readers.base import Collector, Format, Profile, Source
from heartdata.readers.parsing.dates import date_parser
from heartdata.readers.parsing.delimited import header
from heartdata.readers.parsing.night_table import NightTable, Span, add_vitals, span_between
from heartdata.readers.parsing.numbers import parse_number
from heartdata.readers.parsing.rows import Row, read_rows
from heartdata.readers.parsing.timestamps import UTC_NOTE, parse_datetime

NIGHTS: Final = NightTable(
    required=("date", "deepsleeptime", "shallowsleeptime", "start", "stop"),
    hours={"deep_h": "deepsleeptime", "light_h": "shallowsleeptime", "rem_h": "remtime", "awake_h": "waketime"},
)
_SECONDS: Final = re.compile(r"1\d{9}")
_ACTIVITY: Final = ("date", "steps", "rundistance")
_WHAT: Final = "SLEEP or ACTIVITY of Zepp; in the app ask for your data and give the unpacked zip"
_LEFT_OUT: Final = UTC_NOTE.replace("its clock times are in UTC", "its clock times are in UTC and left out")


def _columns(source: Source) -> tuple[str, ...]:
    names = set(header(source.head_text)[1])
    return next((columns for columns in (NIGHTS.required, _ACTIVITY) if set(columns) <= names), ())


def _claims(source: Source, profile: Profile) -> bool:
    return bool(_columns(source))


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    columns = _columns(source)
    if not columns:
        raise UnreadableFileError(f"{source.name}: not {_WHAT}")
    rows = list(read_rows(source, collector, columns, _WHAT))
    dated = date_parser((row.text("date") for row in rows), profile, source.name)
    for row in rows:
        day = dated(row.text("date"))
        if day is None:
            row.reject("the date is not a date like 2026-03-01")
        elif collector.accept_date(day, row.line):
            if columns is _ACTIVITY:
                before = collector.added
                add_vitals(row, day, {"steps": "steps"})
                if collector.added == before:
                    collector.count_empty("days without steps")
            else:
                _add_night(row, day, profile)


def _add_night(row: Row, day: date, profile: Profile) -> None:
    begin, finish = _moment(row, "start"), _moment(row, "stop")
    if begin is None or finish is None:
        row.reject("its start or its end is missing or not a date and time")
        return
    slept = any(
        0 < (parse_number(row.text(NIGHTS.hours[name])) or 0) <= 2880 for name in ("deep_h", "light_h", "rem_h")
    )
    if begin == finish and not slept:
        row.collector.count_empty("nights of no length")
        return
    if not row.check_period(begin, finish):
        return
    in_utc = not begin.utcoffset()
    span = span_between(begin, finish, profile.zone if in_utc else None)
    if in_utc and profile.zone is None:
        row.collector.note(_LEFT_OUT)
        span = Span(None, None, hours=span.hours, day=day)
    NIGHTS.add(row, span)


def _moment(row: Row, column: str) -> datetime | None:
    written = row.text(column)
    if _SECONDS.fullmatch(written):
        return datetime.fromtimestamp(int(written), UTC)
    at = parse_datetime(written)
    # A spreadsheet may have left the offset out; it is UTC all the same.
    return at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at


# Other files of the export.
_COMPANIONS: Final = (
    "ACTIVITY_MINUTE*.csv", "ACTIVITY_STAGE*.csv", "BODY*.csv", "HEARTRATE*.csv", "HEALTH_DATA*.csv",
    "SLEEP_MINUTE*.csv", "SPORT*.csv", "USER*.csv",
)  # fmt: skip

FORMAT: Final = Format(
    name="zepp",
    title="Zepp, Zepp Life and Mi Fit CSV (Amazfit, Mi Band)",
    tables=("sleep", "vitals"),
    evidence="from documentation",
    how="Zepp: Profile, Settings, Account, Export data; unpack the zip, set time_zone in heartdata.toml",
    shapes=frozenset({"table"}),
    claims=_claims,
    read=_read,
    companions=_COMPANIONS,
)
