"""Plees Tracker's CSV: a start, a stop and a rating.

Times are milliseconds since 1970 without a place, so that the profile's ``time_zone`` gives the clock and the day.
The app knows when it was switched on and off, not when somebody slept: that is time in bed.
"""

from __future__ import annotations

from typing import Final

from heartdata.core.profile import Profile
from heartdata.readers.base import Format
from heartdata.readers.collector import Collector
from heartdata.readers.files.walk import Source
from heartdata.readers.parsing.delimited import header
from heartdata.readers.parsing.rows import Row, number, table_rows
from heartdata.readers.parsing.timestamps import UTC_NOTE, since_1970

__all__ = ["FORMAT"]

COLUMNS: Final = {
    "sid": "number of the sleep",
    "start": "epoch milliseconds -> sleep.start",
    "stop": "epoch milliseconds -> sleep.end",
    "rating": "1-5, 0 is not rated -> sleep.quality",
    "comment": "newer versions -> journal.text",
    "wakes": "newer versions; left alone",
}
_REQUIRED: Final = ("sid", "start", "stop", "rating")
_WHAT: Final = "a CSV of Plees Tracker; in the app choose Export file"


def _claims(source: Source, profile: Profile) -> bool:
    return header(source.head_text)[1][:4] == list(_REQUIRED)


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    for row in table_rows(source, collector, _REQUIRED, _WHAT):
        _read_sleep(row, profile)


def _read_sleep(row: Row, profile: Profile) -> None:
    written = [row.text(name) for name in ("start", "stop")]
    if any("e" in text.casefold() for text in written):
        row.reject("a spreadsheet has rounded its times; give the file as the app exports it")
        return
    begin, finish = ((number(text) or 0.0) / 1000 for text in written)
    (start, offset), (end, _) = since_1970(begin, profile.zone), since_1970(finish, profile.zone)
    if start is not None and end is not None and finish < begin:
        row.reject("it ends before it starts")
    elif row.can_be(start, end):
        if profile.zone is None:
            row.collector.note(UTC_NOTE)
        rating = row.number("rating", 0, 5)
        row.collector.sleep(
            start, end, in_bed_h=(finish - begin) / 3600, quality=rating * 2 if rating else None, offset=offset
        )
        comment = row.text("comment")
        if comment and end is not None:
            row.collector.entry(end, comment, offset=offset)


FORMAT: Final = Format(
    name="plees",
    title="Plees Tracker CSV",
    tables=("sleep", "journal"),
    evidence="read from real samples",
    how="Plees Tracker: menu, Export file; set time_zone in heartdata.toml",
    looks=frozenset({"table"}),
    claims=_claims,
    read=_read,
)
