"""Gadgetbridge's SQLite database: what a band wrote every minute, or the sleep a Xiaomi band told.

Bands of the Mi and Amazfit kind store no sleep, only a kind for every minute; a stretch of minutes asleep, with at
most an hour awake between, is taken for one sleep. Which number means what is known from other programs only, so
this reader is experimental and says so. Times are seconds since 1970 without a place; the profile's ``time_zone``
gives the clock and the day.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Final

from heartdata.core.profile import Profile
from heartdata.errors import UnreadableFileError
from heartdata.readers.base import Format
from heartdata.readers.collector import Collector
from heartdata.readers.files.walk import Source
from heartdata.readers.parsing.numbers import parse_number
from heartdata.readers.parsing.rows import Row
from heartdata.readers.parsing.sqlite import Database, columns_of
from heartdata.readers.parsing.timestamps import UTC_NOTE, from_epoch

if TYPE_CHECKING:
    from heartdata.readers.parsing.minutes import Ints, Stretch

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
# Heuristic: shorter sleeps are a band that lay still.
_SHORTEST: Final = 20
_MARKS: Final = frozenset(COLUMNS)

Steps = dict[date, dict[tuple[str, int], float]]


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
            collector.count_entries()
            _read_told(Row(cells, place, collector))
        steps: Steps = defaultdict(lambda: defaultdict(float))
        for table in (BAND, AMAZFIT):
            if table in database.tables:
                _read_minutes(database, table, collector, steps)
    for day in sorted(steps):
        most = max(steps[day].values())
        if most > 0:
            collector.count_entries()
            collector.vital(day, "steps", most, None)


def _read_told(row: Row) -> None:
    begin, finish = ((parse_number(row.cells[name]) or 0.0) / 1000 for name in ("TIMESTAMP", "WAKEUP_TIME"))
    zone = row.collector.profile.zone
    (start, offset), (end, _) = from_epoch(begin, zone), from_epoch(finish, zone)
    if start is not None and end is not None and finish < begin:
        row.reject("it ends before it starts")
    elif row.check_period(start, end):
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


def _read_minutes(database: Database, table: str, collector: Collector, steps: Steps) -> None:
    # numpy is imported only where such a table is read.
    from heartdata.readers.parsing.minutes import Minutes

    minutes = Minutes(_amazfit if table == AMAZFIT else _band)
    minutes.add(database.cells(table, COLUMNS[table], "TIMESTAMP"))
    for stretch in minutes.sleeps():
        if sum(stretch.minutes.values()) >= _SHORTEST:
            _add(stretch, collector, rem=table == AMAZFIT)
    for day, device, count in minutes.steps_by_day(collector.profile.zone):
        steps[day][table, device] += count


def _band(at: Ints, told: Ints, before: tuple[int, int] | None) -> Ints:
    import numpy as np

    from heartdata.readers.parsing.minutes import LONGEST_GAP, STAGES, forward_fill_stages

    low = told[:, 0] & 0x0F
    last, stage = before or (at[0], 0)
    # As floats, since a damaged time may lie anywhere.
    fresh = (low != _AS_BEFORE) | (np.diff(at.astype(float), prepend=float(last)) > LONGEST_GAP)
    named = np.array([STAGES.index(BAND_KINDS.get(kind, "")) for kind in range(16)])
    return forward_fill_stages(fresh, named[low], stage)


def _amazfit(at: Ints, told: Ints, before: tuple[int, int] | None) -> Ints:
    import numpy as np

    from heartdata.readers.parsing.minutes import STAGES

    deep, rem = told[:, 1] & 0x7F, told[:, 2] & 0x7F
    stage = np.select([rem > _REM_FROM, deep > _DEEP_FROM], [STAGES.index("rem"), STAGES.index("deep")], 1)
    return np.where(told[:, 0] == AMAZFIT_ASLEEP, stage, 0)


def _add(sleep: Stretch, collector: Collector, *, rem: bool) -> None:
    zone = collector.profile.zone
    (start, offset), (end, _) = from_epoch(sleep.begin, zone), from_epoch(sleep.finish, zone)
    collector.count_entries()
    if not Row({}, len(collector.tables["sleep"]) + 1, collector).check_period(start, end):
        return
    collector.note(
        "sleep is worked out from what the band wrote every minute; this reader is experimental, please compare "
        "some nights with the app"
    )
    hours = {stage: count / 60 for stage, count in sleep.minutes.items()}
    asleep = sum(sleep.minutes.values()) / 60
    collector.sleep(
        start,
        end,
        asleep_h=asleep,
        awake_h=max(0.0, (sleep.finish - sleep.begin) / 3600 - asleep),
        deep_h=hours["deep"],
        rem_h=hours["rem"] if rem else None,
        light_h=hours["light"],
        offset=offset,
    )


FORMAT: Final = Format(
    name="gadgetbridge",
    title="Gadgetbridge database",
    tables=("sleep", "vitals"),
    evidence="experimental",
    how="Gadgetbridge: Data management, Export DB; set time_zone in heartdata.toml",
    shapes=frozenset({"database"}),
    claims=_claims,
    read=_read,
)
