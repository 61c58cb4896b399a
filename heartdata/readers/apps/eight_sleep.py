"""Eight Sleep: the trends of its API, saved as JSON; one entry per day, with hours in seconds and times in UTC."""

from __future__ import annotations

from typing import Final

from heartdata.readers.base import Collector, Format, Profile, Source
from heartdata.readers.parsing.dates import parse_date
from heartdata.readers.parsing.json_entries import has_keys, json_rows
from heartdata.readers.parsing.night_table import NightTable, Span, span_between
from heartdata.readers.parsing.timestamps import UTC_NOTE, parse_datetime

NIGHTS: Final = NightTable(
    hours={
        "asleep_h": "sleepDuration",
        "in_bed_h": "presenceDuration",
        "light_h": "lightDuration",
        "deep_h": "deepDuration",
        "rem_h": "remDuration",
    },
    unit=3600,
    quality=("score", 100),
)
_WHAT: Final = "the trends of Eight Sleep's API; save its answer as JSON"
_LEFT_OUT: Final = UTC_NOTE.replace("its clock times are in UTC", "its clock times are in UTC and left out")


def _claims(source: Source, profile: Profile) -> bool:
    return has_keys(source.head_text, "day", "sleepDuration", "presenceDuration")


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    for row in json_rows(source, collector, ("days", "trends"), "day", _WHAT):
        day = parse_date(row.text("day"))
        begin, finish = (
            parse_datetime(row.text(name) or row.text(other))
            for name, other in (("sleepStart", "presenceStart"), ("sleepEnd", "presenceEnd"))
        )
        if day is None:
            row.reject("its day is missing or not a date")
        elif not any(row.cells.get(name) for name in NIGHTS.hours.values()):
            if collector.accept_date(day, row.line):
                collector.count_empty("days without a night")
        elif begin is None or finish is None:
            NIGHTS.add(row, Span(None, None, day=day), nap=False)
        elif row.check_period(begin, finish):
            local = begin.utcoffset() or profile.zone is not None
            span = span_between(begin, finish, profile.zone)._replace(day=day)
            if not local:
                collector.note(_LEFT_OUT)
                span = Span(None, None, hours=span.hours, day=day)
            NIGHTS.add(row, span, nap=False)


FORMAT: Final = Format(
    name="eight_sleep",
    title="Eight Sleep API JSON (trends)",
    tables=("sleep",),
    evidence="experimental",
    how="the trends of Eight Sleep's API, saved as JSON; set time_zone in heartdata.toml",
    shapes=frozenset({"json"}),
    keys=frozenset({"presenceDuration"}),
    claims=_claims,
    read=_read,
)
