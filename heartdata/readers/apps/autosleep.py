"""AutoSleep's CSV: one row per day, in the language of the phone.

A row adds up all sleep of a day, so naps are included and hours can exceed the time from ``bedtime`` to ``waketime``.
Its "quality" is a duration of good sleep, not a rating.
"""

from __future__ import annotations

from typing import Final

from heartdata.readers.base import Format
from heartdata.readers.parsing.night_table import NightTable, clock_hours

NIGHTS: Final = NightTable(
    what="a CSV of AutoSleep; in the app choose More, Export",
    required=("iso8601", "todate", "bedtime", "waketime", "asleep"),
    marks=("fromdate", "inbed"),
    start="bedtime",
    end="waketime",
    # The first is in words of any language; the second is the end of the same day.
    days=("todate", "iso8601"),
    hours={"asleep_h": "asleep", "in_bed_h": "inbed", "awake_h": "awake", "deep_h": "deep"},
    unit=clock_hours,
    vitals={"hrv": "hrv_sdnn"},
    tags="tags",
    note="notes",
)

FORMAT: Final = Format(
    name="autosleep",
    title="AutoSleep CSV",
    tables=("sleep", "vitals", "activities", "journal"),
    evidence="read from real samples",
    how="AutoSleep: settings, Export, CSV",
    shapes=frozenset({"table"}),
    words=("iso8601",),
    claims=NIGHTS.claims,
    read=NIGHTS.read,
)
