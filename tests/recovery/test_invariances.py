"""What must not matter: the size and place of a scale, the order of columns, days long ago, the depth of a drop."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from heartdata.recovery.track import track_progress
from tests.recovery.test_track import COURSES, EVENT, P, diary

LAST = slice(80, None)  # the rows from six weeks after the loss on


def steady(kind: str, sd: float = 0.4) -> pd.DataFrame:
    return diary(COURSES[kind], usual=6.0, sd=sd, before=56, step=1e-6)


def assert_told_the_same(one: pd.DataFrame, other: pd.DataFrame, within: float) -> None:
    off = np.abs(one[P].iloc[LAST] - other[P].iloc[LAST]).max(axis=1)
    assert off.max() < within
    assert (one["state"] == other["state"]).iloc[LAST].mean() > 0.9


@pytest.mark.parametrize(("sd", "factor"), [(0.9, 0.35), (0.9, 0.6), (0.4, 1.6), (0.4, 2.2)])
def test_a_stretched_diary_is_told_the_same(sd, factor):
    for kind in COURSES:
        daily = steady(kind, sd)
        stretched = daily.assign(mood=6 + (daily["mood"] - 6) * factor)
        assert stretched["mood"].dropna().between(0.01, 9.99).all()
        a, b = (track_progress(d, event=EVENT) for d in (daily, stretched))
        assert_told_the_same(a, b, 0.05 if sd * factor > 0.4 else 0.1)  # entries count as rounded to 0.1
        off = (b["level"] - 6) / factor - (a["level"] - 6)
        assert np.abs(off.iloc[LAST]).max() < 0.1 * sd


@pytest.mark.parametrize("points", [-1.5, 2.0])
def test_a_moved_diary_is_told_the_same(points):
    for kind in COURSES:
        daily = steady(kind)
        a, b = (track_progress(d, event=EVENT) for d in (daily, daily.assign(mood=daily["mood"] + points)))
        assert_told_the_same(a, b, 0.01)
        assert np.abs(b["level"] - a["level"] - points).iloc[LAST].max() < 0.02


def test_days_long_before_the_loss_and_the_order_of_columns_do_not_matter():
    daily = diary(COURSES["stuck"], before=300)
    recent = daily.iloc[300 - 112 :]
    a, b = (track_progress(d, event=EVENT, since=EVENT) for d in (daily, recent))
    assert np.abs(a[P] - b[P]).max().max() < 0.05
    for k, name in enumerate(("energy", "calm")):
        recent = recent.assign(**{name: diary(COURSES["stuck"], before=112, seed=7 + k)["mood"]})
    forwards, backwards = (
        track_progress(recent[order], event=EVENT) for order in (recent.columns, recent.columns[::-1])
    )
    pd.testing.assert_frame_equal(forwards, backwards)


@pytest.mark.parametrize("depth", [0.6, 0.8, 1.2, 2.0, 4.0, 6.0])
def test_a_flat_drop_is_never_improving_and_the_level_follows(depth):
    sd = 0.9 if depth < 5 else 0.7
    for seed in range(2):
        daily = diary(np.full(140, depth), usual=7.5, sd=sd, seed=seed, before=56, step=0.5)
        course = track_progress(daily, event=EVENT)
        late = course.loc[EVENT + pd.Timedelta(days=56) :]
        assert "improving" not in set(late["state"])
        assert np.abs(late["level"] - (7.5 - sd * depth)).max() < 0.75 * sd
        # No month's mean lies outside the range of the level without "can't tell".
        month = daily["mood"].rolling(28, min_periods=10).mean().loc[late.index]
        named = late["state"] != "unclear"
        outside = (month < late["low"] - 1e-9) | (month > late["high"] + 1e-9)
        assert not (named & outside).any()
