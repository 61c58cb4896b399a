"""What a week's page shows is what the whole computation gives, whatever the review leaves out to be quick."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

import heartdata as hd
from heartdata.core.profile import MarkedEvent, Profile
from heartdata.practices.rhythms import effects_and_rhythms
from heartdata.signs.indicators import stagnation_indicators
from tests.made_logs import ar1, moods

SAME = {"check_exact": True, "check_freq": False}


def without(logs: hd.Logs, *tables: str) -> hd.Logs:
    return replace(logs, **{name: getattr(logs, name).iloc[:0] for name in tables})


def simulated(**given: Any) -> hd.Logs:
    return hd.simulate_logs(**{"seed": 41, "course": "stuck", "days": 150, "journal": False, **given})


def two_losses() -> hd.Logs:
    logs = simulated(course="improving")
    second = MarkedEvent(logs.days[-40].date(), "the second", "loss")
    return replace(logs, profile=replace(logs.profile, events=(*logs.profile.events, second)))


def years() -> hd.Logs:
    """Longer than the course that suggestions ask for."""
    return moods((round(value) for value in ar1(1700, 5).clip(0, 10)), date(2021, 12, 6))


def sparse(logs: hd.Logs) -> hd.Logs:
    return replace(logs, ratings=logs.ratings[::6].reset_index(drop=True), activities=logs.activities[::5])


KINDS: dict[str, Callable[[], hd.Logs]] = {
    "moods and tags": simulated,
    "several measures": lambda: simulated(measures=("energy", "calm", "sleep_quality")),
    "two losses": two_losses,
    "sparse": lambda: sparse(simulated()),
    "unsafe": lambda: replace(simulated(), profile=Profile(unsafe=True, events=simulated().profile.events)),
    "journal only": lambda: without(simulated(journal=True, days=90), "ratings", "sleep", "activities"),
    "nights only": lambda: without(simulated(), "ratings", "activities"),
}
AT_ONCE = ("two losses", "journal only")


@pytest.mark.parametrize(
    "kind",
    [
        *AT_ONCE,
        *(pytest.param(kind, marks=pytest.mark.slow) for kind in (*KINDS, "years") if kind not in AT_ONCE),
    ],
)
def test_the_page_shows_the_numbers_of_the_whole_computation(kind: str) -> None:
    logs = years() if kind == "years" else KINDS[kind]()
    review = hd.review_week(logs)
    sunday = review.last_day
    past = logs.between(logs.days[0].date(), sunday)
    daily = hd.to_daily(past)
    course = hd.track_progress(daily)
    pd.testing.assert_frame_equal(review.course, course.reindex(review.daily.index), **SAME)
    shown = review.journey.index
    pd.testing.assert_series_equal(review.journey["gap"], course["gap"].reindex(shown), **SAME)
    weeks = hd.indicator_course(past)
    pd.testing.assert_frame_equal(review.sign_course, weeks[weeks.index >= review.weekly.index[0]], **SAME)
    table = stagnation_indicators(past)
    assert [sign["status"] for sign in review.signs] == table["status"].tolist()
    pd.testing.assert_frame_equal(review.effects, effects_and_rhythms(past, daily), **SAME)
    done = set(review.practice_days["name"])
    better = review.effects[(review.effects["finding"] > 0) & (review.effects["estimate"] > 0)]
    assert set(review.with_better_days) == set(better["practice"]) & done
    assert [idea["code"] for idea in review.suggestions] == [idea.code for idea in hd.suggest(past, on=sunday)]
    assert review.first_day == sunday - timedelta(days=6)
