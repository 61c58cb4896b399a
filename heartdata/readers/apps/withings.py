"""Withings' ``sleep.csv`` and ``aggregates_steps.csv`` of its account export.

Times are ISO 8601 with an offset; where it is zero everywhere they may be in UTC, and the profile's ``time_zone``
gives the clock. Columns are named in the language of the account but keep their order: the times of the night, then
four stages in seconds. Exports of 2017 have seven columns, a colon behind the first two names, and 12-hour clocks
without an offset. Devices that cannot measure REM write 0 for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from heartdata.errors import UnreadableFileError
from heartdata.readers.base import Collector, Format, Profile, Source
from heartdata.readers.parsing.dates import parse_date
from heartdata.readers.parsing.delimited import header
from heartdata.readers.parsing.entries import read_text
from heartdata.readers.parsing.night_table import NightTable, Span, add_steps, span_between
from heartdata.readers.parsing.rows import Row, parse_rows
from heartdata.readers.parsing.timestamps import UTC_NOTE, parse_datetime


def _times(table: NightTable, rows: Sequence[Row], profile: Profile) -> Iterable[Span]:
    pairs = [(parse_datetime(row.text(table.start)), parse_datetime(row.text(table.end))) for row in rows]
    zoned = [at for pair in pairs for at in pair if at is not None and at.tzinfo is not None]
    in_utc = not any(at.utcoffset() for at in zoned)
    if zoned and in_utc and profile.zone is None:
        rows[0].collector.note(UTC_NOTE)
    return [span_between(*pair, profile.zone if in_utc else None) for pair in pairs]


NIGHTS: Final = NightTable(
    what="the sleep.csv of Withings; at account.withings.com download your data and give the zip as it is",
    required=("from", "to", "light (s)", "deep (s)", "awake (s)"),
    times=_times,
    start="from",
    end="to",
    hours={"light_h": "light (s)", "deep_h": "deep (s)", "rem_h": "rem (s)", "awake_h": "awake (s)"},
    unit=3600,
    awake_all_night=True,
    rem_from_h=3.0,  # heuristic: a nap may be without REM
    note="notes",
)
_FIRST: Final = ("from", "to", "light (s)", "deep (s)", "rem (s)", "awake (s)")
_SECONDS: Final = re.compile(r"\D+ \(s\)")
_FEWEST: Final = 9
_COLUMNS: Final = 16


def _english(names: list[str]) -> list[str]:
    """Name the columns in English; the notes, which are free text, come last."""
    names = [*(name.removesuffix(":") for name in names[:2]), *names[2:]]
    if set(NIGHTS.required) <= set(names) or len(names) < _FEWEST or not all(map(_SECONDS.fullmatch, names[2:6])):
        return names
    return [*_FIRST, *names[6:-1], "notes" if len(names) == _COLUMNS else names[-1]]


def _counts_steps(source: Source, names: list[str]) -> bool:
    # Nothing in the file says what is counted.
    return source.basename == "aggregates_steps.csv" and names == ["date", "value"]


def _claims(source: Source, profile: Profile) -> bool:
    names = header(source.head_text)[1]
    if len(names) < len(NIGHTS.required):
        return _counts_steps(source, names)
    return set(NIGHTS.required) <= set(_english(names))


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    text = read_text(source, collector)
    names = header(text)[1]
    if _counts_steps(source, names):
        for row in parse_rows(text, collector):
            add_steps(row, parse_date(row.text("date")), "value", "not a date such as 2026-03-01")
        return
    names = _english(names)
    if not set(NIGHTS.required) <= set(names):
        raise UnreadableFileError(f"{source.name}: not {NIGHTS.what}; its columns are not those of the app")
    NIGHTS.add_all(list(parse_rows(text, collector, names=names)), profile)


FORMAT: Final = Format(
    name="withings",
    title="Withings (sleep, steps)",
    tables=("sleep", "vitals", "journal"),
    evidence="read from real samples",
    how="account.withings.com: Privacy, Download your data; the zip as it is",
    shapes=frozenset({"pair", "table"}),  # the steps have two columns
    claims=_claims,
    read=_read,
    companions=("aggregates_*.csv", "raw_*.csv", "manual_spo2.csv", "pwv.csv", "user_survey.csv"),
)
