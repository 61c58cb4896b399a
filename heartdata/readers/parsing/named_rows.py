"""Rows of a delimited file by the names of its columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from heartdata.core.profile import Profile
from heartdata.readers.collector import Collector
from heartdata.readers.parsing.dates import DateOrder, day_order, parse_date, stated_order
from heartdata.readers.parsing.delimited import header, normalise_names, records

__all__ = ["date_parser", "named_rows"]

_YEAR_LAST: Final = re.compile(r"\s*\d{1,2}[-/.]\s?\d{1,2}[-/.]\s?\d{2}")


def named_rows(text: str, collector: Collector, spill: Sequence[str] = ()) -> Iterator[tuple[int, dict[str, str]]]:
    """Read the rows below the header; what cannot be read is counted and rejected."""
    delimiter, names = header(text)
    first_spill = names.index(spill[0]) if spill and names[-len(spill) :] == list(spill) else len(names)
    for record in records(text, delimiter, width=len(names)):
        if len(record.cells) == len(names) and normalise_names(record.cells) == names:
            continue
        collector.count_entries()
        if record.broken:
            collector.reject(record.line, record.broken)
            continue
        cells = _fitted(record.cells, len(names), first_spill, delimiter)
        if cells is None:
            collector.reject(record.line, "more cells than the header has columns")
            continue
        row: dict[str, str] = {}
        for name, cell in zip(names, cells, strict=False):
            row.setdefault(name, cell.strip())
        yield record.line, row


def date_parser(texts: Iterable[str], profile: Profile, where: str) -> Callable[[str], date | None]:
    """Detect how dates are written in a file whose app puts the year first; a spreadsheet may have rewritten them."""
    written = [text for text in texts if text.strip()]
    rewritten = [text for text in written if _YEAR_LAST.match(text)]
    order: DateOrder | None = None
    if len(rewritten) * 2 > len(written):
        order = stated_order(profile.columns.get("date")) or day_order(rewritten, where) or "dmy"

    def read(text: str) -> date | None:
        return None if order is None and _YEAR_LAST.match(text) else parse_date(text, order)

    return read


def _fitted(cells: list[str], width: int, first_spill: int, delimiter: str) -> list[str] | None:
    filled = len(cells)
    while filled > width and not cells[filled - 1].strip():
        filled -= 1
    cells = cells[:filled]
    if len(cells) <= width:
        return cells
    # A program writes no blank after its delimiter, a person does: such a cell goes on with the one before.
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
