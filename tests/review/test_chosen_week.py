"""Which week is shown when the newest has only begun."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
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


@pytest.mark.parametrize(
    "week",
    [
        "2026-W12", "2026-03-18", date(2026, 3, 22), pd.Timestamp("2026-03-16"), np.datetime64("2026-03-20"),
        pd.Period("2026-03-17", "W"), pd.Period("2026-03-17", "D"),
    ],
)  # fmt: skip
def test_a_week_is_written_in_many_ways(week: Any) -> None:
    assert hd.review_week(moods(BEGUN), week).week == "2026-W12"


def test_last_is_the_week_that_is_shown_by_default() -> None:
    assert hd.review_week(moods(BEGUN), "last").week == hd.review_week(moods(BEGUN)).week


@pytest.mark.parametrize(
    ("given", "shown"),
    [({}, 12), ({"weeks": 26}, 26), ({"weeks": 4}, 4), ({"weeks": 500}, 30), ({"since": "2026-06-01"}, 17),
     ({"since": date(2026, 6, 7)}, 17), ({"since": "1999-01-01"}, 30), ({"since": "2026-09-20"}, 4)],
)  # fmt: skip
def test_as_many_weeks_as_asked_for_are_looked_at(given: dict[str, Any], shown: int) -> None:
    review = hd.review_week(moods([5.0, 6.0, 7.0] * 70), "2026-W39", **given)
    assert len(review.weekly) == shown
    assert len(review.daily) == 7 * shown
    assert len(review.course) == 7 * shown


WRONG: dict[str, dict[str, Any]] = {
    "week 31: not a week; write it like 2026-W14, a day of it, or 'last'": {"week": 31},
    "week '18.3.2026': not a week": {"week": "18.3.2026"},
    "weeks=3: give a whole number from 4 to 520": {"weeks": 3},
    "weeks=True: give": {"weeks": True},
    "weeks='26': give": {"weeks": "26"},
    "weeks and since say the same": {"weeks": 5, "since": "2026-03-01"},
    "since='soon': not a day": {"since": "soon"},
    "since=2027-01-01: is after the week 2026-W13": {"since": "2027-01-01"},
}


@pytest.mark.parametrize("said", WRONG)
def test_a_wrong_week_is_told_what_is_possible(said: str) -> None:
    with pytest.raises(hd.HeartdataError, match=said):
        hd.review_week(moods(BEGUN), **WRONG[said])
