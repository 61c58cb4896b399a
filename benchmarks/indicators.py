"""Benchmark whether `stagnation_indicators` finds planted signs, stays silent otherwise, and names the right one.

Run ``python -m benchmarks.indicators`` (report seed) or ``--seed 101 --persons 150`` (tuning seeds are 100 to 199, the
reported ones 200 and above). Signs are planted in the traces of simulated people; the text part uses whole entries.
The last columns are bounds: a test that knows the truth about the person, at the same false alarms.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from heartdata.core.vocabulary import SIGNS
from heartdata.signs.course import STATUSES, follow
from heartdata.signs.evidence import Evidence
from heartdata.signs.sources import SOURCES
from heartdata.signs.thresholds import limit as threshold

NAMES = list(SIGNS)
CHANNELS = ("rating", "tags", "text")
#: What a person tracks, and in which of these a planted rise shows.
SETTINGS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "ratings": (("rating",), ("rating",)),
    "tags": (("tags",), ("tags",)),
    "text": (("text",), ("text",)),
    "all three, shown in all": (CHANNELS, CHANNELS),
    "all three, only ratings": (CHANNELS, ("rating",)),
    "notes": (("notes",), ("notes",)),
}
REPORT_SEED = 331


@dataclass(frozen=True)
class World:
    """Parameters of the simulated people; the defaults follow day means of real diaries."""

    before: int = 90
    after: int = 180
    phi: tuple[float, float] = (0.0, 0.45)
    loading: tuple[float, float] = (0.45, 0.84)
    missing: tuple[float, float] = (0.10, 0.40)
    loss: bool = True
    swings: tuple[float, float] = (1.0, 1.0)  # factor on the day-to-day SD from the loss on
    season: tuple[float, float] = (0.0, 0.0)  # amplitude of a yearly wave of all signs [SD], at any phase
    drift: tuple[float, float] = (0.0, 0.0)  # random walk of each sign [SD after a year]
    cycle: tuple[float, float] = (0.0, 0.0)  # amplitude of a wave of 28 days of all signs [SD]
    edge: bool = False  # usual levels at the floor or the ceiling of the scale
    hard_days: tuple[tuple[float, float], tuple[float, float]] | None = None  # log-odds of an entry per SD harder,
    # before and after the loss; None: -.7 throughout


#: Worlds with more in them than the method takes for granted; "all of it" draws each from a range.
WORLDS: dict[str, World] = {
    "present": World(),
    "swings x1.6": World(swings=(1.6, 1.6)),
    "season .5 SD": World(season=(0.5, 0.5)),
    "drift .5 SD a year": World(drift=(0.5, 0.5)),
    "28-day cycle .5 SD": World(cycle=(0.5, 0.5)),
    "floor and ceiling": World(edge=True),
    "hard days logged less, then more": World(hard_days=((-0.7, -0.7), (0.5, 0.5))),
    "hard days logged more, then less": World(hard_days=((0.5, 0.5), (-0.7, -0.7))),
    "all of it": World(
        phi=(-0.05, 0.6),
        swings=(0.7, 2.0),
        season=(0, 0.5),
        drift=(0, 0.5),
        cycle=(0, 0.4),
        hard_days=((-0.9, 0.4), (-0.9, 0.4)),
    ),
}


@dataclass(frozen=True)
class Trace:
    """The truth about one trace: level, SD and step of a rating, or the chance of a tag or phrase on a day."""

    sign: int
    channel: str
    level: float = 0.0
    sd: float = 1.0
    step: float = 0.0
    chance: float = 0.0


@dataclass(frozen=True, eq=False)
class Person:
    """One simulated person: the logged data and the truth (-1 if no sign rises).

    `lift` is what all signs have in common apart from chance, `scale` the factor on each day's SD, `wander` how far
    each sign's own usual has drifted.
    """

    evidence: Evidence
    sign: int
    onset: int
    rise: float
    phi: float
    loadings: np.ndarray
    lift: np.ndarray
    scale: np.ndarray
    wander: np.ndarray
    traces: list[Trace]


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


def _logged(rng: np.random.Generator, heavy: np.ndarray, share: float, slope: np.ndarray | float) -> np.ndarray:
    """Days with an entry, on harder days as often as `slope` says; three people in ten have a gap of 5-10 days."""
    odds = np.log((1 - share) / share) + slope * heavy
    logged = rng.random(len(heavy)) < 1 / (1 + np.exp(-odds))
    if rng.random() < 0.3:
        start = int(rng.integers(0, len(heavy) - 10))
        logged[start : start + int(rng.integers(5, 11))] = False
    return logged


def person(rng: np.random.Generator, world: World, setting: str, rise: float) -> Person:
    """Draw one person's traces, the sign that rises and the day it begins to."""
    tracked, shown = SETTINGS[setting]
    days = world.before + world.after
    phi = rng.uniform(*world.phi)
    loadings = rng.uniform(*world.loading, size=7)
    heavy = _latent(rng, days, phi, loadings)
    weekend = (np.arange(days) + rng.integers(7)) % 7 >= 5
    lift = -rng.uniform(0, 0.5) * (weekend - 2 / 7)
    shocks = (rng.random(days) < 0.02)[:, None] * rng.uniform(1.5, 3, size=(days, 1)) * loadings
    more = rng.spawn(1)[0]  # so that the same people are drawn in every world
    scale = np.where(np.arange(days) < world.before, 1.0, more.uniform(*world.swings))
    for period, size in ((365.25, world.season), (28, world.cycle)):
        lift = lift + more.uniform(*size) * np.sin(2 * np.pi * (np.arange(days) / period + more.random()))
    wander = np.cumsum(more.normal(size=(days, 7)), axis=0) * more.uniform(*world.drift) / np.sqrt(365.25)
    wander = wander - wander[: world.before].mean(axis=0)
    heavy = (heavy + shocks) * scale[:, None] + lift[:, None] + wander
    sign, onset = -1, world.before + int(rng.integers(28, world.after - 40))
    step = np.zeros((days, 7))
    if rise:
        sign = int(rng.integers(7))
        step[onset:, sign] = rise * scale[onset]
    slopes = [more.uniform(*of) for of in world.hard_days or ((-0.7, -0.7), (-0.7, -0.7))]
    slope = np.where(np.arange(days) < world.before, *slopes)
    logged = _logged(rng, heavy.mean(axis=1), rng.uniform(*world.missing), slope)
    written = logged & (rng.random(days) < rng.uniform(0.55, 0.9))
    sources, kinds, traces, truths = [], [], [], []
    for place, name in enumerate(NAMES):
        for channel in tracked:
            source = next(s for s in SOURCES if s.sign == name and s.channel == channel)
            lifted = step[:, place] if channel in shown else 0.0
            values, truth = _trace(rng, channel, heavy[:, place], lifted, edge=world.edge)
            truths.append(replace(truth, sign=place))
            sources.append(source)
            kinds.append("rating" if channel == "rating" else "count")
            traces.append(np.where(written if channel in ("text", "notes") else logged, values, np.nan))
    index = pd.date_range("2025-01-01", periods=days, freq="D", name="day", unit="us")
    values = np.column_stack(traces)
    for column, source in enumerate(sources):
        if source.channel == "tags":  # a tag is tracked from its first use on
            used = np.flatnonzero(np.nan_to_num(values[:, column]) > 0)
            values[: used[0] if len(used) else days, column] = np.nan
    evidence = Evidence(index, sources, values, kinds, written.astype(float), world.before if world.loss else None)
    return Person(evidence, sign, onset, rise, phi, loadings, lift, scale, wander, truths)


def _trace(
    rng: np.random.Generator, channel: str, heavy: np.ndarray, lift: np.ndarray | float, *, edge: bool
) -> tuple[np.ndarray, Trace]:
    if channel == "rating":
        if rng.random() < 0.5:  # a 0-10 scale
            sd, step = rng.uniform(1.0, 1.7), 1.0
        else:  # a five-point scale, converted to 0-10
            sd, step = 2.5 * rng.uniform(0.55, 0.85), 2.5
        usual = rng.uniform(1.5, 6.0)
        if edge:  # from the middle of the range up near the ceiling, from below it down to the floor
            usual = usual + 2.5 if usual > 3.75 else (usual - 1.5) * 0.7
        level = usual + sd * (heavy + lift)
        return np.clip(np.round(level / step) * step, 0, 10), Trace(-1, channel, level=usual, sd=sd, step=step)
    # A tag or phrase depends only in part on the day; a rise is in SD of the trace itself.
    from statistics import NormalDist

    p = rng.uniform(0.03, 0.2) if channel == "notes" else rng.uniform(0.08, 0.3)  # a line leaves a lot out
    sd = np.sqrt(p * (1 - p))
    mixed = 0.7 * heavy + np.sqrt(1 - 0.49) * rng.normal(size=len(heavy))
    chance = np.clip(p + sd * lift, 0, 0.97) * np.ones(len(heavy))
    limit = np.array([NormalDist().inv_cdf(1 - c) for c in np.unique(chance)])
    said = mixed > limit[np.searchsorted(np.unique(chance), chance)]
    if channel == "notes":  # as often as `benchmarks.short_notes` finds what is said, and what is not
        read = np.where(said, rng.random(len(heavy)) < 0.8, rng.random(len(heavy)) < 0.01)
        return read.astype(float), Trace(-1, channel, chance=p)
    if channel == "tags":
        return said.astype(float), Trace(-1, channel, chance=p)
    words = rng.uniform(60, 180, size=len(heavy))
    rate = np.where(said, 100 * (1 + (rng.random(len(heavy)) < 0.25)) / words, 0.0)
    return (rate > 0).astype(float), Trace(-1, channel, chance=p)  # as `heartdata.signs.evidence.gather` reads it


def _onsets(present: np.ndarray) -> int:
    return int((present[1:] & ~present[:-1]).sum()) + int(present[0]) if len(present) else 0


@dataclass(frozen=True, eq=False)
class Judged:
    """Day by sign: where it is present, where it can be judged at all, and the truth."""

    present: np.ndarray
    known: np.ndarray
    sign: int
    onset: int
    persistent: np.ndarray | None = None
    lighter: np.ndarray | None = None
    often: np.ndarray | None = None  # share of the logged days of four weeks on which it was there


def score(judged: list[Judged], world: World) -> dict[str, float]:
    """Return false presents per year, by sign and by person, the share found in 28 days, and the share named correctly.

    What was there on nearly every day before the loss (a rating of 7 of 10 or more) and stays so is called persistent
    and is not false; `as_before` counts it, a year over seven signs. Also the share of people with a false
    "persistent" after the loss, and false onsets of "lighter" by sign and year.
    """
    onsets = years = lighter = as_before = 0.0
    lasting = 0
    found = planted = named = spoken = 0
    delays = []
    for one in judged:
        present, sign, onset = one.present, one.sign, one.onset
        for place in range(7):
            last = onset if place == sign else len(present)
            onsets += _onsets(present[world.before : last, place])
            years += one.known[world.before : last, place].sum() / 365.25
            # Present on the day before as well, and so often that it is no news.
            if one.often is not None and present[world.before - 1 : world.before + 1, place].all():
                nearly = one.often[world.before, place] >= threshold("nearly_every_day")
                as_before += nearly
                onsets -= nearly
            if one.lighter is not None:
                lighter += _onsets(one.lighter[world.before : last, place])
        if one.persistent is not None:
            lasting += one.persistent[world.before :, [p for p in range(7) if p != sign]].any()
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
        "false_person": 7 * onsets / max(years, 1e-9),
        "as_before": 7 * as_before / max(years, 1e-9),
        "persistent": lasting / max(len(judged), 1),
        "lighter": lighter / max(years, 1e-9),
        "found_28d": found / max(planted, 1),
        "delay": float(np.median(delays)) if delays else np.nan,
        "named": named / max(spoken, 1),
    }


def judged(person: Person) -> Judged:
    """Return heartdata's judgement."""
    course = follow(person.evidence)
    status = np.array(STATUSES)[course.status]
    return Judged(
        np.isin(status, ["present", "persistent"]),
        status != "unknown",
        person.sign,
        person.onset,
        status == "persistent",
        status == "lighter",
        course.often,
    )


def run(
    seed: int, persons: int, worlds: dict[str, World], settings: list[str], rises: tuple[float, ...], *, bound: bool
) -> pd.DataFrame:
    """Measure heartdata and the bounds on the same people; bounds only if a single kind of trace is logged."""
    from benchmarks.indicators_oracle import bounds

    rows = []
    for name, world in worlds.items():
        for setting in settings:
            people = {
                rise: [
                    person(
                        np.random.default_rng([seed, list(SETTINGS).index(setting), int(rise * 10), k]),
                        world,
                        setting,
                        rise,
                    )
                    for k in range(persons)
                ]
                for rise in sorted({0.0, *rises})
            }
            known = bounds(people, world) if bound and len(SETTINGS[setting][0]) == 1 else {}
            for rise in rises:
                figures = score([judged(one) for one in people[rise]], world) | known.get(rise, {})
                rows.append({"world": name, "tracked": setting, "rise": rise, **figures})
                print(pd.DataFrame(rows[-1:]).round(3).to_csv(index=False, header=len(rows) == 1), end="", flush=True)
    return pd.DataFrame(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=REPORT_SEED)
    parser.add_argument("--persons", type=int, default=300)
    parser.add_argument("--worlds", nargs="*", default=list(WORLDS), choices=list(WORLDS))
    parser.add_argument("--settings", nargs="*", default=list(SETTINGS), choices=list(SETTINGS))
    parser.add_argument("--rises", nargs="*", type=float, default=[0.0, 0.5, 1.0, 1.5])
    parser.add_argument("--before", type=int, default=90)
    parser.add_argument("--no-loss", action="store_true")
    parser.add_argument("--no-bounds", action="store_true")
    given = parser.parse_args()
    worlds = {name: replace(WORLDS[name], before=given.before, loss=not given.no_loss) for name in given.worlds}
    start = time.perf_counter()
    table = run(given.seed, given.persons, worlds, given.settings, tuple(given.rises), bound=not given.no_bounds)
    print(table.round(3).to_string(index=False))
    print(f"{time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
