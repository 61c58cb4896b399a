"""Hand-made weeks with everything a review can contain, for tests of the output."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import pandas as pd

from heartdata.core.logs import Logs, table
from heartdata.core.profile import MarkedEvent, Profile
from heartdata.core.vocabulary import SIGNS
from heartdata.review.build import review_week
from heartdata.review.week import WeekReview
from tests.made_logs import MONDAY, NAN, activity, ar1, rating

# None of this may be in a report for sharing.
PRIVATE = ("the lake", "tango", "Sam next door", "0123", "weighted mask", "secretword", "journal phrases")
STATUSES = ("persistent", "present", "quiet", "quiet", "unknown", "easing", "present")


def some_logs(weeks: int = 10, label: str = "the lake", practice: str = "tango") -> Logs:
    days = [MONDAY + timedelta(days=i) for i in range(weeks * 7)]
    values = ar1(len(days), seed=4).clip(0, 10)
    marked = MarkedEvent(days[-20], label, "anniversary")
    return Logs(
        ratings=table("ratings", [rating(d, float(v)) for d, v in zip(days, values, strict=True) if d.day % 4]),
        activities=table("activities", [activity(d, practice, "practice") for d in days[::3]]),
        events=table("events", [(marked.day, None, label, marked.kind, "x"), (days[20], None, "", "loss", "x")]),
        profile=Profile(loss_date=days[20], usual=6.5, support={"name": "Sam next door", "contact": "0123"}),
    )


@cache
def _reviewed() -> WeekReview:
    return review_week(some_logs())


def _effects() -> pd.DataFrame:
    said = "tango goes with mood 1.1 of 10 higher on days with it. Either may lead to the other."
    columns = "practice kind outcome when n_with n_without estimate low high sd q finding held_back wording".split()
    return pd.DataFrame([["tango", "practice", "mood", "same day", 20, 30, 1.1, 0.4, 1.8, 1.5, 0.01, 1, "", said]],
                        columns=columns)  # fmt: skip


def bare(**changes: Any) -> WeekReview:
    """A week of which only mood is known."""
    given: dict[str, Any] = {"signs": [], "sign_course": pd.DataFrame(), "suggestions": [], "trial": None}
    return replace(_reviewed(), **{**given, **changes})


def full(**changes: Any) -> WeekReview:
    """A week of which everything is known."""
    signs = [
        {
            "sign": name, "status": status, "level": NAN if status == "unknown" else 4.2, "usual": 3.1,
            "days_logged": 11, "since": "2026-04-06" if status in ("present", "persistent") else None,
            "sources": "journal phrases" if name == "replaying" else f"{name} rating",
        }
        for name, status in zip(SIGNS, STATUSES, strict=True)
    ]  # fmt: skip
    given: dict[str, Any] = {
        "sign_course": _reviewed().sign_course,
        "notes": ["a note on secretword"],
        "signs": signs,
        "practices": [{"name": "tango", "kind": "practice", "days": 3}],
        "effects_of": _effects,
        "trial_days": [date(2026, 5, 5), date(2026, 5, 9)],
        "trial": {"practice": "tango", "design": "blocks", "start": "2026-05-04", "end": "2026-06-14", "days_on": 3,
                  "days_off": 4, "verdict": "not yet", "blocks": [
                      {"first": "2026-05-04", "last": "2026-05-24", "on": True},
                      {"first": "2026-05-25", "last": "2026-06-14", "on": False}]},
        "suggestions": [
            {"code": "HD401", "kind": "change_approach", "approach": "safety", "text": "Would a weighted mask be "
             "worth a try?", "why": "mood has held level for six weeks.", "evidence": {"weeks_level": 6},
             "confidence": "early", "decline": "Not for you? Leave it."},
        ],
    }  # fmt: skip
    return bare(**{**given, **changes})
