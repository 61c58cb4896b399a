"""Hand-made tables for the fuzzer: grids, several people in one file, any table as a spreadsheet damaged inside."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from xml.sax.saxutils import escape

from benchmarks._mutations import CANARY, ROOT, Golden, damaged, zipped

_DAYS: Final = tuple(f"2026-03-{day:02}" for day in range(1, 8))
_MOST_ROWS, _MOST_CELLS = 300, 40

GRIDS: Final = {
    "hours.csv": "Date,8:00,9:00,22:30\n" + "".join(f"{day},4,,7\n" for day in _DAYS),
    "months_2026.csv": "Day,Jan,Feb,Mar\n" + "".join(f"{day},3,,5\n" for day in range(1, 29)),
    "rows_2026.csv": "Month," + ",".join(map(str, range(1, 32))) + "\nJan" + ",4" * 31 + "\nFeb" + ",2" * 28 + "\n",
    "week.csv": "," + ",".join(_DAYS) + "\nmood,1,2,3,4,5,4,3\nnote" + f",words {CANARY}" * 7 + "\n",
    "people.csv": "Name,Date,Mood,Note\n" + "".join(f"{'AB'[i % 2]}nna,{d},4,{CANARY}\n" for i, d in enumerate(_DAYS)),
    "yearless.csv": "Date,Mood\n12/30,3\n12/31,2\n1/1,4\n1/13,5\n",
}
GRID_PROFILE: Final = """
[columns]
date = ["date", "Date"]
time = "time"
mood = { name = ["value", "mood", "Mood"], min = 0, max = 10 }
note = ["note", "Note"]
[sources]
"yearless.csv" = { year = 2026 }
"""


def hand_made() -> list[Golden]:
    """Return the grids, and a workbook of old Excel."""
    found = [Golden(name, "table", text.encode()) for name, text in GRIDS.items()]
    old = ROOT / "tests" / "readers" / "files" / "diary.xls"
    return [*found, Golden(old.name, "table", old.read_bytes())]


def as_spreadsheet(rng: random.Random, golden: Golden) -> tuple[str, bytes]:
    """Write a table as .xlsx or .ods, mostly with a damaged part inside."""
    from tests.readers.spreadsheets import ods, xlsx

    rows: list[list[str]] = []
    with suppress(csv.Error):
        rows += csv.reader(io.StringIO(golden.content.decode("utf-8", "replace").replace("\0", "")))
    rows = [row[:_MOST_CELLS] for row in rows[:_MOST_ROWS]]
    if rng.random() < 0.3:
        cells = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
        name, content = "diary.ods", ods(_sheet_name(rng), cells)
    else:
        typed = [[_typed(rng, cell) for cell in row] for row in rows]
        sheets = {_sheet_name(rng): typed} | ({"More": typed[:3]} if rng.random() < 0.3 else {})
        name, content = "diary.xlsx", xlsx(sheets, epoch_1904=rng.random() < 0.1)
    if rng.random() < 0.6:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {info.filename: archive.read(info) for info in archive.infolist()}
        part = rng.choice([*parts, *(name for name in parts if "sheet" in name or name == "content.xml")])
        parts[part] = damaged(rng, parts[part], [golden])[0]
        content = zipped(parts)
    return name, content


def _sheet_name(rng: random.Random) -> str:
    return rng.choice(("Diary", "Tabelle 1", "a/b", "日記", " ", "x" * 31, "<&>"))


def _ods_cell(cell: str) -> str:
    plain = "".join(c for c in cell if c.isprintable())
    return f'<table:table-cell office:value-type="string"><text:p>{escape(plain)}</text:p></table:table-cell>'


def _typed(rng: random.Random, cell: str) -> Any:
    """Return a cell as a spreadsheet may hold it."""
    from tests.readers.spreadsheets import Error

    plain = "".join(c for c in cell if c.isprintable())
    with suppress(ValueError):
        return float(plain) if abs(float(plain)) < 1e15 else plain
    with suppress(ValueError):
        return datetime.fromisoformat(plain).replace(tzinfo=None) if len(plain) > 10 else date.fromisoformat(plain)
    if rng.random() < 0.05:
        return rng.choice((None, Error("#N/A"), time(23, 30), timedelta(hours=7.5), date(1900, 1, 1), -1.5, 1e300))
    return plain
