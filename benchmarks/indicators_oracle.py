"""Upper bounds: tests for a planted rise that know the truth about the person.

The first knows the level and how it drifts, spread, autocorrelation, correlations and size of the rise, everything but
its day (Page's CUSUM of the log likelihood ratio; Page 1954, 10.1093/biomet/41.1-2.100). The second knows all this but
the usual level and where it drifts, which it learns from the days so far, as every real method: a Kalman filter that
knows how far levels drift, and the likelihood ratio of a rise on each of the last six weeks' days (Willsky & Jones
1976, 10.1109/TAC.1976.1101146). Of tags and phrases it learns the usual from the days before the loss. Thresholds are
set on the people without a rise, the same ones, at the same false alarms, which makes the bounds slightly optimistic.
Weekends, seasons and cycles are known to both. Rounding counts as noise; of the last 28, days with too few entries are
left out, as in heartdata.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from heartdata.signs.estimators import windowed
from heartdata.signs.monitor import enough_days
from heartdata.signs.thresholds import limit

if TYPE_CHECKING:
    from benchmarks.indicators import Person, World

#: False alarms per person-year and sign at which the bounds are read: the target, 2 over all seven signs.
FALSE_PER_YEAR = 2 / 7
#: Days back to the earliest rise that the second bound asks about.
_ONSETS = 42


def bounds(people: dict[float, list[Person]], world: World) -> dict[float, dict[str, float]]:
    """Return, for each rise, the shares found within 28 days by the two bounds."""
    from benchmarks.indicators import Judged, score

    out: dict[float, dict[str, float]] = {rise: {} for rise in people if rise}
    for name, learned in (("bound", False), ("bound, level learned", True)):
        for rise, found in out.items():
            quiet = [_paths(one, rise, world, learned=learned) for one in people[0.0]]
            known = [_enough_days(one) for one in people[0.0]]

            def at(limit: float, paths: list = quiet, known: list = known) -> float:
                judged = [Judged(_alarms(p, t, limit), t, -1, 0) for p, t in zip(paths, known, strict=True)]
                return score(judged, world)["false_per_year"]

            limit = _limit(at)
            risen = [
                Judged(
                    _alarms(_paths(one, rise, world, learned=learned), _enough_days(one), limit),
                    _enough_days(one),
                    one.sign,
                    one.onset,
                )
                for one in people[rise]
            ]
            found[name] = score(risen, world)["found_28d"]
    return out


def _limit(at: Callable[[float], float]) -> float:
    low, high = 0.5, 14.0
    for _ in range(9):
        middle = (low + high) / 2
        low, high = (middle, high) if at(middle) > FALSE_PER_YEAR else (low, middle)
    return high


def _enough_days(one: Person) -> np.ndarray:
    values = one.evidence.values
    enough = enough_days(
        one.evidence,
        windowed(values, int(limit("window"))),
        windowed(values, int(limit("long_window"))),
    )
    return np.asarray(enough, dtype=bool)


def _alarms(paths: np.ndarray, known: np.ndarray, limit: float) -> np.ndarray:
    """On above the limit, off below half of it, never where too few days are logged."""
    out = np.zeros(paths.shape, dtype=bool)
    now = np.zeros(paths.shape[1], dtype=bool)
    for day in range(len(paths)):
        now = known[day] & ((paths[day] >= limit) | (now & (paths[day] >= limit / 2)))
        out[day] = now
    return out


def _paths(one: Person, rise: float, world: World, *, learned: bool) -> np.ndarray:
    if one.traces[0].channel == "rating":
        return _of_drifting(one, rise) if learned else _of_ratings(one, rise)
    return _of_days(one, rise, world, learned=learned)


def _of_days(one: Person, rise: float, world: World, *, learned: bool) -> np.ndarray:
    """CUSUM of independent yes/no days."""
    values = one.evidence.values
    usual = np.array([trace.chance for trace in one.traces])
    if learned:
        before = values[: world.before]
        usual = (np.nansum(before, axis=0) + 0.5) / (np.isfinite(before).sum(axis=0) + 1)
    risen = np.clip(usual + rise * np.sqrt(usual * (1 - usual)), 0, 0.97)
    yes, no = np.log(risen / usual), np.log((1 - risen) / (1 - usual))
    steps = np.where(values > 0, yes, np.where(values == 0, no, 0.0))
    return _page(steps, steps)


def _standard(one: Person, lift: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Days in SD from the usual, variances of rounding, and correlations."""
    sd = np.array([trace.sd for trace in one.traces])
    usual = np.array([trace.level for trace in one.traces])
    x = ((one.evidence.values - usual) / sd - lift) / one.scale[:, None]
    rounding = np.array([trace.step**2 / 12 for trace in one.traces]) / sd**2
    together = np.outer(one.loadings, one.loadings)
    np.fill_diagonal(together, 1.0)
    return x, rounding, together


def _of_ratings(one: Person, rise: float) -> np.ndarray:
    """CUSUM of the innovations of correlated AR(1) days with gaps; weekends and drifts taken out."""
    x, rounding, together = _standard(one, one.lift[:, None] + one.wander)
    first, later = np.zeros(x.shape), np.zeros(x.shape)
    last = None
    inverses: dict[int, np.ndarray] = {}
    for day in np.flatnonzero(np.isfinite(x).all(axis=1)):
        gap = int(day - last) if last is not None else 60
        kept = one.phi**gap
        if gap not in inverses:
            inverses[gap] = np.linalg.inv((1 - kept**2) * together + (1 + kept**2) * np.diag(rounding))
        new = x[day] - (kept * x[last] if last is not None else 0.0)
        weighed, size = inverses[gap] @ new, np.diag(inverses[gap])
        first[day] = rise * weighed - rise**2 * size / 2
        more = rise * (1 - kept)
        later[day] = more * weighed - more**2 * size / 2
        last = day
    return _page(first, later)


def _of_drifting(one: Person, rise: float) -> np.ndarray:
    """Largest log likelihood ratio of a rise on one of the last days, beside levels that are unknown and drift."""
    x, rounding, together = _standard(one, one.lift[:, None])
    many = x.shape[1]
    drift = np.diff(one.wander, axis=0).var()
    kept = np.repeat([1.0, one.phi], many)  # of levels, and of what days have from the day before
    moved = np.zeros((2 * many, 2 * many))
    moved[:many, :many], moved[many:, many:] = drift * np.eye(many), (1 - one.phi**2) * together
    seen = np.hstack((np.eye(many), np.eye(many)))
    state, cover = np.zeros(2 * many), np.zeros_like(moved)
    cover[:many, :many], cover[many:, many:] = np.eye(many), together
    # By onset, the latest last, and sign: what the filter takes of a rise of 1 SD for level and ups and downs.
    taken = np.zeros((2 * many, _ONSETS, many))
    score, information = np.zeros((_ONSETS, many)), np.zeros((_ONSETS, many))
    out = np.zeros(x.shape)
    for day in range(len(x)):
        if day:
            state, cover = kept * state, cover * np.outer(kept, kept) + moved
        taken = np.roll(kept[:, None, None] * taken, -1, axis=1)
        score, information = np.roll(score, -1, axis=0), np.roll(information, -1, axis=0)
        taken[:, -1], score[-1], information[-1] = 0.0, 0.0, 0.0
        if np.isfinite(x[day]).all():
            inverse = np.linalg.inv(seen @ cover @ seen.T + np.diag(rounding))
            gain = cover @ seen.T @ inverse
            new = x[day] - seen @ state
            shift = np.eye(many)[:, None, :] - np.einsum("is,sto->ito", seen, taken)
            score += np.einsum("i,ito->to", inverse @ new, shift)
            information += np.einsum("ito,ij,jto->to", shift, inverse, shift, optimize=True)
            state, cover = state + gain @ new, cover - gain @ seen @ cover
            taken = taken + np.einsum("si,ito->sto", gain, shift)
        out[day] = (rise * score - rise**2 * information / 2).max(axis=0)
    return out


def _page(first: np.ndarray, later: np.ndarray) -> np.ndarray:
    """Page's recursion: the rise began today, or earlier."""
    out = np.zeros(first.shape)
    before = np.full(first.shape[1], -np.inf)
    for day in range(len(first)):
        logged = (first[day] != 0) | (later[day] != 0)
        before = np.where(logged, np.maximum(before + later[day], first[day]), before)
        before = np.maximum(before, -10.0)
        out[day] = before
    return out
