from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import heartdata as hd
from heartdata.core.profile import Profile
from heartdata.errors import AmbiguousFormatError, HeartdataError
from heartdata.readers.apps.jrnl import FORMAT
from heartdata.readers.collector import Collector
from heartdata.readers.parsing.filename_dates import date_in_folders
from tests.readers.helpers import claiming, collect, lost, source

NAME = "journal/2026/03/04.txt"
TIMED = "[09:30] First.\nBody.\n[1] no entry\n\n[9:15 pm] Second. *\n"


def read(text: str, name: str = NAME, **profile: Any) -> Collector:
    return collect(FORMAT, text, name, **profile)


def test_entries_with_a_time_alone_are_of_the_day_of_their_folders() -> None:
    assert claiming(TIMED, NAME) == ["jrnl"]
    collector = read(TIMED)
    assert [row[0] for row in collector.tables["journal"]] == [
        datetime(2026, 3, 4, 9, 30),
        datetime(2026, 3, 4, 21, 15),
    ]
    assert [row[2:4] for row in collector.tables["journal"]] == [("First.", "Body.\n[1] no entry"), ("Second.", "")]
    assert (collector.rows, collector.tables["rejected"]) == (2, [])


@pytest.mark.parametrize(
    "name", ["journal.txt", "2026/03/notes.txt", "2026/13/04.txt", "26/03/04.txt", "x2026/03/04.txt"]
)
def test_time_alone_is_not_an_entry_elsewhere(name: str) -> None:
    assert date_in_folders(name) is None
    assert not FORMAT.claims(source(TIMED, name), Profile())


def test_the_folders_settle_which_of_day_and_month_comes_first() -> None:
    assert read("[03/04/2026 09:30] a\n").tables["journal"][0][0] == datetime(2026, 3, 4, 9, 30)
    assert read("[04/03/2026 09:30] a\n").tables["journal"][0][0] == datetime(2026, 3, 4, 9, 30)
    with pytest.raises(AmbiguousFormatError):
        read("[05/06/2026 09:30] a\n")


def test_a_whole_journal_that_lies_in_such_folders_keeps_its_dates() -> None:
    rows = read("[2025-01-01 09:30] a\n\n[2026-03-04 09:30] b\n").tables["journal"]
    assert [row[1] for row in rows] == [date(2025, 1, 1), date(2026, 3, 4)]


def test_a_time_that_is_none_keeps_the_day() -> None:
    collector = read("[09:30] a\n\n[29:99] b\n")
    assert [row[:2] for row in collector.tables["journal"]][1] == (None, date(2026, 3, 4))
    assert [row[2] for row in collector.tables["rejected"]] == ["time"]


def test_text_before_the_first_time_is_rejected() -> None:
    collector = read("PRIVATE\n[09:30] a\n")
    assert (collector.rows, len(lost(collector)), len(collector.tables["journal"])) == (2, 1, 1)
    assert "PRIVATE" not in str(collector.tables["rejected"])


def test_original_folder(write: Callable[[str, str | bytes], Path]) -> None:
    write("j/2026/03/04.txt", TIMED)
    write("j/2026/03/05.txt", "[2026-03-05 10:00] Third.\n")
    folder = write("j/2026/03/06.txt", "Just words.\n").parents[2]
    logs = hd.read_logs(folder)
    assert list(logs.sources["format"]) == ["jrnl", "jrnl", "dated_text"]
    assert len(logs.journal) == 4
    single = hd.read_logs(folder / "2026" / "03" / "04.txt")
    assert list(single.journal["day"].dt.day) == [4, 4]


@given(st.text(max_size=120))
def test_nothing_but_heartdata_errors(text: str) -> None:
    with contextlib.suppress(HeartdataError):
        collector = read(f"[09:30] {text}")
        assert collector.rows == len(collector.tables["journal"]) + len(lost(collector)) + collector.empty.total()
