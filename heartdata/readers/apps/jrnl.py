"""jrnl's own journal file (text) and its JSON export.

Text: a line with the date, in brackets since version 2, begins an entry; the rest of the line is the title, without
the star of a starred entry. How dates are written is up to the person's settings. Words after an @ are tags. In a
folder journal (``2026/03/14.txt``) the folders give the day, and an entry may begin with a time alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any, Final

from heartdata.errors import UnreadableFileError
from heartdata.readers.apps.jrnl_headers import Header, date_order, find_headers, is_jrnl_text, time_headers
from heartdata.readers.base import Collector, Format, Profile, Source
from heartdata.readers.parsing.dates import DATE_ORDERS, DateOrder, parse_clock, parse_date
from heartdata.readers.parsing.entries import NO_TEXT, add_entry, at_time, journal_entries, read_text
from heartdata.readers.parsing.filename_dates import date_in_folders
from heartdata.readers.parsing.json_entries import decode_json, outline
from heartdata.readers.parsing.json_values import clean_text, strings
from heartdata.readers.parsing.text import replace_surrogates, split_lines

_REQUIRED: Final = frozenset({"title", "date"})
_KNOWN: Final = frozenset("date time title body tags starred uuid location weather activity".split())

_ISO_DAY: Final = re.compile(r"\s*\d{4}-\d{1,2}-\d{1,2}")
_STAR: Final = re.compile(r"(?:^|\s)\*\s*$")
_SENTENCE_END: Final = re.compile(r"[.!?…][\"'”’)\]]{0,2}\s+(?=\S)")
_TAG: Final = re.compile(r"(?<!\S)@([-+*#/\w]+)")
_SIGN: Final = re.compile(r"^[^\w\s]")


def _claims(source: Source, profile: Profile) -> bool:
    head = source.head_text.lstrip("\ufeff")
    return _claims_json(head) if head.lstrip().startswith("{") else is_jrnl_text(head) or _claims_folder(source)


def _claims_json(head: str) -> bool:
    found = outline(head)
    if not found.has_entries:
        return {"title", "body", "date", "starred"} <= found.top <= _KNOWN
    if found.top - {"tags", "entries"} or found.entry - _KNOWN:
        return False
    # A long first entry can push its date out of the head.
    return {"title", "body", "date"} <= found.entry or ("tags" in found.top and (found.empty or "title" in found.entry))


def _claims_folder(source: Source) -> bool:
    """Return whether a file is a day of a folder journal whose entries begin with a time alone."""
    if not source.head_text.lstrip().startswith("[") or _folder_day(source) is None:
        return False
    first = next((line for line in split_lines(source.head_text) if line.strip()), "")
    return any(parse_clock(header.clock) is not None for header in time_headers([first]))


def _folder_day(source: Source) -> date | None:
    return date_in_folders(source.path or source.name)


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    text = read_text(source, collector)
    is_json = text.lstrip().startswith("{")
    found = _read_json(text, collector) if is_json else _read_text(source, text, profile, collector)
    if not found:
        raise UnreadableFileError(
            f"{source.name}: not a jrnl journal, no line begins with a date like [2026-03-01 09:30]; "
            "give the journal file itself, or what `jrnl --format json` writes"
        )


def _read_text(source: Source, text: str, profile: Profile, collector: Collector) -> bool:
    """Read a journal file; False if it is none."""
    lines = split_lines(text)
    folder = _folder_day(source)
    timed = [] if folder is None or is_jrnl_text(text) else time_headers(lines)
    headers = timed or find_headers(lines)
    if not headers:
        return False
    order = None if timed else _folder_order(headers, folder) or date_order(profile, headers, source.name)
    if any(line.strip() for line in lines[: headers[0].line - 1]):
        collector.count_entries()
        collector.reject(1, "text before the first date; it belongs to no day")
    for header, following in pairwise([*headers, Header(len(lines) + 1, None, "")]):
        collector.count_entries()
        day = folder if timed else parse_date(header.date, order)
        if day is None:
            collector.reject(header.line, "the date of this entry cannot be read")
        elif collector.accept_date(day, header.line):
            title, body = _title_and_body(header.title, lines[header.line : following.line - 1])
            when = at_time(day, header.clock, header.line, collector)
            if not add_entry(collector, when, title, body, _tags(f"{title} {body}"), header.offset):
                collector.count_empty(NO_TEXT)
    return True


def _folder_order(headers: Sequence[Header], day: date | None) -> DateOrder | None:
    """Let the folders decide whether dates put the day or the month first."""
    if day is None:
        return None
    return next((order for order in DATE_ORDERS if all(parse_date(h.date, order) == day for h in headers)), None)


def _title_and_body(title: str, lines: Sequence[str]) -> tuple[str, str]:
    title, body = _STAR.sub("", title.strip()).strip(), "\n".join(lines).strip()
    ends = None if body else _SENTENCE_END.search(title)
    # An entry on one line: jrnl itself takes its first sentence for the title.
    return (title[: ends.end()].strip(), title[ends.end() :]) if ends else (title, body)


def _tags(text: str) -> list[str]:
    return [tag.lower() for tag in _TAG.findall(text) if any(c.isalnum() for c in tag)]


def _read_json(text: str, collector: Collector) -> bool:
    """Read a JSON export; False if it is none."""
    whole = decode_json(text)
    if isinstance(whole, dict) and "entries" not in whole and whole.keys() >= _REQUIRED:
        _read_entry(1, whole, collector)
        return True
    entries = journal_entries(text, _REQUIRED, collector, whole=whole)
    for number, entry in entries or ():
        _read_entry(number, entry, collector)
    return entries is not None


def _read_entry(number: int, entry: dict[str, Any], collector: Collector) -> None:
    collector.count_entries()
    written, clock = replace_surrogates(entry.get("date")), entry.get("time")
    day = parse_date(written) if _ISO_DAY.match(written) else None
    if day is None:
        collector.reject(number, "the date is missing or is not a day like 2026-03-01")
        return
    if not collector.accept_date(day, number):
        return
    clock = replace_surrogates(clock) if clock is None or isinstance(clock, str) else "?"
    when = at_time(day, clock, number, collector)
    title, body = _STAR.sub("", clean_text(entry.get("title"))).strip(), clean_text(entry.get("body"))
    given = entry.get("tags")
    if isinstance(given, list | dict):
        tags = [name for tag in strings(list(given)) if (name := _SIGN.sub("", tag).lower())]
    else:
        tags = _tags(f"{title} {body}")
    if not add_entry(collector, when, title, body, tags):
        collector.count_empty(NO_TEXT)


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
