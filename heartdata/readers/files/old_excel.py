"""Measure an .xls file before it is read: a few bytes may claim a rectangle of four thousand million cells."""

from __future__ import annotations

import struct
from collections import Counter
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
_LOCKED, _SHARED, _STRINGS, _GOES_ON = 0x2F, 0xFD, 0xFC, 0x3C
# What the texts of all cells may hold [characters].
_MOST_TEXT: Final = 100_000_000


def measure_old_excel(content: bytes, most_cells: int) -> tuple[Kind, int]:
    """Return whether a file of old Office is a workbook that can be read, if not, why; and how many cells it has."""
    try:
        streams = _streams(content)
        if "EncryptedPackage" in streams:
            return "locked", 0
        place = streams.get("Workbook") or streams.get("Book")
        if place is None:
            return "other", 0
        if place[1] < _SMALLEST:
            return "damaged", 0
        return _measure(b"".join(_chain(content, place[0]))[: place[1]], most_cells)
    except (struct.error, LookupError, ValueError):
        return "damaged", 0


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


def _measure(book: bytes, most_cells: int) -> tuple[Kind, int]:
    at = cells = width = height = 0
    texts, shown = list[int](), Counter[int]()
    while at + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, at)
        if kind == _LOCKED:
            return "locked", 0
        if kind in _BEGIN:
            cells, width, height = cells + width * height, 0, 0
        elif kind in _CELLS and length >= 4:
            row, column = struct.unpack_from("<HH", book, at + 4)
            # A record of several cells ends with the last column.
            last = struct.unpack_from("<H", book, at + 2 + length)[0] if kind in (0xBD, 0xBE) else column
            width, height = max(width, column + 1, last + 1), max(height, row + 1)
            if kind == _SHARED and length >= 10:
                shown[struct.unpack_from("<I", book, at + 10)[0]] += 1
        elif kind == _STRINGS and not texts:
            texts = _lengths(book, at)
        at += 4 + length
    cells += width * height
    text = sum(count * (texts[which] if which < len(texts) else 0) for which, count in shown.items())
    return ("large" if cells > most_cells or text > _MOST_TEXT else "fine"), cells


def _lengths(book: bytes, at: int) -> list[int]:
    """Return the length of each shared text, whose characters may go on in further records."""
    parts, kind = list[bytes](), _GOES_ON
    while kind == _GOES_ON:
        length = struct.unpack_from("<H", book, at + 2)[0]
        parts.append(book[at + 4 : at + 4 + length])
        at += 4 + length
        kind = struct.unpack_from("<H", book, at)[0] if at + 4 <= len(book) else 0
    found, place = list[int](), 8
    part = parts.pop(0)
    parts.reverse()

    def skip(count: int) -> None:
        nonlocal part, place
        place += count
        while place >= len(part) and parts:
            place -= len(part)
            part = parts.pop()

    while place + 3 <= len(part):
        count, flags = struct.unpack_from("<HB", part, place)
        runs = 4 * struct.unpack_from("<H", part, place + 3)[0] if flags & 8 else 0
        more = struct.unpack_from("<I", part, place + (5 if flags & 8 else 3))[0] if flags & 4 else 0
        place += 3 + (2 if flags & 8 else 0) + (4 if flags & 4 else 0)
        found.append(count)
        wide = 1 + (flags & 1)
        while count:
            if place >= len(part):
                if not parts:
                    return found
                part, place = parts.pop(), 1
                wide = 1 + (part[0] & 1 if part else 0)
            held = min(count, (len(part) - place) // wide)
            if held <= 0:
                return found
            count, place = count - held, place + held * wide
        skip(runs + more)
    return found
