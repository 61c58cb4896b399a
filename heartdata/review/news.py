"""What is new this week, compared with the week before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from heartdata.core.formatting import listed
from heartdata.core.vocabulary import SIGNS, STATES

if TYPE_CHECKING:
    from heartdata.review.week import WeekReview

_THERE: Final = ("persistent", "present")
_GONE: Final = ("easing", "lighter", "quiet")
_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# Heuristics: a day is the lightest if it stands out from the week's mean by half a point and is no hard one, and a sign
# that is only less certain is quieter if it fell by as much; a thing is new where at least four weeks are logged.
_STANDS_OUT: Final = 0.5
_NO_HARD_DAY: Final = 5.0
_FEWEST_DAYS: Final = 3
_FEWEST_WEEKS: Final = 4
_MOST: Final = 3


def news_lines(review: WeekReview) -> list[str]:
    """Say what is new this week; nothing in hard weeks, in which a list of changes helps nobody."""
    if review.help_first or review.hard_weeks or review.first_days:
        return []
    return [line for line in (_state(review), *_signs(review), _first_time(review), _lightest_day(review)) if line]


def _state(review: WeekReview) -> str:
    if "state" not in review.journey or len(review.journey) <= 7:
        return ""
    before, now = str(review.journey["state"].iloc[-8]), str(review.journey["state"].iloc[-1])
    if before == now or now not in STATES or before not in STATES:
        return ""
    if now == "unclear":
        return f"Last week: {STATES[before]}. Now it isn't clear where it is heading."
    if before == "unclear":
        return f"This week it has become clear enough to say: {STATES[now]}."
    return f"Last week: {STATES[before]}. Now: {STATES[now]}."


def _signs(review: WeekReview) -> list[str]:
    if len(review.sign_course) < 2:
        return []
    before, levels = review.sign_course["status"].iloc[-2], review.sign_course["level"].iloc[-2:]
    now = {sign["sign"]: sign["status"] for sign in review.signs}
    come = [SIGNS[name].label for name in now if now[name] in _THERE and before.get(name) in _GONE]
    # Less certain is not quieter: the level itself has to be lower, of a quiet sign by more than a little.
    fell = levels.iloc[0] - levels.iloc[-1]
    less = {name: fell.get(name, 0.0) > (_STANDS_OUT if status == "quiet" else 0.0) for name, status in now.items()}
    gone = [SIGNS[name].label for name in now if now[name] in _GONE and before.get(name) in _THERE and less[name]]
    lines = [f"There this week, and not the week before: {listed(come)}."] if come else []
    return lines + ([f"Quieter than the week before: {listed(gone)}."] if gone else [])


def _first_time(review: WeekReview) -> str:
    done = review.practice_days
    monday = pd.Timestamp(review.first_day)
    logged = int((review.weekly["days"] > 0).sum()) if len(review.weekly) else 0
    if done.empty or logged < _FEWEST_WEEKS:
        return ""
    earlier = set(done.loc[done["day"] < monday, "name"])
    new = sorted(set(done.loc[done["day"] >= monday, "name"]) - earlier)
    if not earlier or not new:
        return ""
    more = f" and {len(new) - _MOST} more" if len(new) > _MOST else ""
    named = f"{', '.join(new[:_MOST])}{more}" if more else listed(new)
    return f"New in these {len(review.weekly)} weeks: {named}."


def _lightest_day(review: WeekReview) -> str:
    """Name the lightest day and what was in it; the figure is the person's own."""
    moods = review.daily["mood"].iloc[-7:].dropna()
    if len(moods) < _FEWEST_DAYS or moods.max() < max(moods.mean() + _STANDS_OUT, _NO_HARD_DAY):
        return ""
    best = moods[moods == moods.max()]
    if len(best) > 1:
        return ""
    day = best.index[0]
    done = review.practice_days
    names = sorted(done.loc[done["day"] == day, "name"])[:_MOST] if len(done) else []
    return f"Your lightest day was {_WEEKDAYS[day.day_of_week]} ({best.iloc[0]:.1f} of 10)" + (
        f", with {listed(names)}." if names else "."
    )
