"""pmSys, the questionnaire of the PMData set: ``wellness.csv``, one answered form per row.

Five items run from 1 to 5 and higher is better, also for fatigue (fresher) and soreness (less sore); in them 0 is not
answered. Which way stress runs is not settled: its numbers are kept without a value until the profile says. Readiness
(0 to 10) has no measure of its own and is kept beside the activities. Times are in UTC.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from heartdata.core.profile import Profile
from heartdata.core.vocabulary import LONGEST_NIGHT_H
from heartdata.errors import UnreadableFileError
from heartdata.readers.base import Format
from heartdata.readers.collector import Collector
from heartdata.readers.files.walk import Source
from heartdata.readers.parsing.dates import local_time, parse_instant
from heartdata.readers.parsing.delimited import header
from heartdata.readers.parsing.numbers import parse_number
from heartdata.readers.parsing.rows import parse_rows
from heartdata.readers.parsing.scales import Scale, stated_scale

__all__ = ["FORMAT"]

COLUMNS: Final = {
    "effective_time_frame": "instant in UTC",
    "mood": "1-5 -> ratings.mood",
    "fatigue": "1-5, higher is fresher -> ratings.energy",
    "sleep_quality": "1-5 -> ratings.sleep_quality",
    "soreness": "1-5, higher is less sore -> ratings.body",
    "stress": "1-5, the direction is asked for -> ratings.calm",
    "readiness": "0-10 -> activities.amount",
    "sleep_duration_h": "whole hours -> sleep.asleep_h",
    "soreness_area": "codes; left alone",
}
MEASURES: Final = {
    "mood": "mood",
    "fatigue": "energy",
    "sleep_quality": "sleep_quality",
    "soreness": "body",
    "stress": "calm",
}
_UNSETTLED: Final = "stress"
_ITEM: Final = Scale(1, 5)
_READINESS: Final = Scale(0, 10)
_TIME: Final = "effective_time_frame"


def _claims(source: Source, profile: Profile) -> bool:
    return _fits(header(source.head_text)[1])


def _fits(names: list[str]) -> bool:
    return _TIME in names and sum(n in names for n in (*MEASURES, "readiness", "sleep_duration_h")) >= 3


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    text, encoding = source.text()
    if not _fits(header(text)[1]):
        raise UnreadableFileError(
            f"{source.name}: not the wellness.csv of pmSys, its first line has no columns effective_time_frame, "
            "fatigue, mood and stress; give the file as it stands in the data set"
        )
    if encoding != "UTF-8":
        collector.note(f"written as {encoding}")
    reader = _Reader(collector, profile)
    for line, row in ((row.line, row.cells) for row in parse_rows(text, collector)):
        reader.read(line, row)
    reader.say()


class _Reader:
    def __init__(self, collector: Collector, profile: Profile) -> None:
        self.collector, self.zone = collector, profile.zone
        known = {name: stated_scale(profile, name) for name in MEASURES}
        self.scales = {name: found or (MEASURES[name], _ITEM) for name, found in known.items()}
        self.unsettled = known[_UNSETTLED] is None
        self.asked = self.zoneless = False

    def read(self, line: int, row: dict[str, str]) -> None:
        stamp = parse_instant(row.get(_TIME, ""))
        try:
            moment = None if stamp is None else local_time(stamp, self.zone)
        except (ValueError, OverflowError):
            moment = None
        if stamp is None or moment is None:
            self.collector.reject(line, "not an instant such as 2026-03-01T08:30:00.000Z")
            return
        when, offset = moment
        if not self.collector.accept_date(when, line):
            return
        if stamp.tzinfo is not None and self.zone is None:
            self.zoneless, offset = True, None
        answered = [self._item(line, name, row.get(name, ""), when, offset) for name in MEASURES]
        answered += [self._sleep(line, row, when, offset), self._readiness(line, row, when, offset, any(answered))]
        if not any(answered):
            self.collector.reject(line, "nothing is answered")

    def _item(self, line: int, name: str, cell: str, when: datetime, offset: float | None) -> bool:
        """Read one item; tell whether something stands there."""
        value = parse_number(cell)
        if not cell or value == 0:
            return False
        measure, scale = self.scales[name]
        placed = None if value is None else scale.rescale(value)
        if placed is None:
            reason = f"not a number from {scale.low:g} to {scale.high:g}; the rest of the row is kept"
            self.collector.reject(line, reason, name)
        elif name == _UNSETTLED and self.unsettled:
            self.asked = True
            self.collector.rating(when, measure, None, cell, offset)
        else:
            self.collector.rating(when, measure, placed, cell, offset)
        return True

    def _sleep(self, line: int, row: dict[str, str], when: datetime, offset: float | None) -> bool:
        cell = row.get("sleep_duration_h", "")
        hours = parse_number(cell)
        if not cell or hours == 0:
            return False
        if hours is None or not 0 < hours <= LONGEST_NIGHT_H:
            self.collector.reject(line, "not hours of sleep; the rest of the row is kept", "sleep_duration_h")
        else:
            # The form is filled in after waking, so that the night ends on its day.
            self.collector.sleep(None, None, day=when.date(), asleep_h=hours, nap=False, offset=offset)
        return True

    def _readiness(self, line: int, row: dict[str, str], when: datetime, offset: float | None, others: bool) -> bool:
        cell = row.get("readiness", "")
        value = parse_number(cell)
        # Readiness may be 0; in a row that is 0 everywhere it is not answered like the rest.
        if not cell or (value == 0 and not others):
            return False
        if value is None or _READINESS.rescale(value) is None:
            self.collector.reject(line, "not a number from 0 to 10; the rest of the row is kept", "readiness")
        else:
            self.collector.activity(when, "readiness", value, offset, kind="other")
        return True

    def say(self) -> None:
        if self.zoneless:
            self.collector.note("its times are in UTC; set time_zone in heartdata.toml for the right day and time")
        if self.asked:
            self.collector.note(
                "whether a high number for stress means more of it or less is not known, so it is kept without a "
                f'value; say it under [columns] in heartdata.toml: date = "{_TIME}" and '
                'calm = { name = "stress", min = 1, max = 5, higher = "better" } (or "worse")'
            )


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
