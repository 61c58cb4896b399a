"""Mi Fitness (Xiaomi): ``*_MiFitness_hlth_center_fitness_data.csv`` and ``..._aggregated_fitness_data.csv``.

Both are tables of keys with JSON values. Two of the keys of sleep can hold the same night; the longer is kept. Naps may
have their times only in the stretches they are made of. A daily report of the aggregated file sums up the sleep of a
day, of which the longest part is the night. Times are seconds since 1970, with the offset in
quarters of an hour. A resting heart rate has the midnight of its day in UTC. All other keys are skipped. Watches whose
clock was not set write years before the app existed.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Final

from heartdata.core.vocabulary import LONGEST_PERIOD_H
from heartdata.readers.base import Collector, Format, Profile, Source
from heartdata.readers.parsing.dates import local_time
from heartdata.readers.parsing.json_entries import decode_json
from heartdata.readers.parsing.night_table import NightTable, Span, add_vitals
from heartdata.readers.parsing.rows import Row, read_rows, stage_hours
from heartdata.readers.parsing.timestamps import from_epoch

NIGHTS: Final = NightTable(
    what="the fitness data of Mi Fitness; ask for your data at account.xiaomi.com and give the unpacked zip",
    required=("sid", "key", "time", "value"),
    marks=("uid",),
    # In the JSON of the value.
    hours={
        "deep_h": "sleep_deep_duration",
        "light_h": "sleep_light_duration",
        "rem_h": "sleep_rem_duration",
        "awake_h": "sleep_awake_duration",
    },
    unstaged="duration",
)
_NAP: Final = "watch_daytime_sleep"
_KEYS: Final = ("sleep", "watch_night_sleep", _NAP, "resting_heart_rate")
_WANTED: Final = re.compile("|".join(_KEYS).encode())
_REPORT: Final = "daily_report"
# The state of a stretch awake; all others are asleep.
_AWAKE: Final = 5
# Heuristic: a longer pause separates two naps.
_PAUSE_S: Final = 3600
_FIRST_YEAR: Final = 2015
_QUARTERS: Final = 56
_ENDS: Final = ("start_time", "end_time")
_LONGEST_S: Final = LONGEST_PERIOD_H * 3600


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    nights: dict[tuple[str, float], tuple[float, Row, bool]] = {}
    for row in read_rows(source, collector, NIGHTS.required, NIGHTS.what, wanted=_WANTED):
        key = row.text("key")
        if key not in _KEYS or ("tag" in row.cells and (row.text("tag") != _REPORT or key != "sleep")):
            collector.count_entries(-1)
            continue
        value = decode_json(row.text("value"))
        if not isinstance(value, dict):
            row.reject("its value is damaged")
            continue
        inner = Row(value, row.line, collector)
        if key == "resting_heart_rate":
            _read_resting(inner)
            continue
        if "tag" in row.cells:
            _read_report(inner, profile)
            continue
        span = _span(inner)
        if span is None and key == _NAP and (stretches := _stretches(value.get("items"))):
            _add_naps(inner, stretches, profile)
            continue
        if span is None:
            inner.reject("its times are missing or not plausible")
            continue
        place = row.text("sid"), span[0]
        if place in nights:
            collector.count_entries(-1)
            collector.note("a sleep is in the file under two keys; the longer is kept")
        if place not in nights or span[1] > nights[place][0]:
            nights[place] = span[1], inner, key == _NAP
    for (_, begin), (finish, inner, nap) in nights.items():
        _add(inner, begin, finish, True if nap else None, profile)


def _span(row: Row) -> tuple[float, float] | None:
    begin, finish = (
        _seconds(row.cells.get(name)) or _seconds(row.cells.get(f"device_{name}"))
        for name in ("bedtime", "wake_up_time")
    )
    if begin is None or finish is None or not 0 < finish - begin <= _LONGEST_S:
        return None
    return (begin, finish) if _is_dated(begin) else None


def _is_dated(begin: float) -> bool:
    started = from_epoch(begin, None)[0]
    return started is not None and started.year >= _FIRST_YEAR


def _stretches(items: Any) -> list[tuple[float, float, bool]]:
    """Return the stretches of a sleep in order: begin, end, and whether asleep."""
    found = []
    for item in items if isinstance(items, list) else ():
        begin, finish = (_seconds(item.get(name)) if isinstance(item, dict) else None for name in _ENDS)
        if begin is not None and finish is not None and 0 < finish - begin <= _LONGEST_S and _is_dated(begin):
            found.append((begin, finish, item.get("state") != _AWAKE))
    return sorted(found)


def _add_naps(row: Row, stretches: list[tuple[float, float, bool]], profile: Profile) -> None:
    naps: list[list[tuple[float, float, bool]]] = []
    for stretch in stretches:
        if not naps or stretch[0] - max(finish for _, finish, _ in naps[-1]) > _PAUSE_S:
            naps.append([])
        naps[-1].append(stretch)
    row.collector.count_entries(len(naps) - 1)
    for nap in naps:
        asleep = stage_hours([(begin, finish, "asleep") for begin, finish, slept in nap if slept], ("asleep",))
        begin, finish = nap[0][0], max(finish for _, finish, _ in nap)
        _add(row, begin, finish, True, profile, asleep_h=asleep.get("asleep"))


def _read_report(row: Row, profile: Profile) -> None:
    """Read the sleep of a day: the stages are those of the whole day, and the night's where there is only one part."""
    parts = row.cells.get("segment_details")
    spans = []
    for part in parts if isinstance(parts, list) else ():
        inner = Row(part if isinstance(part, dict) else {}, row.line, row.collector)
        if span := _span(inner):
            spans.append((span, inner))
    if not spans:
        row.reject("its times are missing or not plausible")
        return
    row.collector.count_entries(len(spans) - 1)
    longest = max(spans, key=lambda found: found[0][1] - found[0][0])
    for (begin, finish), inner in spans:
        alone = Row({**row.cells, **inner.cells}, row.line, row.collector) if len(spans) == 1 else inner
        night = (begin, finish) == longest[0]
        score = row.number("sleep_score", 1, 100) if night and row.cells.get("sleep_score") else None
        _add(alone, begin, finish, False if night else None, profile, quality=score / 10 if score else None)


def _seconds(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and value > 0 else None


def _add(row: Row, begin: float, finish: float, nap: bool | None, profile: Profile, **own: Any) -> None:
    (start, offset), (end, _) = (_local(row, seconds, profile) for seconds in (begin, finish))
    NIGHTS.add(row, Span(start, end, offset, (finish - begin) / 3600), nap=nap, **own)


def _local(row: Row, seconds: float, profile: Profile) -> tuple[datetime | None, float | None]:
    away = row.number("timezone", -840, 840)
    if away is None:
        return from_epoch(seconds, profile.zone)
    # Quarters of an hour, or minutes.
    minutes = away * 15 if abs(away) <= _QUARTERS else away
    instant = datetime.fromtimestamp(seconds, UTC).astimezone(timezone(timedelta(minutes=minutes)))
    return local_time(instant, None)


def _read_resting(row: Row) -> None:
    day = from_epoch(_seconds(row.cells.get("date_time")), None)[0]
    if day is None or day.year < _FIRST_YEAR:
        row.reject("its day is missing or not plausible")
    elif row.collector.accept_date(day, row.line):
        add_vitals(row, day.date(), {"bpm": "resting_heart_rate"})


FORMAT: Final = Format(
    name="mi_fitness",
    title="Mi Fitness CSV (Xiaomi)",
    tables=("sleep", "vitals"),
    evidence="from documentation",
    how="account.xiaomi.com: Privacy, Manage your data, Mi Fitness; the unpacked zip",
    shapes=frozenset({"table"}),
    words=("sid",),
    claims=NIGHTS.claims,
    read=_read,
    companions=("*_MiFitness_*.csv",),
)
