from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pandas as pd

import heartdata as hd
from heartdata.core.logs import Logs
from heartdata.core.profile import MarkedEvent, Profile
from heartdata.core.tables import table
from heartdata.recovery.summary import PROBABILITIES, week_course, week_progress
from tests.made_logs import MONDAY, moods

LEVELS = [7.0, 8.0, 6.0, 7.0, 8.0, 7.0, 6.0]


def with_events(values: list[float], *events: MarkedEvent) -> Logs:
    logs = moods(values)
    rows = [(e.day, e.until, e.label, e.kind, "x") for e in events]
    return Logs(ratings=logs.ratings, sources=logs.sources, events=table("events", rows))


def test_the_loss_and_a_second_one_are_the_starts() -> None:
    loss, second = MONDAY + timedelta(days=28), MONDAY + timedelta(days=90)
    values = LEVELS * 20
    logs = with_events(values, MarkedEvent(loss, kind="loss"), MarkedEvent(second, kind="loss"))
    daily = hd.to_daily(logs)
    course = week_course(daily, logs)
    expected = hd.track_progress(daily, event=[loss, second])
    pd.testing.assert_frame_equal(course, expected)
    assert course.loc[: pd.Timestamp(loss) - pd.Timedelta(days=1), "p_stuck"].isna().all()


def test_days_before_a_later_loss_are_not_affected_by_it() -> None:
    later = MarkedEvent(MONDAY + timedelta(days=400), kind="loss")
    logs = with_events(LEVELS * 6, later)
    daily = hd.to_daily(logs)
    course = week_course(daily, logs)
    assert set(course["reason"]) == {"this was before the loss; from two weeks after it I can say more"}
    assert course["p_improving"].isna().all()
    one_loss = replace(logs, events=logs.events.iloc[:0], profile=hd.Profile(loss_date=later.day))
    pd.testing.assert_frame_equal(week_course(daily, one_loss), course)
    # A second one that lies ahead changes nothing.
    first = MarkedEvent(MONDAY + timedelta(days=14), kind="loss")
    logs = with_events(LEVELS * 6, first, later)
    pd.testing.assert_frame_equal(week_course(daily, logs), hd.track_progress(daily, event=first.day))


def test_days_of_an_illness_do_not_count() -> None:
    ill = MarkedEvent(MONDAY + timedelta(days=60), kind="illness", until=MONDAY + timedelta(days=66))
    values = LEVELS * 8 + [0.0] * 11 + LEVELS
    sick, well = with_events(values, ill), with_events(values)
    daily = hd.to_daily(sick)
    last = [week_course(daily, logs).iloc[-1]["level"] for logs in (sick, well)]
    assert last[0] > last[1]


def test_summary_is_plain_json_and_consistent() -> None:
    logs = hd.simulate_logs(seed=3, course="stuck")
    said = week_progress(week_course(hd.to_daily(logs), logs))
    json.dumps(said, allow_nan=False)
    assert said["assessed"]
    assert 0 < sum(said[p] for p in PROBABILITIES) < 1.003  # what is left lies between two definitions
    assert said["low"] <= said["level"] <= said["high"]
    assert said["sentence"].startswith("How it's going: ")
    assert (said["question"] is None) == (said["alert"] == "")


def test_nothing_logged_is_said_kindly() -> None:
    said = week_progress(week_course(hd.to_daily(Logs()), Logs(profile=Profile(loss_date=date(2026, 3, 1)))))
    assert not said["assessed"]
    assert said["sentence"] == "How it's going: too early to say. With some rated days I can say more."
