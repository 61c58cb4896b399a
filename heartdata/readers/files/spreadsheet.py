"""Spreadsheets (.xlsx, .xls, .ods): each sheet as a table of its own, in CSV.

Cells are written as their types say: 2026-03-14, 22:30:00, 7:30:00, 4. Errors such as #N/A are empty, formulas have the
value they last had. calamine unpacks a whole sheet at once, so its size is measured first.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from heartdata.errors import UnreadableFileError
from heartdata.readers.files.meter import Budget, TooLargeError
from heartdata.readers.files.old_excel import OLE, measure_old_excel
from heartdata.readers.files.source import BROKEN, MAX_TEXT, Source, Unreadable, describe_error

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

# Heuristic: diaries of a lifetime stay well below; unpacked bytes, and cells of the rectangle a sheet fills.
_MOST_BYTES: Final = 64 * 1024 * 1024
_MOST_CELLS: Final = 4_000_000
_PARTS: Final = (".xml", ".rels")
_ODS: Final = b"application/vnd.oasis.opendocument.spreadsheet"
_TOO_LARGE: Final = "a spreadsheet far too large for a diary; save the sheet with your entries as CSV and give that"
_DAMAGED: Final = "a damaged spreadsheet, or one of a kind that cannot be read; save it as .xlsx or CSV and give that"
_LOCKED: Final = "a spreadsheet locked with a password; save it without one, or as CSV, and give that"
_EMPTY: Final = "a spreadsheet without any entries"
# Spreadsheets count the hours of a duration or clock from here.
_NO_DAY: Final = datetime(1899, 12, 31)
_FIRST_YEAR: Final = 1905
_CELL: Final = re.compile(rb"<(?:\w+:)?c\b([^>]*[^>/])>(?:<(?:\w+:)?v>(\d{1,9})<)?")
_PLACE: Final = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_ODS_TAG: Final = re.compile(rb"<(/?)table:(table-row|table-cell|covered-table-cell|table)\b([^>]*)>")
_REPEATED: Final = re.compile(rb'number-(?:columns|rows)-repeated="(\d{1,9})"')


def is_workbook(archive: zipfile.ZipFile) -> bool:
    """Return whether a zip is a spreadsheet that can be read."""
    names = set(archive.namelist())
    if "xl/workbook.xml" in names:
        return True
    if not {"mimetype", "content.xml"} <= names:
        return False
    with archive.open("mimetype") as file:
        return file.read(len(_ODS)) == _ODS


def sheets_of_zip(archive: zipfile.ZipFile, shown: str, budget: Budget, on_disk: int) -> Iterator[Source | Unreadable]:
    """Yield the sheets of an .xlsx or .ods file."""
    try:
        content = _repacked(archive, budget)
    except TooLargeError as error:
        yield Unreadable(shown, describe_error(error))
    except _TooLargeError:
        yield Unreadable(shown, _TOO_LARGE)
    except BROKEN:
        yield Unreadable(shown, _DAMAGED)
    else:
        yield from _sheets(content, shown, budget, on_disk)


def sheets_of_old_excel(source: Source) -> Iterator[Source | Unreadable]:
    """Yield the sheets of an .xls file; another old document is passed on."""
    try:
        content = source.read(_MOST_BYTES + 1)
    except UnreadableFileError as error:
        yield Unreadable(source.name, str(error).removeprefix(f"{source.name}: "))
        return
    kind, cells = measure_old_excel(content, _MOST_CELLS)
    if kind == "other":
        yield source
    elif kind == "locked":
        yield Unreadable(source.name, _LOCKED)
    elif kind == "damaged":
        yield Unreadable(source.name, _DAMAGED)
    elif kind == "large" or len(content) > _MOST_BYTES:
        yield Unreadable(source.name, _TOO_LARGE)
    else:
        try:
            source.budget.spend("cells", cells)
        except TooLargeError as error:
            yield Unreadable(source.name, describe_error(error))
            return
        yield from _sheets(content, source.name, source.budget, source.on_disk)


def is_old_office(start: bytes) -> bool:
    """Return whether a file begins as old Office documents and locked spreadsheets do."""
    return start.startswith(OLE)


class _TooLargeError(Exception):
    """A sheet would fill too much memory."""


def _repacked(archive: zipfile.ZipFile, budget: Budget) -> bytes:
    """Unpack the parts with cells within bounds, as a zip states sizes that need not be true, and measure them."""
    left, texts = _MOST_BYTES, list[int]()
    strings = next((i for i in archive.infolist() if i.filename.endswith("sharedStrings.xml")), None)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as plain:
        for info in [*([strings] if strings else []), *(i for i in archive.infolist() if i is not strings)]:
            if not info.filename.endswith(_PARTS) and info.filename != "mimetype":
                continue
            with archive.open(info) as file:
                part = _within(file, left)
            left -= len(part)
            budget.spend("unpacked", len(part))
            if info is strings:
                texts = [len(text) for text in re.split(rb"<(?:\w+:)?si\b", part)[1:]]
            elif info.filename.startswith("xl/worksheets/"):
                _check(*_measure_excel(part, texts), budget)
            elif info.filename == "content.xml":
                _check(*_measure_ods(part), budget)
            plain.writestr(info.filename, part)
    return out.getvalue()


def _check(cells: int, filled: int, budget: Budget) -> None:
    if cells > _MOST_CELLS or filled > MAX_TEXT:
        raise _TooLargeError
    budget.spend("cells", cells)


def _within(file: Any, most: int) -> bytes:
    part: bytes = file.read(most + 1)
    if len(part) > most:
        raise _TooLargeError
    return part


def _measure_excel(part: bytes, texts: list[int]) -> tuple[int, int]:
    """Count the cells of the rectangle that a sheet fills, and the bytes of its texts."""
    width = height = filled = found = 0
    for match in _CELL.finditer(part):
        found += 1
        if place := _PLACE.search(match[1]):
            column = 0
            for letter in place[1]:
                column = column * 26 + letter - 64
            width, height = max(width, column), max(height, int(place[2]))
        if match[2] and b't="s"' in match[1] and int(match[2]) < len(texts):
            filled += texts[int(match[2])]
    return max(width * height, found), filled


def _measure_ods(part: bytes) -> tuple[int, int]:
    """Count the cells that the sheets of an .ods file fill, and the bytes of their texts, with all repetitions."""
    total = filled = 0
    rows = columns = width = height = row_bytes = times = 0
    begun: tuple[int, int] | None = None
    for match in _ODS_TAG.finditer(part):
        closing, tag, rest = match[1], match[2], match[3]
        repeated = min(int(found[1]), 1 << 30) if (found := _REPEATED.search(rest)) else 1
        if tag == b"table":
            total += width * height if closing else 0
            rows = width = height = 0
        elif tag == b"table-row" and not closing:
            columns = row_bytes = 0
            times, rows = repeated, rows + repeated
        elif tag == b"table-row":
            filled += row_bytes * times
        elif not closing:
            columns += repeated
            if b"office:value-type" in rest or not rest.endswith(b"/"):
                width, height = max(width, columns), max(height, rows)
            begun = None if rest.endswith(b"/") else (match.end(), repeated)
        elif begun is not None:
            row_bytes += (match.start() - begun[0]) * begun[1]
            begun = None
    return max(total, width * height), filled


def _sheets(content: bytes, shown: str, budget: Budget, on_disk: int) -> Iterator[Source | Unreadable]:
    import python_calamine as calamine  # only where there is a spreadsheet

    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            found = 0
            for index, sheet in enumerate(book.sheets_metadata):
                if sheet.typ == calamine.SheetTypeEnum.WorkSheet:
                    text = _as_csv(book.get_sheet_by_index(index))
                    if text.strip('"\n,'):
                        found += 1
                        yield _source(f"{shown}/{_named(sheet.name)}", text.encode("utf-8", "replace"), budget, on_disk)
            if not found:
                yield Unreadable(shown, _EMPTY)
    except calamine.PasswordError:
        yield Unreadable(shown, _LOCKED)
    except _TooLargeError:
        yield Unreadable(shown, _TOO_LARGE)
    except (calamine.CalamineError, *BROKEN):
        yield Unreadable(shown, _DAMAGED)
    except BaseException as error:
        # A panic of the library is no Exception, and has no public name.
        if type(error).__name__ != "PanicException":
            raise
        yield Unreadable(shown, _DAMAGED)


def _named(sheet: str) -> str:
    return " ".join(sheet.replace("/", " ").split()) or "Sheet"


def _source(name: str, content: bytes, budget: Budget, on_disk: int) -> Source:
    def opener() -> BinaryIO:
        return io.BytesIO(content)

    return Source(name, opener, len(content), sheet=True, on_disk=on_disk, budget=budget)


def _as_csv(sheet: CalamineSheet) -> str:
    """Write the cells as CSV; empty columns on the left are left out, empty rows keep the numbers of the others."""
    table = list(sheet.iter_rows())
    stamped = {place for row in table for place, cell in enumerate(row) if _has_clock(cell)}
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    out.write("\n" * (sheet.start[0] if sheet.start else 0))
    for row in table:
        cells = [_written(cell, stamped=place in stamped) for place, cell in enumerate(row)]
        if any(cells):
            writer.writerow(cells)
        else:
            out.write("\n")
        if out.tell() > MAX_TEXT:
            raise _TooLargeError
    return out.getvalue()


def _has_clock(cell: Any) -> bool:
    return isinstance(cell, datetime) and cell.time() != time(0) and cell.year >= _FIRST_YEAR


def _written(cell: Any, *, stamped: bool) -> str:
    """Write a cell as an app or a person would; a midnight in a column of dates is a date."""
    if isinstance(cell, str):
        return cell.replace("\r\n", "\n").replace("\r", "\n").strip()
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return f"{cell:.15g}"
    if isinstance(cell, timedelta):
        return _duration(cell)
    if isinstance(cell, date) and cell.year < _FIRST_YEAR:
        whole = cell if isinstance(cell, datetime) else datetime.combine(cell, time(0))
        return _duration(whole - _NO_DAY)
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M:%S}" if stamped else f"{cell:%Y-%m-%d}"
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d} 00:00:00" if stamped else f"{cell:%Y-%m-%d}"
    return f"{cell:%H:%M:%S}" if isinstance(cell, time) else str(cell)


def _duration(length: timedelta) -> str:
    seconds = max(round(length.total_seconds()), 0)
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
