"""jrnl's own journal file (text) and its JSON export.

Text: a line with the date, in brackets since version 2, begins an entry; the rest of the line is the title. How dates
are written is up to the person's settings. Folder journals (one file per day) are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Any, Final, NamedTuple

from heartdata.errors import AmbiguousFormatError, UnreadableFileError
from heartdata.profile import Profile
from heartdata.readers._entries_json import decode, listed, outline, sound
from heartdata.readers.clocks import DateOrder, day_order, parse_clock, parse_date
from heartdata.readers.collector import Collector
from heartdata.readers.format import Format
from heartdata.readers.source import Source

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

_LINE_ENDS: Final = re.compile(r"\r\n|\r|\n")
_DAY: Final = (
    r"(?P<date>\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\s?\d{1,2}[-/.]\s?(?:\d{4}|\d{2})(?!\d)"
    r"|\d{1,2}\.?\s[^\W\d_]{3,12}\.?\s\d{4}|[^\W\d_]{3,12}\.?\s\d{1,2},?\s\d{4})"
)
_CLOCK: Final = r"\d{1,2}[:.h]\d{2}(?P<seconds>:\d{2})?(?:\s?(?:[ap]\.?\s?m\b\.?|uhr\b))?|\d{1,2}\s?[ap]m\b"
_BRACKET: Final = re.compile(r"\[(?P<stamp>[^\[\]]{6,60})\](?:[ \t]+(?P<title>.*))?", re.DOTALL)
_STAMP: Final = re.compile(
    rf"(?:[^\W\d_]{{2,12}}\.?,?\s)??{_DAY}(?P<comma>,)?(?:(?:\s+|(?<=\d)T)(?P<clock>{_CLOCK}))?", re.IGNORECASE
)
_BARE: Final = re.compile(rf"{_DAY} (?P<clock>{_CLOCK})(?:[ ](?P<title>.*))?", re.IGNORECASE | re.DOTALL)
_LIKE_A_STAMP: Final = re.compile(r"(?=.*\d[-/.]\d).*\d:\d{2}")
_SHORT_YEAR: Final = re.compile(r"(?:.*\D)?\d{1,2}")
_NUMERIC: Final = re.compile(r"\d{1,2}[-/.]\s?\d{1,2}[-/.]")
_STAR: Final = re.compile(r"(?:^|\s+)\*\s*$")
_SENTENCE_END: Final = re.compile(r"[.!?…]+[\"'”’)\]]*\s+")
_TAG: Final = re.compile(r"(?<!\S)@([-+*#/\w]*\w[-+*#/\w]*)")
# Chats and program logs also put a date in brackets; they go on with a name or a level.
_LOGGED: Final = re.compile(
    r"<|[\w.]*\b(?:trace|debug|info|notice|warn|warning|error|fatal|critical|alert|emergency)\b|[^:]{1,40}: ", re.IGNORECASE
)
_ISO_DAY: Final = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")


class _Header(NamedTuple):
    line: int
    date: str | None
    clock: str | None
    title: str
    chatty: bool


def _claims(source: Source, profile: Profile) -> bool:
    head = source.head_text
    return _claims_json(head) if head.lstrip().startswith("{") else _claims_text(head)


def _claims_json(head: str) -> bool:
    found = outline(head)
    names = found.top if found.start is None else found.entry
    if names - _KNOWN or "metadata" in found.top:
        return False
    if found.start is None:
        return {"title", "body", "date", "starred"} <= names
    if found.top - {"tags", "entries"}:
        return False
    # A long first entry can push its date out of the head.
    return {"title", "body", "date"} <= names or ("tags" in found.top and (found.empty or "title" in names))


def _claims_text(head: str) -> bool:
    lines = _LINE_ENDS.split(head.lstrip("\ufeff"))
    first = next((line for line in lines if line.strip()), "")
    bracketed = first.startswith("[")
    begins = _header(0, first, bracketed)
    if begins is None or begins.date is None or not _a_day(begins.date):
        return False
    headers = [header for line in lines if (header := _header(0, line, bracketed)) and header.date]
    if any(header.chatty for header in headers):
        return False
    if not bracketed and not any(c.isalpha() for line in lines for c in line):
        return False
    return sum(bool(_LOGGED.match(header.title)) for header in headers) < 0.8 * len(headers) or not _exact(headers)
