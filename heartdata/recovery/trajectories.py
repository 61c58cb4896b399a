"""A bank of courses of recovery: what the gap to the usual level can look like after a loss.

A course is the gap G(t) in units of the person's own day-to-day SD. The bank is drawn once per process from a seeded
generator (only uniform draws of PCG64 are used, whose stream NumPy keeps stable), so that results repeat bit by bit.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float32]
Codes = NDArray[np.uint16]

IMPROVING, STUCK, SLIPPING, RECOVERED, BETWEEN = range(5)
PACE_BINS = 32  # the last bin says: no gap left to close
PACE_EDGE = 1.5  # pace is kept within -1.5 .. 1.5 of the gap per 28 days
SMOOTH = 15  # days of the centred mean on which states are read
AHEAD = 14  # days a course is looked ahead for the early notice
RENEW_FIRST, RENEW_EVERY = 140, 84  # days since the event at which the courses are continued afresh
RENEW_REACH = 7  # days past a stretch that its renewal looks at
_DAYS = RENEW_EVERY + AHEAD + 1  # days a course is continued for
HORIZON = RENEW_FIRST + AHEAD + 8  # days a bank course is known for
BLOCK = 256  # courses worked on at a time: what fits a core's cache is done twice as fast


@dataclass(frozen=True)
class Trajectories:
    """Courses side by side; first axis is the day."""

    gap: Float  # (days, courses) [own SD]
    code: Codes  # (days, courses), or no day: (state in AHEAD days * 5 + state) * PACE_BINS + pace bin
    slipped: NDArray[np.bool_]  # (courses) has fallen by the day of renewal


def _between(r: NDArray[np.float64], low: float, high: float) -> NDArray[np.float64]:
    return low + (high - low) * r


def _log_between(r: NDArray[np.float64], low: float, high: float) -> NDArray[np.float64]:
    return np.exp(_between(r, np.log(low), np.log(high)))


def unit_falls(
    r: NDArray[np.float64], done: NDArray[np.float64], t: NDArray[np.float64], family: NDArray[np.int64]
) -> NDArray[np.float64]:
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
                _between(q[:, :1], 0.3, 0.7),
                _between(q[:, 1:2], 0.15, 0.5),
                _between(q[:, 2:3], 1.1, 1.6),
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
                period = _log_between(q[:, j : j + 1], 35, 220)
                swing += np.cos(2 * np.pi * (tt / period + q[:, 3 + j : 4 + j]))
            rate = np.exp(0.75 * swing) * (t[at] > 0)
            log = np.cumsum(rate, axis=1)
            at_done = np.take_along_axis(log, np.clip(d.astype(int), 1, tt.shape[1] - 1), axis=1)
            out[at] = np.exp(-1.609 * log / np.maximum(at_done, 0.3 * d))
    return out


def _centred_mean(gap: Float) -> Float:
    half = SMOOTH // 2
    g = np.concatenate((np.repeat(gap[:1], half, 0), gap, np.repeat(gap[-1:], half, 0)))
    total = np.cumsum(g, axis=0, dtype=np.float32)
    mean = gap.copy()
    mean[1:] = (total[SMOOTH:] - total[:-SMOOTH]) / SMOOTH
    mean[0] = total[SMOOTH - 1] / SMOOTH
    return mean


def code_courses(gap: Float, slipping: NDArray[np.bool_], smooth: bool = True) -> Codes:
    """State now, state in AHEAD days and pace, for every day of every course (days, courses)."""
    out = np.empty(gap.shape, np.uint16)
    for start in range(0, gap.shape[1], BLOCK):
        some = slice(start, start + BLOCK)
        out[:, some] = _codes(gap[:, some], slipping[:, some], smooth)
    return out


def _codes(gap: Float, slipping: NDArray[np.bool_], smooth: bool) -> Codes:
    mean = _centred_mean(gap) if smooth else gap
    closing = np.empty_like(mean)
    closing[1:-1] = -14 * (mean[2:] - mean[:-2])
    closing[0], closing[-1] = -28 * (mean[1] - mean[0]), -28 * (mean[-1] - mean[-2])
    pace = closing / np.maximum(mean, np.float32(0.4))
    open_ = mean >= 0.6
    state = np.full(gap.shape, BETWEEN, np.uint16)
    state[open_ & (pace <= 0.10)] = STUCK
    state[open_ & (pace >= 0.25)] = IMPROVING
    state[mean <= 0.40] = RECOVERED
    state[slipping] = SLIPPING
    bins = np.clip((pace + PACE_EDGE) * ((PACE_BINS - 1) / (2 * PACE_EDGE)), 0, PACE_BINS - 2).astype(np.uint16)
    bins[mean <= 0.4] = PACE_BINS - 1
    later = np.concatenate((state[AHEAD:], np.repeat(state[-1:], AHEAD, 0)))
    return (later * np.uint16(5) + state) * np.uint16(PACE_BINS) + bins


def _benchmark_courses(
    r: NDArray[np.float64], kind: int, t: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    never = np.full((len(r), 1), np.inf)
    q = [r[:, j : j + 1] for j in range(8)]
    if kind == IMPROVING:
        return _between(q[0], 1.8, 3.0) * 0.5 ** (t / _between(q[1], 25, 55)), never
    if kind == STUCK:
        return _between(q[0], 0.8, 2.0) + _between(q[1], 0.3, 1.5) * np.exp(-t / _between(q[2], 5, 18)), never
    if kind == RECOVERED:
        return _between(q[0], 0.3, 1.8) * 0.5 ** (t / _between(q[1], 4, 10)), never
    rest = _between(q[0], 0.0, 0.4)
    begin = np.floor(_between(q[3], 49, 85))
    ramp = np.where(q[5] < 0.5, 1.0, 14.0)
    fall = _between(q[4], 1.0, 2.0) * np.clip((t - begin + 1) / ramp, 0, 1)
    return rest + (_between(q[1], 1.8, 3.0) - rest) * 0.5 ** (t / _between(q[2], 8, 16)) + fall, begin


def _open_courses(
    r: NDArray[np.float64], kind: int, t: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    never = np.full((len(r), 1), np.inf)
    n = len(r)
    q = [r[:, j : j + 1] for j in range(10)]
    family = np.arange(n) % 5

    def falls(low: float, high: float, delay: NDArray[np.float64] | float = 0.0) -> NDArray[np.float64]:
        done = _log_between(r[:, 0], low, high)
        return unit_falls(r[:, 10:18], done, t - delay, family)

    wave = _between(q[8], 0.0, 0.2) * np.sin(2 * np.pi * (t / _between(q[7], 15, 45) + q[9]))
    if kind == IMPROVING:
        floor = _between(q[1], 0.0, 0.5)
        late = np.where(q[5] < 0.2, _between(q[4], 10, 70), 0.0)
        return floor + (_between(q[2], 1.4, 3.2) - floor) * falls(45, 150, late) + wave, never
    if kind == STUCK:
        slope = np.where(q[5] < 0.25, _between(q[6], -0.003, 0.003), 0.0)
        return _between(q[1], 0.65, 2.2) + _between(q[2], 0, 1.6) * falls(8, 40) + slope * t + wave, never
    if kind == RECOVERED:
        floor = _between(q[1], -0.2, 0.32)
        return floor + np.maximum(_between(q[2], 0, 2.2) - floor, 0) * falls(5, 30) + wave, never
    floor = np.where(q[3] < 0.2, _between(q[1], 0.5, 1.2), _between(q[1], -0.1, 0.5))
    begin = np.floor(_between(q[4], 28, 139))
    length = np.where(q[5] < 0.3, 1.0, _between(q[5], 0, 28))
    part = np.clip((t - begin + 1) / length, 0, 1)
    part = np.where(q[6] < 0.5, part, part * part * (3 - 2 * part))
    return floor + np.maximum(_between(q[2], 0.6, 2.6) - floor, 0) * falls(10, 70) + _between(
        q[7], 0.8, 2.2
    ) * part + wave * 0.5, begin


@lru_cache(maxsize=4)
def bank(courses: int, seed: int = 20261, benchmark_share: float = 0.5) -> Trajectories:
    """`courses` courses in an order in which any stretch of eight holds every kind equally often."""
    rng = np.random.Generator(np.random.PCG64(seed))
    t = np.arange(HORIZON, dtype=float)[None, :]
    quarter = courses // 4
    split = round(quarter * benchmark_share)
    gap = np.empty((courses, HORIZON), np.float32)
    slipped = np.empty((courses, HORIZON), bool)
    for kind in (IMPROVING, STUCK, SLIPPING, RECOVERED):
        r = rng.random((quarter, 18))
        parts = [f(x, kind, t) for f, x in ((_benchmark_courses, r[:split]), (_open_courses, r[split:])) if len(x)]
        g = np.concatenate([p[0] for p in parts])
        begin = np.concatenate([p[1] for p in parts])
        order = np.argsort(rng.random(quarter), kind="stable")
        gap[kind::4] = g[order]
        slipped[kind::4] = t >= begin[order]
    gap, slipped = np.ascontiguousarray(gap.T), np.ascontiguousarray(slipped.T)
    return Trajectories(gap, code_courses(gap, slipped), slipped[RENEW_FIRST])


def deal_kinds(rows: int, columns: int) -> NDArray[np.int64]:
    """Which course of a bank, in which the four kinds take turns, goes where, so that every row gets every kind."""
    four, where = np.divmod(np.arange(rows * columns), 4)
    target = (four % rows) * columns + four // rows * 4 + where
    place = np.empty(rows * columns, np.int64)
    place[target] = np.arange(rows * columns)
    return place


@lru_cache(maxsize=4)
def dealt_bank(
    rows: int, columns: int, seed: int = 20261, benchmark_share: float = 0.5
) -> tuple[Trajectories, NDArray[np.int64]]:
    """The bank dealt to `rows` noise classes, each with every kind equally often, and the kind of each course."""
    n = rows * columns
    place = deal_kinds(rows, columns)
    b = bank(n, seed, benchmark_share)
    gap, code, slipped = (
        np.ascontiguousarray(b.gap[:, place]),
        np.ascontiguousarray(b.code[:, place]),
        b.slipped[place],
    )
    return Trajectories(gap, code, slipped), place % 4


@dataclass(frozen=True)
class Bends:
    """What turns do to whatever courses they meet, day by day."""

    falls: NDArray[np.intp]  # which courses fall
    fallen: Float  # and how far they have by each day [own SD]
    turning: NDArray[np.intp]  # which courses turn
    left: Float  # and what share of their gap is left
    stalls: NDArray[np.intp]  # which courses stall
    stay: NDArray[np.int64]  # and which day's gap they keep


@dataclass(frozen=True)
class Turns:
    """Seeded draws for the continuation of `n` courses, and the weight that undoes uneven drawing."""

    kind: NDArray[np.int8]
    onset: Float
    size: Float
    length: Float
    done: Float
    floor: Float
    drift: Float
    bend: Float
    weight: Float

    @cached_property
    def bends(self) -> Bends:
        """What does not depend on the courses, kept because the same draws serve every eighth stretch."""
        t = _day_column(_DAYS)
        falls, turning, stalls = (np.flatnonzero(self.kind == k) for k in (FALL, TURN, STALL))
        part = np.clip((t - self.onset[falls] + 1) / self.length[falls], 0, 1)
        left = np.exp(np.float32(-1.609) * np.maximum(t - self.onset[turning], 0) / self.done[turning])
        stay = np.minimum(t, self.onset[stalls] + 1).astype(np.int64) - 1
        return Bends(falls, self.size[falls] * part, turning, left, stalls, stay)


KEEP, FALL, TURN, STALL = range(4)
TURN_PRIOR = (0.60, 0.08, 0.22, 0.10)  # per 84 days
TURN_DRAWN = (0.375, 0.25, 0.25, 0.125)


@lru_cache(maxsize=16)
def turns(n: int, number: int, prior: tuple[float, ...] = TURN_PRIOR, seed: int = 77) -> Turns:
    """What may happen to `n` courses in the stretch `number` of RENEW_EVERY days."""
    rng = np.random.Generator(np.random.PCG64([seed, number]))
    r = rng.random((7, n))
    block = np.array([KEEP, FALL, TURN, KEEP, FALL, TURN, KEEP, STALL], np.int8)
    # golden-ratio order: neighbours, which share an ancestor, get different turns
    kind = np.resize(block, n)[np.argsort(np.argsort((np.arange(n) * 0.618034) % 1, kind="stable"), kind="stable")]
    onset = np.empty(n)
    for k in (FALL, TURN, STALL):  # stratified
        at = np.flatnonzero(kind == k)
        onset[at[np.argsort(r[0, at], kind="stable")]] = (np.arange(len(at)) + 0.5) / len(at)
    weight = np.asarray(prior)[kind] / np.asarray(TURN_DRAWN)[kind]
    f32 = np.float32
    return Turns(
        kind,
        np.floor(onset * RENEW_EVERY).astype(f32),
        _between(r[1], 0.8, 2.2).astype(f32),
        np.where(r[2] < 0.35, 1.0, _between(r[2], 0, 28)).astype(f32),
        _log_between(r[3], 30, 150).astype(f32),
        _between(r[4], -0.1, 0.35).astype(f32),
        np.where(r[5] < 0.4, _between(r[5] / 0.4, -0.003, 0.003), 0).astype(f32),
        np.exp(0.5 * (2 * r[6] - 1)).astype(f32),
        weight.astype(f32),
    )


def continue_courses(
    now: Float, rate: Float, slipped: NDArray[np.bool_], what: Turns, *, with_codes: bool = True
) -> Trajectories:
    """Courses for the next stretch: each goes on closing as it did, or falls, turns or stalls.

    `now` is the gap [own SD], `rate` the share of it that closes per day. A stretch that only leads on to later ones
    needs no codes.
    """
    # Up to a week past the stretch for the renewal, and the states of AHEAD days on with a day on either side.
    days = _DAYS if with_codes else RENEW_EVERY + RENEW_REACH
    gap, t = _continued(now, rate, what, days), _day_column(days)
    code = np.empty((days if with_codes else 0, len(now)), np.uint16)
    if with_codes:
        slipping = _slipping(slipped, what, t)
        for start in range(0, len(now), BLOCK):
            some = slice(start, start + BLOCK)
            code[:, some] = _codes(gap[:, some], slipping[:, some], smooth=False)
    return Trajectories(gap, code, _slipping(slipped, what, t[RENEW_EVERY : RENEW_EVERY + 1])[0])


def _day_column(days: int) -> Float:
    return np.arange(1, days + 1, dtype=np.float32)[:, None]


def _continued(now: Float, rate: Float, what: Turns, days: int) -> Float:
    t, bends = _day_column(days), what.bends
    gap: Float = -np.clip(rate * what.bend, -0.002, 0.06) * t
    np.exp(gap, out=gap)
    gap *= now
    gap += what.drift * (now > 0.5) * t
    gap[:, bends.falls] += bends.fallen[:days]
    own = gap[:, bends.turning]
    floor = np.minimum(what.floor[bends.turning], own)
    gap[:, bends.turning] = floor + (own - floor) * bends.left[:days]
    gap[:, bends.stalls] = np.take_along_axis(gap[:, bends.stalls], bends.stay[:days], axis=0)
    return gap


def _slipping(slipped: NDArray[np.bool_], what: Turns, t: Float) -> NDArray[np.bool_]:
    falls, turning = what.bends.falls, what.bends.turning
    slipping = np.broadcast_to(slipped, (len(t), len(slipped))).copy()
    slipping[:, falls] |= t >= what.onset[falls]
    slipping[:, turning] &= t < what.onset[turning] + 7
    return slipping
