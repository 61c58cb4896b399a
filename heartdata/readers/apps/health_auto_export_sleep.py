"""Sleep as Health Auto Export writes it: a row per night, or a row per segment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from heartdata.core.days import wake_day
from heartdata.core.vocabulary import LONGEST_NIGHT_H
from heartdata.readers.parsing.json_values import clean_text, json_number
from heartdata.readers.parsing.night_table import ON_TOP, sleep_columns
from heartdata.readers.parsing.rows import stage_hours

# Names in several versions, without blanks and in lower case.
STAGES: Final = {
    "core": "light", "asleepcore": "light",
    "deep": "deep", "asleepdeep": "deep",
    "rem": "rem", "asleeprem": "rem",
    "asleep": "asleep", "asleepunspecified": "asleep", "unspecified": "asleep",
    "awake": "awake",
    "inbed": "in_bed",
}  # fmt: skip
_STAGED: Final = ("deep", "rem", "light")
# Heuristic: longer without a segment, a new period begins.
_GAP_S: Final = 2 * 3600.0
_ROUNDING_H: Final = 0.05


class Segment(NamedTuple):
    """A stretch of one stage."""

    stage: str  # a value of `STAGES`
    start: datetime  # local clock
    end: datetime
    at: float  # the same as instants [s]
    until: float
    hours: float  # as the app writes them
    offset: float | None  # at the start [min]


class Period(NamedTuple):
    """A time of sleep from one source; hours are None where it does not measure them."""

    source: str
    start: datetime | None
    end: datetime | None
    day: date
    offset: float | None = None
    asleep_h: float | None = None
    in_bed_h: float | None = None
    awake_h: float | None = None
    deep_h: float | None = None
    rem_h: float | None = None
    light_h: float | None = None


def stage_of(written: Any) -> str | None:
    """Return the stage of a segment, or None for an unknown name."""
    return STAGES.get("".join(clean_text(written).casefold().split()))


def night(point: dict[str, Any], factor: float) -> tuple[Period | None, list[str]]:
    """Read the hours of a night."""
    hours: dict[str, float] = {}
    wrong = []
    for name in ("asleep", "totalSleep", "inBed", "awake", "deep", "rem", "core"):
        value = json_number(point.get(name))
        if value is not None and 0 <= value * factor <= LONGEST_NIGHT_H:
            hours[name] = value * factor
        elif point.get(name) is not None:
            wrong.append(name)
    names = {"deep": "deep", "rem": "rem", "light": "core", "awake": "awake"}
    columns = sleep_columns({stage: hours.get(name) for stage, name in names.items()})
    staged = columns["asleep_h"] or 0.0
    asleep = hours.get("totalSleep") or hours.get("asleep", 0.0)
    if not hours.get("totalSleep") and asleep < staged - _ROUNDING_H:
        # Beside stages, "asleep" is the rest without a stage; only in older versions it is all of it.
        asleep += staged
    in_bed = hours.get("inBed", 0.0)
    if not asleep and not in_bed:
        return None, wrong
    columns["asleep_h"] = asleep or None
    if not staged:
        columns["awake_h"] = None  # without stages, 0 awake is not measured
    source = clean_text(point.get("source")) or clean_text(point.get("sleepSource"))
    return Period(source, None, None, date.min, in_bed_h=in_bed or None, **columns), wrong


def periods(segments: dict[str, list[Segment]]) -> list[Period]:
    """Join the segments of each source."""
    found = []
    for source, own in segments.items():
        part: list[Segment] = []
        latest = float("-inf")
        for segment in sorted(own, key=lambda s: (s.at, s.until)):
            if part and segment.at - latest >= _GAP_S:
                found.append(_period(source, part))
                part, latest = [], float("-inf")
            part.append(segment)
            latest = max(latest, segment.until)
        if part:
            found.append(_period(source, part))
    return [period for period in found if period.asleep_h or period.in_bed_h]


def _period(source: str, part: list[Segment]) -> Period:
    last = max(part, key=lambda s: s.until)
    slept = _hours([s for s in part if s.stage != "in_bed"])
    lying = _hours([s._replace(stage="asleep") for s in part if s.stage == "in_bed"])
    staged = any(slept.get(stage) for stage in _STAGED)
    unstaged = {stage: hours for stage, hours in slept.items() if stage not in _STAGED}
    columns = sleep_columns({**dict.fromkeys(_STAGED, 0.0), **slept} if staged else unstaged)
    in_bed = lying.get("asleep") or None
    return Period(source, part[0].start, last.end, wake_day(last.end), part[0].offset, in_bed_h=in_bed, **columns)


def _hours(part: list[Segment]) -> dict[str, float]:
    """Sum the hours of each stage; where segments overlap, each moment counts once."""
    latest = float("-inf")
    totals: dict[str, float] = defaultdict(float)
    for segment in part:
        if segment.at < latest - 1:
            return stage_hours(((s.at, s.until, s.stage) for s in part), ON_TOP)
        latest = max(latest, segment.until)
        totals[segment.stage] += segment.hours
    return totals


def chosen(found: Iterable[Period]) -> tuple[list[Period], int]:
    """Take each day's sleep from one source; return it, and how many other periods there are.

    A source that measures sleep apart from lying in bed comes first, then one with stages, then the one with the most
    hours, then the first by name. A row that is there twice is one.
    """
    unique = list(dict.fromkeys(found))
    groups: dict[date, dict[str, list[Period]]] = defaultdict(lambda: defaultdict(list))
    for period in unique:
        groups[period.day][period.source].append(period)

    kept: list[Period] = []
    for sources in groups.values():
        kept += min(sources.items(), key=lambda item: _rank(*item))[1]
    kept.sort(key=lambda p: (p.day, p.start is not None, p.start or datetime(1, 1, 1)))
    return kept, len(unique) - len(kept)


def _rank(source: str, own: list[Period]) -> tuple[Any, ...]:
    asleep = any(p.asleep_h for p in own)
    staged = any(p.deep_h is not None for p in own)
    return not asleep, not staged, -sum(p.asleep_h or p.in_bed_h or 0.0 for p in own), source
