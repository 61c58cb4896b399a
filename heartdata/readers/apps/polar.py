"""Polar: the nights of its AccessLink API, saved as JSON. Times have their offset, hours are in seconds."""

from __future__ import annotations

from typing import Final

from heartdata.readers.base import Collector, Format, Profile, Source
from heartdata.readers.parsing.dates import parse_date
from heartdata.readers.parsing.json_entries import has_keys, json_rows
from heartdata.readers.parsing.night_table import NightTable, span_between
from heartdata.readers.parsing.timestamps import parse_datetime

NIGHTS: Final = NightTable(
    hours={
        "light_h": "light_sleep",
        "deep_h": "deep_sleep",
        "rem_h": "rem_sleep",
        "awake_h": "total_interruption_duration",
    },
    unit=3600,
    quality=("sleep_score", 100),
)
_WHAT: Final = "the nights of Polar's AccessLink API; save its answer as JSON"


def _claims(source: Source, profile: Profile) -> bool:
    return has_keys(source.head_text, "sleep_start_time", "sleep_end_time", "light_sleep", "deep_sleep")


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    for row in json_rows(source, collector, ("nights",), "sleep_start_time", _WHAT):
        begin, finish = (parse_datetime(row.text(name)) for name in ("sleep_start_time", "sleep_end_time"))
        if row.check_period(begin, finish):
            NIGHTS.add(row, span_between(begin, finish, None)._replace(day=parse_date(row.text("date"))), nap=False)


FORMAT: Final = Format(
    name="polar",
    title="Polar AccessLink JSON (nights)",
    tables=("sleep",),
    evidence="experimental",
    how="the nights of Polar's AccessLink API, saved as JSON",
    shapes=frozenset({"json"}),
    keys=frozenset({"sleep_start_time"}),
    claims=_claims,
    read=_read,
)
