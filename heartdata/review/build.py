"""`review_week`: everything about one week, computed once, so that chart, report and command line agree."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta
from functools import cache, partial
from typing import Any, Final

import pandas as pd

from heartdata.core.daily import to_daily
from heartdata.core.days import week_label
from heartdata.core.given import checked_all, checked_logs
from heartdata.core.logs import Logs
from heartdata.core.losses import losses
from heartdata.core.vocabulary import KINDS_OF_LOSS
from heartdata.core.weeks import UsualLevel, compare_weeks, usual_by_day, usual_level
from heartdata.practices.effects import done_by_day, effects_on
from heartdata.practices.rhythms import with_rhythms
from heartdata.practices.sensitive import may_show
from heartdata.practices.sentences import trial_line
from heartdata.practices.trial import Trial
from heartdata.practices.trial_store import running_trial, trials_as_of
from heartdata.recovery.sentences import QUESTIONS_LATER
from heartdata.recovery.summary import week_course, week_progress
from heartdata.review.chosen_week import FEWEST_WEEKS, chosen_week, frame_weeks
from heartdata.review.memories import memory
from heartdata.review.notices import progress_line
from heartdata.review.week import WeekReview
from heartdata.signs.summary import week_signs
from heartdata.suggestions.agreed_weeks import Agreed, AgreedWeeks
from heartdata.suggestions.hard_weeks import person_first
from heartdata.suggestions.situation_builder import marked_in_week
from heartdata.suggestions.thresholds import limit
from heartdata.suggestions.weekly import course_start, suggest_for_review

__all__ = ["review_week"]

_SHOWN_PRACTICES: Final = 8
_NOTHING_DONE: Final = pd.DataFrame({"day": pd.DatetimeIndex([]), "name": [], "kind": []})
_BEFORE_LOSS: Final = 42  # days before the loss that are shown with the way since
_LONGEST_JOURNEY: Final = 730  # days
_SUPPORT: Final = 14  # days after the last entry for which a level is shown


def review_week(
    logs: Logs,
    week: str | date | pd.Period | None = None,
    *,
    weeks: int | None = None,
    since: date | str | None = None,
    trials: Sequence[Trial] = (),
) -> WeekReview:
    """Look at one week.

    Parameters
    ----------
    logs : Logs
        What was read.
    week : str, date or Period, optional
        Such as ``"2026-W31"``, or any day of the week, such as ``"2026-07-29"``. By default, and with ``"last"``, the
        last week with entries, or with nights where they go on after them; if it has fewer than three logged days, and
        nothing in them that should not wait, the week before.
    weeks : int, optional
        How many weeks up to this one to look at [weeks], 4 to 520; by default twelve, or as many as there are logs for.
    since : date or str, optional
        The day from whose week on to look, in place of `weeks`.
    trials : sequence of Trial, optional
        As `heartdata.practices.trial_store.load_trials` reads them; the suggestion takes them into account.

    Returns
    -------
    WeekReview
        Everything about the week.

    Raises
    ------
    NotEnoughDataError
        If nothing is logged in that week, or at all; the message says which weeks have entries.
    HeartdataError
        If `week` is no week and no day, or `weeks` and `since` cannot be understood; the message says what can be.

    Examples
    --------
    >>> import heartdata as hd
    >>> hd.review_week(hd.simulate_logs(seed=7, course="improving")).week[:4].isdecimal()
    True
    """
    checked_logs(logs, "review_week")
    trials = checked_all(trials, Trial, "trials", "trials as load_trials returns them")
    return _review(logs, week, weeks, since, trials, drawn=True)


def review_in_words(logs: Logs, week: str | date | None, trials: Sequence[Trial]) -> WeekReview:
    """Look at one week as `review_week` does, without what only pages and charts show: what was done, and memories."""
    return _review(logs, week, None, None, trials, drawn=False)


def _review(
    logs: Logs,
    week: str | date | pd.Period | None,
    weeks: int | None,
    since: date | str | None,
    trials: Sequence[Trial],
    *,
    drawn: bool,
) -> WeekReview:
    daily = to_daily(logs)
    monday, newer_days = chosen_week(logs, daily, week, trials)
    count = frame_weeks(monday, weeks, since)
    sunday = monday + timedelta(days=6)
    past, seen = _until(logs, daily, sunday)
    if daily.index[-1] > pd.Timestamp(sunday):
        trials = trials_as_of(trials, sunday)
    frame_start = _frame_start(seen, monday, count)
    frame = seen.reindex(pd.date_range(frame_start, sunday, freq="D", name="day", unit="us"))
    for column in [c for c in frame if c == "entries" or str(c).endswith(("_n", "_unknown"))]:
        frame[column] = frame[column].fillna(0).astype("int64")
    course = week_course(seen, past, since=min(frame_start, course_start(sunday)))
    signs, sign_course = week_signs(past, seen)
    effects_of = cache(partial(effects_on, past, seen))
    before = [loss.day for loss in losses(logs, until=sunday)]
    latest = max(before, default=None)
    usual = usual_level(seen, logs)
    said = AgreedWeeks(seen, course, usual=usual_by_day(seen, logs), losses=before)
    now, very_low = said.of_week(sunday), said.hard_weeks.very_low(sunday)
    ideas = suggest_for_review(
        past, sunday, daily=seen, course=course, said=said, signs=sign_course, trials=trials, effects_of=effects_of
    )
    weekly = said.weeks.reindex(pd.date_range(frame_start, monday, freq="7D", name="week", unit="us"))
    weekly["days"] = weekly["days"].fillna(0).astype("int64")
    mood = _mood(weekly, usual)
    in_week = past.ratings["day"] >= pd.Timestamp(monday)
    done = _practice_days(past, frame_start) if drawn else _NOTHING_DONE
    moods = past.ratings.loc[in_week & (past.ratings["measure"] == "mood"), ["time", "day", "value", "raw"]]
    comparable = mood["usual"] if said.mood_is_rated(sunday) else None
    progress = agreed_progress(week_progress(course, usual=comparable, mean=mood["mean"]), now)
    journey = _journey(seen, course, latest, frame_start, sunday)
    journey["state"] = agreed_states(journey, said, sunday)
    review = WeekReview(
        week=week_label(monday),
        first_day=monday,
        last_day=sunday,
        coverage={
            "days_logged": int((frame["entries"].iloc[-7:] > 0).sum()),
            "days_logged_28": int((frame["entries"].iloc[-28:] > 0).sum()),
        },
        mood=mood,
        sleep=_sleep(frame),
        signs=signs,
        progress=progress,
        practices=_practices(done, monday),
        trial=_trial(trials, sunday, logged=seen.index[-1].date()),
        suggestions=[asdict(s) for s in ideas],
        notes=logs.notes,
        support=dict(logs.profile.support),
        help_first=person_first(now.hard_weeks, very_low=very_low, unsafe=logs.profile.unsafe)
        or any(idea.code == "HD305" for idea in ideas),
        newer_days=newer_days,
        first_days=_first_days(before, min(seen.index[-1].date(), sunday)),
        hard_weeks=now.hard_weeks,
        anniversary=bool(marked_in_week(sunday, logs.profile, before)),
        since_loss=None if latest is None else (sunday - latest).days,
        loss_kind=logs.profile.loss_kind,
        age=logs.profile.age,
        unsafe=logs.profile.unsafe,
        events=marked_days(logs, frame_start, sunday),
        daily=frame,
        weekly=weekly,
        course=course.reindex(frame.index),
        journey=journey,
        marked=marked_days(logs, journey.index[0].date(), sunday),
        sign_course=sign_course[sign_course.index >= weekly.index[0]],
        ratings=moods.reset_index(drop=True),
        practice_days=done,
        trial_days=_trial_days(trials, past, seen, sunday) if drawn else [],
        with_better_days=_with_better_days(effects_of(), done) if len(done) else [],
        memory=memory(past, seen, monday, mood["usual"]) if drawn else None,
        effects_of=lambda: with_rhythms(effects_of(), past),
    )
    review.progress["sentence"] = progress_line(review)
    return review


def agreed_progress(progress: dict[str, Any], said: Agreed) -> dict[str, Any]:
    """Take back a state or an early notice that the usual, the level or the week itself contradicts."""
    agreed = {**progress, "state": said.state, "alert": said.alert}
    if said.state != progress["state"]:
        agreed["reason"] = "this week and the weeks before it point different ways"
    if said.alert != progress["alert"]:
        agreed["question"] = None
    elif said.days >= limit("slipping_days"):
        agreed["question"] = QUESTIONS_LATER.get(said.alert, progress.get("question"))
    return agreed


def _first_days(lost: Sequence[date], last: date) -> bool:
    """Tell whether a week falls into the first days after a loss, as of its last logged day or a loss since then."""
    return any((last - loss).days < limit("first_days") for loss in lost)


def _until(logs: Logs, daily: pd.DataFrame, sunday: date) -> tuple[Logs, pd.DataFrame]:
    """Take the past only: the review of an old week is the one the person would have seen then, down to its columns."""
    past = logs.between(logs.days[0].date(), sunday)
    # Nothing later is left out of a last week; its days are known already.
    later = daily.index[-1] > pd.Timestamp(sunday)
    return past, to_daily(past).loc[: pd.Timestamp(sunday)] if later else daily


def _frame_start(seen: pd.DataFrame, monday: date, weeks: int) -> date:
    """So many weeks, or as many as there are logs for, but enough to compare with."""
    first = seen.index[0].date()
    begun = (monday - (first - timedelta(days=first.weekday()))).days // 7
    return monday - timedelta(weeks=min(max(begun, FEWEST_WEEKS - 1), weeks - 1))


def _journey(seen: pd.DataFrame, course: pd.DataFrame, loss: date | None, frame: date, sunday: date) -> pd.DataFrame:
    """Take the days since shortly before the loss, or all."""
    start = seen.index[0].date() if loss is None else min(loss - timedelta(days=_BEFORE_LOSS), frame)
    start = max(start, seen.index[0].date(), sunday - timedelta(days=_LONGEST_JOURNEY))
    return journey_between(seen, course, min(start, sunday - timedelta(days=27)), sunday)


def journey_between(seen: pd.DataFrame, course: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    """Join moods, entries and the course of a stretch; a level that no entry of two weeks supports is left out."""
    days = pd.date_range(first, last, freq="D", name="day", unit="us")
    journey = seen[["mood", "entries"]].reindex(days).join(course)
    journey["entries"] = journey["entries"].fillna(0).astype("int64")
    supported = journey["mood"].notna().rolling(_SUPPORT, min_periods=1).sum() > 0
    bounds = [name for name in ("level", "low", "high") if name in journey]
    journey[bounds] = journey[bounds].where(supported)
    return journey


def agreed_states(journey: pd.DataFrame, said: AgreedWeeks, last: date) -> list[str]:
    """Name the states of the way as the page of each week does, the last page being that of the week up to `last`."""
    states = [str(state) for state in journey["state"].fillna("unclear")]
    days: list[date] = journey.index.to_numpy().astype("datetime64[D]").tolist()
    pages: dict[date, str] = {}
    for place, day in enumerate(days):
        sunday = min(day + timedelta(days=6 - day.weekday()), last)
        if sunday not in pages:
            pages[sunday] = said.of_week(sunday).state
        ends = day in (sunday, days[-1])
        states[place] = pages[sunday] if ends or states[place] == pages[sunday] else "unclear"
    return states


def _mood(weekly: pd.DataFrame, usual: UsualLevel | None) -> dict[str, Any]:
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


def _trial(trials: Sequence[Trial], on: date, *, logged: date) -> dict[str, Any] | None:
    trial = running_trial(list(trials), on)
    if trial is None:
        return None
    return {
        "practice": trial.practice,
        "design": trial.design,
        "start": trial.start.isoformat(),
        "end": trial.end.isoformat(),
        "blocks": [{"first": b.first.isoformat(), "last": b.last.isoformat(), "on": b.on} for b in trial.blocks],
        # The week may not be over yet: as of the last day that is known.
        "sentence": trial_line(trial, on=min(on, logged), today=False),
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
    names = done[["name", "kind"]].drop_duplicates()
    shown = [may_show(str(name), str(kind), logs.profile) for name, kind in names.itertuples(index=False)]
    done = done.merge(names[pd.Series(shown, index=names.index, dtype=bool)])
    return done[["day", "name", "kind"]].drop_duplicates().sort_values(["day", "name"]).reset_index(drop=True)


def _with_better_days(effects: pd.DataFrame, done: pd.DataFrame) -> list[str]:
    if effects.empty:
        return []
    found = effects.loc[(effects["finding"] > 0) & (effects["estimate"] > 0), "practice"]
    return sorted(set(found) & set(done["name"]))


def _practices(done: pd.DataFrame, first: date) -> list[dict[str, Any]]:
    days = done[done["day"] >= pd.Timestamp(first)].groupby(["name", "kind"])["day"].nunique().reset_index()
    days = days.sort_values(["day", "name"], ascending=[False, True]).head(_SHOWN_PRACTICES)
    return [{"name": name, "kind": kind, "days": int(n)} for name, kind, n in days.itertuples(index=False)]


def marked_days(logs: Logs, first: date, last: date) -> list[dict[str, Any]]:
    """List the marked days of a stretch, each with a label and a kind."""
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
