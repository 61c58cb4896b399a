"""Day One's plain-text export.

An entry begins with a tab, ``Date:``, a tab and the date in words as the device writes it. Lines of the same shape may
follow (``Tags:`` with commas between them is read; ``Weather:``, ``Location:``, ``Photo:`` are passed over), then the
text, until the next date.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, time
from typing import Final, NamedTuple

from heartdata.readers.collector import Collector
from heartdata.readers.parsing.dates import parse_clock, parse_date
from heartdata.readers.parsing.entries import NO_TEXT, add_entry, drop_midnight
from heartdata.readers.parsing.markdown import split_title
from heartdata.readers.parsing.text import split_lines

_FIRST: Final = re.compile(r"\ufeff?[ \r\n]*\tDate:\t[^\r\n]*\d{4}")
_LONGEST_STAMP: Final = 200
_HEADER: Final = re.compile(r"\t(?P<name>[^\W\d_][^\t:]{0,30}):\t(?P<value>.*)", re.DOTALL)
_SPACES: Final = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_ISO_DAY: Final = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\b")
_YEAR: Final = re.compile(r"(?<!\d)\d{4}(?!\d)")
_ZONE: Final = re.compile(r"\b(?:GMT|UTC)(?:\s?(?P<sign>[+\-\u2212])(?P<h>\d{1,2}):?(?P<m>\d{2})?)?(?![\w:])")
_CLOCK: Final = re.compile(r"(?<!\d)\d{1,2}[:.h]\d{1,2}(?:[:.]\d{1,2})?(?:\s?[ap]\.?\s?m\b\.?)?", re.IGNORECASE)


class Stamp(NamedTuple):
    """A date line: the local day and time, minutes from UTC, and whether a time is written that is none."""

    day: date
    clock: time | None
    offset: float | None
    bad_clock: bool


def is_dayone_text(head: str) -> bool:
    """Return whether a file begins like a Day One plain-text export."""
    return _FIRST.match(head) is not None


def parse_stamp(written: str) -> Stamp | None:
    """Read a date line such as "January 1, 2019 at 7:30 PM GMT-8"."""
    if len(written) > _LONGEST_STAMP:
        return None
    cleaned = unicodedata.normalize("NFC", _SPACES.sub(" ", written).strip())
    year = _ISO_DAY.match(cleaned) or _YEAR.search(cleaned)
    # Read up to the year, so that a zone or a time cannot be taken for the day; 3/4/2019 would be a guess.
    day = parse_date(cleaned[: year.end()]) if year and "/" not in cleaned[: year.start()] else None
    if year is None or day is None:
        return None
    rest = cleaned[year.end() :]
    zone = _ZONE.search(rest)
    if zone:
        rest = rest[: zone.start()] + rest[zone.end() :]
    found = _CLOCK.search(rest)
    clock = parse_clock(found[0]) if found else None
    return Stamp(day, clock, _offset(zone), bool(found) and clock is None)


def _offset(zone: re.Match[str] | None) -> float | None:
    if zone is None:
        return None
    minutes = float(int(zone["h"] or 0) * 60 + int(zone["m"] or 0))
    if minutes > 14 * 60:
        return None
    return minutes if zone["sign"] in (None, "+") else -minutes


def read_dayone_text(text: str, collector: Collector) -> None:
    """Read a plain-text export."""
    for line, written, lines in _entries(text):
        collector.count_entries()
        stamp = None if written is None else parse_stamp(written)
        if written is None:
            collector.reject(line, "text before the first date; it belongs to no day")
        elif stamp is None:
            collector.reject(line, "the date is not a long date in a language known here")
        elif collector.accept_date(stamp.day, line):
            if stamp.bad_clock:
                collector.reject(line, "not a time of day; the entry is kept with its date alone", "Date")
            _add(stamp, lines, collector)


def _entries(text: str) -> Iterator[tuple[int, str | None, list[str]]]:
    start, date_line, lines = 1, None, list[str]()
    for number, line in enumerate([*split_lines(text), "\tDate:\t"], start=1):
        header = _HEADER.fullmatch(line)
        if header and header["name"] == "Date":
            if date_line is not None or any(kept.strip() for kept in lines):
                yield start, date_line, lines
            start, date_line, lines = number, header["value"], []
        else:
            lines.append(line)


def _add(stamp: Stamp, lines: list[str], collector: Collector) -> None:
    tags: list[str] = []
    begins = 0
    for line in lines:
        header = _HEADER.fullmatch(line)
        if header is None:
            break
        begins += 1
        if header["name"] == "Tags":
            tags = [tag.strip() for tag in header["value"].split(",") if tag.strip()]
    when, offset = drop_midnight(stamp.day, stamp.clock, stamp.offset)
    if not add_entry(collector, when, *split_title("\n".join(lines[begins:])), tags, offset):
        collector.count_empty(NO_TEXT)
