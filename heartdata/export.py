"""Tidy tables for other programs: CSV that a spreadsheet opens safely, or Parquet."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Final, Literal

import pandas as pd

from heartdata.daily import to_daily
from heartdata.errors import HeartdataError
from heartdata.files import mark_own, write_atomically
from heartdata.logs import TABLES, Logs

__all__ = ["export_tables"]

# What a spreadsheet would run as a formula when a cell begins with it.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def export_tables(
    logs: Logs,
    folder: str | os.PathLike[str],
    *,
    kind: Literal["csv", "parquet"] = "csv",
    journal_text: bool = False,
) -> list[Path]:
    """Write the daily table and the tables of the logs as tidy files.

    Parameters
    ----------
    logs : Logs
        What was read.
    folder : str or path
        Made if it is not there; files of the same name are replaced whole.
    kind : {"csv", "parquet"}, optional
        Parquet needs pyarrow (``heartdata[parquet]``).
    journal_text : bool, optional
        Whether the words of the journal are written too; without it, only when and how much was written.

    Returns
    -------
    list of Path
        The files: ``daily``, ``ratings``, ``sleep``, ``journal``, ``activities``, ``events``, ``rejected``,
        ``sources``.

    Raises
    ------
    HeartdataError
        If `kind` is not known, or pyarrow is missing.
    UnreadableFileError
        If the folder cannot be written.
    """
    if kind not in ("csv", "parquet"):
        raise HeartdataError(f"kind={kind!r}: tables are written as 'csv' or 'parquet'")
    tables = {"daily": to_daily(logs).reset_index(), **{name: getattr(logs, name) for name in TABLES}}
    journal = tables["journal"].assign(
        words=tables["journal"]["text"].str.split().str.len(), tags=tables["journal"]["tags"].str.join(" | ")
    )
    tables["journal"] = journal if journal_text else journal.drop(columns=["title", "text"])
    mark_own(folder)
    return [
        write_atomically(Path(folder) / f"{name}.{kind}", _csv(table) if kind == "csv" else _parquet(table))
        for name, table in tables.items()
    ]


def _csv(table: pd.DataFrame) -> bytes:
    texts = table.select_dtypes(include=["object", "string"]).columns
    safe = table.assign(**{str(c): table[c].map(_unformula) for c in texts})
    return str(safe.to_csv(index=False, lineterminator="\n")).encode("utf-8", "replace")


def _unformula(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _parquet(table: pd.DataFrame) -> bytes:
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        raise HeartdataError(
            "Parquet needs pyarrow, which is not installed; run pip install 'heartdata[parquet]', or export as CSV"
        ) from None
    content = io.BytesIO()
    table.to_parquet(content, index=False)
    return content.getvalue()
