from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import heartdata as hd
from heartdata.errors import AmbiguousFormatError
from heartdata.readers.apps.diarium import FORMAT
from heartdata.readers.collector import Collector
from tests.readers.helpers import claiming, collect, lost, shown

ENTRY: dict[str, Any] = {"date": "2026-03-14T21:30:00", "heading": "h", "html": "<p>a</p>", "tags": [], "people": []}


def read(text: str, name: str = "2026-03-14.txt", **profile: Any) -> Collector:
    return collect(FORMAT, text, name, **profile)


class TestText:
    @pytest.mark.parametrize(
        ("first", "when"),
        [
            ("Saturday, March 14, 2026", date(2026, 3, 14)),
            ("14 mars 2026 21:30", datetime(2026, 3, 14, 21, 30)),
            ("14.03.2026", date(2026, 3, 14)),
            ("2026/3/14", date(2026, 3, 14)),
        ],
    )
    def test_dates(self, first: str, when: date) -> None:
        row = read(f"{first}\n\nwords\n").tables["journal"][0]
        assert (row[0] or row[1], row[3]) == (when, "words")

    @pytest.mark.parametrize(
        ("days", "wanted"),
        [
            (("Saturday, 14 March 2026", "Sunday, 15 March 2026", "Monday 16th March 2026"), (14, 15, 16)),
            (("2026-03-14", "2026-03-15", "2026-03-16 21:30"), (14, 15, 16)),
            (("14/3/2026", "3/4/2026", "4/4/2026"), (14, 3, 4)),  # the first decides the order of the others
            (("3/14/2026", "3/4/2026", "3/5/2026"), (14, 4, 5)),
        ],
    )
    @pytest.mark.parametrize("words", ["one line", "a\nb\n\nc\nd\ne"])
    def test_a_diary_of_many_days_in_one_file(self, days: tuple[str, ...], wanted: tuple[int, ...], words: str) -> None:
        text = "\n\n".join(f"{day}\n\n{words}" for day in days)
        assert claiming(text, "my diary.txt") == ["diarium"]
        collector = read(text, "my diary.txt")
        found = [(datetime.fromisoformat(str(row[0] or row[1])).day, row[3]) for row in collector.tables["journal"]]
        assert (found, collector.rows) == ([(day, words) for day in wanted], 3)

    def test_a_date_inside_a_paragraph_begins_no_day(self) -> None:
        text = "2026-03-14\n\nthe letter is from\n2026-03-01\nand 3 March 2026 was long\n"
        assert [row[3] for row in read(text).tables["journal"]] == [text[12:].strip()]

    @pytest.mark.parametrize("name", ["2026-03-14.txt", "Diarium 14.03.2026.txt", "Saturday, March 14, 2026.txt"])
    def test_a_date_in_a_file_of_one_day_begins_no_day(self, name: str) -> None:
        text = "2026-03-14\n\nThe letter:\n\n2026-03-01\n\nDear you\n"
        assert [(row[1], row[3]) for row in read(text, name).tables["journal"]] == [
            (date(2026, 3, 14), text[12:].strip())
        ]
        assert len(read(text, "all, saved on 2026-11-25.txt").tables["journal"]) == 2

    def test_each_day_has_its_tags(self) -> None:
        collector = read("2026-03-14\n\na\n\nTags: Walk\n\n2026-03-15\n\nb\n\nTags: Yoga\n", "my diary.txt")
        assert [row[3] for row in collector.tables["journal"]] == ["a", "b"]
        named = [(row[1], row[2]) for row in collector.tables["activities"]]
        assert named == [(date(2026, 3, 14), "Walk"), (date(2026, 3, 15), "Yoga")]

    def test_impossible_day_is_rejected_with_its_line(self) -> None:
        collector = read("2026-03-14\n\na\n\n1826-03-15\n\nb\n", "my diary.txt")
        assert [row[3] for row in collector.tables["journal"]] == ["a"]
        assert [row[1] for row in collector.tables["rejected"]] == [5]

    @pytest.mark.parametrize("text", ["2026-03-14\n2026-03-15\n", "1 May 2026\na\n2 May 2026\nb\n"])
    def test_list_of_dates_is_not_a_diary(self, text: str) -> None:
        assert claiming(text, "days.txt") == []

    def test_dates_that_could_be_two_are_not_guessed(self) -> None:
        with pytest.raises(AmbiguousFormatError, match="day_first"):
            read("3/4/2026\n\nwords\n")
        columns = {"date": {"name": "date", "day_first": False}}
        assert read("3/4/2026\n\nwords\n", columns=columns).tables["journal"][0][1] == date(2026, 3, 4)

    @pytest.mark.parametrize(
        ("below", "words", "tags"),
        [
            ("a\nTags: x, y", "a", ("x", "y")),
            ("a\n\nTags:\nx\n- y\n", "a", ("x", "y")),
            ("Tags: were on sale\n" + "and then a long line of the diary " * 4, None, ()),
            ("a\nPeople: Anna", "a", ()),
            ("a Tags: x", "a Tags: x", ()),
            ("", None, ()),
        ],
    )
    def test_what_is_listed_below_the_text(self, below: str, words: str | None, tags: tuple[str, ...]) -> None:
        rows = read(f"14 March 2026\n\n{below}\n").tables["journal"]
        wanted = below.strip() if words is None else words
        assert [(row[3], row[4]) for row in rows] == ([(wanted, tags)] if wanted else [])

    def test_trackers(self) -> None:
        rows = read("14 March 2026\n\na\nTracker:\nCoffee: 2\nWeight: 66,9 kg\nNone: 0\nGood\n").tables["activities"]
        assert [(r[2], r[3]) for r in rows] == [("Coffee", 2.0), ("Weight", 66.9), ("Good", None)]


class TestJson:
    def test_one_file_per_entry(self, write: Callable[[str, str | bytes], Path]) -> None:
        write("x/2026-03-14_213000.json", json.dumps(ENTRY))
        folder = write("x/2026-03-15_213000.json", json.dumps({**ENTRY, "date": "2026-03-15 08:00:00"})).parent
        logs = hd.read_logs(folder)
        assert list(logs.sources["format"]) == ["diarium", "diarium"]
        assert list(logs.journal["time"]) == [datetime(2026, 3, 14, 21, 30), datetime(2026, 3, 15, 8, 0)]

    def test_truncated_file_gives_every_complete_entry(self) -> None:
        collector = read(json.dumps([ENTRY] * 3)[:-60], "d.json")
        assert (collector.rows, len(collector.tables["journal"]), len(lost(collector))) == (3, 2, 1)

    @pytest.mark.parametrize("day", [None, 3, "", "PRIVATE", "3/4/2026", "2026-13-01", "0001-01-01T00:00:00"])
    def test_a_bad_date_rejects_one_entry(self, day: Any) -> None:
        collector = read(json.dumps([ENTRY, {**ENTRY, "date": day, "html": "PRIVATE"}]), "d.json")
        assert [row[1] for row in collector.tables["rejected"]] == [2]
        assert "PRIVATE" not in shown(collector)

    def test_stars_are_read_as_the_person_says(self) -> None:
        text = json.dumps([{**ENTRY, "rating": 4}, {**ENTRY, "rating": 0}, {**ENTRY, "rating": 9}])
        assert read(text, "d.json").tables["ratings"] == []
        columns = {"date": "date", "mood": {"name": "rating", "min": 1, "max": 5}}
        collector = read(text, "d.json", columns=columns)
        assert [row[2:5] for row in collector.tables["ratings"]] == [("mood", 7.5, "4")]
        assert [row[1:3] for row in collector.tables["rejected"]] == [(3, "mood")]

    @given(st.recursive(st.none() | st.floats() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3)))
    def test_entries_of_any_shape_are_read_or_rejected(self, value: Any) -> None:
        text = json.dumps([dict.fromkeys(ENTRY, value) | {"tracker": value, "rating": value}, value, ENTRY])
        assert read(text, "d.json").rows == 3


class TestDetection:
    def test_knows_a_long_entry_by_its_beginning(self) -> None:
        long = json.dumps([{"date": ENTRY["date"], "heading": "", "rating": 0, "html": "long " * 50_000}])
        assert claiming(long, "d.json") == ["diarium"]
