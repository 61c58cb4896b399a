"""Remember what short texts mean: in a diary the same few come again every day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

Answer = TypeVar("Answer")

# Long texts are the diary itself; they never come again, and are not kept.
_LONGEST: Final = 48
_KEPT: Final = 4096


# A dictionary answers faster than a function with a cache.
class _Known(dict[str, Answer]):
    def __init__(self, read: Callable[[str], Answer]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> Answer:
        answer = self._read(text)
        if len(text) <= _LONGEST:
            if len(self) >= _KEPT:
                self.clear()
            self[text] = answer
        return answer


def remember_short(read: Callable[[str], Answer]) -> Callable[[str], Answer]:
    """Let a function of a text, whose answers nobody changes, remember those for short texts."""
    return _Known(read).__getitem__
