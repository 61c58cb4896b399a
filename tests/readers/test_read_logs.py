"""Reading as a whole: formats by content, one clear message per unreadable file, and the rest read."""

from __future__ import annotations

import errno
import io
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import heartdata as hd
from heartdata import readers
from heartdata.readers import FORMATS

Write = Callable[[str, str | bytes], Path]
DAYLIO = (
    "full_date,date,weekday,time,mood,activities,note_title,note\n2026-03-01,1 March,Sunday,8:00 am,good,walk,,words\n"
)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(50)


def zipped(members: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


BAD = {
    "empty.csv": (b"", hd.UnknownFormatError, "this is empty, not an export"),
    "picture.csv": (PNG, hd.UnknownFormatError, r"this is a picture \(PNG\), not an export"),
    "other.csv": (b"a,b\n1,2\n", hd.UnknownFormatError, "no format recognises it"),
    "cut.zip": (zipped({"a.csv": DAYLIO})[:70], hd.UnreadableFileError, "a damaged or cut-short zip; export or copy"),
    "sheet.xlsx": (
        zipped({"[Content_Types].xml": "", "xl/workbook.xml": ""}),
        hd.UnreadableFileError,
        "a damaged spreadsheet, or one of a kind that cannot be read; save it as .xlsx or CSV",
    ),
    "diary.docx": (
        zipped({"[Content_Types].xml": "", "word/document.xml": ""}),
        hd.UnreadableFileError,
        r"a text document, not an export; save it as plain text \(\.txt\)",
    ),
    "mood.numbers": (
        zipped({"Index/Document.iwa": "", "Index/Tables/DataList.iwa": "", "preview.jpg": ""}),
        hd.UnreadableFileError,
        "a spreadsheet, not an export; save it as CSV",
    ),
    "diary.pages": (
        zipped({"Index/Document.iwa": "", "preview.jpg": ""}),
        hd.UnreadableFileError,
        "a document of Numbers or Pages, not an export; export it as CSV",
    ),
    "diary.odt": (zipped({"mimetype": "", "content.xml": ""}), hd.UnreadableFileError, "an office document"),
    "diary.rtf": (b"{\\rtf1 x}", hd.UnknownFormatError, r"a text document \(RTF\); save it as plain text"),
    "noise.bin": (bytes(range(256)) * 9, hd.UnknownFormatError, "no format recognises it"),
    "old.xls": (b"\xd0\xcf\x11\xe0" + bytes(99), hd.UnknownFormatError, "an old Office document; save it as CSV"),
    "none.zip": (zipped({}), hd.UnreadableFileError, "an empty zip"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_single_file_that_cannot_be_read(write: Write, name: str) -> None:
    content, kind, words = BAD[name]
    path = write(name, content)
    for read in (hd.read_logs, hd.identify):
        with pytest.raises(kind, match=rf"^{name}: .*{words}|^{name}: {words}") as error:
            read(path)
        assert "\n" not in str(error.value)


def test_a_folder_with_all_of_them_reads_the_one_that_is_fine(write: Write) -> None:
    for name, (content, _, _) in BAD.items():
        write(f"in/{name}", content)
    folder = write("in/x.csv/mine.txt", DAYLIO).parent.parent
    logs = hd.read_logs(folder)
    assert logs.journal["text"].tolist() == ["words"]
    found = logs.rejected.set_index("source")["reason"]
    # An empty file is no fault.
    assert set(found.index) == set(BAD) - {"empty.csv"}
    assert "no fault" in logs.sources.set_index("path").loc["empty.csv", "notes"]
    for name, (_, _, words) in BAD.items():
        if name == "empty.csv":
            continue
        assert pd.Series([found[name]]).str.contains(words).all()
    assert logs.rejected["line"].isna().all()
    assert logs.sources.set_index("path").loc["x.csv/mine.txt", "format"] == "daylio"
    with pytest.raises(hd.HeartdataError, match=r"^cut\.zip: a damaged or cut-short zip"):
        hd.read_logs(folder, errors="raise")


def test_a_folder_without_exports_says_what_to_do(write: Write) -> None:
    folder = write("in/photo.jpg", PNG).parent
    with pytest.raises(
        hd.UnknownFormatError, match=r"in: no export found in this folder; put the files your app exports"
    ):
        hd.read_logs(folder)
    write("in/empty.csv", "")
    assert hd.read_logs(folder).empty
    write("in/m.csv", "Name,Mood\nx,3\ny,2\n")
    unread = (
        r"in: nothing in this folder could be read \(m\.csv: no format recognises it, and none of its columns holds"
    )
    with pytest.raises(hd.UnknownFormatError, match=unread):
        hd.read_logs(folder)
    write("in/.heartdata", "")
    with pytest.raises(
        hd.UnknownFormatError, match=r"heartdata wrote this folder itself; open saved logs with Logs\.load"
    ):
        hd.read_logs(folder)


def test_nothing_at_the_path(tmp_path: Path) -> None:
    for given_path in ("gone", "a\0b", "x" * 5000):
        with pytest.raises(hd.UnreadableFileError, match="there is no such file or folder; check the path"):
            hd.read_logs(tmp_path / given_path)


def test_folder_without_read_permission(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write("a.csv", DAYLIO)

    def refuse(*_: Any, **__: Any) -> Any:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "stat", refuse)
    with pytest.raises(hd.UnreadableFileError, match=r"a\.csv: cannot be opened \(Permission denied\); check"):
        hd.read_logs(path)


def test_file_names_are_ignored(write: Write) -> None:
    assert hd.identify(write("diary.json", DAYLIO)) == "daylio"
    assert hd.identify(write("in/b", DAYLIO).parent) == "daylio"
    assert hd.identify(write("x.csv", zipped({"a.jpg": DAYLIO, "b.txt": DAYLIO}))) == "daylio"


def test_a_mixture_is_read_as_one_and_identify_asks(write: Write) -> None:
    jrnl = "[2026-03-02 09:30] A title.\nSome text.\n"
    path = write("all.zip", zipped({"d.csv": DAYLIO, "deep/j.zip": zipped({"journal.txt": jrnl})}))
    assert sorted(hd.read_logs(path).sources["format"]) == ["daylio", "jrnl"]
    with pytest.raises(hd.AmbiguousFormatError, match=r"all\.zip: holds several formats \(daylio, jrnl\)"):
        hd.identify(path)


def test_two_formats_that_claim_a_file_are_an_error(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    twin = replace(FORMATS[0], name="twin")
    monkeypatch.setattr(readers, "FORMATS", (*FORMATS, twin))
    monkeypatch.setattr(readers, "formats_for", lambda source: (*FORMATS, twin))
    path = write("in/a.csv", DAYLIO)
    with pytest.raises(hd.AmbiguousFormatError, match=r"a\.csv: could be any of daylio, twin; choose one with format="):
        hd.read_logs(path)
    with pytest.raises(hd.AmbiguousFormatError, match=r"a\.csv: could be any of daylio, twin"):
        hd.read_logs(path.parent)
    assert len(hd.read_logs(path, format="twin").ratings) == 1


@pytest.mark.parametrize("form", [f.name for f in FORMATS])
@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"{}", b"[]", b"plain words", PNG, b"", bytes(range(256)), b'"\n"'])
def test_a_format_forced_on_a_wrong_file(write: Write, form: str, content: bytes) -> None:
    try:
        logs = hd.read_logs(write("x.any", content), format=form)
    except hd.HeartdataError as error:
        assert str(error).startswith("x.any: ")  # noqa: PT017
    else:
        # An empty list is an export of some apps without any entry.
        assert logs.empty
        assert form not in ("daylio", "table")


def test_a_format_chosen_for_a_folder_takes_what_fits(write: Write) -> None:
    write("in/j.txt", "[2026-03-02 09:30] A title.\nSome text.\n")
    folder = write("in/d.csv", DAYLIO).parent
    logs = hd.read_logs(folder, format="daylio")
    assert logs.sources["format"].tolist() == ["daylio", ""]
    assert logs.rejected["reason"].tolist() == ["not of the format daylio that format= names"]


def test_mistakes_in_the_call(write: Write) -> None:
    path = write("a.csv", DAYLIO)
    with pytest.raises(hd.UnknownFormatError, match=r"format='diary': not a known format; choose one of daylio, "):
        hd.read_logs(path, format="diary")
    with pytest.raises(hd.HeartdataError, match=r"errors='ignore': allowed are 'collect' and 'raise'"):
        hd.read_logs(path, errors="ignore")  # type: ignore[arg-type]


def test_raise_stops_at_the_first_row_and_collect_goes_on(write: Write) -> None:
    path = write("a.csv", DAYLIO + "soon,,,,good,,,\n" + DAYLIO.splitlines()[1].replace("8:00", "9:00") + "\n")
    with pytest.raises(hd.UnreadableFileError, match=r"^a\.csv, line 3: full_date is not a date"):
        hd.read_logs(path, errors="raise")
    logs = hd.read_logs(path)
    assert len(logs.ratings) == 2
    assert logs.sources[["rows", "rejected"]].to_numpy().tolist() == [[3, 1]]


def test_a_header_alone_holds_no_entries(write: Write) -> None:
    logs = hd.read_logs(write("a.csv", DAYLIO.splitlines()[0] + "\n"))
    assert logs.empty
    assert logs.notes == ["holds no entries"]


def test_the_profile_beside_the_exports_is_used(write: Write) -> None:
    write("in/heartdata.toml", "[loss]\ndate = 2026-02-01\n[moods]\ngood = 1\n")
    path = write("in/a.csv", DAYLIO)
    for given_path in (path, path.parent):
        logs = hd.read_logs(given_path)
        assert logs.ratings["value"].tolist() == [0.0]
        assert logs.events["kind"].tolist() == ["loss"]
    assert hd.read_logs(path, profile=hd.Profile()).ratings["value"].tolist() == [7.5]
    write("in/heartdata.toml", "[loss]\nday = 3\n")
    with pytest.raises(hd.ProfileError, match=r"heartdata\.toml: loss\.day: not a key"):
        hd.read_logs(path)


def test_a_profile_in_a_folder_below_is_named_as_not_used(write: Write) -> None:
    write("in/heartdata.toml", "[moods]\ngood = 1\n")
    write("in/mine/heartdata.toml", "[moods]\ngood = 2\n")
    logs = hd.read_logs(write("in/mine/a.csv", DAYLIO).parents[1])
    assert logs.ratings["value"].tolist() == [0.0]
    assert logs.rejected["source"].tolist() == ["mine/heartdata.toml"]
    assert logs.rejected["reason"].tolist() == ["not used; only the heartdata.toml of the folder itself is"]


@pytest.mark.parametrize("name", ["heartdata.toml", "mine/heartdata.toml"])
def test_the_profile_in_a_zip_is_used(write: Write, name: str) -> None:
    file = write("in/all.zip", "")
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mine/a.csv", DAYLIO)
        archive.writestr(name, "[loss]\ndate = 2026-02-01\n[moods]\ngood = 1\n")
    # It lies beside the exports; the one outside belongs to others as well.
    write("in/heartdata.toml", "[moods]\ngood = 2\n")
    logs = hd.read_logs(file)
    assert logs.ratings["value"].tolist() == [0.0]
    assert logs.events["kind"].tolist() == ["loss"]
    assert hd.read_logs(file, profile=hd.Profile()).ratings["value"].tolist() == [7.5]
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.csv", DAYLIO)
    assert hd.read_logs(file).ratings["value"].tolist() == [2.5]


def test_a_profile_in_a_zip_that_is_wrong_or_damaged(write: Write) -> None:
    file = write("all.zip", "")
    for text, said in ((b"[loss]\nday = 3\n", r"loss\.day: not a key"), (b"\xff", "not UTF-8 text")):
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("a.csv", DAYLIO)
            archive.writestr("heartdata.toml", text)
        with pytest.raises(hd.ProfileError, match=rf"all\.zip/heartdata\.toml: {said}"):
            hd.read_logs(file)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", DAYLIO)
        archive.writestr("heartdata.toml", "# " + "one two three " * 500)
        at = archive.getinfo("heartdata.toml").header_offset + 30 + len("heartdata.toml")
    content = bytearray(file.read_bytes())
    content[at : at + 8] = b"\xff" * 8
    file.write_bytes(content)
    assert len(hd.read_logs(file).ratings) == 1


def test_anniversaries_come_back_each_year_and_on_the_29th_of_february(write: Write) -> None:
    event = {"date": "2024-02-29", "label": "the day"}
    logs = hd.read_logs(write("a.csv", DAYLIO), profile=hd.Profile(anniversaries=[event]))  # type: ignore[list-item]
    assert logs.events["day"].dt.strftime("%Y-%m-%d").tolist() == ["2026-02-28", "2027-02-28"]


def test_formats_lists_every_format() -> None:
    assert hd.formats().index.tolist() == [f.name for f in FORMATS]
    assert (hd.formats() != "").all(axis=None)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    members=st.dictionaries(
        st.text("ab./\\_", min_size=1, max_size=6), st.binary(max_size=80) | st.just(DAYLIO.encode()), max_size=4
    ),
    damage=st.lists(st.tuples(st.integers(0, 600), st.integers(0, 255)), max_size=3),
)
def test_any_zip_gives_logs_or_a_known_error(
    tmp_path: Path, members: dict[str, bytes], damage: list[tuple[int, int]]
) -> None:
    content = bytearray(zipped(dict(members)))
    for at, byte in damage:
        content[at % len(content)] = byte
    path = tmp_path / "x.zip"
    path.write_bytes(bytes(content))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", hd.HeartdataWarning)
            hd.read_logs(path, profile=hd.Profile())
    except hd.HeartdataError as error:
        assert str(error).startswith("x.zip")  # noqa: PT017
