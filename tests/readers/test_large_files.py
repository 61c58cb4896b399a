"""Files of people with many years of data: read in bounded memory, with the same result as a small file."""

from __future__ import annotations

import io
import re
import struct
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import heartdata as hd
from heartdata.readers.files import meter, old_excel, source
from heartdata.readers.files.walk import walk
from heartdata.readers.parsing import delimited
from tests.made_logs import daylio_csv
from tests.readers.files.test_spreadsheet import ole, record
from tests.readers.helpers import DATA, content_of
from tests.readers.spreadsheets import xlsx

MI_FITNESS = "20260309_1_MiFitness_hlth_center_fitness_data.csv"
HEART_RATE = '1,dev,heart_rate,{0},"{{""time"":{0},""bpm"":61}}",{0}\n'


@contextmanager
def small_limits(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Treat every file as a large one."""
    with monkeypatch.context() as patch:
        patch.setattr(source, "SIFTED", 0)
        patch.setattr(delimited, "_LARGE", 0)
        yield


def tables(path: Path) -> list[object]:
    logs = hd.read_logs(path, profile=hd.Profile(time_zone="Europe/Berlin"))
    names = ("ratings", "sleep", "journal", "activities", "vitals", "rejected", "sources")
    return [getattr(logs, name).astype(str).to_dict("records") for name in names]


@pytest.mark.parametrize(
    "name",
    [
        "mi_fitness/naps.csv",
        "apple_health_csv/Several.csv",
        "health_auto_export_csv/daily.csv",
        f"mi_fitness/{MI_FITNESS}",
    ],
)
def test_a_large_file_is_read_as_a_small_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    copy = tmp_path / Path(name).name
    copy.write_bytes(content_of(DATA / name))
    whole = tables(copy)
    with small_limits(monkeypatch):
        assert tables(copy) == whole


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_minutes_of_a_heart_rate_take_little_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str) -> None:
    header, *nights = (DATA / "mi_fitness" / MI_FITNESS).read_text().splitlines()
    minutes = "".join(HEART_RATE.format(1_772_406_600 + 60 * i) for i in range(20_000))
    text = "\n".join([header, *nights, minutes + '1,dev,sleep,1,"{",1'])
    path = tmp_path / MI_FITNESS
    path.write_bytes(text.replace("\n", end).encode())
    with small_limits(monkeypatch):
        logs = hd.read_logs(path)
        [found] = walk(path)
        assert isinstance(found, source.Source)
        kept, _, left_out = found.sifted_text(re.compile(b"sleep"))
    assert len(logs.sleep) == 2
    # The value of the last line is damaged; its number is that of the file.
    assert logs.rejected["line"].iloc[-1] == len(text.splitlines())
    assert left_out >= 20_000
    assert len(kept) < path.stat().st_size / 10


def test_a_line_break_in_quotation_marks_does_not_lose_its_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = (DATA / "apple_health_csv" / "Several.csv").read_text().replace('"Scale"', '"Sca\nle"')
    path = tmp_path / "Several.csv"
    path.write_text(lines)
    whole = tables(path)
    with small_limits(monkeypatch):
        assert tables(path) == whole


def test_a_large_file_may_have_more_lines_by_its_bytes_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limits = {"lines": 20, "bytes_per_line": 20, "json_weight": 100, "bytes_per_json_weight": 6}
    monkeypatch.setattr(source, "limit", limits.__getitem__)
    path = tmp_path / "a.csv"
    path.write_text(daylio_csv(90))
    assert len(hd.read_logs(path).ratings) == 90
    # The same file takes less in a zip.
    zipped = tmp_path / "a.zip"
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", daylio_csv(90))
    with pytest.raises(
        hd.UnreadableFileError, match=r"a\.zip/a\.csv: too many lines .* or unpack the zip and give the file itself$"
    ):
        hd.read_logs(zipped)
    # Lines of a letter are no export, however many bytes they take together.
    path.write_text("full_date,date,weekday,time,mood,activities,note_title,note\n" + "1\n" * 900)
    with pytest.raises(
        hd.UnreadableFileError, match=r"a\.csv: too many lines for a diary; split it and give the parts"
    ):
        hd.read_logs(path)


def test_lines_of_all_files_of_a_call_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meter, "limit", lambda name: {"lines_always": 200, "files_always": 9}.get(name, 0))
    for name in "abc":
        (tmp_path / f"{name}.csv").write_text(daylio_csv(90))
    logs = hd.read_logs(tmp_path)
    assert logs.rejected[["source", "reason"]].to_numpy().tolist() == [
        ["c.csv", "with the files before it, too many lines for one call; read it alone"]
    ]


def test_rows_without_end_are_noticed_while_they_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("heartdata.readers.collector.limit", lambda name: 3000)
    (tmp_path / "a.csv").write_text(daylio_csv(90))
    (tmp_path / "b.csv").write_text(daylio_csv(90).replace("walk", " | ".join("abcdefghijklmnopqrstuvwxyz")) * 60)
    logs = hd.read_logs(tmp_path)
    assert len(logs.ratings) == 90
    assert logs.rejected[["source", "reason"]].to_numpy().tolist() == [
        ["b.csv", "more than 3,000 rows; split it and give the parts you need"]
    ]


def test_columns_without_end_are_not_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("date," + ",".join(map("c{}".format, range(60_000))) + "\n" + "2026-03-01" + ",1" * 60_000 + "\n")
    began = time.process_time()
    with pytest.raises(hd.UnknownFormatError, match=r"a\.csv: no format recognises it"):
        hd.read_logs(path)
    assert time.process_time() - began < 5


def test_cells_of_all_spreadsheets_of_a_call_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meter, "limit", lambda name: {"cells_always": 100, "cells_per_byte": 0}.get(name, 10**9))
    book = xlsx({"Diary": [["Date", "Mood"], *([f"2026-03-{day:02}", 4] for day in range(1, 21))]})
    old = (Path(__file__).parent / "files" / "diary.xls").read_bytes()
    for name, content in {"a.xlsx": book, "b.xlsx": book, "c.xlsx": book, "d.xls": old}.items():
        (tmp_path / name).write_bytes(content)
    profile = hd.Profile.from_toml('[columns]\ndate = "Date"\nmood = { name = "Mood", min = 1, max = 5 }\n')
    rejected = hd.read_logs(tmp_path, profile=profile).rejected
    assert rejected["source"].tolist() == ["c.xlsx", "d.xls"]
    assert set(rejected["reason"]) == {"with the files before it, too many cells for one call; read it alone"}


def test_members_with_one_name_count_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meter, "limit", lambda name: 100_000 if name.endswith("_always") else 0)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(9):
            # Written under the same name, without zipfile's warning.
            archive.NameToInfo.clear()
            archive.writestr("a.csv", daylio_csv(500 + number))
    (tmp_path / "a.zip").write_bytes(out.getvalue())
    assert "unpacks to far more than any export" in " ".join(hd.read_logs(tmp_path).rejected["reason"])


def _shared(texts: list[bytes]) -> bytes:
    return struct.pack("<II", len(texts), len(texts)) + b"".join(texts)


@pytest.mark.parametrize(
    ("strings", "kind"),
    [
        # One long text, shown in 400 cells.
        (record(0xFC, _shared([struct.pack("<HB", 4000, 0) + b"x" * 4000])), "large"),
        # Its characters go on in a further record, where each takes two bytes.
        (
            record(0xFC, _shared([struct.pack("<HB", 4000, 0) + b"x" * 2000])) + record(0x3C, b"\1" + b"x\0" * 2000),
            "large",
        ),
        # The long text, with its fonts, is in no cell; what is there is short.
        (
            record(
                0xFC,
                _shared([struct.pack("<HB", 3, 0) + b"abc", struct.pack("<HBH", 8000, 8, 2) + b"x" * 8000 + bytes(8)]),
            ),
            "fine",
        ),
    ],
    ids=["long", "continued", "short"],
)
def test_the_texts_of_an_old_workbook_are_measured_as_they_are(
    monkeypatch: pytest.MonkeyPatch, strings: bytes, kind: str
) -> None:
    monkeypatch.setattr(old_excel, "_MOST_TEXT", 1_000_000)
    cells = b"".join(record(0xFD, struct.pack("<HHHI", row, 0, 0, 0)) for row in range(400))
    book = record(0x809, bytes(16)) + strings + cells
    assert old_excel.measure_old_excel(ole({"Workbook": book}), 4_000_000)[0] == kind
