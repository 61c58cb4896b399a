"""Ten years of daily use of every app, made from the golden files by repeating their entries on later days."""

from __future__ import annotations

import itertools
import json
import re
import sqlite3
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from benchmarks._accounting import PER_LINE, alone
from benchmarks._mutations import DATA
from heartdata.simulate import simulate_logs, write_exports

__all__ = ["DAYS", "write_ten_years"]

DAYS: Final = 3650
_LATEST: Final = date(2026, 3, 14)
_ISO: Final = re.compile(r"\b(20[12]\d)([-.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_DAY_FIRST: Final = re.compile(r"\b(0?[1-9]|[12]\d|3[01])([./-])( ?)(0?[1-9]|1[0-2])\2\3(20[12]\d)(?!\d)")
_EPOCH: Final = re.compile(r"(?<![\d.])1[5-7]\d{8}(\d{3})?(?![\d.])")
# Lists in backups that are no entries.
_SETTINGS: Final = frozenset(("customMoods", "tags", "tag_groups", "goals", "trackers", "boards", "people", "assets"))
# What one file holds is one entry, so that ten years are as many files; and what their names begin with.
_ONE_A_FILE: Final = ("apple_journal", "dated_text", "diarium", "journey", "markdown_notes")
_SIMULATED: Final = ("daylio", "dayone", "sleep_as_android")


def write_ten_years(form: str, folder: Path) -> str:
    """Write the exports of a format.

    Parameters
    ----------
    form : str
        The format.
    folder : Path
        An empty folder.

    Returns
    -------
    str
        How they were made, in words.
    """
    if form in _SIMULATED:
        logs = simulate_logs(seed=1, days=DAYS, start=_LATEST - timedelta(days=DAYS - 1))
        write_exports(logs, folder, formats=(form,))
        return "simulated"
    path = _golden(form)
    if form == "table":
        (folder / "heartdata.toml").write_bytes((DATA / "table" / "heartdata.toml").read_bytes())
    if form in _ONE_A_FILE:
        for days in range(DAYS):
            name = _moved(path.name, days)
            name = name if name != path.name else f"{days}-{path.name}"
            (folder / name).write_text(_moved(path.read_text(encoding="utf-8"), days), encoding="utf-8")
        return "a file for each day"
    if path.suffix == ".sql":
        _write_database(path, folder / f"{path.stem}.db")
    elif path.suffix == ".json":
        (folder / path.name).write_text(json.dumps(_grown(json.loads(path.read_bytes()))), encoding="utf-8")
    else:
        (folder / path.name).write_text(_repeated(path, form), encoding="utf-8", newline="")
    return "golden file, repeated"


def _golden(form: str) -> Path:
    """Take the largest golden file, as it is the one with most of what the app writes."""
    files = [p for p in (DATA / form).iterdir() if not p.name.endswith(".expected.json") and p.suffix != ".toml"]
    # What a file should give may stand beside it under the same name.
    others = {p.stem for p in files if p.suffix != ".json"}
    made = [p for p in files if p.suffix != ".json" or p.stem not in others]
    return max(made, key=lambda p: p.stat().st_size)


def _moved(text: str, days: int) -> str:
    """Move all dates and times in a text to an earlier day."""

    def iso(found: re.Match[str]) -> str:
        try:
            moved = date(int(found[1]), int(found[3]), int(found[4])) - timedelta(days=days)
        except ValueError:
            return found[0]
        return f"{moved.year}{found[2]}{moved.month:02d}{found[2]}{moved.day:02d}"

    def day_first(found: re.Match[str]) -> str:
        try:
            moved = date(int(found[5]), int(found[4]), int(found[1])) - timedelta(days=days)
        except ValueError:
            return found[0]
        between = found[2] + found[3]
        return f"{moved.day:02d}{between}{moved.month:02d}{between}{moved.year}"

    def epoch(found: re.Match[str]) -> str:
        return str(int(found[0]) - days * 86_400 * (1000 if found[1] else 1))

    return _DAY_FIRST.sub(day_first, _ISO.sub(iso, _EPOCH.sub(epoch, text)))


def _many(entries: list[Any], move: Callable[[Any, int], Any]) -> Iterator[Any]:
    """Repeat entries until there is one for each day."""
    for number in range(DAYS):
        place = number % len(entries)
        yield entries[place] if number < len(entries) else move(entries[place], number)


def _grown(content: Any) -> Any:
    """Repeat the elements of every list of dated entries."""
    if isinstance(content, dict):
        return {name: inner if name in _SETTINGS else _grown(inner) for name, inner in content.items()}
    if not isinstance(content, list):
        return content
    dated = [e for e in content if isinstance(e, dict) and _is_dated(e)]
    if not dated:
        return [_grown(inner) for inner in content]
    return list(_many(dated, lambda entry, days: json.loads(_moved(json.dumps(entry), days))))


def _is_dated(entry: dict[str, Any]) -> bool:
    own = [value for value in entry.values() if not isinstance(value, dict | list)]
    return any(_ISO.search(str(v)) or _EPOCH.search(str(v)) for v in own)


def _repeated(path: Path, form: str) -> str:
    content = path.read_bytes()
    text = content.decode("utf-8-sig")
    singles = [one.decode("utf-8") for one in alone(content, form)] if form in PER_LINE else []
    if singles:
        head = len(text) if len(singles) < 2 else _common(singles)
        begin = singles[0][:head]
        rows = [one[head:].rstrip("\r\n") + "\n" for one in singles]
        return begin + "".join(_many(rows, _moved))
    # Of other layouts the whole is repeated, with its headers, as people put exports together.
    copies = -(-DAYS // max(1, text.count("\n")))
    apart = DAYS // copies
    return "".join(_moved(text, number * apart).rstrip("\r\n") + "\n" for number in range(copies))


def _common(texts: list[str]) -> int:
    """Find where the rows begin behind the header that all have."""
    same = len(list(itertools.takewhile(lambda chars: len(set(chars)) == 1, zip(*texts, strict=False))))
    return texts[0].rfind("\n", 0, same) + 1


def _write_database(sql: Path, path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.executescript(sql.read_text(encoding="utf-8"))
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type='table'")]
        for table in tables:
            # What the database works out itself, is not in this list and cannot be written.
            columns = ",".join(f'"{name}"' for _, name, *_ in database.execute(f'PRAGMA table_info("{table}")'))
            rows = database.execute(f'SELECT {columns} FROM "{table}"').fetchall()
            if not any(isinstance(v, int) and v > 10**9 for row in rows for v in row):
                continue
            marks = ",".join("?" * len(rows[0]))
            for copy in range(1, DAYS // 2):
                moved = [tuple(_other(value, copy, place) for place, value in enumerate(row)) for row in rows]
                database.executemany(f'INSERT OR IGNORE INTO "{table}" ({columns}) VALUES ({marks})', moved)
    database.close()


def _other(value: Any, copy: int, place: int) -> Any:
    """Make a value of a later night, and keys of its own."""
    if isinstance(value, bytes):
        return value + copy.to_bytes(4, "big")
    if isinstance(value, int) and value > 10**9:
        return value - copy * 2 * 86_400 * (1000 if value > 10**11 else 1)
    return value + copy * 1000 if isinstance(value, int) and place == 0 and value < 1000 else value


if __name__ == "__main__":
    write_ten_years(sys.argv[1], Path(sys.argv[2]))
