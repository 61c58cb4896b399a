"""How recovery goes, in kind words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from heartdata.recovery.thresholds import rule

Array = NDArray[np.floating[Any]]

SHOWN = {
    "improving": "easing",
    "stuck": "holding level",
    "slipping": "a harder stretch",
    "recovered": "around your usual",
    "unclear": "can't tell yet",
}
QUESTIONS = {
    "stuck": "It may be holding level for a while now: does that fit how it feels to you?",
    "slipping": "The last entries may be the start of a harder stretch: does that fit how it feels to you?",
}


def progress_sentence(row: pd.Series | Mapping[str, Any]) -> str:
    """State, reason and, where there is one, the early notice as a question.

    Examples
    --------
    >>> progress_sentence({"state": "unclear", "reason": "9 of 28 days have a rating; 1 more would do", "alert": ""})
    "How it goes: can't tell yet (9 of 28 days have a rating; 1 more would do)."
    """
    state, reason, alert = str(row["state"]), str(row["reason"]), str(row["alert"])
    text = f"How it goes: {SHOWN.get(state, SHOWN['unclear'])} ({reason})."
    if alert in QUESTIONS:
        text += " Does that fit how it feels to you?" if alert == state else f" {QUESTIONS[alert]}"
    return text


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _few(entries: int, since_first: int) -> str:
    need = int(rule("min_entries")) - entries
    days = min(28, since_first + 1)
    have = f"{entries} of {days} days {'has' if entries == 1 else 'have'} a rating"
    return f"{have}; {need} more would do" if need > 0 else have


def _told(state: str, gap: float, pace: float, pace_low: float) -> str:
    if state == "recovered":
        return "your entries so far lie about where they usually do"
    if state == "improving":
        # A number only where it surely closes.
        if pace >= 0.1 and pace_low > 0:
            return f"about {min(pace, 0.95):.0%} of the distance to your usual closes per four weeks"
        return "the distance to your usual has become small, or is closing"
    if state == "stuck":
        return f"the distance to your usual, {max(gap, 0):.1f} of your own day-to-day swings, has stayed about the same"
    return "your entries are lower than a while ago, by more than the usual ups and downs"


def _open(p: Array) -> str:
    order = np.argsort(-p, kind="stable")[:2]
    first, second = (list(SHOWN.values())[k] for k in order)
    return f"your entries so far fit both '{first}' ({p[order[0]]:.0%}) and '{second}' ({p[order[1]]:.0%})"


def progress_reason(
    states: list[str],
    p: Array,
    numbers: Mapping[str, Array],
    entries: NDArray[np.int64],
    share: Array,
    since: NDArray[np.int64],
    granted: NDArray[np.bool_],
    *,
    marked: bool,
) -> list[str]:
    """Why each day says what it says.

    `numbers` are columns of `track_progress`; `since` counts days from the (latest) loss; `granted` marks days on which
    nothing is named as the usual level is not known.
    """
    start = "the marked day" if marked else "your first entry"
    unknown = "what is usual for you is neither stated nor known from before"
    if marked:  # logs after an earlier loss may well tell the usual before a later one
        unknown = "what was usual before the first marked day is neither stated nor known"
    wait = int(rule("min_days"))
    out = []
    for i, state in enumerate(states):
        if state != "unclear":
            out.append(_told(state, *(float(numbers[name][i]) for name in ("gap", "pace", "pace_low"))))
        elif since[i] < 0:
            out.append(f"this day lies before {start}")
        elif since[i] < wait:
            left = wait - int(since[i])
            out.append(f"{_days(int(since[i]))} since {start}; {left} more {'day' if left == 1 else 'days'} would do")
        elif entries[i] < rule("min_entries"):
            out.append(_few(int(entries[i]), i))
        elif share[i] < rule("min_share"):
            out.append(f"{share[i]:.0%} of the last eight weeks' days have a rating; {rule('min_share'):.0%} would do")
        elif granted[i]:
            out.append(unknown)
        elif np.isnan(p[i, 0]):
            out.append("too few entries so far")
        else:
            out.append(_open(p[i]))
    return out
