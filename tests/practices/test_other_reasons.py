"""A choice of good days and what makes days better are kept apart, in streaks and in long diaries too."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from heartdata.practices.other_reasons import _done_on_good_days
from heartdata.practices.outcome_days import OutcomeDays
from tests.practices.test_effects import frames

Made = tuple["pd.Series[float]", NDArray[np.float64]]
PEOPLE = 40
SD = 1.5  # of the days of `frames`


def held_back(make: Callable[[int], Made]) -> int:
    """How many people's tag looks as if it was done on days that were good already."""
    people = (make(seed) for seed in range(PEOPLE))
    return sum(_done_on_good_days(OutcomeDays(mood), done, 1, None) for mood, done in people)


def in_streaks(seed: int) -> Made:
    """Done for four to eight days in a row, then not for as long, whatever the mood; it lifts them by .7 SD."""
    rng = np.random.default_rng(seed + 500)
    lengths = rng.integers(4, 9, size=30)
    done = np.repeat(np.arange(30) % 2, lengths)[:90].astype(float)
    return frames(seed, days=90, effect=0.0)[0]["mood"] + 0.7 * SD * done, done


def on_random_days(seed: int) -> Made:
    done = (np.random.default_rng(seed + 9).random(364) < 0.35).astype(float)
    return frames(seed, days=364, effect=0.0)[0]["mood"] + 0.7 * SD * done, done


def on_good_days(seed: int) -> Made:
    """Nothing but the mood of the day makes it likelier: .45 on days better than the weeks around them, else .2."""
    mood = frames(seed, days=364, effect=0.0)[0]["mood"]
    known = mood.interpolate(limit_direction="both")
    good = known > known.rolling(28, center=True, min_periods=7).mean() + 0.4
    return mood, (np.random.default_rng(seed).random(364) < np.where(good, 0.45, 0.2)).astype(float)


def test_days_beside_it_that_have_it_too_do_not_count_as_good_by_themselves() -> None:
    assert held_back(in_streaks) <= 2 / 3 * PEOPLE


def test_a_long_diary_tells_even_a_slight_choice_of_good_days_from_an_effect() -> None:
    assert held_back(on_good_days) >= 3 / 4 * PEOPLE
    assert held_back(on_random_days) <= 0.05 * PEOPLE
