"""The formats, in the order in which they are listed."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import import_module
from types import ModuleType
from typing import Final

from heartdata.readers.base import Format
from heartdata.readers.files.source import Shape, Source

# Modules of `heartdata.readers.apps`; each defines a FORMAT, or several FORMATS.
_MODULES: Final = (
    "daylio",
    "sleep_as_android",
    "sleep_cycle",
    "dayone",
    "jrnl",
    "daylio_backup",
    "bearable",
    "how_we_feel",
    "imoodjournal",
    "pixels",
    "fitbit",
    "oura",
    "whoop",
    "whoop_api",
    "polar",
    "polar_flow",
    "eight_sleep",
    "garmin",
    "garmin_report",
    "garmin_table",
    "emoods",
    "nomie",
    "loop",
    "sleepmeter",
    "plees",
    "autosleep",
    "withings",
    "zepp",
    "samsung",
    "google_fit",
    "google_health",
    "pmsys",
    "health_auto_export",
    "health_auto_export_csv",
    "apple_health.reader",
    "apple_health.csv_records",
    "qs_access",
    "health_connect",
    "gadgetbridge",
    "journey",
    "apple_journal",
    "diarium",
    "dated_text",
    "markdown_notes",
    "mi_fitness",
    "table",
)


def _formats_of(module: ModuleType) -> tuple[Format, ...]:
    return getattr(module, "FORMATS", None) or (module.FORMAT,)


FORMATS: Final = tuple(f for name in _MODULES for f in _formats_of(import_module(f"heartdata.readers.apps.{name}")))

_KEYS: Final = frozenset(key for f in FORMATS for key in f.keys)
_WORDS: Final = {
    shape: frozenset(word for f in FORMATS if shape in f.shapes for word in f.words)
    for shape in ("pair", "table", "words")
}
# JSON may write a letter by its number.
_SPELLED: Final = re.compile(r"\\u00[2-7]")


def formats_for(source: Source) -> tuple[Format, ...]:
    """Return the formats that may claim a file, by the shape of its head and the names or words in it."""
    shape, head = source.shape, source.head_text
    if shape == "json" and not _SPELLED.search(head):
        return _having(shape, _KEYS.intersection(head.split('"')))
    if shape in _WORDS:
        folded = source.folded_head
        return _having(shape, frozenset([word for word in _WORDS[shape] if word in folded]))
    return _having(shape, None)


@lru_cache(maxsize=256)
def _having(shape: Shape, found: frozenset[str] | None) -> tuple[Format, ...]:
    """Return the formats of a shape that need none of these names or words, or have one that was found."""
    needs = ((f, f.keys if shape == "json" else f.words) for f in FORMATS if shape in f.shapes)
    return tuple(f for f, marks in needs if found is None or not marks or not found.isdisjoint(marks))
