"""Monitor the signs day by day: whether each is heavier than this person's usual.

Every day is judged by that day and earlier ones. What is usual comes from the days before the loss, or else
from earlier days on which the sign was not present, so that a lasting sign does not become its own usual.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from heartdata.core.vocabulary import SIGNS
from heartdata.signs.channels import channels_of, places_of_signs, shares_of
from heartdata.signs.distances import Distances, Reference, References
from heartdata.signs.estimators import Usual, Window, adjusted, own_usual, tail, windowed, with_later_spread
from heartdata.signs.evidence import Evidence
from heartdata.signs.lasting import find_lasting
from heartdata.signs.thresholds import limit

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

_NAMES = tuple(SIGNS)
# Stretches judged in one go, as a call costs hardly more for twice the days; the fewest where signs come and go.
_FEWEST, _MOST = 2, 8


def enough_days(evidence: Evidence, short: Window, long: Window) -> Flags:
    """Where a source has enough days, or for text enough entries, for a mean to be spoken of."""
    enough = (short.n >= limit("window_days")) & (long.n >= limit("long_days"))
    written = windowed(evidence.entries[:, None], int(limit("long_window")))
    entries = np.nan_to_num(written.mean * written.n) >= limit("text_entries")
    text = np.array([source.channel in ("text", "retelling") for source in evidence.sources], dtype=bool)
    return np.where(text, entries & (short.n >= 3), enough)


class Monitor:
    """The state of all signs, updated day by day; arrays are day by channel, `present` is day by sign."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.values = evidence.values
        self.channels = channels_of(evidence)
        self.mains = np.array([channel.columns[0] for channel in self.channels], dtype=np.int64)
        self.looks = np.array([channel.looks for channel in self.channels])
        self.places = places_of_signs(self.channels)
        days, many = len(evidence.days), len(self.channels)
        self.counts = np.array([kind == "count" for kind in evidence.kinds], dtype=bool)
        self.distances = Distances(evidence)
        self.short, self.short_share = self.distances.short, self.distances.short_share
        self.enough = enough_days(evidence, self.short, self.distances.long)
        self.signs_of = np.array([_NAMES.index(source.sign) for source in evidence.sources], dtype=np.int64)
        self.rated = np.array([source.channel == "rating" for source in evidence.sources], dtype=bool)
        self.present = np.zeros((days, len(_NAMES)), dtype=bool)
        self.difference, self.error, self.usual = (np.full((days, many), np.nan) for _ in range(3))
        self.z, self.p, self.least, self.swings, self.above = (np.full((days, many), np.nan) for _ in range(5))
        self.shares = np.full((days, many), np.nan)
        self.z_rise, self.p_rise = (np.full((days, many), np.nan) for _ in range(2))
        self.joint, self.joint_rise = (np.full((days, len(_NAMES)), np.nan) for _ in range(2))
        self.surprises = np.full(self.values.shape, np.nan)
        self.starts: list[int] = []  # the day of each start, in order
        self._later_spreads: dict[int, Usual] = {}
        self.lasting = find_lasting(evidence)
        self.comparable = self._comparable()
        self._comparable_signs = np.zeros_like(self.present)
        for place, channel in enumerate(self.channels):
            self._comparable_signs[:, channel.sign] |= self.comparable[:, place]
        self._lasts = np.zeros(len(_NAMES), dtype=bool)  # signs that are there on most days, on the day before

    def _comparable(self) -> Flags:
        """Day by channel: False where a usual could only be learned from days after a recent loss."""
        loss = self.evidence.loss
        out = np.ones((len(self.values), len(self.channels)), dtype=bool)
        if loss is not None:
            before = self.values[max(0, loss - int(limit("usual_span"))) : max(0, loss)]
            known = np.isfinite(before).sum(axis=0) >= limit("usual_days")
            out[max(0, loss) : max(0, loss + int(limit("usual_after")))] = known[self.mains]
        return out

    def run(self) -> Monitor:
        """Go through all days."""
        stretches = self._stretches()
        done, many = 0, _MOST
        while done < len(stretches):
            together = stretches[done : done + many]
            decided = self._go_through(together)
            many = min(2 * many, _MOST) if decided == len(together) else _FEWEST
            done += decided
        return self

    def _stretches(self) -> list[slice]:
        """Divide all days into stretches that share one usual."""
        loss, days = self.evidence.loss or 0, len(self.evidence.days)
        # Enough days before the loss do not change any more: the whole year after it at once.
        last = loss + int(limit("usual_loss"))
        final = (self._before_loss.n >= limit("spread_days")).all()
        out: list[slice] = []
        for start, stop in _stretches(days, self.evidence.loss):
            in_year = self._in_year(start) and final
            if not (in_year and start > loss):
                out.append(slice(start, min(days, last) if in_year else stop))
        return out

    def _go_through(self, stretches: list[slice]) -> int:
        """Judge stretches that follow one another in one go, and return how many of them could be decided."""
        first, end = stretches[0].start, stretches[-1].stop
        # The usual leaves out days with a sign. Signs seldom come or go: judge all days as if each stayed as it was.
        self.present[first:end] = self.present[first - 1] if first else False
        supposed = self.present[first:end].copy()
        found = [self._reference(rows) for rows in stretches]
        days = [rows.stop - rows.start for rows in stretches]
        before_loss = np.repeat([self._by_sign(one.before_loss) for one in found], days, axis=0)
        compared = np.repeat([self._by_sign(one.usual.n >= limit("usual_days")) for one in found], days, axis=0)
        together = self.distances.together(found)
        factor = np.where([one.before_loss[self.mains] for one in found], 1.0, limit("looks_later"))
        self._judge(together, np.repeat(factor, days, axis=0))
        decide = self._decider(together.rows, before_loss, compared)
        for number, rows in enumerate(stretches):
            learned = max(rows.start - int(limit("usual_gap")) - first, 0)
            if (self.present[first : first + learned] != supposed[:learned]).any():
                return number
            decide(rows)
        return len(stretches)

    @cached_property
    def _before_loss(self) -> Usual:
        """What was usual before the loss."""
        loss = max(0, self.evidence.loss or 0)
        return own_usual(self.values[max(0, loss - int(limit("usual_span"))) : loss], self.counts)

    def _in_year(self, start: int) -> bool:
        """Whether a day lies in the year after a loss."""
        loss = self.evidence.loss or 0
        return 0 < loss <= start < loss + limit("usual_loss")

    def _usual(self, start: int) -> tuple[Usual, Flags]:
        """Return the usual at the start of a stretch, and of which sources it is from before the loss."""
        loss, usual = self.evidence.loss or 0, self._before_loss
        enough = (usual.n >= limit("usual_days")) & self._in_year(start)
        if not enough.any():
            return self._later_usual(start), enough
        if not (usual.n >= limit("spread_days")).all():
            usual = self._with_later_spread((start - loss) // int(limit("window")))
        # A source that was not logged before the loss is compared with later days.
        return usual if enough.all() else _pick(enough, usual, self._later_usual(start)), enough

    def _with_later_spread(self, fortnights: int) -> Usual:
        """What was usual before the loss, with the spread of whole fortnights after it too."""
        if fortnights not in self._later_spreads:
            usual, loss = self._before_loss, self.evidence.loss or 0
            later = self.values[loss : loss + fortnights * int(limit("window"))]
            well_known = self.counts | (usual.n >= limit("spread_days"))
            self._later_spreads[fortnights] = with_later_spread(usual, later, well_known)
        return self._later_spreads[fortnights]

    def _later_usual(self, start: int) -> Usual:
        values, ago = self._earlier(start)
        return own_usual(values, self.counts, ago)

    def _rows(self, first: int, last: int) -> Floats:
        """Days of a stretch on which a source's sign was not present."""
        return np.where(self.present[first:last][:, self.signs_of], np.nan, self.values[first:last])

    def _earlier(self, start: int) -> tuple[Floats, Floats]:
        """Days that may be usual at the start of a stretch, and how long ago each is."""
        last = max(0, start - int(limit("usual_gap")))
        begin = max(0, last - int(limit("usual_span")))
        recent = self._rows(begin, last)
        bare = np.isfinite(recent).sum(axis=0) < limit("usual_days")
        if not begin or not bare.any():
            return recent, np.arange(len(recent), 0, -1.0)
        # After more than a year of a present sign the last days without it are still the usual.
        older = np.where(bare, self._rows(0, begin), np.nan)
        # Most of these days say nothing; the day after one that does is kept, so that days apart stay apart.
        says: Flags = np.any(np.isfinite(older), axis=1, keepdims=True)[:, 0]
        says[1:] |= says[:-1]
        ago = np.concatenate((last - np.flatnonzero(says), np.arange(len(recent), 0, -1.0)))
        return np.vstack((older[says], recent)), ago

    def _reference(self, rows: slice) -> Reference:
        """Return what is usual at the start of a stretch, with its days."""
        usual, before_loss = self._usual(rows.start)
        words = self._words(rows.start)
        days = self.values[words]
        if not self.distances.several(usual):
            days = days[:0]  # too few ratings to judge one beside the others
        elif not before_loss[self.distances.ratings].any():
            days = self._earlier(rows.start)[0]
        ends = np.where(before_loss, self.evidence.loss or 0, max(0, rows.start - int(limit("usual_gap"))))
        return Reference(rows, usual, days, words, before_loss, ends)

    def _by_sign(self, which: Flags) -> Flags:
        """Signs with a source of a kind."""
        out = np.zeros(len(_NAMES), dtype=bool)
        out[self.signs_of[which]] = True
        return out

    def _judge(self, to: References, factor: Floats) -> None:
        usual, rows = to.usual, to.rows
        known = self.enough[rows] & usual.known
        found = self.distances.of_all(to, known)
        apart, apart_rise, above = self.distances.apart(to)
        together, apart_rise = self._widened(rows, found.most, apart_rise)
        z, rise, d, error = (
            np.where(known, given, np.nan)
            for given in (np.fmax(found.most, apart), np.fmax(together, apart_rise), found.d, found.error)
        )
        swings = to.late / usual.spread
        mains = self.mains
        rated = self.rated[mains]
        # Fewer looks where the other signs' ups and downs could not be taken out.
        looks = np.where(rated & np.isnan(apart[:, mains]), limit("looks_alone"), self.looks)
        looks = looks * np.where(rated, factor, 1.0)
        known = known[:, mains]
        self.z[rows], self.z_rise[rows] = self._together(z), self._together(rise)
        self.p[rows] = np.minimum(tail(self.z[rows]) * looks, 1.0)
        self.p_rise[rows] = np.minimum(tail(self.z_rise[rows]) * looks, 1.0)
        self.shares[rows] = self._shares(rows)
        self.least[rows] = np.where(known, found.least[:, mains], np.nan)
        self.difference[rows], self.error[rows], self.above[rows] = d[:, mains], error[:, mains], above[:, mains]
        self.usual[rows] = np.where(known, usual.level[:, mains], np.nan)
        self.swings[rows] = np.maximum(swings[:, mains], 1.0)
        # Both at once: what a call costs is hardly more for twice the days.
        joint = self._joined(np.vstack((self.z[rows], self.z_rise[rows])))
        self.joint[rows], self.joint_rise[rows] = np.split(joint, 2)

    def _shares(self, rows: slice) -> Floats:
        """Share of its sign's error that each channel has, among those that said something in the last weeks."""
        span = int(limit("long_window"))
        first = max(0, rows.start - span)
        days = np.arange(first, rows.stop)[:, None]
        last = np.maximum.accumulate(np.where(np.isfinite(self.p[first : rows.stop]), days, -span), axis=0)
        return shares_of(self.channels, days - last < span)[rows.start - first :]

    def _widened(self, rows: slice, most: Floats, apart: Floats) -> tuple[Floats, Floats]:
        """Distances that may begin a sign, in units of how far this person's ratings wander."""
        self.surprises[rows] = apart
        wider = self._wider(rows)
        since = np.arange(rows.start, rows.stop)[:, None] - (self.evidence.loss or 0)
        # A loss makes everything harder at once; later, what all ratings do together is more likely a season.
        at_once = (self.evidence.loss is not None) & (since >= 0) & (since < limit("at_once"))
        later = most / np.maximum(wider, limit("surprise_margin"))
        return np.where(np.isnan(apart) | at_once, most, later), apart / wider

    def _wider(self, rows: slice) -> Floats:
        """How far this person's ratings lay from the weeks before, up to six weeks ago: a column."""
        # The last six weeks are left out, so that what gets harder now, as after a loss, does not hide itself.
        gap, span, weight = (int(limit(name)) for name in ("starts_after", "surprise_days", "surprise_weight"))
        first = max(0, rows.start - gap - span)
        z = self.surprises[first : rows.stop]
        known = np.isfinite(z)
        squares = np.where(known, np.minimum(z**2, limit("surprise_most")), 0.0).sum(axis=1)
        sums = np.zeros((2, len(z) + 1))
        np.cumsum(np.stack((squares, known.sum(axis=1))), axis=1, out=sums[:, 1:])
        ends = np.maximum(np.arange(rows.start, rows.stop) - gap - first + 1, 0)
        total, n = (sums[:, ends] - sums[:, np.maximum(ends - span, 0)]) / limit("long_window")
        wider = np.sqrt((total + weight * limit("surprise_usual")) / (n + weight))
        factor: Floats = limit("surprise_margin") * wider[:, None]
        return factor

    def _together(self, z: Floats) -> Floats:
        """All sources of each channel; NaN without the main one, as supporting sources say nothing by themselves."""
        out = z[:, self.mains]
        for place, channel in enumerate(self.channels):
            if len(channel.columns) > 1:
                mine = z[:, channel.columns]
                together = _combined(mine, channel.weights * np.isfinite(mine), limit("support_r"))
                out[:, place] = np.where(np.isfinite(mine[:, 0]), together, np.nan)
        return out

    def _joined(self, z: Floats) -> Floats:
        """All channels of a sign together: traces of one thing, hence correlated."""
        out = np.full((len(z), len(_NAMES)), np.nan)
        for sign, mine in enumerate(self.places):
            places = mine[mine >= 0]
            if len(places) < 2:
                continue
            weights = np.array([self.channels[place].weight for place in places]) * np.isfinite(z[:, places])
            several = (weights > 0).sum(axis=1) > 1
            joint = np.where(several, _combined(z[:, places], weights, limit("joint_r")), np.nan)
            out[:, sign] = np.minimum(tail(joint) * limit("joint_looks") / limit("joint_share"), 1.0)
        return out

    def _words(self, start: int) -> slice:
        """Days whose entries say how much somebody usually writes: before the loss, or else up to four weeks ago."""
        loss, span = self.evidence.loss, int(limit("usual_span"))
        if loss is not None and loss <= start < loss + limit("usual_loss") and loss >= limit("usual_days"):
            return slice(max(0, loss - span), loss)
        last = max(0, start - int(limit("usual_gap")))
        return slice(max(0, last - span), last)

    def _decider(self, rows: slice, before_loss: Flags, compared: Flags) -> Callable[[slice], None]:
        """Return what decides which signs are present: false discovery is controlled, and a sign stays a while."""
        (p, d, above), (p_begin, d_begin, above_begin) = (
            self._clearest(rows, *of) for of in ((self.p, self.joint), (self.p_rise, self.joint_rise))
        )
        q, q_begin = adjusted(p), adjusted(p_begin)
        # In a lighter season a rise above the weeks before may be no more than the usual of another season.
        harder = _harder(d_begin, above_begin, limit("least"), limit("least_usual"))
        stays = (q <= limit("q_off")) & _harder(d, above, limit("least_off"), limit("least_usual_off"))
        # Without days from before the loss there is nothing to compare with: being there often is enough.
        # A journal or tags that show it on most days need not be as clear as a rating.
        rated = np.zeros_like(self.present[rows])
        mains = np.flatnonzero(self.rated[self.mains])
        rated[:, self.signs_of[self.mains[mains]]] = np.isfinite(self.p[rows][:, mains])
        more = ~(compared & self._comparable_signs[rows]) | (~rated & (q_begin <= limit("q")) & (d >= limit("least")))
        of_before = (self.lasting.four_weeks[rows] & more) | self.lasting.always[rows]
        # Without them its own earlier days are the usual, maybe hard ones: nearly every day is enough, and it stays.
        nearly = more | (self.lasting.share[rows] >= limit("nearly_every_day"))
        lasting = np.where(before_loss, of_before, self.lasting.often[rows] & nearly)
        keeps = self.lasting.often[rows] & ~before_loss & ~(d <= -limit("least_off"))
        begin = harder & (q_begin <= limit("q"))
        stirs: list[bool] = np.any(begin | lasting, axis=1).tolist()

        def decide(stretch: slice) -> None:
            day_before = self.present[stretch.start - 1] if stretch.start else np.zeros(len(_NAMES), dtype=bool)
            self.present[stretch] = False
            there = bool(day_before.any())
            for day in range(stretch.start, stretch.stop):
                row = day - rows.start
                if not there and not stirs[row]:
                    self._lasts[:] = False
                    continue
                begins = harder[row] & (q_begin[row] <= self._q(day))
                self._lasts = lasting[row] | (self._lasts & keeps[row])
                self.present[day] = begins | (day_before & stays[row]) | self._lasts
                self.starts += [day] * int((begins & ~day_before & ~self._lasts).sum())
                day_before = self.present[day]
                there = bool(day_before.any())

        return decide

    def _q(self, day: int) -> float:
        """False discovery rate for the signs of a day: each one found lately makes the next one need to be clearer."""
        first, last = day - int(limit("starts_days")), day - int(limit("starts_after"))
        if self.evidence.loss is not None and day >= self.evidence.loss:
            first = max(first, self.evidence.loss)
        found = bisect_right(self.starts, last) - bisect_left(self.starts, first)
        halved: float = limit("q") * 0.5 ** min(max(found, 0), limit("starts_most"))
        return halved

    def _clearest(self, rows: slice, all_p: Floats, joint: Floats) -> tuple[Floats, Floats, Floats]:
        """Each sign's p, and how far its clearest channel is above the usual and the weeks before [SD of late]."""
        nothing = np.full((rows.stop - rows.start, 1), np.nan)
        p, d, above = (
            np.hstack((table, nothing))
            for table in (
                all_p[rows] / self.shares[rows],
                self.difference[rows] / self.swings[rows],
                self.above[rows] / self.swings[rows],
            )
        )
        of_signs = np.where(np.isfinite(p), p, np.inf)[:, self.places]
        first = of_signs.argmin(axis=2)
        which = np.where(np.isfinite(of_signs.min(axis=2)), self.places[np.arange(len(_NAMES)), first], -1)
        best, difference, weeks = (np.take_along_axis(table, which, axis=1) for table in (p, d, above))
        return np.minimum(np.fmin(best, joint[rows]), 1.0), difference, weeks


def _harder(usual: Floats, weeks: Floats, least: float, least_usual: float) -> Flags:
    """Whether a sign is clearly above its usual, or clearly above the weeks before and not below its usual."""
    harder: Flags = (usual >= least) | ((weeks >= least) & (usual >= least_usual))
    return harder


def _combined(z: Floats, weights: Floats, r: float) -> Floats:
    """Weighted sum of correlated standard normal values, as one of unit variance."""
    size = np.sqrt((1 - r) * (weights**2).sum(axis=1) + r * weights.sum(axis=1) ** 2)
    total = (np.nan_to_num(z) * weights).sum(axis=1)
    combined: Floats = np.divide(total, size, out=np.full(len(total), np.nan), where=size > 0)
    return combined


def _pick(which: Flags, one: Usual, other: Usual) -> Usual:
    names = ("mean", "spread", "phi", "n", "error", "freedom", "level", "skew", "hits", "age")
    return Usual(*(np.where(which, getattr(one, name), getattr(other, name)) for name in names))


def _stretches(days: int, loss: int | None) -> list[tuple[int, int]]:
    """Stretches of days that share one usual: weeks in the first year, then four weeks; always at the same places."""
    edges = {0, days, *range(0, min(days, 364), 7), *range(364, days, 28)}
    if loss is not None:
        edges |= {edge for edge in (loss, loss + int(limit("usual_loss"))) if 0 < edge < days}
    places = sorted(edge for edge in edges if edge <= days)
    return list(pairwise(places))
