"""One plain example of each small parser; the formats' fixtures hold the hard cases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from heartdata.errors import UnknownFormatError
from heartdata.readers.files.companions import summarise_unread
from heartdata.readers.header_words import meanings, words
from heartdata.readers.moods import mood_key
from heartdata.readers.parsing.bedtimes import lacks_header
from heartdata.readers.parsing.date_headings import DateHeading, parse_date_heading
from heartdata.readers.parsing.dates import local_time, parse_clock, parse_date, parse_day_month, parse_duration
from heartdata.readers.parsing.filename_dates import date_in_filename, date_in_folders
from heartdata.readers.parsing.header_row import guess_header_line
from heartdata.readers.parsing.html_text import plain_text
from heartdata.readers.parsing.json_entries import outline
from heartdata.readers.parsing.markdown import split_markdown, split_title
from heartdata.readers.parsing.rows import stage_hours
from heartdata.readers.parsing.scales import Scale, symbols_to_number, ten_point_scale
from heartdata.readers.parsing.text import replace_surrogates
from heartdata.readers.parsing.timestamps import parse_offset

DAY = date(2026, 3, 14)
LINKED = "# Monday\n\nWith [[Anna Karenina|Anna]] ![[picture.png]] at [the sea](https://sea.example)"


@pytest.mark.parametrize(
    ("parse", "given", "expected"),
    [
        (parse_date, "2026-3-1", date(2026, 3, 1)),
        (parse_date, "8th Dec 2021", date(2021, 12, 8)),
        (parse_clock, "12:05 AM", time(0, 5)),
        (parse_clock, "6:50\u202fpm", time(18, 50)),
        (parse_clock, "14:03", time(14, 3)),
        (parse_duration, "7,5", 7.5),
        (parse_duration, "7:30", 7.5),
        (parse_duration, "7h 30m", 7.5),
        (parse_duration, "45 min", 0.75),
        (parse_offset, "UTC-04:00", -240.0),
        (parse_offset, "UTC+0530", 330.0),
        (parse_offset, "UTC", 0.0),
        (parse_offset, "Berlin", None),
        (parse_date_heading, "domingo, 11 de janeiro de 2026", DateHeading(date(2026, 1, 11), None)),
        (parse_date_heading, "March 3, 2026 was a long day", None),
        (date_in_folders, "journal/2026/03/14.txt", DAY),
        (date_in_folders, "2026/03/notes.txt", None),
        (date_in_filename, "2026-W11", None),
        (lacks_header, "2026-03-01 21:05,4,a walk", True),
        (lacks_header, "Date,Mood", False),
        (guess_header_line, "My diary\n\nDate,Mood\n2026-03-01,4\n", 2),
        (guess_header_line, "Date,Mood\n2026-03-01,4\n", 0),
        (plain_text, "one<br>two &amp; <b>three</b>, 2 < 3", "one\ntwo & three, 2 < 3"),
        (split_markdown, LINKED, ("Monday", "With Anna  at the sea")),
        (split_title, "# Monday\n\nIt was fine\\. ![](dayone-moment://0A1B)", ("Monday", "It was fine.")),
        (replace_surrogates, "a\ud83d", "a\ufffd"),
        (replace_surrogates, None, ""),
        (symbols_to_number, "★★★☆☆", "3/5"),
        (symbols_to_number, "⭐⭐⭐", "3"),
        (symbols_to_number, "70 %", "70/100"),
        (symbols_to_number, "7", "7"),
        (ten_point_scale, [3, 7], Scale(1, 10)),
        (ten_point_scale, [3, 5], None),
        (Scale(1, 5).rescale, 4, 7.5),
        (Scale(1, 5).rescale, 6, None),
        (words, "Énergie", {"energie", "énergie"}),
        (mood_key, " So-So\u00a0", mood_key("so-so")),
    ],
)
def test_examples(parse: Callable[[Any], Any], given: Any, expected: Any) -> None:
    assert parse(given) == expected


@pytest.mark.parametrize("stem", ["Anna-20260314-Diary", "14.03.2026"])
def test_a_date_in_a_filename(stem: str) -> None:
    found = date_in_filename(stem)
    assert found is not None
    assert found.day == DAY


def test_day_and_month_without_a_year() -> None:
    assert parse_day_month("October 30", 2018) == date(2018, 10, 30)
    assert parse_day_month("30 de octubre", 2018) == date(2018, 10, 30)
    assert parse_day_month("3/4", 2018) is None


def test_an_instant_is_shown_on_the_local_clock() -> None:
    instant = datetime.fromisoformat("2024-04-16T23:00:00+00:00")
    assert local_time(instant, ZoneInfo("Europe/Dublin")) == (datetime(2024, 4, 17), 60.0)


def test_a_moment_counts_for_the_first_stage() -> None:
    assert stage_hours([(0, 7200, "light"), (3600, 5400, "wake")], ("wake", "light")) == {"light": 1.5, "wake": 0.5}


def test_outline_of_truncated_json() -> None:
    found = outline('{"metadata": {"version": "1.0"}, "entries": [{"uuid": "A", "te')
    assert (found.top, found.entry) == ({"entries", "metadata"}, {"uuid"})


def test_many_unknown_files_of_one_kind_are_one_line() -> None:
    unknown = [(f"a/{n}.json", UnknownFormatError("no format recognises it")) for n in range(40)]
    assert list(summarise_unread(unknown, set())) == [
        ("a/*.json", "40 files that no format recognises; see `heartdata formats`")
    ]


def test_measures_from_header_words() -> None:
    assert [(m.role, m.worse) for m in meanings("How stressed were you today?")] == [("calm", True)]
    assert meanings("Mood and energy") == []
