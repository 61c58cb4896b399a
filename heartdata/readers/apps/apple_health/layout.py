"""The records of an Apple Health export that a diary needs: how Apple writes them, and their values in usual units."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from heartdata.core.vocabulary import VITALS

# Record type -> what it becomes. The place in this table is the kind's number everywhere.
KINDS: Final = {
    "HKQuantityTypeIdentifierStepCount": "steps",
    "HKCategoryTypeIdentifierSleepAnalysis": "sleep",
    "HKQuantityTypeIdentifierHeartRateVariabilitySDNN": "hrv_sdnn",
    "HKQuantityTypeIdentifierRestingHeartRate": "resting_heart_rate",
    "HKCategoryTypeIdentifierMindfulSession": "mindfulness",
}
MOOD: Final = "mood"
_MOOD_ENDING: Final = "StateOfMind"

# By rising priority, where two segments of one source overlap.
_SLEEP: Final = "HKCategoryValueSleepAnalysis"
STAGES: Final = {
    f"{_SLEEP}InBed": 0,
    f"{_SLEEP}Asleep": 1,
    f"{_SLEEP}AsleepUnspecified": 1,
    f"{_SLEEP}AsleepCore": 2,
    f"{_SLEEP}AsleepREM": 3,
    f"{_SLEEP}AsleepDeep": 4,
    f"{_SLEEP}Awake": 5,
}

# Unit -> factor; a missing unit is the usual one.
UNITS: Final = {
    "steps": {"count": 1.0, "": 1.0},
    "hrv_sdnn": {"ms": 1.0, "": 1.0, "s": 1000.0},
    "resting_heart_rate": {"count/min": 1.0, "": 1.0, "count/s": 60.0},
}

STAMP: Final = re.compile(rb"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4}")

TOKENS: Final = {kind: written.encode() for written, kind in KINDS.items()} | {MOOD: _MOOD_ENDING.encode()}

# Without references and control characters the bytes are the text; other layouts are left to a parser.
_PLAIN: Final = rb'[^"&<\x00-\x1f]*'
NOT_PLAIN: Final = re.compile(rb'["&<\x00-\x1f]')
# A name may hold references, as in "Robin &amp; Kim"; see `plain_name`.
_NAME: Final = rb'[^"<\x00-\x1f]*'
_REFERENCE: Final = re.compile(rb"&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));")
_NAMED: Final = {b"amp": b"&", b"lt": b"<", b"gt": b">", b"quot": b'"', b"apos": b"'"}
_BEGIN: Final = (
    rb'(<Record)\s+type="%(type)b"\s+sourceName="(%(name)b)"(?:\s+sourceVersion="[^"]*+")?(?:\s+device="[^"]*+")?'
    rb'(?:\s+unit="(%(plain)b)")?'
)
_ENTRY: Final = rb'(?:\s*<MetadataEntry\s+key="(?!HKTimeZone")%(plain)b"\s+value="[^"]*+"\s*/>)*'
_ZONE: Final = rb'(?:\s*<MetadataEntry\s+key="HKTimeZone"\s+value="(%(plain)b)"\s*/>)?'
_TAIL: Final = rb"\s*(?:/>|>" + _ENTRY + _ZONE + _ENTRY + rb"\s*</Record\s*>)"


def _compiled(pattern: bytes, kind: bytes = b"") -> re.Pattern[bytes]:
    return re.compile(pattern % {b"type": kind, b"plain": _PLAIN, b"name": _NAME})


# The end of a record behind its last attribute: zone.
TAIL: Final = _compiled(_TAIL)
# The beginning of a record, up to its dates: `<Record`, source, unit.
BEGIN: Final = {kind: _compiled(_BEGIN + rb"\s+", written.encode()) for written, kind in KINDS.items()}


def plain_name(written: bytes) -> bytes | None:
    """Resolve the references in a name; None where a parser has to."""
    if b"&" not in written:
        return written
    if b"&" in _REFERENCE.sub(b"", written):
        return None
    try:
        return _REFERENCE.sub(_character, written)
    except ValueError:
        return None


def _character(reference: re.Match[bytes]) -> bytes:
    named, decimal, hexadecimal = reference.groups()
    if named:
        return _NAMED[named]
    number = int(decimal) if decimal else int(hexadecimal, 16)
    # What XML allows; the rest is for the parser to refuse.
    if number in (0xFFFE, 0xFFFF) or (number < 0x20 and number not in (0x9, 0xA, 0xD)):
        raise ValueError(number)
    return chr(number).encode()


def kind_of(tag: str, written: str) -> str | None:
    """Return the kind of an element, or None where a diary does not need it."""
    if tag == "Record":
        return MOOD if written.endswith(_MOOD_ENDING) else KINDS.get(written)
    return MOOD if tag.endswith(_MOOD_ENDING) else None


_NUMBER: Final = re.compile(rb"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*")
# Plausible values of one record; heuristic.
_RANGES: Final = {name: (vital.lowest, vital.highest) for name, vital in VITALS.items()}

NO_STAGE: Final = "the value is not a stage of sleep that is known"
NO_NUMBER: Final = "the value is not a number that can be true"
NO_UNIT: Final = "the unit is not one that is known"


def read_valence(written: str) -> float | None:
    """Read how pleasant a state of mind is."""
    valence = float(written) if _NUMBER.fullmatch(written.encode()) else math.nan
    return valence if -1 <= valence <= 1 else None


@lru_cache(maxsize=64)
def unit_factor(kind: str, unit: bytes | None) -> float:
    """Return the factor from a unit to the usual one."""
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
