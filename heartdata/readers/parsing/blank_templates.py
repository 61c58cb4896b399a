"""Notes that hold only a template nobody has filled in."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from heartdata.readers.files.source import HEAD, Folder, Source
from heartdata.readers.parsing.date_headings import parse_date_heading
from heartdata.readers.parsing.remember import remember_short
from heartdata.readers.parsing.text import split_lines

BLANK_TEMPLATE: Final = "notes with nothing but the headings and boxes of other notes"
# What the apps put into a new note: bullets, boxes and lines to be filled in.
BARE: Final = re.compile(r"(?:[\s\-*+•·–—_>#|=.…:]|\[[ xX]?\]|\d{1,2}[.)](?=\s|$)|<br\s?/?>)*")
# A heading, a box that is not ticked, a label without anything behind it, a row with one filled cell.
_UNFILLED: Final = re.compile(
    r"\s*(?:#{1,6}\s.*|[-*+]\s+\[ ?\]\s.*|[^:\n]{1,60}(?::{1,2}|：)[\s*_]*|\|?[^|\n]{0,60}\|[\s|:-]*)"
)
# A line without what any of these has.
_WORDS: Final = re.compile(r"[^\s#\-*+:：|][^:：|]*\Z")
_DIGITS: Final = re.compile(r"\d+")
_NEIGHBOURS: Final = 2


def is_blank_template(lines: Iterable[str], source: Source) -> bool:
    """Tell whether every line waits to be filled in, and is in a note beside it as well."""
    filled = set[str]()
    for line in _filled(lines):
        # Most notes hold words.
        if _WORDS.match(line) or not _UNFILLED.fullmatch(line):
            return False
        filled.add(line)
    if not filled or source.folder is None:
        return False
    return any(filled <= set(_filled(split_lines(source.text_beside(name, HEAD)))) for name in _beside(source))


def _filled(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines that hold something, without numbers and without a date that heads the note."""
    return filter(None, map(_without_numbers, filter(None, lines)))


@remember_short
def _without_numbers(line: str) -> str:
    # Few lines of words are as bare as this or a date.
    if BARE.fullmatch(line) or parse_date_heading(line.strip("# \t")) is not None:
        return ""
    return _DIGITS.sub("0", line.strip())


def _beside(source: Source) -> list[str]:
    """Return the names of the notes before and after a note."""
    names = _sorted_names(source.folder, source.basename.rpartition(".")[2]) if source.folder else ()
    place = bisect_left(names, source.basename)
    found = (*names[max(place - _NEIGHBOURS, 0) : place], *names[place + 1 : place + 1 + _NEIGHBOURS])
    return [name for name in found if name != source.basename]


@lru_cache(maxsize=4)
def _sorted_names(folder: Folder, ending: str) -> tuple[str, ...]:
    return tuple(sorted(name for name in folder.names if name.endswith(f".{ending}")))
