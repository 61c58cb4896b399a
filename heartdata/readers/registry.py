"""Every format there is, in the order in which they are listed."""

from __future__ import annotations

from functools import cache
from typing import Final

from heartdata.readers.apps import (
    apple_journal,
    autosleep,
    bearable,
    dated_text,
    daylio,
    daylio_backup,
    dayone,
    diarium,
    emoods,
    fitbit,
    gadgetbridge,
    garmin,
    google_fit,
    google_fit_sleep,
    google_health,
    google_health_stages,
    health_auto_export,
    health_auto_export_csv,
    health_connect,
    how_we_feel,
    imoodjournal,
    journey,
    jrnl,
    markdown_notes,
    mi_fitness,
    nomie,
    oura,
    pixels,
    plees,
    pmsys,
    samsung,
    samsung_stages,
    sleep_as_android,
    sleep_cycle,
    sleepmeter,
    table,
    whoop,
    withings,
    zepp,
)
from heartdata.readers.apps import garmin_report as garmin_sleep_csv
from heartdata.readers.apps.apple_health import reader as apple_health
from heartdata.readers.base import Format
from heartdata.readers.files.source import Look

__all__ = ["FORMATS", "likely"]

FORMATS: Final[tuple[Format, ...]] = (
    daylio.FORMAT,
    sleep_as_android.FORMAT,
    sleep_cycle.FORMAT,
    dayone.FORMAT,
    jrnl.FORMAT,
    daylio_backup.FORMAT,
    bearable.FORMAT,
    how_we_feel.FORMAT,
    imoodjournal.FORMAT,
    pixels.FORMAT,
    fitbit.FORMAT,
    oura.FORMAT,
    whoop.FORMAT,
    garmin.FORMAT,
    garmin_sleep_csv.FORMAT,
    emoods.FORMAT,
    nomie.FORMAT,
    sleepmeter.FORMAT,
    plees.FORMAT,
    autosleep.FORMAT,
    withings.FORMAT,
    zepp.FORMAT,
    samsung.FORMAT,
    google_fit.FORMAT,
    google_fit_sleep.FORMAT,
    google_health.FORMAT,
    google_health_stages.FORMAT,
    pmsys.FORMAT,
    health_auto_export.FORMAT,
    health_auto_export_csv.FORMAT,
    apple_health.FORMAT,
    health_connect.FORMAT,
    gadgetbridge.FORMAT,
    samsung_stages.FORMAT,
    journey.FORMAT,
    apple_journal.FORMAT,
    diarium.FORMAT,
    dated_text.FORMAT,
    markdown_notes.FORMAT,
    mi_fitness.FORMAT,
    table.FORMAT,
)


@cache
def likely(look: Look) -> tuple[Format, ...]:
    """Choose the formats to ask about a file."""
    return tuple(f for f in FORMATS if look in f.looks)
