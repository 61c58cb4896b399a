"""Day One: the JSON in its export zip (one file per journal, zipped or loose) and the plain-text export.

``creationDate`` is in UTC; the day is the one in the entry's own ``timeZone`` (an IANA name, or GMT+0200; if missing,
the stamp's own offset counts, then the profile's zone). An entry may lack any field but its date. ``isAllDay`` entries
have no time. The first heading of ``text`` (Markdown) is the title; ``richText`` is read where ``text`` is missing.
The app has no field for moods.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Any, Final

from heartdata.core.days import zone_named
from heartdata.errors import UnreadableFileError
from heartdata.readers.apps.dayone_text import is_dayone_text, read_dayone_text
from heartdata.readers.base import Collector, Format, Moment, Profile, Source
from heartdata.readers.parsing.dates import local_time, parse_instant
from heartdata.readers.parsing.entries import NO_TEXT, add_entry, drop_midnight, journal_entries, read_text
from heartdata.readers.parsing.json_entries import outline
from heartdata.readers.parsing.json_values import clean_text, strings
from heartdata.readers.parsing.markdown import split_rich_text, split_title
from heartdata.readers.parsing.text import replace_surrogates

_REQUIRED: Final = frozenset({"creationDate"})
_KNOWN: Final = frozenset(
    "uuid creationDate modifiedDate timeZone text richText tags starred isPinned isAllDay duration editingTime "
    "location weather userActivity photos audios videos pdfAttachments creationDevice creationDeviceType "
    "creationDeviceModel creationOSName creationOSVersion".split()
)
_ENOUGH_KNOWN: Final = 3
_FIXED_ZONE: Final = re.compile(r"(?:GMT|UTC)?([+-])(\d{1,2}):?(\d{2})?")


@dataclass
class _Counts:
    """Entries to be noted once for the whole file."""

    without_zone: int = 0
    repeated: int = 0
    seen: set[tuple[Any, ...]] = field(default_factory=set)


def _claims(source: Source, profile: Profile) -> bool:
    return _claims_json(source.head_text) or is_dayone_text(source.head_text)


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
    text = read_text(source, collector)
    counts = _Counts()
    if "\tDate:\t" in text and not text.lstrip().startswith("{"):
        read_dayone_text(text, collector)
    elif (entries := journal_entries(text, _REQUIRED, collector)) is not None:
        for number, entry in entries:
            _read_entry(number, entry, collector, counts)
    else:
        raise UnreadableFileError(
            f"{source.name}: not a Day One export, there are no entries in it; in Day One choose Settings, "
            "Import/Export, Export JSON"
        )
    if counts.without_zone:
        collector.note(
            f"{_entries(counts.without_zone, 'has', 'have')} no time zone, and the times are taken as UTC; if that is "
            'not where you were, add a line such as time_zone = "Europe/Berlin" to heartdata.toml'
        )
    if counts.repeated:
        collector.note(f"{_entries(counts.repeated, 'is', 'are')} in the file twice, word for word; kept once")


def _entries(count: int, one: str, many: str) -> str:
    return f"1 entry {one}" if count == 1 else f"{count} entries {many}"


def _read_entry(number: int, entry: dict[str, Any], collector: Collector, counts: _Counts) -> None:
    title, text = split_title(replace_surrogates(entry.get("text")))
    if not (title or text):
        title, text = split_rich_text(entry.get("richText"))
    given = entry.get("tags")
    tags = tuple(dict.fromkeys(strings(given if isinstance(given, list) else [given])))
    uuid, created = entry.get("uuid"), entry.get("creationDate")
    if isinstance(uuid, str) and uuid and isinstance(created, str):
        same = (uuid, created, title, text, tags)
        if same in counts.seen:
            counts.repeated += 1
            return
        counts.seen.add(same)
    collector.count_entries()
    moment = _moment(number, entry, collector, counts)
    if moment is not None and not add_entry(collector, moment[0], title, text, tags, moment[1]):
        collector.count_empty(NO_TEXT)


def _moment(
    number: int, entry: dict[str, Any], collector: Collector, counts: _Counts
) -> tuple[Moment, float | None] | None:
    instant = parse_instant(replace_surrogates(entry.get("creationDate")))
    if instant is None:
        collector.reject(number, "creationDate is missing or is not a date and time like 2026-03-01T07:30:00Z")
        return None
    if not collector.accept_date(instant, number):
        return None
    zone = _zone(clean_text(entry.get("timeZone")))
    if zone is None and instant.tzinfo is not None and not instant.utcoffset():
        zone = collector.profile.zone
        counts.without_zone += zone is None
    local, offset = local_time(instant if zone is None or instant.tzinfo is None else instant.astimezone(zone), None)
    if not collector.accept_date(local, number):
        return None
    return drop_midnight(local.date(), None if entry.get("isAllDay") is True else local.time(), offset)


@lru_cache(maxsize=256)
def _zone(name: str) -> tzinfo | None:
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
    keys=frozenset({"entries"}),
    words=("\tdate:\t",),
    claims=_claims,
    read=_read,
)
