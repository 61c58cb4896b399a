"""Health Auto Export's CSV: one row per day or hour, one column per measurement with its unit in brackets.

An empty cell and a 0 both mean not measured. Sleep is in the row of the day it ends; ``Asleep`` is sleep without a
known stage. In a file with several rows a day, steps and mindful minutes are added up over the day.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time
from itertools import islice
from typing import Final

from heartdata.core.vocabulary import VITALS
from heartdata.errors import UnreadableFileError
from heartdata.readers.base import Collector, Format, Profile, Source
from heartdata.readers.parsing.dates import detect_date_order, parse_date
from heartdata.readers.parsing.delimited import header, records
from heartdata.readers.parsing.night_table import add_vitals, sleep_columns
from heartdata.readers.parsing.rows import Row, read_rows
from heartdata.readers.parsing.timestamps import parse_local

DATES: Final = ("date/time", "date")
# Column names of sleep; "asleep" has no stage, and is all of the night in older versions.
STAGES: Final = {"core": "light", "deep": "deep", "rem": "rem", "awake": "awake"}
SLEEP: Final = {name: f"sleep analysis [{name}] (hr)" for name in ("total", "asleep", *STAGES, "in bed")}
_VITAL_COLUMNS: Final = {
    "resting heart rate (count/min)": "resting_heart_rate",
    "resting heart rate (bpm)": "resting_heart_rate",
    "heart rate variability (ms)": "hrv_sdnn",
}
# Added up over the day.
STEPS: Final = ("step count (count)", "step count (steps)")
MINDFUL: Final = "mindful minutes (min)"

_WHAT: Final = "a CSV of Health Auto Export; export the health metrics as CSV, by day"


def _claims(source: Source, profile: Profile) -> bool:
    return _known(header(source.head_text)[1])


def _known(names: list[str]) -> bool:
    """Recognise the app's columns; one measurement alone could be a table of one's own."""
    if not any(name in names for name in DATES):
        return False
    known = sum(name in names for name in (*SLEEP.values(), *_VITAL_COLUMNS, *STEPS, MINDFUL))
    return known > 1 or any(name in names for name in SLEEP.values())


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    names = header(source.head_text)[1]
    if not _known(names):
        raise UnreadableFileError(f"{source.name}: not {_WHAT}")
    column = next((name for name in DATES if name in names), DATES[0])
    # Read twice: a row of each minute of many years would fill the memory.
    order = detect_date_order(_dates(source.text()[0], column), source.name, profile)
    days = _Days(collector, names)
    for row in read_rows(source, collector, (column,), _WHAT):
        moment = parse_local(row.text(column), order)[0]
        day = parse_date(row.text(column), order) if moment is None else moment.date()
        if day is None:
            row.reject("its date is not a date")
        elif collector.accept_date(day, row.line):
            days.read(row, day, moment)
    days.finish()


def _dates(text: str, column: str) -> list[str]:
    delimiter, names = header(text)
    place = names.index(column) if column in names else 0
    rows = records(text, delimiter, width=len(names))
    return list(dict.fromkeys(row.cells[place].strip() for row in islice(rows, 1, None) if place < len(row.cells)))


class _Days:
    """Adds rows, and at the end what is summed over a day."""

    def __init__(self, collector: Collector, names: list[str]) -> None:
        self.collector = collector
        # A row of each minute is not asked for columns that the file does not have.
        self.vitals = {name: vital for name, vital in _VITAL_COLUMNS.items() if name in names}
        self.counts = [name for name in STEPS if name in names]
        self.nights = [name for name in SLEEP.values() if name in names]
        self.steps: dict[date, float] = defaultdict(float)
        self.mindful: dict[date, float] = defaultdict(float)

    def read(self, row: Row, day: date, moment: datetime | None) -> None:
        # A row that begins at midnight is mostly that of the day.
        timed = moment is not None and moment.time() != time(0)
        measured = add_vitals(row, moment if timed and moment else day, self.vitals)
        steps = sum(row.number(name, 0, VITALS["steps"].highest) or 0.0 for name in self.counts)
        mindful = row.number(MINDFUL, 0, 1440) or 0.0
        self.steps[day] += steps
        self.mindful[day] += mindful
        if not self._sleep(row, day) and not (measured or steps or mindful):
            self.collector.count_empty("rows without a value that is kept")

    def _sleep(self, row: Row, day: date) -> bool:
        if not any(map(row.text, self.nights)):
            return False
        hours = {name: row.hours(column, 1) or None for name, column in SLEEP.items()}
        stages = sleep_columns({stage: hours[name] for name, stage in STAGES.items()})
        staged, unknown = stages["asleep_h"] or 0.0, hours["asleep"] or 0.0
        # In versions without a total "asleep" is the total where it is no less than the stages.
        asleep = hours["total"] or (unknown if unknown >= staged else unknown + staged)
        if not asleep and not hours["in bed"]:
            return False
        stages["asleep_h"] = asleep or None
        self.collector.sleep(None, None, day=day, **stages, in_bed_h=hours["in bed"], nap=False)
        return True

    def finish(self) -> None:
        for day, steps in self.steps.items():
            if steps:
                self.collector.vital(day, "steps", steps)
        for day, minutes in self.mindful.items():
            if minutes:
                self.collector.activity(day, "mindfulness", minutes, kind="practice")


FORMAT: Final = Format(
    name="health_auto_export_csv",
    title="Health Auto Export (CSV): sleep, resting heart rate, HRV, steps, mindful minutes",
    tables=("sleep", "vitals", "activities"),
    evidence="from documentation",
    how="Health Auto Export: export the health metrics as CSV, by day",
    shapes=frozenset({"pair", "table"}),
    claims=_claims,
    read=_read,
)
