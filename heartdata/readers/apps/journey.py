"""Journey (Journey.Cloud): the export zip, with one JSON file per entry beside its pictures.

Times are milliseconds since 1970 in UTC (``date_journal``; Journey Cloud writes ``dateOfJournal`` as text) with the
entry's own time zone. The text is HTML or Markdown, as ``type`` says. A mood of 0 is unset; nothing says which of its
numbers is the better end, so they have a value only if the profile states the scale.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from heartdata.core.days import zone_named
from heartdata.readers.base import Collector, Format, Moment, Profile, Source
from heartdata.readers.collector import FIRST_YEAR, LAST_YEAR
from heartdata.readers.parsing.dates import local_time, parse_instant
from heartdata.readers.parsing.entries import NO_TEXT, add_entry, drop_midnight
from heartdata.readers.parsing.html_text import plain_text
from heartdata.readers.parsing.json_entries import outline
from heartdata.readers.parsing.json_values import clean_text, json_number, load_json, strings
from heartdata.readers.parsing.markdown import split_markdown
from heartdata.readers.parsing.scales import add_rating, stated_scale
from heartdata.readers.parsing.text import replace_surrogates

_DATES: Final = ("date_journal", "dateOfJournal")
_KNOWN: Final = frozenset(
    "id date_modified updatedAt timezone preview_text mood sentiment favourite photos attachments weather tags "
    "text".split()
)
_ENOUGH_KNOWN: Final = 2
# Beyond these no calendar goes, and next to them no time zone can be reckoned.
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_EARLIEST: Final = datetime(FIRST_YEAR, 1, 2, tzinfo=UTC).timestamp()
_LATEST: Final = datetime(LAST_YEAR, 12, 30, tzinfo=UTC).timestamp()


def _claims(source: Source, profile: Profile) -> bool:
    head = source.head_text
    if not head.lstrip().startswith("{"):
        return False
    top = outline(head).top
    # A long text can push what follows out of the head.
    return not top.isdisjoint(_DATES) and len(top & _KNOWN) >= _ENOUGH_KNOWN


def _is_entry(content: Any) -> bool:
    return isinstance(content, dict) and not content.keys().isdisjoint(_DATES)


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    what = "an entry of Journey: date_journal is missing; export from Journey as a zip and give that"
    entry = load_json(source, collector, what, _is_entry)
    collector.count_entries()
    moment = _moment(entry, profile, collector)
    if moment is None:
        return
    when, offset = moment
    add_entry(collector, when, *_title_and_text(entry), strings(entry.get("tags")), offset)
    _mood(entry.get("mood"), when, offset, profile, collector)
    if not collector.added:
        collector.count_empty(NO_TEXT)


def _moment(entry: dict[str, Any], profile: Profile, collector: Collector) -> tuple[Moment, float | None] | None:
    stamp = _milliseconds(entry)
    if stamp is None or not _EARLIEST <= stamp / 1000 <= _LATEST:
        name = next(name for name in _DATES if name in entry)
        collector.reject(1, f"{name} is no instant between {FIRST_YEAR} and {LAST_YEAR}")
        return None
    zone = zone_named(clean_text(entry.get("timezone"))) or profile.zone
    if zone is None:
        collector.note(
            "the entry has no time zone, and its time is taken as UTC; if that is not where you were, add a line "
            'such as time_zone = "Europe/Berlin" to heartdata.toml'
        )
    local, offset = local_time(datetime.fromtimestamp(stamp // 1000, UTC), zone)
    return drop_midnight(local.date(), local.time(), offset)


def _milliseconds(entry: dict[str, Any]) -> float | None:
    stamp = json_number(entry.get("date_journal"))
    instant = parse_instant(clean_text(entry.get("dateOfJournal"))) if stamp is None else None
    if instant is None:
        return stamp
    aware = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return (aware - _EPOCH) / timedelta(milliseconds=1)


def _title_and_text(entry: dict[str, Any]) -> tuple[str, str]:
    written, kind = replace_surrogates(entry.get("text")), clean_text(entry.get("type")).casefold()
    if kind == "html" or (kind != "markdown" and written.lstrip().startswith("<")):
        return "", plain_text(written)
    return split_markdown(written)


def _mood(written: Any, when: Moment, offset: float | None, profile: Profile, collector: Collector) -> None:
    mood = json_number(written)
    # No mood is written as 0, and elsewhere in these files as the largest number there is.
    if not mood or abs(mood) > 100:
        return
    if rated := stated_scale(profile, "mood"):
        add_rating(collector, 1, when, rated, mood, f"{mood:g}", offset=offset)
        return
    collector.note(
        "the app does not say which end of its mood numbers is the better one, so they are kept without a value; "
        "if you know it, say it under [columns] in heartdata.toml: "
        'date = "date_journal" and mood = { name = "mood", min = 1, max = 5, higher = "better" }'
    )
    collector.rating(when, "mood", None, f"{mood:g}", offset)


FORMAT: Final = Format(
    name="journey",
    title="Journey, JSON in its export zip",
    tables=("journal", "activities", "ratings"),
    evidence="from documentation",
    how="Journey: Settings, Data (or Import and export), Export as ZIP; give the zip as it is",
    shapes=frozenset({"json"}),
    keys=frozenset({"date_journal", "dateOfJournal"}),
    claims=_claims,
    read=_read,
)
