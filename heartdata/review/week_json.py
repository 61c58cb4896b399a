"""A `WeekReview` as JSON and back, equal to the last digit; nothing in such a file can make it run code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from heartdata.review.week import WeekReview

# Whom to turn to stays in the profile, and what goes with better days is worked out when it is asked for.
_LEFT_OUT: Final = frozenset({"support", "effects_of"})
_MOMENTS: Final = "datetime64[us]"


def to_plain(review: WeekReview) -> dict[str, Any]:
    """Give a review as values that JSON knows."""
    names = [f.name for f in fields(WeekReview) if f.name not in _LEFT_OUT]
    return {name: _plain(getattr(review, name)) for name in names}


def from_plain(plain: dict[str, Any], *, support: dict[str, str], effects_of: Callable[[], pd.DataFrame]) -> WeekReview:
    """Make the review again."""
    return WeekReview(**{name: _made(value) for name, value in plain.items()}, support=support, effects_of=effects_of)


def _plain(value: Any) -> Any:
    """Days and frames become objects with one key, which no other dict of a review has."""
    if isinstance(value, pd.DataFrame):
        return {"frame": _plain_frame(value)}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value


def _made(value: Any) -> Any:
    if isinstance(value, list):
        return [_made(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"frame"}:
        return _frame(value["frame"])
    if value.keys() == {"date"}:
        return date.fromisoformat(value["date"])
    return {name: _made(inner) for name, inner in value.items()}


def _plain_frame(frame: pd.DataFrame) -> dict[str, Any]:
    dated = isinstance(frame.index, pd.DatetimeIndex)
    return {
        "rows": _plain_column(frame.index.to_series()) if dated else len(frame),
        "name": frame.index.name,
        "freq": frame.index.freqstr if isinstance(frame.index, pd.DatetimeIndex) else None,
        "names": list(frame.columns.names),
        "columns": [list(name) if isinstance(name, tuple) else name for name in frame.columns],
        "values": [_plain_column(frame.iloc[:, place]) for place in range(frame.shape[1])],
    }


def _plain_column(column: pd.Series[Any]) -> dict[str, Any]:
    if column.dtype.kind == "M":
        return {"dtype": _MOMENTS, "values": column.to_numpy(_MOMENTS).astype("int64").tolist()}
    values = column.tolist()
    if column.dtype.kind not in "fi":
        values = [None if pd.isna(value) else value for value in values]
    return {"dtype": str(column.dtype), "values": values}


def _frame(plain: dict[str, Any]) -> pd.DataFrame:
    rows = plain["rows"]
    index: pd.Index[Any]
    if isinstance(rows, dict):
        index = pd.DatetimeIndex(_column(rows), name=plain["name"], freq=plain["freq"])
    else:
        index = pd.RangeIndex(rows, name=plain["name"])
    columns: pd.Index[Any]
    if len(plain["names"]) > 1:
        columns = pd.MultiIndex.from_tuples([tuple(name) for name in plain["columns"]], names=plain["names"])
    else:
        columns = pd.Index(plain["columns"], name=plain["names"][0])
    parts = [pd.Series(_column(one), index=index, dtype=one["dtype"]) for one in plain["values"]]
    frame = pd.concat(parts, axis=1) if parts else pd.DataFrame(index=index)
    frame.columns = columns
    return frame


def _column(plain: dict[str, Any]) -> Any:
    values = plain["values"]
    return np.array(values, dtype="int64").view(_MOMENTS) if plain["dtype"] == _MOMENTS else values
