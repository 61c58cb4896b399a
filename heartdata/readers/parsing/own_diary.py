"""heartdata's own diary for a spreadsheet: its columns, and whether a head may be one."""

from __future__ import annotations

from functools import cache
from typing import Final

from heartdata.core.columns import Column, parse_columns
from heartdata.core.diary_template import DIARY_COLUMNS
from heartdata.core.formatting import without_marks

# No other table has headers such as "energy (0 none - 10 full)".
DIARY_KNOWN_BY: Final = 5


@cache
def diary_columns() -> dict[str, Column]:
    """The columns of the diary that `heartdata init --template` writes."""
    return parse_columns(DIARY_COLUMNS)


@cache
def _diary_words() -> tuple[tuple[str, ...], ...]:
    # What no words of a diary hold comes first.
    names = [column.names[0] for column in diary_columns().values()]
    return tuple(tuple(sorted(name.casefold().split(), key=str.isalpha)) for name in names)


def may_be_diary(folded_head: str) -> bool:
    """Return False where a head lacks the words of enough columns, which spares splitting its lines."""
    folded = without_marks(folded_head)
    if "date" not in folded:
        return False
    first = [words for words in _diary_words() if words[0] in folded]
    return len(first) >= DIARY_KNOWN_BY and sum(all(w in folded for w in words) for words in first) >= DIARY_KNOWN_BY
