"""Health Auto Export (iOS): its JSON with State of Mind, sleep, and a few measurements of the body.

A time with an offset is local; one that ends in Z, as State of Mind has them, is in UTC and needs the profile's time
zone. Valence runs from -1 to 1; the words beside it are kept as written and never turned into numbers. What a feeling
is associated with becomes an activity. What else the app exports (workouts, energy, ECG ...) is not read.
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, NamedTuple

from heartdata.core.days import wake_day
from heartdata.core.vocabulary import LONGEST_NIGHT_H, VITALS, on_nrs
from heartdata.readers.apps.health_auto_export_sleep import Period, Segment, chosen, night, periods, stage_of
from heartdata.readers.base import Collector, Format, Profile, Source
from heartdata.readers.parsing.dates import local_time, parse_clock, parse_date
from heartdata.readers.parsing.json_values import clean_text, dicts, json_number, load_json, strings

_MIND: Final = ("stateOfMind", "state_of_mind")
_SLEEP: Final = "sleep_analysis"
# Name, units and what can be true; 0 is not measured.
_METRICS: Final = {
    "resting_heart_rate": ("resting_heart_rate", ("count/min", "bpm", "beats/min")),
    "heart_rate_variability": ("hrv_sdnn", ("ms",)),
    "step_count": ("steps", ("count", "steps")),
}
_HOURS_IN: Final = {"hr": 1.0, "h": 1.0, "hours": 1.0, "min": 1 / 60, "": 1.0}
_FIRST_KEY: Final = re.compile(
    r'\s*\{\s*"data"\s*:\s*\{\s*"(metrics|workouts|stateOfMind|state_of_mind|ecg|symptoms|heartRateNotifications|'
    r'medications|cycleTracking)"'
)
_STAMP: Final = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})[T\s]+(\d.*?)\s*(Z|[+-]\d{2}:?\d{2})?")
_MIDNIGHT: Final = re.compile(r"\s(?:00:00(?::00)?(?!\s*[ap])|12:00:00\s*am)\b", re.IGNORECASE)
_PLAIN: Final = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) ([+-]\d{4})", re.ASCII)
_EPOCH: Final = datetime(1970, 1, 1)
_LONGEST: Final = timedelta(hours=LONGEST_NIGHT_H)
_WHAT: Final = "a Health Auto Export file; export JSON from the app, not an automation of another kind"


class Stamp(NamedTuple):
    """A time by the local clock, as an instant [s], with its offset [min]; in UTC where the place is not known."""

    local: datetime
    instant: float
    offset: float | None = None
    in_utc: bool = False


def _claims(source: Source, profile: Profile) -> bool:
    return bool(_FIRST_KEY.match(source.head_text))


def _fits(content: Any) -> bool:
    data = content.get("data") if isinstance(content, dict) else None
    return isinstance(data, dict) and any(name in data for name in ("metrics", "workouts", *_MIND))


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    content = load_json(source, collector, _WHAT, _fits)
    reader = _Reader(collector, profile)
    data = content["data"]
    for name in _MIND:
        reader.minds(data.get(name))
    for metric in dicts(data.get("metrics")):
        reader.metric(metric)
    reader.finish()


def _stamp(written: Any, profile: Profile) -> Stamp | None:
    plain = _PLAIN.fullmatch(written) if isinstance(written, str) else None
    if plain:
        # What nearly all stamps look like; the rest below takes ten times as long.
        try:
            local = datetime.fromisoformat(plain[1])
        except ValueError:
            return None
        return _at_offset(local, plain[2])
    match = _STAMP.fullmatch(" ".join(clean_text(written).split()))
    day, clock = (parse_date(match[1]), parse_clock(match[2])) if match else (None, None)
    if match is None or day is None or clock is None:
        return None
    local, zone = datetime.combine(day, clock), match[3]
    try:
        if zone == "Z":
            instant = local.replace(tzinfo=UTC)
            local, offset = local_time(instant, profile.zone)
            unknown = profile.zone is None
            return Stamp(local, instant.timestamp(), None if unknown else offset, unknown)
        if zone is None:
            return Stamp(local, (local - _EPOCH).total_seconds())
    except (ValueError, OverflowError):
        return None
    return _at_offset(local, zone)


def _at_offset(local: datetime, zone: str) -> Stamp:
    minutes = int(zone[1:3]) * 60 + int(zone[-2:])
    offset = float(-minutes if zone[0] == "-" else minutes)
    return Stamp(local, (local - _EPOCH).total_seconds() - offset * 60, offset)


class _Reader:
    def __init__(self, collector: Collector, profile: Profile) -> None:
        self.collector, self.profile = collector, profile
        self.number = 0
        self.in_utc = False
        self.nights: list[Period] = []
        self.segments: dict[str, list[Segment]] = defaultdict(list)
        self.steps: dict[date, dict[str, dict[float, float]]] = defaultdict(lambda: defaultdict(dict))

    def _next(self, element: Any) -> bool:
        self.number += 1
        self.collector.count_entries()
        if not isinstance(element, dict):
            self._lose("this is not an entry")
        return isinstance(element, dict)

    def _lose(self, reason: str, column: str = "") -> None:
        self.collector.reject(self.number, reason, column)

    def _when(self, written: Any) -> Stamp | None:
        stamp = _stamp(written, self.profile)
        if stamp is None:
            self._lose("its time is not a date and time such as 2026-03-01 07:57:00 +0100")
        elif self.collector.accept_date(stamp.local, self.number):
            self.in_utc |= stamp.in_utc
            return stamp
        return None

    def minds(self, given: Any) -> None:
        for mind in given if isinstance(given, list) else []:
            if not self._next(mind):
                continue
            stamp = self._when(mind.get("start") or mind.get("date"))
            if stamp is None:
                continue
            when, _, offset, _ = stamp
            valence = json_number(mind.get("valence"))
            if valence is None or not -1 <= valence <= 1:
                self._lose("its valence is not a number from -1 to 1; the rest is kept", "valence")
            else:
                words = [clean_text(mind.get(name)) for name in ("valenceClassification", "kind")]
                raw = " ".join([f"{valence:g}", *filter(None, [*words, *strings(mind.get("labels"))])])
                self.collector.rating(when, "mood", on_nrs(valence, -1, 1), raw, offset)
            for name in strings(mind.get("associations")):
                # What a feeling is about is not an activity: "family" is no visit.
                self.collector.activity(when, name, offset=offset, kind="other")

    def metric(self, metric: dict[str, Any]) -> None:
        name, points = clean_text(metric.get("name")), metric.get("data")
        units = clean_text(metric.get("units")).casefold()
        if not isinstance(points, list) or (name != _SLEEP and name not in _METRICS):
            return
        if units not in (_HOURS_IN if name == _SLEEP else _METRICS[name][1]):
            self.collector.note(f"{name} is in an unknown unit and not read")
            return
        # A value for a whole day is at its midnight.
        by_day = all(isinstance(p, dict) and _MIDNIGHT.search(clean_text(p.get("date"))) for p in points)
        for point in points:
            if not self._next(point):
                continue
            if name != _SLEEP:
                self._vital(name, point, by_day=by_day)
            elif "startDate" in point or "value" in point:
                self._segment(point, _HOURS_IN[units])
            else:
                self._night(point, _HOURS_IN[units])

    def _vital(self, name: str, point: dict[str, Any], *, by_day: bool) -> None:
        known = _METRICS[name][0]
        limits = VITALS[known]
        value = json_number(point.get("qty"))
        if value is None or not (value == 0 or limits.lowest <= value <= limits.highest):
            self._lose("not a number that can be true")
            return
        stamp = self._when(point.get("date") or point.get("startDate"))
        if stamp is None or value == 0:
            return
        when, instant, offset, _ = stamp
        if known == "steps":
            own = self.steps[when.date()][clean_text(point.get("source")) if "startDate" in point else ""]
            own[instant] = max(value, own.get(instant, 0.0))
        else:
            self.collector.vital(when.date() if by_day else when, known, value, None if by_day else offset)

    def _segment(self, point: dict[str, Any], factor: float) -> None:
        stage = stage_of(point.get("value"))
        if stage is None:
            self._lose("a stage of sleep whose name is not known")
            return
        start = self._when(point.get("startDate"))
        end = self._when(point.get("endDate")) if start else None
        if start is None or end is None:
            return
        span = end.instant - start.instant
        if not 0 <= span <= _LONGEST.total_seconds():
            self._lose("it ends before it starts, or is longer than a day")
            return
        qty = json_number(point.get("qty"))
        hours = span / 3600 if qty is None or not 0 <= qty * factor <= span / 3600 + 1 else qty * factor
        segment = Segment(stage, start.local, end.local, start.instant, end.instant, hours, start.offset)
        self.segments[clean_text(point.get("source"))].append(segment)

    def _night(self, point: dict[str, Any], factor: float) -> None:
        period, wrong = night(point, factor)
        for name in wrong:
            self._lose("not hours that can be true; the rest of the night is kept", name)
        if period is None:
            self._lose("no hours of sleep")
            return
        lying = "inBed" if period.in_bed_h else "sleep"
        edges = [
            _stamp(point.get(lying + edge) or point.get("sleep" + edge), self.profile) for edge in ("Start", "End")
        ]
        start, end = edges
        if start and end and 0 <= end.instant - start.instant <= _LONGEST.total_seconds() and start.local.year > 1:
            if self.collector.accept_date(end.local, self.number):
                self.in_utc |= end.in_utc
                day = wake_day(end.local)
                self.nights.append(period._replace(start=start.local, end=end.local, day=day, offset=start.offset))
            return
        stamp = self._when(point.get("date"))
        if stamp is not None:
            self.nights.append(period._replace(day=stamp.local.date(), offset=stamp.offset))

    def finish(self) -> None:
        kept, others = chosen([*self.nights, *periods(self.segments)])
        for period in kept:
            columns = period._asdict()
            del columns["source"]
            self.collector.sleep(**columns)
        for day, sources in self.steps.items():
            # Devices count the same steps: the one that counted most is taken.
            self.collector.vital(day, "steps", max(sum(own.values()) for own in sources.values()))
        if others:
            count = "1 time of sleep is" if others == 1 else f"{others} times of sleep are"
            self.collector.note(f"{count} from another source for the same day and left out")
        if not self.number:
            self.collector.note("no State of Mind, sleep, steps, resting heart rate or its variability in this file")
        if self.in_utc:
            self.collector.note(
                "some of its times are in UTC; set time_zone in heartdata.toml for the right day and time"
            )


FORMAT: Final = Format(
    name="health_auto_export",
    title="Health Auto Export (JSON): State of Mind, sleep",
    tables=("ratings", "sleep", "activities", "vitals"),
    evidence="read from real samples",
    how="Health Auto Export: export the metrics and State of Mind as JSON",
    shapes=frozenset({"json"}),
    keys=frozenset({"data"}),
    claims=_claims,
    read=_read,
)
