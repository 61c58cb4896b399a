"""What the properties of notes say, whatever note they are in; in a diary the same few come again every day."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from heartdata.core.columns import IGNORE
from heartdata.core.vocabulary import LONGEST_NIGHT_H, MEASURES
from heartdata.readers.base import Profile
from heartdata.readers.parsing.dates import parse_clock, parse_duration
from heartdata.readers.parsing.front_matter import Field
from heartdata.readers.parsing.numbers import parse_number
from heartdata.readers.parsing.scales import stated_scale, symbols_to_number
from heartdata.readers.parsing.text import is_empty

if TYPE_CHECKING:
    from heartdata.readers.apps.markdown_fields import NoteFields

DATE_KEYS: Final = ("date",)
_NAMED: Final = {name: name for name in (*MEASURES, "title", "sleep", "time", "tags")} | {"tag": "tags"}
# Surely hours, unlike "sleep" alone.
_HOURS_SLEPT: Final = ("sleep_hours", "hours_slept", "hours_of_sleep", "sleep_duration")
_DEFAULTS: Final = _NAMED | dict.fromkeys(_HOURS_SLEPT, "sleep_hours")
_BETWEEN: Final = re.compile(r"[-\s]+")
# Properties of the note-taking app and its plug-ins.
_TECHNICAL: Final = frozenset(
    "alias aliases banner collapsed created created_at cssclass cssclasses icon id kanban-plugin modified "
    "next permalink position prev previous publish template uid updated updated_at uuid weekday".split()
) | {"date created", "date modified", "creation date", "modification date"}
_YES: Final = frozenset("yes y true on x ✓ ✔ ✅ ☑ done ja sí si oui".split())
_NO: Final = frozenset("no n false off nein non not ❌ ✗ - – —".split())
_DIGIT: Final = re.compile(r"\d")
_NUMBER: Final = re.compile(r"[-+]?\d{1,12}(?:[.,]\d{1,12})?")
_OUT_OF: Final = re.compile(rf"({_NUMBER.pattern})\s?/\s?(\d{{1,6}})")
_WITH_UNIT: Final = re.compile(rf"({_NUMBER.pattern})\s?[^\W\d_]{{1,12}}")
_SPAN: Final = re.compile(r"(\d[^/–—→]{0,12}?)\s*(?:/|–|—|→|\bto\b|(?<=[\dm])\s?-\s?(?=\d))\s*(\d[^/–—→]{0,12})")
_UNITS: Final = re.compile(r"\d\s?[^\W\d_]")
_AND: Final = re.compile(r"\s*,\s+|\s+(?:and|und|y|et|e)\s+")
_SEPARATORS: Final = re.compile(r"[|;,]")
_LINK: Final = re.compile(r"\[\[(?:[^\[\]|]{0,200}\|)?([^\[\]|]{1,200})\]\]")
_OF_THE_NIGHT: Final = ("sleep", "sleep_hours", "bedtime", "waketime")
# People have a few names, and a few things to say under each; longer texts are the diary itself, and are not kept.
_MOST_ROLES: Final = 4096
_MOST_KNOWN: Final = 4096
_LONGEST_KNOWN: Final = 48
# Heuristic: what is longer is no name of a mood, but a line of the diary.
_LONGEST_MOOD: Final = 40


class Property(NamedTuple):
    """What a property is."""

    role: str  # empty where it has none
    dates: bool  # whether it may hold the time of the note
    passed_over: bool  # whether nothing of it is kept


class Roles(dict[str, Property]):
    """What each property is, by its name as written; "sleep-quality" and "Sleep quality" are the same."""

    def __init__(self, roles: Mapping[str, str]) -> None:
        super().__init__()
        self._roles = roles

    def __missing__(self, written: str) -> Property:
        key = written.casefold()
        role = self._roles.get(key) or self._roles.get(_BETWEEN.sub("_", key), "")
        dates = role in ("time", "date") or key in DATE_KEYS
        found = Property(role, dates, dates or role == IGNORE or key in _TECHNICAL)
        if len(self) < _MOST_ROLES:
            self[written] = found
        return found


# What a note takes from a property, which also has its line; False if its words belong to the text.
Step = Callable[["NoteFields", Field], bool | None]


class Meanings(dict[tuple[str, tuple[str, ...]], Iterable[Step]]):
    """What a property says in any note, by its name and values; in a diary the same few come again every day."""

    def __init__(self, profile: Profile) -> None:
        super().__init__()
        self.profile, self.columns = profile, dict(profile.columns)
        own = {name.casefold(): role for role, column in self.columns.items() for name in column.names}
        self.roles = Roles(_DEFAULTS | own)
        timed = (self.columns[role] for role in _OF_THE_NIGHT if role in self.columns and role != "sleep")
        self.begins = any(column.night == "begins" for column in timed)

    def __missing__(self, written: tuple[str, tuple[str, ...]]) -> Iterable[Step]:
        key, values = written
        if len(key) + sum(map(len, values)) > _LONGEST_KNOWN:
            return self._steps(key, values)
        if len(self) >= _MOST_KNOWN:
            self.clear()
        self[written] = found = tuple(self._steps(key, values))
        return found

    def _steps(self, key: str, values: tuple[str, ...]) -> Iterator[Step]:
        role, _, passed_over = self.roles[key]
        if passed_over or all(map(is_empty, values)):
            return
        if role == "tags":
            yield from _tags(values)
        elif role == "title":
            done = tuple(_done(key, values))
            yield lambda note, field: note.entitle(field, done)
        elif role in MEASURES:
            for value in values:
                yield self._rating(role, key, value)
        elif role in _OF_THE_NIGHT:
            for value in values:
                yield from _sleep(role, key, value)
        elif role in ("activities", "contacts"):
            yield from self._named(role, key, values)
        elif role == "note":
            yield _words
        else:
            yield from _done(key, values)

    def _rating(self, role: str, key: str, written: str) -> Step:
        scaled, stars = stated_scale(self.profile, key), symbols_to_number(written)
        plain = stars if scaled is not None or "/" in stars else written
        out_of = _OUT_OF.fullmatch(plain)
        low, high = (scaled[1].low, scaled[1].high) if scaled else (-math.inf, math.inf)
        number = parse_number(out_of[1] if out_of else plain, low=low, high=high)
        if number is None:
            if role == "mood" and len(written) <= _LONGEST_MOOD and not any(c.isdecimal() for c in written):
                return lambda note, _: note.collector.mood(note.when, written, None)
            return _words
        if scaled is None or (out_of and float(out_of[2]) != scaled[1].high):
            return lambda note, _: note.rate(role, None, written, _question(role, key))
        value = scaled[1].rescale(number)
        if value is None:
            return lambda note, field: note.reject(field, role, f"a number outside the scale {low:g} to {high:g}")
        return lambda note, _: note.rate(role, value, written)

    def _named(self, role: str, key: str, values: tuple[str, ...]) -> Iterator[Step]:
        kind = "contact" if role == "contacts" else None
        separator = self.columns[role].separator if role in self.columns else None
        for value in values:
            plain = value.casefold()
            if plain in _NO:
                continue
            number = parse_number(value)
            if plain in _YES or number is not None:
                if number != 0:
                    yield _activity(key, number, kind)
                continue
            for name in value.split(separator) if separator else _SEPARATORS.split(_LINK.sub(r"\1", value)):
                yield _activity(name, None, kind)


def _activity(name: str, amount: float | None = None, kind: str | None = None) -> Step:
    return lambda note, _: note.collector.activity(note.when, name, amount, kind=kind)


def _words(_note: NoteFields, _field: Field) -> bool:
    """Leave the words of a property to the text."""
    return False


def _tags(values: tuple[str, ...]) -> Iterator[Step]:
    for value in values:
        # In a text, tags are separated by commas, or by spaces if there is none.
        parts = r"[,;]" if len(values) > 1 or re.search("[,;]", value) else r"\s+"
        yield _tag([name for tag in re.split(parts, value) if (name := tag.strip().lstrip("#").strip())])


def _tag(names: list[str]) -> Step:
    return lambda note, _: note.tags.extend(names)


def _done(key: str, values: tuple[str, ...]) -> Iterator[Step]:
    """Read a property without a role: a yes, a number or a duration is something done."""
    plain = values[0].casefold() if len(values) == 1 else ""
    amount = None if len(values) != 1 or plain in _YES or plain in _NO else _amount(values[0])
    if plain in _YES or amount:
        yield _activity(key, amount)
    elif plain not in _NO and amount is None:
        yield _words


def _sleep(role: str, key: str, written: str) -> Iterator[Step]:
    """Read a time of going to bed or getting up, or how long the night was."""
    span = _SPAN.fullmatch(written)
    if span and role in ("sleep", "sleep_hours"):
        bed, wake = parse_clock(span[1]), parse_clock(span[2])
        if bed is not None and wake is not None:
            yield lambda note, field: note.night(field, role, bed, wake)
            return
    if role in ("bedtime", "waketime"):
        at = parse_clock(written)
        if at is not None:
            yield lambda note, field: note.wake_or_bed(field, role, at)
            return
        yield lambda note, field: note.reject(field, role, "not a time of day")
        yield _words
        return
    # 7 under a key of the app's own could be hours as well as a rating, and 7:30 the time of waking.
    if role == "sleep" and not _UNITS.search(written):
        if parse_number(written) is not None or parse_clock(written) is not None:
            yield lambda note, _: note.collector.note(
                f"the files do not say what the numbers of {role} are; if they are hours, say so under [columns] in "
                f'heartdata.toml: date = "date" and sleep_hours = "{key}"'
            )
        yield _words
        return
    hours = _hours(written) or parse_duration(written)
    if hours is not None and hours <= LONGEST_NIGHT_H:
        yield lambda note, field: note.sleep(field, role, hours)
        return
    if role == "sleep_hours":
        wrong = "not a duration below 24 hours (7.5, 7:30 or 7h 30m)"
        yield lambda note, field: note.reject(field, role, wrong)
    yield _words


# All notes of a folder have one profile.
_latest: Final[list[Meanings]] = []


def meanings_for(profile: Profile) -> Meanings:
    """Return what properties say, by the columns of a profile."""
    known = _latest[0] if _latest else None
    # Someone may add a column to a profile between two calls.
    if known is None or known.profile is not profile or known.columns != profile.columns:
        # Another thread may read other notes meanwhile.
        known = Meanings(profile)
        _latest[:] = [known]
    return known


def _amount(written: str) -> float | None:
    """Return a number, with or without a unit; a duration in minutes."""
    number = parse_number(written)
    if number is not None or not _DIGIT.search(written):
        return number
    hours = _hours(written)
    if hours is not None:
        return round(hours * 60, 6)
    match = _WITH_UNIT.fullmatch(written)
    return parse_number(match[1]) if match else None


def _hours(written: str) -> float | None:
    return parse_duration(_AND.sub(" ", written)) if _UNITS.search(written) else None


def _question(role: str, key: str) -> str:
    return (
        f"the notes do not say the scale of {role}, so its numbers are kept without a value; say it under [columns] "
        f'in heartdata.toml: date = "date" and {role} = {{ name = "{key}", min = 0, max = 10 }}, with its true ends'
    )
