"""Which week is shown when the newest has only begun."""

from __future__ import annotations

from datetime import timedelta

import pytest

import heartdata as hd
from heartdata.core.logs import Logs
from heartdata.core.profile import Profile
from heartdata.practices.trial import start_trial
from tests.made_logs import MONDAY, activity, moods, table

BEGUN: list[float | None] = [6.0] * 30  # four weeks and two days
FULL, NEW = "2026-W13", "2026-W14"


def test_a_week_of_two_days_waits_for_the_last_full_one_and_says_so() -> None:
    assert MONDAY.isocalendar()[:2] == (2026, 10)
    review = hd.review_week(moods(BEGUN))
    assert (review.week, review.newer_days) == (FULL, 2)
    said = "The new week has only 2 days so far, so this is the last full one."
    assert said in " ".join(review.sentences())
    page, card = (
        " ".join(" ".join(text.get_text() for text in hd.weekly_chart(review, layout=layout).texts).split())
        for layout in ("page", "card")
    )
    assert said in page
    assert said in card
    assert hd.review_week(moods([*BEGUN, 6.0])).week == NEW


def test_a_week_asked_for_by_name_is_shown() -> None:
    review = hd.review_week(moods(BEGUN), NEW)
    assert (review.week, review.newer_days) == (NEW, 0)


@pytest.mark.parametrize("before", [[None] * 7, [6.0, None, None, 6.0, None, None, None]])
def test_without_a_full_week_before_the_newest_stays(before: list[float | None]) -> None:
    assert hd.review_week(moods([*BEGUN[:21], *before, 6.0])).week == NEW


@pytest.mark.parametrize("low", [[0.0, 0.5], [6.0, 0.0]])
def test_hard_days_do_not_wait(low: list[float | None]) -> None:
    assert hd.review_week(moods([*BEGUN[:28], *low])).week == NEW


@pytest.mark.parametrize("days_on", [23, 28, 30])
def test_a_new_loss_does_not_wait(days_on: int) -> None:
    logs = moods(BEGUN, profile=Profile(loss_date=MONDAY + timedelta(days=days_on)))
    assert hd.review_week(logs).week == NEW


def test_an_alarm_of_the_body_does_not_wait() -> None:
    pain = activity(moods(BEGUN).days[-1].to_pydatetime(), "chest pain", "other")
    logs = Logs(ratings=moods(BEGUN).ratings, activities=table("activities", [pain]))
    assert hd.review_week(logs).week == NEW


def test_a_trial_that_has_just_begun_does_not_wait() -> None:
    trial = start_trial("walk", design="before-after", start=MONDAY + timedelta(days=28))
    assert hd.review_week(moods(BEGUN), trials=[trial]).week == NEW
