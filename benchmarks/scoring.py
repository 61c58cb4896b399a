"""Scores of a method: the figures in the benchmark's tables."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.worlds import BEFORE, GREY, GROUPS, IMPROVING, RECOVERED, SLIPPING, SPARSE, STUCK, World

FIRST, EVERY, YEAR = 14, 3, 365.25
SCORED = {STUCK: (IMPROVING, RECOVERED), SLIPPING: (IMPROVING, STUCK, RECOVERED)}
FOUND_WITHIN = {STUCK: 90, SLIPPING: 42}
UNCLEAR = 9  # a verdict that names no state


@dataclass(frozen=True)
class AlertScore:
    """Speed and false alarms of one alert."""

    per_year: float  # false alarms per person-year of days on which it is wrong
    wrong_days: float  # share of scored days on which this alert is on although it is wrong
    median: float  # days from the true onset, missed = infinite
    mean: float  # mean delay, capped at the window
    found: float


def sample_days(first: int, last: int) -> NDArray[np.int64]:
    """The days on which decisions are scored."""
    return np.arange(first, last, EVERY)


def score_alert(
    world: World, on: NDArray[np.bool_], kind: int, first: int = FIRST, last: int | None = None
) -> AlertScore:
    """Score one alert; `on` is (people, days since the event)."""
    last = last or world.days
    days = sample_days(first, last)
    truth, seen = world.truth[:, BEFORE:][:, days], on[:, days]
    people = world.group < GROUPS.index("sparse")
    wrong = np.isin(truth, SCORED[kind])
    false, years = 0, 0.0
    for i in np.flatnonzero(people):
        onset = seen[i] & ~np.concatenate(([False], seen[i][:-1])) & wrong[i]
        previous = -99
        for j in np.flatnonzero(onset):
            if days[j] - previous >= 14:
                false, previous = false + 1, days[j]
        years += wrong[i].sum() * EVERY / YEAR
    scored = people[:, None] & (truth < GREY)
    delays = []
    for i in np.flatnonzero(world.group == kind):
        states = np.flatnonzero(world.truth[i, BEFORE:] == kind)
        states = states[(states >= first) & (states < last)]
        if not len(states):
            continue
        hit = np.flatnonzero(seen[i] & (days >= states[0]))
        delays.append(days[hit[0]] - states[0] if len(hit) else np.inf)
    delay = np.asarray(delays)
    window = FOUND_WITHIN[kind]
    return AlertScore(
        false / max(years, 1e-9),
        float((seen & wrong & scored).sum() / max(scored.sum(), 1)),
        float(np.quantile(delay, 0.5, method="lower")),
        float(np.minimum(delay, window).mean()),
        float((delay <= window).mean()),
    )


def balanced_accuracy(world: World, verdict: NDArray[np.int64], days: tuple[int, ...]) -> tuple[float, list[float]]:
    """Mean recall over the four states and "too little data"; `verdict` holds states, SPARSE where too few data."""
    truth, said = world.truth[:, BEFORE:][:, list(days)], verdict[:, list(days)]
    kinds = [k for k in (IMPROVING, STUCK, SLIPPING, RECOVERED, SPARSE) if (truth == k).any()]
    recalls = [float((said[truth == k] == k).mean()) for k in kinds]
    return float(np.mean(recalls)), recalls


def calibration_error(
    world: World,
    p: NDArray[np.floating],
    first: int = FIRST,
    last: int | None = None,
    bins: int = 10,
    pooled: bool = False,
) -> float:
    """Expected calibration error on scored days: mean over the four states, or all four states in one set of bins."""
    days = sample_days(first, last or world.days)
    truth, q = world.truth[:, BEFORE:][:, days], p[:, days]
    keep = (truth < GREY) & ~np.isnan(q[..., 0])
    gaps = np.zeros((4, bins))
    for k in range(4):
        said, hit = q[..., k][keep], truth[keep] == k
        where = np.minimum((said * bins).astype(int), bins - 1)
        gaps[k] = np.bincount(where, said, bins) - np.bincount(where, hit, bins)
    if pooled:
        gaps = gaps.sum(axis=0, keepdims=True)
    return float(np.abs(gaps).sum() / max(4 * keep.sum(), 1))


def naming(
    world: World, verdict: NDArray[np.int64], first: int = FIRST, last: int | None = None
) -> tuple[float, float, float]:
    """Share of scored days with a named state, and of these the share that is right, strictly and loosely.

    Strictly, "improving" is right only for people who are improving; loosely, also for those who have recovered.
    """
    days = sample_days(first, last or world.days)
    truth, said = world.truth[:, BEFORE:][:, days], verdict[:, days]
    scored = truth < GREY
    named = scored & (said != UNCLEAR)
    right = named & (said == truth)
    loose = right | (named & (said == IMPROVING) & (truth == RECOVERED))
    return tuple(
        float(part.sum() / max(whole.sum(), 1)) for part, whole in ((named, scored), (right, named), (loose, named))
    )  # type: ignore[return-value]


def calibration_of_five(world: World, p: NDArray[np.floating], first: int = FIRST, bins: int = 10) -> float:
    """Expected calibration error over the four states and what lies in between as a share of its own."""
    days = sample_days(first, world.days)
    truth, q = world.truth[:, BEFORE:][:, days].ravel(), p[:, days].reshape(-1, 4)
    keep = (truth <= GREY) & ~np.isnan(q[:, 0])
    return five_shares_error(truth[keep], q[keep], bins)


def five_shares_error(truth: NDArray[np.int8], p: NDArray[np.floating], bins: int = 10) -> float:
    """The same for days in a row; what the four shares leave is the share in between."""
    said = np.column_stack((p, np.clip(1 - p.sum(axis=1), 0, 1)))
    total = 0.0
    for k in range(5):
        where = np.minimum((said[:, k] * bins).astype(int), bins - 1)
        hit = truth == (k if k < 4 else GREY)
        total += float(np.abs(np.bincount(where, said[:, k], bins) - np.bincount(where, hit, bins)).sum())
    return total / max(5 * len(truth), 1)


ALONE = (0.4, 0.45, 0.5, 0.55, 0.6, 0.7, 0.8)  # shares above which a state could be named


def trade_off(truth: NDArray[np.int8], p: NDArray[np.floating], said: NDArray[np.int64]) -> dict[str, str]:
    """How often a state is named, and then strictly right: as it is `said`, and by a share of `p` alone."""
    likeliest, share = np.nan_to_num(p).argmax(axis=-1), np.nan_to_num(p).max(axis=-1)
    rules = {"the method": np.where(said == UNCLEAR, -1, said)}
    rules |= {f"share above {on:g}": np.where(share > on, likeliest, -1) for on in ALONE}
    scored = truth < GREY
    out = {}
    for rule, state in rules.items():
        named = scored & (state >= 0)
        right = (state == truth)[named].mean() if named.any() else np.nan
        out[rule] = f"{named.sum() / max(scored.sum(), 1):.2f}; {right:.2f}"
    return out


def show(title: str, rows: dict[str, dict[str, str]]) -> None:
    """Print one table with a row per method or group."""
    columns = list(dict.fromkeys(c for row in rows.values() for c in row))
    print(f"\n## {title}\n")
    print("| | " + " | ".join(columns) + " |")
    print("|---" * (len(columns) + 1) + "|")
    for name, row in rows.items():
        print(f"| {name} | " + " | ".join(row.get(c, "") for c in columns) + " |", flush=True)


def sparse_unclear(world: World, verdict: NDArray[np.int64], first: int = FIRST, last: int | None = None) -> float:
    """Share of decisions on sparse diaries that name no state."""
    days = sample_days(first, last or world.days)
    return float(np.isin(verdict[world.group == GROUPS.index("sparse")][:, days], (UNCLEAR, SPARSE)).mean())
