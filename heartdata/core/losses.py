"""The marked losses, asked by every part of heartdata that needs them.

The first loss decides what is usual for somebody: their usual is known from the days before it, and days after it are
not mixed in, even when they lie before a second loss. With losses on 1 March and 1 June, the hard spring is nobody's
usual. Only a loss from more than a year before the first entry gives way to a later one: nothing was logged before it,
and after that time the days before the later loss are the better guide (the signs, too, stop comparing with the days
before a loss after a year). A recovery that `track_progress` finds between two losses does not count: it is measured
against the usual, so the usual cannot depend on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from heartdata.core.days import last_possible_day
from heartdata.core.logs import Logs
from heartdata.core.profile import PROFILE_NAME, Profile
from heartdata.core.thresholds import limit


class Loss(NamedTuple):
    """A marked loss; its kind (see `heartdata.core.vocabulary.KINDS_OF_LOSS`) is None where it is not known."""

    day: date
    kind: str | None = None


def losses(logs: Logs, *, until: date | None = None) -> list[Loss]:
    """List the losses marked in the profile or among the events, in order of days, one a day; none after `until`."""
    profile, events = logs.profile, logs.events
    days = {event.day for event in profile.events if event.kind == "loss"}
    marked = events["day"].to_numpy()[[kind == "loss" for kind in events["kind"]]]
    days |= set(marked[~np.isnat(marked)].astype("datetime64[D]").tolist())
    found = dict.fromkeys(days)
    if profile.loss_date is not None:
        found |= {profile.loss_date: profile.loss_kind}
    return [Loss(day, found[day]) for day in sorted(found) if until is None or day <= until]


def current_losses(marked: Sequence[Loss], first_day: date) -> list[Loss]:
    """Drop losses from more than a year before `first_day` that a later one follows; the first left sets the usual."""
    old = sum((first_day - loss.day).days > limit("old_loss") for loss in marked)
    return list(marked[min(old, len(marked) - 1) :]) if marked else []


def loss_questions(profile: Profile) -> list[str]:
    """Ask about losses that are still to come or lie most of a century back: the year may be mistyped."""
    days = [event.day for event in profile.events if event.kind == "loss"]
    days += [] if profile.loss_date is None else [profile.loss_date]
    questions = []
    for day in sorted(days):
        if day > last_possible_day():
            why = "is still to come"
        elif last_possible_day().year - day.year >= limit("century"):
            why = f"was {last_possible_day().year - day.year} years ago"
        else:
            continue
        questions.append(f"{PROFILE_NAME}: the loss is dated {day}, which {why}; is that the right year?")
    return questions
