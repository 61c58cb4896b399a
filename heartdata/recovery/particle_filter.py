"""Which courses fit a diary: a bank of courses weighed against the entries, day by day.

A marginalised (Rao-Blackwellised) particle filter: each particle carries one course of the gap; the day's noise
(AR(1)),
the error of the usual level and the weekend lift are tracked by a Kalman filter with shared gains (Schoen et al. 2005,
doi:10.1109/TSP.2005.849151). Ratings are rounded and clipped, so the likelihood is that of a rounding cell, open at
the ends of the scale. No random number is drawn at run time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from heartdata.recovery.thresholds import limit
from heartdata.recovery.trajectories import (
    PACE_BINS,
    RENEW_EVERY,
    RENEW_FIRST,
    TURN_PRIOR,
    Trajectories,
    continue_courses,
    dealt_bank,
    turns,
)

Array = NDArray[np.floating[Any]]

SLOTS, PER_SLOT = 32, 120
NUGGET = 0.06  # variance a day adds beyond inertia [own SD^2]


@dataclass(frozen=True)
class Settings:
    """Priors and sizes of the filter."""

    phis: tuple[float, ...] = (0.1, 0.25, 0.4, 0.55, 0.7)
    phi_prior: tuple[float, ...] = (0.2, 0.25, 0.25, 0.2, 0.1)
    sd_centre: float = limit("sd_centre")
    sd_spread: float = limit("sd_spread")
    usual: float = limit("usual_centre")
    usual_sd: float = limit("usual_sd")
    stated_sd: float = limit("stated_sd")
    weekend: float = 0.2
    weekend_sd: float = 0.2
    slots: int = SLOTS
    per_slot: int = PER_SLOT
    outlier: float = limit("outlier")
    nugget: float = NUGGET
    bank_seed: int = 20261
    benchmark_share: float = 0.5
    renew_first: int = RENEW_FIRST
    later_slots: int = 32
    later_per_slot: int = 64
    turn_prior: tuple[float, ...] = TURN_PRIOR
    kind_prior: tuple[float, float, float, float] = (limit("improving_odds"), 1.0, 1.0, 1.0)


@dataclass
class Series:
    """One person's entries on the calendar, ready for the filter.

    The second axis of `y`, `half`, `strength` and `belief` holds the assumptions about how strongly further measures
    share the course of the main one; with one measure it has length 1.
    """

    y: Array  # (days, assumptions) 0-10, NaN where no entry
    half: Array  # half the step of the scale [points]
    strength: Array  # course against day-to-day noise; 1 with one measure
    belief: Array  # how likely each assumption is, from how the measures compare
    at_low: NDArray[np.bool_]  # (days) the entry lies at the lower end of the scale
    at_high: NDArray[np.bool_]
    weekend: Array  # 5/7 at weekends, -2/7 otherwise
    starts: tuple[int, ...]  # positions of the losses; the first may lie before the first day
    usual: float | None = None
    centre: float = limit("usual_centre")  # centre of the prior of the usual level [0-10]


@dataclass
class Trace:
    """Output of the filter, one row per day."""

    joint: Array  # (days, 5, 5): share by state in AHEAD days and state now; the last of each is in between
    gap: Array
    gap_sd: Array
    level: Array
    level_sd: Array
    pace: Array  # (days, PACE_BINS)


def normal_cdf(q: Array) -> tuple[Array, Array]:
    """Normal distribution function and density at q (Abramowitz & Stegun 26.2.17, absolute error below 1e-7)."""
    a = np.abs(q)
    density = np.exp(-0.5 * a * a) * 0.3989422804014327
    k = 1 / (1 + 0.2316419 * a)
    tail = density * k * (0.319381530 + k * (-0.356563782 + k * (1.781477937 + k * (-1.821255978 + k * 1.330274429))))
    return np.where(q < 0, tail, 1 - tail), density


class _Classes:
    """Gaussian part per noise class: covariance of (day noise, level error, weekend lift)."""

    def __init__(self, sd: Array, phi: Array, cov: Array, assumption: NDArray[np.int64]) -> None:
        self.sd, self.phi, self.cov, self.assumption = sd, phi, cov, assumption
        self.decay = np.ones((len(sd), 3, 3))
        self.decay[:, 0, :] *= phi[:, None]
        self.decay[:, :, 0] *= phi[:, None]
        self.fresh = 1 - phi**2

    def take(self, index: NDArray[np.int64]) -> _Classes:
        return _Classes(self.sd[index], self.phi[index], self.cov[index].copy(), self.assumption[index])

    def advance(self) -> None:
        self.cov *= self.decay
        self.cov[:, 0, 0] += self.fresh


class _Particles:
    """Weights and Gaussian means of all particles, shape (classes, particles of the class)."""

    def __init__(self, rows: int, columns: int) -> None:
        # Day noise, level error and weekend lift are updated together and read one by one.
        self.means = np.zeros((3, rows, columns), np.float32)
        self.e, self.b, self.w = self.means
        self.weight = np.full((rows, columns), 1.0 / (rows * columns), np.float32)


@dataclass
class _Likelihoods:
    """Terms of the likelihood for every day of a stretch and every noise class, computed at once."""

    first: int
    y: NDArray[np.float32]  # from the centre of usual levels [own SD]
    half_sd: Array
    rounding: Array  # variance of a rating within its cell
    height: Array  # of the cell's likelihood, but for the spread
    flat: NDArray[np.float32]
    h_row: Array
    strength: NDArray[np.float32]


def _likelihoods(c: _Classes, series: Series, first: int, last: int, s: Settings) -> _Likelihoods:
    y, half, strength = (a[first:last][:, c.assumption] for a in (series.y, series.half, series.strength))
    # one cell for all assumptions, so that they can be compared
    cell = series.half[first:last, :1] / c.sd
    weekend = series.weekend[first:last, None]
    half_sd = half / c.sd * strength
    return _Likelihoods(
        first,
        ((y - s.usual) / c.sd).astype(np.float32)[:, :, None],
        half_sd,
        half_sd**2 / 3,
        (1 - s.outlier) * 2 * cell * 0.39894228,
        (s.outlier * 0.24 * np.minimum(cell, 4.0)).astype(np.float32)[:, :, None],
        np.stack((np.ones_like(strength), strength, strength * weekend), axis=2),
        strength.astype(np.float32)[:, :, None],
    )


def _observe(
    c: _Classes,
    p: _Particles,
    gap: NDArray[np.float32] | np.float32,
    series: Series,
    day: int,
    s: Settings,
    terms: _Likelihoods,
) -> None:
    row = day - terms.first
    weekend, high = series.weekend[day], bool(series.at_high[day])
    h_row, flat = terms.h_row[row], terms.flat[row]
    several = series.belief.shape[1] > 1
    ph = (c.cov @ h_row[:, :, None])[..., 0]
    total = (ph * h_row).sum(1) + s.nugget
    z = gap - p.b
    z += terms.y[row]
    z -= np.float32(weekend) * p.w
    if several:
        z *= terms.strength[row]
    z -= p.e
    if high or series.at_low[day]:
        sign = np.float32(1.0 if high else -1.0)
        spread = np.sqrt(total).astype(np.float32)[:, None]
        # distance from the edge of the cell into the open side, seen from the prediction
        q = (terms.half_sd[row].astype(np.float32)[:, None] - sign * z) / spread
        inside, density = normal_cdf(q)
        inside = np.maximum(inside, np.float32(1e-12))
        mills = density / inside
        like = (1 - s.outlier) * inside + flat
        ratio = (1 - s.outlier) * inside / like
        move = sign * spread * mills * ratio
        variance = total
        shrink = (p.weight * (mills * (mills + q)).clip(0, 1)).sum(1) / np.maximum(p.weight.sum(1), 1e-30)
    else:
        variance = total + terms.rounding[row]
        const = (terms.height[row] / np.sqrt(variance)).astype(np.float32)[:, None]
        like = z * z
        like *= np.float32(-0.5) * (1 / variance).astype(np.float32)[:, None]
        np.exp(like, out=like)
        like *= const
        move = z
        move *= like
        like += flat
        move /= like
        shrink = 1.0
    gain = (ph / variance[:, None]).astype(np.float32)
    p.means += gain.T[:, :, None] * move
    c.cov -= np.asarray(shrink / variance)[..., None, None] * (ph[:, :, None] * ph[:, None, :])
    p.weight *= like
    if several:
        # The joined series cannot show which assumption holds; comparing the measures can.
        have = np.bincount(c.assumption, p.weight.sum(1), minlength=series.belief.shape[1])
        p.weight *= (series.belief[day] / np.maximum(have, 1e-30))[c.assumption].astype(np.float32)[:, None]
    p.weight /= p.weight.sum()


def _systematic(weight: Array, n: int, offset: float = 0.5) -> NDArray[np.int64]:
    total = np.cumsum(weight, dtype=np.float64)
    return np.minimum(np.searchsorted(total / total[-1], (np.arange(n) + offset) / n), len(weight) - 1)


def _start(series: Series, s: Settings) -> tuple[_Classes, _Particles]:
    q = np.linspace(-2, 2, 7)
    sd = s.sd_centre * np.exp(s.sd_spread * q)
    parts = (series.belief[0], np.exp(-0.5 * q**2), np.asarray(s.phi_prior))
    prior = np.einsum("a,b,c->abc", *parts).ravel()
    which, sds, phis = (a.ravel() for a in np.meshgrid(np.arange(len(parts[0])), sd, s.phis, indexing="ij"))
    cov = np.zeros((len(sds), 3, 3))
    cov[:, 0, 0] = 1.0
    cov[:, 1, 1] = (s.usual_sd / sds) ** 2
    cov[:, 2, 2] = s.weekend_sd**2
    classes = _Classes(sds, phis, cov, which)
    p = _Particles(len(sds), 1)
    p.w[:] = s.weekend
    p.weight[:, 0] = prior / prior.sum()
    if series.usual is not None:
        precision = 1 / s.usual_sd**2 + 1 / s.stated_sd**2
        mean = (series.usual - s.usual) / s.stated_sd**2 / precision
        p.b[:, 0] = mean / sds
        classes.cov[:, 1, 1] = 1 / precision / sds**2
    return classes, p


@dataclass
class _Stretch:
    """The courses in use and the day they are counted from."""

    gap: NDArray[np.float32]  # (days, rows, columns)
    code: NDArray[np.uint16]
    slipped: NDArray[np.bool_]
    origin: int
    length: int
    number: int


def _begin(
    c: _Classes, p: _Particles, day: int, s: Settings, courses: Trajectories, kinds: NDArray[np.int64]
) -> tuple[_Classes, _Particles, _Stretch]:
    """At a loss: give every noise class particles by its weight, and each particle a course of the bank."""
    slot = _systematic(p.weight.sum(1), s.slots)
    out = _Particles(s.slots, s.per_slot)
    take = np.stack([_systematic(p.weight[k], s.per_slot) for k in slot])
    out.means[:] = np.take_along_axis(p.means[:, slot], take[None], axis=2)
    out.weight[:] = np.asarray(s.kind_prior, np.float32)[kinds.reshape(s.slots, -1)]
    out.weight /= out.weight.sum()
    gap = courses.gap.reshape(-1, s.slots, s.per_slot)
    return c.take(slot), out, _Stretch(gap, courses.code, courses.slipped, day, s.renew_first, 0)


def _renew(
    c: _Classes, p: _Particles, now: _Stretch, day: int, s: Settings, since: int
) -> tuple[_Classes, _Particles, _Stretch]:
    """Resample, and continue every course from its present gap."""
    rows, columns = s.later_slots, s.later_per_slot
    t, per = day - now.origin, p.weight.shape[1]
    slot = _systematic(p.weight.sum(1), rows)
    golden = 0.618034  # spreads offsets evenly without random numbers
    chosen = np.stack([k * per + _systematic(p.weight[k], columns, (j * golden + 0.5) % 1) for j, k in enumerate(slot)])
    flat = chosen.ravel()
    out = _Particles(rows, columns)
    out.means[:] = p.means.reshape(3, -1)[:, chosen]
    week_ago, yesterday, week_on = (now.gap[t + k].reshape(-1)[flat] for k in (-8, -1, 6))
    rate = (week_ago - week_on) / np.float32(14) / np.maximum(yesterday, np.float32(0.4))
    what = turns(rows * columns, now.number % 8, s.turn_prior)
    courses = continue_courses(yesterday, rate, now.slipped[flat], what, with_codes=day + RENEW_EVERY > since)
    out.weight[:] = what.weight.reshape(rows, columns)
    out.weight /= out.weight.sum()
    stretch = _Stretch(
        courses.gap.reshape(-1, rows, columns), courses.code, courses.slipped, day, RENEW_EVERY, now.number + 1
    )
    return c.take(slot), out, stretch


@dataclass
class _Record:
    """The particles on each day of a stretch, summarised together at its end."""

    weight: list[NDArray[np.float32]]
    level: list[NDArray[np.float32]]
    level_variance: list[Array]
    first: int = 0


def _append(record: _Record, day: int, c: _Classes, p: _Particles) -> None:
    if not record.weight:
        record.first = day
    record.weight.append(p.weight.copy())
    record.level.append(p.b.copy())
    record.level_variance.append(c.cov[:, 1, 1].copy())


def _summarise(out: Trace, record: _Record, c: _Classes, now: _Stretch | None, s: Settings) -> None:
    """Fill in the days of a stretch, all at once: the same numbers as day by day, and much quicker."""
    if not record.weight or now is None:
        return
    days = len(record.weight)
    stretch = slice(record.first - now.origin, record.first - now.origin + days)
    weight, gap = np.stack(record.weight), now.gap[stretch]
    place = now.code[stretch].reshape(days, -1) + (np.arange(days) * 25 * PACE_BINS)[:, None]
    table = np.bincount(place.ravel(), weights=weight.ravel(), minlength=days * 25 * PACE_BINS)
    table = table.reshape(days, -1)
    table = (table / table.sum(1, keepdims=True)).reshape(days, 25, PACE_BINS)
    rows = slice(record.first, record.first + days)
    out.joint[rows] = table.sum(2).reshape(days, 5, 5)
    out.pace[rows] = table.sum(1)
    level = np.stack(record.level) - gap
    weighed = weight * level
    second = np.einsum("tij,tij->ti", weighed, level) + weight.sum(2) * np.stack(record.level_variance)
    first, spread = weighed.sum(2), c.sd**2
    flat_weight, flat = weight.reshape(days, -1), gap.reshape(days, -1)
    weighed_gap = flat_weight * flat
    for t in range(days):
        day = record.first + t
        mean, m = float(flat_weight[t] @ flat[t]), float(first[t] @ c.sd)
        out.gap[day] = mean
        out.gap_sd[day] = max(float(weighed_gap[t] @ flat[t]) - mean * mean, 0) ** 0.5
        out.level[day] = s.usual + m
        out.level_sd[day] = max(float(second[t] @ spread) - m * m, 0) ** 0.5


def run(
    series: Series,
    s: Settings = Settings(),
    dealt: tuple[Trajectories, NDArray[np.int64]] | None = None,
    since: int = 0,
) -> Trace:
    """Filter one person's series; rows before the event, and before day `since`, are NaN."""
    days = len(series.y)
    gap, gap_sd, level, level_sd = np.full((4, days), np.nan)
    out = Trace(np.full((days, 5, 5), np.nan), gap, gap_sd, level, level_sd, np.full((days, PACE_BINS), np.nan))
    seen = ~np.isnan(series.y[:, 0])
    courses, kinds = dealt or dealt_bank(s.slots, s.per_slot, s.bank_seed, s.benchmark_share)
    s = replace(s, usual=s.usual if series.centre == limit("usual_centre") else series.centre)
    c, p = _start(series, s)
    now: _Stretch | None = None
    terms, record = _likelihoods(c, series, 0, max(series.starts[0], 0), s), _Record([], [], [])
    decay = c.phi.astype(np.float32)[:, None]
    for day in range(min(series.starts[0], 0), days):
        c.advance()
        p.e *= decay
        begins = day in series.starts
        if begins or (now is not None and day - now.origin == now.length):
            _summarise(out, record, c, now, s)
            record = _Record([], [], [])
            if begins or now is None:
                c, p, now = _begin(c, p, day, s, courses, kinds)
            else:
                c, p, now = _renew(c, p, now, day, s, since)
            terms = _likelihoods(c, series, max(day, 0), max(day + now.length, 0), s)
            decay = c.phi.astype(np.float32)[:, None]
        if day < 0:
            continue
        if seen[day]:
            _observe(c, p, now.gap[day - now.origin] if now is not None else np.float32(0), series, day, s, terms)
        if now is not None and day >= since:
            _append(record, day, c, p)
    _summarise(out, record, c, now, s)
    return out
