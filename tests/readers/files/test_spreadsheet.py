"""Spreadsheets are read sheet by sheet, with their cells as they are typed, and within bounds."""

from __future__ import annotations

import csv
import io
import struct
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

import heartdata as hd
from heartdata.readers.files.old_excel import OLE, measure_old_excel
from heartdata.readers.files.source import Source, Unreadable
from heartdata.readers.files.walk import walk
from heartdata.readers.unknown_tables import proposals
from tests.readers.helpers import DATA
from tests.readers.spreadsheets import Error, ods, xlsx, zipped

OLD = Path(__file__).parent / "diary.xls"
PROFILE = hd.Profile(
    columns={
        "date": {"name": "Date"},
        "mood": {"name": "Mood", "min": 1, "max": 5},
        "bedtime": {"name": "Bed"},
        "waketime": {"name": "Up"},
        "sleep_hours": {"name": "Sleep"},
        "note": {"name": "Note"},
    }
)
HEADER = ["Date", "Mood", "Bed", "Up", "Sleep", "Note"]
ROWS: list[list[Any]] = [
    [date(2026, 3, 14), 4, time(22, 30), time(6), timedelta(hours=7, minutes=15), "slept well, at last"],
    [date(2026, 3, 15), "3", time(23), time(7, 30), timedelta(hours=8), None],
    [date(2026, 3, 16), Error("#N/A"), None, None, None, "two\nlines"],
]


def texts(path: Path) -> dict[str, str]:
    return {f.name: f.text()[0] if isinstance(f, Source) else f.reason for f in walk(path)}


def check_diary(logs: hd.Logs) -> None:
    assert logs.rejected.empty
    assert list(logs.ratings["value"]) == [7.5, 5.0]
    assert [str(day.date()) for day in logs.sleep["day"]] == ["2026-03-14", "2026-03-15"]
    assert list(logs.sleep["asleep_h"]) == [7.25, 8.0]
    assert str(logs.sleep["start"][0]) == "2026-03-13 22:30:00"
    assert list(logs.journal["text"]) == ["slept well, at last", "two\nlines"]


@pytest.mark.parametrize("epoch_1904", [False, True])
def test_cells_are_read_as_they_are_typed_below_a_title(tmp_path: Path, epoch_1904: bool) -> None:
    path = tmp_path / "diary.xlsx"
    path.write_bytes(xlsx({"2026": [["My diary"], [], HEADER, *ROWS]}, epoch_1904=epoch_1904))
    logs = hd.read_logs(path, profile=PROFILE)
    check_diary(logs)
    assert list(logs.sources["path"]) == ["diary.xlsx/2026"]


def test_an_old_excel_file_and_an_open_document(tmp_path: Path) -> None:
    assert texts(OLD) == {"diary.xls/Tage": '"Date","Mood","Bed"\n"2026-03-14","4","22:30:00"\n"2026-03-15","3",""\n'}
    cells = (
        '<table:table-cell office:value-type="date" office:date-value="2026-03-14"/>'
        '<table:table-cell office:value-type="float" office:value="4"/>'
        '<table:table-cell office:value-type="time" office:time-value="PT22H30M00S"/>'
    )
    words = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{w}</text:p></table:table-cell>'
        for w in ("Date", "Mood", "Bed")
    )
    empty = (
        '<table:table-row table:number-rows-repeated="1048574">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    path = tmp_path / "diary.ods"
    path.write_bytes(
        ods("Tage", f"<table:table-row>{words}</table:table-row><table:table-row>{cells}</table:table-row>{empty}")
    )
    assert texts(path) == {"diary.ods/Tage": '"Date","Mood","Bed"\n"2026-03-14","4","22:30:00"\n'}


def test_every_sheet_is_a_table_of_its_own_and_empty_ones_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "diary.xlsx"
    path.write_bytes(xlsx({"March": [HEADER, ROWS[0]], "April": [HEADER, ROWS[1]], "Sheet3": []}))
    logs = hd.read_logs(path, profile=PROFILE)
    assert list(logs.sources["path"]) == ["diary.xlsx/March", "diary.xlsx/April"]
    assert len(logs.ratings) == 2
    assert logs.rejected.empty


def test_midnight_is_a_date_only_where_no_cell_of_the_column_has_a_clock(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    stamps = [
        ["a", "b"],
        [datetime(2026, 3, 14), datetime(2026, 3, 14)],
        [datetime(2026, 3, 15), datetime(2026, 3, 15, 0, 20)],
    ]
    path.write_bytes(xlsx({"s": stamps}))
    assert texts(path)["a.xlsx/s"].splitlines()[1:] == [
        '"2026-03-14","2026-03-14 00:00:00"',
        '"2026-03-15","2026-03-15 00:20:00"',
    ]


def test_hours_past_a_day_are_a_duration_whatever_their_format(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(xlsx({"s": [["a", "b"], [timedelta(hours=30), datetime(1900, 1, 1, 6)]]}))
    assert texts(path)["a.xlsx/s"].splitlines()[1] == '"30:00:00","54:00:00"'


@pytest.mark.parametrize("fixture", ["daylio/l7.csv", "whoop/sleeps.csv", "oura/trends.csv", "sleep_cycle/old.csv"])
def test_an_apps_export_that_was_saved_as_a_spreadsheet_is_that_apps(tmp_path: Path, fixture: str) -> None:
    written = (DATA / fixture).read_text(encoding="utf-8-sig")
    table = list(csv.reader(written.splitlines(), delimiter=";" if "sleep_cycle" in fixture else ","))
    path = tmp_path / "saved.xlsx"
    path.write_bytes(xlsx({"Sheet1": table}))
    (tmp_path / "plain.csv").write_text(written, encoding="utf-8")
    logs, plain = hd.read_logs(path), hd.read_logs(tmp_path / "plain.csv")
    assert hd.identify(path) == fixture.partition("/")[0]
    for name in ("ratings", "sleep", "activities", "vitals"):
        found, wanted = (getattr(each, name).drop(columns="source") for each in (logs, plain))
        assert found.to_csv() == wanted.to_csv()


def test_columns_of_a_sheet_are_proposed(tmp_path: Path) -> None:
    (tmp_path / "diary.xlsx").write_bytes(xlsx({"2026": [HEADER, *ROWS]}))
    [found] = proposals(tmp_path)
    assert found.name == "diary.xlsx/2026"
    assert 'date = "Date"' in found.written()


def _cells(rows: str) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    whole = zipfile.ZipFile(io.BytesIO(xlsx({"s": []})))
    parts = {name: whole.read(name) for name in whole.namelist()}
    parts["xl/worksheets/sheet1.xml"] = f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'.encode()
    return zipped(parts)


CORNERS = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
REPEATED = (
    '<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="float" '
    'office:value="1" table:number-columns-repeated="16384"/></table:table-row>'
)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("corners.xlsx", _cells(CORNERS), "far too large for a diary"),
        ("repeated.ods", ods("a", REPEATED), "far too large for a diary"),
        ("zeros.xlsx", _cells(" " * (65 << 20)), "far too large for a diary"),
        ("cut.xlsx", zipped({"xl/workbook.xml": "<workbook", "[Content_Types].xml": ""}), "a damaged spreadsheet"),
        ("empty.xlsx", xlsx({"a": [], "b": []}), "a spreadsheet without any entries"),
        ("cut.xls", OLD.read_bytes()[:3000], "a damaged spreadsheet"),
        ("binary.xlsx", zipped({"xl/workbook.bin": "", "[Content_Types].xml": ""}), "save it as CSV"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_with_what_to_do(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(content)
    [found] = walk(tmp_path)
    assert isinstance(found, Unreadable)
    assert reason in found.reason
    with pytest.raises(hd.HeartdataError, match=f"(?s){name}.*{reason}"):
        hd.read_logs(tmp_path)


def ole(streams: dict[str, bytes]) -> bytes:
    """Return a document of old Office with sectors of 512 bytes: the table, the directory, then the streams."""
    sectors = [b"", b""]
    table = [0xFFFFFFFD, 0xFFFFFFFE]
    entries = b""
    for name, content in streams.items():
        first = len(sectors)
        parts = [content[at : at + 512].ljust(512, b"\0") for at in range(0, len(content), 512)]
        sectors += parts
        table += [*range(first + 1, first + len(parts)), 0xFFFFFFFE]
        entry = name.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 2 * len(name) + 2)
        entries += entry.ljust(116, b"\0") + struct.pack("<IIxxxx", first, len(content))
    sectors[0] = struct.pack("<128I", *table, *[0xFFFFFFFF] * (128 - len(table)))
    sectors[1] = entries.ljust(512, b"\0")
    head = OLE.ljust(30, b"\0") + struct.pack("<H", 9)
    head = head.ljust(44, b"\0") + struct.pack("<II", 1, 1)
    head = head.ljust(68, b"\0") + struct.pack("<II", 0xFFFFFFFE, 0) + struct.pack("<I", 0) + b"\xff" * 432
    return head + b"".join(sectors)


def record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


@pytest.mark.parametrize(
    ("streams", "kind"),
    [
        ({"EncryptedPackage": bytes(5000)}, "locked"),
        ({"Workbook": (record(0x809, bytes(16)) + record(0x2F, bytes(54))).ljust(5000, b"\0")}, "locked"),
        ({"Workbook": record(0x203, struct.pack("<HHHd", 65535, 255, 0, 1.0)).ljust(5000, b"\0")}, "large"),
        ({"Workbook": record(0x203, struct.pack("<HHHd", 3, 2, 0, 1.0)).ljust(5000, b"\0")}, "fine"),
        ({"Workbook": bytes(10)}, "damaged"),
        ({"WordDocument": bytes(5000)}, "other"),
    ],
)
def test_an_old_document_is_measured_before_it_is_read(streams: dict[str, bytes], kind: str) -> None:
    assert measure_old_excel(ole(streams), 4_000_000)[0] == kind


def test_an_old_text_document_is_named_as_before(tmp_path: Path) -> None:
    (tmp_path / "a.doc").write_bytes(ole({"WordDocument": bytes(5000)}))
    with pytest.raises(hd.UnknownFormatError, match="an old Office document; save it as CSV or plain text"):
        hd.read_logs(tmp_path / "a.doc")
