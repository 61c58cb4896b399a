"""Trials from the command line."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from heartdata.cli.main import main
from heartdata.practices.trial_store import load_trials


def trial(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["trial", *map(str, arguments)])


def test_a_trial_is_seen_and_stopped_where_nothing_can_be_read_yet(tmp_path: Path) -> None:
    calendar = tmp_path / "walk.ics"
    assert trial("start", "walk", tmp_path, "--calendar", calendar).exit_code == 0
    shown = trial("show", tmp_path)
    assert shown.exit_code == 1
    assert shown.stdout.startswith("Your trial of walk begins on ")
    assert "no export found in this folder" in shown.stderr
    stopped = trial("stop", tmp_path)
    assert stopped.exit_code == 1
    assert "taken off before it began, which is fine" in stopped.stdout
    assert load_trials(tmp_path)[0].stopped is not None


def test_without_a_trial_what_cannot_be_read_is_said_alone(tmp_path: Path) -> None:
    for command in ("show", "stop"):
        said = trial(command, tmp_path)
        assert (said.exit_code, said.stdout) == (1, "")
        assert "no export found in this folder" in said.stderr
