"""One language's word lists, read from ``phrases/<code>.toml`` and prepared for quick matching.

The notation of a phrase is explained at the top of ``phrases/en.toml``. Adding a language is adding a file.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib import resources
from typing import Any, Final

import numpy as np

from heartdata.core.vocabulary import SIGNS
from heartdata.signs.text.words import Rows, numbered

_PHRASES: Final = resources.files("heartdata.signs.text") / "phrases"

#: Stands for a person's name in a prepared sentence.
NAME = "name§"
#: What phrases are looked for: the seven signs, and the illness that is split off from two of them.
TOPICS = (*SIGNS, "illness")
# An acute alone: without its umlaut or tilde a word is another one.
_ACCENTS: Final = re.compile("\N{COMBINING ACUTE ACCENT}")
_OPEN = {"~": r"((?:\S+ ){0,3})", "_": r"(\S+ )", "[_]": r"(\S+ )?"}


class LazyPattern:
    """A phrase that is compiled when a text first calls for it: most phrases of a language never are."""

    def __init__(self, phrase: str, classes: Mapping[str, list[str]]) -> None:
        self._phrase, self._classes = phrase, classes

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return compile_phrase(self._phrase, self._classes)

    def needs(self) -> tuple[frozenset[str], ...]:
        """Find the choices of plain words that the phrase cannot do without."""
        return _needs(self._phrase, self._classes)

    @property
    def pattern(self) -> str:
        """The expression itself."""
        return self._compiled.pattern

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Find every place, as a compiled pattern does."""
        return self._compiled.finditer(text)


@dataclass(frozen=True)
class Phrase:
    """One phrase of one sign: what to look for, and the rare word by which it is looked up."""

    topic: str
    pattern: LazyPattern
    anchors: tuple[str, ...]
    place: int

    @cached_property
    def needs(self) -> tuple[frozenset[str], ...]:
        """The choices of plain words that it cannot do without."""
        return self.pattern.needs()

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Words by which it is looked up in a sentence: a name has no word of its own."""
        return tuple(self.needs[0]) if NAME in self.anchors else self.anchors

    @cached_property
    def others(self) -> tuple[frozenset[str], ...]:
        """What else has to have a word in the sentence."""
        return tuple(need for need in self.needs if need != frozenset(self.keys))

    def could_be_in(self, words: Sequence[str]) -> bool:
        """Whether every part has a word among these."""
        return not any(need.isdisjoint(words) for need in self.needs)


class Lexicon:
    """The lists of one language, as sets and compiled patterns; most are never asked for, and made when they are."""

    def __init__(self, code: str) -> None:
        self.code, self._data = code, _read(code)
        self.tags = tags_of(code)

    @cached_property
    def sets(self) -> Mapping[str, frozenset[str]]:
        """Words of one kind."""
        data = self._data
        sets = {name: frozenset(words) for name, words in data["grammar"].items()}
        sets |= {name: frozenset(data["language"][name]) for name in ("words", "strangers")}
        sets |= {name: frozenset(data["measures"][name]) for name in ("past", "present")}
        sets["positive"] = frozenset(word for word in data["measures"]["positive"] if not word.endswith("*"))
        return sets

    @cached_property
    def _common(self) -> frozenset[str]:
        return self.sets["words"] | self.sets["own"] | self.sets["negators"]

    @cached_property
    def markers(self) -> Mapping[str, re.Pattern[str]]:
        """Words around a phrase that say whether it counts."""
        names = ("not_negation", "ended", "imagined", "not_imagined", "long_ago", "formerly", "still")
        return {name: _marker(self._data["grammar"][name]) for name in names}

    def _phrases_of(self, name: str) -> tuple[Phrase, ...]:
        data, classes = self._data, self._data["classes"]
        lists = {topic: data["signs"].get(topic, {}) for topic in SIGNS} | {"illness": data["illness"]}
        written = [(topic, phrase) for topic in TOPICS for phrase in lists[topic].get(name, [])]
        return tuple(
            Phrase(topic, LazyPattern(p, classes), _anchors(p, classes, self._common), place)
            for place, (topic, p) in enumerate(written)
        )

    @cached_property
    def phrases(self) -> tuple[Phrase, ...]:
        """All phrases of the signs and of illness."""
        return self._phrases_of("phrases")

    @cached_property
    def exceptions(self) -> Mapping[str, tuple[Phrase, ...]]:
        """What sounds like a phrase of a sign and is none."""
        exceptions = self._phrases_of("except")
        return {topic: tuple(one for one in exceptions if one.topic == topic) for topic in TOPICS}

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The rare words of all phrases."""
        return frozenset(a.rstrip("*") for phrase in self.phrases for a in phrase.anchors if a != NAME)

    @cached_property
    def past_endings(self) -> tuple[str, ...]:
        """Endings of words in the past tense."""
        return tuple(self._data["measures"]["past_endings"])

    @cached_property
    def positive_stems(self) -> tuple[str, ...]:
        """Beginnings of positive words."""
        return tuple(word[:-1] for word in self._data["measures"]["positive"] if word.endswith("*"))

    @cached_property
    def anchored(self) -> Mapping[str, tuple[Phrase, ...]]:
        """The phrases by their rarest word."""
        return _ByWord(self.phrases, lambda phrase: phrase.anchors)

    @cached_property
    def by_key(self) -> Mapping[str, tuple[Phrase, ...]]:
        """The phrases by what they are looked up by."""
        return _ByWord(self.phrases, lambda phrase: phrase.keys)

    @cached_property
    def full_forms(self) -> Mapping[str, str]:
        """What people shorten, or write without its accents, in short notes."""
        return _full_forms(self._data, self.phrases, self._common)


class _ByWord(dict[str, tuple[Phrase, ...]]):
    """Phrases that some word leads to, found once per word."""

    def __init__(self, phrases: Iterable[Phrase], words_of: Callable[[Phrase], Iterable[str]]) -> None:
        super().__init__()
        self._exact: dict[str, list[Phrase]] = {}
        self._begun: dict[str, list[Phrase]] = {}
        for phrase in phrases:
            for word in words_of(phrase):
                kept = self._begun if word.endswith("*") else self._exact
                kept.setdefault(word.removesuffix("*"), []).append(phrase)
        self._stems = tuple(self._begun)

    def __missing__(self, word: str) -> tuple[Phrase, ...]:
        found = {phrase.place: phrase for phrase in self._exact.get(word, ())}
        if word.startswith(self._stems):
            for stem in self._stems:
                if word.startswith(stem):
                    found |= {phrase.place: phrase for phrase in self._begun[stem]}
        self[word] = tuple(found[place] for place in sorted(found))
        return self[word]


def _forms(element: str, classes: Mapping[str, list[str]]) -> list[str]:
    if element.startswith("{"):
        return classes[element[1:-1]]
    return element.strip("[]").split("|")


def _one(form: str) -> str:
    return re.escape(form[:-1]) + r"\S*" if form.endswith("*") else re.escape(form)


def _elements(phrase: str) -> list[str]:
    return re.findall(r"\[[^\]]*\]|\{[^}]*\}|\S+", phrase)


def compile_phrase(phrase: str, classes: Mapping[str, list[str]]) -> re.Pattern[str]:
    """Turn a phrase in the notation of the data files into a pattern over a prepared sentence.

    A prepared sentence is its words in small letters with a blank before, between and after. Gaps (``~``, ``_``) are
    the pattern's only groups, so that their contents can be checked.
    """
    parts = []
    for element in _elements(phrase):
        if element in _OPEN:
            parts.append(_OPEN[element])
            continue
        choice = "(?:" + "|".join(map(_one, _forms(element, classes))) + ") "
        parts.append(f"(?:{choice})?" if element.startswith("[") else choice)
    return re.compile("(?<= )" + "".join(parts))


def _anchors(phrase: str, classes: Mapping[str, list[str]], common: frozenset[str]) -> tuple[str, ...]:
    """Find the required word, or choice of words, that occurs least often: a sentence without it cannot match."""
    best: tuple[int, int] | None = None
    chosen: tuple[str, ...] = ()
    for element in _elements(phrase):
        if element in ("~", "_") or element.startswith("["):
            continue
        forms = _forms(element, classes)
        rank = (-sum(form in common for form in forms), min(map(len, forms)))
        if best is None or rank > best:
            best, chosen = rank, tuple(forms)
    return chosen


def _needs(phrase: str, classes: Mapping[str, list[str]]) -> tuple[frozenset[str], ...]:
    """Find the choices of plain words that a phrase cannot do without."""
    choices = [_forms(e, classes) for e in _elements(phrase) if e not in _OPEN and not e.startswith("[")]
    return tuple(frozenset(forms) for forms in choices if NAME not in forms and not any(f.endswith("*") for f in forms))


def _full_forms(data: Mapping[str, Any], phrases: Iterable[Phrase], common: frozenset[str]) -> dict[str, str]:
    """Find what stands for a word in short notes: the language's own list, and words without their accents."""
    known = {word for phrase in phrases for need in phrase.needs for word in need} | common
    accented = {_ACCENTS.sub("", unicodedata.normalize("NFD", word)): word for word in sorted(known)}
    bare = {plain: word for plain, word in accented.items() if plain not in known}
    return bare | dict(data["shorthand"])


def _marker(expressions: Iterable[str]) -> re.Pattern[str]:
    joined = "|".join(map(re.escape, expressions))
    return re.compile(f"(?<= )(?:{joined})(?= )") if joined else re.compile("(?!)")


@cache
def _read(code: str) -> dict[str, Any]:
    text = _PHRASES.joinpath(f"{code}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def languages() -> tuple[str, ...]:
    """Codes of the languages that have a file, in alphabetical order."""
    return tuple(sorted(item.name[:-5] for item in _PHRASES.iterdir() if item.name.endswith(".toml")))


@cache
def tags_of(code: str) -> Mapping[str, frozenset[str]]:
    """Give the tags of each topic and of the body's signs in one language; much cheaper than its phrases."""
    data = _read(code)
    lists = {topic: data["signs"].get(topic, {}) for topic in SIGNS} | {"illness": data["illness"]}
    tags = {topic: frozenset(lists[topic]["tags"]) for topic in TOPICS}
    return tags | {name: frozenset(words) for name, words in data["body"].items()}


@cache
def _language_points() -> Mapping[str, tuple[int, ...]]:
    """For each small word how much it is evidence for or against each language, in half points."""
    lists = [_read(code)["language"] for code in languages()]
    words = {word for each in lists for name in ("words", "strangers") for word in each[name]}
    return {
        word: tuple(2 * (word in each["words"]) - 3 * (word in each["strangers"]) for each in lists) for word in words
    }


@cache
def lexicon(code: str) -> Lexicon:
    """Give the word lists of one language, read once."""
    return Lexicon(code)


def languages_of(rows: Rows, most: int, *, least: float = 0.15) -> list[str | None]:
    """Detect the language of each row by its first words, in small letters; None where no file serves it."""
    points, nothing = _language_points(), (0,) * len(languages())
    table = np.array([points.get(word, nothing) for word in rows.names]).reshape(len(rows.names), len(nothing))
    first, said = rows.place < most, np.minimum(rows.lengths, most)
    row, numbers = rows.row[first], rows.numbers[first]
    total = np.stack([np.bincount(row, column, len(rows)) for column in table[numbers].T])
    best = total.argmax(axis=0)
    there = total.max(axis=0)
    clear = (there > 0) & (there / 2 / np.maximum(said, 1) >= least)
    return [languages()[place] if sure else None for place, sure in zip(best.tolist(), clear.tolist(), strict=True)]


def language_of(words: Sequence[str], *, least: float = 0.15) -> str | None:
    """Detect the language of some words in small letters, or None where no file serves it."""
    return languages_of(numbered([words]), len(words), least=least)[0]


#: Letters of a word that shows a note's language; shorter words mean something in several (heuristic).
_TELLING_LETTERS: Final = 4
#: Points by which one language is ahead of all others (heuristic).
_LEAST_AHEAD: Final = 1


@lru_cache(maxsize=20_000)
def language_points(word: str) -> tuple[float, ...]:
    """How much a word of a short note speaks for each language.

    Small words are often left out there, so that words of the phrases count too.
    """
    points = [amount / 2 for amount in _language_points().get(word, (0,) * len(languages()))]
    if len(word) >= _TELLING_LETTERS:
        mine = [place for place, code in enumerate(languages()) if lexicon(code).anchored[word]]
        if len(mine) == 1:
            points[mine[0]] += 1
    return tuple(points)


def clear_language(points: Sequence[float], words: int) -> str | None:
    """Return the language that is ahead of all others, from the points of so many words, or None."""
    first = max(range(len(points)), key=points.__getitem__)
    ahead = points[first] - max((p for place, p in enumerate(points) if place != first), default=0.0)
    return languages()[first] if points[first] >= max(1.0, 0.1 * words) and ahead >= _LEAST_AHEAD else None
