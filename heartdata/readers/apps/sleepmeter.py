r"""Sleepmeter's CSV, whose quotation marks are not escaped.

A note stands in quotation marks and may hold quotation marks, commas and line breaks as they are, so that no CSV
reader can find where it ends. But it is the last cell, and a row begins with three times: rows are split there.
Times have an offset each. Lists of one's own aids, hindrances and tags stand in sections before the diary, with
numbers that are used again in each list.
"""

from __future__ import annotations

import re
from datetime import datetime
from itertools import pairwise
from typing import Final

from heartdata.core.profile import Profile
from heartdata.errors import UnreadableFileError
from heartdata.readers.base import Format
from heartdata.readers.collector import Collector
from heartdata.readers.files.walk import Source
from heartdata.readers.parsing.dates import local_time, parse_instant
from heartdata.readers.parsing.rows import Row

__all__ = ["FORMAT"]

COLUMNS: Final = {
    "wake": "2026-03-02 07:00+0100 -> sleep.end",
    "sleep": "falling asleep; the same as wake where there was no sleep -> sleep.asleep_h",
    "bedtime": "-> sleep.start",
    "holes": "minutes awake, counted from sleep: 60-75|200-210 -> taken off sleep.asleep_h",
    "type": "NIGHT_SLEEP or NAP -> sleep.nap",
    "dreams": "left alone",
    "aid": "names joined by |, or NONE -> activities",
    "hindrances": "-> activities",
    "tags": "-> activities",
    "quality": "0-10 -> sleep.quality",
    "notes": "-> journal.text",
}
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
    text = source.head_text.replace("\r\n", "\n")
    return _HEADER.search(text) is not None or _OWN.match(text.lstrip()) is not None


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    text, encoding = source.text()
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
    if encoding != "UTF-8":
        collector.note(f"written as {encoding}, not UTF-8 as the app does")
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
        _Sleep(Row(plain, line, collector), own).read(_unquoted(cells.get("notes", "")))


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


class _Sleep:
    def __init__(self, row: Row, own: dict[tuple[str, str], str]) -> None:
        self.row, self.own = row, own

    def read(self, notes: str) -> None:
        row, collector = self.row, self.row.collector
        times = [parse_instant(row.text(name)) for name in ("bedtime", "sleep", "wake")]
        if any(time is None or time.tzinfo is None for time in times):
            row.reject("not all three times are like 2026-03-02 07:00+0100")
            return
        bed, slept, woke = (time for time in times if time is not None)
        (start, offset), (end, _) = local_time(min(bed, slept), None), local_time(woke, None)
        if woke < slept or woke < bed:
            row.reject("it ends before it starts")
            return
        if not row.check_period(start, end):
            return
        in_bed = (woke - min(bed, slept)).total_seconds() / 3600
        asleep = self._asleep((woke - slept).total_seconds() / 3600)
        kind = row.text("type").upper()
        collector.sleep(
            start,
            end,
            asleep_h=asleep,
            in_bed_h=in_bed,
            awake_h=None if asleep is None else in_bed - asleep,
            quality=row.number("quality", 0, 10),
            nap={"NAP": True, "NIGHT_SLEEP": False}.get(kind),
            offset=offset,
        )
        self._add_names(start, offset)
        if notes:
            collector.entry(end, notes, offset=offset)

    def _asleep(self, hours: float) -> float | None:
        awake, sound = 0, True
        for written in filter(None, self.row.text("holes").split("|")):
            hole = _HOLE.fullmatch(written.strip())
            first, last = (int(hole[1]), int(hole[2])) if hole else (1, 0)
            sound = sound and first <= last <= round(hours * 60)
            awake += last - first
        if sound and awake <= round(hours * 60):
            return hours - awake / 60
        self.row.collector.reject(self.row.line, "not minutes within the sleep; the rest is kept", "holes")
        return None

    def _add_names(self, start: datetime, offset: float | None) -> None:
        for column in _LISTS:
            for written in self.row.text(column).split("|"):
                name = self.own.get((column, written)) or written.replace("_", " ").lower()
                if name and name != "none":
                    self.row.collector.activity(start, name, offset=offset)


FORMAT: Final = Format(
    name="sleepmeter",
    title="Sleepmeter CSV",
    tables=("sleep", "activities", "journal"),
    evidence="read from real samples",
    how="Sleepmeter: menu, Manage Database, Export to CSV",
    shapes=frozenset({"pair", "table", "words"}),
    claims=_claims,
    read=_read,
)
