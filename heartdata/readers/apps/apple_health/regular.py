"""Records as Apple writes them: all of one kind in a block together, by NumPy.

Apple writes ``creationDate``, ``startDate``, ``endDate`` and ``value`` last and always alike, and what comes before
them (type, source, device, unit) is nearly always one of a few texts. Each such text is matched by a strict regular
expression once; after that it is enough that the very same text comes again. What follows the value is treated in the
same way. The dates are at fixed places and are checked for all records at once. So each byte is compared with what it
has to be, as if one expression had matched them all.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from heartdata.readers.apps.apple_health.layout import BEGIN, NOT_PLAIN, TAIL, plain_name, unit_factor
from heartdata.readers.apps.apple_health.timestamps import LIKE_STAMP, Bytes, Flags, Numbers

_CREATED: Final = b'creationDate="'
_BEATS, _BEATS_END = b"<HeartRateVariabilityMetadataList>", b"</HeartRateVariabilityMetadataList>"
_BEAT: Final = b"<InstantaneousBeatsPerMinute "
_BLANK: Final = re.compile(rb'"([ \t\r\n]{1,64})\Z')
_QUOTE, _SLASH, _CLOSE = b'"/>'
_LONGEST_HEAD: Final = 4096
_KEPT: Final = 2048
# Nearly all values and their closing quotes are no longer.
_VALUE: Final = 48
# Longer texts hold what no second record does.
_REPEATING: Final = 1024
# How often many records are compared with one text, with how many at least, and how often in vain.
_ROUNDS: Final = 16
_SEVERAL: Final = 8
_IN_VAIN: Final = 3
# How many rows are compared with a form at once.
_ROWS: Final = 1024


def windows(buffer: bytes, width: int) -> Bytes:
    """View the `width` bytes from each place on."""
    return np.ndarray((max(len(buffer) - width + 1, 0), width), np.uint8, buffer, 0, (1, 1))


def eight(written: bytes) -> np.uint64:
    """Return the first eight bytes as a number."""
    return np.uint64(int.from_bytes(written[:8], "little"))


def eights(buffer: bytes, places: Numbers) -> npt.NDArray[np.uint64]:
    """Return the eight bytes at each place, as numbers."""
    every = np.ndarray(max(len(buffer) - 7, 0), "<u8", buffer, 0, (1,))
    if not len(places) or places[-1] < len(every):
        return every[places]
    return np.array([eight(buffer[place : place + 8]) for place in places.tolist()], dtype=np.uint64)


def alike(buffer: bytes, places: Numbers, text: bytes) -> Flags:
    """Tell at which places a text begins; it must not end with a zero byte."""
    right = places <= len(buffer) - len(text)
    if right.all():
        right = windows(buffer, len(text))[places].view(f"S{len(text)}")[:, 0] == text
    else:
        right[right] = alike(buffer, places[right], text)
    return right


class Form:
    """Where the dates are, given the blank between two attributes."""

    def __init__(self, blank: bytes) -> None:
        names = [b'"' + blank + name for name in (b'startDate="', b'endDate="', b'value="')]
        text = b"".join(LIKE_STAMP + name for name in names)
        self.width = len(text)
        first, second = (len(LIKE_STAMP) + len(names[0])), len(LIKE_STAMP) + len(names[1])
        self.starts = slice(first, first + len(LIKE_STAMP))
        self.ends = slice(first + second, first + second + len(LIKE_STAMP))
        # Eight bytes are compared at a time.
        self.room = -(-len(text) // 8) * 8
        form = np.frombuffer(text.ljust(self.room, b"\0"), dtype=np.uint8)
        # In the blank and the names nothing is a digit or a sign.
        digit, sign, open_ = form == ord("0"), form == ord("+"), form == 0
        # A digit is 0x30 to 0x39: its upper half is 3, and still is when 6 is added. A sign is 0x2B or 0x2D.
        masks = (
            np.select([digit, sign, open_], [0xF0, 0xF9, 0], 0xFF),
            np.select([digit, sign, open_], [0xF0, 0xFD, 0], 0xFF),
        )
        added = np.select([digit, sign], [6, 2], 0)
        rows = (masks[0], form & masks[0], added, masks[1], (form + added) & masks[1])
        self._rows = [np.tile(row.astype(np.uint8), _ROWS).view(np.uint64) for row in rows]

    def right(self, fixed: Bytes) -> Flags:
        """Tell which rows have digits, signs and names where they have to be."""
        parts = [self._right(fixed[at : at + _ROWS]) for at in range(0, len(fixed), _ROWS)]
        return np.concatenate(parts) if len(parts) > 1 else parts[0]

    def _right(self, fixed: Bytes) -> Flags:
        # What is carried from one byte to the next comes from a byte that is wrong by itself.
        eights = fixed.view(np.uint64).reshape(-1)
        mask, expected, added, other_mask, other_expected = (row[: len(eights)] for row in self._rows)
        wrong = (eights & mask) ^ expected
        eights = eights + added
        eights &= other_mask
        eights ^= other_expected
        wrong |= eights
        # Nearly always all are right, and then no row is looked at by itself.
        if not wrong.any():
            return np.ones(len(fixed), dtype=np.bool_)
        return np.logical_not(wrong.reshape(len(fixed), -1).any(axis=1))


@lru_cache(maxsize=4)
def _form(blank: bytes) -> Form:
    return Form(blank)


@dataclass(frozen=True, eq=False, slots=True)
class Head:
    """The beginning of a record, up to its dates."""

    source: bytes
    unit: bytes | None


class Heads(dict[bytes, int]):
    """Numbers of the beginnings of one kind of record; 0 is any that is not as Apple writes it."""

    def __init__(self, kind: str, number: Callable[[bytes | None], int]) -> None:
        super().__init__()
        self.kind, self.number = kind, number
        self.form = _form(b" ")
        self.forget()

    def forget(self) -> None:
        """Forget all beginnings."""
        self.clear()
        self.known = [Head(b"", None)]
        # The number of each one's source, and the factor of its unit.
        self.sources, self.factors = [0], [np.nan]

    def __missing__(self, written: bytes) -> int:
        found = BEGIN[self.kind].fullmatch(written)
        source = None if found is None else plain_name(found[2])
        number = 0
        if found is not None and source is not None:
            number = len(self.known)
            self.known.append(Head(source, found[3]))
            self.sources.append(self.number(source))
            self.factors.append(unit_factor(self.kind, found[3]))
        self[written] = number
        return number


@dataclass(frozen=True)
class Together:
    """Records of one kind in one block, all as Apple writes them."""

    heads: list[Head]
    sources: Numbers  # by their numbers in the gather, as zones
    zones: Numbers
    factors: npt.NDArray[np.float64]  # from their units to the usual one
    start: Bytes  # when each begins, as written: shape (n, 25)
    end: Bytes
    values: list[bytes]  # as written
    tags: Numbers  # where each begins [byte]
    stops: Numbers  # where each ends

    def of(self, chosen: Flags) -> Together:
        """Return some of them."""
        if chosen.all():
            return self
        numbers = np.flatnonzero(chosen)
        heads, values = [self.heads[number] for number in numbers], [self.values[number] for number in numbers]
        sources, zones, tags, stops = (each[chosen] for each in (self.sources, self.zones, self.tags, self.stops))
        start, end = self.start[chosen], self.end[chosen]
        return Together(heads, sources, zones, self.factors[chosen], start, end, values, tags, stops)


def read_together(buffer: bytes, tags: Numbers, limit: int, heads: Heads) -> Together | None:
    """Read the records in Apple's layout, of those that begin at `tags`."""
    if len(heads) > _KEPT:
        heads.forget()
    numbers, places = _beginnings(buffer, tags, limit, heads)
    fixed, right = _dates(buffer, places, limit, heads)
    form = heads.form
    begins = places + form.width
    quotes = np.where(right, 0, -1)
    quotes[right] = _quotes(buffer, begins[right], limit)
    right &= (quotes >= 0) & (quotes + 2 < len(buffer))
    stops, zones = quotes + 3, np.zeros(len(tags), dtype=np.int64)
    _read_tails(buffer, right, quotes + 1, np.append(tags[1:], limit), stops, zones, heads.number)
    chosen = np.flatnonzero(right & (stops > 0))
    values = [buffer[a:b] for a, b in zip(begins[chosen].tolist(), quotes[chosen].tolist(), strict=True)]
    if NOT_PLAIN.search(b"".join(values)):
        plain = [number for number, value in enumerate(values) if not NOT_PLAIN.search(value)]
        chosen, values = chosen[plain], [values[number] for number in plain]
    if not len(chosen):
        return None
    numbers, fixed = numbers[chosen], fixed[chosen]
    return Together(
        [heads.known[number] for number in numbers.tolist()], np.array(heads.sources)[numbers], zones[chosen],
        np.array(heads.factors)[numbers], fixed[:, form.starts], fixed[:, form.ends], values, tags[chosen],
        stops[chosen],
    )  # fmt: skip


def _beginnings(buffer: bytes, tags: Numbers, limit: int, heads: Heads) -> tuple[Numbers, Numbers]:
    """Find which head each record has, and where its dates begin; 0 where they are not as Apple writes them."""
    numbers, places = np.zeros((2, len(tags)), dtype=np.int64)
    left = np.arange(len(tags))

    def look(number: int) -> tuple[int, bytes]:
        tag = int(tags[number])
        mark = buffer.find(_CREATED, tag, min(tag + _LONGEST_HEAD, limit))
        text = buffer[tag:mark] if mark >= 0 else b""
        return heads[text], text

    vain = 0
    for _ in range(_ROUNDS):
        if len(left) < _SEVERAL or vain >= _IN_VAIN:
            break
        # All that begin as the first does are found at once.
        head, text = look(left[0])
        same = alike(buffer, tags[left], text + _CREATED) if head else np.zeros(len(left), dtype=np.bool_)
        same[0] = True
        if head:
            numbers[left[same]] = head
            places[left[same]] = tags[left[same]] + len(text) + len(_CREATED)
        vain += np.count_nonzero(same) == 1
        left = left[~same]
    for number in left.tolist():
        head, text = look(number)
        if head:
            numbers[number], places[number] = head, tags[number] + len(text) + len(_CREATED)
    return numbers, places


def _dates(buffer: bytes, places: Numbers, limit: int, heads: Heads) -> tuple[Bytes, Flags]:
    """Gather the dates at each place, and tell which are as Apple writes them."""
    fixed, right = _formed(buffer, places, limit, heads.form)
    found = places > 0
    if 2 * np.count_nonzero(right) < np.count_nonzero(found):
        # Another blank than before?
        odd = int(places[np.argmax(found & ~right)]) - len(_CREATED)
        if blank := _BLANK.search(buffer, max(odd - 65, 0), odd):
            other = _form(blank[1])
            others = _formed(buffer, places, limit, other)
            if np.count_nonzero(others[1]) > np.count_nonzero(right):
                heads.form = other
                return others
    return fixed, right


def _formed(buffer: bytes, places: Numbers, limit: int, form: Form) -> tuple[Bytes, Flags]:
    inside = (places > 0) & (places <= min(limit - form.width, len(buffer) - form.room))
    if not inside.any():
        return np.empty((len(places), form.room), dtype=np.uint8), inside
    fixed = windows(buffer, form.room)[np.where(inside, places, 0)]
    return fixed, inside & form.right(fixed)


def _quotes(buffer: bytes, begins: Numbers, limit: int) -> Numbers:
    """Find the next quotation mark from each place on; -1 where there is none."""
    # The last one may be near the end of the block.
    near = begins[: np.searchsorted(begins, len(buffer) - _VALUE, side="right")]
    quoted = windows(buffer, _VALUE)[near] == _QUOTE if len(near) else np.empty((0, _VALUE), dtype=np.bool_)
    lengths = quoted.argmax(axis=1)
    quotes = begins.copy()
    quotes[: len(near)] += lengths
    far = np.flatnonzero(~quoted[np.arange(len(near)), lengths]).tolist()
    for number in [*far, *range(len(near), len(begins))]:
        quotes[number] = buffer.find(b'"', int(begins[number]), limit)
    return quotes


def _read_tails(
    buffer: bytes,
    right: Flags,
    begins: Numbers,
    until: Numbers,
    stops: Numbers,
    zones: Numbers,
    number: Callable[[bytes | None], int],
) -> None:
    """Set where each record ends and its zone, given what follows the value; 0 where that is not as Apple writes it."""
    array, places = np.frombuffer(buffer, dtype=np.uint8), np.where(right, begins, 0)
    short = (array[places] == _SLASH) & (array[places + 1] == _CLOSE)
    left = np.flatnonzero(right & ~short)
    lengths = np.maximum(until - begins, 0)
    vain = 0
    for _ in range(_ROUNDS):
        if len(left) < _SEVERAL or vain >= _IN_VAIN:
            break
        begin, length = int(begins[left[0]]), int(lengths[left[0]])
        zone, size = _tail(buffer[begin : begin + length])
        same = np.zeros(len(left), dtype=np.bool_)
        if size and length <= _REPEATING:
            same = lengths[left] == length
            same[same] = alike(buffer, begins[left[same]], buffer[begin : begin + size])
        same[0] = True
        stops[left[same]] = begins[left[same]] + size if size else 0
        zones[left[same]] = number(zone)
        vain += np.count_nonzero(same) == 1
        left = left[~same]
    for one in left.tolist():
        begin = int(begins[one])
        zone, size = _tail(buffer[begin : begin + int(lengths[one])])
        stops[one], zones[one] = begin + size if size else 0, number(zone)


def _tail(text: bytes) -> tuple[bytes | None, int]:
    """Read the end of a record, after its value: its zone, and how long it is, or 0."""
    if found := TAIL.match(text):
        return found[1], found.end()
    # The list of heart beats is long and never the same.
    opening = text.find(_BEATS)
    closing = text.find(_BEATS_END, opening) if opening >= 0 else -1
    # As every "<" begins a tag, as many tags as beats leave room for nothing else in the list.
    if closing < 0 or text.count(b"<", opening, closing) != text.count(_BEAT, opening, closing) + 1:
        return None, 0
    closing += len(_BEATS_END)
    found = TAIL.match(text[:opening] + text[closing:])
    return (found[1], found.end() + closing - opening) if found and found.end() > opening else (None, 0)
