"""What both of Samsung Health's sleep files have in common: two lines before the rows, and times of unknown kind.

Line 1 tells what the file holds, line 2 is the header, and every row ends with a comma too many. Columns carry the
name of the app before a dot, or not. Whether the times are UTC or already local is disputed and differs between
exports: per file, the reading that puts most starts between 20:00 and 04:00 is taken, and a note says which. Epoch
milliseconds are UTC.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from typing import Final

from heartdata.errors import UnreadableFileError
from heartdata.readers.collector import Collector
from heartdata.readers.files.walk import Source
from heartdata.readers.parsing.dates import DateOrder
from heartdata.readers.parsing.delimited import header
from heartdata.readers.parsing.rows import Row, number, rows_in
from heartdata.readers.parsing.timestamps import date_order, from_epoch, parse_datetime, parse_offset

__all__ = ["Times", "holds", "read_times"]

WHAT: Final = "of Samsung Health; in the app's settings choose Download personal data, and give the folder"
_EVENING: Final = time(20, 0)
_MORNING: Final = time(4, 0)


def holds(text: str, what: str, columns: Iterable[str]) -> re.Match[str] | None:
    """Tell whether a file holds one kind of data."""
    first = re.match(rf"com\.samsung\.s?health\.{what},[^\r\n]*(?:\r\n|\n|\r)", text, re.IGNORECASE)
    return first if first is not None and set(columns) <= set(_names(text, first)) else None


def _names(text: str, first: re.Match[str]) -> list[str]:
    return [name.rpartition(".")[2] for name in header(text[first.end() :])[1]]


def read_times(source: Source, collector: Collector, what: str, columns: Iterable[str]) -> list[Times]:
    """Read the rows of a file, with their times as a local clock."""
    text, _ = source.text()
    first = holds(text, what, columns)
    if first is None:
        raise UnreadableFileError(f"{source.name}: not the {what} {WHAT}")
    rows = list(rows_in(text[first.end() :], collector, 2, _names(text, first), width=False))
    pairs = [(row.text("start_time"), row.text("end_time")) for row in rows]
    order = date_order(pairs, [], collector.profile, source.name)
    times = [Times(row, order) for row in rows]
    in_utc = _in_utc(times, collector)
    for found in times:
        found.settle(in_utc)
    return times


class Times:
    """The times of a row.

    Parameters
    ----------
    row : Row
        The row.
    order : {"dmy", "mdy"}, optional
        What 3/4/2026 means, where a spreadsheet has rewritten the file.

    Attributes
    ----------
    row : Row
        The row.
    start, end : datetime or None
        Local wall-clock.
    offset : float or None
        Minutes from UTC [min].
    """

    def __init__(self, row: Row, order: DateOrder | None = None) -> None:
        self.order = order
        self.row, self.offset = row, parse_offset(row.text("time_offset"))
        self.start, self.end = (self._written(name) for name in ("start_time", "end_time"))
        milliseconds = number(row.text("start_time"))
        self.counted = milliseconds is not None and milliseconds > 0

    def _written(self, name: str) -> datetime | None:
        text = self.row.text(name)
        milliseconds = number(text)
        if milliseconds is not None:
            return from_epoch(milliseconds / 1000, None)[0]
        found = parse_datetime(text, self.order)
        try:
            return found.astimezone(UTC).replace(tzinfo=None) if found is not None and found.tzinfo else found
        except OverflowError:
            return None

    def _local(self, written: datetime | None, in_utc: bool) -> datetime | None:
        zone = self.row.collector.profile.zone
        if written is None or not (in_utc or self.counted):
            return written
        try:
            if self.offset is None and zone is not None:
                return written.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
            return written + timedelta(minutes=self.offset or 0.0)
        except OverflowError:
            return None

    def settle(self, in_utc: bool) -> None:
        """Turn the times into the local clock."""
        self.start, self.end = self._local(self.start, in_utc), self._local(self.end, in_utc)

    def begins_at_night(self, in_utc: bool) -> bool:
        """Tell whether it starts between 20:00 and 04:00 in one of the readings."""
        start = self._local(self.start, in_utc)
        return start is not None and not _MORNING <= start.time() < _EVENING


def _in_utc(times: list[Times], collector: Collector) -> bool:
    open_to_doubt = [t for t in times if not t.counted and t.start is not None and t.offset]
    if not open_to_doubt:
        return True
    as_utc, as_local = (sum(t.begins_at_night(reading) for t in open_to_doubt) for reading in (True, False))
    taken, count = ("UTC", as_utc) if as_utc >= as_local else ("the local clock", as_local)
    collector.note(
        "this app's files do not say whether their times are UTC or local; here they are taken for "
        f"{taken}, as {count} of {len(open_to_doubt)} then begin between 20:00 and 04:00"
    )
    return as_utc >= as_local
