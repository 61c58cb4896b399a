"""heartdata's own diary for a spreadsheet: its columns, and whether a head may be one."""

from __future__ import annotations

from functools import cache
from typing import Final

from heartdata.core.columns import Column, parse_columns
from heartdata.core.diary_template import DIARY_COLUMNS

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


@cache
def _scales() -> frozenset[str]:
    # All but three columns have one of these.
    return frozenset(words[0] for words in _diary_words() if not words[0].isalpha())


def may_be_diary(folded: str) -> bool:
    """Return False where a head lacks the words of enough columns, which spares splitting its lines."""
    if "date" not in folded or not any(scale in folded for scale in _scales()):
        return False
    first = [words for words in _diary_words() if words[0] in folded]
    return len(first) >= DIARY_KNOWN_BY and sum(all(w in folded for w in words) for words in first) >= DIARY_KNOWN_BY
