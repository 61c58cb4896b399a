"""What the filter is given: one person's series of entries, and the priors and sizes in the person's own units."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from heartdata.recovery.continuation import TURN_PRIOR
from heartdata.recovery.thresholds import limit
from heartdata.recovery.trajectories import BANK_SEED, RENEW_FIRST

Array = NDArray[np.floating[Any]]

# Factors on the size of the day-to-day swings: (factor, prior, whether it fades).
Swings = tuple[tuple[float, float, bool], ...]
SWINGS_LOSS: Swings = (
    (1.0, 0.30, False), (1.6, 0.06, True), (1.0, 0.30, False), (0.78, 0.06, False),
    (1.3, 0.08, False), (1.0, 0.10, False), (2.2, 0.04, False), (1.7, 0.06, False),
)  # fmt: skip
SWINGS_LATER: Swings = (
    (1.0, 0.26, False), (0.75, 0.08, False), (1.0, 0.26, False), (1.35, 0.08, False), (1.0, 0.26, False),
    (0.45, 0.06, False),
)  # fmt: skip


def _sds() -> tuple[float, ...]:
    return tuple(np.geomspace(limit("sd_low"), limit("sd_high"), 15).tolist())


@dataclass(frozen=True)
class Settings:
    """Priors and sizes of the filter."""

    phis: tuple[float, ...] = (0.1, 0.25, 0.4, 0.55, 0.7, 0.85)
    phi_prior: tuple[float, ...] = (0.2, 0.25, 0.24, 0.19, 0.1, 0.05)
    sds: tuple[float, ...] = _sds()
    sd_centre: float = limit("sd_centre")
    sd_spread: float = limit("sd_spread")
    usual: float = limit("usual_centre")
    usual_sd: float = limit("usual_sd")
    stated_sd: float = limit("stated_sd")
    usual_drift: float = limit("usual_drift")
    weekend: float = 0.2
    weekend_sd: float = 0.2
    wave_sd: float = limit("wave_sd")
    wave_days: float = 14.0
    wave_prior: float = limit("wave_prior")
    swings_loss: Swings = SWINGS_LOSS
    swings_later: Swings = SWINGS_LATER
    fade_days: float = 60.0  # half-life of swings that fade
    slots: int = 64
    per_slot: int = 80
    banks: int = 2
    outlier: float = limit("outlier")
    nugget: float = 0.06  # variance a day adds beyond inertia [own SD^2]
    bank_seed: int = BANK_SEED
    renew_first: int = RENEW_FIRST
    later_slots: int = 32
    later_per_slot: int = 64
    turn_prior: tuple[float, ...] = TURN_PRIOR
    learn_scale: bool = True  # whether sizes and the usual level are to be centred on the days before the loss
    own: bool = False  # whether they are; with few of those days they are not
    kind_prior: tuple[float, float, float, float] = (limit("improving_odds"), 1.0, 1.0, 1.0)


DEFAULT = Settings()


@dataclass
class Series:
    """One person's entries on the calendar, ready for the filter.

    The second axis of `y`, `half`, `strength` and `belief` holds the assumptions about how strongly further measures
    share the course of the main one; with one measure it has length 1.
    """

    y: Array  # (days, assumptions) 0-10, NaN where no entry
    half: Array  # half the step of the scale [points]
    strength: Array  # course against day-to-day noise; 1 with one measure
    belief: Array  # how likely each assumption is, from how the measures compare
    at_low: NDArray[np.bool_]  # (days) the entry lies at the lower end of the scale
    at_high: NDArray[np.bool_]
    weekend: Array  # 5/7 at weekends, -2/7 otherwise
    starts: tuple[int, ...]  # positions of the losses; the first may lie before the first day
    usual: float | None = None
    centre: float = limit("usual_centre")  # centre of the prior of the usual level [0-10]


def own_scale(series: Series, s: Settings) -> Settings:
    """Settings in the person's own units, where the days before the loss show them; they know no other scale."""
    if not s.learn_scale:
        return s
    first = series.starts[0]
    before = slice(max(first - int(limit("max_days_before")), 0), max(first, 0))
    y, half = series.y[before, -1], series.half[before, -1]  # the main measure alone
    seen = ~np.isnan(y) & (half < 10)
    if seen.sum() < limit("min_before_measure"):
        return replace(s, usual=s.usual if series.centre == limit("usual_centre") else series.centre)
    y, half = y[seen], half[seen]
    rounding = float(np.mean(half**2)) / 3
    sd = max(float(y.var(ddof=2)) - rounding, limit("sd_floor") * rounding, 0.05**2) ** 0.5
    return replace(
        s,
        own=True,
        usual=float(y.mean()),
        usual_sd=limit("usual_own_sd") * sd,
        sd_centre=sd,
        sds=tuple((sd * np.geomspace(1 / limit("sd_reach"), limit("sd_reach"), 13)).tolist()),
    )
