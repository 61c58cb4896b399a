"""Samsung Health's CSV files of sleep and of sleep stages.

Line 1 says what a file holds, line 2 is the header, and every row ends with a comma too many. Columns may carry the
name of the app before a dot. Whether times are UTC or already local differs between exports: per file, the reading
that puts most starts between 20:00 and 04:00 is taken, and a note says which. Epoch milliseconds are UTC.

``sleep_duration`` is the time in bed; how much of it was sleep is in the file of stages. That is a format of its own,
so that both are kept and the night is taken from the one with stages. The score of a night becomes a rating at waking,
to be kept either way.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial
from typing import Final, NamedTuple

from heartdata.errors import UnreadableFileError
from heartdata.readers.base import Collector, Format, Profile, Source
from heartdata.readers.parsing.dates import DateOrder, detect_date_order
from heartdata.readers.parsing.delimited import header
from heartdata.readers.parsing.entries import read_text
from heartdata.readers.parsing.night_table import NightTable, Span, Stretch, add_stretches, begins_at_night
from heartdata.readers.parsing.numbers import parse_number
from heartdata.readers.parsing.rows import Row, parse_rows
from heartdata.readers.parsing.timestamps import from_epoch, parse_offset, parse_utc, shift

NIGHTS: Final = NightTable(
    what="sleep",
    required=("start_time", "end_time"),
    start="start_time",
    end="end_time",
    hours={"in_bed_h": "sleep_duration"},  # empty before 2024
    note="comment",
)
STAGES: Final = NightTable(what="sleep_stage", required=("start_time", "end_time", "stage", "sleep_id"))
_STAGE_CODES: Final = {40001: "awake", 40002: "light", 40003: "deep", 40004: "rem"}
_WHAT: Final = "of Samsung Health; in the app's settings choose Download personal data, and give the folder"


def _title(text: str, table: NightTable) -> re.Match[str] | None:
    """Match the first line of a file that holds one kind of data."""
    if text[:4].lower() != "com.":
        return None
    first = re.match(rf"com\.samsung\.s?health\.{table.what},[^\r\n]*(?:\r\n|\n|\r)", text, re.IGNORECASE)
    return first if first is not None and set(table.required) <= set(_names(text, first)) else None


def _names(text: str, first: re.Match[str]) -> list[str]:
    return [name.rpartition(".")[2] for name in header(text[first.end() :])[1]]


def _claims(source: Source, profile: Profile, table: NightTable) -> bool:
    return _title(source.head_text, table) is not None


def _rows(source: Source, collector: Collector, table: NightTable) -> Iterable[tuple[Row, Span]]:
    text = read_text(source, collector)
    first = _title(text, table)
    if first is None:
        raise UnreadableFileError(f"{source.name}: not the {table.what} {_WHAT}")
    rows = list(parse_rows(text[first.end() :], collector, 2, _names(text, first), width=False))
    pairs = [(row.text("start_time"), row.text("end_time")) for row in rows]
    order = detect_date_order((), source.name, collector.profile, pairs)
    times = [_times(row, order) for row in rows]
    in_utc = _in_utc(times, collector)
    return zip(rows, [found.span(collector.profile, in_utc) for found in times], strict=True)


class _Times(NamedTuple):
    """The times of a row as written; those counted in milliseconds since 1970 are UTC."""

    start: datetime | None
    end: datetime | None
    offset: float | None
    counted: bool

    def span(self, profile: Profile, in_utc: bool) -> Span:
        start, end = (self._local(at, profile, in_utc) for at in (self.start, self.end))
        hours = None if start is None or end is None else (end - start).total_seconds() / 3600
        return Span(start, end, self.offset, hours)

    def _local(self, at: datetime | None, profile: Profile, in_utc: bool) -> datetime | None:
        if at is None or not (in_utc or self.counted):
            return at
        try:
            if self.offset is None and profile.zone is not None:
                return at.replace(tzinfo=UTC).astimezone(profile.zone).replace(tzinfo=None)
        except OverflowError:
            return None
        return shift(at, self.offset)


def _times(row: Row, order: DateOrder | None) -> _Times:
    start, end = (_written(row.text(name), order) for name in ("start_time", "end_time"))
    return _Times(start, end, parse_offset(row.text("time_offset")), (parse_number(row.text("start_time")) or 0.0) > 0)


def _written(text: str, order: DateOrder | None) -> datetime | None:
    milliseconds = parse_number(text)
    if milliseconds is not None:
        return from_epoch(milliseconds / 1000, None)[0]
    return parse_utc(text, order)


def _in_utc(times: list[_Times], collector: Collector) -> bool:
    unclear = [t for t in times if not t.counted and t.start is not None and t.offset]
    if not unclear:
        return True
    at_night = {
        in_utc: sum(begins_at_night(t.span(collector.profile, in_utc).start) for t in unclear)
        for in_utc in (True, False)
    }
    in_utc = at_night[True] >= at_night[False]
    collector.note(
        "this app's files do not say whether their times are UTC or local; here they are taken for "
        f"{'UTC' if in_utc else 'the local clock'}, as {at_night[in_utc]} of {len(unclear)} then begin between 20:00 "
        "and 04:00"
    )
    return in_utc


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    for row, span in _rows(source, collector, NIGHTS):
        if NIGHTS.add(row, span) and span.end is not None and (score := row.number("sleep_score", 0, 100)):
            collector.rating(span.end, "sleep_quality", score / 10, row.text("sleep_score"), span.offset)


def _read_stages(source: Source, profile: Profile, collector: Collector) -> None:
    nights: dict[str, list[Stretch]] = defaultdict(list)
    for row, span in _rows(source, collector, STAGES):
        stage = _STAGE_CODES.get(int(row.number("stage", 0, 99_999) or 0))
        if stage is None or not row.text("sleep_id"):
            row.reject("its stage is not a known one, or its night is missing")
        elif row.check_period(span.start, span.end):
            nights[row.text("sleep_id")].append(Stretch(row, span, stage))
    add_stretches(nights)


# Other files of the export.
_COMPANIONS: Final = (
    "com.samsung.*.csv", "com.samsung.*.json", "*.binning_data.json", "*.live_data.json", "*.sleep_status.json",
)  # fmt: skip
_HOW: Final = "Samsung Health: Settings, Download personal data; the folder as it is"

FORMAT: Final = Format(
    name="samsung",
    title="Samsung Health CSV (sleep)",
    tables=("sleep", "ratings", "journal"),
    evidence="read from real samples",
    how=_HOW,
    shapes=frozenset({"pair", "table"}),
    words=("com.",),
    claims=partial(_claims, table=NIGHTS),
    read=_read,
    companions=_COMPANIONS,
)
STAGES_FORMAT: Final = Format(
    name="samsung_stages",
    title="Samsung Health CSV (sleep stages)",
    tables=("sleep",),
    evidence="read from real samples",
    how=_HOW,
    shapes=frozenset({"pair", "table"}),
    words=("com.",),
    claims=partial(_claims, table=STAGES),
    read=_read_stages,
)
FORMATS: Final = (FORMAT, STAGES_FORMAT)
