"""What `track_progress` takes from a profile, and what it says of columns and scales that it does not know."""

from __future__ import annotations

import json
import warnings
from datetime import date

import numpy as np
import pandas as pd
import pytest

import heartdata as hd
from heartdata.core.handed_on import HANDED_ON
from heartdata.core.logs import table
from heartdata.core.profile import MarkedEvent, Profile
from heartdata.datasets.simulate import simulate_logs
from heartdata.errors import HeartdataError, HeartdataWarning, ProfileError

DAYS = pd.date_range("2026-01-01", periods=180)


def _mood(usual: float, later: float, *, step: float = 0.1) -> np.ndarray:
    noise = np.random.default_rng(5).normal(0, 1.0, len(DAYS))
    level = np.where(np.arange(len(DAYS)) < 60, usual, later)
    return np.clip(np.round((level + noise) / step) * step, 0, 10)


@pytest.fixture(scope="module")
def logs() -> hd.Logs:
    """Seven before a loss on 2 March, four and a half ever since."""
    rows = [
        (pd.NaT, day, "mood", value, str(value), None, "diary.csv")
        for day, value in zip(DAYS, _mood(7, 4.5), strict=True)
    ]
    profile = Profile(loss_date="2026-03-02", usual=7)
    return hd.Logs(ratings=table("ratings", rows), profile=profile)


def test_logs_and_their_days_and_arguments_give_the_same(logs):
    of_logs = hd.track_progress(logs)
    assert of_logs["state"].iloc[-1] == "stuck"
    daily = hd.to_daily(logs)
    pd.testing.assert_frame_equal(hd.track_progress(daily), of_logs)
    bare = daily.copy()
    bare.attrs = {}
    pd.testing.assert_frame_equal(hd.track_progress(bare, event="2026-03-02", usual=7), of_logs)
    # Without the loss, the same days would be told otherwise.
    assert hd.track_progress(bare)["state"].iloc[-1] != "stuck"


def test_what_is_handed_on_survives_and_is_plain(logs):
    daily = hd.to_daily(logs)
    about = daily.attrs[HANDED_ON]
    assert json.loads(json.dumps(about)) == about == {"losses": ["2026-03-02"], "usual": {"mood": 7.0}, "illnesses": []}
    for part in (
        daily.copy(),
        daily.loc["2026-02-01":],
        daily[["mood", "mood_n"]],
        pd.concat([daily[:50], daily[50:]]),
    ):
        assert part.attrs[HANDED_ON] == about
    about["usual"]["mood"] = 1.0
    assert logs.profile.usual == {"mood": 7.0}


def test_arguments_win_over_the_profile(logs):
    daily = hd.to_daily(logs)
    bare = daily.copy()
    bare.attrs = {}
    for given in ({"event": "2026-04-01"}, {"event": []}, {"usual": 5.0}, {"usual": {}}):
        mine = {"event": "2026-03-02", "usual": 7} | given
        pd.testing.assert_frame_equal(hd.track_progress(daily, **given), hd.track_progress(bare, **mine))


def test_illnesses_and_a_second_loss_come_from_the_profile():
    profile = Profile(loss_date="2026-03-02", events=[MarkedEvent(date(2026, 5, 1), "moving", "loss")])
    logs = simulate_logs(seed=3, days=150)
    logs = hd.Logs(ratings=logs.ratings, profile=profile)
    known = hd.to_daily(logs).attrs[HANDED_ON]["losses"]
    assert known == ["2026-03-02", "2026-05-01"]


def test_own_measures_with_a_direction():
    heavy = pd.DataFrame({"craving": 10 - _mood(7, 4.5)}, index=DAYS)
    mood = pd.DataFrame({"mood": _mood(7, 4.5)}, index=DAYS)
    own = hd.track_progress(heavy, event="2026-03-02", measures={"craving": "heavier"})
    expected = hd.track_progress(mood, event="2026-03-02")
    pd.testing.assert_frame_equal(own, expected, atol=1e-6)
    stated = hd.track_progress(heavy, event="2026-03-02", measures={"craving": "heavier"}, usual={"craving": 3})
    assert stated["gap"].iloc[-1] > 1
    with pytest.raises(HeartdataError, match=r"measures=\{'craving': \"better\"\} or \"heavier\""):
        hd.track_progress(heavy, measures=["craving"])


@pytest.mark.parametrize("column", ["Mood", "MOOD", "moods"])
def test_a_column_with_nearly_the_name_of_a_measure_is_named(column):
    with pytest.raises(HeartdataError, match=f"{column!r}; did you mean 'mood'"):
        hd.track_progress(pd.DataFrame({column: _mood(7, 5)}, index=DAYS))


def test_scales_that_were_not_laid_on_0_to_10_are_named(logs):
    five = pd.DataFrame({"mood": np.clip(np.round(_mood(7, 5) / 2.5) + 1, 1, 5)}, index=DAYS)
    with pytest.warns(HeartdataWarning, match=r"whole numbers from 2 to 5.*\(daily\['mood'\] - 1\) \* 2.5"):
        hd.track_progress(five)
    hundred = pd.DataFrame({"mood": 10 * _mood(7, 5)}, index=DAYS)
    with pytest.warns(HeartdataWarning, match=r"mood holds .* measures go from 0 to 10.*/ 10"):
        hd.track_progress(hundred)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        hd.track_progress((five - 1) * 2.5)
        hd.track_progress(logs)


def test_a_measure_of_ones_own_comes_from_the_profile(tmp_path):
    days = pd.date_range("2026-01-01", periods=150)
    noise = np.random.default_rng(5).normal(0, 8, 150)
    after = days >= "2026-02-15"
    craving = (np.where(after, 60, 30) + noise).round().clip(0, 100)
    pd.DataFrame({"Date": days.date, "Craving": craving}).to_csv(tmp_path / "mine.csv", index=False)
    (tmp_path / "heartdata.toml").write_text(
        'loss = { date = 2026-02-15 }\n[columns]\ndate = "Date"\n'
        'craving = { name = "Craving", min = 0, max = 100, higher = "worse" }\n'
    )
    logs = hd.read_logs(tmp_path)
    daily = hd.to_daily(logs)
    assert daily.attrs["heartdata"]["measures"] == {"craving": "heavier"}
    np.testing.assert_allclose(daily["craving"], craving / 10)
    course = hd.track_progress(logs)
    pd.testing.assert_frame_equal(course, hd.track_progress(daily))
    assert course["state"].iloc[-1] == "stuck"
    assert course["level"].iloc[-1] == pytest.approx(4.0, abs=0.5)  # higher is better here
    usual = hd.track_progress(logs, usual={"craving": 6.0})
    assert usual["gap"].iloc[-1] < course["gap"].iloc[-1]


@pytest.mark.parametrize(
    "role", ['craving = "Craving"', 'craving = { name = "Craving", min = 0, max = 10 }',
             'entries = { name = "Craving", min = 0, max = 10, higher = "worse" }']
)  # fmt: skip
def test_a_measure_of_ones_own_needs_its_scale_its_direction_and_a_free_name(tmp_path, role):
    (tmp_path / "mine.csv").write_text("Date,Craving\n2026-01-01,3\n")
    (tmp_path / "heartdata.toml").write_text(f'[columns]\ndate = "Date"\n{role}\n')
    with pytest.raises(ProfileError, match=r"measures of your own, such as craving = .*higher"):
        hd.read_logs(tmp_path)
