"""Worlds that neither the method's bank nor the wide world has: each breaks one assumption that both share.

Days that are not one bell around a level, entries that change their kind, slow declines, a year of the same, a usual
that was already going down. Found by looking for confident mistakes; what is found goes here and stays.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.wide_courses import Course, Fall, flat_drop, late_fall
from benchmarks.wide_people import Nature, Person, live
from benchmarks.worlds import GREY, IMPROVING, RECOVERED, STUCK

Array = NDArray[np.floating[Any]]
Rng = np.random.Generator
YEAR = 400
_T = np.arange(168.0)


def _nature(rng: Rng, **changes: Any) -> Nature:
    usual = {"usual": float(rng.uniform(5.5, 7.5)), "phi": float(rng.uniform(0.1, 0.5)), "before": 56, "step": 0.5}
    return Nature(**(usual | changes))


def _lives(course: Course, **changes: Any) -> Callable[[Rng], Person]:
    return lambda rng: live(_nature(rng, **changes), [course], rng)


def _after(person: Person) -> Array:
    return np.arange(len(person.truth)) - person.start


def _moved(person: Person, points: Array, *, level: bool = True, truth: int | None = None) -> Person:
    """Add something to every entry; `level` if the true level moves with it."""
    daily = person.daily.copy()
    daily["mood"] = (daily["mood"] + points).clip(0, 10)
    states = person.truth if truth is None else np.where(_after(person) < 0, GREY, truth).astype(np.int8)
    return replace(person, daily=daily, truth=states, level=person.level + points if level else person.level)


def _scaled(person: Person, factor: Array) -> Person:
    daily = person.daily.copy()
    daily["mood"] = (person.nature.usual + (daily["mood"] - person.nature.usual) * factor).clip(0, 10)
    return replace(person, daily=daily)


def waves(rng: Rng) -> Person:
    """Well, with waves of two to four months."""
    person = live(_nature(rng), [flat_drop(0.0)], rng)
    wave = rng.uniform(0.3, 0.38) * np.sin(2 * np.pi * _after(person) / rng.uniform(60, 110) + rng.uniform(0, 6))
    return _moved(person, person.nature.sd * wave)


def more_bad_days(rng: Rng) -> Person:
    """Two kinds of days: one bad day in sixteen becomes nearly one in two, and stays so."""
    person = live(_nature(rng, sd=0.6, tilt=(0.0, 0.0)), [flat_drop(0.0)], rng)
    share = np.where(_after(person) < 0, 0.06, 0.45)
    bad = rng.random(len(share)) < share
    moved = _moved(person, -3.0 * bad, level=False, truth=STUCK)
    return replace(moved, level=moved.level - 3.0 * share)


def bad_days_in_bunches(rng: Rng) -> Person:
    """Well; bad days are rare and come three to seven in a row, as they always have."""
    person = live(_nature(rng, sd=0.6, tilt=(0.0, 0.0)), [flat_drop(0.0)], rng)
    bad, day = np.zeros(len(person.truth), bool), 0
    while day < len(bad):
        day += int(rng.exponential(22)) + 1
        length = int(rng.integers(3, 8))
        bad[day : day + length] = True
        day += length
    return _moved(person, -2.5 * bad, level=False)


def silent_weeks(rng: Rng) -> Person:
    """Below the usual from the first day on, with no entry for ten weeks."""
    person = live(_nature(rng), [flat_drop(1.5)], rng)
    daily = person.daily.copy()
    daily.loc[(_after(person) >= 0) & (_after(person) < 70), ["mood", "mood_n"]] = np.nan, 0
    return replace(person, daily=daily)


def sudden_gain(rng: Rng) -> Person:
    """Stuck, and from one day to the next as before."""
    return live(_nature(rng), [Course("recovered", np.where(int(rng.integers(60, 90)) > _T, 2.0, 0.0))], rng)


def hard_weeks_now_and_then(rng: Rng) -> Person:
    """Well, with three hard weeks around marked days."""
    gap = np.zeros(len(_T))
    for begin in (50, 95, 135):
        gap[begin : begin + int(rng.integers(7, 15))] = 1.6
    person = live(_nature(rng), [Course("nothing", gap)], rng)
    truth = person.truth.copy()
    truth[person.start :] = np.where(gap > 0.4, GREY, RECOVERED)
    return replace(person, truth=truth)


def fortnights(depth: float) -> Callable[[Rng], Person]:
    """Shift work: every other week lighter."""

    def one(rng: Rng) -> Person:
        person = live(_nature(rng), [flat_drop(depth)], rng)
        week = np.where((np.arange(len(person.truth)) // 7) % 2 == 0, 0.8, -0.8)
        return _moved(person, person.nature.sd * week, level=False)

    return one


def falling_before(rng: Rng) -> Person:
    """A long illness: the weeks before the loss were already going down."""
    person = live(_nature(rng), [flat_drop(1.5)], rng)
    slope = np.where(_after(person) < 0, 1.5 * np.clip((_after(person) + 40) / 40, 0, 1), 0)
    return _moved(person, -person.nature.sd * slope)


def swings_change_late(factor: float) -> Callable[[Rng], Person]:
    """Well; the swings change on day 60."""

    def one(rng: Rng) -> Person:
        person = live(_nature(rng), [flat_drop(0.0)], rng)
        return _scaled(person, np.where(_after(person) > 60, factor, 1.0))

    return one


def in_steps(rng: Rng) -> Person:
    """Improves by half an SD at a time, every four weeks."""
    gap = np.clip(2.5 - np.floor(_T / 28) * 0.5, 0, 3)
    person = live(_nature(rng), [Course("improving", gap)], rng)
    truth = person.truth.copy()
    truth[person.start :] = np.where(gap >= 0.6, IMPROVING, RECOVERED)
    return replace(person, truth=truth)


def slow_decline(start: float) -> Course:
    """A third of an SD lower every four weeks, for half a year."""
    return Course("slipping", start + 0.35 * _T / 28, (Fall(0, 2.1, len(_T)),))


def few_weekdays_before(rng: Rng) -> Person:
    """Well; entries at weekends only before the loss, every day after."""
    lift = (-0.3, -0.3, -0.3, -0.3, -0.3, 0.75, 0.75)
    person = live(_nature(rng, rhythm=lift), [flat_drop(0.0)], rng)
    daily = person.daily.copy()
    daily.loc[(daily.index.day_of_week < 5) & (_after(person) < 0), ["mood", "mood_n"]] = np.nan, 0
    return replace(person, daily=daily)


ODD: dict[str, Callable[[Rng], Person]] = {
    "waves of two to four months": waves,
    "bad days become frequent": more_bad_days,
    "bad days in bunches": bad_days_in_bunches,
    "at the top of the scale, nothing": _lives(flat_drop(0.0), usual=9.6, sd=1.0, step=1.0),
    "at the top of the scale, 1.5 below": _lives(flat_drop(1.5), usual=9.6, sd=1.0, step=1.0),
    "at the bottom of the scale, 1.2 below": _lives(flat_drop(1.2), usual=2.0, sd=1.5, step=1.0),
    "1-5, steady, nothing": _lives(flat_drop(0.0), usual=6.2, sd=0.5, step=2.5),
    "1-5, steady, 1.2 below": _lives(flat_drop(1.2), usual=7.5, sd=0.7, step=2.5),
    "ten silent weeks, then 1.5 below": silent_weeks,
    "inertia .88, nothing": _lives(flat_drop(0.0), phi=0.88),
    "inertia .88, 2 below": _lives(flat_drop(2.0), phi=0.88),
    "as before from one day to the next": sudden_gain,
    "hard weeks now and then": hard_weeks_now_and_then,
    "shift work, nothing": fortnights(0.0),
    "shift work, 1.5 below": fortnights(1.5),
    "going down before the loss": falling_before,
    "above the usual, then at it": _lives(Course("recovered", np.where(_T < 70, -1.0, 0.0))),
    "nearly constant after the loss": _lives(Course("recovered", 1.5 * 0.5 ** (_T / 10)), swings=0.15, sd=1.6),
    "swings double on day 60": swings_change_late(2.0),
    "swings shrink on day 60": swings_change_late(0.25),
    "improving in steps": in_steps,
    "slow decline": _lives(slow_decline(0.0)),
    "slow decline from 1 below": _lives(slow_decline(1.0)),
    "weekends before, every day after": few_weekdays_before,
    "a year .5 below": _lives(flat_drop(0.5, YEAR)),
    "a year 1 below": _lives(flat_drop(1.0, YEAR)),
    "a year 2 below": _lives(flat_drop(2.0, YEAR)),
    "a year at the usual": _lives(flat_drop(0.0, YEAR)),
    "a slow year of improving": _lives(Course("improving", 3 * 0.5 ** (np.arange(YEAR) / 70))),
    "a fall in the ninth month": _lives(late_fall(1.5, 260, 7, YEAR)),
}


def odd_people(name: str, count: int, seed: int) -> list[Person]:
    """People of one odd world."""
    number = list(ODD).index(name)
    return [ODD[name](np.random.default_rng([seed, 5, number, i])) for i in range(count)]
