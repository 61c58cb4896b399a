"""jrnl's folder journals: one file per day, in folders by year and month.

The folders tell the day. Entries of such files may begin with a time alone, if that is how the person set it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from heartdata.readers._dated_name import folder_day
from heartdata.readers._jrnl_headers import Header, split_lines
from heartdata.readers.clocks import DateOrder, parse_clock, parse_date
from heartdata.readers.source import Source

__all__ = ["claims_folder", "day_of_folder", "folder_headers", "folder_order"]

_TIMED: Final = re.compile(
    r"\[(?P<date>)(?P<clock>\d{1,2}[:.h]\d{2}(?P<seconds>:\d{2})?)(?P<half>\s?(?:am|pm|AM|PM|[apAP]\.\s?[mM]\.))?\]"
    r"(?:[ \t]+(?P<title>.*))?",
    re.DOTALL,
)


def day_of_folder(source: Source) -> date | None:
    """Read the day out of the folders a file lies in.

    Parameters
    ----------
    source : Source
        The file.

    Returns
    -------
    date or None
        None where they are not by year and month.
    """
    return folder_day(source.path.as_posix() if source.path else source.name)


def claims_folder(source: Source) -> bool:
    """Tell whether a file is a day of a folder journal whose entries begin with a time alone.

    Parameters
    ----------
    source : Source
        The file.

    Returns
    -------
    bool
        Whether its first line with anything on it is such a time.
    """
    if not source.head_text.lstrip().startswith("[") or day_of_folder(source) is None:
        return False
    first = next((line for line in split_lines(source.head_text) if line.strip()), "")
    found = _TIMED.fullmatch(first)
    return found is not None and parse_clock(f"{found['clock']}{found['half'] or ''}") is not None


def folder_headers(lines: Sequence[str]) -> list[Header]:
    """Find the lines that begin an entry with a time alone.

    Parameters
    ----------
    lines : sequence of str
        The file.

    Returns
    -------
    list of Header
        In order of the file, each without a date.
    """
    found = ((number, _TIMED.fullmatch(line)) for number, line in enumerate(lines, start=1))
    return [Header(number, match, match["title"] or "") for number, match in found if match]


def folder_order(headers: Sequence[Header], day: date | None) -> DateOrder | None:
    """Let the folders decide whether dates put the day or the month first.

    Parameters
    ----------
    headers : sequence of Header
        All of the file.
    day : date or None
        The day of the folders.

    Returns
    -------
    {"dmy", "mdy"} or None
        None where not every date is that day.
    """
    if day is None:
        return None
    orders: tuple[DateOrder, ...] = ("dmy", "mdy")
    return next((order for order in orders if all(parse_date(h.date, order) == day for h in headers)), None)
