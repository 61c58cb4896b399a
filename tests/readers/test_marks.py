"""Hidden marks in names and labels: they would turn or hide what is shown around them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import matplotlib.text
import pytest
from click.testing import CliRunner

import heartdata as hd
from heartdata.charts import alt_text
from heartdata.cli.main import main

MARKS = "\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
HIDDEN = re.compile(f"[{MARKS}]")
PROFILE = """
[loss]
date = 2026-03-01
kind = "breakup"
[support]
name = "Si?ster"
contact = "\\u202ecall\\u202c 5"
[[events]]
date = 2026-05-20
label = "mo?ved"
kind = "change of approach"
[practices]
"my? walk" = ["stroll"]
"""


@pytest.fixture
def person(tmp_path: Path) -> Path:
    rows = "".join(
        f"2026-{month:02}-{day:02},x,x,8:00 pm,{('good', 'con?tent')[day % 2]},eve?ning stroll? | an?na,,\n"
        for month in (3, 4, 5)
        for day in range(1, 29)
    )
    header = "full_date,date,weekday,time,mood,activities,note_title,note\n"
    (tmp_path / "daylio.csv").write_text((header + rows).replace("?", MARKS), encoding="utf-8")
    (tmp_path / "heartdata.toml").write_text(PROFILE.replace("?", MARKS), encoding="utf-8")
    return tmp_path


def run(*arguments: object) -> str:
    result = CliRunner().invoke(main, list(map(str, arguments)))
    assert result.exception is None, result.output
    return result.output


def test_names_and_labels_are_read_without_them(person: Path) -> None:
    with pytest.warns(hd.HeartdataWarning, match='"content" = '):
        logs = hd.read_logs(person)
    assert set(logs.activities["name"]) == {"evening stroll", "anna"}
    assert logs.activities.loc[logs.activities["name"] == "evening stroll", "kind"].unique().tolist() == ["practice"]
    assert set(logs.ratings["raw"]) == {"good", "content"}
    assert not HIDDEN.search(repr(logs.profile))
    assert "moved" in set(logs.events["label"])


def test_a_column_is_found_though_its_header_has_some(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Da\u200bte,\u202aMood\u202c\n2026-03-01,4\n2026-03-02,2\n", encoding="utf-8")
    profile = hd.Profile.from_toml('[columns]\ndate = "Date"\nmood = { name = "\u200eMood", min = 0, max = 10 }\n')
    assert hd.read_logs(tmp_path, profile=profile).ratings["value"].tolist() == [4, 2]


@pytest.mark.filterwarnings("ignore::heartdata.errors.HeartdataWarning")
def test_nothing_that_is_shown_has_them(person: Path) -> None:
    review = hd.review_week(hd.read_logs(person), "2026-W20")
    chart = hd.weekly_chart(review)
    report = hd.weekly_report(review)
    shown = [text.get_text() for text in chart.findobj(matplotlib.text.Text)]
    shown += [alt_text(review), json.dumps(review.to_dict(), ensure_ascii=False), report.markdown, str(report)]
    shown += [run("check", person)]
    assert not [HIDDEN.findall(text) for text in shown if HIDDEN.search(text)]


def test_a_calendar_has_none(person: Path, tmp_path: Path) -> None:
    calendar = tmp_path / "plan.ics"
    run("trial", "start", f"eve{MARKS}ning walk", person, "--calendar", calendar)
    assert not HIDDEN.search(calendar.read_text(encoding="utf-8"))
    assert "evening walk" in calendar.read_text(encoding="utf-8")
