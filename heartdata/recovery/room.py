"""How far a scale has room: for steady people its ends lie further off than any course of the bank goes.

Somebody whose days differ by .3 points can fall by 15 of their own SD. Once most of the last entries lie beyond the
bank and far from the level, courses that go far are stretched to the end of the scale; whoever stays within the bank is
not affected. And once a few entries have lain beyond it, half of the courses move to the entries whenever most of the
last ones lie far from the level: no course of the bank leaps back by 15 SD.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from heartdata.recovery.shapes import DEEPEST, GOLDEN, HIGHEST, LARGEST_FALL
from heartdata.recovery.thresholds import limit

Array = NDArray[np.floating[Any]]
Float = NDArray[np.float32]

PAST_END = 1.0  # how far courses go past the end of the scale, where answers are all the same [own SD]
FAR, FAR_ABOVE = 3.0, 0.2  # gaps from which on courses are stretched, and heights [own SD]
AROUND = 1.0  # how far around the last entries courses are put [own SD]
BACK, NEAR_USUAL = 1.5, 0.2  # of those put closer to the usual than this, half come this much closer [own SD, factor]


@dataclass
class Room:
    """A person's usual level and SD, and whether the level has lost their entries."""

    usual: float
    sd: float
    last: deque[tuple[float, float]] = field(
        default_factory=lambda: deque(maxlen=int(limit("lost_of")))
    )  # entries, and off the level
    target: float = np.nan  # mean of those when most were far from it
    needed: bool = False  # whether courses are stretched

    def beyond(self, entry: float | Array) -> Any:
        """Whether an entry lies further from the usual level than any course of the bank explains."""
        gap = (self.usual - entry) / self.sd
        return (gap < -HIGHEST - limit("beyond_above")) | (gap > DEEPEST + limit("beyond_below"))

    def watched(self, entries: Array) -> NDArray[np.bool_]:
        """On which days the level may have lost the entries: those beyond the bank, and all once there are enough."""
        beyond = self.beyond(entries)
        watched: NDArray[np.bool_] = beyond | (np.cumsum(beyond) >= limit("lost_entries"))
        return watched

    def see(self, entry: float, level: float | None) -> bool:
        """Take one entry, and the level where it is watched; True when most of the last lie far to one side of it."""
        self.last.append((entry, 0.0 if level is None else (entry - level) / self.sd))
        if level is None:
            return False
        for side in (1, -1):
            far = [entry for entry, off in self.last if side * off > limit("lost_far")]
            if len(far) >= limit("lost_entries"):
                self.target = sum(far) / len(far)
                self.last.clear()
                return True
        return False

    def moved(self, gap: Float, usual: Float, sd: Array) -> tuple[NDArray[np.bool_], Float]:
        """Which courses move to the last entries, and all gaps then; `usual` is the usual level of each [own SD]."""
        number = np.arange(len(gap))
        which = number % 2 == 1
        at = usual - (self.target - self.usual) / sd + AROUND * (2 * ((number * GOLDEN) % 1) - 1)
        at = np.where((number % 4 == 3) & (np.abs(at) < BACK), NEAR_USUAL * at, at)
        return which, np.where(which, at, gap).astype(np.float32)

    def ends(self, sd: Array) -> tuple[Array, Array]:
        """Just past the lower and the upper end of the scale, for classes with this SD [own SD]."""
        below, above = self.usual / sd + PAST_END, (10 - self.usual) / sd + PAST_END
        return np.maximum(below, DEEPEST), np.maximum(above, HIGHEST)

    def deepen(self, gap: Float, sd: Array, falling: NDArray[np.bool_]) -> Float:
        """Stretch courses (days, classes, courses) of classes with this SD, of which some fall (classes, courses)."""
        below, above = (end[:, None] for end in self.ends(sd))
        down = ((below - FAR) / (np.where(falling, LARGEST_FALL, DEEPEST) - FAR) - 1).astype(np.float32)
        up = ((above - FAR_ABOVE) / (HIGHEST - FAR_ABOVE) - 1).astype(np.float32)
        out: Float = gap + np.maximum(gap - np.float32(FAR), 0) * down
        out -= np.maximum(-gap - np.float32(FAR_ABOVE), 0) * up
        np.minimum(out, np.maximum(below, gap), out=out)
        return out

    def deeper_falls(self, sd: Array) -> Float:
        """How many times as deep as in the bank later falls are beyond FAR, per class; 1 where it goes far enough."""
        below, _ = self.ends(sd)
        times = (below - FAR) / (LARGEST_FALL - FAR) if self.needed else np.ones(len(sd))
        return times.astype(np.float32)


def surely_closing(gap: Array) -> NDArray[np.bool_]:
    """Whether a gap beyond the bank's deepest has closed over the last 28 days as fast as one that is improving."""
    month_ago = np.concatenate((np.full(28, np.nan), gap))[: len(gap)]
    with np.errstate(invalid="ignore"):
        closing: NDArray[np.bool_] = (month_ago > DEEPEST) & (gap < (1 - limit("pace_improving")) * month_ago)
    return closing
