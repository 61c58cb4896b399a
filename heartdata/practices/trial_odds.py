"""The odds of a trial before it begins: how often one like it would show a difference, in simulated diaries."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from heartdata.practices.ar1_regression import background, inertia, residuals, whitened, winsorise
from heartdata.practices.thresholds import limit
from heartdata.practices.trial import Trial, planned_days, redrawn_plans, whole_days
from heartdata.practices.trial_outcome import gaps_in_logging

Array = NDArray[np.float64]
# Patterns of missing days per length; each has its share of the simulated trials.
_PATTERNS: Final = 5


@dataclass(frozen=True)
class Swings:
    """How somebody's days go up and down, and which of them are logged."""

    sd: float  # in the units of the outcome, around trend and weekdays
    phi: float  # how much of a day is left on the next
    weekday: Array  # mean of each weekday, Monday first, same units
    logged: NDArray[np.bool_]  # the latest days, one after the other
    own: bool = True  # False where too little is logged, and typical values are used


@dataclass(frozen=True)
class TrialOdds:
    """How often a trial of this kind would show the difference."""

    days: int
    difference: float  # in the units of the outcome
    shown: float  # share of simulated trials
    judged: float  # share of simulated trials with enough days of each kind
    days_for_good_odds: int | None  # None where no allowed length has them
    fewest_days: int | None  # shortest length that can be judged; None if none can
    own: bool  # from the person's own swings


def swings_of(outcome: pd.Series[float], *, loss: date | None = None) -> Swings:
    """Measure somebody's swings, inertia, weekdays and gaps from their latest days after a loss."""
    if loss is not None:
        outcome = outcome[outcome.index > pd.Timestamp(loss) + pd.Timedelta(days=limit("after_loss"))]
    outcome = outcome.tail(int(limit("odds_days")))
    y = outcome.to_numpy(dtype=float)
    used = np.flatnonzero(np.isfinite(y))
    if len(used) < limit("odds_fewest") or np.ptp(y[used]) == 0:
        share = limit("typical_logged")
        logged = np.array([math.floor((k + 1) * share) > math.floor(k * share) for k in range(20)])
        return Swings(limit("typical_sd"), limit("phi"), np.zeros(7), logged, own=False)
    weekdays = outcome.index.day_of_week.to_numpy()
    columns, penalties = background(used, weekdays[used])
    values = winsorise(y[used], columns, penalties)
    phi = inertia(values, columns, penalties, used)
    left = residuals(values[:, None], columns, penalties * max(float(np.var(values)), 1e-9))[: len(used), 0]
    # The model's own weekdays: means of a few weeks would be mostly chance.
    normal = columns.T @ columns + np.diag(penalties * float(np.var(values)) + 1e-9)
    fitted = np.linalg.solve(normal, columns.T @ values)
    weekly = background(np.arange(7), np.arange(7))[0][:, -8:] @ fitted[-8:]
    freedom = max(len(used) - int((penalties == 0).sum()), 1)
    return Swings(math.sqrt(float(left @ left) / freedom), phi, weekly, np.isfinite(y[used[0] :]))


def before_after_days(outcome: pd.Series[float], trial: Trial, *, loss: date | None = None) -> int:
    """Count the logged days that a before-after trial can be compared with."""
    first = pd.Timestamp(trial.start) - pd.Timedelta(days=limit("before_days"))
    if loss is not None:
        first = max(first, pd.Timestamp(loss) + pd.Timedelta(days=limit("after_loss") + 1))
    known = outcome[(outcome.index >= first) & (outcome.index < pd.Timestamp(trial.start))]
    return int(known.notna().sum())


def trial_odds(trial: Trial, swings: Swings, *, difference: float) -> TrialOdds:
    """Simulate trials of this length and of others, each with a fresh plan."""
    shown, judged = _simulated(trial, swings, difference)
    longer = [
        whole_days(days, trial.block_days)
        for days in range(int(limit("fewest_trial_days")), int(limit("most_trial_days")) + 1, 4)
    ]
    lengths = sorted({length for length in longer if length >= 6 * trial.block_days})
    fixed = bool(trial.on_days)
    good = None if fixed else _shortest(
        lengths, lambda days: _simulated(replace(trial, days=days), swings, difference)[0] >= limit("good_odds")
    )  # fmt: skip
    fewest = trial.days
    if judged < limit("sure_to_judge"):
        fewest = 0 if fixed else _shortest(
            lengths, lambda days: _simulated(replace(trial, days=days), swings, difference)[1] >= limit("sure_to_judge")
        ) or 0  # fmt: skip
    return TrialOdds(trial.days, difference, shown, judged, good, fewest or None, swings.own)


def _shortest(lengths: list[int], enough: Callable[[int], bool]) -> int | None:
    low, high = 0, len(lengths)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(lengths[middle]) else (middle + 1, high)
    return lengths[low] if low < len(lengths) else None


def _simulated(trial: Trial, swings: Swings, difference: float) -> tuple[float, float]:
    """Share of simulated trials that show the difference, and share that have enough days."""
    rng = np.random.default_rng(trial.days)
    each = int(limit("odds_trials")) // _PATTERNS
    plans = redrawn_plans(trial, 5 * each).astype(float)
    if trial.on_days:
        plans[:each] = planned_days(trial)
    days = np.arange(trial.days)
    weekdays = (trial.start.weekday() + days) % 7
    found: list[bool] = []
    judged: list[bool] = []
    for _ in range(_PATTERNS):
        first = int(rng.integers(len(swings.logged)))
        used = np.flatnonzero(swings.logged[(first + days) % len(swings.logged)])
        rng.shuffle(plans)
        with_it = plans[:each, used].sum(axis=1)
        enough = np.minimum(with_it, len(used) - with_it) >= limit("fewest_logged")
        judged += enough.tolist()
        if not enough.any():
            found += [False] * each
            continue
        noise = _noise(rng, trial.days, each, swings.phi)[used] * swings.sd + swings.weekday[weekdays[used], None]
        lifted = _lift_in_doubt(plans[:each], used, difference, swings.sd)
        shown = _shown(noise, plans[:, used].T, used, weekdays[used], swings.phi, lifted)
        found += (shown & enough & ~_uneven(plans, used)[:each]).tolist()
    return float(np.mean(found)), float(np.mean(judged))


def _shown(
    noise: Array, plans: Array, used: NDArray[np.int64], weekdays: NDArray[np.int64], phi: float, difference: Array
) -> NDArray[np.bool_]:
    """For diaries that follow the first plans, one each: whether the test of redrawn plans shows the difference."""
    own = noise.shape[1]
    columns, penalties = background(used, weekdays)
    wy, wx, wc = (whitened(part, used, phi) for part in (noise, plans, columns))
    rest = residuals(np.column_stack([wy, wx]), wc, penalties * max(float(np.var(wy)), 1e-9))
    ry, rx = rest[:, :own], rest[:, own:]
    size = np.sqrt(np.maximum((rx**2).sum(axis=0), 1e-9))
    strength = (rx.T @ (ry + difference * rx[:, :own])) / size[:, None]
    p = ((strength >= np.diag(strength)[None, :] - 1e-9).sum(axis=0)) / len(strength)
    shown: NDArray[np.bool_] = p <= limit("helped")
    return shown


def _lift_in_doubt(plans: Array, used: NDArray[np.int64], difference: float, sd: float) -> Array:
    """What is left of a difference if days with it that are missing oftener went badly, as the judge supposes."""
    logged, on = plans[:, used].sum(axis=1), plans.sum(axis=1)
    missing = np.round(((len(used) - logged) / (plans.shape[1] - on) - logged / on) * on).clip(0)
    lost: Array = missing / np.maximum(logged + missing, 1) * (difference + limit("left_out") * sd)
    return difference - lost


def _uneven(plans: Array, used: NDArray[np.int64]) -> NDArray[np.bool_]:
    """For each plan, whether days with and without it are logged too unevenly for "helped", as the judge sees it."""
    logged = np.zeros(plans.shape[1], dtype=bool)
    logged[used] = True
    differ = gaps_in_logging(plans, logged)
    rarer = (differ[None, :] >= differ[:, None] - 1e-9).mean(axis=1)
    uneven: NDArray[np.bool_] = (rarer <= limit("uneven")) & (differ >= limit("uneven_share"))
    return uneven


def _noise(rng: np.random.Generator, days: int, count: int, phi: float) -> Array:
    """AR(1) noise of SD 1: one column per simulated diary."""
    fresh = rng.normal(size=(days, count))
    for day in range(1, days):
        fresh[day] = phi * fresh[day - 1] + math.sqrt(1 - phi**2) * fresh[day]
    return fresh
