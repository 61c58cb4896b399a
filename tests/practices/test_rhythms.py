"""Weekdays, times of day and days left out: said where they are planted, not where there are none."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import heartdata as hd
from heartdata.core.logs import Logs, table
from heartdata.core.profile import Profile
from heartdata.practices.rhythms import COLUMNS, _expectation_weights, effects_and_rhythms, personal_rhythms
from heartdata.practices.sentences import helps_lines


def diary(
    seed: int, *, days: int = 120, hours: tuple[int, ...] = (9, 20), weekday: float = 0.0, morning: float = 0.0
) -> Logs:
    rng = np.random.default_rng(seed)
    mood, rows = 0.0, []
    for place in range(days):
        mood = 0.5 * mood + rng.normal()
        stamp = pd.Timestamp("2026-03-02") + pd.Timedelta(days=place)
        for hour in hours if rng.random() < 0.8 else ():
            value = 5 + mood + rng.normal(0, 0.7) + weekday * (place % 7 == 5) + morning * (hour < 12)
            rows.append((stamp + pd.Timedelta(hours=hour), stamp, "mood", float(np.clip(value, 0, 10)), "", None, "a"))
    return Logs(ratings=table("ratings", rows))


def test_a_planted_weekday_is_found_with_its_size() -> None:
    table = personal_rhythms(diary(1, days=200, weekday=1.6)).set_index("kind")
    assert list(table.reset_index().columns) == list(COLUMNS)
    row = table.loc["weekday"]
    assert (row["when"], bool(row["clear"])) == ("Saturdays", True)
    assert row["low"] <= 1.6 <= row["high"]
    assert row["wording"].startswith("Saturdays tend to be lighter for you: your mood is about ")
    assert not table.loc["time of day", "clear"]


def test_a_planted_time_of_day_is_found_with_its_size() -> None:
    row = personal_rhythms(diary(2, morning=-1.0)).set_index("kind").loc["time of day"]
    assert bool(row["clear"])
    assert row["low"] <= (-1.0 if row["when"] == "mornings" else 1.0) <= row["high"]
    assert row["when"] in ("mornings", "evenings")
    assert "other times of the same day" in row["wording"]


def test_chance_is_seldom_clear_even_with_strong_inertia() -> None:
    clear = sum(personal_rhythms(diary(seed))["clear"].any() for seed in range(40))
    assert clear <= 5


def test_only_late_entries_on_bad_days_are_no_time_of_day() -> None:
    rng = np.random.default_rng(4)
    rows = []
    for place in range(120):
        stamp, mood = pd.Timestamp("2026-03-02") + pd.Timedelta(days=place), float(rng.integers(2, 9))
        hour = 22 if mood < 5 else 9
        rows.append((stamp + pd.Timedelta(hours=hour), stamp, "mood", mood, "", None, "a"))
    assert "time of day" not in set(personal_rhythms(Logs(ratings=table("ratings", rows)))["kind"])


@pytest.mark.parametrize("logs", [Logs(), diary(3, days=40, hours=(20,))], ids=["nothing", "forty days"])
def test_little_data_is_held_back(logs: Logs) -> None:
    found = personal_rhythms(logs)
    assert found.empty
    assert list(found.columns) == list(COLUMNS)


def test_only_days_later_than_a_week_after_the_loss_count() -> None:
    logs = diary(1, days=200, weekday=1.6)
    late = Logs(ratings=logs.ratings, profile=Profile(loss_date="2026-08-20"))
    assert personal_rhythms(late).empty
    assert not personal_rhythms(logs, on="2026-07-01").empty
    with pytest.raises(hd.HeartdataError, match=r"on='soon': not a day"):
        personal_rhythms(logs, on="soon")


def test_words_promise_and_blame_nothing() -> None:
    for weekday in (1.8, -1.8):
        said = " ".join(personal_rhythms(diary(5, days=200, weekday=weekday, morning=weekday))["wording"])
        assert not any(word in said for word in ("should", "must", "always", "because", "fail"))


def test_what_is_clear_is_told_beside_what_goes_with_better_days() -> None:
    logs = diary(1, days=200, weekday=1.6)
    lines = helps_lines(effects_and_rhythms(logs, hd.to_daily(logs)))
    assert any(line.startswith("Saturdays tend to be lighter for you") for line in lines)
    logs = diary(3)
    assert not any("tend to be" in line for line in helps_lines(effects_and_rhythms(logs, hd.to_daily(logs))))


def test_the_same_logs_give_the_same_answer() -> None:
    pd.testing.assert_frame_equal(personal_rhythms(diary(6)), personal_rhythms(diary(6)))


@pytest.mark.parametrize(("slope", "clear"), [(2.5, True), (0.0, False)])
def test_who_writes_less_on_harder_days_is_told(slope: float, *, clear: bool) -> None:
    rng, mood, rows = np.random.default_rng(5), 0.0, []
    for place in range(300):
        mood = 0.7 * mood + rng.normal()
        stamp = pd.Timestamp("2026-01-05") + pd.Timedelta(days=place)
        if rng.random() < 1 / (1 + np.exp(-1.2 - slope * mood)):
            rows.append((stamp, stamp, "mood", float(np.clip(5 + mood, 0, 10)), "", None, "a"))
    row = personal_rhythms(Logs(ratings=table("ratings", rows))).set_index("kind").loc["days left out"]
    assert bool(row["clear"]) is clear
    assert ("You seem to write less on harder days" in row["wording"]) is clear
    assert bool(row["high"] < 0) is clear


def test_days_left_out_weigh_as_their_expectation_given_the_others_does() -> None:
    """For AR(1), against the conditional expectation of the missing days from the covariances of all days."""
    used = np.array([0, 1, 3, 5, 6, 7, 12, 13])  # day 3 lies between two gaps, and days 8 to 11 are a long one
    missing = np.setdiff1d(np.arange(14), used)
    for phi in (0.1, 0.4, 0.8):
        covariance = phi ** np.abs(np.subtract.outer(np.arange(14), np.arange(14)))
        among, to = covariance[np.ix_(used, used)], covariance[np.ix_(missing, used)]
        wanted = np.linalg.solve(among, to.T).sum(axis=1)
        np.testing.assert_allclose(_expectation_weights(used, phi), wanted - wanted.mean(), atol=1e-12)
