"""What else would explain that days with a practice are better: then the finding is held back, with its reason."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from heartdata.practices.ar1_regression import one_sided_p
from heartdata.practices.outcome_days import OutcomeDays, lagged, used_span
from heartdata.practices.thresholds import limit

Array = NDArray[np.float64]
# Codes of the column `held_back`.
REASONS: Final = ("weekday", "rhythm", "other things", "better days")


def other_reason(days: OutcomeDays, done: pd.DataFrame, practice: str, when: str, *, better: int) -> str:
    """Return the first other explanation that fits a finding as well: a code of `REASONS`, or ``""``."""
    x = done[practice].to_numpy(dtype=float)

    def holds(beside: list[Array], level: str = "survives") -> bool:
        return one_sided_p(days.compare(x, when, beside), better=better) <= limit(level)

    places = np.arange(len(days.y))
    periods = _periods(x, days)
    for period in (7, *(p for p in periods if p != 7)) if 7 in periods else periods:
        weekly = period == 7
        if not holds(_rhythm(places, period), "survives" if weekly else "survives_rhythm"):
            return "weekday" if weekly else "rhythm"
    together = _done_together(x, done.drop(columns=practice))
    if together is not None and not holds([lagged(together, when)]):
        return "other things"
    return "better days" if when != "night after" and _done_on_good_days(days, x, better, together) else ""


def _done_together(x: Array, others: pd.DataFrame) -> Array | None:
    """How many of the things are done that go together with this one, where they are several; else None."""
    known = ~np.isnan(x)
    count, several = np.zeros(len(x)), 0
    for name in others:
        other = np.nan_to_num(others[name].to_numpy(dtype=float))
        if np.ptp(other[known]) and np.ptp(x[known]):
            z = float(np.corrcoef(x[known], other[known])[0, 1]) * math.sqrt(known.sum())
            several += z > limit("together")
            count += other * (z > limit("together"))
    return count if several >= limit("several") else None


def _periods(x: Array, days: OutcomeDays) -> list[int]:
    """Lengths of rhythms [days] that come round at least three times."""
    used = np.flatnonzero(~np.isnan(used_span(x)) & ~np.isnan(days.y))
    span = int(np.ptp(used)) + 1 if len(used) else 0
    return list(range(3, min(int(limit("longest_rhythm")), span // 3) + 1))


def _rhythm(places: NDArray[np.int64], period: int) -> list[Array]:
    """Waves that repeat after `period` days, as fine as a few harmonics allow."""
    waves: list[Array] = []
    for k in range(1, min(period // 2, int(limit("harmonics"))) + 1):
        turn = 2 * math.pi * k * places / period
        waves.append(np.cos(turn))
        if 2 * k != period:
            waves.append(np.sin(turn))
    return waves


def _done_on_good_days(days: OutcomeDays, x: Array, better: int, together: Array | None) -> bool:
    """Whether it looks as if it was done, or logged, on days that were good already.

    A practice lifts its own days, by a plausible amount, and they differ as much as others do. Where it is chosen on
    good days, the difference is large, the days beside them are better as well, the days with it resemble each other,
    and the day explains when it was done better than an effect explains the days. The score weighs these as a logistic
    regression on simulated diaries did.
    """
    left = better * days.left
    known = ~np.isnan(used_span(x)) & ~np.isnan(left)
    with_it, without = left[known & (x > 0)], left[known & (x == 0)]
    if min(len(with_it), len(without)) < limit("fewest") or min(with_it.std(), without.std()) == 0:
        return False
    found = days.compare(x, "same day")
    score = limit("good_size") * (better * found.value / found.sd - limit("sought"))
    score += limit("good_alike") * math.log(without.var() / with_it.var())
    # Two log likelihood ratios: it is done from some mood on, against any day; and it has an effect, against none.
    score += _done_from_some_mood_on(left[known], x[known] > 0) - known.sum() / 2 * math.log1p(found.t**2 / found.df)
    # Days beside it may be days with it too, as in streaks: what it seems to do on them is taken out.
    rest = left - better * found.value * np.nan_to_num(x)
    score += sum(_better_beside(beside, x, known) for beside in (lagged(rest, "next day"), np.r_[rest[1:], np.nan]))
    if together is not None:
        return bool(score > limit("good_days_together"))
    # The longer a diary, the more is found in it, tags of good days too.
    longer = math.log2(known.sum() / limit("good_days_known"))
    return bool(score > limit("good_days") - longer / 2)


def _better_beside(beside: Array, x: Array, known: NDArray[np.bool_]) -> float:
    """How clearly the days before or after those with it are better, as a standard normal value."""
    known = known & ~np.isnan(beside)
    if known.sum() < 3 or np.ptp(x[known]) == 0 or np.ptp(beside[known]) == 0:
        return 0.0
    return float(np.corrcoef(beside[known], x[known])[0, 1]) * math.sqrt(known.sum())


def _done_from_some_mood_on(left: Array, done: NDArray[np.bool_]) -> float:
    """Log likelihood ratio of "done more often from some mood on", at the best such mood, against one rate for all."""
    above = left > np.quantile(left, np.arange(0.2, 0.95, 0.05))[:, None]
    sides = np.stack([above, ~above])
    days, with_it = sides.sum(axis=2), (sides & done).sum(axis=2)
    rates = (with_it + 0.5) / (days + 1)
    split = (with_it * np.log(rates) + (days - with_it) * np.log1p(-rates)).sum(axis=0)
    rate = done.mean()
    one = len(done) * (rate * math.log(rate) + (1 - rate) * math.log1p(-rate))
    return float(max(split.max() - one, 0.0))
