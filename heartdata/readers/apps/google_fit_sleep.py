"""Google Fit in Google Takeout: one JSON file for each night (``All Sessions``, ``..._SLEEP.json``).

Times are in UTC; the file's name tells the local start with its offset, else the profile's ``time_zone`` does. Sleep
is the sum of the segments that are not awake; where none is told, nothing but the time in bed is known.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Final

from heartdata.core.profile import Profile
from heartdata.readers.base import Format
from heartdata.readers.collector import Collector
from heartdata.readers.files.walk import Source
from heartdata.readers.parsing.dates import local_time, parse_instant
from heartdata.readers.parsing.json_entries import outline
from heartdata.readers.parsing.json_values import clean_text, dicts, load_json
from heartdata.readers.parsing.rows import Row, stage_hours
from heartdata.readers.parsing.timestamps import UTC_NOTE

__all__ = ["FORMAT"]

FIELDS: Final = {
    "fitnessActivity": "sleep; all others are left alone",
    "startTime": "UTC, 2026-03-01T22:10:00Z, or with an offset -> sleep.start",
    "endTime": "-> sleep.end",
    "segment": "stretches of sleep, sleep.awake, sleep.light, sleep.deep and sleep.rem",
}
_SLEEP: Final = "sleep"
_STAGES: Final = {"sleep.awake": "awake", "sleep.light": "light", "sleep.deep": "deep", "sleep.rem": "rem"}
_IS_SLEEP: Final = re.compile(r'"fitnessActivity"\s*:\s*"sleep"')
_NAMED: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d_\d\d_\d\d(?:\.\d+)?([+-])(\d\d)_(\d\d)")
_WHAT: Final = "a night of Google Fit; in Google Takeout choose Fit and give the zip as it is"


def _claims(source: Source, profile: Profile) -> bool:
    head = source.head_text
    if not head.lstrip().startswith("{") or not _IS_SLEEP.search(head):
        return False
    return {"fitnessActivity", "startTime"} <= outline(head).top


def _fits(content: Any) -> bool:
    return isinstance(content, dict) and content.get("fitnessActivity") == _SLEEP


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    night, _ = load_json(source, _WHAT, _fits)
    collector.count_entries()
    row = Row(night, 1, collector)
    begin, finish = (_instant(night.get(name)) for name in ("startTime", "endTime"))
    if begin is None or finish is None:
        row.reject("its start or its end is missing or not a date and time")
        return
    named = _NAMED.search(source.basename)
    if named is None and not begin.utcoffset() and profile.zone is None:
        collector.note(UTC_NOTE)
    (start, offset), (end, _) = (_local(t, named, profile) for t in (begin, finish))
    if not row.check_period(start, end):
        return
    hours = stage_hours(list(_spans(night.get("segment"))), ("awake", "rem", "deep", "light", _SLEEP))
    slept = [told for name, told in hours.items() if name != "awake"]
    staged = hours.keys() & {"light", "deep", "rem"}
    collector.sleep(
        start,
        end,
        asleep_h=sum(slept) if slept else None,
        in_bed_h=(finish - begin).total_seconds() / 3600,
        awake_h=hours.get("awake", 0.0) if slept else None,
        deep_h=hours.get("deep") if staged else None,
        rem_h=hours.get("rem") if staged else None,
        light_h=hours.get("light") if staged else None,
        offset=offset,
    )


def _instant(written: Any) -> datetime | None:
    found = parse_instant(clean_text(written))
    return found if found is None or found.tzinfo else found.replace(tzinfo=UTC)


def _local(instant: datetime, named: re.Match[str] | None, profile: Profile) -> tuple[datetime, float | None]:
    if named is not None:
        minutes = int(named[2]) * 60 + int(named[3])
        away = timedelta(minutes=-minutes if named[1] == "-" else minutes)
        if away < timedelta(days=1):
            return _at(instant, timezone(away))
    if instant.utcoffset() or profile.zone is None:
        return instant.replace(tzinfo=None), (instant.utcoffset() or timedelta()).total_seconds() / 60 or None
    return local_time(instant, profile.zone)


def _at(instant: datetime, zone: timezone) -> tuple[datetime, float | None]:
    try:
        return local_time(instant.astimezone(zone), None)
    except OverflowError:
        return instant.replace(tzinfo=None), None


def _spans(segments: Any) -> list[tuple[float, float, str]]:
    found = []
    for segment in dicts(segments):
        stage = clean_text(segment.get("fitnessActivity"))
        times = [_instant(segment.get(name)) for name in ("startTime", "endTime")]
        name = _SLEEP if stage in ("", _SLEEP) else _STAGES.get(stage)
        if name and times[0] is not None and times[1] is not None:
            found.append((times[0].timestamp(), times[1].timestamp(), name))
    return found


FORMAT: Final = Format(
    name="google_fit_sleep",
    title="Google Fit nights (JSON)",
    tables=("sleep",),
    evidence="from documentation",
    how="takeout.google.com: choose Fit, give the zip as it is",
    shapes=frozenset({"json"}),
    claims=_claims,
    read=_read,
    companions=("[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T*.json", "*.tcx"),
)
