"""Summary counts of a cohort, with small counts suppressed so that they reveal nobody.

The whole rule is on the page `docs/many-people.md`: a threshold with complementary suppression (Hundepool et al. 2012,
Statistical Disclosure Control, doi:10.1002/9781118348239).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from heartdata.core.vocabulary import SIGNS
from heartdata.errors import HeartdataError
from heartdata.suggestions.rules import RULES

if TYPE_CHECKING:
    import pandas as pd

NO_DATA: Final = "no data"
MIN_COUNT: Final = 5
_FEWEST: Final = 3

# The values of each table; the first ones are hidden first to protect others.
_NONE: Final = "none"
_DAYS: Final = {"20-28": range(20, 29), "10-19": range(10, 20), "1-9": range(1, 10), "0": range(1)}
TABLES: Final[dict[str, tuple[str, ...]]] = {
    "status": ("read", "read in part"),
    "state": ("unclear", "recovered", "improving", "stuck", "slipping"),
    "alert": (_NONE, "stuck", "slipping"),
    **dict.fromkeys(SIGNS, ("quiet", "unknown", "lighter", "easing", "present", "persistent")),
    "days_logged_28": tuple(_DAYS),
    "suggestion": (_NONE, *(rule.code for rule in RULES)),
}


class Tally:
    """Counts people one at a time."""

    def __init__(self) -> None:
        self.people = 0
        self.unreadable = 0
        self.empty = 0
        self._counts: dict[str, Counter[str]] = {table: Counter() for table in TABLES}

    def add(self, row: Mapping[str, Any]) -> None:
        """Count a person by their last row in the table."""
        self.people += 1
        self.unreadable += row["status"] == "could not be read"
        self.empty += row["status"] == "nothing logged"
        for table, counts in self._counts.items():
            counts[NO_DATA if row["week"] is None else _value(table, row[table])] += 1

    def summary(self, min_count: int = MIN_COUNT) -> pd.DataFrame:
        """Return the counts that may be shown."""
        import pandas as pd

        check_min_count(min_count)
        everyone = self.people if self.people >= min_count else None
        rows: list[tuple[str, str, int | None]] = [("people", "all", everyone)]
        for table, values in TABLES.items():
            counts = {value: self._counts[table][value] for value in (*values, NO_DATA)}
            unshown = hidden(counts, min_count)
            rows += [(table, value, None if value in unshown else count) for value, count in counts.items()]
        frame = pd.DataFrame(rows, columns=["table", "value", "people"]).astype({"people": "Int64"})
        frame["share"] = (frame["people"] / max(self.people, 1)).round(4)
        return frame


def check_min_count(min_count: int) -> None:
    """Raise HeartdataError for a count that would not protect anybody."""
    if not isinstance(min_count, int) or min_count < _FEWEST:
        raise HeartdataError(f"min_count={min_count!r}: allowed are whole numbers from {_FEWEST}")


def hidden(counts: Mapping[str, int], min_count: int) -> set[str]:
    """Choose the counts of a table that are not shown."""
    small = [value for value, count in counts.items() if 0 < count < min_count]
    if sum(counts.values()) < min_count:
        return set(counts)
    if not small:
        return set()
    unshown, total, others = set(small), sum(counts[value] for value in small), 0
    for value, count in counts.items():
        if value != NO_DATA and count >= min_count:
            unshown.add(value)
            total, others = total + count, others + 1
            # Even if each small count were as large as it can be, the others could still be what they are.
            if total >= len(small) * (min_count - 1) + others * min_count:
                return unshown
    return set(counts)


def _value(table: str, value: Any) -> str:
    if table == "days_logged_28":
        return next(name for name, days in _DAYS.items() if value in days)
    return str(value) if value else _NONE
