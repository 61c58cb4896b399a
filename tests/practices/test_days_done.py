"""Days done are as known on the last day shown, whatever was logged later."""

from __future__ import annotations

import pandas as pd
import pytest

import heartdata as hd
from heartdata.core.logs import table
from heartdata.core.profile import Profile
from heartdata.practices.days_done import PracticeDays, days_done
from heartdata.practices.effects import effects_on, until


@pytest.mark.parametrize(("seed", "course"), [(2, "plateau"), (5, "stuck")])
def test_later_entries_change_nothing(seed: int, course: str) -> None:
    logs = hd.simulate_logs(seed=seed, course=course, effects={"evening walk": 0.8})
    daily, known = hd.to_daily(logs), PracticeDays(logs)
    for day in daily.index[[30, 75, 120, -1]]:
        done, kinds = known.by_day(daily.loc[:day].index)
        cut_done, cut_kinds = PracticeDays(until(logs, day)).by_day(daily.loc[:day].index)
        pd.testing.assert_frame_equal(done, cut_done, check_exact=True)
        assert kinds == cut_kinds
        effects = effects_on(logs, daily.loc[:day], practice_days=known)
        pd.testing.assert_frame_equal(effects, hd.practice_effects(logs, on=day), check_exact=True)


def test_days_before_an_app_was_used_are_unknown() -> None:
    days = pd.date_range("2026-03-01", periods=4, freq="D", unit="us")
    logs = hd.simulate_logs(seed=1, start="2026-03-01", days=4, before=0, journal=False, sleep=False)
    activities = logs.activities.iloc[:0].reindex([0, 1])
    activities = activities.assign(day=days[[0, 3]], name="Yoga", kind=["other", "practice"], source=["a.csv", "b.csv"])
    ratings = logs.ratings.iloc[:0].reindex([0, 1]).assign(day=days[[1, 2]], measure="mood", source=["a.csv", "b.csv"])
    logs = hd.Logs(ratings=ratings, activities=activities)
    done, kinds = PracticeDays(logs).by_day(days[:3])
    assert done["yoga"].fillna(-1).tolist() == [1, 0, -1]
    assert kinds == {"yoga": "other"}
    done, kinds = PracticeDays(logs).by_day(days)
    assert done["yoga"].tolist() == [1, 0, 0, 1]


def test_no_days_and_no_logs() -> None:
    assert PracticeDays(hd.Logs()).by_day(pd.DatetimeIndex([]))[1] == {}


def test_what_was_not_done_counts_for_no_day() -> None:
    days = pd.date_range("2026-03-01", periods=6, freq="D", unit="us")
    names = ["yoga", "no yoga", "skipped yoga", "walk", "no walk", "stroll cancelled"]
    activities = table(
        "activities",
        [(pd.NaT, d, n, float("nan"), "other", float("nan"), "t") for d, n in zip(days, names, strict=True)],
    )
    texts = ["went for a walk", "my yoga class was cancelled", "skipped my yoga class", "slept badly but did yoga"]
    journal = table("journal", [(pd.NaT, d, "", t, (), float("nan"), "t") for d, t in zip(days, texts, strict=False)])
    logs = hd.Logs(
        activities=activities, journal=journal, profile=Profile(practices={"evening walk": ("walk", "stroll")})
    )
    done = days_done(logs)
    assert done["yoga"] == {days[0], days[3]}
    assert done["walking"] == {days[3], days[0]}
    columns, _ = PracticeDays(logs).by_day(days)
    assert columns["evening walk"].tolist() == [0, 0, 0, 1, 0, 0]
