from __future__ import annotations

import pytest

from heartdata.core.profile import Profile
from heartdata.readers.apps.oura import FORMAT
from tests.readers.helpers import DATA, collect, lost, rows, source

HERE = DATA / "oura"
DAYS = ("dailyactivity", "dailysleep", "enhancedtag")
FILES = {"sleep": "json", "account": "json"} | dict.fromkeys(
    ("flattened", "trends", "trends-2020", "sleepmodel", *DAYS), "csv"
)
TEXTS = [(HERE / f"{name}.{end}").read_text(encoding="utf-8") for name, end in FILES.items()]
PERIOD = '{"bedtime_start": "%s", "bedtime_end": "%s", "total_sleep_duration": 3600, "type": "%s"}'


@pytest.mark.parametrize(
    ("start", "end", "day"),
    [
        ("2026-03-01T23:00:00+01:00", "2026-03-02T07:00:00+01:00", "2026-03-02"),
        ("2026-03-02T15:00:00+01:00", "2026-03-02T17:59:00+01:00", "2026-03-02"),
        ("2026-03-02T15:20:00+01:00", "2026-03-02T18:20:00+01:00", "2026-03-03"),
        ("2026-03-02T22:00:00+01:00", "2026-03-02T23:59:00+01:00", "2026-03-03"),
    ],
)
def test_without_a_day_a_period_that_ends_after_six_belongs_to_the_next(start: str, end: str, day: str) -> None:
    collector = collect(FORMAT, f'{{"data": [{PERIOD % (start, end, "long_sleep")}]}}')
    assert [r["day"] for r in rows(collector, "sleep")] == [day]


@pytest.mark.parametrize(
    ("kind", "naps"),
    [
        ("long_sleep", [False]),
        ("late_nap", [True]),
        ("nap", [True]),
        ("sleep", [False]),
        ("", [False]),
        ("deleted", []),
        ("rest", []),
    ],
)
def test_types(kind: str, naps: list[bool]) -> None:
    times = ("2026-03-01T23:00:00+01:00", "2026-03-02T00:00:00+01:00")
    collector = collect(FORMAT, f'{{"data": [{PERIOD % (*times, kind)}]}}')
    assert [r["nap"] for r in rows(collector, "sleep")] == naps
    assert collector.rows == 1
    assert collector.empty.total() == 1 - len(naps)


def test_the_heart_rate_of_a_few_minutes_is_not_one_at_rest() -> None:
    periods = [
        PERIOD % ("2026-03-01T21:00:00+01:00", "2026-03-01T21:20:00+01:00", kind) for kind in ("", "sleep", "late_nap")
    ]
    content = f'{{"data": [{", ".join(periods)}]}}'.replace("3600,", '600, "lowest_heart_rate": 71,')
    collector = collect(FORMAT, content)
    assert len(rows(collector, "sleep")) == 3
    assert rows(collector, "vitals") == []


def test_a_list_alone_and_the_first_version_of_the_api() -> None:
    old = (
        '[{"summary_date": "2026-03-01", "bedtime_start": "2026-03-01T23:00:00+01:00", "onset_latency": 300, '
        '"bedtime_end": "2026-03-02T07:00:00+01:00", "total": 25200, "duration": 28800, "deep": 3600, "rem": 7200, '
        '"light": 14400, "awake": 3600, "score": 80, "rmssd": 45, "hr_lowest": 50}]'
    )
    assert FORMAT.claims(source(old), Profile())
    collector = collect(FORMAT, old)
    [night] = rows(collector, "sleep")
    assert (night["asleep_h"], night["in_bed_h"], night["day"], night["quality"]) == (7.0, 8.0, "2026-03-02", 8.0)
    assert [v["value"] for v in rows(collector, "vitals")] == [50.0, 45.0]


def test_a_night_of_the_clock_change_keeps_the_app_s_durations() -> None:
    period = PERIOD % ("2026-03-28T23:00:00+01:00", "2026-03-29T07:00:00+02:00", "long_sleep")
    collector = collect(FORMAT, f'{{"data": [{period[:-1]}, "time_in_bed": 25200}}]}}')
    [night] = rows(collector, "sleep")
    assert (night["start"], night["end"]) == ("2026-03-28T23:00:00", "2026-03-29T07:00:00")
    assert night["in_bed_h"] == 7.0


def test_truncated_file_gives_complete_entries() -> None:
    collector = collect(FORMAT, TEXTS[0][: TEXTS[0].index('"id": "a3"')])
    assert len(rows(collector, "sleep")) == 2
    assert collector.rows == 3
    assert len(lost(collector)) == 1


def test_the_tags_of_the_account() -> None:
    collector = collect(FORMAT, (HERE / "enhancedtag.csv").read_text(encoding="utf-8"))
    assert [(r["day"], r["name"]) for r in rows(collector, "activities")] == [
        ("2026-03-01", "alcohol"),
        ("2026-03-02", "late meal"),
        ("2026-03-03", "Sang in the choir"),
        ("2026-03-05", "vacation"),
    ]
    assert [(r["text"], r["tags"]) for r in rows(collector, "journal")] == [
        ("One glass; it was a birthday.", ["alcohol"]),
        ("Only a remark.", []),
    ]


@pytest.mark.parametrize(
    ("content", "table", "values"),
    [
        (
            '{"data": [{"day": "2026-03-01", "steps": 7000, "equivalent_walking_distance": 1, "contributors": {}}]}',
            "vitals",
            [7000.0],
        ),
        (
            '{"data": [{"day": "2026-03-01", "score": 81, "contributors": {"rem_sleep": 70}}]}',
            "ratings",
            [8.1],
        ),
    ],
)
def test_the_days_of_the_api(content: str, table: str, values: list[float]) -> None:
    assert FORMAT.claims(source(content), Profile())
    assert [r["value"] for r in rows(collect(FORMAT, content), table)] == values


@pytest.mark.parametrize("name", DAYS)
@pytest.mark.parametrize("day", ["", "2026-13-01", "2226-03-01"])
def test_impossible_days_are_rejected(name: str, day: str) -> None:
    cells = {"day": day, "start_day": day, "steps": "7", "score": "70", "tag_type_code": "tag_x"}
    collector = collect(FORMAT, _one_day(name, cells))
    assert (collector.rows, len(lost(collector)), collector.empty.total()) == (1, 1, 0)


@pytest.mark.parametrize("name", DAYS)
def test_empty_days_are_counted_as_empty(name: str) -> None:
    collector = collect(FORMAT, _one_day(name, {"day": "2026-03-01", "start_day": "2026-03-01", "steps": "0"}))
    assert (collector.rows, len(lost(collector)), collector.empty.total()) == (1, 0, 1)


def _one_day(name: str, cells: dict[str, str]) -> str:
    head = (HERE / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0]
    values = {"contributors": "rem_sleep"} | cells
    return f"{head}\n{';'.join(values.get(column, '') for column in head.split(';'))}\n"
