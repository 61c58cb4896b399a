"""An upper bound for detecting a plateau: a Bayes filter that knows the generator and the person.

It knows this person's usual mood, day-to-day SD, inertia and weekend effect, and how courses are generated; only
the course itself has to be inferred from the entries. Its threshold is set on people who improve unaided, the same
ones that are reported, at half an onset per person-year, as for heartdata's early notice.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from benchmarks.approach_people import AFTER, BEFORE, FIRST, Somebody, draw_gap
from heartdata.recovery.filter_input import Series, Settings
from heartdata.recovery.particle_filter import run
from heartdata.recovery.trajectories import PACE_BINS, Trajectories, deal_kinds

#: Onsets per person-year at which the bound is read, among those who improve unaided.
FALSE_PER_YEAR = 0.5
#: Days since the loss before which nothing is reported, and entries needed in 28 days, as for every method.
EARLIEST, ENTRIES = 28, 10
_COURSES = ("improving", "stuck", "improving", "plateau")
_EASING, _LEVEL = 0, 1


@cache
def bank(slots: int, per_slot: int, seed: int = 777) -> tuple[Trajectories, np.ndarray]:
    """Draw courses of each kind, with the state on each day."""
    rng = np.random.default_rng(seed)
    n, days = slots * per_slot, np.arange(AFTER)
    gap, code = np.empty((AFTER, n), np.float32), np.empty((AFTER, n), np.uint16)
    for i in range(n):
        course, onset = draw_gap(rng, _COURSES[i % 4])
        gap[:, i] = course
        code[:, i] = np.where(days >= onset, _LEVEL, _EASING) * PACE_BINS
    place = deal_kinds(slots, per_slot)
    dealt = Trajectories(np.ascontiguousarray(gap[:, place]), np.ascontiguousarray(code[:, place]), np.zeros(n, bool))
    return dealt, place % 4


def log_odds(person: Somebody) -> np.ndarray:
    """Return the daily log-odds of stuck against improving; minus infinity where nothing may be reported."""
    # Hard days are left out more often (log-odds .7 per SD), so logged days are better than average.
    usual = person.usual + 0.7 * person.out.mean() * person.sd
    known = replace(
        Settings(), phis=(float(person.phi),), phi_prior=(1.0,), sds=(person.sd,), usual_drift=0.0, learn_scale=False
    )
    known = replace(known, usual=usual, usual_sd=1e-3, weekend=person.weekend, weekend_sd=1e-3, nugget=0.02)
    same = ((1.0, 1.0, False),)
    known = replace(known, renew_first=10**6, wave_prior=0.0, swings_loss=same, swings_later=same)
    y = np.where(person.out, np.nan, person.values())
    column = np.ones((len(y), 1))
    weekend = ((FIRST.weekday() + np.arange(len(y))) % 7 >= 5) - 2 / 7
    half = column * person.step_size / 2
    series = Series(y[:, None], half, column, column, y <= 1e-9, y >= 10 - 1e-9, weekend, (BEFORE,))
    now = run(series, known, bank(known.slots, known.per_slot)).joint[BEFORE:].sum(axis=1)
    odds = np.log(np.maximum(now[:, _LEVEL], 1e-12)) - np.log(np.maximum(now[:, _EASING], 1e-12))
    seen = np.concatenate([[0], np.cumsum(~person.out)])
    days = np.arange(BEFORE, BEFORE + AFTER)
    enough = (seen[days + 1] - seen[np.maximum(days - 27, 0)] >= ENTRIES) & (days - BEFORE >= EARLIEST)
    return np.where(enough, odds, -np.inf)


def alarms(odds: np.ndarray, limit: float) -> np.ndarray:
    """Days of an alarm: on above the limit, off two below it."""
    out, now = np.zeros(len(odds), dtype=bool), False
    for day, value in enumerate(odds):
        now = value >= limit or (now and value >= limit - 2)
        out[day] = now
    return out


def limit_for(easing: list[np.ndarray]) -> float:
    """Find the threshold with the allowed number of false alarms."""
    years = len(easing) * (AFTER - EARLIEST) / 365.25
    low, high = -3.0, 12.0
    for _ in range(12):
        middle = (low + high) / 2
        onsets = sum(int((np.diff(alarms(odds, middle).astype(int), prepend=0) == 1).sum()) for odds in easing)
        low, high = (middle, high) if onsets / years > FALSE_PER_YEAR else (low, middle)
    return high


def days_to_alarm(person: Somebody, limit: float) -> float:
    """Days from the start of the plateau to the alarm; NaN if there is none."""
    there = np.flatnonzero(alarms(log_odds(person), limit)[person.onset :])
    return float(there[0]) if len(there) else np.nan
