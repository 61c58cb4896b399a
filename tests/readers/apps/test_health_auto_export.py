from __future__ import annotations

import json
from typing import Any

import pytest

from heartdata.readers.apps.health_auto_export import FORMAT
from heartdata.readers.collector import Collector
from tests.readers.helpers import cells, collect, lost, plain, rows, shown, values


def minds(*given_minds: Any, **profile: Any) -> Collector:
    return collect(FORMAT, json.dumps({"data": {"metrics": [], "stateOfMind": list(given_minds)}}), **profile)


def mind(**fields: Any) -> dict[str, Any]:
    return {"kind": "daily_mood", "start": "2026-03-01 20:00:00 +0100", "valence": 0.5, "labels": [], **fields}


def metric(name: str, units: str, *points: Any, **profile: Any) -> Collector:
    return collect(
        FORMAT,
        json.dumps({"data": {"metrics": [{"name": name, "units": units, "data": list(points)}]}}),
        **profile,
    )


def sleep(*points: Any, units: str = "hr") -> Collector:
    return metric("sleep_analysis", units, *points)


def night(**fields: Any) -> dict[str, Any]:
    times = {"sleepStart": "2026-02-28 23:00:00 +0100", "sleepEnd": "2026-03-01 07:00:00 +0100"}
    return {"date": "2026-03-01 07:00:00 +0100", **times, **fields}


def segment(start: str, end: str, value: str = "Core", **fields: Any) -> dict[str, Any]:
    return {"source": "Watch", "startDate": f"{start} +0100", "endDate": f"{end} +0100", "value": value, **fields}


def test_file_without_useful_data_is_reported() -> None:
    collector = metric("active_energy", "kJ", {"date": "2026-03-01 00:00:00 +0100", "qty": 1})
    assert (collector.rows, len(collector.notes)) == (0, 1)


@pytest.mark.parametrize(
    ("start", "at", "offset"),
    [
        ("2026-03-01 20:00:00 +0100", "2026-03-01T20:00:00", 60.0),
        ("2026-03-01 20:00:00 -0330", "2026-03-01T20:00:00", -210.0),
        ("2026-03-01 8:00:00\u202fpm +0100", "2026-03-01T20:00:00", 60.0),
        ("2026-03-01 12:05:00 am +1000", "2026-03-01T00:05:00", 600.0),
        ("2026-03-01T20:00:00Z", "2026-03-01T21:00:00", 60.0),
        ("2026-03-01T20:00:00.123Z", "2026-03-01T21:00:00", 60.0),
        ("2026-03-01 20:00:00", "2026-03-01T20:00:00", None),
    ],
)
def test_stamps(start: str, at: str, offset: float | None) -> None:
    [row] = rows(minds(mind(start=start), time_zone="Europe/Berlin"), "ratings")
    assert (plain(row["time"]), row["utc_offset"]) == (at, offset)


def test_a_stamp_in_utc_without_a_zone_is_said() -> None:
    collector = minds(mind(start="2026-03-01T20:00:00Z"))
    assert rows(collector, "ratings")[0]["utc_offset"] is None
    assert "time_zone" in shown(collector)
    assert minds(mind()).notes == []


@pytest.mark.parametrize(("valence", "value"), [(-1, 0.0), (0, 5.0), (1, 10.0), (-0.5, 2.5)])
def test_valence(valence: float, value: float) -> None:
    assert values(minds(mind(valence=valence))) == [value]


@pytest.mark.parametrize("valence", [1.01, -2, None, "0.5", True, [], 10**30])
def test_invalid_valence_rejects_only_itself(valence: Any) -> None:
    collector = minds(mind(valence=valence, valenceClassification="pleasant", associations=["work"]), mind())
    assert values(collector) == [7.5]
    assert cells(collector) == [(1, "valence")]
    assert len(rows(collector, "activities")) == 1


@pytest.mark.parametrize(
    "start",
    [
        "",
        None,
        "yesterday",
        1188745353.99,
        "2026-02-30 10:00:00 +0100",
        "0026-03-01 10:00:00 +0100",
        "0001-01-01T00:00:00Z",
    ],
)
def test_an_entry_without_a_time_is_rejected_and_the_rest_is_read(start: Any) -> None:
    collector = minds(mind(), mind(start=start), "x", mind(), time_zone="America/New_York")
    assert (collector.rows, len(values(collector))) == (4, 2)
    assert [place for place, _ in lost(collector)] == [2, 3]


@pytest.mark.parametrize(
    ("hours", "asleep", "light", "in_bed"),
    [
        ({"asleep": 6.5, "inBed": 0}, 6.5, None, None),
        ({"asleep": 6.5, "inBed": 7.5}, 6.5, None, 7.5),
        ({"asleep": 7, "core": 4, "deep": 1, "rem": 2}, 7.0, 4.0, None),
        ({"asleep": 0, "core": 4, "deep": 1, "rem": 2}, 7.0, 4.0, None),
        ({"asleep": 0.5, "core": 4, "deep": 1, "rem": 2}, 7.5, 4.0, None),
        ({"totalSleep": 7.5, "asleep": 0.5, "core": 4, "deep": 1, "rem": 2}, 7.5, 4.0, None),
        ({"inBed": 8}, None, None, 8.0),
    ],
)
def test_hours_of_a_night(hours: dict[str, float], asleep: Any, light: Any, in_bed: Any) -> None:
    [row] = rows(sleep(night(**hours)), "sleep")
    assert (row["asleep_h"], row["light_h"], row["in_bed_h"]) == (asleep, light, in_bed)


def test_a_night_in_minutes_and_one_in_an_unknown_unit() -> None:
    assert rows(sleep(night(asleep=390), units="min"), "sleep")[0]["asleep_h"] == 6.5
    unknown = sleep(night(asleep=390), units="lunar")
    assert (unknown.rows, len(unknown.notes)) == (0, 2)


@pytest.mark.parametrize("edges", [{"sleepStart": None}, {"sleepEnd": "x"}, {"sleepEnd": "2026-02-28 22:00:00 +0100"}])
def test_a_night_without_both_times_keeps_its_day(edges: dict[str, Any]) -> None:
    [row] = rows(sleep(night(asleep=6.5, **edges)), "sleep")
    assert (row["start"], row["end"], plain(row["day"])) == (None, None, "2026-03-01")


def test_night_of_a_clock_change_has_the_hours_from_the_app() -> None:
    times = {"sleepStart": "2026-03-28 23:00:00 +0100", "sleepEnd": "2026-03-29 07:00:00 +0200"}
    assert rows(sleep(night(asleep=6.75, **times)), "sleep")[0]["asleep_h"] == 6.75
    ends = {"endDate": "2026-03-29 07:00:00 +0200"}
    assert rows(sleep(segment("2026-03-28 23:00:00", "", **ends)), "sleep")[0]["asleep_h"] == 7.0


def test_the_same_night_twice_is_one() -> None:
    assert len(rows(sleep(night(asleep=6.5), night(asleep=6.5)), "sleep")) == 1


def test_segments_that_overlap_count_each_moment_once() -> None:
    collector = sleep(
        segment("2026-03-01 00:00:00", "2026-03-01 06:00:00", "Asleep", qty=6),
        segment("2026-03-01 01:00:00", "2026-03-01 02:00:00", "Deep", qty=1),
    )
    [row] = rows(collector, "sleep")
    assert (row["asleep_h"], row["deep_h"]) == (6.0, 1.0)


def test_a_long_gap_begins_another_period() -> None:
    collector = sleep(
        segment("2026-03-01 00:00:00", "2026-03-01 03:00:00"),
        segment("2026-03-01 04:00:00", "2026-03-01 06:00:00"),
        segment("2026-03-01 09:00:00", "2026-03-01 10:00:00"),
    )
    assert [r["asleep_h"] for r in rows(collector, "sleep")] == [5.0, 1.0]


def test_awake_alone_is_not_sleep() -> None:
    assert rows(sleep(segment("2026-03-01 00:00:00", "2026-03-01 03:00:00", "Awake")), "sleep") == []


def test_steps_of_several_devices_are_not_added() -> None:
    def walked(source: str, qty: float) -> dict[str, Any]:
        return {"startDate": "2026-03-01 10:00:00 +0100", "endDate": "", "qty": qty, "source": source}

    collector = metric("step_count", "count", walked("iPhone", 500), walked("Watch", 700))
    assert [(v["when"], v["name"], v["value"]) for v in rows(collector, "vitals")] == [("2026-03-01", "steps", 700.0)]


@pytest.mark.parametrize("qty", [-1, 900, None, "58", True])
def test_a_measurement_that_cannot_be_true_is_rejected(qty: Any) -> None:
    collector = metric("resting_heart_rate", "count/min", {"date": "2026-03-01 00:00:00 +0100", "qty": qty})
    assert rows(collector, "vitals") == []
    assert [place for place, _ in lost(collector)] == [1]
