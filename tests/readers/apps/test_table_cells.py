"""What cells of hand-made tables may hold: empty marks, parts of a day, and columns that wait for an answer."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import heartdata as hd
from heartdata.cli.profile_template import look_around, profile_text
from heartdata.core.profile import Profile
from heartdata.readers.parsing.day_fractions import UNCLEAR
from heartdata.review.look import open_questions
from tests.made_logs import daylio_csv
from tests.readers.spreadsheets import xlsx

COLUMNS = """[columns]
date = "Tag"
mood = { name = "Stimmung", min = 1, max = 5 }
sleep_hours = "Schlaf"
bedtime = "Bett"
waketime = "Auf"
"""


def read(folder: Path, *rows: str, header: str = "Tag;Stimmung;Schlaf;Bett;Auf", profile: str = COLUMNS) -> hd.Logs:
    (folder / "t.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return hd.read_logs(folder, profile=Profile.from_toml(profile))


@pytest.mark.parametrize(
    "mark", ["--", "#N/A", "n.a.", "k. A.", "N/A", "null", "…", "н/д", "無し", "s/d", "#NV", " - "]
)
def test_marks_of_nothing_are_empty_cells(tmp_path: Path, mark: str) -> None:
    logs = read(
        tmp_path, f"2026-05-01;{mark};7,5;{mark};7:00", f"2026-05-02;4;{mark};{mark};{mark}", f"{mark};;{mark};;"
    )
    assert logs.rejected.empty
    assert (len(logs.ratings), logs.sleep["asleep_h"].tolist()) == (1, [7.5])


def test_a_row_with_answers_but_no_date_is_named(tmp_path: Path) -> None:
    logs = read(tmp_path, "2026-05-01;4;7;;", "--;3;6;;")
    assert [(r.line, r.reason) for r in logs.rejected.itertuples()] == [(3, "it has no date")]


@pytest.mark.parametrize("comma", [False, True])
def test_parts_of_a_day_are_hours_and_clocks_and_it_is_said(tmp_path: Path, comma: bool) -> None:
    rows = ["2026-05-01;4;0.3125;0.979166667;0.25", "2026-05-02;3;0.291666667;0;0.333333333"]
    logs = read(tmp_path, *(row.replace(".", ",") if comma else row for row in rows))
    assert logs.sleep["asleep_h"].round(3).tolist() == [7.5, 7.0]
    assert logs.sleep["end"].dt.strftime("%H:%M").tolist() == ["06:00", "08:00"]
    assert logs.sleep["start"].dt.strftime("%m-%d %H:%M").tolist() == ["04-30 23:30", "05-02 00:00"]
    assert "parts of a day" in logs.sources["notes"][0]


def test_what_may_be_parts_of_a_day_is_asked_about(tmp_path: Path) -> None:
    logs = read(tmp_path, "2026-05-01;4;0.3;;", "2026-05-02;4;0.25;;")
    assert (len(logs.sleep), logs.rejected["reason"].tolist()) == (0, [UNCLEAR] * 2)


@pytest.mark.parametrize(("bed", "up"), [("0.15", "7.30"), ("23.30", "6.45"), ("0:25", "7:10")])
def test_clocks_with_a_point_stay_clocks(tmp_path: Path, bed: str, up: str) -> None:
    logs = read(tmp_path, f"2026-05-02;4;;{bed};{up}")
    assert logs.sleep["start"].dt.strftime("%H:%M")[0] == f"{bed.replace('.', ':'):0>5}"
    assert "parts of a day" not in logs.sources["notes"][0]


OPEN = '[columns]\ndate = "date"\nnote = "journal"\n# mood = { name = "mood", min = ?, max = ? }\n'


@pytest.mark.parametrize(("header", "role", "answers"), [
    ("mood", "mood", "12345"), ("No energy", "energy", "12345"), ("happiness", "mood", "46735"),
    ("Partner's mood", "mood", "12345"), ("xyz", "mood", "12345"), ("stress", "calm", "1234567"),
])  # fmt: skip
def test_a_column_without_its_scale_or_direction_is_asked_about_until_it_is_answered(
    tmp_path: Path, header: str, role: str, answers: str
) -> None:
    rows = [f"2026-05-{n:02d},{answer},quiet" for n, answer in enumerate(answers, start=1)]
    logs = read(tmp_path, *rows, header=f"date,{header},journal", profile=OPEN)
    (question,) = open_questions(logs)
    assert logs.ratings.empty
    assert f"a column waits for an answer: {role} (" in question
    answered = f'{OPEN}{role} = {{ name = "{header}", min = 1, max = 7, higher = "better" }}\n'
    for profile in (answered, f'{OPEN}ignore = ["{header}"]\n'):
        assert open_questions(read(tmp_path, *rows, header=f"date,{header},journal", profile=profile)) == []


SEVEN = "date,mood\n" + "".join(f"2026-03-{day:02},{1 + day % 7}\n" for day in range(1, 29))


@pytest.mark.parametrize(
    ("name", "content", "asked"),
    [
        ("log.csv", SEVEN, 'mood = { name = "mood", min = ?, max = ? } (fill in the ends of your scale)'),
        ("log.csv", "date,low mood\n" + "3/4/2026,6\n" * 9, "day_first = ? } (write true if 3/4 is the 3rd of April"),
        ("log.csv", "datum,keine Energie (0-10)\n2026-03-01,6\n2026-03-02,2\n", "min = 0, max = 10, higher = ? }"),
        ("log.tsv", SEVEN.replace(",", "\t"), "mood = {"),
        ("log.xlsx", xlsx({"a": [row.split(",") for row in SEVEN.splitlines()]}), "mood = {"),
        ("hours.csv", "Date,8:00,9:00\n2026-03-13,4,5\n", "a grid with an hour in each column; say under [columns]"),
    ],
)
def test_a_table_that_waits_for_an_answer_is_asked_about_until_it_has_one(
    tmp_path: Path, name: str, content: str | bytes, asked: str
) -> None:
    (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(hd.UnknownFormatError, match=re.escape(asked)):
        hd.read_logs(tmp_path)
    (tmp_path / "daylio.csv").write_text(daylio_csv(5))
    # What `init` writes leaves it open, so the question stays.
    (tmp_path / "heartdata.toml").write_text(profile_text(look_around(str(tmp_path))))
    (question,) = open_questions(hd.read_logs(tmp_path))
    assert question.startswith(name)
    assert asked in question


def test_questions_about_many_files_are_asked_once(tmp_path: Path) -> None:
    for day in range(1, 6):
        (tmp_path / f"2026-05-0{day}.md").write_text("---\nmood: 3\n---\nText\n", encoding="utf-8")
    (question,) = open_questions(hd.read_logs(tmp_path))
    assert question.startswith("2026-05-01.md and 4 more: the notes do not say the scale of mood")


@pytest.mark.parametrize(("day", "why"), [("2062-03-01", "is still to come"), ("1905-03-01", "years ago")])
def test_a_loss_that_cannot_be_is_asked_about(tmp_path: Path, day: str, why: str) -> None:
    (tmp_path / "heartdata.toml").write_text(f"[loss]\ndate = {day}\n", encoding="utf-8")
    (tmp_path / "2026-05-01.md").write_text("Text\n", encoding="utf-8")
    (question,) = open_questions(hd.read_logs(tmp_path))
    assert question.startswith(f"heartdata.toml: the loss is dated {day}, which ")
    assert why in question
