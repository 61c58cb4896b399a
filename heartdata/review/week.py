"""What is known of one week: the one thing that chart, report, notebooks and command line all show."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from html import escape
from typing import Any, Final

import pandas as pd

from heartdata.core.days import MONTHS
from heartdata.errors import HeartdataError
from heartdata.review.help_lines import first_day_lines, lines_of_help
from heartdata.suggestions.suggestion import suggestion_lines

__all__ = ["WeekReview"]

SCHEMA_VERSION: Final = 1
# The rule of an alarm of the body.
ALARM: Final = "HD305"


def checked_review(review: object, caller: str) -> None:
    """Raise an error for what is not a week."""
    if not isinstance(review, WeekReview):
        raise HeartdataError(f"{caller} needs a WeekReview, as review_week returns it, got {type(review).__name__}")


@dataclass(frozen=True, eq=False, repr=False)
class WeekReview:
    """What the logs say about one week, and about the twelve weeks up to it.

    Attributes
    ----------
    week : str
        ISO week, such as ``2026-W31``.
    first_day, last_day : datetime.date
        Its Monday and Sunday.
    coverage : dict
        ``days_logged`` of 7, ``days_logged_28`` of the 28 days up to `last_day`.
    mood : dict
        ``mean`` [0-10], ``low``, ``high`` (90 % interval), ``days``, ``week_before`` (its mean), ``compared``
        (higher, lower, about the same, or None), ``usual``, ``usual_origin``, ``usual_days``.
    sleep : dict
        ``hours`` [h] (mean a night), ``nights`` (with hours, or else with times), ``week_before`` [h], ``bedtime`` and
        ``waketime`` (mean, as HH:MM).
    signs : list of dict
        The seven signs with their status and what it rests on; see `heartdata.signs.summary.week_signs`.
    progress : dict
        ``assessed`` (whether the entries suffice), ``state``, ``alert``, probabilities (what they leave to 1 lies
        between two states), ``level``, ``gap`` and ``pace`` with intervals, ``reason``, ``sentence``, ``question``; see
        `heartdata.recovery.summary.week_progress`.
    practices : list of dict
        ``name``, ``kind`` and ``days`` of what was done this week; nothing that hurts, and where the loss was unsafe
        nobody but the person named under ``[support]``.
    trial : dict or None
        The trial under way: ``practice``, ``design``, ``start``, ``end``, ``blocks`` (its plan in order: ``first`` and
        ``last`` day of each, and whether it is ``on``), ``sentence``.
    suggestions : list of dict
        What to try next.
    notes : list of str
        What the readers noticed and the person may want to know.
    support : dict of str to str
        ``name`` and ``contact`` of someone to turn to, from the profile; not part of `to_dict`.
    help_first : bool
        Whether help and a person come first on the page and in the terminal: hard weeks, a very low day in one of
        them, an alarm of the body, or a hard week where the loss was unsafe.
    first_days : bool
        Whether the latest loss is at most a week ago: `first_words` are all that is said then.
    newer_days : int
        How many logged days of the next week were too few to be shown as a week; 0 otherwise.
    hard_weeks : int
        How many hard weeks in a row this one ends; 0 where it is not hard.
    anniversary : bool
        Whether a marked anniversary, or the day of a loss, comes round this week.
    since_loss : int or None
        Days from the latest loss to `last_day`; None where none is marked.
    loss_kind, age : str or None
        As in the profile; not part of `to_dict`.
    unsafe : bool
        As in the profile; not part of `to_dict`.
    events : list of dict
        ``day``, ``label``, ``kind`` of the marked days in the frame of twelve weeks.
    daily : DataFrame
        The days of the frame (twelve weeks to `last_day`), as `heartdata.to_daily` makes them, every day present.
    weekly : DataFrame
        The weeks of the frame: ``level``, ``low``, ``high``, ``days``.
    course : DataFrame
        The days of the frame as `heartdata.track_progress` judges them, each from its past only.
    journey : DataFrame
        The days from six weeks before the latest loss (without one, from the first entry; at most two years) to
        `last_day`: ``mood``, ``entries`` and what `heartdata.track_progress` gives; only days with a basis in entries
        of the two weeks before have a ``level``.
    marked : list of dict
        As `events`, over the days of `journey`.
    sign_course : DataFrame
        The weeks of the frame as `heartdata.indicator_course` gives them.
    ratings : DataFrame
        The week's mood answers one by one: ``time``, ``day``, ``value``, and ``raw``, the person's own word for it.
    practice_days : DataFrame
        What was done in the frame, once a day: ``day``, ``name``, ``kind`` (practice or contact).
    with_better_days : list of str
        Names of what was done in the frame and goes with better days up to this week; nothing that may be chance.
    trial_days : list of datetime.date
        The days on which the log shows what the trial tries.
    memory : dict or None
        ``day``, ``mood`` and ``names`` of a good day from since the loss, if the profile asks for memories; not part
        of `to_dict`.
    effects_of : callable or None
        Works `effects` out.

    Examples
    --------
    >>> import heartdata as hd
    >>> review = hd.review_week(hd.simulate_logs(seed=7), "2026-W20")
    >>> review.title, review.coverage["days_logged"] <= 7
    ('Week 20, 11 to 17 May 2026', True)
    """

    week: str
    first_day: date
    last_day: date
    coverage: dict[str, int]
    mood: dict[str, Any]
    sleep: dict[str, Any]
    signs: list[dict[str, Any]]
    progress: dict[str, Any]
    practices: list[dict[str, Any]]
    trial: dict[str, Any] | None
    suggestions: list[dict[str, Any]]
    notes: list[str]
    support: dict[str, str] = field(default_factory=dict)
    help_first: bool = False
    first_days: bool = False
    newer_days: int = 0
    hard_weeks: int = 0
    anniversary: bool = False
    since_loss: int | None = None
    loss_kind: str | None = None
    age: str | None = None
    unsafe: bool = False
    events: list[dict[str, Any]] = field(default_factory=list)
    daily: pd.DataFrame = field(default_factory=pd.DataFrame)
    weekly: pd.DataFrame = field(default_factory=pd.DataFrame)
    course: pd.DataFrame = field(default_factory=pd.DataFrame)
    journey: pd.DataFrame = field(default_factory=pd.DataFrame)
    marked: list[dict[str, Any]] = field(default_factory=list)
    sign_course: pd.DataFrame = field(default_factory=pd.DataFrame)
    ratings: pd.DataFrame = field(default_factory=pd.DataFrame)
    practice_days: pd.DataFrame = field(default_factory=pd.DataFrame)
    with_better_days: list[str] = field(default_factory=list)
    trial_days: list[date] = field(default_factory=list)
    memory: dict[str, Any] | None = None
    effects_of: Callable[[], pd.DataFrame] | None = None

    @cached_property
    def effects(self) -> pd.DataFrame:
        """What goes with better days up to this week, as `heartdata.practice_effects` gives it; made when asked for."""
        return pd.DataFrame() if self.effects_of is None else self.effects_of()

    @property
    def days_to_come(self) -> int:
        """How many days of the week are still to come today."""
        return min(max((self.last_day - date.today()).days, 0), 6)

    def to_dict(self) -> dict[str, Any]:
        """Give the review as plain JSON values.

        Returns
        -------
        dict
            Days as ISO dates, missing numbers as None, with ``schema`` (its version), ``days`` (the week day by day)
            and ``weeks`` (the frame week by week).
        """
        week = self.daily.loc[pd.Timestamp(self.first_day) :]
        shown = ["mood", "mood_n", "sleep_hours", "bedtime", "waketime", "entries"]
        return {
            "schema": SCHEMA_VERSION,
            "week": self.week,
            "first_day": self.first_day.isoformat(),
            "last_day": self.last_day.isoformat(),
            "coverage": self.coverage,
            "mood": self.mood,
            "sleep": self.sleep,
            "signs": self.signs,
            "progress": self.progress,
            "practices": self.practices,
            "trial": self.trial,
            "suggestions": self.suggestions,
            "notes": self.notes,
            "help_first": self.help_first,
            # Whom the person named stays in the profile.
            "help": lines_of_help({}, unsafe=self.unsafe, age=self.age),
            "first_days": self.first_days,
            "first_words": self.first_words(),
            "events": [{**e, "day": e["day"].isoformat()} for e in self.events],
            "days": _plain_rows(week[shown], "day"),
            "weeks": _plain_rows(self.weekly, "week"),
        }

    def sentences(self) -> list[str]:
        """Say the week in words.

        Returns
        -------
        list of str
            A few plain sentences, the same everywhere.
        """
        from heartdata.review.notices import week_sentences

        return week_sentences(self)

    def help_lines(self) -> list[str]:
        """Say whom to turn to.

        Returns
        -------
        list of str
            The person named under ``[support]`` first, then helplines. No number is named as the person's own.
        """
        return lines_of_help(self.support, unsafe=self.unsafe, age=self.age)

    @property
    def ideas(self) -> list[dict[str, Any]]:
        """The suggestions without an alarm of the body, which `alarm_lines` says before everything else."""
        return [suggestion for suggestion in self.suggestions if suggestion.get("code") != ALARM]

    def alarm_lines(self) -> list[str]:
        """Say what the body says, if it gives an alarm.

        Returns
        -------
        list of str
            What to have looked at by a doctor, why, and that it may be passed over; empty where there is no alarm.
        """
        alarms = [suggestion for suggestion in self.suggestions if suggestion.get("code") == ALARM]
        return [line for alarm in alarms for line in suggestion_lines(alarm) if line]

    def first_words(self) -> list[str]:
        """Say the few words of the first days after a loss.

        Returns
        -------
        list of str
            Three short sentences or so that ask and measure nothing; empty after the first days.
        """
        return first_day_lines(self.loss_kind, unsafe=self.unsafe, age=self.age) if self.first_days else []

    def __repr__(self) -> str:
        return f"WeekReview({self.week}; {self.coverage['days_logged']} of 7 days have an entry)"

    def _repr_html_(self) -> str:
        return _html(self)

    @property
    def title(self) -> str:
        """The week in words, such as ``Week 31, 27 July to 2 August 2026``."""
        first, last = self.first_day, self.last_day
        begin = f"{first.day} {MONTHS[first.month - 1]}" if first.month != last.month else f"{first.day}"
        if first.year != last.year:
            begin += f" {first.year}"
        return f"Week {int(self.week[-2:])}, {begin} to {last.day} {MONTHS[last.month - 1]} {last.year}"


def _plain_rows(frame: pd.DataFrame, index: str) -> list[dict[str, Any]]:
    rows = []
    for stamp, row in zip(frame.index, frame.to_dict("records"), strict=True):
        plain = {k: None if isinstance(v, float) and not math.isfinite(v) else v for k, v in row.items()}
        rows.append({index: stamp.date().isoformat(), **plain})
    return rows


_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_CELL: Final = "padding: 0.25em 0.9em 0.25em 0; text-align: left; font-weight: normal; border: 0; background: none"


def _html(review: WeekReview) -> str:
    """Write a week for a notebook: headline, days and sentences; never a word of the journal."""
    from heartdata.review.notices import headline, lead, question

    alarm, helped = (
        "".join(f"<p style='margin: 0.2em 0'>{escape(line)}</p>" for line in lines)
        for lines in (review.alarm_lines(), review.help_lines())
    )
    if review.first_days:
        words = "".join(f"<p>{escape(line)}</p>" for line in review.first_words())
        return f"<div>{alarm}{words}{helped}</div>"
    week = review.daily.iloc[-7:]
    moods = [f"<b>{mood:.1f}</b>" if mood == mood else "–" for mood in week["mood"]]
    nights = [f"{hours:.1f} h" if hours == hours else "–" for hours in week["sleep_hours"]]
    rows = [("mood [0-10]", moods), *([("slept", nights)] if week["sleep_hours"].notna().any() else [])]
    # The sentence on how it goes is the headline already.
    said = review.sentences()[1:]
    asked = question(review)
    return (
        f"<div>{alarm}{helped if review.help_first else ''}"
        f"<p style='margin: 0; opacity: 0.75'>{escape(review.title)}</p>"
        f"<p style='margin: 0.1em 0 0.3em; font-size: 1.5em; font-weight: 600'>{escape(headline(review))}</p>"
        f"<p style='margin: 0 0 0.5em'>{escape(lead(review))}{f' <b>{escape(asked)}</b>' if asked else ''}</p>"
        f"<table><thead><tr>{_cells('th', ['', *_DAYS])}</tr></thead><tbody>"
        + "".join(f"<tr>{_cells('td', [name, *cells])}</tr>" for name, cells in rows)
        + f"</tbody></table><ul>{''.join(f'<li>{escape(line)}</li>' for line in said)}</ul></div>"
    )


def _cells(kind: str, cells: list[str]) -> str:
    return "".join(f"<{kind} style='{_CELL}'>{cell}</{kind}>" for cell in cells)
