"""What is said of each week: the state and early notice that its level, mean and the weeks before do not contradict."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from heartdata.core.unknown_levels import with_known_levels
from heartdata.core.weeks import anything_logged, weekly_levels
from heartdata.suggestions.agreement import agreed_alert, agreed_state
from heartdata.suggestions.day_places import DayPlaces
from heartdata.suggestions.hard_weeks import HardWeeks
from heartdata.suggestions.thresholds import limit

LONGEST_STATE: Final = 730  # days; a state is not counted further back


@dataclass(frozen=True)
class Agreed:
    """What is said of a week."""

    state: str
    alert: str
    level: float  # [0-10]; NaN if unknown
    days: int  # for how many days running the early notice, or else the state, has been there
    hard_weeks: int  # in a row up to this one


class AgreedWeeks:
    """What is said of each week, judged on its last logged day; every answer uses that day and earlier ones only."""

    def __init__(
        self,
        daily: pd.DataFrame,
        course: pd.DataFrame,
        *,
        usual: float | Callable[[date], float],
        losses: Sequence[date] = (),
    ) -> None:
        self.usual_on = usual if callable(usual) else lambda _: usual
        self._losses, self._daily = losses, daily
        self.hard_weeks = HardWeeks(daily)
        self.places, self._course_places = DayPlaces(daily.index), DayPlaces(course.index)
        self._days: list[date] = daily.index.to_numpy().astype("datetime64[D]").tolist()
        logged = anything_logged(daily)
        self._latest = np.maximum.accumulate(np.where(logged, np.arange(len(daily)), -1))
        self._columns = {name: course[name].to_numpy() for name in ("state", "alert", "level") if name in course}
        self._runs: dict[str, NDArray[np.int64]] = {}
        moods = with_known_levels(daily)["mood"] if "mood" in daily else pd.Series(np.nan, index=daily.index)
        self._mood = moods.to_numpy(dtype=float)
        known = np.flatnonzero(np.isfinite(self._mood))
        self._first_mood = int(known[0]) if len(known) else len(daily)
        self.weeks = weekly_levels(daily if "mood" in daily else daily.assign(mood=np.nan))
        self._levels = _mean_and_low(self.weeks)

    def last_logged(self, day: date) -> date | None:
        """The last logged day up to a day, on which logs up to then end; None where it is long ago."""
        place = self.places.up_to(day) - 1
        latest = int(self._latest[place]) if place >= 0 else -1
        found = self._days[latest] if latest >= 0 else None
        return found if found and (day - found).days <= limit("silent_days") else None

    def course_place(self, day: date) -> int:
        """Place in the course of the row of a day; -1 where there is none."""
        return self._course_places.up_to(day) - 1

    def mood_is_rated(self, day: date) -> bool:
        """Whether there is a mood up to a day; the usual mood says nothing of other ratings."""
        return self.places.up_to(day) > self._first_mood

    def of_week(self, sunday: date) -> Agreed:
        """What is said of a week: as of its last logged day, or of its end where nothing is logged."""
        logged = self.last_logged(sunday)
        return self.of(sunday, logged if logged and (sunday - logged).days < 7 else sunday)

    def of(self, day: date, judged: date) -> Agreed:
        """What is said of the week up to a day, as of the day on which it is judged."""
        place = self.course_place(judged)
        hard = self.hard_weeks.in_a_row(day, max((loss for loss in self._losses if loss <= day), default=None))
        if place < 0 or "state" not in self._columns:
            return Agreed("unclear", "", float("nan"), 0, hard)
        state, alert, level = (self._columns[name][place] for name in ("state", "alert", "level"))
        word = str(alert or state)
        run = 0 if word in ("unclear", "") else min(int(self._run(word)[place]), LONGEST_STATE)
        mean, low = self._week(day)
        over = (word == "stuck" and self.risen(day)) or self._is_over(judged, run, low)
        usual = self.usual_on(day) if self.mood_is_rated(day) else float("nan")
        shown = {"level": float(level), "usual": usual, "mean": mean}
        return Agreed(
            agreed_state(str(state), **shown, hard=hard > 0, over=over),
            agreed_alert(str(alert), **shown, over=over),
            float(level),
            run,
            hard,
        )

    def window(self, day: date, length: int, *, back: int = 0) -> slice:
        """The days of the table among the last `length` up to `back` days ago."""
        return slice(self.places.up_to(day, back=back + length), self.places.up_to(day, back=back))

    def lies_above(self, earlier: slice, later: slice, least: float) -> bool:
        """Whether the mood of some days lies above that of earlier ones by `least` own SD."""
        before, lately = _known(self._mood[earlier]), _known(self._mood[later])
        if min(len(before), len(lately)) < limit("risen_days"):
            return False
        spread = max(float(np.concatenate((before - before.mean(), lately - lately.mean())).std()), 0.1)
        return bool(lately.mean() - before.mean() > least * spread)

    def risen(self, day: date) -> bool:
        """Whether the last two weeks lie clearly above the four before."""
        return self.lies_above(self.window(day, 28, back=14), self.window(day, 14), limit("risen"))

    def _is_over(self, judged: date, run: int, low: float) -> bool:
        """Whether the week is clearly higher than the weeks around the day on which a notice or state began."""
        settled = int(limit("over_after"))
        if run <= settled or np.isnan(low):
            return False
        begun = judged - timedelta(days=run - 1)
        monday = judged - timedelta(days=judged.weekday())
        first = self.places.up_to(begun, back=settled)
        end = self.places.up_to(min(begun + timedelta(days=settled), monday - timedelta(days=1)))
        about = _known(self._mood[first:end])
        return len(about) >= limit("risen_days") and low > float(about.mean())

    def _run(self, word: str) -> NDArray[np.int64]:
        if word not in self._runs:
            same = (self._columns["alert"] == word) | (self._columns["state"] == word)
            place = np.arange(len(same))
            self._runs[word] = place - np.maximum.accumulate(np.where(same, -1, place))
        return self._runs[word]

    def _week(self, day: date) -> tuple[float, float]:
        """Mean and lower end of the level of the week up to a day."""
        levels = self._levels
        if day.weekday() < 6 and self._days and self._days[-1] > day:  # nothing later than the day
            levels = _mean_and_low(weekly_levels(self._daily, until=day)) if "mood" in self._daily else {}
        return levels.get(day - timedelta(days=day.weekday()), (float("nan"), float("nan")))


def _mean_and_low(weeks: pd.DataFrame) -> dict[date, tuple[float, float]]:
    mondays = weeks.index.to_numpy().astype("datetime64[D]").tolist()
    return dict(zip(mondays, zip(weeks["level"].tolist(), weeks["low"].tolist(), strict=True), strict=True))


def _known(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return values[~np.isnan(values)]
