from __future__ import annotations

import time
from typing import Any

import pytest

from heartdata.readers.apps.how_we_feel import FORMAT
from heartdata.readers.collector import Collector
from tests.readers.helpers import cells, collect, lost, plain, rows, values

HEADER = "Date,Mood Keys,Mood,Tags (People),Sleep,Notes,Reflections,Takeaways"
DAY = "2026 Sun Mar 1 4:04 PM"


def read(*lines: str, **profile: Any) -> Collector:
    return collect(FORMAT, "\n".join([HEADER, *lines, ""]), **profile)


@pytest.mark.parametrize("name", ["down", "Niedergeschlagen"])
def test_a_word_has_the_value_that_the_profile_gives_it_or_its_key(name: str) -> None:
    line = f"{DAY},down,niedergeschlagen,,,,,"
    assert values(read(line)) == [None]
    assert values(read(line, moods={name: 2})) == [2.5]


def test_several_emotions_of_one_check_in_are_several_answers() -> None:
    collector = read(f"{DAY},calm; happy ;,ruhig;froh,,,,,", moods={"calm": 4, "froh": 5})
    assert values(collector) == [7.5, 10.0]
    assert collector.rows == 1


def test_keys_that_do_not_match_the_words_are_ignored() -> None:
    assert [r["raw"] for r in rows(read(f"{DAY},calm,ruhig;froh,,,,,"), "ratings")] == ["ruhig", "froh"]
    assert [r["raw"] for r in rows(read(f"{DAY},calm;happy,,,,,,"), "ratings")] == ["calm", "happy"]


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("2026 Sun Mar 1 12:05 AM", "2026-03-01T00:05:00"),
        ("2026 Sun Mar 1 12:05\u202fPM", "2026-03-01T12:05:00"),
        ("2026 Wed Jul 22 08:15 AM", "2026-07-22T08:15:00"),
        ("2026 Mon Mar 1 16:04", "2026-03-01T16:04:00"),
        ("2026-03-01 16:04:00", "2026-03-01T16:04:00"),
    ],
)
def test_dates(written: str, at: str) -> None:
    assert plain(rows(read(f"{written},calm,,,,,,"), "ratings")[0]["time"]) == at


@pytest.mark.parametrize(
    "written", ["", "2026 Sun Foo 1 4:04 PM", "2026 Mon Feb 30 4:04 PM", "Mar 1", "2026 Sun Mar 1"]
)
def test_a_row_without_a_date_is_rejected_with_its_line(written: str) -> None:
    collector = read(f"{DAY},calm,,,,,,", f"{written},calm,,,,x,,", f"{DAY},calm,,,,,,")
    assert collector.rows == 3
    assert len(values(collector)) == 2
    assert [line for line, _ in lost(collector)] == [3]


@pytest.mark.parametrize(
    ("texts", "entry"),
    [
        ("one, two,three,four", "one, two\n\nthree\n\nfour"),
        ("one,two, three,four", "one\n\ntwo, three\n\nfour"),
        ("one,two,three,four", "one\n\ntwo\n\nthree,four"),
        ("one,two,three,,,", "one\n\ntwo\n\nthree"),
        ('"one, two",[not json],"[""a"", {""q"": ""b""}, 1]"', "one, two\n\n[not json]\n\na\nb"),
    ],
)
def test_texts_that_are_not_quoted_keep_every_word(texts: str, entry: str) -> None:
    [found] = rows(read(f"{DAY},calm,,,,{texts}"), "journal")
    assert found["text"] == entry


def test_a_surplus_cell_is_rejected_if_no_text_column_is_last() -> None:
    collector = collect(FORMAT, f"Date,Mood,Notes,Tags (People)\n{DAY},calm,a,b,c\n{DAY},calm,a,b\n")
    assert [line for line, _ in lost(collector)] == [2]
    assert len(values(collector)) == 1


def test_sleep_repeated_at_every_check_in_is_one_night() -> None:
    collector = read(*[f"2026 Sun Mar 1 {h}:00 AM,calm,,,{s},,," for h, s in ((1, "0.0"), (8, "6.25"), (11, "7.5"))])
    assert [(plain(r["day"]), r["asleep_h"]) for r in rows(collector, "sleep")] == [("2026-03-01", 7.5)]


@pytest.mark.parametrize("cell", ["25", "-1", "long", "1e400", "nan"])
def test_implausible_number_rejects_only_itself(cell: str) -> None:
    collector = read(f"{DAY},calm,,,{cell},,,")
    assert rows(collector, "sleep") == []
    assert cells(collector) == [(2, "sleep")]
    assert len(values(collector)) == 1


def test_rows_of_tens_of_thousands_of_cells_are_read_quickly() -> None:
    wide = "2026 Sun Mar 1 4:04 PM,calm,ruhig,Anna,7.5,a note" + ",x" * 30_000
    before = time.process_time()
    collector = read(*[wide] * 20)
    assert (collector.rows, len(collector.tables["journal"])) == (20, 20)
    assert time.process_time() - before < 3  # some tenths of a second; room for slow machines


def test_being_alone_is_not_a_contact_in_any_language() -> None:
    text = (
        "Date,Locale,Mood Keys,Mood,Tags (People),Tags (Places),Tags (Events),Notes,Reflections,Takeaways\n"
        "2026 Wed Jul 22 11:36 PM,de,down,bedrückt,Allein,Zuhause,,,[],[]\n"
        "2026 Thu Jul 23 11:36 PM,de,calm,ruhig,Freunde,,,,[],[]\n"
    )
    found = [(row["name"], row["kind"]) for row in rows(collect(FORMAT, text), "activities")]
    assert found == [("Allein", "other"), ("Zuhause", "other"), ("Freunde", "contact")]


@pytest.mark.parametrize(
    ("sleep", "steps", "hours", "count"),
    [
        ('"7,5"', '"12,345"', 7.5, 12345.0),
        ("7.5", '"12,345"', 7.5, 12345.0),
        ('"7,5"', "12.345", 7.5, 12345.0),
        ('"7,250"', "12345", 7.25, 12345.0),
    ],
)
def test_steps_with_separated_thousands_and_hours_with_a_decimal_comma(
    sleep: str, steps: str, hours: float, count: float
) -> None:
    header = "Date,Mood,Tags (People),Sleep,Steps"
    collector = collect(FORMAT, f"{header}\n{DAY},Calm,,{sleep},{steps}\n")
    assert [row[3] for row in collector.tables["sleep"]] == [hours]
    assert [row[2:4] for row in collector.tables["vitals"]] == [("steps", count)]
    assert lost(collector) == []
