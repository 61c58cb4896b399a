"""Seeded random numbers that are the same on every machine: only `random.Random.random` guarantees its stream."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from statistics import NormalDist
from typing import Final, TypeVar

_Item = TypeVar("_Item")
_STREAMS: Final = 64
_NORMAL: Final = NormalDist()
# In place of 0.0, whose normal quantile is infinite.
_SMALLEST: Final = 2.0**-54


class Draws:
    """A random generator with 64 independent streams per seed.

    Each part of a diary has its own stream, so leaving one out changes nothing else.
    """

    def __init__(self, seed: int, stream: int) -> None:
        self._random = random.Random(seed * _STREAMS + stream).random  # noqa: S311  (no secrets here)

    def uniform(self, low: float, high: float) -> float:
        """Draw from a uniform distribution."""
        return low + (high - low) * self._random()

    def whole(self, low: int, high: int) -> int:
        """Draw a whole number, both ends included."""
        return low + int((high - low + 1) * self._random())

    def chance(self, share: float) -> bool:
        """Return True with probability `share`."""
        return self._random() < share

    def normal(self) -> float:
        """Draw from the standard normal distribution."""
        return _NORMAL.inv_cdf(self._random() or _SMALLEST)

    def pick(self, items: Sequence[_Item]) -> _Item:
        """Draw one item."""
        return items[int(len(items) * self._random())]

    def ar1(self, count: int, phi: float) -> list[float]:
        """Draw a first-order autoregressive series with unit variance."""
        fresh = math.sqrt(1 - phi * phi)
        values: list[float] = []
        for _ in range(count):
            drawn = self.normal()
            values.append(phi * values[-1] + fresh * drawn if values else drawn)
        return values


class Deck:
    """Items drawn like cards: none comes back before all have been drawn."""

    def __init__(self, draws: Draws, items: Sequence[str]) -> None:
        self._draws = draws
        self._items = items
        self._left: list[str] = []

    def draw(self) -> str:
        """Draw the next item."""
        if not self._left:
            self._left = list(self._items)
            for last in range(len(self._left) - 1, 0, -1):
                other = self._draws.whole(0, last)
                self._left[last], self._left[other] = self._left[other], self._left[last]
        return self._left.pop()

    def hand(self, count: int) -> list[str]:
        """Draw several different items."""
        taken: list[str] = []
        while len(taken) < count:
            item = self.draw()
            if item not in taken:
                taken.append(item)
        return taken
