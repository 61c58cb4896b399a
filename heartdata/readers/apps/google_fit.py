"""Google Fit in Google Takeout: ``Daily activity metrics.csv``, and one JSON file for each night (``..._SLEEP.json``).

The table has a column only if the person ever had that activity. Places are not read. The file of one day
in quarters of an hour has other columns and is not read. The nights have their times in UTC; the file's name has the
local start with its offset, else the profile's ``time_zone`` gives the clock. Without segments only the time in bed is
known.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Final

from heartdata.readers.base import Collector, Format, Profile, Source
from heartdata.readers.parsing.dates import date_parser, parse_instant
from heartdata.readers.parsing.json_entries import outline
from heartdata.readers.parsing.json_values import clean_text, dicts, load_json
from heartdata.readers.parsing.night_table import ON_TOP, NightTable, Span, add_vitals, sleep_columns, span_between
from heartdata.readers.parsing.rows import Row, read_rows, stage_hours
from heartdata.readers.parsing.timestamps import UTC_NOTE

DAYS: Final = NightTable(
    what="Daily activity metrics of Google Fit; in Google Takeout choose Fit and give the zip as it is",
    required=("date", "move minutes count"),
    marks=("calories (kcal)",),
)
_SLEEP_COLUMNS: Final = ("sleep duration (ms)", "sleeping duration (ms)")

STAGES: Final = {
    "": "asleep",
    "sleep": "asleep",
    "sleep.awake": "awake",
    "sleep.light": "light",
    "sleep.deep": "deep",
    "sleep.rem": "rem",
}
_IS_SLEEP: Final = re.compile(r'"fitnessActivity"\s*:\s*"sleep"')
_NAMED: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d_\d\d_\d\d(?:\.\d+)?([+-])(\d\d)_(\d\d)")
_WHAT: Final = "a night of Google Fit; in Google Takeout choose Fit and give the zip as it is"


def _read_days(source: Source, profile: Profile, collector: Collector) -> None:
    rows = list(read_rows(source, collector, DAYS.required, DAYS.what))
    dated = date_parser((row.text("date") for row in rows), profile, source.name)
    for row in rows:
        day = dated(row.text("date"))
        if day is None:
            row.reject("the date is not a date like 2026-03-01")
        elif collector.accept_date(day, row.line):
            stepped = add_vitals(row, day, {"step count": "steps"})
            column = next((name for name in _SLEEP_COLUMNS if name in row.cells), "")
            asleep = row.hours(column, 3_600_000) if column else None
            if asleep:
                collector.sleep(None, None, day=day, asleep_h=asleep)
            if not stepped and not asleep:
                collector.count_empty("days without steps or sleep")


def _claims_night(source: Source, profile: Profile) -> bool:
    head = source.head_text
    if not head.lstrip().startswith("{") or not _IS_SLEEP.search(head):
        return False
    return {"fitnessActivity", "startTime"} <= outline(head).top


def _read_night(source: Source, profile: Profile, collector: Collector) -> None:
    night = load_json(
        source, collector, _WHAT, lambda found: isinstance(found, dict) and found.get("fitnessActivity") == "sleep"
    )
    collector.count_entries()
    row = Row(night, 1, collector)
    begin, finish = (_instant(night.get(name)) for name in ("startTime", "endTime"))
    if begin is None or finish is None:
        row.reject("its start or its end is missing or not a date and time")
        return
    span = _span(begin, finish, _NAMED.search(source.basename), row)
    if row.check_period(span.start, span.end):
        hours = stage_hours(_stretches(night.get("segment")), ON_TOP)
        hours = {"awake": 0.0, **hours} if hours.keys() - {"awake"} else {}
        columns = sleep_columns(hours, awake_all_night=True)
        collector.sleep(span.start, span.end, **columns, in_bed_h=span.hours, offset=span.offset)


def _instant(written: Any) -> datetime | None:
    found = parse_instant(clean_text(written))
    return found if found is None or found.tzinfo else found.replace(tzinfo=UTC)


def _span(begin: datetime, finish: datetime, named: re.Match[str] | None, row: Row) -> Span:
    zone = row.collector.profile.zone
    if named is None and not begin.utcoffset() and zone is None:
        row.collector.note(UTC_NOTE)
    away = timedelta(hours=int(named[2]), minutes=int(named[3])) if named is not None else None
    if named is not None and away is not None and away < timedelta(days=1):
        place = timezone(-away if named[1] == "-" else away)
        try:
            return span_between(begin.astimezone(place), finish.astimezone(place), None)
        except OverflowError:
            return span_between(begin, finish, None)
    span = span_between(begin, finish, None if begin.utcoffset() else zone)
    return span if span.offset or zone is not None else span._replace(offset=None)


def _stretches(segments: Any) -> list[tuple[float, float, str]]:
    found = []
    for segment in dicts(segments):
        stage = STAGES.get(clean_text(segment.get("fitnessActivity")))
        start, end = (_instant(segment.get(name)) for name in ("startTime", "endTime"))
        if stage and start is not None and end is not None:
            found.append((start.timestamp(), end.timestamp(), stage))
    return found


# Other files of the export.
_COMPANIONS: Final = (
    "archive_browser.html", "*.tcx", "derived_com.google*.json", "raw_com.google*.json",
)  # fmt: skip
_HOW: Final = "takeout.google.com: choose Fit, give the zip as it is"

FORMAT: Final = Format(
    name="google_fit",
    title="Google Fit daily metrics CSV",
    tables=("vitals", "sleep"),
    evidence="read from real samples",
    how=_HOW,
    shapes=frozenset({"table"}),
    words=("(kcal)",),
    claims=DAYS.claims,
    read=_read_days,
    companions=_COMPANIONS,
)
NIGHTS_FORMAT: Final = Format(
    name="google_fit_sleep",
    title="Google Fit nights (JSON)",
    tables=("sleep",),
    evidence="from documentation",
    how=_HOW,
    shapes=frozenset({"json"}),
    keys=frozenset({"fitnessActivity"}),
    claims=_claims_night,
    read=_read_night,
    companions=("[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T*.json", "*.tcx"),
)
FORMATS: Final = (FORMAT, NIGHTS_FORMAT)
