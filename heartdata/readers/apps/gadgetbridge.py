"""Gadgetbridge's SQLite database: what a band wrote every minute, or the nights of a Xiaomi band.

Mi and Amazfit bands store no sleep, only a kind for every minute; a stretch of minutes asleep, with at most an hour
awake between, counts as one sleep. What the numbers mean is known from other programs only, so this reader is
experimental and says so. Times are seconds since 1970; the profile's ``time_zone`` gives the clock and the day.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Final

from heartdata.errors import UnreadableFileError
from heartdata.readers.base import Collector, Format, Profile, Source
from heartdata.readers.parsing.night_table import NightTable, epoch_times
from heartdata.readers.parsing.rows import Row
from heartdata.readers.parsing.sqlite import Database, columns_of
from heartdata.readers.parsing.timestamps import UTC_NOTE, from_epoch

if TYPE_CHECKING:
    from heartdata.readers.apps.gadgetbridge_minutes import Ints, SleepMinutes

BAND: Final = "MI_BAND_ACTIVITY_SAMPLE"
AMAZFIT: Final = "HUAMI_EXTENDED_ACTIVITY_SAMPLE"
XIAOMI: Final = "XIAOMI_SLEEP_TIME_SAMPLE"
COLUMNS: Final = {
    BAND: ("TIMESTAMP", "DEVICE_ID", "RAW_KIND", "STEPS"),  # one row a minute, [s]
    AMAZFIT: ("TIMESTAMP", "DEVICE_ID", "RAW_KIND", "STEPS", "DEEP_SLEEP", "REM_SLEEP"),
}
NIGHTS: Final = NightTable(
    times=epoch_times,
    start="TIMESTAMP",
    end="WAKEUP_TIME",
    hours={
        "asleep_h": "TOTAL_DURATION",
        "awake_h": "AWAKE_DURATION",
        "deep_h": "DEEP_SLEEP_DURATION",
        "rem_h": "REM_SLEEP_DURATION",
        "light_h": "LIGHT_SLEEP_DURATION",
    },
)
# The low half of RAW_KIND on a Mi Band; 0 says "as before".
BAND_KINDS: Final = {9: "light", 11: "deep"}
_AS_BEFORE: Final = 0
# RAW_KIND on newer Amazfit watches, and from which confidence on a minute is deep or REM sleep.
AMAZFIT_ASLEEP: Final = 120
_DEEP_FROM: Final = 42
_REM_FROM: Final = 55
# Heuristic: shorter sleeps are a band that lay still.
_SHORTEST: Final = 20
_MARKS: Final = frozenset((BAND, AMAZFIT, XIAOMI))

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
        columns = (NIGHTS.start, NIGHTS.end, *NIGHTS.hours.values())
        for place, cells in enumerate(database.rows(XIAOMI, columns, "TIMESTAMP"), start=1):
            collector.count_entries()
            NIGHTS.add_all([Row(cells, place, collector)], profile)
        steps: Steps = defaultdict(lambda: defaultdict(float))
        for table in (BAND, AMAZFIT):
            if table in database.tables:
                _read_minutes(database, table, collector, steps)
    for day in sorted(steps):
        most = max(steps[day].values())
        if most > 0:
            collector.count_entries()
            collector.vital(day, "steps", most, None)


def _read_minutes(database: Database, table: str, collector: Collector, steps: Steps) -> None:
    # numpy is imported only where such a table is read.
    from heartdata.readers.apps.gadgetbridge_minutes import Minutes

    minutes = Minutes(_amazfit if table == AMAZFIT else _band)
    minutes.add(database.cells(table, COLUMNS[table], "TIMESTAMP"))
    for stretch in minutes.sleeps():
        if sum(stretch.minutes.values()) >= _SHORTEST:
            _add(stretch, collector, rem=table == AMAZFIT)
    for day, device, count in minutes.steps_by_day(collector.profile.zone):
        steps[day][table, device] += count


def _band(at: Ints, columns: Ints, before: tuple[int, int] | None) -> Ints:
    import numpy as np

    from heartdata.readers.apps.gadgetbridge_minutes import LONGEST_GAP, STAGES, forward_fill_stages

    low = columns[:, 0] & 0x0F
    last, stage = before or (at[0], 0)
    # As floats, since a damaged time may be any number.
    fresh = (low != _AS_BEFORE) | (np.diff(at.astype(float), prepend=float(last)) > LONGEST_GAP)
    named = np.array([STAGES.index(BAND_KINDS.get(kind, "")) for kind in range(16)])
    return forward_fill_stages(fresh, named[low], stage)


def _amazfit(at: Ints, columns: Ints, before: tuple[int, int] | None) -> Ints:
    import numpy as np

    from heartdata.readers.apps.gadgetbridge_minutes import STAGES

    deep, rem = columns[:, 1] & 0x7F, columns[:, 2] & 0x7F
    stage = np.select([rem > _REM_FROM, deep > _DEEP_FROM], [STAGES.index("rem"), STAGES.index("deep")], 1)
    return np.where(columns[:, 0] == AMAZFIT_ASLEEP, stage, 0)


def _add(sleep: SleepMinutes, collector: Collector, *, rem: bool) -> None:
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
