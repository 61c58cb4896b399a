"""The properties of a note: ratings, nights, things done, tags."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from functools import partial
from typing import Final, NamedTuple

from heartdata.core.columns import IGNORE
from heartdata.core.vocabulary import LONGEST_NIGHT_H, MEASURES
from heartdata.readers.base import Collector, Profile
from heartdata.readers.parsing.bedtimes import add_night, build_night
from heartdata.readers.parsing.dates import local_time, parse_clock, parse_duration, parse_instant
from heartdata.readers.parsing.front_matter import Field
from heartdata.readers.parsing.numbers import parse_number
from heartdata.readers.parsing.remember import remember_short
from heartdata.readers.parsing.scales import stated_scale, symbols_to_number
from heartdata.readers.parsing.text import is_empty
from heartdata.readers.parsing.timestamps import UTC_NOTE

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
_LONGEST_KNOWN: Final = 96
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


class Meanings(dict[tuple[str, tuple[str, ...]], tuple[Step, ...]]):
    """What a property says in any note, by its name and values; in a diary the same few come again every day."""

    def __init__(self, profile: Profile) -> None:
        super().__init__()
        self.profile, self.columns = profile, profile.columns
        own = {name.casefold(): role for role, column in self.columns.items() for name in column.names}
        self.roles = Roles(_DEFAULTS | own)

    def __missing__(self, written: tuple[str, tuple[str, ...]]) -> tuple[Step, ...]:
        key, values = written
        found = tuple(self._steps(key, values))
        if sum(map(len, values), len(key)) <= _LONGEST_KNOWN:
            if len(self) >= _MOST_KNOWN:
                self.clear()
            self[written] = found
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
                yield partial(NoteFields.sleep, role=role, written=value)
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
        yield partial(NoteFields.tag, names=[tag.strip().lstrip("#").strip() for tag in re.split(parts, value)])


def _done(key: str, values: tuple[str, ...]) -> Iterator[Step]:
    """Read a property without a role: a yes, a number or a duration is something done."""
    plain = values[0].casefold() if len(values) == 1 else ""
    amount = None if len(values) != 1 or plain in _YES or plain in _NO else _amount(values[0])
    if plain in _YES or amount:
        yield _activity(key, amount)
    elif plain not in _NO and amount is None:
        yield _words


# All notes of a folder have one profile.
_latest: Final[list[Meanings]] = []


def meanings_for(profile: Profile) -> Meanings:
    """Return what properties say, by the columns of a profile."""
    if not _latest or _latest[0].profile is not profile:
        _latest[:] = [Meanings(profile)]
    return _latest[0]


def local_stamp(written: str, profile: Profile, collector: Collector) -> datetime | None:
    """Read a date and time by the local clock; None where there is no time, as with a day written as its midnight."""
    stamp = parse_instant(written) if ":" in written else None
    if stamp is None or stamp.time() == time(0):
        return None
    if stamp.tzinfo is not None and not stamp.utcoffset():
        if profile.zone is None:
            collector.note(UTC_NOTE)
        return local_time(stamp, profile.zone)[0]
    return stamp.replace(tzinfo=None)


class NoteFields:
    """Reads the properties of one note into a collector; `when` is its day, with a time if its name has one."""

    def __init__(self, profile: Profile, collector: Collector, day: date, when: datetime | date) -> None:
        self.profile, self.collector, self.day, self.when = profile, collector, day, when
        self.meanings = meanings_for(profile)
        self.tags: list[str] = []
        self.title = ""
        # The note is of its day, whatever the clock says.
        collector.own_day = day
        self._clocks: dict[str, tuple[time, int]] = {}
        self._asleep: tuple[str, float] | None = None

    def set_time(self, fields: list[Field]) -> None:
        """Take the time of day from the properties, before anything is dated by it."""
        roles = self.meanings.roles
        for field in fields:
            role, dates, _ = roles[field.key]
            if not dates or not field.values:
                continue
            stamp = local_stamp(field.values[0], self.profile, self.collector)
            at = parse_clock(field.values[0]) if stamp is None else None
            if stamp is not None and role == "time":
                stamp = datetime.combine(self.day, stamp.time())
            if at is not None:
                stamp = datetime.combine(self.day, at)
            # A note of another day was dated long before or after it was written.
            if stamp is None or abs((stamp.date() - self.day).days) > 1:
                continue
            self.when = stamp
            return

    def read(self, field: Field) -> bool:
        """Read one property; False if its words belong to the text."""
        return self._take(field, self.meanings[field.key, field.values])

    def _take(self, field: Field, steps: tuple[Step, ...]) -> bool:
        read = True
        for step in steps:
            read = step(self, field) is not False and read
        return read

    def entitle(self, field: Field, done: tuple[Step, ...]) -> bool:
        """Take the first title; another one is a property like others."""
        if self.title:
            return self._take(field, done)
        self.title = field.values[0]
        return len(field.values) == 1

    def tag(self, _: Field, names: list[str]) -> None:
        """Add tags."""
        self.tags += filter(None, names)

    def rate(self, role: str, value: float | None, written: str, question: str = "") -> None:
        """Add an answer on a measure."""
        self.collector.rating(self.when, role, value, written)
        if question:
            self.collector.note(question)

    def sleep(self, field: Field, *, role: str, written: str) -> bool:
        """Read a time of going to bed or getting up, or how long the night was."""
        span = _SPAN.fullmatch(written)
        if span and role in ("sleep", "sleep_hours"):
            bed, wake = parse_clock(span[1]), parse_clock(span[2])
            if bed is not None and wake is not None:
                self._night(bed, wake, None, role, field)
                return True
        if role in ("bedtime", "waketime"):
            at = parse_clock(written)
            if at is None:
                self.reject(field, role, "not a time of day")
                return False
            self._clocks[role] = at, field.line
            return True
        # 7 under a key of the app's own could be hours as well as a rating, and 7:30 the time of waking.
        if role == "sleep" and not _UNITS.search(written):
            if parse_number(written) is not None or parse_clock(written) is not None:
                self.collector.note(
                    f"the files do not say what the numbers of {role} are; if they are hours, say so under [columns] "
                    f'in heartdata.toml: date = "date" and sleep_hours = "{field.key}"'
                )
            return False
        hours = _hours(written) or parse_duration(written)
        if hours is None or hours > LONGEST_NIGHT_H:
            if role == "sleep_hours":
                self.reject(field, role, "not a duration below 24 hours (7.5, 7:30 or 7h 30m)")
            return False
        key, first = self._asleep or (field.key, hours)
        self._asleep = key, first
        if key != field.key:
            if hours != first:
                self.reject(field, role, "another sleep time for the same day; the first is kept")
            return hours == first
        self._night(None, None, hours, role, field)
        return True

    def finish(self) -> None:
        """Put bedtime and waketime, which are two properties, together."""
        if self._clocks:
            (bed, line), (wake, _) = (self._clocks.get(role, (None, 0)) for role in ("bedtime", "waketime"))
            self._night(bed, wake, None, "bedtime", Field(line, "bedtime", ()))

    def _night(self, bed: time | None, wake: time | None, hours: float | None, role: str, field: Field) -> None:
        roles = [r for r in ("sleep_hours", "bedtime", "waketime") if r in self.profile.columns]
        begins = any(self.profile.columns[r].night == "begins" for r in roles)
        night = build_night(self.day, bed, wake, begins=begins, zone=self.profile.zone)
        add_night(self.collector, field.line, role, night, hours)

    def reject(self, field: Field, role: str, what: str) -> None:
        """Reject a property alone."""
        self.collector.reject(field.line, f"{what}; the rest of the note is kept", role)


@remember_short
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
