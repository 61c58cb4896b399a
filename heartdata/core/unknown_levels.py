"""Days on which something was logged whose level is not known, such as a mood name without a number.

They count as logged. An average over the other days would be the average of what happens to have a number, so it is
held back while a real share of its days is unknown.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from heartdata.core.thresholds import limit

MONTH = 28  # days a level, a state or a suggestion looks back


def unknown_column(measure: str = "mood") -> str:
    """Return the column of `to_daily` that counts a day's answers without a known level."""
    return f"{measure}_unknown"


def unknown_share_of_days(daily: pd.DataFrame, measure: str = "mood") -> pd.Series[float]:
    """Share of each day's answers whose level is not known; NaN where there is no answer."""
    column = unknown_column(measure)
    if column not in daily or measure not in daily:
        return pd.Series(np.nan, index=daily.index)
    unknown = daily[column].astype("float64")
    known = daily.get(f"{measure}_n", daily[measure].notna()).astype("float64")
    total = unknown + known
    return (unknown / total).where(total > 0)


def held_back(daily: pd.DataFrame, measure: str = "mood", *, days: int = MONTH) -> NDArray[np.bool_]:
    """On which days the levels of too many answers of the last `days` are unknown for an average of the rest."""
    if unknown_column(measure) not in daily:
        return np.zeros(len(daily), dtype=bool)
    share = unknown_share_of_days(daily, measure)
    if share.isna().all():
        return np.zeros(len(daily), dtype=bool)
    return np.asarray(_too_many(share.rolling(days, min_periods=1)), dtype=bool)


def _too_many(shares: Any) -> pd.Series[bool]:
    return (shares.mean() > limit("unknown_share")) & (shares.sum() >= limit("unknown_days"))


def held_back_weeks(daily: pd.DataFrame, monday: pd.Index, measure: str = "mood") -> pd.Series[bool]:
    """The same for each week, by its Monday."""
    return _too_many(unknown_share_of_days(daily, measure).groupby(monday)).fillna(False)


def holds_back(daily: pd.DataFrame, measure: str = "mood") -> bool:
    """Tell whether an average over all of these days is held back."""
    share = unknown_share_of_days(daily, measure)
    return bool(share.mean() > limit("unknown_share") and share.sum() >= limit("unknown_days"))


def known_levels(daily: pd.DataFrame, measure: str = "mood") -> pd.Series[float]:
    """The measure without the days on which an average is held back."""
    return daily[measure].mask(held_back(daily, measure))


def words_for_no_mood(days: pd.DataFrame) -> list[str]:
    """Say for each day why it has no mood: no entry, an entry without a mood, or a mood without a number."""
    unknown = days.get(unknown_column(), pd.Series(0, index=days.index)) > 0
    pairs = zip(days["entries"], unknown, strict=True)
    return ["no number" if no_level else "no mood" if entries else "no entry" for entries, no_level in pairs]


def with_known_levels(daily: pd.DataFrame) -> pd.DataFrame:
    """A daily table without the levels of days on which an average is held back."""
    measures = [m for m in daily if unknown_column(str(m)) in daily]
    return daily.assign(**{str(m): known_levels(daily, str(m)) for m in measures}) if measures else daily


def days_unknown(daily: pd.DataFrame, measure: str = "mood", *, days: int = MONTH) -> NDArray[np.int64]:
    """How many of the last `days` have no answer with a known level, but one without."""
    share = unknown_share_of_days(daily, measure)
    return np.asarray((share == 1).rolling(days, min_periods=1).sum(), dtype=np.int64)
