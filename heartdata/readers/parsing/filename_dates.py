"""Dates in the names of files and folders."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, time
from functools import lru_cache
from typing import Final, NamedTuple

from heartdata.readers.files.source import Folder
from heartdata.readers.parsing.dates import MARKED_DATE, DateOrder, detect_date_order, parse_date
from heartdata.readers.parsing.text import MONTHS

_LONGEST: Final = 120
_LAST_MONTH: Final = 12
_YEAR_FIRST: Final = re.compile(r"(?<!\d)(\d{4})(?P<sign>[-_.])(\d{1,2})(?P=sign)(\d{1,2})(?!\d)")
_COMPACT: Final = re.compile(r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)")
_YEAR_LAST: Final = re.compile(r"(?<![^\W_])(?<!\.)(\d{1,2})(?P<sign>[-_.])(\d{1,2})(?P=sign)(\d{4})(?!\.?\d)")
_FORMS: Final = (_YEAR_FIRST, _COMPACT, _YEAR_LAST)
_WORD: Final = re.compile(r"[^\W\d_]+")
_CLOCK: Final = re.compile(r"[ T_]([01]\d|2[0-3])(?:[.:h-]?([0-5]\d)(?=$|[.:-][0-5]\d$)|[.:h-]([0-5]\d))(?!\d)")
_FOLDERS: Final = re.compile(r"(?:^|/)(\d{4})/(\d{2})/(\d{2})\.\w{1,10}$")


class FilenameDate(NamedTuple):
    """A date in a name."""

    day: date | None  # None where 3-4 could be either order
    written: str  # as in the name
    clock: time | None  # a time of day behind it
    start: int  # position in the name
    end: int


def date_in_folders(path: str) -> date | None:
    """Read the day of a file in folders by year and month."""
    match = _FOLDERS.search(path.replace("\\", "/"))
    return None if match is None else _date(*match.groups())


# A name is read when its file is recognised, and again when the file is read.
@lru_cache(maxsize=4)
def date_in_filename(stem: str) -> FilenameDate | None:
    """Find the date in a name; None where there is none or several."""
    if len(stem) > _LONGEST:
        return None
    # A Mac takes letters and their accents apart.
    stem = stem if stem.isascii() else unicodedata.normalize("NFC", stem)
    # A name that is such a date holds no other.
    whole = _YEAR_FIRST.fullmatch(stem)
    found = [whole] if whole else [*(m for form in _FORMS for m in form.finditer(stem))]
    if not found:
        return _worded(stem)
    if len(found) > 1:
        return None
    match = found[0]
    day, ambiguous = _read(match)
    if day is None and not ambiguous:
        return None
    return FilenameDate(day, match[0], _clock(stem[match.end() :]), match.start(), match.end())


@lru_cache(maxsize=256)
def order_of_names(folder: Folder | None) -> DateOrder | None:
    """Find out from the names beside a file whether the day or the month comes first; None where they leave it open."""
    if folder is None:
        return None
    return _order_shown(folder.names) or _order_shown(folder.every())


def _order_shown(names: Iterable[str]) -> DateOrder | None:
    orders: set[DateOrder] = set()
    for name in names:
        match = _YEAR_LAST.search(name.rpartition(".")[0])
        first, second = (int(match[1]), int(match[3])) if match and match["sign"] != "." else (0, 0)
        if min(first, second) <= _LAST_MONTH < max(first, second):
            orders.add("dmy" if first > second else "mdy")
    return orders.pop() if len(orders) == 1 else None


def resolve_date(found: FilenameDate, order: DateOrder | None, where: str, folder: Folder | None = None) -> date | None:
    """Return the day of a name, by `order` or the names beside it where it is ambiguous."""
    if found.day is not None:
        return found.day
    order = order or order_of_names(folder)
    plain = found.written.replace("_", "-")
    return parse_date(plain, order or detect_date_order([plain], where))


def _read(match: re.Match[str]) -> tuple[date | None, bool]:
    if match.re is not _YEAR_LAST:
        return _date(*(part for part in match.groups() if part.isdecimal())), False
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    if match["sign"] == "." or first > 12 or first == second:
        return _date(year, second, first), False
    if second > 12:
        return _date(year, first, second), False
    return None, _date(year, first, second) is not None


def _date(*parts: str | int) -> date | None:
    try:
        return date(*map(int, parts))
    except ValueError:
        return None


def _worded(stem: str) -> FilenameDate | None:
    marked = MARKED_DATE.search(stem)
    if marked is None and not any(word.casefold() in MONTHS for word in _WORD.findall(stem)):
        return None
    day = parse_date(marked[0] if marked else stem)
    return None if day is None else FilenameDate(day, stem, None, 0, len(stem))


def _clock(rest: str) -> time | None:
    match = _CLOCK.match(rest)
    return None if match is None else time(int(match[1]), int(match[2] or match[3]))
