"""The channels of a sign: which of its sources are read together, and where a source has enough days to speak of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from heartdata.core.vocabulary import SIGNS
from heartdata.signs.estimators import Window, windowed
from heartdata.signs.evidence import Evidence
from heartdata.signs.sources import SIGN_RULES

__all__ = ["Channel", "channels_of", "enough_days"]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_NAMES = tuple(SIGNS)


def _rule(name: str) -> float:
    return SIGN_RULES[name].value


@dataclass(frozen=True, eq=False)
class Channel:
    """Sources of a sign that are read together; the first of `columns` is the main one."""

    sign: int
    columns: list[int]
    weights: Floats
    weight: float
    share: float
    looks: float


def channels_of(evidence: Evidence) -> list[Channel]:
    """Group sources that are read together; a rating weighs more than any other channel of its sign."""
    groups: dict[tuple[str, str], list[int]] = {}
    for column, source in enumerate(evidence.sources):
        groups.setdefault((source.sign, source.channel), []).append(column)
    main = {key: columns for key, columns in groups.items() if evidence.sources[columns[0]].weight == 1}
    weight = {key: _rule("rating_weight") if key[1] == "rating" else 1.0 for key in main}
    out = []
    for (sign, channel), columns in main.items():
        total = sum(w for (name, _), w in weight.items() if name == sign)
        several = total > weight[sign, channel]
        share = weight[sign, channel] / total * (1 - _rule("joint_share") if several else 1.0)
        looks = _rule(
            "looks_rating" if channel == "rating" else "looks_tags" if channel in ("tags", "contacts") else "looks_text"
        )
        own = np.array([evidence.sources[c].weight for c in columns])
        out.append(Channel(_NAMES.index(sign), columns, own, weight[sign, channel], share, looks))
    return out


def enough_days(evidence: Evidence, short: Window, long: Window) -> Flags:
    """Where a source has enough days, or for text enough entries, for a mean to be spoken of."""
    enough = (short.n >= _rule("window_days")) & (long.n >= _rule("long_days"))
    written = windowed(evidence.entries[:, None], int(_rule("long_window")))
    entries = np.nan_to_num(written.mean * written.n) >= _rule("text_entries")
    text = np.array([source.channel in ("text", "retelling") for source in evidence.sources], dtype=bool)
    return np.where(text, entries & (short.n >= 3), enough)
