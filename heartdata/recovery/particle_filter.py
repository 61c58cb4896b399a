"""Which courses fit a diary: banks of courses weighed against the entries, day by day.

A marginalised (Rao-Blackwellised) particle filter: each particle carries one course of the gap; what lies on top of it
is tracked by a Kalman filter with shared gains (`noise`; Schoen et al. 2005, doi:10.1109/TSP.2005.849151). Ratings are
rounded and clipped, so the likelihood is that of a rounding cell, open at the ends of the scale. Two banks of courses
run side by side and are averaged, so that less depends on the luck of one. No random number is drawn at run time.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from heartdata.recovery.filter_input import DEFAULT, Series, Settings, own_scale
from heartdata.recovery.noise import Classes
from heartdata.recovery.particles import WEEK_BACK, Particles, Stretch, begin, column, renew, start
from heartdata.recovery.room import Room
from heartdata.recovery.trace import Summary, Trace
from heartdata.recovery.trajectories import Trajectories, dealt_banks

Array = NDArray[np.floating[Any]]

LOGISTIC = 1.702  # slope of the logistic function closest to the normal distribution function
FURTHEST = 35.0  # distance from the prediction beyond which an entry is no less likely [1 / slope]
_ONE, _NEAR, _FAR = (np.asarray(x, np.float32) for x in (1.0, -FURTHEST, FURTHEST))  # kept, as a day needs no more time


@dataclass
class _Likelihoods:
    """Terms of the likelihood for every day of a stretch and every noise class, computed at once."""

    first: int
    y: NDArray[np.float32]  # from the centre of usual levels [own SD]
    half: Array  # half the step of the scale [own SD]
    flat: NDArray[np.float32]
    row: Array  # how each Gaussian state adds to the entry
    strength: NDArray[np.float32]
    weekend: NDArray[np.float32]
    end: NDArray[np.int8]  # 1 at the upper end of the scale, -1 at the lower, else 0
    belief: Array  # how likely each assumption is, for each bank
    which: NDArray[np.int64]  # assumption and bank of each class


def _likelihoods(c: Classes, banks: int, series: Series, first: int, last: int, s: Settings) -> _Likelihoods:
    y, half, strength = (a[first:last][:, c.assumption] for a in (series.y, series.half, series.strength))
    cell = series.half[first:last, :1] / c.sd
    weekend = series.weekend[first:last, None]
    one, shares = np.ones_like(strength), series.belief.shape[1]
    high, low = series.at_high[first:last], series.at_low[first:last]
    return _Likelihoods(
        first,
        ((y - s.usual) / c.sd).astype(np.float32)[:, :, None],
        half / c.sd * strength,
        (s.outlier * np.minimum(0.24 * cell, 1.0)).astype(np.float32)[:, :, None],
        np.stack((one, one, strength, strength * weekend), axis=1),  # in the order of the states
        strength.astype(np.float32)[:, :, None],
        series.weekend[first:last].astype(np.float32),
        np.where(high, 1, -low.astype(np.int8)),
        np.tile(series.belief[first:last], banks),
        c.assumption + shares * (np.arange(len(c.sd)) * banks // len(c.sd)),
    )


def _class_sums(a: Array) -> NDArray[np.float64]:
    total: NDArray[np.float64] = a.astype(np.float64) @ _ones(a.shape[1])  # half the time of `sum`
    return total


@lru_cache(maxsize=8)
def _ones(number: int) -> NDArray[np.float64]:
    return np.ones(number)


def rounding_cell(z: Array, k: Array, half: Array, weight: Array) -> tuple[Array, Array, Array]:
    """Likelihood of a rounded entry, its slope and its information, in a logistic rounding cell.

    `z` is the distance from the prediction, `half` the half-width of the cell, both in units of 1 / `k`.
    """
    cosh, sinh = np.cosh(half), np.sinh(half)
    twice = 2 * cosh
    middle = np.exp(_class_sums(weight * z) / np.maximum(_class_sums(weight), 1e-30))
    squared = middle * middle
    below = 1 + twice * middle + squared
    information = 2 * middle * (cosh + 2 * middle + cosh * squared) / (below * below)
    like = np.exp(z)
    slope = like * like
    scale = like * column(twice)
    scale += slope
    scale += _ONE
    np.divide(_ONE, scale, out=scale)
    like *= scale
    like *= column(2 * sinh)
    slope -= _ONE
    slope *= scale
    slope *= column(k)
    return like, slope, information


def open_cell(z: Array, k: Array, half: Array, weight: Array, sign: float) -> tuple[Array, Array, Array]:
    """The same for an entry at the upper (sign 1) or lower (-1) end of the scale."""
    middle = np.exp(sign * _class_sums(weight * z) / np.maximum(weight.sum(1), 1e-30) - half)
    power = np.exp(np.float32(sign) * z - column(half))
    like = 1 / (1 + power)
    return like, power * like * column(sign * k), middle / (1 + middle) ** 2


def _observe(
    c: Classes, p: Particles, gap: NDArray[np.float32] | np.float32, day: int, s: Settings, terms: _Likelihoods
) -> None:
    row = day - terms.first
    several = len(terms.belief[row]) > p.banks
    h, end = terms.row[row], terms.end[row]
    ph = np.add.reduce(c.cov * h, 1)
    total = np.add.reduce(ph * h, 0)
    total += s.nugget * c.swing
    z = gap - p.usual
    z += terms.y[row]
    z -= terms.weekend[row] * p.weekend
    if several:
        z *= terms.strength[row]
    z -= p.noise
    z -= p.wave
    k = LOGISTIC / np.sqrt(total)
    z *= column(k)
    np.maximum(z, _NEAR, out=z)
    np.minimum(z, _FAR, out=z)
    half = np.minimum(k * terms.half[row], 45.0)
    cell = open_cell(z, k, half, p.weight, float(end)) if end else rounding_cell(z, k, half, p.weight)
    like, slope, information = cell
    information = np.minimum(k * k * information, 1 / total)
    usual = np.float32(1 - s.outlier)
    slope *= like
    like *= usual
    slope *= usual
    like += terms.flat[row]
    slope /= like
    # Each class has its own gain; to repeat it for its particles first takes half the time.
    gain = ph.astype(np.float32).repeat(z.shape[1]).reshape(4, *z.shape)
    gain *= slope
    p.means += gain
    c.cov -= (ph * information)[:, None] * ph
    p.weight *= like
    if several:
        # The joined series cannot show which assumption holds; comparing the measures can, of each bank by itself.
        belief = terms.belief[row]
        have = np.bincount(terms.which, np.add.reduce(p.weight, 1), minlength=len(belief))
        p.weight *= column((belief / np.maximum(have, 1e-30))[terms.which])
    p.normalise()


def _level(c: Classes, p: Particles, gap: Array, s: Settings) -> float:
    return s.usual + float(_class_sums(p.weight * (p.usual - gap)) @ c.sd) / p.banks


def run(
    series: Series,
    s: Settings = DEFAULT,
    dealt: tuple[Trajectories, NDArray[np.int64]] | None = None,
    since: int = 0,
) -> Trace:
    """Filter one person's series; rows before the event, and before day `since`, are NaN."""
    days = len(series.y)
    out = Trace.empty(days)
    seen = (~np.isnan(series.y[:, 0])).tolist()
    courses, kinds = dealt or dealt_banks(s.slots, s.per_slot, s.banks, s.bank_seed)
    s = own_scale(series, s)
    c, p = start(series, s)
    now: Stretch | None = None
    room, summary = Room(s.usual, s.sd_centre), Summary(out, s.usual)
    entries = np.where(np.arange(days) >= series.starts[0], series.y[:, -1], np.nan)
    watched = room.watched(entries) & s.own
    watched_from = int(np.argmax(watched)) if watched.any() else days
    terms = _likelihoods(c, p.banks, series, 0, max(series.starts[0], 0), s)
    change = np.exp(-1 / s.wave_days), 0.5 ** (1 / s.fade_days), s.usual_drift
    c.prepare(*change)
    for day in range(min(series.starts[0], 0), days):
        c.advance()
        p.fading *= c.step
        begins = day in series.starts
        if begins or (now is not None and day - now.origin == now.length):
            if begins or now is None:
                c, p, now = begin(c, p, day, s, courses, kinds)
                if room.needed:
                    now.gap = room.deepen(now.gap, c.sd, now.falling)
            else:
                c, p, now = renew(c, p, now, day, s, since, room)
            terms = _likelihoods(c, p.banks, series, max(day, 0), max(day + now.length, 0), s)
            c.prepare(*change)
        if day < 0:
            continue
        if seen[day]:
            if now is not None and day >= watched_from:
                level = _level(c, p, now.gap[day - now.origin], s) if watched[day] else None
                if room.see(entries[day], level):
                    first, room.needed = not room.needed, room.needed or room.beyond(room.target)
                    if day - now.origin < WEEK_BACK:
                        if first and room.needed:
                            now.gap = room.deepen(now.gap, c.sd, now.falling)
                    else:
                        c, p, now = renew(c, p, now, day, s, since, room, lost=True)
                        terms = _likelihoods(c, p.banks, series, day, day + now.length, s)
                        c.prepare(*change)
            _observe(c, p, now.gap[day - now.origin] if now is not None else np.float32(0), day, s, terms)
        if now is not None and day >= since:
            summary.add(day, c, p, now)
    summary.flush()
    return out
