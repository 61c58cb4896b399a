"""The values of Apple Health's records, in the units a diary uses."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from heartdata.readers.apps.apple_health.layout import STAGES, UNITS

__all__ = ["read_valence", "read_values", "unit_factor"]

_NUMBER: Final = re.compile(rb"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*")
# What can be true of one record; outside it is damage.
_RANGES: Final = {"steps": (0.0, 200_000.0), "hrv_sdnn": (0.1, 1000.0), "resting_heart_rate": (10.0, 300.0)}

NO_STAGE: Final = "the value is not a stage of sleep that is known"
NO_NUMBER: Final = "the value is not a number that can be true"
NO_UNIT: Final = "the unit is not one that is known"


def read_valence(written: str) -> float | None:
    """Read how pleasant a state of mind is."""
    valence = float(written) if _NUMBER.fullmatch(written.encode()) else math.nan
    return valence if -1 <= valence <= 1 else None


@lru_cache(maxsize=64)
def unit_factor(kind: str, unit: bytes | None) -> float:
    """Say what a value in a unit is multiplied with."""
    return UNITS[kind].get((unit or b"").decode("utf-8", "replace").strip(), math.nan) if kind in UNITS else 1.0


def read_values(
    kind: str, factor: npt.NDArray[np.float64], values: Sequence[bytes | None]
) -> tuple[npt.NDArray[np.float64], dict[int, str]]:
    """Read the values of many records of one kind."""
    if kind == "mindfulness":
        return np.zeros(len(values)), {}
    if kind == "sleep":
        stages = {v: STAGES.get(v.decode("utf-8", "replace").strip(), math.nan) if v else math.nan for v in set(values)}
        return np.array([stages[v] for v in values], dtype=float), dict.fromkeys(range(len(values)), NO_STAGE)
    low, high = _RANGES[kind]
    number = _numbers_in(values) * factor
    number[~((number >= low) & (number <= high))] = math.nan
    bad = [int(i) for i in np.flatnonzero(np.isnan(number))]
    return number, {i: NO_UNIT if math.isnan(factor[i]) else NO_NUMBER for i in bad}


def _numbers_in(values: Sequence[bytes | None]) -> npt.NDArray[np.float64]:
    written = [v or b"" for v in values] if None in values else [v for v in values if v is not None]
    if not b"".join(written).translate(None, b"0123456789."):
        try:
            return np.array(list(map(float, written)))
        except ValueError:  # an empty one, or two points
            pass
    return np.array([float(v) if _NUMBER.fullmatch(v) else math.nan for v in written])
