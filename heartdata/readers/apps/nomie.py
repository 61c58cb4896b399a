"""Nomie: the JSON backup of versions 5 and 6, the detailed CSV and the daily CSV.

A log is a line of text with tokens: ``#mood(8)`` is a tracker and its value, ``@anna`` a person, ``+holiday`` a
context. Its time is its end: UTC in a backup, local in the detailed CSV; ``offset`` is how many minutes local time is
*behind* UTC, the other way round than everywhere else. A backup has the scales of its trackers of type range. Otherwise
the scale of the mood comes from the profile, or is 1 to 10 if a number above 5 leaves no other; else the numbers are
kept without a value. In the daily CSV the app writes 0 for days on which nothing was logged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from heartdata.core.vocabulary import LONGEST_NIGHT_H
from heartdata.errors import UnreadableFileError
from heartdata.readers.base import Collector, Format, Moment, Profile, Source
from heartdata.readers.parsing import json_values as values
from heartdata.readers.parsing.dates import date_parser, local_time, parse_duration, parse_instant
from heartdata.readers.parsing.delimited import header
from heartdata.readers.parsing.entries import read_text
from heartdata.readers.parsing.json_entries import decode_json, outline
from heartdata.readers.parsing.numbers import parse_number
from heartdata.readers.parsing.rows import parse_rows
from heartdata.readers.parsing.scales import (
    SCALE_MEASURES,
    Scale,
    add_rating,
    ask_for_scale,
    stated_scale,
    ten_point_scale,
)

_DETAILED: Final = ("epoch", "start", "end", "note")
_CONTACT: Final = "@"
_SLEEP: Final = frozenset(("sleep", "sleep time", "sleep duration", "time asleep"))
_OFFSETS_MIN: Final = (-14 * 60, 12 * 60)
_WHAT: Final = "a Nomie backup; export the data in Nomie's settings"


_CLOCK: Final = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?")
_TOKEN: Final = re.compile(r"(?<!\S)([#@+])([^\s()#@+,.!?:'’]+)(?:\(([^()\s]*)\))?(?:['’]s)?(?=[\s,.!?:;]|$)")
_VALUE: Final = re.compile(r"([-+]?\d+(?:[.,]\d+)?)[a-z/%$]*", re.IGNORECASE)


@dataclass(frozen=True)
class _Token:
    """A mark (#, @ or +), a name and the number in brackets; hours if a timer measured it."""

    mark: str
    name: str
    value: float | None
    timed: bool = False


def _tag_name(tag: str) -> str:
    return tag.lstrip("#@+").replace("_", " ").strip().casefold()


def _tokens(note: str) -> Iterator[_Token]:
    for mark, tag, written in _TOKEN.findall(note):
        if _CLOCK.fullmatch(written):
            yield _Token(mark, _tag_name(tag), parse_duration(written), timed=True)
        else:
            match = _VALUE.fullmatch(written)
            yield _Token(mark, _tag_name(tag), parse_number(match[1]) if match else None)


@dataclass(frozen=True)
class _Log:
    """One log: its place in the file, when it was, and its text."""

    place: int
    when: Moment | None
    offset: float | None
    note: str


@dataclass
class _Logs:
    found: list[_Log] = field(default_factory=list)
    scales: dict[str, Scale] = field(default_factory=dict)
    without_zone: int = 0


def _is_daily(names: list[str]) -> bool:
    return len(names) > 1 and names[0] == "date" and all(n[:1] in ("#", "@", "+") and len(n) > 1 for n in names[1:])


def _claims(source: Source, profile: Profile) -> bool:
    head = source.head_text
    if head.lstrip().startswith("{"):
        top = outline(head).top
        single = ({"nomie"}, {"trackers", "events"}, {"trackers", "boards"}, {"events", "boards", "people"})
        return any(marks <= top for marks in single) or (
            {"version", "created", "files"} <= top and ("trackers" in head or "books" in head)
        )
    _, names = header(head)
    return all(n in names for n in _DETAILED) or _is_daily(names)


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    text = read_text(source, collector)
    _, names = header(text)
    if text.lstrip().startswith("{"):
        content = values.load_json(source, collector, _WHAT, lambda c: isinstance(c, dict) and _events(c) is not None)
        logs = _from_backup(content, profile, collector)
    elif all(n in names for n in _DETAILED):
        logs = _from_detailed(text, collector)
    elif _is_daily(names):
        _read_daily(text, source.name, profile, collector)
        return
    else:
        raise UnreadableFileError(f"{source.name}: not {_WHAT}")
    answers = [(token.name, token.value) for log in logs.found for token in _tokens(log.note)]
    reader = _Reader(collector, _measures(answers, logs.scales, profile))
    for log in logs.found:
        reader.read(log)
    if logs.without_zone:
        collector.note(
            "its logs are in UTC and have no offset; set time_zone in heartdata.toml for the right day and time"
        )


def _events(content: dict[str, Any]) -> list[Any] | None:
    """Return the logs of a backup; in version 6 they are in files of their own."""
    if isinstance(content.get("events"), list):
        return list(content["events"])
    files = content.get("files")
    if not isinstance(files, dict):
        return None
    found = []
    for inside in files.values():
        opened = decode_json(inside) if isinstance(inside, str) and inside.lstrip()[:1] in ("[", "{") else inside
        found += [log for log in values.dicts(opened) if "note" in log and "end" in log]
    return found


def _trackers(content: dict[str, Any]) -> dict[str, Any]:
    trackers = content.get("trackers")
    files = content.get("files")
    if trackers is None and isinstance(files, dict):
        inside = next((files[path] for path in files if "trackers" in path), None)
        trackers = decode_json(inside) if isinstance(inside, str) else inside
    return trackers if isinstance(trackers, dict) else {}


def _from_backup(content: dict[str, Any], profile: Profile, collector: Collector) -> _Logs:
    logs = _Logs()
    for tag, tracker in _trackers(content).items():
        if isinstance(tracker, dict) and tracker.get("type") == "range":
            # The app's own defaults for a range are 1 and 10.
            low, high = (_bound(tracker.get(end), bound) for end, bound in (("min", 1.0), ("max", 10.0)))
            if low is not None and high is not None and low < high:
                logs.scales[_tag_name(tag)] = Scale(low, high)
    for place, event in enumerate(_events(content) or [], start=1):
        collector.count_entries()
        if not isinstance(event, dict):
            collector.reject(place, "this is not a log")
            continue
        when, offset, guessed = _instant(event, profile)
        logs.without_zone += guessed
        logs.found.append(_Log(place, when, offset, values.clean_text(event.get("note"))))
    return logs


def _bound(written: Any, default: float) -> float | None:
    if written is None or written == "":
        return default
    return parse_number(written)


def _instant(event: dict[str, Any], profile: Profile) -> tuple[Moment | None, float | None, bool]:
    end = event.get("end")
    stamp = values.json_number(end)
    try:
        instant = parse_instant(values.clean_text(end)) if stamp is None else datetime.fromtimestamp(stamp / 1000, UTC)
        if instant is None:
            return None, None, False
        behind = values.json_number(event.get("offset"))
        if instant.tzinfo is None or behind is None or not _OFFSETS_MIN[0] <= behind <= _OFFSETS_MIN[1]:
            local, offset = local_time(instant, profile.zone)
            guessed = profile.zone is None and instant.tzinfo is not None
            return local, None if guessed else offset, guessed
        return instant.astimezone(UTC).replace(tzinfo=None) - timedelta(minutes=behind), -behind, False
    except (ValueError, OverflowError, OSError):
        return None, None, False


def _from_detailed(text: str, collector: Collector) -> _Logs:
    logs = _Logs()
    for line, row in ((row.line, row.cells) for row in parse_rows(text, collector)):
        when = parse_instant(row.get("end", ""))
        behind = parse_number(row.get("offset", ""))
        offset = -behind if behind is not None and _OFFSETS_MIN[0] <= behind <= _OFFSETS_MIN[1] else None
        local = None if when is None else when.replace(tzinfo=None)
        logs.found.append(_Log(line, local, offset, row.get("note", "")))
    return logs


def _read_daily(text: str, where: str, profile: Profile, collector: Collector) -> None:
    rows = [(row.line, row.cells) for row in parse_rows(text, collector)]
    dated = date_parser((row.get("date", "") for _, row in rows), profile, where)
    answers = [(_tag_name(tag), parse_number(cell)) for _, row in rows for tag, cell in row.items() if tag != "date"]
    reader = _Reader(collector, _measures([a for a in answers if a[1]], {}, profile))
    for line, row in rows:
        day = dated(row.pop("date", ""))
        if day is None:
            collector.reject(line, "not a date such as 2026-03-01")
        elif collector.accept_date(day, line):
            if not any(row.values()) or all(parse_number(cell) == 0 for cell in row.values() if cell):
                collector.count_empty("days without an answer")
            for tag, cell in row.items():
                value = parse_number(cell)
                if cell and value is None:
                    collector.reject(line, "not a number; the rest of the day is kept", tag[:1])
                elif value:
                    reader.answer(line, day, None, _Token(tag[0], _tag_name(tag), value))


def _measures(
    answers: list[tuple[str, float | None]], scales: dict[str, Scale], profile: Profile
) -> dict[str, tuple[str, Scale]]:
    """Return the measure and scale of each tracker that has both."""
    found = {}
    for name in {name for name, _ in answers}:
        known = stated_scale(profile, name) or stated_scale(profile, f"#{name}")
        measure, worse = SCALE_MEASURES.get(name, ("", False))
        scale = scales.get(name)
        if scale is None and name == "mood":
            scale = ten_point_scale(value for other, value in answers if other == name and value is not None)
        if known:
            found[name] = known
        elif measure and scale:
            found[name] = measure, Scale(scale.low, scale.high, worse)
    return found


class _Reader:
    def __init__(self, collector: Collector, measures: dict[str, tuple[str, Scale]]) -> None:
        self.collector, self.measures = collector, measures

    def read(self, log: _Log) -> None:
        if log.when is None:
            self.collector.reject(log.place, "the time of its end cannot be read")
            return
        if not self.collector.accept_date(log.when, log.place):
            return
        tokens = list(_tokens(log.note))
        for token in tokens:
            self.answer(log.place, log.when, log.offset, token)
        words = " ".join(_TOKEN.sub(" ", log.note).split())
        if any(letter.isalnum() for letter in words):
            self.collector.entry(log.when, words, offset=log.offset)
        elif not tokens:
            self.collector.reject(log.place, "neither words nor values")

    def answer(self, place: int, when: Moment, offset: float | None, token: _Token) -> None:
        name, value = token.name, token.value
        tracker = token.mark == "#"
        if tracker and (name in self.measures or name == "mood"):
            self._rate(place, when, offset, token)
        elif tracker and token.timed and name in _SLEEP and value is not None and 0 < value <= LONGEST_NIGHT_H:
            # A number alone could be hours or an answer; what a timer measured can only be hours.
            day = when.date() if isinstance(when, datetime) else when
            self.collector.sleep(None, None, day=day, asleep_h=value, nap=False, offset=offset)
        else:
            self.collector.activity(when, name, value, offset, kind="contact" if token.mark == _CONTACT else None)

    def _rate(self, place: int, when: Moment, offset: float | None, token: _Token) -> None:
        rated, value = self.measures.get(token.name), token.value
        if value is None:
            reason = "a tracker without a number; the rest of the log is kept"
            self.collector.reject(place, reason, rated[0] if rated else "mood")
        elif rated is None:
            self.collector.rating(when, "mood", None, f"{value:g}", offset)
            self.collector.note(ask_for_scale("mood", "mood", "date"))
        else:
            add_rating(self.collector, place, when, rated, value, f"{value:g}", offset=offset, kept="log")


FORMAT: Final = Format(
    name="nomie",
    title="Nomie backup (JSON) and CSV",
    tables=("ratings", "activities", "journal", "sleep"),
    evidence="from documentation",
    how="Nomie: in the settings, export the data (JSON or CSV)",
    shapes=frozenset({"json", "pair", "table"}),
    keys=frozenset({"nomie", "trackers", "boards", "files"}),
    words=("epoch", "date"),
    claims=_claims,
    read=_read,
)
