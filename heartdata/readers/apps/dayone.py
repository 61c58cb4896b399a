"""Day One: the JSON in its export zip (one file per journal, zipped or loose) and the plain-text export.

``creationDate`` is in UTC; the day is the one in the entry's own ``timeZone``. An entry may lack any field but its
date. Moods are not a field of this app.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Any, Final

from heartdata.core.days import zone_named
from heartdata.core.profile import Profile
from heartdata.errors import UnreadableFileError
from heartdata.readers.apps.dayone_text import claims_text, day_alone, read_text
from heartdata.readers.base import Format
from heartdata.readers.collector import Collector
from heartdata.readers.files.walk import Source
from heartdata.readers.parsing.dates import local_time, parse_instant
from heartdata.readers.parsing.dayone_words import split_rich_text, split_title
from heartdata.readers.parsing.json_entries import decode_json, outline, read_entries
from heartdata.readers.parsing.text import replace_surrogates

__all__ = ["FORMAT"]

FIELDS: Final = {
    "creationDate": "instant in UTC -> journal.time, day, utc_offset",
    "timeZone": "IANA name, or GMT+0200; where it is missing the stamp's own offset, then the profile's zone",
    "isAllDay": "true -> only the day is kept",
    "text": "Markdown; a heading on the first line -> journal.title, the rest -> journal.text",
    "richText": "JSON in a string; read where text is missing",
    "tags": "-> journal.tags, activities",
    "uuid": "the same entry twice, word for word, is kept once",
}
_MARKS: Final = frozenset({"creationDate"})
_KNOWN: Final = frozenset(
    "uuid creationDate modifiedDate timeZone text richText tags starred isPinned isAllDay duration editingTime "
    "location weather userActivity photos audios videos pdfAttachments creationDevice creationDeviceType "
    "creationDeviceModel creationOSName creationOSVersion".split()
)
_ENOUGH_KNOWN: Final = 3
_FIXED_ZONE: Final = re.compile(r"(?:GMT|UTC)?([+-])(\d{1,2}):?(\d{2})?")


@dataclass
class _Tally:
    """What is said once about the whole file."""

    zoneless: int = 0
    empty: int = 0
    twice: int = 0
    seen: set[tuple[Any, ...]] = field(default_factory=set)


def _claims(source: Source, profile: Profile) -> bool:
    return _claims_json(source.head_text) or claims_text(source.head_text)


def _claims_json(head: str) -> bool:
    found = outline(head)
    if not found.has_entries:
        return False
    if "creationDate" in found.entry:
        return True
    if found.empty:
        return "version" in found.metadata
    # A long first entry can push its date out of the head.
    return "metadata" in found.top and len(found.entry & _KNOWN) >= _ENOUGH_KNOWN


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    text, encoding = source.text()
    tally = _Tally()
    if text.lstrip().startswith("{"):
        _read_json(source, text, collector, tally)
    elif "\tDate:\t" in text:
        tally.empty = read_text(text, collector)
    else:
        raise _no_export(source)
    if encoding != "UTF-8":
        collector.note(f"written as {encoding}, not UTF-8 as the app does")
    _add_notes(tally, collector)


def _no_export(source: Source) -> UnreadableFileError:
    return UnreadableFileError(
        f"{source.name}: not a Day One export, there are no entries in it; in Day One choose Settings, Import/Export, "
        "Export JSON"
    )


def _add_notes(tally: _Tally, collector: Collector) -> None:
    if tally.zoneless:
        collector.note(
            f"{_entries(tally.zoneless, 'tells', 'tell')} no time zone, and the times are taken as UTC; if that is not "
            'where you were, add a line such as time_zone = "Europe/Berlin" to heartdata.toml'
        )
    if tally.empty:
        collector.note(f"{_entries(tally.empty, 'holds', 'hold')} no text")
    if tally.twice:
        collector.note(f"{_entries(tally.twice, 'stands', 'stand')} in the file twice, word for word; kept once")


def _entries(count: int, one: str, many: str) -> str:
    return f"1 entry {one}" if count == 1 else f"{count} entries {many}"


def _read_json(source: Source, text: str, collector: Collector, tally: _Tally) -> None:
    found = read_entries(text, decode_json(text), _MARKS)
    if found is None:
        raise _no_export(source)
    entries, damaged = found
    for entry in entries:
        if entry.value is None:
            collector.count_entries()
            collector.reject(entry.number, entry.problem)
        else:
            _read_entry(entry.number, entry.value, collector, tally)
    if damaged:
        collector.note("the file is damaged or cut short; every entry that is whole was read")


def _read_entry(number: int, entry: dict[str, Any], collector: Collector, tally: _Tally) -> None:
    title, text = split_title(replace_surrogates(entry.get("text")))
    if not (title or text):
        title, text = split_rich_text(entry.get("richText"))
    tags = _tags(entry.get("tags"))
    uuid, written = entry.get("uuid"), entry.get("creationDate")
    if isinstance(uuid, str) and uuid and isinstance(written, str):
        same = (uuid, written, title, text, tags)
        if same in tally.seen:
            tally.twice += 1
            return
        tally.seen.add(same)
    collector.count_entries()
    moment = _moment(number, entry, collector, tally)
    if moment is None:
        return
    when, offset = moment
    if title or text or tags:
        collector.entry(when, text, title, tags, offset)
    else:
        tally.empty += 1
    for tag in tags:
        collector.activity(when, tag, offset=offset)


def _tags(given: Any) -> tuple[str, ...]:
    given = given if isinstance(given, list) else [given]
    named = (replace_surrogates(tag).strip() for tag in given)
    return tuple(dict.fromkeys(tag for tag in named if tag))


def _moment(
    number: int, entry: dict[str, Any], collector: Collector, tally: _Tally
) -> tuple[datetime | date, float | None] | None:
    written = replace_surrogates(entry.get("creationDate"))
    instant = parse_instant(written)
    if instant is None:
        collector.reject(number, "creationDate is missing or is not a date and time like 2026-03-01T07:30:00Z")
        return None
    if not collector.accept_date(instant, number):
        return None
    zone = _zone(entry.get("timeZone"))
    if zone is None and instant.tzinfo is not None and not instant.utcoffset():
        zone = collector.profile.zone
        tally.zoneless += zone is None
    local, offset = local_time(instant if zone is None or instant.tzinfo is None else instant.astimezone(zone), None)
    if not collector.accept_date(local, number):
        return None
    return day_alone(local.date(), None if entry.get("isAllDay") is True else local.time(), offset)


def _zone(name: Any) -> tzinfo | None:
    return _told_zone(name.strip()) if isinstance(name, str) else None


@lru_cache(maxsize=256)
def _told_zone(name: str) -> tzinfo | None:
    fixed = _FIXED_ZONE.fullmatch(name)
    if not fixed:
        return zone_named(name.replace("\\/", "/"))
    span = timedelta(hours=int(fixed[2]), minutes=int(fixed[3] or 0))
    try:
        return timezone(span if fixed[1] == "+" else -span)
    except ValueError:  # a day or more
        return None


FORMAT: Final = Format(
    name="dayone",
    title="Day One, JSON and plain text",
    tables=("journal", "activities"),
    evidence="read from real samples",
    how="Day One: Settings, Import/Export, Export JSON (on a Mac: File, Export, JSON); give the zip as it is",
    shapes=frozenset({"json", "table"}),
    claims=_claims,
    read=_read,
)
