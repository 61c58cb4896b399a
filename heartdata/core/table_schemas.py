"""`schemas`: the columns of every table, with dtype, unit and meaning."""

from __future__ import annotations

import difflib
import tomllib
from importlib import resources
from typing import Any

import pandas as pd

from heartdata.errors import HeartdataError

__all__ = ["schemas"]


def schemas(table: str | None = None) -> pd.DataFrame:
    """List the columns of every table that heartdata returns.

    Parameters
    ----------
    table : str, optional
        One table, such as ``"daily"``; by default all.

    Returns
    -------
    DataFrame
        Index ``table`` and ``column``, in the tables' own order; a name in ``<>`` stands for several columns. Columns
        ``dtype`` (of pandas; ``text`` is its string dtype, or object with str), ``unit``, ``place`` (``index``,
        ``column``, or ``optional`` for a column that is there only where something was logged) and ``meaning``.
        ``attrs["tables"]`` says for each table what one ``row`` is and where it comes ``from``.

    Raises
    ------
    HeartdataError
        If there is no such table; the message lists them.

    Examples
    --------
    >>> import heartdata as hd
    >>> hd.schemas("daily").loc[("daily", "sleep_hours"), "unit"]
    'h'
    """
    text = (resources.files("heartdata.core") / "schemas.toml").read_text(encoding="utf-8")
    given: dict[str, dict[str, Any]] = tomllib.loads(text)
    if table is not None and not (isinstance(table, str) and table in given):
        near = difflib.get_close_matches(str(table), given, n=1)
        meant = f"did you mean {near[0]!r}? " if near else ""
        raise HeartdataError(f"table={table!r}: there is no such table; {meant}there are {', '.join(given)}")
    chosen = given if table is None else {table: given[table]}
    rows = [
        (name, column, dtype, unit, place, meaning)
        for name, said in chosen.items()
        for place, part in (("index", "index"), ("column", "columns"), ("optional", "optional"))
        for column, (dtype, unit, meaning) in said.get(part, {}).items()
    ]
    columns = ["table", "column", "dtype", "unit", "place", "meaning"]
    found = pd.DataFrame(rows, columns=columns).set_index(["table", "column"])
    found.attrs["tables"] = {name: {"row": said["row"], "from": said["from"]} for name, said in chosen.items()}
    return found
