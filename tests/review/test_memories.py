"""Memories: good days from since the loss, and only where they cannot hurt."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from heartdata.core.daily import to_daily
from heartdata.core.logs import Logs, table
from heartdata.core.profile import Profile
from heartdata.report.weekly import weekly_report
from heartdata.review.memories import memory, memory_line
from tests.made_logs import MONDAY, activity, rating
from tests.made_reviews import bare

LOSS = MONDAY + timedelta(days=20)
WEEK = MONDAY + timedelta(weeks=14)
GOOD = LOSS + timedelta(days=30)


def logs(
    good: date = GOOD,
    mood: float = 8.5,
    names: tuple[tuple[str, str], ...] = (("walk", "practice"),),
    more: tuple[tuple[date, float], ...] = (),
    **profile: Any,
) -> Logs:
    """Fourteen weeks around 5, with one day of another mood on which something was done."""
    days = [MONDAY + timedelta(days=k) for k in range(98)]
    given = [(day, mood if day == good else 5.0 + (k % 3) * 0.3) for k, day in enumerate(days)]
    return Logs(
        ratings=table("ratings", [rating(day, value) for day, value in (*given, *more)]),
        activities=table("activities", [activity(good, name, kind) for name, kind in names]),
        profile=Profile(**{"loss_date": LOSS, "usual": 7, "memories": True, **profile}),
    )


def shown(given: Logs, usual: float | None = 7.0) -> date | None:
    found = memory(given, to_daily(given), WEEK, usual)
    return None if found is None else found["day"]


def test_a_good_day_from_since_then_is_remembered() -> None:
    given = logs(names=(("walk", "practice"), ("Ana", "contact")))
    assert memory(given, to_daily(given), WEEK, 7.0) == {"day": GOOD, "mood": 8.5, "names": ["Ana", "walk"]}


@pytest.mark.parametrize(
    "given",
    [
        logs(memories=False),  # nobody asked for it
        logs(good=LOSS - timedelta(days=3)),  # from before
        logs(good=LOSS),
        logs(good=WEEK - timedelta(days=10)),  # last week is no memory yet
        logs(mood=6.2),  # not good
        logs(mood=6.8, usual=9),  # not good for this person
        logs(mood=9.0, more=((GOOD, 3.0),) * 2),  # with a bad hour
        logs(names=()),  # nothing to remember
        logs(names=(("walk", "practice"), ("wine", "other"))),
        logs(names=(("walk", "practice"), ("panic attack", "symptom"))),
        logs(unsafe=True),
        logs(loss_date=None),
    ],
    ids=["off", "before", "the day", "lately", "middling", "below the usual", "bad hour", "nothing", "alcohol",
         "symptom", "unsafe", "no loss"],
)  # fmt: skip
def test_other_days_are_not(given: Logs) -> None:
    assert shown(given, usual=given.profile.usual["mood"]) is None


def test_a_day_in_a_hard_stretch_or_an_illness_is_left_alone() -> None:
    around = tuple((GOOD + timedelta(days=k), 0.0) for k in range(-6, 7) if k)
    assert shown(logs(more=around)) is None
    ill = table("events", [(GOOD - timedelta(days=2), GOOD + timedelta(days=1), "", "illness", "x")])
    assert shown(replace(logs(), events=ill)) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"help_first": True}, {"hard_weeks": 1}, {"first_days": True}, {"anniversary": True},
        {"progress": {**bare().progress, "alert": "slipping"}},
    ],
)  # fmt: skip
def test_hard_weeks_and_anniversaries_have_none(changes: dict[str, Any]) -> None:
    kept = {"day": date(2026, 5, 1), "mood": 8.5, "names": ["walk", "Ana"]}
    calm = bare(memory=kept, hard_weeks=0, help_first=False, anniversary=False)
    assert memory_line(calm) == "1 May 2026, a day you gave 8.5 of 10, with walk and Ana."
    assert memory_line(replace(calm, **changes)) == ""
    assert "a day you gave" in weekly_report(calm).markdown
    assert "a day you gave" not in weekly_report(calm, for_sharing=True).markdown
