"""Each sign on each day: status, level, difference from the usual, since when, and its sources."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from heartdata.core.vocabulary import SIGNS
from heartdata.signs.estimators import tail, window_means
from heartdata.signs.evidence import Evidence
from heartdata.signs.monitor import Monitor
from heartdata.signs.thresholds import limit

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

STATUSES: Final = ("unknown", "lighter", "quiet", "easing", "present", "persistent")
_UNKNOWN, _LIGHTER, _QUIET, _EASING, _PRESENT, _PERSISTENT = range(6)


@dataclass(frozen=True, eq=False, repr=False)
class SignCourse:
    """The signs day by day; arrays are day by sign, NaN where unknown."""

    days: pd.DatetimeIndex  # every calendar day from the first to the last logged
    status: Ints  # places in `STATUSES`
    level: Floats
    usual: Floats
    difference: Floats
    low: Floats
    high: Floats
    days_logged: Floats
    often: Floats  # share of the logged days of the last 28 on which it was there
    since: Ints  # place of the first day of the spell; -1 where there is none
    less_certain: Flags  # no longer clearly harder than usual, but hardly less than when it was present lately
    sources: list[str]  # for each sign what it is read from in the last four weeks, the clearest first
    logged: Flags  # days with anything logged


def follow(evidence: Evidence) -> SignCourse:
    """Judge every day by that day and earlier ones."""
    monitor = Monitor(evidence).run()
    days, signs = len(evidence.days), len(SIGNS)
    lead = _leading(monitor)
    rows = np.arange(days)[:, None]

    def of_lead(table: Floats) -> Floats:
        picked = np.full((days, signs), np.nan)
        if table.shape[1]:
            picked = np.where(lead >= 0, table[rows, lead], np.nan)
        return picked

    difference, error = of_lead(monitor.difference), of_lead(monitor.error)
    comparable = of_lead(monitor.comparable.astype(np.float64)) == 1
    lasting = monitor.lasting
    known = np.zeros((days, signs), dtype=bool)
    logged = np.zeros((days, signs), dtype=np.float64)
    for place, channel in enumerate(monitor.channels):
        known[:, channel.sign] |= np.isfinite(monitor.p[:, place])
        logged[:, channel.sign] = np.maximum(logged[:, channel.sign], monitor.short.n[:, channel.columns[0]])
    recently = _recently(monitor.present)
    known |= (lasting.often & monitor.present) | (recently & np.isfinite(lasting.share))
    since = _since(monitor.present, known)
    half = limit("interval_z") * error
    # Less than in the weeks after a loss is easing; whether it is less than before nobody can say.
    lighter = _lighter(monitor, of_lead) & comparable
    levels = _levels(monitor)
    as_it_was, unknown = _as_in_its_spell(monitor, of_lead, levels)
    eased = recently & ~as_it_was & ~unknown
    status = _status(monitor, known, since, eased, _eases(difference, error, of_lead(levels)), lighter)
    return SignCourse(
        days=evidence.days,
        status=status,
        level=of_lead(levels),
        usual=np.where(comparable, of_lead(_usual_levels(monitor)), np.nan),
        difference=np.where(comparable, difference, np.nan),
        low=np.where(comparable, difference - half, np.nan),
        high=np.where(comparable, difference + half, np.nan),
        days_logged=logged,
        often=lasting.share,
        since=since,
        less_certain=recently & as_it_was & (status == _QUIET),
        sources=_sources(monitor, lead),
        logged=np.ones(days, dtype=bool) if evidence.logged is None else evidence.logged,
    )


def _leading(monitor: Monitor) -> Ints:
    """Choose the channel whose numbers are shown: of a present sign the clearest, else the first that is known."""
    days = len(monitor.evidence.days)
    lead = np.full((days, len(SIGNS)), -1, dtype=np.int64)
    shown = np.full((days, len(SIGNS)), np.inf)
    for place, channel in enumerate(monitor.channels):
        known = np.isfinite(monitor.p[:, place])
        logged = monitor.enough[:, channel.columns[0]]
        # Ranks: clearest p of a present sign; the order of the table; a level without a usual.
        p = np.where(known, monitor.p[:, place] / monitor.shares[:, place], np.inf)
        rank = np.where(
            known, np.where(monitor.present[:, channel.sign], p, 10.0 + place), np.where(logged, 100.0 + place, np.inf)
        )
        better = rank < shown[:, channel.sign]
        lead[better, channel.sign] = place
        shown[better, channel.sign] = rank[better]
    return lead


def _levels(monitor: Monitor) -> Floats:
    """Level of each channel [0-10]: mean rating; ten times the share of days with a tag; 5 for the usual of a score."""
    out = np.full((len(monitor.evidence.days), len(monitor.channels)), np.nan)
    for place, channel in enumerate(monitor.channels):
        main = channel.columns[0]
        kind = monitor.evidence.kinds[main]
        if kind == "score":
            level = np.where(monitor.comparable[:, place], 10.0 * tail(-monitor.difference[:, place]), np.nan)
        else:
            level = 10.0 * monitor.short_share[:, main] if kind == "count" else monitor.short.mean[:, main]
        out[:, place] = np.where(monitor.enough[:, main], level, np.nan)
    return out


def _usual_levels(monitor: Monitor) -> Floats:
    """Usual level of each channel [0-10]; of a score, whose level is relative, it is 5."""
    out = monitor.usual.copy()
    for place, channel in enumerate(monitor.channels):
        if monitor.evidence.kinds[channel.columns[0]] == "score":
            out[:, place] = np.where(np.isfinite(out[:, place]), 5.0, np.nan)
    return out


def _since(present: Flags, known: Flags) -> Ints:
    """First day of the spell of each present day; unknown days do not end a spell."""
    since = np.full(present.shape, -1, dtype=np.int64)
    for sign in range(present.shape[1]):
        days = np.flatnonzero(known[:, sign])
        there = present[days, sign]
        begins = there & ~np.concatenate(([False], there[:-1]))
        first = np.maximum.accumulate(np.where(begins, days, -1))
        since[days, sign] = np.where(there, first, -1)
    return since


def _recently(present: Flags) -> Flags:
    """Whether a sign was present within the days for which it is called easing."""
    days = np.arange(len(present))[:, None]
    last = np.maximum.accumulate(np.where(present, days, -10_000), axis=0) if len(present) else days
    return np.asarray(days - last < limit("easing_days"))


def _as_in_its_spell(monitor: Monitor, of_lead: Callable[[Floats], Floats], levels: Floats) -> tuple[Flags, Flags]:
    """Whether a sign that was present lately is hardly less than it was then, and whether that is unknown."""
    present = monitor.present[:, [channel.sign for channel in monitor.channels]]
    span = int(limit("easing_days") + limit("window"))
    # Both: what is usual may have been learned anew in between.
    fell, lower = (
        of_lead(window_means(np.where(present, table, np.nan), span) - table) for table in (monitor.difference, levels)
    )
    with np.errstate(invalid="ignore"):
        as_it_was: Flags = (fell < limit("least_off")) | (lower <= 0)
    return as_it_was, np.isnan(fell) & np.isnan(lower)


def _status(monitor: Monitor, known: Flags, since: Ints, recently: Flags, eases: Flags, lighter: Flags) -> Ints:
    present, lasting = monitor.present, monitor.lasting
    days = np.arange(len(present))[:, None]
    long = (days - since >= limit("persistent") - 1) & ~_variety_alone(monitor)
    four_weeks = long | lasting.four_weeks
    status = np.where(known, _QUIET, _UNKNOWN)
    status = np.where(present, np.where(four_weeks, _PERSISTENT, _PRESENT), status)
    # Still there on most days is not easing, even if it was there on every day before.
    still = lasting.four_weeks & (lasting.share_14d >= limit("lasting_share"))
    status = np.where(known & ((recently & ~present) | (present & eases & ~still)), _EASING, status)
    return np.where(known & lighter & ~present, _LIGHTER, status)


def _variety_alone(monitor: Monitor) -> Flags:
    """Where only the variety of activities is heavier than usual: habits that are over are no lost colour."""
    variety, other = np.zeros_like(monitor.present), np.zeros_like(monitor.present)
    for place, channel in enumerate(monitor.channels):
        if monitor.evidence.sources[channel.columns[0]].channel == "variety":
            variety[:, channel.sign] = np.isfinite(monitor.difference[:, place])
        else:
            other[:, channel.sign] |= np.nan_to_num(monitor.difference[:, place]) >= limit("least_off")
    return variety & ~other


def _lighter(monitor: Monitor, of_lead: Callable[[Floats], Floats]) -> Flags:
    """Whether a sign is there less than usual, by more than chance and by half an SD."""
    with np.errstate(invalid="ignore"):
        clear = of_lead(monitor.least) <= -limit("lighter_z")
        lighter: Flags = clear & (of_lead(monitor.difference / monitor.swings) <= -limit("least"))
    return lighter


def _eases(difference: Floats, error: Floats, level: Floats) -> Flags:
    """Whether the last 14 days are lighter than the 14 before, by more than chance and by half an SD."""
    back = int(limit("window"))
    fell = np.full(difference.shape, np.nan)
    if len(difference) > back:
        # The level too: what is usual may have been learned anew in between, as on the day of a loss.
        lower = np.nan_to_num(level[:-back] - level[back:], nan=1.0) > 0
        fell[back:] = np.where(lower, difference[:-back] - difference[back:], np.nan)
    with np.errstate(invalid="ignore"):
        clear = fell >= limit("easing_z") * np.sqrt(2) * error
        eases: Flags = clear & (fell >= limit("least"))
    return eases


def _sources(monitor: Monitor, lead: Ints) -> list[str]:
    out = []
    # What ended weeks ago is named only where nothing else is there.
    lately = monitor.distances.long.n[-1] > 0 if len(lead) else np.zeros(len(monitor.evidence.sources), dtype=bool)
    for sign in range(len(SIGNS)):
        every = [(place, channel) for place, channel in enumerate(monitor.channels) if channel.sign == sign]
        mine = [pair for pair in every if lately[pair[1].columns[0]]] or every
        first = int(lead[-1, sign]) if len(lead) else -1
        mine.sort(key=lambda pair: pair[0] != first)
        labels = [monitor.evidence.sources[channel.columns[0]].label for _, channel in mine]
        out.append(", ".join(dict.fromkeys(labels)))
    return out
