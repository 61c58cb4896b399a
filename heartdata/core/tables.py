"""The tables of `heartdata.Logs`: their columns and types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final

import pandas as pd

from heartdata.accessor import register

STAMP: Final = "datetime64[us]"

DTYPES: Final[dict[str, Mapping[str, str]]] = {
    "ratings": {
        "time": STAMP, "day": STAMP, "measure": "object", "value": "float64", "raw": "object",
        "utc_offset": "float64", "source": "object",
    },
    "sleep": {
        "start": STAMP, "end": STAMP, "day": STAMP, "asleep_h": "float64", "in_bed_h": "float64",
        "awake_h": "float64", "deep_h": "float64", "rem_h": "float64", "light_h": "float64",
        "quality": "float64", "nap": "bool", "utc_offset": "float64", "source": "object",
    },
    "journal": {
        "time": STAMP, "day": STAMP, "title": "object", "text": "object", "tags": "object",
        "utc_offset": "float64", "source": "object",
    },
    "activities": {
        "time": STAMP, "day": STAMP, "name": "object", "amount": "float64", "kind": "object",
        "utc_offset": "float64", "source": "object",
    },
    "vitals": {
        "time": STAMP, "day": STAMP, "name": "object", "value": "float64", "utc_offset": "float64",
        "source": "object",
    },
    "events": {"day": STAMP, "until": STAMP, "label": "object", "kind": "object", "source": "object"},
    "rejected": {"source": "object", "line": "float64", "column": "object", "reason": "object"},
    "sources": {
        "path": "object", "format": "object", "rows": "int64", "ratings": "int64", "sleep": "int64",
        "journal": "int64", "activities": "int64", "vitals": "int64", "rejected": "int64", "first_day": STAMP,
        "last_day": STAMP, "notes": "object",
    },
}  # fmt: skip

TABLES: Final = tuple(DTYPES)
ENTRY_TABLES: Final = ("ratings", "sleep", "journal", "activities", "vitals")
_SORT_BY: Final = {
    "ratings": ["day", "time"],
    "sleep": ["day", "start"],
    "journal": ["day", "time"],
    "activities": ["day", "time"],
    "vitals": ["day", "time"],
    "events": ["day"],
}


def table(name: str, rows: Iterable[tuple[Any, ...]]) -> pd.DataFrame:
    """Build one of the tables of `Logs` from rows."""
    dtypes = DTYPES[name]
    columns = list(zip(*rows, strict=True)) or [()] * len(dtypes)
    frame = pd.DataFrame(
        {
            # A Series keeps None and tuples in object columns.
            column: pd.Series(list(values), dtype=dtype)
            for (column, dtype), values in zip(dtypes.items(), columns, strict=True)
        }
    )
    return _sorted(name, frame)


def empty_table(name: str) -> pd.DataFrame:
    """Build an empty table of `Logs`."""
    return _empty_table(name).copy()


@cache
def _empty_table(name: str) -> pd.DataFrame:
    return table(name, ())


def _sorted(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    by = _SORT_BY.get(name)
    return frame.sort_values(by, kind="stable", ignore_index=True) if by else frame.reset_index(drop=True)


# Every table that leaves heartdata was made after this module was imported.
register()
