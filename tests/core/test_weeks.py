from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heartdata.core.daily import to_daily
from heartdata.core.logs import Logs
from heartdata.core.profile import MarkedEvent, Profile
from heartdata.core.weeks import UsualLevel, usual_level, weekly_levels
from heartdata.errors import HeartdataError
from tests.made_logs import MONDAY, ar1, moods


def days(values: object, first: date = MONDAY) -> pd.DataFrame:
    mood = np.asarray(values, dtype=float)
    return pd.DataFrame({"mood": mood}, index=pd.date_range(first, periods=len(mood), freq="D", name="day"))


def coverage(phi: float, missing: float, *, slope: float = 0.0, people: int = 110, weeks: int = 12) -> float:
    """Share of weeks whose 90 % interval holds the true level of a simulated person."""
    held = []
    for person in range(people):
        draws = np.random.default_rng([person, 7])
        level = 5 + slope * np.arange(weeks * 7) / 7
        mood = level + ar1(weeks * 7, person, phi=phi, level=0)
        mood[draws.random(len(mood)) < missing] = np.nan
        found = weekly_levels(days(mood))
        truth = level.reshape(-1, 7).mean(axis=1)
        known = found["low"].notna().to_numpy()
        held.append(((found["low"] <= truth) & (truth <= found["high"])).to_numpy()[known])
    return float(np.concatenate(held).mean())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("phi", "missing", "low", "high"),
    [
        (0.1, 0.0, 0.93, 0.98), (0.1, 0.3, 0.92, 0.97),
        (0.3, 0.0, 0.87, 0.93), (0.3, 0.3, 0.87, 0.93), (0.3, 0.6, 0.85, 0.95),
        (0.5, 0.0, 0.77, 0.85), (0.5, 0.3, 0.77, 0.86),
    ],
)  # fmt: skip
def test_the_interval_holds_the_true_level_as_often_as_stated(
    phi: float, missing: float, low: float, high: float
) -> None:
    assert low <= coverage(phi, missing) <= high


@pytest.mark.slow
def test_a_slow_change_does_not_spoil_the_interval() -> None:
    assert 0.86 <= coverage(0.3, 0.2, slope=0.15) <= 0.95


@given(st.integers(1, 100), st.integers(1, 40), st.integers(0, 6))
@settings(max_examples=20, deadline=None)
def test_later_days_do_not_change_finished_weeks(seed: int, extra: int, start: int) -> None:
    mood = ar1(70 + extra, seed)
    mood[np.random.default_rng(seed).random(len(mood)) < 0.4] = np.nan
    first = date(2026, 3, 2 + start)
    early, late = weekly_levels(days(mood[:70], first)), weekly_levels(days(mood, first))
    over = early.index[early.index + pd.Timedelta(days=6) <= pd.Timestamp(first) + pd.Timedelta(days=69)]
    pd.testing.assert_frame_equal(early.loc[over], late.loc[over])
    until = weekly_levels(days(mood, first), until=(pd.Timestamp(first) + pd.Timedelta(days=69)).date())
    pd.testing.assert_frame_equal(early, until)


def test_a_level_is_the_mean_of_the_day_means_of_an_iso_week() -> None:
    found = weekly_levels(days([1, 2, 3, np.nan, 5, 6, 7, 9, 9], date(2020, 12, 28)))
    assert list(found.index) == [pd.Timestamp(2020, 12, 28), pd.Timestamp(2021, 1, 4)]
    assert list(found["level"]) == [4, 9]
    assert list(found["days"]) == [6, 2]
    assert list(found.columns) == ["level", "low", "high", "days"]


def test_a_constant_mood_has_a_level_without_width() -> None:
    found = weekly_levels(days([6.0] * 28))
    assert list(found["level"]) == [6] * 4
    known = found.dropna()
    assert (known["low"] == 6).all()
    assert (known["high"] == 6).all()


def test_no_level_from_too_few_days() -> None:
    found = weekly_levels(days([5.0]))
    assert found[["level", "low", "high"]].isna().all(axis=None)
    assert list(found["days"]) == [1]
    assert weekly_levels(to_daily(moods([]))).empty
    once_a_week = weekly_levels(days(([5.0] + [np.nan] * 6) * 30))
    assert once_a_week["low"].isna().all()


def test_months_without_entries_are_weeks_without_level() -> None:
    found = weekly_levels(days([*ar1(28, 1), *[np.nan] * 70, *ar1(7, 2)]))
    assert len(found) == 15
    assert found["level"].isna().sum() == 10
    assert (found["days"].iloc[4:14] == 0).all()
    assert not np.isnan(found["low"].iloc[-1])


def test_fewer_days_give_a_wider_interval() -> None:
    mood = ar1(70, 3)
    mood[-5:] = np.nan
    found = weekly_levels(days(mood))
    width = found["high"] - found["low"]
    assert width.iloc[-1] > 1.5 * width.iloc[-2]


def test_intervals_stay_on_the_scale() -> None:
    found = weekly_levels(days(np.clip(ar1(70, 3, level=9.5, sd=3), 0, 10)))
    ends = found[["low", "high"]].dropna().to_numpy()
    assert len(ends)
    assert ((ends >= 0) & (ends <= 10)).all()


def test_missing_measure() -> None:
    with pytest.raises(HeartdataError, match="measure='calm': not a column"):
        weekly_levels(days([5.0]), "calm")


def test_stated_usual_takes_precedence() -> None:
    daily = to_daily(moods([4.0] * 20))
    profile = Profile(usual=7, loss_date="2026-03-30")
    assert usual_level(daily, Logs(profile=profile)) == UsualLevel(7.0, "stated", 0)
    assert usual_level(daily, Logs(profile=profile), "calm") is None


@pytest.mark.parametrize(("before", "usual"), [(14, UsualLevel(4.0, "before the loss", 14)), (13, None)])
def test_fourteen_days_before_the_loss_give_the_usual_level(before: int, usual: UsualLevel | None) -> None:
    daily = to_daily(moods([4.0] * before + [1.0] * 30))
    day = daily.index[before].date()
    assert usual_level(daily, Logs(profile=Profile(loss_date=str(day)))) == usual
    later = MarkedEvent(day + timedelta(days=20), kind="loss")
    assert usual_level(daily, Logs(profile=Profile(events=(later, MarkedEvent(day, kind="loss"))))) == usual
    assert usual_level(daily, Logs(profile=Profile(events=(MarkedEvent(day, kind="illness"),)))) is None


def test_without_a_loss_or_a_statement_nothing_is_assumed() -> None:
    assert usual_level(to_daily(moods([4.0] * 60)), Logs()) is None
