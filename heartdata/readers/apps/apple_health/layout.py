"""What an Apple Health export holds that a diary needs, and how Apple writes it."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["BETWEEN", "HEADS", "KINDS", "MOOD", "NOT_PLAIN", "STAGES", "STAMP", "TAIL", "TOKENS", "UNITS", "kind_of"]

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

# By rising priority, where two segments of one source tell of the same moment.
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
# Looser and several times faster than `STAMP`; what is no time is found when it is read.
_LIKE_STAMP: Final = rb"[0-9+ :-]{25}"
_BEGIN: Final = (
    rb'(<Record)\s+type="%(type)b"\s+sourceName="(%(plain)b)"(?:\s+sourceVersion="[^"]*+")?(?:\s+device="[^"]*+")?'
    rb'(?:\s+unit="(%(plain)b)")?'
)
_DATES: Final = (
    rb'(?:\s+creationDate="[^"]*+")?\s+startDate="(%(stamp)b)"\s+endDate="(%(stamp)b)"(?:\s+value="(%(plain)b)")?\s*>'
)
_ENTRY: Final = rb'(?:\s*<MetadataEntry\s+key="(?!HKTimeZone")%(plain)b"\s+value="[^"]*+"\s*/>)*'
_ZONE: Final = rb'(?:\s*<MetadataEntry\s+key="HKTimeZone"\s+value="(%(plain)b)"\s*/>)?'
_TAIL: Final = rb"\s*(?:/>|>" + _ENTRY + _ZONE + _ENTRY + rb"\s*</Record\s*>)"


def _compiled(pattern: bytes, written: str = "") -> re.Pattern[bytes]:
    return re.compile(pattern % {b"type": written.encode(), b"plain": _PLAIN, b"stamp": _LIKE_STAMP})


# The end of a record behind its last attribute: zone.
TAIL: Final = _compiled(_TAIL)
# The end of a record, and the next one up to the dates: zone, `<Record`, source, unit.
BETWEEN: Final = {kind: _compiled(_TAIL + rb"\s*" + _BEGIN, written) for written, kind in KINDS.items()}
# The opening tag of a record with children: `<Record`, source, unit, start, end, value.
HEADS: Final = {kind: _compiled(_BEGIN + _DATES, written) for written, kind in KINDS.items()}


def kind_of(tag: str, written: str) -> str | None:
    """Say what an element is for a diary.

    Examples
    --------
    >>> kind_of("Record", "HKQuantityTypeIdentifierStepCount"), kind_of("Workout", "x")
    ('steps', None)
    """
    if tag == "Record":
        return MOOD if written.endswith(_MOOD_ENDING) else KINDS.get(written)
    return MOOD if tag.endswith(_MOOD_ENDING) else None
