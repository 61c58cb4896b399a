"""The full parse of an Apple Health export: slower than the scan, and right on every layout."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final
from xml.parsers import expat

from heartdata.errors import UnreadableFileError
from heartdata.readers.apps.apple_health.layout import MOOD, kind_of
from heartdata.readers.apps.apple_health.records import Gather

_MARKUP: Final = re.compile(rb"<!--|<\?|<!ENTITY|<HealthData(?=[\s/>])")
_ENDINGS: Final = {b"<!--": b"-->", b"<?": b"?>"}
_ENCODING: Final = re.compile(rb"""(?:\xef\xbb\xbf)?<\?xml[^>]{1,200}?\sencoding\s*=\s*["']([^"']*)["']""")
_READ_ELEMENTS: Final = ("Record", "Correlation", "MetadataEntry")
# No export is deeper or has longer tags; without a limit, memory would have none.
_DEEPEST: Final = 200
_LONGEST_TAG: Final = 32 * 1024 * 1024
# Apps write these into names though XML forbids them; as blanks they do no harm.
_CONTROLS: Final = bytes(b" "[0] if b < 32 and b not in b"\t\n\r" else b for b in range(256))


class MalformedXml(Exception):  # noqa: N818  (what comes before it is used)
    """The text is not well-formed from a place on [byte]; `cut` where it ends there."""

    def __init__(self, place: int, *, cut: bool = False) -> None:
        super().__init__(place)
        self.place, self.cut = place, cut


@dataclass(frozen=True)
class Prolog:
    """What comes before the root element."""

    root: int  # where the root element begins [byte]
    utf8: bool
    plain: bool  # whether nothing there changes how the records read
    broken: bool  # whether the document type is malformed, as iOS 16 wrote it


def defines_entities(name: str) -> UnreadableFileError:
    """Return the error for a file that declares entities."""
    return UnreadableFileError(
        f"{name}: it declares XML entities, which no Apple Health export does and which can be harmful; export again"
    )


def read_prolog(head: bytes, name: str) -> Prolog | None:
    """Read what comes before the root element."""
    at = 0
    while found := _MARKUP.search(head, at):
        if found[0] in _ENDINGS:
            at = head.find(_ENDINGS[found[0]], found.end())
            if at < 0:
                return None
        elif found[0] == b"<!ENTITY":
            raise defines_entities(name)
        else:
            before = head[: found.start()]
            declared = _ENCODING.match(before)
            encoding = declared[1].decode("ascii", "replace").upper() if declared else "UTF-8"
            plain, broken = _document_type(before, name)
            return Prolog(found.start(), encoding in ("UTF-8", "US-ASCII", "UTF8"), plain, broken)
    return None


def _document_type(before: bytes, name: str) -> tuple[bool, bool]:
    changed: list[str] = []

    def attribute(element: str, _name: str, kind: str, default: str | None, _required: bool) -> None:
        if default is not None or (element in _READ_ELEMENTS and kind != "CDATA"):
            changed.append(element)

    parser = expat.ParserCreate()
    parser.AttlistDeclHandler = attribute
    try:
        parser.Parse(before + b"<HealthData/>", True)
    except expat.ExpatError:
        return True, True
    except (LookupError, ValueError):
        raise UnreadableFileError(
            f"{name}: its first line names an encoding that cannot be read; export it again from the Health app"
        ) from None
    return not changed, False


class _Open:
    def __init__(self, kind: str, place: int, depth: int, attributes: dict[str, str]) -> None:
        self.kind, self.place, self.depth, self.attributes = kind, place, depth, attributes
        self.zone: str | None = None
        self.valence = attributes.get("valence") if kind == MOOD else None


class _Handler:
    """Adds each wanted element of a document at its end."""

    def __init__(self, gather: Gather, base: int, only: Collection[str] = ()) -> None:
        self.gather, self.base, self.only = gather, base, only
        self.depth = self.correlations = 0
        self.open: list[_Open] = []
        self.parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.EntityDeclHandler = self.entity

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise MalformedXml(self.base + self.parser.CurrentByteIndex)
        if tag == "Correlation":
            self.correlations += 1
        elif tag == "MetadataEntry":
            for record in self.open:
                _describe(record, attributes.get("key", ""), attributes.get("value", ""))
        elif not self.correlations:
            kind = kind_of(tag, attributes.get("type", ""))
            if kind is not None and (not self.only or kind in self.only):
                place = self.base + self.parser.CurrentByteIndex
                self.open.append(_Open(kind, place, self.depth, attributes))

    def end(self, tag: str) -> None:
        if self.open and self.open[-1].depth == self.depth:
            record = self.open.pop()
            valence = record.attributes.get("value") if record.valence is None else record.valence
            self.gather.add_written(record.kind, record.place, record.attributes, record.zone or "", valence)
        elif tag == "Correlation":
            self.correlations -= 1
        self.depth -= 1

    def entity(self, *_declared: object) -> None:
        raise _EntityFoundError


class _EntityFoundError(Exception):
    pass


def _describe(record: _Open, key: str, value: str) -> None:
    if key == "HKTimeZone" and record.zone is None:
        record.zone = value
    elif record.kind == MOOD and record.valence is None and key.casefold().endswith("valence"):
        record.valence = value


def parse_element(fragment: bytes, place: int, only: Collection[str], gather: Gather) -> None:
    """Read one element by itself."""
    handler = _Handler(gather, place, only)
    try:
        handler.parser.Parse(fragment.translate(_CONTROLS), True)
    except expat.ExpatError:
        raise MalformedXml(place) from None


def parse(blocks: Iterable[bytes], prolog: Prolog | None, gather: Gather, name: str) -> None:
    """Read a whole file."""
    # A malformed document type would end the parse before the first record.
    skip = prolog.root if prolog is not None and prolog.broken else 0
    handler, fed, ended = _Handler(gather, skip), skip, False
    parser = handler.parser
    try:
        for read in blocks:
            block = read[skip:]
            skip -= min(skip, len(read))
            fed += len(block)
            parser.Parse(block.translate(_CONTROLS) if prolog is not None and prolog.utf8 else block, False)
            if fed - handler.base - parser.CurrentByteIndex > _LONGEST_TAG:
                raise MalformedXml(fed)
        ended = True
        parser.Parse(b"", True)
    except _EntityFoundError:
        raise defines_entities(name) from None
    except (expat.ExpatError, LookupError, ValueError):
        # LookupError and ValueError come from an encoding nobody knows.
        raise MalformedXml(handler.base + max(parser.ErrorByteIndex, 0), cut=ended) from None
