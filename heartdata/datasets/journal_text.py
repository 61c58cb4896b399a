"""Journal pages for simulated diaries, put together from sentences with many alternatives."""

from __future__ import annotations

import re
from functools import cache
from typing import Final, Literal

from heartdata.datasets import journal_sentences as sentences
from heartdata.datasets.random_streams import Deck, Draws

__all__ = ["Journal", "Mode"]

Mode = Literal["before", "telling", "retelling", "turning"]

FRIENDS: Final = ("Ines", "Marit", "Odile", "Renske", "Tamsin", "Yara", "Solveig", "Bronagh")
SISTERS: Final = ("Ruth", "Hanna", "Delia", "Carys", "Elspeth", "Noor")
TOWNS: Final = ("Westmere", "Aldersey", "Quillford", "Hartsound")

_CHOICE: Final = re.compile(r"\[([^\[\]]*)\]")
_AIM_WORDS: Final = 96
# Sentences about the loss on a page: from, to.
_TOLD: Final = {"before": (0, 1), "telling": (1, 2), "retelling": (5, 5), "turning": (1, 2)}


@cache
def _parts(template: str) -> tuple[tuple[str, ...], ...]:
    pieces = _CHOICE.split(template)
    return tuple(tuple(piece.split("|")) if index % 2 else (piece,) for index, piece in enumerate(pieces))


class Journal:
    """Writes one person's pages.

    Parameters
    ----------
    draws : Draws
        Where chance comes from.
    """

    def __init__(self, draws: Draws) -> None:
        self._draws = draws
        self._names = {
            "{friend}": draws.pick(FRIENDS),
            "{sister}": draws.pick(SISTERS),
            "{town}": draws.pick(TOWNS),
        }
        self._openings, self._closings = Deck(draws, sentences.OPENINGS), Deck(draws, sentences.CLOSINGS)
        self._scenes = Deck(draws, sentences.SCENES)
        self._tired, self._light = Deck(draws, sentences.TIRED), Deck(draws, sentences.LIGHT)
        self._heart: dict[Mode, Deck] = {
            "before": Deck(draws, sentences.BEFORE),
            "telling": Deck(draws, sentences.TELLING),
            "retelling": Deck(draws, sentences.RETELLING),
            "turning": Deck(draws, sentences.TURNING),
        }

    def page(self, mode: Mode, heaviness: float) -> str:
        """Write a page of about a hundred words."""
        draws = self._draws
        heart = self._say(self._heart[mode].hand(draws.whole(*_TOLD[mode])))
        feeling = [(self._tired if draws.chance(heaviness) else self._light).draw()] if draws.chance(0.7) else []
        closing = self._say([self._closings.draw()] if draws.chance(0.6) else [])
        day = self._say([self._openings.draw(), self._scenes.draw()])
        # A page of retelling has room for little else.
        while len(f"{day} {heart} {closing}".split()) + 10 * len(feeling) < _AIM_WORDS:
            day += " " + self._say([self._scenes.draw()])
        day += " " + self._say(feeling)
        return "\n\n".join(paragraph for paragraph in (day.strip(), heart, closing) if paragraph)

    def _say(self, templates: list[str]) -> str:
        pick = self._draws.pick
        text = " ".join("".join(pick(part) for part in _parts(template)) for template in templates)
        for slot, name in self._names.items():
            text = text.replace(slot, name)
        return text
