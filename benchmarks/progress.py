# mypy: disable-error-code="no-any-return"
"""Benchmark `track_progress` against other methods and an oracle: two older worlds, a wide one, and real noise.

Run ``python -m benchmarks.progress`` (``--quick``, ``--parts wide``, ``--diaries FOLDER``). Thresholds of the other
methods are chosen on tuning seeds at equal false alarms; ours and the oracle's are those of
`heartdata.recovery.thresholds`. A missed onset counts as an infinite delay.
"""

from __future__ import annotations

import argparse
import itertools
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import scoring, wide
from benchmarks.others import OTHERS, oracle_bank, oracle_joint
from benchmarks.wide_people import wide_people
from benchmarks.worlds import BEFORE, SLIPPING, SPARSE, STUCK, World, build_world
from heartdata.errors import HeartdataWarning
from heartdata.recovery.decide import STATES, five_shares, named_state, notice
from heartdata.recovery.filter_input import Settings
from heartdata.recovery.thresholds import limit
from heartdata.recovery.track import track_progress

Array = NDArray[np.floating[Any]]
PARTS = ("old", "wide", "bands", "known", "odd", "near", "curve")
DAYS_140, DAYS_365 = (56, 98, 137), (160, 200, 240, 280, 320, 360)
FALSE_ALARMS, WRONG_DAYS = 0.5, 0.04
KIND = {"stuck": STUCK, "slipping": SLIPPING}


@dataclass
class Outcome:
    """One method's output for all people of a world, (people, days since the event)."""

    p: Array | None
    verdict: NDArray[np.int64]  # best single state, SPARSE where too few data
    named: NDArray[np.int64] | None
    alert: dict[int, NDArray[np.bool_]]


def enough(world: World) -> NDArray[np.bool_]:
    """Days with enough entries; every method has the same minimum."""
    seen = ~np.isnan(world.values[:, :, 0])
    total = np.concatenate((np.zeros((world.people, 1)), np.cumsum(seen, axis=1)), axis=1)
    day = np.arange(seen.shape[1])
    entries = total[:, 1:] - total[:, np.maximum(day - 27, 0)]
    share = (total[:, 1:] - total[:, np.maximum(day - 55, 0)]) / np.minimum(day + 1, 56)
    good = (entries >= limit("min_entries")) & (share >= limit("min_share"))
    good[:, : BEFORE + int(limit("min_days"))] = False
    return good[:, BEFORE:]


def _codes(state: NDArray[np.object_]) -> NDArray[np.int64]:
    names = {**{name: k for k, name in enumerate(STATES)}, "unclear": scoring.UNCLEAR}
    return np.array([names[s] for s in state])


def ours(world: World, measures: int = 1, usual: bool = False) -> Outcome:
    """Run `track_progress` for everybody; with `usual`, without logs before the event but with a stated level."""
    shape = (world.people, world.days)
    p, named = np.full((*shape, 4), np.nan), np.full(shape, scoring.UNCLEAR)
    alert = {STUCK: np.zeros(shape, bool), SLIPPING: np.zeros(shape, bool)}
    rng = np.random.default_rng([world.seed, 5])
    for i in range(world.people):
        daily, event = world.daily(i, measures, before=not usual)
        stated = float(np.clip(world.usual[i] + 0.6 * world.sd[i] * rng.standard_normal(), 0, 10)) if usual else None
        course = track_progress(daily, event=event, usual=stated).iloc[-world.days :]
        p[i] = course[[f"p_{s}" for s in STATES]].to_numpy()
        named[i] = _codes(course["state"].to_numpy())
        alerts = course["alert"].to_numpy()
        for name, kind in KIND.items():
            alert[kind][i] = alerts == name
    verdict = np.where(np.isnan(p[..., 0]), SPARSE, np.nan_to_num(p).argmax(-1))
    return Outcome(p, verdict, named, alert)


def oracle(world: World, late: bool) -> Outcome:
    """Bayes filter with the true usual level, SD, inertia and generator; same decision rule as ours."""
    dealt = oracle_bank(world, late, Settings())
    good, day = enough(world), np.arange(world.days)
    shape = (world.people, world.days)
    p, named = np.full((*shape, 4), np.nan), np.full(shape, scoring.UNCLEAR)
    alert = {STUCK: np.zeros(shape, bool), SLIPPING: np.zeros(shape, bool)}
    for i in range(world.people):
        joint = np.where(good[i][:, None, None], oracle_joint(world, i, dealt), 0.0)
        shares = np.where(good[i][:, None], five_shares(joint), np.nan)
        p[i] = shares[:, :4]
        named[i] = _codes(named_state(shares, good[i], day))
        alerts = notice(joint, good[i], day)
        for name, kind in KIND.items():
            alert[kind][i] = alerts == name
    verdict = np.where(np.isnan(p[..., 0]), SPARSE, np.nan_to_num(p).argmax(-1))
    return Outcome(p, verdict, named, alert)


def _persist(score: Array, good: NDArray[np.bool_], on: float, days: int) -> NDArray[np.bool_]:
    above = (score > on) & good
    out = above.copy()
    for k in range(1, days):
        out[:, k:] &= above[:, :-k]
        out[:, :k] = False
    return out


def _said(world: World, method: Callable[[Array], object]) -> tuple[Array, Array, NDArray[np.int64]]:
    said = [method(world.values[i, :, 0]) for i in range(world.people)]
    return tuple(np.stack([getattr(s, f) for s in said]) for f in ("stuck", "slipping", "verdict"))  # type: ignore[return-value]


def other(world: World, tuning: World, method: Callable[[Array], object]) -> tuple[Outcome, Outcome]:
    """One other method: at its usual settings, and with thresholds for equal false alarms chosen on `tuning`."""
    good, good_tuning = enough(world), enough(tuning)
    here, there = _said(world, method), _said(tuning, method)
    verdict = np.where(good, here[2], SPARSE)
    usual = Outcome(None, verdict, None, {k: good & (here[2] == k) for k in (STUCK, SLIPPING)})
    alert = {}
    for kind, mine, theirs in ((STUCK, here[0], there[0]), (SLIPPING, here[1], there[1])):
        best: tuple[float, float, int] = (np.inf, np.inf, 1)
        levels = np.quantile(theirs[good_tuning], np.linspace(0.3, 0.995, 14))
        for on, days in itertools.product(levels, (1, 7, 14, 28)):
            score = scoring.score_alert(tuning, _persist(theirs, good_tuning, float(on), days), kind)
            if score.per_year <= FALSE_ALARMS and score.wrong_days <= WRONG_DAYS and score.mean < best[0]:
                best = (score.mean, float(on), days)
        alert[kind] = _persist(mine, good, best[1], best[2])
    return usual, Outcome(None, verdict, None, alert)


def figures(world: World, outcome: Outcome, days: tuple[int, ...], first: int = scoring.FIRST) -> dict[str, str]:
    """The row of one method."""
    accuracy, recalls = scoring.balanced_accuracy(world, outcome.verdict, days)
    row = {
        "bal. acc.": f"{accuracy:.3f}",
        "recalls i/s/l/r/few": " ".join(f"{r:.2f}".removeprefix("0") for r in recalls),
    }
    wrong = 0.0
    for name, kind in KIND.items():
        s = scoring.score_alert(world, outcome.alert[kind], kind, first)
        row[f"{name}: FA/y"] = f"{s.per_year:.2f}"
        row[f"{name}: median (mean) d"] = f"{s.median:.0f} ({s.mean:.1f})"
        row[f"{name}: found"] = f"{s.found:.2f}"
        wrong += s.wrong_days
    row["wrong days"] = f"{wrong:.3f}"
    if outcome.p is not None and outcome.named is not None:
        errors = [scoring.calibration_error(world, outcome.p, first, pooled=x) for x in (False, True)]
        row["calib. (pooled)"] = f"{errors[0]:.3f} ({errors[1]:.3f})"
        row["calib. of five"] = f"{scoring.calibration_of_five(world, outcome.p, first):.3f}"
        row["named; strictly right (loosely)"] = "{:.2f}; {:.3f} ({:.3f})".format(
            *scoring.naming(world, outcome.named, first)
        )
        row["sparse unclear"] = f"{scoring.sparse_unclear(world, outcome.named, first):.3f}"
    return row


def run_world(name: str, people: int, seed: int, with_others: bool, with_oracle: bool) -> None:
    """Days 14 to 139 of one world."""
    world = build_world(name, people, seed)
    rows = {"ours": figures(world, ours(world), DAYS_140)}
    rows["ours, no logs before, usual stated"] = figures(world, ours(world, usual=True), DAYS_140)
    if with_oracle:
        rows["oracle (knows level, SD, phi, generator)"] = figures(world, oracle(world, False), DAYS_140)
    if with_others:
        tuning = build_world(name, max(people // 2, 20), 11)
        for label, method in OTHERS.items():
            usual, equal = other(world, tuning, method)
            rows[f"{label}, usual settings"] = figures(world, usual, DAYS_140)
            rows[f"{label}, equal false alarms"] = figures(world, equal, DAYS_140)
    scoring.show(f"{name} world, days 14 to 139, {people} per class, seed {seed}", rows)


def run_measures(name: str, people: int, seed: int) -> None:
    """Compare mood alone and mood with three further measures for the same people."""
    world = build_world(name, people, seed, measures=4)
    rows = {f"{m} measure{'s' * (m > 1)}": figures(world, ours(world, m), DAYS_140) for m in (1, 4)}
    scoring.show(f"{name} world with three further measures, {people} per class, seed {seed}", rows)


def run_late(name: str, people: int, seed: int, with_oracle: bool) -> None:
    """Days 141 to 364: late falls, late and slow recoveries."""
    world = build_world(name, people, seed, days=365, late=True)
    rows = {"ours": figures(world, ours(world), DAYS_365, 141)}
    if with_oracle:
        rows["oracle"] = figures(world, oracle(world, True), DAYS_365, 141)
    scoring.show(f"{name} world, days 141 to 364, {people} per class, seed {seed}", rows)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "--parts",
        nargs="+",
        default=list(PARTS),
        choices=PARTS,
        metavar="PART",
        help="old: the two older worlds; wide: the wide world; bands: one thing at a time; known: what is known of "
        "somebody; odd: worlds that break what the others share; near: when recovered is named; curve: more names "
        "against fewer wrong ones (default: all)",
    )
    parser.add_argument(
        "--people", type=int, help="people per class (default 200; 60 in the wide world, 20 in its bands)"
    )
    parser.add_argument("--diaries", type=Path, metavar="FOLDER", help="folder of day,mood files: real noise")
    parser.add_argument(
        "--half", choices=["tuning", "hidden", "all"], default="hidden", help="which diaries (default: every other)"
    )
    parser.add_argument("--bank-seeds", type=int, nargs="+", help="banks of courses to use instead of the method's own")
    parser.add_argument(
        "--seeds", type=int, nargs="+", default=[22], help="seeds to report (11 to 13 were used for tuning)"
    )
    parser.add_argument("--worlds", nargs="+", default=["benchmark", "other"], choices=["benchmark", "other"])
    parser.add_argument("--days", type=int, default=365, choices=[140, 365], help="365 adds days 141 to 364")
    parser.add_argument("--no-others", action="store_true", help="leave the other methods out")
    parser.add_argument("--no-oracle", action="store_true", help="leave the oracle out")
    parser.add_argument("--no-measures", action="store_true", help="leave the runs with further measures out")
    parser.add_argument("--quick", action="store_true", help="few people, for a first look")
    args = parser.parse_args()
    # A diary on 0-10 that stays between 1 and 5 is meant that way here.
    warnings.simplefilter("ignore", HeartdataWarning)
    begin = time.perf_counter()
    if "wide" in args.parts:
        wide.run_ranges()
    for seed, bank in itertools.product(args.seeds, args.bank_seeds or [None]):
        if bank is not None:
            print(f"\n# Bank {bank}")
        with wide.bank_seed(bank):
            if "old" in args.parts:
                run_old(args, 20 if args.quick else args.people or 200, seed)
            if "wide" in args.parts:
                wide.run_wide(8 if args.quick else args.people or 60, seed, not args.no_oracle)
            if "bands" in args.parts:
                wide.run_bands(4 if args.quick else args.people or 20, seed)
            if "known" in args.parts:
                wide.run_known(4 if args.quick else args.people or 20, seed)
            if "odd" in args.parts:
                wide.run_odd(4 if args.quick else args.people or 20, seed)
            if "near" in args.parts:
                wide.run_near(4 if args.quick else args.people or 20, seed)
            if "curve" in args.parts:
                run_curve(8 if args.quick else args.people or 60, seed)
                wide.run_notices(8 if args.quick else args.people or 60, seed)
            if args.diaries:
                wide.run_diaries(args.diaries, seed, args.half)
    print(f"\nrun time {time.perf_counter() - begin:.0f} s")


def run_old(args: argparse.Namespace, people: int, seed: int) -> None:
    """The two older worlds."""
    for name in args.worlds:
        run_world(name, people, seed, not args.no_others, not args.no_oracle)
        if not args.no_measures:
            run_measures(name, people, seed)
        if args.days > 140:
            run_late(name, max(people // 2, 10), seed, not args.no_oracle)


def run_curve(people: int, seed: int) -> None:
    """More names against fewer wrong ones."""
    rows = {}
    for name in ("benchmark", "other"):
        world = build_world(name, people, seed)
        outcome, days = ours(world), scoring.sample_days(scoring.FIRST, world.days)
        truth = world.truth[:, BEFORE:][:, days]
        assert outcome.p is not None
        assert outcome.named is not None
        rows[f"{name} world"] = scoring.trade_off(truth, outcome.p[:, days], outcome.named[:, days])
    rows["wide world"] = wide.trade_off_of(wide_people(people, seed))
    scoring.show(f"Named; strictly right, seed {seed}", rows)


if __name__ == "__main__":
    main()
