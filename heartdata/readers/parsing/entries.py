"""Entries of a diary: their time of day, their text and tags, and the list that a JSON journal keeps them in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any, Final

from heartdata.readers.collector import Collector, Moment
from heartdata.readers.files.source import Source
from heartdata.readers.parsing.dates import parse_clock
from heartdata.readers.parsing.json_entries import decode_json, read_entries

NO_TEXT: Final = "entries without text"


def read_text(source: Source, collector: Collector) -> str:
    """Decode a file; note an encoding that the app does not write."""
    text, encoding = source.text()
    if encoding != "UTF-8":
        collector.note(f"written as {encoding}, not UTF-8")
    return text


def at_time(day: date, clock: str, line: int, collector: Collector, column: str = "time") -> Moment:
    """Combine a day with a time of day as written; the day alone, and a rejected cell, where that is none."""
    at = parse_clock(clock) if clock else None
    if clock and at is None:
        collector.reject(line, "not a time of day; the entry is kept with its date alone", column)
    return day if at is None else datetime.combine(day, at)


def drop_midnight(day: date, clock: time | None, offset: float | None) -> tuple[Moment, float | None]:
    """Combine a day and a time; midnight to the second means that there is no time."""
    # Heuristic: apps keep seconds, so a true entry is next to never there, and it would count for the day before.
    if clock is None or clock == time(0, 0):
        return day, None
    return datetime.combine(day, clock), offset


def add_entry(
    collector: Collector, when: Moment, title: str, text: str, tags: Iterable[str] = (), offset: float | None = None
) -> bool:
    """Add an entry, and its tags as activities; False if there is nothing to add."""
    tags = tuple(dict.fromkeys(tags))
    if not (title or text or tags):
        return False
    collector.entry(when, text, title, tags, offset)
    for tag in tags:
        collector.activity(when, tag, offset=offset)
    return True


def journal_entries(
    text: str, marks: frozenset[str], collector: Collector, any_of: frozenset[str] = frozenset(), *, whole: Any = None
) -> Iterator[tuple[int, dict[str, Any]]] | None:
    """Read the entries of a JSON journal that are whole, and reject the others.

    None if there is no list of entries, or if it is intact and no entry has a field of `any_of`.
    """
    found = read_entries(text, decode_json(text) if whole is None else whole, marks)
    if found is None:
        return None
    entries, damaged = found
    if any_of and entries and not damaged and not any(any_of & (entry.value or {}).keys() for entry in entries):
        return None
    if damaged:
        collector.note("the file is damaged or cut short; every entry that is whole was read")

    def readable() -> Iterator[tuple[int, dict[str, Any]]]:
        for entry in entries:
            if entry.value is None:
                collector.count_entries()
                collector.reject(entry.number, entry.problem)
            else:
                yield entry.number, entry.value

    return readable()
