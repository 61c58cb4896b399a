"""How far each rating is from its usual beside the others, and above the weeks before.

All ratings share the ups and downs of a day, of a cycle and of the seasons. What they do together says nothing about
one sign; what one does beside the rest is clearer without it. And a level that wanders slowly, or with the time of the
year, is always near that of the weeks before.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from heartdata.signs.thresholds import limit

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Before:
    """Weighted mean of the days up to four weeks before each day, the later ones weighing more; day by rating."""

    mean: Floats
    worth: Floats  # one day's variance over the mean's, if days were independent; 0 without days
    age: float  # days over which a level may have wandered since then


def days_before(values: Floats) -> Before:
    """Return the weeks before each day, as a mean whose weights halve every so many days."""
    gap, kept = int(limit("long_window")), 0.5 ** (1 / limit("before_half"))
    logged = np.isfinite(values)
    sums = [
        pd.DataFrame(table).ewm(alpha=1 - decay, adjust=True).sum().to_numpy()
        for table, decay in ((np.where(logged, values, 0.0), kept), (1.0 * logged, kept), (1.0 * logged, kept**2))
    ]
    total, weight, squares = (np.vstack([np.zeros((gap, values.shape[1])), table])[: len(values)] for table in sums)
    mean = np.divide(total, weight, out=np.full(values.shape, np.nan), where=weight > 0)
    worth = np.divide(weight**2, squares, out=np.zeros(values.shape), where=squares > 0)
    # Of a random walk, a mean with such weights is half of their mean age from where they end.
    return Before(mean, worth, limit("before_half") / np.log(2) / 2 + gap - limit("window") / 2)


def correlations(days: Floats) -> Floats:
    """Correlations of the ratings' days, drawn towards their mean where the days are few."""
    known = np.isfinite(days)
    pairs = known.T.astype(np.float64) @ known
    off = np.where(known, days, 0.0)
    covariance = off.T @ off / np.maximum(pairs, 1)
    sizes = np.sqrt(np.maximum(np.diag(covariance), 1e-12))
    raw = covariance / np.outer(sizes, sizes)
    apart = ~np.eye(len(raw), dtype=bool)
    both = apart & (pairs > 0)
    middle = np.clip(raw[both].mean(), 0.0, 0.9) if both.any() else 0.0
    weight = pairs / (pairs + limit("correlation_days"))
    drawn: Floats = np.where(apart, weight * raw + (1 - weight) * middle, 1.0)
    return drawn


def beside(
    distance: Floats, errors: tuple[Floats, Floats], apart: Floats, together: Floats, correlation: Floats
) -> Floats:
    """How far each rating is off beside the others, in standard errors, day by rating (generalised least squares).

    `distance` is NaN where it is unknown; `errors` are SDs of what is correlated as days are; `apart` and `together`
    are variances of what each level has wandered by itself, and of what all have.
    """
    known = np.isfinite(distance)
    cover = np.zeros((*distance.shape, distance.shape[1]))
    for error in errors:
        cover += correlation * error[:, :, None] * error[:, None, :]
    cover += together[:, None, None]
    cover *= known[:, :, None] & known[:, None, :]  # one without days says nothing of the others
    place = np.arange(distance.shape[1])
    cover[:, place, place] += np.where(known, apart + 1e-6, 1.0)
    inverse = np.linalg.inv(cover)
    weighed = np.einsum("tij,tj->ti", inverse, np.where(known, distance, 0.0))
    z: Floats = np.where(known, weighed / np.sqrt(inverse[:, place, place]), np.nan)
    return z
