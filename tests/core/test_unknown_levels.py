"""Mood names without a number: the day counts as logged, and averages wait until the numbers are known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

import heartdata as hd
from heartdata.core.logs import table
from heartdata.core.profile import Profile
from heartdata.core.unknown_levels import held_back, known_levels
from heartdata.core.weeks import usual_level, weekly_levels
from heartdata.suggestions.hard_weeks import HardWeeks

DAYS = pd.date_range("2026-01-05", periods=140)


def _logs(levels: Sequence[float], **profile: object) -> hd.Logs:
    rows = [
        (pd.NaT, day, "mood", level, "named" if np.isnan(level) else str(level), None, "daylio.csv")
        for day, level in zip(DAYS, levels, strict=False)
    ]
    return hd.Logs(ratings=table("ratings", rows), profile=Profile(**profile))


def _mostly_unknown(known: float = 2.5, every: int = 4) -> np.ndarray:
    """One day in four has a known level, and it is a low one: a name from the app, the others being the person's."""
    return np.where(np.arange(len(DAYS)) % every == 0, known, np.nan)


def test_a_day_without_a_known_level_counts_as_logged():
    daily = hd.to_daily(_logs(_mostly_unknown()))
    assert daily["entries"].eq(1).all()
    assert daily["mood_n"].sum() == 35
    assert daily["mood_unknown"].sum() == 105
    assert daily["mood"].count() == 35
    assert "mood_unknown" not in hd.to_daily(_logs(np.full(20, 5.0)))
    nothing_known = hd.to_daily(_logs(np.full(20, np.nan)))
    assert len(nothing_known) == 20
    assert nothing_known["mood"].isna().all()


def test_averages_wait_while_a_real_share_is_unknown():
    daily = hd.to_daily(_logs(_mostly_unknown()))
    weekly = weekly_levels(daily)
    assert weekly[["level", "low", "high"]].isna().all().all()
    assert weekly["days"].sum() == 35
    assert known_levels(daily).iloc[7:].isna().all()
    # One unknown day in the week changes little.
    few = np.full(len(DAYS), 6.0)
    few[6::7] = np.nan
    daily = hd.to_daily(_logs(few))
    assert weekly_levels(daily)["level"].eq(6.0).all()
    assert not held_back(daily).any()


def test_the_usual_waits_too():
    levels = np.concatenate((_mostly_unknown()[:70], np.full(70, 5.0)))
    logs = _logs(levels, loss_date="2026-03-16")
    assert usual_level(hd.to_daily(logs), logs) is None
    known = _logs(np.full(len(DAYS), 5.0), loss_date="2026-03-16")
    assert usual_level(hd.to_daily(known), known).level == 5.0


def test_states_and_notices_wait_and_say_what_would_help():
    course = hd.track_progress(_logs(_mostly_unknown(), loss_date="2026-02-01", usual=7))
    assert set(course["state"]) == {"unclear"}
    assert set(course["alert"]) == {""}
    assert course[["p_stuck", "level", "gap", "low"]].iloc[7:].isna().all().all()
    assert course["entries_28d"].iloc[-1] == 28
    assert course["reason"].iloc[-1] == (
        "21 of the last 28 days have moods whose number I don't know yet; one for each name under [moods] in "
        "heartdata.toml lets me say more"
    )
    # Once the levels are known again, so is the state.
    levels = np.concatenate((_mostly_unknown()[:40], np.full(100, 3.0) + np.arange(100) % 2))
    later = hd.track_progress(_logs(levels, loss_date="2026-02-01", usual=7))
    assert later["state"].iloc[-1] == "stuck"
    all_unknown = hd.track_progress(_logs(np.full(60, np.nan)))
    assert all_unknown["reason"].iloc[-1].startswith("28 of the last 28 days have moods whose number")
    assert all_unknown["entries_28d"].iloc[-1] == 28


@pytest.mark.parametrize(("every", "hard"), [(4, 0), (1, 8)])
def test_weeks_are_hard_only_if_the_unknown_days_could_not_change_it(every, hard):
    daily = hd.to_daily(_logs(_mostly_unknown(0.0, every)))
    weeks = HardWeeks(daily)
    assert weeks.in_a_row(DAYS[-1].date()) == hard
    assert weeks.very_low(DAYS[-1].date())
    assert np.isnan(weekly_levels(daily)["level"].iloc[-1]) == (every > 1)


def test_no_suggestion_rests_on_them():
    logs = _logs(_mostly_unknown(), loss_date="2025-12-01")
    assert hd.suggest(logs) == []
    review = hd.review_week(logs)
    assert review.mood["mean"] is None
    assert review.hard_weeks == 0
