"""jrnl's folder journals: one file per day, in folders by year and month.

The folders tell the day. Entries of such files may begin with a time alone, if that is how the person set it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from heartdata.readers.apps.jrnl_headers import Header, split_lines
from heartdata.readers.files.walk import Source
from heartdata.readers.parsing.dates import DateOrder, parse_clock, parse_date
from heartdata.readers.parsing.filename_dates import date_in_folders

__all__ = ["claims_folder", "day_of_folder", "folder_headers", "folder_order"]

_TIMED: Final = re.compile(
    r"\[(?P<date>)(?P<clock>\d{1,2}[:.h]\d{2}(?P<seconds>:\d{2})?)(?P<half>\s?(?:am|pm|AM|PM|[apAP]\.\s?[mM]\.))?\]"
    r"(?:[ \t]+(?P<title>.*))?",
    re.DOTALL,
)


def day_of_folder(source: Source) -> date | None:
    """Read the day out of the folders a file lies in."""
    return date_in_folders(source.path.as_posix() if source.path else source.name)


def claims_folder(source: Source) -> bool:
    """Tell whether a file is a day of a folder journal whose entries begin with a time alone."""
    if not source.head_text.lstrip().startswith("[") or day_of_folder(source) is None:
        return False
    first = next((line for line in split_lines(source.head_text) if line.strip()), "")
    found = _TIMED.fullmatch(first)
    return found is not None and parse_clock(f"{found['clock']}{found['half'] or ''}") is not None


def folder_headers(lines: Sequence[str]) -> list[Header]:
    """Find the lines that begin an entry with a time alone."""
    found = ((number, _TIMED.fullmatch(line)) for number, line in enumerate(lines, start=1))
    return [Header(number, match, match["title"] or "") for number, match in found if match]


def folder_order(headers: Sequence[Header], day: date | None) -> DateOrder | None:
    """Let the folders decide whether dates put the day or the month first."""
    if day is None:
        return None
    orders: tuple[DateOrder, ...] = ("dmy", "mdy")
    return next((order for order in orders if all(parse_date(h.date, order) == day for h in headers)), None)
