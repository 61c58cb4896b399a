"""JSON journals that keep their entries in one list named ``entries``, read even where the file is damaged.

The json module reads a file whole or not at all. Where it refuses, the entries are decoded one by one, so that a
cut-short or damaged export still gives every entry that is complete.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

__all__ = ["JsonEntry", "Outline", "decode_json", "outline", "read_entries"]

DAMAGED: Final = "damaged, or the file ends inside it; export the journal again"
NO_ENTRY: Final = "this is not an entry: text, a number or a list stands in its place"
_ENTRIES: Final = "entries"

# A string that is not closed runs to the end, so that a cut head is scanned only once.
_TOKEN: Final = re.compile(r'"((?:[^"\\]++|\\.)*+)(?:"(\s*:)?|\\?\Z)|[{}\[\]]', re.DOTALL)
_BETWEEN: Final = re.compile(r"[\s,]*")
_NEXT: Final = re.compile(r",\s*(?=\{)")
# Heuristic: a damaged diary has a few bad places; more are no diary, and each try costs time.
_MOST_TRIES: Final = 1000
_LONGEST_NUMBER: Final = 18
_LONG_NUMBER: Final = re.compile(r"\d{18}")
_DEEPEST: Final = 3


@dataclass(frozen=True)
class JsonEntry:
    """One element of the list of entries.

    Attributes
    ----------
    number : int
        Its place in the list, from 1.
    value : dict or None
        The entry, where it could be decoded.
    problem : str
        Why not, or an empty string.
    """

    number: int
    value: dict[str, Any] | None
    problem: str = ""


@dataclass
class Outline:
    """The names at the beginning of a JSON file, found without decoding it.

    Attributes
    ----------
    top : set of str
        Names of the outermost object.
    metadata : set of str
        Names inside ``metadata``.
    entry : set of str
        Names inside the elements of ``entries``.
    has_entries : bool
        Whether ``entries`` is a list.
    start : int or None
        Where its first element begins; not told where the whole could be decoded.
    empty : bool
        Whether that list is closed at once.
    """

    top: set[str] = field(default_factory=set)
    metadata: set[str] = field(default_factory=set)
    entry: set[str] = field(default_factory=set)
    has_entries: bool = False
    start: int | None = None
    empty: bool = False


def outline(text: str, *, until_entries: bool = False) -> Outline:
    """Find the names at the beginning of a JSON file, which may be cut anywhere.

    Examples
    --------
    >>> found = outline('{"metadata": {"version": "1.0"}, "entries": [{"uuid": "A", "te')
    >>> sorted(found.top), sorted(found.entry)
    (['entries', 'metadata'], ['uuid'])
    """
    return _outline(text, until_entries) if until_entries else _outline_of_head(text)


# Several formats ask for the outline of the same head, and only look at it.
@lru_cache(maxsize=2)
def _outline_of_head(head: str) -> Outline:
    whole = decode_json(head) if head.rstrip().endswith("}") else None
    return _outline(head, until_entries=False) if whole is None else _outline_of(whole)


def _outline_of(whole: Any) -> Outline:
    """Find the same in what is decoded, which takes less time."""
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
    """Decode JSON, tolerant of what programs write that is not quite JSON."""
    # Asking about each number takes as long as all the rest.
    decoder = _DECODER if _LONG_NUMBER.search(text) else _DECODER_OF_SHORT
    try:
        return decoder.decode(text.strip())
    except (ValueError, RecursionError):
        return None


def read_entries(text: str, whole: Any, marks: frozenset[str]) -> tuple[list[JsonEntry], bool] | None:
    """Take the entries out of a JSON file."""
    if whole is not None:
        elements = whole.get(_ENTRIES) if isinstance(whole, dict) else None
        if not isinstance(elements, list):
            return None
        return [_listed(number, element) for number, element in enumerate(elements, start=1)], False
    start = outline(text, until_entries=True).start
    return None if start is None else (list(_salvaged(text, start, marks)), True)


def _listed(number: int, element: Any) -> JsonEntry:
    return JsonEntry(number, element) if isinstance(element, dict) else JsonEntry(number, None, NO_ENTRY)


def _salvaged(text: str, start: int, marks: frozenset[str]) -> Iterator[JsonEntry]:
    number, tries = 0, 0
    position: int | None = _after_gap(text, start)
    while position is not None and not text.startswith("]", position):
        number += 1
        element, end = _element(text, position)
        if end is not None:
            yield _listed(number, element)
            position = _after_gap(text, end)
        else:
            yield JsonEntry(number, None, DAMAGED)
            position, tries = _next_entry(text, position, marks, tries)


def _next_entry(text: str, position: int, marks: frozenset[str], tries: int) -> tuple[int | None, int]:
    for candidate in _NEXT.finditer(text, position):
        tries += 1
        if tries > _MOST_TRIES:
            break
        element, end = _element(text, candidate.end())
        if end is not None and isinstance(element, dict) and marks <= element.keys():
            return candidate.end(), tries
    return None, tries


def _after_gap(text: str, position: int) -> int:
    gap = _BETWEEN.match(text, position)
    return gap.end() if gap else position


def _element(text: str, position: int) -> tuple[Any, int | None]:
    try:
        return _DECODER.raw_decode(text, position)
    except (ValueError, RecursionError):
        return None, None


def _whole_number(digits: str) -> int | None:
    return int(digits) if len(digits) <= _LONGEST_NUMBER else None


_DECODER: Final = json.JSONDecoder(parse_constant=lambda _: None, parse_int=_whole_number, strict=False)
_DECODER_OF_SHORT: Final = json.JSONDecoder(parse_constant=lambda _: None, strict=False)
