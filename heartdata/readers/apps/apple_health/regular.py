"""Records as Apple writes them, whatever their types and order: all of a block together, by NumPy.

Apple writes ``creationDate``, ``startDate``, ``endDate`` and ``value`` last and always alike, and the text between the
value of one record and the dates of the next is nearly always one of a few: the end of one, the type, device and unit
of the other. Each such text is matched by a strict regular expression once; then it is enough that the very same text
comes again. The dates are at fixed places and checked for all records of a block at once. So each byte is compared with
what it has to be, as if one expression had matched them all.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from heartdata.readers.apps.apple_health.layout import BETWEEN, KINDS, NOT_PLAIN, TAIL, plain_name, unit_factor
from heartdata.readers.apps.apple_health.timestamps import LIKE_STAMP, Bytes, Flags, Numbers

_CREATED: Final = b'creationDate="'
_BEATS, _BEATS_END = b"<HeartRateVariabilityMetadataList>", b"</HeartRateVariabilityMetadataList>"
_BEAT: Final = b"<InstantaneousBeatsPerMinute "
_BLANK: Final = re.compile(rb'"([ \t\r\n]{1,64})\Z')
_SHORT_TAIL: Final = b"/>"
_SIGNS: Final = b"+-"
_QUOTE: Final = ord('"')
_LONGEST_HEAD: Final = 4096
# Longer texts hold what no second record does.
_REPEATING: Final = 1024
_KEPT: Final = 2048
_KINDS: Final = list(KINDS.values())


def words_of(name: bytes) -> list[np.uint32]:
    """List the four-byte words of a name, one of which is aligned wherever the name begins."""
    return [np.frombuffer(name[at : at + 4], dtype="<u4")[0] for at in range(4)]


# Devices have a "creation date", other dates are named "Date" too.
_RARE: Final = b"tionDat"
_RARE_WORDS: Final = words_of(_RARE)
_RARE_AT: Final = _CREATED.index(_RARE)
_CREATED_BYTES: Final = np.frombuffer(_CREATED, dtype=np.uint8)


class Form:
    """Where the dates stand, given the blank between two attributes."""

    def __init__(self, blank: bytes) -> None:
        names = [b'"' + blank + name for name in (b'startDate="', b'endDate="', b'value="')]
        text = b"".join(LIKE_STAMP + name for name in names)
        form = np.frombuffer(text, dtype=np.uint8)
        # In the blank and the names nothing is a digit or a sign.
        digit = form == ord("0")
        self.width = len(text)
        first, second = (len(LIKE_STAMP) + len(names[0])), len(LIKE_STAMP) + len(names[1])
        self.starts = slice(first, first + len(LIKE_STAMP))
        self.ends = slice(first + second, first + second + len(LIKE_STAMP))
        self._signs = np.flatnonzero(form == ord("+"))
        # A digit is 0x30 to 0x39: its upper half is 3, and still is when 6 is added.
        self._mask = np.where(digit, 0xF0, 0xFF).astype(np.uint8)
        self._mask[self._signs] = 0
        self._expected = form & self._mask
        self._six = np.where(digit, 6, 0).astype(np.uint8)

    def right(self, fixed: Bytes) -> Flags:
        """Tell which rows have digits, signs and names where they have to be."""
        wrong = ((fixed & self._mask) ^ self._expected) | (((fixed + self._six) & self._mask) ^ self._expected)
        # Nearly always all are right, and then no row is looked at by itself.
        right = np.ones(len(fixed), dtype=np.bool_)
        if wrong.any():
            right = np.logical_not(wrong.any(axis=1))
        signs = fixed[:, self._signs]
        right &= ((signs == _SIGNS[0]) | (signs == _SIGNS[1])).all(axis=1)
        return right


@lru_cache(maxsize=16)
def _form(blank: bytes) -> Form:
    return Form(blank)


@dataclass(frozen=True, eq=False, slots=True)
class Between:
    """What is between the dates of two records: the end of one and the beginning of the next."""

    kind: str | None  # of the record that begins, as its source and unit; None where a diary does not need it
    source: bytes
    unit: bytes | None
    zone: bytes | None  # of the record that ends
    length: int  # how far before its dates the record begins [byte]


@dataclass(frozen=True)
class _Columns:
    """The known texts by their numbers; names by the numbers that the gather gives them."""

    kind: Numbers  # place in `KINDS`; -1 is none that a diary needs
    source: Numbers
    zone: Numbers
    factor: npt.NDArray[np.float64]
    length: Numbers


class Texts(dict[bytes, int]):
    """Numbers of the texts between the dates of two records; 0 is any that is not as Apple writes it."""

    def __init__(self, number: Callable[[bytes | None], int]) -> None:
        super().__init__()
        self.number = number
        self.form = _form(b" ")
        self.forget()

    def forget(self) -> None:
        """Begin anew."""
        self.clear()
        self.known = [Between(None, b"", None, None, 0)]
        self._columns: _Columns | None = None

    def __missing__(self, written: bytes) -> int:
        shorter = _without_beats(written)
        found = BETWEEN.fullmatch(shorter)
        source = None if found is None else plain_name(found[4])
        number = 0
        if found is not None and source is not None:
            kind = KINDS.get(found[3].decode("utf-8", "replace"))
            number, self._columns = len(self.known), None
            self.known.append(Between(kind, source, found[5], found[1], len(shorter) - found.start(2)))
        if len(written) <= _REPEATING:
            self[written] = number
        return number

    @property
    def columns(self) -> _Columns:
        """What is known of each, by its number."""
        if self._columns is None:
            known = self.known
            self._columns = _Columns(
                np.array([_KINDS.index(text.kind) if text.kind else -1 for text in known], dtype=np.int64),
                np.array([self.number(text.source) if text.kind else 0 for text in known], dtype=np.int64),
                np.array([self.number(text.zone) for text in known], dtype=np.int64),
                np.array([unit_factor(text.kind, text.unit) if text.kind else 0 for text in known], dtype=np.float64),
                np.array([text.length for text in known], dtype=np.int64),
            )
        return self._columns


def _without_beats(written: bytes) -> bytes:
    """Leave out the list of heart beats, which is long and never the same."""
    opening = written.find(_BEATS)
    closing = written.find(_BEATS_END, opening) if opening >= 0 else -1
    # As every "<" begins a tag, as many tags as beats leave room for nothing else in the list.
    if closing < 0 or written.count(b"<", opening, closing) != written.count(_BEAT, opening, closing) + 1:
        return written
    return written[:opening] + written[closing + len(_BEATS_END) :]


@dataclass(frozen=True)
class Together:
    """Wanted records of one block, all as Apple writes them."""

    texts: Texts
    heads: Numbers  # what each begins with, by its number in `texts`
    zones: Numbers  # by their numbers in the gather
    start: Bytes  # when each begins, as written: shape (n, 25)
    end: Bytes
    values: list[bytes]  # as written
    tags: Numbers  # where each begins [byte]
    stops: Numbers  # where the next may begin

    @property
    def kinds(self) -> Numbers:
        """The place of each one's kind in `KINDS`."""
        return self.texts.columns.kind[self.heads]

    def of(self, chosen: Flags) -> Together:
        """Return some of them."""
        if chosen.all():
            return self
        values = [self.values[number] for number in np.flatnonzero(chosen)]
        heads, zones, tags, stops = (part[chosen] for part in (self.heads, self.zones, self.tags, self.stops))
        return Together(self.texts, heads, zones, self.start[chosen], self.end[chosen], values, tags, stops)


def read_together(buffer: bytes, first: int, last: int, limit: int, texts: Texts) -> Together | None:
    """Read the wanted records in Apple's layout, of those whose types are written from `first` to `last`."""
    if len(texts) > _KEPT or len(texts.known) > _KEPT:
        texts.forget()
    array = np.frombuffer(buffer, dtype=np.uint8)
    dates = _dates(buffer, first, last, limit)
    dates, fixed, right = _fixed(buffer, array, dates, limit, texts)
    if not right.any():
        return None
    form = texts.form
    quotes = _closing_quotes(array, dates + form.width, limit)
    right &= quotes >= 0
    heads, ends = _around(buffer, dates, quotes, texts)
    columns = texts.columns
    chosen = np.flatnonzero(right & (columns.kind[heads] >= 0))
    zones, tags = columns.zone[ends], dates - len(_CREATED) - columns.length[heads]
    stops = np.append(tags[1:], 0)
    whole = ends > 0
    for number in chosen[~whole[chosen]].tolist():
        # Something else comes behind it.
        if tail := TAIL.match(buffer, quotes[number] + 1):
            whole[number], zones[number], stops[number] = True, texts.number(tail[1]), tail.end()
    chosen = chosen[whole[chosen]]
    begins, closes = (dates[chosen] + form.width).tolist(), quotes[chosen].tolist()
    values = [buffer[begin:close] for begin, close in zip(begins, closes, strict=True)]
    fixed = fixed[chosen]
    found = Together(
        texts, heads[chosen], zones[chosen], fixed[:, form.starts], fixed[:, form.ends], values, tags[chosen],
        stops[chosen],
    )  # fmt: skip
    if NOT_PLAIN.search(b"".join(values)):
        found = found.of(np.array([NOT_PLAIN.search(value) is None for value in values]))
    return found


def _dates(buffer: bytes, first: int, last: int, limit: int) -> Numbers:
    """Find where the dates begin of each record whose type is written from `first` to `last`."""
    # One more stands behind the last type.
    behind = buffer.find(_CREATED, last, min(last + _LONGEST_HEAD, limit))
    since, until = first // 4, (limit if behind < 0 else behind + len(_CREATED)) // 4
    words = np.frombuffer(buffer, dtype="<u4", count=until - since, offset=since * 4)
    found = [np.flatnonzero(words == word) * 4 - at for at, word in enumerate(_RARE_WORDS)]
    every = np.sort(np.concatenate(found)) + (since * 4 - _RARE_AT)
    every = every[(every >= 0) & (every <= limit - len(_CREATED))]
    named = (sliding_window_view(np.frombuffer(buffer, dtype=np.uint8), len(_CREATED))[every] == _CREATED_BYTES).all(
        axis=1
    )
    dates: Numbers = every[named] + len(_CREATED)
    return dates


def _fixed(buffer: bytes, array: Bytes, dates: Numbers, limit: int, texts: Texts) -> tuple[Numbers, Bytes, Flags]:
    """Gather the dates of each record up to its value, and tell which are as Apple writes them."""
    dates, fixed, right = _formed(array, dates, limit, texts.form)
    if len(dates) and 2 * np.count_nonzero(right) < len(dates):
        # Another blank than before?
        odd = int(dates[np.argmin(right)]) - len(_CREATED)
        if blank := _BLANK.search(buffer, max(odd - 65, 0), odd):
            other = _form(blank[1])
            others = _formed(array, dates, limit, other)
            if np.count_nonzero(others[2]) > np.count_nonzero(right):
                texts.form = other
                return others
    return dates, fixed, right


def _formed(array: Bytes, dates: Numbers, limit: int, form: Form) -> tuple[Numbers, Bytes, Flags]:
    dates = dates[: np.searchsorted(dates, limit - form.width, side="right")]
    if not len(dates):
        return dates, np.empty((0, form.width), dtype=np.uint8), np.empty(0, dtype=np.bool_)
    fixed = sliding_window_view(array, form.width)[dates]
    return dates, fixed, form.right(fixed)


def _closing_quotes(array: Bytes, begins: Numbers, limit: int) -> Numbers:
    """Find the next quotation mark from each place on; -1 where there is none."""
    every = np.flatnonzero(array[begins[0] : limit] == _QUOTE) + begins[0]
    quotes: Numbers = np.append(every, -1)[np.searchsorted(every, begins)]
    return quotes


def _around(buffer: bytes, dates: Numbers, quotes: Numbers, texts: Texts) -> tuple[Numbers, Numbers]:
    """Return what each record begins and ends with, by its number in `texts`."""
    marks = (dates - len(_CREATED)).tolist()
    begins = (quotes + 1).tolist()
    ends = [texts[buffer[begin:mark]] for begin, mark in zip(begins[:-1], marks[1:], strict=True)]
    ends.append(0)
    heads = [0, *ends[:-1]]
    for number, head in enumerate(heads):
        if not head:
            # Something else comes before it.
            tag = buffer.rfind(b"<", max(marks[number] - _LONGEST_HEAD, 0), marks[number])
            heads[number] = texts[_SHORT_TAIL + buffer[tag : marks[number]]] if tag >= 0 else 0
    return np.array(heads, dtype=np.int64), np.array(ends, dtype=np.int64)
