"""Runs of records of one type as Apple writes them, split without a line of Python for each attribute.

Apple writes ``creationDate``, ``startDate``, ``endDate`` and ``value`` last and always alike, and the text between the
value of one record and the dates of the next is nearly always the same: the end of one, the type, device and unit of
the other. That text is matched by a strict regular expression once; then it is enough that the next record is followed
by the very same text. The dates are at fixed places and checked for all records at once. So each byte is compared with
what it has to be, as if one expression had matched them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import Final, NamedTuple

import numpy as np

from heartdata.readers.apps.apple_health.layout import BETWEEN, NOT_PLAIN, TAIL
from heartdata.readers.apps.apple_health.timestamps import LIKE_STAMP, Bytes

_MARK: Final = b'" creationDate="'
_BEATS, _BEATS_END = b"<HeartRateVariabilityMetadataList>", b"</HeartRateVariabilityMetadataList>"
_BEAT: Final = b"<InstantaneousBeatsPerMinute "
_START, _END, _VALUE = b'" startDate="', b'" endDate="', b'" value="'
_STAMP: Final = len(LIKE_STAMP)
_STARTS: Final = slice(_STAMP + len(_START), 2 * _STAMP + len(_START))
_ENDS: Final = slice(_STARTS.stop + len(_END), _STARTS.stop + len(_END) + _STAMP)
_FORM: Final = np.frombuffer(LIKE_STAMP + _START + LIKE_STAMP + _END + LIKE_STAMP + _VALUE, dtype=np.uint8)
_FIXED: Final = len(_FORM)
# A digit is 0x30 to 0x39: its upper half is 3, and still is when 6 is added.
_IS_DIGIT: Final = ord("0") == _FORM
_IS_SIGN: Final = np.flatnonzero(ord("+") == _FORM)
_MASK: Final = np.where(_IS_DIGIT, 0xF0, 0xFF).astype(np.uint8)
_MASK[_IS_SIGN] = 0
_EXPECTED: Final = _FORM & _MASK
_SIX: Final = np.where(_IS_DIGIT, 6, 0).astype(np.uint8)

_PLUS, _MINUS = b"+-"
_LONGEST_HEAD: Final = 4096
_LONGEST_END: Final = 65_536
# Longer texts hold what no second record does.
_REPEATING: Final = 1024
_KEPT: Final = 2048


class Between(NamedTuple):
    """What is between the dates of two records: the end of one and the beginning of the next."""

    zone: bytes | None  # of the record that ends
    source: bytes  # of the record that begins, as its unit
    unit: bytes | None
    length: int  # how far before its dates it begins [byte]


class Repeats(dict[bytes, Between | None]):
    """What is between the dates of two records, read once; None where it is not as Apple writes it."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._pattern = BETWEEN[kind]

    def __missing__(self, written: bytes) -> Between | None:
        if (shorter := _without_beats(written)) is not None:
            return self[shorter]
        # The mark behind it takes its last quote.
        found = self._pattern.fullmatch(written + b'"')
        known = None if found is None else Between(found[1], found[3], found[4], len(written) - found.start(2))
        if len(written) <= _REPEATING:
            if len(self) >= _KEPT:
                self.clear()
            self[written] = known
        return known


def _without_beats(written: bytes) -> bytes | None:
    """Leave out the list of heart beats, which is long and never the same; None where there is none."""
    opening = written.find(_BEATS)
    closing = written.find(_BEATS_END, opening) if opening >= 0 else -1
    if closing < 0:
        return None
    # As every "<" begins a tag, as many tags as beats leave room for nothing else in the list.
    if written.count(b"<", opening, closing) != written.count(_BEAT, opening, closing) + 1:
        return None
    return written[:opening] + written[closing + len(_BEATS_END) :]


@dataclass
class Run:
    """Records of one type that follow each other."""

    heads: list[tuple[Between, int]]  # what so many records in turn begin with
    zones: list[tuple[bytes | None, int]]  # the time zone of so many records in turn
    dates: list[int]  # where the dates of each begin [byte]
    fixed: Bytes  # from the dates to the value of each, shape (n, 108)
    values: list[bytes]  # as written
    stop: int  # where the last one ends [byte]

    @property
    def start(self) -> Bytes:
        """When each begins, as written: ndarray of uint8, shape (n, 25)."""
        return self.fixed[:, _STARTS]

    @property
    def end(self) -> Bytes:
        """When each ends, as written: ndarray of uint8, shape (n, 25)."""
        return self.fixed[:, _ENDS]

    def place(self, number: int) -> int:
        """Find where a record begins."""
        after = accumulate(count for _, count in self.heads)
        head = next(head for (head, _), last in zip(self.heads, after, strict=True) if number < last)
        return self.dates[number] - len(_MARK) - head.length


def read_run(buffer: bytes, tag: int, limit: int, repeats: Repeats) -> Run | None:
    """Read the records from a tag on, as long as Apple's layout lasts."""
    mark = buffer.find(_MARK, tag, tag + _LONGEST_HEAD)
    head = repeats[b"/>" + buffer[tag:mark]] if mark >= 0 else None
    if head is None:
        return None
    at, heads, zones = mark + len(_MARK), [(head, 1)], []
    dates: list[int] = []
    quotes: list[int] = []
    while (quote := buffer.find(b'"', at + _FIXED, limit)) >= 0:
        mark = buffer.find(_MARK, quote, min(quote + _LONGEST_END, limit))
        between = repeats[buffer[quote + 1 : mark]] if mark >= 0 else None
        if between is None:
            break
        same, known = buffer[quote : mark + len(_MARK)], len(dates)
        while quote >= 0 and buffer.startswith(same, quote):
            dates.append(at)
            quotes.append(quote)
            at = quote + len(same)
            quote = buffer.find(b'"', at + _FIXED, limit)
        heads.append((between, len(dates) - known))
        zones.append((between.zone, len(dates) - known))
    tail = TAIL.match(buffer, quote + 1) if quote >= 0 else None
    if tail is not None:
        # The last one, which has no other of its type behind it.
        zones.append((tail[1], 1))
        quotes.append(quote)
    dates.append(at)
    values = [buffer[begin + _FIXED : quote] for begin, quote in zip(dates, quotes, strict=False)]
    fixed = b"".join([buffer[begin : begin + _FIXED] for begin in dates[: len(quotes)]])
    run = Run(heads, zones, dates, np.frombuffer(fixed, dtype=np.uint8).reshape(-1, _FIXED), values, 0)
    count = _count_right(run)
    run.stop = tail.end() if tail is not None and count == len(quotes) else run.place(count)
    run.fixed = run.fixed[:count]
    del run.values[count:]
    return run if count else None


def _count_right(run: Run) -> int:
    """Count the records before the first one whose dates or value are not as Apple writes them."""
    fixed, signs = run.fixed, run.fixed[:, _IS_SIGN]
    # Nearly always all are right, and then no row is looked at by itself.
    wrong = ((fixed & _MASK) ^ _EXPECTED) | (((fixed + _SIX) & _MASK) ^ _EXPECTED)
    right = ~wrong.any(axis=1) if wrong.any() else np.ones(len(fixed), dtype=np.bool_)
    right &= ((signs == _PLUS) | (signs == _MINUS)).all(axis=1)
    if NOT_PLAIN.search(b"".join(run.values)):
        right &= [NOT_PLAIN.search(value) is None for value in run.values]
    odd = np.flatnonzero(~right)
    return int(odd[0]) if len(odd) else len(right)
