"""What people in hard situations would read, held against the rules of kindness and safety, line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner

from heartdata.cli.main import main
from tests.care.situations import SITUATIONS, Situation

pytestmark = pytest.mark.slow

COMMANDS: Final = {
    "weekly": ("weekly", "{path}", "--out", "{out}/week.png"),
    "status": ("status", "{path}"),
    "signs": ("signs", "{path}"),
    "helps": ("helps", "{path}"),
    "report": ("report", "{path}", "--out", "{out}/week.md"),
}

# Never read by anybody, whatever the diary holds.
NEVER: Final = {
    "a command": r"\bshould\b|\byou must\b|(?<!don't )\bhave to\b",
    "a judgement": r"\bfail(ed|ure)?\b|\brelapse|\bstreak\b|\breset\b|\bnot compliant",
    "a hurry": r"\bmove on\b|\bmoving on\b|\bget over\b|\bclosure\b|normal for week",
    "praise": r"[Kk]eep going|nothing needs to change|well done|good job|[Cc]ongratulations",
    "a tally": r"\d+ other approaches",
    "an engineer's word": r"day-to-day swings|\bSD\b|\bNaN\b|plain count|standard deviation|timestamp",
    "a reproach": r"don't do regularly|\bLog the tag|nothing about (any|\d)|say nothing about",
    "a diagnosis": r"\bdepress(ion|ed|ive)\b|\bdisorder\b|\bPTSD\b|complicated grief",
    "a riddle": r"not told from chance|speaks to\b|seems to go with it",
}
HELP: Final = re.compile(r"findahelpline|befrienders|emergency", re.IGNORECASE)


def outputs(situation: Situation, folder: Path) -> dict[str, str]:
    path = situation.write(folder / "exports")
    found = {}
    for name, command in COMMANDS.items():
        words = [part.format(path=path, out=folder) for part in command]
        done = CliRunner().invoke(main, words, standalone_mode=False)
        assert done.exception is None, f"{situation.name}: {name}: {done.exception!r}"
        found[name] = done.stdout
    found["report"] = (folder / "week.md").read_text(encoding="utf-8")
    return found


@pytest.fixture(scope="module", params=SITUATIONS, ids=lambda s: s.name.replace(" ", "_"))
def outcome(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Situation, dict[str, str]]:
    situation: Situation = request.param
    return situation, outputs(situation, tmp_path_factory.mktemp("care"))


def lines_of(texts: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name, text in texts.items():
        for line in text.splitlines():
            if line.strip():
                yield name, line


def test_no_line_hurts_for_any_diary(outcome: tuple[Situation, dict[str, str]]) -> None:
    situation, texts = outcome
    wrong = [
        (kind, name, line)
        for name, line in lines_of(texts)
        for kind, pattern in NEVER.items()
        if re.search(pattern, line)
    ]
    assert wrong == [], situation.name


def test_what_this_person_must_never_read(outcome: tuple[Situation, dict[str, str]]) -> None:
    situation, texts = outcome
    wrong = [
        (word, name, line)
        for name, line in lines_of(texts)
        for word in situation.never
        if re.search(rf"(?<!\w)(?:{word})", line, re.IGNORECASE)
    ]
    assert wrong == [], situation.name


def test_what_this_person_needs_to_read(outcome: tuple[Situation, dict[str, str]]) -> None:
    situation, texts = outcome
    for name in ("weekly", "report"):
        missing = [word for word in situation.must if not re.search(word, texts[name], re.IGNORECASE)]
        assert missing == [], (situation.name, name)


def test_help_and_a_person_come_first_in_hard_weeks(outcome: tuple[Situation, dict[str, str]]) -> None:
    situation, texts = outcome
    if not situation.first:
        pytest.skip("not a hard week")
    for name in ("weekly", "status", "signs", "helps"):
        lines = [line for line in texts[name].splitlines() if line.strip()]
        top = "\n".join(lines[:4])
        assert "Aunt Ida" in top, (situation.name, name, top)
        assert HELP.search("\n".join(lines[:7])), (situation.name, name, lines[:7])
        person, line = (re.search(p, texts[name]) for p in ("Aunt Ida", HELP.pattern))
        assert person, (situation.name, name)
        assert line, (situation.name, name)
        assert person.start() < line.start(), (situation.name, name)
    # In the report: below its title and before its first section of numbers.
    before_sections = texts["report"].split("\n## Your week")[0]
    assert "Aunt Ida" in before_sections, situation.name
    assert HELP.search(before_sections), situation.name


def test_an_alarm_of_the_body_stands_directly_under_the_title(outcome: tuple[Situation, dict[str, str]]) -> None:
    situation, texts = outcome
    if not situation.alarm:
        pytest.skip("no alarm")
    title, *lines = texts["weekly"].splitlines()
    assert title.startswith("Week ")
    for name, first in (
        ("weekly", lines[0]),
        *((name, texts[name].splitlines()[0]) for name in ("status", "signs", "helps")),
    ):
        assert first.startswith("Please have ") and "doctor" in first, (situation.name, name, first)  # noqa: PT018
    top, _, _ = texts["report"].partition("\n**")
    assert "Please have " in top, (situation.name, top)
    assert texts["weekly"].count("Please have ") == texts["report"].count("Please have ") == 1, situation.name


def test_hard_weeks_show_no_distance_and_ask_for_no_entries(outcome: tuple[Situation, dict[str, str]]) -> None:
    situation, texts = outcome
    if not situation.first:
        pytest.skip("not a hard week")
    assert not re.search(r"Your usual is|days have a rating|around \d\.\d of 10", texts["weekly"]), situation.name
    asked = re.search(r"too early to say;|would show it|If you like", texts["signs"])
    assert not asked, (situation.name, texts["signs"])


def test_signs_without_entries_are_not_listed_one_by_one(outcome: tuple[Situation, dict[str, str]]) -> None:
    situation, texts = outcome
    assert texts["signs"].count("too early to say; ") <= 2, (situation.name, texts["signs"])


def test_somebody_young_has_help_near_in_every_week(outcome: tuple[Situation, dict[str, str]]) -> None:
    situation, texts = outcome
    if not re.search(r'age = "(child|teen)"', situation.profile):
        pytest.skip("not young")
    for name in ("weekly", "status", "report"):
        assert "one adult you trust" in texts[name], (situation.name, name)
        assert HELP.search(texts[name]), (situation.name, name)


def test_the_first_days_are_short_and_warm(outcome: tuple[Situation, dict[str, str]]) -> None:
    situation, texts = outcome
    if not situation.short:
        pytest.skip("not within the first days")
    for name in ("weekly", "status", "report"):
        text = texts[name]
        assert len([line for line in text.splitlines() if line.strip()]) <= 14, (situation.name, name)
        assert not re.search(r"\d+(\.\d+)? of (10|7|28)|on average|your usual|\bentr(y|ies)\b", text), (name, text)
        assert "?" not in text, (situation.name, name, text)


def test_help_is_always_shown(outcome: tuple[Situation, dict[str, str]]) -> None:
    situation, texts = outcome
    assert HELP.search(texts["report"]), situation.name
    if not situation.short:
        assert "not a medical device" in texts["report"], situation.name


def test_too_early_to_say_includes_what_would_change_that(outcome: tuple[Situation, dict[str, str]]) -> None:
    situation, texts = outcome
    bare = [
        line
        for name in ("weekly", "status")
        for line in texts[name].splitlines()
        if re.search(r"[Cc]an't tell|[Tt]oo early to say", line)
        and not re.search(
            r"more|once|until|give it|would|with (a|some|six|\d)|tell me|heartdata init", line, re.IGNORECASE
        )
    ]
    assert bare == [], situation.name


def test_outputs_do_not_contradict_each_other(outcome: tuple[Situation, dict[str, str]]) -> None:
    situation, texts = outcome
    text = texts["weekly"]
    mean = re.search(r"Mood: (\d+\.\d) of 10", text)
    usual = re.search(r"[Yy]our usual is (\d+\.\d)", text)
    if mean and usual:
        below = float(usual.group(1)) - float(mean.group(1))
        headline = "\n".join(line for line in text.splitlines() if not line.startswith(("Mood:", "Why:")))
        if below > 2:
            assert not re.search(r"[Aa]round your usual|[Cc]lose to your usual|back to your usual", headline), (
                situation.name,
                headline,
                mean,
            )
        if below < -0.3:
            assert not re.search(r"below your usual|have been harder", headline), (situation.name, headline, mean)
    numbers = set(re.findall(r"around (\d+\.\d) of 10", text))
    assert len(numbers) <= 1, (situation.name, numbers)
