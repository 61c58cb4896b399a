"""How much somebody goes up and down lately: in hard times often more than before."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from heartdata.signs.estimators import Usual, window_means, windowed
from heartdata.signs.thresholds import limit

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Swings:
    """Deviations of each fortnight's days from their own mean, which say how much they vary at any level."""

    def __init__(self, values: Floats, ratings: Ints) -> None:
        self.ratings = ratings
        self.width = int(limit("window"))
        logged = np.isfinite(values)
        # Near zero, so that nothing is lost by rounding; the first day, as later ones must not change earlier sums.
        off = values - (values[np.argmax(logged, axis=0), np.arange(logged.shape[1])] if len(values) else 0.0)
        self.window = windowed(off, self.width)
        both = window_means(off**2, self.width) - self.window.mean**2
        self.squares = np.nan_to_num(both).clip(0) * self.window.n

    def spread(self, usual: Usual, rows: slice) -> tuple[Floats, Floats]:
        """SD of the last weeks' days, drawn towards what all ratings have lately, with its degrees of freedom."""
        weight = limit("swings_weight")
        reach = self.width * int(limit("swings_windows"))
        first = max(0, rows.start - reach)
        # What autocorrelation takes away from the squares around a fortnight's own mean is allowed for.
        n = self.window.n[first : rows.stop]
        worth = n * (1 - self.window.error_factor(usual.phi, slice(first, rows.stop))).clip(0)
        freedom = np.maximum(n - 1, 0) * (1 - usual.phi**2) / (1 + usual.phi**2)
        squares, worth, freedom = (
            self._summed(table, rows.start - first, rows.stop - first)
            for table in (self.squares[first : rows.stop], worth, freedom)
        )
        drawn_to = usual.spread**2 * self._shared(usual, squares, worth)
        return np.sqrt((squares + weight * drawn_to) / (worth + weight)), freedom + weight

    def _shared(self, usual: Usual, squares: Floats, worth: Floats) -> Floats:
        """By how much all ratings together vary more than usual, day by source; 1 for other sources."""
        out = np.ones_like(squares)
        known = self.ratings[usual.known[self.ratings]]
        if len(known) > limit("others"):
            weight = limit("swings_shared")
            more = (squares[:, known] / usual.spread[known] ** 2).mean(axis=1) + weight
            out[:, known] = (more / (worth[:, known].mean(axis=1) + weight))[:, None]
        return out

    def _summed(self, table: Floats, start: int, stop: int) -> Floats:
        """Sum over the fortnights that end on each day, two weeks before it, and so on."""
        total = np.zeros((stop - start, table.shape[1]))
        for back in range(0, self.width * int(limit("swings_windows")), self.width):
            begin = max(0, back - start)
            total[begin:] += table[max(0, start - back) : max(0, stop - back)]
        return total
