"""Continue courses beyond the days that the bank covers: go on, fall, begin to close, or stall."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from heartdata.recovery.room import FAR
from heartdata.recovery.shapes import GOLDEN, LARGEST_FALL, SMALLEST_FALL, between, log_between
from heartdata.recovery.trajectories import AHEAD, BLOCK, RENEW_EVERY, Float, Trajectories, codes_of

RENEW_REACH = 7  # days past a stretch that its renewal looks at
CODED_EVERY = 2  # days
_DAYS = RENEW_EVERY + AHEAD + 1  # days a course is continued for


@dataclass(frozen=True)
class Bends:
    """What turns do to whatever courses they meet, day by day; courses of one kind stand side by side."""

    order: NDArray[np.intp]  # of the courses by kind
    place: NDArray[np.intp]  # of each course in that order
    falls: slice  # those that fall
    fallen: Float  # and how far they have by each day [own SD]
    turning: slice  # those that turn
    left: Float  # and what share of their gap is left
    stalls: slice  # those that stall
    stay: NDArray[np.int64]  # and which of all gaps, counted day by day, they keep


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
        order = np.argsort(self.kind, kind="stable")
        ends = np.searchsorted(self.kind[order], (FALL, TURN, STALL, STALL + 1)).tolist()
        falls, turning, stalls = (slice(*pair) for pair in pairwise(ends))
        onset = self.onset[order]
        part = np.clip((t - onset[falls] + 1) / self.length[order[falls]], 0, 1)
        left = np.exp(np.float32(-1.609) * np.maximum(t - onset[turning], 0) / self.done[order[turning]])
        stay = np.minimum(t, onset[stalls] + 1).astype(np.int64) - 1
        fallen = self.size[order[falls]] * part
        stay = len(order) * stay + np.arange(len(order))[stalls]
        return Bends(order, np.argsort(order, kind="stable"), falls, fallen, turning, left, stalls, stay)


KEEP, FALL, TURN, STALL = range(4)
TURN_PRIOR = (0.60, 0.08, 0.22, 0.10)  # per 84 days
TURN_DRAWN = (0.375, 0.25, 0.25, 0.125)
REMAINDER = (0.1, 0.8)  # gaps that may be what is left for good [own SD]
REMAINDER_TURNS = 0.3  # how often they begin to close, as a share: otherwise every one fades with the months


@lru_cache(maxsize=16)
def turns(n: int, number: int, prior: tuple[float, ...] = TURN_PRIOR, seed: int = 77) -> Turns:
    """What may happen to `n` courses in the stretch `number` of RENEW_EVERY days."""
    rng = np.random.Generator(np.random.PCG64([seed, number]))
    r = rng.random((7, n))
    block = np.array([KEEP, FALL, TURN, KEEP, FALL, TURN, KEEP, STALL], np.int8)
    # golden-ratio order: neighbours, which share an ancestor, get different turns
    kind = np.resize(block, n)[np.argsort(np.argsort((np.arange(n) * GOLDEN) % 1, kind="stable"), kind="stable")]
    onset = np.empty(n)
    for k in (FALL, TURN, STALL):  # stratified
        at = np.flatnonzero(kind == k)
        onset[at[np.argsort(r[0, at], kind="stable")]] = (np.arange(len(at)) + 0.5) / len(at)
    weight = np.asarray(prior)[kind] / np.asarray(TURN_DRAWN)[kind]
    f32 = np.float32
    return Turns(
        kind,
        np.floor(onset * RENEW_EVERY).astype(f32),
        log_between(r[1], SMALLEST_FALL, LARGEST_FALL).astype(f32),
        np.where(r[2] < 0.35, 1.0, log_between(((r[2] - 0.35) / 0.65).clip(0), 2, 60)).astype(f32),
        log_between(r[3], 20, 200).astype(f32),
        between(r[4], -0.2, 0.6).astype(f32),
        np.where(r[5] < 0.4, between(r[5] / 0.4, -0.003, 0.003), 0).astype(f32),
        np.exp(0.5 * (2 * r[6] - 1)).astype(f32),
        weight.astype(f32),
    )


def continue_courses(
    now: Float,
    rate: Float,
    slipped: NDArray[np.bool_],
    what: Turns,
    *,
    deeper: Float | None = None,
    with_codes: bool = True,
    days: int = RENEW_EVERY,
) -> Trajectories:
    """Courses for the next stretch: each goes on closing as it did, or falls, turns or stalls.

    `now` is the gap [own SD], `rate` the share of it that closes per day, `deeper` how many times as
    deep falls are beyond FAR (`room`). A stretch that only leads on to later ones needs no codes, and one that goes
    beyond the diary's last day only so many `days`.
    """
    # Up to a week past the stretch for the renewal, and the states of AHEAD days on with a day on either side.
    days = min(days + AHEAD + CODED_EVERY, _DAYS if with_codes else RENEW_EVERY + RENEW_REACH)
    gap, t = _continued(now, rate, what, days, deeper), _day_column(days)
    code = np.empty((0, len(now)), np.uint16)
    if with_codes:  # the states of every second day, for that day and the next
        each = slice(None, None, CODED_EVERY)
        slipping = _slipping(slipped, what, t[each])
        blocks = [slice(start, start + BLOCK) for start in range(0, len(now), BLOCK)]
        coded = [codes_of(gap[each, at], slipping[:, at], smooth=False, every=CODED_EVERY) for at in blocks]
        code = np.repeat(np.concatenate(coded, axis=1), CODED_EVERY, axis=0)[:days]
    return Trajectories(gap, code, _slipping(slipped, what, _day_column(RENEW_EVERY + 1)[-1:])[0])


def turn_weights(now: Float, what: Turns) -> Float:
    """How likely each turn is for a course whose gap is `now`, against how often it was drawn."""
    stays = (what.kind == TURN) & (now > REMAINDER[0]) & (now < REMAINDER[1])
    return what.weight * np.where(stays, np.float32(REMAINDER_TURNS), np.float32(1))


def _day_column(days: int) -> Float:
    return np.arange(1, days + 1, dtype=np.float32)[:, None]


def _continued(now: Float, rate: Float, what: Turns, days: int, deeper: Float | None) -> Float:
    t, bends = _day_column(days), what.bends
    now, rate, bend, drift = (a[bends.order] for a in (now, rate, what.bend, what.drift))
    gap: Float = -np.clip(rate * bend, -0.002, 0.06) * t
    np.exp(gap, out=gap)
    gap *= now
    drifted = drift * (now > 0.5) * t
    gap += drifted
    fallen = bends.fallen[:days]
    if deeper is not None:
        fallen = fallen + np.maximum(fallen - np.float32(FAR), 0) * (deeper[bends.order[bends.falls]] - 1)
    gap[:, bends.falls] += fallen
    own = gap[:, bends.turning]
    floor = np.minimum(what.floor[bends.order[bends.turning]], own)
    own -= floor
    own *= bends.left[:days]
    own += floor
    gap[:, bends.stalls] = np.take(gap.ravel(), bends.stay[:days])
    # To write over what is no longer needed takes less time than new memory.
    return np.take(gap, bends.place, axis=1, out=drifted, mode="clip")


def _slipping(slipped: NDArray[np.bool_], what: Turns, t: Float) -> NDArray[np.bool_]:
    falls, turning = (what.bends.order[kind] for kind in (what.bends.falls, what.bends.turning))
    slipping = np.broadcast_to(slipped, (len(t), len(slipped))).copy()
    slipping[:, falls] |= t >= what.onset[falls]
    slipping[:, turning] &= t < what.onset[turning] + 7
    return slipping
