"""Apple Journal: the exported folder, with one HTML file per entry.

The day is in the heading (``div.pageHeader``), in the language of the device and without a time. The file's name may be
a day off and counts only if the heading cannot be read. ``div.title`` and ``div.bodyText`` are the entry; prompts and
pictures are passed over, and a State of Mind is a picture without a value. The HTML is not well-formed (blocks within
paragraphs), so it is cut at its marks, not parsed.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from heartdata.errors import UnreadableFileError
from heartdata.readers.base import Collector, Format, Profile, Source
from heartdata.readers.parsing.date_headings import parse_date_heading
from heartdata.readers.parsing.entries import NO_TEXT, add_entry, read_text
from heartdata.readers.parsing.filename_dates import date_in_filename
from heartdata.readers.parsing.html_text import plain_text


def _opening(name: str) -> str:
    return rf"<div\b[^<>]{{0,200}}\bclass\s*=\s*[\"']?{name}(?=[\"'\s>])[^<>]{{0,200}}>?"


_HEADING: Final = re.compile(rf"{_opening('pageHeader')}(?P<inside>[^<]{{0,300}})", re.IGNORECASE)
_TITLE: Final = re.compile(rf"{_opening('title')}(?P<inside>.{{0,4000}}?)</div", re.IGNORECASE | re.DOTALL)
_BODY: Final = re.compile(_opening("bodyText"), re.IGNORECASE)
_STATE: Final = re.compile(r"class\s*=\s*[\"'][^\"'<>]{0,200}\bassetType_stateOfMind\b", re.IGNORECASE)
_DOCUMENT: Final = re.compile(r"\s*(?:<!doctype html|<html)", re.IGNORECASE)
_STYLE: Final = re.compile(r"<(style|script)\b[^<]*+(?:<(?!/\1\s*>)[^<]*+)*+(?:</\1\s*>|\Z)", re.IGNORECASE)
_BLANK_LINES: Final = re.compile(r"\n(?:[ \t]*\n)+")
_PARAGRAPHS: Final = re.compile(r"</(?:p|div|li|h[1-6]|blockquote)>\s*(?=<)", re.IGNORECASE)
_PAGE_END: Final = re.compile(r"</body\b.*", re.IGNORECASE | re.DOTALL)


def _claims(source: Source, profile: Profile) -> bool:
    head = source.head_text
    if not _DOCUMENT.match(head):
        return False
    marked = _HEADING.search(head)
    return marked is not None and (_BODY.search(head, marked.end()) or _TITLE.search(head, marked.end())) is not None


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    text = read_text(source, collector)
    page = _STYLE.sub("", text)
    headings = list(_HEADING.finditer(page))
    if not headings or not _DOCUMENT.match(text):
        raise UnreadableFileError(
            f"{source.name}: not an entry of Apple Journal, it has no date heading; in Journal choose Export All "
            "Entries and give the folder or zip"
        )
    for number, heading in enumerate(headings, start=1):
        ends = headings[number].start() if number < len(headings) else len(page)
        collector.count_entries()
        day = _day(source, heading["inside"], len(headings), collector)
        if day is None:
            reason = "the date in its heading is not in a language known here, and the file's name holds none"
            collector.reject(number, reason)
        elif collector.accept_date(day, number):
            _read_entry(page[heading.end() : ends], day, collector)


def _day(source: Source, heading: str, entries: int, collector: Collector) -> date | None:
    written = plain_text(heading)
    found = parse_date_heading(written)
    if found is not None:
        return found.day
    named = date_in_filename(source.stem) if entries == 1 else None
    if named is None or named.day is None:
        return None
    # 3/4/2026: the name, which is at most a day off, decides between the two readings.
    near = [read.day for order in ("dmy", "mdy") if (read := parse_date_heading(written, order))]
    close = [day for day in near if abs(day - named.day) <= timedelta(days=1)]
    if close:
        return close[0]
    collector.note("its heading's date is not in a language known here; the day is the one in the file's name")
    return named.day


def _read_entry(page: str, day: date, collector: Collector) -> None:
    title = _TITLE.search(page)
    body = _BODY.search(page, title.end() if title else 0)
    words = ""
    if body:
        words = plain_text(_PARAGRAPHS.sub(r"</p>\n", _PAGE_END.sub("", page[body.end() :])).replace("</p>", "<br/>"))
    heading = " ".join(plain_text(title["inside"]).split()) if title else ""
    words = "\n\n".join([part.rstrip(" \t") for part in _BLANK_LINES.split(words)]).strip()
    if not add_entry(collector, day, heading, words):
        collector.count_empty(NO_TEXT)
    states = len(_STATE.findall(page)) if "_stateof" in page.casefold() else 0
    if states:
        which = "a State of Mind is" if states == 1 else f"{states} States of Mind are"
        collector.note(f"{which} only a picture here, without a value; the Health app holds the value")


FORMAT: Final = Format(
    name="apple_journal",
    title="Apple Journal, exported HTML",
    tables=("journal",),
    evidence="read from real samples",
    how="Journal on the iPhone: Settings, Apps, Journal, Export All Entries; give the folder or a zip of it",
    shapes=frozenset({"markup"}),
    claims=_claims,
    read=_read,
    companions=("index.html",),
)
