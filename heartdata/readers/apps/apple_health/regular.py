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

from heartdata.readers.apps.apple_health.layout import BETWEEN, KINDS, NOT_PLAIN, TAIL, plain_name, unit_factor
from heartdata.readers.apps.apple_health.timestamps import LIKE_STAMP, Bytes, Flags, Numbers

_CREATED: Final = b'creationDate="'
_BEATS, _BEATS_END = b"<HeartRateVariabilityMetadataList>", b"</HeartRateVariabilityMetadataList>"
_BEAT: Final = b"<InstantaneousBeatsPerMinute "
_BLANK: Final = re.compile(rb'"([ \t\r\n]{1,64})\Z')
_SHORT_TAIL: Final = b"/>"
_QUOTE: Final = ord('"')
_LONGEST_HEAD: Final = 4096
# Longer texts hold what no second record does.
_REPEATING: Final = 1024
_KEPT: Final = 2048
_KINDS: Final = list(KINDS.values())


def words_of(name: bytes) -> list[np.uint32]:
    """List the four-byte words of a name, one of which is aligned wherever the name begins."""
    return [np.frombuffer(name[at : at + 4], dtype="<u4")[0] for at in range(4)]


def windows(buffer: bytes, width: int) -> Bytes:
    """View so many bytes from each place on."""
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
    """Tell where a text stands."""
    # Trailing zero bytes do not count, but both are of one length.
    same: Flags = windows(buffer, len(text))[places].view(f"S{len(text)}")[:, 0] == text
    return same


_CREATED_EIGHTS: Final = ((0, eight(_CREATED)), (len(_CREATED) - 8, eight(_CREATED[-8:])))
# Nearly all values and their closing quotes are no longer.
_VALUE: Final = 48
# How many lengths of heads are tried before each is searched for; the commonest first.
_LENGTHS: Final = 16
# How many rows are compared with a form at once.
_ROWS: Final = 1024
# How many texts are compared with many records at once, and with how many at least.
_TEXTS: Final = 16
_SEVERAL: Final = 8


class Form:
    """Where the dates stand, given the blank between two attributes."""

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
        self.lengths: list[int] = []  # from a record's beginning to its dates, as met last
        self.forget()

    def forget(self) -> None:
        """Begin anew."""
        self.clear()
        self.known = [Between(None, b"", None, None, 0)]
        self._columns: _Columns | None = None

    def note_length(self, length: int) -> None:
        """Remember a length that may come again."""
        if length not in self.lengths:
            self.lengths = [length, *self.lengths[: _LENGTHS - 1]]

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


def read_together(buffer: bytes, tags: Numbers, limit: int, texts: Texts) -> Together | None:
    """Read the records in Apple's layout, of those that begin at `tags`."""
    if len(texts) > _KEPT or len(texts.known) > _KEPT:
        texts.forget()
    places, fixed, right = _dates(buffer, tags, limit, texts)
    if not right.any():
        return None
    places, fixed, tags = places[right], fixed[right], tags[right]
    form = texts.form
    begins = places + form.width
    quotes = _quotes(buffer, begins, limit)
    heads, ends = _around(buffer, tags, places - len(_CREATED), quotes, texts)
    columns = texts.columns
    zones, tags = columns.zone[ends], places - len(_CREATED) - columns.length[heads]
    stops = np.append(tags[1:], 0)
    whole = ends > 0
    wanted = (quotes >= 0) & (columns.kind[heads] >= 0)
    for number in np.flatnonzero(wanted & ~whole).tolist():
        # Something else comes behind it.
        if tail := TAIL.match(buffer, quotes[number] + 1):
            whole[number], zones[number], stops[number] = True, texts.number(tail[1]), tail.end()
    chosen = wanted & whole
    values = [buffer[a:b] for a, b in zip(begins[chosen].tolist(), quotes[chosen].tolist(), strict=True)]
    fixed = fixed[chosen]
    found = Together(
        texts, heads[chosen], zones[chosen], fixed[:, form.starts], fixed[:, form.ends], values, tags[chosen],
        stops[chosen],
    )  # fmt: skip
    if NOT_PLAIN.search(b"".join(values)):
        found = found.of(np.array([NOT_PLAIN.search(value) is None for value in values]))
    return found


def _dates(buffer: bytes, tags: Numbers, limit: int, texts: Texts) -> tuple[Numbers, Bytes, Flags]:
    """Find where the dates of each record begin, gather them, and tell which are as Apple writes them."""
    places = _places(buffer, tags, limit, texts)
    fixed, right = _formed(buffer, places, limit, texts.form)
    found = places > 0
    if 2 * np.count_nonzero(right) < np.count_nonzero(found):
        # Another blank than before?
        odd = int(places[np.argmax(found & ~right)]) - len(_CREATED)
        if blank := _BLANK.search(buffer, max(odd - 65, 0), odd):
            other = _form(blank[1])
            others = _formed(buffer, places, limit, other)
            if np.count_nonzero(others[1]) > np.count_nonzero(right):
                texts.form = other
                return places, *others
    return places, fixed, right


def _places(buffer: bytes, tags: Numbers, limit: int, texts: Texts) -> Numbers:
    """Find the place behind `creationDate="` in each record; 0 where there is none."""
    last = limit - len(_CREATED)
    until = np.append(tags[1:], limit)
    places = np.zeros(len(tags), dtype=np.int64)
    missing = np.arange(len(tags) if last >= 0 else 0)
    for length in texts.lengths:
        guess = np.minimum(tags[missing] + length, last)
        right = guess < until[missing]
        for at, written in _CREATED_EIGHTS:
            right &= eights(buffer, guess + at) == written
        places[missing[right]] = guess[right] + len(_CREATED)
        missing = missing[~right]
        if not len(missing):
            return places
    for number in missing.tolist():
        tag = int(tags[number])
        at = buffer.find(_CREATED, tag, min(tag + _LONGEST_HEAD, int(until[number])))
        if at >= 0:
            places[number] = at + len(_CREATED)
            texts.note_length(at - tag)
    return places


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


def _around(buffer: bytes, tags: Numbers, marks: Numbers, quotes: Numbers, texts: Texts) -> tuple[Numbers, Numbers]:
    """Return what each record begins and ends with, by its number in `texts`."""
    ends = np.zeros(len(marks), dtype=np.int64)
    ends[:-1] = _numbers(buffer, quotes[:-1] + 1, marks[1:], texts)
    heads = np.append(0, ends[:-1])
    for number in np.flatnonzero(heads == 0).tolist():
        # Something else comes before it.
        heads[number] = texts[_SHORT_TAIL + buffer[tags[number] : marks[number]]]
    return heads, ends


def _numbers(buffer: bytes, begins: Numbers, ends: Numbers, texts: Texts) -> Numbers:
    """Look up the texts from each place to another."""
    numbers, lengths = np.zeros(len(begins), dtype=np.int64), ends - begins
    left = np.arange(len(begins))
    for _ in range(_TEXTS):
        if len(left) < _SEVERAL:
            break
        # All that are the same as the first are found at once.
        first, length = int(begins[left[0]]), int(lengths[left[0]])
        text = buffer[first : first + max(length, 0)]
        same = np.zeros(len(left), dtype=np.bool_)
        same[0] = True
        if 0 < length <= _REPEATING:
            as_long = np.flatnonzero(lengths[left] == length)
            same[as_long] = alike(buffer, begins[left[as_long]], text)
        numbers[left[same]] = texts[text]
        left = left[~same]
    for number, begin, end in zip(left.tolist(), begins[left].tolist(), ends[left].tolist(), strict=True):
        numbers[number] = texts[buffer[begin:end]]
    return numbers
