"""Google Fit's ``Daily activity metrics.csv`` of Google Takeout: steps, and sleep as one number a day.

A column is there only if the person ever had that activity. Where somebody was, which the file also tells, is
passed over. The file of one day in quarters of an hour has other columns and is not read.
"""

from __future__ import annotations

from typing import Final

from heartdata.core.profile import Profile
from heartdata.readers.base import Format
from heartdata.readers.collector import Collector
from heartdata.readers.files.walk import Source
from heartdata.readers.parsing.delimited import header
from heartdata.readers.parsing.named_rows import date_parser
from heartdata.readers.parsing.rows import table_rows

__all__ = ["FORMAT"]

COLUMNS: Final = {
    "date": "the day, ISO",
    "step count": "[count] -> vitals",
    "sleep duration (ms)": "[ms] -> sleep.asleep_h",
    "sleeping duration (ms)": "[ms] -> sleep.asleep_h",
}
_REQUIRED: Final = ("date", "move minutes count")
_MARK: Final = "calories (kcal)"
_WHAT: Final = "Daily activity metrics of Google Fit; in Google Takeout choose Fit and give the zip as it is"


def _claims(source: Source, profile: Profile) -> bool:
    return {*_REQUIRED, _MARK} <= set(header(source.head_text)[1])


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    rows = list(table_rows(source, collector, _REQUIRED, _WHAT))
    dated = date_parser((row.text("date") for row in rows), profile, source.name)
    for row in rows:
        day = dated(row.text("date"))
        if day is None:
            row.reject("the date is not a date like 2026-03-01")
        elif collector.accept_date(day, row.line):
            steps = row.number("step count", 0, 1_000_000)
            if steps:
                collector.vital(day, "steps", steps, None)
            name = next((name for name in ("sleep duration (ms)", "sleeping duration (ms)") if name in row.cells), "")
            asleep = row.hours(name, 3_600_000) if name else None
            if asleep:
                collector.sleep(None, None, day=day, asleep_h=asleep)
            if not steps and not asleep:
                collector.count_empty("days without steps or sleep")


# What lies beside it in the same export and holds nothing for a diary.
_COMPANIONS: Final = (
    "archive_browser.html", "*.tcx", "derived_com.google*.json", "raw_com.google*.json",
)  # fmt: skip

FORMAT: Final = Format(
    name="google_fit",
    title="Google Fit daily metrics CSV",
    tables=("vitals", "sleep"),
    evidence="read from real samples",
    how="takeout.google.com: choose Fit, give the zip as it is",
    shapes=frozenset({"table"}),
    claims=_claims,
    read=_read,
    companions=_COMPANIONS,
)
