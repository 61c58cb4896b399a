"""Tags that are never compared, ranked, praised, offered or put on an on/off plan."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from heartdata.core.negation import affirmed_for
from heartdata.core.profile import Profile, names_support
from heartdata.core.vocabulary import activity_kind
from heartdata.practices.catalogue import catalogue, recognise
from heartdata.practices.phrase_search import WordList, contains_phrase, fold, is_cjk

_FILE: Final = Path(__file__).with_name("sensitive.toml")
# The worst first: a name with several kinds is answered by the first.
_NEVER: Final = ("self_harm", "medicine", "drugs", "alcohol", "eating", "gambling", "smoking", "sexual_risk")
_NEVER_ON_A_PLAN: Final = ("therapy", "contact", "food", "sleep_loss")
# Losses where somebody who is alive may be the one who was lost.
_OF_SOMEBODY: Final = ("betrayal", "breakup", "rift", "friendship", "estrangement", "loved_one_changing", "other", None)

_DOSE: Final = re.compile(r"\d\s*(?:mg|mcg|ug|μg|ml|iu|ie|мг|мкг|мл|毫克|ミリグラム|밀리그램)(?![^\W\d_])")
# "3pints", "25mgs"; "s0ber" and "3MMC" are words with a digit.
_NUMBER: Final = re.compile(r"(?<![^\W\d_])(?<=\d)(?=[^\W\d_]{2})")
_CAPITAL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_DIGITS: Final = str.maketrans("013457@$", "oieastas")
# What possessives and cases add to a name, folded.
_CASES: Final = "(?:s|es|em|om|am|ovi|ie|in|un|nin|nun|de|da|ом|ем|ои|еи|ою|ею|ові|еві|у|а|е|u|a|e|y|n)?"
# What separates two things in one tag.
_SEVERAL: Final = re.compile(r"[,;/&+|]|\s(?:and|und|y|et|e|en|i|och|og|и|та)\s", re.IGNORECASE)
# "text Mark", "see Anna"; "text" alone says nothing of a person.
_TOUCH: Final = re.compile(r"\b(?i:text|phone|see|seeing)\s+[A-Z]")


def sensitive_kind(name: str) -> str | None:
    """Return the kind of thing that is never compared or offered, such as ``"medicine"``, or None."""
    return _kind_among(name, _NEVER)


def may_compare(name: str, kind: str, profile: Profile) -> bool:
    """Whether an activity may be compared: only practices of the person's own list or of the catalogue."""
    own, known = _own_practice(name, profile), recognise(name)
    # What nobody calls a practice is most of a diary's tags, and needs no further look.
    if not (own or known or (kind == "contact" and _names_contact(name, profile))):
        return False
    if known and not own and not _fits_loss(known, profile):
        return False
    if _names_more(name, profile):
        return False
    names = (name, *(profile.practices[own] if own else ()))
    # Nobody is told that therapy could be chance: a session may well make its day heavier.
    if any(_kind_among(said, (*_NEVER, "therapy")) or _is_lost(said, profile) for said in names):
        return False
    with_people = kind == "contact" or known == "trusted_friends" or any(_names_somebody(n, profile) for n in names)
    if with_people and profile.unsafe:
        return False
    alone = known is not None and not _names_somebody(name, profile)
    return not (with_people and profile.loss_kind in _OF_SOMEBODY and not alone)


def may_show(name: str, kind: str, profile: Profile) -> bool:
    """Whether a page may name an activity as something the person did for themselves or with others."""
    # "Ana", "Mia" and "Molly" are names first.
    if (kind != "contact" and sensitive_kind(name)) or _is_lost(name, profile):
        return False
    # The one who hurts may be among the contacts; who is named under [support] is safe.
    with_somebody = kind == "contact" or _names_somebody(name, profile)
    return not (profile.unsafe and with_somebody) or names_support(name, profile)


def keep_apart(name: str, profile: Profile) -> bool:
    """Whether a tag is not counted towards an own practice, since it names more than that."""
    of_somebody = profile.unsafe or profile.loss_kind in _OF_SOMEBODY
    return (
        bool(sensitive_kind(name))
        or _is_lost(name, profile)
        or _names_more(name, profile)
        or (of_somebody and _with_someone()(name))
    )


def _names_more(name: str, profile: Profile) -> bool:
    """Whether a tag names something else beside a practice, of which nobody knows what it is: "walk + xyz"."""
    if fold(name) in {fold(word) for own, words in profile.practices.items() for word in (own, *words)}:
        return False
    parts = [part for part in _SEVERAL.split(name) if part.strip()]
    return len(parts) > 1 and not all(
        re.search(r"\d", part) or recognise(part) or _own_practice(part, profile) or activity_kind(part) != "other"
        for part in parts
    )


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


def _fits_loss(practice: str, profile: Profile) -> bool:
    """Whether a practice is for this kind of loss: no candle for a former partner."""
    losses = catalogue().practices[practice].losses
    return not losses or profile.loss_kind is None or profile.loss_kind in losses


def _own_practice(name: str, profile: Profile) -> str | None:
    """Return the person's own listed practice that a name means."""
    for own, words in profile.practices.items():
        if any(f" {fold(word)} " in f" {fold(affirmed_for(name, word))} " for word in (own, *words)):
            return own
    return None


def _names_somebody(name: str, profile: Profile) -> bool:
    """Whether a name speaks of somebody in particular: one of the profile's contacts, or "with Mark"."""
    return _names_contact(name, profile) or _with_someone()(name) or _TOUCH.search(name) is not None


def _names_contact(name: str, profile: Profile) -> bool:
    contacts = {fold(word) for own, words in profile.contacts.items() for word in (own, *words)} - {""}
    said = f" {fold(name)} "
    return any(_inflected(word).search(said) for word in contacts)


@lru_cache(maxsize=512)
def _inflected(name: str) -> re.Pattern[str]:
    """A folded name as possessives and cases write it: "Marks", "Markem", "Anny", "Анной"."""
    if is_cjk(name):
        return re.compile(re.escape(name))
    stem, vowel = (name[:-1], "[aeiouyаеиоуыюяі]") if len(name) > 3 and name[-1] in "aeоа" else (name, "")
    ending = "s" if len(name) < 4 else f"(?:{vowel}{_CASES})?"
    return re.compile(rf"(?<= ){re.escape(stem)}(?:{re.escape(name[len(stem) :])}s?|{ending})(?= )")


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
    forms = _forms(name)
    return next((kind for kind in kinds if any(_finder_of(kind)(form) for form in forms)), None)


def _forms(name: str) -> set[str]:
    """The name as written, as separate words ("missedMeds", "3pints"), without digits for letters or words beside it.

    "Spice again" and "2x speed" are the whole names "spice" and "speed", letters that are spelt out are one word.
    """
    forms = {name, _CAPITAL.sub(" ", name)}
    if any(mark.isalpha() for mark in name):
        forms.add(name.translate(_DIGITS))
    forms |= {_NUMBER.sub(" ", form) for form in forms}
    words = fold(name).split()
    forms.add(" ".join(word for word in words if word not in _beside() and not word.isdigit()))
    return forms | ({"".join(words)} if all(len(word) == 1 for word in words) else set())


@cache
def _given() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def _beside() -> frozenset[str]:
    return frozenset(fold(word) for word in _given()["beside"])


@cache
def _finder_of(kind: str) -> Callable[[str], bool]:
    return _finder(" ".join(_given()[kind].values()))


@cache
def _former_partner() -> Callable[[str], bool]:
    return _finder(_given()["former_partner"]["all"])


@cache
def _with_someone() -> Callable[[str], bool]:
    somebody = _finder(_given()["with_someone"]["all"])
    things = tuple(fold(phrase) for words in _given()["with_something"].values() for phrase in words.split())

    def found(name: str) -> bool:
        said = f" {fold(name)} " if "/" not in name else ""
        for thing in things:
            said = said.replace(f" {thing} ", " ")
        return somebody(said or name)

    return found


@cache
def _finder(words: str) -> Callable[[str], bool]:
    known = WordList(words.split())
    return lambda name: known.match(_without_harmless(name))


@lru_cache(maxsize=4096)
def _without_harmless(name: str) -> str:
    """Fold a name and take out harmless phrases that hold a listed word, such as "drinking water"."""
    said = fold(name)
    for phrase in _harmless():
        if is_cjk(phrase):
            said = said.replace(phrase, " ")
        elif contains_phrase(phrase, said):
            said = f" {said} ".replace(f" {phrase} ", " ").strip()
    return said


@cache
def _harmless() -> tuple[str, ...]:
    return tuple(sorted({fold(phrase) for phrase in _given()["harmless"]}, key=len, reverse=True))
