"""Values of decoded JSON, which may hold anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from heartdata.errors import UnreadableFileError
from heartdata.readers.collector import Collector
from heartdata.readers.files.source import Source
from heartdata.readers.parsing.entries import read_text
from heartdata.readers.parsing.json_entries import decode_json
from heartdata.readers.parsing.numbers import parse_number
from heartdata.readers.parsing.text import replace_surrogates


def load_json(source: Source, collector: Collector, what: str, fits: Callable[[Any], bool]) -> Any:
    """Read a JSON file."""
    content = decode_json(read_text(source, collector).lstrip("\ufeff"))
    if content is None:
        raise UnreadableFileError(f"{source.name}: damaged or cut short, it is not whole JSON; export it again")
    if not fits(content):
        raise UnreadableFileError(f"{source.name}: not {what}")
    return content


def dicts(value: Any) -> list[dict[str, Any]]:
    """Return the objects of a list."""
    return [element for element in value if isinstance(element, dict)] if isinstance(value, list) else []


def strings(value: Any) -> list[str]:
    """Return the non-empty texts of a list."""
    found = [clean_text(element) for element in value] if isinstance(value, list) else []
    return [element for element in found if element]


def clean_text(value: Any) -> str:
    """Return a text without blanks around it; anything else is empty."""
    return replace_surrogates(value).strip()


def json_number(value: Any) -> float | None:
    """Return a JSON number as float; text is none, whatever it says."""
    return None if isinstance(value, str) else parse_number(value)


def whole_number(value: Any) -> int | None:
    """Return a whole number."""
    found = json_number(value)
    return int(found) if found is not None and found == int(found) else None
