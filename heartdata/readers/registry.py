"""The formats, in the order in which they are listed."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Final, cast

from heartdata.readers.base import Format
from heartdata.readers.files.source import Shape

__all__ = ["FORMATS", "formats_for"]

# Modules of `heartdata.readers.apps`; each defines one FORMAT.
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
    "garmin",
    "garmin_report",
    "emoods",
    "nomie",
    "sleepmeter",
    "plees",
    "autosleep",
    "withings",
    "zepp",
    "samsung",
    "google_fit",
    "google_fit_sleep",
    "google_health",
    "google_health_stages",
    "pmsys",
    "health_auto_export",
    "health_auto_export_csv",
    "apple_health.reader",
    "health_connect",
    "gadgetbridge",
    "samsung_stages",
    "journey",
    "apple_journal",
    "diarium",
    "dated_text",
    "markdown_notes",
    "mi_fitness",
    "table",
)

FORMATS: Final = tuple(cast("Format", import_module(f"heartdata.readers.apps.{name}").FORMAT) for name in _MODULES)


@cache
def formats_for(shape: Shape) -> tuple[Format, ...]:
    """Return the formats that may claim a file of this shape."""
    return tuple(f for f in FORMATS if shape in f.shapes)
