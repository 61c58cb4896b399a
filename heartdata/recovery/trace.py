"""What the filter hands on for each day: particles are kept for some days, then summarised in one go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from heartdata.recovery.noise import USUAL, Classes
from heartdata.recovery.particles import Particles, Stretch
from heartdata.recovery.trajectories import PACE_BINS

Array = NDArray[np.floating[Any]]

TOGETHER = 16  # days summarised in one go: what fits a core's cache
PAIRS = 5  # states in AHEAD days and now


@dataclass
class Trace:
    """Output of the filter, one row per day."""

    joint: Array  # (days, 5, 5): share by state in AHEAD days and state now; the last of each is in between
    gap: Array
    gap_sd: Array
    level: Array
    level_sd: Array
    pace: Array  # (days, PACE_BINS)
    sd: Array  # day-to-day SD that is the unit of the gap [0-10]
    noise: Array  # day-to-day SD as it is now [0-10]

    @classmethod
    def empty(cls, days: int) -> Trace:
        """Return a trace of NaN."""
        gap, gap_sd, level, level_sd, sd, noise = np.full((6, days), np.nan)
        joint, pace = np.full((days, PAIRS, PAIRS), np.nan), np.full((days, PACE_BINS), np.nan)
        return cls(joint, gap, gap_sd, level, level_sd, pace, sd, noise)


class Summary:
    """Fills in a trace; days with the same courses are summarised together."""

    def __init__(self, trace: Trace, usual: float) -> None:
        self.trace, self.usual, self.days = trace, usual, 0
        self._now: Stretch | None = None
        self._gap: NDArray[np.float32] = np.empty((0, 0), np.float32)

    def add(self, day: int, c: Classes, p: Particles, now: Stretch) -> None:
        """Keep the particles of one day."""
        if self.days and (now is not self._now or now.gap is not self._gap):  # the courses are others from today on
            self.flush()
        if self.days == 0:
            self._first, self._c, self._banks, self._now, self._gap = day, c, p.banks, now, now.gap
            self._weight, self._level = np.empty((2, TOGETHER, len(p.weight)), np.float32)
            self._error, self._swing = np.empty((2, TOGETHER, len(c.sd)))
        self._weight[self.days], self._level[self.days] = p.weight, p.usual
        self._error[self.days], self._swing[self.days] = c.cov[USUAL, USUAL], c.swing
        self.days += 1
        if self.days == TOGETHER:
            self.flush()

    def flush(self) -> None:
        """Summarise the days that are kept."""
        if not self.days or self._now is None:
            return
        out, some, sd = self.trace, slice(self._first, self._first + self.days), self._c.sd
        place = slice(some.start - self._now.origin, some.stop - self._now.origin)
        gap, weight, level = self._gap[place], self._weight[: self.days], self._level[: self.days]
        weight /= np.float32(self._banks)
        out.joint[some], out.pace[some] = _shares(self._now.code[place], weight)
        mean = _dots(weight, gap)
        out.gap[some] = mean
        out.gap_sd[some] = np.sqrt(np.maximum(_dots(weight * gap, gap) - mean**2, 0))
        level -= gap
        by_class = _class_sums(weight, len(sd))
        weight *= level
        mean = _dots(_class_sums(weight, len(sd)), sd)
        weight *= level
        second = _class_sums(weight, len(sd)) + by_class * self._error[: self.days]
        out.level[some] = self.usual + mean
        out.sd[some] = _dots(by_class, sd)
        out.noise[some] = _dots(by_class * np.sqrt(self._swing[: self.days]), sd)
        out.level_sd[some] = np.sqrt(np.maximum(_dots(second, sd**2) - mean**2, 0))
        self.days = 0


def _dots(a: Array, b: Array) -> NDArray[np.float64]:
    """Dot product of each day (`vecdot` of NumPy 2); unlike a product of matrices, each day's by itself."""
    dots: NDArray[np.float64] = np.matmul(a[:, None], b[..., None])[:, 0, 0].astype(np.float64)
    return dots


def _class_sums(a: NDArray[np.float32], classes: int) -> NDArray[np.float64]:
    """Sum up each class of each day, as a product, which is faster."""
    by_class = a.reshape(len(a), classes, -1)
    sums: NDArray[np.float64] = (by_class @ np.ones(by_class.shape[2], np.float32)).astype(np.float64)
    return sums


def _shares(code: NDArray[np.uint16], weight: NDArray[np.float32]) -> tuple[Array, Array]:
    """Shares by state in AHEAD days and now, and by pace, of courses with these codes and weights (days, courses)."""
    days, size = len(code), PAIRS * PAIRS * PACE_BINS
    place = code.astype(np.intp)
    place += size * np.arange(days)[:, None]
    table = np.bincount(place.ravel(), weight.ravel(), days * size).reshape(days, -1, PACE_BINS)
    joint, pace = table.sum(2), table.sum(1)
    whole = pace.sum(1, keepdims=True)
    return (joint / whole).reshape(days, PAIRS, PAIRS), pace / whole
