"""A plain folder of text files, one a day, whose names hold the date.

Such files have nothing of their own to know them by, and logs, reports and licences have dates in their names too: a
file is taken for a diary only if its name is a date with little beside it (2026-03-14, 20260314, "diary 2026-03-14
Saturday", 14.03.2026, 2026/03/14.txt) and its content is prose. A first line that only repeats the date is left out.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from itertools import chain, islice
from typing import Final

from heartdata.errors import UnreadableFileError
from heartdata.readers.apps import diarium, jrnl, table
from heartdata.readers.base import Collector, Format, Profile, Source
from heartdata.readers.parsing.date_headings import parse_date_heading
from heartdata.readers.parsing.dates import stated_order
from heartdata.readers.parsing.entries import NO_TEXT, read_text
from heartdata.readers.parsing.filename_dates import FilenameDate, date_in_filename, date_in_folders, resolve_date
from heartdata.readers.parsing.text import split_lines

_ENDINGS: Final = (".txt", ".text")
# Before the date only names of a diary; after it anything but what machines write there.
_DIARY: Final = frozenset(
    "diary journal journals note notes daily day entry entries dear mydiary myjournal tagebuch notiz notizen tag "
    "diario diário journée jour dagboek dagbok dziennik deník дневник 日記 日记 일기".split()
)
_MACHINE: Final = frozenset(
    "access audit backup build changelog chat config copying crash data debug dump error errors export invoice license "
    "licence log logfile logs manifest message messages notice output readme receipt release report requirements "
    "results statement stderr stdout sync syslog system test trace transcript update version whatsapp".split()
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_MOST_WORDS: Final = 6
_LONGEST_WORD: Final = 20
_STAMPED: Final = re.compile(
    r"[\s\[(<]*(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}[T ,]|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4},?\s+\d|\d{1,2}:\d{2}:\d{2}"
    r"|[A-Z][a-z]{2} +\d{1,2} \d{2}:\d{2})"
)
_LEVEL: Final = re.compile(r"\b(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL)\b[:\]\s|]")
_NOT_PROSE: Final = re.compile(r"\s*(?:[{<]|\[\s*[\[{\"]|%PDF|#!|-----BEGIN)")
_CELLS: Final = re.compile(r"[;\t|]|,(?! )")
_SOME_CELLS: Final = 2
_MANY_CELLS: Final = 3
_LOOKED_AT: Final = 200


def _claims(source: Source, profile: Profile) -> bool:
    if not source.name.lower().endswith(_ENDINGS) or _named(source) is None:
        return False
    return _is_prose(source.head_text)


def _named(source: Source) -> FilenameDate | None:
    stem = source.stem
    if date_in_filename(stem) is not None:
        return _diary_named(stem)
    day = date_in_folders(source.path or source.name)
    return None if day is None else FilenameDate(day, "", None, 0, 0)


# Asked both by claims and by read.
@lru_cache(maxsize=4)
def _diary_named(stem: str) -> FilenameDate | None:
    found = date_in_filename(stem)
    if found is None:
        return None
    before, after = (_WORD.findall(part.casefold()) for part in (stem[: found.start], stem[found.end :]))
    beside = [*before, *after]
    if len(beside) > _MOST_WORDS or any(w in _MACHINE or len(w) > _LONGEST_WORD for w in beside):
        return None
    return found if all(word in _DIARY for word in before) else None


def _is_prose(head: str) -> bool:
    lines = list(islice(filter(str.strip, split_lines(head)), _LOOKED_AT))
    if not lines or _NOT_PROSE.match(head) or not any(map(str.isalpha, chain.from_iterable(lines))):
        return False
    most = len(lines) / 2
    levels = _LEVEL.search(head) is not None
    if sum(bool(_STAMPED.match(line) or (levels and _LEVEL.search(line))) for line in lines) > most:
        return False
    cells = [len(_CELLS.findall(line)) for line in lines]
    # The names of columns, or lines with as many separators each: rows of a table.
    if cells[0] >= _SOME_CELLS or any(n >= _MANY_CELLS for n in cells[:3]):
        return False
    return not (len(lines) > 1 and cells[0] and sum(n == cells[0] for n in cells) > most)


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    named = _named(source)
    # Where 3-4 could be either, the names beside it show the order.
    day = resolve_date(named, stated_order(profile), source.name, source.folder) if named else None
    if named is None or day is None:
        raise UnreadableFileError(f"{source.name}: its name holds no date; call it like 2026-03-14.txt")
    text = read_text(source, collector)
    collector.count_entries()
    if not collector.accept_date(day, None):
        return
    words = _without_date(text, day)
    if words:
        collector.entry(day if named.clock is None else datetime.combine(day, named.clock), words)
    else:
        collector.count_empty(NO_TEXT)


def _without_date(text: str, day: date) -> str:
    words = "\n".join(split_lines(text)).strip()
    first, _, rest = words.partition("\n")
    heading = parse_date_heading(first)
    return rest.strip() if heading and heading.day == day and heading.clock is None else words


FORMAT: Final = Format(
    name="dated_text",
    title="A folder of text files named by date",
    tables=("journal",),
    evidence="experimental",
    how="the folder itself; each file is called like 2026-03-14.txt or 14.03.2026.txt and holds one day",
    shapes=frozenset({"json", "pair", "table", "words"}),
    claims=_claims,
    read=_read,
    fallback=True,
    # What a person described under [columns] is a table, whatever its name.
    yields_to=(jrnl.FORMAT, diarium.FORMAT, table.FORMAT),
)
