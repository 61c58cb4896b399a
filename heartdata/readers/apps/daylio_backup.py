"""Daylio's backup: the member ``backup.daylio`` of a ``.daylio`` zip, JSON written as base64.

A mood is an id into ``customMoods``, not a level: the level comes from the mood's group, the first being the best. The
local fields (months count from 0) are the time; the offset is their difference to the instant ``datetime``, as the
offset in the file is often 0 when it is not. Entries with a day alone have hour -1. ``tags`` are ids of activities.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any, Final

from heartdata.errors import UnreadableFileError
from heartdata.readers.apps.daylio import add_tag
from heartdata.readers.base import Collector, Format, Profile, Source
from heartdata.readers.parsing.entries import add_entry
from heartdata.readers.parsing.html_text import plain_text
from heartdata.readers.parsing.json_entries import decode_json
from heartdata.readers.parsing.json_values import clean_text, dicts, json_number, whole_number
from heartdata.readers.parsing.text import replace_surrogates

# The app's own names of its moods in English, by predefined_name_id.
DEFAULT_NAMES: Final = {1: "rad", 2: "good", 3: "meh", 4: "bad", 5: "awful"}

_MEMBER: Final = "backup.daylio"
_BASE64: Final = re.compile(r"[A-Za-z0-9+/\s]++={0,2}\s*")
_MARKS: Final = ('"dayEntries"', '"customMoods"')
_OTHER_MARKS: Final = ('"tag_groups"', '"isReminderOn"', '"moodIconsPackId"', '"daysInRowLongestChain"', '"tags"')
_GROUPS: Final = range(1, 6)
_SECONDS_UNTIL: Final = 1e11
_OFFSETS_MIN: Final = (-12 * 60, 14 * 60)


Mood = tuple[str, float | None]  # name and level


def _json_text(written: str) -> str:
    """Undo the base64, even without its end; a backup that somebody decoded is taken as it is."""
    stripped = written.strip()
    if stripped.startswith("{") or not _BASE64.fullmatch(stripped):
        return stripped
    packed = re.sub(r"[\s=]+", "", stripped)
    packed = packed[: len(packed) - (len(packed) % 4 == 1)]
    return base64.b64decode(packed + "=" * (-len(packed) % 4)).decode("utf-8", "replace").lstrip("\ufeff").strip()


def _claims(source: Source, profile: Profile) -> bool:
    head = _json_text(source.head_text)
    if not head.startswith("{"):
        return False
    if not any(mark in head for mark in _MARKS):
        return False
    known = any(mark in head for mark in _OTHER_MARKS)
    return known or all(mark in head for mark in _MARKS) or source.basename == _MEMBER


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    content = decode_json(_json_text(source.text()[0]))
    if content is None:
        raise UnreadableFileError(
            f"{source.name}: no Daylio backup, or one that is damaged or cut short; make a backup under "
            "More in Daylio and export it as a file"
        )
    entries = content.get("dayEntries") if isinstance(content, dict) else None
    if not isinstance(entries, list):
        raise UnreadableFileError(f"{source.name}: not a Daylio backup, it has no list of entries")
    moods = {key: _mood(mood) for key, mood in _by_id(content.get("customMoods"))}
    tags = {key: clean_text(tag.get("name")) for key, tag in _by_id(content.get("tags"))}
    for place, entry in enumerate(entries, start=1):
        collector.count_entries()
        if isinstance(entry, dict):
            _read_entry(place, entry, moods, tags, collector)
        else:
            collector.reject(place, "this is not an entry")
    metadata = content.get("metadata")
    stated = whole_number(metadata.get("number_of_entries")) if isinstance(metadata, dict) else None
    if stated is not None and stated != len(entries):
        collector.note(f"the backup says it holds {stated} entries, and {len(entries)} were found in it")


def _by_id(given: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    return ((key, element) for element in dicts(given) if (key := whole_number(element.get("id"))))


def _mood(given: dict[str, Any]) -> Mood:
    predefined = whole_number(given.get("predefined_name_id"))
    name = clean_text(given.get("custom_name")) or DEFAULT_NAMES.get(predefined or 0, "")
    group = whole_number(given.get("mood_group_id"))
    return name, 6.0 - group if group in _GROUPS and group is not None else None


def _read_entry(
    place: int, entry: dict[str, Any], moods: dict[int, Mood], tags: dict[int, str], collector: Collector
) -> None:
    when = _when(entry)
    if when is None:
        collector.reject(place, "its date is not a date")
        return
    if not collector.accept_date(when, place):
        return
    # People choose an entry's day in the app.
    collector.own_day = when.date() if isinstance(when, datetime) else when
    clock = whole_number(entry.get("hour"))
    if not isinstance(when, datetime) and clock != -1:
        collector.reject(place, "not a time of day; the entry is kept with its date alone", "hour")
    offset = _offset(when, json_number(entry.get("datetime")))
    key = whole_number(entry.get("mood"))
    if key is None:
        collector.reject(place, "no mood; the rest of the entry is kept", "mood")
    else:
        name, level = moods.get(key, ("", None))
        # Without a name the id is all there is to ask about.
        collector.mood(when, name or f"mood {key}", level, offset)
    given = entry.get("tags")
    for tag in given if isinstance(given, list) else []:
        if activity := tags.get(whole_number(tag) or 0):
            add_tag(collector, when, activity, offset)
        else:
            collector.reject(place, "an activity that the backup's list does not name", "tags")
    title, note = (plain_text(replace_surrogates(entry.get(name))) for name in ("note_title", "note"))
    add_entry(collector, when, title, note, offset=offset)


def _when(entry: dict[str, Any]) -> datetime | date | None:
    year, month, day = (whole_number(entry.get(name)) for name in ("year", "month", "day"))
    hour, minute = (whole_number(entry.get(name)) for name in ("hour", "minute"))
    if year is None or month is None or day is None:
        return None
    try:
        if hour is not None and minute is not None and 0 <= hour < 24 and 0 <= minute < 60:
            return datetime(year, month + 1, day, hour, minute)
        return date(year, month + 1, day)
    except (ValueError, OverflowError):
        return None


def _offset(when: datetime | date, instant: float | None) -> float | None:
    if instant is None or not isinstance(when, datetime):
        return None
    seconds = instant if abs(instant) < _SECONDS_UNTIL else instant / 1000
    # Local fields have whole minutes; zones lie on quarters of an hour.
    minutes = when.replace(tzinfo=UTC).timestamp() // 60 - seconds // 60
    return minutes if minutes % 15 == 0 and _OFFSETS_MIN[0] <= minutes <= _OFFSETS_MIN[1] else None


FORMAT: Final = Format(
    name="daylio_backup",
    title="Daylio backup (.daylio)",
    tables=("ratings", "activities", "journal"),
    evidence="read from real samples",
    how="Daylio: under More, make a backup and export it as a file (.daylio)",
    shapes=frozenset({"json", "pair", "words"}),
    claims=_claims,
    read=_read,
)
