"""Practices, rhythms and trials on days as `benchmarks.lives` draws them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.lives import FIRST, Life, Rng, days_felt, fall, logged_days, waves, written
from heartdata.practices.effects import practice_effects
from heartdata.practices.rhythms import personal_rhythms
from heartdata.practices.trial import start_trial
from heartdata.practices.trial_odds import swings_of, trial_odds
from heartdata.practices.trial_outcome import judge_trial

#: Tags that heartdata knows as practices.
PRACTICES: Final = ("walking", "journaling", "meditation", "yoga", "reading", "drawing", "gardening", "swimming")
COURSES: Final = ("improving", "slow", "pause", "waves", "well", "stuck from 30", "late from 60")
Flags = NDArray[np.bool_]


def habit(rng: Rng, days: int) -> Flags:
    """Days on which something is done, whatever the mood: in streaks, on some weekdays, from some day on."""
    t, kind = np.arange(days), rng.choice(["streaks", "weekdays", "from some day on", "fading", "now and then", "runs"])
    share = rng.uniform(0.08, 0.7)
    if kind in ("streaks", "runs"):
        mean = rng.uniform(2, 12) if kind == "streaks" else rng.uniform(12, 40)
        out, day, on = np.zeros(days, bool), 0, rng.random() < share
        while day < days:
            long = 1 + int(rng.exponential(mean * (1 if on else (1 - share) / share)))
            out[day : day + long] = on
            day, on = day + long, not on
        return out
    if kind == "weekdays":
        return np.asarray(
            rng.random(days)
            < np.where(np.isin(t % 7, rng.choice(7, int(rng.integers(1, 4)), replace=False)), 0.85, 0.04)
        )
    if kind == "from some day on":
        return np.asarray((rng.random(days) < share) & (t >= rng.integers(0, days // 2)))
    if kind == "fading":
        return np.asarray(rng.random(days) < share * 1.5 ** (-t / rng.uniform(20, 90)))
    return np.asarray(rng.random(days) < share)


#: What leads to what: nothing; the mood to the tag (today's, or the day before's); the weekend to both; or the tag to
#: the mood (of the same day, the next day, for good).
WORLDS: Final = (
    "nothing", "on good days", "after a good day", "weekends are better", "only when far better", "same day .7",
    "same day 1", "same day .7, in streaks", "next day 1", "for good", "some day on, better since",
)  # fmt: skip


def diary(rng: Rng, world: str, days: int) -> Life:
    """Somebody with eight practices; the first is the one that the world is about."""
    before = 20
    total = before + days
    t = np.arange(total)
    felt = days_felt(rng, total) + waves(rng, total, wild=bool(rng.random() < 0.5))
    felt[before:] -= fall(rng, str(rng.choice(COURSES)), days)
    done = {name: habit(rng, total) for name in PRACTICES}
    around = felt - pd.Series(felt).rolling(35, center=True, min_periods=8).mean().to_numpy()
    mine = done[PRACTICES[0]]
    if world == "on good days":
        mine = rng.random(total) < 1 / (1 + np.exp(-rng.uniform(1.2, 2.5) * (around - rng.uniform(0.0, 0.8))))
    elif world == "after a good day":
        mine = rng.random(total) < 1 / (1 + np.exp(-1.8 * (np.r_[0, around[:-1]] - 0.4)))
    elif world == "weekends are better":
        felt = felt + rng.uniform(0.4, 1.2) * (t % 7 >= 5)
        mine = rng.random(total) < np.where(t % 7 >= 5, 0.8, 0.08)
    elif world == "only when far better":
        mine = (around > 1.0) & (rng.random(total) < 0.8)
    elif world.startswith(("same day", "next day")):
        size = float(world.split()[2].rstrip(","))
        mine = habit(rng, total) if "streaks" in world else rng.random(total) < rng.uniform(0.2, 0.5)
        felt = felt + size * (np.r_[False, mine[:-1]] if world.startswith("next") else mine)
    elif world == "for good":  # each time leaves a little that stays for weeks
        mine = rng.random(total) < rng.uniform(0.2, 0.5)
        stays = pd.Series(mine.astype(float)).ewm(halflife=21).mean().to_numpy()
        felt = felt + 2.0 * stays
    elif world == "some day on, better since":  # begun when it got better anyway
        first = before + int(days * rng.uniform(0.3, 0.6))
        felt = felt + 1.0 * (t >= first)
        mine = (t >= first) & (rng.random(total) < rng.uniform(0.3, 0.7))
    done[PRACTICES[0]] = np.asarray(mine)
    life = Life(before, total, rng, logged_days(rng, felt, before))
    value = written(rng, felt)
    slope = np.polyfit(felt, value, 1)[0]  # points of 10 for each SD, on this scale
    life.ratings["mood"] = np.where(life.logged, value, np.nan)
    life.done, life.kinds = done, dict.fromkeys(done, "practice")
    size = float(world.split()[2].rstrip(",")) if world.startswith(("same day", "next day")) else 0.0
    life.truth = {"points": size * slope}
    return life


def practices(seed: int, size: float) -> None:
    """Findings about the first practice, and about the others."""
    print(
        "| world | days | people | shown | held back | reasons | interval holds it | another shown |"
        "\n|---|---|---|---|---|---|---|---|"
    )
    for place, world in enumerate(WORLDS):
        for days in (90, 200):
            rng, count = np.random.default_rng([seed, place, days]), max(int(60 * size), 2)
            shown = held = other = covered = 0
            why: dict[str, int] = {}
            for _ in range(count):
                life = diary(rng, world, days)
                table = practice_effects(life.logs())
                first = table["practice"] == PRACTICES[0]
                found = table[(table["finding"] > 0)]
                mine = found[found["practice"] == PRACTICES[0]]
                shown += len(mine) > 0
                other += bool((found["practice"] != PRACTICES[0]).any())
                reasons = {str(w) for w in table.loc[first, "held_back"]} - {""}
                held += bool(reasons)
                for reason in reasons:
                    why[reason] = why.get(reason, 0) + 1
                when = "next day" if world.startswith("next") else "same day"
                mine = mine[mine["when"] == when]
                if len(mine):
                    covered += int(mine["low"].iloc[0] <= life.truth["points"] <= mine["high"].iloc[0])
            said = ", ".join(f"{k} {v / count:.2f}" for k, v in sorted(why.items()))
            cover = f"{covered / max(shown, 1):.2f}" if "day " in world and shown else ""
            print(
                f"| {world} | {days} | {count} | {shown / count:.2f} | {held / count:.2f} | {said} | {cover} | "
                f"{other / count:.2f} |",
                flush=True,
            )


def rhythms(seed: int, size: float) -> None:
    """Weekdays, times of day and days left out that are said to be clear, where there are none."""
    print("| world | days | people | weekday | time of day | days left out |\n|---|---|---|---|---|---|")
    for place, (world, days) in enumerate(
        (
            ("none", 120),
            ("none", 364),
            ("stops and starts", 364),
            ("less as time goes on", 364),
            ("hard days left out", 364),
            ("a weekday 1 SD", 180),
        )
    ):
        rng, count = np.random.default_rng([seed, 50 + place]), max(int(100 * size), 2)
        clear = []
        for _ in range(count):
            t = np.arange(days)
            felt = days_felt(rng, days) - fall(rng, str(rng.choice(COURSES)), days)
            felt = felt + rng.uniform(0, 0.4) * np.sin(2 * np.pi * (t / rng.uniform(24, 36) + rng.random()))
            there = rng.random(days) < rng.uniform(0.5, 0.9)
            if world == "stops and starts":
                there &= ~habit(rng, days)
            elif world == "less as time goes on":
                there &= rng.random(days) < np.linspace(1.0, 0.4, days)
            elif world == "hard days left out":
                there = rng.random(days) < 1 / (1 + np.exp(-0.8 - 1.2 * felt))
            elif world.startswith("a weekday"):
                felt = felt + 1.0 * (t % 7 == 2)
            life = Life(0, days, rng, there, marked=False)
            life.ratings["mood"] = np.where(there, written(rng, felt), np.nan)
            logs = life.logs()
            hours = rng.choice([8, 13, 20], len(logs.ratings))
            logs.ratings["time"] = logs.ratings["day"] + pd.to_timedelta(hours, unit="h")
            found = personal_rhythms(logs)
            clear.append(
                [
                    bool(found.loc[found["kind"] == kind, "clear"].any())
                    for kind in ("weekday", "time of day", "days left out")
                ]
            )
        print(f"| {world} | {days} | {count} | {' | '.join(f'{v:.3f}' for v in np.mean(clear, axis=0))} |", flush=True)


@dataclass(frozen=True)
class Cell:
    """One kind of trial."""

    effect: float = 0.0  # points of 10
    days: int = 56
    loss: int = 0  # days from the loss to the start of a before-after trial


def trials(seed: int, size: float) -> None:
    """Odds said before the start, and what comes out; before-after trials soon after a loss."""
    print(
        "| trial | days | effect | people | odds said | helped | goes with | too few | interval holds it |"
        "\n|---|---|---|---|---|---|---|---|---|"
    )
    cells = (
        Cell(),
        Cell(1.0),
        Cell(1.5),
        Cell(1.0, 100),
        Cell(0, 28, 21),
        Cell(0, 42, 30),
        Cell(0, 42, 60),
        Cell(0, 42, 100),
    )
    for place, cell in enumerate(cells):
        rng, count = np.random.default_rng([seed, 80 + place]), max(int(150 * size), 2)
        verdicts, said, held = [], [], []
        for _ in range(count):
            before = cell.loss + 10 if cell.loss else 100
            total = before + cell.days
            start = FIRST + timedelta(days=before)
            trial = start_trial(
                "x",
                start=start,
                design="before-after" if cell.loss else "blocks",
                days=cell.days,
                seed=int(rng.integers(10**6)),
            )
            felt = days_felt(rng, total) + waves(rng, total, wild=bool(rng.random() < 0.5))
            if cell.loss:
                felt[10:] -= fall(
                    rng, str(rng.choice(["improving", "improving", "pause", "waves", "slow"])), total - 10
                )
            else:
                felt -= fall(rng, str(rng.choice(COURSES)), total)
            there = logged_days(rng, felt, total)
            on = np.array([bool(trial.planned(start + timedelta(days=k))) for k in range(cell.days)])
            value = written(rng, felt)
            value[before:] = (value[before:] + cell.effect * on).clip(0, 10)  # points of the scale
            index = pd.date_range(FIRST, periods=total, freq="D")
            outcome = pd.Series(np.where(there, value, np.nan), index=index)
            loss = FIRST + timedelta(days=10) if cell.loss else None
            if cell.effect:
                swings = swings_of(outcome[:before], loss=loss)
                said.append(trial_odds(trial, swings, difference=cell.effect).shown)
            result = judge_trial(trial, outcome, None, on=trial.end, loss=loss)
            verdicts.append(result.verdict)
            if result.estimate == result.estimate:
                held.append(result.low <= cell.effect <= result.high)
        name = f"before-after, {cell.loss} days after the loss" if cell.loss else "blocks of 2"
        shares = " | ".join(f"{verdicts.count(v) / count:.3f}" for v in ("helped", "goes with", "too few days"))
        odds = f"{np.mean(said):.2f}" if said else ""
        print(
            f"| {name} | {cell.days} | {cell.effect} | {count} | {odds} | {shares} | {np.mean(held):.2f} |", flush=True
        )
