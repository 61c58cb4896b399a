"""Ten years of daily use of every app, made from the golden files by repeating their valid rows on other days."""

from __future__ import annotations

import copy
import itertools
import json
import re
import sqlite3
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import heartdata as hd
from benchmarks._accounting import PER_LINE, alone
from benchmarks._apple_export import write_nights
from benchmarks._moved_dates import moved, moved_entry
from benchmarks._mutations import DATA
from heartdata.datasets.simulate import simulate_logs, write_exports

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["DAYS", "days_in", "write_ten_years"]

DAYS: Final = 3650
_FEW: Final = 100  # rows of a table worth trying one by one
_LATEST: Final = date(2026, 3, 14)
_DATED: Final = re.compile(r"20[012]\d-\d\d?-\d\d?|\b\d\d?[ -][A-Z][a-z]{2}[ -]20[012]\d\b|\b1[4-7]\d{8}(\d{3})?\b")
_TABLES: Final = ("ratings", "sleep", "journal", "activities", "vitals")
# One entry per file, so ten years are that many files.
_ONE_A_FILE: Final = ("apple_journal", "dated_text", "diarium", "google_fit_sleep", "journey", "markdown_notes")
# The largest file of these holds only one night.
_CHOSEN: Final = {"garmin_sleep_csv": "Sleep.csv"}
_SIMULATED: Final = ("daylio", "dayone", "sleep_as_android")
# Ids of nights, shared by several rows.
_KEYS: Final = re.compile(r"(?<![\w-])(n-\d|90000000000000\d{5})(?!\w)")
_MONTH_FIRST: Final = ("emoods",)

Read = tuple[date, int]  # the first day and how many rows


def write_ten_years(form: str, folder: Path) -> tuple[str, int]:
    """Write the exports of a format.

    Parameters
    ----------
    form : str
        The format.
    folder : Path
        An empty folder.

    Returns
    -------
    how : str
        How they were made, in words.
    days : int
        On how many days there is an entry; simulated people leave some out.
    """
    if form in _SIMULATED:
        logs = simulate_logs(seed=1, days=DAYS, start=_LATEST - timedelta(days=DAYS - 1))
        write_exports(logs, folder, formats=(form,))
        dayone = logs.journal[logs.journal["source"] == "dayone.json"]
        table = {"daylio": logs.ratings, "dayone": dayone, "sleep_as_android": logs.sleep}[form]
        return "simulated", int(table["day"].nunique())
    if form == "apple_health":
        write_nights(folder / "export.xml", DAYS)
        return "synthetic", DAYS
    if form == "table":
        (folder / "heartdata.toml").write_bytes((DATA / "table" / "heartdata.toml").read_bytes())
    path = _golden(form)
    if form in _ONE_A_FILE:
        _write_files(path, form, folder)
        return "a file for each day", DAYS
    if path.suffix == ".sql":
        _write_database(path, folder / f"{path.stem}.db")
    elif path.suffix == ".json":
        (folder / path.name).write_text(json.dumps(_grown(path, form)), encoding="utf-8")
    else:
        (folder / path.name).write_text(_repeated(path, form), encoding="utf-8", newline="")
    return "golden rows, repeated", DAYS


def days_in(logs: hd.Logs) -> int:
    """Count the days with anything read.

    Parameters
    ----------
    logs : Logs
        What was read.

    Returns
    -------
    int
        Days in any of the tables.
    """
    return len(_days(logs))


def _days(logs: hd.Logs) -> set[pd.Timestamp]:
    return {day for name in _TABLES for day in getattr(logs, name)["day"].unique()}


def _golden(form: str) -> Path:
    """Take the largest golden file, as it has most of what the app writes."""
    if form in _CHOSEN:
        return DATA / form / _CHOSEN[form]
    files = (p for p in (DATA / form).rglob("*") if p.is_file() and p.suffix != ".toml")
    made = [p for p in files if not p.name.endswith(".expected.json")]
    if form in _ONE_A_FILE:
        made = [p for p in made if _well_read(p.name, p.read_text(encoding="utf-8"), form)]
    return max(made, key=lambda p: p.stat().st_size)


def _read(name: str, text: str, form: str) -> hd.Logs | None:
    """Read a text as a file of its own; None if that raises an error."""
    with tempfile.TemporaryDirectory() as made, warnings.catch_warnings():
        warnings.simplefilter("ignore", hd.HeartdataWarning)
        folder = Path(made)
        if form == "table":
            (folder / "heartdata.toml").write_bytes((DATA / "table" / "heartdata.toml").read_bytes())
        (folder / name).write_text(text, encoding="utf-8", newline="")
        try:
            return hd.read_logs(folder, format=form)
        except hd.HeartdataError:
            return None


def _found(logs: hd.Logs) -> int:
    return sum(len(getattr(logs, name)) for name in _TABLES)


def _well_read(name: str, text: str, form: str) -> Read | None:
    """Return what is read from a text, if nothing of it is rejected."""
    logs = _read(name, text, form)
    if logs is None or len(logs.rejected) or not _found(logs):
        return None
    return min(_days(logs)).date(), _found(logs)


def _many(entries: list[tuple[date, Any]], move: Callable[[Any, int, int], Any]) -> Iterator[Any]:
    """Repeat entries in turn, one for each day, the latest first."""
    for number in range(DAYS):
        day, entry = entries[number % len(entries)]
        yield move(entry, (day - _LATEST).days + number, number)


def _write_files(path: Path, form: str, folder: Path) -> None:
    text = path.read_text(encoding="utf-8")
    read = _well_read(path.name, text, form)
    assert read is not None
    for number in range(DAYS):
        days = (read[0] - _LATEST).days + number
        name = moved(path.name, days)
        name = name if name != path.name else f"{number}-{path.name}"
        (folder / name).write_text(moved(text, days), encoding="utf-8")


def _repeated(path: Path, form: str) -> str:
    content = path.read_bytes()
    text = content.decode("utf-8-sig")
    singles = [one.decode("utf-8") for one in alone(content, form)] if form in PER_LINE else []
    if len(singles) > 1:
        head = _common(singles)
        begin, rows = singles[0][:head], [one[head:].rstrip("\r\n") + "\n" for one in singles]
    else:
        begin, rows = _blocks(text)
    rows = [row for row in rows if moved(row, 1) != row]  # "Mar 5" names no year, and so is always the last one
    good = [(read[0], row) for row in rows if (read := _well_read(path.name, begin + row, form))]
    if not good:
        raise ValueError(f"no single row of {path.name} can be read alone")

    def move(row: str, days: int, number: int) -> str:
        own = _KEYS.sub(lambda key: key[0] + str(number), row)
        return moved(own, days, month_first=form in _MONTH_FIRST)

    return begin + "".join(_many(good, move))


def _blocks(text: str) -> tuple[str, list[str]]:
    """Split a text whose entries begin with a date, or whose lines follow a header."""
    if text.startswith("["):
        return "", [block.rstrip("\n") + "\n\n" for block in re.split(r"^(?=\[20)", text, flags=re.MULTILINE) if block]
    lines = text.splitlines(keepends=True)
    first = next(number for number, line in enumerate(lines) if _DATED.search(line))
    return "".join(lines[:first]), lines[first:]


def _common(texts: list[str]) -> int:
    """Find where the rows begin after the common header."""
    same = len(list(itertools.takewhile(lambda chars: len(set(chars)) == 1, zip(*texts, strict=False))))
    return texts[0].rfind("\n", 0, same) + 1


def _grown(path: Path, form: str) -> Any:
    """Repeat the valid entries of every list of dated entries."""
    content = json.loads(path.read_bytes())
    whole = {"": content}
    for place in list(_lists(whole)):
        entries = _at(whole, place)
        bare = _scored(path, form, whole, place, [])
        good = []
        for entry in entries:
            scored = _scored(path, form, whole, place, [entry])
            if scored and scored[1] == (bare[1] if bare else 0) and scored[0] > (bare[0] if bare else 0):
                days = scored[2] - (bare[2] if bare else set())
                good.append((min(days or scored[2]).date(), entry))
        if good:
            _put(whole, place, list(_many(good, _numbered)))
    return whole[""]


def _numbered(entry: Any, days: int, number: int) -> Any:
    copied = moved_entry(entry, days)
    if "logId" in copied:
        copied["logId"] += number * 1000
    return copied


def _lists(content: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(content, list) and any(isinstance(e, dict) and _is_dated(e) for e in content):
        yield place
        return
    inner = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for key, value in inner:
        yield from _lists(value, (*place, key))


def _is_dated(entry: dict[str, Any]) -> bool:
    return "year" in entry or any(_DATED.search(str(v)) for v in entry.values() if not isinstance(v, dict | list))


def _at(content: Any, place: tuple[Any, ...]) -> Any:
    for key in place:
        content = content[key]
    return content


def _put(content: Any, place: tuple[Any, ...], value: Any) -> None:
    _at(content, place[:-1])[place[-1]] = value


def _scored(
    path: Path, form: str, whole: dict[str, Any], place: tuple[Any, ...], entries: list[Any]
) -> tuple[int, int, set[pd.Timestamp]] | None:
    """Count what is read and rejected, and the days, with only these entries in a list."""
    trial = copy.deepcopy(whole)
    for other in list(_lists(trial)):
        _put(trial, other, [])
    _put(trial, place, entries)
    logs = _read(path.name, json.dumps(trial[""]), form)
    return None if logs is None else (_found(logs), len(logs.rejected), _days(logs))


def _write_database(sql: Path, path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.executescript(sql.read_text(encoding="utf-8"))
        _leave_out_damaged(database, path)
        for table, columns in _tables(database):
            rows = database.execute(f'SELECT {columns} FROM "{table}"').fetchall()
            if not any(isinstance(v, int) and v > 10**9 for row in rows for v in row):
                continue
            marks = ",".join("?" * len(rows[0]))
            for again in range(1, DAYS // 2):
                other = [tuple(_other(value, again, place) for place, value in enumerate(row)) for row in rows]
                database.executemany(f'INSERT OR IGNORE INTO "{table}" ({columns}) VALUES ({marks})', other)
        database.commit()


def _tables(database: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """List the tables with their writable columns, without those the database computes."""
    for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type='table'").fetchall():
        yield table, ",".join(f'"{name}"' for _, name, *_ in database.execute(f'PRAGMA table_info("{table}")'))


def _leave_out_damaged(database: sqlite3.Connection, path: Path) -> None:
    """Remove the rejected rows, found by removing one at a time."""

    def rejected() -> int:
        return len(hd.read_logs(path).rejected)

    database.commit()
    for table, columns in _tables(database):
        if not rejected():
            return
        rows = database.execute(f'SELECT {columns} FROM "{table}"').fetchall()
        for row in rows if len(rows) < _FEW else ():
            before = rejected()
            same = " AND ".join(f"{column} IS ?" for column in columns.split(","))
            database.execute(f'DELETE FROM "{table}" WHERE {same}', row)
            database.commit()
            if rejected() >= before:
                marks = ",".join("?" * len(row))
                database.execute(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', row)
                database.commit()


def _other(value: Any, again: int, place: int) -> Any:
    """Return a value of an earlier night, with keys of its own."""
    if isinstance(value, bytes):
        return value + again.to_bytes(4, "big")
    if isinstance(value, int) and value > 10**9:
        return value - again * 2 * 86_400 * (1000 if value > 10**11 else 1)
    return value + again * 1000 if isinstance(value, int) and place == 0 and value < 1000 else value


if __name__ == "__main__":
    write_ten_years(sys.argv[1], Path(sys.argv[2]))
