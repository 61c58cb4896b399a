"""Skip title lines above the header row of a hand-made table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice, pairwise
from typing import Final

from heartdata.readers.parsing.delimited import LINE, header

# Heuristic: a title takes a few lines.
_MOST: Final = 20


def find_header_line(text: str, words: Iterable[str], fits: Callable[[list[str]], bool]) -> int:
    """Return the number of the header line, from 0: the first that has one of the words and fits."""
    wanted = [word.casefold() for word in words]
    folded = text.casefold()
    if not any(word in folded for word in wanted):
        return 0
    for number, line in enumerate(_first_lines(text)):
        # Few lines need to be split.
        if not ("," in line or ";" in line or "|" in line or "\t" in line):
            continue
        folded = line.casefold()
        if any(word in folded for word in wanted) and fits(header(line)[1]):
            return number
    return 0


def _first_lines(text: str) -> list[str]:
    return (
        [match[0] for match in islice(LINE.finditer(text), _MOST)] if "\r" in text else text.split("\n", _MOST)[:_MOST]
    )


def guess_header_line(text: str) -> int:
    """Return the number of a line below a title that looks like a header, or 0."""
    lines = [(number, names) for number, names in _names(text) if any(names)]
    if not lines or sum(map(bool, lines[0][1])) > 1:
        return 0
    for (number, names), (_, cells) in pairwise(lines):
        # Distinct words, as many as the next line has cells.
        words = {name for name in names if name and not name[0].isdecimal()}
        if 1 < len(words) == sum(map(bool, names)) and len(cells) == len(names):
            return number
    return 0


def skip_title(text: str, lines: int) -> str:
    """Blank the title lines, so that the other lines keep their numbers."""
    end = 0
    for match in islice(LINE.finditer(text), lines):
        end = match.end()
    return "\n" * lines + text[end:]


def _names(text: str) -> Iterator[tuple[int, list[str]]]:
    for number, match in enumerate(islice(LINE.finditer(text), _MOST)):
        yield number, header(match[0])[1]
