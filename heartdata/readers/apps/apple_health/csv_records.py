"""Apple Health's records as CSV, one file for each type, as programs such as applehealthdata write them.

Columns have the names of the export's attributes. Some programs shorten a type to its last part, such as
``SleepAnalysis``. What is read and how is as in `reader`.
"""

from __future__ import annotations

import re
from typing import Final

from heartdata.readers.apps.apple_health.reader import add_all
from heartdata.readers.base import Collector, Format, Profile, Source
from heartdata.readers.parsing.delimited import header
from heartdata.readers.parsing.rows import read_rows

_COLUMNS: Final = ("sourceName", "unit", "startDate", "endDate", "value")
_REQUIRED: Final = ("type", "sourcename", "startdate", "enddate", "value")
_PREFIXES: Final = ("HKQuantityTypeIdentifier", "HKCategoryTypeIdentifier")
_STAGE: Final = "HKCategoryValueSleepAnalysis"
_OTHERS: Final = "records of a type that a diary does not need"
_WHAT: Final = "records of Apple Health as CSV, with the export's own column names"


def _short(written: str) -> str:
    for prefix in _PREFIXES:
        written = written.removeprefix(prefix)
    return written


def _claims(source: Source, profile: Profile) -> bool:
    return set(_REQUIRED) <= set(header(source.head_text)[1])


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    # NumPy is only loaded where such a file is read.
    from heartdata.readers.apps.apple_health.layout import KINDS
    from heartdata.readers.apps.apple_health.records import Gather

    kinds = {_short(name): kind for name, kind in KINDS.items()}
    gather = Gather(profile.zone, profile.day_start)
    wanted = re.compile("|".join(kinds).encode())
    for row in read_rows(source, collector, _REQUIRED, _WHAT, wanted=wanted, others=_OTHERS):
        kind = kinds.get(_short(row.text("type")))
        if kind is None:
            collector.count_empty(_OTHERS)
            continue
        attributes = {name: row.text(name.casefold()) for name in _COLUMNS}
        if kind == "sleep":
            attributes["value"] = _STAGE + attributes["value"].removeprefix(_STAGE)
        gather.add_written(kind, row.line, attributes, "", None)
    gather.finish()
    for line, reason in sorted(gather.rejected):
        collector.reject(line, reason)
    add_all(gather, collector)


FORMAT: Final = Format(
    name="apple_health_csv",
    title="Apple Health records as CSV (applehealthdata)",
    tables=("sleep", "activities", "vitals"),
    evidence="experimental",
    how="programs that turn export.xml into CSV files, one for each type of record",
    shapes=frozenset({"table"}),
    words=("sourcename",),
    claims=_claims,
    read=_read,
)
