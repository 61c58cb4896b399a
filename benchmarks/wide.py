"""Benchmark `track_progress` in the wide world, band by band, and on real noise; `benchmarks.progress` runs it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.odd_worlds import ODD, odd_people
from benchmarks.real_noise import Half, real_people
from benchmarks.scoring import EVERY, FIRST, show, trade_off
from benchmarks.wide_courses import Course, draw_course, flat_drop
from benchmarks.wide_oracle import oracle
from benchmarks.wide_people import Nature, Person, live, ordinary_people, wide_people
from benchmarks.wide_ranges import WIDE, method_ranges
from benchmarks.wide_scores import Said, better_during_a_drop, measure, said_by
from heartdata.recovery import decide, track
from heartdata.recovery.filter_input import Settings
from heartdata.recovery.track import track_progress

FOUR = ("improving", "stuck", "slipping", "recovered")
SIZES = (0.3, 0.45, 0.6, 1.0, 1.5, 2.2)
NEAR = (0.3, 0.25, 0.2, 0.17, 0.14, 0.1)  # what the three other states may have together
STUCK_ON, SLIPPING_ON = (0.2, 0.4, 0.65, 0.9, 1.3), (-0.9, -0.5, -0.1, 0.3, 0.8)  # log-odds
COARSE = 1.7  # step of the scale against the own SD from which most days look alike
Row = dict[str, str]


@contextmanager
def bank_seed(seed: int | None) -> Iterator[None]:
    """Use another bank of courses within the block."""
    if seed is None:
        yield
        return
    run = track.run
    setattr(track, "run", partial(run, s=replace(Settings(), bank_seed=seed)))  # noqa: B010
    try:
        yield
    finally:
        setattr(track, "run", run)  # noqa: B010


def ours(person: Person) -> Said:
    """Run `track_progress` for one person."""
    stated = person.nature.stated
    course = track_progress(person.daily, event=list(person.losses), usual=stated)
    return said_by(course.loc[person.losses[0] :])


def _row(people: Sequence[Person], said: Sequence[Said] | None = None) -> Row:
    figures = measure(people, [ours(person) for person in people] if said is None else said)
    return {"people": str(len(people))} | {k: "" if np.isnan(v) else f"{v:.2f}" for k, v in figures.items()}


def _only(row: Row, *columns: str) -> Row:
    return {name: row[name] for name in ("people", *columns)}


def run_wide(people: int, seed: int, with_oracle: bool) -> None:
    """The wide world as a whole, and by what somebody's diary is like."""
    everyone = wide_people(people, seed)
    said = [ours(person) for person in everyone]
    rows = {"**everybody**": _row(everyone, said)}
    if with_oracle:
        known = oracle(everyone)
        rows["oracle (knows level, SD, swings, phi, rhythm, season, generator)"] = _row(everyone, known)
    parts: dict[str, Callable[[Person], bool]] = {
        "own SD < .5": lambda q: q.nature.sd < 0.5,
        "own SD .5 to 1.5": lambda q: 0.5 <= q.nature.sd < 1.5,
        "own SD from 1.5 on": lambda q: q.nature.sd >= 1.5,
        "scale fine (step / SD up to 1.7)": lambda q: q.nature.step / q.nature.sd <= COARSE,
        "scale coarse": lambda q: q.nature.step / q.nature.sd > COARSE,
        "usual stated, wrong by up to 1.5": lambda q: q.nature.stated is not None,
        "usual not known (0 days before)": lambda q: q.nature.stated is None and q.nature.before == 0,
        "usual from 7 or 14 days": lambda q: q.nature.before in (7, 14),
        "usual from 28 days or more": lambda q: q.nature.before >= 28,
        "swings grow by 1.3 or more": lambda q: q.nature.swings >= 1.3,
        "swings shrink below .8": lambda q: q.nature.swings < 0.8,
        "several entries a day": lambda q: q.nature.entries > 1,
        "more than 40 % missing": lambda q: max(q.nature.missing) > 0.4,
    }
    parts |= {f"course: {kind}": partial(_is_kind, kind) for kind in dict.fromkeys(q.kind for q in everyone)}
    for name, belongs in parts.items():
        at = [k for k, person in enumerate(everyone) if belongs(person)]
        if at:
            rows[name] = _row([everyone[k] for k in at], [said[k] for k in at])
    show(f"Wide world, days 14 on, {people} per kind of course, seed {seed}", rows)


def trade_off_of(people: Sequence[Person]) -> Row:
    """Named; strictly right: the method, and its shares alone."""
    truth, p, state = [], [], []
    for person in people:
        said, days = ours(person), np.arange(FIRST, len(person.truth) - person.start, EVERY)
        truth.append(person.truth[person.start :][days])
        p.append(said.p[days])
        state.append(said.state[days])
    return trade_off(np.concatenate(truth), np.concatenate(p), np.concatenate(state))


def run_ranges() -> None:
    """The ranges of the world beside those of the method."""
    method = method_ranges()
    rows = {}
    for name, axis in WIDE.items():
        rows[f"{name} [{axis.unit}]"] = {
            "nine in ten": f"{axis.low:g} to {axis.high:g}",
            "everybody": f"{axis.least:g} to {axis.most:g}",
            "the method": "{:.2g} to {:.2g}".format(*method[name]) if name in method else "",
        }
    show("Ranges of the wide world", rows)


def run_odd(people: int, seed: int) -> None:
    """Worlds that break what the others share: what is named, and how it is wrong."""
    rows = {}
    for name in ODD:
        group = odd_people(name, people, seed)
        said = [ours(person) for person in group]
        row = _only(_row(group, said), "named", "strictly right", "stuck found", "stuck false a year",
                    "slipping found", "fallen and noticed", "slipping false a year", "level holds")  # fmt: skip
        state = np.concatenate([s.state[FIRST:] for s in said])
        truth = np.concatenate([person.truth[person.start + FIRST :] for person in group])
        for kind, word in enumerate(FOUR):
            row[f"wrongly {word}"] = f"{((state == kind) & (truth != kind)).mean():.2f}"
        rows[name] = row
    show(f"Odd worlds, seed {seed}", rows)


def run_near(people: int, seed: int) -> None:
    """How often "recovered" is named from day 28 on, by how much may speak against it."""
    rows: dict[str, Row] = {}
    names = ("a year .5 below", "a year 1 below", "slow decline", "going down before the loss", "a year at the usual",
             "nearly constant after the loss")  # fmt: skip
    for name, bound in itertools.product(names, NEAR):
        with threshold("against_recovered", bound):
            said = [ours(person).state[FIRST + 14 :] for person in odd_people(name, people, seed)]
        share = float(np.mean([np.mean(state == FOUR.index("recovered")) for state in said]))
        rows.setdefault(name, {})[f"{bound:g}"] = f"{share:.2f}"
    show(f"Share of days named recovered, by what the three others may have together, seed {seed}", rows)


def run_notices(people: int, seed: int) -> None:
    """What earlier notices would cost: found, and false a year, by the log-odds from which one begins."""
    everyone = wide_people(people, seed)
    for name, kind, bounds in (("stuck_on", "stuck", STUCK_ON), ("slipping_on", "slipping", SLIPPING_ON)):
        row: Row = {}
        for bound in bounds:
            with threshold(name, bound):
                figures = measure(everyone, [ours(person) for person in everyone])
            row[f"{bound:g}"] = f"{figures[f'{kind} found']:.2f}; {figures[f'{kind} false a year']:.2f}"
        show(f"Wide world, {kind}: found; false a year, by {name}, seed {seed}", {"everybody": row})


@contextmanager
def threshold(name: str, value: float) -> Iterator[None]:
    """Use another value of one threshold of notices and names within the block."""
    kept = decide.limit
    setattr(decide, "limit", lambda key: value if key == name else kept(key))  # noqa: B010
    try:
        yield
    finally:
        setattr(decide, "limit", kept)  # noqa: B010


def _is_kind(kind: str, person: Person) -> bool:
    return person.kind == kind


def run_bands(people: int, seed: int) -> None:
    """One thing at a time: ordinary people on a fine scale, but for the named band."""
    right = ("named", "strictly right", "loosely right")
    found = ("stuck found", "slipping found", "stuck false a year", "slipping false a year")
    each = max(people // 2, 4)
    rows = {f"own SD {sd}": _row(ordinary_people(FOUR, each, seed, sd=sd)) for sd in SIZES}
    show(f"Own SD on a fine scale, seed {seed}", {k: _only(r, *right, *found, "level holds") for k, r in rows.items()})

    quiet = ("recovered", "nothing")
    rows = {
        f"swings x{factor}{' fading' if np.isfinite(fades) else ''}": _row(
            ordinary_people(quiet, people, seed, swings=factor, fades=fades, sd=1.2, before=56)
        )
        for factor, fades in ((1.0, np.inf), (1.5, np.inf), (2.0, np.inf), (2.0, 40.0), (0.5, np.inf), (0.2, np.inf))
    }
    show(
        f"Recovered, with swings that change at the loss, seed {seed}",
        {k: _only(r, *right, "stuck false a year", "slipping false a year", "level holds") for k, r in rows.items()},
    )

    slow = {"season .3": {"season": 0.3}, "season .6": {"season": 0.6}, "drift -.8 a year": {"drift": -0.8}}
    rows = {}
    for name, changes in slow.items():
        group = []
        for i in range(people * 2):
            rng = np.random.default_rng([seed, 6, i])
            nature = Nature(usual=float(rng.uniform(5.5, 8)), season_day=float(rng.uniform(0, 365)), before=56)
            group.append(live(replace(nature, **changes), [flat_drop(0.0, 364)], rng))
        rows[name] = _row(group)
    show(
        f"A year around the usual, which itself moves, seed {seed}",
        {k: _only(r, "level holds", "stuck false a year", "slipping false a year", *right) for k, r in rows.items()},
    )

    rows = {}
    steady = ((12.0, 0.5), (20.0, 0.3))  # further than any course of the method's own bank
    for depth, sd in (*itertools.product((0.8, 1.2, 2.0, 4.0, 6.0), (0.5, 1.2)), *steady):
        group = []
        for i in range(people):
            rng = np.random.default_rng([seed, 7, i])
            nature = Nature(usual=8.0, sd=sd, phi=float(rng.uniform(0.1, 0.5)))
            group.append(live(nature, [flat_drop(depth)], rng))
        said = [ours(person) for person in group]
        row = _only(_row(group, said), "level holds", "month outside", "stuck found", "strictly right")
        rows[f"{depth} SD below, own SD {sd}"] = row | {"called better": f"{better_during_a_drop(said):.3f}"}
    show(f"A flat drop: improving or recovered named after day 56, seed {seed}", rows)


def run_known(people: int, seed: int) -> None:
    """Usual levels, losses, weekdays and measures."""
    each = max(people // 2, 4)
    rows = {f"{days} days before": _row(ordinary_people(FOUR, each, seed, before=days)) for days in (0, 7, 14, 28, 112)}
    for error in (-1.5, 0.0, 1.5):
        rows[f"no logs before, usual stated {error:+g}"] = _row(
            [
                live(replace(Nature(before=0, stated=6.5 + error), phi=0.3), [q], np.random.default_rng([seed, 8, i]))
                for i, q in enumerate(_courses(seed, each))
            ]
        )
    rows["weekends only"] = _row(ordinary_people(FOUR, each, seed, weekdays=(5, 6)))
    rows["Friday to Sunday only"] = _row(ordinary_people(FOUR, each, seed, weekdays=(4, 5, 6)))
    rows["half of the bad days missing"] = _row(ordinary_people(FOUR, each, seed, tilt=(1.0, 1.0), missing=(0.4, 0.4)))
    rows["bad days missing before, good days after"] = _row(
        ordinary_people(FOUR, each, seed, tilt=(0.8, -0.8), missing=(0.3, 0.3))
    )
    rows["six entries a day on 1-5"] = _row(ordinary_people(FOUR, each, seed, entries=6, step=2.5))
    courses = _courses(seed, each)
    rng = [np.random.default_rng([seed, 9, i]) for i in range(len(courses))]
    rows["two losses"] = _row(
        [
            live(Nature(), [courses[i - 1], q], rng[i], at=(0, int(rng[i].integers(60, 120))))
            for i, q in enumerate(courses)
        ]
    )
    for count in (1, 4):
        rows[f"{count} measures"] = _row(
            [live(Nature(), [q], np.random.default_rng([seed, 10, i]), measures=count) for i, q in enumerate(courses)]
        )
    show(f"What is known of somebody, ordinary people on a fine scale, seed {seed}", rows)


def _courses(seed: int, each: int) -> list[Course]:
    return [draw_course(kind, np.random.default_rng([seed, 11, i, len(kind)])) for i in range(each) for kind in FOUR]


def run_diaries(folder: Path, seed: int, half: Half) -> None:
    """Real noise with known courses."""
    everyone = real_people(folder, seed, half)
    if not everyone:
        print(f"no diary of {folder} is long enough")
        return
    said = [ours(person) for person in everyone]
    parts: dict[str, Callable[[Person], bool]] = {
        "everybody": lambda _: True,
        "scale fine (step / SD up to 1.7)": lambda q: q.nature.step / q.nature.sd <= COARSE,
        "scale coarse": lambda q: q.nature.step / q.nature.sd > COARSE,
        "own SD < .8": lambda q: q.nature.sd < 0.8,
        "own SD .8 to 1.4": lambda q: 0.8 <= q.nature.sd < 1.4,
        "own SD from 1.4 on": lambda q: q.nature.sd >= 1.4,
    }
    rows = {}
    for name, belongs in parts.items():
        at = [k for k, person in enumerate(everyone) if belongs(person)]
        if at:
            rows[name] = _row([everyone[k] for k in at], [said[k] for k in at])
    show(f"Real noise, known courses ({half} diaries), seed {seed}", rows)
