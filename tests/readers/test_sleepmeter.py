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
from heartdata.readers.sleepmeter import FORMAT

HERE = DATA / "sleepmeter"
TEXTS = [(HERE / "diary.csv").read_text(encoding="utf-8")]
HEADER = "wake,sleep,bedtime,holes,type,dreams,aid,hindrances,tags,quality,notes\n"
TIMES = '"{wake}","2026-03-01 23:00+0100","2026-03-01 22:30+0100"'
ROW = TIMES + ',{holes},NIGHT_SLEEP,NONE,NONE,NONE,NONE,{quality},"{notes}"\n'


def row(wake: str = "2026-03-02 07:00+0100", holes: str = "", quality: str = "5", notes: str = "") -> str:
    return ROW.format(wake=wake, holes=holes, quality=quality, notes=notes)


def test_golden() -> None:
    check_golden(FORMAT, HERE / "diary.csv", "diary")
    check_claimed(FORMAT, HERE / "diary.csv")


@pytest.mark.parametrize("notes", ['a "b" c', 'x", "y', "one\ntwo", "\n\n", 'ends with "', "a,b,c,,,", '"', "\u2019"])
def test_notes_with_anything_in_them_do_not_break_the_rows_around(notes: str) -> None:
    collector = collect(FORMAT, HEADER + row() + row(notes=notes) + row(wake="2026-03-02 06:00+0100"))
    assert len(rows(collector, "sleep")) == collector.rows == 3
    assert [entry["text"] for entry in rows(collector, "journal")] == ([notes.strip()] if notes.strip() else [])


@pytest.mark.parametrize("holes", ["15-", "60-50", "0-9999", "a", "60-90|70-480|1-2000"])
def test_holes_that_cannot_be_true_cost_only_what_follows_from_them(holes: str) -> None:
    collector = collect(FORMAT, HEADER + row(holes=holes))
    assert [(n["asleep_h"], n["in_bed_h"]) for n in rows(collector, "sleep")] == [(None, 8.5)]
    assert [r[2] for r in collector.tables["rejected"]] == ["holes"]


def test_only_lists_and_no_diary() -> None:
    assert collect(FORMAT, 'custom_tag_id,name\nCUSTOM_0001,"mine"\n\n').rows == 0


def test_a_file_with_windows_line_ends() -> None:
    collector = check_golden(FORMAT, HERE / "diary.csv", "diary")
    other = collect(FORMAT, TEXTS[0].replace("\n", "\r\n"))
    assert rows(other, "sleep") == rows(collector, "sleep")


def test_messages_hold_nothing_that_was_written() -> None:
    text = HEADER + row(wake="PRIVATE") + row(holes="PRIVATE", quality="PRIVATE") + "PRIVATE\n" + row()
    check_private(collect(FORMAT, text.replace(HEADER, HEADER + "PRIVATE\n")))


@pytest.mark.parametrize(
    "content",
    [
        "",
        "wake,sleep,mood\n7:00,23:00,3\n",
        "custom_tag_id\n",
        '[{"wake": 1}]',
        "I wake, sleep, bedtime, holes, type\n",
    ],
)
def test_other_files_are_not_claimed(content: str) -> None:
    assert not FORMAT.claims(source(content), Profile())


@pytest.mark.parametrize("content", ["a,b\n1,2\n", '{"a": 1}', "", "\0", "[" * 100_000])
def test_another_file_asked_for_by_name_says_what_to_do(content: str) -> None:
    with pytest.raises(UnreadableFileError, match="Sleepmeter"):
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
    text = HEADER + row(notes='a "b"') * 3650
    before = time.process_time()
    assert collect(FORMAT, text).rows >= 3650
    assert time.process_time() - before < 3  # about a quarter of a second; room for slow machines
