"""`to_daily`: logs to one row per calendar day."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
import pandas as pd

from heartdata.logs import Logs
from heartdata.nights import nightly
from heartdata.vocabulary import MEASURES

__all__ = ["SLEEP_COLUMNS", "to_daily"]

SLEEP_COLUMNS: Final = ("sleep_hours", "bedtime", "waketime", "sleep_midpoint", "sleep_efficiency", "nap_hours")

_WORD: Final = re.compile(r"\w+(?:['’]\w+)*")


def to_daily(logs: Logs) -> pd.DataFrame:
    """Make one row per day out of logs.

    A day is a calendar day of naive local wall-clock that begins at ``logs.profile.day_start`` (04:00); a night
    belongs to the day it ends. Nothing is filled in.

    Parameters
    ----------
    logs : Logs
        What was read.

    Returns
    -------
    DataFrame
        Index ``day``: every calendar day from the first to the last logged, freq D. Columns:

        - for ``mood`` and every other measure that is logged: the mean of that day's answers [0-10 NRS], NaN where
          there is none, and ``<measure>_n``, how many there are;
        - ``sleep_hours`` [h] (time in bed for apps that tell no sleep; naps are not in it), ``bedtime``, ``waketime``,
          ``sleep_midpoint`` [h from midnight of the day; a bedtime before midnight is negative],
          ``sleep_efficiency`` [0-1], ``nap_hours`` [h]; NaN where no night is logged. Where several sources tell of
          a night, one of them is taken (see `heartdata.nights.nightly`);
        - ``sleep_quality`` [0-10] also comes from the sleep app where no answers are logged;
        - ``journal_words``: words written that day, NaN where there is no entry;
        - ``entries``: how many entries were made (moments with an answer, a text or an activity; sleep records do
          not count).

    See Also
    --------
    heartdata.read_logs : Reads the logs.

    Examples
    --------
    >>> import heartdata as hd
    >>> daily = hd.to_daily(hd.simulate_logs(seed=7, course="stuck"))
    >>> daily.index.freqstr
    'D'
    """
    ratings = _ratings(logs.ratings)
    nights = nightly(logs.sleep)
    quality = nights.pop("night_quality")
    frame = pd.concat([ratings, nights, _journal_words(logs.journal), _entries(logs)], axis=1, sort=True)
    if "sleep_quality" not in frame and quality.notna().any():
        frame["sleep_quality"] = quality
        frame["sleep_quality_n"] = quality.notna().astype("int64")
    counts = [c for c in frame.columns if c == "entries" or str(c).endswith("_n")]
    frame.index = pd.DatetimeIndex(frame.index, name="day").as_unit("us")
    frame = frame.sort_index().asfreq("D") if len(frame) else frame.asfreq("D")
    # A count of nothing is a true zero; everything else that is missing stays missing.
    frame[counts] = frame[counts].fillna(0).astype("int64")
    return frame[_column_order(frame)]


def _ratings(ratings: pd.DataFrame) -> pd.DataFrame:
    answered = ratings.dropna(subset=["value"])
    measures = [m for m in MEASURES if m == "mood" or (answered["measure"] == m).any()]
    by_day = answered.groupby(["measure", "day"])["value"]
    # Rounded, because a mean over reordered answers may differ in the last bit.
    means = by_day.mean().round(12).unstack("measure").reindex(columns=measures)
    counts = by_day.size().unstack("measure").reindex(columns=measures)
    return means.join(counts.add_suffix("_n"))


def _journal_words(journal: pd.DataFrame) -> pd.Series[float]:
    words = (journal["title"] + " " + journal["text"]).map(lambda text: float(len(_WORD.findall(text))))
    return words.astype("float64").groupby(journal["day"]).sum(min_count=1).rename("journal_words")


def _entries(logs: Logs) -> pd.Series[int]:
    parts = [getattr(logs, name)[["day", "time", "source"]] for name in ("ratings", "journal", "activities")]
    moments = pd.concat(parts, ignore_index=True)
    # Entries without a time are told apart only where one table repeats them, so count the fullest table.
    timed = moments.dropna(subset=["time"]).drop_duplicates()
    untimed = [p[p["time"].isna()].groupby(["day", "source"]).size() for p in _one_measure(logs)]
    most = pd.concat(untimed, axis=1).max(axis=1).groupby("day").sum() if untimed else pd.Series(dtype="float64")
    total = timed.groupby("day").size().add(most, fill_value=0)
    return total.rename("entries")


def _one_measure(logs: Logs) -> list[pd.DataFrame]:
    ratings = logs.ratings
    tables = [part for _, part in ratings.groupby("measure")]
    return [*tables, logs.journal, logs.activities.drop_duplicates(["day", "source"])]


def _column_order(frame: pd.DataFrame) -> list[str]:
    measured = [c for m in MEASURES for c in (m, f"{m}_n") if c in frame]
    fixed = [*SLEEP_COLUMNS, "journal_words", "entries"]
    for column in fixed:
        if column not in frame:
            frame[column] = np.nan
    return [*measured, *fixed]
