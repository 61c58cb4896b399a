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
from heartdata.readers.autosleep import FORMAT

HERE = DATA / "autosleep"
TEXTS = [(HERE / "AutoSleep.csv").read_text(encoding="utf-8")]


def test_golden() -> None:
    check_golden(FORMAT, HERE / "AutoSleep.csv", "AutoSleep")
    check_claimed(FORMAT, HERE / "AutoSleep.csv")


def test_a_nap_alone_on_its_day_is_marked() -> None:
    text = TEXTS[0].splitlines()[0] + (
        '\n2026-03-02T20:59:59+01:00,"Sunday, Mar 1, 2026","Monday, Mar 2, 2026",2026-03-02 15:16:00,'
        "2026-03-02 16:38:00,01:22:00,00:00:00,00:00:00,1,01:22:00,,,,,,,,,,,,,,,,,,,,,,,\n"
    )
    assert [n["nap"] for n in rows(collect(FORMAT, text), "sleep")] == [True]


def test_messages_hold_nothing_that_was_written() -> None:
    check_private(collect(FORMAT, TEXTS[0].replace("2026-03-03", "PRIVATE").replace("08:15:00", "PRIVATE")))


@pytest.mark.parametrize(
    "content",
    ["", "bedtime,waketime,asleep\n", "ISO8601,fromDate,toDate,bedtime\n2026,a,b,c\n"],
)
def test_other_files_are_not_claimed(content: str) -> None:
    assert not FORMAT.claims(source(content), Profile())


@pytest.mark.parametrize("content", ["a,b\n1,2\n", '{"a": 1}', "", "\0", "[" * 100_000])
def test_another_file_asked_for_by_name_says_what_to_do(content: str) -> None:
    with pytest.raises(UnreadableFileError, match="AutoSleep"):
        collect(FORMAT, content)


def test_no_other_file_is_claimed() -> None:
    check_claims_no_other(FORMAT)


@settings(max_examples=120, deadline=None)
@given(damaged(TEXTS), st.sampled_from([None, "Europe/Berlin", "Pacific/Apia"]))
def test_nothing_but_heartdata_errors_and_every_row_is_accounted_for(text: str, zone: str | None) -> None:
    collector = check_survives(FORMAT, text, time_zone=zone)
    if collector is not None:
        assert collector.rows == len(collector.tables["sleep"]) + len(lost(collector))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_claims_never_raises(content: bytes) -> None:
    assert FORMAT.claims(source(content), Profile()) is False


def test_ten_years_are_read_quickly() -> None:
    text = TEXTS[0].splitlines()[0] + "\n" + (TEXTS[0].splitlines()[1] + "\n") * 3650
    before = time.process_time()
    assert collect(FORMAT, text).rows >= 3650
    assert time.process_time() - before < 3  # about a quarter of a second; room for slow machines
