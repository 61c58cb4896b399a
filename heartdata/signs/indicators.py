"""The seven signs of feeling stuck, against the person's own usual: today's table, and the course week by week."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from heartdata.core.days import day_words
from heartdata.core.logs import ENTRY_TABLES, Logs
from heartdata.core.vocabulary import SIGNS
from heartdata.errors import HeartdataError
from heartdata.signs.course import STATUSES, Course, follow
from heartdata.signs.evidence import gather
from heartdata.signs.sources import SIGN_RULES
from heartdata.signs.text.measures import LEAST_WORDS

__all__ = ["indicator_course", "sign_sentence", "signs_and_course", "stagnation_indicators"]

_COLUMNS: Final = ("status", "level", "usual", "difference", "low", "high", "since", "days_logged", "sources")


def stagnation_indicators(logs: Logs, *, on: date | str | None = None) -> pd.DataFrame:
    """Say which of the seven signs are there on a day, compared with the person's own usual.

    Parameters
    ----------
    logs : Logs
        What was read.
    on : date or str, optional
        The day, such as ``"2026-08-02"``; nothing later is looked at. By default the last logged day.

    Returns
    -------
    DataFrame
        Index ``sign``: the seven signs, always all of them. Columns:

        - ``status``: ``persistent`` (present for 28 days or longer), ``present`` (over 14 or 28 days heavier than usual
          by more than chance, and by half an SD over the last 14), ``easing`` (was present within 28 days, or the last
          14 days are clearly lighter than the 14 before), ``quiet``, or ``unknown`` (not tracked, or too few days);
        - ``level`` [0-10, higher is heavier]: mean of the last 14 days' ratings; where there are no ratings, ten times
          the share of days with such a tag, or of written days that say it; for scores 5 is the usual. NaN if unknown;
        - ``usual``: the same, usually; NaN where it is not known yet;
        - ``difference``, ``low``, ``high`` [own day-to-day SD]: level minus usual, with its 90 % interval, which allows
          for autocorrelation and for the uncertainty of the usual;
        - ``since``: first day on which it could be told present, NaT otherwise;
        - ``days_logged``: of the last 14 days;
        - ``sources``: what it is read from, the source whose numbers are shown first; empty if not tracked.

        ``attrs["separate_signs"]``: how many separate things the tracked signs are worth, as they move together [1-7].

    Raises
    ------
    HeartdataError
        If `on` is not a day.

    See Also
    --------
    indicator_course : The same, week by week.
    heartdata.signs.body_signs.body_signals : Sleep, appetite, calm and pulse.

    Notes
    -----
    The usual is the mean of the days before the loss (at least 14, at most a year), in the year after it; else of the
    last year's days more than 28 days back on which the sign was not present. False discovery is controlled across the
    signs of a day (Benjamini & Hochberg 1995). Every threshold is in `heartdata.signs.sources.SIGN_RULES`, every source
    in `heartdata.signs.sources.SOURCES`. No sign is a diagnosis.

    Examples
    --------
    >>> stagnation_indicators(Logs())["status"].unique().tolist()
    ['unknown']
    """
    course = follow(gather(logs_until(logs, on)))
    return _table(course, chosen_day(on))


def indicator_course(logs: Logs, *, on: date | str | None = None) -> pd.DataFrame:
    """Follow the seven signs week by week, each week judged by that week and earlier ones.

    Parameters
    ----------
    logs : Logs
        What was read.
    on : date or str, optional
        The last day; nothing later is looked at, and weeks without entries up to it have a row too. By default the last
        logged day.

    Returns
    -------
    DataFrame
        Index ``week``: the Monday of every ISO week from the first to the last. Columns are pairs of a value and
        a sign: ``difference`` [own SD], ``level`` and ``usual`` [0-10, higher is heavier] and ``status``, as
        `stagnation_indicators` gives them on the week's last day. ``course["difference"]`` is week by sign, for a heat
        strip; NaN where it cannot be told.

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


def signs_and_course(logs: Logs) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give `stagnation_indicators` of the last logged day and `indicator_course`, reading the logs once."""
    course = follow(gather(logs_until(logs, None)))
    return _table(course, None), _by_week(course)


def _by_week(course: Course) -> pd.DataFrame:
    days = course.days
    monday = days - pd.to_timedelta(days.day_of_week, unit="D")
    last = np.flatnonzero(np.r_[monday[1:] != monday[:-1], True]) if len(days) else np.array([], dtype=np.int64)
    index = pd.DatetimeIndex(monday[last], name="week").as_unit("us")
    statuses = np.array(STATUSES, dtype=object)
    parts = {
        "difference": course.difference[last],
        "level": course.level[last],
        "usual": course.usual[last],
        "status": statuses[course.status[last]],
    }
    frames = {
        name: pd.DataFrame(values, index=index, columns=pd.Index(SIGNS, name="sign")) for name, values in parts.items()
    }
    return pd.concat(frames, axis=1, names=["value", "sign"])


def chosen_day(on: date | str | None) -> pd.Timestamp | None:
    """Check the `on` of a public function."""
    if on is None:
        return None
    try:
        day = pd.Timestamp(on).tz_localize(None).normalize()
    except (ValueError, TypeError, AttributeError):
        day = None
    if day is None or pd.isna(day):
        raise HeartdataError(f"on = {on!r}: not a day; write it like 2026-08-02")
    return day


def logs_until(logs: Logs, on: date | str | None) -> Logs:
    """Drop everything after a day."""
    day = chosen_day(on)
    if day is None:
        return logs
    kept = {name: getattr(logs, name)[getattr(logs, name)["day"] <= day] for name in (*ENTRY_TABLES, "events")}
    return replace(logs, **kept)


def _table(course: Course, on: pd.Timestamp | None) -> pd.DataFrame:
    index = pd.Index(list(SIGNS), name="sign")
    nothing = np.full(len(SIGNS), np.nan)
    # A day long after the last entry is not judged by entries of long ago.
    silent = not len(course.days) or (on is not None and (on - course.days[-1]).days >= 14)
    if silent:
        frame = pd.DataFrame(dict.fromkeys(_COLUMNS, nothing), index=index)
        frame["status"], frame["days_logged"], frame["sources"] = "unknown", 0, ""
        frame["since"] = pd.Series(pd.NaT, index=index, dtype="datetime64[us]")
        frame.attrs["separate_signs"] = math.nan
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
            "sources": course.sources,
        },
        index=index,
    )
    frame.attrs["separate_signs"] = _separate(course)
    return frame


def _separate(course: Course) -> float:
    """How many independent signs the tracked ones are worth: (sum of eigenvalues)^2 over the sum of their squares.

    From the signs' courses over the last year, week by week; NaN where fewer than two have 12 weeks in common.
    """
    weekly = course.difference[::-1][:365:7]
    told = np.isfinite(weekly)
    kept = weekly[:, told.sum(axis=0) >= 12]
    kept = kept[np.isfinite(kept).all(axis=1)]
    if kept.shape[1] < 2 or len(kept) < 12 or (kept.std(axis=0) < 1e-9).any():
        return math.nan
    values = np.linalg.eigvalsh(np.corrcoef(kept, rowvar=False)).clip(0)
    return round(float(values.sum() ** 2 / (values**2).sum()), 1)


_SAID: Final[Mapping[str, tuple[str, str]]] = {
    # sign: (what it is called in a sentence, what to track for it)
    "fatigue": ("Tiredness", "an energy rating or a tag such as tired"),
    "intrusive_thoughts": ("Unwanted thoughts", "a rating or a count of them"),
    "poor_concentration": ("Trouble concentrating", "a concentration rating"),
    "lost_colour": ("Days without colour", "an interest rating or the activities of a day"),
    "avoiding_connection": ("Keeping away from people", "a connection rating or the people you met"),
    "replaying": ("Going over painful memories", "a rating of it, or a journal of some lines a day"),
    "feeling_unwell": ("Feeling physically unwell", "a body rating or symptoms as tags"),
}


def sign_sentence(sign: str, row: Mapping[str, Any] | pd.Series[Any]) -> str:
    """Say one sign in one plain sentence.

    Examples
    --------
    >>> sign_sentence("fatigue", {"status": "unknown", "days_logged": 0, "sources": ""})
    "Tiredness: can't tell yet; an energy rating or a tag such as tired would show it."
    """
    if sign not in _SAID:
        raise HeartdataError(f"sign = {sign!r}: not one of the signs, which are {', '.join(SIGNS)}")
    name, tracked_by = _SAID[sign]
    status, sources = row["status"], row["sources"]
    if status == "unknown":
        if not sources:
            return f"{name}: can't tell yet; {tracked_by} would show it."
        return f"{name}: can't tell yet {_why_unknown(row)} ({sources})."
    figures = _figures(row)
    since = row.get("since")
    if status == "persistent" and since is not None and not pd.isna(since):
        return f"{name}: more than your usual since {day_words(since)}{figures}."
    if status in ("present", "persistent"):
        return f"{name}: more than your usual in the last two weeks{figures}."
    if status == "easing":
        return f"{name}: there lately, and easing{figures}."
    return f"{name}: not clearly more than your usual so far{figures}."


def _why_unknown(row: Mapping[str, Any] | pd.Series[Any]) -> str:
    level = row.get("level")
    if level is not None and not pd.isna(level):
        return f"what is usual for you; now it is {level:.1f} of 10, higher is heavier"
    said = f"from {int(row['days_logged'])} of the last 14 days"
    if row["sources"].endswith("journal"):
        least = int(SIGN_RULES["text_entries"].value)
        said += f"; a journal tells from {least} entries of {LEAST_WORDS} words in four weeks on"
    return said


def _figures(row: Mapping[str, Any] | pd.Series[Any]) -> str:
    level, usual = row["level"], row["usual"]
    if pd.isna(level):
        return f" ({row['sources']})"
    said = f"{level:.1f} of 10, higher is heavier"
    if not pd.isna(usual):
        said = f"{level:.1f} of 10 against {usual:.1f}, higher is heavier"
    return f" ({said}; from {row['sources']})"
