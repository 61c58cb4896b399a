"""Weekdays and times of day that are said to be clear: without any, and where one is planted.

    python -m benchmarks.approach_rhythms [--size 0.2] [--seeds 11 12 13] [--worlds "no rhythm"]

Seeds 11-13 were used for tuning, the reported ones are not.
"""

from __future__ import annotations

import argparse
from typing import Final

import numpy as np
import pandas as pd

from benchmarks.approach_world import START, absent, ar1, gap_path, on_scale, tag
from heartdata.core.logs import Logs, table
from heartdata.practices.rhythms import personal_rhythms

COURSES: Final = ("improving", "stuck", "recovered", "slipping")
#: World, days, times a day.
CELLS: Final = (
    ("no rhythm", 90, 1), ("no rhythm", 364, 1), ("no rhythm", 180, 3), ("strong inertia", 180, 3), ("cycle", 180, 2),
    ("rota", 180, 2), ("late on bad days", 180, 2), ("a weekday, .8 SD", 90, 1), ("a weekday, .8 SD", 180, 1),
    ("a weekday, .8 SD", 364, 1), ("weekends, .5 SD", 180, 1), ("mornings, .5 SD", 90, 2), ("mornings, .5 SD", 180, 2),
    ("left out on any day", 180, 1), ("left out on any day", 364, 1), ("left out on hard days", 364, 1),
    ("left out on hard days", 180, 1), ("left out on hard days, strong inertia", 364, 1),
    ("left out in stretches on any day", 364, 1), ("left out on any day, oftener later", 364, 1),
)  # fmt: skip


def diary(rng: np.random.Generator, world: str, days: int, times: int) -> Logs:
    """Draw a diary with moods at some times of each day."""
    t = np.arange(days)
    standing = ar1(rng, days, 0.7 if "inertia" in world else rng.uniform(0.15, 0.5))
    standing -= gap_path(rng, str(rng.choice(COURSES)), days)
    if world == "cycle":
        standing -= 1.2 * (t % 28 < 7)
    elif world == "rota":
        standing += 1.0 * (t % 8 >= 5)
    elif world.startswith("a weekday"):
        standing += 0.8 * (t % 7 == 5)
    elif world.startswith("weekends"):
        standing += 0.5 * (t % 7 >= 5)
    away = _left_out(rng, world, days) if "any day" in world else absent(rng, standing)
    step, sd, usual = (2.5, 1.7, 6.5) if rng.random() < 0.5 else (1.0, 1.4, rng.uniform(5, 7.5))
    rows = []
    for day in t[~away]:
        stamp = pd.Timestamp(START) + pd.Timedelta(days=int(day))
        hours = [8, 14, 20][:times] if times != 2 else [8, 20]
        if world == "late on bad days":
            hours = [hour for hour in hours if rng.random() < (0.9 if (hour == 20) == (standing[day] < 0) else 0.4)]
        swing = ar1(rng, 3, 0.5)
        for place, hour in enumerate(hours):
            felt = standing[day] + 0.6 * swing[place] - 0.5 * (world.startswith("mornings") and hour == 8)
            value = float(on_scale(np.array([felt]), usual, sd, step)[0])
            rows.append((stamp + pd.Timedelta(hours=hour), stamp, "mood", value, "", None, "a.csv"))
    return Logs(ratings=table("ratings", rows))


def _left_out(rng: np.random.Generator, world: str, days: int) -> np.ndarray:
    """Days left out, whatever the mood."""
    if "later" in world:
        return rng.random(days) < np.linspace(0.1, 0.5, days)[:: int(rng.choice([1, -1]))]
    if "stretches" in world:
        return tag(rng, days, rng.uniform(0.1, 0.4), "streaks")
    return rng.random(days) < rng.uniform(0.1, 0.4)


def main() -> None:
    """Run every cell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=float, default=1.0)
    parser.add_argument("--seeds", type=int, nargs="*", default=[9441])
    parser.add_argument("--worlds", nargs="*", help="beginnings of the names of worlds; by default every one")
    given = parser.parse_args()
    heads = "a weekday is clear | a time of day is clear | days left out are clear | any"
    print(f"| world | days | moods a day | people | {heads} |")
    print("|---|---|---|---|---|---|---|---|")
    for place, (world, days, times) in enumerate(CELLS):
        if given.worlds and not world.startswith(tuple(given.worlds)):
            continue
        said = []
        for seed in given.seeds:
            rng = np.random.default_rng([seed, place])
            for _ in range(max(int(200 * given.size), 4)):
                found = personal_rhythms(diary(rng, world, days, times))
                clear = set(found.loc[found["clear"], "kind"])
                said.append(("weekday" in clear, "time of day" in clear, "days left out" in clear, bool(clear)))
        shares = " | ".join(f"{value:.3f}" for value in np.mean(said, axis=0))
        print(f"| {world} | {days} | {times} | {len(said)} | {shares} |", flush=True)


if __name__ == "__main__":
    main()
