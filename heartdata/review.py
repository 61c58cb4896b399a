"""`review_week`: everything about one week, computed once, so that chart, report and command line agree."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from functools import cached_property, partial
from typing import Any, Final

import pandas as pd

from heartdata.approach_words import trial_line
from heartdata.daily import to_daily
from heartdata.days import MONTHS, iso_week, week_label
from heartdata.errors import HeartdataError, NotEnoughDataError
from heartdata.logs import Logs
from heartdata.practices import done_by_day, effects_on
from heartdata.suggestions import suggest, told_since
from heartdata.trial_files import running_trial, trials_as_of
from heartdata.trials import Trial
from heartdata.vocabulary import KINDS_OF_LOSS
from heartdata.week_progress import week_course, week_progress
from heartdata.week_signs import week_signs
from heartdata.weeks import Usual, compare_weeks, own_usual, weekly_levels

__all__ = ["WeekReview", "review_week"]

SCHEMA_VERSION: Final = 1
FRAME_WEEKS: Final = 12
FEWEST_WEEKS: Final = 4
_SHOWN_PRACTICES: Final = 8
_SHOWN_WEEKS: Final = 8


@dataclass(frozen=True, eq=False, repr=False)
class WeekReview:
    """What the logs say about one week, and the twelve weeks it stands in.

    Attributes
    ----------
    week : str
        ISO week, such as ``2026-W31``.
    first_day, last_day : datetime.date
        Its Monday and Sunday.
    coverage : dict
        ``days_logged`` of 7, ``days_logged_28`` of the last 28.
    mood : dict
        ``mean`` [0-10], ``low``, ``high`` (90 % interval), ``days``, ``week_before`` (its mean), ``compared``
        (higher, lower, about the same, or None), ``usual``, ``usual_origin``, ``usual_days``.
    sleep : dict
        ``hours`` [h] (mean a night), ``nights`` (with hours, or else with times), ``week_before`` [h], ``bedtime`` and
        ``waketime`` (mean, as HH:MM).
    signs : list of dict
        The seven signs with their status and what it rests on; see `heartdata.week_signs.week_signs`.
    progress : dict
        ``assessed`` (whether the entries suffice), ``state``, ``alert``, probabilities, ``level``, ``gap`` and
        ``pace`` with intervals, ``reason``, ``sentence``, ``question``; see `heartdata.week_progress.week_progress`.
    practices : list of dict
        ``name``, ``kind`` and ``days`` of what was done this week.
    trial : dict or None
        The trial under way: ``practice``, ``design``, ``start``, ``end``, ``blocks`` (its plan in order: ``first`` and
        ``last`` day of each, and whether it is ``on``), ``sentence``.
    suggestions : list of dict
        What to try next.
    notes : list of str
        What the readers noticed and the person may want to know.
    support : dict of str to str
        ``name`` and ``contact`` of someone to turn to, from the profile; not part of `to_dict`.
    events : list of dict
        ``day``, ``label``, ``kind`` of the marked days in the frame of twelve weeks.
    daily : DataFrame
        The days of the frame (twelve weeks to `last_day`), as `heartdata.to_daily` makes them, every day present.
    weekly : DataFrame
        The weeks of the frame: ``level``, ``low``, ``high``, ``days``.
    course : DataFrame
        The days of the frame as `heartdata.track_progress` judges them, each from its past only.
    sign_course : DataFrame
        The weeks of the frame as `heartdata.indicator_course` gives them.
    ratings : DataFrame
        The week's mood answers one by one: ``time``, ``day``, ``value``.
    practice_days : DataFrame
        What was done in the frame, once a day: ``day``, ``name``, ``kind`` (practice or contact).
    trial_days : list of datetime.date
        The days on which the log shows what the trial tries.
    effects_of : callable or None
        Works `effects` out.

    Examples
    --------
    >>> from heartdata.simulate import simulate_logs
    >>> review = review_week(simulate_logs(seed=7), "2026-W20")
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
    events: list[dict[str, Any]] = field(default_factory=list)
    daily: pd.DataFrame = field(default_factory=pd.DataFrame)
    weekly: pd.DataFrame = field(default_factory=pd.DataFrame)
    course: pd.DataFrame = field(default_factory=pd.DataFrame)
    sign_course: pd.DataFrame = field(default_factory=pd.DataFrame)
    ratings: pd.DataFrame = field(default_factory=pd.DataFrame)
    practice_days: pd.DataFrame = field(default_factory=pd.DataFrame)
    trial_days: list[date] = field(default_factory=list)
    effects_of: Callable[[], pd.DataFrame] | None = None

    @cached_property
    def effects(self) -> pd.DataFrame:
        """What goes with better days up to this week, as `heartdata.practice_effects` gives it; made when asked for."""
        return pd.DataFrame() if self.effects_of is None else self.effects_of()

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
        from heartdata.wording import week_sentences

        return week_sentences(self)

    def __repr__(self) -> str:
        return f"WeekReview({self.week}; {self.coverage['days_logged']} of 7 days have an entry)"

    def _repr_html_(self) -> str:
        from heartdata.week_html import week_html

        return week_html(self)

    @property
    def title(self) -> str:
        """The week in words, such as ``Week 31, 27 July to 2 August 2026``."""
        first, last = self.first_day, self.last_day
        begin = f"{first.day} {MONTHS[first.month - 1]}" if first.month != last.month else f"{first.day}"
        if first.year != last.year:
            begin += f" {first.year}"
        return f"Week {int(self.week[-2:])}, {begin} to {last.day} {MONTHS[last.month - 1]} {last.year}"


def review_week(logs: Logs, week: str | None = None, *, trials: Sequence[Trial] = ()) -> WeekReview:
    """Look at one week.

    Parameters
    ----------
    logs : Logs
        What was read.
    week : str, optional
        Such as ``"2026-W31"``; by default the last week with entries.
    trials : sequence of Trial, optional
        As `heartdata.trial_files.load_trials` reads them; the suggestion takes them into account.

    Returns
    -------
    WeekReview
        Everything about the week.

    Raises
    ------
    NotEnoughDataError
        If nothing is logged in that week, or at all; the message says which weeks have entries.
    HeartdataError
        If `week` is not written like ``2026-W31``.

    Examples
    --------
    >>> import heartdata as hd
    >>> hd.review_week(hd.simulate_logs(seed=7, course="improving")).week[:4].isdecimal()
    True
    """
    daily = to_daily(logs)
    monday = _chosen_week(daily, week)
    sunday = monday + timedelta(days=6)
    # Past data only: the review of an old week is the one the person would have seen then, down to its columns.
    past = logs.between(logs.days[0].date(), sunday)
    # Nothing later is left out of a last week; its days are known already.
    seen = daily
    if daily.index[-1] > pd.Timestamp(sunday):
        seen, trials = to_daily(past).loc[: pd.Timestamp(sunday)], trials_as_of(trials, sunday)
    frame_start = _frame_start(seen, monday)
    frame = seen.reindex(pd.date_range(frame_start, sunday, freq="D", name="day", unit="us"))
    for column in [c for c in frame if c == "entries" or str(c).endswith("_n")]:
        frame[column] = frame[column].fillna(0).astype("int64")
    course = week_course(seen, past, since=min(frame_start, told_since(sunday)))
    signs, sign_course = week_signs(past)
    ideas = suggest(past, sunday, course=course, signs=sign_course, trials=trials, daily=seen)
    usual = own_usual(seen, logs.profile)
    weekly = weekly_levels(seen)
    weekly = weekly.reindex(pd.date_range(frame_start, monday, freq="7D", name="week", unit="us"))
    weekly["days"] = weekly["days"].fillna(0).astype("int64")
    in_week = past.ratings["day"] >= pd.Timestamp(monday)
    done = _practice_days(past, frame_start)
    moods = past.ratings.loc[in_week & (past.ratings["measure"] == "mood"), ["time", "day", "value"]]
    return WeekReview(
        week=week_label(monday),
        first_day=monday,
        last_day=sunday,
        coverage={
            "days_logged": int((frame["entries"].iloc[-7:] > 0).sum()),
            "days_logged_28": int((frame["entries"].iloc[-28:] > 0).sum()),
        },
        mood=_mood(weekly, usual),
        sleep=_sleep(frame),
        signs=signs,
        progress=week_progress(course),
        practices=_practices(done, monday),
        trial=_trial(trials, sunday),
        suggestions=[asdict(s) for s in ideas],
        notes=logs.notes,
        support=dict(logs.profile.support),
        events=_events(logs, frame_start, sunday),
        daily=frame,
        weekly=weekly,
        course=course.reindex(frame.index),
        sign_course=sign_course[sign_course.index >= weekly.index[0]],
        ratings=moods.dropna(subset=["value"]).reset_index(drop=True),
        practice_days=done,
        trial_days=_trial_days(trials, past, seen, sunday),
        effects_of=partial(effects_on, past, seen),
    )


def _logged(daily: pd.DataFrame) -> pd.DatetimeIndex:
    """Find the Mondays of weeks with entries, or with sleep records where there is no entry at all."""
    days = daily.index[daily["entries"] > 0]
    if days.empty:
        days = daily.index[daily[["sleep_hours", "bedtime", "waketime", "nap_hours"]].notna().any(axis=1)]
    return (days - pd.to_timedelta(days.day_of_week, unit="D")).unique().sort_values()


def _chosen_week(daily: pd.DataFrame, week: str | None) -> date:
    weeks = _logged(daily)
    if weeks.empty:
        raise NotEnoughDataError("nothing is logged yet; a week can be shown as soon as one day has an entry")
    if week is None:
        last: date = weeks[-1].date()
        return last
    try:
        monday = iso_week(week)
    except (ValueError, AttributeError):
        raise HeartdataError(f"week {week!r}: not a week; write it like {week_label(weeks[-1].date())}") from None
    if pd.Timestamp(monday) not in weeks:
        raise NotEnoughDataError(f"{week_label(monday)} has no entry; weeks with entries: {_ranges(weeks)}")
    return monday


def _frame_start(seen: pd.DataFrame, monday: date) -> date:
    """Twelve weeks, or as many as there are logs for, but enough to compare with."""
    first = seen.index[0].date()
    begun = (monday - (first - timedelta(days=first.weekday()))).days // 7
    return monday - timedelta(weeks=min(max(begun, FEWEST_WEEKS - 1), FRAME_WEEKS - 1))


def _ranges(weeks: pd.DatetimeIndex) -> str:
    runs: list[list[pd.Timestamp]] = []
    for monday in weeks:
        if runs and monday - runs[-1][-1] == pd.Timedelta(days=7):
            runs[-1].append(monday)
        else:
            runs.append([monday])
    named = [week_label(run[0].date()) + (f" to {week_label(run[-1].date())}" if len(run) > 1 else "") for run in runs]
    earlier = [f"{len(named) - _SHOWN_WEEKS} earlier stretches"] if len(named) > _SHOWN_WEEKS else []
    return ", ".join([*earlier, *named[-_SHOWN_WEEKS:]])


def _mood(weekly: pd.DataFrame, usual: Usual | None) -> dict[str, Any]:
    now, before = weekly.iloc[-1], weekly.iloc[-2]
    return {
        "mean": _number(now["level"]),
        "low": _number(now["low"]),
        "high": _number(now["high"]),
        "days": int(now["days"]),
        "week_before": _number(before["level"]),
        "compared": compare_weeks(now, before),
        "usual": None if usual is None else _number(usual.level),
        "usual_origin": None if usual is None else usual.origin,
        "usual_days": None if usual is None else usual.days,
    }


def _sleep(frame: pd.DataFrame) -> dict[str, Any]:
    now, before = frame.iloc[-7:], frame.iloc[-14:-7]
    return {
        "hours": _number(now["sleep_hours"].mean()),
        "nights": int(now["sleep_hours"].count() or now[["bedtime", "waketime"]].notna().any(axis=1).sum()),
        "week_before": _number(before["sleep_hours"].mean()),
        "bedtime": _clock(now["bedtime"].mean()),
        "waketime": _clock(now["waketime"].mean()),
    }


def _trial(trials: Sequence[Trial], on: date) -> dict[str, Any] | None:
    trial = running_trial(list(trials), on)
    if trial is None:
        return None
    return {
        "practice": trial.practice,
        "design": trial.design,
        "start": trial.start.isoformat(),
        "end": trial.end.isoformat(),
        "blocks": [{"first": b.first.isoformat(), "last": b.last.isoformat(), "on": b.on} for b in trial.blocks],
        "sentence": trial_line(trial, on=on),
    }


def _trial_days(trials: Sequence[Trial], past: Logs, seen: pd.DataFrame, on: date) -> list[date]:
    trial = running_trial(list(trials), on)
    if trial is None or trial.start > on:
        return []
    done, _ = done_by_day(past, seen.index)
    column = next((name for name in done if str(name).casefold() == trial.practice.casefold()), None)
    if column is None:
        return []
    days = done.index[(done[column] > 0) & (done.index >= pd.Timestamp(trial.start))]
    return [day.date() for day in days]


def _practice_days(logs: Logs, first: date) -> pd.DataFrame:
    done = logs.activities
    done = done[(done["day"] >= pd.Timestamp(first)) & done["kind"].isin(["practice", "contact"])]
    return done[["day", "name", "kind"]].drop_duplicates().sort_values(["day", "name"]).reset_index(drop=True)


def _practices(done: pd.DataFrame, first: date) -> list[dict[str, Any]]:
    days = done[done["day"] >= pd.Timestamp(first)].groupby(["name", "kind"])["day"].nunique().reset_index()
    days = days.sort_values(["day", "name"], ascending=[False, True]).head(_SHOWN_PRACTICES)
    return [{"name": name, "kind": kind, "days": int(n)} for name, kind, n in days.itertuples(index=False)]


def _events(logs: Logs, first: date, last: date) -> list[dict[str, Any]]:
    events = logs.events[logs.events["day"].between(pd.Timestamp(first), pd.Timestamp(last))]
    loss = KINDS_OF_LOSS.get(logs.profile.loss_kind or "", "the loss")
    return [
        {"day": e.day.date(), "label": e.label or (loss if e.kind == "loss" else e.kind), "kind": e.kind}
        for e in events.itertuples()
    ]


def _number(value: float) -> float | None:
    return round(float(value), 2) if math.isfinite(value) else None


def _clock(hours: float) -> str | None:
    if math.isnan(hours):
        return None
    minutes = round(hours * 60) % (24 * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _plain_rows(frame: pd.DataFrame, index: str) -> list[dict[str, Any]]:
    rows = []
    for stamp, row in zip(frame.index, frame.to_dict("records"), strict=True):
        plain = {k: None if isinstance(v, float) and not math.isfinite(v) else v for k, v in row.items()}
        rows.append({index: stamp.date().isoformat(), **plain})
    return rows
