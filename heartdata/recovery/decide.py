"""From probabilities to the early notice and the named state."""

from __future__ import annotations

from enum import Enum, auto
from typing import Any

import numpy as np
from numpy.typing import NDArray

from heartdata.recovery.shapes import IMPROVING, RECOVERED, SLIPPING, STUCK
from heartdata.recovery.thresholds import limit

Array = NDArray[np.floating[Any]]
Mask = NDArray[np.bool_]

STATES = ("improving", "stuck", "slipping", "recovered")
UNCLEAR = "unclear"


def log_odds(share: Array, against: Array) -> Array:
    """ln(share / against), kept finite."""
    return np.log(np.maximum(share, 1e-5)) - np.log(np.maximum(against, 1e-5))


class Begin(Enum):
    """What may have been before the first day: no notice, one that has just begun, or one that has had its time."""

    OFF = auto()
    ON = auto()
    SPENT = auto()


def hold(
    score: Array,
    allowed: Mask,
    on: float,
    width: float,
    days: int,
    *,
    most: float = np.inf,
    begin: Begin = Begin.OFF,
) -> Mask:
    """Hysteresis: on after `days` days above `on`, off below `on - width`; off where not `allowed`.

    After `most` days it is off until the score has fallen below `on - width`: no question is asked for ever.
    """
    out = np.zeros(len(score), bool)
    running, age, standing, spent = 0, 0, begin is Begin.ON, begin is Begin.SPENT and most < np.inf
    for t, (value, may) in enumerate(zip(score.tolist(), allowed.tolist(), strict=True)):
        running = running + 1 if may and value > on else 0
        if not may or value <= on - width:
            standing = spent = False
        elif standing and age >= most:
            standing, spent = False, True
        elif not standing and not spent and running >= days:
            standing, age = True, 0
        age += standing
        out[t] = standing
    return out


def notice(
    joint: Array,
    allowed: Mask,
    since_loss: NDArray[np.int64],
    *,
    lower: Mask | None = None,
    above: Mask | None = None,
    coarse: Mask | None = None,
    closing: Mask | None = None,
    begin: Begin = Begin.OFF,
) -> NDArray[np.object_]:
    """The early notice per day: "", "stuck" or "slipping"; slipping wins. `begin`: how both were before the first day.

    "slipping" begins only where the level is likely `lower` than usual, lasts a number of days at most, ends where the
    level is surely `above`, and takes more on a `coarse` scale. "stuck" weighs the courses that hold level AHEAD days
    from now against those that close or have closed the gap now, and ends where the gap is surely `closing`.
    """
    now, later = joint.sum(axis=1), joint.sum(axis=2)
    # Where neither is likely, all lies in between, which is no reason to go on asking.
    stuck = log_odds(later[:, STUCK], np.maximum(now[:, IMPROVING] + now[:, RECOVERED], limit("stuck_against")))
    slipping = log_odds(now[:, SLIPPING], 1 - now[:, SLIPPING])
    if coarse is not None:
        slipping = slipping - limit("slipping_coarse") * coarse
    if lower is not None:
        slipping = np.where(lower, slipping, np.minimum(slipping, limit("slipping_on")))
    late = allowed & (since_loss >= limit("stuck_min_days"))
    if closing is not None:
        late &= ~closing
    said = []
    for name, score, may, most in (
        ("slipping", slipping, allowed if above is None else allowed & ~above, limit("slipping_most")),
        ("stuck", stuck, late, np.inf),
    ):
        on, width, days = (limit(f"{name}_{what}") for what in ("on", "width", "days"))
        said.append(hold(score, may, on, width, int(days), most=most, begin=begin))
    is_slipping, is_stuck = said
    return np.where(is_slipping, "slipping", np.where(is_stuck, "stuck", "")).astype(object)


def rests_on_prior(state: NDArray[np.object_], pace_low: Array) -> Mask:
    """True where the state is dominated by the prior.

    Only where the usual level is not known: a level that stays the same may then lie at it or anywhere below. Only
    rising or falling entries are evidence in themselves.
    """
    rising = pace_low > 0
    return np.asarray((state == "recovered") | (state == "stuck") | ((state == "improving") & ~rising), dtype=bool)


def five_shares(joint: Array) -> Array:
    """Share of each state now, and last of what lies between two definitions."""
    shares: Array = joint.sum(axis=1)
    return shares


def named_state(
    shares: Array,
    allowed: Mask,
    since_loss: NDArray[np.int64],
    *,
    lower: Mask | None = None,
    closing: Mask | None = None,
) -> NDArray[np.object_]:
    """The state per day, named only where it is likely in itself and the other three together are not, else "unclear".

    `shares` are those of `five_shares`; nothing is rescaled: what lies between two definitions is not one of them.
    "slipping" is named only where the level is likely `lower` than usual, "stuck" not where the gap is `closing`.
    """
    share = np.nan_to_num(shares[:, :4])
    others = share.sum(axis=1, keepdims=True) - share
    out = np.full(len(shares), UNCLEAR, dtype=object)
    may = allowed[:, None] & np.ones_like(share, bool)
    may[:, STUCK] &= since_loss >= limit("stuck_min_days")
    if lower is not None:
        may[:, SLIPPING] &= lower
    if closing is not None:
        may[:, STUCK] &= ~closing
    for kind, name in enumerate(STATES):
        likely = (share[:, kind] > limit(f"name_{name}")) & (others[:, kind] < limit(f"against_{name}"))
        out[may[:, kind] & likely] = name
    return out


def near_usual(shares: Array, since_loss: NDArray[np.int64], gap: Array, gap_high: Array) -> Mask:
    """Where somebody is near the usual, and perhaps still a little below it."""
    with np.errstate(invalid="ignore"):
        near = (gap >= limit("near_low")) & (gap_high <= limit("near_high")) & (shares[:, SLIPPING] < 0.25)
    return np.asarray(near & (since_loss >= limit("near_days")), dtype=bool)
