"""Hard weeks, counted back from a day: they decide when a person comes before anything else."""

from __future__ import annotations

from datetime import date, timedelta
from statistics import median
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from heartdata.core.unknown_levels import known_levels, unknown_column, unknown_share_of_days
from heartdata.core.vocabulary import NRS_MAX
from heartdata.suggestions.day_places import DayPlaces
from heartdata.suggestions.thresholds import limit

_COMPARED_DAYS: Final = 56  # days before a week that it is compared with
_LONGEST_SILENCE: Final = 4  # weeks without a mood that may follow a hard one
LONGEST_RUN: Final = 8  # hard weeks are not counted further back


class HardWeeks:
    """The hard weeks of a daily table; each answer uses that day and earlier ones only."""

    def __init__(self, daily: pd.DataFrame) -> None:
        self._places = DayPlaces(daily.index)
        nothing = np.full(len(daily), np.nan)
        # Levels that are not known are held against nobody: a week is hard only if it would be with the best of them.
        self._mood = daily["mood"].to_numpy(dtype=float) if "mood" in daily else nothing
        self._lowest = self._mood
        if unknown_column() in daily:
            self._lowest, share = self._mood, unknown_share_of_days(daily).fillna(0).to_numpy()
            self._mood = np.where(share > 0, (1 - share) * np.nan_to_num(self._mood) + share * NRS_MAX, self._mood)
            self._known = known_levels(daily).to_numpy(dtype=float)
        else:
            self._known = self._mood
        self._hard: dict[tuple[int, int], bool] = {}

    def in_a_row(self, day: date, loss: date | None = None) -> int:
        """Count hard weeks in a row up to a day; earlier weeks are compared only back to the latest loss."""
        # Days before a loss are no measure of what is hard after it.
        begin = 0 if loss is None else self._places.up_to(loss, back=1)
        for count in range(LONGEST_RUN):
            last = day - timedelta(days=7 * count)
            key = (last.toordinal(), begin)
            if key not in self._hard:
                self._hard[key] = self._is_hard(last, begin)
            if not self._hard[key]:
                return count
        return LONGEST_RUN

    def before_silence(self, day: date, loss: date | None = None) -> bool:
        """Whether the week up to a day has no mood, and the last one before it that has some was hard."""
        if len(self._week(day)):
            return False
        begin = 0 if loss is None else self._places.up_to(loss, back=1)
        weeks = (day - timedelta(days=7 * back) for back in range(1, _LONGEST_SILENCE + 1))
        last = next((week for week in weeks if len(self._week(week))), None)
        return last is not None and self._is_hard(last, begin)

    def very_low(self, day: date) -> bool:
        """Tell whether one day of the week up to a day is rated very low."""
        return bool((self._week(day, values=self._lowest) <= limit("very_low")).any())

    def _week(
        self, last: date, *, length: int = 7, begin: int = 0, values: NDArray[np.float64] | None = None
    ) -> NDArray[np.float64]:
        first, end = self._places.up_to(last, back=length), self._places.up_to(last)
        chosen: NDArray[np.float64] = (self._mood if values is None else values)[max(first, begin) : end]
        return chosen[~np.isnan(chosen)]

    def _is_hard(self, last: date, begin: int) -> bool:
        week = self._week(last)
        if not len(week):
            return False
        line = self._hard_line(last, begin)
        if len(week) >= limit("hard_days"):
            return bool(week.mean() <= line)
        # A week that has only begun, or few entries in dark weeks: one very low day, or the latest few all low.
        latest = self._week(last, length=28)[-int(limit("hard_days")) :]
        few_but_low = len(latest) >= limit("hard_days") and max(week.mean(), latest.mean()) <= line
        return few_but_low or bool(week.mean() <= limit("hard_level") and week.min() <= limit("very_low"))

    def _hard_line(self, last: date, begin: int) -> float:
        """The mean up to which a week is hard: low in itself, or clearly below the eight weeks before it."""
        # Earlier hard weeks of the same run are no measure of what is usual lately.
        before = self._week(last - timedelta(days=7), length=_COMPARED_DAYS, begin=begin, values=self._known)
        if len(before) < 14:
            return limit("hard_level")
        spread = max(float(before.std(ddof=1)), 0.5)
        middle: float = median(before.tolist())
        return max(limit("hard_level"), middle - limit("hard_drop") * spread)


def person_first(weeks: int, *, very_low: bool, unsafe: bool) -> bool:
    """Whether a person comes before anything else: hard weeks, or one with a very low day or after an unsafe loss."""
    return weeks >= limit("hard_weeks") or (weeks > 0 and (very_low or unsafe))
