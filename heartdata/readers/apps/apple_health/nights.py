"""Segments of sleep to nights: each night once, from one source.

Apple writes one record per segment, and several devices and apps record the same night. The segments of one source make
periods; a phone's time in bed is never added to a watch's stages; and where several sources have one night, the rule of
`heartdata.core.nights` chooses.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from heartdata.core.days import wake_day
from heartdata.core.nights import looks_like_nap
from heartdata.readers.apps.apple_health.records import Gather
from heartdata.readers.apps.apple_health.timestamps import moment
from heartdata.readers.parsing.rows import stage_hours

# Heuristic: longer without a segment, a new period begins; two parts of one night are one night all the same.
GAP_H: Final = 2.0
# Heuristic, as in `heartdata.core.nights`: shorter records are a tracker switched on by mistake.
_NIGHT_MIN_H: Final = 0.25
# By the numbers of `layout.STAGES`.
_NAMES: Final = ("in_bed", "asleep", "light", "rem", "deep", "awake")
_STAGES: Final = len(_NAMES)
_AWAKE: Final = _NAMES.index("awake")
_HOUR: Final = 3600.0

Hours = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Period:
    """A time of sleep from one source (its place in `Gather.names`); hours it does not measure are None."""

    source: int
    start: datetime
    end: datetime
    offset: int
    asleep_h: float | None
    in_bed_h: float | None
    awake_h: float | None
    deep_h: float | None
    rem_h: float | None
    light_h: float | None

    @property
    def columns(self) -> dict[str, Any]:
        """Its values by the columns of the sleep table."""
        return {name: value for name, value in vars(self).items() if name not in ("source", "offset")}

    @property
    def day(self) -> date:
        """The day it ends."""
        return wake_day(self.end)

    @property
    def hours(self) -> float:
        """How long [h]."""
        return self.asleep_h if self.asleep_h is not None else self.in_bed_h or 0.0

    @property
    def nap(self) -> bool:
        """Whether it looks like a nap."""
        return looks_like_nap(self.start, self.hours)


def periods(gather: Gather) -> list[Period]:
    """Put the segments of each source together."""
    segments = gather.columns("sleep")
    if not len(segments.start):
        return []
    order = np.lexsort((segments.end, segments.start, segments.source))
    source, start, end = segments.source[order], segments.start[order], segments.end[order]
    stage = segments.value[order].astype(np.int64)
    furthest = _furthest(source, end)
    new = np.ones(len(start), dtype=bool)
    new[1:] = (source[1:] != source[:-1]) | (start[1:] - furthest[:-1] >= GAP_H * _HOUR)
    number = np.cumsum(new) - 1
    hours = _hours(number, stage, start, end)
    overlaps = ~new[1:] & (start[1:] < furthest[:-1])
    firsts = np.flatnonzero(new)
    lasts = np.append(firsts[1:], len(start)) - 1
    for crowded in np.unique(number[1:][overlaps]):
        part = slice(firsts[crowded], lasts[crowded] + 1)
        hours[crowded] = _each_moment_once(stage[part], start[part], end[part])
    begin, until = start[firsts], furthest[lasts]
    begin_zone, until_zone = _zones(segments.zone[order], firsts, lasts)
    written = segments.offset[order]
    begin_offset = gather.offsets(begin, written[firsts], begin_zone)
    until_offset = gather.offsets(until, written[lasts], until_zone)
    kept = hours[:, :_AWAKE].any(axis=1)
    clocks = (part[kept].tolist() for part in (source[firsts], begin, begin_offset, until, until_offset))
    return [
        Period(int(who), moment(a, a_offset), moment(b, b_offset), a_offset, *_columns(own))
        for who, a, a_offset, b, b_offset, own in zip(*clocks, hours[kept], strict=True)
    ]


def choose(found: list[Period], names: dict[str, int]) -> tuple[list[Period], int]:
    """Take each night from one source; return what is kept, in time order, and how many other periods there are.

    A source that measures sleep apart from lying in bed comes first, then one with stages, then the one with the most
    hours, then the first by name. A nap of another source is kept where it has sleep and overlaps nothing that is kept.
    """
    by_number = {number: name for name, number in names.items()}
    groups: dict[tuple[bool, date, int], list[Period]] = defaultdict(list)
    for period in found:
        groups[period.nap, period.day, period.source].append(period)

    def rank(group: tuple[bool, date, int]) -> tuple[object, ...]:
        nap, day, source = group
        parts = [p for p in groups[group] if p.hours >= _NIGHT_MIN_H]
        asleep, staged = any(p.asleep_h is not None for p in parts), any(p.deep_h is not None for p in parts)
        return nap, not asleep, not staged, -sum(p.hours for p in parts), by_number[source], day

    taken: dict[int, list[Period]] = defaultdict(list)
    nights: dict[date, int] = {}
    kept: list[Period] = []
    for group in sorted(groups, key=rank):
        nap, day, source = group
        other_night = nights.get(day, source) != source
        parts = [
            p for p in groups[group] if not _crosses(p, taken) and not (nap and other_night and p.asleep_h is None)
        ]
        if other_night and not nap:
            continue
        kept += parts
        for period in parts:
            taken[period.end.toordinal()].append(period)
        if not nap and any(p.hours >= _NIGHT_MIN_H for p in parts):
            nights[day] = source
    return sorted(kept, key=lambda p: (p.start, p.end)), len(found) - len(kept)


def _crosses(period: Period, taken: dict[int, list[Period]]) -> bool:
    days = range(period.start.toordinal() - 1, period.end.toordinal() + 3)
    return any(
        other.source != period.source and other.start < period.end and period.start < other.end
        for day in days
        for other in taken.get(day, ())
    )


def _furthest(source: npt.NDArray[np.int64], end: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Running maximum of the ends within each source."""
    # Shifting each source above the one before keeps its running maximum from reaching into the next.
    shift = source * (1 << 40)
    return np.maximum.accumulate(end + shift) - shift


def _zones(
    zones: npt.NDArray[np.int64], firsts: npt.NDArray[np.int64], lasts: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Find the first and the last zone of each period, 0 where there is none."""
    zoned = np.flatnonzero(zones)
    if not len(zoned):
        return np.zeros_like(firsts), np.zeros_like(lasts)
    after = np.searchsorted(zoned, firsts)
    before = np.searchsorted(zoned, lasts, side="right") - 1
    has_zone = after <= before
    begin = np.where(has_zone, zones[zoned[np.minimum(after, len(zoned) - 1)]], 0)
    until = np.where(has_zone, zones[zoned[np.maximum(before, 0)]], 0)
    return begin, until


def _hours(
    number: npt.NDArray[np.int64],
    stage: npt.NDArray[np.int64],
    start: npt.NDArray[np.int64],
    end: npt.NDArray[np.int64],
) -> Hours:
    size = (int(number[-1]) + 1) * _STAGES
    hours = np.zeros(size)
    np.add.at(hours, number * _STAGES + stage, (end - start) / _HOUR)
    return hours.reshape(-1, _STAGES)


def _each_moment_once(
    stage: npt.NDArray[np.int64], start: npt.NDArray[np.int64], end: npt.NDArray[np.int64]
) -> list[float]:
    """Sum overlapping segments: each moment counts for the highest stage that covers it."""
    names = [_NAMES[which] for which in stage.tolist()]
    hours = stage_hours(zip(start.tolist(), end.tolist(), names, strict=True), _NAMES[::-1])
    return [hours.get(name, 0.0) for name in _NAMES]


def _columns(hours: Hours) -> tuple[float | None, ...]:
    """Turn the hours of each stage into the columns of `Period`."""
    in_bed, asleep, light, rem, deep, awake = hours.tolist()
    staged = light + rem + deep > 0
    slept = asleep + light + rem + deep
    return (
        slept if slept else None,
        float(hours.sum()) if in_bed else None,
        awake if awake or staged else None,
        *((deep, rem, light) if staged else (None, None, None)),
    )
