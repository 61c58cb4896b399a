"""Files, folders and zips: what is walked, what is skipped, and how other files are described."""

from __future__ import annotations

import errno
import io
import os
import stat
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heartdata.errors import UnreadableFileError
from heartdata.readers.files import meter
from heartdata.readers.files import source as _file
from heartdata.readers.files.source import Source, Unreadable, decode_text
from heartdata.readers.files.walk import walk

Write = Callable[[str, str | bytes], Path]


def zipped(members: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def names(path: Path) -> list[str]:
    return [f.name for f in walk(path)]


def reasons(path: Path) -> dict[str, str]:
    return {f.name: f.reason for f in walk(path) if isinstance(f, Unreadable)}


def locked() -> bytes:
    content = bytearray(zipped({"a.csv": "x" * 50}))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def test_folder_is_walked_in_order_without_other_files(write: Write) -> None:
    for name in ("b.csv", "A.csv", "sub/c.csv", "x.csv/inside.csv", ".hidden", ".git/x.csv", "__MACOSX/._b.csv"):
        write(f"in/{name}", "x")
    for name in (
        "photo.JPG",
        "heartdata.toml",
        "heartdata.toml.bak",
        "heartdata.toml~",
        "~$b.csv",
        "mine/.heartdata",
        "mine/ratings.jsonl",
    ):
        write(f"in/{name}", "x")
    assert names(write("in/z.csv", "x").parent) == ["A.csv", "b.csv", "z.csv", "sub/c.csv", "x.csv/inside.csv"]


def test_a_zip_is_walked_like_a_folder_and_zips_in_it_too(write: Write) -> None:
    inner = zipped({"c.csv": "c", "deeper.zip": zipped({"d.csv": "d", "deepest.zip": zipped({"e.csv": "e"})})})
    members = {"a.csv": "a", "__MACOSX/._a.csv": "x", ".hidden": "x", "p.png": "x", "s/b.csv": "b", "in.zip": inner}
    path = write("all.zip", zipped(members))
    found = {f.name: f.text()[0] for f in walk(path) if isinstance(f, Source)}
    assert found == {
        "all.zip/a.csv": "a", "all.zip/s/b.csv": "b", "all.zip/in.zip/c.csv": "c",
        "all.zip/in.zip/deeper.zip/d.csv": "d",
    }  # fmt: skip
    assert reasons(path) == {
        "all.zip/in.zip/deeper.zip/deepest.zip": "zips more than 3 deep; unpack it and give what is inside"
    }


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (zipped({"a.csv": "x" * 900})[:60], "a damaged or cut-short zip"),
        (zipped({}), "an empty zip"),
        (
            zipped({"[Content_Types].xml": "x", "xl/workbook.xml": "x"}),
            "a damaged spreadsheet, or one of a kind",
        ),
        (locked(), "locked with a password; unpack it"),
        (zipped({"../../out.csv": "x"}), "its path points outside the zip"),
        (zipped({"/etc/out.csv": "x"}), "its path points outside the zip"),
    ],
    ids=["cut", "empty", "spreadsheet", "locked", "up", "absolute"],
)
def test_zips_that_are_not_read(write: Write, content: bytes, words: str) -> None:
    (reason,) = reasons(write("x.zip", content)).values()
    assert reason.startswith(words)


def test_links(write: Write, tmp_path: Path) -> None:
    outside = write("outside/secret.csv", "x")
    inside = write("in/a.csv", "x").parent
    for name, target in {
        "out.csv": outside, "same.csv": inside / "a.csv", "nowhere.csv": inside / "gone", "folder": outside.parent,
        "round": inside, "loop1": inside / "loop2", "loop2": inside / "loop1",
    }.items():  # fmt: skip
        (inside / name).symlink_to(target)
    assert [f.name for f in walk(inside) if isinstance(f, Source)] == ["a.csv", "same.csv"]
    found = reasons(inside)
    assert set(found) == {"out.csv", "nowhere.csv", "folder", "round", "loop1", "loop2"}
    assert found["out.csv"] == found["folder"] == "a link to outside the folder; give the file itself"
    assert found["loop1"].startswith("a broken link")
    with pytest.raises(UnreadableFileError, match="loop1: there is no such file or folder; check the path"):
        next(walk(inside / "loop1"))


@pytest.mark.parametrize("packed", [False, True])
def test_a_file_beside_another_is_read_and_nothing_above_what_was_given(
    packed: bool, write: Write, tmp_path: Path
) -> None:
    members: dict[str, str | bytes] = {
        "list.csv": "the list",
        "a/b.csv": "x,y",
        "a/c.csv": b"\xff\xfe" + "é".encode("utf-16-le"),
    }
    write("outside.csv", "not given")
    if packed:
        path = write("in.zip", zipped(members))
    else:
        for name, content in members.items():
            write(f"in/{name}", content)
        path = tmp_path / "in"
        (path / "link.csv").symlink_to(tmp_path / "outside.csv")
    read = {}
    for file in walk(path):
        if isinstance(file, Source) and file.basename == "b.csv":
            wanted = ("../list.csv", "c.csv", "../missing.csv", "../../outside.csv", "../link.csv", "..")
            read = {other: file.text_beside(other) for other in wanted}
    assert read == dict.fromkeys(read, "") | {"../list.csv": "the list", "c.csv": "é"}
    [single] = walk(tmp_path / "outside.csv")
    assert isinstance(single, Source)
    assert single.text_beside("in.zip") == ""


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert reasons(tmp_path) == {"pipe": "not a regular file; it is not opened"}
    with pytest.raises(UnreadableFileError, match="pipe: not a regular file"):
        next(walk(tmp_path / "pipe"))


@pytest.mark.skipif(sys.platform != "linux", reason="a socket is made without binding it")
def test_a_socket_and_a_device_are_not_opened(write: Write) -> None:
    folder = write("in/a.csv", "x").parent
    os.mknod(folder / "plug", stat.S_IFSOCK | 0o600)
    (folder / "zero.csv").symlink_to("/dev/zero")
    assert reasons(folder) == {
        "plug": "not a regular file; it is not opened",
        "zero.csv": "a link to outside the folder; give the file itself",
    }
    assert [f.name for f in walk(folder) if isinstance(f, Source)] == ["a.csv"]
    for special in (folder / "plug", Path("/dev/zero")):
        with pytest.raises(UnreadableFileError, match="not a regular file"):
            next(walk(special))


def test_a_member_with_a_wrong_checksum_does_not_hide_the_others(write: Write) -> None:
    content = bytearray(zipped({"a.csv": "x" * 50, "b.csv": "y" * 50}))
    content[content.index(b"PK\x01\x02") + 16] ^= 1
    path = write("x.zip", bytes(content))
    assert reasons(path) == {"x.zip/a.csv": "a damaged or cut-short zip; export or copy it again"}
    assert [(f.name, f.text()[0]) for f in walk(path) if isinstance(f, Source)] == [("x.zip/b.csv", "y" * 50)]


def test_a_zip_cut_short(write: Write) -> None:
    content = zipped({"a.csv": "x" * 50})
    for end in (len(content) - 1, len(content) // 2, 10):
        assert reasons(write("x.zip", content[:end])) == {
            "x.zip": "a damaged or cut-short zip; export or copy it again"
        }


@pytest.mark.parametrize("given", ["gone.csv", "a\0b", "x" * 5000, "gone/../../a.csv"])
def test_nothing_there(tmp_path: Path, given: str) -> None:
    with pytest.raises(UnreadableFileError, match="there is no such file or folder; check the path"):
        next(walk(tmp_path / "none" / given))


def refuse(*_: Any, **__: Any) -> Any:
    raise PermissionError(errno.EACCES, "Permission denied")


def test_unreadable_files_are_reported_and_the_rest_is_read(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write("in/a.csv", "x").parent
    monkeypatch.setattr("heartdata.readers.files.source.os.open", refuse)
    assert reasons(folder) == {
        "a.csv": "cannot be opened (Permission denied); check that it is still there and that you may read it"
    }
    monkeypatch.setattr(Path, "stat", refuse)
    with pytest.raises(UnreadableFileError, match=r"cannot be opened \(Permission denied\)"):
        next(walk(folder))


def test_a_file_that_vanishes(write: Write) -> None:
    path = write("a.csv", "x" * 100_000)
    found = next(walk(path))
    path.unlink()
    assert isinstance(found, Source)
    with pytest.raises(UnreadableFileError, match=r"^a\.csv: cannot be opened \(No such file"):
        found.text()


@pytest.mark.parametrize("packed", [False, True])
def test_a_small_file_is_opened_once(write: Write, monkeypatch: pytest.MonkeyPatch, packed: bool) -> None:
    path = write("in/z.zip", zipped({"a.csv": "x" * 99})) if packed else write("in/a.csv", "x" * 99)
    opened: list[str] = []
    member = zipfile.ZipFile.open

    def counting(opener: Any) -> Any:
        return lambda path, *args, **more: (opened.append(Path(path).name), opener(path, *args, **more))[1]

    monkeypatch.setattr(os, "open", counting(os.open))
    for module in ("source", "walk"):
        monkeypatch.setattr(f"heartdata.readers.files.{module}.open", counting(open), raising=False)
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *args: (opened.append(args[1].filename), member(*args))[1])
    (found,) = walk(path.parent)
    assert isinstance(found, Source)
    assert (found.foreign_type, found.shape, found.text()[0]) == (None, "words", "x" * 99)
    assert opened.count("a.csv") == 1
    assert "xxx" not in repr(found)


@pytest.mark.parametrize(
    ("content", "look"),
    [
        ("\ufeff\n {}", "json"), ("[2026-03-01 08:00] A title.", "json"), ("<html>", "markup"),
        ("\r\n\r\nday,mood,note\n1,2,3", "table"), ('"day\nof the week"', "table"), ("a\tb\tc", "table"),
        ("Saturday, 14 March 2026\n1,2,3", "pair"), ("a,b;c|d", "pair"), ("Saturday\n1,2,3", "words"), ("", "words"),
        ("\n \n\tday\tmood\n", "table"), ("a;b,c,d", "table"), ("\u00a0" * 60_000, "words"), ("\n" * 60_000, "words"),
        ("SQLite format 3\0", "database"), ("day,mood,note\n".encode("utf-16"), "table"), (bytes(range(256)), "words"),
    ],
)  # fmt: skip
def test_file_kinds(content: str | bytes, look: str) -> None:
    written = content.encode() if isinstance(content, str) else content
    assert Source("x", lambda: io.BytesIO(written), len(written)).shape == look


@given(
    st.lists(st.text(st.sampled_from("a. ü2-"), min_size=1).filter(lambda part: part != "."), min_size=1, max_size=3)
)
def test_file_name_is_that_of_the_system(parts: list[str]) -> None:
    name = "/".join(parts)
    found = Source(name, io.BytesIO, 0)
    assert (found.basename, found.stem) == (PurePosixPath(name).name, PurePosixPath(name).stem)


def test_names_are_unique_and_on_one_line(write: Write, tmp_path: Path) -> None:
    write("in/a\nb.csv", "x")
    (tmp_path / "in" / os.fsdecode(b"\xff.csv")).write_bytes(b"x")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("d.csv", "1")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("d.csv", "2")
    write("in/z.zip", out.getvalue())
    write("in/long.zip", zipped({"n" * 3000 + ".csv": "x"}))
    found = names(tmp_path / "in")
    assert set(found) >= {"a\ufffdb.csv", "\ufffd.csv", "z.zip/d.csv", "z.zip/d.csv (2)"}
    assert max(map(len, found)) < 260
    assert all(name.isprintable() for name in found)


def test_too_many_files(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meter, "limit", lambda name: 3 if name == "files_always" else 0 if "files" in name else 10**9)
    path = write("x.zip", zipped({f"{i}.csv": "x" for i in range(9)}))
    assert len(names(path)) == 4
    assert reasons(path) == {"x.zip": "holds more than 3 files; give only part of them"}


def test_zip_bomb_is_not_fully_unpacked(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_file, "MAX_TEXT", 2 << 20)
    for found in walk(write("x.zip", zipped({"a.csv": "a" * (8 << 20)}))):
        assert isinstance(found, Source)
        assert len(found.head) == 64 * 1024
        with pytest.raises(UnreadableFileError, match=r"x\.zip/a\.csv: larger than 2 MB, too large for a text export"):
            found.text()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "empty"), (b" \r\n\0", "empty"), (b"\xef\xbb\xbf\n", "empty"), (b"\xff\xfe\r\0\n\0", "empty"),
        (b"\x89PNG\r\n\x1a\n", "a picture (PNG)"), (b"\xff\xd8\xff\xe0", "a picture (JPEG)"),
        (b"RIFF\0\0\0\0WEBP", "a picture (WebP)"), (b"\0\0\0\x18ftypheic", "a picture (HEIC)"),
        (b"%PDF-1.4", "a PDF document"),
        (b"SQLite format 3\0", "a database (SQLite)"), (b"a,b", None),
    ],
)  # fmt: skip
def test_kinds(content: bytes, kind: str | None) -> None:
    assert Source("x", lambda: io.BytesIO(content), len(content)).foreign_type == kind


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("süß €".encode(), ("süß €", "UTF-8")),
        ("\ufeffsüß".encode(), ("süß", "UTF-8")),
        ("süß €".encode("cp1252"), ("süß €", "Windows-1252")),
        ("süß\nok 🙂\n".encode("utf-16"), ("süß\nok 🙂\n", "UTF-16")),
        ("date,mood\nчто,так себе\n".encode("utf-16-le"), ("date,mood\nчто,так себе\n", "UTF-16")),
        ("ok 🙂\n".encode() + "süß\n".encode("cp1252"), ("ok 🙂\nsüß\n", "Windows-1252")),
        ("🙂🙂".encode()[:-1], ("🙂", "UTF-8")),
        (b"a\0b,c\n", ("a\0b,c\n", "UTF-8")),
        (b"\xff\xfea", ("", "UTF-16")),
        (bytes(range(256)), None),
        (b"\0\1\2" * 100, None),
    ],
)  # fmt: skip
def test_decoding(content: bytes, expected: tuple[str, str] | None) -> None:
    assert decode_text(content) == expected


def test_the_head_ends_with_a_whole_line() -> None:
    content = ("x" * 99 + "\n").encode() * 1000
    found = Source("x", lambda: io.BytesIO(content), len(content)).head_text
    assert set(found.split("\n")) == {"x" * 99}


def test_binary_files_are_reported() -> None:
    with pytest.raises(UnreadableFileError, match=r"^x: not text \(UTF-8, UTF-16 or Windows-1252\); export it again"):
        Source("x", lambda: io.BytesIO(bytes(range(256))), 256).text()


ZIP = zipped({"a.csv": "full_date,mood\n" * 40, "in.zip": zipped({"b.csv": "x" * 300}), "s/c.txt": "y"})


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    changes=st.lists(st.tuples(st.integers(0, len(ZIP) - 1), st.integers(0, 255)), max_size=6),
    end=st.integers(4, len(ZIP)),
    cut=st.booleans(),
)
def test_damaged_zip_raises_only_known_errors(
    tmp_path: Path, changes: list[tuple[int, int]], end: int, cut: bool
) -> None:
    content = bytearray(ZIP)
    for at, byte in changes:
        content[at] = byte
    path = tmp_path / "x.zip"
    path.write_bytes(bytes(content[:end] if cut else content))
    for found in walk(path):
        assert found.name.startswith("x.zip")
        if isinstance(found, Source):
            try:
                assert isinstance(found.head_text, str)
                found.text()
            except UnreadableFileError as error:
                assert "\n" not in str(error)  # noqa: PT017
