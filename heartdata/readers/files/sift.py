"""Read a table of millions of lines without those that hold nothing for a diary."""

from __future__ import annotations

import re
from typing import BinaryIO, Final

from heartdata.readers.files.meter import TooLargeError
from heartdata.readers.thresholds import limit

_PIECE: Final = 1024 * 1024
_LONGEST_LINE: Final = 16 * 1024 * 1024
# The names of the columns are among the first lines.
_FIRST: Final = 3
_BLANK: Final = (b"", b"\r")


def sift(file: BinaryIO, wanted: re.Pattern[bytes], on_disk: int, most: int) -> tuple[bytes, int]:
    """Blank the lines that have nothing `wanted`, and count them; at most so many bytes are kept.

    A line with a quotation mark left open is kept, as its record may go on in the next.
    """
    parts, kept, left, rest = list[bytes](), 0, 0, b""

    def take(block: bytes) -> None:
        nonlocal kept, left
        lines = block.split(b"\n")
        first = 0 if parts else _FIRST
        found = [
            line if number < first or wanted.search(line) or line.count(b'"') % 2 else b""
            for number, line in enumerate(lines)
        ]
        part = b"\n".join(found)
        parts.append(part)
        kept += len(part)
        left += found.count(b"") - sum(map(lines.count, _BLANK))
        if kept > most or left > max(limit("lines"), on_disk / limit("bytes_per_left_line")):
            raise TooLargeError("far too long for a table of an app; split it and give the parts you need")

    while piece := file.read(_PIECE):
        block, end, rest = (rest + piece).rpartition(b"\n")
        if end:
            take(block)
        if len(rest) > _LONGEST_LINE:
            raise TooLargeError("a line of it is far too long for a table of an app; export it again")
    take(rest)
    return b"\n".join(parts), left
