"""Health Auto Export's CSV: one row per day or hour, one column per measurement with its unit in brackets.

Columns are there for what was chosen, and for all of the app where nothing was measured: an empty cell and a 0 both
mean not measured. Sleep stands in the row of the day it ends; ``Asleep`` is what no stage is known of. In a file with
several rows a day the rows of a day are added up for steps and mindful minutes only.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time
from typing import Final

from heartdata.core.profile import Profile
from heartdata.errors import UnreadableFileError
from heartdata.readers.base import Format
from heartdata.readers.collector import Collector
from heartdata.readers.files.walk import Source
from heartdata.readers.parsing.dates import parse_date
from heartdata.readers.parsing.delimited import header
from heartdata.readers.parsing.rows import Row, table_rows
from heartdata.readers.parsing.timestamps import date_order, parse_local

__all__ = ["FORMAT"]

DATES: Final = ("date/time", "date")
SLEEP: Final = {
    "sleep analysis [total] (hr)": "[h] -> sleep.asleep_h; else the stages together",
    "sleep analysis [asleep] (hr)": "[h] of which no stage is known; all of it in older versions",
    "sleep analysis [core] (hr)": "[h] -> sleep.light_h",
    "sleep analysis [deep] (hr)": "[h] -> sleep.deep_h",
    "sleep analysis [rem] (hr)": "[h] -> sleep.rem_h",
    "sleep analysis [awake] (hr)": "[h] -> sleep.awake_h",
    "sleep analysis [in bed] (hr)": "[h] -> sleep.in_bed_h",
}
VITALS: Final = {
    "resting heart rate (count/min)": ("resting_heart_rate", 250.0),
    "resting heart rate (bpm)": ("resting_heart_rate", 250.0),
    "heart rate variability (ms)": ("hrv_sdnn", 500.0),
}
# Added up over the day.
STEPS: Final = ("step count (count)", "step count (steps)")
MINDFUL: Final = "mindful minutes (min)"

_STAGES: Final = ("core", "deep", "rem")
_WHAT: Final = "a CSV of Health Auto Export; export the health metrics as CSV, by day"


def _claims(source: Source, profile: Profile) -> bool:
    return _known(header(source.head_text)[1])


def _known(names: list[str]) -> bool:
    """Tell the app's columns; resting heart rate and its like could stand in a table of one's own."""
    told = sum(name in names for name in (*SLEEP, *VITALS, *STEPS, MINDFUL))
    return any(name in names for name in DATES) and (told > 1 or any(name in names for name in SLEEP))


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    names = header(source.head_text)[1]
    if not _known(names):
        raise UnreadableFileError(f"{source.name}: not {_WHAT}")
    column = next((name for name in DATES if name in names), DATES[0])
    rows = list(table_rows(source, collector, (column,), _WHAT))
    order = date_order([], [row.text(column) for row in rows], profile, source.name)
    days = _Days(collector)
    for row in rows:
        moment = parse_local(row.text(column), order)[0]
        day = parse_date(row.text(column), order) if moment is None else moment.date()
        if day is None:
            row.reject("its date is not a date")
        elif collector.accept_date(day, row.line):
            days.read(row, day, moment)
    days.finish()


class _Days:
    """Takes the rows in; what is added up over a day is handed on at the end."""

    def __init__(self, collector: Collector) -> None:
        self.collector = collector
        self.steps: dict[date, float] = defaultdict(float)
        self.mindful: dict[date, float] = defaultdict(float)

    def read(self, row: Row, day: date, moment: datetime | None) -> None:
        told = False
        for name, (vital, most) in VITALS.items():
            value = row.number(name, 0, most)
            if value:
                # A row that begins at midnight is mostly that of the day.
                timed = moment is not None and moment.time() != time(0)
                self.collector.vital(moment if timed and moment else day, vital, value)
                told = True
        steps = sum(row.number(name, 0, 1_000_000) or 0.0 for name in STEPS)
        mindful = row.number(MINDFUL, 0, 1440) or 0.0
        self.steps[day] += steps
        self.mindful[day] += mindful
        if not self._sleep(row, day) and not (told or steps or mindful):
            self.collector.count_empty("rows without a value that is kept")

    def _sleep(self, row: Row, day: date) -> bool:
        names = ("total", "asleep", *_STAGES, "awake", "in bed")
        hours = {name: row.hours(f"sleep analysis [{name}] (hr)", 1) or None for name in names}
        staged = sum(hours[name] or 0.0 for name in _STAGES)
        unknown = hours["asleep"] or 0.0
        # In versions without a total "asleep" is the total where it is no less than the stages.
        told = hours["total"] or (unknown if unknown >= staged else unknown + staged)
        if not told and not hours["in bed"]:
            return False
        self.collector.sleep(
            None,
            None,
            day=day,
            asleep_h=told or None,
            in_bed_h=hours["in bed"],
            awake_h=hours["awake"],
            deep_h=hours["deep"] if staged else None,
            rem_h=hours["rem"] if staged else None,
            light_h=hours["core"] if staged else None,
            nap=False,
        )
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
