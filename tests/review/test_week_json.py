import json
from dataclasses import fields
from typing import Any

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from heartdata import simulate_logs
from heartdata.review.build import review_week
from heartdata.review.week import WeekReview
from heartdata.review.week_json import from_plain, to_plain
from tests.made_reviews import full, some_logs


def nothing() -> pd.DataFrame:
    return pd.DataFrame({"practice": ["tango"]})


def again(review: WeekReview) -> WeekReview:
    stored = json.dumps(to_plain(review))
    return from_plain(json.loads(stored), support=review.support, effects_of=nothing)


def assert_equal(one: WeekReview, other: WeekReview) -> None:
    for name in (f.name for f in fields(WeekReview) if f.name != "effects_of"):
        first, second = getattr(one, name), getattr(other, name)
        if isinstance(first, pd.DataFrame):
            assert_frame_equal(second, first, check_exact=True, check_freq=True, obj=name)
        else:
            assert repr(second) == repr(first), name  # a NaN is not equal to itself


@pytest.mark.parametrize("course", ["stuck", "improving", "sparse"])
def test_review_round_trip(course: Any) -> None:
    review = review_week(simulate_logs(seed=5, course=course, days=200, measures=("energy", "interest")))
    assert_equal(review, again(review))


def test_round_trip_of_a_full_review() -> None:
    review = full(support={"name": "Sam", "contact": "0123"})
    made = again(review)
    assert_equal(review, made)
    assert made.support == {"name": "Sam", "contact": "0123"}
    assert made.effects.equals(nothing())


def test_round_trip_of_first_and_old_weeks() -> None:
    logs = some_logs()
    for week in ("2026-W10", None):
        review = review_week(logs.between(logs.days[0].date(), logs.days[9].date()) if week is None else logs)
        assert_equal(review, again(review))


def test_support_is_not_stored() -> None:
    review = full(support={"name": "Sam next door", "contact": "0123"})
    assert "Sam next door" not in json.dumps(to_plain(review))


@pytest.mark.parametrize("damaged", [{}, {"week": 3}, {"daily": {"frame": {}}}, {"days": 1}])
def test_invalid_reviews_raise_known_errors(damaged: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError, AttributeError), match=r"."):
        from_plain(damaged, support={}, effects_of=nothing)
