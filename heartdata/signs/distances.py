"""How far the last weeks are from what is usual, by day and source, as standard normal values."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from heartdata.signs.estimators import (
    Usual,
    Window,
    own_usual,
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
    rise: Floats  # the larger one, where it is no slow wandering


@dataclass(frozen=True, eq=False)
class Reference:
    """What is usual, and the days it comes from."""

    usual: Usual
    days: Floats  # day by source; NaN where a day does not belong to the usual of a source
    words: slice  # days that say how much somebody usually writes

    def wandered(self, rows: slice, drift: Floats | float) -> Floats:
        """Variance of how far the usual level may have wandered until the window of each day [own variances]."""
        ago = np.arange(rows.start, rows.stop)[:, None] - self.words.stop + self.usual.age - limit("window") / 2
        # Of a random walk, the means of two stretches differ by about two thirds of the days between their middles.
        wandered: Floats = drift**2 * np.maximum(ago, 0.0) / 365.25 * 2 / 3
        return wandered


class Distances:
    """Distances of the windows of 14 and 28 days up to each day from what is usual."""

    def __init__(self, evidence: Evidence) -> None:
        self.values = evidence.values
        self.loss = evidence.loss
        self.short, self.long = windows(self.values, (int(limit("window")), int(limit("long_window"))))
        there = np.where(np.isfinite(self.values), 1.0 * (self.values > 0), np.nan)
        self.short_share, self.long_share = _both_means(there)
        self.ratings = np.flatnonzero([source.channel == "rating" for source in evidence.sources])
        self.words = np.full(self.values.shape, np.nan) if evidence.words is None else evidence.words
        self.short_words, self.long_words = _both_means(self.words)
        self.before, self.after = Swings(self.values), Swings(self._since_loss(self.values, 0))

    def _since_loss(self, values: Floats, first: int) -> Floats:
        """Leave out the days before the loss: after it people go up and down more. `values` begin on day `first`."""
        place = np.arange(first, first + len(values))[:, None]
        return values if self.loss is None else np.where(place < self.loss, np.nan, values)

    def swings(self, rows: slice) -> Swings:
        """Swings of the days before the loss or of those after it."""
        return self.before if self.loss is None or rows.start < self.loss else self.after

    def _wandered(self, rows: slice, reference: Reference) -> Floats:
        """Variance of that wandering: all ratings together follow the seasons; several are judged apart as well."""
        drift = np.full(self.values.shape[1], limit("drift"))
        if len(self.ratings) > limit("others"):
            drift[self.ratings] = limit("drift_together")
        return reference.wandered(rows, drift)

    def of_all(self, rows: slice, reference: Reference) -> Distance:
        """Distances of all sources, without regard to one another."""
        usual = reference.usual
        means = _of_means(rows, usual, (self.short, self.long), self.swings(rows), self._wandered(rows, reference))
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

    def apart(self, rows: slice, reference: Reference) -> tuple[Floats, Floats]:
        """Distances and rises of ratings after the day's common ups and downs of the other signs are taken out.

        A sign that rises by itself is clearer this way; it must still be above its own usual to be present.
        """
        out = np.full((rows.stop - rows.start, self.values.shape[1]), np.nan)
        if len(self.ratings) <= limit("others") or not len(reference.days):
            return out, out
        reach = int(limit("lately_days") + limit("long_window"))
        first = max(0, rows.start - reach)
        mean, spread = reference.usual.mean[self.ratings], reference.usual.spread[self.ratings]
        recent = (self.values[first : rows.stop][:, self.ratings] - mean) / spread
        left, apart = _residuals((reference.days[:, self.ratings] - mean) / spread, recent)
        own = own_usual(left, np.zeros(len(self.ratings), dtype=bool))
        enough = (own.n >= limit("apart_days")) & (own.spread > 1e-5)
        shown = slice(rows.start - first, rows.stop - first)
        late = self._since_loss(apart, first) if self.loss is not None and rows.start >= self.loss else apart
        # What a level wanders is more against the smaller spread of what is left.
        wandered = reference.wandered(rows, limit("drift"))[:, self.ratings] / own.spread**2
        short, long, before = _windows(apart)
        slow = reference.wandered(rows, limit("drift_slow"))[:, self.ratings] / own.spread**2
        found = _of_means(shown, own, (short, long), Swings(late), wandered, (before, slow))
        known = enough & (short.n[shown] >= limit("window_days"))
        rise = out.copy()
        out[:, self.ratings] = np.where(known, found.most, np.nan)
        rise[:, self.ratings] = np.where(known, found.rise, np.nan)
        return out, rise


def _both_means(values: Floats) -> tuple[Floats, Floats]:
    return window_means(values, int(limit("window"))), window_means(values, int(limit("long_window")))


def _windows(values: Floats) -> tuple[Window, Window, Window]:
    """The windows of 14 and 28 days up to each day, and the weeks before those 28."""
    gap = int(limit("long_window"))
    short, long, weeks = windows(values, (int(limit("window")), gap, int(limit("lately_days"))))
    mean, n = np.full(values.shape, np.nan), np.zeros(values.shape)
    pairs = np.zeros(weeks.pairs.shape)
    mean[gap:], n[gap:], pairs[:, gap:] = weeks.mean[:-gap], weeks.n[:-gap], weeks.pairs[:, :-gap]
    return short, long, Window(mean, n, pairs)


def _of_means(
    rows: slice,
    usual: Usual,
    means: tuple[Window, Window],
    swings: Swings,
    wandered: Floats,
    slow: tuple[Window, Floats] | None = None,
) -> Distance:
    """Distances of means, of two stretches with a spread each (Welch 1947, 10.2307/2332510).

    With `slow`, the weeks before and the variance of a slow wandering, a rise also has to be one above these weeks, or
    beyond that wandering.
    """
    found = []
    spread, freedom = swings.spread(usual, rows)
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
        z = rise = towards_normal(z, np.where(skewed, usual.freedom, welch))
        if slow is not None:
            before, variance = slow
            error = np.sqrt(late + before.error_factor(usual.phi, rows) * ratio)
            above = towards_normal((window.mean[rows] - before.mean[rows]) / usual.spread / error, freedom)
            beyond = towards_normal(plain / np.sqrt(late + usual.error + variance), welch)
            rise = np.where(before.n[rows] >= limit("usual_days"), np.fmax(np.fmin(z, above), beyond), z)
        found.append((z, plain, np.sqrt(late + usual.error), rise))
    (z, d, error, rise), (z_long, _, _, rise_long) = found
    return Distance(np.fmax(z, z_long), np.fmin(z, z_long), d, error, np.fmax(rise, rise_long))


def _residuals(past: Floats, recent: Floats) -> tuple[Floats, Floats]:
    """Take the day's mean of the other signs out of each rating, for both stretches."""

    def others(values: Floats) -> Floats:
        there = np.isfinite(values)
        count = there.sum(axis=1, keepdims=True) - there
        total = np.where(there, values, 0.0)
        rest = total.sum(axis=1, keepdims=True) - total
        return np.where(count >= limit("others"), rest / np.maximum(count, 1), np.nan)

    common = others(past)
    both = np.isfinite(common) & np.isfinite(past)
    x, y = np.where(both, common, 0.0), np.where(both, past, 0.0)
    # Ten days' worth of "no connection" keep a slope from few days from running away.
    slope = np.clip((x * y).sum(axis=0) / ((x * x).sum(axis=0) + 10.0 * limit("phi")), 0.0, 1.5)
    return past - slope * common, recent - slope * others(recent)
