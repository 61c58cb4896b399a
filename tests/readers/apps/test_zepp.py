from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heartdata.core.profile import Profile
from heartdata.errors import UnreadableFileError
from heartdata.readers.apps.zepp import FORMAT
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

HERE = DATA / "zepp"
NAMES = ["SLEEP_1772400000000", "ACTIVITY_1772400000000"]
TEXTS = [(HERE / f"{name}.csv").read_text(encoding="utf-8-sig") for name in NAMES]


@pytest.mark.parametrize("name", NAMES)
def test_golden(name: str) -> None:
    check_golden(FORMAT, HERE / f"{name}.csv", name)
    check_claimed(FORMAT, HERE / f"{name}.csv")


def test_no_other_file_is_claimed() -> None:
    check_claims_no_other(FORMAT)


def test_the_zone_gives_the_clock_also_on_the_night_of_its_change() -> None:
    found = rows(collect(FORMAT, TEXTS[0], time_zone="Europe/Berlin"), "sleep")
    assert [(row["start"], row["end"], row["day"], row["utc_offset"]) for row in found] == [
        ("2026-03-01T23:10:00", "2026-03-02T07:10:00", "2026-03-02", 60.0),
        ("2026-03-28T23:00:00", "2026-03-29T07:00:00", "2026-03-29", 60.0),
    ]


def test_an_offset_that_is_told_is_the_clock() -> None:
    text = TEXTS[0].replace("22:10:00+0000", "23:10:00+0100").replace("06:10:00+0000", "07:10:00+0100")
    found = rows(collect(FORMAT, text, time_zone="Asia/Tokyo"), "sleep")[0]
    assert (found["start"], found["utc_offset"]) == ("2026-03-01T23:10:00", 60.0)


@pytest.mark.parametrize("left_out", ["+0000", "22:10:00+0000", "06:10:00+0000"])
def test_a_time_whose_offset_was_left_out_is_in_utc_as_well(left_out: str) -> None:
    text = TEXTS[0].replace(left_out, left_out.removesuffix("+0000"))
    asked = rows(collect(FORMAT, text, time_zone="Europe/Berlin"), "sleep")
    assert asked == rows(collect(FORMAT, TEXTS[0], time_zone="Europe/Berlin"), "sleep")


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n", "date,steps\n2026-03-01,5\n"])
def test_other_files_are_not_claimed_and_say_what_to_do_if_asked_for(content: str) -> None:
    assert not FORMAT.claims(source(content), Profile())
    with pytest.raises(UnreadableFileError, match="Zepp"):
        collect(FORMAT, content)


def test_messages_hold_nothing_that_was_written() -> None:
    for text in TEXTS:
        check_private(collect(FORMAT, text.replace("2026-03-0", "PRIVATE").replace("90", "PRIVATE")))


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
