"""Android's Health Connect: the SQLite database of its backup, alone or in the zip.

Times are epoch milliseconds with an offset in seconds beside them. ``local_date`` is the date a record starts, so the
night's day is taken from its end. Several apps may record one night: of sessions that mostly overlap the one with
stages counts, then the longest. Apps also copy each other's steps, so the most any one app counted in a day is taken,
never the sum.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from heartdata.core.vocabulary import VITALS
from heartdata.errors import UnreadableFileError
from heartdata.readers.base import Collector, Format, Profile, Source
from heartdata.readers.parsing.night_table import ON_TOP, sleep_columns
from heartdata.readers.parsing.numbers import parse_number
from heartdata.readers.parsing.rows import Row, stage_hours
from heartdata.readers.parsing.sqlite import Database, columns_of
from heartdata.readers.parsing.timestamps import UTC_NOTE, from_epoch

SESSIONS: Final = "sleep_session_record_table"
STAGES: Final = "sleep_stages_table"
STEPS: Final = "steps_record_table"
COLUMNS: Final = {
    SESSIONS: (
        "row_id",
        "start_time",  # epoch ms -> sleep.start
        "end_time",  # -> sleep.end
        "start_zone_offset",  # [s] -> sleep.utc_offset
        "end_zone_offset",
        "app_info_id",
    ),
    STAGES: ("parent_key", "stage_start_time", "stage_end_time", "stage_type"),
    STEPS: ("start_time", "start_zone_offset", "count", "app_info_id"),
}
# Table, column, name.
_VITAL_TABLES: Final = (
    ("resting_heart_rate_record_table", "beats_per_minute", "resting_heart_rate"),
    ("heart_rate_variability_rmssd_record_table", "heart_rate_variability_millis", "hrv_rmssd"),
)
# 0 is unknown; 3 is out of bed, 7 awake in bed.
STAGE_NAMES: Final = {1: "awake", 2: "asleep", 3: "awake", 4: "light", 5: "deep", 6: "rem", 7: "awake"}
_DAY: Final = 86_400
_MARKS: Final = frozenset((SESSIONS, STEPS, *(vital[0] for vital in _VITAL_TABLES)))


def _claims(source: Source, profile: Profile) -> bool:
    return not _MARKS.isdisjoint(columns_of(source))


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    with Database(source, collector) as database:
        if _MARKS.isdisjoint(database.tables):
            raise UnreadableFileError(
                f"{source.name}: not the database of Health Connect; in its settings choose Backup and restore, Export"
            )
        _read_sleep(database, collector)
        for table, column, name in _VITAL_TABLES:
            _read_vital(database, collector, table, column, name)
        _read_steps(database, collector)


@dataclass(frozen=True)
class _Session:
    row: Row
    begin: float
    finish: float
    hours: dict[str, float]

    @property
    def asleep(self) -> bool:
        return bool(self.hours.keys() - {"awake"})

    @property
    def rank(self) -> tuple[bool, float, float]:
        return self.asleep, self.finish - self.begin, -self.begin


def _read_sleep(database: Database, collector: Collector) -> None:
    spans: dict[Any, list[tuple[float, float, str]]] = defaultdict(list)
    for cells in database.rows(STAGES, COLUMNS[STAGES]):
        begin, finish = _seconds(cells["stage_start_time"]), _seconds(cells["stage_end_time"])
        stage = STAGE_NAMES.get(int(parse_number(cells["stage_type"]) or 0))
        if stage is not None and begin is not None and finish is not None and isinstance(cells["parent_key"], int):
            spans[cells["parent_key"]].append((begin, finish, stage))
    sessions = []
    for place, cells in enumerate(database.rows(SESSIONS, COLUMNS[SESSIONS], "start_time"), start=1):
        row = Row(cells, place, collector)
        begin, finish = _seconds(cells["start_time"]), _seconds(cells["end_time"])
        if begin is None or finish is None:
            collector.count_entries()
            row.reject("its start or end is not a time")
        else:
            found = spans.get(cells["row_id"], ()) if isinstance(cells["row_id"], int) else ()
            inside = [(max(b, begin), min(f, finish), stage) for b, f, stage in found]
            sessions.append(_Session(row, begin, finish, stage_hours(inside, ON_TOP)))
    for session in _each_once(sessions, collector):
        collector.count_entries()
        _add(session, collector)


def _each_once(sessions: list[_Session], collector: Collector) -> list[_Session]:
    """Leave out what another app recorded of the same sleep."""
    kept: list[_Session] = []
    by_day: dict[int, list[_Session]] = defaultdict(list)
    for session in sorted(sessions, key=lambda s: s.rank, reverse=True):
        app, day = session.row.cells["app_info_id"], int(session.begin // _DAY)
        near = (k for d in (-2, -1, 0, 1, 2) for k in by_day[day + d])
        if not any(k.row.cells["app_info_id"] != app and _mostly_within(session, k) for k in near):
            kept.append(session)
            by_day[day].append(session)
    if left := len(sessions) - len(kept):
        collector.note(
            f"{left} {'sleep that another app recorded' if left == 1 else 'sleeps that other apps recorded'} too: "
            "of each, the one with stages is kept, or the longest"
        )
    return sorted(kept, key=lambda s: s.begin)


def _mostly_within(session: _Session, other: _Session) -> bool:
    common = min(session.finish, other.finish) - max(session.begin, other.begin)
    return common * 2 > session.finish - session.begin


def _add(session: _Session, collector: Collector) -> None:
    cells, hours = session.row.cells, session.hours
    start, offset = _local(session.begin, cells["start_zone_offset"], collector)
    end, _ = _local(session.finish, cells["end_zone_offset"], collector)
    if session.finish < session.begin:
        session.row.reject("it ends before it starts")
    elif session.row.check_period(start, end):
        columns = sleep_columns({"awake": 0.0, **hours} if session.asleep else {}, awake_all_night=True)
        in_bed = (session.finish - session.begin) / 3600
        collector.sleep(start, end, **columns, in_bed_h=in_bed, offset=offset)


def _read_vital(database: Database, collector: Collector, table: str, column: str, name: str) -> None:
    for place, cells in enumerate(database.rows(table, ("time", "zone_offset", column), "time"), start=1):
        collector.count_entries()
        row, seconds = Row(cells, place, collector), _seconds(cells["time"])
        when, offset = _local(seconds, cells["zone_offset"], collector)
        value = parse_number(cells[column])
        if when is None or value is None or not VITALS[name].lowest <= value <= VITALS[name].highest:
            row.reject(f"a {name.replace('_', ' ')} whose time or value is not plausible")
        elif collector.accept_date(when, place):
            collector.vital(when, name, value, offset)


def _read_steps(database: Database, collector: Collector) -> None:
    days: dict[date, dict[Any, float]] = defaultdict(lambda: defaultdict(float))
    bad = 0
    for cells in database.rows(STEPS, COLUMNS[STEPS]):
        when, _ = _local(_seconds(cells["start_time"]), cells["start_zone_offset"], collector)
        steps, app = parse_number(cells["count"]), cells["app_info_id"]
        if when is None or steps is None or not 0 <= steps <= VITALS["steps"].highest or isinstance(app, bytes | float):
            bad += 1
        else:
            days[when.date()][app] += steps
    for day in sorted(days):
        collector.count_entries()
        most = max(days[day].values())
        if collector.accept_date(day, None) and most:
            collector.vital(day, "steps", most, None)
    if bad:
        collector.count_entries()
        collector.reject(None, f"{bad} counts of steps whose time or number is not plausible")


def _seconds(milliseconds: Any) -> float | None:
    found = parse_number(milliseconds)
    return found / 1000 if found is not None and found > 0 else None


def _local(seconds: float | None, zone_offset: Any, collector: Collector) -> tuple[datetime | None, float | None]:
    offset = parse_number(zone_offset)
    if seconds is None:
        return None, None
    if offset is not None and abs(offset) <= 18 * 3600:
        return from_epoch(seconds + offset, None)[0], offset / 60
    if collector.profile.zone is None:
        collector.note(UTC_NOTE)
    return from_epoch(seconds, collector.profile.zone)


FORMAT: Final = Format(
    name="health_connect",
    title="Health Connect database",
    tables=("sleep", "vitals"),
    evidence="from documentation",
    how="Android settings, Health Connect, Backup and restore, Export: the zip as it is",
    shapes=frozenset({"database"}),
    claims=_claims,
    read=_read,
)
