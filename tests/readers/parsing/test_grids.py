"""Grids, days without a year, and several people in one file: read where the person says what they are, else named."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

import heartdata as hd
from heartdata.readers.parsing.grids import unfold_text
from heartdata.readers.unknown_tables import proposals

HOURS = "Date,8:00 AM,9:00 AM,10:00 AM\n3/13/2026,4,5,\n3/14/2026,3,,9\n"
MONTHS = "Day,Jan,Feb,Mar\n1,4,3,5\n2,3,3,4\n30,2,1,5\n"
WEEK = ",2026-03-02,2026-03-03,2026-03-04\nMood,3,4,\nSleep,7.5,8,6\nNotes,tired,,better\n"
YEARLESS = "Date,Mood\n12/30,3\n12/31,2\n1/1,4\n"
PEOPLE = "Date,Name,Mood\n2026-03-01,Ana,2\n2026-03-01,Ben,5\n2026-03-02,Ana,3\n2026-03-02,Ben,4\n"
MOOD = '{ name = "value", min = 1, max = 10 }'


def read(folder: Path, name: str, content: str, toml: str) -> hd.Logs:
    (folder / name).write_text(content, encoding="utf-8")
    (folder / "heartdata.toml").write_text(toml, encoding="utf-8")
    return hd.read_logs(folder)


def ratings(logs: hd.Logs) -> list[tuple[str, str]]:
    return [(str(day.date()), raw) for day, raw in zip(logs.ratings["day"], logs.ratings["raw"], strict=True)]


def test_a_grid_of_hours(tmp_path: Path) -> None:
    logs = read(tmp_path, "hours.csv", HOURS, f'[columns]\ndate = "date"\ntime = "time"\nmood = {MOOD}\n')
    assert [str(at) for at in logs.ratings["time"]] == [
        "2026-03-13 08:00:00", "2026-03-13 09:00:00", "2026-03-14 08:00:00", "2026-03-14 10:00:00",
    ]  # fmt: skip
    assert list(logs.ratings["raw"]) == ["4", "5", "3", "9"]
    assert logs.rejected.empty


@pytest.mark.parametrize("content", [MONTHS, "Month,1,2,30\nJan,4,3,2\nFeb,3,3,1\nMar,5,4,5\n"])
def test_a_grid_of_months_takes_its_year_from_its_name_or_the_profile(tmp_path: Path, content: str) -> None:
    toml = f'[columns]\ndate = "date"\nmood = {MOOD}\n'
    logs = read(tmp_path, "mood_2026.csv", content, toml)
    assert ("2026-03-30", "5") in ratings(logs)
    assert len(logs.ratings) == 8
    assert len(logs.rejected) == 1  # the 30th of February
    assert "its days are taken to be of 2026, the year in its name" in logs.sources["notes"][0]
    (tmp_path / "mood_2026.csv").unlink()
    with pytest.raises(hd.AmbiguousFormatError, match=r'moods\.csv: a grid .* "moods\.csv" = \{ year = 2026 \}'):
        read(tmp_path, "moods.csv", content, toml)
    logs = read(tmp_path, "moods.csv", content, f'{toml}[sources]\n"moods.csv" = {{ year = 2025 }}\n')
    assert ("2025-01-01", "4") in ratings(logs)


def test_a_week_with_a_day_in_each_column(tmp_path: Path) -> None:
    toml = (
        '[columns]\ndate = "date"\nmood = { name = "Mood", min = 1, max = 5 }\nsleep_hours = "Sleep"\nnote = "Notes"\n'
    )
    logs = read(tmp_path, "week.csv", WEEK, toml)
    assert ratings(logs) == [("2026-03-02", "3"), ("2026-03-03", "4")]
    assert list(logs.sleep["asleep_h"]) == [7.5, 8.0, 6.0]
    assert list(logs.journal["text"]) == ["tired", "better"]
    assert logs.sources["rows"][0] == 3


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("hours.csv", HOURS, "a grid with an hour in each column"),
        ("mood_2026.csv", MONTHS, "a grid with a month in each column"),
        ("week.csv", WEEK, "a table with a day in each column"),
        ("m.csv", YEARLESS, "its days have no year"),
    ],
)
def test_without_a_description_the_file_is_named_and_lines_are_proposed(
    tmp_path: Path, name: str, content: str, said: str
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(hd.UnknownFormatError, match=f"{name}: {said}"):
        hd.read_logs(tmp_path / name)
    [found] = proposals(tmp_path)
    written = found.written()
    assert any("date = " in line for line in written)
    assert any("mood = " in line and "?" in line for line in written), written


def test_a_line_of_the_diary_that_begins_a_row_is_not_repeated(tmp_path: Path) -> None:
    days = ",".join(f"2026-03-0{day}" for day in range(1, 8))
    (tmp_path / "w.csv").write_text(f",{days}\nI miss her.\nmood{',3' * 7}\nsleep{',7' * 7}\n", encoding="utf-8")
    with pytest.raises(hd.UnknownFormatError, match=r"names date and mood and sleep for its columns"):
        hd.read_logs(tmp_path / "w.csv")


def test_days_without_a_year(tmp_path: Path) -> None:
    toml = '[columns]\ndate = "Date"\nmood = { name = "Mood", min = 1, max = 5 }\n'
    with pytest.raises(
        hd.AmbiguousFormatError, match=r'm\.csv: its days have no year; .* "m\.csv" = \{ year = 2026 \}'
    ):
        read(tmp_path, "m.csv", YEARLESS, toml)
    logs = read(tmp_path, "m.csv", YEARLESS, f'{toml}[sources]\n"m.csv" = {{ year = 2026 }}\n')
    assert ratings(logs) == [("2025-12-30", "3"), ("2025-12-31", "2"), ("2026-01-01", "4")]


def test_several_people_in_one_file_are_asked_about(tmp_path: Path) -> None:
    toml = '[columns]\ndate = "Date"\nmood = { name = "Mood", min = 1, max = 5 }\n'
    with pytest.raises(hd.AmbiguousFormatError, match=r"diary\.csv: column 2 names 2 people; say .* person = "):
        read(tmp_path, "diary.csv", PEOPLE, toml)
    logs = read(tmp_path, "diary.csv", PEOPLE, f'{toml}person = {{ name = "Name", only = "ben" }}\n')
    assert ratings(logs) == [("2026-03-01", "5"), ("2026-03-02", "4")]
    assert logs.sources["rows"][0] == 4
    assert "2 with nothing to keep: rows of other people" in logs.sources["notes"][0]


def test_a_header_of_many_empty_cells_takes_no_time() -> None:
    began = time.process_time()
    assert unfold_text("a,b" + "," * 300_000 + "\n1,2\n") is None
    assert time.process_time() - began < 3
