"""The lines that begin an entry of a jrnl journal, and whether a text is such a journal at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from heartdata.core.profile import Profile
from heartdata.errors import AmbiguousFormatError
from heartdata.readers.parsing.dates import DateOrder, detect_date_order, parse_date
from heartdata.readers.parsing.text import split_lines

_DAY: Final = (
    r"(?P<date>\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\s?\d{1,2}[-/.]\s?(?:\d{4}|\d{2})(?!\d)"
    r"|\d{1,2}\.?\s[^\W\d_]{3,12}\.?\s\d{4}|[^\W\d_]{3,12}\.?\s\d{1,2},?\s\d{4})"
)
_CLOCK: Final = r"(?P<clock>\d{1,2}[:.h]\d{2}(?P<seconds>:\d{2})?)(?P<half>\s?(?:am|pm|AM|PM|[apAP]\.\s?[mM]\.))?"
_ZONE: Final = r"(?:\s?(?P<zone>[+-]\d{2}:?\d{2}|Z|[A-Za-z]{3,4}))?"
_STAMP: Final = re.compile(rf"(?:[^\W\d_]{{2,12}}\.?,?\s)??{_DAY}(?P<comma>,)?(?:(?:\s+|T){_CLOCK}{_ZONE})?")
_BRACKET: Final = re.compile(r"\[(?P<stamp>[^\[\]]{6,60})\](?:[ \t]+(?P<title>.*))?", re.DOTALL)
_TIME_ALONE: Final = re.compile(rf"\[(?P<date>){_CLOCK}\](?:[ \t]+(?P<title>.*))?", re.DOTALL)
_BARE: Final = re.compile(rf"{_DAY} {_CLOCK}(?: (?P<title>.*))?", re.DOTALL)
# Below empty lines; few texts do, and the others need not be split.
_BEGINS: Final = re.compile(rf"(?:[^\S\r\n]*+[\r\n])*+(?:\[|{_DAY} {_CLOCK})")
_LIKE_A_STAMP: Final = re.compile(r"(?:\d{4}[-/.]\d{1,2}\b|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}).*\d:\d{2}", re.DOTALL)
_FULL_YEAR: Final = re.compile(r"\d{4}")
_NO_DOTS: Final = re.compile(r"\d{1,2}[-/]")
_OFFSET: Final = re.compile(r"([+-])(\d{2}):?(\d{2})")

# Chats and the logs of programs also put a date in brackets, and go on with a name or a level.
_TALK: Final = re.compile(r"<|[^:]{1,40}: ")
_LEVEL: Final = re.compile(
    r"[\[(<]?[\w.-]{0,40}\b(?:trace|debug|info|notice|warn|warning|error|fatal|critical)\b(?=[\]):>\s]|$)",
    re.IGNORECASE,
)


class Header(NamedTuple):
    """A line that begins an entry: its number, its date and time (None if they cannot be read), and the title."""

    line: int
    stamp: re.Match[str] | None
    title: str

    @property
    def date(self) -> str:
        """The date as written, or an empty string."""
        return self.stamp["date"] if self.stamp else ""

    @property
    def clock(self) -> str:
        """The time as written, or an empty string."""
        return f"{self.stamp['clock'] or ''}{self.stamp['half'] or ''}" if self.stamp else ""

    @property
    def offset(self) -> float | None:
        """Minutes from UTC, if the line has them."""
        zone = (self.stamp.groupdict().get("zone") if self.stamp else None) or ""
        if zone in ("Z", "UTC", "GMT"):
            return 0.0
        found = _OFFSET.fullmatch(zone)
        minutes = int(found[2]) * 60 + int(found[3]) if found else 0
        return None if found is None else float(-minutes if found[1] == "-" else minutes)


def is_jrnl_text(head: str) -> bool:
    """Return whether a file begins like a jrnl journal, and not like a chat, a program's log or a table."""
    if not _BEGINS.match(head):
        return False
    lines = split_lines(head)
    first = next(line for line in lines if line.strip())
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


def find_headers(lines: Sequence[str]) -> list[Header]:
    """Find the lines that begin an entry; the first one shows whether dates are in brackets."""
    for bracketed in (line.startswith("[") for line in lines if _header(1, line, True) or _header(1, line, False)):
        found = [header for n, line in enumerate(lines, start=1) if (header := _header(n, line, bracketed))]
        return found if bracketed else _without_halves(found)
    return []


def time_headers(lines: Sequence[str]) -> list[Header]:
    """Find the lines that begin an entry with a time alone, as in a folder journal."""
    found = ((number, _TIME_ALONE.fullmatch(line)) for number, line in enumerate(lines, start=1))
    return [Header(number, match, match["title"] or "") for number, match in found if match]


def _without_halves(headers: list[Header]) -> list[Header]:
    """Give "am" back to the titles if the clock runs to 24: in "9:30 am Strand" it is a German word then."""
    if all(1 <= int(re.split("[:.h]", header.clock)[0]) <= 12 for header in headers):
        return headers
    return [
        Header(h.line, _BARE.fullmatch(f"{h.date} {h.stamp['clock']}"), f"{h.stamp['half'] or ''} {h.title}".strip())
        if h.stamp
        else h
        for h in headers
    ]


def date_order(profile: Profile, headers: Sequence[Header], where: str) -> DateOrder | None:
    """Detect whether the dates of a journal put the day or the month first."""
    dates = [header.date for header in headers]
    try:
        return detect_date_order(dates, where, profile)
    except AmbiguousFormatError:
        # Dates with dots begin with the day in every country that writes them.
        if not any(_NO_DOTS.match(written) for written in dates):
            return "dmy"
        raise


def _header(line: int, written: str, bracketed: bool) -> Header | None:
    if not bracketed:
        found = _BARE.fullmatch(written)
        return Header(line, found, found["title"] or "") if found else None
    found = _BRACKET.fullmatch(written)
    if found is None:
        return None
    title, stamp = found["title"] or "", _STAMP.fullmatch(found["stamp"].strip())
    if stamp is None:
        return Header(line, None, title) if _LIKE_A_STAMP.match(found["stamp"]) else None
    # [1.2.03] in a text is a version or a section, hardly a day.
    return Header(line, stamp, title) if stamp["clock"] or _FULL_YEAR.search(stamp["date"]) else None
