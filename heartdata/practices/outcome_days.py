"""One outcome, prepared once, and its comparison on days with and without something."""

from __future__ import annotations

import math
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from heartdata.practices.ar1_regression import Estimate, background, effect_of, inertia, residuals, winsorise
from heartdata.practices.thresholds import limit

Array = NDArray[np.float64]


class OutcomeDays:
    """One outcome by day: winsorised, with its inertia."""

    def __init__(self, outcome: pd.Series[float]) -> None:
        self.weekdays = outcome.index.day_of_week.to_numpy()
        self.y = outcome.to_numpy(dtype=float).copy()
        there = np.flatnonzero(~np.isnan(self.y))
        columns, penalties = background(there, self.weekdays[there])
        self.y[there] = winsorise(self.y[there], columns, penalties)
        self.phi = inertia(self.y[there], columns, penalties, there)

    @cached_property
    def left(self) -> Array:
        """What level, trend and weekdays leave of each day; NaN where nothing is logged."""
        there = np.flatnonzero(~np.isnan(self.y))
        columns, penalties = background(there, self.weekdays[there])
        y = self.y[there]
        out = np.full(len(self.y), np.nan)
        out[there] = residuals(y[:, None], columns, penalties * max(float(np.var(y)), 1e-9))[: len(y), 0]
        return out

    def compare(self, practice: Array, when: str, beside: list[Array] | None = None) -> Estimate:
        """Compare days with and without, with the columns `beside` in the model as well."""
        x, held = used_span(practice), list(beside or [])
        if when == "next day":
            # Held equal: the outcome of the practice's own day, and whether it is done today too.
            held += [day_before(self.y), x]
        x = lagged(x, when)
        columns = np.column_stack([x, self.y, *held])
        used = np.flatnonzero(~np.isnan(columns).any(axis=1))
        n_with = int((x[used] > 0).sum())
        if min(n_with, len(used) - n_with) < limit("fewest"):
            return Estimate(math.nan, math.nan, 0, math.nan, n_with, len(used) - n_with)
        return effect_of(
            self.y[used],
            x[used],
            used,
            self.weekdays[used],
            beside=np.column_stack(held)[used] if held else None,
            # The day before is in the model already.
            phi=0.0 if when == "next day" else self.phi,
        )


def used_span(practice: Array) -> Array:
    """Drop the time before first and after last use, which would compare phases instead of days."""
    x = practice.copy()
    used = np.flatnonzero(x > 0)
    if len(used):
        around = int(limit("around"))
        x[: max(used[0] - around, 0)] = np.nan
        x[used[-1] + around + 1 :] = np.nan
    return x


def lagged(x: Array, when: str) -> Array:
    """Move a column to the day on which its outcome is looked at."""
    return x if when == "same day" else day_before(x)


def day_before(x: Array) -> Array:
    """Give each day the value of the day before."""
    return np.concatenate([[np.nan], x[:-1]])
