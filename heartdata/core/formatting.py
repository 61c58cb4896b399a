"""Numbers and comparisons in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from heartdata.core.thresholds import limit


def signed(value: float) -> str:
    """Format a difference with its sign and one decimal place."""
    written = f"{value:+.1f}"
    return "0.0" if written in ("+0.0", "-0.0") else written


def days(count: int, of: int | None = None) -> str:
    """Format a number of days, such as "1 day" or "3 of 7 days"."""
    if of is not None:
        return f"{count} of {of} days"
    return f"{count} day" if count == 1 else f"{count} days"


def compared_with(compared: str, level: float, before: float) -> str:
    """Describe how a weekly level compares with an earlier one, up to the name of the earlier one."""
    if compared != "about the same":
        return f"{compared} than"
    return "about the same as" if abs(level - before) <= limit("close_levels") else "not clearly different from"


def listed(names: Sequence[str]) -> str:
    """Join names as in a sentence: "a, b and c"."""
    return " and ".join(", ".join(names).rsplit(", ", 1))


# Marks that turn or hide the text around them; joiners stay, as emoji and some scripts need them.
_EACH_MARK: Final = tuple(
    map(
        chr,
        (0x61C, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF, *range(0xFFF9, 0xFFFC)),
    )
)
_MARKS: Final = re.compile(f"[{''.join(_EACH_MARK)}]")
# In longer texts looking for each mark takes less time than the pattern.
_LONG: Final = 300


def without_marks(text: str) -> str:
    """Remove invisible marks that turn or hide the text around them."""
    if text.isascii() or (len(text) > _LONG and not any(mark in text for mark in _EACH_MARK)):
        return text
    return _MARKS.sub("", text)
