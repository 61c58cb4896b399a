"""Reading one person's long-form Parquet, with one row per entry, into `Logs`."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from heartdata.core.logs import Logs
from heartdata.core.profile import Profile
from heartdata.core.profile_events import add_profile_events
from heartdata.core.vocabulary import ACTIVITY_KINDS, EVENT_KINDS, MEASURES, NRS_MAX, VITALS
from heartdata.errors import AmbiguousFormatError, UnreadableFileError
from heartdata.readers.collector import Collector

Row = Mapping[str, Any]
# Heuristic: well above a lifetime of entries, so a file with more rows is not one person's.
MAX_ROWS: Final = 5_000_000
_UNITS: Final = ("asleep_h", "in_bed_h", "awake_h", "deep_h", "rem_h", "light_h")
# Tables of `heartdata export` that hold no entries.
_NO_ENTRIES: Final = ("daily", "rejected", "sources")


def read_long(files: list[Path], profile: Profile) -> Logs:
    """Read one person's long-form Parquet files."""
    collectors = []
    people: set[object] = set()
    for file in files:
        if file.stem in _NO_ENTRIES:
            continue
        collector = Collector(file.name, "parquet", profile)
        for line, row in enumerate(_rows(file), start=1):
            collector.count_entries()
            people.add(row.get("person"))
            _take(row, str(row.get("table") or _table_of(file)), collector, line)
        collector.finish()
        collectors.append(collector)
    if len(people) > 1:
        raise UnreadableFileError("the rows of several people in one place; write one file or partition per person")
    if not collectors:
        raise UnreadableFileError("no table of entries among the Parquet files")
    return add_profile_events(collectors[0].logs(*collectors[1:]).merge())


def _rows(file: Path) -> list[dict[str, Any]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(file) as opened:
            if opened.metadata.num_rows > MAX_ROWS:
                raise UnreadableFileError(f"{file.name}: more than {MAX_ROWS} rows; write one file per person")
            found: list[dict[str, Any]] = opened.read().to_pylist()
    except (pa.ArrowException, OSError, ValueError, OverflowError):
        raise UnreadableFileError(f"{file.name}: not Parquet, or damaged; write it again") from None
    return found


def _table_of(file: Path) -> str:
    return file.stem if file.stem in _READERS else "ratings"


def _take(row: Row, table: str, collector: Collector, line: int) -> None:
    read = _READERS.get(table)
    if read is None:
        collector.reject(line, "not one of the tables of entries", "table")
        return
    # A sleep period has its own columns for when.
    when = _moment(row, collector.profile)
    when = _moment({"day": row.get("end") or row.get("start")}, collector.profile) if when is None else when
    if when is None:
        collector.reject(line, "no day or time that can be read")
    elif collector.accept_date(when, line):
        # A day that is written beside its time is the day.
        day = _moment({"day": row.get("day")}, collector.profile)
        collector.own_day = day.date() if isinstance(day, datetime) else day
        problem = read(row, when, collector)
        collector.own_day = None
        if problem:
            collector.reject(line, problem[1], problem[0])


def _moment(row: Row, profile: Profile) -> datetime | date | None:
    for name in ("time", "day"):
        found = _parse_time(row.get(name), profile)
        if found is not None:
            # A day may be stored as its midnight.
            return found.date() if name == "day" and isinstance(found, datetime) and not _has_clock(found) else found
    return None


def _has_clock(moment: datetime) -> bool:
    return bool(moment.hour or moment.minute or moment.second or moment.microsecond)


def _parse_time(value: object, profile: Profile) -> datetime | date | None:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return value if isinstance(value, date) else None
    # Arrow returns nanoseconds as pandas Timestamps, and missing ones as NaT.
    if value != value:
        return None
    if value.tzinfo is not None:
        if profile.zone is not None:
            value = value.astimezone(profile.zone)
        elif str(value.tzinfo) in ("UTC", "UTC+00:00", "Etc/UTC", "+00:00"):
            raise AmbiguousFormatError("times are in UTC; say which time_zone in heartdata.toml")
        value = value.replace(tzinfo=None)
    return datetime(*value.timetuple()[:6], value.microsecond)


def _finite(value: object) -> float | None:
    try:
        found = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


Problem = tuple[str, str] | None  # the column and what is wrong with it


def _rating(row: Row, when: datetime | date, collector: Collector) -> Problem:
    measure, given, raw = row.get("measure"), row.get("value"), _text(row.get("raw"))
    if measure not in MEASURES:
        return "measure", "not one of the measures"
    value = _finite(given)
    # An answer whose level is not known has none, but the words it was given in.
    unknown = bool(raw.strip()) and (given is None or given != given)
    if not unknown and (value is None or not 0 <= value <= NRS_MAX):
        return "value", "not a number from 0 to 10"
    collector.rating(when, str(measure), value, raw, _finite(row.get("utc_offset")))
    return None


def _sleep(row: Row, when: datetime | date, collector: Collector) -> Problem:
    start, end = (_parse_time(row.get(name), collector.profile) for name in ("start", "end"))
    hours = {name: _finite(row.get(name)) for name in _UNITS}
    if any(value is not None and not 0 <= value <= 24 for value in hours.values()):
        return "asleep_h", "not hours from 0 to 24"
    quality = _finite(row.get("quality"))
    collector.sleep(
        start if isinstance(start, datetime) else None,
        end if isinstance(end, datetime) else None,
        day=when.date() if isinstance(when, datetime) else when,
        **hours,
        quality=quality if quality is not None and 0 <= quality <= NRS_MAX else None,
        nap=row["nap"] if isinstance(row.get("nap"), bool) else None,
        offset=_finite(row.get("utc_offset")),
    )
    return None


def _entry(row: Row, when: datetime | date, collector: Collector) -> Problem:
    tags = row.get("tags")
    # `heartdata export` writes tags as one text.
    named = tags.split(" | ") if isinstance(tags, str) and tags else tags if isinstance(tags, list | tuple) else ()
    words = _text(row.get("text")), _text(row.get("title"))
    collector.entry(when, *words, [t for t in named if isinstance(t, str)], _finite(row.get("utc_offset")))
    return None


def _activity(row: Row, when: datetime | date, collector: Collector) -> Problem:
    name, kind = _text(row.get("name")), row.get("kind")
    if not name.strip():
        return "name", "no name"
    kind = kind if kind in ACTIVITY_KINDS else None
    collector.activity(when, name, _finite(row.get("amount")), _finite(row.get("utc_offset")), kind=kind)
    return None


def _vital(row: Row, when: datetime | date, collector: Collector) -> Problem:
    name, value = row.get("name"), _finite(row.get("value"))
    if name not in VITALS:
        return "name", "not one of the measurements"
    if value is None:
        return "value", "not a number"
    collector.vital(when, str(name), value, _finite(row.get("utc_offset")))
    return None


def _event(row: Row, when: datetime | date, collector: Collector) -> Problem:
    kind = row.get("kind") or "other"
    if kind not in EVENT_KINDS:
        return "kind", "not one of the kinds of events"
    day = when.date() if isinstance(when, datetime) else when
    until = _parse_time(row.get("until"), collector.profile)
    until = until.date() if isinstance(until, datetime) else until
    collector.tables["events"].append((day, until, _text(row.get("label")), kind, collector.source))
    return None


_READERS: Final[Mapping[str, Callable[[Row, datetime | date, Collector], Problem]]] = {
    "ratings": _rating,
    "sleep": _sleep,
    "journal": _entry,
    "activities": _activity,
    "vitals": _vital,
    "events": _event,
}
