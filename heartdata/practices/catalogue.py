"""The catalogue: five steps, their practices, kinds of resources, and how a practice is recognised."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from heartdata.core.negation import affirmed
from heartdata.core.profile import Profile
from heartdata.core.vocabulary import activity_kind, is_partner
from heartdata.practices.phrase_search import WordList, contains_phrase
from heartdata.practices.thresholds import limit

_FILE: Final = Path(__file__).with_name("approaches.toml")


EVIDENCE: Final = ("strong", "moderate", "small", "weak", "none")


@dataclass(frozen=True)
class Step:
    """One of the five steps."""

    id: str
    title: str
    about: str
    bonds_title: str = ""  # where a bond goes on after the loss; empty where it is the same

    def title_for(self, profile: Profile) -> str:
        """Return the title that fits the kind of loss: nothing is "released" where a bond goes on."""
        return self.bonds_title if self.bonds_title and profile.loss_kind not in _ended() else self.title


@dataclass(frozen=True)
class Practice:
    """One thing to try."""

    id: str
    name: str
    step: str
    way: str  # body, senses, words, ritual, values, people or space
    signs: tuple[str, ...]  # that it may fit
    effort: int  # 1 (a few minutes), 2 (a quarter of an hour or going out) or 3 (takes courage or planning)
    how: str  # see `how_for`
    log: str  # what to log
    tags: tuple[str, ...]  # words that recognise it in activities, in all languages
    journal: tuple[str, ...]  # phrases that recognise it in a journal, in all languages
    not_when: tuple[str, ...] = ()  # circumstances that rule it out: unsafe, ill, low_mood, hard_weeks
    not_with: tuple[str, ...] = ()  # logged words that rule it out
    tool: bool = False  # one of the sensory, behavioural or spiritual tools for feeling stuck
    evidence: str = "none"  # one of `EVIDENCE`; it decides ties
    on_request: bool = False  # offered only when asked for, as something some people find soothing
    losses: tuple[str, ...] = ()  # kinds of loss it is for; empty for all
    also_unsafe: bool = False  # adds any loss with abuse or stalking
    ages: tuple[str, ...] = ()  # child, teen, adult, elder; empty for all
    with_adult: bool = False  # a child or teenager is invited to do it with an adult they trust
    cautions: tuple[str, ...] = ()  # what is said with it
    how_unsafe: str = ""  # after abuse or stalking
    how_young: str = ""  # for a child or teenager
    how_home: str = ""  # after losing a home or a role

    def how_for(self, profile: Profile) -> str:
        """Return what to do, in words for this person; cautions are added after a semicolon."""
        how, young = self.how, profile.age in ("child", "teen")
        if profile.unsafe and self.how_unsafe:
            how = self.how_unsafe
        elif young and self.how_young:
            how = self.how_young
        elif profile.loss_kind in ("home", "role") and self.how_home:
            how = self.how_home
        alone = not young or not (self.with_adult or self.how_young) or "adult you trust" in how
        adult = [] if alone else ["with an adult you trust"]
        soothing = ["some people find it soothing"] if self.on_request else []
        return "; ".join([how, *soothing, *adult, *self.cautions])


@dataclass(frozen=True)
class Question:
    """A small question that decides which kind of resource fits; nobody has to answer it."""

    id: str
    question: str
    losses: tuple[str, ...]  # for which it is asked
    choices: dict[str, str]  # the words of each answer, by id


@dataclass(frozen=True)
class Resource:
    """A kind of book, helper or token."""

    id: str
    kind: str
    losses: tuple[str, ...]  # as in `KINDS_OF_LOSS`; empty for all
    # By question, those with which it fits; "" where none is given.
    answers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unsafe: bool | None = None  # True: only after abuse or stalking, and first; False: never then; None: both
    ages: tuple[str, ...] = ()  # empty for all


@dataclass(frozen=True)
class Catalogue:
    """All of `approaches.toml`."""

    steps: dict[str, Step]
    practices: dict[str, Practice]
    questions: dict[str, Question]
    resources: dict[str, Resource]

    def of_step(self, step: str) -> list[Practice]:
        """List the practices of a step."""
        return [p for p in self.practices.values() if p.step == step]

    def offered(
        self,
        profile: Profile,
        logged: set[str],
        *,
        ill: bool = False,
        hard_weeks: int = 0,
        level: float = math.nan,
        asked: bool = False,
    ) -> list[Practice]:
        """List the practices that may be offered, people first in hard weeks, then by evidence."""
        fit = [
            p
            for p in self.practices.values()
            if offered(p, profile, logged, ill=ill, hard_weeks=hard_weeks, level=level, asked=asked)
        ]
        hard = hard_weeks >= limit("hard_weeks")
        return sorted(fit, key=lambda p: (not (hard and p.way == "people"), EVIDENCE.index(p.evidence), p.effort))

    def questions_for(self, loss_kind: str | None) -> list[Question]:
        """List the questions that help to choose resources for a kind of loss."""
        return [q for q in self.questions.values() if loss_kind in q.losses]

    def resources_for(
        self,
        loss_kind: str | None,
        *,
        unsafe: bool = False,
        age: str | None = None,
        answers: Mapping[str, str] | None = None,
    ) -> list[str]:
        """List kinds of resources for a kind of loss; help with abuse comes first where it was unsafe."""
        asked = {q.id: (answers or {}).get(q.id, "") for q in self.questions_for(loss_kind)}
        return [
            r.kind
            for r in self.resources.values()
            if (not r.losses or loss_kind in r.losses)
            and r.unsafe in (None, unsafe)
            and (not r.ages or (age or "adult") in r.ages)
            and all(asked[q] in fits for q, fits in r.answers.items() if q in asked)
        ]


@cache
def catalogue() -> Catalogue:
    """Read the catalogue that comes with heartdata."""
    given = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return Catalogue(
        {row["id"]: Step(**row) for row in given["steps"]},
        {row["id"]: _practice(row, given["words"]) for row in given["practices"]},
        {row["id"]: Question(**_tuples(row)) for row in given["questions"]},
        {
            row["id"]: Resource(**_tuples(row) | {"answers": _tuples(row.get("answers", {}))})
            for row in given["resources"]
        },
    )


def _practice(row: dict[str, Any], lists: dict[str, list[str]]) -> Practice:
    words = [lists[w[1:]] if w.startswith("@") else [w] for w in row.get("not_with", ())]
    plain = _tuples(row) | {"not_with": tuple(word for some in words for word in some)}
    for key in ("tags", "journal"):
        plain[key] = tuple(dict.fromkeys(word for some in row[key].values() for word in some))
    return Practice(**plain)


def _tuples(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}


@cache
def _ended() -> frozenset[str]:
    """Kinds of loss where something ended: a goodbye fits there, and nowhere else."""
    return frozenset(catalogue().practices["goodbye_letter"].losses)


@cache
def _tag_words() -> tuple[tuple[str, str], ...]:
    return tuple((word.casefold(), p.id) for p in catalogue().practices.values() for word in (p.name, *p.tags))


@cache
def recognise(name: str) -> str | None:
    """Find the practice that the name of an activity means."""
    if activity_kind(name) == "symptom":  # "breathing problems" are no breathing exercise
        return None
    whole, said = name.casefold(), affirmed(name).casefold()
    fits = [
        (len(word), practice)
        for word, practice in _tag_words()
        # Looked for plainly first: some hundred words, and names of which hardly one holds any.
        if (word in whole or word in said)
        and (
            (word in whole and _keeps_away(word, whole))
            if _is_a_no(word)
            else (word in said and contains_phrase(word, said))
        )
    ]
    return max(fits, key=lambda fit: fit[0])[1] if fits else None


def _keeps_away(word: str, name: str) -> bool:
    """Whether a "no ..." is meant: "no contact", also with a partner, but not "no contact with mum"."""
    beside = name.replace(word, " ")
    return contains_phrase(word, name) and (is_partner(beside) or activity_kind(beside) != "contact")


@cache
def _is_a_no(word: str) -> bool:
    """Whether a word is itself a "no ...", such as "no contact"."""
    return affirmed(word) != word


def offered(
    practice: Practice,
    profile: Profile,
    logged: set[str],
    *,
    ill: bool = False,
    hard_weeks: int = 0,
    level: float = math.nan,
    asked: bool = False,
) -> bool:
    """Whether a practice may be offered to this person now; `asked` includes what is offered on request only.

    It depends on the profile (kind of loss, unsafe, age, declined), on the words logged in the last four weeks, on the
    number of hard weeks in a row and on the mood level [0-10], NaN where it is not known.
    """
    holds = {
        "unsafe": profile.unsafe,
        "ill": ill,
        "low_mood": level < limit("low_mood"),
        "hard_weeks": hard_weeks >= limit("hard_weeks"),
    }
    fits = not practice.losses or profile.loss_kind in practice.losses or (practice.also_unsafe and profile.unsafe)
    of_age = not practice.ages or (profile.age or "adult") in practice.ages
    declined = {code.casefold() for code in profile.declined}
    return (
        fits
        and of_age
        and (asked or not practice.on_request)
        and not any(holds[name] for name in practice.not_when)
        and not any(_rules_out(practice.not_with, said) for said in logged if practice.not_with)
        and not declined & {practice.id.casefold(), practice.name.casefold(), practice.step.casefold()}
    )


@cache
def _word_list(words: tuple[str, ...]) -> WordList:
    return WordList(words)


@lru_cache(maxsize=16384)
def _rules_out(words: tuple[str, ...], said: str) -> bool:
    return _word_list(words).match(said)
