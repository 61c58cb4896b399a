"""eMoods: the table ``entry.csv`` in an ``.emoods`` zip, one row per day.

Severities go from 1 (none) to 4 (severe), so higher is worse. Depressed mood and anxiety are reversed into mood and
calm; elevated mood and irritability have no measure and are kept as symptoms with an amount of 1 to 3. A 0 in any
column means not logged, never "none". ``SLEEP`` is in hours. Weight and columns a person adds are left alone.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from heartdata.core.vocabulary import LONGEST_NIGHT_H
from heartdata.errors import UnreadableFileError
from heartdata.readers.base import Collector, Format, Profile, Source
from heartdata.readers.parsing.dates import date_parser, parse_duration
from heartdata.readers.parsing.delimited import header
from heartdata.readers.parsing.entries import read_text
from heartdata.readers.parsing.numbers import parse_number
from heartdata.readers.parsing.rows import parse_rows
from heartdata.readers.parsing.scales import Scale

# Columns of severities, by the measure or the symptom they are.
MEASURES: Final = {"depressed": "mood", "anxiety": "calm"}
SYMPTOMS: Final = {"elevated": "Elevated mood", "irritability": "Irritability"}
SEVERITY: Final = Scale(1, 4, reversed=True)

_DATE: Final = "date (yyyy-mm-dd)"
_NOTES: Final = ("notes", "note")
_SEVERITIES: Final = (*MEASURES, *SYMPTOMS)


def _claims(source: Source, profile: Profile) -> bool:
    _, names = header(source.head_text)
    return _DATE in names and sum(n in names for n in _SEVERITIES) >= 2


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    text = read_text(source, collector)
    _, names = header(text)
    if _DATE not in names or not any(n in names for n in _SEVERITIES):
        raise UnreadableFileError(
            f"{source.name}: not the entry.csv of an eMoods backup, its first line has no columns DATE (YYYY-MM-DD) "
            "and DEPRESSED; give the .emoods file as the app makes it"
        )
    notes = [name for name in _NOTES if name in names[-1:]]
    rows = [(row.line, row.cells) for row in parse_rows(text, collector, spill=notes)]
    dated = date_parser((row.get(_DATE, "") for _, row in rows), profile, source.name)
    for line, row in rows:
        day = dated(row.get(_DATE, ""))
        if day is None:
            collector.reject(line, "not a date such as 2026-03-01")
        elif collector.accept_date(day, line):
            _read_row(line, day, row, collector)


def _read_row(line: int, day: date, row: dict[str, str], collector: Collector) -> None:
    before = collector.added
    read = [_severity(line, name, day, row.get(name, ""), collector) for name in _SEVERITIES]
    read.append(_sleep(line, day, row.get("sleep", ""), collector))
    note = next((row[name] for name in _NOTES if row.get(name)), "")
    if note:
        collector.entry(day, note)
    if not any(read) and not note:
        collector.reject(line, "nothing is logged on this day")
    elif before == collector.added:
        collector.count_empty("days on which only symptoms are marked, as none")


def _severity(line: int, name: str, day: date, cell: str, collector: Collector) -> bool:
    """Read one severity; False if none is logged."""
    value = parse_number(cell)
    if not cell or value == 0:
        return False
    placed = None if value is None else SEVERITY.rescale(value)
    if value is None or placed is None:
        collector.reject(line, "not a severity from 1 to 4; the rest of the day is kept", name)
    elif name in MEASURES:
        collector.rating(day, MEASURES[name], placed, cell)
    elif value > SEVERITY.low:
        collector.activity(day, SYMPTOMS[name], value - SEVERITY.low, kind="symptom")
    return True


def _sleep(line: int, day: date, cell: str, collector: Collector) -> bool:
    hours = parse_duration(cell)
    if not cell or hours == 0:
        return False
    if hours is None or hours > LONGEST_NIGHT_H:
        collector.reject(line, "not hours of sleep; the rest of the day is kept", "sleep")
    else:
        collector.sleep(None, None, day=day, asleep_h=hours, nap=False)
    return True


FORMAT: Final = Format(
    name="emoods",
    title="eMoods backup (.emoods)",
    tables=("ratings", "sleep", "activities", "journal"),
    evidence="experimental",
    how="eMoods: make a backup in the settings (gives an .emoods file)",
    shapes=frozenset({"table"}),
    words=("(yyyy-mm-dd)",),
    claims=_claims,
    read=_read,
)
