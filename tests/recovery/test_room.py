"""Steady people: the level follows wherever the scale lets it go, soon after the loss and long after it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from heartdata.recovery import trace
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


def test_days_summarised_together_are_those_summarised_one_by_one(monkeypatch):
    together, _ = steady(1.0, at=20, days=150)  # courses are stretched in the middle of it, and renewed after it
    monkeypatch.setattr(trace, "TOGETHER", 1)
    pd.testing.assert_frame_equal(together, steady(1.0, at=20, days=150)[0], rtol=1e-9)


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


def parts(*levels, sd, seed=3, days=60):
    """Somebody whose mood leaps from level to level, as many days at each, and how it goes after the loss."""
    mood = np.concatenate((np.full(BEFORE, USUAL), np.repeat(levels, days)))
    mood = mood + sd * np.random.default_rng(seed).standard_normal(len(mood))
    index = pd.date_range("2025-01-06", periods=len(mood), freq="D")
    daily = pd.DataFrame({"mood": np.clip(np.round(mood, 1), 0, 10), "mood_n": 1}, index=index)
    return track_progress(daily, event=index[BEFORE]).iloc[BEFORE:]


@pytest.mark.parametrize("sd", [0.15, 0.3, 0.45])
@pytest.mark.parametrize("levels", [(1.5, 7.5), (7.5, 1.5, 7.5), (2.0, 2.0, 2.0, 7.5), (1.5, 4.5), (0.5, 9.5, 7.5)])
def test_a_steady_person_who_leaps_back_up_is_followed_within_two_weeks(levels, sd):
    course = parts(*levels, sd=sd)
    there, day = np.repeat(levels, 60), np.arange(60 * len(levels))
    leapt = day >= np.argmax(there != there[0])
    off = np.abs(course["level"].to_numpy() - there)[leapt & (day % 60 >= 14)]
    assert off.max() < 0.5


@pytest.mark.parametrize("sd", [0.15, 0.3, 0.45])
def test_nobody_is_called_stuck_in_the_weeks_after_a_leap_back_up(sd):
    course = parts(1.5, 7.5, sd=sd)
    assert (course["alert"].iloc[30:60] == "stuck").any()
    after = course.iloc[66:82]
    assert not (after["alert"] == "stuck").any()
    assert not after["state"].isin(["stuck", "slipping"]).any()
    assert course["p_recovered"].iloc[-1] > 0.3


def test_a_freak_week_leaves_nothing_behind():
    mood = USUAL + 0.3 * np.random.default_rng(5).standard_normal(130)
    index = pd.date_range("2025-01-06", periods=len(mood), freq="D")
    ill = mood.copy()
    ill[60:67] = 1.0
    plain, after = (
        track_progress(pd.DataFrame({"mood": np.round(y, 1), "mood_n": 1}, index=index), event=index[BEFORE])
        for y in (mood, ill)
    )
    assert (after["level"] - plain["level"]).iloc[74:].abs().max() < 0.3
    assert not after["alert"].iloc[74:].any()


def test_an_entry_mistyped_four_times_changes_no_level_for_longer_than_that():
    mood = USUAL + 0.3 * np.random.default_rng(5).standard_normal(110)
    mood[60:64] = 0.0
    index = pd.date_range("2025-01-06", periods=len(mood), freq="D")
    course = track_progress(pd.DataFrame({"mood": np.round(mood, 1), "mood_n": 1}, index=index), event=index[BEFORE])
    assert course["level"].iloc[71:].sub(USUAL).abs().max() < 0.4
    assert not course["alert"].iloc[71:].any()


def test_what_is_moved_to_the_entries_is_the_same_from_any_first_day():
    mood = np.repeat([USUAL, 1.5, USUAL, 1.5], [50, 60, 60, 30])
    mood = np.round(mood + 0.2 * np.random.default_rng(4).standard_normal(len(mood)), 1)
    index = pd.date_range("2025-01-06", periods=len(mood), freq="D")
    daily = pd.DataFrame({"mood": mood, "mood_n": 1}, index=index)
    full = track_progress(daily, event=index[BEFORE])
    for since in (40, 115, 150, 190):
        part = track_progress(daily, event=index[BEFORE], since=index[since])
        pd.testing.assert_frame_equal(full.iloc[since:], part)
    pd.testing.assert_frame_equal(full.iloc[:172], track_progress(daily.iloc[:172], event=index[BEFORE]))


@pytest.mark.parametrize("sd", [0.3, 0.8])
def test_nobody_surely_above_their_usual_reads_of_harder_weeks_or_of_being_below(sd):
    course = parts(9.7 if sd < 0.5 else 9.9, 8.3, sd=sd)
    above = course[(course["gap_high"] < 0) & (course["entries_28d"] >= 10)].iloc[14:]
    assert len(above) > 20
    assert not above["state"].isin(["slipping", "stuck"]).any()
    assert not above["reason"].str.contains("harder|below|not much change").any()


@pytest.mark.parametrize("falls", ["mood", "energy"])
def test_other_measures_that_go_their_own_way_do_not_silence_the_main_one_for_good(falls):
    day = np.arange(-BEFORE, 120)
    rng = np.random.default_rng(9)
    index = pd.date_range("2025-01-06", periods=len(day), freq="D")
    daily = pd.DataFrame(index=index)
    for name in ("mood", "energy", "sleep_quality"):
        mood = np.where((day >= 40) & (name == falls), 1.5, 7.0) + 0.3 * rng.standard_normal(len(day))
        daily[name], daily[f"{name}_n"] = np.round(mood, 1), 1
    late = track_progress(daily, event=index[BEFORE]).iloc[-28:]
    kinds = set(late["state"])
    if falls == "mood":
        assert (late["state"] == "slipping").mean() > 0.8
        assert kinds <= {"slipping", "unclear"}
    else:
        assert (late["state"] == "recovered").mean() > 0.8
        assert kinds <= {"recovered", "unclear"}
