"""Pixels ("Year in Pixels" by Teo Vogel): the JSON backup of both generations.

A day has one or several scores without a time, from 1 (worst) to 5 (best), ``notes`` and ``tags`` (activities). Dates
are not padded with zeros. Until 2022 a day has a list of ``entries`` with one ``value`` each instead. Pixels of another
type than Mood are left alone. A pixel that is in the file twice, word for word, is one pixel.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from heartdata.core.vocabulary import on_nrs
from heartdata.readers.base import Collector, Format, Profile, Source
from heartdata.readers.parsing.dates import parse_date
from heartdata.readers.parsing.json_entries import first_element
from heartdata.readers.parsing.json_values import clean_text, dicts, json_number, load_json, strings

_SCORES: Final = (1.0, 5.0)
_MOOD: Final = "mood"
_DATE: Final = re.compile(r"\d{4}-\d{1,2}-\d{1,2}(?!\d)")
_KEY: Final = re.compile(r'"(date|scores|entries|type|value|notes|tags)"\s*:')
_WHAT: Final = "a Pixels backup, a JSON list of days; export the data in the settings of Pixels"


def _claims(source: Source, profile: Profile) -> bool:
    head = source.head_text
    if not head.lstrip("\ufeff \t\r\n").startswith("["):
        return False
    first = first_element(head)
    if isinstance(first, dict):
        return _is_day(first)
    # Long notes can push the end of the first day out of the head.
    keys = set(_KEY.findall(head)) if len(source.head) < source.size else set()
    return {"date", "type", "notes"} <= keys and bool(keys & {"scores", "value"})


def _is_day(element: dict[str, Any]) -> bool:
    if not isinstance(element.get("date"), str):
        return False
    if isinstance(element.get("scores"), list):
        return "type" in element or "notes" in element
    entries = element.get("entries")
    return isinstance(entries, list) and any("value" in entry and "type" in entry for entry in dicts(entries))


def _fits(content: Any) -> bool:
    return isinstance(content, list) and any(_is_day(element) for element in dicts(content))


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    content = load_json(source, collector, _WHAT, _fits)
    seen: set[str] = set()
    others = twice = 0
    for place, element in enumerate(content, start=1):
        for pixel in _pixels(element):
            if pixel is None:
                collector.count_entries()
                collector.reject(place, "this is not a day")
                continue
            same = json.dumps(pixel, sort_keys=True)
            if clean_text(pixel.get("type")).casefold() not in ("", _MOOD):
                others += 1
            elif same in seen:
                twice += 1
            else:
                seen.add(same)
                collector.count_entries()
                _read_pixel(place, pixel, collector)
    if others:
        collector.note(f"{_count(others)} of another type than Mood left alone")
    if twice:
        collector.note(f"{_count(twice)} in the file twice, word for word; kept once")


def _count(number_of: int) -> str:
    return "1 pixel is" if number_of == 1 else f"{number_of} pixels are"


def _pixels(element: Any) -> Iterator[dict[str, Any] | None]:
    """Yield the pixels of a day in the newer form; None for what is no day."""
    if not isinstance(element, dict):
        yield None
    elif "scores" in element or not isinstance(element.get("entries"), list):
        yield element
    else:
        for entry in element["entries"]:
            if not isinstance(entry, dict):
                yield None
                continue
            yield {**entry, "date": element.get("date"), "scores": [entry["value"]] if "value" in entry else []}


def _read_pixel(place: int, pixel: dict[str, Any], collector: Collector) -> None:
    written = clean_text(pixel.get("date"))
    day = parse_date(written) if _DATE.match(written) else None
    if day is None:
        collector.reject(place, "its date is not a date")
        return
    if not collector.accept_date(day, place):
        return
    given = pixel.get("scores")
    scores = given if isinstance(given, list) else []
    for score in scores:
        value = json_number(score)
        if value is None or not _SCORES[0] <= value <= _SCORES[1]:
            collector.reject(place, "not a score from 1 to 5; the rest of the day is kept", "scores")
        else:
            collector.rating(day, _MOOD, on_nrs(value, *_SCORES), f"{value:g}")
    if not scores:
        collector.reject(place, "no score; the rest of the day is kept", "scores")
    tags = pixel.get("tags")
    names = [name for group in dicts(tags) for name in strings(group.get("entries"))]
    for name in [*strings(tags), *names]:
        collector.activity(day, name)
    if note := clean_text(pixel.get("notes")):
        collector.entry(day, note)


FORMAT: Final = Format(
    name="pixels",
    title="Pixels backup (JSON)",
    tables=("ratings", "activities", "journal"),
    evidence="from documentation",
    how="Pixels: in the settings, export the data (PIXELS-BACKUP-....json)",
    shapes=frozenset({"json"}),
    keys=frozenset({"scores", "value"}),
    claims=_claims,
    read=_read,
)
