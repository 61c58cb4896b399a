"""The way in named stretches."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pandas as pd

from heartdata.report.weekly import weekly_report
from heartdata.review.stretches import stretches, way_in_words
from heartdata.review.week import WeekReview
from tests.made_reviews import bare


def way(states: list[str]) -> WeekReview:
    """A way that begins on Monday, 2 March 2026, with these states day by day."""
    days = pd.date_range("2026-03-02", periods=len(states), freq="D")
    journey = pd.DataFrame({"mood": 5.0, "level": 5.0, "low": 4.0, "high": 6.0, "state": states}, index=days)
    last = days[-1].date()
    return bare(journey=journey, last_day=last, first_day=last - timedelta(days=6), hard_weeks=0, help_first=False)


def test_stretches_have_dates_in_words() -> None:
    review = way(["unclear"] * 28 + ["stuck"] * 56 + ["unclear"] * 3 + ["improving"] * 20)
    assert way_in_words(review) == "Not much change from 30 March to 24 May, then getting lighter since 28 May."


def test_a_stretch_that_has_just_become_clear_did_not_begin_today() -> None:
    assert way_in_words(way(["unclear"] * 40 + ["slipping"] * 2)) == "Harder weeks lately (clear since 11 April)."
    assert way_in_words(way(["unclear"] * 40 + ["slipping"] * 14)) == "Harder weeks since 11 April."


def test_a_short_gap_does_not_end_a_stretch_and_a_few_days_are_none() -> None:
    review = way(["stuck"] * 20 + ["unclear"] * 5 + ["stuck"] * 20 + ["slipping"] * 5 + ["unclear"] * 30)
    (only,) = stretches(review)
    assert (only.state, (only.last - only.first).days) == ("stuck", 44)
    assert way_in_words(way(["unclear"] * 40)) == ""


def test_stretches_of_the_same_kind_are_said_once() -> None:
    review = way(["recovered"] * 30 + ["unclear"] * 20 + ["recovered"] * 30 + ["unclear"] * 20)
    assert len(stretches(review)) == 2
    assert way_in_words(review) == "Mostly around your usual from 2 March to 20 May."


def test_hard_weeks_name_no_stretch() -> None:
    assert stretches(replace(way(["recovered"] * 60), hard_weeks=2)) == []


def test_the_report_has_them_as_a_sentence_and_a_table() -> None:
    review = way(["stuck"] * 56 + ["improving"] * 20)
    said = weekly_report(review).markdown
    assert "Not much change from 2 March to 26 April, then getting lighter since 27 April." in said
    assert "2 March 2026 to 26 April 2026 | not much change" in said
