from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import heartdata as hd
from heartdata.readers.apps.loop import FORMAT
from heartdata.readers.collector import Collector
from tests.readers.helpers import cells, claiming, collect, lost, rows

Write = Callable[[str, str], Path]
HABITS = """Position,Name,Type,Unit
001,"Früh raus, draußen",YES_NO,
002,Прогулка,YES_NO,
003,Water,NUMERICAL,litres
"""
ALL = """Date,Früh raus, draußen,Прогулка,Water,
2026-03-02,YES_MANUAL,YES_MANUAL,1500,
2026-03-01,NO,UNKNOWN,SKIP,
"""
EXPORT = {
    "Habits.csv": HABITS,
    "Checkmarks.csv": ALL,
    "001 Frh raus drauen/Checkmarks.csv": "Date,Value,Notes\n2026-03-02,YES_MANUAL,cold\n2026-03-01,NO,\n",
    "002/Checkmarks.csv": "Date,Value,Notes\n2026-03-02,YES_MANUAL,\n",
    "003 Water/Checkmarks.csv": "Date,Value,Notes\n2026-03-02,1500,\n2026-03-01,SKIP,\n",
}


def done(collector: Collector) -> list[tuple[str, float | None]]:
    return [(row["name"], row["amount"]) for row in rows(collector, "activities")]


def kinds(*habits: str, **profile: object) -> list[str]:
    content = f"Date,{','.join(habits)},\n2026-03-02,{'2,' * len(habits)}\n"
    return [row["kind"] for row in rows(collect(FORMAT, content, **profile), "activities")]


@pytest.mark.parametrize("zipped", [False, True])
def test_a_whole_export_has_each_habit_once_under_its_full_name(zipped: bool, write: Write, tmp_path: Path) -> None:
    path = tmp_path / "loop"
    for name, content in EXPORT.items():
        write(f"loop/{name}", content)
    if zipped:
        path = tmp_path / "Loop Habits CSV 2026-03-02.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in EXPORT.items():
                archive.writestr(name, content)
    logs = hd.read_logs(path)
    assert sorted(logs.activities["name"]) == ["Früh raus, draußen", "Water", "Прогулка"]
    assert logs.activities.set_index("name").loc["Water", "amount"] == 1.5
    assert list(logs.journal["text"]) == ["cold"]
    assert len(logs.rejected) == 0


@pytest.mark.parametrize("given", ["001 Evening walk", "001 Evening walk/Checkmarks.csv"])
def test_a_folder_of_one_habit_names_it(given: str, write: Write, tmp_path: Path) -> None:
    write("001 Evening walk/Checkmarks.csv", "Date,Value,Notes\n2026-03-02,YES_MANUAL,\n")
    logs = hd.read_logs(tmp_path / given)
    assert list(logs.activities["name"]) == ["Evening walk"]


def test_a_habit_that_only_the_list_names_is_left_to_the_file_of_all(write: Write, tmp_path: Path) -> None:
    write("loop/002/Checkmarks.csv", "Date,Value,Notes\n2026-03-02,YES_MANUAL,\n2026-03-01,NO,rain\n")
    logs = hd.read_logs(tmp_path / "loop")
    assert len(logs.activities) == 0
    assert list(logs.journal["text"]) == ["rain"]
    assert "only the Checkmarks.csv of all habits names" in logs.sources.loc[0, "notes"]


def test_the_list_of_another_export_does_not_rename_a_habit(write: Write, tmp_path: Path) -> None:
    write("loop/Habits.csv", "Position,Name\n001,Something else\n")
    write("loop/001 Water/Checkmarks.csv", "Date,Value,Notes\n2026-03-02,2,\n")
    assert list(hd.read_logs(tmp_path / "loop").activities["name"]) == ["Water"]


def test_old_versions_write_no_header_for_one_habit() -> None:
    content = "2026-03-02,2\n2026-03-01,1\n2026-02-28,soon\n"
    assert claiming(content, "001 Walk/Checkmarks.csv") == ["loop"]
    collector = collect(FORMAT, content, "001 Walk/Checkmarks.csv")
    assert (collector.rows, done(collector), cells(collector)) == (3, [("Walk", None)], [(3, "value")])


def test_ambiguous_name_with_a_comma_is_rejected() -> None:
    collector = collect(FORMAT, "Date,Read,write,Walk,\n2026-03-02,2,0,\n2026-03-01,0,2,\n")
    assert done(collector) == []
    assert [line for line, _ in lost(collector)] == [2, 3]


def test_two_habits_of_one_name_both_count() -> None:
    collector = collect(FORMAT, "Date,Read,Read,\n2026-03-02,2,20000,\n")
    assert done(collector) == [("Read", None), ("Read", 20.0)]


@pytest.mark.parametrize("mark", ["-2", "1.5", "often", "99999999999", "YES"])
def test_unknown_mark_rejects_only_itself(mark: str) -> None:
    collector = collect(FORMAT, f"Date,Read,Walk,\n2026-03-02,{mark},2,\n")
    assert (done(collector), cells(collector)) == ([("Walk", None)], [(2, "habit 1")])


def test_a_damaged_cell_does_not_hide_the_file() -> None:
    assert claiming("Date,Read,Walk,\nsoon,YES_MANUAL,often,\n2026-03-01,YES_AUTO,NO,\n") == ["loop"]


def test_keeping_away_from_somebody_is_a_practice_and_other_limits_are_not_what_they_limit() -> None:
    assert kinds("No contact", "Kein Kontakt", "Sin contacto", "no contact with Sam") == ["practice"] * 4
    assert kinds("No phone", "No Energy Drink", "No exercise", "Ohne Freunde") == ["other"] * 4
    assert kinds("Nordic walking", "Call Mum") == ["practice", "contact"]
    assert kinds("No contact with Sam", contacts={"Sam": ()}) == ["practice"]
    assert kinds("No sugar", practices={"No sugar": ()}) == ["practice"]


def test_a_file_without_its_folder_says_that_the_habit_has_no_name() -> None:
    collector = collect(FORMAT, "Date,Value,Notes\n2026-03-02,YES_MANUAL,\n")
    assert done(collector) == [("unnamed habit", None)]
    assert collector.notes == ["the folder that names this habit is missing; give the zip as the app makes it"]
