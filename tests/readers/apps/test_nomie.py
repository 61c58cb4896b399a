from __future__ import annotations

import json
from typing import Any

import pytest

from heartdata.readers.apps.nomie import FORMAT
from heartdata.readers.collector import Collector
from tests.readers.helpers import cells, claiming, collect, lost, plain, rows, shown, values


def log(note: str, **more: Any) -> dict[str, Any]:
    return {"_id": "x", "note": note, "end": "2026-03-01T20:30:00.000Z", "offset": -60, **more}


def read(*logs: Any, trackers: dict[str, Any] | None = None, **profile: Any) -> Collector:
    content = {"nomie": {"number": "6"}, "trackers": trackers or {}, "events": list(logs)}
    return collect(FORMAT, json.dumps(content), **profile)


def ranged(low: Any, high: Any, tag: str = "mood") -> dict[str, Any]:
    return {tag: {"tag": tag, "type": "range", "min": low, "max": high}}


def test_a_backup_larger_than_the_head_is_claimed() -> None:
    events = [log("#mood(4) " + "word " * 20)] * 1000
    many = json.dumps({"nomie": {"number": "6"}, "goals": [], "boards": [], "events": events, "trackers": {}})
    assert claiming(many) == ["nomie"]


@pytest.mark.parametrize(
    ("low", "high", "number", "value"),
    [(1, 5, "4", 7.5), ("1", "5", "4", 7.5), (0, 10, "4", 4.0), (None, None, "4", 10 / 3), (1, 5, "6", None),
     (1, 5, "3,5", 6.25), (-5, 5, "-5", 0.0), (5, 1, "4", None)],
)  # fmt: skip
def test_the_scale_of_a_range_is_in_the_backup(low: Any, high: Any, number: str, value: float | None) -> None:
    collector = read(log(f"#mood({number})"), trackers=ranged(low, high))
    outside = number == "6"
    assert values(collector) == ([] if outside else [None if value is None else pytest.approx(value)])
    assert cells(collector) == ([(1, "mood")] if outside else [])


def test_without_a_range_only_a_number_above_five_settles_the_scale() -> None:
    low = read(log("#mood(2)"), log("#mood(5)"))
    assert values(low) == [None, None]
    assert "min = 1, max = 5" in shown(low)
    assert values(read(log("#mood(1)"), log("#mood(8)"))) == [0.0, pytest.approx(70 / 9)]
    stated = {"date": "date", "mood": {"name": "mood", "min": 1, "max": 5}}
    assert values(read(log("#mood(2)"), columns=stated)) == [2.5]


def test_other_measures_need_a_range_and_are_reversed() -> None:
    collector = read(log("#stress(2) #energy(4)"), trackers=ranged(1, 5, "stress"))
    assert values(collector, "calm") == [7.5]
    assert values(collector, "energy") == []
    assert [(r["name"], r["amount"]) for r in rows(collector, "activities")] == [("energy", 4.0)]


@pytest.mark.parametrize(
    ("note", "found", "text"),
    [
        ("#walk", [("walk", None, "practice")], None),
        ("#Cups_of_tea(2), then @Anna_B!", [("cups of tea", 2.0, "other"), ("anna b", None, "contact")], ", then !"),
        ("+holiday #run(5km)", [("holiday", None, "other"), ("run", 5.0, "practice")], None),
        ("met @anna's sister", [("anna", None, "contact")], "met sister"),
        ("a#b c@d.org 5 + 4 # @", [], "a#b c@d.org 5 + 4 # @"),
        ("#run(5+3)", [("run", None, "practice")], None),
        ("line one\n\nline two", [], "line one line two"),
    ],
)
def test_tokens(note: str, found: list[tuple[str, float | None, str]], text: str | None) -> None:
    collector = read(log(note))
    assert [(r["name"], r["amount"], r["kind"]) for r in rows(collector, "activities")] == [
        (name, amount, collector.kind_of(name) if kind != "contact" else kind) for name, amount, kind in found
    ]
    assert [r["text"] for r in rows(collector, "journal")] == ([] if text is None else [text])


def test_only_what_a_timer_measured_is_hours_of_sleep() -> None:
    collector = read(log("#sleep(07:30:00)"), log("#sleep(4)"), log("#sleep"))
    assert [r["asleep_h"] for r in rows(collector, "sleep")] == [7.5]
    assert [r["amount"] for r in rows(collector, "activities")] == [4.0, None]


@pytest.mark.parametrize(
    ("end", "offset", "zone", "at", "minutes"),
    [
        ("2026-03-01T20:30:00.000Z", -60, None, "2026-03-01T21:30:00", 60.0),
        ("2026-03-01T03:30:00.000Z", 300, None, "2026-02-28T22:30:00", -300.0),
        ("2026-03-01T20:30:00.000Z", 0, "Europe/Berlin", "2026-03-01T20:30:00", 0.0),
        ("2026-03-01T20:30:00.000Z", None, "Europe/Berlin", "2026-03-01T21:30:00", 60.0),
        ("2026-03-01T20:30:00.000Z", None, None, "2026-03-01T20:30:00", None),
        ("2026-03-01T20:30:00.000Z", 9999, None, "2026-03-01T20:30:00", None),
        (1772397000000, -60, None, "2026-03-01T21:30:00", 60.0),
        (1772397000000, None, None, "2026-03-01T20:30:00", None),
    ],
)
def test_offset_sign_is_inverted(end: Any, offset: Any, zone: str | None, at: str, minutes: float | None) -> None:
    collector = read(log("#mood(8)", end=end, offset=offset), time_zone=zone)
    [row] = rows(collector, "ratings")
    assert (plain(row["time"]), row["utc_offset"]) == (at, minutes)
    assert ("time_zone" in shown(collector)) == (minutes is None)


@pytest.mark.parametrize(
    "end", ["", "yesterday", None, 10**30, -(10**17), [], "0026-03-01T10:00:00Z", "2026-02-30T10:00:00Z"]
)
def test_a_log_without_a_time_is_rejected_and_the_rest_is_read(end: Any) -> None:
    collector = read(log("#mood(8)"), log("#mood(9)", end=end), "x", log("#mood(7)"), log(""))
    assert collector.rows == 5
    assert len(values(collector)) == 2
    assert [place for place, _ in lost(collector)] == [3, 2, 5]


def test_in_the_daily_csv_zero_is_missing() -> None:
    collector = collect(FORMAT, "date,#mood,#walk,@anna\n2026-03-02,0,0,0\n2026-03-01,7,2,1\n")
    assert [plain(r["day"]) for r in rows(collector, "ratings")] == ["2026-03-01"]
    assert [r["name"] for r in rows(collector, "activities")] == ["walk", "anna"]
    assert collector.rows == 2
