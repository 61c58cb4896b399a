"""How recovery goes in one week: `heartdata.track_progress` for the person's logs, in words."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import pandas as pd

from heartdata.core.logs import Logs
from heartdata.core.losses import current_losses, losses
from heartdata.recovery.sentences import QUESTIONS, progress_sentence
from heartdata.recovery.track import track_progress

PROBABILITIES: Final = ("p_improving", "p_stuck", "p_slipping", "p_recovered")
_NUMBERS: Final = (
    *PROBABILITIES, "level", "low", "high", "gap", "gap_low", "gap_high", "pace", "pace_low", "pace_high",
)  # fmt: skip


def week_course(daily: pd.DataFrame, logs: Logs, *, since: date | None = None) -> pd.DataFrame:
    """Track progress with the profile's losses, usual level and days of illness."""
    events = logs.events[logs.events["day"] <= daily.index[-1]] if len(daily) else logs.events.iloc[:0]
    ill = events[events["kind"] == "illness"]
    stretches = list(zip(ill["day"], ill["until"].fillna(ill["day"]), strict=True))
    settings: dict[str, Any] = {"usual": logs.profile.usual or None, "ignore": stretches, "since": since}
    if daily.empty:
        return track_progress(daily, **settings)
    # With every loss still ahead, these days lie before the first of them.
    known = losses(logs, until=daily.index[-1].date()) or losses(logs)
    current = current_losses(known, daily.index[0].date())
    course = track_progress(daily, event=[loss.day for loss in current] or None, **settings)
    if len(current) == len(known) or course.empty or course.index[0].date() >= current[0].day:
        return course
    # Days before a later loss do not know of it: they are still counted from the old one.
    later = pd.Timestamp(current[0].day)
    old = [loss.day for loss in known[: -len(current)]]
    earlier = track_progress(daily.loc[daily.index < later], event=old, **settings)
    return pd.concat([earlier, course.loc[later:]])


def week_progress(course: pd.DataFrame, *, usual: float | None = None, mean: float | None = None) -> dict[str, Any]:
    """Return the state on the last day as plain values; the words agree with the `usual` and the week's `mean` mood."""
    if course.empty:
        sentence = "How it goes: too early to say. With some rated days I can say more."
        return {"assessed": False, "state": "unclear", "alert": "", "sentence": sentence, "question": None}
    row = course.iloc[-1]
    numbers = {name: None if pd.isna(row[name]) else round(float(row[name]), 3) for name in _NUMBERS}
    return {
        "assessed": numbers["p_improving"] is not None,
        "day": course.index[-1].date().isoformat(),
        "state": str(row["state"]),
        "alert": str(row["alert"]),
        **numbers,
        "entries_28d": int(row["entries_28d"]),
        "reason": str(row["reason"]),
        "sentence": progress_sentence(row, usual=usual, mean=mean),
        "question": QUESTIONS.get(str(row["alert"])),
    }
