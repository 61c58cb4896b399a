"""Garmin Connect on the web: the sleep report of one day, a name and its value on each line.

It tells no clock times. The lines of its first part stand once more in the second.
"""

from __future__ import annotations

import re
from typing import Final

from heartdata.core.profile import Profile
from heartdata.readers.collector import Collector
from heartdata.readers.parsing.dates import parse_date, parse_duration
from heartdata.readers.parsing.delimited import header, normalise_names, records
from heartdata.readers.parsing.rows import Row
from heartdata.readers.parsing.timestamps import date_order

__all__ = ["LINES", "UNTIMED_SCORE", "is_night", "read_night"]

LINES: Final = {
    "date": "2026-03-02 or Mar 2, 2026 -> sleep.day",
    "sleep score": "0-100 -> sleep.quality",
    "sleep duration": "7h 30m -> sleep.asleep_h",
    "deep sleep duration": "1h 10m -> sleep.deep_h",
    "light sleep duration": "-> sleep.light_h",
    "rem duration": "-> sleep.rem_h",
    "awake time": "12m -> sleep.awake_h",
    "resting heart rate": "52 bpm [1/min] -> vitals",
    "avg overnight hrv": "45 ms -> vitals (hrv_rmssd)",
}
UNTIMED_SCORE: Final = "a score without a duration or times of the night; the rest is kept"
_TITLE: Final = "sleep score 1 day"
_UNIT: Final = re.compile(r"\s*(?:bpm|ms)$", re.IGNORECASE)
_LONGEST_H: Final = 24.0
_VITALS: Final = (("resting heart rate", "resting_heart_rate", 250), ("avg overnight hrv", "hrv_rmssd", 500))


def is_night(names: list[str]) -> bool:
    """Tell the report of one day.

    Examples
    --------
    >>> is_night(["sleep score 1 day", ""]), is_night(["sleep score 7 days", "score"])
    (True, False)
    """
    return bool(names) and names[0] == _TITLE and not any(names[1:])


def read_night(text: str, profile: Profile, collector: Collector) -> None:
    """Read the report of one day."""
    lines = _lines(text, collector)
    collector.count_entries()
    dated = lines.get("date", Row({}, 1, collector))
    written = dated.text("date")
    day = parse_date(written, date_order([], [written], profile, collector.source))
    if day is None:
        dated.reject("its day is not a date with a year; the night is left out")
        return
    if not collector.accept_date(day, dated.line):
        return
    score = lines["sleep score"].number("sleep score", 0, 100) if "sleep score" in lines else None
    asleep, deep, light, rem, awake = (
        _hours(lines, name)
        for name in ("sleep duration", "deep sleep duration", "light sleep duration", "rem duration", "awake time")
    )
    if asleep:
        collector.sleep(
            None,
            None,
            day=day,
            asleep_h=asleep,
            awake_h=awake,
            deep_h=deep,
            rem_h=rem,
            light_h=light,
            quality=score / 10 if score else None,
            nap=False,
        )
    elif score:
        collector.reject(lines["sleep score"].line, UNTIMED_SCORE, "sleep score")
    for name, vital, most in _VITALS:
        value = lines[name].number(name, 0, most) if name in lines else None
        if value:
            collector.vital(day, vital, value)


def _lines(text: str, collector: Collector) -> dict[str, Row]:
    lines: dict[str, Row] = {}
    for record in records(text, header(text)[0]):
        name, value = (*normalise_names(record.cells[:1]), *(cell.strip() for cell in record.cells[1:2]), "", "")[:2]
        # A re-save in a spreadsheet, or a date without quotation marks, spreads "Mar 2, 2026" over two cells.
        if name == "date":
            value = ", ".join(cell.strip() for cell in record.cells[1:] if cell.strip())
        if name in LINES and value:
            lines.setdefault(name, Row({name: _UNIT.sub("", value)}, record.line, collector))
    return lines


def _hours(lines: dict[str, Row], name: str) -> float | None:
    written = lines[name].text(name) if name in lines else ""
    hours = parse_duration(written)
    if written and (hours is None or not 0 <= hours <= _LONGEST_H):
        lines[name].collector.reject(lines[name].line, "not a duration such as 7h 30m; the rest is kept", name)
        return None
    return hours
