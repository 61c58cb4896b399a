"""Entries of JSON exports, read even where the file is damaged.

The json module reads a file whole or not at all. Where it refuses, the entries are decoded one by one, so that a
cut-short or damaged export still gives every entry that is complete.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from heartdata.errors import UnreadableFileError
from heartdata.readers.collector import Collector
from heartdata.readers.files.source import Source
from heartdata.readers.parsing.rows import Row

DAMAGED: Final = "damaged, or the file ends inside it; export it again"
NO_ENTRY: Final = "not an entry of the kind the file holds"
_ENTRIES: Final = "entries"

# An unclosed string runs to the end, so that a cut head is scanned only once.
_TOKEN: Final = re.compile(r'"((?:[^"\\]++|\\.)*+)(?:"(\s*:)?|\\?\Z)|[{}\[\]]', re.DOTALL)
_KEY: Final = re.compile(r'"(\w++)"\s*:')
_BETWEEN: Final = re.compile(r"[\s,]*")
_NEXT: Final = re.compile(r'\{(?=\s*")')
# Heuristic: a damaged export has a few bad places; each try costs time.
_MOST_TRIES: Final = 1000
_TOO_DEEP: Final = 20
_LONGEST_NUMBER: Final = 18
_LONG_NUMBER: Final = b"0" * _LONGEST_NUMBER
_TO_ZEROS: Final = bytes.maketrans(b"123456789", b"000000000")
_PIECE: Final = 1024 * 1024
_DEEPEST: Final = 3


# An element, and whether it could be decoded.
_Element = tuple[Any, bool]


# A whole file that was decoded to recognise it, by its text; the one that reads it takes it, and may change it.
_decoded: Final[dict[str, Any]] = {}


@dataclass(frozen=True)
class JsonEntry:
    """An element of the list of entries."""

    number: int  # in the list, from 1
    value: dict[str, Any] | None  # None where it could not be decoded
    problem: str = ""  # why not


@dataclass
class Outline:
    """The names at the beginning of a JSON file, found without decoding it."""

    top: set[str] = field(default_factory=set)  # names of the outermost object
    metadata: set[str] = field(default_factory=set)  # names inside metadata
    entry: set[str] = field(default_factory=set)  # names inside the elements of entries
    has_entries: bool = False  # whether entries is a list
    start: int | None = None  # where its first element begins; None where the whole could be decoded
    empty: bool = False  # whether that list is empty


def outline(text: str, *, until_entries: bool = False) -> Outline:
    """Find the names at the beginning of a JSON file, which may be cut anywhere."""
    return _outline(text, until_entries) if until_entries else _outline_of_head(text)


# Several formats ask for the outline of the same head; none changes it.
@lru_cache(maxsize=2)
def _outline_of_head(head: str) -> Outline:
    whole = decode_json(head) if head.rstrip().endswith("}") else None
    if whole is None:
        return _outline(head, until_entries=False)
    _decoded.clear()
    _decoded[head] = whole
    return _outline_of(whole)


def _outline_of(whole: Any) -> Outline:
    """Find the same in decoded JSON, which takes less time."""
    if not isinstance(whole, dict):
        return Outline()
    metadata, entries = whole.get("metadata"), whole.get(_ENTRIES)
    found = Outline(top=set(whole), metadata=set(metadata) if isinstance(metadata, dict) else set())
    if isinstance(entries, list):
        found.entry = {name for entry in entries if isinstance(entry, dict) for name in entry}
        found.has_entries, found.empty = True, not entries
    return found


def _outline(text: str, until_entries: bool) -> Outline:
    found = Outline()
    if not text.lstrip().startswith("{"):
        return found
    names = {("",): found.top, ("", "metadata"): found.metadata, ("", f"{_ENTRIES}[]", ""): found.entry}
    path: list[str] = []
    name = ""
    for token in _TOKEN.finditer(text):
        mark = token[0][0]
        if mark == '"':
            if token[2]:
                name = token[1]
                if len(path) <= _DEEPEST:
                    names.get(tuple(path), set()).add(name)
        elif mark in "{[":
            path.append(name if mark == "{" else f"{name}[]")
            name = ""
            if not found.has_entries and path == ["", f"{_ENTRIES}[]"]:
                found.has_entries, found.start = True, token.end()
                found.empty = text[token.end() : token.end() + 80].lstrip().startswith("]")
                if until_entries:
                    break
        elif path:
            path.pop()
            name = ""
            if not path:
                break
    return found


def decode_json(text: str) -> Any:
    """Decode JSON, also with control characters in strings and NaN; None where that fails."""
    if (whole := _decoded.pop(text, None)) is not None:
        return whole
    # Checking every number takes as long as all the rest.
    decoder = _DECODER if _has_long_number(text) else _DECODER_OF_SHORT
    try:
        return decoder.decode(text.strip())
    except (ValueError, RecursionError):
        return None


def _has_long_number(text: str) -> bool:
    pieces = (text[at : at + _PIECE + _LONGEST_NUMBER] for at in range(0, len(text), _PIECE))
    return any(_LONG_NUMBER in piece.encode("utf-8", "surrogatepass").translate(_TO_ZEROS) for piece in pieces)


def read_entries(text: str, whole: Any, marks: frozenset[str]) -> tuple[list[JsonEntry], bool] | None:
    """Return the entries of a journal, and whether the file is damaged; None where it has no list of entries."""
    found: Iterator[_Element] | None
    if whole is not None:
        elements = whole.get(_ENTRIES) if isinstance(whole, dict) else None
        found = ((element, True) for element in elements) if isinstance(elements, list) else None
    else:
        start = outline(text, until_entries=True).start
        found = None if start is None else _salvage(text, start, marks)
    if found is None:
        return None
    return [_entry(number, *element) for number, element in enumerate(found, start=1)], whole is None


def _entry(number: int, element: Any, decoded: bool) -> JsonEntry:
    if isinstance(element, dict):
        return JsonEntry(number, element)
    return JsonEntry(number, None, NO_ENTRY if decoded else DAMAGED)


def has_keys(text: str, *keys: str) -> bool:
    """Return whether the beginning of a JSON file has all of these names."""
    return text.lstrip()[:1] in ("[", "{") and _keys_in(text).issuperset(keys)


# Every format asks for names in the same head.
@lru_cache(maxsize=2)
def _keys_in(head: str) -> frozenset[str]:
    return frozenset(_KEY.findall(head))


def json_rows(source: Source, collector: Collector, lists: Sequence[str], mark: str, what: str) -> Iterator[Row]:
    """Read the entries of a tracker's JSON file, also of one that is cut short.

    `lists` names the lists that may hold them; each entry has the name `mark`.
    """
    text, encoding = source.text()
    if encoding != "UTF-8":
        collector.note(f"written as {encoding}")
    whole = decode_json(text)
    elements = _find_list(whole, lists, mark)
    found = _salvage_list(text, lists, mark) if whole is None else elements and [(e, True) for e in elements]
    if found is None:
        damaged = "damaged, without a whole entry in it, or " if whole is None else ""
        raise UnreadableFileError(f"{source.name}: {damaged}not {what}")
    if whole is None:
        collector.note("the file is damaged or cut short; what is whole was read")
    for number, (element, decoded) in enumerate(found, start=1):
        collector.count_entries()
        if isinstance(element, dict) and mark in element:
            yield Row(element, number, collector)
        else:
            collector.reject(number, NO_ENTRY if decoded else DAMAGED)


def _find_list(whole: Any, lists: Sequence[str], mark: str) -> list[Any] | None:
    if isinstance(whole, list):
        return whole if not whole or any(isinstance(e, dict) and mark in e for e in whole) else None
    if not isinstance(whole, dict):
        return None
    if mark in whole:
        return [whole]
    for name in lists:
        inner = whole.get(name)
        inner = inner.get("data") if isinstance(inner, dict) else inner
        if isinstance(inner, list):
            return inner
    return None


def _salvage_list(text: str, lists: Sequence[str], mark: str) -> list[_Element] | None:
    named = re.search(rf'"(?:{"|".join(lists)})"\s*:\s*\[', text) if lists else None
    if named is None and not text.lstrip().startswith("["):
        return None
    found = list(_salvage(text, named.end() if named else text.index("[") + 1, frozenset((mark,))))
    return found if any(isinstance(e, dict) and mark in e for e, _ in found) else None


def _salvage(text: str, start: int, marks: frozenset[str]) -> Iterator[_Element]:
    """Decode a list element by element; after a damaged one, go on at the next entry that has all of `marks`."""
    tries, position = 0, _skip_gap(text, start)
    while position < len(text) and text[position] != "]":
        element, end, _ = _decode_at(text, position)
        yield element, end is not None
        for candidate in _NEXT.finditer(text, position + 1) if end is None else ():
            element, found, cost = _decode_at(text, candidate.start())
            tries += cost
            if tries > _MOST_TRIES:
                return
            if found is not None and isinstance(element, dict) and marks <= element.keys():
                end = candidate.start()
                break
        if end is None:
            return
        position = _skip_gap(text, end)


def _skip_gap(text: str, position: int) -> int:
    gap = _BETWEEN.match(text, position)
    return gap.end() if gap else position


def _decode_at(text: str, position: int) -> tuple[Any, int | None, int]:
    """Decode the element at a position; return it with its end and its cost in tries."""
    try:
        return *_DECODER.raw_decode(text, position), 1
    except ValueError:
        return None, None, 1
    except RecursionError:
        # Python 3.12 and later notice that at ten times the depth, and take as long.
        return None, None, _TOO_DEEP


def first_element(text: str) -> Any:
    """Decode the first element of a JSON list, whose end may be missing."""
    opened = text.lstrip("\ufeff \t\r\n")
    return _decode_at(opened, _skip_gap(opened, 1))[0] if opened.startswith("[") else None


def _whole_number(digits: str) -> int | None:
    return int(digits) if len(digits) <= _LONGEST_NUMBER else None


_DECODER: Final = json.JSONDecoder(parse_constant=lambda _: None, parse_int=_whole_number, strict=False)
_DECODER_OF_SHORT: Final = json.JSONDecoder(parse_constant=lambda _: None, strict=False)
