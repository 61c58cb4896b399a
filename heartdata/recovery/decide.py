"""From probabilities to the early notice and the named state."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from heartdata.recovery.thresholds import limit
from heartdata.recovery.trajectories import IMPROVING, RECOVERED, SLIPPING, STUCK

Array = NDArray[np.floating[Any]]
Mask = NDArray[np.bool_]

STATES = ("improving", "stuck", "slipping", "recovered")
UNCLEAR = "unclear"


def log_odds(share: Array, against: Array) -> Array:
    """ln(share / against), kept finite."""
    return np.log(np.maximum(share, 1e-5)) - np.log(np.maximum(against, 1e-5))


def hold(score: Array, allowed: Mask, on: float, width: float, days: int, *, standing: bool = False) -> Mask:
    """Hysteresis: on after `days` days above `on`, off below `on - width`; off where not `allowed`.

    `standing` is whether it was on before the first day.
    """
    out = np.zeros(len(score), bool)
    running = 0
    for t, (value, may) in enumerate(zip(score.tolist(), allowed.tolist(), strict=True)):
        running = running + 1 if may and value > on else 0
        standing = may and (value > on - width if standing else running >= days)
        out[t] = standing
    return out


def notice(
    joint: Array, allowed: Mask, since_loss: NDArray[np.int64], *, standing: bool = False
) -> NDArray[np.object_]:
    """The early notice per day: "", "stuck" or "slipping"; slipping wins. `standing`: whether both were there before.

    "stuck" weighs the courses that hold level AHEAD days from now against those that close or have closed the gap
    today.
    """
    now, later = joint.sum(axis=1), joint.sum(axis=2)
    stuck = log_odds(later[:, STUCK], now[:, IMPROVING] + now[:, RECOVERED])
    slipping = log_odds(now[:, SLIPPING], 1 - now[:, SLIPPING])
    late = allowed & (since_loss >= limit("stuck_min_days"))
    said = []
    for name, score, may in (("slipping", slipping, allowed), ("stuck", stuck, late)):
        on, width, days = (limit(f"{name}_{what}") for what in ("on", "width", "days"))
        said.append(hold(score, may, on, width, int(days), standing=standing))
    is_slipping, is_stuck = said
    return np.where(is_slipping, "slipping", np.where(is_stuck, "stuck", "")).astype(object)


def rests_on_prior(state: NDArray[np.object_], pace_low: Array) -> Mask:
    """True where the state is dominated by the prior.

    Only where the usual level is not known: a level that stays the same may then lie at it or anywhere below. Only
    rising or falling entries are evidence in themselves.
    """
    rising = pace_low > 0
    return np.asarray((state == "recovered") | (state == "stuck") | ((state == "improving") & ~rising), dtype=bool)


def _steady(score: Array, allowed: Mask, above: float) -> Mask:
    days = int(limit("name_days"))
    good = np.concatenate((np.zeros(days - 1, bool), allowed & (score > above)))
    return np.asarray(np.lib.stride_tricks.sliding_window_view(good, days).all(axis=1), dtype=bool)


def named_state(p: Array, allowed: Mask, since_loss: NDArray[np.int64]) -> NDArray[np.object_]:
    """The state per day, named only when very likely right, else "unclear".

    "improving" means improving or already recovered.
    """
    out = np.full(len(p), UNCLEAR, dtype=object)
    safe = np.nan_to_num(p)
    easing = safe[:, IMPROVING] + safe[:, RECOVERED]
    out[_steady(log_odds(easing, 1 - easing), allowed, limit("name_improving"))] = "improving"
    for kind in (RECOVERED, STUCK, SLIPPING):
        may = allowed & (since_loss >= limit("stuck_min_days")) if kind == STUCK else allowed
        score = log_odds(safe[:, kind], 1 - safe[:, kind])
        out[_steady(score, may, limit(f"name_{STATES[kind]}"))] = STATES[kind]
    return out
