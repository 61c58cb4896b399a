"""Delimited text, one record at a time, with the line each record stands on.

The csv module reads well-formed files. Where quotation marks are broken it would swallow the rest of the file, so
then a slower reader gives up only the line that is broken.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

__all__ = ["Record", "records", "sniff_delimiter"]

DELIMITERS: Final = (",", ";", "\t")
UNCLOSED: Final = "a quotation mark is not closed or stands in the wrong place"


@dataclass(frozen=True)
class Record:
    """One record of a delimited file.

    Attributes
    ----------
    line : int
        The line it begins on, from 1.
    cells : list of str
        Its cells as written.
    broken : str
        Why it cannot be read, or an empty string.
    """

    line: int
    cells: list[str]
    broken: str = ""


def sniff_delimiter(header: str) -> str:
    """Find the delimiter of a header line.

    Parameters
    ----------
    header : str
        The line.

    Returns
    -------
    str
        The one of comma, semicolon and tab that occurs most, outside quotation marks.
    """
    bare = re.sub(r'"[^"]*"', "", header)
    return max(DELIMITERS, key=bare.count)


def records(text: str, delimiter: str, *, width: int | None = None) -> Iterator[Record]:
    """Split delimited text into records; blank lines are passed over.

    Parameters
    ----------
    text : str
        The file.
    delimiter : str
        What separates cells.
    width : int, optional
        How many cells a record has; a record of several lines with another count is taken for a broken quote.

    Yields
    ------
    Record
        In order of the file.
    """
    strict = _strict(text, delimiter, width)
    yield from _repairing(text, delimiter, width) if strict is None else strict


def _strict(text: str, delimiter: str, width: int | None) -> list[Record] | None:
    limit = csv.field_size_limit(sys.maxsize)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        found, before = [], 0
        for cells in reader:
            if width is not None and reader.line_num > before + 1 and len(cells) != width:
                return None
            if any(cells):
                found.append(Record(before + 1, cells))
            before = reader.line_num
        return found
    except csv.Error:
        return None
    finally:
        csv.field_size_limit(limit)


def _repairing(text: str, delimiter: str, width: int | None) -> Iterator[Record]:
    stop = re.escape(delimiter)
    cell = re.compile(rf'(?:"((?:[^"]|"")*)"|([^"{stop}\r\n][^{stop}\r\n]*)|())({stop}|\r\n|\n|\r|\Z)')
    line_end = re.compile(r"\r\n|\n|\r|\Z")
    at, line = 0, 1
    while at < len(text):
        begin, cells, broken = at, [], ""
        while True:
            match = cell.match(text, at)
            if match is None:
                broken = UNCLOSED
                break
            quoted, bare, _, end = match.groups()
            cells.append(quoted.replace('""', '"') if quoted is not None else bare or "")
            at = match.end()
            if end != delimiter:
                break
        spread = len(line_end.findall(text[begin:at].rstrip("\r\n"))) - 1
        if not broken and width is not None and spread and len(cells) != width:
            broken = UNCLOSED
        if broken:
            end_of_line = line_end.search(text, begin)
            at = end_of_line.end() if end_of_line else len(text)
            yield Record(line, [], broken)
            line += 1
            continue
        if any(cells):
            yield Record(line, cells)
        line += spread + 1
