"""The particles of the filter: how they start, are dealt courses at a loss, and get new ones as the months go on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
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
LEAST = np.asarray(1e-30)  # what a sum of weights is divided by at least


class Particles:
    """Weights and Gaussian means of all particles, those of a noise class side by side; each bank weighs 1."""

    def __init__(self, rows: int, columns: int, banks: int) -> None:
        self.columns, self.banks = columns, banks
        self.means = np.zeros((4, rows * columns), np.float32)
        self.weight = np.full(rows * columns, banks / (rows * columns), np.float32)
        # Views, all of them.
        self.noise, self.wave, self.usual, self.weekend = self.means
        self.fading, self.by_class = self.means[:USUAL], self.weight.reshape(rows, columns)
        self._by_bank = self.weight.reshape(banks, -1)
        self._ones = np.ones(columns)  # a product with it takes half the time of a sum
        self._both = np.empty((2, rows * columns))

    def lay(self, *of_classes: Array) -> NDArray[np.float32]:
        """Lay values of the classes out over their particles; to do so first takes half the time of broadcasting."""
        together = np.concatenate(of_classes).astype(np.float32)
        return together.repeat(self.columns).reshape(-1, len(self.weight))

    def class_sums(self, of_particles: NDArray[np.float32]) -> NDArray[np.float64]:
        """Weighted sums of the particles of each class, and the sums of their weights."""
        self._both[0], self._both[1] = self.weight * of_particles, self.weight
        sums: NDArray[np.float64] = (self._both.reshape(-1, self.columns) @ self._ones).reshape(2, -1)
        return sums

    def class_means(self, of_particles: NDArray[np.float32]) -> NDArray[np.float64]:
        """Weighted means of the particles of each class."""
        sums, weights = self.class_sums(of_particles)
        means: NDArray[np.float64] = sums / np.maximum(weights, LEAST)
        return means

    def normalise(self) -> None:
        """Let the weights of each bank add up to 1."""
        self._by_bank /= np.add.reduce(self._by_bank, 1, keepdims=True)


@dataclass
class Stretch:
    """The courses in use and the day they are counted from."""

    gap: NDArray[np.float32]  # (days, particles)
    code: NDArray[np.uint16]
    slipped: NDArray[np.bool_]
    falling: NDArray[np.bool_]  # those that fall within this stretch
    origin: int
    length: int
    number: int


def _systematic(weight: Array, n: int, offset: Array | float = 0.5) -> NDArray[np.int64]:
    """Choose `n` from each row by weight (systematic resampling)."""
    total = np.cumsum(weight, axis=1, dtype=np.float64)
    total /= total[:, -1:]
    points = np.broadcast_to((np.arange(n) + np.reshape(offset, (-1, 1))) / n, (len(weight), n))
    chosen = np.array([row.searchsorted(at) for row, at in zip(total, points, strict=True)], np.int64)
    return chosen.clip(max=weight.shape[1] - 1)


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
    p.weekend[:] = s.weekend
    p.weight[:] = prior / prior.sum()
    if series.usual is not None:
        precision = 1 / s.usual_sd**2 + 1 / s.stated_sd**2
        mean = (series.usual - s.usual) / s.stated_sd**2 / precision
        p.usual[:] = mean / sd
        c.cov[USUAL, USUAL] = 1 / precision / sd**2
    return c, p


@lru_cache(maxsize=4)
def _dealt(rows: int, number: int) -> NDArray[np.int64]:
    """Deal numbers in turn to rows in golden-ratio order."""
    order = np.argsort(np.argsort((np.arange(rows) * GOLDEN) % 1, kind="stable"), kind="stable")
    return np.resize(np.arange(number), rows)[order]


def _change_swings(c: Classes, p: Particles, swings: Swings) -> None:
    """Deal changes of the day-to-day swings to the classes, weighed by how likely each is."""
    rows = len(c.sd)
    factor, prior, fades = (np.asarray(x) for x in zip(*swings, strict=True))
    dealt = _dealt(rows, len(swings))
    c.swing = c.swing * factor[dealt] ** 2
    c.fading = np.where(factor[dealt] == 1, c.fading, fades[dealt].astype(bool))
    p.weight *= p.lay(prior[dealt] / np.bincount(dealt, minlength=len(swings))[dealt])[0]


def begin(
    c: Classes, p: Particles, day: int, s: Settings, courses: Trajectories, kinds: NDArray[np.int64]
) -> tuple[Classes, Particles, Stretch]:
    """At a loss: give every noise class particles by its weight, and each particle a course of the bank."""
    by_class = np.tile(p.by_class.sum(1), (s.banks, 1))
    slot = _systematic(by_class, s.slots // s.banks, (np.arange(s.banks) + 0.5) / s.banks).ravel()
    out = Particles(s.slots, s.per_slot, s.banks)
    chosen = slot[:, None] * p.columns + _systematic(p.by_class[slot], s.per_slot)
    np.take(p.means, chosen.ravel(), axis=1, out=out.means)
    out.weight[:] = np.asarray(s.kind_prior, np.float32)[kinds]
    c = c.take(slot)
    _change_swings(c, out, s.swings_loss)
    out.normalise()
    return c, out, Stretch(courses.gap, courses.code, courses.slipped, kinds == SLIPPING, day, s.renew_first, 0)


def renew(
    c: Classes,
    p: Particles,
    now: Stretch,
    day: int,
    s: Settings,
    wanted: slice,
    room: Room,
    *,
    lost: bool = False,
) -> tuple[Classes, Particles, Stretch]:
    """Resample, and continue every course from its present gap; if the entries are `lost`, half continue from these."""
    rows, columns = s.later_slots, s.later_per_slot
    t = day - now.origin
    slot = _systematic(p.by_class.sum(1)[None], rows)[0]
    offset = (np.arange(rows) * GOLDEN + 0.5) % 1
    chosen = (slot[:, None] * p.columns + _systematic(p.by_class[slot], columns, offset)).ravel()
    out = Particles(rows, columns, p.banks)
    np.take(p.means, chosen, axis=1, out=out.means)
    week_ago, yesterday, week_on = (now.gap[t + k][chosen] for k in (-WEEK_BACK, -1, 6))
    rate = (week_ago - week_on) / np.float32(14) / np.maximum(yesterday, np.float32(0.4))
    what = turns(rows * columns, now.number % 8, s.turn_prior)
    c = c.take(slot)
    deeper, slipped = np.repeat(room.deeper_falls(c.sd), columns) if room.needed else None, now.slipped[chosen]
    if lost:
        before = yesterday
        moves, yesterday = room.moved(before, out.usual, np.repeat(c.sd, columns))
        rate = np.where(moves, np.float32(0), rate)
        slipped = np.where(moves, yesterday - before > SMALLEST_FALL, slipped)
        out.noise[moves] = out.wave[moves] = 0
    coded = day + RENEW_EVERY > wanted.start
    courses = continue_courses(yesterday, rate, slipped, what, deeper=deeper, with_codes=coded, days=wanted.stop - day)
    out.weight[:] = turn_weights(yesterday, what)
    _change_swings(c, out, s.swings_later)
    out.normalise()
    falling, number = what.kind == FALL, now.number + 1
    return c, out, Stretch(courses.gap, courses.code, courses.slipped, falling, day, RENEW_EVERY, number)
