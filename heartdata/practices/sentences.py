"""What people read about practices and trials: lines to print, one after the other."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from heartdata.core.days import day_words
from heartdata.core.formatting import signed
from heartdata.practices.comparison import outcome_words
from heartdata.practices.thresholds import limit

if TYPE_CHECKING:
    import pandas as pd

    from heartdata.practices.trial import Trial
    from heartdata.practices.trial_odds import TrialOdds
    from heartdata.practices.trial_outcome import TrialOutcome

_SHOWN: Final = 6
CAUTION: Final = "Going together is not the same as helping; a trial can show more (heartdata trial start)."


def helps_lines(effects: pd.DataFrame, *, asks: bool = True) -> list[str]:
    """Say what goes with better days; the last line is the caution. In hard weeks it asks for nothing."""
    others = int(effects.attrs.get("not_compared", 0)) if asks else 0
    left_out = [*effects.attrs.get("rhythms", []), *_left_out(others)]
    if effects.empty:
        return [
            "Too early to compare anything. It takes 30 days with a mood after your loss, and at least eight of them "
            "with something you did and eight without.",
            *left_out,
        ]
    found = effects[effects["finding"] > 0].sort_values("finding", kind="stable")
    held = effects[(effects["held_back"] != "") & ~effects["practice"].isin(found["practice"])]
    held = held.drop_duplicates("practice")
    lines = [str(wording) for wording in (*found["wording"], *held["wording"].head(_SHOWN))]
    if not lines:
        lines = ["Nothing stands out: what differs could still be chance. That is the most common answer."]
    mood = effects[(effects["outcome"] == "mood") & (effects["when"] == "same day") & (effects["finding"] == 0)]
    known = mood[mood["q"].notna() & ~mood["practice"].isin({*found["practice"], *held["practice"]})]
    if len(known):
        lines.append("On days with these, your mood was not clearly better:")
        lines += [f"  {wording}" for wording in known["wording"].head(_SHOWN)]
    unknown = list(dict.fromkeys(mood.loc[mood["q"].isna() & (mood["n_with"] > 1), "practice"]))
    if unknown:
        more = f" and {len(unknown) - _SHOWN} more" if len(unknown) > _SHOWN else ""
        lines.append(f"Too few days to compare: {', '.join(map(str, unknown[:_SHOWN]))}{more}.")
    return [*lines, *left_out, CAUTION]


def _left_out(count: int) -> list[str]:
    if not count:
        return []
    tags = "One other tag was" if count == 1 else f"{count} other tags were"
    return [f"{tags} not compared. To compare something you do, list it under [practices] in heartdata.toml."]


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
    """Show a trial's plan."""
    head = f"{trial.practice}: {trial.days} days from {day_words(trial.start)} to {day_words(trial.end)}."
    log = f'Log it as "{trial.practice}" on days you do it, and keep logging as usual.'
    if trial.design == "before-after":
        return [
            head,
            log,
            "At the end, the days before and after are compared. Much else changes with time, so this can show what "
            "goes with it, not whether it helped.",
            "You can stop at any time: heartdata trial stop.",
        ]
    picked = "The days were picked elsewhere" if trial.on_days else "The days are picked at random"
    lines = [head, log, f"{picked}, so your mood can't influence the result:"]
    for block in trial.blocks:
        span = f"{block.first:%Y-%m-%d} to {block.last:%Y-%m-%d}"
        lines.append(f"  {span}  {'with' if block.on else 'without'}")
    lines.append("If a day goes another way, that's fine: just log what you did.")
    return [*lines, "You can stop at any time: heartdata trial stop."]


def odds_lines(trial: Trial, odds: TrialOdds) -> list[str]:
    """Say how often a trial like this one shows a difference, before it begins."""
    what = "half an hour of sleep" if trial.outcome == "sleep_hours" else f"1 of 10 in {outcome_words(trial.outcome)}"
    lines = [
        "Your chances, from your own ups and downs and the days you log:"
        if odds.own
        else "Your chances. I don't know your ups and downs well enough yet, so this goes by typical ones:",
        f"If it makes a difference of {what}, a plan of {odds.days} days shows it in {_tenths(odds.shown)} such "
        "trials.",
    ]
    good = odds.days_for_good_odds
    if odds.shown < limit("good_odds") and not trial.on_days:
        lines.append(
            f"Even {int(limit('most_trial_days'))} days show it in fewer than 8 of 10."
            if good is None
            else f"For 8 of 10 it takes about {max(good, odds.days + 1)} days (--days {max(good, odds.days + 1)})."
        )
    return lines


def _tenths(share: float) -> str:
    tenths = round(10 * share)
    return "fewer than 1 of 10" if not tenths else "nearly all" if tenths == 10 else f"about {tenths} of 10"


def trial_lines(trial: Trial, outcome: TrialOutcome) -> list[str]:
    """Say where a trial is, or how it ended."""
    if outcome.stage == "ahead":
        return [f"Your trial of {trial.practice} begins on {day_words(trial.start)}.", *plan_lines(trial)[1:]]
    return [_stage(trial, outcome), *_kept(trial, outcome), *_verdict(trial, outcome)]


def _stage(trial: Trial, outcome: TrialOutcome) -> str:
    passed = outcome.days_on + outcome.days_off
    if outcome.stage == "under way":
        ready = day_words(trial.end + timedelta(days=1))
        return (
            f"Trial of {trial.practice}: day {passed} of {trial.days}. The result can be read from {ready} on; "
            "looking earlier would mislead."
        )
    if outcome.stage == "stopped":
        return f"Trial of {trial.practice}: ended after {passed} of {trial.days} days, which is fine."
    return f"Trial of {trial.practice}: all {trial.days} days are over."


def _kept(trial: Trial, outcome: TrialOutcome) -> list[str]:
    if outcome.done_on is None:
        return [f'Your log has no "{trial.practice}", so this goes by the plan.']
    logged = f"You logged it on {outcome.done_on} of {outcome.days_on} days with"
    if trial.design == "blocks":
        logged += f", and on {outcome.done_off} of {outcome.days_off} days without"
    return [logged + "."]


def _verdict(trial: Trial, outcome: TrialOutcome) -> list[str]:
    what = outcome_words(trial.outcome)
    days = f"{outcome.logged_on} days and {outcome.logged_off} days with an entry"
    if outcome.verdict == "not yet":
        return []
    if outcome.verdict == "too few days":
        return [f"{days} are too few to say anything about {what}; each kind needs ten."]
    unit = "h" if trial.outcome == "sleep_hours" else "of 10"
    numbers = f"{signed(outcome.estimate)} {unit}, likely {signed(outcome.low)} to {signed(outcome.high)}; {days}"
    if outcome.verdict == "helped":
        return [f"{trial.practice} helped: {what} on days with it was better ({numbers})."]
    if outcome.verdict == "goes with":
        return [f"{trial.practice} goes with better {what} ({numbers}).", _why_not_more(trial, outcome)]
    lines = [f"Can't tell whether {trial.practice} makes a difference to {what} ({numbers})."]
    if outcome.low < 0 < outcome.high:
        lines.append("A small difference in either direction is still possible.")
    if trial.days < limit("most_trial_days"):
        lines.append("A trial of more days could show it.")
    if outcome.uneven:
        lines.append("Days with it and days without it were logged unevenly, so the numbers may be off.")
    return lines


def _why_not_more(trial: Trial, outcome: TrialOutcome) -> str:
    if trial.design == "before-after":
        return "Much else differs between before and after, so this can't show whether it helped."
    if outcome.stage == "stopped":
        return "The trial ended before its plan did, so whether it helped is not certain."
    if outcome.uneven:
        return (
            "You logged days with it and days without it unevenly. Days that are missing may have been different ones, "
            "so whether it helped is not certain."
        )
    return "Days with and without differed little in what was done, so whether it helped is not certain."
