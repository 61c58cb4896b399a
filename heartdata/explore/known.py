"""What every explorer needs to know about the logs, computed once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import Any

import pandas as pd

from heartdata.core.daily import to_daily
from heartdata.core.logs import Logs
from heartdata.core.losses import current_losses, losses
from heartdata.core.vocabulary import MEASURES
from heartdata.core.weeks import usual_by_day
from heartdata.explore.thresholds import limit
from heartdata.recovery.track import track_progress
from heartdata.review.build import agreed_states, journey_between, marked_days, review_week
from heartdata.review.comparison import day_table
from heartdata.review.notices import lead
from heartdata.review.week import WeekReview
from heartdata.suggestions.agreed_weeks import AgreedWeeks


@dataclass(frozen=True, eq=False)
class Known:
    """Logs with what explorers show of them."""

    logs: Logs
    daily: pd.DataFrame

    @cached_property
    def review(self) -> WeekReview:
        """The last week, as the page shows it."""
        return review_week(self.logs)

    @cached_property
    def course(self) -> pd.DataFrame:
        """The state of recovery day by day."""
        return track_progress(self.daily)

    @cached_property
    def days(self) -> pd.DataFrame:
        """Every measure, sign, night and habit by day."""
        return day_table(self.logs)

    @cached_property
    def losses(self) -> list[date]:
        """The losses that count, the first one first."""
        return [loss.day for loss in current_losses(losses(self.logs), self.first)]

    @property
    def first(self) -> date:
        """The first logged day."""
        day: date = self.daily.index[0].date()
        return day

    @property
    def last(self) -> date:
        """The last logged day."""
        day: date = self.daily.index[-1].date()
        return day

    @cached_property
    def marked(self) -> list[dict[str, Any]]:
        """All marked days from the first to the last logged one."""
        return marked_days(self.logs, self.first, self.last)

    @cached_property
    def whole(self) -> WeekReview:
        """The review with the whole way from the loss to the last day in place of two years; the words are the same."""
        before = timedelta(days=limit("before_loss"))
        first = max(self.first, min(self.losses[0] - before, self.last)) if self.losses else self.first
        journey = journey_between(self.daily, self.course, first, self.last)
        journey["state"] = agreed_states(
            journey, self.said(self.course, usual_by_day(self.daily, self.logs)), self.review.last_day
        )
        return replace(self.review, journey=journey, marked=[m for m in self.marked if m["day"] >= first])

    def said(self, course: pd.DataFrame, usual: float | Callable[[date], float] | None = None) -> AgreedWeeks:
        """What the pages say of each week, from a course of the same days."""
        known = self.review.mood["usual"] if usual is None else usual
        return AgreedWeeks(self.daily, course, usual=float("nan") if known is None else known, losses=self.losses)

    @cached_property
    def measures(self) -> list[str]:
        """What is rated on at least two days, mood first."""
        return [name for name in MEASURES if name in self.daily and self.daily[name].count() > 1]

    @property
    def person_first(self) -> list[str]:
        """What comes before any picture in hard weeks; nothing else."""
        review = self.review
        if not (review.help_first or review.hard_weeks):
            return []
        return [*review.alarm_lines(), lead(review), *review.help_lines()[:1]]


@lru_cache(maxsize=2)
def know(logs: Logs) -> Known:
    """Look at logs once, for all explorers."""
    known = Known(logs, to_daily(logs))
    if known.daily.empty:
        known.review  # noqa: B018  # raises the error that says so
    return known
