from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

import heartdata as hd
from heartdata.core.logs import Logs
from heartdata.core.losses import Loss, current_losses, losses
from heartdata.core.profile import MarkedEvent, Profile
from heartdata.core.tables import table
from heartdata.core.weeks import UsualLevel, usual_level
from heartdata.recovery.summary import week_course
from heartdata.review.build import review_week
from heartdata.signs.evidence import gather
from tests.made_logs import moods

MARCH, JUNE, ILL = date(2026, 3, 1), date(2026, 6, 1), date(2026, 4, 1)


def events(*rows: tuple[date | None, str]) -> pd.DataFrame:
    return table("events", [(day, None, "", kind, "x") for day, kind in rows])


def two_losses(marked: str) -> Logs:
    """Good weeks from January, hard months from March on; the losses are marked in different places."""
    loss = MarkedEvent(MARCH, kind="loss")
    places = {
        "the first in the profile": (Profile(loss_date=MARCH, events=(MarkedEvent(JUNE, kind="loss"),)), events()),
        "the second in the profile": (Profile(loss_date=JUNE, events=(loss,)), events()),
        "the first in an export": (Profile(loss_date=JUNE), events((MARCH, "loss"))),
        "both in an export": (Profile(), events((JUNE, "loss"), (MARCH, "loss"))),
    }
    profile, marks = places[marked]
    rng = np.random.default_rng(5)
    usual, hard = rng.permutation([7.0, 8.0] * 29)[:58], rng.permutation([2.0, 3.0] * 60)
    return moods([*usual, *hard], first=MARCH - timedelta(days=58), profile=profile, events=marks)


PLACES = ("the first in the profile", "the second in the profile", "the first in an export", "both in an export")


def test_losses_come_from_the_profile_and_the_events_in_order_and_once() -> None:
    profile = Profile(loss_date=JUNE, loss_kind="pet", events=(MarkedEvent(MARCH, kind="loss"),))
    marks = events((JUNE, "loss"), (MARCH, "loss"), (ILL, "illness"), (None, "loss"))
    logs = Logs(profile=profile, events=marks)
    assert losses(logs) == [Loss(MARCH), Loss(JUNE, "pet")]
    assert losses(logs, until=JUNE - timedelta(days=1)) == [Loss(MARCH)]
    assert losses(logs, until=JUNE) == losses(logs)
    assert losses(Logs()) == []


@pytest.mark.parametrize("marked", PLACES)
def test_two_losses_have_one_usual_from_before_the_first(marked: str) -> None:
    logs = two_losses(marked)
    daily = hd.to_daily(logs)
    assert [loss.day for loss in losses(logs)] == [MARCH, JUNE]
    before = float(daily.loc[: pd.Timestamp(MARCH) - pd.Timedelta(days=1), "mood"].mean())
    assert 7.2 < before < 7.8
    assert usual_level(daily, logs) == UsualLevel(before, "before the loss", 58)
    review = review_week(logs, "2026-W25").to_dict()
    assert review["mood"]["usual"] == pytest.approx(before, abs=0.01)
    assert gather(logs).loss == 58
    expected = hd.track_progress(daily, event=[MARCH, JUNE])
    pd.testing.assert_frame_equal(week_course(daily, logs), expected)


@pytest.mark.parametrize("marked", PLACES)
def test_losses_from_profile_and_events_are_equivalent(marked: str) -> None:
    logs, first = two_losses(marked), two_losses(PLACES[0])
    shown = [hd.suggest(which) for which in (logs, first)]
    assert [s.code for s in shown[0]] == [s.code for s in shown[1]]
    pd.testing.assert_frame_equal(hd.stagnation_indicators(logs), hd.stagnation_indicators(first))


def test_old_loss_is_replaced_by_a_later_one() -> None:
    old, later = Loss(date(1984, 5, 1)), Loss(MARCH, "pet")
    assert current_losses([old, later], date(2025, 1, 1)) == [later]
    assert current_losses([old], date(2025, 1, 1)) == [old]
    assert current_losses([Loss(MARCH), Loss(JUNE)], MARCH + timedelta(days=365)) == [Loss(MARCH), Loss(JUNE)]
    assert current_losses([Loss(MARCH), Loss(JUNE)], MARCH + timedelta(days=366)) == [Loss(JUNE)]
    assert current_losses([], MARCH) == []


def test_usual_level_before_the_later_loss_does_not_depend_on_it() -> None:
    logs = two_losses("the first in the profile")
    logs = replace(logs, profile=Profile(loss_date="1984-05-01", events=(MarkedEvent(MARCH, kind="loss"),)))
    daily = hd.to_daily(logs)
    assert usual_level(daily, logs) == UsualLevel(float(daily["mood"].iloc[:58].mean()), "before the loss", 58)
    assert gather(logs).loss == 58
    course, later = week_course(daily, logs), pd.Timestamp(MARCH)
    assert list(course.index) == list(daily.index)
    pd.testing.assert_frame_equal(course.loc[later:], hd.track_progress(daily, event=MARCH).loc[later:])
    before = daily.loc[daily.index < later]
    pd.testing.assert_frame_equal(week_course(before, logs), course.loc[before.index])
    since = week_course(daily, logs, since=MARCH)
    pd.testing.assert_frame_equal(since, course.loc[later:])
