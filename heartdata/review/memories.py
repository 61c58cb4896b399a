"""A good day from since the loss, for those who ask for it: never a bad one, never one from before."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from heartdata.core.days import day_words
from heartdata.core.formatting import listed
from heartdata.core.logs import Logs
from heartdata.core.losses import losses
from heartdata.practices.sensitive import may_show, sensitive_kind
from heartdata.suggestions.hard_weeks import HardWeeks

if TYPE_CHECKING:
    from heartdata.review.week import WeekReview

# Heuristics: a day is good near the usual or above, and always above the middle; a memory is at least four weeks old,
# as what was last week is no memory yet; of the best days, another one each week.
_GOOD: Final = 6.5
_NEAR_USUAL: Final = 0.5
_NO_BAD_ENTRY: Final = 5.0
_OLDER: Final = timedelta(days=28)
_BEST: Final = 12
_MOST_NAMES: Final = 3


def memory(past: Logs, daily: pd.DataFrame, monday: date, usual: float | None) -> dict[str, Any] | None:
    """Return ``day``, ``mood`` and ``names`` of a good day for the week that begins on `monday`, or None.

    Whether the week is one for a memory is asked by `memory_line`.
    """
    profile = past.profile
    lost = max((loss.day for loss in losses(past)), default=None)
    if not profile.memories or profile.unsafe or lost is None or "mood" not in daily:
        return None
    moods = daily["mood"].loc[pd.Timestamp(lost) + pd.Timedelta(days=1) : pd.Timestamp(monday - _OLDER)]
    moods = moods[moods >= max(_GOOD, (usual or 0.0) - _NEAR_USUAL)]
    if moods.empty:
        return None
    weeks = HardWeeks(daily)
    names = _names(past)
    good = {
        day: names[day]
        for day in moods.sort_values(ascending=False, kind="stable").index
        if names.get(day) and not weeks.in_a_row(day.date() + timedelta(days=6), lost)
    }
    if not good:
        return None
    best = list(good)[:_BEST]
    day = best[(monday.toordinal() // 7) % len(best)]
    return {"day": day.date(), "mood": round(float(moods[day]), 1), "names": good[day]}


def memory_line(review: WeekReview) -> str:
    """Say a memory; "" in hard weeks, after a turn for the worse, and when the day of the loss comes round."""
    heavy = review.help_first or review.hard_weeks or review.first_days or review.anniversary
    progress = review.progress
    if not review.memory or heavy or "slipping" in (progress["state"], progress["alert"]):
        return ""
    day, mood, names = (review.memory[key] for key in ("day", "mood", "names"))
    return f"{day_words(day)}, a day you gave {mood:g} of 10, with {listed(names)}."


def _names(past: Logs) -> dict[pd.Timestamp, list[str]]:
    """Return what was done on each day, of days on which nothing hard is known."""
    answers = past.ratings[past.ratings["measure"] == "mood"]
    low = set(answers.loc[~(answers["value"] >= _NO_BAD_ENTRY), "day"])
    spans = zip(past.events["day"], past.events["until"].fillna(past.events["day"]), strict=True)
    marked = {day for first, last in spans for day in pd.date_range(first, last)}
    done: dict[pd.Timestamp, list[str]] = {}
    hard = low | marked
    for row in past.activities.itertuples():
        name, kind = str(row.name), str(row.kind)
        if kind == "symptom" or (kind != "contact" and sensitive_kind(name)):  # "Ana" is a name first
            hard.add(row.day)
        elif kind in ("practice", "contact") and may_show(name, kind, past.profile):
            done.setdefault(row.day, []).append(name)
    return {day: sorted(set(names))[:_MOST_NAMES] for day, names in done.items() if day not in hard}
