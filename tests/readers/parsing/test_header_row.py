"""Tables with a title above their header row: reported, or read with every line accounted for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import heartdata as hd
from heartdata.readers.parsing.header_row import find_header_line, guess_header_line, skip_title
from heartdata.readers.unknown_tables import proposals

Write = Callable[[str, str | bytes], Path]
COLUMNS = {"date": "Date", "mood": {"name": "Mood", "min": 1, "max": 5}, "note": "Note"}
ROWS = "Date,Mood,Note\n2026-03-01,4,a walk\n2026-03-02,5,\n"


@pytest.mark.parametrize(
    ("above", "lines"),
    [
        ("My diary\n\n", 2), ("My diary,,\r\n,,\r\n", 2), ("\nMy diary\n", 2), ("My diary\rprinted 20.03.2026\r", 2),
        ("My diary\nprinted,2026-03-20,\n", 2), ("", 0), ("\n\n", 0), ("x\n" * 18, 18), ("x\n" * 20, 0),
    ],
)  # fmt: skip
def test_header_line_is_found(above: str, lines: int) -> None:
    assert guess_header_line(above + ROWS) == lines
    assert skip_title(above + ROWS, lines).split("\n")[lines:] == ROWS.split("\n") or not lines


@pytest.mark.parametrize(("above", "lines"), [("", 0), ("My diary\n\n", 2), ("Date\n", 1), ("x\n" * 20, 0)])
def test_header_line_is_found_by_configured_names(above: str, lines: int) -> None:
    assert find_header_line(above + ROWS, ["date"], lambda names: "mood" in names) == lines
    assert find_header_line(above + ROWS, ["day"], lambda names: "mood" in names) == 0


@pytest.mark.parametrize(
    "text",
    [
        "words\n\nmore words\n", "My diary\n\n", "", "title\na,b\n", "title\na,a\n1,2\n", "title\n1,2\n3,4\n",
        "title\na,b,c\n1,2\n", "Date,Mood\n2026-03-01,4\n", "1,2\na,b\nc,d\n",
    ],
)  # fmt: skip
def test_lines_that_are_not_titles(text: str) -> None:
    assert guess_header_line(text) == 0


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_header_line_is_named_and_columns_proposed(write: Write, delimiter: str) -> None:
    path = write("mine.csv", "My own words\n\n" + ROWS.replace(",", delimiter))
    with pytest.raises(hd.UnknownFormatError, match=r"^mine\.csv: line 3 looks like the names of the columns") as error:
        hd.read_logs(path)
    assert "own words" not in str(error.value)
    (proposal,) = proposals(path)
    assert 'date = "Date"' in proposal.written()


def test_configured_columns_are_found_below_a_title(write: Write) -> None:
    path = write("mine.csv", "My diary,,\n,,\nprinted,2026-03-20,\n" + ROWS)
    logs = hd.read_logs(path, profile=hd.Profile(columns=COLUMNS))
    assert logs.ratings["value"].tolist() == [7.5, 10.0]
    assert logs.rejected[["line", "reason"]].to_numpy().tolist() == [[3, "it is above the names of the columns"]]
    assert logs.sources["rows"].tolist() == [4]
    assert logs.sources["notes"].tolist() == ["1 with nothing to keep: lines of a title above the names of the columns"]


def test_line_numbers_count_title_lines(write: Write) -> None:
    path = write("mine.csv", "My diary\r\n\r\n" + ROWS.replace("5,", "9,").replace("\n", "\r\n"))
    logs = hd.read_logs(path, profile=hd.Profile(columns=COLUMNS))
    assert logs.rejected["line"].tolist() == [5]


def test_header_in_the_first_line_is_kept(write: Write) -> None:
    logs = hd.read_logs(write("mine.csv", ROWS + ROWS), profile=hd.Profile(columns=COLUMNS))
    assert len(logs.ratings) == 4
    assert logs.rejected.empty


LINES = st.lists(
    st.sampled_from(["", "words", "words,,", ",,", "two,cells,", "2026-03-04,3,x", "no date,3,x", "Date,Mood,Note"]),
    max_size=12,
)


@pytest.mark.slow
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(above=LINES, under=LINES, end=st.sampled_from(["\n", "\r\n", "\r"]))
def test_every_line_is_read_rejected_or_empty(write: Write, above: list[str], under: list[str], end: str) -> None:
    lines = [*above, "Date,Mood,Note", *under]
    logs = hd.read_logs(write("mine.csv", end.join(lines)), profile=hd.Profile(columns=COLUMNS))
    filled = [line for line in lines if line.strip(",")]
    assert int(logs.sources["rows"].iloc[0]) == len(filled) - filled.count("Date,Mood,Note")
    first = lines.index("Date,Mood,Note")
    titles = sum(line.startswith("words") for line in lines[:first])
    read = sum(line.startswith("2026") for line in lines[first:])
    assert len(logs.ratings) == read
    assert len(logs.rejected) == int(logs.sources["rows"].iloc[0]) - read - titles
