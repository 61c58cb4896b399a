"""A bank of courses of recovery: what the gap to the usual level can look like after a loss.

A course is the gap G(t) in units of the person's own day-to-day SD. The bank is drawn once per process from a seeded
generator (only uniform draws of PCG64 are used, whose stream NumPy keeps stable), so that results repeat bit by bit.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from heartdata.recovery.shapes import (
    BETWEEN,
    DRAWS,
    IMPROVING,
    RECOVERED,
    SLIPPING,
    STUCK,
    open_courses,
    regular_courses,
    wide_courses,
)

Float = NDArray[np.float32]
Codes = NDArray[np.uint16]

PACE_BINS = 32  # the last bin says: no gap left to close
PACE_EDGE = 1.5  # pace is kept within -1.5 .. 1.5 of the gap per 28 days
SMOOTH = 15  # days of the centred mean on which states are read
AHEAD = 14  # days a course is looked ahead for the early notice
RENEW_FIRST, RENEW_EVERY = 140, 84  # days since the event at which the courses are continued afresh
BANK_SEED = 20261
HORIZON = RENEW_FIRST + AHEAD + 8  # days a bank course is known for
BLOCK = 256  # courses worked on at a time: what fits a core's cache is done twice as fast


@dataclass(frozen=True)
class Trajectories:
    """Courses side by side; first axis is the day."""

    gap: Float  # (days, courses) [own SD]
    code: Codes  # (days, courses), or no day: (state in AHEAD days * 5 + state) * PACE_BINS + pace bin
    slipped: NDArray[np.bool_]  # (courses) has fallen by the day of renewal


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
        out[:, some] = codes_of(gap[:, some], slipping[:, some], smooth)
    return out


def codes_of(gap: Float, slipping: NDArray[np.bool_], smooth: bool, every: int = 1) -> Codes:
    """Code a block of courses known on `every` so many days; without `smooth`, read states from the course itself."""
    mean = _centred_mean(gap) if smooth else gap
    pace = np.empty_like(mean)
    month = -28 / every
    np.subtract(mean[2:], mean[:-2], out=pace[1:-1])
    pace[1:-1] *= month / 2
    pace[0], pace[-1] = month * (mean[1] - mean[0]), month * (mean[-1] - mean[-2])
    pace /= np.maximum(mean, np.float32(0.4))
    near, apart = mean <= np.float32(0.40), mean >= np.float32(0.6)
    # States are added up as small integers, since no two of these hold at once; filling in by masks is slow.
    state = np.full(gap.shape, BETWEEN, np.uint8)
    for kind, there in (
        (STUCK, apart & (pace <= np.float32(0.10))),
        (IMPROVING, apart & (pace >= np.float32(0.25))),
        (RECOVERED, near),
    ):
        state -= there.view(np.uint8) * np.uint8(BETWEEN - kind)
    state -= (state - np.uint8(SLIPPING)) * slipping.view(np.uint8)
    pace += np.float32(PACE_EDGE)
    pace *= np.float32((PACE_BINS - 1) / (2 * PACE_EDGE))
    np.minimum(np.maximum(pace, 0, out=pace), PACE_BINS - 2, out=pace)
    bins = np.maximum(pace.astype(np.uint8), near.view(np.uint8) * np.uint8(PACE_BINS - 1))
    ahead = AHEAD // every
    code = np.multiply(state, PACE_BINS, dtype=np.uint16)
    code += bins
    later = np.multiply(state, 5 * PACE_BINS, dtype=np.uint16)
    code[:-ahead] += later[ahead:]
    code[-ahead:] += later[-1]
    return code


# Shares of the families in every kind: common shapes in common ranges, other shapes in common ranges, wide ranges.
FAMILIES = ((regular_courses, 0.25), (open_courses, 0.2), (wide_courses, 0.55))


@lru_cache(maxsize=8)
def bank(courses: int, seed: int = BANK_SEED) -> Trajectories:
    """`courses` courses in an order in which any stretch of eight holds every kind equally often."""
    rng = np.random.Generator(np.random.PCG64(seed))
    t = np.arange(HORIZON, dtype=float)[None, :]
    quarter = courses // 4
    ends = np.round(np.cumsum([0.0, *(share for _, share in FAMILIES)]) * quarter).astype(int)
    gap = np.empty((courses, HORIZON), np.float32)
    slipped = np.empty((courses, HORIZON), bool)
    for kind in (IMPROVING, STUCK, SLIPPING, RECOVERED):
        r = rng.random((quarter, DRAWS))
        parts = [
            family(r[first:last], kind, t)
            for (family, _), first, last in zip(FAMILIES, ends[:-1], ends[1:], strict=True)
            if last > first
        ]
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
def dealt_banks(
    rows: int, columns: int, banks: int = 2, seed: int = BANK_SEED
) -> tuple[Trajectories, NDArray[np.int64]]:
    """Banks of different seeds side by side, each dealt to its share of `rows`, and the kind of each course."""
    each = rows // banks
    place = deal_kinds(each, columns)
    several = [bank(each * columns, seed + k) for k in range(banks)]
    gap, code = (
        np.ascontiguousarray(np.concatenate([getattr(b, name)[:, place] for b in several], axis=1))
        for name in ("gap", "code")
    )
    return Trajectories(gap, code, np.concatenate([b.slipped[place] for b in several])), np.tile(place % 4, banks)
