"""Tables of nights that people make from Garmin Connect's API (``dailySleepDTO``) with python-garminconnect and pandas.

The columns have the names of the API's keys, with ``dailySleepDTO.`` before them where the whole answer was flattened.
Times are milliseconds since 1970, as in `garmin`.
"""

from __future__ import annotations

import re
from typing import Any, Final

from heartdata.readers.apps.garmin import NIGHTS, VITALS, read_api_night
from heartdata.readers.base import Collector, Format, Profile, Source
from heartdata.readers.parsing.delimited import header
from heartdata.readers.parsing.numbers import parse_number
from heartdata.readers.parsing.rows import Row, parse_rows, read_rows

_TIMES: Final = tuple(f"sleep{which}Timestamp{clock}" for which in ("Start", "End") for clock in ("GMT", "Local"))
_SCORE: Final = "sleepScores.overall.value"
_KEYS: Final = {
    key.casefold(): key
    for key in ("calendarDate", "sleepTimeSeconds", "sleepScores", _SCORE, *_TIMES, *NIGHTS.hours.values(), *VITALS)
}
_PREFIX: Final = "dailysleepdto."
_REQUIRED: Final = ("calendardate", "sleeptimeseconds", "deepsleepseconds")
# A cell that holds the scores as Python or JSON writes them.
_OVERALL: Final = re.compile(r"""['"]overall['"]:\s*\{[^{}]*['"]value['"]:\s*(\d{1,3})\b""")
_WHAT: Final = "a table of Garmin's nights, with columns such as calendarDate and sleepTimeSeconds"


def _names(text: str) -> list[str]:
    return [name.removeprefix(_PREFIX) for name in header(text)[1]]


def _claims(source: Source, profile: Profile) -> bool:
    return set(_REQUIRED) <= set(_names(source.head_text))


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    missing = [name for name in _REQUIRED if name not in _names(source.text()[0])]
    rows = read_rows(source, collector, missing, _WHAT) if missing else parse_rows(source.text()[0], collector)
    for row in rows:
        cells: dict[str, Any] = {}
        for name, cell in row.cells.items():
            if cell and (key := _KEYS.get(name.removeprefix(_PREFIX))):
                number = parse_number(cell) if key in _TIMES else None
                cells[key] = cell if number is None else number
        overall = _OVERALL.search(str(cells.get("sleepScores", "")))
        score = cells.get(_SCORE) or (overall[1] if overall else None)
        cells["sleepScores"] = {"overall": {"value": score}}
        read_api_night(Row(cells, row.line, collector), profile)


FORMAT: Final = Format(
    name="garmin_table",
    title="Garmin Connect nights as a table (python-garminconnect)",
    tables=("sleep", "vitals"),
    evidence="experimental",
    how="the answers of get_sleep_data in python-garminconnect, saved as CSV with the API's names",
    shapes=frozenset({"table"}),
    words=("sleeptimeseconds",),
    claims=_claims,
    read=_read,
)
