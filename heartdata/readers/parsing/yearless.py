"""Dates that a file writes without their year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fnmatch import fnmatch
from typing import Final

from heartdata.core.profile import Profile
from heartdata.readers.parsing.dates import DateOrder, parse_date, parse_day_month
from heartdata.readers.parsing.delimited import header, records

# Any leap year, to try a day and a month in.
_LEAP: Final = 2024


def parse_yearless(text: str, order: DateOrder | None) -> date | None:
    """Read a date without its year, in a leap year."""
    if order is not None and (found := parse_date(f"{text.strip().rstrip('/.')}/{_LEAP}", order)):
        return found
    return parse_day_month(text, _LEAP)


def yearless_order(texts: Iterable[str]) -> DateOrder | None:
    """Find out whether the day or the month comes first; None where that does not show."""
    fits: dict[DateOrder, int] = {
        order: sum(parse_date(f"{text}/{_LEAP}", order) is not None for text in texts) for order in ("dmy", "mdy")
    }
    if fits["dmy"] == fits["mdy"]:
        return None
    return "dmy" if fits["dmy"] > fits["mdy"] else "mdy"


def are_yearless(texts: Sequence[str]) -> bool:
    """Return whether most of some dates have no year."""
    order = yearless_order(texts) or "dmy"
    bare = sum(parse_date(text, order) is None and parse_yearless(text, order) is not None for text in texts)
    return 2 * bare > len(texts)


def begins_yearless(text: str) -> bool:
    """Return whether the first column of a table holds dates without a year."""
    delimiter, names = header(text)
    first = [row.cells[0].strip() for row in records(text, delimiter, width=len(names)) if row.cells][1:]
    return (
        len(names) > 1
        and len(first) > 1
        and any(not cell[:1].isdecimal() or "/" in cell for cell in first)
        and are_yearless(first)
    )


def stated_year(profile: Profile, name: str) -> int | None:
    """Return the year that the profile states for the latest day of a file."""
    base = name.rpartition("/")[2]
    return next((y for known, y in profile.sources.items() if fnmatch(name, known) or fnmatch(base, known)), None)


def add_years(days: Sequence[date | None], dated: Sequence[date | None], last: date | None) -> list[date | None]:
    """Give days their years, so that neighbours in the file are as close as they can be.

    `days` are in any year, `dated` those that the file writes with their year. Where there are none of these, the
    latest day is the last one not after `last`.
    """
    anchor = next((place for place, day in enumerate(dated) if day is not None), None)
    first = anchor if anchor is not None else next((place for place, day in enumerate(days) if day), None)
    if first is None or (anchor is None and last is None):
        return list(dated)
    found: list[date | None] = list(dated)
    found[first] = found[first] or days[first]
    for places in (range(first + 1, len(days)), range(first - 1, -1, -1)):
        near = found[first]
        for place in places:
            found[place] = dated[place] or _nearest(days[place], near)
            near = found[place] or near
    if anchor is not None or last is None:
        return found
    latest = max(day for day in found if day is not None)
    moved = _in_year(latest, last.year)
    years = last.year - latest.year - (moved is None or moved > last)
    return [None if day is None else _in_year(day, day.year + years) for day in found]


def _nearest(day: date | None, near: date | None) -> date | None:
    if day is None or near is None:
        return None
    possible = [d for year in (near.year - 1, near.year, near.year + 1) if (d := _in_year(day, year))]
    return min(possible, key=lambda d: abs(d - near), default=None)


def _in_year(day: date, year: int) -> date | None:
    try:
        return day.replace(year=year)
    except ValueError:
        return None


def ask_for_year(name: str) -> str:
    """Word how to say the year of a file."""
    base = name.rpartition("/")[2].replace('"', "")
    return f'say the year of the latest day in heartdata.toml, under [sources]: "{base}" = {{ year = 2026 }}'
