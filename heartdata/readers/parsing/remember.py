"""Remember what short texts mean: in a diary the same few come again every day."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Final, TypeVar

Answer = TypeVar("Answer")

# Long texts are the diary itself; they never come again, and are not kept.
_LONGEST: Final = 48
_KEPT: Final = 4096


def remember_short(read: Callable[[str], Answer]) -> Callable[[str], Answer]:
    """Let a function of a text, whose answers nobody changes, remember those for short texts."""
    known = lru_cache(_KEPT)(read)

    @wraps(read)
    def answer(text: str) -> Answer:
        return known(text) if len(text) <= _LONGEST else read(text)

    return answer
