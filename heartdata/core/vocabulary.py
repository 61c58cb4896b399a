"""The vocabulary: measures, signs, states and kinds of loss, with units, directions and the words people see."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

NRS_MAX: Final = 10.0


@dataclass(frozen=True)
class Measure:
    """Something people rate on a 0-10 numeric rating scale (NRS)."""

    name: str  # in code, columns, the command line and the README
    label: str  # what people see
    higher: Literal["better", "heavier"]
    describes: str


MEASURES: Final[dict[str, Measure]] = {
    m.name: m
    for m in (
        Measure("mood", "Mood", "better", "how the person felt"),
        Measure("energy", "Energy", "better", "energy; tiredness and fatigue are reversed"),
        Measure("concentration", "Concentration", "better", "focus"),
        Measure("interest", "Interest", "better", "interest and enjoyment"),
        Measure("connection", "Connection", "better", "feeling connected with people"),
        Measure("calm", "Calm", "better", "calm; anxiety and stress are reversed"),
        Measure("body", "Body", "better", "how the body feels; pain and symptoms are reversed"),
        Measure("sleep_quality", "Sleep quality", "better", "how good the night was"),
        Measure("appetite", "Appetite", "better", "appetite"),
        Measure("wake_mood", "Mood on waking", "better", "a sleep app's question on waking; kept apart from mood"),
        Measure("intrusive_thoughts", "Intrusive thoughts", "heavier", "unwanted thoughts that push in"),
        Measure("rumination", "Going over it", "heavier", "replaying what happened"),
    )
}


@dataclass(frozen=True)
class Vital:
    """A measurement of the body by a watch or phone."""

    name: str  # in tables
    label: str  # what people see
    unit: str
    daily: Literal["mean", "sum"]  # how the measurements of a day become one value
    # Heuristic plausible range; 0 is how apps write a missing measurement.
    lowest: float
    highest: float


VITALS: Final[dict[str, Vital]] = {
    v.name: v
    for v in (
        Vital("resting_heart_rate", "Resting heart rate", "1/min", "mean", 20, 250),
        Vital("hrv_sdnn", "Heart rate variability (SDNN)", "ms", "mean", 1, 500),
        Vital("hrv_rmssd", "Heart rate variability (RMSSD)", "ms", "mean", 1, 500),
        Vital("steps", "Steps", "count", "sum", 0, 200_000),
    )
}


# Heuristic: more is a wrong unit or a typing mistake, for the hours slept in one night ...
LONGEST_NIGHT_H: Final = 24.0
# ... and from the start to the end of a tracked sleep, a damaged date or a tracker left running.
LONGEST_PERIOD_H: Final = 48.0


@dataclass(frozen=True)
class Sign:
    """One of the seven "feeling stuck" signs."""

    name: str  # in code and tables
    label: str  # what people see


# The article calls them persistent fatigue, intrusive thoughts, difficulty concentrating, life losing its colour,
# avoiding connection, replaying painful memories and feeling physically unwell.
SIGNS: Final[dict[str, Sign]] = {
    s.name: s
    for s in (
        Sign("fatigue", "tiredness"),
        Sign("intrusive_thoughts", "intrusive thoughts"),
        Sign("poor_concentration", "trouble concentrating"),
        Sign("lost_colour", "little joy"),
        Sign("avoiding_connection", "keeping away from people"),
        Sign("replaying", "replaying painful memories"),
        Sign("feeling_unwell", "feeling physically unwell"),
    )
}

STATES: Final[dict[str, str]] = {
    "improving": "getting lighter",
    "stuck": "not much change",
    "slipping": "harder weeks",
    "recovered": "around your usual",
    "unclear": "too early to say",
}

KINDS_OF_LOSS: Final[dict[str, str]] = {
    "betrayal": "betrayal by a trusted person",
    "breakup": "a break-up",
    "rift": "a rift with family or a colleague",
    "friendship": "a friendship that ended",
    "death": "the death of someone",
    "pet": "the loss of a pet",
    "job": "losing a job or a career",
    "home": "losing a home",
    "dream": "the end of a dream",
    "estrangement": "estrangement",
    "loved_one_changing": "watching a loved one change",
    "role": "losing a role that gave identity",
    "other": "another loss",
}

AGES: Final = ("child", "teen", "elder")

EVENT_KINDS: Final = ("loss", "anniversary", "change of approach", "illness", "other")

ACTIVITY_KINDS: Final = ("practice", "contact", "symptom", "other")

# Heuristic: words that give the kind of an activity; the lists of the profile come first.
_ACTIVITY_WORDS: Final[dict[str, frozenset[str]]] = {
    "contact": frozenset(
        "friend friends family partner date party visit call phone colleagues community group therapist therapy "
        "freunde familie treffen besuch amigos familia".split()
    ),
    "practice": frozenset(
        "walk walking yoga meditation meditate breathing journaling exercise workout sport gym run running swimming "
        "cycling gardening affirmation affirmations stretching nature tai chi eft spaziergang meditieren atmen caminar "
        "paseo respirar".split()
    ),
    "symptom": frozenset(
        "sick ill headache migraine pain fever nausea flu tired exhausted insomnia cramps dizzy krank "
        "kopfschmerzen schmerzen enfermo dolor".split()
    ),
}


def activity_kind(name: str) -> str:
    """Guess the kind of an activity from the words of its name."""
    words = set(re.findall(r"[^\W_]+", name.casefold()))
    for kind, known in _ACTIVITY_WORDS.items():
        if words & known:
            return kind
    return "other"


def on_nrs(value: float, low: float, high: float, *, higher_is_worse: bool = False) -> float:
    """Convert an answer to the common 0-10 numeric rating scale."""
    share = (value - low) / (high - low)
    # Rounded to 12 decimals, so that equal answers stay equal in binary fractions.
    return round(NRS_MAX * (1 - share if higher_is_worse else share), 12)
