"""How far the last weeks are from what is usual, by day and source, as standard normal values."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from heartdata.signs.apart import beside, correlations, days_before
from heartdata.signs.estimators import (
    Usual,
    Window,
    towards_normal,
    window_means,
    windows,
    z_of_shares,
    z_of_skewed,
)
from heartdata.signs.evidence import Evidence
from heartdata.signs.swings import Swings
from heartdata.signs.thresholds import limit

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Distance:
    """Distances of one stretch of days from what is usual, day by source [standard normal; d and error own SD]."""

    most: Floats  # the larger one of both windows
    least: Floats  # the smaller one
    d: Floats  # difference of the short window
    error: Floats  # of `d`


@dataclass(frozen=True, eq=False)
class Reference:
    """What is usual, and the days it comes from."""

    usual: Usual
    days: Floats  # day by source; NaN where a day does not belong to the usual of a source
    words: slice  # days that say how much somebody usually writes

    def age(self, rows: slice) -> Floats:
        """Days over which the usual level may have wandered until the window of each day."""
        ago = np.arange(rows.start, rows.stop)[:, None] - self.words.stop + self.usual.age - limit("window") / 2
        # Of a random walk, the means of two stretches differ by about two thirds of the days between their middles.
        days: Floats = np.maximum(ago, 0.0) * 2 / 3
        return days


class Distances:
    """Distances of the windows of 14 and 28 days up to each day from what is usual."""

    def __init__(self, evidence: Evidence) -> None:
        self.values = evidence.values
        self.loss = evidence.loss
        widths = tuple(int(limit(name)) for name in ("window", "apart_window", "long_window"))
        self.short, self.middle, self.long = windows(self.values, widths)
        there = np.where(np.isfinite(self.values), 1.0 * (self.values > 0), np.nan)
        self.short_share, self.long_share = _both_means(there)
        self.ratings = np.flatnonzero([source.channel == "rating" for source in evidence.sources])
        self.weeks_before = days_before(self.values[:, self.ratings])
        self.words = np.full(self.values.shape, np.nan) if evidence.words is None else evidence.words
        self.short_words, self.long_words = _both_means(self.words)
        since = self.values.copy()
        since[: max(0, self.loss or 0)] = np.nan  # after a loss people go up and down more
        self.before, self.after = Swings(self.values, self.ratings), Swings(since, self.ratings)
        self._spread: tuple[Usual, tuple[Floats, Floats]] | None = None  # of the latest usual

    def spread(self, rows: slice, usual: Usual) -> tuple[Floats, Floats]:
        """Spread of the last weeks, from days before the loss or from those after it, and its degrees of freedom."""
        if self._spread is None or self._spread[0] is not usual:
            swings = self.before if self.loss is None or rows.start < self.loss else self.after
            self._spread = usual, swings.spread(usual, rows)
        return self._spread[1]

    def _wandered(self, rows: slice, reference: Reference) -> Floats:
        """Variance of that wandering: all ratings together follow the seasons; several are judged apart as well."""
        drift = np.full(self.values.shape[1], limit("drift"))
        if len(self.ratings) > limit("others"):
            drift[self.ratings] = limit("drift_together")
        return drift**2 * reference.age(rows) / 365.25

    def of_all(self, rows: slice, reference: Reference) -> Distance:
        """Distances of all sources, without regard to one another."""
        usual = reference.usual
        means = _of_means(
            rows, usual, (self.short, self.long), self.spread(rows, usual), self._wandered(rows, reference)
        )
        most, least = self.of_shares(rows, reference)
        shares = np.isfinite(usual.hits)
        return replace(means, most=np.where(shares, most, means.most), least=np.where(shares, least, means.least))

    def of_shares(self, rows: slice, reference: Reference) -> tuple[Floats, Floats]:
        """Give the larger and smaller distance of both windows for what is there on a day or is not."""
        usual = reference.usual
        out = np.full((rows.stop - rows.start, len(usual.hits)), np.nan)
        shares = np.flatnonzero(np.isfinite(usual.hits))
        if not len(shares):
            return out, out
        usual_n = 1 / (usual.error[shares] + self._wandered(rows, reference)[:, shares])
        usual_hits = usual.hits[shares] / np.maximum(usual.n[shares], 1) * usual_n
        past = self.words[reference.words][:, shares]
        usual_words = np.nan_to_num(past).sum(axis=0) / np.maximum(np.isfinite(past).sum(axis=0), 1)
        written = usual_words > 0
        counted = []
        for window, share, lately in (
            (self.short, self.short_share, self.short_words),
            (self.long, self.long_share, self.long_words),
        ):
            n = 1 / window.error_factor(usual.phi, rows)[:, shares]
            n = np.where(window.n[rows][:, shares] > 0, n, 0.0)
            hits = np.nan_to_num(share[rows][:, shares]) * n
            # Whoever writes twice as much says everything twice as often: entries count by their length.
            longer = np.nan_to_num(lately[rows][:, shares] / np.where(written, usual_words, 1.0), nan=1.0)
            n = np.where(written, np.maximum(n * np.clip(longer, 0.5, 3.0), hits), n)
            counted.append((hits, n))
        # Both windows at once: what such a call costs is hardly more for twice the days.
        hits, n = (np.vstack(part) for part in zip(*counted, strict=True))
        z = z_of_shares(hits, n, np.vstack([usual_hits] * 2), np.vstack([usual_n] * 2))
        least = out.copy()
        out[:, shares], least[:, shares] = np.fmax(*np.split(z, 2)), np.fmin(*np.split(z, 2))
        return out, least

    def apart(self, rows: slice, reference: Reference) -> tuple[Floats, Floats, Floats]:
        """Distances of ratings beside the others: the larger one from usual and weeks before, the latter, and its size.

        A sign that rises by itself is clearer this way; it must still be above its own usual to be present.
        """
        out = np.full((rows.stop - rows.start, self.values.shape[1]), np.nan)
        place = self.ratings
        if len(place) <= limit("others") or not len(reference.days):
            return out, out, out
        usual = reference.usual
        mean, spread = usual.mean[place], usual.spread[place]
        correlation = correlations((reference.days[:, place] - mean) / spread)
        late, freedom = (table[:, place] for table in self.spread(rows, usual))
        inert = (1 + usual.phi[place]) / (1 - usual.phi[place])
        before = self.weeks_before
        of_before = np.sqrt(inert / np.maximum(before.worth[rows], 1e-9))
        of_usual = np.broadcast_to(np.sqrt(usual.error[place]), of_before.shape)
        since = (
            (before.mean[rows], of_before, np.full_like(of_before, before.age)),
            (np.broadcast_to(mean, of_before.shape), of_usual, reference.age(rows)[:, place]),
        )
        known = (self.short.n[rows][:, place] >= limit("window_days")) & usual.known[place]
        rises = []
        for level, error, age in since:
            best = np.full(level.shape, np.nan)
            own, common = (limit(name) ** 2 * age / 365.25 for name in ("drift_apart", "drift_together"))
            for window in (self.middle, self.long):
                recent = np.sqrt(window.error_factor(usual.phi, rows)[:, place]) * late / spread
                distance = np.where(known, (window.mean[rows][:, place] - level) / spread, np.nan)
                z = beside(distance, (recent, error), own, common.mean(axis=1), correlation)
                best = np.fmax(best, towards_normal(z, freedom))
            rises.append(np.where(usual.n[place] >= limit("apart_days"), best, np.nan))
        rise, above = out.copy(), out.copy()
        rise[:, place], out[:, place] = rises[0], np.fmax(*rises)
        above[:, place] = (self.short.mean[rows][:, place] - before.mean[rows]) / spread
        return out, rise, above


def _both_means(values: Floats) -> tuple[Floats, Floats]:
    return window_means(values, int(limit("window"))), window_means(values, int(limit("long_window")))


def _of_means(
    rows: slice, usual: Usual, means: tuple[Window, Window], lately: tuple[Floats, Floats], wandered: Floats
) -> Distance:
    """Distances of means, of two stretches with a spread each (Welch 1947, 10.2307/2332510)."""
    found = []
    spread, freedom = lately
    skewed = usual.skew != 0
    ratio = np.where(skewed, 1.0, (spread / usual.spread) ** 2)
    for window in means:
        near = window.error_factor(usual.phi, rows)
        late = near * ratio
        plain = (window.mean[rows] - usual.mean) / usual.spread
        welch = (late + usual.error) ** 2 / (late**2 / freedom + usual.error**2 / usual.freedom)
        z = plain / np.sqrt(late + usual.error + wandered)
        if skewed.any():
            z = np.where(skewed, z_of_skewed(z, usual.skew, near, usual.error), z)
        z = towards_normal(z, np.where(skewed, usual.freedom, welch))
        found.append((z, plain, np.sqrt(late + usual.error)))
    (z, d, error), (z_long, _, _) = found
    return Distance(np.fmax(z, z_long), np.fmin(z, z_long), d, error)
