"""Measures of the person's own in a table given to `Logs.from_frame`: known from the profile, or said in the call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from heartdata.core.columns import Column, is_own, own_measures
from heartdata.core.profile import Profile
from heartdata.core.vocabulary import NRS_MAX


def known_measures(profile: Profile, handed_on: Mapping[str, Any]) -> dict[str, Column]:
    """Return those of the profile, and those that a table from `to_daily` carries."""
    columns = {role: profile.columns[role] for role in own_measures(profile.columns)}
    carried = {
        name: Column((name,), 0.0, NRS_MAX, "better" if way == "better" else "worse")
        for name, way in handed_on.get("measures", {}).items()
    }
    return carried | columns


def said_measures(
    roles: Iterable[str], known: Mapping[str, Column], scale: Any, higher: Mapping[str, str]
) -> dict[str, Column]:
    """Return those among `roles` of which both ends of the scale and the direction are known; the call comes first."""
    found = {}
    for role in roles:
        ends = scale.get(role) if isinstance(scale, Mapping) else scale
        column = known.get(role) or Column((role,))
        if ends is not None:
            column = replace(column, low=ends[0], high=ends[1])
        if role in higher:
            column = replace(column, higher="better" if higher[role] == "better" else "worse")
        if is_own(role, column):
            found[role] = column
    return found


def with_measures(profile: Profile, measures: Mapping[str, Column]) -> Profile:
    """Add measures to a profile, as ``[columns]`` of heartdata.toml would."""
    if not measures:
        return profile
    return replace(profile, columns={"date": Column(("date",)), **profile.columns, **measures})
