"""Find a word in any kind of file: compressed, in cells, in pictures, in pages."""

from __future__ import annotations

import base64
import binascii
import contextlib
import io
import re
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
# Between two pieces of a word, a PDF moves closer or further.
_KERNED = re.compile(rb"\)\s*-?[\d.]+\s*\(")
_BASE64 = re.compile(rb"base64,([A-Za-z0-9+/=\s]{16,})")


def holds(path: Path, word: str) -> bool:
    """Whether the word is anywhere in a file, ignoring case."""
    return any(word.encode() in layer.lower() for layer in layers(path.name, path.read_bytes()))


def layers(name: str, content: bytes) -> Iterator[bytes]:
    """Return the bytes of a file, and of its decompressed contents."""
    yield name.encode("utf-8", "surrogateescape")
    yield content
    if content.startswith(b"%PDF"):
        for stream in _STREAM.findall(content):
            opened = _inflated(stream)
            yield opened
            yield _KERNED.sub(b"", opened)
    elif content.startswith(b"\x89PNG"):
        yield from _chunks(content)
    elif content.startswith(b"PAR1"):
        import pandas as pd

        frame = pd.read_parquet(io.BytesIO(content))
        yield frame.to_csv().encode()
    elif content.startswith(b"SQLite format 3\0"):
        yield from _cells(content)
    elif zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.namelist():
                yield from layers(member, archive.read(member))
    for written in _BASE64.findall(content):
        with contextlib.suppress(binascii.Error):
            yield from layers("", base64.b64decode(written))


def _inflated(content: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(content)
    except zlib.error:
        return content


def _chunks(content: bytes) -> Iterator[bytes]:
    at = 8
    while at < len(content):
        size = int.from_bytes(content[at : at + 4], "big")
        kind, body = content[at + 4 : at + 8], content[at + 8 : at + 8 + size]
        if kind in (b"zTXt", b"iTXt"):
            # What is compressed begins after the keyword; where exactly depends on the kind.
            yield from (_inflated(body[start:]) for start in range(len(body)) if body[start : start + 1] == b"\x78")
        at += size + 12


def _cells(content: bytes) -> Iterator[bytes]:
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(content)
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for row in connection.execute(f'SELECT * FROM "{table}"'):
                for cell in row:
                    yield _inflated(cell) if isinstance(cell, bytes) else str(cell).encode()
