"""Seeded diary texts with known truth: which entries retell an earlier story, and what else they are about.

Same-topic entries use the same sentence frames as the retold ones, with other places, things and moments, and name
the same person: only the details of the story differ.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np

NAMES = ["Robin", "Alex", "Kim", "Noor", "Jamie", "Luca", "Maren", "Ines"]
_WORDS = tomllib.loads(Path(__file__).with_name("diary_words.toml").read_text(encoding="utf-8"))


def _lists(section: str) -> dict[str, list[str]]:
    return {name: [" ".join(word.split()) for word in text.split("|")] for name, text in _WORDS[section].items()}


SLOTS = _lists("slots")
LISTS = _lists("everyday")
# Each fact of a story has three wordings; a story fixes the slots, a retelling chooses facts and wordings anew.
FACTS: list[list[str]] = _WORDS["frames"]["facts"]
TOPIC: list[str] = _WORDS["frames"]["topic"]
EVERYDAY: list[str] = _WORDS["frames"]["everyday"]


def _fill(frame: str, slots: dict[str, str]) -> str:
    text = frame.format_map(slots)
    return text[0].upper() + text[1:]


def story(rng: np.random.Generator, name: str) -> dict[str, str]:
    """Draw the details of one episode."""
    slots = {key: str(rng.choice(values)) for key, values in SLOTS.items()}
    slots |= {key + "2": str(rng.choice(SLOTS[key])) for key in ("thing", "place", "time", "other", "colour")}
    return slots | {"thing3": str(rng.choice(SLOTS["thing"])), "name": name}


def _everyday(rng: np.random.Generator) -> str:
    slots = {key: str(rng.choice(values)) for key, values in (SLOTS | LISTS).items()}
    return _fill(str(rng.choice(EVERYDAY)), slots)


def entry(
    rng: np.random.Generator, name: str, slots: dict[str, str] | None, *, facts: int, about: int, everyday: int
) -> str:
    """One entry: some facts of a story (a new one each if `slots` is None), topic sentences, everyday sentences."""
    # A new episode for every fact: same frames, same name, but no story that recurs.
    lines = []
    for fact in rng.permutation(len(FACTS))[:facts]:
        own = slots if slots is not None else story(rng, name)
        lines.append(_fill(FACTS[fact][rng.integers(3)], own))
    lines += [_fill(str(rng.choice(TOPIC)), {"name": name}) for _ in range(about)]
    lines += [_everyday(rng) for _ in range(everyday)]
    return " ".join(lines[i] for i in rng.permutation(len(lines)))


def diary(rng: np.random.Generator, n: int, *, share: float = 0.25, stories: int = 2) -> tuple[list[str], np.ndarray]:
    """Entries and labels: 2 retold, 1 same topic, 0 everyday; -1 is a story told for the first time."""
    name = str(rng.choice(NAMES))
    known = [story(rng, name) for _ in range(stories)]
    seen: set[int] = set()
    texts, labels = [], []
    for _ in range(n):
        kind = rng.random()
        facts, about, everyday = int(rng.integers(5, 11)), int(rng.integers(0, 4)), int(rng.integers(2, 8))
        if kind < share:
            which = int(rng.integers(stories))
            texts.append(entry(rng, name, known[which], facts=facts, about=about, everyday=everyday))
            labels.append(2 if which in seen else -1)
            seen.add(which)
        elif kind < 0.65:
            texts.append(entry(rng, name, None, facts=facts, about=about, everyday=everyday))
            labels.append(1)
        else:
            texts.append(entry(rng, name, None, facts=0, about=int(rng.integers(0, 2)), everyday=facts + everyday))
            labels.append(0)
    return texts, np.array(labels)
