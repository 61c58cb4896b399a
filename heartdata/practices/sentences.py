"""What people read about practices, trials and suggestions: lines to print, one after the other."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from heartdata.core.days import day_words
from heartdata.core.formatting import signed

if TYPE_CHECKING:
    import pandas as pd

    from heartdata.practices.trial import Trial
    from heartdata.practices.trial_outcome import TrialOutcome
    from heartdata.suggestions.suggestion import Suggestion

__all__ = [
    "day_words",
    "helps_lines",
    "plan_lines",
    "status_lines",
    "suggestion_lines",
    "trial_line",
    "trial_lines",
]

_SHOWN: Final = 6
CAUTION: Final = (
    "What goes with better days need not be what makes them better; a trial can tell more (heartdata trial start)."
)


def helps_lines(effects: pd.DataFrame) -> list[str]:
    """Say what goes with better days."""
    if effects.empty:
        return [
            "Nothing can be compared yet: 30 days with a mood, and tags for what you do, are enough to begin with.",
            "Days that have a tag and days that do not are needed, at least eight of each.",
        ]
    found = effects[effects["finding"] > 0].sort_values("finding", kind="stable")
    lines = [str(wording) for wording in found["wording"]]
    if not lines:
        lines = ["Nothing stands out from chance so far. That is the most frequent answer, and it is not about you."]
    mood = effects[(effects["outcome"] == "mood") & (effects["when"] == "same day") & (effects["finding"] == 0)]
    known = mood[mood["q"].notna() & ~mood["practice"].isin(found["practice"])]
    if len(known):
        lines.append("Compared, and nothing clear so far (mood, same day):")
        lines += [f"  {wording}" for wording in known["wording"].head(_SHOWN)]
    unknown = list(dict.fromkeys(mood.loc[mood["q"].isna() & (mood["n_with"] > 1), "practice"]))
    if unknown:
        more = f" and {len(unknown) - _SHOWN} more" if len(unknown) > _SHOWN else ""
        lines.append(f"Too few days to tell yet: {', '.join(map(str, unknown[:_SHOWN]))}{more}.")
    return [*lines, CAUTION]


def suggestion_lines(suggestions: list[Suggestion]) -> list[str]:
    """Say the week's suggestion."""
    return [line for suggestion in suggestions for line in suggestion.lines() if line]


def status_lines(suggestions: list[Suggestion], trial: Trial | None, *, on: date) -> list[str]:
    """Say what is under way: the suggestion of the week and the trial."""
    lines = suggestion_lines(suggestions) or ["No suggestion this week."]
    return lines if trial is None else [*lines, trial_line(trial, on=on)]


def trial_line(trial: Trial, *, on: date, today: bool = True) -> str:
    """Say how far a trial is."""
    if on < trial.start:
        return f"Your trial of {trial.practice} begins on {day_words(trial.start)}."
    day = f"Trial of {trial.practice}: day {(on - trial.start).days + 1} of {trial.days}"
    if not today:
        return f"{day} on {day_words(on)}."
    planned = trial.planned(on)
    return f"{day}." if planned is None else f"{day}. Today: {'with' if planned else 'without'} it."


def plan_lines(trial: Trial) -> list[str]:
    """Lay out a trial's plan."""
    head = f"{trial.practice}: {trial.days} days from {day_words(trial.start)} to {day_words(trial.end)}."
    log = f'Log it as "{trial.practice}" on days you do it, and go on logging as you do.'
    if trial.design == "before-after":
        return [
            head,
            log,
            "In the end the days before and after are compared. As much else changes with time, this can show what "
            "goes with it, not whether it helped.",
        ]
    lines = [head, log, "Days on and off are drawn by lot, so that chance, not mood, decides:"]
    for block in trial.blocks:
        span = f"{block.first:%Y-%m-%d} to {block.last:%Y-%m-%d}"
        lines.append(f"  {span}  {'with' if block.on else 'without'}")
    lines.append("If a day goes another way, just log what you did. You can stop at any time: heartdata trial stop.")
    return lines


def trial_lines(trial: Trial, outcome: TrialOutcome) -> list[str]:
    """Say how a trial stands, or what came of it."""
    if outcome.stage == "ahead":
        return [f"Your trial of {trial.practice} begins on {day_words(trial.start)}.", *plan_lines(trial)[1:]]
    return [_stage(trial, outcome), *_kept(trial, outcome), *_verdict(trial, outcome)]


def _stage(trial: Trial, outcome: TrialOutcome) -> str:
    so_far = outcome.days_on + outcome.days_off
    if outcome.stage == "under way":
        left = trial.end + timedelta(days=1)
        return (
            f"Trial of {trial.practice}: {so_far} of {trial.days} days so far. What came of it is looked at from "
            f"{day_words(left)} on; looking earlier would tilt the answer."
        )
    if outcome.stage == "stopped":
        return f"Trial of {trial.practice}: ended after {so_far} of {trial.days} days, which is fine."
    return f"Trial of {trial.practice}: all {trial.days} days are over."


def _kept(trial: Trial, outcome: TrialOutcome) -> list[str]:
    if outcome.done_on is None:
        return [f'Your log does not tell of "{trial.practice}"; what follows goes by the plan.']
    said = f"Your log tells of it on {outcome.done_on} of {outcome.days_on} days with"
    if trial.design == "blocks":
        said += f", and on {outcome.done_off} of {outcome.days_off} days without"
    return [said + "."]


def _verdict(trial: Trial, outcome: TrialOutcome) -> list[str]:
    from heartdata.practices.effects import outcome_words

    what = outcome_words(trial.outcome)
    rested = f"{outcome.logged_on} days and {outcome.logged_off} days with an entry"
    if outcome.verdict == "not yet":
        return []
    if outcome.verdict == "too few days":
        return [f"{rested} are too few to tell anything about {what}; each kind needs ten."]
    unit = "h" if trial.outcome == "sleep_hours" else "of 10"
    numbers = f"{signed(outcome.estimate)} {unit}, between {signed(outcome.low)} and {signed(outcome.high)}; {rested}"
    if outcome.verdict == "helped":
        return [f"{trial.practice} helped: {what} on days with it was better ({numbers})."]
    if outcome.verdict == "goes with":
        lines = [f"{trial.practice} goes with better {what} ({numbers})."]
        return [*lines, _why_not_more(trial, outcome)]
    lines = [f"Can't tell whether {trial.practice} makes a difference to {what} ({numbers})."]
    if outcome.low < 0 < outcome.high:
        lines.append("The interval holds both directions: a small difference either way remains possible.")
    return lines


def _why_not_more(trial: Trial, outcome: TrialOutcome) -> str:
    if trial.design == "before-after":
        return "Before and after differ in much else too, so whether it helped cannot be told this way."
    if outcome.stage == "stopped":
        return "As the trial ended before its plan did, whether it helped is not certain."
    return "As days on and off did not differ much in what was done, whether it helped is not certain."
