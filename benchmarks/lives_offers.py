"""What is suggested, week by week, to the people of `benchmarks.lives`: offers of a change, HD307, praise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import numpy as np
import pandas as pd

from benchmarks.lives import RATED, Life, Rng, fall, several_ratings
from heartdata.core.daily import to_daily
from heartdata.core.vocabulary import MEASURES
from heartdata.recovery.track import track_progress
from heartdata.suggestions.weekly import suggestion_weeks

AFTER: Final = 250
KINDS: Final = (
    "stuck from 7", "stuck from 30", "stuck from 80", "stuck from 120", "improving", "slow", "pause", "waves", "well",
    "late from 60", "well, signs hard all along",
)  # fmt: skip


def person(rng: Rng, kind: str, *, beside: int = 0, before: int | None = None) -> Life:
    """Somebody who rates mood, and `beside` signs as well."""
    before = int(rng.integers(20, 90)) if before is None else before
    days = before + AFTER
    names = ("mood", *[str(n) for n in rng.choice(RATED, beside, replace=False)])
    gap = np.r_[np.zeros(before), fall(rng, kind.partition(",")[0], AFTER)]
    weight = np.r_[1.0, rng.uniform(0.3, 0.9, beside)]
    life = several_ratings(
        rng, before, days, gap[:, None] * weight, wild=rng.random() < 0.5, names=names, load=(0.2, 0.9)
    )
    for name in names[1:] if "hard all along" in kind else ():
        least = (life.ratings[name] / 5).round()  # 0 to 2
        life.ratings[name] = least if MEASURES[name].higher == "better" else 10 - least
    life.truth = {"gap": gap, "kind": kind}
    return life


def weeks_of(life: Life) -> pd.DataFrame:
    """All suggestions of one life."""
    logs = life.logs()
    daily = to_daily(logs)
    course = track_progress(daily, event=life.loss)
    return suggestion_weeks(logs, life.loss + timedelta(days=AFTER - 1), course=course, daily=daily)


def measure(lives: list[Life], kind: str) -> dict[str, float]:
    """How soon a change is offered, how often, and what else is said."""
    onset = int(kind.partition(" from ")[2] or 0)
    first, cared, per, close, said, praise = [], [], [], 0, 0, 0
    burdens = []
    for life in lives:
        weeks = weeks_of(life)
        day = np.array([(d.date() - life.loss).days for d in weeks.index], int)
        offered = day[(weeks["kind"] == "change_approach").to_numpy()]
        later = offered[offered >= onset] - onset
        first.append(later[0] if len(later) else 999)
        per.append(len(offered))
        close += bool((np.diff(offered) < 42).any())
        people = day[(weeks["kind"] == "reach_out").to_numpy()]
        cared.append(bool(((people >= onset) & (people - onset <= 45)).any()) or first[-1] <= 45)
        burdens.append((weeks["code"] == "HD307").sum())
        gap = life.truth["gap"][life.before :]
        keep = day[weeks["code"].isin(["HD202", "HD203", "HD204"]).to_numpy()]
        said += len(keep)
        # Wrong where it is no lighter than eight weeks ago and clearly below the usual.
        praise += sum(
            gap[min(d, AFTER - 1)] > 0.7 and gap[max(d - 56, 0)] - gap[min(d, AFTER - 1)] < 0.05 for d in keep
        )
    years = len(lives) * (AFTER - 28) / 365.25
    soon = np.array(first)
    return {
        "within 45": float((soon <= 45).mean()), "or a person": float(np.mean(cared)),
        "within 90": float((soon <= 90).mean()),
        "median": float(np.median(soon)), "offers a year": sum(per) / years, "within six weeks": close,
        "HD307 a year": sum(burdens) / years, "any HD307": float(np.mean([b > 0 for b in burdens])),
        "lighter said a year": said / years, "of these wrong": praise / max(said, 1),
    }  # fmt: skip


def run(seed: int, size: float, kinds: Sequence[str] = KINDS, rated: Sequence[int] = (0, 4)) -> None:
    """Print one row for each kind of course."""
    people, head = max(int(60 * size), 2), False
    for beside in rated:
        for kind in kinds:
            rng = np.random.default_rng([seed, beside, KINDS.index(kind)])
            row = measure([person(rng, kind, beside=beside) for _ in range(people)], kind)
            if not head:
                print(f"| course | rated | people | {' | '.join(row)} |\n|{'---|' * (len(row) + 3)}")
                head = True
            said = " | ".join(f"{v:.2f}" for v in row.values())
            print(f"| {kind} | mood + {beside} | {people} | {said} |", flush=True)
