"""`suggest`: when to change approach, and to which; at most one invitation a week."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd

from heartdata.core.daily import to_daily
from heartdata.core.given import checked_all, checked_logs
from heartdata.core.logs import Logs
from heartdata.core.losses import losses
from heartdata.core.weeks import usual_by_day
from heartdata.practices.days_done import PracticeDays, days_done, practices_in_journal
from heartdata.practices.effects import day_stamp, effects_on, until
from heartdata.practices.trial import Trial
from heartdata.practices.trial_store import running_trial, trials_as_of
from heartdata.recovery.summary import week_course
from heartdata.signs.body_alarms import body_alarms
from heartdata.signs.indicators import indicator_course
from heartdata.suggestions.agreed_weeks import LONGEST_STATE, AgreedWeeks
from heartdata.suggestions.read_effects import read_effects
from heartdata.suggestions.rules import RULES, declined_change, first_suggestion
from heartdata.suggestions.situation import Given, Situation
from heartdata.suggestions.situation_builder import SituationDays, near_marked_day
from heartdata.suggestions.suggestion import Suggestion, SuggestionRule
from heartdata.suggestions.thresholds import limit

__all__ = ["RULES", "Suggestion", "SuggestionRule", "course_start", "suggest", "suggest_for_review", "suggestion_weeks"]


def suggest(
    logs: Logs,
    on: date | str | None = None,
    *,
    course: pd.DataFrame | None = None,
    signs: pd.DataFrame | None = None,
    effects: pd.DataFrame | None = None,
    trials: Sequence[Trial] = (),
    daily: pd.DataFrame | None = None,
) -> list[Suggestion]:
    """Suggest what to do next: at most one thing a week.

    Parameters
    ----------
    logs : Logs
        The person's logs.
    on : date or str, optional
        The day to suggest for, by default the last logged day; nothing later is used. The suggestion is that of the
        last Sunday up to it, so that it stays the same within a week.
    course : DataFrame, optional
        As `heartdata.track_progress` returns it; computed if not given.
    signs : DataFrame, optional
        As `heartdata.indicator_course` returns it (week by ``status`` and sign); computed if not given.
    effects : DataFrame, optional
        As `heartdata.practice_effects` returns it, used for every week; computed where needed if not given.
    trials : sequence of Trial, optional
        As `heartdata.practices.trial_store.load_trials` reads them.
    daily : DataFrame, optional
        As `heartdata.to_daily` returns it for the logs up to that day; computed if not given.

    Returns
    -------
    list of Suggestion
        Empty or one: an alarm of the body before anything else, then a person in hard weeks. In the four weeks after
        a loss, in the week of an anniversary and the week before it, and in hard weeks nothing but these two comes;
        in the first week after a loss only the alarm. Declined codes, kinds, steps and practices never come.

    Raises
    ------
    HeartdataError
        If `on` is not a day.

    See Also
    --------
    suggestion_weeks : The suggestion of every week.

    Notes
    -----
    Earlier suggestions are computed from the same logs, week by week, so nothing about them needs to be stored.

    Examples
    --------
    >>> suggest(Logs())
    []
    """
    checked_logs(logs, "suggest")
    trials = checked_all(trials, Trial, "trials", "trials as load_trials returns them")
    return _suggest(logs, on, _Known(trials, course, signs, effects, daily))


@dataclass(frozen=True)
class _Known:
    """What need not be worked out again."""

    trials: Sequence[Trial]
    course: pd.DataFrame | None = None
    signs: pd.DataFrame | None = None
    effects: pd.DataFrame | None = None  # for every week
    daily: pd.DataFrame | None = None
    said: AgreedWeeks | None = None
    effects_of: Callable[[], pd.DataFrame] | None = None  # works out the effects of the last week


def suggest_for_review(
    logs: Logs,
    sunday: date,
    *,
    daily: pd.DataFrame,
    course: pd.DataFrame,
    said: AgreedWeeks,
    signs: pd.DataFrame,
    trials: Sequence[Trial],
    effects_of: Callable[[], pd.DataFrame],
) -> list[Suggestion]:
    """Suggest as `suggest` does, from what a review knows; `effects_of` works out what goes with better days now."""
    return _suggest(logs, sunday, _Known(trials, course, signs, None, daily, said, effects_of))


def _suggest(logs: Logs, on: date | str | None, known: _Known) -> list[Suggestion]:
    asked = _last_day(logs, on)
    if asked is None:
        return []
    # An alarm of the body waits for no Sunday.
    alarm = first_suggestion(Situation(on=asked, first_days=True, alarms=body_alarms(logs, on=asked)))
    if alarm is not None:
        return [alarm]
    weeks = _weeks(logs, on, known, whole=False)
    sunday = asked - timedelta(days=(asked.weekday() + 1) % 7)
    if weeks.empty or weeks.index[-1].date() != sunday:
        return []
    latest: Suggestion = weeks["suggestion"].iloc[-1]
    # A mark set since Sunday counts at once.
    lost = [loss.day for loss in losses(logs, until=asked)]
    quiet = near_marked_day(asked, logs.profile, lost) and latest.kind != "reach_out"
    return [] if quiet or any((asked - day).days < limit("first_days") for day in lost) else [latest]


def suggestion_weeks(
    logs: Logs,
    on: date | str | None = None,
    *,
    course: pd.DataFrame | None = None,
    signs: pd.DataFrame | None = None,
    effects: pd.DataFrame | None = None,
    trials: Sequence[Trial] = (),
    daily: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """List what was suggested week by week, each from that week's and earlier entries only."""
    return _weeks(logs, on, _Known(trials, course, signs, effects, daily), whole=True)


def _weeks(logs: Logs, on: date | str | None, known: _Known, *, whole: bool) -> pd.DataFrame:
    last = _last_day(logs, on)
    given: list[tuple[date, Suggestion]] = []
    past: list[Given] = []
    if last is not None:
        logs = until(logs, last)
        daily = to_daily(logs) if known.daily is None else known.daily
        course = week_course(daily, logs, since=course_start(last)) if known.course is None else known.course
        lost = [loss.day for loss in losses(logs)]
        sundays = _sundays(daily.index, lost, last)
        signs = known.signs
        if signs is None:  # to the last Sunday, entries or not: the same as it is in longer logs
            signs = indicator_course(logs, on=sundays[-1] if sundays else last)
        weekly = _by_week(signs)
        written = practices_in_journal(logs.journal)
        said = known.said or AgreedWeeks(daily, course, usual=usual_by_day(daily, logs), losses=lost)
        days = SituationDays(logs, daily, course, done=_lately_done(logs, written, sundays), said=said)
        practice_days = PracticeDays(logs, said=written)
        for sunday in sundays:
            last_day = said.last_logged(sunday)
            if last_day is None:  # long after an entry there is nothing left to base a suggestion on
                continue
            statuses, since = weekly.get(sunday, ({}, {}))
            situation = days.on(
                sunday, statuses, since=since, trial=_trial(known.trials, sunday, last_day), past=tuple(past)
            )
            found = first_suggestion(situation)
            if _depends_on_effects(found, closely=whole or (last - sunday).days < 7):
                table = known.effects
                if table is None and known.effects_of is not None and sunday == last:
                    table = known.effects_of()
                elif table is None:
                    table = effects_on(logs, daily.loc[: pd.Timestamp(sunday)], practice_days=practice_days)
                leanings, findings = read_effects(table, situation.shares, logs.profile)
                found = first_suggestion(replace(situation, leanings=leanings, findings=findings))
            declined = declined_change(situation)
            if declined is not None:
                past.append(Given(sunday, declined.code, declined.kind, "", ""))
            if found is not None:
                past.append(Given(sunday, found.code, found.kind, found.approach, found.practice))
                given.append((sunday, found))
    rows = [(s.code, s.kind, s.approach, s.practice, s.why, s) for _, s in given]
    columns = ["code", "kind", "approach", "practice", "why", "suggestion"]
    index = pd.DatetimeIndex([day for day, _ in given], name="day")
    return pd.DataFrame(rows, columns=columns, index=index)


def _lately_done(
    logs: Logs, written: Mapping[str, set[pd.Timestamp]], sundays: Sequence[date]
) -> dict[str, set[pd.Timestamp]]:
    """Find the days on which each practice was done, back to four weeks before the first Sunday."""
    if not sundays:
        return {}
    done = logs.activities
    lately = done[done["day"] > pd.Timestamp(sundays[0]) - pd.Timedelta(days=28)]
    return days_done(replace(logs, activities=lately), written)


def _depends_on_effects(found: Suggestion | None, *, closely: bool) -> bool:
    """Whether what goes with better days matters here; it is slow, so it is only computed then."""
    return found is not None and (found.kind == "change_approach" or (found.code == "HD203" and closely))


def _last_day(logs: Logs, on: date | str | None) -> date | None:
    if on is not None:
        asked: date = day_stamp("on", on).date()
        return None if logs.empty else asked
    days = logs.days
    return days[-1].date() if len(days) else None


def _remembered_since(last: date) -> date:
    # Two calendar years are longer than any pause or memory among the rules.
    return date(last.year - 1, 1, 1)


def course_start(last: date) -> date:
    """Return the first day of the course of recovery that suggestions up to a day use."""
    return _remembered_since(last) - timedelta(days=LONGEST_STATE)


def _sundays(days: pd.DatetimeIndex, losses: Sequence[date], last: date) -> list[date]:
    if not len(days):
        return []
    first = max(days[0].date(), min(losses)) if losses else days[0].date()
    first = max(first, _remembered_since(last))
    sunday = first + timedelta(days=6 - first.weekday())
    end = min(last, days[-1].date() + timedelta(days=limit("silent_days")))
    return [sunday + timedelta(weeks=k) for k in range(max((end - sunday).days // 7 + 1, 0))]


def _trial(trials: Sequence[Trial], on: date, known: date) -> Trial | None:
    """The trial under way; one that starts after the last known day of the week has not started yet."""
    trial = running_trial(trials_as_of(trials, on), on)
    return trial if trial and trial.start <= known else None


def _by_week(signs: pd.DataFrame) -> dict[date, tuple[dict[str, str], dict[str, date]]]:
    """Read, for each week's Sunday, the signs' statuses and the Monday since when each is there."""
    names = [str(name) for value, name in signs.columns if value == "status"]
    since: dict[str, date] = {}
    out = {}
    columns = [signs["status", name].tolist() for name in names]
    mondays: list[date] = signs.index.to_numpy().astype("datetime64[D]").tolist()
    for monday, row in zip(mondays, zip(*columns, strict=True), strict=True):
        statuses = {name: str(value) for name, value in zip(names, row, strict=True)}
        there = {name for name, status in statuses.items() if status in ("present", "persistent")}
        since = {name: since.get(name, monday) for name in statuses if name in there}
        out[monday + timedelta(days=6)] = (statuses, since)
    return out
