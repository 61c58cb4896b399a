"""The arithmetic behind the signs: means over windows, what is usual, and how far one lies from the other.

Day means of one person are autocorrelated, so that the error of their mean is larger than that of independent days by
sqrt((1 + phi) / (1 - phi)), 1.36 at phi = .3. All variances here allow for that, gap by gap.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache, cached_property, partial
from statistics import NormalDist
from typing import Final

import numpy as np
import numpy.typing as npt

from heartdata.signs.thresholds import limit

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

#: A spread smaller than this is a scale that was never used, not a very steady person [own units].
_LEAST_SPREAD: Final = 1e-6
#: Up to this, all days are the same but for rounding [own units].
_USED_SPREAD: Final = 1e-5
#: Days further apart than this are taken as independent: .5 ** 10 is a thousandth.
LAGS: Final = 10


@dataclass(frozen=True, eq=False)
class Window:
    """Means over the days up to each day; arrays are day by source."""

    mean: Floats  # NaN where nothing is logged
    n: Floats  # logged days
    find_pairs: Callable[[], Floats]

    @cached_property
    def pairs(self) -> Floats:
        """Lag by day by source: pairs of logged days that many days apart within the window."""
        return self.find_pairs()

    def error_factor(self, phi: Floats, rows: slice) -> Floats:
        """Variance of the mean in units of the day variance, for AR(1) days with gaps; `phi` by source, or day too."""
        n = np.maximum(self.n[rows], 1)
        powers = np.cumprod(np.broadcast_to(phi, (len(self.pairs), *phi.shape)), axis=0)
        both: Floats = np.einsum("ks,kts->ts" if phi.ndim == 1 else "kts,kts->ts", powers, self.pairs[:, rows])
        factor: Floats = (n + 2 * both) / n**2
        return factor


def windowed(values: Floats, width: int) -> Window:
    """Means over the last `width` days of each day."""
    return windows(values, (width,))[0]


def windows(values: Floats, widths: Sequence[int]) -> tuple[Window, ...]:
    """Means over the last days of each day, for several widths at once."""
    logged = np.isfinite(values)
    most = max(1, min(max(widths) - 1, LAGS, len(values) - 1))
    ends = np.arange(1, len(values) + 1)

    @cache
    def pairs_so_far() -> Floats:
        sums = np.zeros((most, len(values) + 1, values.shape[1]))
        for lag in range(1, min(most, len(values) - 1) + 1):
            sums[lag - 1, lag + 1 :] = logged[lag:] & logged[:-lag]
        return np.cumsum(sums, axis=1, out=sums)

    def pairs(width: int) -> Floats:
        sums = pairs_so_far()
        lags = max(1, min(width - 1, most))
        found = np.empty((lags, *values.shape))
        for lag in range(1, lags + 1):
            found[lag - 1] = sums[lag - 1, 1:] - sums[lag - 1, np.maximum(ends - width + lag, 0)]
        return found

    sums = np.zeros((2, len(values) + 1, values.shape[1]))
    sums[0, 1:], sums[1, 1:] = logged, np.where(logged, values, 0.0)
    np.cumsum(sums, axis=1, out=sums)
    found = []
    for width in widths:
        n, total = sums[:, 1:] - sums[:, np.maximum(ends - width, 0)]
        mean = np.divide(total, n, out=np.full(values.shape, np.nan), where=n > 0)
        found.append(Window(mean, n, partial(pairs, width)))
    return tuple(found)


def window_means(values: Floats, width: int) -> Floats:
    """The means alone."""
    return windowed(values, width).mean


@dataclass(frozen=True, eq=False)
class Usual:
    """What is usual for the person, by source; or day by source, for days judged together."""

    mean: Floats
    spread: Floats  # day-to-day SD
    phi: Floats  # lag-1 autocorrelation
    n: Floats  # days
    error: Floats  # variance of the mean in units of the day variance
    freedom: Floats  # degrees of freedom of the spread
    level: Floats  # the mean as people are shown it: of a count, ten times the share of days with one
    skew: Floats  # skewness of single days, for counts; 0 otherwise
    hits: Floats  # days with one, of a count whose days are a plain yes or no; NaN otherwise
    age: Floats  # days from its days, on average, to the day after the last of them

    @property
    def known(self) -> Flags:
        """Which sources have enough days, on a scale that is used."""
        return (self.n >= limit("usual_days")) & (self.spread > _USED_SPREAD)


def day_by_day(usuals: Sequence[Usual], days: Sequence[int]) -> Usual:
    """Repeat what is usual for each day of some stretches, so that their days can be judged together."""
    names = [field.name for field in fields(Usual)]
    table = np.array([[getattr(usual, name) for name in names] for usual in usuals])
    return Usual(*np.repeat(table, days, axis=0).swapaxes(0, 1))


def own_usual(values: Floats, counts: Flags, ago: Floats | None = None) -> Usual:
    """Mean, spread and autocorrelation of the days taken as usual.

    `values` is day by source, NaN where nothing is logged or the day is not part of the usual. `counts` marks sources
    that are mostly zero: half a day with one is added, so that "never yet" is not taken for "never". Where days are
    left out, `ago` has the days from each to the day after the last.
    """
    ago = np.arange(len(values), 0, -1.0) if ago is None else ago
    logged = np.isfinite(values)
    n = logged.sum(axis=0).astype(np.float64)
    some = np.maximum(n, 1)
    filled = np.where(logged, values, 0.0)
    total = filled.sum(axis=0)
    mean = total / some
    off = np.where(logged, values - mean, 0.0)
    squares = np.einsum("ds,ds->s", off, off)
    products = np.einsum("ds,ds->s", off[1:], off[:-1])
    variance = squares / some
    prior, weight = np.where(counts, limit("phi_count"), limit("phi")), limit("phi_pairs")
    pairs = (logged[1:] & logged[:-1]).sum(axis=0)
    raw = np.divide(products, variance, out=np.zeros_like(mean), where=variance > 0)
    used = ~counts & (variance > _USED_SPREAD**2) & (n >= limit("usual_days"))
    if used.sum() > limit("others"):
        # Where everything changes slowly, all sources say so together, though each has too few days.
        together = (raw[used].sum() + weight * limit("phi")) / (pairs[used].sum() + weight)
        prior = np.where(counts, prior, np.maximum(prior, together))
    phi = np.clip((raw + weight * prior) / (pairs + weight), 0.0, limit("phi_most"))
    # Own estimates of phi lean low by about (1 + 3 phi) / n in short stretches.
    phi = np.clip(phi + (1 + 3 * phi) / np.maximum(n, 10) * pairs / (pairs + weight), 0.0, limit("phi_most"))
    # Of the days from its first to its last one.
    span = 1 + ago[logged.argmax(axis=0)] - ago[::-1][logged[::-1].argmax(axis=0)] if len(values) else some
    share = n / span
    error = np.minimum((1 + 2 * share * phi / (1 - phi)) / some, 1.0)
    variance = variance / np.maximum(1 - error, 0.2)
    rare = (filled > 0).sum(axis=0)
    likely = (rare + 0.5) / (n + 1)
    level = np.where(counts, 10 * rare / some, mean)
    size = np.divide(total, rare, out=np.ones_like(mean), where=rare > 0)
    mean = np.where(counts, likely * size, mean)
    skew = np.where(counts, (1 - 2 * likely) / np.sqrt(likely * (1 - likely)), 0.0)
    variance = np.where(counts, np.maximum(variance, likely * (1 - likely) * size**2), variance)
    freedom = np.maximum((n - 1) * (1 - phi**2) / (1 + phi**2), 2.0)
    plain = counts & (filled.max(axis=0, initial=0.0) <= size * (1 + _LEAST_SPREAD))
    hits = np.where(plain, rare.astype(np.float64), np.nan)
    age = ago @ logged / some
    return Usual(mean, np.sqrt(np.maximum(variance, _LEAST_SPREAD**2)), phi, n, error, freedom, level, skew, hits, age)


def with_later_spread(usual: Usual, later: Floats, counts: Flags) -> Usual:
    """Learn the spread, not the mean, from later days too, where the days of the usual are few.

    A mean is stable from about 14 entries, a spread only from about 42. Deviations from the mean of each 14 days
    estimate the spread whatever the level does.
    """
    width = int(limit("window"))
    blocks = len(later) // width
    if not blocks:
        return usual
    cut = later[: blocks * width].reshape(blocks, width, later.shape[1])
    logged = np.isfinite(cut)
    n = logged.sum(axis=1)
    mean = np.where(logged, cut, 0.0).sum(axis=1) / np.maximum(n, 1)
    squares = (np.where(logged, cut - mean[:, None], 0.0) ** 2).sum(axis=(0, 1))
    # What autocorrelation takes away from the variance around a block's own mean is put back.
    kept = 1 - (1 + 2 * n / width * usual.phi / (1 - usual.phi)) / np.maximum(n, 1)
    effective = (n * np.clip(kept, 0.0, 1.0)).sum(axis=0)
    freedom = np.maximum(n - 1, 0).sum(axis=0) * (1 - usual.phi**2) / (1 + usual.phi**2)
    known = (effective > 1) & ~counts
    variance = np.divide(squares, effective, out=np.zeros_like(effective), where=effective > 0)
    pooled = (usual.freedom * usual.spread**2 + freedom * variance) / (usual.freedom + freedom)
    return replace(
        usual,
        spread=np.where(known, np.sqrt(np.maximum(pooled, _LEAST_SPREAD**2)), usual.spread),
        freedom=np.where(known, usual.freedom + freedom, usual.freedom),
    )


def towards_normal(t: Floats, freedom: Floats) -> Floats:
    """Turn a t statistic into a standard normal one of the same probability (Wallace 1959, Ann. Math. Stat. 30)."""
    factor = (8 * freedom + 1) / (8 * freedom + 3)
    z: Floats = np.sign(t) * factor * np.sqrt(freedom * np.log1p(t**2 / freedom))
    return z


def z_of_skewed(distance: Floats, skew: Floats, window: Floats, usual: Floats) -> Floats:
    """Turn a distance of skewed means into a standard normal one (Wilson & Hilferty 1931 for a Pearson III variable).

    Means of mostly zero days are skewed: by a normal, three of ten days instead of half a day would be far rarer
    than in truth.
    """
    both = np.maximum(window + usual, 1e-12)
    gamma = skew * (window**1.5 - usual**1.5) / both**1.5
    gamma = np.where(np.abs(gamma) < 1e-3, 1e-3, gamma)
    root = np.cbrt(np.maximum(gamma * distance / 2 + 1, 0))
    z: Floats = 6 / gamma * (root - 1) + gamma / 6
    return np.where(distance > 0, z, np.minimum(distance, 0.0))


def z_of_shares(hits: Floats, n: Floats, usual_hits: Floats, usual_n: Floats) -> Floats:
    """How surprising a number of days is, as a standard normal value (beta-binomial, mid-p; Skellam 1948).

    A tag or a phrase is there on a day or is not. What is usual is known from some days only, so that the days of the
    window follow a beta-binomial distribution (Jeffreys' prior); means and standard errors would be far off for them.
    """
    whole = np.round(n)
    known = (whole > 0) & np.isfinite(usual_hits)
    z = np.full(whole.shape, np.nan)
    if not known.any():
        return z
    n, whole, hits = n[known], whole[known], hits[known]
    usual_hits, usual_n = (np.broadcast_to(usual, known.shape)[known] for usual in (usual_hits, usual_n))
    a, b = usual_hits + 0.5, usual_n - usual_hits + 0.5
    there = np.minimum(hits * whole / np.maximum(n, 1e-9), whole)
    below = np.floor(there)
    steps = np.arange(int(whole.max()))[:, None]
    none = np.cumprod((b + steps) / (a + b + steps), axis=0)
    place = np.arange(len(whole))
    # The chance of k hits, for every k that matters, each from the one before it.
    k = np.arange(int(below.max()) + 1)[:, None]
    ratio = np.maximum(whole - k, 0) * (a + k) / ((k + 1) * np.maximum(b + whole - k - 1, 1e-9))
    chance = np.cumprod(np.concatenate((none[whole.astype(np.int64) - 1, place][None], ratio)), axis=0)
    fewer = np.cumsum(chance, axis=0) - chance / 2
    part, k_below = there - below, below.astype(np.int64)
    less = (1 - part) * fewer[k_below, place] + part * fewer[k_below + 1, place]
    # Sources that never say anything are all the same.
    different, which = np.unique(np.clip(less, 1e-12, 1 - 1e-12), return_inverse=True)
    z[known] = np.asarray(_inverse(different), dtype=np.float64)[which]
    return z


_inverse = np.frompyfunc(NormalDist().inv_cdf, 1, 1)
_erfc = np.frompyfunc(math.erfc, 1, 1)


def tail(z: Floats) -> Floats:
    """Upper tail probability of a standard normal; NaN stays NaN."""
    out, known = np.full(z.shape, np.nan), ~np.isnan(z)
    out[known] = 0.5 * _erfc(z[known] / math.sqrt(2))
    return out


def adjusted(p: Floats) -> Floats:
    """Benjamini-Hochberg adjusted p-values along the last axis, NaN left out (10.1111/j.2517-6161.1995.tb02031.x)."""
    many = np.isfinite(p).sum(axis=-1, keepdims=True)
    order = np.argsort(p, axis=-1, kind="stable")  # NaN last
    ranked = np.take_along_axis(p, order, axis=-1) * many / np.arange(1, p.shape[-1] + 1)
    least = np.fmin.accumulate(ranked[..., ::-1], axis=-1)[..., ::-1]
    out = np.full(p.shape, np.nan)
    np.put_along_axis(out, order, least, axis=-1)
    return np.where(np.isfinite(p), out.clip(0, 1), np.nan)
