"""Trials from the command line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from heartdata.cli.main import main
from heartdata.practices.trial import Trial
from heartdata.practices.trial_store import add_trial, load_trials


def trial(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["trial", *map(str, arguments)])


def test_trial_can_be_shown_and_stopped_without_readable_exports(tmp_path: Path) -> None:
    calendar = tmp_path / "walk.ics"
    assert trial("start", "walk", tmp_path, "--calendar", calendar).exit_code == 0
    shown = trial("show", tmp_path)
    assert shown.exit_code == 1
    assert shown.stdout.startswith("Your trial of walk begins on ")
    assert "nothing in this folder could be read" in shown.stderr
    stopped = trial("stop", tmp_path)
    assert stopped.exit_code == 1
    assert "ended before it began, which is fine" in stopped.stdout
    assert load_trials(tmp_path)[0].stopped is not None
    assert trial("show", tmp_path).stdout == stopped.stdout


def test_without_a_trial_only_unreadable_files_are_reported(tmp_path: Path) -> None:
    for command in ("show", "stop"):
        said = trial(command, tmp_path)
        assert (said.exit_code, said.stdout) == (1, "")
        assert "no export found in this folder" in said.stderr


@pytest.mark.parametrize("design", ["blocks", "before-after"])
@pytest.mark.parametrize(
    ("practice", "word"),
    [
        ("taking my sertraline 50mg in the morning", "doctor before changing medicine"),
        ("  SERTRALIN  ", "doctor before changing medicine"),
        ("Éating Breakfast", "Food"),
        ("my weekly Therapy session", "Care"),
        ("wine with dinner", "Alcohol"),
        ("cutting", "You matter"),
        ("No Contact with Mark", "in touch"),
        ("texting Mark", "in touch"),
    ],
)
def test_harmful_trials_are_refused_kindly(tmp_path: Path, design: str, practice: str, word: str) -> None:
    calendar = tmp_path / "plan.ics"
    refused = trial("start", practice, tmp_path, "--design", design, "--calendar", calendar)
    assert refused.exit_code == 1
    assert word in refused.stderr
    assert load_trials(tmp_path) == []
    assert not calendar.exists()


def test_trial_of_what_was_lost_is_refused(tmp_path: Path) -> None:
    (tmp_path / "heartdata.toml").write_text('[loss]\nkind = "pet"\n', encoding="utf-8")
    assert "close to what you lost" in trial("start", "walk the dog", tmp_path).stderr
    assert trial("start", "evening walk", tmp_path, "--calendar", tmp_path / "plan.ics").exit_code == 0


def test_help_lists_what_trials_are_not_for() -> None:
    said = " ".join(trial("start", "--help").stdout.split())
    assert "Not for medicine (talk to your doctor before changing it), food, sleep, therapy" in said
    assert "at least 24" in said


def test_refused_plan_of_an_earlier_version_gets_a_kind_message(tmp_path: Path) -> None:
    today = date.today()
    add_trial(tmp_path, Trial("sertraline", "blocks", today, days=18), on=today)
    for command, end in (("show", "please don't follow it"), ("stop", "The plan is ended.")):
        said = trial(command, tmp_path).stdout
        assert "doctor before changing medicine" in said
        assert end in said
        assert "Today" not in said
