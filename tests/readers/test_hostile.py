"""Files made to harm: a clear error or a rejected row, in bounded memory and time."""

from __future__ import annotations

import errno
import io
import json
import os
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import heartdata as hd
from heartdata.readers import FORMATS

Write = Callable[[str, str | bytes], Path]
DAYLIO = (
    "full_date,date,weekday,time,mood,activities,note_title,note\n2026-03-01,1 March,Sunday,8:00 am,good,walk,,words\n"
)
ROW = DAYLIO.splitlines()[1]
CANARY = "Zqxcanary"


def zipped(members: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


@contextmanager
def bounded(*, seconds: float = 20, megabytes: float = 100) -> Iterator[None]:
    """Generous limits in CPU time, so that a busy machine stays within them."""
    # What is imported when first needed is not what is measured.
    import heartdata.core.merge  # noqa: F401

    began = time.process_time()
    tracemalloc.start()
    try:
        yield
        peak = tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()
    assert peak < megabytes
    assert time.process_time() - began < seconds


@contextmanager
def bomb(path: Path, name: str, size: int) -> Iterator[None]:
    """Write a zip whose one member is far larger, without ever holding it."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive, archive.open(name, "w") as file:
        file.write(DAYLIO.encode())
        for _ in range(size >> 20):
            file.write(b"x" * (1 << 20))
    yield


def test_a_zip_bomb_is_read_up_to_the_largest_diary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from heartdata.readers.files import source as _file

    monkeypatch.setattr(_file, "MAX_TEXT", 16 << 20)
    path = tmp_path / "bomb.zip"
    with (
        bomb(path, "a.csv", 300 << 20),
        bounded(),
        pytest.raises(
            hd.UnreadableFileError, match=r"^bomb\.zip/a\.csv: larger than 16 MB, too large for a text export"
        ),
    ):
        hd.read_logs(path)


def test_a_zip_bomb_that_understates_its_size_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with bomb(path, "a.csv", 64 << 20):
        content = path.read_bytes()
    size = (len(DAYLIO) + (64 << 20)).to_bytes(4, "little")
    assert content.count(size) >= 1
    path.write_bytes(content.replace(size, (100).to_bytes(4, "little")))
    with bounded(), pytest.raises(hd.HeartdataError, match=r"^bomb\.zip"):
        hd.read_logs(path)


def test_zips_in_zips_end(write: Write) -> None:
    content = zipped({"a.csv": DAYLIO})
    for depth in range(12):
        content = zipped({f"{depth}.zip": content})
    with bounded(), pytest.raises(hd.UnreadableFileError, match="zips more than 3 deep; unpack it"):
        hd.read_logs(write("deep.zip", content))


def test_a_nested_bomb_is_not_unpacked_into_memory(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    from heartdata.readers.files import source as _file

    monkeypatch.setattr(_file, "MAX_TEXT", 4 << 20)
    inner = zipped({"a.csv": DAYLIO.encode() + b"x" * (40 << 20)})
    path = write("bomb.zip", zipped({f"{i}.zip": inner for i in range(20)} | {"ok.csv": DAYLIO}))
    with bounded(seconds=60):
        logs = hd.read_logs(path)
    assert len(logs.journal) == 1
    assert logs.rejected["reason"].str.startswith("larger than 4 MB").sum() == 20


def test_paths_that_lead_out_and_links_are_not_followed(tmp_path: Path, write: Write) -> None:
    secret = write("secret/diary.csv", DAYLIO)
    link = zipfile.ZipInfo("link.csv")
    link.external_attr = 0o120777 << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("ok.csv", DAYLIO)
        archive.writestr("../../secret/diary.csv", DAYLIO)
        archive.writestr("C:\\..\\diary.csv", DAYLIO)
        archive.writestr(link, str(secret))
    path = write("in/all.zip", out.getvalue())
    (path.parent / "diary.csv").symlink_to(secret)
    logs = hd.read_logs(path.parent)
    assert logs.sources.loc[logs.sources["format"] == "daylio", "path"].tolist() == ["all.zip/ok.csv"]
    said = logs.rejected.set_index("source")["reason"]
    assert said["diary.csv"].startswith("a link to outside the folder")
    # In a zip a link is a small file that holds a path: no export.
    assert said["all.zip/link.csv"] == "no format recognises it; see `heartdata formats`"
    assert said.str.startswith("its path points outside the zip").sum() == 2
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in", "secret"]


ENTITIES = {
    "laughs": '<!DOCTYPE HealthData [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 20}">' for i in range(12))
    + "]><HealthData><Record type='HKQuantityTypeIdentifierStepCount' sourceName='&m;'/></HealthData>",
    "one long": f'<!DOCTYPE HealthData [<!ENTITY a "{"x" * 100_000}">]><HealthData>{"&a;" * 50_000}</HealthData>',
    "file": '<!DOCTYPE HealthData [<!ENTITY a SYSTEM "file://{secret}">]><HealthData><Me name="x"/>&a;</HealthData>',
    "net": '<!DOCTYPE HealthData SYSTEM "http://localhost:9/x.dtd"><HealthData><Me name="x"/></HealthData>',
    "parameter": '<!DOCTYPE HealthData [<!ENTITY % a SYSTEM "file://{secret}"> %a;]><HealthData>&b;</HealthData>',
}


@pytest.mark.parametrize("name", ENTITIES)
@pytest.mark.parametrize("form", [None, "apple_health"])
def test_entities_are_not_followed(write: Write, name: str, form: str | None) -> None:
    secret = write("secret.txt", CANARY)
    content = '<?xml version="1.0"?>\n' + ENTITIES[name].replace("{secret}", str(secret))
    path = write("in/export.xml", content)
    with bounded():
        try:
            said = repr(hd.read_logs(path, format=form).rejected.to_dict())
        except hd.HeartdataError as error:
            said = str(error)
    assert CANARY not in said


DEEP = {
    "list": "[" * 200_000, "closed": "[" * 200_000 + "]" * 200_000, "object": '{"a":' * 200_000,
    "entries": '{"metadata":{"version":"1.0"},"entries":[' + '{"text":' * 100_000 + '"x"' + "}" * 100_000 + "]}",
    "in a log": '[{"logId":1,"dateOfSleep":"2026-03-01","levels":' + '{"data":[' * 100_000 + "]}" * 100_000 + "}]",
}  # fmt: skip


DETECTED_OR_BY_NAME = pytest.mark.parametrize(
    "form", [None, *(pytest.param(f.name, marks=pytest.mark.slow) for f in FORMATS)]
)


@DETECTED_OR_BY_NAME
@pytest.mark.parametrize("name", DEEP)
def test_deep_json_is_an_error(write: Write, name: str, form: str | None) -> None:
    path = write("a.json", DEEP[name])
    with bounded():
        try:
            assert hd.read_logs(path, format=form).empty
        except hd.HeartdataError as error:
            assert str(error).startswith("a.json: ")  # noqa: PT017


@DETECTED_OR_BY_NAME
def test_huge_fields_and_lines(write: Write, form: str | None) -> None:
    for number, content in enumerate(("x" * 3_000_000, "9" * 500_000, '"' * 400_001, "," * 400_000, "\n" * 400_000)):
        path = write(f"{number}.csv", content)
        with bounded():
            try:
                assert hd.read_logs(path, format=form).empty
            except hd.HeartdataError as error:
                assert len(str(error)) < 500  # noqa: PT017


def test_a_huge_note_is_read_and_a_huge_number_rejected(write: Write) -> None:
    note = "word " * 400_000
    content = DAYLIO + ROW.replace("words", note) + "\n" + ROW.replace("2026-03-01", "9" * 100_000) + "\n"
    with bounded(megabytes=200):
        logs = hd.read_logs(write("a.csv", content))
    assert logs.journal["text"].map(len).max() == len(note.strip())
    assert logs.rejected["line"].tolist() == [4]


def test_json_numbers_of_thousands_of_digits(write: Write) -> None:
    entry = {"logId": 1, "dateOfSleep": "2026-03-01", "startTime": "2026-02-28T23:00:00.000", "levels": {}}
    content = json.dumps([entry]).replace("1,", "9" * 6000 + ",", 1)
    with bounded(), pytest.raises(hd.HeartdataError, match=r"^a\.json[:,] "):
        hd.read_logs(write("a.json", content), errors="raise")


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n\r\n", "\r\r\n"])
def test_mixed_line_ends_lose_no_row(write: Write, end: str) -> None:
    rows = [ROW.replace("8:00 am", f"{hour}:00") for hour in range(8, 14)]
    content = DAYLIO.splitlines()[0] + "\n" + "".join(r + (end if i % 2 else "\n") for i, r in enumerate(rows))
    logs = hd.read_logs(write("a.csv", content))
    assert (len(logs.ratings), len(logs.rejected)) == (6, 0)


def test_nul_bytes_and_lone_surrogates_stay_in_their_row(write: Write) -> None:
    rows = [ROW.replace("8:00 am", f"{hour}:00").encode() for hour in range(8, 12)]
    rows[1] = rows[1].replace(b"words", b"wo\0rds")
    rows[2] = rows[2].replace(b"words", b"wo\xed\xa0\x80rds")
    logs = hd.read_logs(write("a.csv", b"\n".join([DAYLIO.splitlines()[0].encode(), *rows])))
    assert len(logs.ratings) == 4
    for text in logs.journal["text"]:
        text.encode()
    hd.to_daily(logs)


@pytest.mark.parametrize("name", ["a.csv", "2026-03-01.md", "a.json", "sub/a.txt"])
@pytest.mark.parametrize("content", [b"a\0\0\0b,c\0\0\0d\0\0\n" * 9, b"\0" * 5000, b"\0\0\0words\0" * 900])
def test_a_file_of_nul_bytes_is_named(write: Write, name: str, content: bytes) -> None:
    path = write(f"in/{name}", content)
    write("in/ok.csv", DAYLIO)
    logs = hd.read_logs(path.parents[name.count("/")])
    assert len(logs.ratings) == 1
    assert name in set(logs.sources["path"])
    with pytest.raises(hd.HeartdataError, match=path.name.replace(".", r"\.")):
        hd.read_logs(path)


def test_half_a_character_in_json_can_be_saved(write: Write, tmp_path: Path) -> None:
    entry = {"uuid": "A", "creationDate": "2026-03-01T08:00:00Z", "text": "?", "tags": ["?"]}
    content = json.dumps({"metadata": {"version": "1.0"}, "entries": [entry]}).replace("?", "wo\\ud800rds")
    logs = hd.read_logs(write("a.json", content), profile=hd.Profile(time_zone="Europe/Berlin"))
    logs.save(tmp_path / "saved")
    assert hd.Logs.load(tmp_path / "saved").journal["text"].tolist() == logs.journal["text"].tolist()


def test_a_folder_called_like_a_file_is_a_folder(write: Write) -> None:
    folder = write("in/x.csv/deeper.json/a.csv", DAYLIO).parent.parent
    assert len(hd.read_logs(folder).ratings) == len(hd.read_logs(folder.parent).ratings) == 1


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_said(write: Write) -> None:
    write("in/ok.csv", DAYLIO)
    shut, folder = write("in/shut.csv", DAYLIO), write("in/sub/a.csv", DAYLIO).parent
    shut.chmod(0)
    folder.chmod(0)
    try:
        logs = hd.read_logs(shut.parent)
        with pytest.raises(hd.UnreadableFileError, match=r"^shut\.csv: cannot be opened \(Permission denied\)"):
            hd.read_logs(shut)
    finally:
        folder.chmod(0o700)
    assert len(logs.ratings) == 1
    assert sorted(logs.rejected["source"]) == ["shut.csv", "sub"]


@pytest.mark.parametrize("trouble", [errno.ENOENT, errno.EACCES, errno.EIO, errno.ESTALE])
@pytest.mark.parametrize("after", range(4))
def test_a_file_that_vanishes_while_it_is_read(
    write: Write, monkeypatch: pytest.MonkeyPatch, trouble: int, after: int
) -> None:
    write("in/a.csv", DAYLIO.replace("8:00", "9:00"))
    gone = write("in/b.csv", DAYLIO)
    opened = []

    def failing(path: str, *args: Any, **more: Any) -> Any:
        if Path(path) == gone:
            opened.append(1)
            if len(opened) > after:
                raise OSError(trouble, os.strerror(trouble))
        return open(path, *args, **more)  # noqa: PTH123

    for module in ("source", "walk"):
        monkeypatch.setattr(f"heartdata.readers.files.{module}.open", failing, raising=False)
    logs = hd.read_logs(gone.parent)
    if len(opened) > after:
        assert logs.rejected["source"].tolist() == ["b.csv"]
        assert os.strerror(trouble) in logs.rejected["reason"].iloc[0]
    assert "a.csv" in set(logs.ratings["source"])


def test_header_with_an_enormous_cell_is_a_clear_error(tmp_path: Path) -> None:
    cell = "{a:" * 200_000
    (tmp_path / "t.csv").write_text(f"points,when,{cell},deep,light\n70,2026-03-01,1,2,3\n71,2026-03-02,4,5,6\n")
    with pytest.raises(hd.HeartdataError, match=r"t\.csv: "):
        hd.read_logs(tmp_path)


def test_a_table_with_one_enormous_row_is_never_called_empty(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(f"points,when,words\n70,yesterday,{'z ' * 50_000}\n")
    with pytest.raises(hd.HeartdataError, match=r"t\.csv: "):
        hd.read_logs(tmp_path)
