"""jrnl's own journal file (text) and its JSON export.

Text: a line with the date, in brackets since version 2, begins an entry; the rest of the line is the title. How dates
are written is up to the person's settings. In a folder journal (``2026/03/14.txt``) it may be the time alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Any, Final

from heartdata.core.profile import Profile
from heartdata.errors import UnreadableFileError
from heartdata.readers.apps.jrnl_folder import claims_folder, day_of_folder, folder_headers, folder_order
from heartdata.readers.apps.jrnl_headers import Header, claims_text, date_order, find_headers, split_lines
from heartdata.readers.base import Format
from heartdata.readers.collector import Collector
from heartdata.readers.files.walk import Source
from heartdata.readers.parsing.dates import parse_clock, parse_date
from heartdata.readers.parsing.json_entries import decode_json, outline, read_entries
from heartdata.readers.parsing.text import replace_surrogates

__all__ = ["FORMAT"]

FIELDS: Final = {
    "date": "ISO in JSON, as set by the person in text -> journal.day",
    "time": "local clock, 12 or 24 hours -> journal.time; where it is missing only the day is kept",
    "title": "-> journal.title; a star at its end is left out",
    "body": "-> journal.text",
    "tags": "without their sign -> journal.tags, activities; where they are missing, the words after an @",
}
_MARKS: Final = frozenset({"title", "date"})
_KNOWN: Final = frozenset({*FIELDS, "starred", "uuid", "location", "weather", "activity"})

_ISO_DAY: Final = re.compile(r"\s*\d{4}-\d{1,2}-\d{1,2}")
_STAR: Final = re.compile(r"(?:^|\s)\*\s*$")
_SENTENCE_END: Final = re.compile(r"[.!?…][\"'”’)\]]{0,2}\s+(?=\S)")
_TAG: Final = re.compile(r"(?<!\S)@([-+*#/\w]+)")
_SIGN: Final = re.compile(r"^[^\w\s]")


def _claims(source: Source, profile: Profile) -> bool:
    head = source.head_text.lstrip("\ufeff")
    return _claims_json(head) if head.lstrip().startswith("{") else claims_text(head) or claims_folder(source)


def _claims_json(head: str) -> bool:
    found = outline(head)
    if not found.has_entries:
        return {"title", "body", "date", "starred"} <= found.top <= _KNOWN
    if found.top - {"tags", "entries"} or found.entry - _KNOWN:
        return False
    # A long first entry can push its date out of the head.
    return {"title", "body", "date"} <= found.entry or ("tags" in found.top and (found.empty or "title" in found.entry))


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    text, encoding = source.text()
    is_json = text.lstrip().startswith("{")
    empty = _read_json(source, text, collector) if is_json else _read_text(source, text, profile, collector)
    if encoding != "UTF-8":
        collector.note(f"written as {encoding}, not UTF-8 as the program does")
    if empty:
        collector.note("1 entry holds no text" if empty == 1 else f"{empty} entries hold no text")


def _no_journal(source: Source) -> UnreadableFileError:
    return UnreadableFileError(
        f"{source.name}: not a jrnl journal, no line begins with a date like [2026-03-01 09:30]; "
        "give the journal file itself, or what `jrnl --format json` writes"
    )


def _read_text(source: Source, text: str, profile: Profile, collector: Collector) -> int:
    lines = split_lines(text)
    folder = day_of_folder(source)
    timed = [] if folder is None or claims_text(text) else folder_headers(lines)
    headers = timed or find_headers(lines)
    if not headers:
        raise _no_journal(source)
    order = None if timed else folder_order(headers, folder) or date_order(profile, headers, source.name)
    if any(line.strip() for line in lines[: headers[0].line - 1]):
        collector.count_entries()
        collector.reject(1, "text before the first date; it belongs to no day")
    empty = 0
    for header, following in pairwise([*headers, Header(len(lines) + 1, None, "")]):
        collector.count_entries()
        day = folder if timed else parse_date(header.date, order)
        if day is None:
            collector.reject(header.line, "the date of this entry cannot be read")
        elif collector.accept_date(day, header.line):
            title, body = _title_and_body(header.title, lines[header.line : following.line - 1])
            when = _when(day, header.clock, header.line, collector)
            empty += _add(collector, when, title, body, tags=_tags_in(f"{title} {body}"), offset=header.offset)
    return empty


def _when(day: date, clock: str, line: int, collector: Collector) -> datetime | date:
    at = parse_clock(clock) if clock else None
    if clock and at is None:
        collector.reject(line, "not a time of day; the entry is kept with its date alone", "time")
    return day if at is None else datetime.combine(day, at)


def _title_and_body(title: str, lines: Sequence[str]) -> tuple[str, str]:
    title, body = _STAR.sub("", title.strip()).strip(), "\n".join(lines).strip()
    ends = None if body else _SENTENCE_END.search(title)
    # An entry on one line: jrnl itself takes its first sentence for the title.
    return (title[: ends.end()].strip(), title[ends.end() :]) if ends else (title, body)


def _tags_in(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tag.lower() for tag in _TAG.findall(text) if any(c.isalnum() for c in tag)))


def _add(
    collector: Collector,
    when: datetime | date,
    title: str,
    body: str,
    *,
    tags: tuple[str, ...],
    offset: float | None = None,
) -> bool:
    if title or body or tags:
        collector.entry(when, body, title, tags, offset)
    for tag in tags:
        collector.activity(when, tag, offset=offset)
    return not (title or body or tags)


def _read_json(source: Source, text: str, collector: Collector) -> int:
    whole = decode_json(text)
    if isinstance(whole, dict) and "entries" not in whole and whole.keys() >= _MARKS:
        collector.count_entries()
        return _read_entry(1, whole, collector)
    found = read_entries(text, whole, _MARKS)
    if found is None:
        raise _no_journal(source)
    entries, damaged = found
    if damaged:
        collector.note("the file is damaged or cut short; every entry that is whole was read")
    empty = 0
    for entry in entries:
        collector.count_entries()
        if entry.value is None:
            collector.reject(entry.number, entry.problem)
        else:
            empty += _read_entry(entry.number, entry.value, collector)
    return empty


def _read_entry(number: int, entry: dict[str, Any], collector: Collector) -> bool:
    written, clock = replace_surrogates(entry.get("date")), entry.get("time")
    day = parse_date(written) if _ISO_DAY.match(written) else None
    if day is None:
        collector.reject(number, "the date is missing or is not a day like 2026-03-01")
        return False
    if not collector.accept_date(day, number):
        return False
    when = _when(day, replace_surrogates(clock) if clock is None or isinstance(clock, str) else "?", number, collector)
    title, body = (
        _STAR.sub("", replace_surrogates(entry.get("title")).strip()).strip(),
        replace_surrogates(entry.get("body")).strip(),
    )
    given = entry.get("tags")
    if isinstance(given, list | dict):
        named = (_SIGN.sub("", replace_surrogates(tag).strip()).lower() for tag in given)
        tags = tuple(dict.fromkeys(tag for tag in named if tag))
    else:
        tags = _tags_in(f"{title} {body}")
    return _add(collector, when, title, body, tags=tags)


FORMAT: Final = Format(
    name="jrnl",
    title="jrnl, journal file and JSON",
    tables=("journal", "activities"),
    evidence="read from real samples",
    how="jrnl: the journal file or folder itself, or `jrnl --format json --file journal.json`",
    shapes=frozenset({"json", "pair", "table", "words"}),
    claims=_claims,
    read=_read,
)
