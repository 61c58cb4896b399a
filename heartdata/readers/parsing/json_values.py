"""Values out of decoded JSON that may hold anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from heartdata.errors import UnreadableFileError
from heartdata.readers.files.walk import Source
from heartdata.readers.parsing.json_entries import decode_json
from heartdata.readers.parsing.numbers import parse_number
from heartdata.readers.parsing.text import replace_surrogates

__all__ = ["clean_text", "dicts", "first_element", "json_number", "load_json", "strings", "whole_number"]


def load_json(source: Source, what: str, fits: Callable[[Any], bool]) -> tuple[Any, str]:
    """Read a JSON file."""
    written, encoding = source.text()
    content = decode_json(written.lstrip("\ufeff"))
    if content is None:
        raise UnreadableFileError(f"{source.name}: damaged or cut short, it is not whole JSON; export it again")
    if not fits(content):
        raise UnreadableFileError(f"{source.name}: not {what}")
    return content, encoding


def first_element(written: str) -> Any:
    """Decode the first element of a JSON list, of which the end may be missing."""
    opened = written.lstrip("\ufeff \t\r\n")
    if not opened.startswith("["):
        return None
    inside = opened[1:]
    depth, quoted, escaped = 0, False, False
    for place, mark in enumerate(inside):
        if quoted:
            quoted, escaped = escaped or mark != '"', mark == "\\" and not escaped
        elif mark == '"':
            quoted = True
        elif mark in "{[":
            depth += 1
        elif mark in "}]":
            depth -= 1
            if depth <= 0:
                return decode_json(inside[: place + 1])
    return None


def dicts(value: Any) -> list[dict[str, Any]]:
    """Take the objects out of a list."""
    return [element for element in value if isinstance(element, dict)] if isinstance(value, list) else []


def strings(value: Any) -> list[str]:
    """Take the texts out of a list."""
    found = [clean_text(element) for element in value] if isinstance(value, list) else []
    return [element for element in found if element]


def clean_text(value: Any) -> str:
    """Take a text."""
    return replace_surrogates(value).strip()


def json_number(value: Any) -> float | None:
    """Return a JSON number as float; text is none, whatever it says."""
    return None if isinstance(value, str) else parse_number(value)


def whole_number(value: Any) -> int | None:
    """Take a whole number."""
    found = json_number(value)
    return int(found) if found is not None and found == int(found) else None
