"""Exporting tidy tables: CSV that is safe to open in a spreadsheet, or Parquet."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final, Literal

import pandas as pd
from pandas.api.types import is_string_dtype

from heartdata.core.daily import count_words, to_daily
from heartdata.core.logs import TABLES, Logs
from heartdata.errors import HeartdataError
from heartdata.storage.files import claim_folder, write_together

# A spreadsheet would run a cell that begins with one of these as a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Where semicolons or tabs separate cells, one begins behind each of them, and behind a line end.
_INNER: Final = re.compile(r"""([;\t\n]["'\s]*)(?=[=+\-@＝＋－＠])""")
_ZERO_WIDTH: Final = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_LINE_END: Final = re.compile(r"\r\n?")


def export_tables(
    logs: Logs, folder: str | os.PathLike[str], *, kind: Literal["csv", "parquet"] = "csv", journal_text: bool = False
) -> list[Path]:
    """Write the daily table and the tables of the logs into a folder; return the paths."""
    if kind not in ("csv", "parquet"):
        raise HeartdataError(f"kind={kind!r}: tables are written as 'csv' or 'parquet'")
    tables = {"daily": to_daily(logs).reset_index(), **{name: getattr(logs, name) for name in TABLES}}
    journal = tables["journal"].assign(
        words=count_words(tables["journal"]["title"].fillna("") + " " + tables["journal"]["text"].fillna("")),
        tags=tables["journal"]["tags"].map(" | ".join).astype("object"),
    )
    tables["journal"] = journal if journal_text else journal.drop(columns=["title", "text"])
    # Convert everything before the first file is written: all or nothing.
    contents = {name: _csv(table) if kind == "csv" else _parquet(table) for name, table in tables.items()}
    claim_folder(folder)
    return write_together(folder, {f"{name}.{kind}": content for name, content in contents.items()})


def _csv(table: pd.DataFrame) -> bytes:
    return str(_map_texts(table, _cell).to_csv(index=False, lineterminator="\n")).encode("utf-8", "replace")


def _map_texts(table: pd.DataFrame, change: Callable[[object], object]) -> pd.DataFrame:
    changed = {str(c): table[c].map(change).astype("object") for c in table.columns if is_string_dtype(table[c].dtype)}
    return table.assign(**changed)


def _cell(value: object) -> object:
    if not isinstance(value, str):
        return value
    # A spreadsheet takes a bare carriage return for the end of a row, and a formula may follow it.
    plain = _LINE_END.sub("\n", value.replace("\0", ""))
    plain = _INNER.sub(r"\1'", plain)
    bare = _ZERO_WIDTH.sub("", plain).lstrip(" \u00a0\"'")
    return f"'{plain}" if plain.startswith(_FORMULA) or (bare != plain and bare.startswith(_FORMULA)) else plain


def _encodable(value: object) -> object:
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _parquet(table: pd.DataFrame) -> bytes:
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        raise HeartdataError(
            "Parquet needs pyarrow, which is not installed; run pip install 'heartdata[parquet]', or export as CSV"
        ) from None
    content = io.BytesIO()
    _map_texts(table, _encodable).to_parquet(content, engine="pyarrow", index=False)
    return content.getvalue()
