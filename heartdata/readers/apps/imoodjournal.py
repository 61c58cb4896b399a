"""iMoodJournal's CSV: one section for each stretch of time, each with a header of its own that ends in its hashtags.

A mood is a level from 1 to 10, whatever the person calls it. Hashtags are in the comment and, as a 1 or with
their number ("#sleep:8"), in a column of their own as well. A comment of nothing but hashtags is no diary text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, time
from typing import Final

from heartdata.core.vocabulary import on_nrs
from heartdata.errors import UnreadableFileError
from heartdata.readers.base import Collector, Format, Moment, Profile, Source
from heartdata.readers.parsing.dates import detect_date_order, parse_date
from heartdata.readers.parsing.delimited import Record, header, normalise_names, records
from heartdata.readers.parsing.entries import read_text
from heartdata.readers.parsing.numbers import parse_number

_FIRST: Final = ("date", "day of week", "hour", "minute", "level", "leveltext", "comment")
_LEVELS: Final = (1.0, 10.0)
_HASHTAG: Final = re.compile(r"#([^\s#:.,;!?]+)(?::(\d{1,9}(?:[.,]\d{1,9})?))?")
_WRITTEN: Final = re.compile(r"[^\W\d_]")


def _claims(source: Source, profile: Profile) -> bool:
    return tuple(header(source.head_text)[1][: len(_FIRST)]) == _FIRST


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    text = read_text(source, collector)
    delimiter, names = header(text)
    if tuple(names[: len(_FIRST)]) != _FIRST:
        raise UnreadableFileError(
            f"{source.name}: not a CSV of iMoodJournal, its first line does not begin with Date, Day of week, Hour, "
            "Minute, Level; export it again from the app"
        )
    rows = list(_rows(text, delimiter))
    order = detect_date_order((record.cells[0] for record, _ in rows if record.cells), source.name)
    for record, tags in rows:
        collector.count_entries()
        if record.broken:
            collector.reject(record.line, record.broken)
            continue
        cells = [cell.strip() for cell in record.cells] + [""] * (len(_FIRST) - len(record.cells))
        day = parse_date(cells[0], order)
        if day is None:
            collector.reject(record.line, "not a date such as 25 Feb 2014")
            continue
        at = _clock(cells[2], cells[3])
        when: Moment = day if at is None else datetime.combine(day, at)
        if not collector.accept_date(when, record.line):
            continue
        if at is None:
            collector.reject(record.line, "not a time of day; the entry is kept with its date alone", "hour")
        _read_entry(record.line, when, cells, tags, collector)


def _rows(text: str, delimiter: str) -> Iterator[tuple[Record, list[str]]]:
    """Pair each record with the hashtags that head its section."""
    tags: list[str] = []
    for record in records(text, delimiter):
        if tuple(normalise_names(record.cells[: len(_FIRST)])) == _FIRST:
            tags = [cell.strip() for cell in record.cells[len(_FIRST) :]]
        else:
            yield record, tags


def _clock(hour: str, minute: str) -> time | None:
    try:
        return time(int(hour), int(minute))
    except ValueError:
        return None


def _read_entry(line: int, when: Moment, cells: list[str], tags: list[str], collector: Collector) -> None:
    level = parse_number(cells[4])
    if level is None or not _LEVELS[0] <= level <= _LEVELS[1]:
        collector.reject(line, "not a level from 1 to 10; the rest of the entry is kept", "level")
    else:
        collector.rating(when, "mood", on_nrs(level, *_LEVELS), " ".join(cells[4:6]).strip())
    comment, found = cells[6], {}
    for name, cell in zip(tags, cells[len(_FIRST) :], strict=False):
        if name and cell:
            found[name.casefold()] = name, parse_number(cell)
    for match in _HASHTAG.finditer(comment):
        found.setdefault(match[1].casefold(), (match[1], parse_number(match[2] or "")))
    for name, amount in found.values():
        # A 1 only says that the hashtag was used.
        collector.activity(when, name, None if amount == 1 else amount)
    if _WRITTEN.search(_HASHTAG.sub("", comment)):
        collector.entry(when, comment)


FORMAT: Final = Format(
    name="imoodjournal",
    title="iMoodJournal CSV",
    tables=("ratings", "activities", "journal"),
    evidence="read from real samples",
    how="iMoodJournal: in the settings, export the records as CSV",
    shapes=frozenset({"table"}),
    words=("leveltext",),
    claims=_claims,
    read=_read,
)
