"""Garmin Connect: ``*_sleepData.json`` of the account's data, and the sleep of its API (``dailySleepDTO``).

The account's files have their times in GMT, without saying so, and nothing about the place: they need the profile's
``time_zone``. Without it the day and the durations are kept and the clock times left out, as a bedtime in GMT would be
wrong by hours. ``calendarDate`` is the day of waking. Sleep is deep, light and REM together; a night entered by hand
has none of them. Naps are in ``napList``, or ``dailyNapDTOS`` in the API, which also has the local clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from heartdata.readers.base import Collector, Format, Profile, Source
from heartdata.readers.parsing.dates import local_time, parse_date
from heartdata.readers.parsing.json_entries import has_keys, json_rows
from heartdata.readers.parsing.night_table import NightTable, Span, add_vitals
from heartdata.readers.parsing.numbers import parse_number
from heartdata.readers.parsing.rows import Row
from heartdata.readers.parsing.timestamps import UTC_NOTE, from_epoch, parse_utc

NIGHTS: Final = NightTable(
    hours={
        "deep_h": "deepSleepSeconds",
        "light_h": "lightSleepSeconds",
        "rem_h": "remSleepSeconds",
        "awake_h": "awakeSleepSeconds",
    },
    unit=3600,
    unstaged="sleepTimeSeconds",
)
VITALS: Final = {"restingHeartRate": "resting_heart_rate", "avgOvernightHrv": "hrv_rmssd"}
_START: Final = "sleepStartTimestampGMT"
_DTO: Final = "dailySleepDTO"
# A day without a night has its date and none of these.
_OF_NIGHT: Final = (_START, "sleepEndTimestampGMT", "sleepTimeSeconds", *NIGHTS.hours.values())
_LEFT_OUT: Final = UTC_NOTE.replace("its clock times are in UTC", "its clock times are in GMT and left out")
_WHAT: Final = (
    "sleep of Garmin Connect; at garmin.com/account/datamanagement export your data and give the zip as it is"
)


def _claims(source: Source, profile: Profile) -> bool:
    text = source.head_text
    return has_keys(text, "calendarDate") and (has_keys(text, _START) or has_keys(text, _DTO))


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    in_api = has_keys(source.head_text, _DTO)
    for entry in json_rows(source, collector, ("data",), _DTO if in_api else "calendarDate", _WHAT):
        night = entry.cells.get(_DTO) if in_api else entry.cells
        if not isinstance(night, dict):
            entry.reject("there is no sleep in it")
            continue
        row = Row({**entry.cells, **night}, entry.line, collector)
        offset = read_api_night(row, profile, in_api=in_api)
        for naps in (row.cells.get("napList"), row.cells.get("dailyNapDTOS")):
            for nap in naps if isinstance(naps, list) else ():
                collector.count_entries()
                if isinstance(nap, dict):
                    _read_nap(Row(nap, row.line, collector), profile.zone, offset)
                else:
                    row.reject("this is not a nap")


class _Time:
    """A time as it is in GMT, as the local clock showed it, and the offset [min]; each None where not known."""

    def __init__(self, cells: Mapping[str, Any], kind: str, which: str, zone: ZoneInfo | None) -> None:
        self.gmt = _stamp(cells.get(f"{kind}{which}TimestampGMT"))
        self.local = _stamp(cells.get(f"{kind}{which}TimestampLocal"))
        self.offset: float | None = None
        if self.gmt is not None and self.local is not None:
            self.offset = (self.local - self.gmt).total_seconds() / 60
        elif self.gmt is not None and zone is not None:
            self.local, self.offset = local_time(self.gmt.replace(tzinfo=UTC), zone)


def read_api_night(row: Row, profile: Profile, *, in_api: bool = True) -> float | None:
    """Read a night by the names of the API, and return the offset at its end [min]."""
    start, end = (_Time(row.cells, "sleep", which, profile.zone) for which in ("Start", "End"))
    # The API answers for every day; the account's files have a row only where there was a night.
    if in_api and parse_date(row.text("calendarDate")) and all(row.cells.get(name) is None for name in _OF_NIGHT):
        row.collector.count_empty("days without a night")
    else:
        _read_night(row, start, end)
    return end.offset


def _read_night(row: Row, start: _Time, end: _Time) -> None:
    collector, day = row.collector, parse_date(row.text("calendarDate"))
    in_bed = None
    if start.gmt is not None and end.gmt is not None:
        if not row.check_period(start.gmt, end.gmt):
            return
        in_bed = (end.gmt - start.gmt).total_seconds() / 3600
        if start.local is None:
            collector.note(_LEFT_OUT)
        day = day or (end.local or end.gmt).date()
    elif day is None or not any(row.cells.get(column) for column in NIGHTS.hours.values()):
        row.reject("neither its times nor its day and length can be read")
        return
    offset = end.offset if start.offset is None else start.offset
    span = Span(start.local, end.local, offset, in_bed, day)
    if NIGHTS.add(row, span, quality=_quality(row.cells.get("sleepScores")), nap=False):
        add_vitals(row, end.local or day, VITALS, end.offset)


def _read_nap(row: Row, zone: ZoneInfo | None, offset: float | None) -> None:
    start, end = (_Time(row.cells, "nap", which, zone) for which in ("Start", "End"))
    day, asleep = parse_date(row.text("calendarDate")), row.hours("napTimeSec", 3600)
    if not row.check_period(start.gmt, end.gmt) or start.gmt is None or end.gmt is None:
        return
    if start.local is None and offset is not None:
        # The API has the night's clock in local time too, a nap's only in GMT.
        start.local, end.local = (t.gmt + timedelta(minutes=offset) for t in (start, end) if t.gmt is not None)
    if start.local is None:
        row.collector.note(_LEFT_OUT)
    day = day or (end.local or end.gmt).date()
    offset = offset if start.offset is None else start.offset
    row.collector.sleep(start.local, end.local, day=day, asleep_h=asleep, nap=True, offset=offset)


def _stamp(value: Any) -> datetime | None:
    if isinstance(value, str):
        return parse_utc(value.strip())
    milliseconds = parse_number(value)
    return None if milliseconds is None else from_epoch(milliseconds / 1000, None)[0]


def _quality(scores: Any) -> float | None:
    if not isinstance(scores, dict):
        return None
    overall = scores.get("overall")
    value = parse_number(overall.get("value") if isinstance(overall, dict) else scores.get("overallScore"))
    return value / 10 if value is not None and 0 < value <= 100 else None


# Other files of the export.
_COMPANIONS: Final = (
    "UDSFile_*.json", "*_summarizedActivities.json", "*_fitnessAgeData.json", "*_hydrationLogFile*.json",
    "*_wellnessActivities.json", "*_healthStatusData.json", "*_heartRateZones.json", "*_personalRecord.json",
    "*_userBioMetrics*.json", "*_userBioMetricProfileData.json", "MetricsMaxMetData_*.json",
    "TrainingReadinessDTO_*.json", "TrainingHistory_*.json", "RunRacePredictions_*.json", "user_profile.json",
    "user_settings.json", "user_contact.json", "customer.json",
)  # fmt: skip

FORMAT: Final = Format(
    name="garmin",
    title="Garmin Connect sleep JSON",
    tables=("sleep", "vitals"),
    evidence="from documentation",
    how="garmin.com/account/datamanagement: Export Your Data, the zip from the e-mail as it is; set time_zone",
    shapes=frozenset({"json"}),
    keys=frozenset({"calendarDate"}),
    claims=_claims,
    read=_read,
    companions=_COMPANIONS,
)
