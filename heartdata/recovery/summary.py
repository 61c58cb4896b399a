"""How recovery goes in one week: `heartdata.track_progress` for the person's logs, in words."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import pandas as pd

from heartdata.core.logs import Logs
from heartdata.recovery.person import with_person
from heartdata.recovery.sentences import QUESTIONS, progress_sentence
from heartdata.recovery.track import track_progress

PROBABILITIES: Final = ("p_improving", "p_stuck", "p_slipping", "p_recovered")
_NUMBERS: Final = (
    *PROBABILITIES, "level", "low", "high", "gap", "gap_low", "gap_high", "pace", "pace_low", "pace_high",
)  # fmt: skip


def week_course(daily: pd.DataFrame, logs: Logs, *, since: date | None = None) -> pd.DataFrame:
    """Track progress with the profile's losses, usual level and days of illness."""
    return track_progress(with_person(daily, logs), since=since)


def week_progress(course: pd.DataFrame, *, usual: float | None = None, mean: float | None = None) -> dict[str, Any]:
    """Return the state on the last day as plain values; the words agree with the `usual` and the week's `mean` mood."""
    if course.empty:
        sentence = "How it's going: too early to say. With some rated days I can say more."
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
