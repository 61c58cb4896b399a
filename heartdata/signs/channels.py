"""The channels of each sign: sources that are read together, and how much each channel counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from heartdata.core.vocabulary import SIGNS
from heartdata.signs.evidence import Evidence
from heartdata.signs.thresholds import limit

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

_NAMES = tuple(SIGNS)
# Thresholds that hold a channel's false alarms down; the others have the journal's.
_LOOKS = {"rating": "looks_rating", "tags": "looks_tags", "contacts": "looks_tags", "notes": "looks_notes"}


@dataclass(frozen=True, eq=False)
class Channel:
    """Sources of a sign that are read together; the first of `columns` is the main one."""

    sign: int
    columns: list[int]
    weights: Floats
    weight: float
    looks: float


def channels_of(evidence: Evidence) -> list[Channel]:
    """Group sources that are read together; a rating weighs more than any other channel of its sign."""
    groups: dict[tuple[str, str], list[int]] = {}
    for column, source in enumerate(evidence.sources):
        groups.setdefault((source.sign, source.channel), []).append(column)
    main = {key: columns for key, columns in groups.items() if evidence.sources[columns[0]].weight == 1}
    out = []
    for (sign, channel), columns in main.items():
        weight = limit("rating_weight") if channel == "rating" else 1.0
        looks = limit(_LOOKS.get(channel, "looks_text"))
        own = np.array([evidence.sources[c].weight for c in columns])
        out.append(Channel(_NAMES.index(sign), columns, own, weight, looks))
    return out


def shares_of(channels: list[Channel], known: Flags) -> Floats:
    """Share of its sign's error that each channel has on each day, among those that count on it."""
    sign, weight = (np.array([getattr(channel, name) for channel in channels]) for name in ("sign", "weight"))
    total = (known * weight) @ (sign[:, None] == sign)
    several = np.where(total > weight, 1 - limit("joint_share"), 1.0)
    shares: Floats = np.divide(weight * several, total, out=np.full(known.shape, np.nan), where=known)
    return shares


def places_of_signs(channels: list[Channel]) -> Ints:
    """Sign by rank: the places of each sign's channels, then -1."""
    places: list[list[int]] = [[] for _ in _NAMES]
    for place, channel in enumerate(channels):
        places[channel.sign].append(place)
    most = max(1, *map(len, places))
    return np.array([[*mine, *[-1] * (most - len(mine))] for mine in places], dtype=np.int64)
