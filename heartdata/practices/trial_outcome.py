"""The result of a trial: how far the plan was kept, and what can be said about the outcome."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from heartdata.practices.ar1_regression import (
    background,
    effect_of,
    inertia,
    one_sided_p,
    residuals,
    whitened,
    winsorise,
)
from heartdata.practices.comparison import NIGHTS, higher_is_better
from heartdata.practices.thresholds import limit
from heartdata.practices.trial import Trial, draw_orders, draw_plan

Array = NDArray[np.float64]


@dataclass(frozen=True)
class TrialOutcome:
    """The result of a trial."""

    stage: str  # ahead, under way, complete or stopped
    days_on: int  # planned days up to now
    days_off: int
    done_on: int | None  # on how many of them it was done; None where it is never logged
    done_off: int | None
    logged_on: int  # days with the outcome logged; for before-after: after
    logged_off: int  # for before-after: before
    kept: bool | None  # well enough to judge it; None where it is never logged
    verdict: str  # not yet (the outcome is not looked at on the way), too few days, helped, goes with or can't tell
    estimate: float = math.nan  # how much higher on days on, in the units of the outcome; NaN until judged
    low: float = math.nan  # 90 % interval
    high: float = math.nan
    p: float = math.nan  # one-sided; by randomisation for blocks


def judge_trial(
    trial: Trial, outcome: pd.Series[float], done: pd.Series[float] | None, *, on: date, loss: date | None = None
) -> TrialOutcome:
    """Judge a trial, from days later than a week after the latest `loss` only.

    P. Onghena & E. S. Edgington (2005), Customization of pain treatments: single-case design and analysis,
    doi:10.1097/00002508-200501000-00007
    """
    if loss is not None:
        outcome = outcome[outcome.index > pd.Timestamp(loss) + pd.Timedelta(days=limit("after_loss"))]
    last = min(trial.last, on)
    ended = on >= trial.last
    stage = "ahead" if on < trial.start else "stopped" if ended and trial.last < trial.end else (
        "complete" if ended else "under way"
    )  # fmt: skip
    days = pd.date_range(trial.start, max(last, trial.start), freq="D")[: 0 if stage == "ahead" else None]
    plan = np.zeros(len(days), dtype=bool)
    for block in trial.blocks:
        plan |= block.on & (days >= pd.Timestamp(block.first)) & (days <= pd.Timestamp(block.last))
    y = _along(outcome, days, shift=trial.outcome in NIGHTS and last < on)
    did = None if done is None or not (done > 0).any() else _along(done, days)
    done_on = None if did is None else int((did[plan] > 0).sum())
    done_off = None if did is None else int((did[~plan] > 0).sum())
    before = _before(outcome, trial) if trial.design == "before-after" else y[~plan]
    counted = TrialOutcome(
        stage=stage,
        days_on=int(plan.sum()),
        days_off=int((~plan).sum()),
        done_on=done_on,
        done_off=done_off,
        logged_on=int(np.isfinite(y[plan]).sum()),
        logged_off=int(np.isfinite(before).sum()),
        kept=None if did is None else _kept(did, plan, trial),
        verdict="not yet",
    )
    if stage in ("ahead", "under way"):
        return counted
    if min(counted.logged_on, counted.logged_off) < limit("fewest_logged"):
        return replace(counted, verdict="too few days")
    if trial.design == "blocks":
        estimate, error, p = _randomised(trial, y, days)
        helped = p <= limit("helped") and stage == "complete" and counted.kept is not False
    else:
        estimate, error, p = _step(trial, before, y, days)
        helped = False
    clear = p <= limit("helped" if trial.design == "blocks" else "goes_with")
    half = limit("interval") * error
    verdict = "helped" if helped else "goes with" if clear else "can't tell"
    return replace(counted, verdict=verdict, estimate=estimate, low=estimate - half, high=estimate + half, p=p)


def _along(values: pd.Series[float], days: pd.DatetimeIndex, *, shift: bool = False) -> Array:
    # The night after a day is logged on the next one.
    wanted = days + pd.Timedelta(days=1) if shift else days
    found: Array = values.reindex(wanted).to_numpy(dtype=float)
    return found


def _before(outcome: pd.Series[float], trial: Trial) -> Array:
    span = int(limit("before_days"))
    days = pd.date_range(end=pd.Timestamp(trial.start) - pd.Timedelta(days=1), periods=span, freq="D")
    return _along(outcome, days)


def _kept(did: Array, plan: NDArray[np.bool_], trial: Trial) -> bool:
    on = did[plan & np.isfinite(did)]
    off = did[~plan & np.isfinite(did)]
    if not len(on) or (not len(off) and trial.design == "blocks"):
        return False
    return bool(on.mean() - (off.mean() if len(off) else 0.0) >= limit("kept"))


def _randomised(trial: Trial, y: Array, days: pd.DatetimeIndex) -> tuple[float, float, float]:
    used = np.flatnonzero(np.isfinite(y))
    weekdays = days.day_of_week.to_numpy()[used]
    columns, penalties = background(used, weekdays)
    values = winsorise(y[used], columns, penalties)
    phi = inertia(values, columns, penalties, used)
    count = int(limit("redraws"))
    # A seed far from the plan's own: the redraws are others than it.
    orders = islice(draw_orders(-(-trial.days // trial.block_days), trial.seed + 1_000_003), count)
    drawn = np.repeat(np.array(list(orders), dtype=float), trial.block_days, axis=1)[:, used]
    own = np.array(draw_plan(trial.days, trial.block_days, trial.seed), dtype=float)[used]
    plans = np.vstack([own, drawn]).T
    wy, wc, wx = (whitened(part, used, phi) for part in (values, columns, plans))
    rest = residuals(np.column_stack([wy, wx]), wc, penalties * max(float(np.var(wy)), 1e-9))
    ry, rx = rest[:, 0], rest[:, 1:]
    power = np.maximum((rx**2).sum(axis=0), 1e-9)
    better = 1 if higher_is_better(trial.outcome) else -1
    strength = better * (rx.T @ ry) / np.sqrt(power)
    # A hair of tolerance, so that equal plans count as equal.
    p = float((strength[1:] >= strength[0] - 1e-9).sum() + 1) / (count + 1)
    found = effect_of(values, plans[:, 0], used, weekdays, phi=phi)
    if found.error != found.error:
        return math.nan, math.nan, 1.0
    return found.value, found.error, p


def _step(trial: Trial, before: Array, after: Array, days: pd.DatetimeIndex) -> tuple[float, float, float]:
    y = np.concatenate([before, after])
    x = np.concatenate([np.zeros(len(before)), np.ones(len(after))])
    used = np.flatnonzero(np.isfinite(y))
    weekdays = (days[0].day_of_week + np.arange(len(y)) - len(before)) % 7
    # Only a line for the trend: waves could bend themselves into any step.
    found = effect_of(y[used], x[used], used, weekdays[used], waves=False)
    p = one_sided_p(found, better=1 if higher_is_better(trial.outcome) else -1)
    return found.value, found.error, 1.0 if p != p else p
