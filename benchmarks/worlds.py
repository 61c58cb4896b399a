# mypy: disable-error-code="no-any-return"
"""Simulated people with known truth: the benchmark world and a world of other shapes.

Gaps are in units of the person's own day-to-day SD; `gap(t)` is the usual level minus the expected level, day 0 is
the event. Everything is drawn from one seeded generator per world, so a seed determines a world completely.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]
IMPROVING, STUCK, SLIPPING, RECOVERED, GREY, SPARSE = range(6)
GROUPS = ("improving", "stuck", "slipping", "recovered", "sparse")
BEFORE = 28  # days of logs before the event


@dataclass(frozen=True)
class World:
    """People of one world; arrays are (people, days), days from -28 on."""

    name: str
    seed: int
    values: Array  # observed ratings 0-10, NaN where no entry; (people, days, measures)
    truth: NDArray[np.int8]  # state per day, GREY between the definitions or before the event
    gap: Array  # noise-free gap [own SD]
    group: NDArray[np.int8]
    usual: Array  # true usual level [0-10]
    sd: Array  # true day-to-day SD [0-10 points]
    phi: Array
    weekend: Array
    step: Array
    first_weekday: NDArray[np.int64]

    @property
    def people(self) -> int:
        """Number of people."""
        return len(self.group)

    @property
    def days(self) -> int:
        """Days since the event that are simulated."""
        return self.values.shape[1] - BEFORE

    def daily(self, person: int, measures: int = 1, before: bool = True) -> tuple[pd.DataFrame, pd.Timestamp]:
        """One person as `track_progress` takes it, and the day of the event."""
        first = pd.Timestamp("2025-01-06") + pd.Timedelta(days=int(self.first_weekday[person]))
        index = pd.date_range(first, periods=self.values.shape[1], freq="D")
        names = ("mood", "energy", "concentration", "interest")[:measures]
        frame = pd.DataFrame({n: self.values[person, :, k] for k, n in enumerate(names)}, index=index)
        for name in names:
            frame[f"{name}_n"] = frame[name].notna().astype(int)
        event = index[BEFORE]
        return (frame if before else frame.loc[event:]), event


def _uniform(rng: np.random.Generator, low: float, high: float) -> float:
    return float(rng.uniform(low, high))


def _fall(t: Array, start: float, size: float, kind: str, rng: np.random.Generator) -> Array:
    since = t - start
    if kind == "step":
        return size * (since >= 0)
    if kind == "ramp":
        return size * np.clip((since + 1) / 14.0, 0, 1)
    if kind == "logistic":  # about 8 % done at the start
        width = _uniform(rng, 1.5, 4.5)
        return size / (1 + np.exp(-(since - 2.5 * width) / width))
    if kind == "two steps":
        gap_days = _uniform(rng, 6, 18)
        return size * (0.55 * (since >= 0) + 0.45 * (since >= gap_days))
    if kind == "second loss":  # sharp, then a partial rebound, lasting
        return np.where(since >= 0, size * (1 + 0.6 * np.exp(-np.maximum(since, 0) / 10.0)), 0.0)
    done = np.clip(since / _uniform(rng, 7, 21), 0, 1)  # "speeding up"
    return size * done**1.4


def _benchmark_path(group: str, t: Array, rng: np.random.Generator, late: bool) -> tuple[Array, float]:
    never = np.inf
    if group == "improving":
        start = _uniform(rng, 1.8, 3.0)
        if not late:
            return start * 0.5 ** (t / _uniform(rng, 25, 55)), never
        if rng.random() < 0.5:  # slow all along
            return start * 0.5 ** (t / _uniform(rng, 90, 170)), never
        begin, half = _uniform(rng, 130, 230), _uniform(rng, 25, 55)  # long plateau, then improving
        return _uniform(rng, 1.2, 2.2) * 0.5 ** (np.maximum(t - begin, 0) / half) + 0.6 * np.exp(-t / 10), never
    if group == "stuck":
        extra, tc = _uniform(rng, 0.3, 1.5), _uniform(rng, 5, 18)
        return _uniform(rng, 0.8, 2.0) + extra * np.exp(-t / tc), never
    if group == "slipping":
        residue, half = _uniform(rng, 0.0, 0.4), _uniform(rng, 8, 16)
        path = residue + (_uniform(rng, 1.8, 3.0) - residue) * 0.5 ** (t / half)
        begin = float(rng.integers(155, 321) if late else rng.integers(49, 85))
        kind = "step" if rng.random() < 0.5 else "ramp"
        return path + _fall(t, begin, _uniform(rng, 1.0, 2.0), kind, rng), begin
    return _uniform(rng, 0.3, 1.8) * 0.5 ** (t / _uniform(rng, 4, 10)), never


def unit_descent(t: Array, done: float, rng: np.random.Generator) -> Array:
    """A fall from 1 towards 0, about 80 % done on day `done`; shapes that the method does not contain."""
    kind = rng.integers(7)
    if kind == 0:  # stretched exponential
        power = _uniform(rng, 0.6, 1.8)
        return np.exp(-1.609 * (np.maximum(t, 0) / done) ** power)
    if kind == 1:  # power law
        power = _uniform(rng, 1.0, 2.5)
        return (1 + np.maximum(t, 0) / (done / (5 ** (1 / power) - 1))) ** -power
    if kind == 2:  # S-shaped: a late responder
        middle = done * _uniform(rng, 0.45, 0.75)
        width = (done - middle) / 1.386
        raw = 1 / (1 + np.exp((t - middle) / width))
        return raw * (1 + np.exp(-middle / width))
    if kind == 3:  # monotone spline: the integral of a positive, continuous piecewise-linear speed
        knots = np.sort(rng.uniform(0, 1.3 * done, 4))
        speed = np.interp(
            t, np.concatenate(([0.0], knots, [1.6 * done, 2.4 * done])), np.append(rng.gamma(1.5, 1.0, 6), 0.02)
        )
        total = np.cumsum(np.where(t >= 0, speed, 0.0))
        return 1 - total / total[-1] * 0.97
    if kind == 4:  # logarithmic
        scale = done * _uniform(rng, 0.1, 0.5)
        return np.maximum(1 - 0.8 * np.log1p(np.maximum(t, 0) / scale) / np.log1p(done / scale), 0)
    if kind == 5:
        return 1 - np.tanh(1.1 * np.maximum(t, 0) / done)
    return 1 - np.sin(0.5 * np.pi * np.clip(t / (1.69 * done), 0, 1))  # a quarter of a sine


def _other_path(group: str, t: Array, rng: np.random.Generator, late: bool) -> tuple[Array, float]:
    never = np.inf
    if group == "improving":
        start, floor = _uniform(rng, 1.4, 3.0), _uniform(rng, 0.0, 0.3)
        if late and rng.random() < 0.5:
            begin = _uniform(rng, 110, 230)
            return floor + (start * 0.75 - floor) * unit_descent(t - begin, _uniform(rng, 60, 130), rng).clip(
                0, 1
            ), never
        done = np.exp(_uniform(rng, np.log(200), np.log(420)) if late else _uniform(rng, np.log(55), np.log(140)))
        return floor + (start - floor) * unit_descent(t, float(done), rng), never
    if group == "stuck":
        level = _uniform(rng, 0.8, 2.0)
        fast = _uniform(rng, 0.2, 1.4) * unit_descent(t, _uniform(rng, 10, 30), rng)
        if rng.random() < 0.5:  # drifting plateau
            drift = _uniform(rng, -0.0025, 0.0025) * np.minimum(t, 140)
        else:  # slow bend
            drift = _uniform(rng, -0.25, 0.25) * np.sin(np.pi * np.clip(t / _uniform(rng, 150, 260), 0, 2))
        return level + fast + drift, never
    if group == "slipping":
        residue = _uniform(rng, -0.1, 0.4)
        path = residue + (_uniform(rng, 1.0, 2.8) - residue) * unit_descent(t, _uniform(rng, 15, 45), rng)
        begin = float(rng.integers(155, 321) if late else rng.integers(40, 100))
        kind = ("logistic", "two steps", "second loss", "speeding up")[rng.integers(4)]
        return path + _fall(t, begin, _uniform(rng, 1.0, 2.2), kind, rng), begin
    return _uniform(rng, 0.2, 2.0) * unit_descent(t, _uniform(rng, 8, 25), rng) + _uniform(rng, -0.15, 0.15), never


def _waves(t: Array, rng: np.random.Generator) -> Array:
    """Slow waves on top of the course; too quick to be a change of state, which is defined without them."""
    swing = np.sin(2 * np.pi * t / _uniform(rng, 20, 60) + _uniform(rng, 0, 6.28))
    return _uniform(rng, 0.0, 0.2) * swing


def centred_mean(path: Array, width: int = 15) -> Array:
    """Moving mean over `width` days, with the ends held."""
    half = width // 2
    padded = np.concatenate((np.full(half, path[0]), path, np.full(half, path[-1])))
    return np.convolve(padded, np.full(width, 1 / width), mode="valid")


def true_states(gap: Array, fall: float, smooth: bool) -> NDArray[np.int8]:
    """The state of each day since the event, from the noise-free gap."""
    path = centred_mean(gap) if smooth else gap
    closing = -28 * np.gradient(path)
    state = np.full(len(gap), GREY, np.int8)
    state[(path >= 0.6) & (closing <= 0.10 * path)] = STUCK
    state[(path >= 0.6) & (closing >= 0.25 * path)] = IMPROVING
    state[path <= 0.40] = RECOVERED
    days = np.arange(len(gap))
    if smooth and np.isfinite(fall):  # the centred mean sees a fall a week too early
        before = (days >= fall - 7) & (days < fall)
        state[before] = true_states(gap[: max(int(fall), 1)], np.inf, False)[-1] if fall > 0 else GREY
    state[days >= fall] = SLIPPING
    return state


def draw_course(name: str, kind: str, t: Array, rng: np.random.Generator, late: bool) -> tuple[Array, NDArray[np.int8]]:
    """One noise-free course of the gap, waves included, and its true states."""
    maker = _benchmark_path if name == "benchmark" else _other_path
    gap, fall = maker(kind, t, rng, late)
    truth = true_states(gap, fall, name == "other")
    return (gap + _waves(t, rng) if name == "other" else gap), truth


def _observe(
    latent: Array, missing: float, hole: float, step: float, rng: np.random.Generator, tilt: Array | None = None
) -> Array:
    """Rounded, clipped ratings; entries are more often missing on days below the person's own mean (`tilt` in SD)."""
    grid = np.clip(np.round(latent / step) * step, 0, 10)
    base = np.log(missing / (1 - missing))
    gone = rng.random(len(latent)) < 1 / (1 + np.exp(-(base - 0.7 * (tilt if tilt is not None else 0.0))))
    if rng.random() < hole:
        length = rng.integers(5, 11)
        begin = rng.integers(0, len(latent) - length)
        gone[begin : begin + length] = True
    return np.where(gone, np.nan, grid)


def build_world(name: str, per_group: int, seed: int, days: int = 140, measures: int = 1, late: bool = False) -> World:
    """Simulate `per_group` people in each of the five groups of the world `name` ("benchmark" or "other")."""
    rng = np.random.default_rng([seed, 1 if name == "benchmark" else 2, days, measures, int(late)])
    people, length = per_group * len(GROUPS), BEFORE + days
    values = np.full((people, length, measures), np.nan)
    truth = np.full((people, length), GREY, np.int8)
    gaps = np.zeros((people, length))
    numbers = {k: np.zeros(people) for k in ("usual", "sd", "phi", "weekend", "step")}
    group = np.repeat(np.arange(len(GROUPS)), per_group).astype(np.int8)
    weekday = rng.integers(0, 7, people)
    t = np.arange(days, dtype=float)
    for i in range(people):
        kind = GROUPS[group[i]]
        course = GROUPS[rng.integers(4)] if kind == "sparse" else kind
        gaps[i, BEFORE:], states = draw_course(name, course, t, rng, late)
        truth[i, BEFORE:] = SPARSE if kind == "sparse" else states
        phi = _uniform(rng, 0.2, 0.6) if name == "benchmark" else _uniform(rng, 0.05, 0.65)
        weekend = _uniform(rng, 0, 0.5) if name == "benchmark" else _uniform(rng, -0.2, 0.5)
        if name == "benchmark":
            coarse = rng.random() < 0.5
            step = 2.5 if coarse else 1.0
            sd = _uniform(rng, 0.55, 0.85) * 2.5 if coarse else _uniform(rng, 1.0, 1.7)
            usual = _uniform(rng, 6, 8)
        else:
            step = (2.5, 1.0, 0.1)[rng.integers(3)]
            sd = _uniform(rng, 0.5, 0.85) * 2.5 if step == 2.5 else _uniform(rng, 0.9, 1.8)
            usual = _uniform(rng, 4, 8.5)
        is_weekend = ((weekday[i] + np.arange(length)) % 7) >= 5
        common = 0.45**0.5
        noise = np.empty((length, measures + 1))
        for k in range(measures + 1):
            shock = rng.standard_normal(length) if name == "benchmark" else rng.standard_t(4, length) / 2**0.5
            noise[:, k] = ar1(shock, phi)
        days_off = np.where(rng.random(length) < 0.02, rng.uniform(-3, -1.5, length), 0.0)
        missing = (
            _uniform(rng, 0.75, 0.90) if kind == "sparse" else _uniform(rng, 0.10, 0.40 if name == "benchmark" else 0.5)
        )
        mood_z = None
        for k in range(measures):
            mixed = common * noise[:, 0] + (1 - 0.45) ** 0.5 * noise[:, k + 1] if measures > 1 else noise[:, 1]
            loading = 1.0 if k == 0 else 0.75
            z = mixed - loading * gaps[i] + weekend * (is_weekend - 2 / 7) + days_off
            centre = usual if k == 0 else _uniform(rng, *((6, 8) if name == "benchmark" else (4, 8.5)))
            if k == 0:
                mood_z = z
                values[i, :, 0] = _observe(centre + sd * z, missing, 0.3, step, rng, z - z.mean())
            else:  # further measures are mostly entered on days with a mood
                seen = _observe(centre + sd * z, 0.05, 0.0, step, rng)
                values[i, :, k] = np.where(np.isnan(values[i, :, 0]), np.nan, seen)
        del mood_z
        for key, value in (("usual", usual), ("sd", sd), ("phi", phi), ("weekend", weekend), ("step", step)):
            numbers[key][i] = value
    return World(name, seed, values, truth, gaps, group, first_weekday=weekday, **numbers)


def ar1(shock: Array, phi: float) -> Array:
    out = np.empty_like(shock)
    out[0] = shock[0]
    scale = (1 - phi**2) ** 0.5
    for i in range(1, len(shock)):
        out[i] = phi * out[i - 1] + scale * shock[i]
    return out
