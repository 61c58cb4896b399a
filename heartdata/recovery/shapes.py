"""Noise-free courses of the gap: what the months after a loss can look like, in units of the person's own SD.

Two families are drawn from uniform numbers: common courses, and wide ones, which reach from nothing at all to gaps
that no diary should exceed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]

IMPROVING, STUCK, SLIPPING, RECOVERED, BETWEEN = range(5)
DRAWS = 24  # uniform numbers for one course
DEEPEST = 6.5  # largest gap [own SD]
HIGHEST = 1.2  # furthest above the usual [own SD]
SMALLEST_FALL, LARGEST_FALL = 0.75, 4.3  # [own SD]
# Widest ranges [days]: for 80 % of a gap to close, and for a fall; some falls are slow declines.
IMPROVING_DAYS, RECOVERING_DAYS = (25, 220), (3, 40)
FALL_DAYS, DECLINE_DAYS, DECLINES = (2, 60), (70, 260), 0.15
FALL_BEGINS = (7, 139)  # days after the loss
GOLDEN = 0.618034  # spreads offsets evenly without random numbers
_NEVER = np.inf


def between(r: Doubles, low: float, high: float) -> Doubles:
    """Map uniform draws to low..high."""
    return low + (high - low) * r


def log_between(r: Doubles, low: float, high: float) -> Doubles:
    """Map uniform draws to low..high, evenly in the logarithm."""
    return np.exp(between(r, np.log(low), np.log(high)))


def unit_falls(r: Doubles, done: Doubles, t: Doubles, family: NDArray[np.int64]) -> Doubles:
    """Falls from 1 towards 0, about 80 % done on day `done`; `t` may be a row or one row per course."""
    t = np.broadcast_to(t, (len(done), t.shape[-1]))
    out = np.empty(t.shape)
    pos = np.maximum(t, 0.0)
    for kind in range(5):
        at = family == kind
        if not at.any():
            continue
        tt, d, q = pos[at], done[at][:, None], r[at]
        if kind == 0:
            out[at] = np.exp(-1.609 * tt / d)
        elif kind == 1:
            out[at] = np.maximum(1 - 0.8 * tt / d, 0)
        elif kind == 2:  # two rates
            share, quick, slow = (
                between(q[:, :1], 0.3, 0.7),
                between(q[:, 1:2], 0.15, 0.5),
                between(q[:, 2:3], 1.1, 1.6),
            )
            out[at] = share * np.exp(-1.609 * tt / (quick * d)) + (1 - share) * np.exp(-1.609 * tt / (slow * d))
        elif kind == 3:  # straight pieces, bends at up to three days
            knots = np.sort(np.concatenate((q[:, :3] * 1.25 * d, 1.25 * d), axis=1), axis=1)
            speed = 0.1 + q[:, 3:7] ** 2
            begin = np.concatenate((np.zeros_like(d), knots[:, :-1]), axis=1)
            total = (speed * (knots - begin)).sum(1, keepdims=True)
            fallen = sum(
                speed[:, j : j + 1] * np.clip(tt - begin[:, j : j + 1], 0, (knots - begin)[:, j : j + 1])
                for j in range(4)
            )
            out[at] = 1 - fallen / total
        else:  # a speed that waxes and wanes
            swing = np.zeros_like(tt)
            for j in range(3):
                period = log_between(q[:, j : j + 1], 35, 220)
                swing += np.cos(2 * np.pi * (tt / period + q[:, 3 + j : 4 + j]))
            rate = np.exp(0.75 * swing) * (t[at] > 0)
            log = np.cumsum(rate, axis=1)
            at_done = np.take_along_axis(log, np.clip(d.astype(int), 1, tt.shape[1] - 1), axis=1)
            out[at] = np.exp(-1.609 * log / np.maximum(at_done, 0.3 * d))
    return out


def regular_courses(r: Doubles, kind: int, t: Doubles) -> tuple[Doubles, Doubles]:
    """Exponential closing, plateaus and late falls in their most common ranges."""
    never = np.full((len(r), 1), _NEVER)
    q = [r[:, j : j + 1] for j in range(8)]
    if kind == IMPROVING:
        return between(q[0], 1.8, 3.0) * 0.5 ** (t / between(q[1], 25, 55)), never
    if kind == STUCK:
        return between(q[0], 0.8, 2.0) + between(q[1], 0.3, 1.5) * np.exp(-t / between(q[2], 5, 18)), never
    if kind == RECOVERED:
        return between(q[0], 0.3, 1.8) * 0.5 ** (t / between(q[1], 4, 10)), never
    rest = between(q[0], 0.0, 0.4)
    begin = np.floor(between(q[3], 49, 85))
    ramp = np.where(q[5] < 0.5, 1.0, 14.0)
    fall = between(q[4], 1.0, 2.0) * np.clip((t - begin + 1) / ramp, 0, 1)
    return rest + (between(q[1], 1.8, 3.0) - rest) * 0.5 ** (t / between(q[2], 8, 16)) + fall, begin


def open_courses(r: Doubles, kind: int, t: Doubles) -> tuple[Doubles, Doubles]:
    """Courses of the same sizes in many shapes, with slight slow waves."""
    never = np.full((len(r), 1), _NEVER)
    n = len(r)
    q = [r[:, j : j + 1] for j in range(10)]
    family = np.arange(n) % 5

    def falls(low: float, high: float, delay: Doubles | float = 0.0) -> Doubles:
        return unit_falls(r[:, 10:18], log_between(r[:, 0], low, high), t - delay, family)

    wave = between(q[8], 0.0, 0.2) * np.sin(2 * np.pi * (t / between(q[7], 15, 45) + q[9]))
    if kind == IMPROVING:
        floor = between(q[1], 0.0, 0.5)
        late = np.where(q[5] < 0.2, between(q[4], 10, 70), 0.0)
        return floor + (between(q[2], 1.4, 3.2) - floor) * falls(45, 150, late) + wave, never
    if kind == STUCK:
        slope = np.where(q[5] < 0.25, between(q[6], -0.003, 0.003), 0.0)
        return between(q[1], 0.65, 2.2) + between(q[2], 0, 1.6) * falls(8, 40) + slope * t + wave, never
    if kind == RECOVERED:
        floor = between(q[1], -0.2, 0.32)
        return floor + np.maximum(between(q[2], 0, 2.2) - floor, 0) * falls(5, 30) + wave, never
    floor = np.where(q[3] < 0.2, between(q[1], 0.5, 1.2), between(q[1], -0.1, 0.5))
    begin = np.floor(between(q[4], 28, 139))
    length = np.where(q[5] < 0.3, 1.0, between(q[5], 0, 28))
    part = np.clip((t - begin + 1) / length, 0, 1)
    part = np.where(q[6] < 0.5, part, part * part * (3 - 2 * part))
    return floor + np.maximum(between(q[2], 0.6, 2.6) - floor, 0) * falls(10, 70) + between(
        q[7], 0.8, 2.2
    ) * part + wave * 0.5, begin


def wide_courses(r: Doubles, kind: int, t: Doubles) -> tuple[Doubles, Doubles]:
    """Gaps and plateaus of any depth, remainders, falls of any size at any time, people above their usual."""
    n = len(r)
    never = np.full((n, 1), _NEVER)
    q = [r[:, j : j + 1] for j in range(DRAWS)]
    family = np.arange(n) % 5
    wave = np.where(q[8] < 0.4, between(q[8] / 0.4, 0.05, 0.3), 0.0) * np.sin(
        2 * np.pi * (t / log_between(q[7], 15, 60) + q[9])
    )

    def falls(low: float, high: float, delay: Doubles | float = 0.0) -> Doubles:
        return unit_falls(r[:, 10:18], log_between(r[:, 0], low, high), t - delay, family)

    def settled(draw: Doubles) -> Doubles:
        """Where people settle: about the usual, a little below, or above."""
        return np.where(draw < 0.15, between(draw / 0.15, -HIGHEST, -0.2), between((draw - 0.15) / 0.85, -0.25, 0.6))

    if kind == IMPROVING:
        floor = between(q[1], -0.1, 0.6)
        late = np.where(q[5] < 0.3, between(q[4], 5, 90), 0.0)
        return floor + np.maximum(log_between(q[2], 0.9, DEEPEST) - floor, 0) * falls(
            *IMPROVING_DAYS, late
        ) + wave, never
    if kind == STUCK:
        plateau = log_between(q[1], 0.5, DEEPEST)
        slope = np.where(q[5] < 0.25, between(q[6], -0.004, 0.004), 0.0)
        more = np.where(q[3] < 0.35, 0.0, between(q[2], 0, 2.0))
        more = np.where(q[3] > 0.88, -plateau * q[2], more)  # a fall of the first weeks, not of the first day
        return plateau + more * falls(4, 45) + slope * np.minimum(plateau, 2.0) * t + wave, never
    if kind == RECOVERED:
        floor = settled(q[1])
        start = np.where(q[3] < 0.25, floor, log_between(q[2], 0.3, DEEPEST))
        return floor + np.maximum(start - floor, 0) * falls(*RECOVERING_DAYS) + wave, never
    floor = np.where(q[3] < 0.3, log_between(q[1], 0.5, 3.0), settled(q[1]))
    start = np.where(q[18] < 0.3, floor, log_between(q[2], 0.3, 5.0))
    declines = q[21] < DECLINES
    begin = np.floor(np.where(declines, between(q[4], 0, 100), between(q[4], *FALL_BEGINS)))
    length = np.where(q[5] < 0.35, 1.0, log_between((q[5] - 0.35).clip(0) / 0.65, *FALL_DAYS))
    length = np.where(declines, log_between(q[22], *DECLINE_DAYS), length)
    part = np.clip((t - begin + 1) / length, 0, 1)
    smooth = np.where(q[6] < 0.5, part, part * part * (3 - 2 * part))
    steps = 0.55 * (t >= begin) + 0.45 * (t >= begin + length)
    sharp = smooth * (1 + 0.6 * np.exp(-np.maximum(t - begin, 0) / 10))
    part = np.where(declines, part, np.where(q[19] < 0.2, steps, np.where(q[19] > 0.85, sharp, smooth)))
    fall = log_between(q[20], SMALLEST_FALL, LARGEST_FALL) * part
    return floor + np.maximum(start - floor, 0) * falls(3, 70) + fall + wave * 0.5, begin
