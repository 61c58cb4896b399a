"""What the rules look at is counted as the plain, slow way counts it, and from the past only."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

import heartdata as hd
from heartdata.core.losses import losses
from heartdata.practices.days_done import days_done
from heartdata.practices.effects import until
from heartdata.recovery.summary import week_course
from heartdata.suggestions.situation_builder import SituationDays
from heartdata.suggestions.weekly import suggest, suggestion_weeks

COURSES = [(3, "stuck", 0), (8, "slipping", 28), (5, "sparse", 28)]


def plainly(logs: hd.Logs, daily: pd.DataFrame, course: pd.DataFrame, on: date) -> dict[str, Any]:
    """Count with pandas, one day at a time."""
    stamp = pd.Timestamp(on)
    cut, seen = until(logs, on), daily.loc[:stamp]
    # A day is judged as in logs that end there; from four weeks after the last entry on, as it is.
    known = hd.to_daily(cut).index[-1]
    known = known if (stamp - known).days <= 28 else stamp
    past = course.loc[:known]
    logged = seen["entries"] > 0

    def last(days: int, until_day: pd.Timestamp = stamp) -> pd.Series:
        return logged[(logged.index > until_day - pd.Timedelta(days=days)) & (logged.index <= until_day)]

    recent = set(last(28).index[last(28)])
    shares = {name: len(days & recent) / len(recent) for name, days in days_done(cut).items() if days & recent}
    lately, earlier = last(28, known), last(56, known - pd.Timedelta(days=28))
    full = len(lately) == 28 and len(earlier) >= 28
    word = past["alert"].iloc[-1] or past["state"].iloc[-1]
    running = 0
    while word != "unclear" and running < len(past) and word in tuple(past[["alert", "state"]].iloc[-1 - running]):
        running += 1
    names = cut.activities.loc[cut.activities["day"] > stamp - pd.Timedelta(days=28), "name"]
    return {
        "entries_28": int(last(28).sum()),
        "entries_42": int(last(42).sum()),
        "rated_28": min(int(past["entries_28d"].iloc[-1]), int(last(28).sum())),
        "days_28": min(28, len(daily.loc[:known])),
        "missing_rise": 100 * (earlier.mean() - lately.mean()) if full else "unknown",
        "shares": shares,
        "state_days": running,
        "hard_weeks": hard_weeks(seen["mood"], stamp, [loss.day for loss in losses(logs, until=on)]),
        "logged": {word for name in names for word in re.findall(r"\w+", name.casefold())},
    }


def hard_weeks(mood: pd.Series, stamp: pd.Timestamp, losses: list[date]) -> int:
    since = mood.loc[pd.Timestamp(max(losses)) :] if losses else mood
    for count in range(8):
        last = stamp - pd.Timedelta(days=7 * count)
        week = mood.loc[last - pd.Timedelta(days=6) : last].dropna()
        ground = since.loc[last - pd.Timedelta(days=62) : last - pd.Timedelta(days=7)].dropna()
        line = max(3, ground.median() - max(ground.std(), 0.5)) if len(ground) >= 14 else 3
        hard = len(week) > 0 and week.mean() <= line
        if hard and len(week) < 3:
            latest = mood.loc[last - pd.Timedelta(days=27) : last].dropna().tail(3)
            hard = (len(latest) == 3 and latest.mean() <= line) or (week.mean() <= 3 and week.min() <= 1)
        if not hard:
            return count
    return 8


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "course", "before"), COURSES)
def test_counted_as_plainly(seed: int, course: str, before: int) -> None:
    logs = hd.simulate_logs(seed=seed, course=course, before=before)
    daily = hd.to_daily(logs)
    course = week_course(daily, logs)
    days = SituationDays(logs, daily, course)
    for k in range(3, len(daily) + 20, 11):
        on = daily.index[0].date() + timedelta(days=k)
        found, expected = days.on(on, {}), plainly(logs, daily, course, on)
        if expected.pop("missing_rise") == "unknown":
            assert found.missing_rise != found.missing_rise
        else:
            assert found.missing_rise == plainly(logs, daily, course, on)["missing_rise"]
        assert {name: getattr(found, name) for name in expected} == expected


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "course", "before"), COURSES)
def test_a_week_is_the_same_in_longer_logs(seed: int, course: str, before: int) -> None:
    """Suggestions listed for earlier weeks are those made then, from the logs up to then."""
    logs = hd.simulate_logs(seed=seed, course=course, before=before, measures=("energy",))
    whole = suggestion_weeks(logs)
    for stamp in whole.index[::5]:
        then = suggest(until(logs, stamp.date()), stamp.date())
        assert [s.code for s in then] == [whole.loc[stamp, "code"]]
        # "Keep going" names what goes with it only where it is asked for closely; both ask so here.
        assert then[0] == whole.loc[stamp, "suggestion"]
