"""pmSys, the questionnaire of the PMData set: ``wellness.csv``, one answered form per row.

Five items run from 1 to 5, and higher is better, also for fatigue (fresher) and soreness (less sore); 0 is not
answered. In which direction stress runs is unclear: its numbers are kept without a value until the profile says.
Readiness (0 to 10) has no measure of its own and is kept beside the activities. Times are in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from heartdata.core.vocabulary import LONGEST_NIGHT_H
from heartdata.errors import UnreadableFileError
from heartdata.readers.base import Collector, Format, Profile, Source
from heartdata.readers.parsing.dates import local_time, parse_instant
from heartdata.readers.parsing.delimited import header
from heartdata.readers.parsing.entries import read_text
from heartdata.readers.parsing.numbers import parse_number
from heartdata.readers.parsing.rows import Row, parse_rows
from heartdata.readers.parsing.scales import Scale, stated_scale

MEASURES: Final = {
    "mood": "mood",
    "fatigue": "energy",
    "sleep_quality": "sleep_quality",
    "soreness": "body",
    "stress": "calm",
}
_ITEM: Final = Scale(1, 5)
_TIME: Final = "effective_time_frame"


def _claims(source: Source, profile: Profile) -> bool:
    return _fits(header(source.head_text)[1])


def _fits(names: list[str]) -> bool:
    return _TIME in names and sum(n in names for n in (*MEASURES, "readiness", "sleep_duration_h")) >= 3


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    text = read_text(source, collector)
    if not _fits(header(text)[1]):
        raise UnreadableFileError(
            f"{source.name}: not the wellness.csv of pmSys, its first line has no columns effective_time_frame, "
            "fatigue, mood and stress; give the file as it is in the data set"
        )
    scales = {name: stated_scale(profile, name) for name in MEASURES}
    for row in parse_rows(text, collector):
        _read_form(row, scales)


def _read_form(row: Row, scales: Mapping[str, tuple[str, Scale] | None]) -> None:
    collector, stamp = row.collector, parse_instant(row.text(_TIME))
    if stamp is None:
        row.reject("not an instant such as 2026-03-01T08:30:00.000Z")
        return
    when, offset = local_time(stamp, collector.profile.zone)
    if not collector.accept_date(when, row.line):
        return
    if stamp.tzinfo is not None and collector.profile.zone is None:
        offset = None
        collector.note("its times are in UTC; set time_zone in heartdata.toml for the right day and time")
    items = [name for name in MEASURES if _answered(row, name)]
    if not items and not any(_answered(row, name) for name in ("sleep_duration_h", "readiness")):
        row.reject("nothing is answered")
        return
    for name in items:
        _add_item(row, name, scales[name], when, offset)
    hours = row.number("sleep_duration_h", 0, LONGEST_NIGHT_H)
    if hours:
        # The form is filled in after waking, so the night ends on its day.
        collector.sleep(None, None, day=when.date(), asleep_h=hours, nap=False, offset=offset)
    # Readiness may be 0; in a row of zeros it is not answered, like the rest.
    readiness = row.number("readiness", 0, 10)
    if readiness or (readiness is not None and items):
        collector.activity(when, "readiness", readiness, offset, kind="other")


def _answered(row: Row, name: str) -> bool:
    return bool(row.cells.get(name)) and parse_number(row.cells[name]) != 0


def _add_item(row: Row, name: str, stated: tuple[str, Scale] | None, when: datetime, offset: float | None) -> None:
    measure, scale = stated or (MEASURES[name], _ITEM)
    value = parse_number(row.cells[name])
    placed = None if value is None else scale.rescale(value)
    if placed is None:
        reason = f"not a number from {scale.low:g} to {scale.high:g}; the rest of the row is kept"
        row.collector.reject(row.line, reason, name)
        return
    if name == "stress" and stated is None:
        placed = None
        row.collector.note(
            "whether a high number for stress means more of it or less is not known, so it is kept without a "
            f'value; say it under [columns] in heartdata.toml: date = "{_TIME}" and '
            'calm = { name = "stress", min = 1, max = 5, higher = "better" } (or "worse")'
        )
    row.collector.rating(when, measure, placed, row.cells[name], offset)


FORMAT: Final = Format(
    name="pmsys",
    title="pmSys wellness form (PMData)",
    tables=("ratings", "sleep", "activities"),
    evidence="from documentation",
    how="the file pmsys/wellness.csv of a participant in the PMData set",
    shapes=frozenset({"table"}),
    claims=_claims,
    read=_read,
)
