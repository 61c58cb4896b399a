"""What `heartdata helps` and `heartdata trial` do, as lines to print; nothing here prints, asks or exits."""

from __future__ import annotations

import os
from collections.abc import Collection
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import pandas as pd

from heartdata.core.daily import to_daily
from heartdata.core.days import day_words
from heartdata.core.logs import Logs
from heartdata.core.losses import losses
from heartdata.datasets.samples import sample_data
from heartdata.errors import HeartdataError
from heartdata.practices.effects import done_by_day, practice_effects
from heartdata.practices.sensitive import refuse_trial
from heartdata.practices.sentences import helps_lines, odds_lines, plan_lines, trial_lines
from heartdata.practices.thresholds import limit
from heartdata.practices.trial import Rule, Trial, calendar_text, start_trial
from heartdata.practices.trial_odds import before_after_days, swings_of, trial_odds
from heartdata.practices.trial_outcome import TrialOutcome, judge_trial
from heartdata.practices.trial_store import add_trial, load_trials, stop_trial
from heartdata.readers import find_profile
from heartdata.storage.files import write_atomically
from heartdata.suggestions.thresholds import limit as limit_of_suggestions

_CALENDAR: Final = b"BEGIN:VCALENDAR"
_FIRST_DAYS: Final = (
    "These first days ask nothing of you. Here is the plan; it can wait, and you can end it on any day: "
    "heartdata trial stop"
)


def helps(logs: Logs, *, on: date | None = None) -> list[str]:
    """Say what goes with better days."""
    return helps_lines(practice_effects(logs, on=on))


def trial_start(
    path: str | os.PathLike[str],
    practice: str,
    *,
    today: date,
    start: date | None = None,
    design: str = "blocks",
    days: int | None = None,
    block_days: int | None = None,
    outcome: str = "mood",
    seed: int | None = None,
    on_days: Collection[date] = (),
    rule: Rule | None = None,
    calendar: str | os.PathLike[str] | None = None,
    logs: Logs | None = None,
    store: bool = True,
) -> list[str]:
    """Say a trial's odds and plan; then store it beside the exports and write its calendar file, if wanted."""
    place = Path(path)
    if not place.exists():
        raise HeartdataError(f"{place}: there is no such file or folder; check the path")
    if place.resolve().is_relative_to(sample_data().resolve()):
        raise HeartdataError(f"{place}: the sample data stay as they are; copy the folder to try a trial with it")
    if calendar is not None:
        _check_calendar(Path(calendar))
    first = start or (min(on_days) if on_days else today + timedelta(days=1))
    # Days picked elsewhere may have begun: what picked them did not know how they went.
    if first < today and not on_days:
        raise HeartdataError(f"start={first}: is in the past; a plan is made before it begins")
    drawn = seed if seed is not None else _seed(practice, first)
    trial = start_trial(
        practice,
        start=first,
        design=design,
        days=days,
        block_days=block_days,
        seed=drawn,
        outcome=outcome,
        on_days=on_days,
        rule=rule,
        profile=find_profile(place),
    )
    marked = losses(logs, until=today) if logs is not None else []
    gently = (
        [_FIRST_DAYS] if any((today - loss.day).days < limit_of_suggestions("first_days") for loss in marked) else []
    )
    lines = [*gently, *_odds(trial, logs or Logs(), today=today), *plan_lines(trial)]
    if not store:
        return [*lines, "Nothing is stored: this is only what the plan would be."]
    kept = add_trial(place, trial, on=today)
    lines.append(f"The plan is stored in {kept}.")
    if calendar is not None:
        lines.append(f"For your calendar: {write_atomically(calendar, calendar_text(trial).encode())}")
    return lines


def read_plan(file: str | os.PathLike[str]) -> tuple[tuple[date, ...], int]:
    """Read the days with it of a plan from elsewhere, and the length of its blocks: 1, or 7 where weeks are listed."""
    try:
        lines = [line.strip() for line in Path(file).read_text(encoding="utf-8-sig").splitlines()]
    except (OSError, UnicodeDecodeError):
        raise HeartdataError(f"{file}: cannot be read as a list of days") from None
    weeks = {line for line in lines if line[4:6].upper() == "-W"}
    days: set[date] = set()
    for number, line in enumerate(lines, start=1):
        if not line or line.startswith("#"):
            continue
        try:
            first = date.fromisoformat(f"{line.upper()}-1" if line in weeks else line)
        except ValueError:
            raise HeartdataError(
                f"{file}, line {number}: not a day; write one a line, like 2026-08-02, or a week, like 2026-W31"
            ) from None
        days |= {first + timedelta(days=place) for place in range(7 if line in weeks else 1)}
    if not days:
        raise HeartdataError(f"{file}: holds no days; write the days with it, one a line, like 2026-08-02")
    return tuple(sorted(days)), 7 if weeks else 1


def _odds(trial: Trial, logs: Logs, *, today: date) -> list[str]:
    """Say a trial's odds; refuse one that could not be judged."""
    daily = to_daily(logs)
    outcome: pd.Series[float] = daily.get(trial.outcome, pd.Series(dtype="float64", index=pd.DatetimeIndex([])))
    marked = losses(logs, until=today)
    loss = marked[-1].day if marked else None
    fewest = int(limit("fewest_logged"))
    if trial.design == "before-after":
        known = before_after_days(outcome, trial, loss=loss)
        # Days up to the start can still be logged.
        if known + max((trial.start - today).days, 0) < fewest:
            raise HeartdataError(
                f"before and after can't be compared yet: {known} days before the start have an entry for "
                f"{trial.outcome}, and it takes {fewest} (a week after a loss does not count); start later, or leave "
                "out --design before-after"
            )
        return []
    swings = swings_of(outcome[outcome.index < pd.Timestamp(trial.start)], loss=loss)
    odds = trial_odds(trial, swings, difference=0.5 if trial.outcome == "sleep_hours" else 1.0)
    if odds.own and odds.judged < limit("sure_to_judge"):
        longer = "" if odds.fewest_days is None else f"; --days {odds.fewest_days} would do"
        raise HeartdataError(
            f"days={trial.days}: you log about {swings.logged.mean():.0%} of days, so this plan would often have fewer "
            f"than {fewest} days of each kind, too few to say anything{longer}"
        )
    return odds_lines(trial, odds)


def _check_calendar(file: Path) -> None:
    """Never put a calendar in the place of an export, or of anything else that is no calendar."""
    try:
        with file.open("rb") as there:
            start = there.read(len(_CALENDAR))
    except (OSError, ValueError):
        return  # Nothing to lose is there; writing says what is wrong, if anything is.
    if start not in (b"", _CALENDAR):
        raise HeartdataError(f"{file}: is there already and is no calendar, so it stays; choose another name")


def _seed(practice: str, start: date) -> int:
    number = start.toordinal()
    for letter in practice.casefold():
        number = (number * 257 + ord(letter)) % 1_000_000
    return number


def trial_show(path: str | os.PathLike[str], logs: Logs, *, today: date) -> list[str]:
    """Say where the latest trial is, or how it ended."""
    trials = load_trials(path)
    if not trials:
        return ['No trial yet. Start one with: heartdata trial start "evening walk"']
    trial = trials[-1]
    refused = refuse_trial(trial.practice, logs.profile)
    if refused is not None:
        return [refused, "This plan is from an earlier version; please don't follow it. End it: heartdata trial stop"]
    if trial.last < trial.start:
        return [_never_began(trial)]
    outcome, seen = outcome_of(trial, logs, today=today)
    lines = trial_lines(trial, outcome)
    if outcome.stage == "under way":
        planned = trial.planned(today)
        if planned is not None:
            lines.append(f"Today: {'with' if planned else 'without'} it.")
        if seen is not None and seen < min(today, trial.last):
            lines.append(f"Your entries here go up to {day_words(seen)}; a newer export will show more.")
    return lines


def trial_stop(path: str | os.PathLike[str], logs: Logs, *, today: date) -> list[str]:
    """End the trial under way and say what can be said."""
    trial = stop_trial(path, on=today)
    refused = refuse_trial(trial.practice, logs.profile)
    if refused is not None:
        return [refused, "The plan is ended."]
    if trial.last < trial.start:
        return [_never_began(trial)]
    return trial_lines(trial, outcome_of(trial, logs, today=today)[0])


def _never_began(trial: Trial) -> str:
    return f"Your trial of {trial.practice} ended before it began, which is fine."


def outcome_of(trial: Trial, logs: Logs, *, today: date) -> tuple[TrialOutcome, date | None]:
    """Judge a trial by the logs."""
    daily = to_daily(logs)
    seen = daily.index[-1].date() if len(daily) else None
    empty = pd.Series(dtype="float64", index=pd.DatetimeIndex([]))
    values = daily.get(trial.outcome, empty)
    done, _ = done_by_day(logs, daily.index)
    name = trial.practice.casefold()
    column = next((c for c in done if str(c).casefold() == name), None)
    reached = min(today, seen) if seen is not None and seen >= trial.start and trial.stopped is None else today
    marked = losses(logs, until=reached)
    latest = marked[-1].day if marked else None
    return judge_trial(trial, values, None if column is None else done[column], on=reached, loss=latest), seen
