"""How far the last weeks are from what is usual, by day and source, as standard normal values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from heartdata.signs.apart import Before, beside, correlations, days_before
from heartdata.signs.estimators import (
    Usual,
    Window,
    day_by_day,
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
Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Distance:
    """Distances of one stretch of days from what is usual, day by source [standard normal; d and error own SD]."""

    most: Floats  # the larger one of both windows
    least: Floats  # the smaller one
    d: Floats  # difference of the short window
    error: Floats  # of `d`


@dataclass(frozen=True, eq=False)
class Reference:
    """What is usual in a stretch of days, and the days it comes from."""

    rows: slice  # the days of the stretch
    usual: Usual
    days: Floats  # day by source; NaN where a day does not belong to the usual of a source
    words: slice  # days that say how much somebody usually writes
    before_loss: Flags  # sources whose days are from before the loss
    ends: Ints  # by source, the day after the last that its days may be from

    def age(self) -> Floats:
        """Days over which the usual level may have wandered until the window of each day."""
        ago = np.arange(self.rows.start, self.rows.stop)[:, None] - self.ends + self.usual.age
        # Of a random walk, the means of two stretches differ by about two thirds of the days between their middles.
        days: Floats = np.maximum(ago - limit("window") / 2, 0.0) * 2 / 3
        return days


@dataclass(frozen=True, eq=False)
class References:
    """The same of stretches that follow one another, day by day, so that one call judges the days of all."""

    rows: slice
    usual: Usual
    age: Floats
    words: Floats  # written on a usual day
    late: Floats  # spread of the last weeks
    freedom: Floats  # of that spread
    correlation: Floats  # of the ratings
    correlated: Flags  # whether it is known


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
        self.words = np.full(self.values.shape, np.nan) if evidence.words is None else evidence.words
        self.short_words, self.long_words = _both_means(self.words)
        since = self.values.copy()
        since[: max(0, self.loss or 0)] = np.nan  # after a loss people go up and down more
        self.before, self.after = Swings(self.values, self.ratings), Swings(since, self.ratings)

    @cached_property
    def weeks_before(self) -> Before:
        """The weeks before each day, of the ratings."""
        return days_before(self.values[:, self.ratings])

    def together(self, stretches: Sequence[Reference]) -> References:
        """Join the references of stretches that follow one another."""
        days = [one.rows.stop - one.rows.start for one in stretches]
        spreads = [self._spread(one.rows, one.usual) for one in stretches]
        correlation, place = np.tile(np.eye(len(self.ratings)), (len(stretches), 1, 1)), self.ratings
        correlated = np.array([self.several(one.usual) and len(one.days) > 0 for one in stretches], dtype=bool)
        for which in np.flatnonzero(correlated).tolist():
            of, usual = stretches[which].days[:, place], stretches[which].usual
            of = np.where(usual.known[place], (of - usual.mean[place]) / usual.spread[place], np.nan)
            correlation[which] = correlations(of)
        return References(
            rows=slice(stretches[0].rows.start, stretches[-1].rows.stop),
            usual=day_by_day([one.usual for one in stretches], days),
            age=np.vstack([one.age() for one in stretches]),
            words=np.repeat([_usual_words(self.words[one.words]) for one in stretches], days, axis=0),
            late=np.vstack([late for late, _ in spreads]),
            freedom=np.vstack([freedom for _, freedom in spreads]),
            correlation=np.repeat(correlation, days, axis=0),
            correlated=np.repeat(correlated, days),
        )

    def _spread(self, rows: slice, usual: Usual) -> tuple[Floats, Floats]:
        """Spread of the last weeks, from days before the loss or from those after it, and its degrees of freedom."""
        swings = self.before if self.loss is None or rows.start < self.loss else self.after
        return swings.spread(usual, rows)

    def _wandered(self, to: References) -> Floats:
        """Variance of that wandering: all ratings together follow the seasons; several are judged apart as well."""
        drift = np.full(to.age.shape, limit("drift"))
        drift[:, self.ratings] = np.where(self.several(to.usual)[:, None], limit("drift_together"), limit("drift"))
        return drift**2 * to.age / 365.25

    def several(self, usual: Usual) -> Flags:
        """Whether enough ratings have a usual to judge each beside the others."""
        if len(self.ratings) <= limit("others"):
            return np.zeros(usual.n.shape[:-1], dtype=bool)
        return np.asarray(usual.known[..., self.ratings].sum(axis=-1) > limit("others"))

    def of_all(self, to: References, known: Flags) -> Distance:
        """Distances of all sources, without regard to one another, for the days and sources with enough days."""
        wandered = self._wandered(to)
        means = _of_means(to, (self.short, self.long), wandered)
        most, least = self._of_shares(to, wandered, known)
        shares = np.isfinite(to.usual.hits)
        return replace(means, most=np.where(shares, most, means.most), least=np.where(shares, least, means.least))

    def _of_shares(self, to: References, wandered: Floats, known: Flags) -> tuple[Floats, Floats]:
        """Give the larger and smaller distance of both windows for what is there on a day or is not."""
        usual, rows = to.usual, to.rows
        out = np.full(usual.hits.shape, np.nan)
        shares = np.flatnonzero(np.isfinite(usual.hits).any(axis=0))
        if not len(shares):
            return out, out
        usual_n = 1 / (usual.error + wandered)[:, shares]
        usual_hits = np.where(known, usual.hits, np.nan)[:, shares] / np.maximum(usual.n[:, shares], 1) * usual_n
        written = to.words[:, shares] > 0
        usual_words = np.where(written, to.words[:, shares], 1.0)
        counted = []
        for window, share, lately in (
            (self.short, self.short_share, self.short_words),
            (self.long, self.long_share, self.long_words),
        ):
            n = 1 / window.error_factor(usual.phi, rows)[:, shares]
            n = np.where(window.n[rows][:, shares] > 0, n, 0.0)
            hits = _or(share[rows][:, shares], 0.0) * n
            # Whoever writes twice as much says everything twice as often: entries count by their length.
            longer = _or(lately[rows][:, shares] / usual_words, 1.0)
            n = np.where(written, np.maximum(n * np.clip(longer, 0.5, 3.0), hits), n)
            counted.append((hits, n))
        # Both windows at once: what such a call costs is hardly more for twice the days.
        hits, n = (np.vstack(part) for part in zip(*counted, strict=True))
        z = z_of_shares(hits, n, np.vstack([usual_hits] * 2), np.vstack([usual_n] * 2))
        least, days = out.copy(), len(out)
        out[:, shares], least[:, shares] = np.fmax(z[:days], z[days:]), np.fmin(z[:days], z[days:])
        return out, least

    def apart(self, to: References) -> tuple[Floats, Floats, Floats]:
        """Distances of ratings beside the others: the larger one from usual and weeks before, the latter, and its size.

        A sign that rises by itself is clearer this way; it must still be above its own usual to be present.
        """
        usual, rows, place = to.usual, to.rows, self.ratings
        out = np.full(usual.mean.shape, np.nan)
        if not to.correlated.any():
            return out, out, out
        mean, spread = usual.mean[:, place], usual.spread[:, place]
        late, freedom = to.late[:, place], to.freedom[:, place]
        phi = usual.phi[:, place]
        before = self.weeks_before
        of_before = np.sqrt((1 + phi) / (1 - phi) / np.maximum(before.worth[rows], 1e-9))
        since = (
            (before.mean[rows], of_before, np.full_like(of_before, before.age)),
            (mean, np.sqrt(usual.error[:, place]), to.age[:, place]),
        )
        known = (self.short.n[rows][:, place] >= limit("window_days")) & usual.known[:, place] & to.correlated[:, None]
        rises = []
        for level, error, age in since:
            best = np.full(level.shape, np.nan)
            own, common = (limit(name) ** 2 * age / 365.25 for name in ("drift_apart", "drift_together"))
            for window in (self.middle, self.long):
                recent = np.sqrt(window.error_factor(usual.phi, rows)[:, place]) * late / spread
                distance = np.where(known, (window.mean[rows][:, place] - level) / spread, np.nan)
                together = (common * known).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
                z = beside(distance, (recent, error), own, together, to.correlation)
                best = np.fmax(best, towards_normal(z, freedom))
            rises.append(np.where(usual.n[:, place] >= limit("apart_days"), best, np.nan))
        rise, above = out.copy(), out.copy()
        rise[:, place], out[:, place] = rises[0], np.fmax(*rises)
        size = (self.short.mean[rows][:, place] - before.mean[rows]) / spread
        above[:, place] = np.where(to.correlated[:, None], size, np.nan)
        return out, rise, above


def _usual_words(words: Floats) -> Floats:
    known = np.isfinite(words)
    usual: Floats = np.where(known, words, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    return usual


def _or(values: Floats, otherwise: float) -> Floats:
    return np.where(np.isnan(values), otherwise, values)


def _both_means(values: Floats) -> tuple[Floats, Floats]:
    return window_means(values, int(limit("window"))), window_means(values, int(limit("long_window")))


def _of_means(to: References, means: tuple[Window, Window], wandered: Floats) -> Distance:
    """Distances of means, of two stretches with a spread each (Welch 1947, 10.2307/2332510)."""
    found = []
    usual = to.usual
    skewed = usual.skew != 0
    ratio = np.where(skewed, 1.0, (to.late / usual.spread) ** 2)
    for window in means:
        near = window.error_factor(usual.phi, to.rows)
        late = near * ratio
        plain = (window.mean[to.rows] - usual.mean) / usual.spread
        welch = (late + usual.error) ** 2 / (late**2 / to.freedom + usual.error**2 / usual.freedom)
        z = plain / np.sqrt(late + usual.error + wandered)
        if skewed.any():
            z = np.where(skewed, z_of_skewed(z, usual.skew, near, usual.error), z)
        z = towards_normal(z, np.where(skewed, usual.freedom, welch))
        found.append((z, plain, np.sqrt(late + usual.error)))
    (z, d, error), (z_long, _, _) = found
    return Distance(np.fmax(z, z_long), np.fmin(z, z_long), d, error)
