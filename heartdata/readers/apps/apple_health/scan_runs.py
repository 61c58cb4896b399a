"""Runs of records of one type as Apple writes them, split with a line or two of Python for each record.

Apple writes ``creationDate``, ``startDate``, ``endDate`` and ``value`` last and always alike, and the text between the
value of one record and the dates of the next is nearly always one of a few: the end of one, the type, device and unit
of the other. Each such text is matched by a strict regular expression once; then it is enough that the very same text
comes again. The dates are at fixed places and checked for all records of a block at once. So each byte is compared with
what it has to be, as if one expression had matched them all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from heartdata.readers.apps.apple_health.layout import BETWEEN, NOT_PLAIN, TAIL, plain_name
from heartdata.readers.apps.apple_health.timestamps import LIKE_STAMP, Bytes

_CREATED: Final = b'creationDate="'
_BEATS, _BEATS_END = b"<HeartRateVariabilityMetadataList>", b"</HeartRateVariabilityMetadataList>"
_BEAT: Final = b"<InstantaneousBeatsPerMinute "
_BLANK: Final = re.compile(rb'"([ \t\r\n]{1,64})\Z')
_SHORT_TAIL: Final = b"/>"
_SIGNS: Final = b"+-"
_LONGEST_HEAD: Final = 4096
_LONGEST_END: Final = 65_536
# Longer texts hold what no second record does.
_REPEATING: Final = 1024
_KEPT: Final = 2048
# How many texts are tried before the table of all is asked; watch and phone in turn make four.
_RECENT: Final = 4


class Form:
    """Where the dates stand, given the blank between two attributes."""

    def __init__(self, blank: bytes) -> None:
        names = [b'"' + blank + name for name in (b'startDate="', b'endDate="', b'value="')]
        text = b"".join(LIKE_STAMP + name for name in names)
        form = np.frombuffer(text, dtype=np.uint8)
        # In the blank and the names nothing is a digit or a sign.
        digit = form == ord("0")
        self.mark, self.width = b'"' + blank + _CREATED, len(text)
        first, second = (len(LIKE_STAMP) + len(names[0])), len(LIKE_STAMP) + len(names[1])
        self.starts = slice(first, first + len(LIKE_STAMP))
        self.ends = slice(first + second, first + second + len(LIKE_STAMP))
        self._signs = np.flatnonzero(form == ord("+"))
        # A digit is 0x30 to 0x39: its upper half is 3, and still is when 6 is added.
        self._mask = np.where(digit, 0xF0, 0xFF).astype(np.uint8)
        self._mask[self._signs] = 0
        self._expected = form & self._mask
        self._six = np.where(digit, 6, 0).astype(np.uint8)

    def right(self, fixed: Bytes) -> npt.NDArray[np.bool_]:
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

    zone: bytes | None  # of the record that ends
    source: bytes  # of the record that begins, as its unit
    unit: bytes | None
    length: int  # how far before its dates it begins [byte]


class Repeats(dict[bytes, Between | None]):
    """What is between the dates of two records, read once; None where it is not as Apple writes it."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._pattern = BETWEEN[kind]
        self.form = _form(b" ")
        # The texts met last, from the quote behind a value to the next date.
        self.recent: list[tuple[bytes, Between]] = []

    def __missing__(self, written: bytes) -> Between | None:
        if (shorter := _without_beats(written)) is not None:
            return self[shorter]
        # The mark behind it takes its last quote.
        found = self._pattern.fullmatch(written + b'"')
        source = None if found is None else plain_name(found[3])
        known = None
        if found is not None and source is not None:
            known = Between(found[1], source, found[4], len(written) - found.start(2))
        if len(written) <= _REPEATING:
            if len(self) >= _KEPT:
                self.clear()
            self[written] = known
        return known

    def note(self, same: bytes, between: Between) -> None:
        """Remember a text that may come again at once."""
        if len(same) <= _REPEATING:
            self.recent.insert(0, (same, between))
            del self.recent[_RECENT:]


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
class Runs:
    """Records of one type in one block, as Apple writes them."""

    buffer: bytes
    form: Form
    heads: list[Between] = field(default_factory=list)  # what each begins with
    zones: list[bytes | None] = field(default_factory=list)  # as written, of each
    dates: list[int] = field(default_factory=list)  # where the dates of each begin [byte]
    quotes: list[int] = field(default_factory=list)  # where the value of each ends
    fixed: Bytes = field(init=False)  # from the dates to the value of each, shape (n, width)
    values: list[bytes] = field(init=False)  # as written

    @property
    def start(self) -> Bytes:
        """When each begins, as written: ndarray of uint8, shape (n, 25)."""
        return self.fixed[:, self.form.starts]

    @property
    def end(self) -> Bytes:
        """When each ends, as written: ndarray of uint8, shape (n, 25)."""
        return self.fixed[:, self.form.ends]

    def place(self, number: int) -> int:
        """Return where a record begins."""
        return self.dates[number] - len(self.form.mark) - self.heads[number].length

    def close(self) -> int | None:
        """Keep the records before the first one whose dates or value are not as Apple writes them; return its place."""
        buffer, width = self.buffer, self.form.width
        self.values = [buffer[at + width : quote] for at, quote in zip(self.dates, self.quotes, strict=True)]
        self.fixed = sliding_window_view(np.frombuffer(buffer, dtype=np.uint8), width)[self.dates]
        right = self.form.right(self.fixed)
        if NOT_PLAIN.search(b"".join(self.values)):
            right &= [NOT_PLAIN.search(value) is None for value in self.values]
        if right.all():
            return None
        count = int(np.argmin(right))
        place = self.place(count)
        self.fixed = self.fixed[:count]
        for column in (self.heads, self.zones, self.dates, self.quotes, self.values):
            del column[count:]
        return place


def read_run(runs: Runs, tag: int, limit: int, repeats: Repeats) -> int | None:
    """Take the records from a tag on, as long as Apple's layout lasts; return where they end, None without any."""
    buffer, form = runs.buffer, runs.form
    find, starts = buffer.find, buffer.startswith
    mark = find(form.mark, tag, tag + _LONGEST_HEAD)
    if mark < 0:
        if runs.dates or (other := _other_form(buffer, tag)) is None:
            return None
        form = runs.form = repeats.form = other
        repeats.recent.clear()
        mark = find(form.mark, tag, tag + _LONGEST_HEAD)
    head = repeats[_SHORT_TAIL + buffer[tag:mark]] if mark >= 0 else None
    if head is None:
        return None
    width, behind, recent = form.width, len(form.mark), repeats.recent
    heads: list[Between] = [head]
    dates: list[int] = []
    quotes: list[int] = []
    at = mark + behind
    while (quote := find(b'"', at + width, limit)) >= 0:
        for same, known in recent:
            if starts(same, quote):
                between, begins = known, quote + len(same)
                break
        else:
            mark = find(form.mark, quote, min(quote + _LONGEST_END, limit))
            found = repeats[buffer[quote + 1 : mark]] if mark >= 0 else None
            if found is None:
                break
            between, begins = found, mark + behind
            repeats.note(buffer[quote:begins], found)
        heads.append(between)
        dates.append(at)
        quotes.append(quote)
        at = begins
    zones = [between.zone for between in heads[1:]]
    stop = at - behind - heads[-1].length
    # The last one has no other of its type behind it.
    if quote >= 0 and starts(_SHORT_TAIL, quote + 1):
        last: tuple[bytes | None, int] | None = None, quote + 3
    else:
        tail = TAIL.match(buffer, quote + 1) if quote >= 0 else None
        last = None if tail is None else (tail[1], tail.end())
    if last is None:
        del heads[-1]
    else:
        zones.append(last[0])
        dates.append(at)
        quotes.append(quote)
        stop = last[1]
    if not dates:
        return None
    runs.heads += heads
    runs.zones += zones
    runs.dates += dates
    runs.quotes += quotes
    return stop


def _other_form(buffer: bytes, tag: int) -> Form | None:
    created = buffer.find(_CREATED, tag, tag + _LONGEST_HEAD)
    blank = _BLANK.search(buffer, max(tag, created - 65), created) if created >= 0 else None
    return None if blank is None else _form(blank[1])
