"""Sentences of the report: signs, trial, how sure."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from heartdata.core.days import day_words
from heartdata.core.formatting import days
from heartdata.core.vocabulary import SIGNS, STATES
from heartdata.practices.sentences import helps_lines
from heartdata.recovery.sentences import IN_BETWEEN, TWO_FIT
from heartdata.review.notices import usual_origin
from heartdata.signs.sentences import unknown_basis
from heartdata.suggestions.thresholds import limit

if TYPE_CHECKING:
    import pandas as pd

    from heartdata.review.week import WeekReview

HOW_SURE: Final = {"early": "early, so take it as a question", "likely": "likely, from your entries"}

_SPARSE_DAYS: Final = 10
_SHOWN_SHARE: Final = 0.05


def sign_label(sign: dict[str, Any]) -> str:
    """Return the name of a sign, capitalised."""
    name = str(sign.get("sign") or sign.get("name") or "")
    known = SIGNS.get(name)
    name = str(sign.get("label") or (known.label if known else name.replace("_", " ")))
    return name[:1].upper() + name[1:]


def sign_basis(sign: dict[str, Any]) -> str:
    """Describe the level of a sign and what it is based on."""
    if sign.get("status") == "unknown" and sign.get("sentence"):
        return unknown_basis(str(sign["sign"]), sign)
    parts = []
    level, usual = _number(sign.get("level")), _number(sign.get("usual"))
    if sign.get("since") and sign.get("status") in ("present", "persistent"):
        parts.append(f"since {_day(sign['since'])}")
    if level is not None:
        parts.append(f"{level:.1f} of 10" + (f", your usual {usual:.1f}" if usual is not None else ""))
    if sign.get("sources"):
        on = f" on {days(int(sign['days_logged']), 14)}" if sign.get("days_logged") else ""
        parts.append(f"based on {sign['sources']}{on}")
    return "; ".join(parts)


def effect_lines(effects: pd.DataFrame, *, asks: bool = True) -> tuple[list[str], str]:
    """Return sentences on what goes with better days, and the caution about them."""
    said = helps_lines(effects, asks=asks)
    *lines, caution = said if len(effects) else [*said, ""]
    names = ", ".join(line.partition(":")[0].strip() for line in lines if line.startswith("  "))
    return [f"{line} {names}." if line.endswith(":") else line for line in lines if not line.startswith("  ")], caution


def trial_lines(trial: dict[str, Any], *, shared: bool = False) -> list[str]:
    """Describe the trial and its result so far."""
    if trial.get("sentence") and not shared:
        return [str(trial["sentence"])]
    what = str(trial.get("practice") or "one change")
    span = f" from {_day(trial['start'])} to {_day(trial['end'])}" if trial.get("start") and trial.get("end") else ""
    lines = [f"You are trying {what}{span}."]
    if trial.get("days_on") is not None and trial.get("days_off") is not None:
        lines.append(f"Up to now {days(int(trial['days_on']))} with it and {days(int(trial['days_off']))} without it.")
    verdict = trial.get("verdict")
    if verdict in (None, "", "not yet"):
        lines.append("The result is worked out when it is over; looking earlier would mislead.")
    else:
        lines.append(f"The result: {verdict}.")
    return lines


def how_sure(review: WeekReview) -> list[str]:
    """Say what the numbers are based on and what they cannot show."""
    logged, mood = review.coverage["days_logged_28"], review.mood
    lines = [f"{logged} of the 28 days up to Sunday have an entry."]
    if logged < _SPARSE_DAYS:
        lines[0] += " That is little to go by, so most things stay open, which is fine."
    if not logged:
        lines[0] = "Only your nights are known of these four weeks, so most things stay open, which is fine."
    # Where all days were the same there is no range to speak of.
    if mood["low"] is not None and f"{mood['low']:.1f}" != f"{mood['high']:.1f}":
        lines.append(
            f"This week's mood is {mood['mean']:.1f} on average. Because days vary, your true average is likely "
            f"between {mood['low']:.1f} and {mood['high']:.1f} (90 % interval)."
        )
    elif mood["low"] is None and mood["mean"] is not None:
        lines.append("I don't know yet how much your days vary, so no likely range is drawn.")
    if shares := _shares(review):
        lines.append(shares)
    if mood["usual"] is None and (review.since_loss or 0) > limit("old_loss"):
        lines.append("I don't know your usual mood; a clear rise or fall would still show.")
    elif mood["usual"] is None:
        lines.append(
            "I don't know your usual mood; entries from before the loss would show it, or `mood = 7` under [usual] in "
            "heartdata.toml."
        )
    elif not review.hard_weeks:  # in which nobody is shown how far away it is
        said = f"Your usual of {mood['usual']:.1f} is your own ({usual_origin(review)})"
        lines.append(f"{said}; nobody else's numbers are used.")
    lines.append("People tend to write less on bad days, so the numbers may look a little lighter than the days were.")
    lines.extend(f"{note[:1].upper()}{note[1:]}" for note in review.notes)
    return lines


def _shares(review: WeekReview) -> str:
    """Say how likely each reading is; not in hard weeks, which no name is to argue with."""
    said = str(review.progress.get("reason")).startswith(TWO_FIT)
    if said or not review.progress["assessed"] or review.help_first or review.hard_weeks:
        return ""
    likely = {words: float(review.progress[f"p_{state}"]) for state, words in STATES.items() if state != "unclear"}
    likely[IN_BETWEEN] = max(1 - sum(likely.values()), 0.0)
    named = sorted((item for item in likely.items() if item[1] >= _SHOWN_SHARE), key=lambda item: -item[1])
    return f"How likely each reading is, from your entries: {', '.join(f'{w} {p:.0%}' for w, p in named)}."


def _day(value: Any) -> str:
    day = date.fromisoformat(value[:10]) if isinstance(value, str) else value
    return day_words(day)


def _number(value: Any) -> float | None:
    return None if value is None or value != value else float(value)
