"""The signs on the people of `benchmarks.lives`: false ones, found ones, and whether what the words say is true.

python -m benchmarks.lives_signs [--seed 8101] [--people 60] [--tracked ratings tags notes journal]
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.lives import (
    TAGS,
    Array,
    Life,
    Rng,
    days_felt,
    logged_days,
    said_by_day,
    several_ratings,
    tag_days,
    waves,
)
from heartdata.signs.course import STATUSES, SignCourse, follow
from heartdata.signs.evidence import gather
from heartdata.signs.thresholds import limit

TRACKED: Final = ("ratings", "tags", "notes", "journal")
UNKNOWN, LIGHTER, QUIET, EASING, PRESENT, PERSISTENT = range(len(STATUSES))
#: Days before and after the loss; how seasons, drift and swings come in; what the loss does.
WORLDS: Final = ("calm", "wild", "some signs heavier", "no loss", "begun after the loss", "second loss")


def person(rng: Rng, world: str, tracked: str, rise: float) -> Life:
    """Draw somebody; `truth` has how much heavier each sign is than usual [SD], and where one is planted."""
    before = 8 if world == "begun after the loss" else int(rng.integers(45, 150))
    days = before + int(rng.integers(170, 260))
    t = np.arange(days)
    heavier = np.zeros((days, 7))
    if world == "some signs heavier":
        for sign in rng.choice(7, int(rng.integers(2, 5)), replace=False):
            heavier[:, sign] = np.where(
                t < before, 0.0, rng.uniform(0.8, 2.5) * 0.5 ** ((t - before) / rng.uniform(20, 80))
            )
    sign, onset = -1, days
    if rise:
        free = np.flatnonzero(heavier.max(axis=0) == 0)
        sign, onset = int(rng.choice(free)), before + int(rng.integers(30, days - before - 32))
        heavier[onset:, sign] += rise
    wild = world != "calm"
    if tracked == "ratings":
        life = several_ratings(rng, before, days, heavier, wild=wild)
    else:
        life = _named(rng, before, days, heavier, wild=wild, tracked=tracked)
    life.marked = world != "no loss"
    if world == "second loss":
        life.losses = (before + int(rng.integers(60, 120)),)
    life.truth = {"heavier": heavier, "sign": sign, "onset": onset}
    return life


def _named(rng: Rng, before: int, days: int, heavier: Array, *, wild: bool, tracked: str) -> Life:
    """Signs that are named on some days, as tags or in words."""
    common = days_felt(rng, days) + waves(rng, days, wild=wild)
    life = Life(before, days, rng, logged_days(rng, common, before))
    said = {}
    for sign in range(7):
        usual = rng.uniform(0.02, 0.3)
        spread = np.sqrt(usual * (1 - usual))
        said[sign] = tag_days(rng, usual + spread * heavier[:, sign], common)
        if tracked == "tags" and rng.random() < 0.15:  # found in the app only later
            said[sign][: int(rng.integers(1, before))] = False
    if tracked == "tags":
        life.done = {TAGS[sign]: used for sign, used in said.items()}
        life.kinds = {"headache": "symptom"}
        for name in ("work", "cooking", "tv"):
            life.done[name] = rng.random(days) < rng.uniform(0.2, 0.8)
    else:
        life.notes = said_by_day(life, said, long=tracked == "journal")
    return life


def figures(lives: list[Life]) -> dict[str, float]:
    """Count what is said wrongly, and what is found."""
    c = dict.fromkeys(
        (
            "onsets",
            "soon",
            "soon years",
            "years",
            "before",
            "lasting",
            "lighter",
            "easing",
            "easing wrong",
            "planted",
            "found",
        ),
        0.0,
    )
    for life in lives:
        course = follow(gather(life.logs()))
        first = (course.days[0] - pd.Timestamp(life.loss)).days + life.before if len(course.days) else 0
        judge(course, life, first, c)
    year = max(c["years"], 1e-9)
    return {
        "false a year": 7 * c["onsets"] / year,
        "first 60 days": 7 * c["soon"] / max(c["soon years"], 1e-9),
        "as before": 7 * c["before"] / year,
        "false persistent": c["lasting"] / max(len(lives), 1),
        "false lighter a year": 7 * c["lighter"] / year,
        "easing wrong": c["easing wrong"] / max(c["easing"], 1),
        "easings": c["easing"],
        "found": c["found"] / max(c["planted"], 1),
        "planted": c["planted"],
    }


def judge(course: SignCourse, life: Life, first: int, c: dict[str, float]) -> None:
    """Add one person's counts."""
    heavier, planted, onset = (life.truth[name] for name in ("heavier", "sign", "onset"))
    status, start = course.status, max(life.before - first, 1) if life.marked else 60
    present = status >= PRESENT
    truth = heavier[first : first + len(status)]
    lasting = False
    for sign in range(7):
        last = (onset - first) if sign == planted else len(status)
        ever = truth[:last, sign].max(initial=0) > 0
        begins = np.flatnonzero(present[1:last, sign] & ~present[: last - 1, sign]) + 1
        if not ever:
            known = status[start:last, sign] != UNKNOWN
            c["years"] += known.sum() / 365.25
            c["soon years"] += known[:60].sum() / 365.25
            # There on most days, and not said to be more than usual: a count, and true.
            there = _as_always(course, begins, sign)
            c["before"] += there[begins >= start].sum()
            counted = begins[(begins >= start) & ~there]
            c["onsets"] += len(counted)
            c["soon"] += (counted < start + 60).sum()
            c["lighter"] += (
                (status[start:last, sign] == LIGHTER) & (status[start - 1 : last - 1, sign] != LIGHTER)
            ).sum()
            long = start + np.flatnonzero(status[start:last, sign] == PERSISTENT)
            lasting |= bool((~_as_always(course, long, sign)).any())
        for day in np.flatnonzero((status[1:, sign] == EASING) & (status[:-1, sign] >= PRESENT)) + 1:
            now, then = course.level[day, sign], course.level[max(day - 14, 0), sign]
            if np.isfinite(now) and np.isfinite(then):
                c["easing"] += 1
                c["easing wrong"] += now >= then
    c["lasting"] += lasting
    if planted >= 0 and not present[onset - first - 1, planted]:
        c["planted"] += 1
        c["found"] += present[onset - first : onset - first + 28, planted].any()


def _as_always(course: SignCourse, days: NDArray[np.int64], sign: int) -> NDArray[np.bool_]:
    often = course.often[days, sign] >= limit("lasting_off")
    return np.asarray(often & ~(course.level[days, sign] - course.usual[days, sign] >= limit("worth_naming")))


def run(seed: int, size: float, worlds: Sequence[str] = WORLDS, tracked: Sequence[str] = TRACKED) -> None:
    """Print one row for each kind of entry and world."""
    people = max(int(60 * size), 2)
    head: list[str] = []
    for kind in tracked:
        for world in worlds:
            rng = np.random.default_rng([seed, TRACKED.index(kind), WORLDS.index(world)])
            none = figures([person(rng, world, kind, 0.0) for _ in range(people)])
            some = figures([person(rng, world, kind, 1.0) for _ in range(people)])
            row = {**none, "found": some["found"], "planted": some["planted"]}
            if not head:
                head = list(row)
                print(f"| tracked | world | people | {' | '.join(head)} |\n|{'---|' * (len(head) + 3)}")
            print(f"| {kind} | {world} | {people} | {' | '.join(f'{row[k]:.2f}' for k in head)} |", flush=True)
