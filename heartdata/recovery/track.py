"""The state of recovery day by day: improving, stuck, slipping, recovered, or unclear."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from heartdata.core.daily import to_daily
from heartdata.core.day_tables import checked_days, own_measures
from heartdata.core.handed_on import HANDED_ON
from heartdata.core.logs import Logs
from heartdata.core.unknown_levels import days_unknown, held_back, unknown_share_of_days
from heartdata.recovery.decide import STATES, UNCLEAR
from heartdata.recovery.judge import NINETY, Verdict, judge, pace_interval
from heartdata.recovery.measures import NEVER_ALONE, choose_measures, join_measures, read_measure
from heartdata.recovery.particle_filter import run
from heartdata.recovery.person import person_settings
from heartdata.recovery.sentences import BEFORE, names_without_levels, progress_reason
from heartdata.recovery.thresholds import limit
from heartdata.recovery.trace import Trace
from heartdata.recovery.validation import (
    DateLike,
    chosen_columns,
    first_day,
    heavier_measures,
    ignored_days,
    loss_days,
    need_numbers,
    usual_levels,
    warn_of_scales,
)

Array = NDArray[np.floating[Any]]

__all__ = ["track_progress"]

COLUMNS = (
    "p_improving", "p_stuck", "p_slipping", "p_recovered", "state", "alert", "level", "gap", "pace", "low", "high",
    "gap_low", "gap_high", "pace_low", "pace_high", "entries_28d", "reason",
)  # fmt: skip
NUMBERS = tuple(name for name in COLUMNS if name not in ("state", "alert", "reason", "entries_28d"))
SETTLING = 56  # days before the first returned day after which an early notice no longer depends on earlier ones


def track_progress(
    daily: Logs | pd.DataFrame,
    *,
    event: DateLike | Sequence[DateLike] | None = None,
    usual: float | Mapping[str, float] | None = None,
    measures: Sequence[str] | Mapping[str, str] | None = None,
    ignore: Iterable[tuple[DateLike, DateLike]] | None = None,
    since: DateLike | None = None,
) -> pd.DataFrame:
    """Estimate the state of recovery day by day, using only past data.

    Many possible courses of recovery are compared with the entries; among those that fit, the shares that are
    improving, stuck, slipping or recovered on a day are its probabilities. Day-to-day noise, its inertia, the person's
    usual level and a weekend lift are learned along the way. With 10 entries before the loss, nothing depends on the
    scale: stretching or moving a diary changes no state.

    Parameters
    ----------
    daily : Logs or pandas.DataFrame
        Logs, or one row per calendar day (sorted if it is not), one column per measure [0-10], NaN where there is no
        entry. ``<measure>_n`` holds the number of entries behind a day's mean. Gaps need no filling. The losses, the
        usual level and the illnesses of the logs' profile are used, also for a table from `to_daily`, which carries
        them; an argument below that is given wins over them.
    event : date-like or sequence of date-likes, optional
        Day of the loss, or of several. Logs before it give the usual level. Without any loss the first entry counts as
        the start; ``event=[]`` leaves out the losses of the profile.
    usual : float or mapping, optional
        Stated usual level [0-10] of mood, or of each measure, in the measure's own direction; ``usual={}`` leaves out
        that of the profile.
    measures : sequence of str, or mapping of str to {"better", "heavier"}, optional
        Measures to use together, the main one first. By default mood and every further known measure in `daily`, with
        those of the person's own under ``[columns]`` of the profile; how nights were rated adds to them and is never
        used alone. A mapping says what higher numbers mean, and so allows any other column.
    ignore : iterable of (first day, last day), optional
        Days whose entries are left out, such as a marked illness; ``ignore=()`` leaves out none.
    since : date-like, optional
        The first day to return; earlier ones are used all the same, and no number changes. It saves much work in
        long logs.

    Returns
    -------
    pandas.DataFrame
        One row per day of `daily`, from `since` on:

        - ``p_improving, p_stuck, p_slipping, p_recovered``: probabilities; what is left to 1 is how likely it is
          that somebody is between two definitions. NaN where the entries are too few.
        - ``state``: improving, stuck, slipping, recovered, or unclear; named only where it is likely in
          itself and the three others together are not. None is named where the scale is too coarse for the person's
          ups and downs or the last weeks fit no course, and neither "recovered" nor "stuck" where the mean of the
          last 28 days lies outside ``low``..``high``. "stuck" is named from 28 days after the loss on, and "slipping",
          where the usual level is known, only from a gap of 0.6 SD on.
          Where the usual level is neither stated nor known from 5 entries before the event, a state is named only
          where the entries surely rise or fall, and "recovered" and "stuck" never are.
        - ``alert``: early notice, "", "stuck" or "slipping"; sooner and less sure than `state`, meant as a question.
          "slipping" lasts 56 days at most, and not where the level is surely above the usual; "stuck" comes from 28
          days after the loss on, and not where a very deep gap is surely closing.
        - ``level``: the main measure without the day-to-day noise [0-10, higher = better]; ``low, high``:
          its 90 % interval.
        - ``gap``: usual level minus level [own day-to-day SD]; ``gap_low, gap_high``: 90 % interval.
        - ``pace``: share of the gap that closes per 28 days, negative when it widens; ``pace_low, pace_high``: 90 %
          interval. NaN where there is probably no gap left.
        - ``entries_28d``: days with an entry among the last 28.
        - ``reason``: a plain sentence fragment.

        Before the event, and without any entry, the numbers are NaN and the state is unclear.

    Raises
    ------
    HeartdataError
        An argument cannot be understood: the index is not one row per day, a measure is unknown, `event` is not a date.
    NotEnoughDataError
        `daily` holds the same day twice (it is not clear which entry counts).

    Warns
    -----
    HeartdataWarning
        A measure holds numbers outside 0-10, or only whole numbers from 1 to 5, as on a scale that was not laid on
        0-10.

    Notes
    -----
    A marginalised particle filter [1]_ over a bank of courses. The definitions follow the noise-free course:
    recovered when the gap is at most 0.4 SD; stuck when it is at least 0.6 SD and closes by at most 10 % per 28 days;
    improving when it closes by at least 25 %; slipping from the start of a lasting fall on. All numbers are in
    `heartdata.recovery.thresholds.RULES`. Not a medical device.

    References
    ----------
    .. [1] Schoen, Gustafsson & Nordlund (2005), Marginalized particle filters for mixed linear/nonlinear
       state-space models, doi:10.1109/TSP.2005.849151

    Examples
    --------
    >>> import pandas as pd
    >>> days = pd.date_range("2026-01-01", periods=90, freq="D")
    >>> mood = [7, 8, 7, 6, 7, 8, 7, 7, 6] * 10
    >>> course = track_progress(pd.DataFrame({"mood": mood}, index=days), event="2026-02-01")
    >>> course["state"].iloc[-1]
    'recovered'
    """
    if isinstance(daily, Logs):
        daily = to_daily(daily)
    frame = checked_days(daily, "track_progress")
    given = {"event": event, "usual": usual, "ignore": ignore}
    given = {name: value for name, value in given.items() if value is not None}
    settings, before = person_settings(frame)
    course = _track(frame, measures=measures, since=since, **(settings | given))
    if before is None or "event" in given or course.empty:
        return course
    # Days before a later loss do not know of it: they are still counted from the old one.
    later = pd.Timestamp(settings["event"][0])
    if course.index[0] >= later:
        return course
    earlier = _track(frame[frame.index < later], measures=measures, since=since, **(before | given))
    return pd.concat([earlier, course.loc[later:]])


def _track(
    frame: pd.DataFrame,
    *,
    event: DateLike | Sequence[DateLike] | None = None,
    usual: float | Mapping[str, float] | None = None,
    measures: Sequence[str] | Mapping[str, str] | None = None,
    ignore: Iterable[tuple[DateLike, DateLike]] = (),
    since: DateLike | None = None,
) -> pd.DataFrame:
    own = own_measures(frame)
    names, heavier = chosen_columns(frame, measures, own), heavier_measures(measures, own)
    if measures is None and all(name in NEVER_ALONE for name in names):
        names = []
    ignored = ignored_days(frame.index, ignore)
    losses = loss_days(event)
    wanted = slice(first_day(frame.index, since), None)
    if len(frame) == 0 or not names:
        return _nothing(frame[wanted], "with a mood or another rating of your days I can say more")
    need_numbers(frame, names)
    if HANDED_ON not in frame.attrs:  # readers have laid every scale on 0-10
        warn_of_scales(frame, names)
    levels = usual_levels(usual, names, heavier)
    parts = [read_measure(frame, name, ignored | held_back(frame, name), heavier) for name in names]
    leads = [measures is not None or name not in NEVER_ALONE for name in names]
    logged = np.any([~np.isnan(part.value) for part, may in zip(parts, leads, strict=True) if may], axis=0)
    # A measure of the logs that begins later is not missed before.
    missing = [name.replace("_", " ") for name, may in zip(names, leads, strict=True) if may][: 3 if measures else 1]
    not_yet = f"there is no {' or '.join(missing)} in your entries yet; a few days with one would show more"
    if not logged.any():
        return _nothing_yet(frame, names[0], not_yet)[wanted]
    begins = int(np.argmax(logged))
    first_entry = frame.index[begins]
    nothing = _nothing_yet(frame[:first_entry], names[0], not_yet).iloc[:-1]
    starts = _starts(frame.index, losses, logged)
    if starts[0] >= len(frame):
        out = _nothing(frame, BEFORE)
        out["entries_28d"] = _counts(logged)[0]
        return pd.concat([nothing, out[first_entry:]])[wanted]
    first_said = max(starts[0], begins) + int(limit("min_days"))
    chosen = list(range(len(parts))) if measures is not None else choose_measures(parts, first_said, leads)
    parts, levels = [parts[j] for j in chosen], [levels[j] for j in chosen]
    weekend = (frame.index.day_of_week.to_numpy() >= 5) - 2 / 7
    series = join_measures(parts, levels, weekend, starts)
    entries, share = _counts(~np.isnan(parts[0].value))
    usual_known = levels[0] is not None or _known_before(parts[0].value, starts[0])
    before = np.arange(len(frame)) < first_said  # the main measure is chosen then
    entries = np.where(before, _counts(logged)[0], entries)
    unknown = _Unknown.of(frame, names[chosen[0]], entries, seen=~np.isnan(parts[0].value), early=before)
    counted = np.where(unknown.held, 0, entries), share
    for first in (max(min(wanted.start, len(frame) - 1) - SETTLING, 0), 0):
        days = slice(first, None)
        trace = run(series, since=max(first - 28, 0))
        verdict = judge(series, trace, counted, starts, days, first_said=first_said, usual_known=usual_known)
        # An early notice depends on the day before; one that was there on the first day of all may be there still.
        if first == 0 or verdict.settled[wanted.start - first :].all():
            break
    out = _assemble(frame.index, trace, counted, verdict, days, measure=names[chosen[0]], losses=losses)
    out = unknown.taken_back(out, days)
    return pd.concat([nothing, out[first_entry:]]).loc[frame.index[wanted]]


@dataclass(frozen=True)
class _Unknown:
    """Days on which nothing is claimed, as the levels of too many answers are not known."""

    held: NDArray[np.bool_]
    days: NDArray[np.int64]  # of the last 28 without a known level
    entries: NDArray[np.int64]  # days of the last 28 with an answer, where nothing is claimed with a known level or not

    @classmethod
    def of(
        cls,
        frame: pd.DataFrame,
        name: str,
        entries: NDArray[np.int64],
        *,
        seen: NDArray[np.bool_],
        early: NDArray[np.bool_],
    ) -> _Unknown:
        held = held_back(frame, name) & ~early  # nothing is claimed then
        if not held.any():
            return cls(held, np.zeros(len(held), np.int64), entries)
        answered = _counts(seen | unknown_share_of_days(frame, name).notna().to_numpy())[0]
        return cls(held, days_unknown(frame, name), np.where(held, answered, entries))

    def taken_back(self, course: pd.DataFrame, days: slice) -> pd.DataFrame:
        """Take back what rests on days whose levels are unknown."""
        course["entries_28d"] = self.entries[days]
        held = self.held[days]
        if held.any():
            course.loc[held, list(NUMBERS)] = np.nan
            course.loc[held, "state"], course.loc[held, "alert"] = UNCLEAR, ""
            course.loc[held, "reason"] = [names_without_levels(n) for n in self.days[days][held]]
        return course


def _nothing_yet(frame: pd.DataFrame, name: str, reason: str) -> pd.DataFrame:
    """Days without any answer so far whose level is known; the numbers of too many may be missing."""
    out = _nothing(frame, reason)
    held = np.logical_or.accumulate(held_back(frame, name))
    if held.any():
        unknown = np.maximum.accumulate(days_unknown(frame, name))
        out["reason"] = np.where(held, [names_without_levels(days) for days in unknown], reason)
        answered = unknown_share_of_days(frame, name).notna().to_numpy()
        out["entries_28d"] = np.where(held, _counts(answered)[0], 0)
    return out


def _starts(index: pd.Index, losses: list[pd.Timestamp], seen: NDArray[np.bool_]) -> tuple[int, ...]:
    if not losses:
        return (int(np.argmax(seen)),)
    earliest = -int(limit("max_days_silent"))  # a loss long before the first entry is taken as that far back
    places = [(loss - index[0]).days for loss in losses]
    places = [max(p, earliest) for p in places]
    return tuple(sorted(set(places)))


def _old(days: pd.Index, losses: list[pd.Timestamp]) -> NDArray[np.bool_]:
    """Whether the latest loss on or before each day was years ago."""
    since = np.full(len(days), np.inf)
    for loss in losses:
        ago = np.asarray((days - loss).days, dtype=np.float64)
        since = np.where(ago >= 0, np.minimum(since, ago), since)
    old: NDArray[np.bool_] = np.isfinite(since) & (since > limit("old_loss"))
    return old


def _known_before(value: Array, start: int) -> bool:
    """Whether the usual level is known from entries before the loss."""
    seen = ~np.isnan(value[max(start - int(limit("max_days_before")), 0) : max(start, 0)])
    return bool(seen.sum() >= limit("min_before_usual"))


def _counts(seen: NDArray[np.bool_]) -> tuple[NDArray[np.int64], Array]:
    """Entries in the last 28 days, and share of days with an entry over the last 56."""
    total = np.concatenate(([0], np.cumsum(seen)))
    day = np.arange(len(seen))
    first = int(np.argmax(seen))
    entries = total[1:] - total[np.maximum(day - 27, 0)]
    begin = np.maximum(day - 55, first)
    share = (total[1:] - total[np.minimum(begin, day)]) / np.maximum(day - begin + 1, 1)
    return entries.astype(np.int64), share


def _nothing(daily: pd.DataFrame, reason: str) -> pd.DataFrame:
    texts = {"state": "unclear", "alert": "", "reason": reason}
    columns: dict[str, NDArray[Any]] = {name: np.full(len(daily), np.nan) for name in COLUMNS}
    columns |= {name: np.full(len(daily), text, dtype=object) for name, text in texts.items()}
    columns["entries_28d"] = np.zeros(len(daily), np.int64)
    return pd.DataFrame(columns, index=daily.index)


def _assemble(
    index: pd.Index,
    trace: Trace,
    counted: tuple[NDArray[np.int64], Array],
    verdict: Verdict,
    days: slice,
    *,
    measure: str,
    losses: list[pd.Timestamp],
) -> pd.DataFrame:
    entries, share = counted[0][days], counted[1][days]
    gap, gap_error = trace.gap[days], NINETY * trace.gap_sd[days]
    pace, pace_low, pace_high = pace_interval(trace.pace[days])
    level, spread = trace.level[days], NINETY * trace.level_sd[days]
    numbers = {
        "level": np.clip(level, 0, 10), "gap": gap, "pace": pace,
        "low": np.clip(level - spread, 0, 10), "high": np.clip(level + spread, 0, 10),
        "gap_low": gap - gap_error, "gap_high": gap + gap_error,
        "pace_low": pace_low, "pace_high": pace_high,
    }  # fmt: skip
    numbers = {name: np.where(verdict.early, np.nan, value) for name, value in numbers.items()}
    reasons = progress_reason(
        verdict.state.tolist(),
        verdict.shares,
        entries,
        share,
        verdict.since,
        verdict.why,
        _old(index[days], losses),
        measure=measure,
        marked=bool(losses),
    )
    columns = {f"p_{name}": verdict.shares[:, k] for k, name in enumerate(STATES)} | numbers
    columns |= {"state": verdict.state, "alert": verdict.alert, "entries_28d": entries}
    columns["reason"] = np.asarray(reasons, dtype=object)
    return pd.DataFrame({name: columns[name] for name in COLUMNS}, index=index[days])
