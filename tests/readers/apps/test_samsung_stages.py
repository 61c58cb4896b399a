from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heartdata.core.daily import to_daily
from heartdata.core.profile import Profile
from heartdata.errors import UnreadableFileError
from heartdata.readers import read_logs
from heartdata.readers.apps.samsung import STAGES_FORMAT as FORMAT
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

HERE = DATA / "samsung_stages"
NAME = "com.samsung.health.sleep_stage.20260310"
TEXTS = [(HERE / f"{NAME}.csv").read_text(encoding="utf-8-sig")]


def test_golden() -> None:
    check_golden(FORMAT, HERE / f"{NAME}.csv", NAME)
    check_claimed(FORMAT, HERE / f"{NAME}.csv")


def test_no_other_file_is_claimed() -> None:
    check_claims_no_other(FORMAT)


def test_together_with_the_file_of_sleep_a_night_counts_once_and_with_its_stages(tmp_path: Path) -> None:
    for folder in ("samsung", "samsung_stages"):
        for given_file in (DATA / folder).glob("com.samsung.*.csv"):
            (tmp_path / given_file.name).write_bytes(given_file.read_bytes())
    daily = to_daily(read_logs(tmp_path))
    assert daily.loc["2026-03-02", ["sleep_hours", "sleep_efficiency", "sleep_quality"]].tolist() == [7.5, 7.5 / 8, 8.2]
    assert daily.loc["2026-03-03", "sleep_hours"] == 8.5


@pytest.mark.parametrize(
    "content", ["", "com.samsung.health.sleep_stage,1,2\n", "com.samsung.shealth.sleep,1,2\nstart_time,end_time\n"]
)
def test_other_files_are_not_claimed_and_say_what_to_do_if_asked_for(content: str) -> None:
    assert not FORMAT.claims(source(content), Profile())
    with pytest.raises(UnreadableFileError, match="Samsung"):
        collect(FORMAT, content)


def test_messages_hold_nothing_that_was_written() -> None:
    check_private(collect(FORMAT, TEXTS[0].replace("18:10:00", "PRIVATE").replace("40003", "PRIVATE")))


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


def test_ten_years_are_read_quickly() -> None:
    lines = TEXTS[0].splitlines()
    nights = "\n".join(line.replace("n-1", f"n-{n}") for n in range(3650) for line in lines[2:6])
    before = time.process_time()
    assert len(rows(collect(FORMAT, "\n".join([*lines[:2], nights])), "sleep")) == 3650
    assert time.process_time() - before < 5  # about half a second; room for slow machines
