"""From the logs to a `Situation`: counting, past entries only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

import pandas as pd

from heartdata.core.logs import Logs
from heartdata.core.profile import Profile
from heartdata.practices.catalogue import recognise
from heartdata.practices.trial import Trial
from heartdata.suggestions.situation import Finding, Given, Situation
from heartdata.suggestions.situation_builder import SituationDays
from heartdata.suggestions.thresholds import limit

__all__ = ["near_marked_day", "read_effects", "situation_on"]

_YEARLY: Final = 300  # days after which a loss's own day comes round again


def near_marked_day(on: date, profile: Profile, losses: Sequence[date]) -> bool:
    """Tell whether a day is one on which nothing is suggested."""
    if any(0 <= (on - loss).days < limit("loss_quiet") for loss in losses):
        return True
    monday = on - timedelta(days=on.weekday())
    week = [monday + timedelta(days=k) for k in range(14)]
    yearly = [event.day for event in profile.anniversaries] + [day for day in losses if (on - day).days > _YEARLY]
    # The 29th of February is kept on the 28th in other years.
    marked = {(d.month, d.day) for d in yearly} | {(2, 28) for d in yearly if (d.month, d.day) == (2, 29)}
    return any((d.month, d.day) in marked for d in week)


def situation_on(
    on: date,
    logs: Logs,
    daily: pd.DataFrame,
    course: pd.DataFrame,
    signs: Mapping[str, str],
    *,
    since: Mapping[str, date] | None = None,
    done: Mapping[str, set[pd.Timestamp]] | None = None,
    effects: pd.DataFrame | None = None,
    usual: float = float("nan"),
    trial: Trial | None = None,
    past: tuple[Given, ...] = (),
) -> Situation:
    """Build the situation of one day; for many days, use one `SituationDays`."""
    days = SituationDays(logs, daily, course, done=done, usual=usual)
    situation = days.on(on, signs, since=since, trial=trial, past=past)
    leanings, findings = read_effects(effects, situation.shares)
    return replace(situation, leanings=leanings, findings=findings)


def read_effects(
    effects: pd.DataFrame | None, shares: Mapping[str, float]
) -> tuple[dict[str, float], tuple[Finding, ...]]:
    """Take from a table of effects what the rules look at."""
    if effects is None or effects.empty:
        return {}, ()
    leanings: dict[str, float] = {}
    mood = effects[(effects["outcome"] == "mood") & (effects["when"] == "same day")]
    for row in mood.to_dict("records"):
        known, value = recognise(str(row["practice"])), row["estimate"] / row["sd"] if row["sd"] else float("nan")
        if known and value == value:
            leanings[known] = max(value, leanings.get(known, -9.0))
    found = effects[effects["finding"] > 0].sort_values("finding", kind="stable")
    findings = tuple(_finding(row, shares) for row in found.to_dict("records"))
    return leanings, findings


def _finding(row: Mapping[Any, Any], shares: Mapping[str, float]) -> Finding:
    known = recognise(str(row["practice"]))
    counted = row.get("n_with", 0) + row.get("n_without", 0)
    # What the catalogue does not know has no share of the last weeks; that of all days compared stands for it.
    share = shares.get(known, 0.0) if known else row.get("n_with", 0) / max(counted, 1)
    return Finding(str(row["practice"]), str(row["wording"]), known, float(share))
