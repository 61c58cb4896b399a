"""The tables of `heartdata.Logs`: their columns and types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

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
    columns = list(zip(*rows, strict=True))
    return _table(name, columns) if columns else empty_table(name)


def empty_table(name: str) -> pd.DataFrame:
    """Build an empty table of `Logs`."""
    return _empty_table(name).copy()


@cache
def _empty_table(name: str) -> pd.DataFrame:
    return _table(name, [()] * len(DTYPES[name]))


def _table(name: str, columns: Sequence[tuple[Any, ...]]) -> pd.DataFrame:
    dtypes = DTYPES[name]
    arrays = {c: _array(values, dtype) for (c, dtype), values in zip(dtypes.items(), columns, strict=True)}
    by = _SORT_BY.get(name)
    if by:
        order = np.lexsort([_last_where_missing(arrays[column]) for column in reversed(by)])
        arrays = {column: values[order] for column, values in arrays.items()}
    # A Series keeps objects as they are; a frame would make text of them. With one index nothing needs aligning.
    index = pd.RangeIndex(len(columns[0]))
    kept = {c: pd.Series(a, index, dtype=object) if a.dtype == object else a for c, a in arrays.items()}
    return pd.DataFrame(kept, index=index)


def _array(values: tuple[Any, ...], dtype: str) -> NDArray[Any]:
    if dtype == "object":
        return np.fromiter(values, dtype=object, count=len(values))  # tuples stay tuples
    if dtype == STAMP:
        stamps: NDArray[np.datetime64] = pd.Series(list(values), dtype=dtype).to_numpy()
        return stamps
    return np.array(values, dtype=dtype)


def _last_where_missing(stamps: NDArray[np.datetime64]) -> NDArray[np.int64]:
    return np.where(np.isnat(stamps), np.iinfo(np.int64).max, stamps.view(np.int64))


def sort_rows(frame: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Sort rows by times and whole numbers, missing times last, and number them anew; equal rows keep their order."""
    keys = [frame[column].to_numpy() for column in by]
    if any(key.dtype.kind not in "Mi" for key in keys):
        return frame.sort_values(list(by), kind="stable", ignore_index=True)
    # As pandas does, without making categories of the times first.
    order = np.lexsort([key if key.dtype.kind == "i" else _last_where_missing(key) for key in reversed(keys)])
    return frame.take(order).reset_index(drop=True)


# Every table that leaves heartdata was made after this module was imported.
register()
