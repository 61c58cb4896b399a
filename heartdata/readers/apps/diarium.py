"""Diarium: the text export (one file per day) and the JSON export (one file, or one per entry).

Text: the first line is the date in the language of the device; tags, people and trackers may follow the text. Dates
are local. A diary of one's own in one file, with a date alone above each day, is read alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

from heartdata.core.profile import Profile
from heartdata.errors import UnreadableFileError
from heartdata.readers.apps.dayone_text import day_alone
from heartdata.readers.apps.jrnl_headers import split_lines
from heartdata.readers.base import Format
from heartdata.readers.collector import Collector
from heartdata.readers.files.walk import Source
from heartdata.readers.parsing.date_headings import DateHeading, parse_date_heading
from heartdata.readers.parsing.dates import DATE_ORDERS, DateOrder, local_time, parse_instant, stated_order
from heartdata.readers.parsing.filename_dates import date_in_filename
from heartdata.readers.parsing.html_text import plain_text
from heartdata.readers.parsing.json_entries import decode_json, outline, read_entries
from heartdata.readers.parsing.json_values import json_number, strings
from heartdata.readers.parsing.scales import stated_scale
from heartdata.readers.parsing.text import replace_surrogates

__all__ = ["FORMAT"]

FIELDS: Final = {
    "first line; date": "local date, perhaps with a time -> journal.time, day",
    "heading": "JSON -> journal.title",
    "the lines; html": "-> journal.text",
    "Tags; tags": "-> journal.tags, activities",
    "People; people": "-> activities (contact)",
    "Tracker; tracker": '"name: number" -> activities with their amount',
    "rating": "JSON, 1 to 5 stars, 0 is none; a rating of what, and its scale, is said under [columns] -> ratings",
}
_SECTION: Final = re.compile(r"(?P<name>Tags|People|Tracker)\s*:\s*(?P<value>.*)", re.DOTALL)
_COMMA: Final = re.compile("[,;]")
_LONGEST_ITEM: Final = 80
_TRACKED: Final = re.compile(r"(?P<name>[^:]{1,80}):\s*(?P<amount>[-+]?\d{1,12}(?:[.,]\d{1,6})?)\D{0,20}")
_KEY: Final = re.compile(r'"(\w{1,20})"\s*:')
_MARKS: Final = frozenset({"date", "html"})
_BESIDE: Final = frozenset("heading rating tags people tracker location weather sun lunar".split())
_ENOUGH_BESIDE: Final = 2


def _claims(source: Source, profile: Profile) -> bool:
    head = source.head_text.lstrip("\ufeff \t\r\n")
    if head[:1] in ("[", "{"):
        return _claims_json(head)
    if not source.name.lower().endswith(".txt"):
        return False
    lines = split_lines(head)
    found = parse_date_heading(lines[0])
    return found is not None and not _lists_days(lines)


def _lists_days(lines: list[str]) -> bool:
    """Tell a list of days from a diary, in which words follow a day and a blank line parts it from the next."""
    beginning = [n for n, line in enumerate(lines) if line.strip()][:4]
    days = [n for n in beginning[1:] if parse_date_heading(lines[n])]
    return any(lines[n - 1].strip() or n == beginning[1] for n in days)


def _claims_json(head: str) -> bool:
    if head.startswith("{"):
        names = outline(head).top
    elif re.match(r"\[\s*\{", head):
        names = set(_KEY.findall(head))
    else:
        return False
    return names >= _MARKS and len(names & _BESIDE) >= _ENOUGH_BESIDE


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    text, encoding = source.text()
    if encoding != "UTF-8":
        collector.note(f"written as {encoding}, not UTF-8 as the app does")
    if text.lstrip()[:1] in ("[", "{"):
        _read_json(source, text.strip(), collector)
    else:
        _read_text(source, text, collector)


def _no_diary(source: Source) -> UnreadableFileError:
    return UnreadableFileError(
        f"{source.name}: not an export of Diarium, neither text whose first line is the date nor its JSON; in Diarium "
        "choose Export, and JSON or Text"
    )


def _read_text(source: Source, text: str, collector: Collector) -> None:
    lines = split_lines(text)
    first = next((n for n, line in enumerate(lines) if line.strip()), 0)
    order = stated_order(collector.profile)
    found: DateHeading | None = parse_date_heading(lines[first], order, source.name)
    if found is None:
        raise _no_diary(source)
    begins = [(first, found)]
    if not _is_of(source.stem, found.day):
        begins += _further_days(lines, first, order or _order_of(lines[first], found))
    ends = [*(n for n, _ in begins[1:]), len(lines)]
    for (begin, told_day), end in zip(begins, ends, strict=True):
        collector.count_entries()
        if collector.accept_date(told_day.day, begin + 1):
            _read_day(lines[begin + 1 : end], told_day, collector)


def _is_of(stem: str, day: date) -> bool:
    """Tell a file that is called after its one day, in which a later date is a word of the diary."""
    named = date_in_filename(stem)
    return named is not None and named.day in (None, day)


def _order_of(line: str, found: DateHeading) -> DateOrder | None:
    """Say how the days below are written, where the first tells."""
    fitting: list[DateOrder] = [order for order in DATE_ORDERS if parse_date_heading(line, order) == found]
    return fitting[0] if len(fitting) == 1 else None


def _further_days(lines: list[str], first: int, order: DateOrder | None) -> Iterator[tuple[int, DateHeading]]:
    """Find the days that follow in a diary of many in one file; each stands alone below a blank line."""
    for n in range(first + 1, len(lines)):
        if not lines[n - 1].strip() and (found := parse_date_heading(lines[n], order)) is not None:
            yield n, found


def _read_day(lines: list[str], found: DateHeading, collector: Collector) -> None:
    when = day_alone(found.day, found.clock, None)[0]
    body, sections = _sections(lines)
    tags = _items(sections.get("Tags", []))
    _add(collector, when, "", "\n".join(body).strip(), tags)
    _people(collector, when, _items(sections.get("People", [])))
    for item in sections.get("Tracker", []):
        _track(collector, when, item)


def _sections(lines: list[str]) -> tuple[list[str], dict[str, list[str]]]:
    """Part the text from what is listed below it."""
    for begins in (n for n, line in enumerate(lines) if ":" in line and _SECTION.fullmatch(line.strip())):
        sections: dict[str, list[str]] = {}
        name = ""
        for line in (stripped for raw in lines[begins:] if (stripped := raw.strip())):
            section = _SECTION.fullmatch(line)
            if section:
                name = section["name"]
                held = sections.setdefault(name, [])
                if section["value"]:
                    held.append(section["value"])
            elif len(line) <= _LONGEST_ITEM:
                sections[name].append(line.lstrip("-•* "))
            else:
                break
        else:
            return lines[:begins], sections
    return lines, {}


def _items(written: list[str]) -> tuple[str, ...]:
    items = (part.strip().lstrip("#").strip() for line in written for part in _COMMA.split(line))
    return tuple(dict.fromkeys(item for item in items if item))


def _add(collector: Collector, when: datetime | date, title: str, text: str, tags: tuple[str, ...]) -> None:
    if title or text or tags:
        collector.entry(when, text, title, tags)
    else:
        collector.note("an entry without text")
    for tag in tags:
        collector.activity(when, tag)


def _people(collector: Collector, when: datetime | date, names: tuple[str, ...]) -> None:
    for name in names:
        collector.activity(when, name, kind="contact")


def _track(collector: Collector, when: datetime | date, item: str) -> None:
    tracked = _TRACKED.fullmatch(item)
    if tracked is None:
        collector.activity(when, item)
        return
    amount = float(tracked["amount"].replace(",", "."))
    # Nothing done is no activity.
    if amount:
        collector.activity(when, tracked["name"], amount)


def _read_json(source: Source, text: str, collector: Collector) -> None:
    wrapped = f'{{"entries": {text if text.startswith("[") else f"[{text}]"}}}'
    found = read_entries(wrapped, decode_json(wrapped), frozenset({"date"}))
    if found is None:
        raise _no_diary(source)
    entries, damaged = found
    if not damaged and entries and not any(_MARKS & (e.value or {}).keys() for e in entries):
        raise _no_diary(source)
    if damaged:
        collector.note("the file is damaged or cut short; every entry that is whole was read")
    for entry in entries:
        collector.count_entries()
        if entry.value is None:
            collector.reject(entry.number, entry.problem)
        else:
            _read_entry(entry.number, entry.value, collector)


def _read_entry(number_: int, entry: dict[str, Any], collector: Collector) -> None:
    instant = parse_instant(replace_surrogates(entry.get("date")))
    if instant is None:
        collector.reject(number_, "date is missing or is not a date and time like 2026-03-01T07:30:00")
        return
    if not collector.accept_date(instant, number_):
        return
    local, offset = local_time(instant, None)
    when = day_alone(local.date(), local.time(), offset)[0]
    tags = tuple(dict.fromkeys(strings(entry.get("tags"))))
    title = " ".join(plain_text(replace_surrogates(entry.get("heading"))).split())
    _add(collector, when, title, plain_text(replace_surrogates(entry.get("html"))), tags)
    _people(collector, when, tuple(dict.fromkeys(strings(entry.get("people")))))
    for item in strings(entry.get("tracker")):
        _track(collector, when, " ".join(plain_text(item).split()))
    _rate(number_, entry.get("rating"), when, collector)


def _rate(line: int, written: Any, when: datetime | date, collector: Collector) -> None:
    stars = json_number(written)
    if not stars:
        return
    scaled = stated_scale(collector.profile, "rating")
    if scaled is None:
        collector.note(
            "its stars rate the day, which need not be the mood, and are not read; to read them as the mood, write "
            'under [columns] in heartdata.toml: date = "date" and mood = { name = "rating", min = 1, max = 5 }'
        )
        return
    value = scaled[1].rescale(stars)
    if value is None:
        collector.reject(line, f"a number outside the scale {scaled[1].low:g} to {scaled[1].high:g}", scaled[0])
    else:
        collector.rating(when, scaled[0], value, f"{stars:g}")


FORMAT: Final = Format(
    name="diarium",
    title="Diarium, text and JSON",
    tables=("journal", "activities", "ratings"),
    evidence="experimental",
    how="Diarium: Export, as Text or JSON; give the file, or the zip or folder with one file per day",
    shapes=frozenset({"json", "pair", "table", "words"}),
    claims=_claims,
    read=_read,
)
