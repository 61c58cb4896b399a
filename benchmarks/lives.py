"""People of a second author, who had read the other generators and shares no code or formula with them.

    python -m benchmarks.lives [--seed 8101] [--size 1] [--parts signs offers practices rhythms trials]

What is different: days have two speeds (a few heavy hours, and spells of some days), tails are heavy and mostly
downwards, each rating has a scale of its own that is used unevenly (only 2 to 4 of 5, everything between 6 and 9), the
ratings of one person move together a lot or hardly at all, people stop logging for weeks, log several times a day or
begin after the loss, and recovery pauses, comes in waves, is slow, or turns. Seeds 1 to 99 served for looking around.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from heartdata.core.logs import Logs, table
from heartdata.core.profile import Profile
from heartdata.core.vocabulary import MEASURES

Array = NDArray[np.float64]
Rng = np.random.Generator

FIRST: Final = date(2025, 3, 4)
RATED: Final = ("energy", "intrusive_thoughts", "concentration", "interest", "connection", "rumination", "body")
#: In the order of the signs.
TAGS: Final = ("tired", "intrusive thoughts", "brain fog", "numb", "isolated", "overthinking", "headache")
NOTES: Final = (
    ("so tired today", "no energy, exhausted"),
    ("can't stop thinking about the funeral", "thoughts of her all day"),
    ("couldn't focus at work", "no focus, can't concentrate"),
    ("felt empty all day", "no interest in anything"),
    ("cancelled plans, avoided my friends", "didn't want to see anyone"),
    ("keep replaying our last talk", "overthinking everything again"),
    ("stomach ache again", "headache most of the day"),
)
PLAIN: Final = (
    "long day at work, pasta in the evening", "rain, read a bit on the sofa", "washed the car and cleaned the flat",
    "meeting went on until six, then home", "walked to the market for bread", "watched the match with Ana",
    "called the bank, fixed the bike", "quiet evening with tea and the radio",
)  # fmt: skip


def days_felt(rng: Rng, days: int) -> Array:
    """Ups and downs of SD 1: quick ones with heavy tails, and spells that last for days."""
    spell, share = rng.uniform(1.5, 7), rng.uniform(0.0, 0.4)
    slow, kept = np.zeros(days + 60), np.exp(-1 / spell)
    shocks = rng.standard_normal(days + 60) * np.sqrt(1 - kept**2)
    for day in range(1, days + 60):
        slow[day] = kept * slow[day - 1] + shocks[day]
    quick = rng.standard_t(rng.uniform(2.5, 9), days).clip(-6, 6)
    quick -= rng.uniform(0, 0.8) * rng.exponential(1.0, days)  # worse days are further off than better ones
    quick = (quick - quick.mean()) / quick.std()
    felt: Array = np.sqrt(share) * slow[60:] + np.sqrt(1 - share) * quick
    return felt


def waves(rng: Rng, days: int, *, wild: bool) -> Array:
    """What comes and goes with weekdays, weeks and seasons [SD]."""
    t = np.arange(days)
    out: Array = np.tile(rng.normal(0, rng.uniform(0, 0.3), 7), days // 7 + 1)[:days]
    if wild:
        out = out + rng.uniform(0, 0.5) * np.sin(2 * np.pi * (t / 365.25 + rng.random()))
        out = out + rng.uniform(0, 0.4) * np.sin(2 * np.pi * (t / rng.uniform(24, 36) + rng.random()))
        steps = rng.normal(0, 1, days // 30 + 2).cumsum() * rng.uniform(0, 0.5) / np.sqrt(12)
        out = out + np.interp(t, 30 * np.arange(len(steps)), steps)
    return out


def written(rng: Rng, standing: Array) -> Array:
    """What somebody enters for how they feel [0-10, higher is better]: scales are used unevenly."""
    habit = rng.choice(["five", "middle three", "ten", "high ten", "slider", "coarse ten"])
    if habit in ("five", "middle three"):
        cuts = np.sort(rng.normal(0, 1.2, 4)) + rng.normal(-0.4, 0.5)
        cuts = np.maximum.accumulate(cuts + np.arange(4) * rng.uniform(0.2, 0.6))
        chosen = np.searchsorted(cuts - cuts.mean() + rng.normal(-0.3, 0.4), standing)
        if habit == "middle three":
            chosen = chosen.clip(1, 3)
        return 2.5 * chosen
    usual, sd = rng.uniform(2.5, 8.5), rng.uniform(0.7, 2.2)
    if habit == "high ten":
        usual, sd = rng.uniform(7.5, 9.2), rng.uniform(0.7, 1.3)
    value = usual + sd * standing
    if habit == "slider":  # most answers on fives
        value = np.where(rng.random(len(value)) < 0.7, np.round(value * 2) / 2, np.round(value, 1))
    else:
        value = np.round(value / 2) * 2 if habit == "coarse ten" and sd > 1.2 else np.round(value)
    return np.asarray(value.clip(0, 10))


def logged_days(rng: Rng, standing: Array, before: int) -> NDArray[np.bool_]:
    """Days with an entry: more or less often on hard days, differently after the loss; gaps of up to six weeks."""
    days = len(standing)
    slope = np.where(np.arange(days) < before, rng.uniform(-1.0, 0.6), rng.uniform(-1.0, 0.6))
    share = rng.uniform(0.45, 0.95)
    odds = np.log(share / (1 - share)) - slope * -standing
    there = rng.random(days) < 1 / (1 + np.exp(-odds))
    if rng.random() < 0.4:
        first = int(rng.integers(0, days))
        there[first : first + int(rng.integers(5, 40))] = False
    return there


def fall(rng: Rng, kind: str, days: int) -> Array:
    """How far below the usual somebody is on each day after the loss [SD of a day]; `kind` may end with a day."""
    t, deep = np.arange(days, dtype=float), rng.uniform(1.2, 3.2)
    name, _, at = kind.partition(" from ")
    day = float(at or 0)
    if name == "well":
        return np.zeros(days)
    if name == "stuck":
        # Gets lighter up to that day, then stays; from the first week on where it is 7.
        rest = rng.uniform(0.35, 0.7) if day > 14 else rng.uniform(0.6, 1.0)
        way = np.minimum(t / max(day, 1.0), 1.0)
        return deep * (1 - (1 - rest) * way ** rng.uniform(0.6, 1.2))
    if name == "improving":
        return deep * 0.5 ** (t / rng.uniform(18, 60))
    if name == "slow":  # a third to a half of it closed in half a year
        return deep * 0.5 ** (t / rng.uniform(110, 190))
    if name == "pause":
        first, long = rng.uniform(25, 60), rng.uniform(21, 42)
        return deep * 0.5 ** ((np.minimum(t, first) + np.maximum(t - first - long, 0)) / rng.uniform(20, 45))
    if name == "waves":  # gets lighter in waves of three to six weeks
        wave = 1 + rng.uniform(0.3, 0.6) * np.sin(2 * np.pi * t / rng.uniform(21, 45) + rng.uniform(0, 6))
        return deep * 0.5 ** (t / rng.uniform(35, 80)) * wave
    if name == "late":  # well at first, a fall later
        return rng.uniform(1.2, 2.4) / (1 + np.exp(-(t - day) / rng.uniform(1, 8)))
    raise ValueError(kind)


@dataclass
class Life:
    """One person's days: what they felt, and what was entered."""

    before: int  # days before the loss
    days: int
    rng: Rng
    logged: NDArray[np.bool_]
    ratings: dict[str, Array] = field(default_factory=dict)  # 0-10, day or entry by day; NaN where nothing is entered
    done: dict[str, NDArray[np.bool_]] = field(default_factory=dict)  # tags
    kinds: dict[str, str] = field(default_factory=dict)
    notes: list[str] | None = None  # a text a day
    truth: dict[str, Any] = field(default_factory=dict)
    losses: tuple[int, ...] = ()  # places of further losses
    marked: bool = True

    @property
    def loss(self) -> date:
        """The day of the loss."""
        return FIRST + timedelta(days=self.before)

    def logs(self, profile: Mapping[str, Any] | None = None) -> Logs:
        """The diary as `read_logs` would give it."""
        stamps = [pd.Timestamp(FIRST + timedelta(days=k)) for k in range(self.days)]
        rows = [
            (stamps[k], stamps[k], name, float(values[k]), "", np.nan, "a.csv")
            for name, entries in self.ratings.items()
            for values in np.atleast_2d(entries)
            for k in np.flatnonzero(np.isfinite(values))
        ]
        done = [
            (stamps[k], stamps[k], name, np.nan, self.kinds.get(name, "other"), np.nan, "a.csv")
            for name, used in self.done.items()
            for k in np.flatnonzero(used & self.logged)
        ]
        journal = []
        if self.notes is not None:
            journal = [
                (stamps[k], stamps[k], "", text, (), np.nan, "a.csv")
                for k, text in enumerate(self.notes)
                if text and self.logged[k]
            ]
        given: dict[str, Any] = {"loss_date": self.loss, "loss_kind": "breakup"} if self.marked else {}
        events = [(stamps[k], pd.NaT, "", "loss", "a.csv") for k in self.losses]
        return Logs(
            ratings=table("ratings", rows),
            activities=table("activities", done),
            journal=table("journal", journal),
            events=table("events", events),
            profile=Profile(**{**given, **(profile or {})}),
        )


def several_ratings(
    rng: Rng,
    before: int,
    days: int,
    heavier: Array,
    *,
    wild: bool,
    names: Sequence[str] = RATED,
    load: tuple[float, float] = (0.0, 0.95),
) -> Life:
    """Rate some measures on each day; `heavier` is how much harder each truly is than usual [SD], day by measure."""
    common, together = days_felt(rng, days), rng.uniform(*load)
    shared = waves(rng, days, wild=wild)
    swings = np.where(np.arange(days) < before, 1.0, rng.uniform(0.7, 1.8) if wild else 1.0)
    life = Life(before, days, rng, logged_days(rng, common, before))
    times = int(rng.choice([1, 1, 1, 2, 4]))  # entries a day
    for place, name in enumerate(names):
        mine = np.clip(together + rng.normal(0, 0.15), 0, 0.97)
        felt = mine * common + np.sqrt(1 - mine**2) * days_felt(rng, days)
        felt = felt * swings + shared + waves(rng, days, wild=False) + (waves(rng, days, wild=True) / 2 if wild else 0)
        felt = felt - heavier[:, place] * swings[min(before, days - 1)]
        moments = felt + 0.5 * rng.standard_normal((times, days)) * (times > 1)
        value = written(rng, moments.ravel()).reshape(times, days)
        skipped = rng.random((times, days)) < rng.uniform(0, 0.3)
        life.ratings[name] = np.where(life.logged & ~skipped, _turned(name, value), np.nan)
    return life


def _turned(name: str, value: Array) -> Array:
    return 10 - value if MEASURES[name].higher != "better" else value


def tag_days(rng: Rng, chance: Array, common: Array) -> NDArray[np.bool_]:
    """Days on which something is tagged, oftener on heavy ones, at about the given chance."""
    from statistics import NormalDist

    pull = rng.uniform(0.1, 0.7)
    mixed = -pull * common + np.sqrt(1 - pull**2) * rng.standard_normal(len(common))
    ends = np.array([NormalDist().inv_cdf(1 - min(max(c, 1e-4), 0.98)) for c in chance])
    return np.asarray(mixed > ends)


def said_by_day(life: Life, said: Mapping[int, NDArray[np.bool_]], *, long: bool) -> list[str]:
    """One text a day: plain lines, and a phrase of each sign that is said."""
    out = []
    for day in range(life.days):
        lines = [str(line) for line in life.rng.choice(PLAIN, 9 if long else 1)]
        lines += [str(life.rng.choice(NOTES[sign])) for sign, used in said.items() if used[day]]
        life.rng.shuffle(lines)
        out.append(". ".join(line[0].upper() + line[1:] for line in lines) + ".")
    return out


def main() -> None:
    """Run the parts."""
    from benchmarks import lives_offers, lives_practices, lives_signs

    parts = {"signs": lives_signs.run, "offers": lives_offers.run} | {
        part.__name__: part for part in (lives_practices.practices, lives_practices.rhythms, lives_practices.trials)
    }
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=8101)
    parser.add_argument("--size", type=float, default=1.0, help="share of the people in each row")
    parser.add_argument("--parts", nargs="*", default=list(parts), choices=list(parts))
    given = parser.parse_args()
    for part in given.parts:
        print(f"\n## {part}\n")
        parts[part](given.seed, given.size)


if __name__ == "__main__":
    main()
