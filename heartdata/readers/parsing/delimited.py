"""Records of delimited text, with their line numbers.

The csv module reads well-formed files. A broken quotation mark would make it swallow the rest of the file; then a
slower reader skips only the broken line.
"""

from __future__ import annotations

import contextlib
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Final, NamedTuple

from heartdata.core.formatting import without_marks

DELIMITERS: Final = (",", ";", "\t")
UNCLOSED: Final = "a quotation mark is not closed or misplaced"
# The csv module counts in C longs, which are 32 bits wide on some systems.
_LARGEST_CELL: Final = 2**31 - 1
_LONGEST_HEADER: Final = 64 * 1024
# Longer texts are read record by record.
_LARGE: Final = 16 * 1024 * 1024
_AT_ONCE: Final = 1000
LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")


@dataclass(slots=True)
class Record:
    """One record of a delimited file."""

    line: int  # the line it begins on, from 1
    cells: list[str] = field(repr=False)  # its cells as written
    broken: str = ""  # why it cannot be read, or an empty string


def sniff_delimiter(header: str) -> str:
    """Find the delimiter of a header line."""
    bare = re.sub(r'"[^"]*"', "", header) if '"' in header else header
    # In headers of apps a bar is part of a name.
    return "|" if "|" in bare and not any(d in bare for d in DELIMITERS) else max(DELIMITERS, key=bare.count)


def header(text: str) -> tuple[str, list[str]]:
    """Return the delimiter and the normalised names of the columns."""
    delimiter, names = _header(text[:_LONGEST_HEADER])
    return delimiter, list(names)


# Every format asks for the header of the same file.
@lru_cache(maxsize=4)
def _header(head: str) -> tuple[str, tuple[str, ...]]:
    first = LINE.match(head)
    line = first[0] if first else ""
    if first and not line.strip():
        line = next((line for match in LINE.finditer(head) if (line := match[0]).strip()), "")
    delimiter = sniff_delimiter(line)
    # Without quotation marks the csv module would find the same.
    cells = line.rstrip("\r\n").split(delimiter) if '"' not in line else []
    return delimiter, tuple(normalise_names(cells if any(map(str.strip, cells)) else _first(head, delimiter)))


def _first(text: str, delimiter: str) -> list[str]:
    """Return the cells of the first record, as `records` does, without reading the rest where one line is enough."""
    with _cells_of_any_size(), contextlib.suppress(csv.Error):
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        for number, cells in enumerate(reader, start=1):
            if reader.line_num != number:
                break
            if any(map(str.strip, cells)):
                return cells
    first = next(records(text, delimiter), None)
    return first.cells if first else []


def normalise_names(cells: list[str]) -> list[str]:
    """Normalise names of columns as `header` does."""
    return [" ".join(without_marks(cell).casefold().split()) for cell in cells]


def below_header(text: str, delimiter: str, names: list[str]) -> list[Record]:
    """Read the records below the header, without the headers of exports that were appended."""
    found = list(records(text, delimiter, width=len(names)))[1:]
    return [record for record in found if not _is_header(record.cells, names)]


def _is_header(cells: list[str], names: list[str]) -> bool:
    # Most rows begin with a day.
    if cells and names and cells[0][:1].isdecimal() and not names[0][:1].isdecimal():
        return False
    alike = len(cells) == len(names) and normalise_names(cells[:1]) == names[:1]
    return alike and normalise_names(cells) == names


def records(text: str, delimiter: str, *, width: int | None = None) -> Iterator[Record]:
    """Split delimited text into records; empty lines are skipped."""
    if len(text) <= _LARGE:
        strict = _all(_strict(text, delimiter, width))
        yield from _Repairing(text, delimiter, width).records() if strict is None else strict
    elif _is_strict(text, delimiter, width):
        # Read twice, as all records together would take several times the memory of the text.
        yield from _strict(text, delimiter, width)
    else:
        yield from _Repairing(text, delimiter, width).records()


class _NotStrictError(Exception):
    """A quotation mark is not where it should be."""


def _all(found: Iterator[Record]) -> list[Record] | None:
    with contextlib.suppress(csv.Error, _NotStrictError):
        return list(found)
    return None


def _is_strict(text: str, delimiter: str, width: int | None) -> bool:
    with contextlib.suppress(csv.Error, _NotStrictError):
        for _ in _strict(text, delimiter, width):
            pass
        return True
    return False


def _strict(text: str, delimiter: str, width: int | None) -> Iterator[Record]:
    # A buffer would take four bytes for each character.
    lines = io.StringIO(text, newline="") if len(text) <= _LARGE else (match[0] for match in LINE.finditer(text))
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    before = 0
    while True:
        with _cells_of_any_size():
            found = [(cells, reader.line_num) for cells in islice(reader, _AT_ONCE)]
        if not found:
            return
        for cells, line in found:
            if width is not None and line > before + 1 and len(cells) != width:
                raise _NotStrictError
            if any(map(str.strip, cells)):
                yield Record(before + 1, cells)
            before = line


@contextlib.contextmanager
def _cells_of_any_size() -> Iterator[None]:
    limit = csv.field_size_limit(_LARGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(limit)


class _Scan(NamedTuple):
    """How a line ends: ``closed``, ``open`` (within a quotation) or ``broken``, and how many cells end on it."""

    state: str
    ends: int


_OPEN: Final = _Scan("open", 0)


class _Repairing:
    """Finds the end of each quotation in two passes over the lines, whatever the quotes do."""

    def __init__(self, text: str, delimiter: str, width: int | None) -> None:
        self.lines = LINE.findall(text)
        self.delimiter, self.width = delimiter, width
        stop = re.escape(delimiter)
        self.rest = re.compile(rf'(?:[^"]|"")*+(?:"(?={stop}|\Z)|(?P<open>\Z))')
        self.bare = re.compile(rf"[^{stop}]*")
        self.outside = [self._scan(line, inside=False) for line in self.lines]
        inside = [self._scan(line, inside=True) for line in self.lines]
        count = len(self.lines)
        # For every line: where a quotation open at its beginning ends, and how many cells end before that.
        self.stop, self.ends = [count] * (count + 1), [0] * (count + 1)
        self.closed = [False] * (count + 1)
        for i in range(count - 1, -1, -1):
            if inside[i].state == "open":
                self.stop[i], self.closed[i] = self.stop[i + 1], self.closed[i + 1]
                self.ends[i] = self.ends[i + 1] + inside[i].ends
            else:
                self.stop[i], self.closed[i] = i, inside[i].state == "closed"
                self.ends[i] = inside[i].ends
        # For every line: how many lines before it are whole records.
        self.alone = [0]
        for scan in self.outside:
            self.alone.append(self.alone[-1] + (scan.state == "closed" and scan.ends == width))

    def _scan(self, line: str, *, inside: bool) -> _Scan:
        if '"' not in line:
            return _OPEN if inside else _Scan("closed", line.count(self.delimiter) + 1)
        line, at, ends = line.rstrip("\r\n"), 0, 0
        while True:
            if inside or line.startswith('"', at):
                match = self.rest.match(line, at if inside else at + 1)
                if match is None:
                    return _Scan("broken", ends)
                if match["open"] is not None:
                    return _Scan("open", ends)
                inside = False
            else:
                match = self.bare.match(line, at)
            at = match.end() if match else len(line)
            ends += 1
            if at >= len(line):
                return _Scan("closed", ends)
            at += 1

    def records(self) -> Iterator[Record]:
        i = 0
        while i < len(self.lines):
            last = self._last_line(i)
            if last is None:
                yield Record(i + 1, [], UNCLOSED)
                i += 1
                continue
            cells = self._cells(i, last)
            if any(map(str.strip, cells)):
                yield Record(i + 1, cells)
            i = last + 1

    def _last_line(self, i: int) -> int | None:
        """Return the line on which the record beginning on line `i` ends; None where it is broken."""
        state, ends = self.outside[i]
        if state == "closed":
            return i
        last = self.stop[i + 1]
        if state == "broken" or last >= len(self.lines) or not self.closed[i + 1]:
            return None
        swallows = self.alone[last + 1] > self.alone[i + 1]
        return None if self.width not in (None, ends + self.ends[i + 1]) and swallows else last

    def _cells(self, first: int, last: int) -> list[str]:
        line: str = self.lines[first]
        if first == last and '"' not in line:
            # As in `_header`.
            bare = line.rstrip("\r\n")
            return bare.split(self.delimiter) if bare else []
        text = "".join(self.lines[first : last + 1]).removesuffix("\n").removesuffix("\r")
        with _cells_of_any_size():
            return next(csv.reader(io.StringIO(text, newline=""), delimiter=self.delimiter, strict=True), [])
