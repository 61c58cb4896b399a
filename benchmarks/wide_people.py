"""People of the wide world: what somebody's days are like, the diary they keep, and the truth beneath it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.wide_courses import KINDS, Course, Fall, draw_course
from benchmarks.wide_ranges import KNOWN_DAYS, STEPS, WIDE
from benchmarks.worlds import GREY, ar1

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Nature:
    """What somebody's days and diary are like; the defaults are an ordinary person with a fine scale."""

    sd: float = 1.2  # day-to-day SD [points of 10]
    phi: float = 0.3
    tails: float = 30.0
    swings: float = 1.0  # factor on the day-to-day noise from the loss on
    fades: float = np.inf  # days after which half of that change is gone
    usual: float = 6.5
    rhythm: tuple[float, ...] = (0.0,) * 7  # by weekday [own SD]
    season: float = 0.0  # own SD
    season_day: float = 0.0
    drift: float = 0.0  # own SD a year
    cycle: float = 0.0  # 28 days [own SD]
    step: float = 0.1  # points of 10
    entries: int = 1  # a day, at most
    missing: tuple[float, float] = (0.2, 0.2)  # before and after the loss
    tilt: tuple[float, float] = (0.5, 0.5)  # log-odds of an entry per own SD, before and after
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)  # on which there are entries at all
    before: int = 28  # days of logs before the loss
    stated: float | None = None  # usual level as stated [points of 10]

    @property
    def reach(self) -> float:
        """The largest gap that the scale has room for [own SD]."""
        return max(self.usual / self.sd, 1.0)


@dataclass(frozen=True)
class Person:
    """A diary and its truth; arrays have one value per day of `daily`."""

    kind: str
    nature: Nature
    daily: pd.DataFrame
    losses: tuple[pd.Timestamp, ...]
    truth: NDArray[np.int8]
    gap: Array  # own SD
    level: Array  # true level, without noise, rhythm and cycle [points of 10]
    baseline: Array  # mood without gap and noise: usual, season, drift, weekly rhythm, monthly cycle [points of 10]
    falls: tuple[Fall, ...]  # counted from the first loss

    @property
    def start(self) -> int:
        """Row of the first loss."""
        return int((self.losses[0] - self.daily.index[0]).days)

    @property
    def level_at_usual(self) -> Array:
        """The level with no gap: the usual, with season and drift."""
        return self.level + self.nature.sd * self.gap


def draw_nature(rng: np.random.Generator) -> Nature:
    """Somebody of the wide world."""
    draw = {name: axis.draw(rng) for name, axis in WIDE.items()}
    changed = rng.random() < 0.6
    missing = draw["missing"], (draw["missing"] if rng.random() < 0.5 else WIDE["missing"].draw(rng))
    tilt = float(rng.uniform(-0.7, 0.9))
    known = list(KNOWN_DAYS)[rng.choice(len(KNOWN_DAYS), p=list(KNOWN_DAYS.values()))]
    return Nature(
        sd=draw["own SD"],
        phi=draw["inertia"],
        tails=draw["tails"],
        swings=draw["swings"] if changed else 1.0,
        fades=float(rng.uniform(20, 90)) if rng.random() < 0.4 else np.inf,
        usual=draw["usual"],
        rhythm=_rhythm(draw["weekly rhythm"], rng),
        season=draw["season"],
        season_day=float(rng.uniform(0, 365)),
        drift=draw["drift"],
        cycle=draw["monthly cycle"] if rng.random() < 1 / 3 else 0.0,
        step=list(STEPS.values())[rng.integers(len(STEPS))],
        entries=1 if rng.random() < 0.5 else int(rng.integers(2, 7)),
        missing=missing,
        tilt=(tilt, tilt if rng.random() < 0.5 else float(rng.uniform(-0.7, 0.9))),
        weekdays=((5, 6), (4, 5, 6))[rng.integers(2)] if rng.random() < 0.04 else tuple(range(7)),
        before=known or 0,
        stated=float(np.clip(draw["usual"] + draw["stated wrongly by"], 0, 10)) if known is None else None,
    )


def _rhythm(size: float, rng: np.random.Generator) -> tuple[float, ...]:
    if rng.random() < 0.6:
        lift = np.array([-2, -2, -2, -2, -2, 5, 5]) / 7 * size
    else:  # any day may be the heavy one
        pattern = rng.standard_normal(7)
        lift = (pattern - pattern.mean()) / np.ptp(pattern) * size
    return tuple(lift.tolist())


def live(
    nature: Nature, courses: list[Course], rng: np.random.Generator, *, at: tuple[int, ...] = (0,), measures: int = 1
) -> Person:
    """Let somebody live through the courses, which begin on the days `at` since the first loss, and keep a diary."""
    courses = [course.scaled(nature.reach) for course in courses]
    after = at[-1] + len(courses[-1].gap)
    days = nature.before + after
    gap, truth = np.zeros(days), np.full(days, GREY, np.int8)
    for begin, course in zip(at, courses, strict=True):
        rows = slice(nature.before + begin, min(nature.before + begin + len(course.gap), days))
        gap[rows], truth[rows] = course.gap[: rows.stop - rows.start], course.truth[: rows.stop - rows.start]
    index = pd.date_range(pd.Timestamp("2025-01-06") + pd.Timedelta(days=int(rng.integers(7))), periods=days, freq="D")
    day = np.arange(days) - nature.before
    seasonal = nature.season * np.sin(2 * np.pi * (day + nature.season_day) / 365)
    seasonal -= seasonal[: max(nature.before, 1)].mean()  # the usual is what the days before the loss show
    slow = seasonal + nature.drift * day / 365
    regular = np.asarray(nature.rhythm)[index.day_of_week] + nature.cycle * np.sin(
        2 * np.pi * (day / 28 + rng.random())
    )
    swing = np.where(day < 0, 1.0, 1 + (nature.swings - 1) * 0.5 ** (np.maximum(day, 0) / nature.fades))
    level = nature.usual + nature.sd * (slow - gap)
    noises = [
        swing * ar1(rng.standard_t(nature.tails, days) * (1 - 2 / nature.tails) ** 0.5, nature.phi)
        for _ in range(measures + 1)
    ]
    own = noises[1] if measures == 1 else 0.45**0.5 * noises[0] + 0.55**0.5 * noises[1]
    own = own - np.where(rng.random(days) < 0.015, rng.uniform(1.5, 3, days), 0.0)
    counts = rng.integers(1, nature.entries + 1, days)
    gone = _missing(nature, own - gap, day < 0, index, rng)
    frame = {}
    names = ("mood", "energy", "concentration", "interest")[:measures]
    for k, name in enumerate(names):
        if k == 0:
            latent = level + nature.sd * (regular + own)
        else:
            noise = 0.45**0.5 * noises[0] + 0.55**0.5 * noises[k + 1]
            latent = float(rng.uniform(4, 8)) + nature.sd * (0.75 * (slow - gap) + noise)
        frame[name] = np.where(gone, np.nan, _entered(latent, counts, nature, rng))
        frame[f"{name}_n"] = np.where(gone, 0, counts)
    losses = tuple(index[nature.before + begin] for begin in at)
    falls = tuple(f for begin, c in zip(at, courses, strict=True) for f in c.falls) if len(at) == 1 else ()
    daily = pd.DataFrame(frame, index=index)
    return Person(
        courses[0].kind, nature, daily, losses, truth, gap, level, nature.usual + nature.sd * (slow + regular), falls
    )


def _entered(latent: Array, counts: NDArray[np.int64], nature: Nature, rng: np.random.Generator) -> Array:
    """Means of a day's rounded entries, which differ within the day by half of what days do."""
    most = int(counts.max())
    within = rng.standard_normal((most, len(latent))) * (0.5 * nature.sd if most > 1 else 0.0)
    single = np.clip(np.round((latent + within) / nature.step) * nature.step, 0, 10)
    single[np.arange(most)[:, None] >= counts] = np.nan
    return np.nanmean(single, axis=0)


def _missing(
    nature: Nature, z: Array, before: NDArray[np.bool_], index: pd.DatetimeIndex, rng: np.random.Generator
) -> NDArray[np.bool_]:
    share, tilt = (np.where(before, *pair) for pair in (nature.missing, nature.tilt))
    odds = np.log(share / (1 - share)) - tilt * np.clip(z - np.median(z), -3, 3)
    gone = rng.random(len(z)) < 1 / (1 + np.exp(-odds))
    if rng.random() < 0.3 and len(z) > 30:
        length = int(rng.integers(5, 15))
        begin = int(rng.integers(0, len(z) - length))
        gone[begin : begin + length] = True
    return gone | ~np.isin(index.day_of_week, nature.weekdays)


def wide_people(per_kind: int, seed: int) -> list[Person]:
    """Simulate `per_kind` people of each kind of course; somebody's draws depend on the seed and their number alone."""
    people = []
    for k, kind in enumerate(KINDS):
        for i in range(per_kind if k < 4 else (per_kind + 1) // 2):
            rng = np.random.default_rng([seed, 3, k, i])
            people.append(live(draw_nature(rng), [draw_course(kind, rng)], rng))
    return people


def ordinary_people(kinds: tuple[str, ...], count: int, seed: int, **changes: Any) -> list[Person]:
    """People with an ordinary nature but for `changes`, and courses of the wide world."""
    people = []
    for k, kind in enumerate(kinds):
        for i in range(count):
            rng = np.random.default_rng([seed, 4, k, i])
            course = draw_course(kind, rng)
            weekend = float(rng.uniform(-0.1, 0.4))
            usual = float(rng.uniform(5.5, 8))
            base = Nature(usual=usual, phi=float(rng.uniform(0.1, 0.5)), rhythm=_rhythm(weekend, rng))
            people.append(live(replace(base, **changes), [course], rng))
    return people
