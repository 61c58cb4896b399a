"""The formats, in the order in which they are listed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Final

from heartdata.readers.base import Format
from heartdata.readers.files.source import Shape, Source

# The shapes of tables and texts.
_WORDED: Final = ("pair", "table", "words")
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


# JSON may write a letter by its number.
_SPELLED: Final = re.compile(r"\\u00[2-7]")


@cache
def _of_shape(shape: Shape) -> tuple[Format, ...]:
    return tuple(f for f in FORMATS if shape in f.shapes)


@cache
def _worded(shape: Shape) -> tuple[tuple[str, Format], ...]:
    return tuple((word, f) for f in _of_shape(shape) for word in f.words or ("",))


def formats_for(source: Source) -> Sequence[Format]:
    """Return the formats that may claim a file, by the shape of its head and the names or words in it."""
    shape, head = source.shape, source.head_text
    if shape == "json" and not _SPELLED.search(head):
        named = set(head.split('"'))
        return [f for f in _of_shape(shape) if not f.keys or not f.keys.isdisjoint(named)]
    if shape in _WORDED:
        folded = source.folded_head
        return list(dict.fromkeys([f for word, f in _worded(shape) if word in folded]))
    return _of_shape(shape)
