"""Plees Tracker's CSV: a start, a stop and a rating.

Times are milliseconds since 1970, so the profile's ``time_zone`` gives the clock and the day. The app knows when it was
switched on and off, not when somebody slept: that is time in bed.
"""

from __future__ import annotations

from typing import Final

from heartdata.readers.base import Collector, Format, Profile, Source
from heartdata.readers.parsing.delimited import header
from heartdata.readers.parsing.night_table import NightTable, epoch_times
from heartdata.readers.parsing.rows import read_rows

NIGHTS: Final = NightTable(
    what="a CSV of Plees Tracker; in the app choose Export file",
    required=("sid", "start", "stop", "rating"),
    times=epoch_times,
    start="start",
    end="stop",
    quality=("rating", 5),
    note="comment",
)


def _claims(source: Source, profile: Profile) -> bool:
    return header(source.head_text)[1][:4] == list(NIGHTS.required)


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    for row in read_rows(source, collector, NIGHTS.required, NIGHTS.what):
        if any("e" in row.text(name).casefold() for name in ("start", "stop")):
            row.reject("a spreadsheet has rounded its times; give the file as the app exports it")
        else:
            NIGHTS.add_all([row], profile)


FORMAT: Final = Format(
    name="plees",
    title="Plees Tracker CSV",
    tables=("sleep", "journal"),
    evidence="read from real samples",
    how="Plees Tracker: menu, Export file; set time_zone in heartdata.toml",
    shapes=frozenset({"table"}),
    words=("sid",),
    claims=_claims,
    read=_read,
)
