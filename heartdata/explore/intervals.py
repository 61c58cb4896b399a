"""Means of some of the days with intervals that allow for days that resemble the day before."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from heartdata.explore.thresholds import limit
from heartdata.practices.ar1_regression import student_quantile


class Mean(NamedTuple):
    """A mean with its 90 % interval; NaN where the days are too few."""

    mean: float
    low: float
    high: float
    days: int


def inertia(values: pd.Series[Any]) -> float:
    """Estimate the lag-1 autocorrelation of a daily series with gaps, between 0 and 0.9."""
    off = (values - values.mean()).to_numpy(float)
    pairs = np.isfinite(off[1:]) & np.isfinite(off[:-1])
    size = float(np.nanmean(off**2)) if np.isfinite(off).any() else 0.0
    if pairs.sum() < limit("fewest_pairs") or size == 0:
        return float(limit("inertia"))
    return float(np.clip((off[1:] * off[:-1])[pairs].mean() / size, 0.0, 0.9))


def mean_of(values: pd.Series[Any], chosen: NDArray[np.bool_], phi: float) -> Mean:
    """Average the chosen days of a daily series with AR(1) noise."""
    there = chosen & values.notna().to_numpy()
    count = int(there.sum())
    if count < limit("fewest_days"):
        return Mean(math.nan, math.nan, math.nan, count)
    picked = values.to_numpy(float)[there]
    # How much the days of the group resemble each other, by how far apart they are.
    on = there.astype(float)
    reach = min(int(math.log(0.01) / math.log(phi)) + 1 if phi > 0 else 0, len(on) - 1)
    alike = count + 2 * sum(phi**lag * float(on[lag:] @ on[:-lag]) for lag in range(1, reach + 1))
    effective = max(count**2 / alike, 2.0)
    # Days that resemble each other spread less around their own mean.
    spread = float(picked.var(ddof=0)) / (1 - 1 / effective)
    half = student_quantile(0.05, max(int(effective) - 1, 1)) * math.sqrt(spread / effective)
    mean = float(picked.mean())
    return Mean(mean, mean - half, mean + half, count)
