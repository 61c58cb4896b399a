"""What people read: `helps`, `trial`, `status`."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import heartdata as hd
from heartdata.cli import trial_actions as commands
from heartdata.core.logs import Logs, table
from heartdata.datasets.samples import sample_data
from heartdata.errors import HeartdataError
from heartdata.practices.effects import practice_effects
from heartdata.practices.sentences import day_words, helps_lines, trial_line
from heartdata.practices.trial_store import TRIALS_NAME, load_trials

TODAY = date(2026, 3, 1)
UNKIND = re.compile(
    r"\b(should|must|fail\w*|relapse\w*|streak\w*|normal|cure\w*|because|caused?|proves?)\b", re.IGNORECASE
)


def written(days: int, *, effect: float = 0.0, path: Path | None = None) -> Logs:
    """Write a diary that follows the plan stored at `path`."""
    rng = np.random.default_rng(5)
    stamps = pd.date_range(TODAY - timedelta(days=42), periods=days, freq="D")
    trial = load_trials(path)[-1] if path else None
    on = [bool(trial and trial.planned(s.date())) for s in stamps]
    moods = np.clip(np.round(5 + rng.normal(size=days) + effect * np.array(on)), 0, 10)
    ratings = [(s, s, "mood", float(m), "", None, "a.csv") for s, m in zip(stamps, moods, strict=True)]
    walks = [
        (s, s, "evening walk", None, "practice", None, "a.csv") for s, done in zip(stamps, on, strict=True) if done
    ]
    return Logs(ratings=table("ratings", ratings), activities=table("activities", walks))


def test_helps_prints_findings_counts_and_caveats() -> None:
    logs = hd.simulate_logs(seed=2, effects={"evening walk": 0.9})
    lines = commands.helps(logs)
    assert lines[0].startswith('On days with "evening walk" your mood was about ')
    assert re.search(r"\d+ days with it, \d+ without", lines[0])
    assert "Going together is not the same as helping" in lines[-1]
    assert len([line for line in lines if line.startswith("On ")]) <= 3
    assert not UNKIND.search(" ".join(lines))


def test_helps_without_findings_and_without_anything() -> None:
    effects = practice_effects(hd.simulate_logs(seed=3))
    effects["finding"] = 0
    assert helps_lines(effects)[0].startswith("Nothing stands out: ")
    assert helps_lines(effects.iloc[:0])[0].startswith("Too early to compare anything")
    assert commands.helps(Logs())[0].startswith("Too early to compare anything")


def test_a_trial_from_start_to_end(tmp_path: Path) -> None:
    assert commands.trial_show(tmp_path, Logs(), today=TODAY)[0].startswith("No trial yet")
    lines = commands.trial_start(tmp_path, "Evening walk", today=TODAY, days=60, calendar=tmp_path / "plan.ics")
    assert lines[0].startswith("Your chances. I don't know your ups and downs well enough yet")
    assert (
        lines[2 if lines[2].startswith("Evening") else 3] == "Evening walk: 60 days from 2 March 2026 to 30 April 2026."
    )
    assert (tmp_path / "plan.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    assert (tmp_path / TRIALS_NAME).is_file()
    ahead = commands.trial_show(tmp_path, Logs(), today=TODAY)
    assert ahead[0] == "Your trial of Evening walk begins on 2 March 2026."
    on_the_way = commands.trial_show(tmp_path, written(60, effect=2, path=tmp_path), today=TODAY + timedelta(days=30))
    assert "day 17 of 60" in on_the_way[0]
    assert any(line.startswith("Today: with") for line in on_the_way)
    assert "newer export" in on_the_way[-1]
    assert not any("of 10, between" in line for line in on_the_way)
    over = commands.trial_show(tmp_path, written(110, effect=2, path=tmp_path), today=date(2026, 5, 10))
    assert over[0] == "Trial of Evening walk: all 60 days are over."
    assert "on 30 of 30 days with, and on 0 of 30 days without" in over[1]
    assert over[2].startswith("Evening walk helped: mood on days with it was better (+")
    for lines_shown in (lines, ahead, on_the_way, over):
        assert not UNKIND.search(" ".join(lines_shown))


def test_odds_come_first_and_can_be_asked_alone(tmp_path: Path) -> None:
    logs = written(42)
    lines = commands.trial_start(tmp_path, "Evening walk", today=TODAY, logs=logs, store=False)
    assert lines[0] == "Your chances, from your own ups and downs and the days you log:"
    assert re.fullmatch(
        r"If it makes a difference of 1 of 10 in mood, a plan of 56 days shows it in (about \d of 10|nearly all) such "
        r"trials\.",
        lines[1],
    )
    assert lines[-1] == "Nothing is stored: this is only what the plan would be."
    assert not list(tmp_path.iterdir())
    assert not UNKIND.search(" ".join(lines))


@pytest.mark.parametrize("ago", [1, 20])
def test_in_the_first_days_after_a_loss_a_plan_may_wait(tmp_path: Path, ago: int) -> None:
    logs = replace(written(42), profile=hd.Profile(loss_date=TODAY - timedelta(days=ago)))
    lines = commands.trial_start(tmp_path, "Evening walk", today=TODAY, logs=logs, store=False)
    assert (lines[0] == commands._FIRST_DAYS) == (ago == 1)
    assert not UNKIND.search(" ".join(lines))


def test_what_could_not_be_judged_cannot_begin(tmp_path: Path) -> None:
    logs = written(200)
    seldom = replace(logs, ratings=logs.ratings.iloc[::4].reset_index(drop=True))
    with pytest.raises(HeartdataError, match=r"you log about 2\d% of days.*; --days \d+ would do"):
        commands.trial_start(tmp_path, "tea", today=date(2026, 8, 10), logs=seldom)
    with pytest.raises(HeartdataError, match=r"0 days before the start have an entry for mood, and it takes 10"):
        commands.trial_start(tmp_path, "tea", today=TODAY, design="before-after")
    with pytest.raises(HeartdataError, match=r"days=18: a trial of this kind has 24 to 180 days"):
        commands.trial_start(tmp_path, "tea", today=TODAY, days=18)
    assert not list(tmp_path.iterdir())
    commands.trial_start(tmp_path, "tea", today=date(2026, 8, 10), logs=logs, design="before-after")


def test_a_list_of_days_or_weeks_is_read(tmp_path: Path) -> None:
    file = tmp_path / "plan.txt"
    file.write_text("# drawn by dice\n2026-03-02\n\n2026-03-05\n", encoding="utf-8")
    assert commands.read_plan(file) == ((date(2026, 3, 2), date(2026, 3, 5)), 1)
    file.write_text("2026-W10\n", encoding="utf-8")
    days, block = commands.read_plan(file)
    assert (days[0], days[-1], len(days), block) == (date(2026, 3, 2), date(2026, 3, 8), 7, 7)
    for content, said in (("soon", "line 1: not a day"), ("", "holds no days"), ("2026-W60", "line 1: not a day")):
        file.write_text(content, encoding="utf-8")
        with pytest.raises(HeartdataError, match=said):
            commands.read_plan(file)
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(HeartdataError, match="cannot be read as a list of days"):
        commands.read_plan(file)


def test_a_trial_that_is_stopped(tmp_path: Path) -> None:
    commands.trial_start(tmp_path, "evening walk", today=TODAY)
    said = commands.trial_stop(tmp_path, written(62, effect=1, path=tmp_path), today=TODAY + timedelta(days=20))
    assert "ended after 20 of 56 days, which is fine" in said[0]
    assert not UNKIND.search(" ".join(said))
    commands.trial_start(tmp_path, "tea", today=date(2026, 4, 1))
    assert "before it began" in commands.trial_stop(tmp_path, Logs(), today=date(2026, 4, 1))[0]
    with pytest.raises(hd.HeartdataError, match=r"no trial is under way"):
        commands.trial_stop(tmp_path, Logs(), today=TODAY)


def test_trial_start_invalid_arguments(tmp_path: Path) -> None:
    with pytest.raises(hd.HeartdataError, match=r"is in the past"):
        commands.trial_start(tmp_path, "tea", today=TODAY, start=TODAY - timedelta(days=1))
    with pytest.raises(hd.HeartdataError, match=r"no such file or folder"):
        commands.trial_start(tmp_path / "nowhere", "tea", today=TODAY)
    assert not list(tmp_path.iterdir())


def test_a_calendar_replaces_a_calendar_only(tmp_path: Path) -> None:
    (tmp_path / "daylio.csv").write_bytes(b"full_date,mood")
    with pytest.raises(HeartdataError, match="is no calendar, so it stays; choose another name"):
        commands.trial_start(tmp_path, "walk", today=TODAY, calendar=tmp_path / "daylio.csv")
    assert (tmp_path / "daylio.csv").read_bytes() == b"full_date,mood"
    assert load_trials(tmp_path) == []
    (tmp_path / "old.ics").write_bytes(b"BEGIN:VCALENDAR\r\n")
    (tmp_path / "empty.ics").write_bytes(b"")
    commands.trial_start(tmp_path, "walk", today=TODAY, calendar=tmp_path / "old.ics")
    assert b"walk" in (tmp_path / "old.ics").read_bytes()


def test_sample_data_cannot_have_a_trial() -> None:
    with pytest.raises(HeartdataError, match="the sample data stay as they are; copy the folder"):
        commands.trial_start(sample_data(), "walk", today=TODAY)
    assert load_trials(sample_data()) == []


def test_a_trial_in_one_line(tmp_path: Path) -> None:
    commands.trial_start(tmp_path, "evening walk", today=TODAY)
    trial = load_trials(tmp_path)[0]
    assert trial_line(trial, on=TODAY) == "Your trial of evening walk begins on 2 March 2026."
    line = trial_line(trial, on=TODAY + timedelta(days=1))
    assert re.fullmatch(r"Trial of evening walk: day 1 of 56\. Today: (with|without) it\.", line)


def test_a_day_in_words() -> None:
    assert day_words(date(2026, 12, 31)) == "31 December 2026"
