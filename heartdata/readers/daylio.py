"""Daylio's CSV export, in all four header layouts seen.

Columns are found by name. ``full_date`` is the only date to trust (``date`` and ``weekday`` are for display and
localised); a mood is a name, not a number, and people rename them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from heartdata.errors import UnreadableFileError
from heartdata.profile import Profile
from heartdata.readers.clocks import parse_clock, parse_date, parse_duration
from heartdata.readers.collector import Collector
from heartdata.readers.delimited import Record, records, sniff_delimiter
from heartdata.readers.format import Format
from heartdata.readers.source import Source
from heartdata.vocabulary import on_nrs

__all__ = ["FORMAT", "plain_text"]

COLUMNS: Final = {
    "full_date": "day, ISO",
    "time": "local clock, 12 or 24 hours, both in one file; absent in trimmed files",
    "mood": "name of the mood -> ratings.mood",
    "activities": "names joined by | -> activities",
    "scales": "'name: 8/10 points' or 'name: 8:00' joined by | -> ratings, sleep or activities",
    "note_title": "-> journal.title",
    "note": "HTML -> journal.text",
}
_REQUIRED: Final = ("full_date", "mood")
_KNOWN: Final = (*COLUMNS, "date", "weekday", "year")

# Names the app itself gives, from exports in English and German; "fugly" is an older word for level 2.
DEFAULT_MOODS: Final = {
    "rad": 5.0, "good": 4.0, "meh": 3.0, "bad": 2.0, "fugly": 2.0, "awful": 1.0,
    "super": 5.0, "gut": 4.0, "ok": 3.0, "schlecht": 2.0, "lausig": 1.0,
}  # fmt: skip

# Scale names that say what they measure; True where a higher number is worse for that measure.
SCALE_MEASURES: Final = {
    "mood": ("mood", False),
    "energy": ("energy", False), "tiredness": ("energy", True), "fatigue": ("energy", True),
    "focus": ("concentration", False), "concentration": ("concentration", False),
    "interest": ("interest", False), "enjoyment": ("interest", False),
    "connection": ("connection", False), "calm": ("calm", False),
    "stress": ("calm", True), "anxiety": ("calm", True),
    "pain": ("body", True), "sleep quality": ("sleep_quality", False), "appetite": ("appetite", False),
    "intrusive thoughts": ("intrusive_thoughts", False), "rumination": ("rumination", False),
}  # fmt: skip
_SLEEP_SCALES: Final = ("sleep time", "sleep", "sleep duration", "hours of sleep")

_SEPARATOR: Final = re.compile(r"\s*\|\s*")
_POINTS: Final = re.compile(r"(-?\d+(?:[.,]\d+)?)\s*/\s*(\d+(?:[.,]\d+)?)")
_BREAK: Final = re.compile(r"<\s*(?:br\s*/?|/p|/div|/li|/h\d)\s*>", re.IGNORECASE)
_ITEM: Final = re.compile(r"<\s*li[^>]*>", re.IGNORECASE)
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]*>")


def plain_text(written: str) -> str:
    """Turn the HTML of a note into text.

    Parameters
    ----------
    written : str
        Text with ``<br>``, ``<b>``, ``<div>`` and entities.

    Returns
    -------
    str
        The words, with line breaks.

    Examples
    --------
    >>> plain_text("one<br>two &amp; <b>three</b>, 2 < 3")
    'one\\ntwo & three, 2 < 3'
    """
    broken = _ITEM.sub("- ", _BREAK.sub("\n", written))
    return html.unescape(_TAG.sub("", broken)).replace("\u00a0", " ").strip()


def _header(text: str) -> tuple[str, list[str]]:
    line = text.lstrip("\ufeff\r\n ").partition("\n")[0]
    delimiter = sniff_delimiter(line)
    first = next(records(line, delimiter), None)
    return delimiter, [c.strip().casefold() for c in first.cells] if first else []


def _claims(source: Source, profile: Profile) -> bool:
    _, names = _header(source.head_text)
    return all(n in names for n in _REQUIRED) and sum(n in _KNOWN for n in names) >= 3


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    text, encoding = source.text()
    delimiter, names = _header(text)
    missing = [n for n in _REQUIRED if n not in names]
    if missing:
        raise UnreadableFileError(
            f"{source.name}: not a Daylio CSV, the column {' and '.join(missing)} is missing; "
            "in Daylio choose More, Export entries, CSV"
        )
    if encoding != "UTF-8":
        collector.note(f"written as {encoding}, not UTF-8 as the app does")
    lines = records(text, delimiter, width=len(names))
    next(lines, None)
    for record in lines:
        collector.present()
        if record.broken:
            collector.reject(record.line, record.broken)
        else:
            _read_row(_by_name(names, record, delimiter), record.line, collector)


def _by_name(names: list[str], record: Record, delimiter: str) -> dict[str, str]:
    """Pair a row's cells with the header; a surplus cell is an empty ``scales`` or an unquoted comma in the note."""
    cells, surplus = record.cells, len(record.cells) - len(names)
    while surplus > 0 and not cells[-1].strip():
        cells, surplus = cells[:-1], surplus - 1
    after = names.index("activities") + 1 if "activities" in names else len(names)
    while surplus > 0 and after < len(names) and not any(c.strip() for c in cells[after : after + 2]):
        cells, surplus = [*cells[:after], *cells[after + 1 :]], surplus - 1
    if surplus > 0:
        last = len(names) - 1
        cells = [*cells[:last], delimiter.join(cells[last:])]
    return dict(zip(names, cells, strict=False))


def _read_row(row: dict[str, str], line: int, collector: Collector) -> None:
    day = parse_date(row.get("full_date", ""))
    if day is None:
        collector.reject(line, "full_date is not a date like 2026-03-01")
        return
    if not collector.usable(day, line):
        return
    clock = row.get("time", "").strip()
    at = parse_clock(clock) if clock else None
    if clock and at is None:
        collector.reject(line, "not a time of day; the entry is kept with its date alone", "time")
    when = day if at is None else datetime.combine(day, at)
    mood = row.get("mood", "").strip()
    if mood:
        collector.mood(when, mood, DEFAULT_MOODS.get(mood.casefold()))
    else:
        collector.reject(line, "no mood; the rest of the entry is kept", "mood")
    for name in _SEPARATOR.split(row.get("activities", "")):
        collector.activity(when, name)
    for name, value in _scales(row.get("scales", "")):
        if not _read_scale(when, day, name, value, collector):
            collector.reject(line, "a scale is neither points (8/10) nor a duration (7:30)", "scales")
    title, note = plain_text(row.get("note_title", "")), plain_text(row.get("note", ""))
    if title or note:
        collector.entry(when, note, title)


def _scales(cell: str) -> Iterator[tuple[str, str]]:
    for part in _SEPARATOR.split(cell.replace("\u00a0", " ")):
        name, _, value = part.partition(":")
        if name.strip():
            yield name.strip(), value.strip()


def _read_scale(when: datetime | date, day: date, name: str, value: str, collector: Collector) -> bool:
    points = _POINTS.match(value)
    known = SCALE_MEASURES.get(name.casefold())
    if points:
        score, top = (float(p.replace(",", ".")) for p in points.groups())
        if not 0 <= score <= top or top == 0:
            return False
        if known:
            collector.rating(when, known[0], on_nrs(score, 0, top, higher_is_worse=known[1]), value)
        else:
            collector.activity(when, name, score)
        return True
    hours = parse_duration(value)
    if hours is None:
        return False
    if name.casefold() in _SLEEP_SCALES:
        collector.sleep(None, None, day=day, asleep_h=hours)
    else:
        collector.activity(when, name, hours)
    return True


FORMAT: Final = Format(
    name="daylio",
    title="Daylio CSV",
    tables=("ratings", "activities", "journal", "sleep"),
    evidence="read from real samples",
    how="Daylio: More, Export entries, CSV",
    claims=_claims,
    read=_read,
)
