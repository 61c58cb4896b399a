"""The words of a whole journal as numbers: each distinct word is looked at once, however often it was written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False, repr=False)
class Rows:
    """Texts as rows of numbers, end to end."""

    names: list[str]  # the word behind each number
    numbers: Ints
    starts: Ints  # row k is numbers[starts[k]:starts[k + 1]]

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def lengths(self) -> Ints:
        """How many numbers each row has."""
        return np.diff(self.starts)

    @property
    def row(self) -> Ints:
        """The row of each number."""
        return np.repeat(np.arange(len(self)), self.lengths)

    @property
    def place(self) -> Ints:
        """Place of each number in its row."""
        return np.arange(len(self.numbers)) - np.repeat(self.starts[:-1], self.lengths)

    def keep(self, which: Flags) -> Rows:
        """Leave out some numbers; every row stays."""
        return Rows(self.names, self.numbers[which], np.concatenate(([0], np.cumsum(which)))[self.starts])

    def only(self, rows: Ints) -> Rows:
        """Take some rows, in the order given."""
        many = self.lengths[rows]
        starts = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(many)))
        return Rows(self.names, self.numbers[ranges(self.starts[rows], many)], starts)


def ranges(begins: Ints, many: Ints) -> Ints:
    """Whole numbers from each beginning on, so many each, end to end."""
    found: Ints = np.repeat(begins - np.cumsum(many) + many, many)
    found += np.arange(len(found))
    return found


def in_order(numbers: Ints) -> Ints:
    """Places of numbers from the lowest to the highest, equal ones in their order; small numbers are sorted faster."""
    small = numbers.max(initial=0) < 1 << 16
    return np.argsort(numbers.astype(np.uint16) if small else numbers, kind="stable")


def numbered(rows: Iterable[Iterable[str]]) -> Rows:
    """Number the words of some rows."""
    known: defaultdict[str, int] = defaultdict()
    known.default_factory = known.__len__
    numbers: list[int] = []
    starts = [0]
    for row in rows:
        numbers.extend(map(known.__getitem__, row))
        starts.append(len(numbers))
    return Rows(list(known), np.array(numbers, dtype=np.int64), np.array(starts))


def pieces_of(texts: Sequence[str]) -> Rows:
    """Number the pieces between blanks: far fewer of them are distinct than were written."""
    return numbered(text.split(" ") for text in texts)


def cut(pieces: Rows, into: Callable[[str], Sequence[str]]) -> Rows:
    """Cut each distinct piece further, and put the parts in their places."""
    parts = numbered(map(into, pieces.names))
    many = parts.lengths[pieces.numbers]
    ends = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(many)))
    return Rows(parts.names, parts.numbers[ranges(parts.starts[pieces.numbers], many)], ends[pieces.starts])
