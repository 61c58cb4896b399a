"""The seven signs of feeling stuck, compared with the person's own usual: one day's table, and week by week."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Final

import numpy as np
import pandas as pd

from heartdata.core.days import parse_day
from heartdata.core.given import checked_logs
from heartdata.core.logs import ENTRY_TABLES, Logs
from heartdata.core.vocabulary import SIGNS
from heartdata.core.weeks import judged_places
from heartdata.errors import HeartdataError
from heartdata.signs.course import STATUSES, SignCourse, follow
from heartdata.signs.evidence import gather

__all__ = ["chosen_day", "indicator_course", "logs_until", "signs_and_course", "stagnation_indicators"]

_COLUMNS: Final = ("status", "level", "usual", "difference", "low", "high", "since", "days_logged", "often", "sources")


def stagnation_indicators(logs: Logs, *, on: date | str | None = None) -> pd.DataFrame:
    """Find which of the seven signs are there on a day, compared with the person's own usual.

    Parameters
    ----------
    logs : Logs
        The entries.
    on : date or str, optional
        The day, such as ``"2026-08-02"``; nothing later is used. By default the last logged day.

    Returns
    -------
    DataFrame
        Index ``sign``: the seven signs, always all of them. Columns:

        - ``status``: ``persistent`` (present for 28 days or longer, or there on most logged days for four weeks where
          that is more than before the loss, or before is not known, or it was there on nearly every day all along),
          ``present`` (over 14 or 28 days harder than usual by more than chance, and by half an SD over the last 14; a
          rating among three or more also harder than the weeks before), ``easing`` (was present within 28 days and is
          less than then, or the last 14 days are clearly lighter than the 14 before), ``lighter`` (less than a known
          usual by more than chance, and by half an SD), ``quiet``, or ``unknown`` (not tracked, or too few days);
        - ``level`` [0-10, higher means harder]: mean of the last 14 days' ratings; where there are no ratings, ten
          times the share of days with such a tag, or of written days that mention it; for scores 5 is the usual;
        - ``usual``: the same, usually; NaN where it is not known yet, and where it could only be learned from days
          after a loss of the last two years: the worst weeks are nobody's usual;
        - ``difference``, ``low``, ``high`` [own day-to-day SD]: level minus usual, with its 90 % interval, which allows
          for autocorrelation and for the uncertainty of the usual;
        - ``since``: first day on which it was found present, NaT otherwise;
        - ``days_logged``: of the last 14 days;
        - ``often`` [0-1]: share of the logged days of the last 28 on which it was there: a rating of at least 7 of 10,
          such a tag, or an entry that mentions it; NaN with fewer than 14 logged days;
        - ``sources``: what it is read from, the source whose numbers are shown first, without those that ended four
          weeks ago where others go on; empty if not tracked.

        ``attrs["separate_signs"]``: how many separate things the tracked signs are worth, as they move together [1-7].
        ``attrs["less_certain"]``: quiet signs that were present lately and are hardly less than they were then.

    Raises
    ------
    HeartdataError
        If `on` is not a day.

    See Also
    --------
    indicator_course : The same, week by week.

    Notes
    -----
    The usual is the mean of the days before the loss (at least 14, at most a year), in the year after it; else of the
    last year's days more than 28 days back on which the sign was not present. False discovery is controlled across the
    signs of a day (Benjamini & Hochberg 1995). Every threshold is in `heartdata.signs.thresholds.RULES`, every source
    in `heartdata.signs.sources.SOURCES`. No sign is a diagnosis.

    Examples
    --------
    >>> stagnation_indicators(Logs())["status"].unique().tolist()
    ['unknown']
    """
    course = follow(gather(logs_until(logs, on)))
    return _table(course, chosen_day(on))


def indicator_course(logs: Logs, *, on: date | str | None = None) -> pd.DataFrame:
    """Find the seven signs week by week, each week from that week and earlier ones.

    Parameters
    ----------
    logs : Logs
        The entries.
    on : date or str, optional
        The last day; nothing later is used, and weeks without entries up to it have a row too. By default the last
        logged day.

    Returns
    -------
    DataFrame
        Index ``week``: the Monday of every ISO week from the first to the last. Columns are pairs of a value and
        a sign: ``difference`` [own SD], ``level`` and ``usual`` [0-10, higher means harder] and ``status``, as
        `stagnation_indicators` gives them on the week's last logged day. ``course["difference"]`` is week by sign, for
        a heat strip; NaN where unknown.

    Raises
    ------
    HeartdataError
        If `on` is not a day.

    Examples
    --------
    >>> indicator_course(Logs()).shape
    (0, 28)
    """
    return _by_week(follow(gather(logs_until(logs, on), until=chosen_day(on))))


def signs_and_course(logs: Logs, daily: pd.DataFrame | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return `stagnation_indicators` and `indicator_course` of all logs, computed together."""
    course = follow(gather(logs_until(logs, None), daily=daily))
    return _table(course, None), _by_week(course)


def _by_week(course: SignCourse) -> pd.DataFrame:
    last = judged_places(course.days, course.logged)
    days = course.days[last]
    index = pd.DatetimeIndex(days - pd.to_timedelta(days.day_of_week, unit="D"), name="week").as_unit("us")
    statuses = np.array(STATUSES, dtype=object)
    numbers = np.hstack((course.difference[last], course.level[last], course.usual[last]))
    parts = (pd.DataFrame(values, index=index) for values in (numbers, statuses[course.status[last]]))
    return pd.concat(parts, axis=1).set_axis(_week_columns(), axis=1)


@cache
def _week_columns() -> pd.MultiIndex:
    return pd.MultiIndex.from_product([("difference", "level", "usual", "status"), SIGNS], names=["value", "sign"])


def chosen_day(on: date | str | None) -> pd.Timestamp | None:
    """Check the `on` of a public function."""
    if on is None:
        return None
    day = parse_day(on)
    if day is None:
        raise HeartdataError(f"on = {on!r}: not a day; write it like 2026-08-02")
    return pd.Timestamp(day)


def logs_until(logs: Logs, on: date | str | None) -> Logs:
    """Drop everything after a day."""
    checked_logs(logs, "a function of the signs")
    day = chosen_day(on)
    if day is None:
        return logs
    kept = {name: getattr(logs, name)[getattr(logs, name)["day"] <= day] for name in (*ENTRY_TABLES, "events")}
    return replace(logs, **kept)


def _table(course: SignCourse, on: pd.Timestamp | None) -> pd.DataFrame:
    index = pd.Index(list(SIGNS), name="sign")
    nothing = np.full(len(SIGNS), np.nan)
    # A day long after the last entry is not judged by entries of long ago.
    silent = not len(course.days) or (on is not None and (on - course.days[-1]).days >= 14)
    if silent:
        frame = pd.DataFrame(dict.fromkeys(_COLUMNS, nothing), index=index)
        frame["status"], frame["days_logged"], frame["sources"] = "unknown", 0, ""
        frame["since"] = pd.Series(pd.NaT, index=index, dtype="datetime64[us]")
        frame.attrs |= {"separate_signs": math.nan, "less_certain": []}
        return frame
    since = [course.days[place] if place >= 0 else pd.NaT for place in course.since[-1]]
    frame = pd.DataFrame(
        {
            "status": [STATUSES[place] for place in course.status[-1]],
            "level": course.level[-1],
            "usual": course.usual[-1],
            "difference": course.difference[-1],
            "low": course.low[-1],
            "high": course.high[-1],
            "since": pd.Series(since, dtype="datetime64[us]").to_numpy(),
            "days_logged": course.days_logged[-1].astype(np.int64),
            "often": course.often[-1],
            "sources": course.sources,
        },
        index=index,
    )
    less_certain = [sign for sign, less in zip(SIGNS, course.less_certain[-1], strict=True) if less]
    frame.attrs |= {"separate_signs": _separate(course), "less_certain": less_certain}
    return frame


def _separate(course: SignCourse) -> float:
    """How many independent signs the tracked ones are worth: (sum of eigenvalues)^2 over the sum of their squares.

    From the signs' courses over the last year, week by week; NaN where fewer than two have 12 weeks in common.
    """
    weekly = course.difference[::-1][:365:7]
    known = np.isfinite(weekly)
    kept = weekly[:, known.sum(axis=0) >= 12]
    kept = kept[np.isfinite(kept).all(axis=1)]
    if kept.shape[1] < 2 or len(kept) < 12 or (kept.std(axis=0) < 1e-9).any():
        return math.nan
    values = np.linalg.eigvalsh(np.corrcoef(kept, rowvar=False)).clip(0)
    return round(float(values.sum() ** 2 / (values**2).sum()), 1)
