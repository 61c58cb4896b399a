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

from heartdata.recovery.continuation import FALL, continue_courses, turn_weights, turns
from heartdata.recovery.filter_input import DEFAULT, Series, Settings, Swings, own_scale
from heartdata.recovery.noise import NOISE, USUAL, WAVE, WEEKEND, Classes
from heartdata.recovery.room import FALLEN, GOLDEN, Room
from heartdata.recovery.shapes import SLIPPING
from heartdata.recovery.trajectories import PACE_BINS, RENEW_EVERY, Trajectories, dealt_banks

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


class _Particles:
    """Weights and Gaussian means of all particles, shape (classes, particles of the class); each bank weighs 1."""

    def __init__(self, rows: int, columns: int, banks: int) -> None:
        self.means = np.zeros((4, rows, columns), np.float32)
        self.weight = np.full((rows, columns), banks / (rows * columns), np.float32)
        self.banks = banks

    def normalise(self) -> None:
        each = self.weight.reshape(self.banks, -1)
        each /= np.add.reduce(each, 1, keepdims=True)


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


def _column(a: Array) -> NDArray[np.float32]:
    return a.astype(np.float32)[:, None]


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
    scale = like * _column(twice)
    scale += slope
    scale += 1
    np.divide(1, scale, out=scale)
    like *= scale
    like *= _column(2 * sinh)
    slope -= 1
    slope *= scale
    slope *= _column(k)
    return like, slope, information


def open_cell(z: Array, k: Array, half: Array, weight: Array, sign: float) -> tuple[Array, Array, Array]:
    """The same for an entry at the upper (sign 1) or lower (-1) end of the scale."""
    middle = np.exp(sign * _class_sums(weight * z) / np.maximum(weight.sum(1), 1e-30) - half)
    power = np.exp(np.float32(sign) * z - _column(half))
    like = 1 / (1 + power)
    return like, power * like * _column(sign * k), middle / (1 + middle) ** 2


def _observe(
    c: Classes,
    p: _Particles,
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
    z *= _column(k)
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
        p.weight *= _column((terms.belief[row] / np.maximum(have, 1e-30))[terms.which])
    p.normalise()


def _systematic(weight: Array, n: int, offset: float = 0.5) -> NDArray[np.int64]:
    total = np.cumsum(weight, dtype=np.float64)
    return np.minimum(np.searchsorted(total / total[-1], (np.arange(n) + offset) / n), len(weight) - 1)


def _start(series: Series, s: Settings) -> tuple[Classes, _Particles]:
    sds = np.asarray(s.sds)
    by_sd = np.exp(-0.5 * (np.log(sds / s.sd_centre) / s.sd_spread) ** 2)
    waves = np.asarray([1 - s.wave_prior, s.wave_prior] if s.wave_prior else [1.0])
    parts = (series.belief[0], by_sd, np.asarray(s.phi_prior), waves)
    prior = np.einsum("a,b,c,d->abcd", *parts).ravel()
    axes = (np.arange(len(parts[0])), sds, s.phis, np.arange(len(waves)))
    which, sd, phi, wave = (a.ravel() for a in np.meshgrid(*axes, indexing="ij"))
    cov = np.zeros((4, 4, len(sd)))
    wave = wave * s.wave_sd**2
    cov[NOISE, NOISE], cov[WEEKEND, WEEKEND], cov[WAVE, WAVE] = 1.0, s.weekend_sd**2, wave
    cov[USUAL, USUAL] = (s.usual_sd / sd) ** 2
    c = Classes(sd, phi, wave, which.astype(np.int64), np.ones(len(sd)), np.zeros(len(sd), bool), cov)
    p = _Particles(len(sd), 1, 1)
    p.means[WEEKEND] = s.weekend
    p.weight[:, 0] = prior / prior.sum()
    if series.usual is not None:
        precision = 1 / s.usual_sd**2 + 1 / s.stated_sd**2
        mean = (series.usual - s.usual) / s.stated_sd**2 / precision
        p.means[USUAL, :, 0] = mean / sd
        c.cov[USUAL, USUAL] = 1 / precision / sd**2
    return c, p


WEEK_BACK = 8  # days of a stretch that a renewal looks back on


@dataclass
class _Stretch:
    """The courses in use and the day they are counted from."""

    gap: NDArray[np.float32]  # (days, rows, columns)
    code: NDArray[np.uint16]
    slipped: NDArray[np.bool_]
    falling: NDArray[np.bool_]  # (rows, columns) those that fall within this stretch
    origin: int
    length: int
    number: int


def _change_swings(c: Classes, p: _Particles, swings: Swings) -> None:
    """Deal changes of the day-to-day swings to the classes, weighed by how likely each is."""
    rows = len(c.sd)
    factor, prior, fades = (np.asarray(x) for x in zip(*swings, strict=True))
    dealt = np.resize(np.arange(len(swings)), rows)
    dealt = dealt[np.argsort(np.argsort((np.arange(rows) * GOLDEN) % 1, kind="stable"), kind="stable")]
    c.swing = c.swing * factor[dealt] ** 2
    c.fading = np.where(factor[dealt] == 1, c.fading, fades[dealt].astype(bool))
    p.weight *= _column(prior[dealt] / np.bincount(dealt, minlength=len(swings))[dealt])


def _begin(
    c: Classes, p: _Particles, day: int, s: Settings, courses: Trajectories, kinds: NDArray[np.int64]
) -> tuple[Classes, _Particles, _Stretch]:
    """At a loss: give every noise class particles by its weight, and each particle a course of the bank."""
    by_class = p.weight.sum(1)
    each = s.slots // s.banks
    slot = np.concatenate([_systematic(by_class, each, (b + 0.5) / s.banks) for b in range(s.banks)])
    out = _Particles(s.slots, s.per_slot, s.banks)
    take = np.stack([_systematic(p.weight[k], s.per_slot) for k in slot])
    out.means[:] = np.take_along_axis(p.means[:, slot], take[None], axis=2)
    out.weight[:] = np.asarray(s.kind_prior, np.float32)[kinds.reshape(s.slots, -1)]
    c = c.take(slot)
    _change_swings(c, out, s.swings_loss)
    out.normalise()
    gap = courses.gap.reshape(-1, s.slots, s.per_slot)
    falling = kinds.reshape(s.slots, -1) == SLIPPING
    return c, out, _Stretch(gap, courses.code, courses.slipped, falling, day, s.renew_first, 0)


def _renew(
    c: Classes,
    p: _Particles,
    now: _Stretch,
    day: int,
    s: Settings,
    since: int,
    room: Room,
    *,
    lost: bool = False,
) -> tuple[Classes, _Particles, _Stretch]:
    """Resample, and continue every course from its present gap; where all are `lost`, half from the last entries."""
    rows, columns = s.later_slots, s.later_per_slot
    t, per = day - now.origin, p.weight.shape[1]
    slot = _systematic(p.weight.sum(1), rows)
    chosen = np.stack([k * per + _systematic(p.weight[k], columns, (j * GOLDEN + 0.5) % 1) for j, k in enumerate(slot)])
    flat = chosen.ravel()
    out = _Particles(rows, columns, p.banks)
    out.means[:] = p.means.reshape(4, -1)[:, chosen]
    week_ago, yesterday, week_on = (now.gap[t + k].reshape(-1)[flat] for k in (-WEEK_BACK, -1, 6))
    rate = (week_ago - week_on) / np.float32(14) / np.maximum(yesterday, np.float32(0.4))
    what = turns(rows * columns, now.number % 8, s.turn_prior)
    c = c.take(slot)
    deeper, slipped = np.repeat(room.deeper_falls(c.sd), columns) if room.needed else None, now.slipped[flat]
    if lost:
        before = yesterday
        moves, yesterday = room.moved(before, out.means[USUAL].ravel(), np.repeat(c.sd, columns))
        rate = np.where(moves, np.float32(0), rate)
        slipped = np.where(moves, yesterday - before > FALLEN, slipped)
        for on_top in (NOISE, WAVE):
            out.means[on_top][moves.reshape(rows, columns)] = 0
    coded = day + RENEW_EVERY > since
    courses = continue_courses(yesterday, rate, slipped, what, deeper=deeper, with_codes=coded)
    out.weight[:] = turn_weights(yesterday, what).reshape(rows, columns)
    _change_swings(c, out, s.swings_later)
    out.normalise()
    gap, falling = courses.gap.reshape(-1, rows, columns), (what.kind == FALL).reshape(rows, columns)
    return c, out, _Stretch(gap, courses.code, courses.slipped, falling, day, RENEW_EVERY, now.number + 1)


def _summarise(out: Trace, day: int, c: Classes, p: _Particles, now: _Stretch, s: Settings) -> None:
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


def _out_of_reach(room: Room, entry: float, c: Classes, p: _Particles, gap: Array, s: Settings) -> bool:
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
    c, p = _start(series, s)
    now: _Stretch | None = None
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
                c, p, now = _begin(c, p, day, s, courses, kinds)
                if room.needed:
                    now.gap = room.deepen(now.gap, c.sd, now.falling)
            else:
                c, p, now = _renew(c, p, now, day, s, since, room)
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
                    c, p, now = _renew(c, p, now, day, s, since, room, lost=True)
                    terms = _likelihoods(c, p.banks, series, day, day + now.length, s)
                    c.prepare(*change)
            _observe(c, p, now.gap[day - now.origin] if now is not None else np.float32(0), series, day, s, terms)
        if now is not None and day >= since:
            _summarise(out, day, c, p, now, s)
    return out
