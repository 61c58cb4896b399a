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
def _marked(shape: Shape) -> tuple[tuple[str, Format], ...]:
    return tuple((mark, f) for f in FORMATS if shape in f.shapes for mark in f.marks)


def formats_for(source: Source) -> Sequence[Format]:
    """Return the formats that may claim a file, by the shape of its head and the words in it."""
    marked = _marked(source.shape)
    if not any(mark for mark, _ in marked):
        return [f for _, f in marked]
    as_written = source.shape == "json"
    head = source.head_text if as_written else source.folded_head
    if as_written and _SPELLED.search(head):
        head += "".join(mark for mark, _ in marked)
    return list(dict.fromkeys([f for mark, f in marked if mark in head]))
