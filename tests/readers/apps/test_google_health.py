from __future__ import annotations

from pathlib import Path

from heartdata.core.daily import to_daily
from heartdata.core.profile import Profile
from heartdata.readers import read_logs
from heartdata.readers.apps.google_health import FORMAT, STAGES_FORMAT
from tests.readers.helpers import (
    DATA,
    collect,
    rows,
    source,
)

STAGES = STAGES_FORMAT
FILES = [
    (form, path)
    for form in (FORMAT, STAGES)
    for path in sorted((DATA / form.name).glob("*-*")) + sorted((DATA / form.name).glob("daily_*.csv"))
    if not path.name.endswith(".expected.json")
]
SLEEPS = (DATA / "google_health" / "UserSleeps_2026-03-01.csv").read_text(encoding="utf-8")


def test_a_takeout_with_both_kinds_of_tables_counts_a_night_once(tmp_path: Path) -> None:
    for form, path in FILES:
        (tmp_path / path.name).write_bytes((DATA / form.name / path.name).read_bytes())
    log = (
        '[{"logId": 1, "dateOfSleep": "2026-03-02", "startTime": "2026-03-01T23:10:00.000", '
        '"endTime": "2026-03-02T07:10:00.000", "minutesAsleep": 450, "timeInBed": 480, "mainSleep": true, '
        '"levels": {"summary": {"deep": {"minutes": 90}, "light": {"minutes": 270}, "rem": {"minutes": 90}, '
        '"wake": {"minutes": 30}}}}]'
    )
    (tmp_path / "sleep-2026-03-01.json").write_text(log, encoding="utf-8")
    daily = to_daily(read_logs(tmp_path))
    assert daily.loc["2026-03-02", ["sleep_hours", "sleep_efficiency"]].tolist() == [7.5, 7.5 / 8]
    assert daily["resting_heart_rate"].dropna().tolist() == [57.75, 57.0, 59.5, 60.0]


def test_the_heart_rate_of_every_few_seconds_is_left_alone() -> None:
    seconds = "timestamp,beats per minute,data source\n" + "".join(
        f"2026-03-01T00:00:0{second}Z,61.0,Google Fitbit Air\n" for second in range(5)
    )
    assert not FORMAT.claims(source(seconds, "heart_rate_2026-03-01.csv"), Profile())
    assert not FORMAT.claims(source(seconds, "renamed.csv"), Profile())
    beats = '[{"dateTime": "03/01/26 08:00:00", "value": {"bpm": 61, "confidence": 2}}]'
    assert not FORMAT.claims(source(beats), Profile())


def test_a_renamed_table_of_days_is_known_by_its_days() -> None:
    text = (DATA / "google_health" / "daily_resting_heart_rate.csv").read_text(encoding="utf-8")
    assert FORMAT.claims(source(text, "renamed.csv"), Profile())


HEADER = SLEEPS.splitlines()[0]


def nights(*starts: str) -> str:
    return "\n".join(
        [HEADER]
        + [
            f"{n},STAGES,480,0,5,420,60,12,9,+00:00,{start},+00:00,{start[:8]}{int(start[8:10]) + 1:02}{start[10:]},"
            for n, start in enumerate(starts)
        ]
    )


def test_where_the_offset_says_nothing_the_zone_decides_if_it_makes_nights_of_the_sleep() -> None:
    # 06:10 UTC is 22:10 in Los Angeles; 22:10 itself is at night.
    text = nights("2026-01-10T06:10:00Z", "2026-01-11T06:20:00Z")
    found = rows(collect(FORMAT, text, time_zone="America/Los_Angeles"), "sleep")
    assert [(row["start"], row["utc_offset"]) for row in found] == [
        ("2026-01-09T22:10:00", -480.0),
        ("2026-01-10T22:20:00", -480.0),
    ]
    collector = collect(FORMAT, text)
    assert [row["start"] for row in rows(collector, "sleep")] == ["2026-01-10T06:10:00", "2026-01-11T06:20:00"]
    assert "time_zone" in collector.notes[0]
    text = nights("2026-01-10T22:10:00Z", "2026-01-11T22:20:00Z")
    for zone in (None, "America/Los_Angeles"):
        collector = collect(FORMAT, text, time_zone=zone)
        assert [row["start"] for row in rows(collector, "sleep")] == ["2026-01-10T22:10:00", "2026-01-11T22:20:00"]
        assert not collector.notes
