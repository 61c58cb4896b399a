"""Kinds of resources, with and without a profile, and with the small questions."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from heartdata.cli.main import main
from heartdata.core.vocabulary import KINDS_OF_LOSS
from heartdata.practices.catalogue import catalogue
from heartdata.review.help_lines import HELP, lines_of_help

QUESTIONS = list(catalogue().questions.values())


def run(*arguments: object, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, ["resources", *map(str, arguments)], input=stdin)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _: True, raising=False)


def profile(folder: Path, text: str) -> Path:
    (folder / "heartdata.toml").write_text(text, encoding="utf-8")
    return folder


def test_without_a_profile_every_kind_is_listed(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert result.exit_code == 0
    headings = [line for line in result.stdout.splitlines() if line.endswith(":") and line[0] != " "]
    assert [h[:-1].casefold() for h in headings] == [words.casefold() for words in KINDS_OF_LOSS.values()]
    assert result.stdout.splitlines()[-1] == HELP


@pytest.mark.parametrize("kind", KINDS_OF_LOSS)
def test_the_kind_comes_from_the_profile_or_the_option(tmp_path: Path, kind: str) -> None:
    by_option = run(tmp_path, "--kind", kind)
    by_profile = run(profile(tmp_path, f'[loss]\nkind = "{kind}"\n'))
    assert by_option.exit_code == 0
    assert by_option.stdout == by_profile.stdout
    assert [line.strip() for line in by_option.stdout.splitlines()[1:-1]] == catalogue().resources_for(kind)


def test_help_comes_first_for_unsafe_people(tmp_path: Path) -> None:
    text = '[loss]\nkind = "betrayal"\n[suggestions]\nvariant = "b"\n[support]\nname = "Ana"\n'
    said = run(profile(tmp_path, text)).stdout.splitlines()
    first = lines_of_help({"name": "Ana"}, unsafe=True)
    assert said[: len(first)] == first
    assert said.count(HELP) == 1
    assert [s.strip() for s in said[len(first) + 1 :]] == catalogue().resources_for("betrayal", unsafe=True)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.id)
def test_answers_as_options_and_on_a_terminal(
    question: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = question.losses[0]  # type: ignore[attr-defined]
    for number, answer in enumerate(question.choices, start=1):  # type: ignore[attr-defined]
        expected = catalogue().resources_for(kind, answers={question.id: answer})  # type: ignore[attr-defined]
        if answer != "other":
            said = run(tmp_path, "--kind", kind, "--about", answer).stdout.splitlines()
            assert [s.strip() for s in said[1:-1]] == expected
        with monkeypatch.context() as patch:
            patch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _: True, raising=False)
            said = run(tmp_path, "--kind", kind, stdin=f"{number}\n").stdout.splitlines()
            assert [s.strip() for s in said[1:-1]] == expected


@pytest.mark.usefixtures("asked")
def test_on_a_terminal_the_kind_is_asked_and_every_question_can_be_skipped(tmp_path: Path) -> None:
    assert "The loss of a pet:" in run(tmp_path, stdin="pet\n\n\n").stdout
    assert "The death of someone:" in run(tmp_path, stdin="\n").stdout
    assert run(tmp_path, "--no-input").exit_code == 0


def test_an_unknown_answer_is_wrong_usage(tmp_path: Path) -> None:
    result = run(tmp_path, "--about", "x")
    assert result.exit_code == 2
    assert "'x': allowed are" in result.stderr
