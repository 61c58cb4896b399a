"""One person's weeks: everything worked out once over the whole log, then one row for each week."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from heartdata.core.daily import to_daily
from heartdata.core.logs import Logs
from heartdata.core.vocabulary import SIGNS
from heartdata.practices.trial import Trial
from heartdata.recovery.summary import PROBABILITIES, week_course
from heartdata.signs.indicators import indicator_course
from heartdata.suggestions.weekly import suggestion_weeks

__all__ = ["WEEK_COLUMNS", "person_weeks"]

WEEK_COLUMNS: Final = (
    "week", "state", *PROBABILITIES, "alert", "level", "gap", *SIGNS, "days_logged", "days_logged_28", "suggestion",
)  # fmt: skip


def person_weeks(logs: Logs, trials: Sequence[Trial] = ()) -> pd.DataFrame:
    """Tell one person's weeks, each from that week's and earlier entries only.

    Examples
    --------
    >>> import heartdata as hd
    >>> weeks = person_weeks(hd.simulate_logs(seed=7, course="stuck", days=60, journal=False, sleep=False))
    >>> len(weeks), str(weeks["week"].iloc[0].date())
    (9, '2026-01-12')
    """
    daily = to_daily(logs)
    if daily.empty:
        return pd.DataFrame(columns=list(WEEK_COLUMNS))
    days = daily.index
    mondays = days - pd.to_timedelta(days.day_of_week, unit="D")
    ends = np.flatnonzero(np.r_[mondays[1:] != mondays[:-1], True])
    weeks = mondays[ends]
    course = week_course(daily, logs)
    signs = indicator_course(logs)
    out = {"week": weeks.as_unit("us")}
    for name in ("state", *PROBABILITIES, "alert", "level", "gap"):
        out[name] = course[name].to_numpy()[ends]
    statuses = signs["status"].reindex(weeks) if len(signs) else pd.DataFrame(index=weeks, columns=list(SIGNS))
    for sign in SIGNS:
        out[sign] = statuses[sign].fillna("unknown").to_numpy(dtype=object)
    out["days_logged"], out["days_logged_28"] = _coverage(daily["entries"], weeks)
    out["suggestion"] = _suggested(logs, weeks, trials, daily=daily, course=course, signs=signs)
    return pd.DataFrame(out)


def _coverage(entries: pd.Series[int], weeks: pd.DatetimeIndex) -> tuple[pd.Series[int], pd.Series[int]]:
    """Count days with an entry in each week, and in the 28 days up to its Sunday."""
    whole = pd.date_range(weeks[0], weeks[-1] + pd.Timedelta(days=6), freq="D")
    total = np.r_[0, np.cumsum((entries > 0).reindex(whole, fill_value=False).to_numpy())]
    sundays = 7 * np.arange(1, len(weeks) + 1)
    return total[sundays] - total[sundays - 7], total[sundays] - total[np.maximum(sundays - 28, 0)]


def _suggested(logs: Logs, weeks: pd.DatetimeIndex, trials: Sequence[Trial], **known: pd.DataFrame) -> list[str | None]:
    sundays = weeks + pd.Timedelta(days=6)
    found = suggestion_weeks(logs, sundays[-1].date(), trials=trials, **known)["code"]
    known = pd.Timestamp(sundays[-1].year - 1, 1, 1)
    return [str(found.get(day, "")) if day >= known else None for day in sundays]
