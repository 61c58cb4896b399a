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
from heartdata.recovery.noise import NOISE, USUAL, WAVE, WEEKEND, Classes
from heartdata.recovery.particles import WEEK_BACK, Particles, Stretch, begin, column, renew, start
from heartdata.recovery.room import Room
from heartdata.recovery.trajectories import PACE_BINS, Trajectories, dealt_banks

Array = NDArray[np.floating[Any]]


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


LOGISTIC = 1.702  # slope of the logistic function closest to the normal distribution function


@dataclass
class _Likelihoods:
    """Terms of the likelihood for every day of a stretch and every noise class, computed at once."""

    first: int
    y: NDArray[np.float32]  # from the centre of usual levels [own SD]
    half: Array  # half the step of the scale [own SD]
    flat: NDArray[np.float32]
    row: Array  # how each Gaussian state adds to the entry
    strength: NDArray[np.float32]
    belief: Array  # how likely each assumption is, for each bank
    which: NDArray[np.int64]  # assumption and bank of each class


def _likelihoods(c: Classes, banks: int, series: Series, first: int, last: int, s: Settings) -> _Likelihoods:
    y, half, strength = (a[first:last][:, c.assumption] for a in (series.y, series.half, series.strength))
    cell = series.half[first:last, :1] / c.sd
    weekend = series.weekend[first:last, None]
    one, shares = np.ones_like(strength), series.belief.shape[1]
    return _Likelihoods(
        first,
        ((y - s.usual) / c.sd).astype(np.float32)[:, :, None],
        half / c.sd * strength,
        (s.outlier * np.minimum(0.24 * cell, 1.0)).astype(np.float32)[:, :, None],
        np.stack((one, strength, strength * weekend, one), axis=1),
        strength.astype(np.float32)[:, :, None],
        np.tile(series.belief[first:last], banks),
        c.assumption + shares * (np.arange(len(c.sd)) * banks // len(c.sd)),
    )


def _class_sums(a: Array) -> NDArray[np.float64]:
    total: NDArray[np.float64] = np.add.reduce(a, 1, np.float64)  # `sum` takes half as long again for so few numbers
    return total


def rounding_cell(z: Array, k: Array, half: Array, weight: Array) -> tuple[Array, Array, Array]:
    """Likelihood of a rounded entry, its slope and its information, in a logistic rounding cell.

    `z` is the distance from the prediction, `half` the half-width of the cell, both in units of 1 / `k`.
    """
    cosh, sinh = np.cosh(half), np.sinh(half)
    twice = 2 * cosh
    middle = np.exp(_class_sums(weight * z) / np.maximum(_class_sums(weight), 1e-30))
    squared = middle**2
    below = 1 + twice * middle + squared
    information = 2 * middle * (cosh + 2 * middle + cosh * squared) / below**2
    like = np.exp(z)
    slope = like * like
    scale = like * column(twice)
    scale += slope
    scale += 1
    np.divide(1, scale, out=scale)
    like *= scale
    like *= column(2 * sinh)
    slope -= 1
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
    c: Classes,
    p: Particles,
    gap: NDArray[np.float32] | np.float32,
    series: Series,
    day: int,
    s: Settings,
    terms: _Likelihoods,
) -> None:
    row = day - terms.first
    shares = series.belief.shape[1]
    h, half, flat = terms.row[row], terms.half[row], terms.flat[row]
    ph = np.add.reduce(c.cov * h, 1)
    total = np.add.reduce(ph * h, 0) + s.nugget * c.swing
    z = gap - p.means[USUAL]
    z += terms.y[row]
    z -= np.float32(series.weekend[day]) * p.means[WEEKEND]
    if shares > 1:
        z *= terms.strength[row]
    z -= p.means[NOISE]
    z -= p.means[WAVE]
    k = LOGISTIC / np.sqrt(total)
    z *= column(k)
    np.maximum(z, -35, out=z)
    np.minimum(z, 35, out=z)
    half = np.minimum(k * half, 45.0)
    if series.at_high[day] or series.at_low[day]:
        like, slope, information = open_cell(z, k, half, p.weight, 1.0 if series.at_high[day] else -1.0)
    else:
        like, slope, information = rounding_cell(z, k, half, p.weight)
    information = np.minimum(k**2 * information, 1 / total)
    slope *= like
    like *= np.float32(1 - s.outlier)
    slope *= np.float32(1 - s.outlier)
    like += flat
    slope /= like
    p.means += np.einsum("ki,ij->kij", ph.astype(np.float32), slope)
    c.cov -= (ph * information)[:, None] * ph[None]
    p.weight *= like
    if shares > 1:
        # The joined series cannot show which assumption holds; comparing the measures can, of each bank by itself.
        have = np.bincount(terms.which, np.add.reduce(p.weight, 1), minlength=shares * p.banks)
        p.weight *= column((terms.belief[row] / np.maximum(have, 1e-30))[terms.which])
    p.normalise()


def _summarise(out: Trace, day: int, c: Classes, p: Particles, now: Stretch, s: Settings) -> None:
    """Fill in one day."""
    place = day - now.origin
    gap, weight = now.gap[place], p.weight / np.float32(p.banks)
    flat, flat_gap = weight.ravel(), gap.ravel()
    table = np.bincount(now.code[place].ravel(), weights=flat, minlength=25 * PACE_BINS).reshape(25, PACE_BINS)
    table = table / table.sum()
    out.joint[day], out.pace[day] = table.sum(1).reshape(5, 5), table.sum(0)
    mean = float(flat @ flat_gap)
    out.gap[day] = mean
    out.gap_sd[day] = max(float((flat * flat_gap) @ flat_gap) - mean * mean, 0) ** 0.5
    level = p.means[USUAL] - gap
    weighed = weight * level
    by_class = weight.sum(1, dtype=np.float64)
    second = np.einsum("ij,ij->i", weighed, level) + by_class * c.cov[USUAL, USUAL]
    mean = float(weighed.sum(1) @ c.sd)
    out.level[day] = s.usual + mean
    out.sd[day], out.noise[day] = by_class @ c.sd, by_class @ (c.sd * np.sqrt(c.swing))
    out.level_sd[day] = max(float(second @ c.sd**2) - mean * mean, 0) ** 0.5


def _out_of_reach(room: Room, entry: float, c: Classes, p: Particles, gap: Array, s: Settings) -> bool:
    level = None
    if room.watches(entry):
        level = s.usual + float(_class_sums(p.weight * (p.means[USUAL] - gap)) @ c.sd) / p.banks
    return room.see(entry, level)


def run(
    series: Series,
    s: Settings = DEFAULT,
    dealt: tuple[Trajectories, NDArray[np.int64]] | None = None,
    since: int = 0,
) -> Trace:
    """Filter one person's series; rows before the event, and before day `since`, are NaN."""
    days = len(series.y)
    gap, gap_sd, level, level_sd, sd, noise = np.full((6, days), np.nan)
    joint, pace = np.full((days, 5, 5), np.nan), np.full((days, PACE_BINS), np.nan)
    out = Trace(joint, gap, gap_sd, level, level_sd, pace, sd, noise)
    seen = ~np.isnan(series.y[:, 0])
    courses, kinds = dealt or dealt_banks(s.slots, s.per_slot, s.banks, s.bank_seed)
    s = own_scale(series, s)
    c, p = start(series, s)
    now: Stretch | None = None
    room = Room(s.usual, s.sd_centre)
    terms = _likelihoods(c, p.banks, series, 0, max(series.starts[0], 0), s)
    change = np.exp(-1 / s.wave_days), 0.5 ** (1 / s.fade_days), s.usual_drift
    c.prepare(*change)
    for day in range(min(series.starts[0], 0), days):
        c.advance()
        p.means[NOISE] *= c.step[0]
        p.means[WAVE] *= c.step[1]
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
            if now is not None and s.own and _out_of_reach(room, series.y[day, -1], c, p, now.gap[day - now.origin], s):
                first, room.needed = not room.needed, room.needed or room.beyond(room.target)
                if day - now.origin < WEEK_BACK:
                    if first and room.needed:
                        now.gap = room.deepen(now.gap, c.sd, now.falling)
                else:
                    c, p, now = renew(c, p, now, day, s, since, room, lost=True)
                    terms = _likelihoods(c, p.banks, series, day, day + now.length, s)
                    c.prepare(*change)
            _observe(c, p, now.gap[day - now.origin] if now is not None else np.float32(0), series, day, s, terms)
        if now is not None and day >= since:
            _summarise(out, day, c, p, now, s)
    return out
