"""`to_daily`: one row per calendar day."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from heartdata.core.given import checked_logs
from heartdata.core.handed_on import HANDED_ON, about_person
from heartdata.core.logs import Logs
from heartdata.core.nights import nightly
from heartdata.core.unknown_levels import unknown_column
from heartdata.core.vocabulary import MEASURES, VITALS

__all__ = ["SLEEP_COLUMNS", "count_words", "to_daily"]

SLEEP_COLUMNS: Final = ("sleep_hours", "bedtime", "waketime", "sleep_midpoint", "sleep_efficiency", "nap_hours")

_NO_DAY: Final = int(np.iinfo(np.int64).min)  # NaT as a number
_WORD: Final = re.compile(r"\w+(?:['’]\w+)*")


def to_daily(logs: Logs) -> pd.DataFrame:
    """Summarise logs as one row per day.

    A day begins at ``logs.profile.day_start`` (04:00) in naive local wall-clock time; a night belongs to the calendar
    day it ends. Nothing is filled in.

    Parameters
    ----------
    logs : Logs
        The logs.

    Returns
    -------
    DataFrame
        Index ``day``: every calendar day from the first to the last logged, freq D. Columns:

        - for ``mood`` and every other measure that is logged: the mean of that day's answers [0-10 NRS], NaN where
          there is none, and ``<measure>_n``, their number; ``<measure>_unknown``, the number of answers whose level is
          not known (mood names without a number), where there are any;
        - ``sleep_hours`` [h] (time in bed for apps that do not record sleep; without naps), ``bedtime``, ``waketime``,
          ``sleep_midpoint`` [h from midnight of the day; a bedtime before midnight is negative],
          ``sleep_efficiency`` [0-1], ``nap_hours`` [h]; NaN where no night is logged. Of several sources
          of a night, one is used (see `heartdata.core.nights.nightly`);
        - ``sleep_quality`` [0-10] comes from the sleep app on days without the person's own answer;
        - ``resting_heart_rate`` [1/min], ``hrv_sdnn``, ``hrv_rmssd`` [ms] (means) and ``steps`` (of the source that
          counted most, since a phone and a watch count the same steps), where they are logged;
        - ``journal_words``: words written that day, NaN where there is no entry;
        - ``entries``: the number of entries (moments with an answer, a text or an activity; sleep records do not
          count).

        ``daily.attrs["heartdata"]`` holds the losses, usual levels and illnesses of the profile as plain JSON values;
        copies and slices keep it, and `track_progress` reads it.

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
    checked_logs(logs, "to_daily")
    ratings = _ratings(logs.ratings)
    nights = nightly(logs.sleep)
    quality = nights.pop("night_quality")
    frame = pd.concat(
        [ratings, nights, _journal_words(logs.journal), _vitals(logs.vitals), _entries(logs)], axis=1, sort=True
    )
    if quality.notna().any():
        answered = frame.get("sleep_quality", pd.Series(np.nan, index=frame.index))
        frame["sleep_quality"] = answered.fillna(quality)
        counted = frame.get("sleep_quality_n", pd.Series(np.nan, index=frame.index))
        frame["sleep_quality_n"] = counted.fillna(quality.reindex(frame.index).notna().astype("float64"))
    counts = [c for c in frame.columns if c == "entries" or str(c).endswith(("_n", "_unknown"))]
    frame.index = pd.DatetimeIndex(frame.index, name="day").as_unit("us")
    frame = frame.sort_index().asfreq("D") if len(frame) else frame.asfreq("D")
    # A count of nothing is truly zero; everything else that is missing stays NaN.
    frame[counts] = frame[counts].fillna(0).astype("int64")
    about = about_person(logs)
    out = frame[_column_order(frame, [*MEASURES, *about.get("measures", {})])]
    out.attrs[HANDED_ON] = about
    return out


def _ratings(ratings: pd.DataFrame) -> pd.DataFrame:
    answered = ratings.dropna(subset=["value"])
    measures = [m for m in _measures(ratings) if m == "mood" or (answered["measure"] == m).any()]
    by_day = answered.groupby(["measure", "day"])["value"]
    # Rounded: the mean of reordered answers may differ in the last bit.
    means = by_day.mean().round(12).unstack("measure").reindex(columns=measures)
    counts = by_day.size().unstack("measure").reindex(columns=measures)
    unknown = _unknown(ratings)
    return means.join(counts.add_suffix("_n")).join(unknown, how="outer" if len(unknown) else "left")


def _measures(ratings: pd.DataFrame) -> list[str]:
    return list(dict.fromkeys([*MEASURES, *ratings["measure"].unique().tolist()]))


def _unknown(ratings: pd.DataFrame) -> pd.DataFrame:
    """Count each day's answers whose level is not known, for the measures that have any."""
    without = ratings[ratings["value"].isna()]
    if without.empty:
        return pd.DataFrame(index=pd.DatetimeIndex([], dtype="datetime64[us]", name="day"))
    measures = [m for m in _measures(ratings) if (without["measure"] == m).any()]
    counts = without.groupby(["measure", "day"]).size().unstack("measure").reindex(columns=measures)
    return counts.rename(columns=unknown_column)


def _vitals(vitals: pd.DataFrame) -> pd.DataFrame:
    measured = vitals.dropna(subset=["value"])
    if measured.empty:
        return pd.DataFrame(index=pd.DatetimeIndex([]))
    by_source = measured.groupby(["name", "day", "source"])["value"]
    daily = {
        "mean": by_source.mean().groupby(["name", "day"]).mean(),
        "sum": by_source.sum().groupby(["name", "day"]).max(),
    }
    found = [v for v in VITALS.values() if (measured["name"] == v.name).any()]
    columns = {v.name: daily[v.daily].loc[v.name].round(12) for v in found}
    return pd.DataFrame(columns, index=None if columns else pd.DatetimeIndex([]))


def count_words(texts: pd.Series[str]) -> pd.Series[float]:
    """Count the words of each text."""
    return texts.map(lambda text: float(len(_WORD.findall(text)))).astype("float64")


def _journal_words(journal: pd.DataFrame) -> pd.Series[float]:
    words = count_words(journal["title"].fillna("") + " " + journal["text"].fillna(""))
    return words.groupby(journal["day"]).sum(min_count=1).rename("journal_words")


def _entries(logs: Logs) -> pd.Series[int]:
    """Count the entries of each day; a moment with several answers, tags and a text is one entry."""
    entries = Counter(_moments(logs.journal))
    answers = Counter(zip(_moments(logs.ratings), logs.ratings["measure"].tolist(), strict=True))
    # An entry may have many activities, but one text and one answer per question.
    for moment, count in (*((at, n) for (at, _), n in answers.items()), *((at, 1) for at in _moments(logs.activities))):
        entries[moment] = max(entries[moment], count)
    days: Counter[int] = Counter()
    for (day, _, _), count in entries.items():
        days[day] += count
    days.pop(_NO_DAY, None)
    counted = sorted(days.items())
    index = pd.DatetimeIndex(np.array([day for day, _ in counted], dtype="int64").view("datetime64[us]"), name="day")
    return pd.Series([count for _, count in counted], index=index, dtype="int64", name="entries")


def _moments(table: pd.DataFrame) -> list[tuple[int, int, str]]:
    """Day, time and source of each row; a missing time is one that no entry has."""
    day, time = (table[name].to_numpy().astype("datetime64[us]").view("int64").tolist() for name in ("day", "time"))
    return list(zip(day, time, table["source"].tolist(), strict=True))


def _column_order(frame: pd.DataFrame, known: Sequence[str]) -> list[str]:
    measured = [c for m in known for c in (m, f"{m}_n", unknown_column(m)) if c in frame]
    fixed = [*SLEEP_COLUMNS, *[v for v in VITALS if v in frame], "journal_words", "entries"]
    for column in fixed:
        if column not in frame:
            frame[column] = np.nan
    return [*measured, *fixed]
