"""Tokens in the text of a Nomie log: ``#tracker(value)``, ``@person`` and ``+context``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from heartdata.readers.parsing.dates import parse_duration
from heartdata.readers.parsing.numbers import parse_number

__all__ = ["Token", "tag_name", "tokens_of", "words_of"]

_CLOCK: Final = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?")
_TOKEN: Final = re.compile(r"(?<!\S)([#@+])([^\s()#@+,.!?:'’]+)(?:\(([^()\s]*)\))?(?:['’]s)?(?=[\s,.!?:;]|$)")
_VALUE: Final = re.compile(r"([-+]?\d+(?:[.,]\d+)?)[a-z/%$]*", re.IGNORECASE)


@dataclass(frozen=True)
class Token:
    """One token.

    Attributes
    ----------
    sort : str
        The mark it begins with: ``#``, ``@`` or ``+``.
    name : str
        In lower case, with blanks.
    value : float or None
        The number in brackets.
    timed : bool
        Whether a timer measured it; the number is hours then [h].
    """

    sort: str
    name: str
    value: float | None
    timed: bool = False


def tag_name(tag: str) -> str:
    """Make a name of a tag.

    Examples
    --------
    >>> tag_name("#Cups_of_tea")
    'cups of tea'
    """
    return tag.lstrip("#@+").replace("_", " ").strip().casefold()


def tokens_of(note: str) -> Iterator[Token]:
    """Find the tokens of a log."""
    for sort, tag, written in _TOKEN.findall(note):
        if _CLOCK.fullmatch(written):
            yield Token(sort, tag_name(tag), parse_duration(written), timed=True)
        else:
            match = _VALUE.fullmatch(written)
            yield Token(sort, tag_name(tag), parse_number(match[1]) if match else None)


def words_of(note: str) -> str:
    """Take the tokens out of a log."""
    return " ".join(_TOKEN.sub(" ", note).split())
