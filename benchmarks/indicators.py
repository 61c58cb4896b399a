"""Measure whether `stagnation_indicators` finds planted signs, stays silent otherwise, and names the right one.

Run ``python benchmarks/indicators.py`` (report seed) or ``--seed 101 --persons 150`` (tuning seeds are 100 to 199, the
reported ones 200 and above). Truth is planted in the traces of simulated people; the text part runs whole entries.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass

import numpy as np
import pandas as pd

from heartdata.sign_course import Course, follow
from heartdata.sign_evidence import Evidence
from heartdata.sign_sources import SOURCES
from heartdata.vocabulary import SIGNS

NAMES = list(SIGNS)
CHANNELS = ("rating", "tags", "text")
#: What a person tracks, and in which of these a planted rise shows.
SETTINGS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "ratings": (("rating",), ("rating",)),
    "tags": (("tags",), ("tags",)),
    "text": (("text",), ("text",)),
    "all three, shown in all": (CHANNELS, CHANNELS),
    "all three, only ratings": (CHANNELS, ("rating",)),
}
REPORT_SEED = 211


@dataclass(frozen=True)
class World:
    """How the simulated people are; the defaults follow day means of real diaries."""

    before: int = 90
    after: int = 180
    phi: tuple[float, float] = (0.0, 0.45)
    loading: tuple[float, float] = (0.45, 0.84)
    missing: tuple[float, float] = (0.10, 0.40)
    loss: bool = True


def _latent(rng: np.random.Generator, days: int, phi: float, loadings: np.ndarray) -> np.ndarray:
    """Seven AR(1) traces of unit variance with one common factor: correlations of loading times loading, .2 to .7."""
    shocks = rng.normal(size=(days, 8))
    common, own = shocks[:, :1], shocks[:, 1:]
    mixed = loadings * common + np.sqrt(1 - loadings**2) * own
    out = np.empty_like(mixed)
    out[0] = mixed[0]
    for day in range(1, days):
        out[day] = phi * out[day - 1] + np.sqrt(1 - phi**2) * mixed[day]
    return out


def _logged(rng: np.random.Generator, mood: np.ndarray, share: float) -> np.ndarray:
    """Days with an entry: fewer on heavy days (log-odds -.7 per SD), for three in ten people a hole of 5-10 days."""
    odds = np.log((1 - share) / share) - 0.7 * mood
    logged = rng.random(len(mood)) < 1 / (1 + np.exp(-odds))
    if rng.random() < 0.3:
        start = int(rng.integers(0, len(mood) - 10))
        logged[start : start + int(rng.integers(5, 11))] = False
    return logged


def person(rng: np.random.Generator, world: World, setting: str, rise: float) -> tuple[Evidence, int, int]:
    """One person's traces, the sign that rises (-1: none) and the day it begins to."""
    tracked, shown = SETTINGS[setting]
    days = world.before + world.after
    phi = rng.uniform(*world.phi)
    loadings = rng.uniform(*world.loading, size=7)
    heavy = _latent(rng, days, phi, loadings)
    weekend = (np.arange(days) + rng.integers(7)) % 7 >= 5
    heavy = heavy - rng.uniform(0, 0.5) * (weekend - 2 / 7)[:, None]
    heavy = heavy + (rng.random(days) < 0.02)[:, None] * rng.uniform(1.5, 3, size=(days, 1)) * loadings
    sign, onset = -1, world.before + int(rng.integers(28, world.after - 40))
    step = np.zeros((days, 7))
    if rise:
        sign = int(rng.integers(7))
        step[onset:, sign] = rise
    logged = _logged(rng, heavy.mean(axis=1), rng.uniform(*world.missing))
    written = logged & (rng.random(days) < rng.uniform(0.55, 0.9))
    sources, kinds, traces = [], [], []
    for place, name in enumerate(NAMES):
        for channel in tracked:
            source = next(s for s in SOURCES if s.sign == name and s.channel == channel)
            lift = step[:, place] if channel in shown else 0.0
            values = _trace(rng, channel, heavy[:, place], lift)
            sources.append(source)
            kinds.append("rating" if channel == "rating" else "count")
            traces.append(np.where(written if channel == "text" else logged, values, np.nan))
    index = pd.date_range("2025-01-01", periods=days, freq="D", name="day", unit="us")
    values = np.column_stack(traces)
    for column, source in enumerate(sources):
        if source.channel == "tags":  # a tag is tracked from its first use on
            used = np.flatnonzero(np.nan_to_num(values[:, column]) > 0)
            values[: used[0] if len(used) else days, column] = np.nan
    return (
        Evidence(index, sources, values, kinds, written.astype(float), world.before if world.loss else None),
        sign,
        onset,
    )


def _trace(rng: np.random.Generator, channel: str, heavy: np.ndarray, lift: np.ndarray | float) -> np.ndarray:
    if channel == "rating":
        if rng.random() < 0.5:  # a 0-10 scale
            sd, step = rng.uniform(1.0, 1.7), 1.0
        else:  # a scale of five, put on 0-10
            sd, step = 2.5 * rng.uniform(0.55, 0.85), 2.5
        level = rng.uniform(1.5, 6.0) + sd * (heavy + lift)
        return np.clip(np.round(level / step) * step, 0, 10)
    # A tag or a phrase: what is said depends on the day only in part; a rise is in SD of the trace itself.
    from statistics import NormalDist

    p = rng.uniform(0.08, 0.3)
    sd = np.sqrt(p * (1 - p))
    mixed = 0.7 * heavy + np.sqrt(1 - 0.49) * rng.normal(size=len(heavy))
    chance = np.clip(p + sd * lift, 0, 0.97) * np.ones(len(heavy))
    limit = np.array([NormalDist().inv_cdf(1 - c) for c in np.unique(chance)])
    said = mixed > limit[np.searchsorted(np.unique(chance), chance)]
    if channel == "tags":
        return said.astype(float)
    words = rng.uniform(60, 180, size=len(heavy))
    return np.where(said, np.sqrt(100 * (1 + (rng.random(len(heavy)) < 0.25)) / words), 0.0)


def _onsets(present: np.ndarray) -> int:
    return int((present[1:] & ~present[:-1]).sum()) + int(present[0]) if len(present) else 0


def score(courses: list[tuple[Course, int, int]], world: World) -> dict[str, float]:
    """Count false presents per person-year and sign, share found in 28 days, and share named rightly."""
    onsets = years = 0.0
    found = planted = named = spoken = 0
    wrong_days = known_days = 0
    delays = []
    for course, sign, onset in courses:
        present = course.status >= 3
        ever = course.status >= 1
        for place in range(7):
            last = onset if place == sign else len(present)
            onsets += _onsets(present[world.before : last, place])
            years += ever[world.before : last, place].sum() / 365.25
            wrong_days += int(present[world.before : last, place].sum())
            known_days += int(ever[world.before : last, place].sum())
        if sign < 0 or present[onset - 1, sign]:
            continue
        planted += 1
        hit = np.flatnonzero(present[onset : onset + 28, sign])
        if len(hit):
            found += 1
            delays.append(int(hit[0]))
        # Named: of the signs that newly become present in these 28 days, is the first the planted one?
        new = [
            (np.flatnonzero(present[onset : onset + 28, p])[0], p)
            for p in range(7)
            if present[onset : onset + 28, p].any() and not present[onset - 1, p]
        ]
        if new:
            spoken += 1
            first = min(new)[0]
            named += any(p == sign for t, p in new if t == first)
    return {
        "false_per_year": onsets / max(years, 1e-9),
        "wrong_days": wrong_days / max(known_days, 1),
        "found_28d": found / max(planted, 1),
        "delay": float(np.median(delays)) if delays else np.nan,
        "named": named / max(spoken, 1),
        "planted": planted,
    }


def run(seed: int, persons: int, world: World, settings: list[str], rises: tuple[float, ...]) -> pd.DataFrame:
    rows = []
    for number, setting in enumerate(settings):
        for rise in rises:
            rng = np.random.default_rng([seed, number, int(rise * 10)])
            courses = []
            for _ in range(persons):
                evidence, sign, onset = person(rng, world, setting, rise)
                courses.append((follow(evidence), sign, onset))
            rows.append({"tracked": setting, "rise": rise, **score(courses, world)})
    return pd.DataFrame(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=REPORT_SEED)
    parser.add_argument("--persons", type=int, default=300)
    parser.add_argument("--settings", nargs="*", default=list(SETTINGS))
    parser.add_argument("--rises", nargs="*", type=float, default=[0.0, 0.5, 1.0, 1.5])
    parser.add_argument("--before", type=int, default=90)
    parser.add_argument("--phi", nargs=2, type=float, default=[0.0, 0.45])
    parser.add_argument("--no-loss", action="store_true")
    given = parser.parse_args()
    world = World(before=given.before, phi=tuple(given.phi), loss=not given.no_loss)
    start = time.perf_counter()
    table = run(given.seed, given.persons, world, given.settings, tuple(given.rises))
    print(world)
    print(table.round(3).to_string(index=False))
    print(f"{time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
