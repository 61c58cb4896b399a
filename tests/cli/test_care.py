"""Help first in hard weeks, and few words in the first days, in what the commands print."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from heartdata.cli.main import main
from heartdata.review.help_lines import HELP, LATER
from tests.made_logs import MONDAY, daylio_csv

PERSON = "You could call Ana (after six)."


def run(command: str, folder: Path, *more: str) -> tuple[list[str], str]:
    result = CliRunner().invoke(main, [command, str(folder), *more])
    assert result.exit_code == 0, result.output
    return result.stdout.splitlines(), result.stderr


def diary(folder: Path, mood: str, profile: str = "") -> Path:
    folder.mkdir()
    (folder / "daylio.csv").write_text(daylio_csv(42, mood=mood), encoding="utf-8")
    support = '[support]\nname = "Ana"\ncontact = "after six"\n'
    (folder / "heartdata.toml").write_text(f"{profile}\n{support}", encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")


@pytest.mark.parametrize("command", ["weekly", "status", "signs", "helps", "report"])
def test_in_hard_weeks_a_person_and_help_come_first(command: str, tmp_path: Path) -> None:
    said, _ = run(command, diary(tmp_path / "hard", "awful", "[usual]\nmood = 7"))
    first = 1 if command == "weekly" else 0  # below the week's name
    assert said[first : first + 2] == [PERSON, HELP]
    assert said.count(HELP) == 1
    assert len(said) > first + 2


@pytest.mark.parametrize("command", ["weekly", "status", "signs", "helps"])
def test_in_other_weeks_it_does_not(command: str, tmp_path: Path) -> None:
    said, _ = run(command, diary(tmp_path / "well", "good", "[usual]\nmood = 7"))
    assert not {PERSON, HELP} & set(said)


@pytest.mark.parametrize("command", ["weekly", "status", "signs", "helps"])
def test_in_the_first_days_they_say_a_few_warm_words_and_ask_nothing(command: str, tmp_path: Path) -> None:
    last = MONDAY + timedelta(days=40)
    profile = f'[loss]\ndate = {last}\nkind = "death"'
    said, messages = run(command, diary(tmp_path / "first", "so lala", profile))
    said = said[1:] if command == "weekly" else said
    assert said[0].startswith("I'm so sorry")
    assert said[-3:] == [PERSON, HELP, LATER]
    assert len(said) <= 6
    assert not re.search(r"[\d?]|mood|entr|usual", " ".join(said).replace("after six", ""))
    assert "[moods]" not in messages
    as_json = json.loads("\n".join(run("status", tmp_path / "first", "--json")[0]))
    assert as_json["first_days"] is True
