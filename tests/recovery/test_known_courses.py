"""Recovery without logged moods, or without a known usual level."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from heartdata.recovery.track import track_progress


def test_nights_alone_give_no_state() -> None:
    days = pd.date_range("2026-01-05", periods=120, freq="D")
    rng = np.random.default_rng(4)
    daily = pd.DataFrame({"mood": np.nan, "sleep_quality": rng.integers(0, 5, 120) * 2.5}, index=days)
    course = track_progress(daily, event="2026-02-01")
    assert set(course["state"]) == {"unclear"}
    assert course["reason"].iloc[-1] == "there is no mood in your entries yet; a few days with one would show more"
    alone = track_progress(daily[["sleep_quality"]])
    assert set(alone["state"]) == {"unclear"}
    assert track_progress(daily, event="2026-02-01", measures=["sleep_quality"])["p_stuck"].notna().any()
    # Mood that is logged later leads, however many nights were rated before.
    since = daily.index >= "2026-03-01"
    daily.loc[since, "mood"] = rng.integers(1, 4, since.sum()) * 2.5
    later = track_progress(daily)
    assert later["level"].loc[:"2026-03-10"].isna().all()
    mood = daily["mood"].loc["2026-03-01":].mean()
    assert abs(later["level"].iloc[-1] - mood) < 1.0
    # So does any other answer about the day.
    tired = daily.rename(columns={"mood": "energy"})
    assert track_progress(tired)["level"].loc[:"2026-03-10"].isna().all()


@pytest.mark.parametrize("event", [None, "2026-06-04", "2025-01-01"])
def test_level_diary_is_not_improving_if_the_usual_is_unknown(event) -> None:
    days = pd.date_range("2026-06-04", periods=84, freq="D")
    rng = np.random.default_rng(8)
    daily = pd.DataFrame({"mood": np.round(rng.normal(5, 1.4, 84) / 2.5).clip(0, 4) * 2.5}, index=days)
    course = track_progress(daily, event=event)
    named = course[course["state"] == "improving"]
    assert (named["pace_low"] > 0).all()
    assert not (course["state"] == "recovered").any()
    assert (course["state"].iloc[28:] == "unclear").all()
    reason = "I don't know your usual mood"
    held = course["reason"].str.startswith(reason)
    assert held.any() or event == "2025-01-01"  # so long after a loss nothing is named anyway
    # Where it is stated, the same entries may be named.
    stated = track_progress(daily, event=event, usual=5)
    assert not stated["reason"].str.startswith(reason).any()
    assert {"recovered", "improving"} & set(stated["state"])


def test_rising_entries_are_improving_even_if_the_usual_is_unknown() -> None:
    days = pd.date_range("2026-06-04", periods=100, freq="D")
    named = 0
    for seed in range(8):
        noise = np.random.default_rng(seed).normal(0, 0.8, 100)
        rising = pd.DataFrame({"mood": np.round(np.linspace(1.5, 8, 100) + noise, 1).clip(0, 10)}, index=days)
        course = track_progress(rising)
        assert set(course["state"]) <= {"improving", "unclear"}
        assert "slipping" not in set(course["alert"])
        easing = course[course["state"] == "improving"]
        assert (easing["pace_low"] > 0).all()
        assert easing["reason"].str.startswith("your entries have been getting better").all()
        named += len(easing) > 0
    assert named >= 5


def test_stuck_is_asked_about_but_not_named_if_the_usual_is_unknown() -> None:
    days = pd.date_range("2026-02-01", periods=140, freq="D")
    noise = np.random.default_rng(3).normal(0, 0.8, 140)
    daily = pd.DataFrame({"mood": np.round(3.0 + noise, 1).clip(0, 10)}, index=days)
    course = track_progress(daily, event="2026-02-01")
    assert "stuck" in set(course["alert"])
    assert "stuck" not in set(course["state"])
    assert "stuck" in set(track_progress(daily, event="2026-02-01", usual=7)["state"])
