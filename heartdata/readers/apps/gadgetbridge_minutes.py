"""Sleeps and daily steps from the minutes that a band records; ten years have millions.

A module of its own, since numpy is loaded only when such a database is read.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
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
            for device in np.unique(numbers[:, 1]):
                own = numbers[numbers[:, 1] == device]
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
            for at, steps in pieces:
                for second, count in zip(at.tolist(), steps.tolist(), strict=True):
                    day = days.of(second)
                    if day is not None:
                        yield day, device, count


class _Days:
    """Local days of times; the offset is looked up once a day, as it seldom changes."""

    def __init__(self, zone: ZoneInfo | None) -> None:
        self.zone = zone
        self._offsets: dict[int, float | None] = {}

    def of(self, second: int) -> date | None:
        utc_day = second // _DAY
        if utc_day not in self._offsets:
            first, last = (from_epoch(at, self.zone) for at in (utc_day * _DAY, (utc_day + 1) * _DAY))
            same = first[0] is not None and last[0] is not None and first[1] == last[1]
            self._offsets[utc_day] = (first[1] or 0.0) if same else None
        offset = self._offsets[utc_day]
        if offset is None:
            local, _ = from_epoch(second, self.zone)
            return local.date() if local else None
        return date.fromordinal(_EPOCH + int((second + offset * MINUTE) // _DAY))


def _numbers(rows: list[tuple[Any, ...]]) -> Ints:
    try:
        # Accepts integers only, and converts millions of them faster than numpy does.
        given = array("q", chain.from_iterable(rows))
    except TypeError:
        rows = list(_valid(rows))
        given = array("q", chain.from_iterable(rows))
    return np.array(given, dtype=np.int64).reshape(len(rows), -1 if rows else 4)


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
