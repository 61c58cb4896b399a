"""Checks of the values in a profile; their errors name the key, the value and what is allowed."""

# Each function is named for the value that it checks.
# ruff: noqa: D103

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any, Final

from heartdata.core.days import zone_named
from heartdata.core.vocabulary import MEASURES
from heartdata.errors import ProfileError

_MOOD_LEVELS: Final = (1.0, 5.0)
# Years outside are typing mistakes (0206, 20226).
_YEARS: Final = (1900, 2200)


def _suggest(given: object, allowed: Iterable[str]) -> str:
    near = difflib.get_close_matches(str(given).casefold(), list(allowed), n=1)
    return f"did you mean {near[0]}? " if near else ""


def known_keys(section_name: str, given: Mapping[Any, Any], allowed: tuple[str, ...]) -> None:
    for key in given:
        if key not in allowed:
            full, where = (f"{section_name}.{key}", f"[{section_name}]") if section_name else (key, "the profile")
            raise ProfileError(
                f"{full}: not a key of {where}; {_suggest(key, allowed)}allowed are {', '.join(allowed)}"
            )


def mapping(key: str, given: Any) -> Mapping[Any, Any]:
    if not isinstance(given, Mapping):
        raise ProfileError(f"{key} = {given!r}: this is a table; write [{key}] on a line of its own")
    return given


def section(
    given: Mapping[str, Any], key: str, allowed: tuple[str, ...] | None = None, *, place: str = ""
) -> Mapping[str, Any]:
    full = f"{place}.{key}" if place else key
    found = mapping(full, given.get(key, {}))
    if allowed is not None:
        known_keys(full, found, allowed)
    return found


def years(key: str, given: Any) -> dict[str, int]:
    found = mapping(key, given)
    for name, year in found.items():
        if not isinstance(name, str) or isinstance(year, bool) or not isinstance(year, int):
            raise ProfileError(f'{key}: write for example "Sleep.csv" = {{ year = 2026 }}, with the name of the file')
        if not _YEARS[0] <= year <= _YEARS[1]:
            raise ProfileError(f"{key}.{name} = {year}: a year from {_YEARS[0]} to {_YEARS[1]} is needed")
    return dict(found)


def day(key: str, given: Any) -> date:
    try:
        found = given if isinstance(given, date) else date.fromisoformat(given)
        found = found.date() if isinstance(found, datetime) else found
    except (TypeError, ValueError):
        raise ProfileError(f"{key} = {given!r}: not a date; write it like 2026-03-01") from None
    if not _YEARS[0] <= found.year <= _YEARS[1]:
        raise ProfileError(f"{key} = {found}: a year from {_YEARS[0]} to {_YEARS[1]} is needed")
    return found


def clock(key: str, given: Any) -> time:
    try:
        found = given if isinstance(given, time) else time.fromisoformat(given)
    except (TypeError, ValueError):
        raise ProfileError(f'{key} = {given!r}: not a time of day; write it like "04:00"') from None
    if found.tzinfo is not None:
        raise ProfileError(f'{key} = "{found}": a time of day without a zone is needed, such as "04:00"')
    return found


def choice(key: str, given: Any, allowed: tuple[str, ...]) -> str | None:
    if given is not None and given not in allowed:
        raise ProfileError(f"{key} = {given!r}: {_suggest(given, allowed)}allowed are {', '.join(allowed)}")
    return None if given is None else str(given)


def flag(key: str, given: Any) -> bool:
    if not isinstance(given, bool):
        raise ProfileError(f"{key} = {given!r}: allowed are true and false")
    return given


def number(key: str, given: Any, low: float, high: float) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float) or not low <= given <= high:
        raise ProfileError(f"{key} = {given!r}: a number from {low:g} to {high:g} is needed")
    return float(given)


def text(key: str, given: Any) -> str:
    if not isinstance(given, str):
        raise ProfileError(f"{key} = {given!r}: text in quotation marks is needed")
    return given


def texts(key: str, given: Any, allowed: tuple[str, ...]) -> dict[str, str]:
    known_keys(key, mapping(key, given), allowed)
    return {k: text(f"{key}.{k}", v) for k, v in given.items()}


def codes(key: str, given: Any) -> tuple[str, ...]:
    if not isinstance(given, list | tuple) or not all(isinstance(c, str) for c in given):
        raise ProfileError(f'{key} = {given!r}: write a list of codes, such as ["HD401"]')
    return tuple(given)


def zone(key: str, given: Any) -> str | None:
    if given is None:
        return None
    found = zone_named(given) if isinstance(given, str) else None
    if found is None:
        raise ProfileError(f'{key} = {given!r}: not a time zone; write an IANA name such as "Europe/Berlin"')
    return found.key


def words(key: str, given: Any) -> dict[str, tuple[str, ...]]:
    found = {}
    for name, value in mapping(key, given).items():
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list | tuple) or not all(isinstance(w, str) for w in listed):
            raise ProfileError(f'{key}."{name}" = {value!r}: a list of words is needed, such as ["walk", "stroll"]')
        # An empty word would match every activity.
        if not str(name).strip() or not all(w.strip() for w in listed):
            raise ProfileError(f'{key}."{name}": a name or a word of it is empty; take it out or write one')
        found[str(name)] = tuple(listed)
    return found


def usual_levels(given: Any) -> dict[str, float]:
    levels = {"mood": given} if isinstance(given, int | float) else mapping("usual", given)
    known_keys("usual", levels, tuple(MEASURES))
    return {str(measure): number(f"usual.{measure}", value, 0, 10) for measure, value in levels.items()}


def mood_levels(given: Any) -> dict[str, float]:
    levels: dict[str, float] = {}
    spellings: dict[str, str] = {}
    for name, value in mapping("moods", given).items():
        own = str(name).strip()
        if not own:
            raise ProfileError(f'moods."{name}": a mood without a name; take it out or write its name')
        level = number(f'moods."{own}"', value, *_MOOD_LEVELS)
        same = spellings.setdefault(own.casefold(), own)
        if levels.get(same, level) != level:
            raise ProfileError(f'moods."{own}" = {value!r}: "{same}" is the same mood and has another number')
        levels[own] = level
    return levels
