from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

import heartdata as hd
from heartdata.readers.apps.dated_text import FORMAT
from heartdata.readers.collector import Collector
from tests.readers.helpers import claiming, collect, lost

PROSE = "Could not sleep, so I wrote.\nNothing helped.\n"


def read(text: str, name: str = "2026-03-14.txt", **profile: Any) -> Collector:
    return collect(FORMAT, text, name, **profile)


@pytest.mark.parametrize(
    ("name", "when"),
    [
        ("2026-03-14.txt", date(2026, 3, 14)), ("2026_03_14.TXT", date(2026, 3, 14)),
        ("20260314.txt", date(2026, 3, 14)),
        ("diary 2026-03-14.txt", date(2026, 3, 14)), ("Tagebuch_2026-03-14_Samstag.txt", date(2026, 3, 14)),
        ("2026-03-14 at the lake.txt", date(2026, 3, 14)), ("2026-03-14 21.30.txt", datetime(2026, 3, 14, 21, 30)),
        ("journal/2026/03/14.txt", date(2026, 3, 14)), ("14-03-2026.txt", date(2026, 3, 14)),
        ("Tagebuch 14.03.2026.txt", date(2026, 3, 14)), ("3.4.2026.txt", date(2026, 4, 3)),
        ("14 mars 2026.txt", date(2026, 3, 14)),
    ],
)  # fmt: skip
def test_names(name: str, when: date) -> None:
    assert claiming(PROSE, name) == ["dated_text"]
    row = read(PROSE, name).tables["journal"][0]
    assert (row[0] or row[1], row[3]) == (when, PROSE.strip())


def test_first_line_that_repeats_the_date_is_not_text() -> None:
    assert read("2026-03-14\n\nwords").tables["journal"][0][3] == "words"
    assert read("15 March 2026\n\nwords").tables["journal"][0][3] == "15 March 2026\n\nwords"


def test_an_empty_file_and_a_year_that_cannot_be_true() -> None:
    assert read("\n \n").empty.total() == 1
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


def test_hand_made_table_is_a_table() -> None:
    columns = {"date": "when", "note": "what"}
    assert claiming("when, what\n2026-03-14, a\n", "2026-03-14.txt", columns=columns) == ["table"]
