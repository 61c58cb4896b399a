"""Measure an .xls file before it is read: a few bytes may claim a rectangle of four thousand million cells."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final, Literal

Kind = Literal["fine", "large", "locked", "damaged", "other"]

OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST_SECTOR: Final = 0xFFFFFFFA
# Smaller streams lie elsewhere; no program writes such a small workbook.
_SMALLEST: Final = 4096
# Records with cells, which begin with the row and the column; `BOF`, `FILEPASS`, `LABELSST`, `SST`.
_CELLS: Final = frozenset((0x06, 0xBD, 0xBE, 0xD6, 0xFD, 0x201, 0x203, 0x204, 0x205, 0x27E))
_BEGIN: Final = (0x09, 0x209, 0x409, 0x809)
_LOCKED, _SHARED, _STRINGS = 0x2F, 0xFD, 0xFC
# The longest text of a cell, and the memory that all texts may take [byte].
_LONGEST: Final = 32767
_MOST_TEXT: Final = 1 << 30


def measure_old_excel(content: bytes, most_cells: int) -> Kind:
    """Return whether a file of old Office is a workbook that can be read, and if not, why."""
    try:
        streams = _streams(content)
        if "EncryptedPackage" in streams:
            return "locked"
        place = streams.get("Workbook") or streams.get("Book")
        if place is None:
            return "other"
        if place[1] < _SMALLEST:
            return "damaged"
        return _measure(b"".join(_chain(content, place[0]))[: place[1]], most_cells)
    except (struct.error, LookupError, ValueError):
        return "damaged"


def _size(content: bytes) -> int:
    power: int = struct.unpack_from("<H", content, 30)[0]
    if power not in (9, 12):
        raise ValueError(power)
    return 1 << power


def _table(content: bytes) -> list[int]:
    """Return for each sector the one that follows."""
    size = _size(content)
    first: int
    first, count = struct.unpack_from("<II", content, 68)
    lists = list(struct.unpack_from("<109I", content, 76))
    for _ in range(min(count, len(content) // size + 1)):
        if first >= _LAST_SECTOR:
            break
        *more, first = struct.unpack_from(f"<{size // 4}I", content, (first + 1) * size)
        lists += more
    found: list[int] = []
    for sector in lists:
        if sector < _LAST_SECTOR:
            found += struct.unpack_from(f"<{size // 4}I", content, (sector + 1) * size)
    return found


def _chain(content: bytes, first: int) -> Iterator[bytes]:
    size, table = _size(content), _table(content)
    for _ in range(len(content) // size + 1):
        if first >= _LAST_SECTOR:
            return
        yield content[(first + 1) * size : (first + 2) * size]
        first = table[first]


def _streams(content: bytes) -> dict[str, tuple[int, int]]:
    """Return the streams by name: the first sector and the length."""
    whole = b"".join(_chain(content, struct.unpack_from("<I", content, 48)[0]))
    found = {}
    for at in range(0, len(whole) - 127, 128):
        length = min(struct.unpack_from("<H", whole, at + 64)[0], 64)
        name = whole[at : at + max(length - 2, 0)].decode("utf-16-le", "replace")
        first, size = struct.unpack_from("<II", whole, at + 116)
        if name:
            found[name] = first, size
    return found


def _measure(book: bytes, most_cells: int) -> Kind:
    at = cells = width = height = shared = strings = 0
    while at + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, at)
        if kind == _LOCKED:
            return "locked"
        if kind in _BEGIN:
            cells, width, height = cells + width * height, 0, 0
        elif kind in _CELLS and length >= 4:
            row, column = struct.unpack_from("<HH", book, at + 4)
            # A record of several cells ends with the last column.
            last = struct.unpack_from("<H", book, at + 2 + length)[0] if kind in (0xBD, 0xBE) else column
            width, height = max(width, column + 1, last + 1), max(height, row + 1)
            shared += kind == _SHARED
        elif kind == _STRINGS:
            strings = len(book) - at
        at += 4 + length
    text = shared * min(strings, _LONGEST)
    return "large" if cells + width * height > most_cells or text > _MOST_TEXT else "fine"
