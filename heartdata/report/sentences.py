"""The words of the report: signs, trial, how sure."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from heartdata.core.days import day_words
from heartdata.core.formatting import days
from heartdata.core.vocabulary import SIGNS
from heartdata.practices.sentences import helps_lines

if TYPE_CHECKING:
    import pandas as pd

    from heartdata.review.week import WeekReview

__all__ = ["SIGN_STATUS", "TOPICS", "effect_lines", "evidence_of", "how_sure", "sign_label", "trial_lines"]

TOPICS: Final = {
    "signs": "The seven signs",
    "helps": "What goes with better days",
    "idea": "One idea for the coming week",
    "trial": "Your trial",
    "sure plain": "it is a plain count",
    "sure early": "early; it is meant as a question",
    "sure likely": "likely, as far as entries can tell",
}

# A shape beside every word, the same as in the picture: filled more, the heavier.
SIGN_STATUS: Final = {
    "persistent": ("●", "more than your usual for four weeks or longer"),
    "present": ("◐", "more than your usual lately"),
    "easing": ("▽", "easing"),
    "quiet": ("○", "not clearly more than your usual"),
    "unknown": ("·", "can't tell yet"),
}

_SPARSE_DAYS: Final = 10


def sign_label(sign: dict[str, Any]) -> str:
    """Name a sign."""
    name = str(sign.get("sign") or sign.get("name") or "")
    known = SIGNS.get(name)
    said = str(sign.get("label") or (known.label if known else name.replace("_", " ")))
    return said[:1].upper() + said[1:]


def evidence_of(sign: dict[str, Any]) -> str:
    """Say what a sign is read from."""
    if sign.get("status") == "unknown" and sign.get("sentence"):
        return str(sign["sentence"]).partition("yet; ")[2].rstrip(".") or str(sign["sentence"])
    parts = []
    level, usual = _number(sign.get("level")), _number(sign.get("usual"))
    if level is not None:
        against = f", your usual {usual:.1f}" if usual is not None else ""
        parts.append(f"{level:.1f} of 10, higher is heavier{against}")
    if sign.get("days_logged"):
        parts.append(f"{days(int(sign['days_logged']), 14)} logged")
    if sign.get("sources"):
        parts.append(f"from {sign['sources']}")
    if sign.get("since") and sign.get("status") in ("present", "persistent"):
        parts.append(f"since {_day(sign['since'])}")
    return "; ".join(parts)


def effect_lines(effects: pd.DataFrame) -> tuple[list[str], str]:
    """Say what goes with better days."""
    *said, caution = helps_lines(effects) if len(effects) else [*helps_lines(effects), ""]
    names = ", ".join(line.partition(":")[0].strip() for line in said if line.startswith("  "))
    return [f"{line} {names}." if line.endswith(":") else line for line in said if not line.startswith("  ")], caution


def trial_lines(trial: dict[str, Any], *, shared: bool = False) -> list[str]:
    """Say what is tried, and what came of it so far."""
    if trial.get("sentence") and not shared:
        return [str(trial["sentence"])]
    what = str(trial.get("practice") or "one change")
    span = f" from {_day(trial['start'])} to {_day(trial['end'])}" if trial.get("start") and trial.get("end") else ""
    lines = [f"You are trying {what}{span}."]
    if trial.get("days_on") is not None and trial.get("days_off") is not None:
        lines.append(f"So far {days(int(trial['days_on']))} with it and {days(int(trial['days_off']))} without it.")
    verdict = trial.get("verdict")
    if verdict in (None, "", "not yet"):
        lines.append("What came of it is looked at when it is over; looking earlier would mislead.")
    else:
        lines.append(f"What came of it: {verdict}.")
    return lines


def how_sure(review: WeekReview) -> list[str]:
    """Say what the numbers rest on and where they end."""
    logged, mood = review.coverage["days_logged_28"], review.mood
    lines = [f"{days(logged, 28)} before the end of this week have an entry."]
    if logged < _SPARSE_DAYS:
        lines[0] += " That is little to go by, so most things stay open; that is no fault."
    if mood["low"] is not None:
        lines.append(
            f"The week's mood of {mood['mean']:.1f} stands for a level between {mood['low']:.1f} and "
            f"{mood['high']:.1f} (90 % interval), as days go up and down by themselves."
        )
    elif mood["mean"] is not None:
        lines.append("How far days go up and down by themselves is not known yet, so no band is drawn.")
    if mood["usual"] is None:
        lines.append("Your usual is not known; `heartdata init` asks for it, and entries before the loss can tell it.")
    else:
        origin = "you stated it" if mood["usual_origin"] == "stated" else f"from {days(mood['usual_days'])} before"
        lines.append(f"Your usual of {mood['usual']:.1f} is your own ({origin}); nobody else's numbers are used.")
    lines.append("People tend to write less on bad days, so the numbers may look a little lighter than the days were.")
    lines.extend(review.notes)
    return lines


def _day(value: Any) -> str:
    day = date.fromisoformat(value[:10]) if isinstance(value, str) else value
    return day_words(day)


def _number(value: Any) -> float | None:
    return None if value is None or value != value else float(value)
