"""Hours and clocks that a spreadsheet wrote as parts of a day: 0.3125 is 7:30."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from heartdata.readers.parsing.numbers import parse_number

FRACTIONS_NOTE: Final = "parts of a day, such as 0.3125 for 7:30, are read as hours and clocks in the columns {}"
UNCLEAR: Final = (
    "below 1 in every row: hours, or parts of a day? Show the column as 7:30 there and save it again; the rest of the "
    "row is kept"
)
_FRACTION: Final = re.compile(r"0?[.,](\d{1,17})|0|1|0?[.,]0+|1[.,]0+|\d(?:[.,]\d{1,17})?[eE]-\d{1,2}")
_CERTAIN: Final = 3  # decimals, which no clock has behind its point
_MINUTES: Final = 60


def holds_fractions(role: str, cells: Sequence[str]) -> bool | None:
    """Tell whether a column holds parts of a day; None where it may."""
    if not cells or not all(map(_FRACTION.fullmatch, cells)) or not any(parse_number(cell) for cell in cells):
        return False
    decimals = [match[1] or "" for cell in cells if (match := _FRACTION.fullmatch(cell))]
    if any(len(part) >= _CERTAIN for part in decimals):
        return True
    if role == "sleep_hours":
        return None
    # Nobody gets up between midnight and one all the time, and 0.98 is no clock.
    return role == "waketime" or any(int(part.ljust(2, "0")) >= _MINUTES for part in decimals if part)


def as_clock(cell: str) -> str:
    """Write a part of a day as a clock."""
    minutes = round((parse_number(cell) or 0.0) * 24 * 60) % (24 * 60)
    return f"{minutes // 60}:{minutes % 60:02d}"


def as_hours(cell: str) -> str:
    """Write a part of a day as hours."""
    return f"{(parse_number(cell) or 0.0) * 24:.4f}"
