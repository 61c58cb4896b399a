"""Add the marked days of a profile to the events of the exports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from heartdata.core.profile import PROFILE_NAME

if TYPE_CHECKING:
    from heartdata.core.logs import Logs


def add_profile_events(logs: Logs) -> Logs:
    """Add the profile's loss, events and anniversaries to the events."""
    from heartdata.core.tables import table  # imports pandas, which the readers need last

    given = logs.events.itertuples(index=False, name=None) if len(logs.events) else ()
    return replace(logs, events=table("events", [*given, *_profile_events(logs)]))


def _profile_events(logs: Logs) -> Iterator[tuple[object, ...]]:
    profile = logs.profile
    if profile.loss_date is not None:
        yield profile.loss_date, None, "", "loss", PROFILE_NAME
    for event in profile.events:
        yield event.day, event.until, event.label, event.kind, PROFILE_NAME
    if not profile.anniversaries or (days := logs.days).empty:
        return
    for event in profile.anniversaries:
        # One year ahead, for the days before the next anniversary.
        for year in range(max(event.day.year, days[0].year), days[-1].year + 2):
            try:
                yield event.day.replace(year=year), None, event.label, event.kind, PROFILE_NAME
            except ValueError:  # 29 February
                yield event.day.replace(year=year, day=28), None, event.label, event.kind, PROFILE_NAME
