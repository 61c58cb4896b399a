from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tracker_checks import (
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

from heartdata.errors import UnreadableFileError
from heartdata.profile import Profile
from heartdata.readers.google_fit import FORMAT

HERE = DATA / "google_fit"
TEXTS = [(HERE / "Daily activity metrics.csv").read_text(encoding="utf-8")]


def test_golden() -> None:
    check_golden(FORMAT, HERE / "Daily activity metrics.csv", "metrics")
    check_claimed(FORMAT, HERE / "Daily activity metrics.csv")


def test_a_file_without_steps_and_sleep_is_no_error() -> None:
    collector = collect(FORMAT, "Date,Move Minutes count,Calories (kcal)\n2026-03-01,3,1500\n")
    assert collector.rows == 1
    assert not rows(collector, "sleep")


def test_messages_hold_nothing_that_was_written() -> None:
    check_private(collect(FORMAT, TEXTS[0].replace("2026-03-01", "PRIVATE").replace("many", "PRIVATE")))


@pytest.mark.parametrize(
    "content",
    ["", "Date,Step count\n2026-03-01,3\n", "Start time,End time,Move Minutes count,Calories (kcal)\n"],
)
def test_other_files_are_not_claimed(content: str) -> None:
    assert not FORMAT.claims(source(content), Profile())


@pytest.mark.parametrize("content", ["a,b\n1,2\n", '{"a": 1}', "", "\0", "[" * 100_000])
def test_another_file_asked_for_by_name_says_what_to_do(content: str) -> None:
    with pytest.raises(UnreadableFileError, match="Google Fit"):
        collect(FORMAT, content)


def test_no_other_file_is_claimed() -> None:
    check_claims_no_other(FORMAT)


@settings(max_examples=120, deadline=None)
@given(damaged(TEXTS), st.sampled_from([None, "Europe/Berlin", "Pacific/Apia"]))
def test_nothing_but_heartdata_errors_and_every_row_is_accounted_for(text: str, zone: str | None) -> None:
    collector = check_survives(FORMAT, text, time_zone=zone)
    if collector is not None:
        assert collector.rows >= len(collector.tables["sleep"]) + len(lost(collector))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_claims_never_raises(content: bytes) -> None:
    assert FORMAT.claims(source(content), Profile()) is False


def test_ten_years_are_read_quickly() -> None:
    text = TEXTS[0].splitlines()[0] + "\n" + (TEXTS[0].splitlines()[1] + "\n") * 3650
    before = time.process_time()
    assert collect(FORMAT, text).rows >= 3650
    assert time.process_time() - before < 3  # about a quarter of a second; room for slow machines
