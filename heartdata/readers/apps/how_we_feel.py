"""How We Feel's CSV, with 10 to 22 columns, depending on the settings and the version.

Columns are found by name. ``Date`` is local ("2026 Sun Feb 8 4:04 PM", in English, the day not padded). A mood is one
or several emotion words and no number; no order of them is invented, so their value comes from the profile's
``[moods]`` alone. ``Mood Keys`` are the same words in English. Sleep, exercise, meditation and steps are the day's sums
up to each check-in: the largest of a day counts, and 0 means that there is no tracker. Reflections and takeaways are
text or a JSON list of texts. Weather, drinks and cycle are left alone.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime
from typing import Final

from heartdata.core.vocabulary import LONGEST_NIGHT_H, VITALS
from heartdata.errors import UnreadableFileError
from heartdata.readers.base import Collector, Format, Profile, Source
from heartdata.readers.parsing.dates import parse_clock, parse_date, parse_instant
from heartdata.readers.parsing.delimited import header
from heartdata.readers.parsing.entries import read_text
from heartdata.readers.parsing.json_entries import decode_json
from heartdata.readers.parsing.numbers import parse_number
from heartdata.readers.parsing.rows import parse_rows

_KEYS: Final = ("mood keys", "mood key")
_TAGS: Final = ("tags (people)", "tags (places)", "tags (events)")
_TEXTS: Final = ("notes", "reflections", "takeaways")
_DAILY: Final = ("sleep", "exercise", "meditation", "steps")
# In the languages of the other readers too, as not every version has the English key.
_ALONE: Final = frozenset((
    "by myself", "myself", "alone", "on my own", "allein", "alleine", "solo", "sola", "a solas", "seul", "seule",
    "sozinho", "sozinha", "da solo", "da sola", "alleen", "sam", "sama",
    "один", "одна", "一人", "ひとり", "独自", "独处",
))  # fmt: skip

_DATED: Final = re.compile(r"(\d{4})\s+[^\W\d_]+\.?\s+([^\W\d_]+)\.?\s+(\d{1,2}),?\s+(.+)")


def _claims(source: Source, profile: Profile) -> bool:
    _, names = header(source.head_text)
    return "date" in names and "mood" in names and any(tag in names for tag in _TAGS)


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    text = read_text(source, collector)
    _, names = header(text)
    if "date" not in names or "mood" not in names:
        raise UnreadableFileError(
            f"{source.name}: not a How We Feel CSV, its first line has no columns Date and Mood; "
            "export the check-ins as CSV in the app's settings"
        )
    daily: dict[str, dict[date, float]] = {name: {} for name in _DAILY}
    for line, row in (
        (row.line, row.cells) for row in parse_rows(text, collector, spill=[name for name in _TEXTS if name in names])
    ):
        # A quotation that broke elsewhere can end a row early, and put words of a note into the place of a mood.
        _read_row(line, row, daily, collector, whole=len(row) == len(set(names)))
    _add_daily(daily, collector)


def _read_row(
    line: int, row: dict[str, str], daily: dict[str, dict[date, float]], collector: Collector, *, whole: bool
) -> None:
    when = _moment(row.get("date", ""))
    if when is None:
        collector.reject(line, "not a date such as 2026 Sun Feb 8 4:04 PM")
        return
    if not collector.accept_date(when, line):
        return
    words, keys = _listed(row.get("mood", "")), _listed(next((row[k] for k in _KEYS if row.get(k)), ""))
    if not words and not keys:
        collector.reject(line, "no mood; the rest of the entry is kept", "mood")
    words = words or keys
    for word, key in zip(words, keys if len(keys) == len(words) else words, strict=True):
        # A person may have given a level to either.
        trusted = whole and '"' not in word
        collector.mood(when, key if collector.knows_mood(key) else word, None, trusted=trusted)
    _tags(when, row, collector)
    written = "\n\n".join(text for text in (_words(row.get(name, "")) for name in _TEXTS) if text)
    if written:
        collector.entry(when, written)
    for name in _DAILY:
        value = _daily_sum(line, name, row.get(name, ""), collector)
        if value:
            daily[name][when.date()] = max(value, daily[name].get(when.date(), 0.0))


def _moment(written: str) -> datetime | None:
    match = _DATED.fullmatch(" ".join(written.split()))
    if match is None:
        instant = parse_instant(written)
        return instant.replace(tzinfo=None) if instant else None
    year, month, day, clock = match.groups()
    dated, at = parse_date(f"{day} {month} {year}"), parse_clock(clock)
    return None if dated is None or at is None else datetime.combine(dated, at)


def _listed(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def _tags(when: datetime, row: dict[str, str], collector: Collector) -> None:
    for column in _TAGS:
        names = _listed(row.get(column, ""))
        keys = _listed(row.get(column.replace("tags", "tags key"), ""))
        for name, key in zip(names, keys if len(keys) == len(names) else names, strict=True):
            alone = {name.casefold(), key.casefold()} & _ALONE
            kind = "contact" if column == "tags (people)" and not alone else None
            collector.activity(when, name, kind="other" if alone else kind)


def _words(cell: str) -> str:
    if not cell.startswith("["):
        return cell
    content = decode_json(cell)
    return "\n".join(_texts(content)) if isinstance(content, list) else cell


def _texts(content: object) -> list[str]:
    if isinstance(content, str):
        return [content.strip()] if content.strip() else []
    inside = content.values() if isinstance(content, dict) else content if isinstance(content, list) else ()
    return [text for element in inside for text in _texts(element)]


def _daily_sum(line: int, name: str, cell: str, collector: Collector) -> float | None:
    highest = {"sleep": LONGEST_NIGHT_H, "steps": VITALS["steps"].highest}.get(name, math.inf)
    value = parse_number(cell, whole=name == "steps", high=highest)
    if cell and (value is None or not 0 <= value <= highest):
        collector.reject(line, "not a number that can be true; the rest of the entry is kept", name)
        return None
    return value


def _add_daily(daily: dict[str, dict[date, float]], collector: Collector) -> None:
    for day, hours in daily["sleep"].items():
        collector.sleep(None, None, day=day, asleep_h=hours, nap=False)
    for day, amount in daily["exercise"].items():
        collector.activity(day, "Exercise", amount)
    for day, amount in daily["meditation"].items():
        collector.activity(day, "Meditation", amount, kind="practice")
    for day, count in daily["steps"].items():
        collector.vital(day, "steps", count)


FORMAT: Final = Format(
    name="how_we_feel",
    title="How We Feel CSV",
    tables=("ratings", "activities", "journal", "sleep", "vitals"),
    evidence="read from real samples",
    how="How We Feel: in the settings, export the check-ins as CSV (Check-in_data.csv)",
    shapes=frozenset({"table"}),
    words=("mood",),
    claims=_claims,
    read=_read,
)
