"""Other methods on the same diaries: trend tests, a control chart, change points, and an oracle.

Every method has the same minimum of data and returns, per day, a score for "stuck" and one for "slipping" (the
thresholds are chosen on tuning seeds at equal false alarms) and a verdict at its usual settings.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import worlds as w
from heartdata.recovery.filter_input import Series, Settings
from heartdata.recovery.particle_filter import run
from heartdata.recovery.trajectories import AHEAD, PACE_BINS, Trajectories, deal_kinds

Array = NDArray[np.floating[Any]]
WINDOW = 28


@dataclass(frozen=True)
class Said:
    """Scores and verdicts of one method for one person, per day since the event."""

    stuck: Array
    slipping: Array
    verdict: NDArray[np.int64]


def _two_sided(z: float) -> float:
    return math.erfc(abs(z) / math.sqrt(2))


def mann_kendall(x: Array, y: Array) -> tuple[float, float]:
    """Z of Mann-Kendall's test (ties corrected) and the sign of the trend."""
    n = len(y)
    s = float(np.sign(y[None, :] - y[:, None])[np.triu_indices(n, 1)].sum())
    ties = np.unique(y, return_counts=True)[1]
    variance = (n * (n - 1) * (2 * n + 5) - (ties * (ties - 1) * (2 * ties + 5)).sum()) / 18
    return ((s - np.sign(s)) / math.sqrt(variance) if variance > 0 else 0.0), float(np.sign(s))


def least_squares(x: Array, y: Array) -> tuple[float, float]:
    """T value of the slope (read as normal) and the slope."""
    d = x - x.mean()
    slope = float(d @ y / max(d @ d, 1e-9))
    left = y - y.mean() - slope * d
    se = math.sqrt(max(float(left @ left), 1e-9) / max(len(y) - 2, 1) / max(d @ d, 1e-9))
    return slope / se, slope


def _trend(test: Callable[[Array, Array], tuple[float, float]]) -> Callable[[Array], Said]:
    def method(y: Array) -> Said:
        days = len(y) - w.BEFORE
        before = y[: w.BEFORE][~np.isnan(y[: w.BEFORE])]
        usual, sd = _own(before)
        stuck, slipping = np.full(days, -9.0), np.full(days, -9.0)
        verdict = np.full(days, w.RECOVERED)
        for t in range(14, days):
            part = y[w.BEFORE + t - WINDOW + 1 : w.BEFORE + t + 1]
            at = np.flatnonzero(~np.isnan(part))
            if len(at) < 10:
                continue
            z, sign = test(at.astype(float), part[at])
            low = usual - part[at].mean() > 0.5 * sd
            slipping[t] = -z
            stuck[t] = 3.0 - abs(z) + (0.0 if low else -9.0)
            if _two_sided(z) < 0.05:
                verdict[t] = w.IMPROVING if sign > 0 else w.SLIPPING
            else:
                verdict[t] = w.STUCK if low else w.RECOVERED
        return Said(stuck, slipping, verdict)

    return method


def _own(before: Array) -> tuple[float, float]:
    if len(before) < 5:
        return 6.4, 1.45
    return float(before.mean()), max(float(before.std(ddof=1)), 0.3)


def ewma(y: Array) -> Said:
    """EWMA chart on the distance to the own baseline, lambda .1, L 2.7 (doi:10.1080/00401706.1959.10489860)."""
    usual, sd = _own(y[: w.BEFORE][~np.isnan(y[: w.BEFORE])])
    limit = math.sqrt(0.1 / 1.9)
    level = np.zeros(len(y))
    now = 0.0
    for t, value in enumerate(y):
        if not np.isnan(value):
            now += 0.1 * ((value - usual) / sd - now)
        level[t] = now / limit
    level = level[w.BEFORE :]
    lag = 21
    earlier = np.concatenate((np.full(lag, level[0]), level[:-lag]))
    change = level - earlier
    low = level < -2.7
    verdict = np.where(
        low, np.where(change > 1.0, w.IMPROVING, np.where(change < -2.7, w.SLIPPING, w.STUCK)), w.RECOVERED
    )
    return Said(-level - 1.5 * np.abs(change), -change - 0.3 * level, verdict)


def pelt_segments(y: Array, penalty: float) -> list[NDArray[np.int64]]:
    """Change points of the mean, least squares (PELT: Killick et al. 2012, doi:10.1080/01621459.2012.737745).

    One pass returns the best segmentation of every prefix: entry n lists the first positions of the segments of y[:n].
    """
    n = len(y)
    one, two = np.concatenate(([0.0], np.cumsum(y))), np.concatenate(([0.0], np.cumsum(y * y)))
    cost, back = np.zeros(n + 1), np.zeros(n + 1, np.int64)
    cost[0] = -penalty
    live = np.array([0])
    for t in range(1, n + 1):
        size = t - live
        fit = two[t] - two[live] - (one[t] - one[live]) ** 2 / size
        total = cost[live] + fit + penalty
        best = int(np.argmin(total))
        cost[t], back[t] = total[best], live[best]
        live = np.append(live[total - penalty <= cost[t]], t)
    out: list[NDArray[np.int64]] = [np.array([0])]
    for t in range(1, n + 1):
        starts, at = [], t
        while at > 0:
            at = int(back[at])
            starts.append(at)
        out.append(np.array(starts[::-1]))
    return out


def pelt(y: Array) -> Said:
    """PELT with an l2 cost and penalty 3 ln(n) s^2, then the slope within the last segment."""
    days = len(y) - w.BEFORE
    seen = np.flatnonzero(~np.isnan(y))
    values = y[seen]
    usual, sd = _own(y[: w.BEFORE][~np.isnan(y[: w.BEFORE])])
    stuck, slipping = np.full(days, -9.0), np.full(days, -9.0)
    verdict = np.full(days, w.RECOVERED)
    if len(values) < 10:
        return Said(stuck, slipping, verdict)
    segments = pelt_segments(values, 3 * math.log(120) * sd**2)
    for t in range(14, days):
        n = int(np.searchsorted(seen, w.BEFORE + t, side="right"))
        if n < 10:
            continue
        start = segments[n][-1]
        x, v = seen[start:n].astype(float), values[start:n]
        level = (usual - v.mean()) / sd
        t_slope = least_squares(x, v)[0] if len(v) >= 8 else 0.0
        drop = 0.0
        if len(segments[n]) > 1:
            before = values[segments[n][-2] : start]
            drop = (before.mean() - v.mean()) / sd
        fell = drop > 0 and seen[start] > w.BEFORE + 3
        slipping[t] = drop if fell else -1.0
        stuck[t] = min(level, 1.5) - 0.4 * max(t_slope, 0.0) + 0.02 * min(len(v), 40) - (2.0 if fell else 0.0)
        if fell and level > 0.5:
            verdict[t] = w.SLIPPING
        elif level > 0.5:
            verdict[t] = w.IMPROVING if t_slope > 1.96 else w.STUCK
    return Said(stuck, slipping, verdict)


OTHERS: dict[str, Callable[[Array], Said]] = {
    "Mann-Kendall, 28 d": _trend(mann_kendall),
    "OLS slope, 28 d": _trend(least_squares),
    "EWMA .1, 2.7": ewma,
    "PELT l2 + slope": pelt,
}


def oracle_bank(
    world: w.World, late: bool, settings: Settings, seed: int = 777
) -> tuple[Trajectories, NDArray[np.int64]]:
    """Courses drawn from the world's own generator (other seed), with their true states."""
    rng = np.random.default_rng([seed, len(world.name), int(late)])
    n, days = settings.slots * settings.per_slot, world.days
    t = np.arange(days, dtype=float)
    gap, code = np.empty((days, n), np.float32), np.empty((days, n), np.uint16)
    for i in range(n):
        course, state = w.draw_course(world.name, w.GROUPS[i % 4], t, rng, late)
        gap[:, i] = course
        later = np.concatenate((state[AHEAD:], np.full(AHEAD, state[-1]))).astype(np.uint16)
        code[:, i] = (later * 5 + state.astype(np.uint16)) * PACE_BINS
    place = deal_kinds(settings.slots, settings.per_slot)
    dealt = Trajectories(np.ascontiguousarray(gap[:, place]), np.ascontiguousarray(code[:, place]), np.zeros(n, bool))
    return dealt, place % 4


def oracle_settings(world: w.World, person: int) -> Settings:
    """What the oracle knows: this person's usual level, SD, inertia and weekend effect."""
    known = replace(
        Settings(learn_scale=False),
        phis=(float(world.phi[person]),),
        phi_prior=(1.0,),
        sds=(float(world.sd[person]),),
        usual_drift=0.0,
        wave_prior=0.0,
        swings_loss=((1.0, 1.0, False),),
        swings_later=((1.0, 1.0, False),),
    )
    known = replace(
        known, usual=float(world.usual[person]), usual_sd=1e-3, weekend=float(world.weekend[person]), weekend_sd=1e-3
    )
    return replace(known, nugget=0.02, renew_first=10**6)


def oracle_joint(world: w.World, person: int, dealt: tuple[Trajectories, NDArray[np.int64]]) -> Array:
    """The oracle's shares of courses, per day since the event."""
    y = world.values[person, :, 0]
    column = np.ones((len(y), 1))
    weekend = ((world.first_weekday[person] + np.arange(len(y))) % 7 >= 5) - 2 / 7
    series = Series(
        y[:, None], column * world.step[person] / 2, column, column, y <= 1e-9, y >= 10 - 1e-9, weekend, (w.BEFORE,)
    )  # fmt: skip
    return run(series, oracle_settings(world, person), dealt).joint[w.BEFORE :]
