"""How far the wide world reaches on every axis, and how far the method's own assumptions do.

The world must reach further: a method that is only tested inside its own borders looks right by construction. The
ranges come from 1135 public diaries (docs/progress-benchmark.md) and from what people report; nine people in ten lie
between `low` and `high` of an axis, one in ten beyond, up to `least` and `most`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from heartdata.recovery import shapes
from heartdata.recovery.filter_input import Settings
from heartdata.recovery.thresholds import limit
from heartdata.recovery.trajectories import IMPROVING, RECOVERED, RENEW_FIRST, SLIPPING, STUCK, bank

BEYOND = 0.1  # share of people outside low..high


@dataclass(frozen=True)
class Axis:
    """A range of the world; `log` draws evenly in the logarithm."""

    low: float
    high: float
    least: float
    most: float
    unit: str
    log: bool = False

    def draw(self, rng: np.random.Generator) -> float:
        """Draw one value."""
        low, high = self.low, self.high
        if rng.random() < BEYOND:
            sides = [s for s in ((self.least, self.low), (self.high, self.most)) if s[0] < s[1]]
            if sides:
                low, high = sides[rng.integers(len(sides))]
        if self.log:
            return float(np.exp(rng.uniform(np.log(low), np.log(high))))
        return float(rng.uniform(low, high))


WIDE = {
    "own SD": Axis(0.25, 3.2, 0.15, 4.0, "points of 10", log=True),
    "inertia": Axis(-0.05, 0.7, -0.15, 0.9, "lag-1 correlation"),
    "tails": Axis(3, 12, 3, 30, "degrees of freedom of t", log=True),
    "swings": Axis(0.7, 2.2, 0.4, 2.6, "factor from the loss on", log=True),
    "usual": Axis(3, 9, 2, 10, "points of 10"),
    "stated wrongly by": Axis(-1.5, 1.5, -1.5, 1.5, "points of 10"),
    "weekly rhythm": Axis(0, 0.8, -0.4, 1.0, "own SD"),
    "season": Axis(0, 0.5, 0, 0.6, "own SD"),
    "drift": Axis(-0.3, 0.3, -0.8, 0.8, "own SD a year"),
    "monthly cycle": Axis(0.2, 0.6, 0.2, 0.8, "own SD"),
    "missing": Axis(0.05, 0.6, 0.02, 0.65, "share of days"),
    "first gap": Axis(0.3, 6, 0.1, 7.5, "own SD", log=True),
    "plateau": Axis(0.5, 6, 0.4, 7.5, "own SD", log=True),
    "remainder": Axis(0, 0.6, -1.5, 0.7, "own SD"),
    "fall": Axis(0.75, 4, 0.6, 4.8, "own SD", log=True),
    "fall lasts": Axis(1, 42, 1, 280, "days", log=True),
    "fall begins": Axis(21, 210, 5, 240, "days after the loss"),
    "improving takes": Axis(30, 200, 20, 260, "days for 80 % of the gap", log=True),
    "recovering takes": Axis(3, 14, 2, 40, "days for 80 % of the gap", log=True),
}
# Days of logs before the loss, with the share of people; None: no logs, and a level that is stated.
KNOWN_DAYS = {0: 0.08, 7: 0.12, 14: 0.14, 28: 0.22, 56: 0.18, 112: 0.14, None: 0.12}
STEPS = {"1-5": 2.5, "1-7": 10 / 6, "-3..3": 10 / 6, "0-10": 1.0, "0-100": 0.1}


def method_ranges() -> dict[str, tuple[float, float]]:
    """The same axes as the method assumes them, read from its settings and measured on its bank of courses."""
    s = Settings()
    swings = [factor for factor, *_ in (*s.swings_loss, *s.swings_later)]
    courses = bank(4000).gap.astype(float)[:RENEW_FIRST]
    by_kind = {kind: courses[:, kind::4] for kind in (IMPROVING, STUCK, SLIPPING, RECOVERED)}
    end = {kind: gap[-28:].mean(axis=0) for kind, gap in by_kind.items()}
    drift = 1.6449 * (365 * s.usual_drift) ** 0.5
    first = courses[:3].mean(axis=0)
    return {
        "own SD": (min(s.sds), max(s.sds)),
        "inertia": (min(s.phis), max(s.phis)),
        "swings": (min(swings), max(swings)),
        "usual": (s.usual - 2 * s.usual_sd, s.usual + 2 * s.usual_sd),
        "stated wrongly by": (-1.6449 * limit("stated_sd"), 1.6449 * limit("stated_sd")),
        "weekly rhythm": (s.weekend - 2 * s.weekend_sd, s.weekend + 2 * s.weekend_sd),
        "first gap": (0.3, float(np.quantile(first, 0.999))),
        "plateau": tuple(np.quantile(end[STUCK], [0.02, 0.999])),
        "remainder": tuple(np.quantile(end[RECOVERED], [0.002, 0.98])),
        "drift": (-drift, drift),
        "fall lasts": (1, max(shapes.DECLINE_DAYS)),
        "fall begins": shapes.FALL_BEGINS,
        "improving takes": shapes.IMPROVING_DAYS,
        "recovering takes": shapes.RECOVERING_DAYS,
        "fall": (0.75, float(np.quantile(np.ptp(by_kind[SLIPPING][30:], axis=0), 0.98))),
    }
