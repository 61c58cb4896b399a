"""How much a level differs between two stretches of days, with an interval that allows for autocorrelation and gaps.

Each day is the stretch's level, plus a part that carries over from day to day (AR(1)), plus a part of that day alone.
How much carries over, and for how long, is averaged over a grid of possibilities weighted by how well each fits both
stretches, so an interval also allows for not knowing it (Zellner & Tiao 1964, J. Am. Stat. Assoc. 59, 763-778). The
likelihood comes from a Kalman filter, for which a day without an entry is no trouble (Jones 1980,
doi:10.1080/00401706.1980.10486171). Of each stretch the spread is its own, drawn towards the common one.
"""

from __future__ import annotations

from itertools import product
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from heartdata.core.thresholds import limit

Array = NDArray[np.float64]

_GRID: Final = np.array([(0.0, 1.0), *product((0.2, 0.4, 0.6, 0.75, 0.85, 0.93), (0.3, 0.6, 1.0))]).T
_STEPS: Final = 45


class Difference(NamedTuple):
    """Later minus earlier mean of several series; NaN where there are too few days or nothing varies."""

    estimate: Array
    low: Array
    high: Array
    p: Array  # two-sided


class _Fit(NamedTuple):
    """How each possibility fits one stretch; arrays are series by grid."""

    weight: Array  # of the level: 1 / the variance of its best estimate, in units of the day variance
    error: Array  # variance of the plain mean, in units of the day variance
    rest: Array  # sum of squares around the level
    log_det: Array
    days: Array  # series by 1


def level_difference(before: Array, after: Array) -> Difference:
    """Compare the columns of two arrays, one row per calendar day, NaN where nothing is known."""
    centre = _mean(np.vstack([before, after]))
    fits = [_fit(part - centre) for part in (before, after)]
    freedom = [np.maximum(fit.days - 1, 0) for fit in fits]
    total = freedom[0] + freedom[1]
    with np.errstate(all="ignore"):
        rest = fits[0].rest + fits[1].rest
        score = -0.5 * (total * np.log(rest) + sum(fit.log_det + np.log(fit.weight) for fit in fits))
        chance = np.exp(score - score.max(axis=1, keepdims=True))
        chance /= chance.sum(axis=1, keepdims=True)
        common, drawn = rest / total, limit("own_spread")
        variances = [
            (fit.rest + drawn * common) / (free + drawn) * fit.error for fit, free in zip(fits, freedom, strict=True)
        ]
        variance = variances[0] + variances[1]
        # Welch-Satterthwaite
        df = variance**2 / sum(v**2 / (free + drawn) for v, free in zip(variances, freedom, strict=True))
        df = np.minimum(df, total)
    spread = np.sqrt(variance)
    fewest = np.minimum(fits[0].days, fits[1].days)[:, 0]
    known = (fewest >= limit("compared_days")) & np.isfinite(chance).all(axis=1) & (rest > 1e-9).all(axis=1)
    estimate = _mean(after) - _mean(before)
    low, high, p = (np.full(len(estimate), np.nan) for _ in range(3))
    if known.any():
        mixture = tuple(part[known] for part in (chance, spread, df))
        half = _upper_quantile(limit("compared_tail"), *mixture)
        low[known], high[known] = estimate[known] - half, estimate[known] + half
        p[known] = 2 * _above(np.abs(estimate[known]), *mixture)
    return Difference(estimate, low, high, p)


def _mean(values: Array) -> Array:
    count = (~np.isnan(values)).sum(axis=0)
    total: Array = np.nansum(values, axis=0) / np.where(count, count, np.nan)
    return total


def _fit(values: Array) -> _Fit:
    known = ~np.isnan(values)
    used: NDArray[np.bool_] = np.asarray(known.any(axis=1))
    first, last = (int(used.argmax()), len(used) - int(used[::-1].argmax())) if used.any() else (0, 0)
    values, known = values[first:last], known[first:last]
    phi, share = _GRID
    noise, decay, fresh = 1 - share, phi**2, share * (1 - phi**2)
    days, shape = len(values), (values.shape[1], len(phi))
    seen = np.broadcast_to(known[:, :, None], (days, *shape)).astype(float)
    total, off = np.empty((days, *shape)), np.empty((days, 2, *shape))
    # What is observed: the values, and a level of one.
    given = np.stack([np.nan_to_num(values), np.ones_like(values)], axis=1)[..., None]
    state, spread = np.zeros((2, *shape)), np.broadcast_to(share, shape)
    earlier, pairs = np.zeros(shape), np.zeros(shape)  # days before that each day is like, and the sum over all days
    for day in range(days):
        pairs += seen[day] * earlier
        earlier = phi * (earlier + seen[day])
        np.add(spread, noise, out=total[day])
        np.subtract(given[day], state, out=off[day])
        gain = spread / total[day] * seen[day]
        state = phi * (state + gain * off[day])
        spread = decay * spread * (1 - gain) + fresh
    use = seen / total
    syy, s11 = ((use * off[:, one] ** 2).sum(axis=0) for one in (0, 1))
    s1y = (use * off[:, 0] * off[:, 1]).sum(axis=0)
    log_det = (seen * np.log(total)).sum(axis=0)
    with np.errstate(all="ignore"):
        count = known.sum(axis=0).astype(float)[:, None]
        error = 1 / count + 2 * share * pairs / count**2
        return _Fit(s11, error, np.maximum(syy - s1y**2 / s11, 0), log_det, count)


def _above(at: Array, chance: Array, spread: Array, df: Array) -> Array:
    """Return the share of each mixture of t distributions around 0 that lies above a value."""
    from scipy.special import stdtr

    share: Array = (chance * stdtr(df, -at[:, None] / spread)).sum(axis=1)
    return share


def _upper_quantile(tail: float, chance: Array, spread: Array, df: Array) -> Array:
    low, high = np.zeros(len(chance)), 60 * spread.max(axis=1)
    for _ in range(_STEPS):
        at = (low + high) / 2
        short = _above(at, chance, spread, df) > tail
        low, high = np.where(short, at, low), np.where(short, high, at)
    quantile: Array = (low + high) / 2
    return quantile
