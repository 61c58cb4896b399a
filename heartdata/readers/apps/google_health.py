"""Fitbit and Google Health: the tables that Google Takeout has added beside Fitbit's own files.

Sleep is told in UTC with the offset of the place beside it; where that offset is an empty ``+00:00``, the time is
mostly the local clock already. The tables of one value a day write the day as midnight, some as local midnight told
in UTC. A value of 0 is a day without the band. The same nights stand in Fitbit's ``sleep-*.json``: of two formats both
are kept, and a night is taken from one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from heartdata.core.profile import Profile
from heartdata.readers.base import Format
from heartdata.readers.collector import Collector
from heartdata.readers.files.walk import Source
from heartdata.readers.parsing.dates import parse_date
from heartdata.readers.parsing.delimited import header
from heartdata.readers.parsing.named_rows import date_parser
from heartdata.readers.parsing.rows import Row, table_rows
from heartdata.readers.parsing.timestamps import UTC_NOTE, parse_datetime, parse_offset
from heartdata.readers.parsing.tracked_json import has_keys, json_rows

__all__ = ["FORMAT", "local_times"]

# UserSleeps_*.csv
SLEEP: Final = {
    "sleep_id": "the same where a sleep stands in a file twice",
    "sleep_start": "UTC, 2026-03-01 22:10:00+0000 or with Z -> sleep.start",
    "start_utc_offset": "+01:00 -> sleep.utc_offset",
    "sleep_end": "UTC -> sleep.end",
    "end_utc_offset": "+01:00",
    "minutes_asleep": "[min] -> sleep.asleep_h",
    "minutes_awake": "[min] -> sleep.awake_h",
    "minutes_in_sleep_period": "[min] -> sleep.in_bed_h",
}
# One value a day: daily_resting_heart_rate.csv, daily_heart_rate_variability.csv, and the summaries of before.
DAILY: Final = {
    "beats per minute": ("resting_heart_rate", 250.0),
    "average heart rate variability milliseconds": ("hrv_rmssd", 500.0),
    "rmssd": ("hrv_rmssd", 500.0),
}
# resting_heart_rate-*.json: names of an entry.
RESTING: Final = {"dateTime": "03/01/26 00:00:00", "value": "{date: null on a day without, value [1/min], error}"}

_SLEEP_MARKS: Final = ("sleep_id", "sleep_start", "sleep_end", "minutes_asleep")
_HRV_MARKS: Final = ({"timestamp", "average heart rate variability milliseconds"}, {"timestamp", "rmssd", "nremhr"})
_HEART_MARKS: Final = {"timestamp", "beats per minute"}
_WHAT: Final = "a table of Google Health; in Google Takeout choose Fitbit or Google Health and give the zip as it is"
# Heuristic: how many devices and apps may tell of one day.
_MOST_DEVICES: Final = 4
_MORNING, _EVENING = time(4, 0), time(20, 0)


def _claims(source: Source, profile: Profile) -> bool:
    text = source.head_text
    if has_keys(text, "dateTime", "value", "date", "error"):
        return True
    if source.shape == "json":
        return False
    names = set(header(text)[1])
    if set(_SLEEP_MARKS) <= names or any(marks <= names for marks in _HRV_MARKS):
        return True
    return names >= _HEART_MARKS and _one_a_day(source, text)


def _one_a_day(source: Source, text: str) -> bool:
    """Tell the resting heart rate from the heart rate of every few seconds, which has the same columns."""
    days = [line[:10] for line in text.splitlines()[1:] if line.strip()]
    return "resting" in source.basename.casefold() or (len(days) > 2 and len(set(days)) * _MOST_DEVICES >= len(days))


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    text = source.head_text
    if text.lstrip()[:1] in ("[", "{"):
        for row in json_rows(source, collector, (), "dateTime", _WHAT):
            _read_resting(row)
        return
    names = header(text)[1]
    if "sleep_start" in names:
        _read_sleeps(list(table_rows(source, collector, _SLEEP_MARKS, _WHAT)), collector)
        return
    column = next((name for name in DAILY if name in names), "rmssd")
    rows = list(table_rows(source, collector, ("timestamp", column), _WHAT))
    dated = date_parser((row.text("timestamp") for row in rows), profile, source.name)
    seen: set[tuple[date, str]] = set()
    for row in rows:
        _read_daily(row, column, _midnight(row.text("timestamp")) or dated(row.text("timestamp")), seen)


def _read_sleeps(rows: list[Row], collector: Collector) -> None:
    last = {row.text("sleep_id"): row for row in rows}
    times = local_times(rows, collector, "sleep")
    for row, (start, end, offset) in zip(rows, times, strict=True):
        if row.text("sleep_id") and last[row.text("sleep_id")] is not row:
            collector.count_empty("sleeps that stand in the file again; as each was last is kept")
        elif row.check_period(start, end):
            collector.sleep(
                start,
                end,
                asleep_h=row.hours("minutes_asleep", 60),
                in_bed_h=row.hours("minutes_in_sleep_period", 60),
                awake_h=row.hours("minutes_awake", 60),
                offset=offset,
            )


Period = tuple[datetime | None, datetime | None, float | None]


def local_times(rows: Iterable[Row], collector: Collector, what: str) -> list[Period]:
    """Turn the times of rows into the local clock."""
    told = [_Told(row, what) for row in rows]
    unsure = [t for t in told if t.start is not None and not t.offset]
    zone = collector.profile.zone
    by_zone = False
    if unsure and zone is not None:
        by_zone = sum(_at_night(t.by_zone(zone)[0]) for t in unsure) > sum(_at_night(t.start) for t in unsure)
    elif sum(_at_night(t.start) for t in unsure) * 2 < len(unsure):
        collector.note(UTC_NOTE)
    return [t.by_zone(zone) if by_zone and not t.offset else t.local() for t in told]


class _Told:
    def __init__(self, row: Row, what: str) -> None:
        self.start, self.end = _utc(row.text(f"{what}_start")), _utc(row.text(f"{what}_end"))
        self.offset = parse_offset(row.text("start_utc_offset"))
        self.last = parse_offset(row.text("end_utc_offset"))

    def local(self) -> Period:
        last = self.offset if self.last is None else self.last
        # An empty offset says nothing of the place.
        return _shifted(self.start, self.offset), _shifted(self.end, last), self.offset or None

    def by_zone(self, zone: Any) -> Period:
        begin, end = (None if t is None else t.replace(tzinfo=UTC).astimezone(zone) for t in (self.start, self.end))
        away = begin.utcoffset() if begin is not None else None
        bare = [None if t is None else t.replace(tzinfo=None) for t in (begin, end)]
        return bare[0], bare[1], None if away is None else away.total_seconds() / 60


def _utc(written: str) -> datetime | None:
    found = parse_datetime(written)
    try:
        return found.astimezone(UTC).replace(tzinfo=None) if found is not None and found.tzinfo else found
    except OverflowError:
        return None


def _shifted(moment_: datetime | None, minutes: float | None) -> datetime | None:
    try:
        return None if moment_ is None else moment_ + timedelta(minutes=minutes or 0.0)
    except OverflowError:
        return None


def _at_night(start: datetime | None) -> bool:
    return start is not None and not _MORNING <= start.time() < _EVENING


def _read_daily(row: Row, column: str, day: date | None, seen: set[tuple[date, str]]) -> None:
    name, most = DAILY[column]
    if day is None:
        row.reject("the timestamp is not a date")
        return
    if not row.collector.accept_date(day, row.line):
        return
    value = row.number(column, 0, most)
    if not value:
        row.collector.count_empty("days without a measurement")
        return
    if (day, name) in seen:
        # Phone, band and other apps each tell of the day; they are never added up.
        row.collector.count_empty("days that several devices or apps tell of; the first is kept")
        return
    seen.add((day, name))
    row.collector.vital(day, name, value, None)


def _midnight(written: str) -> date | None:
    """Take the day out of a midnight, which is local but may be told in UTC."""
    at = parse_datetime(written)
    if at is None:
        return None
    # East of Greenwich midnight comes on the evening before.
    return at.date() + timedelta(days=1) if at.hour >= 12 and at.date() < date.max else at.date()


def _read_resting(row: Row) -> None:
    value = row.cells.get("value")
    told = value if isinstance(value, dict) else {}
    inner = Row(told, row.line, row.collector)
    day = parse_date(inner.text("date") or row.text("dateTime"), "mdy")
    heart = inner.number("value", 0, 250)
    if day is None:
        row.reject("the date is not a date")
    elif not heart or not inner.text("date"):
        row.collector.count_empty("days without a measurement")
    elif row.collector.accept_date(day, row.line):
        row.collector.vital(day, "resting_heart_rate", heart, None)


# What lies beside it in the same export and holds nothing for a diary.
_COMPANIONS: Final = (
    "*README*", "*[Rr]eadme.txt", "steps_*.csv", "heart_rate_*.csv", "heart_rate_variability_*.csv",
    "active_minutes_*.csv", "active_energy_burned_*.csv", "active_zone_minutes_*.csv", "activity_level_*.csv",
    "body_temperature_*.csv", "calories_*.csv", "calories_in_heart_rate_zone_*.csv", "cardio_*.csv",
    "coarse_physical_location_*.csv", "daily_heart_rate_zones*.csv", "daily_oxygen_saturation*.csv",
    "daily_readiness*.csv", "daily_respiratory_rate*.csv", "daily_sleep_temperature_derivations*.csv",
    "distance_*.csv", "gps_location_*.csv", "height*.csv", "live_pace_*.csv", "micro_*.csv", "nutrition_log_*.csv",
    "oxygen_saturation_*.csv", "respiratory_rate_sleep_summary_*.csv", "sedentary_period_*.csv",
    "swim_lengths_data_*.csv", "time_in_heart_rate_zone_*.csv", "weather_forecast_*.csv", "weight*.csv",
    "UserExercises_*.csv", "UserSleepScores_*.csv", "UserActivityProbabilities*.csv", "User*Setting*.csv",
    "User*Data*.csv", "Calibration*.csv", "Stress Score.csv", "Daily Readiness *.csv", "Snore Details *.csv",
    "Glucose *.csv", "menstrual_health_*.csv", "Sleep Profile.csv", "Mindfulness *.csv",
)  # fmt: skip

FORMAT: Final = Format(
    name="google_health",
    title="Fitbit and Google Health, Google's tables (UserSleeps, resting heart rate and HRV by day)",
    tables=("sleep", "vitals"),
    evidence="from documentation",
    how="takeout.google.com: choose Fitbit or Google Health, give the zip as it is",
    shapes=frozenset({"json", "pair", "table"}),
    claims=_claims,
    read=_read,
    companions=_COMPANIONS,
)
