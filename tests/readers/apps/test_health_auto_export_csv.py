from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heartdata.core.profile import Profile
from heartdata.errors import UnreadableFileError
from heartdata.readers.apps.health_auto_export_csv import FORMAT
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

HERE = DATA / "health_auto_export_csv"
TEXTS = [(HERE / "daily.csv").read_text(encoding="utf-8")]


def test_golden() -> None:
    check_golden(FORMAT, HERE / "daily.csv", "daily")
    check_claimed(FORMAT, HERE / "daily.csv")


def test_no_other_file_is_claimed() -> None:
    check_claims_no_other(FORMAT)


def test_an_older_version_without_a_total_and_with_dates_alone() -> None:
    text = "Date,Sleep Analysis [Asleep] (hr),Sleep Analysis [In Bed] (hr),Step Count (steps)\n2026-03-01,7.5,8,500\n"
    assert FORMAT.claims(source(text), Profile())
    [night] = rows(collect(FORMAT, text), "sleep")
    assert (night["day"], night["asleep_h"], night["in_bed_h"]) == ("2026-03-01", 7.5, 8.0)


def test_sleep_without_a_stage_is_added_to_the_stages_where_it_is_less_than_they_are() -> None:
    text = "Date,Sleep Analysis [Asleep] (hr),Sleep Analysis [Core] (hr),Sleep Analysis [REM] (hr)\n2026-03-01,1,4,2\n"
    assert [night["asleep_h"] for night in rows(collect(FORMAT, text), "sleep")] == [7.0]


def test_hours_of_a_day_are_added_up_for_steps_and_keep_their_clock_for_the_heart() -> None:
    text = (
        "Date/Time,Heart Rate Variability (ms),Step Count (count)\n"
        "2026-03-01 01:00:00,40,3000\n2026-03-01 12:00:00,44,4000\n"
    )
    assert [(row["when"], row["value"]) for row in rows(collect(FORMAT, text), "vitals")] == [
        ("2026-03-01T01:00:00", 40.0),
        ("2026-03-01T12:00:00", 44.0),
        ("2026-03-01", 7000.0),
    ]


@pytest.mark.parametrize(
    "content",
    ["", "Date,Mood,Sleep\n2026-03-01,4,7\n", "Date,Resting Heart Rate (bpm)\n2026-03-01,58\n", "Sleep Analysis\n"],
)
def test_other_files_are_not_claimed(content: str) -> None:
    assert not FORMAT.claims(source(content), Profile())


def test_another_file_asked_for_by_name_says_what_to_do() -> None:
    with pytest.raises(UnreadableFileError, match="Health Auto Export"):
        collect(FORMAT, "a,b\n1,2\n")


def test_messages_hold_nothing_that_was_written() -> None:
    check_private(collect(FORMAT, TEXTS[0].replace("2026-03-01", "PRIVATE").replace("900", "PRIVATE")))


@settings(max_examples=120, deadline=None)
@given(damaged(TEXTS))
def test_nothing_but_heartdata_errors_and_no_more_nights_than_rows(text: str) -> None:
    collector = check_survives(FORMAT, text)
    if collector is not None:
        assert collector.rows >= len(collector.tables["sleep"]) + len(lost(collector))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_claims_never_raises(content: bytes) -> None:
    assert FORMAT.claims(source(content), Profile()) is False
