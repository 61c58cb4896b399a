"""The wide world: its ranges, its truth, and its yardsticks."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from benchmarks.odd_worlds import ODD, odd_people
from benchmarks.real_noise import real_people, scale_step
from benchmarks.wide_courses import KINDS, STILL_FALLEN, Course, Fall, draw_course, flat_drop, late_fall
from benchmarks.wide_oracle import oracle
from benchmarks.wide_people import Nature, live, ordinary_people, wide_people
from benchmarks.wide_ranges import WIDE, method_ranges
from benchmarks.wide_scores import UNNAMED, Said, better_during_a_drop, measure
from benchmarks.worlds import GREY, IMPROVING, RECOVERED, SLIPPING, SPARSE, STUCK


@pytest.mark.parametrize("axis", method_ranges())
def test_the_world_reaches_further_than_the_method(axis):
    least, most = method_ranges()[axis]
    world = WIDE[axis]
    assert world.least <= least + 0.05, f"{axis}: {world.least} {world.unit}, the method reaches {least:.2f}"
    assert world.most >= most - 0.05, f"{axis}: {world.most} {world.unit}, the method reaches {most:.2f}"


@pytest.mark.parametrize("axis", WIDE)
def test_nine_in_ten_lie_in_the_range_and_nobody_outside_the_whole(axis):
    world = WIDE[axis]
    drawn = np.array([world.draw(np.random.default_rng(k)) for k in range(300)])
    assert world.least <= drawn.min()
    assert drawn.max() <= world.most
    assert ((drawn >= world.low) & (drawn <= world.high)).mean() > 0.85


def test_truth_follows_the_definitions():
    assert (flat_drop(4.0).truth == STUCK).all()
    assert (flat_drop(0.5).truth == GREY).all()
    assert (flat_drop(0.3).truth == RECOVERED).all()
    fallen = late_fall(1.5, 60, 10).truth
    assert (fallen[:60] == RECOVERED).all()
    assert (fallen[60 : 70 + STILL_FALLEN] == SLIPPING).all()
    assert (fallen[70 + STILL_FALLEN :] == SPARSE).all()
    half_life = 40
    assert (Course("improving", 3 * 0.5 ** (np.arange(60) / half_life)).truth == IMPROVING).all()
    turned = Course("slipping", np.zeros(90), (Fall(20, 1.0, 1, turned=50),)).truth
    assert set(turned[20:50]) == {SLIPPING}
    assert set(turned[50:]) == {RECOVERED}
    # Whoever is at the end of the scale cannot be further below.
    assert draw_course("stuck", np.random.default_rng(1)).scaled(0.9).gap.max() <= 0.9 + 1e-9


def test_a_seed_names_the_people():
    people, again = wide_people(1, 5), wide_people(1, 5)
    assert {person.kind for person in people} == set(KINDS)
    for one, other in zip(people, again, strict=True):
        pd.testing.assert_frame_equal(one.daily, other.daily)
        np.testing.assert_array_equal(one.truth, other.truth)
        assert len(one.daily) == len(one.truth) == len(one.level)
        assert one.daily["mood"].dropna().between(0, 10).all()
        assert (one.truth[: one.start] == GREY).all()


def test_a_diary_shows_what_somebody_is_like():
    nature = Nature(sd=0.5, usual=6.0, step=1.0, before=2000, missing=(0.3, 0.3), tilt=(0.0, 0.0))
    person = live(nature, [flat_drop(4.0, 2000)], np.random.default_rng(3))
    before, after = person.daily.iloc[:2000]["mood"], person.daily.iloc[2000:]["mood"]
    assert before.mean() == pytest.approx(6.0, abs=0.1)
    assert after.mean() == pytest.approx(4.0, abs=0.1)
    assert before.isna().mean() == pytest.approx(0.3, abs=0.04)
    assert set(before.dropna() % 1) == {0.0}
    wilder = live(Nature(swings=2.0, before=2000), [flat_drop(0.0, 2000)], np.random.default_rng(3))
    mood = wilder.daily["mood"]
    assert mood.iloc[2000:].std() / mood.iloc[:2000].std() == pytest.approx(2.0, abs=0.25)


def _truthful(person) -> Said:
    truth = person.truth[person.start :].astype(int)
    state = np.where(truth >= GREY, UNNAMED, truth)
    alert = np.select([truth == STUCK, truth == SLIPPING], ["stuck", "slipping"], "").astype(object)
    level = np.clip(person.level[person.start :], 0, 10)
    p = np.stack([truth == k for k in range(4)], axis=1).astype(float)
    return Said(state, alert, p, level, level - 0.01, level + 0.01)


def test_truth_gets_perfect_scores():
    people = ordinary_people(("improving", "stuck", "slipping", "recovered"), 6, 3)
    figures = measure(people, [_truthful(person) for person in people])
    for name in ("named", "strictly right", "loosely right", "stuck found", "slipping found", "level holds"):
        assert figures[name] == 1, name
    for name in ("stuck false a year", "slipping false a year", "calibration", "in between named"):
        assert figures[name] == 0, name


@pytest.mark.parametrize("name", ODD)
def test_odd_people_have_a_truth_for_every_day(name):
    (person,) = odd_people(name, 1, 3)
    assert len(person.daily) == len(person.truth) == len(person.level) == len(person.gap)
    assert (person.truth[: person.start] == GREY).all()
    assert person.daily["mood"].dropna().between(0, 10).all()


def test_improving_is_strictly_right_only_for_who_is_improving():
    person = live(Nature(), [flat_drop(0.0)], np.random.default_rng(1))
    days = len(person.truth) - person.start
    blank = np.full(days, np.nan)
    said = Said(np.zeros(days, int), np.full(days, "slipping", object), np.full((days, 4), np.nan), blank, blank, blank)
    figures = measure([person], [said])
    assert figures["strictly right"] == 0
    assert figures["loosely right"] == 1
    assert figures["slipping false a year"] == 0  # it began before the first day that counts
    assert better_during_a_drop([said]) == 1


def test_real_noise_keeps_gaps_scale_and_size(tmp_path):
    rng = np.random.default_rng(2)
    days = pd.date_range("2025-01-01", periods=200)
    for name, sd, step in (("a", 1.0, 0.1), ("b", 1.5, 2.5)):
        slow = 1.5 * np.sin(np.arange(200) / 40)
        mood = np.clip(np.round((5 + slow + sd * rng.standard_normal(200)) / step) * step, 0, 10)
        diary = pd.DataFrame({"day": days, "mood": mood})[rng.random(200) < 0.8]
        diary.to_csv(tmp_path / f"{name}.csv", index=False)
    fine, coarse = (real_people(tmp_path, 1, half) for half in ("tuning", "hidden"))
    assert {person.nature.step for person in fine} == {0.1}
    assert {person.nature.step for person in coarse} == {2.5}
    assert len(fine) + len(coarse) == len(real_people(tmp_path, 1))
    assert fine[0].nature.sd == pytest.approx(1.0, abs=0.15)
    assert fine[0].daily["mood"].isna().mean() == pytest.approx(0.2, abs=0.08)
    assert {person.kind for person in fine} == {"improving", "stuck", "slipping", "recovered"}
    ratio = coarse[0].daily["mood"].dropna() / 2.5
    np.testing.assert_allclose(ratio, ratio.round())
    assert scale_step(np.array([10 / 6, 20 / 6, 5, 0, 10]), np.ones(5)) == pytest.approx(10 / 6)


@pytest.mark.slow
def test_the_oracle_knows_more_than_anybody():
    people = ordinary_people(("improving", "stuck", "slipping", "recovered"), 8, 4)
    figures = measure(people, oracle(people))
    assert figures["strictly right"] > 0.85
    assert figures["slipping found"] > 0.8
