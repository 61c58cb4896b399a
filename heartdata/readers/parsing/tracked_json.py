"""The entries of a tracker's JSON export, also where the file is damaged or cut short."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from heartdata.errors import UnreadableFileError
from heartdata.readers.collector import Collector
from heartdata.readers.files.walk import Source
from heartdata.readers.parsing.json_entries import decode_json
from heartdata.readers.parsing.rows import Row

__all__ = ["has_keys", "json_rows"]

NO_ENTRY: Final = "this is not an entry of the kind the file holds"
DAMAGED: Final = "damaged, or the file ends inside it; export it again"

_BETWEEN: Final = re.compile(r"[\s,]*")
_NEXT: Final = re.compile(r"\{(?=\s*\")")
# Heuristic: a damaged export has a few bad places; each try costs time.
_MOST_TRIES: Final = 1000
_TOO_DEEP: Final = 20
_DECODER: Final = json.JSONDecoder(
    parse_constant=lambda _: None, parse_int=lambda d: int(d) if len(d) <= 18 else None, strict=False
)


def has_keys(text: str, *keys: str) -> bool:
    """Tell whether the beginning of a JSON file has certain names."""
    return text.lstrip()[:1] in ("[", "{") and all(
        f'"{key}"' in text and re.search(rf'"{key}"\s*:', text) is not None for key in keys
    )


def json_rows(source: Source, collector: Collector, lists: Sequence[str], mark: str, what: str) -> Iterator[Row]:
    """Read the entries of a JSON file, also of one that is cut short."""
    text, encoding = source.text()
    if encoding != "UTF-8":
        collector.note(f"written as {encoding}")
    whole = decode_json(text)
    found = _salvaged(text, lists, mark) if whole is None else _listed(whole, lists, mark)
    if found is None:
        damaged = "damaged, without a whole entry in it, or " if whole is None else ""
        raise UnreadableFileError(f"{source.name}: {damaged}not {what}")
    if whole is None:
        collector.note("the file is damaged or cut short; what is whole was read")
    for place, entry in enumerate(found, start=1):
        collector.count_entries()
        if isinstance(entry, dict) and mark in entry:
            yield Row(entry, place, collector)
        else:
            collector.reject(place, NO_ENTRY if whole is not None else DAMAGED)


def _listed(whole: Any, lists: Sequence[str], mark: str) -> list[Any] | None:
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


def _salvaged(text: str, lists: Sequence[str], mark: str) -> list[Any] | None:
    named = re.search(rf'"(?:{"|".join(lists)})"\s*:\s*\[', text) if lists else None
    if named is None and not text.lstrip().startswith("["):
        return None
    at, tries, found = named.end() if named else text.index("[") + 1, 0, list[Any]()
    while True:
        gap = _BETWEEN.match(text, at)
        at = gap.end() if gap else at
        if at >= len(text) or text[at] == "]":
            break
        entry, end, _ = _element(text, at)
        found.append(entry)
        if end is None:
            for candidate in _NEXT.finditer(text, at + 1):
                entry, end, cost = _element(text, candidate.start())
                tries += cost
                if tries > _MOST_TRIES or (isinstance(entry, dict) and mark in entry):
                    end = candidate.start() if tries <= _MOST_TRIES else None
                    break
                end = None
            if end is None:
                break
        at = end
    return found if any(isinstance(e, dict) and mark in e for e in found) else None


def _element(text: str, at: int) -> tuple[Any, int | None, int]:
    """Decode what begins at a place; with where it ends, and how many tries that counts for."""
    try:
        return *_DECODER.raw_decode(text, at), 1
    except ValueError:
        return None, None, 1
    except RecursionError:
        # From Python 3.12 on that is noticed at ten times the depth, and takes as long.
        return None, None, _TOO_DEEP
