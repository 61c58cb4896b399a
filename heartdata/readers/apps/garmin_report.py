"""Garmin Connect on the web: the sleep report of a day, a week or four weeks, exported as CSV.

The report of several days has the day of waking in its first column, under the name of the report; some rows are
averages. Clock times are local. Its heart rate variability is the average of seven nights and not read. The report of
one day has a name and its value on each line, without clock times. That of a year has averages of weeks, no nights.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from heartdata.core.vocabulary import LONGEST_NIGHT_H
from heartdata.errors import UnreadableFileError
from heartdata.readers.base import Collector, Format, Profile, Source
from heartdata.readers.parsing.bedtimes import build_night
from heartdata.readers.parsing.dates import (
    detect_date_order,
    parse_clock,
    parse_date,
    parse_day_month,
    parse_duration,
)
from heartdata.readers.parsing.delimited import header, normalise_names, records
from heartdata.readers.parsing.entries import read_text
from heartdata.readers.parsing.night_table import add_vitals
from heartdata.readers.parsing.rows import Row, parse_rows
from heartdata.readers.parsing.yearless import add_years, ask_for_year, stated_year

# The report of one day.
NIGHT: Final = {
    "asleep_h": "sleep duration",
    "deep_h": "deep sleep duration",
    "light_h": "light sleep duration",
    "rem_h": "rem duration",
    "awake_h": "awake time",
}
VITALS: Final = {"resting heart rate": "resting_heart_rate", "avg overnight hrv": "hrv_rmssd"}
_LINES: Final = {"date", "sleep score", *NIGHT.values(), *VITALS}
_UNTIMED_SCORE: Final = "a score without a duration or times of the night; the rest is kept"
_ONE_DAY: Final = "sleep score 1 day"
_UNIT: Final = re.compile(r"\s*(?:bpm|ms)$", re.IGNORECASE)
_REQUIRED: Final = ("score", "quality", "duration", "bedtime", "wake time")
_TITLE: Final = re.compile(r"sleep score \d+ (?:days?|weeks?|months?)")
# Some reports call the first column "Date"; columns that only these watches have distinguish them from other tables.
_OWN: Final = frozenset(("sleep need", "body battery"))
_LEAP: Final = 2024
_AVERAGE: Final = "average"
_WHAT: Final = "the sleep report of Garmin Connect; on the web choose Reports, Sleep, Export CSV"


def _claims(source: Source, profile: Profile) -> bool:
    names = header(source.head_text)[1]
    return _is_report(names) or _is_one_day(names)


def _is_report(names: list[str]) -> bool:
    if not names or not set(_REQUIRED) <= set(names):
        return False
    return _TITLE.fullmatch(names[0]) is not None or (names[0] == "date" and not _OWN.isdisjoint(names))


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    text = read_text(source, collector)
    names = header(text)[1]
    one = _is_one_day(names)
    if not one and not _is_report(names):
        raise UnreadableFileError(f"{source.name}: not {_WHAT}")
    if one:
        _read_one_day(text, profile, collector)
        return
    rows = list(parse_rows(text, collector))
    order = detect_date_order([row.text(names[0]) for row in rows], source.name, profile)
    kept = [row for row in rows if not row.text(names[0]).casefold().startswith(_AVERAGE)]
    collector.count_entries(len(kept) - len(rows))
    dated = [parse_date(row.text(names[0]), order) for row in kept]
    bare = [parse_day_month(row.text(names[0]), _LEAP) for row in kept]
    for row, day in zip(kept, _days(bare, dated, source, profile, collector), strict=True):
        _read_night(row, day, profile)


def _days(
    bare: list[date | None], dated: list[date | None], source: Source, profile: Profile, collector: Collector
) -> list[date | None]:
    """Return the days, some of which the report may write without their year."""
    if any(dated) or not any(bare):
        return add_years(bare, dated, None)
    year = stated_year(profile, source.name)
    last = source.modified if year is None else date(year, 12, 31)
    found = add_years(bare, dated, last)
    if year is None and last is not None:
        latest = max(day for day in found if day)
        collector.note(
            f"its days have no year; the latest is taken for {latest}, as the file is of {last}. If that is wrong, "
            f"{ask_for_year(source.name)}"
        )
    return found


def _read_night(row: Row, day: date | None, profile: Profile) -> None:
    collector = row.collector
    if day is None:
        row.reject(f"its day is not a date with a year; {ask_for_year(collector.source)}")
        return
    if not collector.accept_date(day, row.line):
        return
    bed, wake = (parse_clock(row.text(name)) for name in ("bedtime", "wake time"))
    night = build_night(day, bed, wake, begins=False, zone=profile.zone)
    score, asleep = row.number("score", 0, 100), _duration(row, "duration", least=0.01)
    if asleep is not None or night.start or night.end:
        collector.sleep(
            night.start,
            night.end,
            day=night.day,
            asleep_h=asleep,
            in_bed_h=night.in_bed_h,
            quality=score / 10 if score else None,
            nap=False,
        )
    elif score:
        collector.reject(row.line, _UNTIMED_SCORE, "score")
    add_vitals(row, day, {"resting heart rate": "resting_heart_rate"})


def _is_one_day(names: list[str]) -> bool:
    return bool(names) and names[0] == _ONE_DAY and not any(names[1:])


def _read_one_day(text: str, profile: Profile, collector: Collector) -> None:
    lines = _lines(text, collector)
    collector.count_entries()
    dated = lines.get("date", Row({}, 1, collector))
    written = dated.text("date")
    day = parse_date(written, detect_date_order([written], collector.source, profile))
    if day is None:
        dated.reject("its day is not a date with a year; the night is left out")
        return
    if not collector.accept_date(day, dated.line):
        return
    score = lines["sleep score"].number("sleep score", 0, 100) if "sleep score" in lines else None
    hours = {name: _duration(lines[line], line) for name, line in NIGHT.items() if line in lines}
    if hours.get("asleep_h"):
        collector.sleep(None, None, day=day, **hours, quality=score / 10 if score else None, nap=False)
    elif score:
        collector.reject(lines["sleep score"].line, _UNTIMED_SCORE, "sleep score")
    for line, vital in VITALS.items():
        if line in lines:
            add_vitals(lines[line], day, {line: vital})
    if not collector.added:
        collector.count_empty("nights without a duration or a measurement")


def _lines(text: str, collector: Collector) -> dict[str, Row]:
    """Read the lines by name; those of the first part are repeated in the second."""
    lines: dict[str, Row] = {}
    for record in records(text, header(text)[0]):
        name, value = (*normalise_names(record.cells[:1]), *(cell.strip() for cell in record.cells[1:2]), "", "")[:2]
        # A re-save in a spreadsheet, or a date without quotation marks, spreads "Mar 2, 2026" over two cells.
        if name == "date":
            value = ", ".join(cell.strip() for cell in record.cells[1:] if cell.strip())
        if name in _LINES and value:
            lines.setdefault(name, Row({name: _UNIT.sub("", value)}, record.line, collector))
    return lines


def _duration(row: Row, name: str, least: float = 0.0) -> float | None:
    written = row.text(name)
    hours = parse_duration(written)
    if written and (hours is None or not least <= hours <= LONGEST_NIGHT_H):
        row.collector.reject(row.line, "not a duration such as 7h 30min; the rest is kept", name)
        return None
    return hours


FORMAT: Final = Format(
    name="garmin_sleep_csv",
    title="Garmin Connect sleep report (CSV)",
    tables=("sleep", "vitals"),
    evidence="read from real samples",
    how="connect.garmin.com: Reports, Health & Fitness, Sleep; Export CSV, by 1 day, 7 days or 4 weeks",
    shapes=frozenset({"pair", "table", "words"}),
    words=("bedtime", "score"),
    claims=_claims,
    read=_read,
)
