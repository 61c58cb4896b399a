"""Rows of exports: cells by name, plausible numbers and periods, and hours of overlapping sleep stages."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from heartdata.core.vocabulary import LONGEST_PERIOD_H, VITALS
from heartdata.errors import UnreadableFileError
from heartdata.readers.collector import Collector
from heartdata.readers.files.source import Source
from heartdata.readers.parsing.delimited import header, normalise_names, records
from heartdata.readers.parsing.numbers import parse_number
from heartdata.readers.parsing.text import is_empty, replace_surrogates

NOT_TRUE: Final = "not a number that can be true; the rest is kept"


_DIGITS: Final = frozenset("0123456789")


# Made for each row of long tables: not frozen, which takes three times as long.
@dataclass(eq=False, slots=True)
class Row:
    """One entry of a file, with its line."""

    cells: dict[str, Any] = field(repr=False)
    line: int  # or the number of the entry
    collector: Collector = field(repr=False)  # receives rejected cells

    def text(self, name: str) -> str:
        """Return a cell as text."""
        value = self.cells.get(name)
        written = replace_surrogates(value).strip() if value else ""
        # What begins with a digit is never empty.
        return written if not written or written[0] in _DIGITS or not is_empty(written) else ""

    def number(self, name: str, low: float, high: float, *, whole: bool = False) -> float | None:
        """Return a cell as a number; one that is not plausible is rejected alone."""
        value = self.cells.get(name)
        if value is None:
            return None
        if isinstance(value, str) and (not value or (value[0] not in _DIGITS and is_empty(value))):
            return None
        found = parse_number(value, low=low, high=high, whole=whole)
        if found is not None and low <= found <= high:
            return found
        # Programs write NaN for a missing number.
        if not (isinstance(value, float) and math.isnan(value)):
            self.collector.reject(self.line, NOT_TRUE, name)
        return None

    def vital(self, name: str, vital: str) -> float | None:
        """Return a cell as a measurement of the body; 0 is a missing one."""
        limits = VITALS[vital]
        found = self.number(name, 0, limits.highest, whole=limits.unit == "count")
        if found and found < limits.lowest:
            self.collector.reject(self.line, NOT_TRUE, name)
            return None
        return found or None

    def hours(self, name: str, per_hour: float) -> float | None:
        """Return a cell as hours."""
        found = self.number(name, 0, LONGEST_PERIOD_H * per_hour)
        return None if found is None else found / per_hour

    def reject(self, reason: str) -> None:
        """Reject the whole entry."""
        self.collector.reject(self.line, reason)

    def check_period(self, start: datetime | None, end: datetime | None) -> bool:
        """Return whether a period is plausible; reject the entry if not."""
        if start is None or end is None:
            which = "start" if start is None else "end"
            self.reject(f"its {which} is missing or not a date and time")
        elif (start.tzinfo is None) != (end.tzinfo is None):
            self.reject("only one of its times has an offset")
        elif end < start:
            self.reject("it ends before it starts")
        elif end - start > timedelta(hours=LONGEST_PERIOD_H):
            self.reject("it is longer than two days")
        else:
            return self.collector.accept_date(start, self.line)
        return False


def parse_rows(
    text: str,
    collector: Collector,
    first_line: int = 1,
    names: Sequence[str] = (),
    *,
    spill: Sequence[str] = (),
    width: bool = True,
) -> Iterator[Row]:
    """Read the rows below the header of a delimited text.

    `names` replaces the names in the header; `spill` are the text columns at its end that an app does not quote.
    """
    delimiter, found = header(text)
    names = list(names) or found
    first_spill = names.index(spill[0]) if spill and names[-len(spill) :] == list(spill) else len(names)
    counted = not found or found[0][:1].isdecimal()
    for record in records(text, delimiter, width=len(names) if width else None):
        # The first name alone tells nearly always, and its beginning that it is a day.
        if (
            (counted or not "".join(record.cells[:1])[:1].isdecimal())
            and normalise_names(record.cells[:1]) == found[:1]
            and normalise_names(record.cells[: len(found)]) == found
        ):
            continue
        collector.count_entries()
        line = record.line + first_line - 1
        cells = _fit(record.cells, len(names), first_spill, delimiter) if width else record.cells
        if record.broken or cells is None:
            collector.reject(line, record.broken or "more cells than the header has columns")
            continue
        row: dict[str, str] = {}
        for name, cell in zip(names, cells, strict=False):
            row.setdefault(name, cell.strip())
        yield Row(row, line, collector)


def read_rows(
    source: Source,
    collector: Collector,
    required: Iterable[str],
    what: str,
    *,
    wanted: re.Pattern[bytes] | None = None,
    others: str = "",
) -> Iterator[Row]:
    """Read the rows of a delimited file that must have certain columns.

    Of a large file only the lines with something `wanted` are read; the `others` count as empty, where that is named.
    """
    text, encoding, left_out = (*source.text(), 0) if wanted is None else source.sifted_text(wanted)
    names = header(text)[1]
    missing = [name for name in required if name not in names]
    if missing:
        raise UnreadableFileError(f"{source.name}: not {what}; the column {' and '.join(missing)} is missing")
    if encoding != "UTF-8":
        collector.note(f"written as {encoding}")
    if left_out and others:
        collector.count_entries(left_out)
        collector.count_empty(others, left_out)
    return parse_rows(text, collector)


def _fit(cells: list[str], width: int, first_spill: int, delimiter: str) -> list[str] | None:
    """Fit a row to the header; None where it has more cells that cannot belong to the text columns at its end."""
    filled = len(cells)
    while filled > width and not cells[filled - 1].strip():
        filled -= 1
    cells = cells[:filled]
    if len(cells) <= width:
        return cells
    # Programs write no blank after a delimiter, people do: such a cell continues the one before.
    surplus, kept, going_on = len(cells) - width, cells[: first_spill + 1], list[str]()
    for cell in cells[first_spill + 1 :]:
        if surplus and cell.startswith(" "):
            going_on.append(cell)
            surplus -= 1
        else:
            if going_on:
                kept[-1] = delimiter.join([kept[-1], *going_on])
                going_on = []
            kept.append(cell)
    cells = [*kept[:-1], delimiter.join([kept[-1], *going_on])]
    if len(cells) <= width:
        return cells
    if first_spill >= width:
        return None
    return [*cells[: width - 1], delimiter.join(cells[width - 1 :])]


def stage_hours(spans: Iterable[tuple[float, float, str]], priority: Sequence[str]) -> dict[str, float]:
    """Sum the hours of each stage, counting each moment once, for the first of `priority`."""
    edges: list[tuple[float, int, str]] = []
    for start, end, stage in spans:
        if end > start and stage in priority:
            edges += [(start, 1, stage), (end, -1, stage)]
    edges.sort()
    totals = {stage: 0.0 for _, _, stage in edges}
    running = dict.fromkeys(priority, 0)
    before = edges[0][0] if edges else 0.0
    for at, change, stage in edges:
        current = next((s for s in priority if running[s] > 0), None)
        if current is not None:
            totals[current] += at - before
        before = at
        running[stage] += change
    return {stage: seconds / 3600 for stage, seconds in totals.items()}
