"""The particles of the filter: how they start, are dealt courses at a loss, and get new ones as the months go on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from heartdata.recovery.continuation import FALL, continue_courses, turn_weights, turns
from heartdata.recovery.filter_input import Series, Settings, Swings
from heartdata.recovery.noise import NOISE, USUAL, WAVE, WEEKEND, Classes
from heartdata.recovery.room import Room
from heartdata.recovery.shapes import GOLDEN, SLIPPING, SMALLEST_FALL
from heartdata.recovery.trajectories import RENEW_EVERY, Trajectories

Array = NDArray[np.floating[Any]]

WEEK_BACK = 8  # days of a stretch that a renewal looks back on


class Particles:
    """Weights and Gaussian means of all particles, shape (classes, particles of the class); each bank weighs 1."""

    def __init__(self, rows: int, columns: int, banks: int) -> None:
        self.means = np.zeros((4, rows, columns), np.float32)
        self.weight = np.full((rows, columns), banks / (rows * columns), np.float32)
        self.banks = banks
        # Views, all of them.
        self.noise, self.wave, self.usual, self.weekend = self.means
        self.fading = self.means[:USUAL]
        self._by_bank = self.weight.reshape(banks, -1)

    def normalise(self) -> None:
        """Let the weights of each bank add up to 1."""
        self._by_bank /= np.add.reduce(self._by_bank, 1, keepdims=True)


@dataclass
class Stretch:
    """The courses in use and the day they are counted from."""

    gap: NDArray[np.float32]  # (days, rows, columns)
    code: NDArray[np.uint16]
    slipped: NDArray[np.bool_]
    falling: NDArray[np.bool_]  # (rows, columns) those that fall within this stretch
    origin: int
    length: int
    number: int


def column(a: Array) -> NDArray[np.float32]:
    """Values of the noise classes, one row each."""
    return a.astype(np.float32)[:, None]


def _systematic(weight: Array, n: int, offset: float = 0.5) -> NDArray[np.int64]:
    total = np.cumsum(weight, dtype=np.float64)
    return np.minimum(np.searchsorted(total / total[-1], (np.arange(n) + offset) / n), len(weight) - 1)


def start(series: Series, s: Settings) -> tuple[Classes, Particles]:
    """Before the first entry: one particle for each noise class."""
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
    p = Particles(len(sd), 1, 1)
    p.means[WEEKEND] = s.weekend
    p.weight[:, 0] = prior / prior.sum()
    if series.usual is not None:
        precision = 1 / s.usual_sd**2 + 1 / s.stated_sd**2
        mean = (series.usual - s.usual) / s.stated_sd**2 / precision
        p.means[USUAL, :, 0] = mean / sd
        c.cov[USUAL, USUAL] = 1 / precision / sd**2
    return c, p


def _change_swings(c: Classes, p: Particles, swings: Swings) -> None:
    """Deal changes of the day-to-day swings to the classes, weighed by how likely each is."""
    rows = len(c.sd)
    factor, prior, fades = (np.asarray(x) for x in zip(*swings, strict=True))
    dealt = np.resize(np.arange(len(swings)), rows)
    dealt = dealt[np.argsort(np.argsort((np.arange(rows) * GOLDEN) % 1, kind="stable"), kind="stable")]
    c.swing = c.swing * factor[dealt] ** 2
    c.fading = np.where(factor[dealt] == 1, c.fading, fades[dealt].astype(bool))
    p.weight *= column(prior[dealt] / np.bincount(dealt, minlength=len(swings))[dealt])


def begin(
    c: Classes, p: Particles, day: int, s: Settings, courses: Trajectories, kinds: NDArray[np.int64]
) -> tuple[Classes, Particles, Stretch]:
    """At a loss: give every noise class particles by its weight, and each particle a course of the bank."""
    by_class = p.weight.sum(1)
    each = s.slots // s.banks
    slot = np.concatenate([_systematic(by_class, each, (b + 0.5) / s.banks) for b in range(s.banks)])
    out = Particles(s.slots, s.per_slot, s.banks)
    take = np.stack([_systematic(p.weight[k], s.per_slot) for k in slot])
    out.means[:] = np.take_along_axis(p.means[:, slot], take[None], axis=2)
    out.weight[:] = np.asarray(s.kind_prior, np.float32)[kinds.reshape(s.slots, -1)]
    c = c.take(slot)
    _change_swings(c, out, s.swings_loss)
    out.normalise()
    gap = courses.gap.reshape(-1, s.slots, s.per_slot)
    falling = kinds.reshape(s.slots, -1) == SLIPPING
    return c, out, Stretch(gap, courses.code, courses.slipped, falling, day, s.renew_first, 0)


def renew(
    c: Classes,
    p: Particles,
    now: Stretch,
    day: int,
    s: Settings,
    since: int,
    room: Room,
    *,
    lost: bool = False,
) -> tuple[Classes, Particles, Stretch]:
    """Resample, and continue every course from its present gap; if the entries are `lost`, half continue from these."""
    rows, columns = s.later_slots, s.later_per_slot
    t, per = day - now.origin, p.weight.shape[1]
    slot = _systematic(p.weight.sum(1), rows)
    chosen = np.stack([k * per + _systematic(p.weight[k], columns, (j * GOLDEN + 0.5) % 1) for j, k in enumerate(slot)])
    flat = chosen.ravel()
    out = Particles(rows, columns, p.banks)
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
        slipped = np.where(moves, yesterday - before > SMALLEST_FALL, slipped)
        for on_top in (NOISE, WAVE):
            out.means[on_top][moves.reshape(rows, columns)] = 0
    coded = day + RENEW_EVERY > since
    courses = continue_courses(yesterday, rate, slipped, what, deeper=deeper, with_codes=coded)
    out.weight[:] = turn_weights(yesterday, what).reshape(rows, columns)
    _change_swings(c, out, s.swings_later)
    out.normalise()
    gap, falling = courses.gap.reshape(-1, rows, columns), (what.kind == FALL).reshape(rows, columns)
    return c, out, Stretch(gap, courses.code, courses.slipped, falling, day, RENEW_EVERY, now.number + 1)
