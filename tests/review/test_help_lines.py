"""Whom to turn to, when that comes first, and the first days after a loss."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from heartdata.core.days import week_label
from heartdata.core.logs import Logs, table
from heartdata.core.profile import MarkedEvent, Profile
from heartdata.core.vocabulary import KINDS_OF_LOSS
from heartdata.review.build import review_week
from heartdata.review.help_lines import ADDRESSES_CHECKED, HELP, first_day_lines, lines_of_help
from tests.made_logs import MONDAY, activity, moods


def test_support_comes_before_helplines_and_no_number_is_given() -> None:
    lines = lines_of_help({"name": "my sister", "contact": "call after six"}, unsafe=True, age="teen")
    assert lines[0] == "You could call my sister (call after six)."
    assert HELP in lines
    assert not any(re.search(r"\d", line) for line in lines[1:])
    assert lines_of_help({"contact": "0123"})[0] == "You could turn to the contact you noted down: 0123."
    assert lines_of_help({}) == [HELP]
    assert date(2026, 1, 1) < ADDRESSES_CHECKED


def test_domestic_abuse_lines_are_named_only_where_the_loss_was_unsafe() -> None:
    said = " ".join(lines_of_help({}, unsafe=True))
    assert "domestic-abuse line" in said
    assert "a device that only you use" in said
    assert "abuse" not in " ".join(lines_of_help({}))


@pytest.mark.parametrize("age", ["child", "teen"])
def test_young_people_are_asked_to_tell_an_adult(age: str) -> None:
    assert "one adult you trust" in lines_of_help({}, age=age)[0]
    assert "an adult you trust" in " ".join(first_day_lines("pet", age=age))
    assert "adult" not in " ".join(lines_of_help({}, age="elder"))


@pytest.mark.parametrize("kind", [None, *KINDS_OF_LOSS])
@pytest.mark.parametrize("unsafe", [False, True])
def test_the_first_words_are_short_and_ask_and_measure_nothing(kind: str | None, unsafe: bool) -> None:
    lines = first_day_lines(kind, unsafe=unsafe)
    said = " ".join(lines)
    assert lines[0].startswith("I'm so sorry")
    assert len(said) < 320
    assert not re.search(r"[\d?]", said)
    assert not re.search(r"\b(should|must|mood|level|entries|sign|usual|normal)\b", said)


def test_each_kind_of_loss_has_its_own_first_words() -> None:
    assert len({first_day_lines(kind)[0] for kind in KINDS_OF_LOSS}) == len(KINDS_OF_LOSS)


USUAL: list[float | None] = [5.0, 7.0] * 14


@pytest.mark.parametrize(
    ("values", "first"),
    [
        (USUAL + [5.0, 6.0] * 7, False),  # around what was before
        ([2.0] * 14, True),  # very low from the first day, whatever came before
        (USUAL + [2.5] * 7, False),  # one hard week, no day of it very low
        (USUAL + [2.5] * 6 + [0.5], True),  # one hard week with a very low day
        (USUAL + [2.5] * 14, True),  # two hard weeks
        (USUAL + [5.0, 7.0] * 3 + [0.5], False),  # a very low day in a week that is not hard
        (USUAL + [None] * 6 + [0.0], True),  # the only entry of the week
        (USUAL + [2.5] * 15, True),  # a week that has only begun after two hard ones
        (USUAL + [2.5] * 14 + [6.5], False),  # and one that began otherwise
        ([2.0, None, None, None, None, None, None] * 6, True),  # one entry a week, all low
    ],
)
def test_help_comes_first_in_hard_weeks(values: list[float | None], first: bool) -> None:
    # The newest week by name, as by default one that has only begun may wait.
    newest = week_label(MONDAY + timedelta(days=len(values) - 1))
    assert review_week(moods(values), newest).help_first is first


def test_one_hard_week_is_enough_after_an_unsafe_loss() -> None:
    values = USUAL + [2.5] * 7
    assert review_week(moods(values, profile=Profile(unsafe=True))).help_first
    assert not review_week(moods([5.0, 7.0] * 18, profile=Profile(unsafe=True))).help_first


def test_alarming_symptom_puts_help_first_from_the_first_day() -> None:
    tagged = table("activities", [activity(MONDAY, "chest pain", "symptom")])
    assert review_week(Logs(ratings=moods([7.0]).ratings, activities=tagged)).help_first
    assert not review_week(moods([7.0])).help_first


def lost(days_before_the_last: int, count: int = 30, **given: object) -> Logs:
    loss = MONDAY + timedelta(days=count - 1 - days_before_the_last)
    return moods([5.0, 6.0] * (count // 2), profile=Profile(loss_date=loss, **given))  # type: ignore[arg-type]


@pytest.mark.parametrize(("days", "first"), [(-9, False), (-2, True), (0, True), (2, True), (6, True), (7, False)])
def test_the_first_days_after_a_loss(days: int, first: bool) -> None:
    review = review_week(lost(days))
    assert review.first_days is first
    assert bool(review.first_words()) is first
    assert review.to_dict()["first_words"] == review.first_words()


def test_latest_loss_counts_and_old_weeks_stay_as_they_were() -> None:
    early = MONDAY - timedelta(days=400)
    second = MarkedEvent(MONDAY + timedelta(days=27), kind="loss")
    logs = moods([5.0, 6.0] * 15, profile=Profile(loss_date=early, events=(second,)))
    assert review_week(logs).first_days
    assert not review_week(logs, "2026-W11").first_days


def test_in_the_first_days_nothing_is_measured_or_asked() -> None:
    review = review_week(lost(2, loss_kind="death"))
    assert review.sentences() == review.first_words()
    assert not review.suggestions
    page = review._repr_html_()
    assert all(line.replace("'", "&#x27;") in page for line in [*review.first_words(), *review.help_lines()])
    assert "<table" not in page
    assert "mood" not in page
