from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heartdata.core.profile import Profile
from heartdata.errors import UnreadableFileError
from heartdata.readers.apps.garmin import FORMAT
from tests.readers.tracker_checks import (
    DATA,
    check_claimed,
    check_claims_no_other,
    check_golden,
    check_private,
    check_survives,
    collect,
    damaged,
    lost,
    rows,
    source,
)

HERE = DATA / "garmin"
EXPORT = HERE / "2026-02-01_2026-05-12_1234_sleepData.json"
TEXTS = [path.read_text(encoding="utf-8") for path in (EXPORT, HERE / "api.json")]


def test_golden() -> None:
    check_golden(FORMAT, EXPORT, "sleepData", time_zone="Europe/Berlin")
    check_claimed(FORMAT, EXPORT)


def test_without_a_time_zone_the_days_and_durations_are_kept() -> None:
    collector = check_golden(FORMAT, EXPORT, "no-zone")
    assert "time_zone" in collector.notes[0]


@pytest.mark.parametrize("zone", [None, "Asia/Tokyo"])
def test_the_api_tells_the_local_clock_itself(zone: str | None) -> None:
    if zone is None:
        check_golden(FORMAT, HERE / "api.json", "api")
        check_claimed(FORMAT, HERE / "api.json")
    else:
        assert rows(collect(FORMAT, TEXTS[1], time_zone=zone), "sleep")[0]["start"] == "2026-03-01T23:20:00"


def test_no_other_file_is_claimed() -> None:
    check_claims_no_other(FORMAT)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        '[{"calendarDate": "2026-03-01", "totalSteps": 9000, "restingHeartRate": 52}]',
        '[{"summarizedActivitiesExport": [{"activityId": 1}]}]',
        "calendarDate,sleepStartTimestampGMT\n2026-03-01,2026-03-01T22:10:00.0\n",
    ],
)
def test_other_files_are_not_claimed(content: str) -> None:
    assert not FORMAT.claims(source(content), Profile())


@pytest.mark.parametrize("content", ["a,b\n1,2\n", '{"a": 1}', "[" * 100_000, "", '[{"a": 1}]'])
def test_another_file_asked_for_by_name_says_what_to_do(content: str) -> None:
    with pytest.raises(UnreadableFileError, match="Garmin"):
        collect(FORMAT, content)


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("2026-03-01T22:10:00.0", "2026-03-03T22:10:00.0", ""),
        ("2026-03-01T22:10:00.0", "1026-03-01T22:10:00.0", ""),
        (": 5400,", ": 999999,", "deepSleepSeconds"),
        (": 5400,", ': "long",', "deepSleepSeconds"),
    ],
)
def test_damaged_values_cost_only_themselves(old: str, new: str, column: str) -> None:
    collector = collect(FORMAT, TEXTS[0].replace(old, new, 1), time_zone="Europe/Berlin")
    assert (1, column) in [(r[1], r[2]) for r in collector.tables["rejected"]]
    assert len(rows(collector, "sleep")) == (5 if column else 4)


def test_nothing_asleep_is_told_where_no_stage_is() -> None:
    nights = rows(collect(FORMAT, TEXTS[0], time_zone="Europe/Berlin"), "sleep")
    assert [n["asleep_h"] for n in nights if n["day"] == "2026-03-31"] == [None]


def test_a_night_of_the_clock_change_has_its_true_length() -> None:
    night = rows(collect(FORMAT, TEXTS[0], time_zone="Europe/Berlin"), "sleep")[2]
    assert (night["start"], night["end"], night["in_bed_h"]) == ("2026-03-28T23:00:00", "2026-03-29T07:00:00", 7.0)


def test_messages_hold_nothing_that_was_written() -> None:
    check_private(collect(FORMAT, TEXTS[0].replace("2026-03", "PRIVATE").replace(": 5400", ': "PRIVATE"')))


@settings(max_examples=120, deadline=None)
@given(damaged(TEXTS), st.sampled_from([None, "Europe/Berlin", "Pacific/Apia"]))
def test_nothing_but_heartdata_errors_and_every_entry_is_accounted_for(text: str, zone: str | None) -> None:
    collector = check_survives(FORMAT, text, time_zone=zone)
    if collector is not None:
        assert collector.rows == len(collector.tables["sleep"]) + len(lost(collector))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_claims_never_raises(content: bytes) -> None:
    assert FORMAT.claims(source(content), Profile()) is False


def test_ten_years_are_read_quickly() -> None:
    night = TEXTS[0][TEXTS[0].index("{") : TEXTS[0].index("}, {") + 1]
    before = time.process_time()
    collector = collect(FORMAT, "[" + ",".join([night] * 3650) + "]", time_zone="Europe/Berlin")
    assert len(rows(collector, "sleep")) == 7300
    assert time.process_time() - before < 4  # about a third of a second; room for slow machines
