"""Simulated people for `benchmarks/approach.py`: courses, noise, scales, missing days and tags, as plain arrays."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

START = "2026-01-12"


@dataclass
class Person:
    """One diary: the logged data and the truth."""

    daily: pd.DataFrame
    done: pd.DataFrame
    logged: np.ndarray
    gap: np.ndarray
    noise: np.ndarray
    usual: float
    sd: float
    step: float
    extra: dict = field(default_factory=dict)


def gap_path(rng: np.random.Generator, course: str, days: int) -> np.ndarray:
    """Draw the gap to the usual level [own SD], as in the progress benchmark."""
    t = np.arange(days)
    if course == "improving":
        return rng.uniform(1.8, 3.0) * 0.5 ** (t / rng.uniform(25, 55))
    if course == "stuck":
        return rng.uniform(0.8, 2.0) + rng.uniform(0.3, 1.5) * np.exp(-t / rng.uniform(5, 18))
    if course == "recovered":
        return rng.uniform(0.3, 1.8) * 0.5 ** (t / rng.uniform(4, 10))
    fall = int(rng.integers(max(days // 3, 2), max(2 * days // 3, 3)))
    rest, first = rng.uniform(0, 0.4), rng.uniform(1.2, 2.6)
    ramp = rng.choice([1, 14])
    return (
        rest
        + (first - rest) * 0.5 ** (t / rng.uniform(8, 16))
        + rng.uniform(1, 2) * np.clip((t - fall + 1) / ramp, 0, 1)
    )


def ar1(rng: np.random.Generator, days: int, phi: float) -> np.ndarray:
    """Draw AR(1) noise of SD 1."""
    out, fresh = np.empty(days), rng.normal(size=days)
    out[0] = fresh[0]
    for day in range(1, days):
        out[day] = phi * out[day - 1] + np.sqrt(1 - phi**2) * fresh[day]
    return out


def on_scale(standing: np.ndarray, usual: float, sd: float, step: float) -> np.ndarray:
    """Round to the scale's steps, from 0 to 10."""
    return np.clip(np.round((usual + sd * standing) / step) * step, 0, 10)


def absent(rng: np.random.Generator, standing: np.ndarray) -> np.ndarray:
    """Leave out 10-40 % of days, bad ones more often, and for three people in ten a longer gap."""
    share = rng.uniform(0.1, 0.4)
    pull = -0.7 * (standing - standing.mean())
    low, high = -15.0, 15.0
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if (1 / (1 + np.exp(-middle - pull))).mean() < share else (low, middle)
    out = rng.random(len(standing)) < 1 / (1 + np.exp(-low - pull))
    if rng.random() < 0.3:
        at, long = rng.integers(0, len(standing) - 10), rng.integers(5, 11)
        out[at : at + long] = True
    return out


def tag(rng: np.random.Generator, days: int, share: float, shape: str) -> np.ndarray:
    """Draw a tag: on random days, in streaks, increasingly often, or on some weekdays."""
    t = np.arange(days)
    if shape == "streaks":
        stay = 0.75
        out, now = np.zeros(days, bool), rng.random() < share
        for day in range(days):
            now = rng.random() < (stay if now else (1 - stay) * share / (1 - share))
            out[day] = now
        return out
    if shape == "growing":
        ramp = np.clip(share * 2 * (t / days if rng.random() < 0.5 else 1 - t / days), 0.02, 0.95)
        return rng.random(days) < ramp
    if shape == "weekdays":
        liked = rng.random(7) < share
        return rng.random(days) < np.where(liked[t % 7], 0.85, 0.05)
    return rng.random(days) < share


SHAPES = ("chance", "chance", "streaks", "growing", "weekdays")
MEASURES = ("energy", "concentration", "interest", "intrusive_thoughts", "sleep_quality")


def tagged_person(
    rng: np.random.Generator,
    days: int,
    *,
    course: str | None = None,
    tags: int = 10,
    effect: float = 0.0,
    lag: int = 0,
    measures: tuple[str, ...] = (),
    effect_shape: str = "chance",
) -> Person:
    """Draw a person with tags; ``tag 0`` is done on a third of days and adds `effect` own SD to mood."""
    course = course or str(rng.choice(["improving", "stuck", "recovered", "slipping"]))
    gap = gap_path(rng, course, days)
    phi, weekend = rng.uniform(0.2, 0.6), rng.uniform(0, 0.5)
    done = {f"tag {k}": tag(rng, days, rng.uniform(0.1, 0.6), str(rng.choice(SHAPES))) for k in range(tags)}
    if effect:
        done["tag 0"] = tag(rng, days, 1 / 3, effect_shape)
    common = ar1(rng, days, phi)
    standings = {}
    for k, name in enumerate(("mood", *measures)):
        loading = 1.0 if k == 0 else 0.75
        standings[name] = np.sqrt(0.45) * common + np.sqrt(0.55) * ar1(rng, days, phi) - loading * gap
    mood = standings["mood"]
    mood += weekend * ((np.arange(days) % 7 >= 5) - 2 / 7)
    mood -= np.where(rng.random(days) < 0.02, rng.uniform(1.5, 3.0, days), 0)
    if effect:
        mood += effect * np.roll(done["tag 0"], lag) if lag else effect * done["tag 0"]
    usual = rng.uniform(4.5, 8.3)
    out = absent(rng, mood)
    step, sd = (2.5, rng.uniform(1.375, 2.125)) if rng.random() < 0.5 else (1.0, rng.uniform(1.0, 1.7))
    index = pd.date_range(START, periods=days, freq="D", name="day")
    values = {}
    for name, standing in standings.items():
        heavy = name == "intrusive_thoughts"
        values[name] = on_scale(
            -standing if heavy else standing, 2.0 if heavy else usual, sd, step if name == "mood" else 1.0
        )
        hidden = out if name == "mood" else out | (rng.random(days) < 0.2)
        values[name] = np.where(hidden, np.nan, values[name])
    tags_seen = {name: np.where(out, np.nan, x.astype(float)) for name, x in done.items()}
    return Person(
        pd.DataFrame(values, index=index), pd.DataFrame(tags_seen, index=index), ~out, gap, common, usual, sd, step,
        {"phi": phi, "weekend": weekend},
    )  # fmt: skip
