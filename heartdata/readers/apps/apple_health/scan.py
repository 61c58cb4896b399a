"""The fast scan of an Apple Health export.

Nearly all of an export is of no use for a diary. So the bytes are searched for the few wanted types, and only the
elements around a hit are read: Apple's own layout by a strict regular expression, any other by a parser, that one
element. This is as right as a full parse because

* within the root element a block without ``<!`` and ``<?`` has no comment, CDATA or instruction, and then every
  ``<`` begins a tag, as XML forbids it anywhere else;
* a type written with character references, which a search for it misses, is looked for where there is any ``&#``;
* records within a Correlation are skipped, as they are repeated outside it.

Wherever this is not certain the whole file is parsed instead.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from heartdata.readers.apps.apple_health.layout import MOOD, NOT_PLAIN, STAMP, TOKENS, plain_name
from heartdata.readers.apps.apple_health.records import Gather
from heartdata.readers.apps.apple_health.regular import Heads, alike, eight, eights, read_together
from heartdata.readers.apps.apple_health.timestamps import Numbers
from heartdata.readers.apps.apple_health.xml import MalformedXml, parse_element

Names = npt.NDArray[np.uint64]

# An element longer than this is no record.
LONGEST: Final = 16 * 1024 * 1024
DAMAGED: Final = "the record is damaged (not well-formed XML)"

_TAG: Final = re.compile(rb"""<([^\s=<>"'/]+)(?:\s+[^\s=<>"'/]+\s*=\s*(?:"[^"<]*+"|'[^'<]*+'))*+\s*(?:(/)>|>)""")
_CORRELATION: Final = re.compile(rb"<(/?)Correlation(?=[\s/>])")
_ATTRIBUTE: Final = re.compile(rb"""([^\s=<>"'/]+)\s*=\s*("[^"]*"|'[^']*')""")
_MISSING: Final = b'""'
_END: Final = re.compile(rb"</HealthData\s*>\s*")
_ZONE: Final = re.compile(rb'<MetadataEntry\s+key="HKTimeZone"\s+value="([^"&<\x00-\x1f]*)"\s*/>')


# Two letters in the middle of its name, which are rare; a search for all of it costs more than all the longer names.
_MOOD_LETTERS: Final = np.frombuffer(b"fM", dtype="<u2")[0]

# How a record begins with its type, and eight bytes of it that tell the wanted kinds from others.
_BEGIN: Final = re.compile(rb'<Record[ \t\r\n]{1,64}type="HK')
_KIND_AT: Final = 24
_MARKS: Final = {kind: eight((token + b'"')[_KIND_AT + 2 :]) for kind, token in TOKENS.items() if kind != MOOD}
_CORRELATIONS: Final = (eight(b"Correlation"), eight(b"/Correlation"))
# The first six bytes of a tag's name.
_NAME, _ANY_RECORD = np.uint64((1 << 48) - 1), eight(b"Record\0\0")


class NeedsFullParse(Exception):  # noqa: N818  (no error: the full parse takes over)
    """The layout is one that only a full parse reads rightly."""


class Scan:
    """Reads a file block by block, from a place where a tag begins [byte]."""

    def __init__(self, gather: Gather, place: int) -> None:
        self.gather, self.place = gather, place
        # What could not be read yet: the last tag, or an element whose end has not come. It begins at `place`.
        self.rest = b""
        # Open Correlations at `place`, and whether the root element has ended.
        self.depth, self.closed = 0, False
        self._heads = {kind: Heads(kind, gather.number) for kind in _MARKS}
        self._inside: list[tuple[int, int]] = []
        self._used = self._open = 0

    def read(self, blocks: Iterable[bytes]) -> None:
        """Read blocks that follow each other."""
        for block in blocks:
            self._take(self.rest + block if self.rest else block, at_end=False)
            if len(self.rest) > LONGEST:
                raise NeedsFullParse
        self._take(self.rest, at_end=True)

    def _take(self, buffer: bytes, *, at_end: bool) -> None:
        # A single byte is found far faster than two, and both are rare in an export.
        if (b"!" in buffer and b"<!" in buffer) or (b"?" in buffer and b"<?" in buffer):
            raise NeedsFullParse
        limit = max(buffer.rfind(b"<"), 0)
        if at_end and (last := _TAG.match(buffer, limit)):
            limit = last.end()
            self.closed = last[1] == b"HealthData" and last[2] is not None
        self._used, self._open = limit, len(buffer)
        tags = np.flatnonzero(np.frombuffer(buffer, dtype=np.uint8, count=limit) == ord("<"))
        names = eights(buffer, tags + 1)
        self._inside = []
        if any((names == name).any() for name in _CORRELATIONS):
            self._find_correlations(buffer, limit)
        self._find(buffer, tags, names, limit)
        if _has_mood(buffer):
            self._find_others(buffer, MOOD, limit, [], [])
        if b"#" in buffer and b"&#" in buffer:
            self._find_references(buffer, tags, limit)
        used = min(max(self._used, limit), self._open)
        self.depth = self._depth_at(used - 1)
        self.rest, self.place = buffer[used:], self.place + used
        self.closed |= at_end and _END.fullmatch(self.rest) is not None

    def _find_correlations(self, buffer: bytes, limit: int) -> None:
        """Note where the number of open Correlations changes, and to what."""
        depth = self.depth
        at = buffer.find(b"Correlation", 0, limit)
        while at >= 0:
            tag = max(buffer.rfind(b"<", 0, at), 0)
            if at - tag <= 2 and (found := _CORRELATION.match(buffer, tag)):
                whole = _TAG.match(buffer, tag)
                if not found[1] and whole is None:
                    raise NeedsFullParse
                if found[1] or (whole is not None and not whole[2]):
                    depth += -1 if found[1] else 1
                    self._inside.append((tag, depth))
                if depth < 0:
                    raise NeedsFullParse
            at = buffer.find(b"Correlation", at + 11, limit)

    def _depth_at(self, place: int) -> int:
        if not self._inside:
            return self.depth
        changes = bisect_right(self._inside, (place, 1 << 62))
        return self._inside[changes - 1][1] if changes else self.depth

    def _find(self, buffer: bytes, tags: Numbers, names: Names, limit: int) -> None:
        """Read all records of `KINDS`: those in Apple's layout together, any other by itself."""
        for kind, wanted in _wanted_tags(buffer, tags, names, limit).items():
            if not len(wanted):
                continue
            found = read_together(buffer, wanted, limit, self._heads[kind])
            begun: list[int] = []
            stops: list[int] = []
            if found is not None:
                begun, stops = found.tags.tolist(), found.stops.tolist()
                self._used = max(self._used, stops[-1])
                if self.depth or self._inside:
                    found = found.of(np.array([not self._depth_at(tag) for tag in begun]))
                self.gather.add_together(kind, found, self.place)
            # Each record that was read has its type once or more.
            if len(begun) < len(wanted):
                self._find_others(buffer, kind, limit, begun, stops)

    def _find_others(self, buffer: bytes, kind: str, limit: int, tags: list[int], stops: list[int]) -> None:
        """Read one by one what does not stand in records that begin at `tags` and end at `stops`."""
        at, since = buffer.find(TOKENS[kind], 0, limit), 0
        while at >= 0:
            before = bisect_right(tags, at) - 1
            since = stops[before] if before >= 0 and at < stops[before] else self._hit(buffer, kind, at, since)
            at = buffer.find(TOKENS[kind], since, limit)

    def _hit(self, buffer: bytes, kind: str, at: int, since: int) -> int:
        """Read the element around a type; return where to search on."""
        tag = buffer.rfind(b"<", since, at)
        after = at + len(TOKENS[kind])
        if tag < 0 or self._depth_at(tag):
            return after
        whole = _TAG.match(buffer, tag)
        if whole is None:
            if buffer.startswith(b"<Record", tag):
                self.gather.reject(self.place + tag, DAMAGED)
            return after
        # A type with references is read with all of those, also where a name mentions one.
        record = whole[1] == b"Record" and not _is_hidden(whole[0])
        if at < whole.end() and (record or (kind == MOOD and whole[1].endswith(TOKENS[MOOD]))):
            self._element(buffer, (kind,), whole)
        return max(after, whole.end())

    def _element(self, buffer: bytes, kinds: Sequence[str], whole: re.Match[bytes]) -> None:
        tag, after = whole.span()
        place = self.place + tag
        end = after if whole[2] else self._end(buffer, whole)
        if end is None:
            self._open = min(self._open, tag)
        elif not self._read_head(buffer, kinds[0], whole, end):
            try:
                parse_element(buffer[tag:end], place, kinds, self.gather)
            except MalformedXml:
                self.gather.reject(place, DAMAGED)

    def _end(self, buffer: bytes, whole: re.Match[bytes]) -> int | None:
        """Find the end of an element with children; None where it has not come yet."""
        closing = buffer.find(b"</" + whole[1], whole.end())
        if buffer.find(b"<Record", whole.end(), closing if closing >= 0 else len(buffer)) >= 0:
            raise NeedsFullParse
        end = buffer.find(b">", closing) if closing >= 0 else -1
        if end < 0:
            return None
        if buffer[closing + 2 + len(whole[1]) : end].strip(b" \t\r\n") or b"<" + whole[1] in buffer[whole.end() : end]:
            raise NeedsFullParse
        return end + 1

    def _read_head(self, buffer: bytes, kind: str, whole: re.Match[bytes], end: int) -> bool:
        pairs = _ATTRIBUTE.findall(whole[0])
        written = dict(pairs)
        names = (b"type", b"sourceName", b"unit", b"startDate", b"endDate", b"value")
        shown, name, unit, start, stop, value = (written.get(key, _MISSING)[1:-1] for key in names)
        if shown != TOKENS[kind] or len(written) != len(pairs) or not name:
            return False
        source = plain_name(name)
        if source is None or NOT_PLAIN.search(name.replace(b"&", b"") + unit + value):
            return False
        if not (STAMP.fullmatch(start) and STAMP.fullmatch(stop)):
            return False
        zone = None
        mentioned = buffer.find(b"HKTimeZone", whole.end(), end)
        if mentioned >= 0:
            entry = _ZONE.match(buffer, buffer.rfind(b"<", 0, mentioned), end)
            if entry is None or buffer.find(b"HKTimeZone", entry.end(), end) >= 0:
                return False
            zone = entry[1]
        if buffer.find(b"&#", whole.end(), end) >= 0:
            return False
        self.gather.add(kind, [(source, unit, start, stop, value, zone)], [self.place + whole.start()])
        return True

    def _find_references(self, buffer: bytes, tags: Numbers, limit: int) -> None:
        """Read records whose type is written with character references."""
        for tag in _tags_with_references(buffer, tags, limit):
            whole = _TAG.match(buffer, tag)
            if whole is None or whole[1] != b"Record" or self._depth_at(tag):
                continue
            if _is_hidden(whole[0]):
                self._element(buffer, tuple(TOKENS), whole)


def _has_mood(buffer: bytes) -> bool:
    every = (np.frombuffer(buffer, "<u2", (len(buffer) - at) // 2, at) for at in (0, 1))
    return len(buffer) > 1 and any((pairs == _MOOD_LETTERS).any() for pairs in every) and TOKENS[MOOD] in buffer


def _wanted_tags(buffer: bytes, tags: Numbers, names: Names, limit: int) -> dict[str, Numbers]:
    """Find the tag around each mention of a wanted type, or more."""
    tags = tags[(names & _NAME) == _ANY_RECORD]
    if not len(tags):
        return {}
    if begin := _BEGIN.match(buffer, tags[0]):
        size = len(begin[0])
        if tags[-1] + size <= len(buffer) and alike(buffer, tags, begin[0]).all():
            # Every record begins with its type, so it need not be searched for.
            within = eights(buffer, tags + (size + _KIND_AT))
            return {kind: tags[within == mark] for kind, mark in _MARKS.items()}
    return {kind: _mentioned(buffer, tags, TOKENS[kind], limit) for kind in _MARKS}


def _mentioned(buffer: bytes, tags: Numbers, token: bytes, limit: int) -> Numbers:
    places = []
    at = buffer.find(token, 0, limit)
    while at >= 0:
        places.append(at)
        at = buffer.find(token, at + len(token), limit)
    before = np.unique(np.searchsorted(tags, places))
    return tags[before[before > 0] - 1]


def _tags_with_references(buffer: bytes, tags: Numbers, limit: int) -> list[int]:
    """Find tags with a character reference in an attribute whose name may be `type`."""
    array = np.frombuffer(buffer, dtype=np.uint8, count=limit)
    references = np.flatnonzero((array[:-1] == ord("&")) & (array[1:] == ord("#")))
    found = []
    for quote in b"\"'":
        # The last such mark before a reference; the attribute begins with one of the two kinds.
        quotes = np.flatnonzero(array == quote)
        before = np.searchsorted(quotes, references)
        opening = quotes[before[before > 0] - 1]
        opening = opening[np.append(opening[1:] != opening[:-1], True)] if len(opening) else opening
        last, second, third = (array[np.maximum(opening - back, 0)] for back in (1, 2, 3))
        # A blank may stand on either side of the equals sign.
        named = (last == ord("=")) & ((second <= ord(" ")) | ((second == ord("e")) & (third == ord("p"))))
        found.append(opening[named | (last <= ord(" "))])
    around = np.searchsorted(tags, np.concatenate(found)) - 1
    return [int(tag) for tag in tags[np.unique(around[around >= 0])]]


def _is_hidden(tag: bytes) -> bool:
    """Tell whether the type of a tag is written with character references."""
    return b"&#" in tag and any(name == b"type" and b"&#" in value for name, value in _ATTRIBUTE.findall(tag))
