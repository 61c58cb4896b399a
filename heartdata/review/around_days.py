"""`around`: a measure in the days before and after marked days."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from heartdata.core.day_tables import checked_days, day_columns, marked_days, numbers
from heartdata.core.days import parse_day
from heartdata.core.level_difference import level_difference
from heartdata.core.logs import Logs
from heartdata.core.thresholds import limit
from heartdata.core.vocabulary import EVENT_KINDS
from heartdata.errors import HeartdataError, NotEnoughDataError
from heartdata.review.comparison import day_table

__all__ = ["around"]

_LONGEST: Final = 366
_CARRIED: Final = ("loss", "illness")  # kinds of marked days that a daily table carries


def around(daily: Logs | pd.DataFrame, days: Any = "loss", *, measure: str = "mood", within: int = 28) -> pd.DataFrame:
    """Look at a measure in the days before and after one or several marked days.

    Parameters
    ----------
    daily : Logs or DataFrame
        Logs; or a table with one row per day, as `heartdata.to_daily` makes it.
    days : str, date-like or sequence of date-like, optional
        A day, several days, or a kind of marked day: ``"loss"``, ``"illness"``, with logs also ``"anniversary"``,
        ``"change of approach"`` and ``"other"``.
    measure : str, optional
        A column of numbers; with logs also ``sign_<sign>`` and ``habit_<name>``.
    within : int, optional
        How far to look [days], 1 to 366.

    Returns
    -------
    DataFrame
        Index ``offset``: -`within` to `within` [days from the marked day]. Columns: one for each marked day, named by
        it (``2026-03-01``), with the measure's value, NaN where it is not known; ``mean``, their mean; ``low``,
        ``high``, its 90 % interval (Student's t) from three marked days on, else NaN; ``n``, marked days with a value.
        ``attrs["difference"]`` has ``estimate``, ``low`` and ``high``: the level after (the marked day included) minus
        that before, as in `heartdata.compare` where there is one marked day, else Student's t over marked days, from
        three on.

    Raises
    ------
    HeartdataError
        If a day cannot be understood, no day of that kind is marked, or there is no such column.
    NotEnoughDataError
        If no day near the marked days is logged.

    Examples
    --------
    >>> import heartdata as hd
    >>> daily = hd.to_daily(hd.simulate_logs(seed=7, course="improving"))
    >>> hd.around(daily, "loss", measure="mood", within=14).index[[0, -1]].tolist()
    [-14, 14]
    """
    if isinstance(within, bool) or not isinstance(within, int | np.integer) or not 1 <= within <= _LONGEST:
        raise HeartdataError(f"within={within!r}: give a number of days from 1 to {_LONGEST}")
    if not isinstance(measure, str):
        raise HeartdataError(f"measure={measure!r}: give the name of one column, such as 'mood'")
    frame = day_table(daily) if isinstance(daily, Logs) else checked_days(daily, "around")
    marked = _marked(daily, frame, days)
    values = numbers(frame, day_columns(frame, measure))[measure]
    offsets = pd.RangeIndex(-int(within), int(within) + 1, name="offset")
    spans = {
        f"{day:%Y-%m-%d}": values.reindex(day + pd.to_timedelta(offsets, unit="D")).to_numpy(dtype=float)
        for day in marked
    }
    table = pd.DataFrame(spans, index=offsets)
    if not table.notna().any(axis=None):
        raise NotEnoughDataError(f"nothing is known of {measure} within {within} days of {', '.join(list(spans)[:8])}")
    out = table.assign(mean=table.mean(axis=1), **_interval(table), n=table.count(axis=1))
    out.attrs = {"measure": measure, "difference": _difference(table)}
    return out


def _marked(daily: Logs | pd.DataFrame, frame: pd.DataFrame, days: Any) -> list[pd.Timestamp]:
    """Return the marked days in order, each once."""
    kinds = EVENT_KINDS if isinstance(daily, Logs) else _CARRIED
    if isinstance(days, str) and days in EVENT_KINDS:
        if days not in kinds:
            raise HeartdataError(
                f"days={days!r}: a table carries only {' and '.join(kinds)}; give the logs, or the days"
            )
        events = daily.events if isinstance(daily, Logs) else None
        found = marked_days(frame, days) if events is None else list(events.loc[events["kind"] == days, "day"].dropna())
        if not found:
            raise HeartdataError(f"days={days!r}: no such day is marked; mark it in the profile, or give the days")
    else:
        given = [days] if isinstance(days, str | date | np.datetime64) else days
        try:
            read = [parse_day(day) for day in given]
        except TypeError:
            read = [None]
        if not read or None in read:
            raise HeartdataError(
                f"days={days!r}: give a day like 2026-03-01, several of them, or one of {', '.join(kinds)}"
            )
        found = [pd.Timestamp(day) for day in read]
    return sorted(set(found))


def _interval(table: pd.DataFrame) -> dict[str, pd.Series[float]]:
    count = table.count(axis=1)
    half = _half(table.std(axis=1, ddof=1), count)
    return {"low": table.mean(axis=1) - half, "high": table.mean(axis=1) + half}


def _half(sd: Any, count: Any) -> Any:
    """Half the width of Student's interval; NaN with too few marked days."""
    from scipy.special import stdtrit

    enough = count >= limit("around_days")
    freedom = np.where(enough, count - 1, 1)
    return (sd / np.sqrt(np.where(enough, count, 1)) * stdtrit(freedom, 1 - limit("compared_tail"))).where(enough)


def _difference(table: pd.DataFrame) -> dict[str, float]:
    before, after = table.loc[:-1], table.loc[0:]
    if table.shape[1] == 1:
        found = level_difference(before.to_numpy(), after.to_numpy())
        return {"estimate": float(found.estimate[0]), "low": float(found.low[0]), "high": float(found.high[0])}
    each = pd.DataFrame([(after.mean() - before.mean()).to_numpy()])
    mean, half = each.mean(axis=1), _half(each.std(axis=1, ddof=1), each.count(axis=1))
    return {"estimate": float(mean[0]), "low": float((mean - half)[0]), "high": float((mean + half)[0])}
