"""Fitbit and Google Health: the tables that Google Takeout has added beside Fitbit's own files.

Sleep is in UTC with the offset of the place beside it; where that offset is an empty ``+00:00``, the time is mostly the
local clock already. The tables of one value a day write the day as midnight, some as local midnight in UTC. A value of
0 is a day without the band.

The same nights are in Fitbit's ``sleep-*.json`` and, with stages, in a table of stretches that is a format of its own:
of several formats all are kept, and a night is taken from one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from heartdata.readers.base import Collector, Format, Profile, Source
from heartdata.readers.parsing.dates import date_parser, parse_date
from heartdata.readers.parsing.delimited import header
from heartdata.readers.parsing.json_entries import has_keys, json_rows
from heartdata.readers.parsing.night_table import (
    NightTable,
    Span,
    Stretch,
    add_stretches,
    add_vitals,
    begins_at_night,
    span_between,
)
from heartdata.readers.parsing.rows import Row, read_rows
from heartdata.readers.parsing.timestamps import UTC_NOTE, parse_datetime, parse_offset, parse_utc, shift

# UserSleeps_*.csv
SLEEPS: Final = NightTable(
    required=("sleep_id", "sleep_start", "sleep_end", "minutes_asleep"),
    start="sleep_start",
    end="sleep_end",
    hours={"asleep_h": "minutes_asleep", "in_bed_h": "minutes_in_sleep_period", "awake_h": "minutes_awake"},
)
# UserSleepStages_*.csv
STAGES: Final = NightTable(
    what="the sleep stages of Google Health; in Google Takeout choose Fitbit and give the zip as it is",
    required=("sleep_id", "sleep_stage_type", "sleep_stage_start", "sleep_stage_end"),
    start="sleep_stage_start",
    end="sleep_stage_end",
)
_STAGE_NAMES: Final = {"awake": "awake", "wake": "awake", "light": "light", "deep": "deep", "rem": "rem"}
# A sleep without stages has one stretch, which is in the table of sleeps too.
_WHOLE: Final = ("asleep", "restless", "sleep_stage_type_unspecified")
# One value a day: daily_resting_heart_rate.csv, daily_heart_rate_variability.csv, and the summaries of before.
DAILY: Final = {
    "beats per minute": "resting_heart_rate",
    "average heart rate variability milliseconds": "hrv_rmssd",
    "rmssd": "hrv_rmssd",
}
_HRV_MARKS: Final = ({"timestamp", "average heart rate variability milliseconds"}, {"timestamp", "rmssd", "nremhr"})
_HEART_MARKS: Final = {"timestamp", "beats per minute"}
_WHAT: Final = "a table of Google Health; in Google Takeout choose Fitbit or Google Health and give the zip as it is"
# Heuristic: how many devices and apps may measure one day.
_MOST_DEVICES: Final = 4


def _claims(source: Source, profile: Profile) -> bool:
    text = source.head_text
    if has_keys(text, "dateTime", "value", "date", "error"):
        return True
    if source.shape == "json":
        return False
    names = set(header(text)[1])
    if set(SLEEPS.required) <= names or any(marks <= names for marks in _HRV_MARKS):
        return True
    return names >= _HEART_MARKS and _one_a_day(source, text)


def _one_a_day(source: Source, text: str) -> bool:
    """Return True for the resting heart rate: the heart rate of every few seconds has the same columns."""
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
        _read_sleeps(list(read_rows(source, collector, SLEEPS.required, _WHAT)), collector)
        return
    column = next((name for name in DAILY if name in names), "rmssd")
    rows = list(read_rows(source, collector, ("timestamp", column), _WHAT))
    dated = date_parser((row.text("timestamp") for row in rows), profile, source.name)
    seen: set[tuple[date, str]] = set()
    for row in rows:
        _read_daily(row, column, _midnight(row.text("timestamp")) or dated(row.text("timestamp")), seen)


def _read_sleeps(rows: list[Row], collector: Collector) -> None:
    last = {row.text("sleep_id"): row for row in rows}
    for row, span in zip(rows, _local_times(SLEEPS, rows, collector), strict=True):
        if row.text("sleep_id") and last[row.text("sleep_id")] is not row:
            collector.count_empty("sleeps repeated in the file; the last of each is kept")
        else:
            SLEEPS.add(row, span)


def _read_stages(source: Source, profile: Profile, collector: Collector) -> None:
    rows = list(read_rows(source, collector, STAGES.required, STAGES.what))
    nights: dict[str, list[Stretch]] = defaultdict(list)
    seen: set[tuple[str, str]] = set()
    for row, span in zip(rows, _local_times(STAGES, rows, collector), strict=True):
        night, written = row.text("sleep_id"), row.text("sleep_stage_type").casefold()
        own = row.text("sleep_stage_id")
        if own and (night, own) in seen:
            collector.count_empty("stretches repeated in the file")
            continue
        seen.add((night, own))
        stage = _STAGE_NAMES.get(written)
        if not night or (stage is None and written not in _WHOLE):
            row.reject("its stage is not a known one, or its night is missing")
        elif stage is None:
            collector.count_empty("sleeps without stages, which are in the table of sleeps")
        elif row.check_period(span.start, span.end):
            nights[night].append(Stretch(row, span, stage))
    add_stretches(nights)


def _local_times(table: NightTable, rows: Iterable[Row], collector: Collector) -> list[Span]:
    """Show the times of rows on the local clock."""
    times = [_Times(row, table) for row in rows]
    unsure = [t for t in times if t.start is not None and not t.offset]
    zone = collector.profile.zone
    by_zone = False
    if unsure and zone is not None:
        by_zone = sum(begins_at_night(t.by_zone(zone).start) for t in unsure) > sum(
            begins_at_night(t.start) for t in unsure
        )
    elif sum(begins_at_night(t.start) for t in unsure) * 2 < len(unsure):
        collector.note(UTC_NOTE)
    return [t.by_zone(zone) if by_zone and zone and not t.offset else t.local() for t in times]


class _Times:
    def __init__(self, row: Row, table: NightTable) -> None:
        self.start, self.end = parse_utc(row.text(table.start)), parse_utc(row.text(table.end))
        self.offset = parse_offset(row.text("start_utc_offset"))
        self.last = parse_offset(row.text("end_utc_offset"))

    def local(self) -> Span:
        last = self.offset if self.last is None else self.last
        # An empty offset says nothing of the place.
        return Span(shift(self.start, self.offset), shift(self.end, last), self.offset or None)

    def by_zone(self, zone: ZoneInfo) -> Span:
        begin, finish = (None if at is None else at.replace(tzinfo=UTC) for at in (self.start, self.end))
        return span_between(begin, finish, zone)._replace(hours=None)


def _read_daily(row: Row, column: str, day: date | None, seen: set[tuple[date, str]]) -> None:
    name = DAILY[column]
    if day is None:
        row.reject("the timestamp is not a date")
    elif not row.collector.accept_date(day, row.line):
        pass
    elif (day, name) in seen and row.vital(column, name):
        # Phone, band and other apps each have the day; they are never added up.
        row.collector.count_empty("days that several devices or apps measured; the first is kept")
    elif add_vitals(row, day, {column: name}):
        seen.add((day, name))
    else:
        row.collector.count_empty("days without a measurement")


def _midnight(written: str) -> date | None:
    """Take the day out of a midnight, which is local but may be written in UTC."""
    at = parse_datetime(written)
    if at is None:
        return None
    # East of Greenwich midnight comes on the evening before.
    return at.date() + timedelta(days=1) if at.hour >= 12 and at.date() < date.max else at.date()


def _read_resting(row: Row) -> None:
    value = row.cells.get("value")
    inner = Row(value if isinstance(value, dict) else {}, row.line, row.collector)
    day = parse_date(inner.text("date") or row.text("dateTime"), "mdy")
    heart = inner.vital("value", "resting_heart_rate")
    if day is None:
        row.reject("the date is not a date")
    elif not heart or not inner.text("date"):
        row.collector.count_empty("days without a measurement")
    elif row.collector.accept_date(day, row.line):
        row.collector.vital(day, "resting_heart_rate", heart, None)


# Other files of the export.
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

_HOW: Final = "takeout.google.com: choose Fitbit or Google Health, give the zip as it is"

FORMAT: Final = Format(
    name="google_health",
    title="Fitbit and Google Health, Google's tables (UserSleeps, resting heart rate and HRV by day)",
    tables=("sleep", "vitals"),
    evidence="from documentation",
    how=_HOW,
    shapes=frozenset({"json", "pair", "table"}),
    keys=frozenset({"dateTime"}),
    words=("sleep_id", "variability", "nremhr", "beats"),
    claims=_claims,
    read=_read,
    companions=_COMPANIONS,
)
STAGES_FORMAT: Final = Format(
    name="google_health_stages",
    title="Fitbit and Google Health, sleep stages (UserSleepStages)",
    tables=("sleep",),
    evidence="from documentation",
    how=_HOW,
    shapes=frozenset({"table"}),
    words=("sleep_stage_type",),
    claims=STAGES.claims,
    read=_read_stages,
)
FORMATS: Final = (FORMAT, STAGES_FORMAT)
