"""Which approach to suggest: the signs that stay, what is done already and how that went, effort, kind of loss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from heartdata.core.days import day_words
from heartdata.core.vocabulary import SIGNS
from heartdata.practices.catalogue import EVIDENCE, Practice, catalogue, offered
from heartdata.suggestions.situation import Situation
from heartdata.suggestions.thresholds import PICK_RULES, limit

# Heuristic: which steps speak to which losses in particular; every step fits every loss.
_LOSSES: Final = {
    "release": {"death", "pet", "home", "breakup", "dream", "friendship"},
    "values": {"job", "role", "dream", "home"},
    "self_compassion": {"betrayal", "breakup", "rift", "friendship"},
    "connection": {"estrangement", "loved_one_changing", "death"},
    "safety": {"betrayal"},
}
_FIRST: Final = ("trusted_friends", "walking")


@dataclass(frozen=True)
class Pick:
    """What is suggested, and why this."""

    practice: Practice
    score: float  # by `PICK_RULES`
    reasons: tuple[str, ...]  # half sentences for people


def choose_practice(situation: Situation) -> Pick | None:
    """Choose what to suggest."""
    picks = [_scored(practice, situation) for practice in can_be_offered(situation)]
    return max(picks, key=lambda pick: (pick.score, -EVIDENCE.index(pick.practice.evidence)), default=None)


def can_be_offered(situation: Situation) -> list[Practice]:
    """List the practices that may be suggested now: of the catalogue, and of the person's own that went well."""
    return [
        practice
        for practice in (*catalogue().practices.values(), *_own_practices(situation))
        if offered(
            practice,
            situation.profile,
            set(situation.logged),
            ill=situation.ill,
            hard_weeks=situation.hard_weeks,
            level=situation.level,
        )
    ]


def _own_practices(situation: Situation) -> list[Practice]:
    """Take in what the catalogue does not know, where it went with the person's better days."""
    return [
        Practice(
            found.practice, found.practice, "", "own", (), 1, "more of what you know already",
            f'the tag "{found.practice}" on days with it', (found.practice,), (),
        )
        for found in situation.findings
        if found.known_as is None and found.practice in situation.profile.practices
        and found.share < limit("regular")
    ]  # fmt: skip


def regular_practices(situation: Situation) -> list[Practice]:
    """List what is part of how things are now."""
    known = catalogue().practices
    shares = sorted(situation.shares.items(), key=lambda item: (-item[1], item[0]))
    return [known[name] for name, share in shares if share >= limit("regular") and name in known]


def _scored(practice: Practice, situation: Situation) -> Pick:
    rule, reasons = PICK_RULES, []
    score = 0.0
    spoken = [name for name in practice.signs if name in _there(situation)]
    for name in spoken:
        score += rule[situation.signs[name]].value
    if spoken:
        reasons.append(f"{practice.name} may help with {_named(spoken, situation)}")
    if practice.evidence in rule:
        score += rule[practice.evidence].value
    score += rule["effort"].value * (practice.effort - 1)
    if situation.signs.get("fatigue") == "persistent":
        score += rule["tired"].value * (practice.effort - 1)
    if not _there(situation) and not situation.findings and practice.id in _FIRST:
        score += rule["first"].value
    now = regular_practices(situation)
    if now and practice.step and practice.way not in {p.way for p in now}:
        score += rule["other_way"].value
        reasons.append(f"it works through {_through(practice.way)} rather than what you do most, {now[0].name}")
    if situation.profile.loss_kind in _LOSSES.get(practice.step, ()):
        score += rule["loss"].value
    score += rule["unsafe"].value * (situation.profile.unsafe and practice.step == "safety")
    share = situation.shares.get(practice.id, 0.0)
    if 0 < share < limit("regular"):
        score += rule["own"].value
    leaning = situation.leanings.get(practice.id, 0.0)
    score += rule["went_with"].value * leaning
    if any(practice.id in (f.known_as, f.practice) for f in situation.findings) and share < limit("regular"):
        score += rule["found"].value
        reasons.append("it went with better days in your own entries")
    if practice.step in {p.step for p in now}:
        score += rule["regular"].value
    given = {catalogue().practices[name].step for name, _ in situation.tried if name in catalogue().practices}
    if practice.step in given:
        score += rule["given"].value
    if any(practice.id == name for name, _ in situation.tried):
        score += rule["again"].value
    return Pick(practice, round(score, 6), tuple(reasons))


def _there(situation: Situation) -> list[str]:
    """List the signs that are there; feeling physically unwell is for a doctor, not for a practice."""
    there = [name for name, status in situation.signs.items() if status in ("persistent", "present")]
    return [name for name in there if name != "feeling_unwell"]


def _named(signs: list[str], situation: Situation) -> str:
    """Name at most two signs, the lasting ones first, with how long they have stayed."""
    signs = sorted(signs, key=lambda name: situation.signs[name] != "persistent")[:2]
    starts = [situation.since[name] for name in signs if name in situation.since]
    since = f" (since {day_words(min(starts))})" if starts else ""
    return " and ".join(SIGNS[name].label for name in signs) + since


def _through(way: str) -> str:
    return {"senses": "touch, sight or smell", "people": "other people", "ritual": "a ritual"}.get(way, f"the {way}")
