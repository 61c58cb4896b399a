"""The benchmark's own yardsticks."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.others import OTHERS, pelt_segments
from benchmarks.scoring import balanced_accuracy, naming, score_alert
from benchmarks.worlds import BEFORE, GREY, SLIPPING, SPARSE, STUCK, build_world, true_states


@pytest.mark.parametrize("name", ["benchmark", "other"])
def test_a_seed_names_a_world(name):
    a, b = (build_world(name, 3, 5) for _ in range(2))
    np.testing.assert_array_equal(a.values, b.values)
    assert a.people == 15
    assert a.days == 140
    seen = ~np.isnan(a.values)
    assert seen[a.group == 4].mean() < 0.35 < seen[a.group != 4].mean()


@pytest.mark.slow
def test_truth_follows_the_definitions():
    t = np.arange(140.0)
    assert (true_states(np.full(140, 1.0), np.inf, False) == STUCK).all()
    assert (true_states(0.1 + 0 * t, 60.0, False)[60:] == SLIPPING).all()
    assert true_states(np.full(140, 0.5), np.inf, False)[3] == GREY


def test_truth_gets_perfect_scores():
    world = build_world("benchmark", 6, 3)
    truth = world.truth[:, BEFORE:].astype(int)
    assert balanced_accuracy(world, truth, (56, 98, 137))[0] == 1
    assert naming(world, truth) == (1.0, 1.0, 1.0)
    for kind in (STUCK, SLIPPING):
        score = score_alert(world, truth == kind, kind)
        assert score.per_year == 0
        assert score.wrong_days == 0
        assert score.median <= 3
        assert score.found == 1
    always = score_alert(world, np.ones(truth.shape, bool), STUCK)
    assert always.wrong_days > 0.3


def test_change_points_are_found():
    y = np.concatenate((np.zeros(40), np.ones(40) * 3)) + np.random.default_rng(1).normal(0, 0.3, 80)
    segments = pelt_segments(y, 2.0)
    assert segments[80].tolist() == [0, 40]
    assert segments[35].tolist() == [0]


@pytest.mark.parametrize("method", OTHERS)
def test_other_methods_answer_for_everybody(method):
    world = build_world("other", 1, 2)
    for i in range(world.people):
        said = OTHERS[method](world.values[i, :, 0])
        assert len(said.stuck) == len(said.slipping) == len(said.verdict) == 140
        assert set(np.unique(said.verdict)) <= {0, 1, 2, 3, SPARSE}
