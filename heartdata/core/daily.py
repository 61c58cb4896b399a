"""`to_daily`: one row per calendar day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from heartdata.core.given import checked_logs
from heartdata.core.handed_on import HANDED_ON, about_person
from heartdata.core.logs import Logs
from heartdata.core.nights import nightly
from heartdata.core.unknown_levels import unknown_column
from heartdata.core.vocabulary import MEASURES, VITALS

__all__ = ["SLEEP_COLUMNS", "count_words", "to_daily"]

SLEEP_COLUMNS: Final = ("sleep_hours", "bedtime", "waketime", "sleep_midpoint", "sleep_efficiency", "nap_hours")

Array = NDArray[np.float64]
_Part = tuple[NDArray[np.datetime64], dict[str, Array]]  # some days, each once, and columns with a value for each

_NONE: Final = -2  # the number of no measure; that of a missing one is -1
_NO_DAY: Final = int(np.iinfo(np.int64).min)  # NaT as a number
_TEXT, _ACTIVITY = -2, -3  # beside the numbers of the questions
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
    tables = (_of_frame(table) for table in (nightly(logs.sleep), _vitals(logs.vitals)))
    days, columns = _side_by_side([_ratings(logs.ratings), *tables, _journal_words(logs.journal), _entries(logs)])
    quality = columns.pop("night_quality")
    rated = ~np.isnan(quality)
    if rated.any():
        for name, of_nights in (("sleep_quality", quality), ("sleep_quality_n", np.where(rated, 1.0, 0.0))):
            answered = columns.get(name, np.full(len(days), np.nan))
            columns[name] = np.where(np.isnan(answered), of_nights, answered)
    about = about_person(logs)
    ordered = {name: columns[name] for name in _column_order(columns, [*MEASURES, *about.get("measures", {})])}
    # A count of nothing is truly zero; everything else that is missing stays NaN.
    counts = [name for name in ordered if name == "entries" or name.endswith(("_n", "_unknown"))]
    whole = {name: np.nan_to_num(ordered[name]).astype(np.int64) for name in counts}
    out = pd.DataFrame(ordered | whole, index=days)
    out.attrs[HANDED_ON] = about
    return out


def _of_frame(table: pd.DataFrame) -> _Part:
    """Take a table with days as its index apart."""
    return table.index.to_numpy(), {str(name): values.to_numpy(dtype=np.float64) for name, values in table.items()}


def _side_by_side(parts: Sequence[_Part]) -> tuple[pd.DatetimeIndex, dict[str, Array]]:
    """Lay columns of some days on every calendar day from the first to the last."""
    stamps = [days.astype("datetime64[D]") for days, _ in parts]
    logged = [days for days in stamps if len(days)]
    if not logged:
        days = pd.DatetimeIndex([], dtype="datetime64[us]", name="day", freq="D")
    else:
        first, last = min(days.min() for days in logged), max(days.max() for days in logged)
        days = pd.date_range(first, last, freq="D", name="day", unit="us")
    columns: dict[str, Array] = {}
    for (_, part), stamp in zip(parts, stamps, strict=True):
        place = (stamp - first).astype("int64") if len(stamp) else []
        for name, values in part.items():
            columns[name] = np.full(len(days), np.nan)
            columns[name][place] = values
    return days, columns


def _ratings(ratings: pd.DataFrame) -> _Part:
    """Mean and number of each day's answers, and the number of those whose level is not known."""
    day = ratings["day"].to_numpy()
    dated = ~np.isnat(day)
    value = ratings["value"].to_numpy(dtype=np.float64)[dated]
    days, place = np.unique(day[dated], return_inverse=True)
    measure, measures = pd.factorize(ratings["measure"].to_numpy(dtype=object)[dated])
    number = {name: k for k, name in enumerate(measures)}
    answered = ~np.isnan(value)
    columns: dict[str, NDArray[np.float64]] = {}
    unknown: dict[str, NDArray[np.float64]] = {}
    for name in dict.fromkeys([*MEASURES, *number]):
        if name not in number and name != "mood":
            continue
        mine = measure == number.get(name, _NONE)
        n, sums = (np.bincount(place[mine & answered], w, len(days)) for w in (None, value[mine & answered]))
        without = np.bincount(place[mine & ~answered], minlength=len(days)).astype(np.float64)
        # Rounded: the mean of reordered answers may differ in the last bit.
        if name == "mood" or n.any():
            columns[name] = np.divide(sums, n, out=np.full(len(days), np.nan), where=n > 0).round(12)
            columns[f"{name}_n"] = np.where(n > 0, n, np.nan)
        if without.any():
            unknown[unknown_column(name)] = np.where(without > 0, without, np.nan)
    seen = np.bincount(place[answered], minlength=len(days)) > 0
    left = np.logical_or.reduce([seen, *(~np.isnan(values) for values in unknown.values())])
    return days[left], {name: values[left] for name, values in (columns | unknown).items()}


def _vitals(vitals: pd.DataFrame) -> pd.DataFrame:
    measured = vitals.dropna(subset=["value"]) if len(vitals) else vitals
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
    counts = _WordCounts()
    return texts.map(lambda text: float(sum(map(counts.__getitem__, text.split())))).astype("float64")


class _WordCounts(dict[str, int]):
    """Words in each piece of text without a blank, counted once, as the same pieces come again and again."""

    def __missing__(self, piece: str) -> int:
        self[piece] = len(_WORD.findall(piece))
        return self[piece]


def _journal_words(journal: pd.DataFrame) -> _Part:
    words = count_words(journal["title"].fillna("") + " " + journal["text"].fillna("")).to_numpy()
    day = journal["day"].to_numpy()
    dated = ~np.isnat(day)
    days, place = np.unique(day[dated], return_inverse=True)
    return days, {"journal_words": np.bincount(place, words[dated], len(days)).astype(np.float64)}


def _entries(logs: Logs) -> _Part:
    """Count the entries of each day; a moment with several answers, tags and a text is one entry."""
    tables = (logs.journal, logs.ratings, logs.activities)
    day, time = (
        np.concatenate([table[name].to_numpy() for table in tables]).astype("datetime64[us]").view("int64")
        for name in ("day", "time")
    )
    source, _ = pd.factorize(np.concatenate([table["source"].to_numpy(dtype=object) for table in tables]))
    # An entry may have many activities, but one text and one answer to each question.
    asked, _ = pd.factorize(logs.ratings["measure"].to_numpy(dtype=object))
    asked = np.concatenate((np.full(len(logs.journal), _TEXT), asked, np.full(len(logs.activities), _ACTIVITY)))
    order = np.lexsort((asked, source, time, day))
    ordered = np.stack((day, time, source, asked))[:, order]
    changes = np.ones(ordered.shape, dtype=bool)
    np.not_equal(ordered[:, 1:], ordered[:, :-1], out=changes[:, 1:])
    # A missing time is one that no entry has.
    moment: NDArray[np.bool_] = np.logical_or.reduce(changes[:3])
    begins = np.flatnonzero(moment | changes[3])
    counts = np.diff(begins, append=len(order))
    counts[ordered[3, begins] == _ACTIVITY] = 1
    counts = np.maximum.reduceat(counts, np.flatnonzero(moment[begins]))
    known = ordered[0, moment] != _NO_DAY
    days, place = np.unique(ordered[0, moment][known], return_inverse=True)
    return days.view("datetime64[us]"), {"entries": np.bincount(place, counts[known], len(days)).astype(np.float64)}


def _column_order(columns: dict[str, Array], known: Sequence[str]) -> list[str]:
    measured = [c for m in known for c in (m, f"{m}_n", unknown_column(m)) if c in columns]
    return [*measured, *SLEEP_COLUMNS, *[v for v in VITALS if v in columns], "journal_words", "entries"]
