"""WHOOP: ``sleeps.csv``, ``physiological_cycles.csv`` and ``journal_entries.csv`` of its data export.

Times are local clocks, with the offset in a column. A cycle row repeats the main sleep of its cycle, so both files
give the same row, which is then kept once; in a cycle whose night was not recorded it repeats a nap. Naps carry the
start of the cycle they lie in. The journal of a cycle is answered on waking and asks about the day before. The files
and their columns are named in the language of the account.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from heartdata.core.profile import Profile
from heartdata.errors import UnreadableFileError
from heartdata.readers.apps.whoop_names import english
from heartdata.readers.base import Format
from heartdata.readers.collector import Collector
from heartdata.readers.files.walk import Source
from heartdata.readers.parsing.dates import DateOrder
from heartdata.readers.parsing.delimited import header
from heartdata.readers.parsing.rows import Row, rows_in
from heartdata.readers.parsing.timestamps import date_order, parse_local, parse_offset

__all__ = ["FORMAT"]

COLUMNS: Final = {
    "cycle start time": "local; the start of the main sleep",
    "cycle timezone": "UTC-04:00 -> sleep.utc_offset",
    "sleep onset": "local -> sleep.start",
    "wake onset": "local -> sleep.end, sleep.day",
    "sleep performance %": "0-100 -> sleep.quality",
    "asleep duration (min)": "[min] -> sleep.asleep_h",
    "in bed duration (min)": "[min] -> sleep.in_bed_h",
    "light sleep duration (min)": "[min] -> sleep.light_h",
    "deep (sws) duration (min)": "[min] -> sleep.deep_h",
    "rem duration (min)": "[min] -> sleep.rem_h",
    "awake duration (min)": "[min] -> sleep.awake_h",
    "nap": "true or FALSE, only in sleeps.csv -> sleep.nap",
    "resting heart rate (bpm)": "[1/min], only in cycles -> vitals",
    "heart rate variability (ms)": "rMSSD [ms], only in cycles -> vitals",
    "question text": "journal -> activities where the answer is yes",
    "answered yes": "true or false",
    "notes": "journal -> journal.text",
}
_CYCLE: Final = frozenset(("cycle start time", "cycle timezone"))
_SLEEP: Final = frozenset(("sleep onset", "wake onset"))
_JOURNAL: Final = frozenset(("question text", "answered yes"))
_WHAT: Final = (
    "sleeps, physiological_cycles or journal_entries of WHOOP; in the app ask for a data export, give the zip"
)
_YES: Final = frozenset("true yes 1 ja wahr sí si verdadero oui vrai sim verdadeiro".split())
_NO: Final = frozenset("false no 0 nein falsch falso non faux não nao".split())
_SAME: Final = timedelta(minutes=2)
# A cycle begins in the evening or the night; half a day before lies the day it follows, and after it the next.
_HALF_DAY: Final = timedelta(hours=12)


def _kind(text: str) -> frozenset[str]:
    names = set(english(header(text)[1]))
    return next((kind for kind in (_SLEEP, _JOURNAL) if names >= kind | _CYCLE), frozenset())


def _claims(source: Source, profile: Profile) -> bool:
    return bool(_kind(source.head_text))


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    kind = _kind(source.head_text)
    if not kind:
        raise UnreadableFileError(f"{source.name}: not {_WHAT}")
    text, encoding = source.text()
    if encoding != "UTF-8":
        collector.note(f"written as {encoding}")
    rows = list(rows_in(text, collector, names=english(header(text)[1])))
    ends = "wake onset" if kind is _SLEEP else "cycle end time"
    begins = "sleep onset" if kind is _SLEEP else "cycle start time"
    pairs = [(row.text(begins), row.text(ends)) for row in rows]
    order = date_order(pairs, [row.text("cycle start time") for row in rows], profile, source.name)
    for row in rows:
        cycle = parse_local(row.text("cycle start time"), order)[0]
        offset = parse_offset(row.text("cycle timezone"))
        if kind is _SLEEP:
            _read_sleep(row, cycle, offset, order)
        else:
            _read_answer(row, cycle, offset)


def _read_sleep(row: Row, cycle: datetime | None, offset: float | None, order: DateOrder | None) -> None:
    start, end = (parse_local(row.text(name), order)[0] for name in ("sleep onset", "wake onset"))
    in_cycles = "resting heart rate (bpm)" in row.cells
    if in_cycles and not row.text("sleep onset") and not row.text("wake onset"):
        if cycle is None:
            row.reject("the cycle has neither a start nor a sleep")
        elif row.collector.accept_date(cycle, row.line) and not _add_vitals(row, (cycle + _HALF_DAY).date(), offset):
            row.collector.count_empty("cycles without a sleep or a measurement")
        return
    if not row.check_period(start, end) or start is None or end is None:
        return
    nap = row.text("nap").casefold() in _YES if row.text("nap") else None
    if nap is None and cycle is not None and abs(start - cycle) < _SAME:
        nap = False
    score = row.number("sleep performance %", 0, 100)
    row.collector.sleep(
        start,
        end,
        asleep_h=row.hours("asleep duration (min)", 60),
        in_bed_h=row.hours("in bed duration (min)", 60),
        awake_h=row.hours("awake duration (min)", 60),
        deep_h=row.hours("deep (sws) duration (min)", 60),
        rem_h=row.hours("rem duration (min)", 60),
        light_h=row.hours("light sleep duration (min)", 60),
        quality=None if score is None else score / 10,
        nap=nap,
        offset=offset,
    )
    if in_cycles:
        _add_vitals(row, end, offset)


def _add_vitals(row: Row, when: datetime | date, offset: float | None) -> bool:
    """Add the measurements of a cycle; tell whether there is one."""
    found = False
    limits = (
        ("resting_heart_rate", "resting heart rate (bpm)", 250.0),
        ("hrv_rmssd", "heart rate variability (ms)", 500.0),
    )
    for vital, name, most in limits:
        value = row.number(name, 0, most)
        if value:
            row.collector.vital(when, vital, value, offset)
            found = True
    return found


def _read_answer(row: Row, cycle: datetime | None, offset: float | None) -> None:
    if cycle is None:
        row.reject("the start of the cycle is missing or not a date and time")
        return
    if not row.collector.accept_date(cycle, row.line):
        return
    row.collector.note("what the journal of a cycle says counts for the day before that night's sleep")
    day = (cycle - _HALF_DAY).date()
    answer, question, notes = (
        row.text("answered yes").casefold(),
        row.text("question text").rstrip("? "),
        row.text("notes"),
    )
    if answer in _YES and question:
        row.collector.activity(day, question, offset=offset)
    if notes:
        row.collector.entry(day, notes, offset=offset)
    if answer not in _YES | _NO or not question:
        row.collector.reject(
            row.line, "no question, or an answer that is neither true nor false", "answered yes" if notes else ""
        )
    elif answer in _NO and not notes:
        row.collector.count_empty("answers of no")


FORMAT: Final = Format(
    name="whoop",
    title="WHOOP CSV (sleeps, cycles, journal)",
    tables=("sleep", "activities", "journal", "vitals"),
    evidence="read from real samples",
    how="WHOOP app: App settings, Data export; the zip from the e-mail as it is",
    shapes=frozenset({"table"}),
    claims=_claims,
    read=_read,
    companions=("workouts.csv", "Trainings.csv", "entrenamientos.csv"),
)
