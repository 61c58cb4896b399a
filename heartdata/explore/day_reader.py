"""One day as it was logged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import escape
from typing import Any, Final

import pandas as pd

from heartdata.core.daily import to_daily
from heartdata.core.days import day_words, parse_day
from heartdata.core.logs import Logs
from heartdata.core.vocabulary import MEASURES, VITALS
from heartdata.errors import HeartdataError
from heartdata.readers.moods import may_be_shown

_NUMBER: Final = re.compile(r"[-+]?[\d.,/ ]+(?:points?|%)?")
_KINDS: Final = {"practice": "For yourself", "contact": "With others", "symptom": "How it felt", "other": "Also noted"}


def read_day(logs: Logs, day: date | str) -> pd.DataFrame:
    """Read one day as it was logged, without the journal.

    Parameters
    ----------
    logs : Logs
        What was read.
    day : date or str
        Such as ``"2026-03-01"``.

    Returns
    -------
    DataFrame
        Columns ``what`` and ``entry``, both text: each measure with the person's own word and its level [0-10], the
        night, what was done or tagged, measurements of the body, marked days, and how many words the journal has. What
        is not logged has no row.

    Raises
    ------
    HeartdataError
        If `day` is not a day.

    See Also
    --------
    explore_course : Shows the journal's words as well, and keeps none of them.

    Examples
    --------
    >>> import heartdata as hd
    >>> read_day(hd.simulate_logs(seed=7, days=120), "2026-03-01")["what"].tolist()[:2]
    ['Mood', 'Sleep']
    """
    found = parse_day(day)
    if found is None:
        raise HeartdataError(f"day={day!r}: not a day; write it like 2026-03-01")
    daily = to_daily(logs.between(found, found)) if not logs.empty else pd.DataFrame()
    return pd.DataFrame(list(rows_of_day(logs, daily, pd.Timestamp(found))), columns=["what", "entry"])


def rows_of_day(logs: Logs, daily: pd.DataFrame, day: pd.Timestamp) -> Iterator[tuple[str, str]]:
    """Yield what is logged on a day, each as a name and an entry."""
    for event in logs.events[logs.events["day"] == day].itertuples():
        yield "Marked", str(event.label or event.kind)
    answers = logs.ratings[logs.ratings["day"] == day]
    for name, measure in MEASURES.items():
        given = answers[answers["measure"] == name]
        if len(given):
            heavier = " (higher means harder)" if measure.higher == "heavier" else ""
            yield measure.label + heavier, "; ".join(_answer(row) for row in given.itertuples())
    row = daily.loc[day] if day in daily.index else pd.Series(dtype=float)
    if slept := _night(row):
        yield "Sleep", slept
    done = logs.activities[logs.activities["day"] == day]
    entries = logs.journal[logs.journal["day"] == day]
    for kind, label in _KINDS.items():
        names = dict.fromkeys(done.loc[done["kind"] == kind, "name"].map(str))
        if names:
            yield label, ", ".join(names)
    noted = set(done["name"].map(str))
    tags = dict.fromkeys(str(tag) for given in entries["tags"] for tag in given if str(tag) not in noted)
    if tags:
        yield "Tags", ", ".join(tags)
    for name, vital in VITALS.items():
        if pd.notna(row.get(name)):
            yield vital.label, f"{row[name]:.0f} {vital.unit}"
    if pd.notna(row.get("journal_words")):
        yield "Journal", "one word" if row["journal_words"] == 1 else f"{row['journal_words']:.0f} words"


def day_html(logs: Logs, daily: pd.DataFrame, day: pd.Timestamp) -> str:
    """Return a day with the journal's words as HTML, for the eyes only: nothing may store it."""
    rows = "".join(
        f"<tr><th scope='row'>{escape(what)}</th><td>{escape(entry)}</td></tr>"
        for what, entry in rows_of_day(logs, daily, day)
    )
    table = f"<table><caption>{day_words(day.date())}</caption>{rows}</table>"
    if not rows:
        return f"<p><b>{day_words(day.date())}</b></p><p>Nothing is logged on this day, and that's fine.</p>"
    entries = logs.journal[logs.journal["day"] == day]
    texts = [
        "\n".join(str(part) for part in (entry.title, entry.text) if isinstance(part, str) and part.strip())
        for entry in entries.itertuples()
    ]
    words = "".join(f"<blockquote>{escape(text)}</blockquote>" for text in texts if text)
    return f"{table}<div class='heartdata-words'>{words}</div>" if words else table


def _answer(row: Any) -> str:
    """Write one answer: its time, the person's own word, and the level."""
    raw = str(row.raw).strip() if isinstance(row.raw, str) else ""
    word = raw if raw and may_be_shown(raw) and not _NUMBER.fullmatch(raw) else ""
    level = f"{row.value:.1f} of 10" if pd.notna(row.value) else "level not known"
    at = f" at {row.time:%H:%M}" if pd.notna(row.time) and row.time != row.time.normalize() else ""
    return (f"{word} ({level})" if word else level) + at


def _night(row: pd.Series[Any]) -> str:
    hours = f"{row['sleep_hours']:.1f} h" if pd.notna(row.get("sleep_hours")) else ""
    clocks = [row.get("bedtime"), row.get("waketime")]
    if all(pd.notna(clock) for clock in clocks):
        return ", ".join(filter(None, [hours, " to ".join(_clock(float(c)) for c in clocks if c is not None)]))
    return hours


def _clock(hours: float) -> str:
    minutes = round(hours * 60) % (24 * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
