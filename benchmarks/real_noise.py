"""Real day-to-day noise with known courses on top.

A diary's slow drift (its centred mean over 57 days) is taken out, so that what is left is the person's own noise, with
its gaps, its inertia and its odd days. A course of one of the two older worlds is put on top in units of the person's
own SD, and the sum is rounded to the person's scale. Diaries that are too short are continued backwards from their
last day; nothing else is made up.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.wide_courses import Course, Fall
from benchmarks.wide_people import Nature, Person
from benchmarks.worlds import GREY, SLIPPING, draw_course

Array = NDArray[np.floating[Any]]
Half = Literal["tuning", "hidden", "all"]
BEFORE, AFTER, DETREND = 28, 140, 57
FEWEST_DAYS, FEWEST_ENTRIES, MOST_WINDOWS = 56, 30, 3
STEPS = (2.5, 2.0, 10 / 6, 1.25, 10 / 9, 1.0, 10 / 12, 0.5, 0.25, 0.1)


def read_diary(path: Path) -> pd.DataFrame:
    """Read a `day,mood` file onto the calendar; `mood_n`, the entries of a day, may be there too."""
    table = pd.read_csv(path, parse_dates=["day"]).groupby("day").mean().sort_index()
    return table.reindex(pd.date_range(table.index[0], table.index[-1], freq="D"))


def scale_step(mood: Array, count: Array) -> float:
    """Coarsest step that fits all days with a single entry."""
    single = mood[(count <= 1) & ~np.isnan(mood)]
    for step in STEPS:
        ratio = single / step
        if len(single) >= 5 and (np.abs(ratio - np.round(ratio)) < 0.02 / step).all():
            return step
    return STEPS[-1]


def _windows(noise: Array) -> list[Array]:
    """Stretches of the days needed, from the whole diary."""
    need = BEFORE + AFTER
    if len(noise) < need:
        repeated = np.concatenate([noise, noise[::-1]] * (need // len(noise) + 1))
        return [repeated[:need]]
    starts = np.linspace(0, len(noise) - need, min(len(noise) // need, MOST_WINDOWS)).astype(int)
    return [noise[k : k + need] for k in starts]


def real_people(folder: Path, seed: int, half: Half = "all") -> list[Person]:
    """Put courses of every kind on every diary of `folder`; every other diary is of the hidden half."""
    paths = sorted(folder.glob("*.csv"))
    if half != "all":
        paths = paths[(half == "hidden") :: 2]
    people = []
    for path in paths:
        diary = read_diary(path)
        mood = diary["mood"].to_numpy(float)
        seen = ~np.isnan(mood)
        if len(mood) < FEWEST_DAYS or seen.sum() < FEWEST_ENTRIES:
            continue
        count = diary["mood_n"].fillna(1).to_numpy(float) if "mood_n" in diary else np.ones(len(mood))
        slow = diary["mood"].rolling(DETREND, center=True, min_periods=10).mean().to_numpy(float)
        noise = mood - slow
        sd = float(np.nanstd(noise))
        if sd == 0:
            continue
        step, usual = scale_step(mood, count), float(np.nanmean(mood))
        number = int.from_bytes(path.stem.encode()[-6:])
        for window, part in enumerate(_windows(noise)):
            for kind in ("improving", "stuck", "slipping", "recovered"):
                for world in ("benchmark", "other"):
                    rng = np.random.default_rng([seed, number, window, len(kind), len(world)])
                    people.append(_put_on_top(part, sd, step, usual, kind, world, rng))
    return people


def _put_on_top(
    noise: Array, sd: float, step: float, usual: float, kind: str, world: str, rng: np.random.Generator
) -> Person:
    gap, states = draw_course(world, kind, np.arange(AFTER, dtype=float), rng, False)
    course = Course(kind, gap)
    gap = np.concatenate((np.zeros(BEFORE), course.gap))
    truth = np.concatenate((np.full(BEFORE, GREY, np.int8), states))
    level = usual - sd * gap
    mood = np.clip(np.round((level + noise) / step) * step, 0, 10)
    index = pd.date_range(pd.Timestamp("2025-01-06") + pd.Timedelta(days=int(rng.integers(7))), periods=len(mood))
    daily = pd.DataFrame({"mood": mood, "mood_n": (~np.isnan(mood)).astype(int)}, index=index)
    falls: tuple[Fall, ...] = ()
    if kind == "slipping":
        begin = int(np.argmax(states == SLIPPING))
        falls = (Fall(begin, float(course.gap[-28:].mean() - course.gap[max(begin - 1, 0)]), 14),)
    nature = Nature(sd=sd, step=step, usual=usual)
    return Person(kind, nature, daily, (index[BEFORE],), truth, gap, level, level + sd * gap, falls)
