"""Hand-made grids: days or months as columns, or an hour in each column; unfolded to a row per value or per day."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from heartdata.readers.parsing.dates import DATE_ORDERS, MARKED_DATE, parse_clock, parse_date
from heartdata.readers.parsing.delimited import Record, header, normalise_names, records
from heartdata.readers.parsing.text import MONTHS

# Names of the columns of an unfolded grid.
DATE, TIME, VALUE = "date", "time", "value"
_FEWEST: Final = 2
_YEAR: Final = re.compile(r"(?<!\d)(?:19[7-9]|20)\d{2}(?!\d)")
_LONGEST_MONTH: Final = 31


@dataclass(frozen=True)
class Grid:
    """A grid as a table of its own."""

    what: str  # what it is, for people
    names: list[str]
    rows: list[Record]
    needs_year: bool = False


def year_in_name(name: str) -> int | None:
    """Return the year that a file's name holds, where it is only one."""
    found = set(_YEAR.findall(name.rpartition("/")[2]))
    return int(found.pop()) if len(found) == 1 else None


def unfold_text(text: str, year: int | None = None) -> Grid | None:
    """Unfold a text that is a grid."""
    delimiter, names = header(text)
    if len(names) <= _FEWEST:
        return None
    rows = [row for row in list(records(text, delimiter, width=len(names)))[1:] if normalise_names(row.cells) != names]
    return unfold(names, rows, year)


def unfold(names: Sequence[str], rows: Sequence[Record], year: int | None) -> Grid | None:
    """Unfold a grid; None for any other table."""
    filled = next((at for at in range(len(names), 0, -1) if names[at - 1]), 0)
    across = list(names[1:filled])
    if len(across) < _FEWEST or not rows or len(set(across)) < len(across):
        return None
    first = [row.cells[0].strip() if row.cells else "" for row in rows]
    if all(":" in name or name[:1].isdecimal() for name in across) and all(map(parse_clock, across)):
        found = _melted(rows, len(across), lambda day, place: [day, across[place]])
        return Grid("a grid with an hour in each column", [DATE, TIME, VALUE], found)
    if _are_months(across) and _are_days(first):
        found = _melted(rows, len(across), lambda day, place: [_day(year, across[place], day)])
        return Grid("a grid with a month in each column", [DATE, VALUE], found, year is None)
    if _are_days(across) and _are_months([cell.casefold() for cell in first]):
        found = _melted(rows, len(across), lambda month, place: [_day(year, month.casefold(), across[place])])
        return Grid("a grid with a month in each row", [DATE, VALUE], found, year is None)
    if all(_is_date(name) for name in across) and all(re.match(r"[^\W\d_]", cell) for cell in first):
        return Grid("a table with a day in each column", [DATE, *normalise_names(first)], _turned(across, rows))
    return None


def _melted(rows: Sequence[Record], width: int, place_of: Callable[[str, int], list[str]]) -> list[Record]:
    """Return a record for each value; one outside the grid keeps too many cells, and is rejected for that."""
    found = []
    for row in rows:
        if row.broken:
            found.append(row)
            continue
        for place, cell in enumerate(row.cells[1:]):
            if value := cell.strip():
                head = place_of(row.cells[0].strip(), min(place, width - 1))
                found.append(Record(row.line, [*head, value, *(["?"] if place >= width else [])]))
    return found


def _turned(days: Sequence[str], rows: Sequence[Record]) -> list[Record]:
    return [
        Record(1, [day, *(row.cells[place].strip() if place < len(row.cells) else "" for row in rows)])
        for place, day in enumerate(days, start=1)
    ]


def _are_months(cells: Sequence[str]) -> bool:
    return len(cells) >= _FEWEST and all(cell.rstrip(".") in MONTHS for cell in cells)


def _are_days(cells: Sequence[str]) -> bool:
    numbers = [int(cell) for cell in cells if cell.isascii() and cell.isdecimal() and len(cell) <= 2]
    return (
        len(numbers) == len(cells)
        and len(set(numbers)) == len(numbers)
        and set(numbers) <= set(range(1, _LONGEST_MONTH + 1))
    )


def _day(year: int | None, month: str, day: str) -> str:
    return f"{year or 2000:04}-{MONTHS[month.rstrip('.')]:02}-{int(day):02}"


def _is_date(cell: str) -> bool:
    return bool(MARKED_DATE.match(cell)) or any(isinstance(parse_date(cell, order), date) for order in DATE_ORDERS)
