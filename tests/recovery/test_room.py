"""Steady people: the level follows wherever the scale lets it go, soon after the loss and long after it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from heartdata.recovery.room import Room
from heartdata.recovery.shapes import DEEPEST, HIGHEST
from heartdata.recovery.track import track_progress

USUAL, BEFORE = 7.5, 28


def steady(ends_at, *, sd=0.3, at=0, days=70):
    """Somebody whose days differ little, and who is elsewhere from one day to the next."""
    day = np.arange(-BEFORE, at + days)
    mood = np.where(day < at, USUAL, ends_at) + sd * np.random.default_rng(2).standard_normal(len(day))
    index = pd.date_range("2025-01-06", periods=len(day), freq="D")
    daily = pd.DataFrame({"mood": np.clip(np.round(mood, 1), 0, 10), "mood_n": 1}, index=index)
    return track_progress(daily, event=index[BEFORE]).iloc[BEFORE + at :], daily["mood"].iloc[-28:].mean()


@pytest.mark.parametrize("sd", [0.2, 0.3, 0.5])
@pytest.mark.parametrize("ends_at", [0.0, 1.0, 3.0, 5.0])
def test_a_steady_person_who_falls_far_is_followed(sd, ends_at):
    course, month = steady(ends_at, sd=sd, days=112)
    assert course["level"].iloc[-1] == pytest.approx(month, abs=0.5)
    late = course.iloc[56:]
    assert late["state"].isin(["improving", "recovered"]).mean() <= 0.03
    assert late[["p_improving", "p_stuck", "p_slipping", "p_recovered"]].mean().idxmax() == "p_stuck"
    assert (course["alert"].iloc[28:91] == "stuck").any()


@pytest.mark.parametrize("at", [60, 200])
@pytest.mark.parametrize("ends_at", [0.0, 3.0])
def test_a_steady_person_who_falls_far_later_is_asked_within_two_weeks(at, ends_at):
    course, month = steady(ends_at, at=at, days=42)
    assert (course["alert"].iloc[:14] == "slipping").any()
    assert course["level"].iloc[-1] == pytest.approx(month, abs=0.5)


def test_a_steady_person_far_above_the_usual_is_followed():
    course, month = steady(9.7)
    assert course["level"].iloc[-1] == pytest.approx(month, abs=0.5)
    assert set(course["state"].iloc[28:]) <= {"recovered", "unclear"}
    assert not course["alert"].iloc[28:].any()


def test_courses_reach_the_ends_of_the_scale_and_the_common_ones_do_not_change():
    gap = np.linspace(-HIGHEST, DEEPEST, 78, dtype=np.float32)[:, None, None] * np.ones((1, 2, 2), np.float32)
    sd = np.array([1.5, 0.3])
    deep = Room(USUAL, 0.3).deepen(gap, sd, np.array([[False, True], [False, True]]))
    near = (gap > -0.2) & (gap < 3)
    np.testing.assert_array_equal(deep[near], gap[near])
    assert (np.diff(deep, axis=0) >= 0).all()
    assert (deep[-1].min(axis=1) > USUAL / sd).all()
    assert (deep[0].max(axis=1) < -(10 - USUAL) / sd).all()


def test_the_bank_reaches_further_only_where_the_level_does_not_follow():
    lively, steady_person = Room(USUAL, 1.2), Room(USUAL, 0.3)
    assert not any(lively.beyond(entry) for entry in (0.0, 3.0, 10.0))
    assert steady_person.beyond(4.0)
    assert not steady_person.beyond(6.0)
    assert [steady_person.see(4.0, level) for level in (None, 7.4, 7.4, None, 7.4, 7.4, 7.4)] == [False] * 5 + [
        True,
        False,
    ]
    followed = Room(USUAL, 0.3)
    assert not any(followed.see(4.0, 4.2) for _ in range(20))
