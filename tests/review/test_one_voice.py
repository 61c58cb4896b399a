"""State, level, the week's mean, signs and the suggestion of a review never contradict each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

import heartdata as hd
from heartdata.core.profile import MarkedEvent, Profile
from heartdata.core.vocabulary import KINDS_OF_LOSS, SIGNS
from heartdata.recovery.sentences import QUESTIONS
from heartdata.review.build import agreed_progress, review_week
from heartdata.review.notices import headline, lead, question
from heartdata.review.week import WeekReview
from heartdata.suggestions.agreed_weeks import Agreed
from heartdata.suggestions.agreement import agreed_state
from tests.made_logs import MONDAY, NAN, ar1, moods
from tests.made_reviews import full

COURSES = [("improving", 3), ("stuck", 21), ("slipping", 5), ("recovered", 8), ("plateau", 2), ("sparse", 4)]
LIGHTER = re.compile(r"lighter|easing|closes|lifting", re.IGNORECASE)
USUAL = re.compile(r"around your usual|where they usually", re.IGNORECASE)
UNCLEAR = re.compile(r"can't tell|too early|isn't clear", re.IGNORECASE)


def simulated(course: Any, seed: int) -> Iterator[WeekReview]:
    logs = hd.simulate_logs(seed=seed, course=course, days=180, before=28)
    mondays = sorted({day - (day - MONDAY) % timedelta(days=7) for day in logs.days.date})
    for monday in mondays[5::6]:
        yield review_week(logs, f"{monday.isocalendar()[0]}-W{monday.isocalendar()[1]:02d}")


def small() -> Iterator[WeekReview]:
    usual = list(ar1(28, 3, level=6.5, sd=0.8).clip(0, 10))
    for kind in (None, *KINDS_OF_LOSS):
        profile = Profile(loss_date=MONDAY + timedelta(days=28), loss_kind=kind)
        for level in (0.8, 6.5):
            yield review_week(moods([*usual, *ar1(42, 5, level=level, sd=0.6).clip(0, 10)], profile=profile))
    for days in (1, 3, 9, 20):
        yield review_week(moods([5.0, 6.0] * 10, profile=Profile(usual=7)).between(MONDAY, f"2026-03-{1 + days:02d}"))
    marked = MarkedEvent(MONDAY.replace(year=2010) + timedelta(days=66), kind="anniversary")
    for profile in (Profile(anniversaries=(marked,)), Profile(unsafe=True), Profile(age="teen"), Profile(usual=8)):
        for last in (0.0, 3.0, 6.0):
            yield review_week(moods([*usual, *ar1(35, 7, level=6.0, sd=0.7).clip(0, 10), *[last] * 7], profile=profile))


def assert_one_voice(review: WeekReview) -> None:
    """Compare the text of the page with its own numbers."""
    progress, mood = review.progress, review.mood
    level, usual, mean = (NAN if v is None else v for v in (progress.get("level"), mood["usual"], mood["mean"]))
    top = f"{headline(review)} {lead(review)} {question(review)}"
    idea = " ".join(f"{s['text']} {s['why']}" for s in review.suggestions)
    said = f"{top} {idea}"
    if LIGHTER.search(said):
        assert not level >= usual, said
        assert not mean < level - 1, said
        assert not review.hard_weeks, said
    if re.search("a bit lighter", idea):
        assert not usual - level > 1.5, said
    # Two readings named side by side, each with its share, are no claim.
    if USUAL.search(f"{headline(review)} {idea}") or (progress["state"] != "unclear" and USUAL.search(top)):
        assert not usual - level > 1, said
        assert not usual - mean > 1, said
        assert not review.hard_weeks, said
    if question(review):
        assert not UNCLEAR.search(top), top
    if review.hard_weeks:
        assert "hard" in headline(review)
        assert not re.search(r"\d", lead(review))
        assert not {s["kind"] for s in review.suggestions} - {"reach_out"}
    if review.first_days:
        assert not re.search(r"\d", top)
    assert not re.search(r"keep going as you do|nothing needs to change|\d+ other approaches", said, re.IGNORECASE)
    # A level that is not the week's mean is named as one of several weeks.
    for found in re.finditer(r"around \d\.\d of 10", idea):
        assert idea[found.end() :].startswith(" over the past weeks")
    assert review.sentences()[0].startswith(headline(review).rstrip("."))
    assert progress["sentence"].startswith(headline(review).rstrip("."))


@pytest.mark.slow
@pytest.mark.parametrize(("course", "seed"), COURSES)
def test_simulated_people(course: str, seed: int) -> None:
    reviews = list(simulated(course, seed))
    assert len(reviews) >= 4
    for review in reviews:
        assert_one_voice(review)


@pytest.mark.slow
def test_small_diaries() -> None:
    reviews = list(small())
    for review in reviews:
        assert_one_voice(review)
    hard = [r for r in reviews if r.hard_weeks]
    assert all(r.help_first for r in hard if r.hard_weeks > 1)
    # Wording differs by kind of loss.
    assert len({lead(r) for r in hard if r.loss_kind}) >= len(KINDS_OF_LOSS)


@pytest.mark.parametrize(
    ("state", "level", "usual", "mean", "said"),
    [("improving", 4.7, 7.0, 3.0, "unclear"), ("improving", 6.2, 5.9, 6.0, "unclear"),
     ("recovered", 6.1, 7.5, 6.1, "unclear"), ("improving", 4.7, 7.0, 4.6, "improving")],
)  # fmt: skip
def test_the_contradictions_once_seen_are_gone(state: str, level: float, usual: float, mean: float, said: str) -> None:
    progress = {"state": state, "alert": "", "level": level, "reason": "x", "question": None, "assessed": True}
    agreed_to = agreed_state(state, level=level, usual=usual, mean=mean)
    agreed = agreed_progress(progress, Agreed(agreed_to, "", level, 20, 0))
    assert agreed["state"] == said
    assert (agreed["reason"] == "x") is (said == state)


def test_a_question_of_weeks_ago_asks_about_the_start_of_nothing() -> None:
    progress = {"state": "unclear", "alert": "slipping", "reason": "x", "question": QUESTIONS["slipping"]}
    for days, words in ((27, "start of a harder stretch"), (28, "past weeks may have been harder than those before")):
        assert words in agreed_progress(progress, Agreed("unclear", "slipping", 4.0, days, 0))["question"]
    stuck = {**progress, "alert": "stuck", "question": QUESTIONS["stuck"]}
    assert agreed_progress(stuck, Agreed("unclear", "stuck", 4.0, 90, 0))["question"] == QUESTIONS["stuck"]
    assert agreed_progress(progress, Agreed("unclear", "", 4.0, 30, 0))["question"] is None


@pytest.mark.parametrize(("mean", "lighter"), [(6.6, True), (5.9, False), (None, False)])
def test_harder_weeks_say_that_this_one_was_lighter(mean: float | None, lighter: bool) -> None:
    review = full()
    progress = review.progress | {"state": "slipping", "alert": "slipping", "level": 5.8, "assessed": True}
    found = replace(
        review,
        progress=progress | {"reason": "entries were lower"},
        mood=review.mood | {"mean": mean, "usual": 7.9},
        hard_weeks=0,
    )
    assert ("This week was a little lighter." in lead(found)) is lighter


def test_a_state_beside_persistent_signs_names_them() -> None:
    review = review_week(hd.simulate_logs(seed=8, course="recovered", days=180, before=28))
    sign = {**review.signs[0], "status": "persistent"}
    progress = {**review.progress, "state": "recovered", "alert": "", "question": None}
    shown = replace(review, signs=[sign], progress=progress, hard_weeks=0, first_days=False, anniversary=False)
    assert lead(shown).endswith(f"Still there: {SIGNS[sign['sign']].label}.")
