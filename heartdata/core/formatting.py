"""Numbers and comparisons as people read them."""

from __future__ import annotations

from typing import Final

__all__ = ["compared_with", "days", "signed"]

# Heuristic: two means further apart than this do not look the same, however much the days vary.
_CLOSE: Final = 0.5


def signed(value: float) -> str:
    """Write a difference with one decimal place.

    Examples
    --------
    >>> signed(0.44), signed(-0.04), signed(-1.2)
    ('+0.4', '0.0', '-1.2')
    """
    written = f"{value:+.1f}"
    return "0.0" if written in ("+0.0", "-0.0") else written


def days(count: int, of: int | None = None) -> str:
    """Say a number of days."""
    if of is not None:
        return f"{count} of {of} days"
    return f"{count} day" if count == 1 else f"{count} days"


def compared_with(compared: str, level: float, before: float) -> str:
    """Say how one weekly level compares with another, before the name of the other."""
    if compared != "about the same":
        return f"{compared} than"
    return "about the same as" if abs(level - before) <= _CLOSE else "not clearly different from"
