"""The way since the loss in named stretches with dates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from heartdata.core.days import MONTHS
from heartdata.core.vocabulary import STATES

if TYPE_CHECKING:
    import pandas as pd

    from heartdata.review.week import WeekReview

# Heuristic: what is named for less than two weeks is no stretch of a way, and a gap up to that long does not end one.
_SHORTEST: Final = 14
_LONGEST_GAP: Final = 14
_MOST: Final = 4  # in one sentence


@dataclass(frozen=True)
class Stretch:
    """Days that went one way."""

    state: str
    first: date
    last: date

    @property
    def words(self) -> str:
        """How it went."""
        return STATES[self.state]


def stretches(review: WeekReview) -> list[Stretch]:
    """Return the named stretches of the way, in order; none in hard weeks, which no name is to argue with."""
    if review.help_first or review.hard_weeks or "state" not in review.journey:
        return []
    return stretches_of(review.journey["state"])


def stretches_of(states: pd.Series[Any]) -> list[Stretch]:
    """Return the named stretches of states day by day."""
    found: list[Stretch] = []
    for state, days in groupby(states.items(), key=lambda item: str(item[1])):
        if state == "unclear" or state not in STATES:
            continue
        there = [day.date() for day, _ in days]
        if found and found[-1].state == state and (there[0] - found[-1].last).days <= _LONGEST_GAP:
            found[-1] = replace(found[-1], last=there[-1])
        else:
            found.append(Stretch(state, there[0], there[-1]))
    last = states.index[-1].date() if len(states) else None
    # What holds today is named even if it has only begun.
    return [s for s in found if (s.last - s.first).days + 1 >= _SHORTEST or s.last == last]


def way_in_words(review: WeekReview) -> str:
    """Say the way in one sentence, with dates; "" where nothing is named."""
    runs = [list(run) for _, run in groupby(stretches(review), key=lambda stretch: stretch.state)][-_MOST:]
    if not runs:
        return ""
    years = len({day.year for run in runs for day in (run[0].first, run[-1].last)}) > 1
    end = review.journey.index[-1].date()
    parts = []
    for run in runs:
        when = f"from {_day(run[0].first, year=years)} to {_day(run[-1].last, year=years)}"
        if run[-1].last == end:
            when = f"since {_day(run[0].first, year=years)}"
            # Weeks are not named before they are clear: their first days came before.
            when = when if (end - run[0].first).days + 1 >= _SHORTEST else f"lately (clear {when})"
        parts.append(f"{'mostly ' if len(run) > 1 else ''}{run[0].words} {when}")
    said = ", then ".join(parts)
    return f"{said[:1].upper()}{said[1:]}."


def _day(day: date, *, year: bool) -> str:
    return f"{day.day} {MONTHS[day.month - 1]}{f' {day.year}' if year else ''}"
