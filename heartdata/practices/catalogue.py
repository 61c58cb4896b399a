"""The catalogue: five steps, their practices and tools, kinds of resources, and how a practice is recognised."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import pandas as pd

from heartdata.core.logs import Logs
from heartdata.core.profile import Profile
from heartdata.practices.phrase_search import Entries, stands_in

__all__ = [
    "Catalogue",
    "Practice",
    "Resource",
    "Step",
    "catalogue",
    "days_done",
    "offered",
    "practices_said",
    "recognise",
]

_FILE: Final = Path(__file__).with_name("approaches.toml")


@dataclass(frozen=True)
class Step:
    """One of the five steps.

    Attributes
    ----------
    id, title, about : str
        Its id, its name and what it is about.
    """

    id: str
    title: str
    about: str


@dataclass(frozen=True)
class Practice:
    """One thing to try.

    Attributes
    ----------
    id, name : str
        Its id and what people are shown.
    step : str
        The step it belongs to.
    way : str
        What it works through: body, senses, words, ritual, values or people.
    signs : tuple of str
        The signs it speaks to.
    effort : int
        1 (a minute or two), 2 (a quarter of an hour or going out) or 3 (takes courage or planning).
    how, log : str
        What to do, and what to log.
    tags, journal : tuple of str
        Words that recognise it in activities, and phrases that do in a journal, in all languages.
    not_when, not_with : tuple of str
        Circumstances (``unsafe``, ``ill``) and logged symptoms under which it is not offered.
    tool : bool
        Whether it is one of the sensory, behavioural or spiritual tools for feeling stuck.
    """

    id: str
    name: str
    step: str
    way: str
    signs: tuple[str, ...]
    effort: int
    how: str
    log: str
    tags: tuple[str, ...]
    journal: tuple[str, ...]
    not_when: tuple[str, ...] = ()
    not_with: tuple[str, ...] = ()
    tool: bool = False


@dataclass(frozen=True)
class Resource:
    """A kind of book or token for some kinds of loss.

    Attributes
    ----------
    id, kind : str
        Its id and what it is.
    losses : tuple of str
        Kinds of loss, as in `heartdata.core.vocabulary.KINDS_OF_LOSS`.
    """

    id: str
    kind: str
    losses: tuple[str, ...]


@dataclass(frozen=True)
class Catalogue:
    """All of `approaches.toml`.

    Attributes
    ----------
    steps, practices, resources : dict
        By id, in the order of the file.
    """

    steps: dict[str, Step]
    practices: dict[str, Practice]
    resources: dict[str, Resource]

    def of_step(self, step: str) -> list[Practice]:
        """List the practices of a step."""
        return [p for p in self.practices.values() if p.step == step]

    def resources_for(self, loss_kind: str | None) -> list[str]:
        """List kinds of resources for a kind of loss.

        Examples
        --------
        >>> catalogue().resources_for("job")
        ["a book on losing a job and finding one's way afterwards"]
        """
        return [r.kind for r in self.resources.values() if loss_kind in r.losses]


@cache
def catalogue() -> Catalogue:
    """Read the catalogue that is shipped.

    Examples
    --------
    >>> list(catalogue().steps)
    ['safety', 'self_compassion', 'release', 'values', 'connection']
    """
    given = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return Catalogue(
        {row["id"]: Step(**row) for row in given["steps"]},
        {row["id"]: _practice(row) for row in given["practices"]},
        {row["id"]: Resource(row["id"], row["kind"], tuple(row["losses"])) for row in given["resources"]},
    )


def _practice(row: dict[str, Any]) -> Practice:
    plain: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    for key in ("tags", "journal"):
        plain[key] = tuple(dict.fromkeys(word for words in row[key].values() for word in words))
    return Practice(**plain)


@cache
def _tag_words() -> tuple[tuple[str, str], ...]:
    return tuple((word.casefold(), p.id) for p in catalogue().practices.values() for word in p.tags)


@cache
def recognise(name: str) -> str | None:
    """Find the practice that the name of an activity means.

    Examples
    --------
    >>> recognise("Evening walk"), recognise("Klangschalen"), recognise("laundry")
    ('walking', 'sound_bowls', None)
    """
    folded = name.casefold()
    fits = [(len(word), practice) for word, practice in _tag_words() if stands_in(word, folded)]
    return max(fits, key=lambda fit: fit[0])[1] if fits else None


def offered(practice: Practice, profile: Profile, logged: set[str], *, ill: bool = False) -> bool:
    """Tell whether a practice may be offered to somebody."""
    circumstances = {name for name, holds in (("unsafe", profile.unsafe), ("ill", ill)) if holds}
    declined = {code.casefold() for code in profile.declined}
    return not (
        circumstances & set(practice.not_when)
        or logged & {word.casefold() for word in practice.not_with}
        or declined & {practice.id.casefold(), practice.name.casefold(), practice.step.casefold()}
    )


def _by_own_words(name: str, profile: Profile) -> str | None:
    """Follow the person's own words to their own name for it, and that to the catalogue; contacts are friends."""
    words = f" {name.casefold().replace('-', ' ')} "
    for own, known in profile.practices.items():
        if any(f" {w.casefold()} " in words for w in known):
            return recognise(own)
    for own, known in profile.contacts.items():
        if any(f" {w.casefold()} " in words for w in (own, *known)):
            return recognise(own) or "trusted_friends"
    return None


def days_done(logs: Logs, said: Mapping[str, set[pd.Timestamp]] | None = None) -> dict[str, set[pd.Timestamp]]:
    """Find the days on which each practice of the catalogue was done."""
    found: dict[str, set[pd.Timestamp]] = {}
    for name, days in logs.activities.groupby("name")["day"]:
        practice = recognise(str(name)) or _by_own_words(str(name), logs.profile)
        if practice:
            found.setdefault(practice, set()).update(days)
    for practice, entries in (practices_said(logs.journal) if said is None else said).items():
        found.setdefault(practice, set()).update(entries)
    return found


def practices_said(journal: pd.DataFrame) -> dict[str, set[pd.Timestamp]]:
    """Find the days on which a journal says that a practice was done."""
    if not len(journal):
        return {}
    titles, texts = journal["title"].fillna(""), journal["text"].fillna("")
    entries = Entries([f"{title}\n{text}".casefold() for title, text in zip(titles, texts, strict=True)])
    found = {}
    for practice in catalogue().practices.values():
        said = entries.holding(phrase.casefold() for phrase in practice.journal)
        if said:
            found[practice.id] = set(journal["day"].iloc[sorted(said)])
    return found
