"""Sleeps and daily steps from the minutes that a band records; ten years have millions.

A module of its own, since numpy is loaded only when such a database is read.
"""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from itertools import chain, islice
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from heartdata.readers.parsing.timestamps import from_epoch

STAGES: Final = ("", "light", "deep", "rem")
MINUTE: Final = 60
# Heuristic: longer awake ends a sleep.
LONGEST_GAP: Final = 60 * MINUTE
_PIECE: Final = 50_000
_MOST_STEPS: Final = 1000
_QUARTER: Final = 900
_DAY: Final = 86_400
_EPOCH: Final = date(1970, 1, 1).toordinal()
# A missing device.
_NO_DEVICE: Final = -(2**63)

Ints = NDArray[np.int64]


class SleepMinutes(NamedTuple):
    """One sleep of one device."""

    begin: float  # seconds since 1970
    finish: float  # the last minute is part of it
    minutes: dict[str, int]  # of each stage


class Minutes:
    """Collects the minutes of one table."""

    def __init__(self, stages: Callable[[Ints, Ints, tuple[int, int] | None], Ints]) -> None:
        self.stages = stages
        self.asleep: dict[int, list[tuple[Ints, Ints]]] = defaultdict(list)
        self.steps: dict[int, list[tuple[Ints, Ints]]] = defaultdict(list)
        self._last: dict[int, tuple[int, int]] = {}

    def add(self, rows: Iterator[tuple[Any, ...]]) -> None:
        """Add rows in order of time; values no band can have written are left out."""
        while piece := list(islice(rows, _PIECE)):
            numbers = _numbers(piece)
            devices = numbers[:, 1]
            # Most tables have one device.
            alone = len(devices) > 0 and bool((devices == devices[0]).all())
            for device in devices[:1] if alone else np.unique(devices):
                own = numbers if alone else numbers[devices == device]
                self._add(int(device), own[:, 0], own[:, 3], np.delete(own, (0, 1, 3), axis=1))

    def _add(self, device: int, at: Ints, steps: Ints, given: Ints) -> None:
        stage = self.stages(at, given, self._last.get(device))
        self._last[device] = (int(at[-1]), int(stage[-1]))
        kept = stage > 0
        self.asleep[device].append((at[kept], stage[kept]))
        counted = (steps > 0) & (steps < _MOST_STEPS)
        self.steps[device].append(sum_by_quarter_hour(at[counted], steps[counted]))

    def sleeps(self) -> Iterator[SleepMinutes]:
        """Join the minutes asleep."""
        for pieces in self.asleep.values():
            at, stage = (np.concatenate(part) for part in zip(*pieces, strict=True))
            kept = _a_minute_apart(at)
            at, stage = at[kept], stage[kept]
            ends = [*(np.flatnonzero(np.diff(at) > LONGEST_GAP) + 1).tolist(), len(at)]
            for begin, end in zip([0, *ends], ends, strict=False):
                if end > begin:
                    counts = np.bincount(stage[begin:end], minlength=len(STAGES)).tolist()
                    minutes = dict(zip(STAGES, counts, strict=True))
                    yield SleepMinutes(float(at[begin]), float(at[end - 1] + MINUTE), minutes)

    def steps_by_day(self, zone: ZoneInfo | None) -> Iterator[tuple[date, int, int]]:
        """Sum the steps of each day and device."""
        days = _Days(zone)
        for device, pieces in self.steps.items():
            at, steps = (np.concatenate(part) for part in zip(*pieces, strict=True))
            utc_day, place = np.unique(at // _DAY, return_inverse=True)
            offsets = np.array([days.offset(day) for day in utc_day.tolist()], dtype=float)[place]
            known = ~np.isnan(offsets)
            local, within = np.unique((at + offsets * MINUTE)[known] // _DAY, return_inverse=True)
            sums = np.bincount(within, weights=steps[known], minlength=len(local))
            for number, count in zip(local.tolist(), sums.tolist(), strict=True):
                yield date.fromordinal(_EPOCH + int(number)), device, int(count)
            for second, count in zip(at[~known].tolist(), steps[~known].tolist(), strict=True):
                moment, _ = from_epoch(second, zone)
                if moment is not None:
                    yield moment.date(), device, count


class _Days:
    """Offsets of days, which seldom change."""

    def __init__(self, zone: ZoneInfo | None) -> None:
        self.zone = zone
        self._begins: dict[int, tuple[datetime | None, float | None]] = {}

    def offset(self, utc_day: int) -> float:
        """Return the offset [min] of a whole day; NaN where it changes."""
        (first, before), (last, after) = self._begin(utc_day), self._begin(utc_day + 1)
        return (before or 0.0) if first is not None and last is not None and before == after else math.nan

    def _begin(self, utc_day: int) -> tuple[datetime | None, float | None]:
        if utc_day not in self._begins:
            self._begins[utc_day] = from_epoch(utc_day * _DAY, self.zone)
        return self._begins[utc_day]


def _numbers(rows: list[tuple[Any, ...]]) -> Ints:
    try:
        # Accepts integers only, and converts millions of them faster than numpy does.
        given = array("q", chain.from_iterable(rows))
    except TypeError:
        rows = list(_valid(rows))
        given = array("q", chain.from_iterable(rows))
    return np.frombuffer(given, dtype=np.int64).reshape(len(rows), -1) if rows else np.empty((0, 4), dtype=np.int64)


def _valid(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[int, ...]]:
    for at, device, kind, *more in rows:
        if isinstance(at, int) and isinstance(kind, int) and (device is None or isinstance(device, int)):
            known = _NO_DEVICE if device is None else device
            yield at, known, kind, *(value if isinstance(value, int) else 0 for value in more)


def forward_fill_stages(fresh: NDArray[np.bool_], stage: Ints, before: int) -> Ints:
    """Give minutes marked "as before" the last known stage."""
    place = np.maximum.accumulate(np.where(fresh, np.arange(len(stage)), -1))
    return np.where(place >= 0, stage[place], before)


def sum_by_quarter_hour(at: Ints, steps: Ints) -> tuple[Ints, Ints]:
    """Sum steps by quarter hours, which never span two days: offsets are multiples of them."""
    if not len(at):
        return at, steps
    begins = np.flatnonzero(np.diff(at // _QUARTER, prepend=at[0] // _QUARTER - 1))
    return at[begins], np.add.reduceat(steps, begins)


def _a_minute_apart(at: Ints) -> NDArray[np.bool_]:
    """Return a mask of minutes that are at least a minute apart, as most bands write them."""
    if len(at) < 2 or np.diff(at).min() >= MINUTE:
        return np.ones(len(at), dtype=np.bool_)
    kept, last = np.zeros(len(at), dtype=np.bool_), None
    for place, second in enumerate(at.tolist()):
        if last is None or second - last >= MINUTE:
            kept[place], last = True, second
    return kept
