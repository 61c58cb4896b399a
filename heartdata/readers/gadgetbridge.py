"""Gadgetbridge's SQLite database: what a band wrote every minute, or the sleep a Xiaomi band told.

Bands of the Mi and Amazfit kind store no sleep, only a kind for every minute; a stretch of minutes asleep, with at
most an hour awake between, is taken for one sleep. Which number means what is known from other programs only, so
this reader is experimental and says so. Times are seconds since 1970 without a place; the profile's ``time_zone``
gives the clock and the day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from heartdata.errors import UnreadableFileError
from heartdata.profile import Profile
from heartdata.readers._sqlite import Database, columns_of
from heartdata.readers._tracked import Row, number
from heartdata.readers._tracked_times import UTC_NOTE, since_1970
from heartdata.readers.collector import Collector
from heartdata.readers.format import Format
from heartdata.readers.source import Source

__all__ = ["FORMAT"]

BAND: Final = "MI_BAND_ACTIVITY_SAMPLE"
AMAZFIT: Final = "HUAMI_EXTENDED_ACTIVITY_SAMPLE"
XIAOMI: Final = "XIAOMI_SLEEP_TIME_SAMPLE"
COLUMNS: Final = {
    BAND: ("TIMESTAMP", "DEVICE_ID", "RAW_KIND", "STEPS"),  # one row a minute, [s]
    AMAZFIT: ("TIMESTAMP", "DEVICE_ID", "RAW_KIND", "STEPS", "DEEP_SLEEP", "REM_SLEEP"),
    XIAOMI: (
        "TIMESTAMP",  # epoch ms -> sleep.start
        "WAKEUP_TIME",  # epoch ms -> sleep.end
        "TOTAL_DURATION",  # [min] -> sleep.asleep_h
        "DEEP_SLEEP_DURATION",  # [min] -> sleep.deep_h
        "LIGHT_SLEEP_DURATION",  # [min] -> sleep.light_h
        "REM_SLEEP_DURATION",  # [min] -> sleep.rem_h
        "AWAKE_DURATION",  # [min] -> sleep.awake_h
    ),
}
# The low half of RAW_KIND on a Mi Band; 0 says "as before".
BAND_KINDS: Final = {9: "light", 11: "deep"}
_AS_BEFORE: Final = 0
# RAW_KIND on newer Amazfit watches, and from which confidence on a minute is deep or REM sleep.
AMAZFIT_ASLEEP: Final = 120
_DEEP_FROM: Final = 42
_REM_FROM: Final = 55
_MINUTE: Final = 60.0
# Heuristic: longer awake ends a sleep; shorter sleeps are a band that lay still.
_LONGEST_GAP: Final = 60 * _MINUTE
_SHORTEST: Final = 20
_MARKS: Final = frozenset(COLUMNS)


def _claims(source: Source, profile: Profile) -> bool:
    return not _MARKS.isdisjoint(columns_of(source))


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    with Database(source, collector) as database:
        if _MARKS.isdisjoint(database.tables):
            raise UnreadableFileError(
                f"{source.name}: not a database of Gadgetbridge with sleep in it; in the app choose Data management, "
                "Export DB"
            )
        if profile.zone is None:
            collector.note(UTC_NOTE)
        for place, cells in enumerate(database.rows(XIAOMI, COLUMNS[XIAOMI], "TIMESTAMP"), start=1):
            collector.present()
            _read_told(Row(cells, place, collector))
        steps: dict[date, dict[Any, float]] = defaultdict(lambda: defaultdict(float))
        for table in (BAND, AMAZFIT):
            _Minutes(table, collector, steps).read(database)
    for day in sorted(steps):
        most = max(steps[day].values())
        if most > 0:
            collector.present()
            collector.vital(day, "steps", most, None)


def _read_told(row: Row) -> None:
    begin, finish = ((number(row.cells[name]) or 0.0) / 1000 for name in ("TIMESTAMP", "WAKEUP_TIME"))
    zone = row.collector.profile.zone
    (start, offset), (end, _) = since_1970(begin, zone), since_1970(finish, zone)
    if start is not None and end is not None and finish < begin:
        row.reject("it ends before it starts")
    elif row.can_be(start, end):
        row.collector.sleep(
            start,
            end,
            asleep_h=row.hours("TOTAL_DURATION", 60),
            in_bed_h=(finish - begin) / 3600,
            awake_h=row.hours("AWAKE_DURATION", 60),
            deep_h=row.hours("DEEP_SLEEP_DURATION", 60),
            rem_h=row.hours("REM_SLEEP_DURATION", 60),
            light_h=row.hours("LIGHT_SLEEP_DURATION", 60),
            offset=offset,
        )


class _Minutes:
    """Makes sleeps and days of steps out of minutes, each device by itself."""

    def __init__(self, table: str, collector: Collector, steps: dict[date, dict[Any, float]]) -> None:
        self.table, self.collector, self.steps = table, collector, steps
        self.zone = collector.profile.zone
        self.asleep: dict[Any, list[tuple[float, str]]] = defaultdict(list)
        self.before: dict[Any, tuple[float, str | None]] = {}
        self.hour: tuple[float, date | None] = (-1.0, None)

    def read(self, database: Database) -> None:
        amazfit = self.table == AMAZFIT
        # Millions of minutes: what a band cannot have written is left out with as little as can be.
        for at, device, kind, steps, *stages in database.cells(self.table, COLUMNS[self.table], "TIMESTAMP"):
            if not (isinstance(at, int) and isinstance(kind, int) and (device is None or isinstance(device, int))):
                continue
            stage = self._amazfit(kind, *stages) if amazfit else self._band(kind, at, device)
            if stage is not None:
                self.asleep[device].append((float(at), stage))
            if isinstance(steps, int) and 0 < steps < 1000:
                self._count(at, device, steps)
        for minutes in self.asleep.values():
            for sleep in _stretches(minutes):
                self._add(sleep)

    def _band(self, kind: int, at: float, device: Any) -> str | None:
        low = kind & 0x0F
        last, stage = self.before.get(device, (at, None))
        if low != _AS_BEFORE or at - last > _LONGEST_GAP:
            stage = BAND_KINDS.get(low)
        self.before[device] = (at, stage)
        return stage

    def _amazfit(self, kind: int, deep: Any, rem: Any) -> str | None:
        if kind != AMAZFIT_ASLEEP:
            return None
        deep, rem = (stage if isinstance(stage, int) else 0 for stage in (deep, rem))
        return "rem" if rem & 0x7F > _REM_FROM else "deep" if deep & 0x7F > _DEEP_FROM else "light"

    def _count(self, at: float, device: Any, steps: int) -> None:
        # Offsets are whole quarters of an hour, so that a day ends with a quarter.
        quarter = at // 900
        if quarter != self.hour[0]:
            local, _ = since_1970(at, self.zone)
            self.hour = (quarter, local.date() if local else None)
        if self.hour[1] is not None:
            self.steps[self.hour[1]][self.table, device] += steps

    def _add(self, minutes: list[tuple[float, str]]) -> None:
        if len(minutes) < _SHORTEST:
            return
        begin, finish = minutes[0][0], minutes[-1][0] + _MINUTE
        (start, offset), (end, _) = since_1970(begin, self.zone), since_1970(finish, self.zone)
        self.collector.present()
        if not Row({}, len(self.collector.tables["sleep"]) + 1, self.collector).can_be(start, end):
            return
        self.collector.note(
            "sleep is worked out from what the band wrote every minute; this reader is experimental, please compare "
            "some nights with the app"
        )
        counts = {stage: sum(s == stage for _, s in minutes) / 60 for stage in ("deep", "light", "rem")}
        self.collector.sleep(
            start,
            end,
            asleep_h=len(minutes) / 60,
            awake_h=max(0.0, (finish - begin) / 3600 - len(minutes) / 60),
            deep_h=counts["deep"],
            rem_h=counts["rem"] if self.table == AMAZFIT else None,
            light_h=counts["light"],
            offset=offset,
        )


def _stretches(minutes: list[tuple[float, str]]) -> Iterator[list[tuple[float, str]]]:
    stretch: list[tuple[float, str]] = []
    for minute in minutes:
        if stretch and minute[0] - stretch[-1][0] > _LONGEST_GAP:
            yield stretch
            stretch = []
        if not stretch or minute[0] - stretch[-1][0] >= _MINUTE:
            stretch.append(minute)
    if stretch:
        yield stretch


FORMAT: Final = Format(
    name="gadgetbridge",
    title="Gadgetbridge database",
    tables=("sleep", "vitals"),
    evidence="experimental",
    how="Gadgetbridge: Data management, Export DB; set time_zone in heartdata.toml",
    looks=frozenset({"database"}),
    claims=_claims,
    read=_read,
)
