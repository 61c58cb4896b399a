"""Garmin Connect on the web: the sleep report of a day, a week or four weeks, exported as CSV.

The report of several days holds the day of waking in its first column, under the name of the report; some rows tell
averages. Clock times are local. The heart rate variability is the average of seven nights and left alone. The report of
one day has another layout (`garmin_night`); that of a year tells averages of weeks, no nights.
"""

from __future__ import annotations

import re
from typing import Final

from heartdata.core.profile import Profile
from heartdata.errors import UnreadableFileError
from heartdata.readers.apps.garmin_night import UNTIMED_SCORE, is_night, read_night
from heartdata.readers.base import Format
from heartdata.readers.collector import Collector
from heartdata.readers.files.walk import Source
from heartdata.readers.parsing.bedtimes import build_night
from heartdata.readers.parsing.dates import DateOrder, parse_clock, parse_date, parse_duration
from heartdata.readers.parsing.delimited import header
from heartdata.readers.parsing.rows import Row, rows_in
from heartdata.readers.parsing.timestamps import date_order

__all__ = ["FORMAT"]

COLUMNS: Final = {
    "sleep score 7 days": "or 4 weeks, or date: 2026-03-02 or Mar 2, 2026 -> sleep.day",
    "score": "0-100 -> sleep.quality",
    "duration": "7h 30min -> sleep.asleep_h",
    "bedtime": "local -> sleep.start",
    "wake time": "local -> sleep.end",
    "resting heart rate": "[1/min] -> vitals",
}
_REQUIRED: Final = ("score", "quality", "duration", "bedtime", "wake time")
_TITLE: Final = re.compile(r"sleep score \d+ (?:days?|weeks?|months?)")
# Some reports call the first column "Date"; a column that only this watch has tells them from other tables.
_NEED: Final = "sleep need"
_AVERAGE: Final = "average"
_LONGEST_H: Final = 24.0
_WHAT: Final = "the sleep report of Garmin Connect; on the web choose Reports, Sleep, Export CSV"


def _claims(source: Source, profile: Profile) -> bool:
    names = header(source.head_text)[1]
    return _is_report(names) or is_night(names)


def _is_report(names: list[str]) -> bool:
    if not names or not set(_REQUIRED) <= set(names):
        return False
    return _TITLE.fullmatch(names[0]) is not None or (names[0] == "date" and _NEED in names)


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    text, encoding = source.text()
    names = header(text)[1]
    one = is_night(names)
    if not one and not _is_report(names):
        raise UnreadableFileError(f"{source.name}: not {_WHAT}")
    if encoding != "UTF-8":
        collector.note(f"written as {encoding}")
    if one:
        read_night(text, profile, collector)
        return
    rows = list(rows_in(text, collector))
    order = date_order([], [row.text(names[0]) for row in rows], profile, source.name)
    for row in rows:
        _read_night(row, names[0], order, profile)


def _read_night(row: Row, title: str, order: DateOrder | None, profile: Profile) -> None:
    collector, written = row.collector, row.text(title)
    if written.casefold().startswith(_AVERAGE):
        collector.count_entries(-1)
        return
    day = parse_date(written, order)
    if day is None:
        row.reject("its day is not a date with a year; export a report whose days tell the year")
        return
    if not collector.accept_date(day, row.line):
        return
    bed, wake = (parse_clock(row.text(name)) for name in ("bedtime", "wake time"))
    told = build_night(day, bed, wake, begins=False, zone=profile.zone)
    score = row.number("score", 0, 100)
    asleep = parse_duration(row.text("duration"))
    if asleep is not None and not 0 < asleep <= _LONGEST_H:
        collector.reject(row.line, "not a duration such as 7h 30min; the rest is kept", "duration")
        asleep = None
    if asleep is not None or told.start or told.end:
        collector.sleep(
            told.start,
            told.end,
            day=told.day,
            asleep_h=asleep,
            in_bed_h=told.in_bed_h,
            quality=score / 10 if score else None,
            nap=False,
        )
    elif score:
        collector.reject(row.line, UNTIMED_SCORE, "score")
    heart = row.number("resting heart rate", 0, 250)
    if heart:
        collector.vital(day, "resting_heart_rate", heart)


FORMAT: Final = Format(
    name="garmin_sleep_csv",
    title="Garmin Connect sleep report (CSV)",
    tables=("sleep", "vitals"),
    evidence="read from real samples",
    how="connect.garmin.com: Reports, Health & Fitness, Sleep; Export CSV, by 1 day, 7 days or 4 weeks",
    shapes=frozenset({"pair", "table", "words"}),
    claims=_claims,
    read=_read,
)
