"""Diarium: the text export (one file per day) and the JSON export (one file, or one per entry).

Text: the first line is the date in the language of the device; tags, people (contacts) and trackers ("name: number")
may follow the text. JSON has the same, with ``heading`` as title and ``html`` as text; what its ``rating`` of 1 to 5
stars rates (0 is none) only the profile says. Dates are local. A diary of one's own in one file, with a date alone
above each day, is read alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any, Final

from heartdata.errors import UnreadableFileError
from heartdata.readers.base import Collector, Format, Moment, Profile, Source
from heartdata.readers.parsing.date_headings import DateHeading, parse_date_heading
from heartdata.readers.parsing.dates import DATE_ORDERS, DateOrder, local_time, parse_instant, stated_order
from heartdata.readers.parsing.entries import NO_TEXT, add_entry, drop_midnight, journal_entries, read_text
from heartdata.readers.parsing.filename_dates import date_in_filename, order_of_names
from heartdata.readers.parsing.html_text import plain_text
from heartdata.readers.parsing.json_entries import outline
from heartdata.readers.parsing.json_values import json_number, strings
from heartdata.readers.parsing.scales import add_rating, stated_scale
from heartdata.readers.parsing.text import replace_surrogates, split_lines

_LINE_END: Final = re.compile(r"[\r\n]")
_SECTION: Final = re.compile(r"(?P<name>Tags|People|Tracker)\s*:\s*(?P<value>.*)", re.DOTALL)
_COMMA: Final = re.compile("[,;]")
_LONGEST_ITEM: Final = 80
_TRACKED: Final = re.compile(r"(?P<name>[^:]{1,80}):\s*(?P<amount>[-+]?\d{1,12}(?:[.,]\d{1,6})?)\D{0,20}")
_KEY: Final = re.compile(r'"(\w{1,20})"\s*:')
_DATED: Final = frozenset({"date"})
_REQUIRED: Final = frozenset({"date", "html"})
_BESIDE: Final = frozenset("heading rating tags people tracker location weather sun lunar".split())
_ENOUGH_BESIDE: Final = 2


def _claims(source: Source, profile: Profile) -> bool:
    head = source.head_text.lstrip("\ufeff \t\r\n")
    if head[:1] in ("[", "{"):
        return _claims_json(head)
    if not source.name.lower().endswith(".txt"):
        return False
    return parse_date_heading(_LINE_END.split(head, maxsplit=1)[0]) is not None and not _lists_days(split_lines(head))


def _lists_days(lines: list[str]) -> bool:
    """Return whether this is a list of days: in a diary words follow each day, and a blank line comes before it."""
    beginning = list(islice((n for n, line in enumerate(lines) if line.strip()), 4))
    days = [n for n in beginning[1:] if parse_date_heading(lines[n])]
    return any(lines[n - 1].strip() or n == beginning[1] for n in days)


def _claims_json(head: str) -> bool:
    if head.startswith("{"):
        names = outline(head).top
    elif re.match(r"\[\s*\{", head):
        names = set(_KEY.findall(head))
    else:
        return False
    return names >= _REQUIRED and len(names & _BESIDE) >= _ENOUGH_BESIDE


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    text = read_text(source, collector)
    if text.lstrip()[:1] in ("[", "{"):
        _read_json(source, text.strip(), collector)
    else:
        _read_text(source, text, collector)


def _not_diarium(source: Source) -> UnreadableFileError:
    return UnreadableFileError(
        f"{source.name}: not an export of Diarium, neither text whose first line is the date nor its JSON; in Diarium "
        "choose Export, and JSON or Text"
    )


def _read_text(source: Source, text: str, collector: Collector) -> None:
    lines = split_lines(text)
    first = next((n for n, line in enumerate(lines) if line.strip()), 0)
    order = stated_order(collector.profile) or order_of_names(source.folder)
    found: DateHeading | None = parse_date_heading(lines[first], order, source.name)
    if found is None:
        raise _not_diarium(source)
    begins = [(first, found)]
    if not _named_after(source.stem, found.day):
        begins += _later_days(lines, first, order or _order_of(lines[first], found))
    ends = [*(n for n, _ in begins[1:]), len(lines)]
    for (begin, heading), end in zip(begins, ends, strict=True):
        collector.count_entries()
        if collector.accept_date(heading.day, begin + 1):
            _read_day(lines[begin + 1 : end], heading, collector)


def _named_after(stem: str, day: date) -> bool:
    """Return whether a file is called after its one day; a later date in it is a word of the diary."""
    named = date_in_filename(stem)
    return named is not None and named.day in (None, day)


def _order_of(line: str, found: DateHeading) -> DateOrder | None:
    """Return how the days below are written, if the first shows it."""
    fitting: list[DateOrder] = [order for order in DATE_ORDERS if parse_date_heading(line, order) == found]
    return fitting[0] if len(fitting) == 1 else None


def _later_days(lines: list[str], first: int, order: DateOrder | None) -> Iterator[tuple[int, DateHeading]]:
    """Find the other days of a diary in one file; each is alone on its line, below a blank one."""
    for n in range(first + 1, len(lines)):
        if not lines[n - 1].strip() and (found := parse_date_heading(lines[n], order)) is not None:
            yield n, found


def _read_day(lines: list[str], found: DateHeading, collector: Collector) -> None:
    when = drop_midnight(found.day, found.clock, None)[0]
    body, sections = _sections(lines)
    tags, people = (_items(sections.get(name, [])) for name in ("Tags", "People"))
    _add(collector, when, "", "\n".join(body).strip(), tags, people, sections.get("Tracker", []))


def _sections(lines: list[str]) -> tuple[list[str], dict[str, list[str]]]:
    """Split the text from the lists below it."""
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


def _items(written: list[str]) -> list[str]:
    items = (part.strip().lstrip("#").strip() for line in written for part in _COMMA.split(line))
    return [item for item in items if item]


def _add(
    collector: Collector, when: Moment, title: str, text: str, tags: list[str], people: list[str], tracked: list[str]
) -> None:
    if not add_entry(collector, when, title, text, tags):
        collector.count_empty(NO_TEXT)
    for name in dict.fromkeys(people):
        collector.activity(when, name, kind="contact")
    for item in tracked:
        _track(collector, when, item)


def _track(collector: Collector, when: Moment, item: str) -> None:
    tracked = _TRACKED.fullmatch(item)
    if tracked is None:
        collector.activity(when, item)
        return
    amount = float(tracked["amount"].replace(",", "."))
    # A 0 is nothing done.
    if amount:
        collector.activity(when, tracked["name"], amount)


def _read_json(source: Source, text: str, collector: Collector) -> None:
    wrapped = f'{{"entries": {text if text.startswith("[") else f"[{text}]"}}}'
    entries = journal_entries(wrapped, _DATED, collector, any_of=_REQUIRED)
    if entries is None:
        raise _not_diarium(source)
    for number, entry in entries:
        collector.count_entries()
        _read_entry(number, entry, collector)


def _read_entry(number: int, entry: dict[str, Any], collector: Collector) -> None:
    instant = parse_instant(replace_surrogates(entry.get("date")))
    if instant is None:
        collector.reject(number, "date is missing or is not a date and time like 2026-03-01T07:30:00")
        return
    if not collector.accept_date(instant, number):
        return
    local, offset = local_time(instant, None)
    when = drop_midnight(local.date(), local.time(), offset)[0]
    title, text = (plain_text(replace_surrogates(entry.get(name))) for name in ("heading", "html"))
    tracked = [" ".join(plain_text(item).split()) for item in strings(entry.get("tracker"))]
    tags, people = strings(entry.get("tags")), strings(entry.get("people"))
    _add(collector, when, " ".join(title.split()), text, tags, people, tracked)
    _rate(number, entry.get("rating"), when, collector)


def _rate(number: int, written: Any, when: Moment, collector: Collector) -> None:
    stars = json_number(written)
    if not stars:
        return
    if rated := stated_scale(collector.profile, "rating"):
        add_rating(collector, number, when, rated, stars, f"{stars:g}")
    else:
        collector.note(
            "its stars rate the day, which need not be the mood, and are not read; to read them as the mood, write "
            'under [columns] in heartdata.toml: date = "date" and mood = { name = "rating", min = 1, max = 5 }'
        )


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
