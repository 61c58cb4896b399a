"""Sleep as Health Auto Export writes it: a row per night, or a row per segment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from heartdata.core.days import wake_day
from heartdata.readers.parsing.json_values import clean_text, json_number
from heartdata.readers.parsing.rows import stage_hours

__all__ = ["Period", "Segment", "chosen", "night", "periods", "stage_of"]

# Names in several versions, without blanks and in lower case.
STAGES: Final = {
    "core": "light", "asleepcore": "light",
    "deep": "deep", "asleepdeep": "deep",
    "rem": "rem", "asleeprem": "rem",
    "asleep": "asleep", "asleepunspecified": "asleep", "unspecified": "asleep",
    "awake": "awake",
    "inbed": "in_bed",
}  # fmt: skip
_ON_TOP: Final = ("awake", "rem", "deep", "light", "asleep")
_SLEPT: Final = ("rem", "deep", "light", "asleep")
# Heuristic: longer without a segment, a new period begins.
_GAP_S: Final = 2 * 3600.0
_LONGEST_NIGHT_H: Final = 24.0
_ROUNDING_H: Final = 0.05


@dataclass(frozen=True)
class Segment:
    """A stretch of one stage.

    Attributes
    ----------
    stage : str
        One of the values of `STAGES`.
    start, end : datetime
        Naive local wall-clock.
    at, until : float
        The same as instants [s].
    hours : float
        As the app tells them [h].
    offset : float or None
        At the start [min].
    """

    stage: str
    start: datetime
    end: datetime
    at: float
    until: float
    hours: float
    offset: float | None


@dataclass(frozen=True)
class Period:
    """A time of sleep that one source tells of; hours are None where it does not tell."""

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
    """Tell the stage of a segment.

    Examples
    --------
    >>> stage_of("In Bed"), stage_of("AsleepCore"), stage_of("Kern")
    ('in_bed', 'light', None)
    """
    return STAGES.get("".join(clean_text(written).casefold().split()))


def night(point: dict[str, Any], factor: float) -> tuple[Period | None, list[str]]:
    """Read the hours of a night."""
    hours: dict[str, float] = {}
    wrong = []
    for name in ("asleep", "totalSleep", "inBed", "awake", "deep", "rem", "core"):
        value = json_number(point.get(name))
        if value is not None and 0 <= value * factor <= _LONGEST_NIGHT_H:
            hours[name] = value * factor
        elif point.get(name) is not None:
            wrong.append(name)
    stages = [hours.get(name, 0.0) for name in ("deep", "rem", "core")]
    staged = any(stages)
    asleep = hours.get("totalSleep") or hours.get("asleep", 0.0)
    if not hours.get("totalSleep") and asleep < sum(stages) - _ROUNDING_H:
        # Where stages are told, "asleep" is the rest without a stage; only in older versions it is all of it.
        asleep += sum(stages)
    in_bed = hours.get("inBed", 0.0)
    if not asleep and not in_bed:
        return None, wrong
    told = {f"{name}_h": hours.get(key) for name, key in (("deep", "deep"), ("rem", "rem"), ("light", "core"))}
    return (
        Period(
            clean_text(point.get("source")) or clean_text(point.get("sleepSource")),
            None,
            None,
            date.min,
            asleep_h=asleep or None,
            in_bed_h=in_bed or None,
            # Without stages, 0 awake is not measured.
            awake_h=hours.get("awake") if staged else None,
            **(told if staged else {}),
        ),
        wrong,
    )


def periods(segments: dict[str, list[Segment]]) -> list[Period]:
    """Put the segments of each source together."""
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
    lying = _hours([replace(s, stage="asleep") for s in part if s.stage == "in_bed"])
    staged = any(slept.get(stage) for stage in ("deep", "rem", "light"))
    asleep = sum(slept.get(stage, 0.0) for stage in _SLEPT)
    return Period(
        source,
        part[0].start,
        last.end,
        wake_day(last.end),
        part[0].offset,
        asleep_h=asleep or None,
        in_bed_h=lying.get("asleep") or None,
        awake_h=slept.get("awake"),
        deep_h=slept.get("deep", 0.0) if staged else None,
        rem_h=slept.get("rem", 0.0) if staged else None,
        light_h=slept.get("light", 0.0) if staged else None,
    )


def _hours(part: list[Segment]) -> dict[str, float]:
    """Add up the hours of each stage; where segments overlap, each moment counts once."""
    latest = float("-inf")
    totals: dict[str, float] = defaultdict(float)
    for segment in part:
        if segment.at < latest - 1:
            return stage_hours(((s.at, s.until, s.stage) for s in part), _ON_TOP)
        latest = max(latest, segment.until)
        totals[segment.stage] += segment.hours
    return totals


def chosen(found: Iterable[Period]) -> tuple[list[Period], int]:
    """Take each day's sleep from one source.

    The source that tells sleep apart from lying in bed comes first, then the one with stages, then the one with the
    most hours, then the first by name. A row that stands there twice is one.
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
