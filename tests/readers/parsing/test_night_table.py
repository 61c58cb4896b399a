from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest

from heartdata.core.profile import Profile
from heartdata.readers.collector import Collector
from heartdata.readers.parsing.night_table import (
    NightTable,
    Span,
    Stretch,
    add_steps,
    add_stretches,
    clock_hours,
    epoch_times,
    sleep_columns,
    span_between,
)
from heartdata.readers.parsing.rows import Row

BED, WAKE = datetime(2026, 3, 1, 23), datetime(2026, 3, 2, 7)
SLEEP = "start end day asleep_h in_bed_h awake_h deep_h rem_h light_h quality nap utc_offset source".split()


def collector(**profile: Any) -> Collector:
    return Collector("export.csv", "test", Profile(**profile))


def nights(found: Collector) -> list[dict[str, Any]]:
    return [dict(zip(SLEEP, row, strict=True)) for row in found.tables["sleep"]]


def reasons(found: Collector) -> list[str]:
    return [reason for _, _, _, reason in found.tables["rejected"]]


def test_sleep_is_the_sum_of_its_stages() -> None:
    hours = sleep_columns({"awake": 0.5, "light": 4.0, "deep": 1.5, "rem": None})
    assert (hours["asleep_h"], hours["awake_h"], hours["rem_h"]) == (5.5, 0.5, None)


def test_stages_of_zero_were_not_measured() -> None:
    assert sleep_columns({"awake": 0.0, "light": 0.0, "deep": 0.0}) == {
        "asleep_h": None,
        "awake_h": 0.0,
        "deep_h": None,
        "rem_h": None,
        "light_h": None,
    }


def test_a_night_awake_in_bed_has_no_sleep_where_the_device_measures_that() -> None:
    stages = {"awake": 7.0, "light": 0.0, "deep": 0.0}
    assert sleep_columns(stages)["asleep_h"] is None
    assert sleep_columns(stages, awake_all_night=True)["asleep_h"] == 0.0


def test_table_is_declared_by_columns() -> None:
    table = NightTable(
        start="bed",
        end="up",
        hours={"asleep_h": "slept", "in_bed_h": "lay"},
        quality=("score", 100),
        vitals={"pulse": "resting_heart_rate"},
        tags="tags",
        note="words",
    )
    cells = {"bed": "2026-03-01 23:00", "up": "2026-03-02 07:00", "slept": "420", "lay": "480", "score": "80"}
    found = collector()
    table.add_all([Row(cells | {"pulse": "52", "tags": "tea, walk", "words": "slept well"}, 2, found)], found.profile)
    [night] = nights(found)
    assert (night["start"], night["end"], night["day"]) == (BED, WAKE, date(2026, 3, 2))
    assert (night["asleep_h"], night["in_bed_h"], night["quality"]) == (7.0, 8.0, 8.0)
    assert [row[2:4] for row in found.tables["vitals"]] == [("resting_heart_rate", 52.0)]
    assert [row[2] for row in found.tables["activities"]] == ["tea", "walk"]
    assert [row[3] for row in found.tables["journal"]] == ["slept well"]


@pytest.mark.parametrize(("zero_is_unrated", "quality"), [(True, None), (False, 0.0)])
def test_a_score_of_zero(zero_is_unrated: bool, quality: float | None) -> None:
    table = NightTable(quality=("score", 5), zero_is_unrated=zero_is_unrated)
    assert table.score(Row({"score": "0"}, 2, collector())) == quality


def test_reader_values_are_not_parsed_again() -> None:
    found = collector()
    table = NightTable(hours={"asleep_h": "slept", "deep_h": "deep"})
    assert table.add(Row({"slept": "nonsense", "deep": "60"}, 2, found), Span(BED, WAKE), asleep_h=6.0)
    assert (nights(found)[0]["asleep_h"], nights(found)[0]["deep_h"], reasons(found)) == (6.0, 1.0, [])


def test_hours_asleep_come_from_another_column_in_nights_without_stages() -> None:
    found = collector()
    table = NightTable(hours={"deep_h": "deep", "light_h": "light"}, unstaged="slept")
    for deep in ("0", "60"):
        table.add(Row({"deep": deep, "light": "0", "slept": "300"}, 2, found), Span(BED, WAKE))
    assert [(night["asleep_h"], night["deep_h"]) for night in nights(found)] == [(5.0, None), (1.0, 1.0)]


def test_night_with_one_time_is_kept_if_its_day_is_known() -> None:
    found, day = collector(), date(2026, 3, 2)
    assert NightTable().add(Row({}, 2, found), Span(None, WAKE, day=day))
    assert not NightTable().add(Row({}, 3, found), Span(None, WAKE))
    assert reasons(found) == ["its start is missing or not a date and time"]


def test_on_a_clock_change_the_exact_length_counts() -> None:
    winter, summer = (timezone(timedelta(hours=hours)) for hours in (1, 2))
    span = span_between(datetime(2026, 3, 28, 23, tzinfo=winter), datetime(2026, 3, 29, 7, tzinfo=summer), None)
    assert (span.start, span.end, span.hours) == (datetime(2026, 3, 28, 23), datetime(2026, 3, 29, 7), 7.0)


def test_a_period_that_ends_before_it_starts_is_rejected_where_only_the_instants_show_it() -> None:
    found = collector()
    summer, winter = (timezone(timedelta(hours=hours)) for hours in (2, 1))
    span = span_between(
        datetime(2026, 10, 25, 2, 10, tzinfo=winter), datetime(2026, 10, 25, 2, 50, tzinfo=summer), None
    )
    assert not NightTable().add(Row({}, 2, found), span)
    assert reasons(found) == ["it ends before it starts"]


def test_epoch_milliseconds_need_a_time_zone() -> None:
    table, cells = (
        NightTable(times=epoch_times, start="from", end="to"),
        {"from": "1772402400000", "to": "1772431200000"},
    )
    for zone, hour, notes in (("Europe/Berlin", 23, 0), (None, 22, 1)):
        found = collector(time_zone=zone)
        table.add_all([Row(cells, 2, found)], found.profile)
        assert (nights(found)[0]["start"].hour, nights(found)[0]["in_bed_h"], len(found.notes)) == (hour, 8.0, notes)


def test_stretches_make_a_night_and_each_moment_counts_once() -> None:
    found = collector()
    row, middle = Row({}, 2, found), datetime(2026, 3, 2, 3)
    parts = [
        Stretch(row, Span(BED, WAKE), "light"),
        Stretch(row, Span(middle, middle + timedelta(hours=1)), "awake"),
    ]
    add_stretches({"night": parts})
    [night] = nights(found)
    assert (night["asleep_h"], night["awake_h"], night["in_bed_h"], night["deep_h"]) == (7.0, 1.0, 8.0, None)


def test_a_night_of_stretches_awake_is_counted_as_empty() -> None:
    found = collector()
    add_stretches({"night": [Stretch(Row({}, 2, found), Span(BED, WAKE), "awake")]})
    assert (nights(found), found.empty.total()) == ([], 1)


def test_a_day_without_steps_is_one_without_the_device() -> None:
    found, day = collector(), date(2026, 3, 1)
    for line, steps in enumerate(("9000", "0", "", "many"), start=2):
        add_steps(Row({"steps": steps}, line, found), day)
    add_steps(Row({"steps": "1"}, 6, found), None)
    assert [row[3] for row in found.tables["vitals"]] == [9000.0]
    assert found.empty.total() == 2
    assert [(line, column) for _, line, column, _ in found.tables["rejected"]] == [(5, "steps"), (6, "")]


@pytest.mark.parametrize(("written", "hours"), [("07:30:00", 7.5), ("7:15", 7.25), ("", None)])
def test_hours_on_a_clock(written: str, hours: float | None) -> None:
    assert clock_hours(Row({"slept": written}, 2, collector()), "slept") == hours


@pytest.mark.parametrize("written", ["7.5", "99:00:00", "late"])
def test_invalid_duration_rejects_only_its_cell(written: str) -> None:
    found = collector()
    assert clock_hours(Row({"slept": written}, 2, found), "slept") is None
    assert reasons(found) == ["not a duration such as 07:30:00; the rest is kept"]
