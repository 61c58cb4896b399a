r"""Sleepmeter's CSV, whose quotation marks are not escaped.

A note is in quotation marks and may hold quotation marks, commas and line breaks as they are, so no CSV reader can find
its end. But it is the last cell, and a row begins with three times, each with an offset: rows are split there.
``sleep`` is falling asleep, and the same as ``wake`` where there was no sleep. Lists of the person's own aids,
hindrances and tags are in sections before the diary, with numbers that are used again in each list.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise
from typing import Final

from heartdata.errors import UnreadableFileError
from heartdata.readers.base import Collector, Format, Profile, Source
from heartdata.readers.parsing.dates import parse_instant
from heartdata.readers.parsing.entries import read_text
from heartdata.readers.parsing.night_table import NightTable, span_between
from heartdata.readers.parsing.rows import Row

COLUMNS: Final = (
    "wake", "sleep", "bedtime", "holes", "type", "dreams", "aid", "hindrances", "tags", "quality", "notes",
)  # fmt: skip
NIGHTS: Final = NightTable(quality=("quality", 10), zero_is_unrated=False)
_LISTS: Final = ("aid", "hindrances", "tags")
_HEADER: Final = re.compile(r'^"?wake"?,"?sleep"?,"?bedtime"?,"?holes"?,"?type"?,[^\n]*$', re.MULTILINE)
_OWN: Final = re.compile(r"^custom_(aid|hindrance|tag)_id,[^\n]*$", re.MULTILINE)
_OWN_ROW: Final = re.compile(r"^(?=CUSTOM_\d+,)", re.MULTILINE)
_OWN_NAME: Final = re.compile(r'(CUSTOM_\d+),(?:[A-Z_]*,)?(?=")')
# A row whose times are damaged is still known by its kind of sleep.
_ROW: Final = re.compile(
    r'^(?:"?\d{4}-\d\d-\d\d \d\d:\d\d ?[+-]\d{4}"?,'
    r'|"?[^",\n]{0,30}"?,"?[^",\n]{0,30}"?,"?[^",\n]{0,30}"?,[\d|-]*,(?:NIGHT_SLEEP|NAP),)',
    re.MULTILINE,
)
# A spreadsheet makes all rows as long as the longest.
_FILLED_UP: Final = re.compile(r".*,,\n")
_FILLERS: Final = re.compile(r",+$", re.MULTILINE)
_HOLE: Final = re.compile(r"(\d{1,5})-(\d{1,5})")


def _claims(source: Source, profile: Profile) -> bool:
    if "bedtime" not in source.head_text and "custom_" not in source.head_text:
        return False
    text = source.head_text.replace("\r\n", "\n")
    return _HEADER.search(text) is not None or _OWN.match(text.lstrip()) is not None


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    text = read_text(source, collector)
    text = text.replace("\r\n", "\n")
    if _FILLED_UP.match(text):
        collector.note("a spreadsheet has filled its rows up with commas; they are left out")
        text = _FILLERS.sub("", text)
    header = _HEADER.search(text)
    if header is None and _OWN.match(text.lstrip()) is None:
        raise UnreadableFileError(
            f"{source.name}: not a Sleepmeter CSV, no line begins with wake,sleep,bedtime; "
            "in the app choose Manage Database, Export to CSV"
        )
    if header is None:
        return
    own = _own_names(text[: header.start()])
    starts = [match.start() for match in _ROW.finditer(text, header.end())]
    if text[header.end() : starts[0] if starts else len(text)].strip():
        collector.count_entries()
        collector.reject(text.count("\n", 0, header.end()) + 2, "there is no sleep in it")
    line, before = 1, 0
    for start, end in pairwise([*starts, len(text)]):
        line, before = line + text.count("\n", before, start), start
        collector.count_entries()
        cells = dict(zip(COLUMNS, text[start:end].rstrip("\n").split(",", len(COLUMNS) - 1), strict=False))
        plain = {name: cell.strip().strip('"') for name, cell in cells.items() if name != "notes"}
        _read_sleep(Row(plain, line, collector), own, _unquoted(cells.get("notes", "")))


def _own_names(text: str) -> dict[tuple[str, str], str]:
    found, headers = {}, list(_OWN.finditer(text))
    ends = [*(header.start() for header in headers[1:]), len(text)]
    for header, end in zip(headers, ends, strict=False):
        section = text[header.end() : end]
        column = next(name for name in _LISTS if name.startswith(header[1]))
        for part in _OWN_ROW.split(section):
            if named := _OWN_NAME.match(part):
                found[column, named[1]] = _unquoted(part[named.end() :])
    return found


def _unquoted(written: str) -> str:
    text = written.strip()
    return text.removeprefix('"').removesuffix('"').strip()


def _read_sleep(row: Row, own: Mapping[tuple[str, str], str], notes: str) -> None:
    times = [parse_instant(row.text(name)) for name in ("bedtime", "sleep", "wake")]
    if any(at is None or at.tzinfo is None for at in times):
        row.reject("not all three times are like 2026-03-02 07:00+0100")
        return
    bed, slept, woke = (at for at in times if at is not None)
    span = span_between(min(bed, slept), woke, None)
    if woke < slept or woke < bed:
        row.reject("it ends before it starts")
        return
    nap = {"NAP": True, "NIGHT_SLEEP": False}.get(row.text("type").upper())
    asleep = _asleep(row, (woke - slept).total_seconds() / 3600)
    awake = None if asleep is None else (span.hours or 0.0) - asleep
    if NIGHTS.add(row, span, asleep_h=asleep, awake_h=awake, nap=nap) and span.start and span.end:
        _add_names(row, own, span.start, span.offset)
        if notes:
            row.collector.entry(span.end, notes, offset=span.offset)


def _asleep(row: Row, hours: float) -> float | None:
    """Take the minutes awake, counted from falling asleep (60-75|200-210), off the hours of sleep."""
    awake, sound = 0, True
    for written in filter(None, row.text("holes").split("|")):
        hole = _HOLE.fullmatch(written.strip())
        first, last = (int(hole[1]), int(hole[2])) if hole else (1, 0)
        sound = sound and first <= last <= round(hours * 60)
        awake += last - first
    if sound and awake <= round(hours * 60):
        return hours - awake / 60
    row.collector.reject(row.line, "not minutes within the sleep; the rest is kept", "holes")
    return None


def _add_names(row: Row, own: Mapping[tuple[str, str], str], start: datetime, offset: float | None) -> None:
    for column in _LISTS:
        for written in row.text(column).split("|"):
            name = own.get((column, written)) or written.replace("_", " ").lower()
            if name and name != "none":
                row.collector.activity(start, name, offset=offset)


FORMAT: Final = Format(
    name="sleepmeter",
    title="Sleepmeter CSV",
    tables=("sleep", "activities", "journal"),
    evidence="read from real samples",
    how="Sleepmeter: menu, Manage Database, Export to CSV",
    shapes=frozenset({"pair", "table", "words"}),
    words=("bedtime", "custom_"),
    claims=_claims,
    read=_read,
)
