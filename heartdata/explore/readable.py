"""Tables that fit a screen: plain words, whole sentences, no scrolling sideways."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any, Final

import pandas as pd

from heartdata.charts.signs import STATUS_WORDS
from heartdata.core.days import day_words
from heartdata.core.vocabulary import MEASURES, SIGNS, STATES

_NAMES: Final = {
    "alert": "early notice", "bedtime": "to bed [h]", "difference": "difference", "entries_28d": "rated days of 28",
    "days_logged": "days logged", "estimate": "difference", "gap": "below usual [own swings]", "low": "likely from",
    "high": "to", "n_with": "days with", "n_without": "days without", "sleep_hours": "sleep [h]",
    "waketime": "up [h]", "what": "", "wording": "in words",
}  # fmt: skip
_WORDS: Final[dict[str, dict[str, str]]] = {
    "state": STATES,
    "alert": STATES,
    "status": {**STATUS_WORDS, "unknown": "not logged"},
    "outcome": {name: measure.label.lower() for name, measure in MEASURES.items()} | {"sleep_hours": "sleep"},
}
_CELL: Final = "text-align: left; vertical-align: top; padding: 0.2em 1em 0.2em 0; white-space: "
_SHORT: Final = 18  # letters that stay on one line


@dataclass(frozen=True, eq=False)
class ReadableTable:
    """A table that a notebook shows in words.

    Attributes
    ----------
    table : DataFrame
        The numbers.
    """

    table: pd.DataFrame

    def __repr__(self) -> str:
        return repr(self.table)

    def _repr_html_(self) -> str:
        return table_html(self.table)


def readable(table: pd.DataFrame, columns: Iterable[str] | None = None, *, most: int | None = None) -> ReadableTable:
    """Show a table in words, as wide as the screen and no wider.

    Parameters
    ----------
    table : DataFrame
        Any table of heartdata.
    columns : iterable of str, optional
        The columns to show, in this order; by default all that hold anything.
    most : int, optional
        How many rows to show.

    Returns
    -------
    ReadableTable
        In a notebook, a table with dates and states in words, numbers with one decimal, and whole sentences. Its
        ``table`` is the table that was given, with the chosen columns and rows.

    Examples
    --------
    >>> import heartdata as hd
    >>> course = hd.track_progress(hd.simulate_logs(seed=7, days=60))
    >>> readable(course, ["state", "level", "reason"], most=1).table.columns.tolist()
    ['state', 'level', 'reason']
    """
    chosen = table.dropna(axis="columns", how="all") if columns is None else table[list(columns)]
    return ReadableTable(chosen if most is None else chosen.head(most))


def table_html(table: pd.DataFrame) -> str:
    """Return a table as HTML whose rows and columns have headers."""
    if table.empty:
        return "<p>Nothing to list.</p>"
    numbered = isinstance(table.index, pd.RangeIndex) or (table.index.dtype == "int64" and table.index.name is None)
    heads = [] if numbered else [table.index.name or ""]
    heads += [_NAMES.get(str(name), str(name).replace("_", " ")) for name in table.columns]
    lines = ["".join(f"<th scope='col' style='{_CELL}normal'>{escape(str(head))}</th>" for head in heads)]
    for label, row in zip(table.index, table.itertuples(index=False), strict=True):
        name = SIGNS[label].label if label in SIGNS else _said("", label)
        cells = "" if numbered else f"<th scope='row' style='{_CELL}nowrap; font-weight: normal'>{escape(name)}</th>"
        for column, value in zip(table.columns, row, strict=True):
            said = _said(str(column), value)
            wrap = "nowrap" if len(said) <= _SHORT else "normal; overflow-wrap: anywhere"
            cells += f"<td style='{_CELL}{wrap}'>{escape(said)}</td>"
        lines.append(cells)
    rows = "".join(f"<tr>{line}</tr>" for line in lines[1:])
    head = f"<thead><tr>{lines[0]}</tr></thead>"
    return f"<table style='max-width: 100%; font-size: 1em'>{head}<tbody>{rows}</tbody></table>"


def _said(column: str, value: Any) -> str:
    """Write one cell in words."""
    if isinstance(value, list | tuple):
        return ", ".join(str(part) for part in value)
    if value is None or value is pd.NaT or value != value:
        return ""
    if isinstance(value, date):
        return day_words(value)
    if isinstance(value, float):
        return f"{value:.1f}"
    words = _WORDS.get(column, {})
    return words.get(str(value), str(value))
