"""Benchmark practice effects, trials and suggestions: false findings, power, and simulated people week by week.

    python -m benchmarks.approach            everything, about half an hour on one core
    python -m benchmarks.approach --quick    a few of each, for CI
    python -m benchmarks.approach --part practices|trials|people|steps
    python -m benchmarks.approach --part people --people-seed 9801 --size 1.875 --no-bound    other people, no oracle

Worlds that the model does not assume are in `approach_worlds`, `approach_trials` and `approach_rhythms`, each with its
own command line. Tuning used seeds 1-6, 101-106 (practices) and 5-27 (trials); the seeds below are different and are
printed.
"""

from __future__ import annotations

import argparse
import time
from datetime import date, timedelta

import numpy as np
import pandas as pd

from benchmarks.approach_world import MEASURES, Person, absent, ar1, gap_path, on_scale, tagged_person
from heartdata.practices.ar1_regression import whitened
from heartdata.practices.comparison import compare_days
from heartdata.practices.trial import start_trial
from heartdata.practices.trial_outcome import judge_trial

#: What many people rate in addition to mood.
BESIDE = ("energy", "interest", "sleep_quality")
KINDS = {f"tag {k}": "practice" if k < 5 else "other" for k in range(10)}
START = date(2026, 3, 2)


def share(count: int, of: int) -> str:
    """Format a share with its standard error."""
    p = count / max(of, 1)
    return f"{p:.3f} (se {np.sqrt(max(p * (1 - p), 1e-9) / max(of, 1)):.3f})"


def t_test_finds(daily: pd.DataFrame, done: pd.DataFrame) -> bool:
    """Apply the common rule: means half an SD apart, with at least three days on each side."""
    mood = daily["mood"]
    for name in done:
        a, b = mood[done[name] == 1].dropna(), mood[done[name] == 0].dropna()
        if min(len(a), len(b)) >= 3 and abs(a.mean() - b.mean()) >= 0.5 * mood.std():
            return True
    return False


def oracle_z(person: Person) -> dict[str, float]:
    """Return each tag's z from a test that knows the course, SD, inertia and weekend effect."""
    mood = person.daily["mood"].to_numpy()
    days = np.arange(len(mood))
    rest = (mood - person.usual) / person.sd + person.gap
    rest -= person.extra["weekend"] * ((days % 7 >= 5) - 2 / 7)
    used = np.flatnonzero(np.isfinite(rest))
    rest = np.clip(rest[used] - np.median(rest[used]), -2.5, 2.5)
    white = whitened(np.column_stack([rest, np.ones(len(used))]), used, person.extra["phi"])
    out = {}
    for name in person.done:
        x = whitened(person.done[name].to_numpy()[used], used, person.extra["phi"])
        columns = np.column_stack([x, white[:, 1]])
        normal = np.linalg.inv(columns.T @ columns + 1e-9 * np.eye(2))
        out[name] = float((normal @ columns.T @ white[:, 0])[0] / np.sqrt(normal[0, 0]))
    return out


def practices(size: float) -> None:
    """Ten tags without an effect, or one with a true effect of 0.7 SD on a third of days."""
    print("\n## Practices\n")
    print("| seed | people | days | truth | logged | any finding | true one found | bound | common rule |")
    print("|---|---|---|---|---|---|---|---|---|")
    limits: dict[int, float] = {}
    cells = [
        (9301, 2000, 90, 0.0, (), "practice", "chance"),
        (9302, 1000, 180, 0.0, (), "practice", "chance"),
        (9303, 600, 90, 0.0, MEASURES, "practice", "chance"),
        (9311, 1000, 90, 0.7, (), "practice", "chance"),
        (9312, 800, 180, 0.7, (), "practice", "chance"),
        (9313, 400, 90, 0.7, (), "other", "chance"),
        (9314, 400, 180, 0.7, (), "other", "chance"),
        (9315, 300, 90, 0.7, MEASURES, "practice", "chance"),
        (9316, 400, 90, 0.7, (), "practice", "streaks"),
    ]
    for seed, people, days, effect, measures, kind, shape in cells:
        rng, count = np.random.default_rng(seed), max(int(people * size), 4)
        anything = hits = common = 0
        kinds = {**KINDS, "tag 0": kind}
        asked = [name for name, known in kinds.items() if known == "practice"]
        strongest = []
        for _ in range(count):
            person = tagged_person(rng, days, effect=effect, measures=measures, effect_shape=shape)
            found = compare_days(person.daily, person.done, kinds=kinds)
            names = set(found.loc[found["finding"] > 0, "practice"])
            anything += bool(names)
            hits += "tag 0" in names
            common += t_test_finds(person.daily, person.done)
            z = oracle_z(person)
            strongest.append(z["tag 0"] if effect else max(z[name] for name in asked))
        truth = f"{effect} SD, a {kind}, {shape} days" if effect else "noise only"
        logged = f"mood + {len(measures)}" if measures else "mood"
        hit = share(hits, count) if effect else ""
        if not effect and not measures:  # one in twenty of these people gets a finding
            limits[days] = float(np.quantile(strongest, 0.95))
        bound = f"{np.mean(np.array(strongest) > limits[days]):.3f}" if effect and kind == "practice" else ""
        row = [seed, count, days, truth, logged, share(anything, count), hit, bound, f"{common / count:.2f}"]
        print(f"| {' | '.join(map(str, row))} |", flush=True)


def mood_series(rng: np.random.Generator, days: int, course: str, added: np.ndarray, world: str) -> np.ndarray:
    """One diary: a trend with noise (``plain``), or with rounding, shocks, weekends and bad days left out as well."""
    noise = ar1(rng, days, rng.uniform(0.2, 0.6))
    if world == "plain":
        out = 5 + noise + added + np.arange(days) * (0.5 / 28 if course == "improving" else 0.0)
        out[rng.random(days) < 0.25] = np.nan
        return out
    standing = noise - gap_path(rng, course, days) + added + rng.uniform(0, 0.5) * (np.arange(days) % 7 >= 5)
    standing -= np.where(rng.random(days) < 0.02, rng.uniform(1.5, 3, days), 0)
    away = absent(rng, standing)
    step, sd = (2.5, rng.uniform(1.375, 2.125)) if rng.random() < 0.5 else (1.0, rng.uniform(1, 1.7))
    out = on_scale(standing, rng.uniform(4.5, 8.3), sd, step)
    out[away] = np.nan
    return out


def trials(size: float) -> None:
    """Randomised blocks and before-after designs, with recovery under way."""
    print("\n## Trials\n")
    print("| seed | people | design | days | world | course | truth | helped | goes with | can't tell |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    cells = [
        ("blocks", 60, 3, "plain", "improving", 0.0, 800),
        ("blocks", 60, 3, "plain", "improving", 0.5, 400),
        ("blocks", 60, 3, "plain", "improving", 1.0, 600),
        ("blocks", 60, 3, "rounded", "improving", 0.0, 800),
        ("blocks", 60, 3, "rounded", "improving", 1.0, 400),
        ("blocks", 42, 3, "plain", "improving", 0.0, 400),
        ("blocks", 42, 3, "plain", "improving", 1.0, 400),
        ("blocks", 56, 7, "plain", "improving", 1.0, 400),
        ("before-after", 28, 3, "plain", "improving", 0.0, 600),
        ("before-after", 42, 3, "plain", "improving", 0.0, 600),
        ("before-after", 42, 3, "rounded", "improving", 0.0, 600),
        ("before-after", 42, 3, "plain", "improving", 1.0, 400),
    ]
    for place, (design, days, block, world, course, effect, people) in enumerate(cells):
        seed = 9341 + place
        rng, count = np.random.default_rng(seed), max(int(people * size), 4)
        verdicts: dict[str, int] = {}
        for _ in range(count):
            trial = start_trial(
                "x", start=START, design=design, days=days, block_days=block, seed=int(rng.integers(10**6))
            )
            before = 42 if design == "before-after" else 28
            added = np.zeros(before + trial.days)
            for stretch in trial.blocks:
                first = before + (stretch.first - START).days
                added[first : first + (stretch.last - stretch.first).days + 1] = effect * stretch.on
            values = mood_series(rng, len(added), course, added, world)
            index = pd.date_range(START - timedelta(days=before), periods=len(added), freq="D")
            verdict = judge_trial(trial, pd.Series(values, index=index), None, on=trial.end).verdict
            verdicts[verdict] = verdicts.get(verdict, 0) + 1
        said = [f"{verdicts.get(name, 0) / count:.3f}" for name in ("helped", "goes with", "can't tell")]
        kind = f"{block} d x {days // block}" if design == "blocks" else f"{42}+{days}"
        print(
            f"| {seed} | {count} | {design} | {kind} | {world} | {course} | {effect} SD | {' | '.join(said)} |",
            flush=True,
        )


def people(size: float, first: int = 9381, *, bound: bool = True) -> None:
    """Simulated people: no change for those who improve, one soon for those who are stuck."""
    from benchmarks.approach_oracle import days_to_alarm, limit_for, log_odds
    from benchmarks.approach_people import AFTER, Somebody, changes_of, first_change

    print("\n## People\n")
    heads = "weeks with a change suggested per person-year | people with any"
    print(f"| seed | people improving unaided | rated | {heads} |\n|---|---|---|---|---|")
    for seed, measures in ((first, ()), (first + 1, BESIDE)):
        rng, count = np.random.default_rng(seed), max(int(80 * size), 3)
        weeks = [len(changes_of(Somebody(rng, "improving", measures=measures))) for _ in range(count)]
        years, any_of = count * (AFTER - 28) / 365.25, sum(w > 0 for w in weeks)
        print(f"| {seed} | {count} | {_rated(measures)} | {sum(weeks) / years:.2f} | {any_of} |", flush=True)
    rng = np.random.default_rng(first + 2)
    easing = [log_odds(Somebody(rng, "improving")) for _ in range(max(int(150 * size), 3))] if bound else []
    limit = limit_for(easing) if bound else 0.0
    heads = "first change within 45 days | within 90 | median days | notice within 45 days | bound: 45 days | 90"
    print(f"\n| seed | people | course | rated | {heads} |\n|---|---|---|---|---|---|---|---|---|---|")
    for seed, course, measures in (
        (first + 4, "stuck", ()),
        (first + 5, "plateau", ()),
        (first + 6, "stuck", BESIDE),
        (first + 7, "plateau", BESIDE),
    ):
        rng, count = np.random.default_rng(seed), max(int(80 * size), 3)
        crowd = [Somebody(rng, course, measures=measures) for _ in range(count)]
        rows = pd.DataFrame([first_change(one) for one in crowd], columns=["change", "notice"])
        soon, later = ((rows["change"] <= days).mean() for days in (45, 90))
        middle, notice = rows["change"].fillna(999).median(), (rows["notice"] <= 45).mean()
        alarm_days = np.array([days_to_alarm(one, limit) for one in crowd] if bound else [])
        best = f"{(alarm_days <= 45).mean():.2f} | {(alarm_days <= 90).mean():.2f}" if bound else " | "
        start = f"| {seed} | {count} | {course} | {_rated(measures)} |"
        print(f"{start} {soon:.2f} | {later:.2f} | {middle:.0f} | {notice:.2f} | {best} |", flush=True)


def _rated(measures: tuple[str, ...]) -> str:
    return " + ".join(("mood", *measures)).replace("_", " ")


def steps(size: float) -> None:
    """Simulated people for whom one step works: how soon it is suggested, against steps at random."""
    from benchmarks.approach_people import follow

    heads = "suggested by the 3rd | three at random | had three, or reached it before | suggested by the 3rd of these"
    print(f"\n## Steps\n\n| seed | people | the step that works | {heads} | median days to trying it |")
    print("|---|---|---|---|---|---|---|---|")
    for seed, by_signs in ((9391, False), (9392, True)):
        rng, count = np.random.default_rng(seed), max(int(80 * size), 3)
        rows = pd.DataFrame([follow(rng, by_signs=by_signs) for _ in range(count)])
        whole = (rows["suggestions"] >= 3) | (rows["reached"] <= 3)
        shares = [(rows["reached"] <= 3).mean(), (rows["by_lot"] <= 3).mean(), whole.mean()]
        shares.append((rows.loc[whole, "reached"] <= 3).mean())
        drawn = "as signs point" if by_signs else "any not done now"
        said = " | ".join(f"{value:.2f}" for value in shares)
        trying = rows["days_to_trying"].fillna(999).median()
        print(f"| {seed} | {count} | {drawn} | {said} | {trying:.0f} |", flush=True)


def main() -> None:
    """Run the selected parts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--part", choices=["practices", "trials", "people", "steps"])
    parser.add_argument("--size", type=float, default=1.0, help="share of the people in each cell")
    parser.add_argument("--people-seed", type=int, default=9381, help="first of the eight seeds of the part people")
    parser.add_argument("--no-bound", action="store_true", help="leave out the oracle of the part people")
    given = parser.parse_args()
    size = 0.01 if given.quick else given.size
    began = time.time()
    for part in (practices, trials, people, steps):
        if given.part in (None, part.__name__):
            if part is people:
                people(size, given.people_seed, bound=not given.no_bound)
            else:
                part(size)
    print(f"\n{time.time() - began:.0f} s")


if __name__ == "__main__":
    main()
