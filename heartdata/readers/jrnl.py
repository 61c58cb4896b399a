"""jrnl's own journal file (text) and its JSON export.

Text: a line with the date, in brackets since version 2, begins an entry; the rest of the line is the title. How dates
are written is up to the person's settings. Folder journals (one file per day) are not read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
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
_CLOCK: Final = r"(?P<clock>\d{1,2}[:.h]\d{2}(?P<seconds>:\d{2})?)(?P<half>\s?(?:am|pm|AM|PM|[apAP]\.\s?[mM]\.))?"
_ZONE: Final = r"(?:\s?(?P<zone>[+-]\d{2}:?\d{2}|Z|[A-Za-z]{3,4}))?"
_STAMP: Final = re.compile(rf"(?:[^\W\d_]{{2,12}}\.?,?\s)??{_DAY}(?P<comma>,)?(?:(?:\s+|T){_CLOCK}{_ZONE})?")
_BRACKET: Final = re.compile(r"\[(?P<stamp>[^\[\]]{6,60})\](?:[ \t]+(?P<title>.*))?", re.DOTALL)
_BARE: Final = re.compile(rf"{_DAY} {_CLOCK}(?: (?P<title>.*))?", re.DOTALL)
_LIKE_A_STAMP: Final = re.compile(r"(?:\d{4}[-/.]\d{1,2}\b|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}).*\d:\d{2}", re.DOTALL)
_FULL_YEAR: Final = re.compile(r"\d{4}")
_NO_DOTS: Final = re.compile(r"\d{1,2}[-/]")
_OFFSET: Final = re.compile(r"([+-])(\d{2}):?(\d{2})")
_ISO_DAY: Final = re.compile(r"\s*\d{4}-\d{1,2}-\d{1,2}")

_STAR: Final = re.compile(r"(?:^|\s)\*\s*$")
_SENTENCE_END: Final = re.compile(r"[.!?…][\"'”’)\]]{0,2}\s+(?=\S)")
_TAG: Final = re.compile(r"(?<!\S)@([-+*#/\w]+)")
_SIGN: Final = re.compile(r"^[^\w\s]")

# Chats and the logs of programs also put a date in brackets, and go on with a name or a level.
_TALK: Final = re.compile(r"<|[^:]{1,40}: ")
_LEVEL: Final = re.compile(
    r"[\[(<]?[\w.-]{0,40}\b(?:trace|debug|info|notice|warn|warning|error|fatal|critical)\b(?=[\]):>\s]|$)",
    re.IGNORECASE,
)


class _Header(NamedTuple):
    """A line that begins an entry; without a date where it cannot be read."""

    line: int
    stamp: re.Match[str] | None
    title: str

    @property
    def date(self) -> str:
        return self.stamp["date"] if self.stamp else ""

    @property
    def clock(self) -> str:
        return f"{self.stamp['clock'] or ''}{self.stamp['half'] or ''}" if self.stamp else ""


def _claims(source: Source, profile: Profile) -> bool:
    head = source.head_text.lstrip("\ufeff")
    return _claims_json(head) if head.lstrip().startswith("{") else _claims_text(head)


def _claims_json(head: str) -> bool:
    found = outline(head)
    if found.start is None:
        return {"title", "body", "date", "starred"} <= found.top <= _KNOWN
    if found.top - {"tags", "entries"} or found.entry - _KNOWN:
        return False
    # A long first entry can push its date out of the head.
    return {"title", "body", "date"} <= found.entry or ("tags" in found.top and (found.empty or "title" in found.entry))


def _claims_text(head: str) -> bool:
    lines = _LINE_ENDS.split(head)
    first = next((line for line in lines if line.strip()), "")
    bracketed = first.startswith("[")
    begins = _header(1, first, bracketed)
    if begins is None or parse_date(begins.date) is None:
        return False
    headers = [header for line in lines if (header := _header(1, line, bracketed)) and header.stamp]
    most = len(headers) / 2
    if sum(bool(_LEVEL.match(header.title)) for header in headers) > most:
        return False
    exact = any(h.stamp and (h.stamp["seconds"] or h.stamp.groupdict().get("comma")) for h in headers)
    if exact and sum(bool(_TALK.match(header.title)) for header in headers) > most:
        return False
    # Columns of numbers may begin with a date and a time too.
    return bracketed or any(c.isalpha() for header in headers for c in header.title)


def _header(line: int, written: str, bracketed: bool) -> _Header | None:
    if not bracketed:
        found = _BARE.fullmatch(written)
        return _Header(line, found, found["title"] or "") if found else None
    found = _BRACKET.fullmatch(written)
    if found is None:
        return None
    title, stamp = found["title"] or "", _STAMP.fullmatch(found["stamp"].strip())
    if stamp is None:
        return _Header(line, None, title) if _LIKE_A_STAMP.match(found["stamp"]) else None
    # [1.2.03] in a text is a version or a section, hardly a day.
    return _Header(line, stamp, title) if stamp["clock"] or _FULL_YEAR.search(stamp["date"]) else None


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
    lines = _LINE_ENDS.split(text)
    headers = _headers(lines)
    if not headers:
        raise _no_journal(source)
    order = _order(profile, headers, source.name)
    if any(line.strip() for line in lines[: headers[0].line - 1]):
        collector.present()
        collector.reject(1, "text before the first date; it belongs to no day")
    empty = 0
    for header, following in pairwise([*headers, _Header(len(lines) + 1, None, "")]):
        collector.present()
        day = parse_date(header.date, order)
        if day is None:
            collector.reject(header.line, "the date of this entry cannot be read")
        elif collector.usable(day, header.line):
            title, body = _title_and_body(header.title, lines[header.line : following.line - 1])
            when = _when(day, header.clock, header.line, collector)
            empty += _add(collector, when, title, body, tags=_tags_in(f"{title} {body}"), offset=_offset(header))
    return empty


def _headers(lines: Sequence[str]) -> list[_Header]:
    """Find the lines that begin an entry; the first one shows whether dates stand in brackets."""
    for bracketed in (line.startswith("[") for line in lines if _header(1, line, True) or _header(1, line, False)):
        found = [header for n, line in enumerate(lines, start=1) if (header := _header(n, line, bracketed))]
        return found if bracketed else _without_halves(found)
    return []


def _without_halves(headers: list[_Header]) -> list[_Header]:
    """Give "am" back to the titles where the clock runs to 24: "9:30 am Strand" is no half of a day then."""
    if all(1 <= int(re.split("[:.h]", header.clock)[0]) <= 12 for header in headers):
        return headers
    return [
        _Header(h.line, _BARE.fullmatch(f"{h.date} {h.stamp['clock']}"), f"{h.stamp['half'] or ''} {h.title}".strip())
        if h.stamp
        else h
        for h in headers
    ]


def _order(profile: Profile, headers: list[_Header], where: str) -> DateOrder | None:
    column = profile.columns.get("date")
    if column is not None and column.day_first is not None:
        return "dmy" if column.day_first else "mdy"
    dates = [header.date for header in headers]
    try:
        return day_order(dates, where)
    except AmbiguousFormatError:
        # With dots the day comes first wherever dots are in use.
        if not any(_NO_DOTS.match(written) for written in dates):
            return "dmy"
        raise


def _when(day: date, clock: str, line: int, collector: Collector) -> datetime | date:
    at = parse_clock(clock) if clock else None
    if clock and at is None:
        collector.reject(line, "not a time of day; the entry is kept with its date alone", "time")
    return day if at is None else datetime.combine(day, at)


def _offset(header: _Header) -> float | None:
    zone = (header.stamp.groupdict().get("zone") if header.stamp else None) or ""
    if zone in ("Z", "UTC", "GMT"):
        return 0.0
    found = _OFFSET.fullmatch(zone)
    minutes = int(found[2]) * 60 + int(found[3]) if found else 0
    return None if found is None else float(-minutes if found[1] == "-" else minutes)


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
    whole = decode(text)
    if isinstance(whole, dict) and "entries" not in whole and whole.keys() >= _MARKS:
        collector.present()
        return _read_entry(1, whole, collector)
    found = listed(text, whole, _MARKS)
    if found is None:
        raise _no_journal(source)
    entries, damaged = found
    if damaged:
        collector.note("the file is damaged or cut short; every entry that is whole was read")
    empty = 0
    for entry in entries:
        collector.present()
        if entry.value is None:
            collector.reject(entry.number, entry.problem)
        else:
            empty += _read_entry(entry.number, entry.value, collector)
    return empty


def _read_entry(number: int, entry: dict[str, Any], collector: Collector) -> bool:
    written, clock = sound(entry.get("date")), entry.get("time")
    day = parse_date(written) if _ISO_DAY.match(written) else None
    if day is None:
        collector.reject(number, "the date is missing or is not a day like 2026-03-01")
        return False
    if not collector.usable(day, number):
        return False
    when = _when(day, sound(clock) if clock is None or isinstance(clock, str) else "?", number, collector)
    title, body = _STAR.sub("", sound(entry.get("title")).strip()).strip(), sound(entry.get("body")).strip()
    given = entry.get("tags")
    if isinstance(given, list | dict):
        named = (_SIGN.sub("", sound(tag).strip()).lower() for tag in given)
        tags = tuple(dict.fromkeys(tag for tag in named if tag))
    else:
        tags = _tags_in(f"{title} {body}")
    return _add(collector, when, title, body, tags=tags)


FORMAT: Final = Format(
    name="jrnl",
    title="jrnl, journal file and JSON",
    tables=("journal", "activities"),
    evidence="read from real samples",
    how="jrnl: the journal file itself, or `jrnl --format json --file journal.json`",
    claims=_claims,
    read=_read,
)
