"""A sign is called easing only where it is less than it was."""

from __future__ import annotations

import numpy as np
import pytest

from heartdata.signs.course import STATUSES, SignCourse, follow
from heartdata.signs.sentences import sign_sentence
from tests.signs.test_wandering import wanders

PRESENT = STATUSES.index("present")


def eased(course: SignCourse) -> list[tuple[float, float]]:
    """Level now, and its mean over the last present days, wherever a sign that was present is called easing."""
    out = []
    present = course.status >= PRESENT
    for day, sign in np.argwhere((course.status == STATUSES.index("easing")) & ~present):
        spell = np.flatnonzero(present[max(0, day - 41) : day, sign]) + max(0, day - 41)
        if len(spell) and np.isfinite(course.level[day, sign]):
            out.append((course.level[day, sign], float(np.nanmean(course.level[spell, sign]))))
    return out


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_easing_is_less_than_it_was_while_it_was_present(seed: int) -> None:
    course = follow(wanders(seed, 0.8, loss=200, harder=0.8))
    levels = eased(course)
    assert len(levels) > 50
    assert all(now < then for now, then in levels)
    assert course.less_certain.any()
    for day, sign in np.argwhere(course.less_certain):
        assert course.status[day, sign] == STATUSES.index("quiet")
        assert (course.status[day - 28 : day, sign] >= STATUSES.index("easing")).any()


def test_a_sign_that_falls_is_easing() -> None:
    evidence = wanders(4, 0.0, loss=200, harder=3.0)
    evidence.values[280:] -= 2.5
    course = follow(evidence)
    assert (course.status[275] >= PRESENT).all()
    assert (course.status[288:296] == STATUSES.index("easing")).mean() > 0.6


def test_lighter_is_said_plainly_only_where_it_is_clear() -> None:
    numbers = {"level": 2.0, "usual": 4.0, "often": 0.0, "since": None, "sources": "energy rating"}
    said = {
        status: sign_sentence("fatigue", {**numbers, "status": status}) for status in ("quiet", "easing", "lighter")
    }
    assert "somewhat lighter than your usual, which may be chance (2.0 of 10" in said["quiet"]
    assert "it's been there, and now it is down to your usual or below (2.0 of 10" in said["easing"]
    assert "Tiredness: lighter than your usual (2.0 of 10" in said["lighter"]
