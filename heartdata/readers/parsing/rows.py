"""What the readers of sleep trackers share: cells with units, periods that can be true, stages that overlap."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from heartdata.errors import UnreadableFileError
from heartdata.readers.collector import Collector
from heartdata.readers.files.walk import Source
from heartdata.readers.parsing.delimited import header, records
from heartdata.readers.parsing.numbers import parse_number
from heartdata.readers.parsing.text import replace_surrogates

__all__ = ["LONGEST", "Row", "rows_in", "stage_hours", "table_rows"]

# Heuristic: a period this long is a damaged date or a tracker left running, not sleep.
LONGEST: Final = timedelta(hours=48)
NOT_TRUE: Final = "not a number that can be true; the rest is kept"

_MISSING: Final = frozenset(("", "-", "--", "–", "—", "n/a", "na", "nan", "null", "none"))


@dataclass(frozen=True)
class Row:
    """One entry of a file, with the line it stands on.

    Attributes
    ----------
    cells : mapping of str to object
        The cells by name.
    line : int
        The line, or the number of the entry.
    collector : Collector
        Where bad cells are rejected.
    """

    cells: Mapping[str, Any] = field(repr=False)
    line: int
    collector: Collector = field(repr=False)

    def text(self, name: str) -> str:
        """Take a cell as text."""
        value = self.cells.get(name)
        written = replace_surrogates(value).strip()
        return "" if written.casefold() in _MISSING else written

    def number(self, name: str, low: float, high: float) -> float | None:
        """Take a cell as a number; one that cannot be true is rejected alone."""
        value = self.cells.get(name)
        if value is None or (isinstance(value, str) and value.strip().casefold() in _MISSING):
            return None
        found = parse_number(value, low=low, high=high)
        if found is not None and low <= found <= high:
            return found
        # A float that is no number is how programs write a missing one.
        if not (isinstance(value, float) and math.isnan(value)):
            self.collector.reject(self.line, NOT_TRUE, name)
        return None

    def hours(self, name: str, per_hour: float) -> float | None:
        """Take a cell as a duration."""
        found = self.number(name, 0, LONGEST.total_seconds() / 3600 * per_hour)
        return None if found is None else found / per_hour

    def reject(self, reason: str) -> None:
        """Reject the whole entry."""
        self.collector.reject(self.line, reason)

    def check_period(self, start: datetime | None, end: datetime | None) -> bool:
        """Tell whether a period can be true; reject the entry where it cannot."""
        if start is None or end is None:
            which = "start" if start is None else "end"
            self.reject(f"its {which} is missing or not a date and time")
        elif (start.tzinfo is None) != (end.tzinfo is None):
            self.reject("only one of its times tells an offset")
        elif end < start:
            self.reject("it ends before it starts")
        elif end - start > LONGEST:
            self.reject("it is longer than two days")
        else:
            return self.collector.accept_date(start, self.line)
        return False


def rows_in(
    text: str, collector: Collector, first_line: int = 1, names: Sequence[str] = (), *, width: bool = True
) -> Iterator[Row]:
    """Read the rows of a delimited text below its header."""
    delimiter, found = header(text)
    names = names or found
    for record in records(text, delimiter, width=len(names) if width else None):
        if [" ".join(c.casefold().split()) for c in record.cells[: len(found)]] == found:
            continue
        collector.count_entries()
        line = record.line + first_line - 1
        if record.broken:
            collector.reject(line, record.broken)
            continue
        cells: dict[str, str] = {}
        for name, cell in zip(names, record.cells, strict=False):
            cells.setdefault(name, cell)
        yield Row(cells, line, collector)


def table_rows(source: Source, collector: Collector, required: Iterable[str], what: str) -> Iterator[Row]:
    """Read the rows of a delimited file that must have certain columns."""
    text, encoding = source.text()
    names = header(text)[1]
    missing = [name for name in required if name not in names]
    if missing:
        raise UnreadableFileError(f"{source.name}: not {what}; the column {' and '.join(missing)} is missing")
    if encoding != "UTF-8":
        collector.note(f"written as {encoding}")
    return rows_in(text, collector)


def stage_hours(spans: Iterable[tuple[float, float, str]], on_top: Sequence[str]) -> dict[str, float]:
    """Add up the hours of each stage, each moment once.

    Examples
    --------
    >>> stage_hours([(0, 7200, "light"), (3600, 5400, "wake")], ("wake", "light"))
    {'light': 1.5, 'wake': 0.5}
    """
    edges: list[tuple[float, int, str]] = []
    for start, end, stage in spans:
        if end > start and stage in on_top:
            edges += [(start, 1, stage), (end, -1, stage)]
    edges.sort()
    totals = {stage: 0.0 for _, _, stage in edges}
    running = dict.fromkeys(on_top, 0)
    before = edges[0][0] if edges else 0.0
    for at, change, stage in edges:
        current = next((s for s in on_top if running[s] > 0), None)
        if current is not None:
            totals[current] += at - before
        before = at
        running[stage] += change
    return {stage: seconds / 3600 for stage, seconds in totals.items()}
