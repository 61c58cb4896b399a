"""Segments of sleep to nights: each night once, from one source.

Apple writes one record per segment, and several devices and apps tell of the same night. The segments of one source
make periods; a phone's time in bed is never added to a watch's stages; and where several sources tell of one night,
the rule of `heartdata.core.nights` chooses.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from heartdata.core.days import wake_day
from heartdata.core.nights import looks_like_nap
from heartdata.readers.apps.apple_health.records import Gather
from heartdata.readers.apps.apple_health.timestamps import moment

__all__ = ["Chosen", "Period", "choose", "periods"]

# Heuristic: longer without a segment, a new period begins; two parts of one night are one night all the same.
GAP_H: Final = 2.0
# Heuristic, as in `heartdata.core.nights`: shorter records are a tracker switched on by mistake.
_NIGHT_MIN_H: Final = 0.25
_IN_BED, _ASLEEP, _LIGHT, _REM, _DEEP, _AWAKE, _STAGES = range(7)
_HOUR: Final = 3600.0

Hours = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Period:
    """A time of sleep that one source tells of.

    Attributes
    ----------
    source : int
        Its place in `Gather.names`.
    start, end : datetime
        Naive local wall-clock.
    offset : int
        At the start [min].
    asleep_h, in_bed_h, awake_h, deep_h, rem_h, light_h : float or None
        Hours [h]; None where the source does not tell.
    """

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


@dataclass(frozen=True)
class Chosen:
    """What goes into the table.

    Attributes
    ----------
    kept : list of Period
        In time order.
    others : int
        Periods of other sources for the same nights, which were left out.
    """

    kept: list[Period]
    others: int


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
    clocks = zip(source[firsts], begin, begin_offset, until, until_offset, strict=True)
    return [
        Period(int(who), moment(a, a_offset), moment(b, b_offset), int(a_offset), *_told(told))
        for (who, a, a_offset, b, b_offset), told in zip(clocks, hours, strict=True)
        if told[:_AWAKE].any()
    ]


def choose(found: list[Period], names: dict[str, int]) -> Chosen:
    """Take each night from one source.

    The source that tells sleep apart from lying in bed comes first, then the one with stages, then the one with the
    most hours, then the first by name. A nap of another source is kept where it overlaps nothing that is kept and
    tells of sleep.
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
    return Chosen(sorted(kept, key=lambda p: (p.start, p.end)), len(found) - len(kept))


def _crosses(period: Period, taken: dict[int, list[Period]]) -> bool:
    days = range(period.start.toordinal() - 1, period.end.toordinal() + 3)
    return any(
        other.source != period.source and other.start < period.end and period.start < other.end
        for day in days
        for other in taken.get(day, ())
    )


def _furthest(source: npt.NDArray[np.int64], end: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Find the latest end so far within each source."""
    # Shifting each source above the one before keeps one running maximum from crossing into the next.
    shift = source * (1 << 40)
    return np.maximum.accumulate(end + shift) - shift


def _zones(
    zones: npt.NDArray[np.int64], firsts: npt.NDArray[np.int64], lasts: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Find the first and the last zone told in each period, 0 where none is."""
    told = np.flatnonzero(zones)
    if not len(told):
        return np.zeros_like(firsts), np.zeros_like(lasts)
    after = np.searchsorted(told, firsts)
    before = np.searchsorted(told, lasts, side="right") - 1
    any_told = after <= before
    begin = np.where(any_told, zones[told[np.minimum(after, len(told) - 1)]], 0)
    until = np.where(any_told, zones[told[np.maximum(before, 0)]], 0)
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
    """Count hours where segments overlap: each moment for the highest stage that covers it."""
    edges = sorted(_edges(stage.tolist(), start.tolist(), end.tolist()))
    running = [0] * _STAGES
    total = [0.0] * _STAGES
    for (at, step, which), (until, _, _) in pairwise([*edges, (edges[-1][0], 0, 0)]):
        running[which] += step
        if until > at:
            top = next((s for s in range(_AWAKE, -1, -1) if running[s]), None)
            if top is not None:
                total[top] += (until - at) / _HOUR
    return total


def _edges(stage: list[int], start: list[int], end: list[int]) -> Iterator[tuple[int, int, int]]:
    for which, begin, until in zip(stage, start, end, strict=True):
        yield begin, 1, which
        yield until, -1, which


def _told(hours: Hours) -> tuple[float | None, ...]:
    """Turn the hours of each stage into the table's columns."""
    in_bed, asleep, light, rem, deep, awake = map(float, hours)
    staged = light + rem + deep > 0
    slept = asleep + light + rem + deep
    return (
        slept if slept else None,
        float(hours.sum()) if in_bed else None,
        awake if awake or staged else None,
        *((deep, rem, light) if staged else (None, None, None)),
    )
