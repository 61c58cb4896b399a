"""The vocabulary: measures, signs, states and kinds of loss, with units, directions and the words people see."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Final, Literal

from heartdata.core.negation import affirmed, fold_words

NRS_MAX: Final = 10.0


# Two words for the same: the measures' own, and that of heartdata.toml.
HARDER: Final = ("heavier", "worse")


@dataclass(frozen=True)
class Measure:
    """Something people rate on a 0-10 numeric rating scale (NRS)."""

    name: str  # in code, columns, the command line and the documentation
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
        Vital("readiness", "Readiness", "of 100", "mean", 1, 100),
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

#: After these losses a partner who is no longer there was lost, and not avoided.
_PARTNER_LOST: Final = ("betrayal", "breakup")


class _Words:
    """Words to find in folded names: whole words and phrases, parts of words, and whole names."""

    def __init__(self, *lists: str) -> None:
        given = {word for words in lists for word in words.split("|") if word}
        self._names = frozenset(fold_words(word) for word in given if word[0] == "=")
        self._within = tuple(fold_words(word).strip() for word in given if word[0] == "*")
        phrases = [tuple(fold_words(word).split()) for word in given if word[0] not in "=*"]
        self._single = frozenset(phrase[0] for phrase in phrases if len(phrase) == 1)
        self._several = tuple(f" {' '.join(phrase)} " for phrase in phrases if len(phrase) > 1)

    def found_in(self, folded: str) -> bool:
        """Whether a folded name holds one of the words."""
        return (
            not self._single.isdisjoint(folded.split())
            or folded in self._names
            or any(phrase in folded for phrase in self._several)
            or any(part in folded for part in self._within)
        )


@cache
def _given() -> dict[str, Any]:
    return tomllib.loads((resources.files("heartdata.core") / "activity_words.toml").read_text(encoding="utf-8"))


@cache
def _words(kind: str) -> _Words:
    given = _given()[kind]
    return _Words(given) if isinstance(given, str) else _Words(*given.values())


@lru_cache(maxsize=8192)
def activity_kind(name: str) -> str:
    """Guess the kind of an activity from the words of its name; what is negated, missed or lost is ``"other"``."""
    said = fold_words(affirmed(name))
    with_people = _words("contact").found_in(said) and not _words("not_contact").found_in(said)
    if _words("symptom").found_in(said):
        # "Mum sick" is nobody's company and not the writer's symptom.
        return "other" if with_people else "symptom"
    if with_people:
        return "contact"
    return "practice" if _words("practice").found_in(said) else "other"


@lru_cache(maxsize=8192)
def is_of_the_mind(name: str) -> bool:
    """Whether a symptom is anxiety, stress, low mood or the like, and nothing of the body is named with it."""
    folded = fold_words(name)
    return _words("of_the_mind").found_in(folded) and not _words("symptom").found_in(folded)


def is_partner(name: str) -> bool:
    """Whether a name speaks of a partner."""
    return _words("partner").found_in(fold_words(name))


def is_lost_partner(name: str, loss_kind: str | None) -> bool:
    """Whether a contact is the partner whom this kind of loss took away."""
    return loss_kind in _PARTNER_LOST and is_partner(name)


def on_nrs(value: float, low: float, high: float, *, higher_is_worse: bool = False) -> float:
    """Convert an answer to the common 0-10 numeric rating scale."""
    share = (value - low) / (high - low)
    # Rounded to 12 decimals, so that equal answers stay equal in binary fractions.
    return round(NRS_MAX * (1 - share if higher_is_worse else share), 12)
