"""Tags that are never compared, ranked, praised, offered or put on an on/off plan."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from heartdata.core.profile import Profile
from heartdata.practices.catalogue import recognise

__all__ = ["fold", "may_compare", "refuse_trial", "sensitive_kind"]

_FILE: Final = Path(__file__).with_name("sensitive.toml")
# The worst first: a name with several kinds is answered by the first.
_NEVER: Final = ("self_harm", "medicine", "drugs", "alcohol", "eating", "gambling", "smoking", "sexual_risk")
_NEVER_ON_A_PLAN: Final = ("therapy", "contact", "food", "sleep_loss")
# Losses where somebody who is alive may be the one who was lost.
_OF_SOMEBODY: Final = ("betrayal", "breakup", "rift", "friendship", "estrangement", "loved_one_changing", "other", None)

_DOSE: Final = re.compile(r"\d\s*(?:mg|mcg|ug|μg|ml|iu|ie|мг|мкг|мл|毫克|ミリグラム|밀리그램)(?![^\W\d_])")
# "text Mark", "see Anna"; "text" alone says nothing of a person.
_TOUCH: Final = re.compile(r"\b(?i:text|phone|see|seeing)\s+[A-Z]")
_CJK: Final = re.compile("[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ENDINGS: Final = ("", "s", "es", "n", "en", "e")
_LETTERS: Final = str.maketrans(
    {"ø": "o", "ł": "l", "ı": "i", "đ": "d", "æ": "ae", "œ": "oe", "’": "", "'": "", "ʼ": "", "`": ""}
)
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})


def sensitive_kind(name: str) -> str | None:
    """Return the kind of thing that is never compared or offered, such as ``"medicine"``, or None."""
    return _kind_among(name, _NEVER)


def may_compare(name: str, kind: str, profile: Profile) -> bool:
    """Whether an activity may be compared: only practices of the person's own list or of the catalogue."""
    own = _own_practice(name, profile)
    names = (name, *(profile.practices[own] if own else ()))
    if any(sensitive_kind(said) or _is_lost(said, profile) for said in names):
        return False
    known = recognise(name)
    with_people = kind == "contact" or known == "trusted_friends" or any(_names_somebody(n, profile) for n in names)
    if with_people and profile.unsafe:
        return False
    if with_people and profile.loss_kind in _OF_SOMEBODY and not (known and not _names_somebody(name, profile)):
        return False
    return bool(own or known) or (kind == "contact" and _names_contact(name, profile))


def refuse_trial(name: str, profile: Profile) -> str | None:
    """Say kindly why something may not be put on an on/off plan or be compared before and after; None where it may."""
    kind = _kind_among(name, (*_NEVER, *_NEVER_ON_A_PLAN))
    if kind is None and recognise(name) in _PEOPLE:
        kind = "contact"
    if kind is None and (_names_somebody(name, profile) or _former_partner()(name)):
        kind = "contact"
    if kind is None and _is_lost(name, profile):
        kind = "lost"
    return None if kind is None else _REFUSALS[kind]


_PEOPLE: Final = ("trusted_friends", "online_communities", "support_groups", "coach_or_therapist", "no_contact")
_CARE: Final = " If it weighs on you, please tell somebody you trust, or a doctor."
_REFUSALS: Final = {
    "self_harm": "You matter too much for this to be tried on and off. If you are hurting, please talk to "
    "somebody today: "
    "someone you trust, a doctor, or a helpline (findahelpline.com); in danger, your local emergency number.",
    "medicine": "Medicine is not for an on/off plan, and neither is comparing before and after: stopping or "
    "changing it "
    "can hurt. Please talk to your doctor before changing medicine.",
    "drugs": "Drugs are not for an on/off plan: starting and stopping can be dangerous. A doctor or an "
    "addiction service "
    "can help, without judging.",
    "alcohol": "Alcohol is not for an on/off plan: starting and stopping can be dangerous. A doctor can "
    "help you to "
    "drink less, without judging.",
    "eating": "How you eat is not for an on/off plan: your body needs food on every day." + _CARE,
    "food": "Food is not for an on/off plan: your body needs it on every day.",
    "gambling": "Gambling and spending are not for an on/off plan." + _CARE,
    "smoking": "Smoking is not for an on/off plan. A doctor or a quit line can help you when you are ready.",
    "sexual_risk": "This is not for an on/off plan: it is yours to decide on the day, not a coin's.",
    "therapy": "Care is not for an on/off plan: keep every appointment you have. How much of it is right is "
    "something to decide with the person who cares for you.",
    "contact": "Being in touch with somebody, or not, is not for an on/off plan: it concerns people, and "
    "your safety and "
    "theirs come first. Choose something you do by yourself, such as a walk.",
    "sleep_loss": "Staying awake is not for an on/off plan: you need your sleep.",
    "lost": "This is close to what you lost, so it is not for an on/off plan. Choose something small that "
    "is yours, such "
    "as a walk.",
}


def _own_practice(name: str, profile: Profile) -> str | None:
    """Return the person's own listed practice that a name means."""
    said = fold(name)
    for own, words in profile.practices.items():
        if any(f" {fold(word)} " in f" {said} " for word in (own, *words)):
            return own
    return None


def _names_somebody(name: str, profile: Profile) -> bool:
    """Whether a name speaks of somebody in particular: one of the profile's contacts, or "with Mark"."""
    return _names_contact(name, profile) or _with_someone()(name) or _TOUCH.search(name) is not None


def _names_contact(name: str, profile: Profile) -> bool:
    contacts = {fold(word) for own, words in profile.contacts.items() for word in (own, *words)} - {""}
    return any(f" {word} " in f" {fold(name)} " for word in contacts)


def _is_lost(name: str, profile: Profile) -> bool:
    """Whether a name is what was lost: work after losing a job, a former partner after any loss."""
    if _former_partner()(name):
        return True
    lost = _given()["lost"].get(profile.loss_kind)
    return lost is not None and _finder(lost["all"])(name)


@lru_cache(maxsize=4096)
def _kind_among(name: str, kinds: tuple[str, ...]) -> str | None:
    if "medicine" in kinds and _DOSE.search(unicodedata.normalize("NFKC", name).casefold()):
        return "medicine"
    return next((kind for kind in kinds if _finders()[kind](name)), None)


@cache
def _given() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def _finders() -> dict[str, Callable[[str], bool]]:
    return {kind: _finder(" ".join(_given()[kind].values())) for kind in (*_NEVER, *_NEVER_ON_A_PLAN)}


@cache
def _former_partner() -> Callable[[str], bool]:
    return _finder(_given()["former_partner"]["all"])


@cache
def _with_someone() -> Callable[[str], bool]:
    return _finder(_given()["with_someone"]["all"])


@cache
def _finder(words: str) -> Callable[[str], bool]:
    return _Words(words.split()).match


def fold(text: str) -> str:
    """Return lower case without accents, apostrophes and punctuation; one blank between words.

    Examples
    --------
    >>> fold("Don't-Do: CAFÉ_Straße")
    'dont do cafe strasse'
    """
    plain = unicodedata.normalize("NFKD", "".join(c for c in text if unicodedata.category(c) != "Cf").casefold())
    plain = "".join(c for c in plain.translate(_LETTERS) if not "\u0300" <= c <= "\u036f")
    return " ".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFC", plain)))


@dataclass
class _Words:
    """Words and phrases of one kind, laid out for a quick search."""

    listed: list[str]
    whole: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    phrases: set[str] = field(default_factory=set)
    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    within: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        starts, ends, within = set(), set(), set()
        for entry in self.listed:
            for form in {fold(entry), fold(entry.casefold().translate(_UMLAUTS))}:
                first, last = entry.startswith("*"), entry.endswith("*")
                joined = form.replace(" ", "")
                if entry.startswith("="):
                    self.whole |= {form, joined}
                elif _CJK.search(form) or (first and last):
                    within.add(joined)
                elif last:
                    starts |= {form, joined}
                elif first:
                    ends.add(form)
                else:
                    (self.phrases if " " in form else self.words).add(form)
                    self.words.add(joined)
        self.starts, self.ends, self.within = tuple(starts), tuple(ends), tuple(within)

    def match(self, name: str) -> bool:
        said = fold(name)
        for phrase in _harmless():
            said = said.replace(phrase, " ") if _CJK.search(phrase) else f" {said} ".replace(f" {phrase} ", " ").strip()
        tokens, joined = said.split(), said.replace(" ", "")
        if (
            said in self.whole
            or joined in self.words
            or any(part in joined for part in self.within if _CJK.search(part))
        ):
            return True
        for place, token in enumerate(tokens):
            if any(token.endswith(e) and token[: len(token) - len(e)] in self.words for e in _ENDINGS):
                return True
            rest = " ".join(tokens[place:])
            if rest.startswith(self.starts) or token.endswith(self.ends):
                return True
            if any(part in token for part in self.within):
                return True
            ends = {" ".join(tokens[place:stop]) for stop in range(place + 2, min(place + 6, len(tokens) + 1))}
            if any(e[: len(e) - len(x)] in self.phrases for e in ends for x in _ENDINGS if e.endswith(x)):
                return True
        return False


@cache
def _harmless() -> tuple[str, ...]:
    return tuple(sorted({fold(phrase) for phrase in _given()["harmless"]}, key=len, reverse=True))
