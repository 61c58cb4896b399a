"""Combine one or several measures into one series, and find the step of a rating scale from past entries."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from heartdata.recovery.filter_input import Series
from heartdata.recovery.thresholds import limit

Array = NDArray[np.floating[Any]]

# What may be used, in the order in which the main measure is chosen.
HIGHER_IS_BETTER = (
    "mood", "energy", "interest", "calm", "concentration", "connection", "sleep_quality", "body", "appetite",
)  # fmt: skip
HIGHER_IS_HEAVIER = ("intrusive_thoughts", "rumination")
MEASURES = HIGHER_IS_BETTER + HIGHER_IS_HEAVIER
# A rated night says little about the day: it may add to the days' own answers, and is used alone only on request.
NEVER_ALONE = ("sleep_quality",)

# Steps of scales with 5, 6, 7, 9, 10, 11 ... answers, laid on 0-10, from coarse to fine.
STEPS = (2.5, 2.0, 10 / 6, 1.25, 10 / 9, 1.0, 0.5, 0.25, 0.2, 0.1)
# How much of the main measure's course further measures share, and how likely each is beforehand.
# The second assumption is that they do not share it: then the main measure is read alone.
SHARED = (0.75, 0.0)
SHARED_PRIOR = (0.85, 0.15)
SILENT = 1e3  # half-width of an entry without information [points]


@dataclass(frozen=True)
class Entries:
    """One measure on the calendar, higher = better."""

    value: Array
    count: Array
    step: Array  # known from the entries up to each day


def steps_so_far(value: Array, count: Array) -> Array:
    """Coarsest step of `STEPS` that fits every single entry up to each day; 0.1 where none does."""
    single = ~np.isnan(value) & (count <= 1)
    out = np.full(len(value), STEPS[-1])
    for step in reversed(STEPS):
        ratio = np.where(single, value, 0.0) / step
        fits = np.logical_and.accumulate(np.abs(ratio - np.round(ratio)) < 0.02 / step)
        out[fits] = step
    return out


def read_measure(
    daily: pd.DataFrame, name: str, ignored: NDArray[np.bool_], heavier: Container[str] = HIGHER_IS_HEAVIER
) -> Entries:
    """Measure `name` of `daily` as numbers on 0-10, reversed where needed so that higher is better."""
    value = pd.to_numeric(daily[name], errors="coerce").to_numpy(dtype=float, na_value=np.nan).copy()
    value[~np.isfinite(value) | ignored] = np.nan
    if name in heavier:
        value = 10 - value
    value = np.clip(value, 0, 10)
    column = f"{name}_n"
    count = np.ones(len(value))
    if column in daily.columns:
        raw = pd.to_numeric(daily[column], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
        count = np.where(np.isfinite(raw), np.maximum(raw, 1.0), 1.0)
    return Entries(value, count, steps_so_far(value, count))


def _entries(part: Entries, days: slice) -> int:
    return int((~np.isnan(part.value[days])).sum())


def choose_measures(parts: list[Entries], until: int, leads: Sequence[bool]) -> list[int]:
    """Which measures to use, the main one first, from the entries of the days before `until` alone.

    Mood leads where it is logged; otherwise the measure with the most entries does, of those that may (`leads`).
    """
    counts = [_entries(part, slice(0, max(until, 0))) for part in parts]
    enough = [j for j, n in enumerate(counts) if n >= limit("min_measure")]
    if not any(leads[j] for j in enough):
        return [max(np.flatnonzero(leads).tolist(), key=lambda j: counts[j])]
    return sorted(enough, key=lambda j: (not leads[j], j != 0, -counts[j], j))


def _own_scale(entries: Entries, before: slice, usual: float | None) -> tuple[float, float]:
    """Usual level and day-to-day SD before the event, shrunk towards common values [0-10]."""
    seen = entries.value[before]
    seen = seen[~np.isnan(seen)]
    weight = limit("scale_prior_entries")
    spread = seen.var(ddof=1) if len(seen) > 1 else 0.0
    sd = ((len(seen) * spread + weight * limit("sd_centre") ** 2) / (len(seen) + weight)) ** 0.5
    if len(seen) >= limit("min_before_measure"):
        return float(seen.mean()), float(sd)
    return (limit("usual_centre") if usual is None else usual), float(sd)


def _correlation(steps: Array) -> Array:
    """Correlation of day-to-day changes, shrunk towards the common within-person value."""
    k = steps.shape[1]
    prior, weight = np.full((k, k), limit("measure_correlation")), limit("correlation_prior_days")
    np.fill_diagonal(prior, 1.0)
    if len(steps) < 5:
        return prior
    spread = np.maximum(steps.std(axis=0), 0.3)
    centred = (steps - steps.mean(axis=0)) / spread
    found = np.clip(centred.T @ centred / len(steps), -0.9, 0.9)
    np.fill_diagonal(found, 1.0)
    drawn: Array = (len(steps) * found + weight * prior) / (len(steps) + weight)
    return drawn


def _weights(correlation: Array, loading: Array) -> tuple[Array, float]:
    """Weights of the measures, and the strength of the course against the noise of the joined series."""
    solved = np.linalg.solve(correlation, loading)
    information = float(loading @ solved)
    return solved / information, information**0.5


def _belief(z: Array, full: NDArray[np.bool_], before: slice, event: int) -> Array:
    """How likely each share in `SHARED` is per day, from how far the measures have recently been below their usual."""
    days, others = len(z), z.shape[1] - 1
    counted = full & (np.arange(days) >= event)
    known = full[before].sum()
    total = np.cumsum(np.where(counted[:, None], -z, 0.0), axis=0)
    number = np.cumsum(counted)
    back = int(limit("share_days"))
    total[back:] -= total[:-back].copy()
    number[back:] = number[back:] - number[:-back].copy()
    lower = total / np.maximum(number, 1)[:, None]
    main, rest = lower[:, 0], lower[:, 1:].mean(axis=1)
    part, r = limit("day_information"), limit("measure_correlation")
    level_error = (
        1 / (part * known) if known >= limit("min_before_measure") else limit("usual_sd") ** 2 / limit("sd_centre") ** 2
    )
    error = level_error + 1 / (part * np.maximum(number, 1))
    out = np.empty((days, len(SHARED)))
    for a, (share, prior) in enumerate(zip(SHARED, SHARED_PRIOR, strict=True)):
        variance = (
            error * ((1 + (others - 1) * r) / others + share**2 - 2 * share * r) + (limit("share_spread") * main) ** 2
        )
        fit = -0.5 * (rest - share * main) ** 2 / variance - 0.5 * np.log(variance)
        out[:, a] = np.log(prior) + np.where(number > 0, fit, 0.0)
    out = np.exp(out - out.max(axis=1, keepdims=True))
    shares: Array = out / out.sum(axis=1, keepdims=True)
    return shares


def _centre(value: Array, before: slice, start: int) -> float:
    """Centre of the prior of the usual level, moved only where the first entries are far from common levels."""
    common = limit("usual_centre")
    seen = value[before]
    seen = seen[~np.isnan(seen)]
    if len(seen) >= 3:
        reach = 2 * limit("usual_sd")
        return float(np.clip(common, np.median(seen) - reach, np.median(seen) + reach))
    first = value[max(start, 0) : max(start, 0) + int(limit("min_days"))]
    first = first[~np.isnan(first)]
    if not len(first):
        return common
    return float(np.clip(common, np.median(first) - 0.5, np.median(first) + limit("largest_gap") * limit("sd_centre")))


def join_measures(parts: list[Entries], usual: list[float | None], weekend: Array, starts: tuple[int, ...]) -> Series:
    """Combine measures by generalised least squares; the first is the main one.

    On each day y = sum_k w_k z_k with w = C^-1 l / (l' C^-1 l), C the correlation of the day-to-day noise and l the
    share of the course that each measure has. As it is not known whether the others share it, two assumptions run
    side by side (they do; the main one alone) and are weighed by how far the measures lie below their own usual
    levels, so that measures that do not share the course hardly count.
    """
    main = parts[0]
    days = len(main.value)
    event = starts[0]
    before = slice(max(event - int(limit("max_days_before")), 0), max(event, 0))
    some_before = event > 0 and _entries(main, before) >= limit("min_before_measure")
    used, level = list(range(len(parts))), list(usual)
    if some_before:  # one that has no usual level of its own would only blur the picture
        used = [0] + [
            j for j in used[1:] if usual[j] is not None or _entries(parts[j], before) >= limit("min_before_measure")
        ]
        level = [usual[j] for j in used]
    seen = ~np.isnan(main.value)
    if event > 0:  # a baseline from long ago is not this person's usual any more
        seen[: before.start] = False
    top, bottom = main.value >= 10 - 1e-9, main.value <= 1e-9
    half_main = main.step / (2 * main.count)
    one = np.where(seen, main.value, np.nan)[:, None]
    start_level = _centre(one[:, 0], before, event)
    if len(used) == 1:
        ones = np.ones((days, 1))
        return Series(
            one, half_main[:, None], ones, ones, bottom & seen, top & seen, weekend, starts, usual[0], start_level
        )
    scales = [_own_scale(parts[j], before, u) for j, u in zip(used, level, strict=True)]
    z = np.stack([(parts[j].value - m) / s for j, (m, s) in zip(used, scales, strict=True)], axis=1)
    rounding = np.stack(
        [parts[j].step / (2 * parts[j].count) / s for j, (_, s) in zip(used, scales, strict=True)], axis=1
    )
    centre, spread = scales[0]
    width = len(SHARED)
    y = np.repeat(one, width, axis=1)
    half, strength = np.repeat(half_main[:, None], width, axis=1), np.ones((days, width))
    there = ~np.isnan(z)
    joint = np.asarray(there[:, 1:].any(axis=1), dtype=bool)
    joint[: before.start] = False
    loading = np.where(np.arange(len(used)) == 0, 1.0, SHARED[0])
    length = int(limit("correlation_every_days"))
    block = np.arange(days) // length
    steps = np.diff(z, axis=0)
    whole = ~np.isnan(steps).any(axis=1)
    steps, known = steps[whole], np.concatenate(([0, 0], np.cumsum(whole)))  # changes known before each day
    correlations = {b: _correlation(steps[: known[b * length]]) for b in np.unique(block[joint]).tolist()}
    pattern = there @ (1 << np.arange(len(used)))
    number = (block << len(used)) + pattern  # days with one number have the same weights
    _, firsts, kind = np.unique(number[joint], return_index=True, return_inverse=True)
    weights, strengths = np.zeros((len(firsts), len(used))), np.ones(len(firsts))
    for k, day in enumerate(np.flatnonzero(joint)[firsts].tolist()):
        at = there[day]
        weights[k, at], strengths[k] = _weights(correlations[int(block[day])][at][:, at], loading[at])
    w, strength[joint, 0] = weights[kind], strengths[kind]
    # A measure without an entry has no weight.
    y[joint, 0] = centre + spread * (np.where(there, z, 0.0)[joint] * w).sum(axis=1)
    half[joint, 0] = spread * np.sqrt(((np.where(there, rounding, 0.0)[joint] * w) ** 2).sum(axis=1))
    silent = joint & ~there[:, 0]
    y[silent, 1], half[silent, 1] = centre, SILENT
    belief = _belief(z, there.all(axis=1) & joint, before, event)
    bottom, top = bottom & seen & ~joint, top & seen & ~joint
    return Series(y, half, strength, belief, bottom, top, weekend, starts, usual[0], start_level)
