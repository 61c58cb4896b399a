"""From the logs to a `Situation`: counting, past entries only."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import pandas as pd

from heartdata.approaches import days_done, recognise
from heartdata.logs import Logs
from heartdata.profile import Profile
from heartdata.situation import SUGGESTION_RULES, Finding, Given, Situation
from heartdata.trials import Trial

__all__ = ["loss_days", "near_marked_day", "read_effects", "situation_on"]

_YEARLY: Final = 300  # days after which a loss's own day comes round again


def near_marked_day(on: date, profile: Profile, losses: Sequence[date]) -> bool:
    """Tell whether a day is one on which nothing is suggested.

    Parameters
    ----------
    on : datetime.date
        The day.
    profile : Profile
        For its anniversaries, and the yearly return of the loss.
    losses : sequence of datetime.date
        Every marked loss.

    Returns
    -------
    bool
        In the week of an anniversary, the week before one, or four weeks from a loss.
    """
    if any(0 <= (on - loss).days < SUGGESTION_RULES["loss_quiet"].value for loss in losses):
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
    """Gather where somebody stands.

    Parameters
    ----------
    on : datetime.date
        The day; nothing later is looked at.
    logs : Logs
        What was read.
    daily : DataFrame
        As `heartdata.to_daily` makes it.
    course : DataFrame
        As `heartdata.track_progress` makes it.
    signs : mapping of str to str
        Status of each sign on that day.
    since : mapping of str to datetime.date, optional
        Since when signs are there.
    done : mapping of str to set of Timestamp, optional
        As `heartdata.approaches.days_done` gives it.
    effects : DataFrame, optional
        As `heartdata.practices.practice_effects` gives it for that day.
    usual : float, optional
        The usual mood [0-10].
    trial : Trial, optional
        The trial under way.
    past : tuple of Given, optional
        Earlier suggestions.

    Returns
    -------
    Situation
        For the rules.
    """
    stamp = pd.Timestamp(on)
    seen = daily.loc[:stamp]
    logged = (seen["entries"] > 0) if "entries" in seen else seen.get("mood", pd.Series(dtype=float)).notna()
    recent = logged.index[logged & (logged.index > stamp - pd.Timedelta(days=28))]
    done = days_done(logs) if done is None else done
    shares = {name: len(days & set(recent)) / len(recent) for name, days in done.items()} if len(recent) else {}
    losses = loss_days(logs)
    changes = [d for d in _event_days(logs, "change of approach") if d <= on]
    before = [d for d in losses if d <= on]
    today = course.loc[:stamp].iloc[-1] if len(course.loc[:stamp]) else pd.Series(dtype=object)
    state, alert = str(today.get("state", "unclear")), str(today.get("alert", ""))
    leanings, findings = read_effects(effects, shares)
    return Situation(
        on=on,
        profile=logs.profile,
        since_loss=(on - max(before)).days if before else None,
        entries_28=_count(logged, stamp, 28),
        entries_42=_count(logged, stamp, 42),
        days_28=min(28, len(seen)),
        missing_rise=_missing_rise(logged, stamp),
        usual_known=usual == usual,
        state=state,
        alert=alert,
        level=float(today.get("level", np.nan)),
        usual=usual,
        state_days=_running(course.loc[:stamp], state, alert),
        hard_weeks=_hard_weeks(seen.get("mood", pd.Series(dtype=float)), stamp, max(before, default=None)),
        signs=signs,
        since=since or {},
        shares={name: share for name, share in shares.items() if share > 0},
        leanings=leanings,
        findings=findings,
        tried=_tried(past, done, on),
        changed=(on - max(changes)).days if changes else None,
        trial=trial,
        logged=_words(logs, stamp),
        ill=_ill(logs, stamp),
        past=past,
    )


def loss_days(logs: Logs) -> list[date]:
    """List every marked loss.

    Parameters
    ----------
    logs : Logs
        What was read.

    Returns
    -------
    list of datetime.date
        From the profile and from marked days, in order.
    """
    own = [logs.profile.loss_date] if logs.profile.loss_date else []
    return sorted({*own, *_event_days(logs, "loss")})


def _event_days(logs: Logs, kind: str) -> list[date]:
    told = [e.day for e in logs.profile.events if e.kind == kind]
    if logs.events.empty:
        return sorted(set(told))
    marked = logs.events.loc[logs.events["kind"] == kind, "day"].dropna()
    return sorted({*told, *(stamp.date() for stamp in marked)})


def _count(logged: pd.Series[bool], stamp: pd.Timestamp, days: int) -> int:
    return int(logged[logged.index > stamp - pd.Timedelta(days=days)].sum())


def _missing_rise(logged: pd.Series[bool], stamp: pd.Timestamp) -> float:
    lately = logged[logged.index > stamp - pd.Timedelta(days=28)]
    earlier = logged[(logged.index <= stamp - pd.Timedelta(days=28)) & (logged.index > stamp - pd.Timedelta(days=84))]
    if len(lately) < 28 or len(earlier) < 28:
        return float("nan")
    return float(100 * (earlier.mean() - lately.mean()))


def _running(course: pd.DataFrame, state: str, alert: str) -> int:
    if course.empty or not (alert or state not in ("unclear", "")):
        return 0
    word = alert or state
    same = ((course["alert"] == word) | (course["state"] == word)).to_numpy()[::-1]
    return int(np.argmin(same)) if not same.all() else len(same)


def _hard_weeks(mood: pd.Series[float], stamp: pd.Timestamp, loss: date | None) -> int:
    rule = SUGGESTION_RULES
    # Days before a loss are no measure of what is hard after it.
    since = mood if loss is None else mood[mood.index >= pd.Timestamp(loss)]
    count = 0
    while True:
        last = stamp - pd.Timedelta(days=7 * count)
        week = mood[(mood.index > last - pd.Timedelta(days=7)) & (mood.index <= last)].dropna()
        first, end = last - pd.Timedelta(days=62), last - pd.Timedelta(days=7)
        ground = since.loc[first:end].dropna()
        if len(week) < rule["hard_days"].value or count >= 8:
            return count
        # Earlier hard weeks of the same run are no measure of what is usual lately.
        low = week.mean() <= rule["hard_level"].value
        fallen = len(ground) >= 14 and week.mean() <= ground.median() - rule["hard_drop"].value * max(ground.std(), 0.5)
        if not (low or fallen):
            return count
        count += 1


def _tried(past: tuple[Given, ...], done: Mapping[str, set[pd.Timestamp]], on: date) -> tuple[tuple[str, int], ...]:
    out = []
    for given in past:
        if given.kind == "change_approach" and (on - given.day).days <= SUGGESTION_RULES["memory"].value:
            days = [d for d in done.get(given.practice, ()) if pd.Timestamp(given.day) < d <= pd.Timestamp(on)]
            out.append((given.practice, len(days)))
    return tuple(out)


def read_effects(
    effects: pd.DataFrame | None, shares: Mapping[str, float]
) -> tuple[dict[str, float], tuple[Finding, ...]]:
    """Take from a table of effects what the rules look at.

    Parameters
    ----------
    effects : DataFrame or None
        As `heartdata.practices.practice_effects` gives it.
    shares : mapping of str to float
        As in `Situation`.

    Returns
    -------
    leanings : dict of str to float
        Same-day mood by practice of the catalogue [own SD].
    findings : tuple of Finding
        By strength.
    """
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


def _words(logs: Logs, stamp: pd.Timestamp) -> frozenset[str]:
    days = logs.activities["day"]
    names = logs.activities.loc[(days <= stamp) & (days > stamp - pd.Timedelta(days=28)), "name"].unique()
    return frozenset(word for name in names for word in re.findall(r"\w+", str(name).casefold()))


def _ill(logs: Logs, stamp: pd.Timestamp) -> bool:
    if logs.events.empty:
        return False
    marked = logs.events[logs.events["kind"] == "illness"]
    until = marked["until"].fillna(marked["day"] + pd.Timedelta(days=7))
    return bool(((marked["day"] <= stamp) & (until >= stamp)).any())
