"""The oracle of the wide world: a Bayes filter that knows the person, the noise and the generator of the courses.

It knows the usual level, its season and drift, the weekly rhythm, the day-to-day SD, how that changes, and the
inertia; it learns only which course somebody is on, from 3000 courses of other seeds. What it cannot see, nobody can.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.scoring import FIRST
from benchmarks.wide_courses import AFTER_FALL, KINDS, draw_course
from benchmarks.wide_people import Person
from benchmarks.wide_ranges import WIDE
from benchmarks.wide_scores import UNNAMED, Said
from benchmarks.worlds import GREY, IMPROVING, RECOVERED, SLIPPING, STUCK
from heartdata.recovery.decide import hold, log_odds

Array = NDArray[np.floating[Any]]
COURSES, SEED = 3000, 777
LONGEST = int(WIDE["fall begins"].most) + 100 + AFTER_FALL + 1
NAMED = 0.7  # share of courses from which a state is named
STUCK_ON, SLIPPING_ON, WIDTH, STUCK_FIRST = 0.7, 0.12, 1.0, 28
ODD_DAY, NINETY = 0.05, 1.6449


@dataclass(frozen=True)
class _Bank:
    """Courses side by side, (days, courses)."""

    gap: Array
    held: NDArray[np.bool_]  # closes by no more than being stuck allows
    closes: NDArray[np.bool_]  # closes as improving asks
    fallen: NDArray[np.bool_]

    def scaled(self, days: int, reach: float) -> tuple[Array, NDArray[np.int8]]:
        """Gaps and true states of somebody whose scale has room for a gap of `reach`."""
        gap = self.gap[:days] * np.minimum(1.0, reach / np.maximum(self.gap.max(axis=0), 1e-9))
        state = np.full(gap.shape, GREY, np.int8)
        state[(gap >= 0.6) & self.held[:days]] = STUCK
        state[(gap >= 0.6) & self.closes[:days]] = IMPROVING
        state[gap <= 0.40] = RECOVERED
        state[self.fallen[:days]] = SLIPPING
        return gap, state


@lru_cache(maxsize=1)
def _bank() -> _Bank:
    gap = np.empty((LONGEST, COURSES), np.float32)
    fallen = np.zeros((LONGEST, COURSES), bool)
    for k in range(COURSES):
        course = draw_course(KINDS[k % len(KINDS)], np.random.default_rng([SEED, k]))
        gap[:, k] = np.pad(course.gap, (0, LONGEST - len(course.gap)), mode="edge")
        for fall in course.falls:
            fallen[fall.begin : fall.turned, k] = True
    closing = -28 * np.gradient(gap, axis=0)
    return _Bank(gap, closing <= 0.10 * gap, closing >= 0.25 * gap, fallen)


def normal_cdf(q: Array) -> tuple[Array, Array]:
    """Normal distribution function and density at q (Abramowitz & Stegun 26.2.17, absolute error below 1e-7)."""
    a = np.abs(q)
    density = np.exp(-0.5 * a * a) * 0.3989422804014327
    k = 1 / (1 + 0.2316419 * a)
    tail = density * k * (0.319381530 + k * (-0.356563782 + k * (1.781477937 + k * (-1.821255978 + k * 1.330274429))))
    return np.where(q < 0, tail, 1 - tail), density


def _cell(z: Array, half: float, total: float, lowest: bool, highest: bool) -> tuple[Array, Array, Array]:
    """Likelihood of a rounded entry `z` from its prediction, its slope, and the information it has."""
    spread = total**0.5
    if half < 0.3 * spread and not lowest and not highest:
        like = np.exp(-0.5 * z**2 / total) * 2 * half / (2 * np.pi * total) ** 0.5
        return like, z / total, np.full(len(z), 1 / total)
    upper, lower = (z + half) / spread, (z - half) / spread
    (above, at_upper), (below, at_lower) = normal_cdf(upper), normal_cdf(lower)
    if highest:
        above, at_upper, upper = np.ones_like(z), np.zeros_like(z), np.zeros_like(z)
    if lowest:
        below, at_lower, lower = np.zeros_like(z), np.zeros_like(z), np.zeros_like(z)
    like = np.maximum(above - below, 1e-6)
    slope = (at_lower - at_upper) / like
    bend = (upper * at_upper - lower * at_lower) / like + slope**2
    return like, np.clip(slope, -8, 8) / spread, np.clip(bend, 0, 1) / total


def _weights(person: Person, gap: Array) -> Array:
    """Posterior share of every course on every day since the loss."""
    nature, start = person.nature, person.start
    mood = person.daily["mood"].to_numpy(float)[start:]
    counts = np.maximum(person.daily["mood_n"].to_numpy(float)[start:], 1)
    base = person.baseline[start:]
    days = np.arange(len(mood))
    swing = 1 + (nature.swings - 1) * 0.5 ** (days / nature.fades)
    half = nature.step / nature.sd / 2
    e, variance = np.zeros(gap.shape[1]), 1.0
    weight, out = np.full(gap.shape[1], 1 / gap.shape[1]), np.empty((len(mood), gap.shape[1]))
    for day in days:
        e = e * nature.phi
        variance = variance * nature.phi**2 + (1 - nature.phi**2) * swing[day] ** 2
        if not np.isnan(mood[day]):
            z = (mood[day] - base[day]) / nature.sd + gap[day] - e
            total = variance + (0.25 if nature.entries > 1 else 0.0) / counts[day] + 1e-3
            like, slope, bend = _cell(z, half, total, mood[day] <= 1e-9, mood[day] >= 10 - 1e-9)
            odd = ODD_DAY * _cell(z, half, 9 * total, mood[day] <= 1e-9, mood[day] >= 10 - 1e-9)[0]
            sure = (1 - ODD_DAY) * like / ((1 - ODD_DAY) * like + odd)
            e = e + variance * slope * sure
            variance -= variance**2 * float(weight @ (bend * sure))
            weight = weight * ((1 - ODD_DAY) * like + odd)
            weight /= weight.sum()
        out[day] = weight
    return out


def oracle(people: Sequence[Person]) -> list[Said]:
    """Say for everybody what can be known, under a rule like the method's own."""
    return [_said(person) for person in people]


def _said(person: Person) -> Said:
    days = len(person.truth) - person.start
    gap, truth = _bank().scaled(days, person.nature.reach)
    weight = _weights(person, gap)
    share = np.stack([(weight * (truth == k)).sum(axis=1) for k in (IMPROVING, STUCK, SLIPPING, RECOVERED, GREY)], 1)
    late = np.arange(days) >= FIRST
    four = share[:, :4]
    state = np.where(late & (four.max(axis=1) > NAMED), four.argmax(axis=1), UNNAMED)
    stuck = hold(
        log_odds(share[:, STUCK], share[:, IMPROVING] + share[:, RECOVERED]),
        late & (np.arange(days) >= STUCK_FIRST), STUCK_ON, WIDTH, 2,
    )  # fmt: skip
    slipping = hold(log_odds(share[:, SLIPPING], 1 - share[:, SLIPPING]), late, SLIPPING_ON, WIDTH, 1)
    below = (weight * gap).sum(axis=1)
    spread = ((weight * gap**2).sum(axis=1) - below**2).clip(0) ** 0.5
    sd, usual = person.nature.sd, person.level_at_usual[person.start :]
    return Said(
        state, np.where(slipping, "slipping", np.where(stuck, "stuck", "")).astype(object),
        np.where(late[:, None], four, np.nan),
        *(np.clip(usual - sd * (below + k * spread), 0, 10) for k in (0.0, NINETY, -NINETY)),
    )  # fmt: skip
