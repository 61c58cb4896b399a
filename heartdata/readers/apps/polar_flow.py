"""Polar Flow's account export: nights, sleep scores and Nightly Recharge, each in JSON files of their own.

Times have their offset, durations are as in ISO 8601 (``PT7H30M``). ``rating`` is the person's own answer about the
night; the score is worked out by the watch.
"""

from __future__ import annotations

import re
from typing import Any, Final

from heartdata.core.vocabulary import on_nrs
from heartdata.readers.base import Collector, Format, Profile, Source
from heartdata.readers.parsing.dates import parse_date
from heartdata.readers.parsing.json_entries import has_keys, json_rows
from heartdata.readers.parsing.night_table import NightTable, add_vitals, span_between
from heartdata.readers.parsing.rows import Row
from heartdata.readers.parsing.timestamps import parse_datetime

_DURATION: Final = re.compile(r"PT(?:(\d{1,3})H)?(?:(\d{1,4})M)?(?:(\d{1,6}(?:\.\d{1,9})?)S)?")


def _iso_hours(row: Row, name: str) -> float | None:
    written = row.text(name)
    found = _DURATION.fullmatch(written)
    if found and any(found.groups()):
        hours, minutes, seconds = (float(part or 0) for part in found.groups())
        return hours + minutes / 60 + seconds / 3600
    if written and written != "PT":
        row.collector.reject(row.line, "not a duration such as PT7H30M; the rest is kept", name)
    return None


NIGHTS: Final = NightTable(
    hours={"light_h": "light", "deep_h": "deep", "rem_h": "rem", "awake_h": "totalDuration"},
    unit=_iso_hours,
    unstaged="asleepDuration",
)
# The names of the watch's own answers, from worst to best.
_RATINGS: Final = (
    "SLEPT_POORLY", "SLEPT_SOMEWHAT_POORLY", "SLEPT_NEITHER_POORLY_NOR_WELL", "SLEPT_SOMEWHAT_WELL", "SLEPT_WELL",
)  # fmt: skip
_UNRATED: Final = ("", "SLEPT_UNDEFINED", "UNDEFINED")
_WHAT: Final = "sleep of Polar Flow's account export; at account.polar.com download your data and give it unpacked"


def _claims(source: Source, profile: Profile) -> bool:
    text = source.head_text
    if not has_keys(text, "night"):
        return False
    nights = has_keys(text, "evaluation", "sleepResult") or has_keys(text, "sleepScoreResult")
    return nights or has_keys(text, "meanNightlyRecoveryRri")


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    for row in json_rows(source, collector, (), "night", _WHAT):
        day = parse_date(row.text("night"))
        if "sleepResult" in row.cells:
            _read_night(row)
        elif day is None:
            row.reject("its night is not a date")
        elif collector.accept_date(day, row.line):
            score = Row({"sleepScore": _inside(row, "sleepScoreResult").get("sleepScore")}, row.line, collector)
            before = collector.added
            quality = score.number("sleepScore", 0, 100)
            if quality:
                collector.rating(day, "sleep_quality", quality / 10, f"{quality:g}")
            found = add_vitals(row, day, {"meanNightlyRecoveryRmssd": "hrv_rmssd"})
            if not (quality or found or collector.added > before):
                collector.count_empty("nights with nothing that a diary needs")


def _read_night(row: Row) -> None:
    evaluation, result = _inside(row, "evaluation"), _inside(row, "sleepResult", "hypnogram")
    inner = Row({**row.cells, **evaluation, **result}, row.line, row.collector)
    cells = {**inner.cells, **_inside(inner, "interruptions"), **_inside(inner, "phaseDurations")}
    night = Row(cells, row.line, row.collector)
    begin, finish = (parse_datetime(night.text(name)) for name in ("sleepStart", "sleepEnd"))
    if not night.check_period(begin, finish):
        return
    span = span_between(begin, finish, None)._replace(day=parse_date(night.text("night")))
    answer = night.text("rating").upper().removeprefix("PB_")
    if NIGHTS.add(night, span, nap=False) and answer not in _UNRATED and (when := span.end or span.day):
        if answer in _RATINGS:
            value = on_nrs(_RATINGS.index(answer), 0, len(_RATINGS) - 1)
            row.collector.rating(when, "sleep_quality", value, night.text("rating"), span.offset)
        else:
            row.collector.reject(row.line, "an answer that is not known; the rest is kept", "rating")


def _inside(row: Row, *names: str) -> dict[str, Any]:
    """Return an object within an entry, empty where there is none."""
    found: Any = row.cells
    for name in names:
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


FORMAT: Final = Format(
    name="polar_flow",
    title="Polar Flow account export (sleep)",
    tables=("sleep", "ratings", "vitals"),
    evidence="experimental",
    how="account.polar.com: Download your data; unpack it and give the folder",
    shapes=frozenset({"json"}),
    keys=frozenset({"sleepResult", "sleepScoreResult", "meanNightlyRecoveryRri"}),
    claims=_claims,
    read=_read,
    companions=("nightly-recovery-blob-*.json", "nightly_recovery_blob*.json"),
)
