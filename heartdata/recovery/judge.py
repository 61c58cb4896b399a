"""What is named on each day: the early notice and the state, and why nothing is where nothing can be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from heartdata.recovery.decide import UNCLEAR, Begin, five_shares, named_state, near_usual, notice, rests_on_prior
from heartdata.recovery.filter_input import Series
from heartdata.recovery.measures import SILENT
from heartdata.recovery.room import surely_closing
from heartdata.recovery.thresholds import limit
from heartdata.recovery.trace import Trace
from heartdata.recovery.trajectories import PACE_BINS, PACE_EDGE

Array = NDArray[np.floating[Any]]

NINETY: Final = 1.6449  # half-width of a 90 % normal interval [SD]


def pace_interval(table: Array) -> tuple[Array, Array, Array]:
    """Median and 90 % interval of the pace; NaN where most courses have no gap left."""
    width = 2 * PACE_EDGE / (PACE_BINS - 1)
    edges = -PACE_EDGE + width * np.arange(PACE_BINS)
    total = np.cumsum(table[:, :-1], axis=1)
    whole = np.where(total[:, -1] > 0.5, total[:, -1], np.nan)
    quantiles = []
    for q in (0.05, 0.5, 0.95):
        target = (q * whole)[:, None]
        with np.errstate(invalid="ignore", divide="ignore"):
            k = np.argmax(total >= target, axis=1)
            row = np.arange(len(k))
            below = np.where(k > 0, total[row, np.maximum(k - 1, 0)], 0.0)
            value = edges[k] + width * (target[:, 0] - below) / table[row, k]
        quantiles.append(np.where(np.isnan(whole), np.nan, value))
    return quantiles[1], quantiles[0], quantiles[2]


@dataclass(frozen=True)
class Verdict:
    """What is named on each day.

    `settled` where the early notice does not depend on days left out; `why` says why nothing is named, where it is not
    simply that several readings fit.
    """

    shares: Array
    since: NDArray[np.int64]
    early: NDArray[np.bool_]
    state: NDArray[np.object_]
    alert: NDArray[np.object_]
    settled: NDArray[np.bool_]
    why: NDArray[np.object_]


def _misfit(series: Series, trace: Trace) -> NDArray[np.bool_]:
    """Whether the last 28 days lie further from the level than any course that fits would allow."""
    joined, alone = (_far_off(series.y[:, k], series.half[:, k], trace) for k in (0, -1))
    off: NDArray[np.bool_] = joined & (alone | ~_others_apart(series))
    return off


def _others_apart(series: Series) -> NDArray[np.bool_]:
    """Whether the level surely does not follow the other measures: then these contradict nothing."""
    apart: NDArray[np.bool_] = series.belief[:, -1] > limit("surely_alone")
    return apart if series.belief.shape[1] > 1 else np.zeros_like(apart)


def _far_off(y: Array, half: Array, trace: Trace) -> NDArray[np.bool_]:
    off = np.where(half < SILENT, y - np.clip(trace.level, 0, 10), np.nan)
    seen = ~np.isnan(off)
    number, total = _last_28(seen), _last_28(np.where(seen, off, 0.0))
    with np.errstate(invalid="ignore"):
        error = limit("day_correlation") * np.hypot(trace.noise, half / 3**0.5)
        far: NDArray[np.bool_] = np.abs(total) > limit("misfit") * error * np.sqrt(number)
    return far & (number >= limit("min_entries"))


def _last_28(value: Array | NDArray[np.bool_]) -> Array:
    total = np.concatenate((np.zeros(28), np.cumsum(value, dtype=np.float64)))
    window: Array = total[28:] - total[:-28]
    return window


def _month_outside(series: Series, trace: Trace) -> NDArray[np.bool_]:
    """Whether the mean entry of the last 28 days lies outside the 90 % interval of the level."""
    joined, alone = (_mean_outside(series.y[:, k], series.half[:, k], trace) for k in (0, -1))
    outside: NDArray[np.bool_] = joined & (alone | ~_others_apart(series))
    return outside


def _mean_outside(y: Array, half: Array, trace: Trace) -> NDArray[np.bool_]:
    seen: NDArray[np.bool_] = ~np.isnan(y) & (half < SILENT)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = _last_28(np.where(seen, y, 0.0)) / _last_28(seen)
        spread = NINETY * trace.level_sd
        low, high = np.clip(trace.level - spread, 0, 10), np.clip(trace.level + spread, 0, 10)
        outside: NDArray[np.bool_] = (mean < low) | (mean > high)
    return outside


def _coarse(series: Series, trace: Trace) -> NDArray[np.bool_]:
    """Whether the steps of the scale are too wide to show the person's own ups and downs."""
    seen = ~np.isnan(series.y[:, 0])
    with np.errstate(invalid="ignore", divide="ignore"):
        step = _last_28(np.where(seen, 2 * series.half[:, 0], 0.0)) / _last_28(seen)
        coarse: NDArray[np.bool_] = step > limit("coarse_step") * trace.sd
    return coarse


def judge(
    series: Series,
    trace: Trace,
    counted: tuple[NDArray[np.int64], Array],
    starts: tuple[int, ...],
    days: slice,
    *,
    first_said: int,
    usual_known: bool,
) -> Verdict:
    """Name the state and the early notice of each day, from what the filter has seen up to it."""
    entries, share = counted[0][days], counted[1][days]
    day = np.arange(days.start, days.start + len(entries))
    begun = np.asarray(starts)
    since = day - begun[np.maximum(np.searchsorted(begun, day, side="right") - 1, 0)]
    enough = (entries >= limit("min_entries")) & (share >= limit("min_share")) & (since >= limit("min_days"))
    joint = np.where(enough[:, None, None], trace.joint[days], 0.0)
    shares = np.where(enough[:, None], five_shares(joint), np.nan)
    early = day < first_said
    gap, error = trace.gap[days], NINETY * trace.gap_sd[days]
    coarse, lower, above = _coarse(series, trace)[days], None, np.zeros(len(day), bool)
    if usual_known:
        with np.errstate(invalid="ignore"):
            lower, above = gap >= limit("gap_open"), gap + error < 0
    closing = surely_closing(trace.gap)[days]
    # From the first day of all on, nothing was before.
    alert, *others = (
        notice(joint, enough, since, lower=lower, above=above, coarse=coarse, closing=closing, begin=begin)
        for begin in (Begin if days.start else [Begin.OFF])
    )
    settled = np.logical_and.reduce([alert == other for other in others] or [np.ones(len(alert), dtype=bool)])
    state = named_state(shares, enough, since, lower=lower, closing=closing)
    # Whoever stays at one level has a month's mean near it; one shown beside the state must not contradict it.
    still = (state == "stuck") | (state == "recovered")
    apart = still & _month_outside(series, trace)[days]
    state[apart] = UNCLEAR
    why = np.full(len(state), "", dtype=object)
    if usual_known:
        why[(state == UNCLEAR) & enough & above] = "above"
        why[(state == UNCLEAR) & near_usual(shares, since, gap, gap + error)] = "near"
    else:
        unnamed = (state == UNCLEAR) | rests_on_prior(state, pace_interval(trace.pace[days])[1])
        why[enough & unnamed] = "usual"
    why[apart] = "misfit"
    why[enough & coarse] = "coarse"
    why[enough & _misfit(series, trace)[days]] = "misfit"
    return Verdict(shares, since, early, np.where(why != "", UNCLEAR, state), alert, settled, why)
