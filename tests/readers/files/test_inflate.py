from __future__ import annotations

import io
import random
import sys
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heartdata.readers.files import walk as walking
from heartdata.readers.files.inflate import Inflated, inflater
from heartdata.readers.files.meter import Metered
from heartdata.readers.files.source import BROKEN, Source
from heartdata.readers.files.walk import walk

RNG = random.Random(4)
TEXT = "".join(f"{RNG.random()} and {i % 7} more\n" for i in range(30_000)).encode()


@pytest.fixture(params=["zlib", "isal"])
def module(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "isal":
        pytest.importorskip("isal")
    else:
        monkeypatch.setitem(sys.modules, "isal", None)
    assert inflater()[0].__name__.endswith(f"{request.param}_zlib" if request.param == "isal" else "zlib")
    return str(request.param)


def packed(content: bytes = TEXT) -> tuple[bytes, zipfile.ZipInfo]:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/first.txt", b"first")
        archive.writestr("a/größer.xml", content)
    with zipfile.ZipFile(held) as archive:
        return held.getvalue(), archive.infolist()[1]


def read_all(content: bytes, info: zipfile.ZipInfo, size: int) -> bytes:
    with Inflated(io.BytesIO(content), info) as file:
        return b"".join(iter(lambda: file.read(size), b""))


@pytest.mark.parametrize("size", [1000, 65_536, 10_000_000, -1])
@pytest.mark.parametrize("content", [TEXT, b"a" * 3_000_000, b"x"], ids=["text", "one letter", "short"])
def test_the_bytes_are_those_of_zipfile(module: str, content: bytes, size: int) -> None:
    zipped, info = packed(content)
    assert read_all(zipped, info, size) == content


def test_each_read_returns_the_requested_size(module: str) -> None:
    zipped, info = packed()
    with Inflated(io.BytesIO(zipped), info) as file:
        lengths = [len(block) for block in iter(lambda: file.read(70_001), b"")]
    assert set(lengths[:-1]) == {70_001}
    assert sum(lengths) == len(TEXT)


def test_damage_raises_bad_zip_file(module: str) -> None:
    zipped, info = packed()
    begin = info.header_offset + 60
    wrong = zipped[:begin] + b"\xff" * 8 + zipped[begin + 8 :]
    for content in (wrong, zipped[: begin + 5000], zipped[: info.header_offset + 10], b"\0" * len(zipped)):
        with pytest.raises(zipfile.BadZipFile, match=r"unpacked|early|header"):
            read_all(content, info, 65_536)
    info.CRC = zlib.crc32(b"something else")
    with pytest.raises(zipfile.BadZipFile, match="checksum"):
        read_all(zipped, info, 65_536)


def test_a_stated_size_that_is_too_large_or_too_small_is_found(module: str) -> None:
    zipped, info = packed()
    for lie in (len(TEXT) - 1, len(TEXT) + 1):
        info.file_size = lie
        with pytest.raises(zipfile.BadZipFile, match=r"checksum|early"):
            read_all(zipped, info, 65_536)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**6), st.binary(min_size=1, max_size=4), st.sampled_from([100, 4096, 1 << 20]))
def test_any_bytes_raise_only_known_errors(at: int, by: bytes, size: int) -> None:
    zipped, info = packed(TEXT[:20_000])
    at %= len(zipped)
    damaged = zipped[:at] + by + zipped[at + len(by) :]
    try:
        assert len(read_all(damaged, info, size)) == info.file_size
    except BROKEN:
        return


def test_large_members_of_a_zip_are_read_that_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walking, "_LARGE", 1000)
    path = tmp_path / "export.zip"
    path.write_bytes(packed()[0])
    for found in walk(path):
        assert isinstance(found, Source)
        with found.open_stream() as file:
            assert isinstance(file, Metered)
            assert isinstance(file._file, Inflated) == (found.size >= 1000)
            assert file.read(1 << 30) == found.read(1 << 30)
