"""Tables of the report: the numbers of each picture, to read or hear."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from heartdata.core.day_tables import meaning_of, own_measures
from heartdata.core.days import MONTHS, day_words
from heartdata.core.formatting import compared_with, signed
from heartdata.core.unknown_levels import words_for_no_mood
from heartdata.core.vocabulary import MEASURES, SIGNS
from heartdata.core.weeks import compare_weeks, weekly_levels
from heartdata.review.stretches import stretches
from heartdata.review.words import SIGN_WORDS

if TYPE_CHECKING:
    from heartdata.review.week import WeekReview

Cells = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]

_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_FOUR_WEEKS_AGO: Final = -5
_MOST_PRACTICES: Final = 8
_FEWEST_DAYS: Final = 5  # of a month, before it has a mean; heuristic


def days_table(review: WeekReview) -> Cells:
    """Return the week day by day."""
    rows, week = [], review.daily.iloc[-7:]
    for (day, row), nothing in zip(week.iterrows(), words_for_no_mood(week), strict=True):
        marked = ", ".join(str(e["label"]) for e in review.events if e["day"] == day.date())
        mood = nothing if row["mood"] != row["mood"] else f"{row['mood']:.1f}"
        rows.append((_WEEKDAYS[day.day_of_week], mood, str(int(row["mood_n"])), marked))
    if not any(row[3] for row in rows):
        return ("Day", "Mood [0-10]", "Answers"), tuple(row[:3] for row in rows)
    return ("Day", "Mood [0-10]", "Answers", "Marked"), tuple(rows)


def weeks_table(review: WeekReview) -> Cells:
    """Return the last weeks."""
    rows = []
    for monday, week in review.weekly.iterrows():
        sunday = monday + timedelta(days=6)
        marked = ", ".join(str(e["label"]) for e in review.events if monday.date() <= e["day"] <= sunday.date())
        level = "too few entries" if week["level"] != week["level"] else f"{week['level']:.1f}"
        band = "" if week["low"] != week["low"] else f"{week['low']:.1f} to {week['high']:.1f}"
        rows.append((short_day(monday.date()), level, band, str(int(week["days"])), marked))
    header = ("Week of", "Mood [0-10]", "Likely range", "Days", "Marked")
    return (header, tuple(rows)) if any(row[4] for row in rows) else (header[:4], tuple(row[:4] for row in rows))


def nights_table(review: WeekReview) -> Cells:
    """Return the nights of the week."""
    rows = []
    for day, row in review.daily.iloc[-7:].iterrows():
        hours = "not logged" if row["sleep_hours"] != row["sleep_hours"] else f"{row['sleep_hours']:.1f} h"
        rows.append((_WEEKDAYS[day.day_of_week], hours, _clock(row["bedtime"]), _clock(row["waketime"])))
    return ("Night to", "Slept", "To bed", "Up"), tuple(rows)


def changes_table(review: WeekReview, *, own: bool = True) -> Cells:
    """Compare the week with the one before and the one four weeks before; `own` includes the person's own measures."""
    frame = review.daily
    rows = []
    for name in (*MEASURES, *(own_measures(frame) if own else ())):
        if name not in frame or frame[name].isna().all():
            continue
        meaning = meaning_of(name, own_measures(frame))
        weekly = review.weekly if name == "mood" else weekly_levels(frame, name)
        heavier = ", 10 is hardest" if meaning.higher == "heavier" else ""
        rows.append(_change(f"{meaning.label} [0-10{heavier}]", weekly))
    if frame["sleep_hours"].notna().any():
        rows.append(_change("Sleep [h a night]", weekly_levels(frame, "sleep_hours")))
    kept = [row for row in rows if any(cell != _NONE for cell in row[1:4])]
    logged = [_logged(frame, end) for end in (0, -7, -28)]
    return (("", "This week", "Week before", "4 weeks ago", "In words"), (*kept, ("Days with an entry", *logged, "")))


def signs_table(review: WeekReview) -> Cells:
    """Return the signs week by week."""
    rows = []
    for monday, week in review.sign_course.iterrows():
        cells = [_sign_cell(week["difference", sign], str(week["status", sign])) for sign in SIGNS]
        rows.append((short_day(monday.date()), *cells))
    return ("Week of", *(sign.label for sign in SIGNS.values())), tuple(rows)


def effects_table(review: WeekReview) -> Cells:
    """Return what goes with better days, if it can be compared."""
    header = ("", "Mood [0-10]", "Likely range", "Days with", "Days without")
    effects = review.effects
    if effects.empty:
        return header, ()
    mood = effects[(effects["outcome"] == "mood") & (effects["when"] == "same day") & effects["estimate"].notna()]
    rows = (
        (
            str(e.practice),
            signed(e.estimate),
            f"{signed(e.low)} to {signed(e.high)}",
            str(int(e.n_with)),
            str(int(e.n_without)),
        )
        for e in mood.head(_MOST_PRACTICES).itertuples()
    )
    return header, tuple(rows)


def practices_table(review: WeekReview) -> Cells:
    """Return what was done, week by week."""
    done = review.practice_days
    days = done.groupby("name")["day"].nunique()
    names = sorted(days.index, key=lambda name: (-days[name], name))[:_MOST_PRACTICES]
    rows = []
    for monday, week in review.weekly.iterrows():
        there = done[done["day"].between(monday, monday + timedelta(days=6))]
        counts = there.groupby("name")["day"].nunique()
        logged = (review.daily["entries"].loc[monday : monday + timedelta(days=6)] > 0).any() or week["days"] > 0
        cells = [str(int(counts.get(name, 0))) if name in counts or logged else _NONE for name in names]
        rows.append((short_day(monday.date()), *cells))
    return ("Week of", *map(str, names)), tuple(rows)


def stretches_table(review: WeekReview) -> Cells:
    """Return the way in named stretches."""
    rows = []
    for stretch in stretches(review):
        level = review.journey["level"].loc[pd.Timestamp(stretch.first) : pd.Timestamp(stretch.last)].mean()
        shown = _NONE if level != level else f"{level:.1f}"
        rows.append((f"{day_words(stretch.first)} to {day_words(stretch.last)}", stretch.words, shown))
    return ("Days", "How it went", "Level [0-10]"), tuple(rows)


def months_table(review: WeekReview) -> Cells:
    """Return the mood of each month of the way, and of each year where there are several."""
    mood = review.journey["mood"]
    rows = [
        (f"{MONTHS[month.month - 1]} {month.year}", *_mean_mood(part))
        for month, part in mood.groupby(pd.Grouper(freq="MS"))
    ]
    years = mood.groupby(mood.index.year)
    if years.ngroups > 1:
        rows += [(f"{year} in all", *_mean_mood(part)) for year, part in years]
    return ("Month", "Mood [0-10]", "Days"), tuple(rows)


def _mean_mood(mood: pd.Series[float]) -> tuple[str, str]:
    count = int(mood.count())
    return f"{mood.mean():.1f}" if count >= _FEWEST_DAYS else "too few entries", str(count)


def plan_table(review: WeekReview) -> Cells:
    """Return the plan of the trial, stretch by stretch."""
    rows = []
    for block in (review.trial or {}).get("blocks", ()):
        first, last = date.fromisoformat(block["first"]), date.fromisoformat(block["last"])
        done = sum(first <= day <= last for day in review.trial_days)
        count = _NONE if first > review.last_day or not review.trial_days else str(done)
        rows.append((f"{short_day(first)} to {short_day(last)}", "with" if block["on"] else "without", count))
    return ("Days", "Plan", "Done on"), tuple(rows)


def _sign_cell(difference: float, status: str) -> str:
    if status == "unknown":
        return _NONE
    said = SIGN_WORDS[status].short
    if difference != difference:
        return said
    return f"{signed(difference)} {said}" if status != "quiet" else signed(difference)


_NONE: Final = "–"


def _change(label: str, weekly: pd.DataFrame) -> tuple[str, ...]:
    now = weekly.iloc[-1]
    earlier = [weekly.iloc[place] if len(weekly) >= -place else None for place in (-2, _FOUR_WEEKS_AGO)]
    levels = [_NONE if w is None or w["level"] != w["level"] else f"{w['level']:.1f}" for w in (now, *earlier)]
    return label, *levels, _in_words(*(_compared(now, w) for w in earlier))


def _compared(now: pd.Series[Any], earlier: pd.Series[Any] | None) -> str | None:
    compared = None if earlier is None else compare_weeks(now, earlier)
    if earlier is None or compared is None:
        return None
    return compared_with(compared, now["level"], earlier["level"])


def _logged(frame: pd.DataFrame, end: int) -> str:
    week = frame["entries"].iloc[end - 7 : end or None]
    return f"{int((week > 0).sum())} of 7" if len(week) == 7 else _NONE


def _in_words(week: str | None, month: str | None) -> str:
    if week is None and month is None:
        return "too early to say"
    if week == month:
        return f"{week} both"
    parts = [(week, "the week before"), (month, "four weeks before")]
    return "; ".join(f"{words} {when}" for words, when in parts if words is not None)


def short_day(day: date) -> str:
    """Return a day without its year, such as "2 Aug"."""
    return f"{day.day} {_MONTHS[day.month - 1]}"


def _clock(hours: Any) -> str:
    if hours != hours:
        return _NONE
    minutes = round(hours * 60) % (24 * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
