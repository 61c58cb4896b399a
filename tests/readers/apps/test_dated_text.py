from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import heartdata as hd
from heartdata.core.profile import Profile
from heartdata.errors import UnreadableFileError
from heartdata.readers.apps.dated_text import FORMAT
from tests.readers.journal_checks import check_golden, check_survives, claiming, collect
from tests.readers.tracker_checks import DATA, Recording, check_claims_no_other, damaged, lost, source

FILES = sorted((DATA / "dated_text").glob("*.txt"))
TEXTS = [path.read_text(encoding="utf-8") for path in FILES]
PROSE = "Could not sleep, so I wrote.\nNothing helped.\n"


def read(text: str, name: str = "2026-03-14.txt", **profile: Any) -> Recording:
    return collect(FORMAT, text, name, **profile)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_reads_what_a_person_would_read(path: Path) -> None:
    check_golden(FORMAT, path)


@pytest.mark.parametrize(
    ("name", "when"),
    [
        ("2026-03-14.txt", date(2026, 3, 14)), ("2026_03_14.TXT", date(2026, 3, 14)),
        ("20260314.txt", date(2026, 3, 14)),
        ("diary 2026-03-14.txt", date(2026, 3, 14)), ("Tagebuch_2026-03-14_Samstag.txt", date(2026, 3, 14)),
        ("2026-03-14 at the lake.txt", date(2026, 3, 14)), ("2026-03-14 21.30.txt", datetime(2026, 3, 14, 21, 30)),
        ("journal/2026/03/14.txt", date(2026, 3, 14)),
    ],
)  # fmt: skip
def test_names(name: str, when: date) -> None:
    assert claiming(PROSE, name) == ["dated_text"]
    row = read(PROSE, name).tables["journal"][0]
    assert (row[0] or row[1], row[3]) == (when, PROSE.strip())


def test_a_first_line_that_repeats_the_date_is_no_text() -> None:
    assert read("2026-03-14\n\nwords").tables["journal"][0][3] == "words"
    assert read("15 March 2026\n\nwords").tables["journal"][0][3] == "15 March 2026\n\nwords"


def test_an_empty_file_and_a_year_that_cannot_be_true() -> None:
    assert read("\n \n").notes == ["an empty file"]
    collector = read("words", "0206-03-14.txt")
    assert (collector.rows, len(lost(collector))) == (1, 1)


def test_a_folder_with_other_files(write: Callable[[str, str | bytes], Path]) -> None:
    for name, text in {
        "2026-03-14.txt": PROSE, "2026-03-15.txt": PROSE, "README.txt": "about", "LICENSE.txt": "Copyright 2026",
        "log-2026-03-14.txt": PROSE, "notes.txt": PROSE,
    }.items():  # fmt: skip
        write(f"diary/{name}", text)
    logs = hd.read_logs(write("diary/2026-03-16.txt", PROSE).parent)
    assert len(logs.journal) == 3
    assert sorted(logs.rejected["source"]) == ["log-2026-03-14.txt", "notes.txt"]


@pytest.mark.parametrize(
    "name",
    [
        "notes.txt", "README-2026-03-14.txt", "2026-03-14-backup.txt", "error_log-2026-03-14.txt", "2026-03.txt",
        "app-2026-03-14.txt", "2026-03-14_2026-03-20.txt", "14-03-2026.txt", "14.03.2026.txt", "2026-13-14.txt",
        "WhatsApp Chat 2026-03-14.txt", "requirements-2026-03-14.txt", "2026-03-14.csv", "2026-03-14.log", "2026-03-14",
        "LICENSE 2026-03-14.txt", "2026-03-14 invoice.txt", "202603141230.txt", "2026/13/14.txt", "2026-03-14.txt.json",
    ],
)  # fmt: skip
def test_names_that_are_not_claimed(name: str) -> None:
    assert not FORMAT.claims(source(PROSE, name), Profile())


@pytest.mark.parametrize(
    "content",
    [
        "", "\n", "1234\n5678\n", '{"a": 1}', "<html></html>", '["a"]', "#!/bin/sh\necho a\n", "-----BEGIN KEY-----\n",
        "2026-03-14 10:00:00 started\n2026-03-14 10:00:01 stopped\n", "[10:00:01] a\n[10:00:02] b\n",
        "INFO: started\nWARN: slow\n", "Mar 14 10:00:01 host kernel: a\nMar 14 10:00:02 host kernel: b\n",
        "date,mood\n2026-03-14,3\n2026-03-15,4\n", "a;b;c\n1;2;3\n", "a\tb\nc\td\n",
        "[2026-03-14 09:30] Title\nwords\n",
        "12.03.24, 18:22 - Anna: hi\n12.03.24, 18:23 - Ben: hi\n", "Saturday, 14 March 2026\n\nwords\n",
    ],
)  # fmt: skip
def test_content_that_is_not_claimed(content: str) -> None:
    assert not FORMAT.claims(source(content, "2026-03-14.txt"), Profile())


def test_a_table_of_the_person_is_a_table() -> None:
    columns = {"date": "when", "note": "what"}
    assert claiming("when, what\n2026-03-14, a\n", "2026-03-14.txt", columns=columns) == ["table"]


@pytest.mark.parametrize("name", ["notes.txt", "14-03-2026.txt", "2026-03-14-backup.txt"])
def test_another_file_asked_for_by_name_says_what_to_do(name: str) -> None:
    with pytest.raises(UnreadableFileError, match=r"2026-03-14\.txt") as caught:
        read("PRIVATE", name)
    assert "PRIVATE" not in str(caught.value)


def test_leaves_every_other_fixture_alone() -> None:
    check_claims_no_other(FORMAT)


@given(st.binary(max_size=200))
def test_claims_never_raises(content: bytes) -> None:
    assert FORMAT.claims(source(content, "2026-03-14.txt"), Profile()) in (True, False)


@settings(max_examples=150, deadline=None)
@given(damaged([*TEXTS, "2026-03-14\n" + PROSE]))
def test_nothing_but_heartdata_errors_and_every_file_is_accounted_for(text: str) -> None:
    collector = check_survives(FORMAT, text, "2026-03-14.txt")
    if collector is not None:
        assert collector.rows == 1
        assert len(collector.tables["journal"]) + (collector.notes[-1:] == ["an empty file"]) == 1
