"""Spellings of mood names, and names without a known level."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from heartdata.readers.parsing.remember import remember_short

_SHOWN_NAMES: Final = 12
_LONGEST_NAME: Final = 24
_MOST_WORDS: Final = 3
# Variation selectors and joiners: the same emoji is written with and without them.
_UNSEEN: Final = re.compile("[\u200b-\u200f\ufe0e\ufe0f]")


@remember_short
def mood_key(name: str) -> str:
    """Return one key for all spellings of a mood name."""
    return _UNSEEN.sub("", " ".join(unicodedata.normalize("NFC", name).casefold().split()))


@dataclass
class UnknownMoods:
    """Counts mood names without a known level.

    A name that is too long, or from a row whose cells may have shifted, may be a line of the diary: it is counted
    but never shown.
    """

    names: dict[str, int] = field(default_factory=dict, repr=False)
    spelled: dict[str, str] = field(default_factory=dict, repr=False)
    # Names with a level from 1 to 5, by key, and how they are spelled.
    known: dict[str, tuple[str, float]] = field(default_factory=dict, repr=False)

    def add(self, name: str, *, trusted: bool = True) -> None:
        """Count a name; show it only if `trusted`."""
        key = mood_key(name)
        self.names[key] = self.names.get(key, 0) + 1
        if trusted and may_be_shown(name):
            self.spelled.setdefault(key, name)

    def know(self, name: str, level: float) -> None:
        """Remember a name that has a level, from the app or the profile."""
        if len(self.known) < _SHOWN_NAMES and (key := mood_key(name)) not in self.known and may_be_shown(name):
            self.known[key] = (" ".join(name.split()), level)

    def update(self, others: Iterable[UnknownMoods]) -> None:
        """Add the counts of others."""
        for other in others:
            for key, count in other.names.items():
                self.names[key] = self.names.get(key, 0) + count
            self.spelled = other.spelled | self.spelled
            self.known = other.known | self.known

    def line(self) -> str:
        """List the names without a level, with the lines to add to the profile."""
        if not self.names:
            return ""
        commonest = [key for key, _ in Counter(self.names).most_common()]
        known = [self.spelled[key] for key in commonest if key in self.spelled][:_SHOWN_NAMES]
        lines = " ".join(f"{_toml_key(name)} = ?" for name in known)
        hidden = len(self.names) - len(known)
        more = f" (and {hidden} more)" if hidden else ""
        count = sum(self.names.values())
        return (
            f"{count} {'entry has a mood name' if count == 1 else 'entries have mood names'} without a known level; "
            f"give each a number from 1 (worst) to 5 (best) under [moods] in heartdata.toml: {lines}{more}".rstrip(": ")
        ) + self._known_line()

    def _known_line(self) -> str:
        levels = sorted(self.known.values(), key=lambda pair: (pair[1], pair[0]))[:_SHOWN_NAMES]
        named = ", ".join(f"{_toml_key(name)} = {level:g}" for name, level in levels)
        return f" (known: {named})" if named else ""


def may_be_shown(name: str) -> bool:
    """Whether a name is short enough to be no line of the diary."""
    return len(name) <= _LONGEST_NAME and len(name.split()) <= _MOST_WORDS


def _toml_key(name: str) -> str:
    shown = "".join(c for c in name if c.isprintable())
    return '"' + shown.replace("\\", "\\\\").replace('"', '\\"') + '"'
