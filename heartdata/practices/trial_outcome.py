"""The result of a trial: how far the plan was kept, and what can be said about the outcome."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from heartdata.practices.ar1_regression import (
    background,
    effect_of,
    inertia,
    one_sided_p,
    residuals,
    student_quantile,
    whitened,
    winsorise,
)
from heartdata.practices.comparison import NIGHTS, higher_is_better
from heartdata.practices.thresholds import limit
from heartdata.practices.trial import Trial, planned_days, redrawn_plans

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
    uneven: bool = False  # logged more often on one kind of day than chance explains


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
        found = _randomised(trial, y, days)
        uneven = _logged_unevenly(trial, y)
        if not uneven and found.p <= limit("helped"):
            uneven = _randomised(trial, _with_bad_days(trial, y), days).p > limit("helped")
        helped = found.p <= limit("helped") and stage == "complete" and counted.kept is not False and not uneven
    else:
        found, uneven, helped = _step(trial, before, y, days, loss), False, False
    clear = found.p <= limit("helped" if trial.design == "blocks" else "goes_with")
    verdict = "helped" if helped else "goes with" if clear else "can't tell"
    return replace(counted, verdict=verdict, estimate=found.estimate, low=found.low, high=found.high, p=found.p,
                   uneven=uneven)  # fmt: skip


@dataclass(frozen=True)
class _Found:
    estimate: float = math.nan
    low: float = math.nan
    high: float = math.nan
    p: float = 1.0


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


def _randomised(trial: Trial, y: Array, days: pd.DatetimeIndex) -> _Found:
    """Compare the plan with plans redrawn under its rule: the p value, and the interval that this test does not refuse.

    The interval inverts the test: for each redrawn plan, the effect at which it would look as good as the own plan.
    """
    used = np.flatnonzero(np.isfinite(y))
    weekdays = days.day_of_week.to_numpy()[used]
    columns, penalties = background(used, weekdays)
    drawn = np.vstack([planned_days(trial)[None, :], redrawn_plans(trial, int(limit("redraws")))])
    plans: Array = drawn[:, used].T.astype(float)
    better = 1 if higher_is_better(trial.outcome) else -1
    values = winsorise(y[used], columns, penalties)
    phi = inertia(values, columns, penalties, used)
    strength, _ = _strengths(values, plans, columns, penalties, used, phi)
    # A hair of tolerance, so that equal plans count as equal.
    p = float((better * strength[1:] >= better * strength[0] - 1e-9).sum() + 1) / len(strength)
    found = effect_of(values, plans[:, 0], used, weekdays, phi=phi)
    if found.error != found.error:
        return _Found()
    # Outlying days and inertia once more, beside the effect instead of mixed with it.
    rest = y[used] - found.value * plans[:, 0]
    rest = winsorise(rest, columns, penalties)
    phi = inertia(rest, columns, penalties, used)
    strength, own = _strengths(rest, plans, columns, penalties, used, phi)
    equal = own[0] - own[1:] > 1e-9 * own[0]
    crossed = found.value + (strength[0] - strength[1:])[equal] / (own[0] - own[1:])[equal]
    middle, low, high = np.quantile(crossed, [0.5, limit("tail"), 1 - limit("tail")])
    return _Found(float(middle), float(low), float(high), p)


def _strengths(
    y: Array, plans: Array, columns: Array, penalties: Array, used: NDArray[np.int64], phi: float
) -> tuple[Array, Array]:
    """How strongly each plan fits the outcome, and fits the own plan, which is the first."""
    wy, wc, wx = (whitened(part, used, phi) for part in (y, columns, plans))
    rest = residuals(np.column_stack([wy, wx]), wc, penalties * max(float(np.var(wy)), 1e-9))
    ry, rx = rest[:, 0], rest[:, 1:]
    size = np.sqrt(np.maximum((rx**2).sum(axis=0), 1e-9))
    return (rx.T @ ry) / size, (rx.T @ rx[:, 0]) / size


def _logged_unevenly(trial: Trial, y: Array) -> bool:
    """Whether days of one kind are logged more often than redrawn plans explain."""
    own = planned_days(trial)[: len(y)]
    plans = np.vstack([own[None, :], redrawn_plans(trial, int(limit("redraws")))[:, : len(y)]])
    differ = gaps_in_logging(plans, np.isfinite(y))
    p = float((differ[1:] >= differ[0] - 1e-9).sum() + 1) / len(differ)
    return bool(p <= limit("uneven") and differ[0] >= limit("uneven_share"))


def gaps_in_logging(plans: Array | NDArray[np.bool_], logged: NDArray[np.bool_]) -> Array:
    """How far the shares logged of days with and without it lie apart, for each plan."""
    on, off = plans.sum(axis=1), (1 - plans).sum(axis=1)
    kept = logged.astype(float)
    gaps: Array = np.abs(plans @ kept / np.maximum(on, 1) - (1 - plans) @ kept / np.maximum(off, 1))
    return gaps


def _with_bad_days(trial: Trial, y: Array) -> Array:
    """Fill in days with it that are missing oftener than those without, as if these had gone badly."""
    plan = planned_days(trial)[: len(y)]
    logged = np.isfinite(y)
    missing = np.flatnonzero(plan & ~logged)
    more = round((logged[~plan].mean() - logged[plan].mean()) * plan.sum())
    if more < 1:
        return y
    sign = 1 if higher_is_better(trial.outcome) else -1
    out = y.copy()
    chosen = missing[np.linspace(0, len(missing) - 1, more).round().astype(int)]
    out[chosen] = np.nanmean(y[~plan]) - sign * limit("left_out") * np.nanstd(y)
    return out


def _step(trial: Trial, before: Array, after: Array, days: pd.DatetimeIndex, loss: date | None) -> _Found:
    y = np.concatenate([before, after])
    x = np.concatenate([np.zeros(len(before)), np.ones(len(after))])
    used = np.flatnonzero(np.isfinite(y))
    place = np.arange(len(y)) - len(before)
    weekdays = (days[0].day_of_week + place) % 7
    curve = None
    if loss is not None:
        # After a loss most of the way is gone early: a line alone takes that for a step.
        since = (days[0] - pd.Timestamp(loss)).days + place
        curve = 0.5 ** (np.maximum(since, 0) / limit("recovery_half_life"))
        curve = (curve - curve[used].mean())[used, None]
    # Only a line for the trend: waves could bend themselves into any step.
    found = effect_of(y[used], x[used], used, weekdays[used], waves=False, beside=curve)
    if found.error != found.error:
        return _Found()
    half = found.error * student_quantile(limit("tail"), found.df)
    p = one_sided_p(found, better=1 if higher_is_better(trial.outcome) else -1)
    return _Found(found.value, found.value - half, found.value + half, p)
