from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heartdata.core.profile import Profile
from heartdata.errors import UnreadableFileError
from heartdata.readers.apps.mi_fitness import FORMAT
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

HERE = DATA / "mi_fitness"
NAMES = ["20260309_1_MiFitness_hlth_center_fitness_data"]
TEXTS = [(HERE / f"{name}.csv").read_text(encoding="utf-8-sig") for name in NAMES]


@pytest.mark.parametrize("name", NAMES)
def test_golden(name: str) -> None:
    check_golden(FORMAT, HERE / f"{name}.csv", name)
    check_claimed(FORMAT, HERE / f"{name}.csv")


def test_no_other_file_is_claimed() -> None:
    check_claims_no_other(FORMAT)


def test_without_an_offset_the_zone_gives_the_clock() -> None:
    text = TEXTS[0].replace('""timezone"":4,', "")
    found = rows(collect(FORMAT, text, time_zone="Asia/Tokyo"), "sleep")
    assert [row["start"] for row in found] == ["2026-03-02T07:10:00", "2026-03-03T22:30:00"]


def test_an_offset_in_minutes() -> None:
    text = TEXTS[0].replace('""timezone"":4,', '""timezone"":330,')
    assert rows(collect(FORMAT, text), "sleep")[0]["start"] == "2026-03-02T03:40:00"


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n", "Uid,Tag,Key,Time,Value\n1,2,3,4,5\n"])
def test_other_files_are_not_claimed_and_say_what_to_do_if_asked_for(content: str) -> None:
    assert not FORMAT.claims(source(content), Profile())
    with pytest.raises(UnreadableFileError, match="Mi Fitness"):
        collect(FORMAT, content)


def test_messages_hold_nothing_that_was_written() -> None:
    for text in TEXTS:
        check_private(collect(FORMAT, text.replace("177254", "PRIVATE").replace("watch_", "PRIVATE")))


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
