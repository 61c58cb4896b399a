from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from heartdata.core.columns import ROLES
from heartdata.core.diary_template import DIARY, DIARY_COLUMNS, diary_template
from heartdata.core.profile import Profile
from heartdata.core.vocabulary import SIGNS
from heartdata.readers import read_logs
from heartdata.signs.sources import SOURCES

Write = Callable[[str, "str | bytes"], Path]


def test_the_columns_cover_every_sign_and_sleep() -> None:
    roles = {column.role for column in DIARY}
    assert roles <= set(ROLES)
    for sign in SIGNS:
        assert roles & {source.measure for source in SOURCES if source.sign == sign and source.channel == "rating"}
    assert {"bedtime", "waketime", "sleep_hours", "activities", "note"} <= roles
    assert all(column.explains for column in DIARY)


def test_the_file_is_plain_and_small() -> None:
    text = diary_template("2026-03-01", days=28)
    assert text.isascii()
    rows = list(csv.reader(text.splitlines()))
    assert len(rows) == 29
    assert {len(row) for row in rows} == {len(DIARY)}
    assert rows[28][0] == "2026-03-28"
    assert len(diary_template(days=0).splitlines()) == 1


def test_a_filled_in_diary_is_read_with_its_columns(write: Write) -> None:
    lines = diary_template("2026-03-01", days=3).splitlines()
    lines[1] = '2026-03-01,6,5,4,3,2,1,0,7,23:30,07:00,,walk; tired,Anna; Ben,"a quiet day, with rain"'
    logs = read_logs(write("diary/diary.csv", "\n".join(lines)), profile=Profile(columns=DIARY_COLUMNS))
    assert len(logs.rejected) == 0
    values = logs.ratings.set_index("measure")["value"].to_dict()
    assert values == {
        "mood": 6, "energy": 5, "concentration": 4, "interest": 3, "connection": 2,
        "intrusive_thoughts": 1, "rumination": 0, "body": 7,
    }  # fmt: skip
    assert logs.sleep["start"].tolist() == [pd.Timestamp("2026-02-28 23:30")]
    assert logs.activities["name"].tolist() == ["walk", "tired", "Anna", "Ben"]
    assert logs.journal["text"].tolist() == ["a quiet day, with rain"]


def test_a_filled_in_diary_is_recognised_by_its_header_alone(write: Write) -> None:
    lines = diary_template("2026-03-01", days=1).splitlines()
    lines[1] = "2026-03-01,6,5,4,3,2,1,0,7,23:30,07:00,,walk; tired,Anna; Ben,"
    logs = read_logs(write("alone/diary.csv", "\n".join(lines)))
    assert len(logs.ratings) == 8
    assert len(logs.rejected) == 0


def test_the_columns_are_allowed_in_a_profile() -> None:
    assert set(Profile(columns=DIARY_COLUMNS).columns) == set(DIARY_COLUMNS)
    assert Profile(columns=DIARY_COLUMNS).columns["energy"].high == 10
