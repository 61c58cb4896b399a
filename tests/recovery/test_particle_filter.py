"""The parts of track_progress: normal distribution, rating steps, bank, rules, verdict, words, joint measures."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartdata.recovery.continuation import TURN, turn_weights, turns
from heartdata.recovery.decide import STATES, Begin, hold, named_state, notice
from heartdata.recovery.measures import Entries, choose_measures, join_measures, steps_so_far
from heartdata.recovery.particle_filter import (
    LOGISTIC,
    open_cell,
    open_information,
    rounding_cell,
    rounding_information,
)
from heartdata.recovery.sentences import progress_sentence
from heartdata.recovery.shapes import BETWEEN, RECOVERED, SLIPPING, STUCK
from heartdata.recovery.thresholds import RULES, limit
from heartdata.recovery.trajectories import HORIZON, PACE_BINS, bank, code_courses, dealt_banks


@pytest.mark.parametrize("half", [0.1, 0.7, 3.0])
def test_the_rounding_cells_cover_everything_and_follow_the_normal_distribution(half):
    reach = int(np.ceil(3 / half))
    middle = np.arange(-reach, reach + 1) * 2 * half
    z, k, width = (np.float32(LOGISTIC) * x for x in (middle.astype(np.float32), np.float32(1), np.float32(half)))
    like, _ = rounding_cell(z, k, 2 * np.cosh(width), 2 * np.sinh(width))
    below, above = (open_cell(z, k, width, sign)[0][end] for sign, end in ((-1, 0), (1, -1)))
    assert like[1:-1].sum() + below + above == pytest.approx(1, abs=1e-4)
    exact = [0.5 * math.erfc(-(m + half) / math.sqrt(2)) - 0.5 * math.erfc(-(m - half) / math.sqrt(2)) for m in middle]
    assert np.abs(like - exact).max() < 0.02


@pytest.mark.parametrize("half", [0.1, 0.7, 3.0])
def test_an_entry_moves_the_level_by_the_slope_of_its_likelihood_and_says_as_much_as_that_bends(half):
    steps, step = np.linspace(-3, 3, 601, dtype=np.float32), 0.01
    z, width = steps * np.float32(LOGISTIC), np.float32(half * LOGISTIC)
    cells = {0: rounding_cell(z, np.float32(LOGISTIC), 2 * np.cosh(width), 2 * np.sinh(width))}
    cells |= {sign: open_cell(z, np.float32(LOGISTIC), width, sign) for sign in (-1, 1)}
    for sign, (like, slope) in cells.items():
        # The slope is that of the logarithm, and one entry moves the level by no more than the slope of the tails.
        np.testing.assert_allclose(-np.gradient(np.log(like.astype(float)), step), slope, atol=0.02)
        assert np.abs(slope).max() <= LOGISTIC
        mean, halves = z.astype(float), np.full(len(z), float(width))
        known = open_information(mean, halves, sign) if sign else rounding_information(mean, 2 * np.cosh(halves))
        np.testing.assert_allclose(np.gradient(slope.astype(float), step), LOGISTIC**2 * known, atol=0.03)


@pytest.mark.parametrize(
    ("values", "step"),
    [
        ([0, 2.5, 5, 7.5, 10, 5], 2.5),
        ([0, 2, 4, 10], 2.0),
        ([3, 4, 7, 10], 1.0),
        ([10 / 6, 5, 10 * 5 / 6], 10 / 6),
        ([3.5, 4, 7], 0.5),
        ([3.1, 4.7], 0.1),
        ([3.14159, 4.7], 0.1),
    ],
)
def test_the_step_of_a_scale_is_found(values, step):
    value = np.array([np.nan, *values, np.nan], float)
    assert steps_so_far(value, np.ones(len(value)))[-1] == pytest.approx(step)


def test_means_of_several_entries_do_not_hide_the_step():
    value, count = np.array([2.5, 5.0, 6.25, 7.5]), np.array([1, 1, 2, 1])
    assert steps_so_far(value, count)[-1] == 2.5


def test_the_step_is_known_from_the_past_only():
    value = np.array([5.0, 7.5, 6.0, 6.1])
    assert steps_so_far(value, np.ones(4)).tolist() == [2.5, 2.5, 0.5, 0.1]


def test_bank_is_seeded_and_valid():
    b = bank(960)
    assert b.gap.shape == (HORIZON, 960)
    assert np.isfinite(b.gap).all()
    bank.cache_clear()
    np.testing.assert_array_equal(bank(960).gap, b.gap)
    now = b.code // PACE_BINS % 5
    assert set(np.unique(now)) <= set(range(BETWEEN + 1))
    dealt, kinds = dealt_banks(24, 80)
    assert (np.bincount(kinds[:80], minlength=4) == 20).all()
    assert sorted(dealt.gap[0, :960].tolist()) == sorted(b.gap[0].tolist())
    assert not np.array_equal(dealt.gap[:, :960], dealt.gap[:, 960:])  # of another seed


def test_states_of_a_course_follow_the_definitions():
    days = 60
    gap = np.zeros((days, 4), np.float32)
    gap[:, 0] = 1.5
    gap[:, 1] = 0.2
    gap[:, 2] = 3 * 0.5 ** (np.arange(days) / 30)
    gap[:, 3] = 0.5
    slipping = np.zeros((days, 4), bool)
    slipping[40:, 3] = True
    now = code_courses(gap, slipping) // PACE_BINS % 5
    assert now[20].tolist() == [STUCK, RECOVERED, 0, BETWEEN]
    assert now[45, 3] == SLIPPING
    assert code_courses(gap, slipping)[30, 3] // PACE_BINS // 5 == SLIPPING


def test_turns_keep_their_weight():
    what = turns(2048, 0)
    share = [what.weight[what.kind == k].sum() / what.weight.sum() for k in range(4)]
    np.testing.assert_allclose(share, (0.60, 0.08, 0.22, 0.10), atol=0.01)


def test_a_small_remainder_tends_to_stay():
    what = turns(2048, 0)
    turning = what.kind == TURN
    none, small, large = (turn_weights(np.full(2048, gap, np.float32), what) for gap in (0.0, 0.5, 1.5))
    for weight in (none, large):
        np.testing.assert_array_equal(weight, what.weight)
    np.testing.assert_array_equal(small[~turning], what.weight[~turning])
    assert (small[turning] < what.weight[turning] / 2).all()


def test_every_rule_has_a_name_a_meaning_and_a_source():
    assert all(name and r.what and r.source for name, r in RULES.items())
    assert limit("gap_recovered") == 0.40
    with pytest.raises(KeyError):
        limit("no such rule")


def test_hysteresis():
    score = np.array([0, 1, 1, 0.5, 0, -1, 1], float)
    allowed = np.array([True] * 6 + [False])
    assert hold(score, allowed, 0.9, 1.0, 2).tolist() == [False, False, True, True, True, False, False]


def test_earlier_state_persists_within_the_hysteresis_band():
    score, allowed = np.array([0.5, 0.5, -0.5, 0.5, 1.1]), np.ones(5, bool)
    assert hold(score, allowed, 1.0, 1.0, 1).tolist() == [False, False, False, False, True]
    assert hold(score, allowed, 1.0, 1.0, 1, begin=Begin.ON).tolist() == [True, True, False, False, True]


def test_a_notice_has_its_time_and_comes_back_only_after_it_was_over():
    score, allowed = np.array([2.0] * 6 + [-2] + [2] * 2), np.ones(9, bool)
    said = hold(score, allowed, 1.0, 1.0, 1, most=4)
    assert said.tolist() == [True] * 4 + [False] * 3 + [True] * 2
    assert not hold(score[:6], allowed[:6], 1.0, 1.0, 1, most=4, begin=Begin.SPENT).any()


@given(
    st.lists(st.floats(-1.5, 1.5), min_size=60, max_size=120),
    st.lists(st.floats(-1.5, 1.5), max_size=60),
    st.integers(1, 12),
)
def test_where_every_beginning_leads_to_the_same_notice_an_earlier_one_does_too(later, earlier, most):
    kinds = {"on": 0.5, "width": 1.0, "days": 2, "most": most}
    whole, part = np.array([*earlier, *later]), np.array(later)
    true = hold(whole, np.ones(len(whole), bool), **kinds)[len(earlier) :]
    each = [hold(part, np.ones(len(part), bool), **kinds, begin=begin) for begin in Begin]
    same = (each[0] == each[1]) & (each[0] == each[2])
    assert (true == each[0])[same].all()


def test_no_notice_where_not_allowed():
    joint = np.zeros((40, 5, 5))
    joint[:, STUCK, STUCK] = 1
    since = np.arange(40)
    assert set(notice(joint, np.zeros(40, bool), since)) == {""}
    notices = notice(joint, np.ones(40, bool), since)
    assert "stuck" not in notices[: int(limit("stuck_min_days"))]
    assert notices[-1] == "stuck"


def _named(*shares, days=40):
    shares = np.tile(np.asarray(shares, float), (days, 1))
    return named_state(shares, np.ones(days, bool), np.arange(days))


def test_a_state_is_named_only_if_likely_in_itself():
    assert _named(0, 1, 0, 0, 0)[-1] == "stuck"
    assert "stuck" not in _named(0, 1, 0, 0, 0)[: int(limit("stuck_min_days"))]
    assert _named(0.2, 0.2, 0.2, 0.2, 0.2)[-1] == "unclear"
    # "on the way or already there" is neither, and what lies in between is not dealt out to the others
    assert _named(0.45, 0.05, 0, 0.45, 0.05)[-1] == "unclear"
    assert _named(0, 0.02, 0, 0.4, 0.58)[-1] == "unclear"
    assert _named(0, 0, 0, 0.9, 0.1)[-1] == "recovered"


@pytest.mark.parametrize("kind", range(4))
def test_what_lies_in_between_is_no_rival_but_another_state_is(kind):
    likely = np.zeros(5)
    likely[kind] = limit(f"name_{STATES[kind]}") + 0.02
    between, rival = likely.copy(), likely.copy()
    between[4] = 1 - likely[kind]
    rival[(kind + 1) % 4] = limit(f"against_{STATES[kind]}") + 0.01
    assert _named(*between)[-1] == STATES[kind]
    assert _named(*rival)[-1] == "unclear"


@pytest.mark.parametrize("state", ["improving", "stuck", "slipping", "recovered", "unclear"])
@pytest.mark.parametrize("alert", ["", "stuck", "slipping"])
def test_sentences(state, alert):
    text = progress_sentence({"state": state, "reason": "your entries so far", "alert": alert})
    assert text.endswith("?" if alert else "Your entries so far.")
    assert state == "unclear" or state not in text


def _entries(value):
    value = np.asarray(value, float)
    return Entries(value, np.ones(len(value)), np.ones(len(value)))


def test_mood_is_the_main_measure_if_logged():
    mood, energy = np.full(50, np.nan), np.full(50, 5.0)
    assert choose_measures([_entries(mood), _entries(energy)], 40, [True, True])[0] == 1
    mood[:10] = 5
    assert choose_measures([_entries(mood), _entries(energy)], 40, [True, True]) == [0, 1]
    late = np.where(np.arange(50) > 45, 5.0, np.nan)
    assert choose_measures([_entries(mood), _entries(late)], 40, [True, True]) == [0]


def test_measures_that_do_not_share_the_course_lose_weight():
    rng = np.random.default_rng(3)
    days, event = 150, 40
    fall = 2.0 * (np.arange(days) >= event)
    mood = _entries(7 - fall + rng.normal(0, 1, days))
    shared = [_entries(6 - 0.8 * fall + rng.normal(0, 1, days)) for _ in range(2)]
    apart = [_entries(6 + rng.normal(0, 1, days)) for _ in range(2)]
    weekend = np.zeros(days)
    yes = join_measures([mood, *shared], [None] * 3, weekend, (event,))
    no = join_measures([mood, *apart], [None] * 3, weekend, (event,))
    assert no.belief[-1, 0] < 0.3 < 0.8 < yes.belief[-1, 0]
    np.testing.assert_allclose(yes.belief.sum(axis=1), 1)
    assert (yes.strength[event:, 0] > 1).all()
    # the joined series falls as the main one does
    fallen = yes.y[:event, 0].mean() - yes.y[event:, 0].mean()
    assert fallen == pytest.approx(2.0, abs=0.5)
