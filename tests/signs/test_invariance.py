"""The signs know no scale but the person's own, no order, and nothing that comes later."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from heartdata.core.logs import Logs
from heartdata.signs.course import SignCourse, follow
from heartdata.signs.evidence import Evidence
from heartdata.signs.indicators import stagnation_indicators
from heartdata.signs.sources import SOURCES
from tests.signs.test_indicators import ratings

DAYS, LOSS, ONSET, SIGN = 220, 90, 140, 2


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    """Seven mild ratings around 3 of 10 with gaps; one rises by 1.5 SD on day 140."""
    rng = np.random.default_rng(8)
    values = 3 + 0.6 * rng.normal(size=(DAYS, 7))
    values[ONSET:, SIGN] += 0.9
    values[rng.random(DAYS) < 0.2] = np.nan
    index = pd.date_range("2025-01-01", periods=DAYS, name="day", unit="us")
    rated = [source for source in SOURCES if source.channel == "rating"]
    return Evidence(index, rated, values, ["rating"] * 7, np.zeros(DAYS), LOSS)


@pytest.fixture(scope="module")
def course(evidence: Evidence) -> SignCourse:
    return follow(evidence)


def test_the_rise_is_found(course: SignCourse) -> None:
    assert (course.status[ONSET + 28, SIGN]) >= 4  # present or persistent


@pytest.mark.parametrize(("stretch", "shift"), [(1.4, 0.0), (0.5, 0.0), (1.0, 1.5), (1.0, -1.0), (0.7, 2.0)])
def test_a_stretched_or_moved_diary_is_told_the_same(
    evidence: Evidence, course: SignCourse, stretch: float, shift: float
) -> None:
    other = follow(replace(evidence, values=evidence.values * stretch + shift))
    np.testing.assert_array_equal(other.status, course.status)
    np.testing.assert_allclose(other.difference, course.difference, atol=1e-6)


def test_the_order_of_the_signs_does_not_matter(evidence: Evidence, course: SignCourse) -> None:
    order = [4, 0, 6, 2, 5, 1, 3]
    other = follow(replace(evidence, sources=[evidence.sources[k] for k in order], values=evidence.values[:, order]))
    np.testing.assert_array_equal(other.status, course.status)


def test_later_days_change_nothing(evidence: Evidence, course: SignCourse) -> None:
    for last in (100, 137, 171, 200):
        part = replace(
            evidence, days=evidence.days[:last], values=evidence.values[:last], entries=evidence.entries[:last]
        )
        np.testing.assert_array_equal(follow(part).status, course.status[:last])


def test_more_history_of_the_same_kind_finds_the_same_rise(evidence: Evidence) -> None:
    rng = np.random.default_rng(9)
    more = np.vstack([3 + 0.6 * rng.normal(size=(200, 7)), evidence.values])
    index = pd.date_range(end=evidence.days[-1], periods=len(more), name="day", unit="us")
    longer = follow(Evidence(index, evidence.sources, more, evidence.kinds, np.zeros(len(more)), LOSS + 200))
    assert longer.status[200 + ONSET + 28, SIGN] >= 4
    assert (np.delete(longer.status[200 + LOSS :], SIGN, axis=1) < 4).mean() > 0.95


def test_the_order_of_the_rows_does_not_matter() -> None:
    logs = ratings(rise={"fatigue": (150, 200, 2.5)}, seed=4)
    mixed: Logs = replace(logs, ratings=logs.ratings.sample(frac=1, random_state=1).reset_index(drop=True))
    pd.testing.assert_frame_equal(stagnation_indicators(mixed), stagnation_indicators(logs))
