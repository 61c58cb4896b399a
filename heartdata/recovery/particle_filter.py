"""Which courses fit a diary: banks of courses weighed against the entries, day by day.

A marginalised (Rao-Blackwellised) particle filter: each particle carries one course of the gap; what lies on top of it
is tracked by a Kalman filter with shared gains (`noise`; Schoen et al. 2005, doi:10.1109/TSP.2005.849151). Ratings are
rounded and clipped, so the likelihood is that of a rounding cell, open at the ends of the scale. Two banks of courses
run side by side and are averaged, so that less depends on the luck of one. No random number is drawn at run time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from heartdata.recovery.filter_input import DEFAULT, Series, Settings, own_scale
from heartdata.recovery.noise import Classes
from heartdata.recovery.particles import LEAST, WEEK_BACK, Particles, Stretch, begin, renew, start
from heartdata.recovery.room import Room
from heartdata.recovery.trace import Summary, Trace
from heartdata.recovery.trajectories import Trajectories, dealt_banks

Array = NDArray[np.floating[Any]]
Float = NDArray[np.float32]

LOGISTIC = 1.702  # slope of the logistic function closest to the normal distribution function
FURTHEST = 35.0  # distance from the prediction beyond which an entry is no less likely [1 / slope]
# Kept as arrays, which a day spends less time on.
_ONE, _NEAR, _FAR = (np.asarray(x, np.float32) for x in (1.0, -FURTHEST, FURTHEST))
_WIDEST = np.asarray(45.0)


@dataclass
class _Likelihoods:
    """Terms of the likelihood for every day of a stretch and every noise class, computed at once."""

    first: int
    y: Array  # from the centre of usual levels [own SD]
    half: Array  # half the step of the scale [own SD]
    flat: Array  # likelihood of an outlier
    usual: np.float32  # how likely an entry is none
    row: Array  # how each Gaussian state adds to the entry
    strength: Array
    weekend: Float
    end: list[int]  # 1 at the upper end of the scale, -1 at the lower, else 0
    belief: Array  # how likely each assumption is, for each bank
    which: NDArray[np.int64]  # assumption and bank of each class


def _likelihoods(c: Classes, banks: int, series: Series, first: int, last: int, s: Settings) -> _Likelihoods:
    y, half, strength = (a[first:last][:, c.assumption] for a in (series.y, series.half, series.strength))
    cell = series.half[first:last, :1] / c.sd
    weekend = series.weekend[first:last]
    one, shares = np.ones_like(strength), series.belief.shape[1]
    high, low = series.at_high[first:last], series.at_low[first:last]
    return _Likelihoods(
        first,
        (y - s.usual) / c.sd,
        half / c.sd * strength,
        s.outlier * np.minimum(0.24 * cell, 1.0),
        np.float32(1 - s.outlier),
        np.stack((one, one, strength, strength * weekend[:, None]), axis=1),  # in the order of the states
        strength,
        weekend.astype(np.float32),
        np.where(high, 1, -low.astype(np.int8)).tolist(),
        np.tile(series.belief[first:last], banks),
        c.assumption + shares * (np.arange(len(c.sd)) * banks // len(c.sd)),
    )


def rounding_cell(z: Float, k: Float, twice: Float, scale: Float) -> tuple[Float, Float]:
    """Likelihood of a rounded entry and its slope, in a logistic rounding cell.

    `z` is the distance from the prediction [1 / `k`]; of a cell with the half-width h, `twice` is 2 cosh h and `scale`
    2 sinh h.
    """
    like = np.exp(z)
    slope = like * like
    below = like * twice
    below += slope
    below += _ONE
    np.divide(_ONE, below, out=below)
    like *= below
    like *= scale
    slope -= _ONE
    slope *= below
    slope *= k
    return like, slope


def rounding_information(mean: Array, twice: Array) -> Array:
    """What a rounded entry says, in units of `k` squared, at this mean distance from the prediction."""
    other = 2 * np.cosh(mean)
    information: Array = (twice * other + 4) / (twice + other) ** 2
    return information


def open_cell(z: Float, k: Float, half: Float, sign: int) -> tuple[Float, Float]:
    """The same as `rounding_cell` for an entry at the upper (sign 1) or lower (-1) end of the scale."""
    power = np.exp(np.float32(sign) * z - half)
    like = 1 / (1 + power)
    return like, power * like * (np.float32(sign) * k)


def open_information(mean: Array, half: Array, sign: int) -> Array:
    """The same as `rounding_information` at an end of the scale."""
    information: Array = 0.5 / (1 + np.cosh(sign * mean - half))
    return information


def _observe(c: Classes, p: Particles, gap: Float | np.float32, day: int, s: Settings, terms: _Likelihoods) -> None:
    row = day - terms.first
    h, end, belief = terms.row[row], terms.end[row], terms.belief[row]
    several = len(belief) > p.banks
    ph = np.add.reduce(c.cov * h, 1)
    total = np.add.reduce(ph * h, 0)
    total += s.nugget * c.swing
    k = LOGISTIC / np.sqrt(total)
    half = np.minimum(k * terms.half[row], _WIDEST)
    cell = (half, half) if end else (2 * np.cosh(half), 2 * np.sinh(half))
    laid = p.lay(ph.ravel(), terms.y[row], terms.flat[row], k, *cell, *((terms.strength[row],) if several else ()))
    z = gap - p.usual
    z += laid[4]
    z -= terms.weekend[row] * p.weekend
    if several:
        z *= laid[9]
    z -= p.noise
    z -= p.wave
    z *= laid[6]
    np.maximum(z, _NEAR, out=z)
    np.minimum(z, _FAR, out=z)
    mean = p.class_means(z)
    if end:
        like, slope = open_cell(z, laid[6], laid[7], end)
        information = open_information(mean, half, end)
    else:
        like, slope = rounding_cell(z, *laid[6:9])
        information = rounding_information(mean, cell[0])
    usual = terms.usual
    slope *= like
    like *= usual
    slope *= usual
    like += laid[5]
    slope /= like
    gain = laid[:4]
    gain *= slope
    p.means += gain
    # No entry says more than one on a scale without steps.
    known = np.minimum(LOGISTIC**2 * information, 1.0) / total
    c.cov -= (ph * known)[:, None] * ph
    p.weight *= like
    if several:
        # The joined series cannot show which assumption holds; comparing the measures can, of each bank by itself.
        have = np.bincount(terms.which, np.add.reduce(p.by_class, 1), minlength=len(belief))
        p.weight *= p.lay((belief / np.maximum(have, LEAST))[terms.which])[0]
    p.normalise()


def _level(c: Classes, p: Particles, gap: Float, s: Settings) -> float:
    return s.usual + float(p.class_sums(p.usual - gap)[0] @ c.sd) / p.banks


def _deepen(now: Stretch, room: Room, sd: Array) -> None:
    by_class = now.gap.reshape(len(now.gap), len(sd), -1)
    now.gap = room.deepen(by_class, sd, now.falling.reshape(len(sd), -1)).reshape(now.gap.shape)


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
    c.prepare(*change, p.columns)
    for day in range(min(series.starts[0], 0), days):
        c.advance()
        p.fading *= c.step
        begins = day in series.starts
        if begins or (now is not None and day - now.origin == now.length):
            if begins or now is None:
                c, p, now = begin(c, p, day, s, courses, kinds)
                if room.needed:
                    _deepen(now, room, c.sd)
            else:
                c, p, now = renew(c, p, now, day, s, slice(since, days), room)
            terms = _likelihoods(c, p.banks, series, max(day, 0), max(day + now.length, 0), s)
            c.prepare(*change, p.columns)
        if day < 0:
            continue
        if seen[day]:
            if now is not None and day >= watched_from:
                level = _level(c, p, now.gap[day - now.origin], s) if watched[day] else None
                if room.see(entries[day], level):
                    first, room.needed = not room.needed, room.needed or room.beyond(room.target)
                    if day - now.origin < WEEK_BACK:
                        if first and room.needed:
                            _deepen(now, room, c.sd)
                    else:
                        c, p, now = renew(c, p, now, day, s, slice(since, days), room, lost=True)
                        terms = _likelihoods(c, p.banks, series, day, day + now.length, s)
                        c.prepare(*change, p.columns)
            _observe(c, p, now.gap[day - now.origin] if now is not None else np.float32(0), day, s, terms)
        if now is not None and day >= since:
            summary.add(day, c, p, now)
    summary.flush()
    return out
