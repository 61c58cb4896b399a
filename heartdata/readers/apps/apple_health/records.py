"""Collects the records of an Apple Health export, small enough for any size of file."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import time
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from heartdata.core.days import zone_named
from heartdata.readers.apps.apple_health.layout import KINDS, MOOD, read_valence, read_values, unit_factor
from heartdata.readers.apps.apple_health.regular import Together
from heartdata.readers.apps.apple_health.timestamps import (
    Bytes,
    Numbers,
    as_bytes,
    canonical,
    local_offsets,
    read_stamps,
)

# Source, unit, start, end, value, zone as written; the dates as `canonical` writes them.
RawRecord = tuple[Any, ...]

_DAY: Final = 86_400
# Heuristic: a record this long is a damaged date, not a night.
_LONGEST: Final = 2 * _DAY
_MANY: Final = 4096
_DAY_BITS: Final = 32

NO_TIME: Final = "startDate or endDate is not a time such as 2026-03-01 23:10:00 +0100"
BACKWARDS: Final = "it ends before it starts"
TOO_LONG: Final = "it is longer than two days"
NO_MOOD: Final = "no valence from -1 to 1"


@dataclass(frozen=True)
class Columns:
    """The records of one kind."""

    start: Numbers  # seconds since 1970 UTC
    end: Numbers
    offset: Numbers  # as written at the start [min]
    source: Numbers  # places in `Gather.names`
    zone: Numbers  # the same; 0 is none
    value: npt.NDArray[np.float64]  # a stage of sleep, or the value in its usual unit


@dataclass
class Gather:
    """Records on their way from the file to the tables."""

    zone: ZoneInfo | None = None  # of the profile, for the day of steps
    day_start: time = time(4)
    # Sources and time zones, numbered in the order met; the empty name is 0.
    names: dict[str, int] = field(default_factory=lambda: {"": 0})
    steps: dict[tuple[int, int], float] = field(default_factory=dict)  # by source and day since 1970
    # Start, offset, zone, valence, as written.
    moods: list[tuple[int, int, int, float, str]] = field(default_factory=list)
    rejected: list[tuple[int, str]] = field(default_factory=list)  # place in the file [byte], reason
    present: int = 0
    written_clock: bool = False  # whether a day or a clock had to come from the offset in the file
    _parts: dict[str, list[Columns]] = field(default_factory=lambda: {kind: [] for kind in KINDS.values()})
    _waiting: dict[str, list[tuple[tuple[npt.NDArray[Any], ...], list[bytes]]]] = field(
        default_factory=lambda: {kind: [] for kind in KINDS.values()}
    )
    _count: Counter[str] = field(default_factory=Counter)
    _rows: dict[str, list[RawRecord]] = field(default_factory=lambda: {kind: [] for kind in KINDS.values()})
    _places: dict[str, list[int]] = field(default_factory=lambda: {kind: [] for kind in KINDS.values()})

    def add(self, kind: str, rows: Iterable[RawRecord], places: Iterable[int]) -> None:
        """Add records whose dates have Apple's form."""
        self._flush_together(kind)
        self._rows[kind] += rows
        self._places[kind] += places
        if len(self._rows[kind]) > _MANY:
            self._flush_rows(kind)

    def add_together(self, kind: str, records: Together, place: int) -> None:
        """Add records of a kind in Apple's layout; the block they stand in begins at `place`."""
        self._flush_rows(kind)
        columns = (records.start, records.end, records.sources, records.zones, records.factors, records.tags + place)
        waiting = self._waiting[kind]
        waiting.append((columns, records.values))
        self._count[kind] += len(records.values)
        if self._count[kind] > _MANY:
            self._flush_together(kind)

    def add_written(self, kind: str, place: int, attributes: dict[str, str], zone: str, valence: str | None) -> None:
        """Add one record of any layout."""
        start = canonical(attributes.get("startDate", ""))
        end = canonical(attributes["endDate"]) if "endDate" in attributes else start
        if start is None or end is None:
            self.reject(place, NO_TIME)
            return
        name = (attributes.get("sourceName") or attributes.get("source", "")).encode()
        value = attributes.get("value", "").encode()
        if kind == MOOD:
            self._mood(place, start, zone, valence or "")
        else:
            self.add(kind, [(name, attributes.get("unit", "").encode(), start, end, value, zone.encode())], [place])

    def reject(self, place: int, reason: str) -> None:
        """Reject a record that cannot be read."""
        self.present += 1
        self.rejected.append((place, reason))

    def columns(self, kind: str) -> Columns:
        """Return all records of a kind, in the order of the file."""
        self._flush(kind)
        parts = self._parts[kind] or [_NOTHING]
        fields = ("start", "end", "offset", "source", "zone", "value")
        return Columns(*(np.concatenate([getattr(part, name) for part in parts]) for name in fields))

    def finish(self) -> Gather:
        """Convert the records that are still waiting."""
        for kind in self._rows:
            self._flush(kind)
        return self

    def offsets(self, instants: Numbers, written: Numbers, zones: Numbers) -> Numbers:
        """Find the offset at the place of each record."""
        offsets = written.copy()
        by_number = {number: name for name, number in self.names.items()}
        for number in np.unique(zones):
            here = zones == number
            zone = (zone_named(by_number[int(number)]) if number else None) or self.zone
            if zone is None:
                self.written_clock = True
            else:
                offsets[here] = local_offsets(instants[here], zone)
        return offsets

    def number(self, written: bytes | str | None) -> int:
        """Return the number of a name."""
        name = written.decode("utf-8", "replace") if isinstance(written, bytes) else written or ""
        return self.names.setdefault(name, len(self.names))

    def _numbers(self, written: Sequence[bytes | None]) -> Numbers:
        known = {name: self.number(name) for name in dict.fromkeys(written)}
        return np.array([known[name] for name in written], dtype=np.int64)

    def _flush(self, kind: str) -> None:
        # One of them is empty.
        self._flush_rows(kind)
        self._flush_together(kind)

    def _flush_together(self, kind: str) -> None:
        waiting = self._waiting[kind]
        if not waiting:
            return
        self._waiting[kind], self._count[kind] = [], 0
        columns = [np.concatenate(column) for column in zip(*(columns for columns, _ in waiting), strict=True)]
        starts, ends, source, zone, factor, places = columns
        values = [value for _, some in waiting for value in some]
        self._take(kind, starts, ends, source, zone, factor, values, places, formed=True)

    def _flush_rows(self, kind: str) -> None:
        rows, places = self._rows[kind], self._places[kind]
        if not rows:
            return
        self._rows[kind], self._places[kind] = [], []
        sources, units, starts, ends, values, zones = zip(*rows, strict=True)
        source, zone = self._numbers(sources), self._numbers(zones)
        factors = {unit: unit_factor(kind, unit) for unit in dict.fromkeys(units)}
        factor = np.array([factors[unit] for unit in units])
        self._take(kind, as_bytes(starts), as_bytes(ends), source, zone, factor, values, places)

    def _take(
        self,
        kind: str,
        starts: Bytes,
        ends: Bytes,
        source: Numbers,
        zone: Numbers,
        factor: npt.NDArray[np.float64],
        values: Sequence[bytes | None],
        places: Sequence[int] | Numbers,
        *,
        formed: bool = False,
    ) -> None:
        instant, offset, true = read_stamps(np.concatenate([starts, ends]), formed=formed)
        count = len(values)
        start, end, true = instant[:count], instant[count:], true[:count] & true[count:]
        value, reason = read_values(kind, factor, values)
        good = true & (end >= start) & (end - start <= _LONGEST) & np.isfinite(value)
        self.present += int(good.sum())
        for bad in np.flatnonzero(~good).tolist():
            late = BACKWARDS if end[bad] < start[bad] else TOO_LONG if math.isfinite(value[bad]) else reason[bad]
            self.reject(int(places[bad]), late if true[bad] else NO_TIME)
        part = Columns(start[good], end[good], offset[:count][good], source[good], zone[good], value[good])
        if kind == "steps":
            self._add_steps(part)
        else:
            self._parts[kind].append(part)

    def _add_steps(self, part: Columns) -> None:
        # Some apps write one record for a whole day, from midnight on: its middle is on the day.
        middle = (part.start + part.end) // 2
        begins = self.day_start.hour * 3600 + self.day_start.minute * 60
        day = (middle + self.offsets(middle, part.offset, part.zone) * 60 - begins) // _DAY
        if not len(day):
            return
        first = int(day.min())
        every, place = np.unique((part.source << _DAY_BITS) + day - first, return_inverse=True)
        counts = np.bincount(place, part.value).tolist()
        for key, count in zip(every.tolist(), counts, strict=True):
            by = key >> _DAY_BITS, first + key % (1 << _DAY_BITS)
            self.steps[by] = self.steps.get(by, 0.0) + count

    def _mood(self, place: int, start: bytes, zone: str, written: str) -> None:
        instant, offset, true = read_stamps(as_bytes([start]))
        valence = read_valence(written)
        if not true[0] or valence is None:
            self.reject(place, NO_MOOD if true[0] else NO_TIME)
            return
        self.present += 1
        self.moods.append((int(instant[0]), int(offset[0]), self.number(zone), valence, written.strip()))


_EMPTY: Final = np.empty(0, dtype=np.int64)
_NOTHING: Final = Columns(_EMPTY, _EMPTY, _EMPTY, _EMPTY, _EMPTY, np.empty(0))
