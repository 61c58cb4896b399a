"""Courses of the wide world: the gap to the usual level [own SD] and the true state of every day since the loss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.wide_ranges import WIDE
from benchmarks.worlds import SLIPPING, SPARSE, true_states, unit_descent

Array = NDArray[np.floating[Any]]
KINDS = ("improving", "stuck", "slipping", "recovered", "near", "nothing")
STILL_FALLEN = 56  # days after its end for which a fall that stays is called one
DAYS, AFTER_FALL = 168, 84  # days since the loss, at least; and after the last fall


@dataclass(frozen=True)
class Fall:
    """A lasting fall; `turned` is the day on which it has begun to ease, if it does."""

    begin: int
    size: float  # own SD
    days: int
    turned: int | None = None


@dataclass(frozen=True)
class Course:
    """One noise-free course."""

    kind: str
    gap: Array  # per day since the loss [own SD]
    falls: tuple[Fall, ...] = ()

    @property
    def truth(self) -> NDArray[np.int8]:
        """The state of each day under the published definitions."""
        state = true_states(self.gap, np.inf, False)
        for fall in self.falls:
            state[fall.begin : fall.turned] = SLIPPING
        for fall in self.falls:
            old = fall.begin + fall.days + STILL_FALLEN
            if fall.turned is None and not any(later.begin > fall.begin for later in self.falls):
                state[old:] = SPARSE  # long after a fall, "harder weeks" and "not much change" both fit: not scored
        return state

    def scaled(self, largest: float) -> Course:
        """The same course with no gap above `largest`: nobody can be further below the usual than the scale reaches."""
        factor = min(1.0, largest / max(float(self.gap.max()), 1e-9))
        falls = tuple(Fall(f.begin, f.size * factor, f.days, f.turned) for f in self.falls)
        return Course(self.kind, self.gap * factor, falls)


def _draw(rng: np.random.Generator, name: str) -> float:
    return WIDE[name].draw(rng)


def flat_drop(depth: float, days: int = DAYS) -> Course:
    """Below the usual by `depth` from the first day on, for good."""
    return Course("stuck", np.full(days, depth))


def late_fall(size: float, begin: int, length: int, days: int = DAYS) -> Course:
    """Nothing at all, then a fall that stays."""
    part = np.clip((np.arange(days) - begin + 1) / length, 0, 1)
    return Course("slipping", size * part, (Fall(begin, size, length),))


def draw_course(kind: str, rng: np.random.Generator) -> Course:
    """Draw a course of `kind` from the ranges of the wide world."""
    t = np.arange(DAYS, dtype=float)
    if kind == "nothing":
        return Course(kind, np.full(DAYS, rng.uniform(-0.2, 0.2)))
    if kind == "near":  # a little below, for months
        rest, start = float(rng.uniform(0.4, 0.6)), _draw(rng, "first gap")
        return Course(kind, rest + max(start - rest, 0) * unit_descent(t, float(rng.uniform(5, 30)), rng))
    if kind == "recovered":
        rest, start = _draw(rng, "remainder"), _draw(rng, "first gap")
        return Course(kind, rest + max(start - rest, 0) * unit_descent(t, _draw(rng, "recovering takes"), rng))
    if kind == "improving":
        rest, start = max(_draw(rng, "remainder"), -0.2), max(_draw(rng, "first gap"), 0.9)
        late = rng.uniform(5, 70) if rng.random() < 0.25 else 0.0
        return Course(
            kind, rest + (start - rest) * unit_descent(t - late, _draw(rng, "improving takes"), rng).clip(0, 1)
        )
    if kind == "stuck":
        depth = _draw(rng, "plateau")
        if rng.random() < 0.4:  # a drop that simply stays
            return Course(kind, np.full(DAYS, depth))
        extra = rng.uniform(0.2, 2.0) * unit_descent(t, float(rng.uniform(4, 45)), rng)
        bend = rng.uniform(-0.0025, 0.0025) * t if rng.random() < 0.3 else 0.0
        return Course(kind, np.maximum(depth + extra + bend, 0.0))
    return _slipping(rng)


def _slipping(rng: np.random.Generator) -> Course:
    at_loss = rng.random() < 0.2  # a slow fall that begins with the loss
    begins = [0 if at_loss else int(_draw(rng, "fall begins"))]
    if rng.random() < 0.25:
        begins.append(begins[0] + int(rng.integers(40, 100)))
    days = max(DAYS, begins[-1] + AFTER_FALL)
    t = np.arange(days, dtype=float)
    rest = _draw(rng, "remainder") if rng.random() < 0.7 else float(rng.uniform(0.6, 2.0))
    start = rest if at_loss or rng.random() < 0.3 else max(_draw(rng, "first gap"), rest)
    gap = rest + (start - rest) * unit_descent(t, float(rng.uniform(4, 45)), rng)
    falls = []
    for number, begin in enumerate(begins):
        size = _draw(rng, "fall") * (0.7 if number else 1.0)
        length = max(int(_draw(rng, "fall lasts")), 14 if begin == 0 else 1)
        gap = gap + size * _fallen(t - begin, length, rng)
        turned = None
        if rng.random() < 0.25:  # it eases again after some weeks
            turn = begin + length + int(rng.integers(21, 60))
            if number + 1 == len(begins) or turn < begins[number + 1]:
                gap = np.where(t > turn, gap - size * (1 - 0.5 ** (np.maximum(t - turn, 0) / rng.uniform(8, 40))), gap)
                turned = turn + 7
        falls.append(Fall(begin, size, length, turned))
    return Course("slipping", gap, tuple(falls))


def _fallen(since: Array, length: int, rng: np.random.Generator) -> Array:
    """Share of a fall that has happened: sudden, straight, slow to begin, or in two or three steps."""
    part = np.clip((since + 1) / length, 0, 1)
    shape = rng.integers(4)
    if shape == 0 or length <= 2:
        return part
    if shape == 1:
        return part**2 * (3 - 2 * part)
    if shape == 2:
        return part**1.6
    steps = int(rng.integers(2, 4))
    return np.where(since >= 0, np.floor(part * (steps - 1) + 1) / steps, 0.0)
