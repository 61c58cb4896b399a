"""The state of recovery in plain, kind words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from heartdata.core.vocabulary import MEASURES, STATES
from heartdata.recovery.shapes import BETWEEN
from heartdata.recovery.thresholds import limit

Array = NDArray[np.floating[Any]]

QUESTIONS = {
    "stuck": "It may not have changed much for a while now: does that fit how it feels to you?",
    "slipping": "The last entries may be the start of a harder stretch: does that fit how it feels to you?",
}
# Of a notice that has been there for weeks, which asks about the start of nothing.
QUESTIONS_LATER = {
    "slipping": "The past weeks may have been harder than those before: does that fit how it feels to you?",
}
NEAR = "near your usual, perhaps still a little below"
IN_BETWEEN = "between two of these"
TWO_FIT = "two readings fit:"  # how a reason begins that names the two likeliest states
# What lies between a state and the next: after "or", and where it is the likelier one and comes first.
_BETWEEN = ("only a little at a time", "small steps forward", "ordinary ups and downs", "still a little below it")
_BETWEEN_FIRST = ("lighter, a little at a time", "small steps forward", "ordinary ups and downs",
                  "a little below your usual")  # fmt: skip
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_REASONS = {
    "recovered": "most of your entries are in the range that is usual for you",
    "improving": "your entries have been getting better over some weeks; there is no hurry",
    "stuck": "your entries have stayed much the same for some weeks",
    "slipping": "over the past weeks your entries were lower than before, by more than your usual ups and downs",
}
CLOSE = "your entries have come close to your usual; a few more weeks will show whether something is left"
BEFORE = "this was before the loss; from two weeks after it I can say more"
_UNCLEAR = {
    "near": CLOSE,
    "above": "your entries have been higher than your usual; a few more weeks will make things clearer",
    "coarse": "the steps of your scale are wide next to your ups and downs; a finer scale, or several entries a day, "
    "would show more",
    "misfit": "your last weeks don't follow any pattern I know; some more weeks will show where it goes",
}


def state_words(
    row: pd.Series[Any] | Mapping[str, Any], *, usual: float | None = None, mean: float | None = None
) -> str:
    """Put a state into a few words; not "around your usual" where the numbers shown are clearly below it."""
    state = str(row["state"])
    below = [usual - v for v in (row.get("level"), mean) if usual is not None and v is not None and not pd.isna(v)]
    furthest, nearest = max(below, default=0.0), min(below, default=0.0)
    gap = float(row.get("gap") or 0.0)
    gap = 0.0 if np.isnan(gap) else gap
    if state == "slipping":
        if mean is not None and usual is not None and abs(usual - mean) <= limit("level_points") < furthest:
            return "harder weeks, and this one nearer to your usual"
        return "these weeks have been harder" if nearest >= -limit("level_points") else "not quite as light as before"
    if state == "stuck":
        if nearest >= limit("close_points") or (not below and gap >= limit("close_gap")):
            return "still well below your usual, and not much change for some weeks"
        under = nearest > limit("level_points") or (not below and gap > 0)
        return f"{'still below your usual, and ' if under else ''}not much change for some weeks"
    if state not in ("improving", "recovered"):
        near = str(row.get("reason", "")).startswith(CLOSE) and (not below or nearest >= 0)
        return NEAR if near else STATES["unclear"]
    if furthest <= limit("near_points") and gap <= limit("near_gap"):
        return "back around your usual" if state == "recovered" or nearest <= 0 else "close to your usual again"
    if state == "improving" and (not below or nearest > 0):
        return "getting lighter"
    if mean is not None and usual is not None and abs(usual - mean) <= limit("near_points") < furthest:
        # The level of the past weeks is below, and both numbers are on one page.
        return "much like your usual this week, after lower weeks"
    if furthest <= limit("close_points") and gap <= limit("close_gap"):
        return "close to your usual again"
    return "lighter than it was, still below your usual" if nearest > 0 or not below else "up and down, and lighter"


def progress_sentence(
    row: pd.Series[Any] | Mapping[str, Any], *, usual: float | None = None, mean: float | None = None
) -> str:
    """Put state, reason and, where there is one, the early notice as a question into words."""
    state, reason, alert = str(row["state"]), str(row["reason"]), str(row["alert"])
    text = f"How it's going: {state_words(row, usual=usual, mean=mean)}. {reason[:1].upper()}{reason[1:]}."
    if alert in QUESTIONS:
        text += " Does that fit how it feels to you?" if alert == state else f" {QUESTIONS[alert]}"
    return text


def _number_word(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def _days(count: int) -> str:
    return "one day" if count == 1 else f"{_number_word(count)} days"


def _two_readings(p: Array) -> str:
    """The two most likely readings, the likelier first; what lies between is named as a part of the way."""
    first, second = np.argsort(-p, kind="stable")[:2].tolist()
    names = list(STATES.values())[:4]
    one = _BETWEEN_FIRST[second] if first == BETWEEN else names[first]
    other = _BETWEEN[first] if second == BETWEEN else names[second]
    return f"{TWO_FIT} {one} ({p[first]:.0%}) or {other} ({p[second]:.0%}); a few more weeks will show"


def _usual_unknown(measure: str, *, old: bool, marked: bool) -> str:
    unknown = "I don't know your usual mood" if measure == "mood" else "I don't know what is usual for you"
    if old:
        return f"{unknown}; a clear rise or fall would still show"
    unknown = f"{unknown}{' from before' if marked and measure == 'mood' else ''} yet"
    if measure not in MEASURES:
        return unknown
    level = 7 if MEASURES[measure].higher == "better" else 3
    return f"{unknown}; to tell me, write `{measure} = {level}` under [usual] in heartdata.toml"


def names_without_levels(days: int) -> str:
    """Say what would let more be said where mood names have no number."""
    of = "one of the last 28 days has a mood" if days == 1 else f"{days} of the last 28 days have moods"
    return f"{of} whose number I don't know yet; one for each name under [moods] in heartdata.toml lets me say more"


def progress_reason(
    states: list[str],
    p: Array,
    entries: NDArray[np.int64],
    share: Array,
    since: NDArray[np.int64],
    why: NDArray[np.object_],
    old: NDArray[np.bool_],
    *,
    measure: str = "mood",
    marked: bool,
) -> list[str]:
    """Give the reason for each day's state, and for an unclear one what would make it possible to say more.

    `p` holds the five shares; `measure` is the main one; `since` counts days from the (latest) loss; `why` is a key of
    `_UNCLEAR`, or "usual" where nothing is named as the usual level is not known; `old` marks days years after the
    loss, when nobody is asked how it was before.
    """
    start = "that day" if marked else "your first entry"
    wait = int(limit("min_days"))
    out = []
    for i, state in enumerate(states):
        if state != "unclear":
            out.append(_REASONS[state])
        elif since[i] < 0:
            out.append(BEFORE)
        elif since[i] < wait:
            first = "that day has only just been" if marked else "this is your first entry"
            only = f"it's been only {_days(int(since[i]))} since {start}" if since[i] else first
            out.append(f"{only}; give it about two weeks before reading anything into numbers")
        elif entries[i] < limit("min_entries"):
            need = int(limit("min_entries") - entries[i])
            out.append(f"with {_number_word(need)} more rated day{'' if need == 1 else 's'} I can say more")
        elif share[i] < limit("min_share"):
            out.append("with a rating on about every third day I can say more")
        elif why[i] in _UNCLEAR:
            out.append(_UNCLEAR[why[i]])
        elif why[i] == "usual":
            out.append(_usual_unknown(measure, old=bool(old[i]), marked=marked))
        elif np.isnan(p[i, 0]):
            out.append("with some more rated days I can say more")
        else:
            out.append(_two_readings(p[i]))
    return out
