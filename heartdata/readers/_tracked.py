"""What the readers of sleep trackers share: cells with units, periods that can be true, dates, stages."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from heartdata.errors import UnreadableFileError
from heartdata.profile import Profile
from heartdata.readers._entries_json import decode, sound
from heartdata.readers.clocks import DateOrder, day_order, local_time, parse_clock, parse_date, parse_instant
from heartdata.readers.collector import Collector
from heartdata.readers.delimited import header, records
from heartdata.readers.source import Source

__all__ = [
    "UTC_NOTE",
    "Row",
    "date_order",
    "has_keys",
    "json_rows",
    "local_moment",
    "moment",
    "number",
    "offset_minutes",
    "rows_in",
    "since_1970",
    "stage_hours",
    "table_rows",
]

UTC_NOTE: Final = (
    "its clock times are in UTC, without a place; add a line such as "
    'time_zone = "Europe/Berlin" to heartdata.toml for the right clock and day'
)
NOT_TRUE: Final = "not a number that can be true; the rest is kept"
NO_ENTRY: Final = "this is not an entry of the kind the file holds"
DAMAGED: Final = "damaged, or the file ends inside it; export it again"

_MISSING: Final = frozenset(("", "-", "--", "–", "—", "n/a", "na", "nan", "null", "none"))
# Heuristic: a period this long is a damaged date or a tracker left running, not sleep.
_LONGEST: Final = timedelta(hours=48)
_THOUSANDS: Final = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_NUMBER: Final = re.compile(r"[-+]?\d{1,18}(?:\.\d{1,18})?(?:[eE][-+]?\d{1,3})?")
_YEAR_LAST: Final = re.compile(r"\s*\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}\b")
_OFFSET: Final = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d{1,2}):?(\d{2})?")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_SECOND: Final = 4_200_000_000.0
_BETWEEN: Final = re.compile(r"[\s,]*")
_NEXT: Final = re.compile(r"\{(?=\s*\")")
# Heuristic: a damaged export has a few bad places; each try costs time.
_MOST_TRIES: Final = 1000
_DECODER: Final = json.JSONDecoder(
    parse_constant=lambda _: None, parse_int=lambda d: int(d) if len(d) <= 18 else None, strict=False
)


def number(value: Any) -> float | None:
    """Take a number out of a cell.

    Parameters
    ----------
    value : object
        A number, or text with a decimal point or comma and perhaps thousands separators.

    Returns
    -------
    float or None
        None where it is no finite number.

    Examples
    --------
    >>> number("1,000"), number("7,5"), number(3), number("nan"), number(True)
    (1000.0, 7.5, 3.0, None, None)
    """
    if isinstance(value, str):
        written = value.strip()
        written = written.replace(",", "" if _THOUSANDS.fullmatch(written) else ".")
        value = float(written) if written.isascii() and _NUMBER.fullmatch(written) else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)


@dataclass(frozen=True)
class Row:
    """One entry of a file, with the line it stands on.

    Attributes
    ----------
    cells : mapping of str to object
        The cells by name.
    line : int
        The line, or the number of the entry.
    collector : Collector
        Where bad cells are rejected.
    """

    cells: Mapping[str, Any] = field(repr=False)
    line: int
    collector: Collector = field(repr=False)

    def text(self, name: str) -> str:
        """Take a cell as text.

        Parameters
        ----------
        name : str
            The column.

        Returns
        -------
        str
            Stripped; empty where there is none, or a word that says so.
        """
        value = self.cells.get(name)
        written = sound(value).strip()
        return "" if written.casefold() in _MISSING else written

    def number(self, name: str, low: float, high: float) -> float | None:
        """Take a cell as a number; one that cannot be true is rejected alone.

        Parameters
        ----------
        name : str
            The column.
        low, high : float
            What it can be.

        Returns
        -------
        float or None
            None where there is none.
        """
        value = self.cells.get(name)
        if value is None or (isinstance(value, str) and value.strip().casefold() in _MISSING):
            return None
        found = number(value)
        if found is not None and low <= found <= high:
            return found
        # A float that is no number is how programs write a missing one.
        if not (isinstance(value, float) and math.isnan(value)):
            self.collector.reject(self.line, NOT_TRUE, name)
        return None

    def hours(self, name: str, per_hour: float) -> float | None:
        """Take a cell as a duration.

        Parameters
        ----------
        name : str
            The column.
        per_hour : float
            How many of its units an hour has.

        Returns
        -------
        float or None
            Hours [h], at most two days.
        """
        found = self.number(name, 0, _LONGEST.total_seconds() / 3600 * per_hour)
        return None if found is None else found / per_hour

    def reject(self, reason: str) -> None:
        """Reject the whole entry.

        Parameters
        ----------
        reason : str
            What is wrong.
        """
        self.collector.reject(self.line, reason)

    def can_be(self, start: datetime | None, end: datetime | None) -> bool:
        """Tell whether a period can be true; reject the entry where it cannot.

        Parameters
        ----------
        start, end : datetime or None
            Local wall-clock; None where the file has no such time.

        Returns
        -------
        bool
            Whether to go on with the entry.
        """
        if start is None or end is None:
            which = "start" if start is None else "end"
            self.reject(f"its {which} is missing or not a date and time")
        elif end < start:
            self.reject("it ends before it starts")
        elif end - start > _LONGEST:
            self.reject("it is longer than two days")
        else:
            return self.collector.usable(start, self.line)
        return False


def rows_in(
    text: str, collector: Collector, first_line: int = 1, names: Sequence[str] = (), *, width: bool = True
) -> Iterator[Row]:
    """Read the rows of a delimited text below its header.

    Parameters
    ----------
    text : str
        The file.
    collector : Collector
        Where rows are counted and broken ones are rejected.
    first_line : int, optional
        The line of the file the text begins on.
    names : sequence of str, optional
        The columns; by default as the first line says.
    width : bool, optional
        Whether every row has as many cells as the header.

    Yields
    ------
    Row
        With columns in lower case.
    """
    delimiter, found = header(text)
    names = names or found
    for record in records(text, delimiter, width=len(names) if width else None):
        if [" ".join(c.casefold().split()) for c in record.cells[: len(found)]] == found:
            continue
        collector.present()
        line = record.line + first_line - 1
        if record.broken:
            collector.reject(line, record.broken)
            continue
        cells: dict[str, str] = {}
        for name, cell in zip(names, record.cells, strict=False):
            cells.setdefault(name, cell)
        yield Row(cells, line, collector)


def table_rows(source: Source, collector: Collector, required: Iterable[str], what: str) -> Iterator[Row]:
    """Read the rows of a delimited file that must have certain columns.

    Parameters
    ----------
    source : Source
        The file.
    collector : Collector
        Where rows are counted and broken ones are rejected.
    required : iterable of str
        Columns in lower case.
    what : str
        What the file should be and how to get one, for the message.

    Returns
    -------
    iterator of Row
        With columns in lower case.

    Raises
    ------
    UnreadableFileError
        If a column is missing.
    """
    text, encoding = source.text()
    names = header(text)[1]
    missing = [name for name in required if name not in names]
    if missing:
        raise UnreadableFileError(f"{source.name}: not {what}; the column {' and '.join(missing)} is missing")
    if encoding != "UTF-8":
        collector.note(f"written as {encoding}")
    return rows_in(text, collector)


def has_keys(text: str, *keys: str) -> bool:
    """Tell whether the beginning of a JSON file has certain names.

    Parameters
    ----------
    text : str
        The file or its head, which may be cut anywhere.
    *keys : str
        Names.

    Returns
    -------
    bool
        Whether it begins as JSON and all names stand in it.
    """
    return text.lstrip()[:1] in ("[", "{") and all(
        f'"{key}"' in text and re.search(rf'"{key}"\s*:', text) is not None for key in keys
    )


def json_rows(source: Source, collector: Collector, lists: Sequence[str], mark: str, what: str) -> Iterator[Row]:
    """Read the entries of a JSON file, also of one that is cut short.

    Parameters
    ----------
    source : Source
        The file.
    collector : Collector
        Where entries are counted and broken ones are rejected.
    lists : sequence of str
        Under which names the list of entries may stand, where it is not the whole file.
    mark : str
        A name that every entry has.
    what : str
        What the file should be and how to get one, for the message.

    Yields
    ------
    Row
        With the entry's names as they are.

    Raises
    ------
    UnreadableFileError
        If there is no such list.
    """
    text, encoding = source.text()
    if encoding != "UTF-8":
        collector.note(f"written as {encoding}")
    whole = decode(text)
    found = _salvaged(text, lists, mark) if whole is None else _listed(whole, lists, mark)
    if found is None:
        raise UnreadableFileError(f"{source.name}: not {what}")
    if whole is None:
        collector.note("the file is damaged or cut short; what is whole was read")
    for place, entry in enumerate(found, start=1):
        collector.present()
        if isinstance(entry, dict) and mark in entry:
            yield Row(entry, place, collector)
        else:
            collector.reject(place, NO_ENTRY if whole is not None else DAMAGED)


def _listed(whole: Any, lists: Sequence[str], mark: str) -> list[Any] | None:
    if isinstance(whole, list):
        return whole if not whole or any(isinstance(e, dict) and mark in e for e in whole) else None
    if not isinstance(whole, dict):
        return None
    if mark in whole:
        return [whole]
    for name in lists:
        inner = whole.get(name)
        inner = inner.get("data") if isinstance(inner, dict) else inner
        if isinstance(inner, list):
            return inner
    return None


def _salvaged(text: str, lists: Sequence[str], mark: str) -> list[Any] | None:
    named = re.search(rf'"(?:{"|".join(lists)})"\s*:\s*\[', text) if lists else None
    if named is None and not text.lstrip().startswith("["):
        return None
    at, tries, found = named.end() if named else text.index("[") + 1, 0, list[Any]()
    while True:
        gap = _BETWEEN.match(text, at)
        at = gap.end() if gap else at
        if at >= len(text) or text[at] == "]":
            break
        entry, end = _element(text, at)
        found.append(entry)
        if end is None:
            for candidate in _NEXT.finditer(text, at + 1):
                tries += 1
                entry, end = _element(text, candidate.start())
                if tries > _MOST_TRIES or (isinstance(entry, dict) and mark in entry):
                    end = candidate.start() if tries <= _MOST_TRIES else None
                    break
                end = None
            if end is None:
                break
        at = end
    return found if any(isinstance(e, dict) and mark in e for e in found) else None


def _element(text: str, at: int) -> tuple[Any, int | None]:
    try:
        return _DECODER.raw_decode(text, at)
    except (ValueError, RecursionError):
        return None, None


def moment(written: str, order: DateOrder | None = None) -> datetime | None:
    """Read a date and time as apps and spreadsheets write it.

    Parameters
    ----------
    written : str
        ISO 8601, or a date and a clock with a blank between.
    order : {"dmy", "mdy"}, optional
        What 3/4/2026 means.

    Returns
    -------
    datetime or None
        Aware where an offset stands in the text; None where it is no such text.
    """
    if ":" not in written:
        return None
    found = parse_instant(written)
    if found is not None:
        return found
    day_text, _, clock_text = " ".join(written.split()).partition(" ")
    day, clock = parse_date(day_text, order), parse_clock(clock_text)
    return None if day is None or clock is None else datetime.combine(day, clock)


def local_moment(written: str, order: DateOrder | None = None) -> tuple[datetime | None, float | None]:
    """Read a date and time as the local clock it shows, with its offset.

    Parameters
    ----------
    written : str
        See `moment`.
    order : {"dmy", "mdy"}, optional
        What 3/4/2026 means.

    Returns
    -------
    local : datetime or None
        Naive; None where it is no such text.
    offset : float or None
        Minutes from UTC [min], where it stands in the text.
    """
    found = moment(written, order)
    return (None, None) if found is None else local_time(found, None)


def date_order(
    pairs: Sequence[tuple[str, str]], others: Sequence[str], profile: Profile, where: str
) -> DateOrder | None:
    """Find out over a whole file whether its dates put the day or the month first.

    A night that starts and ends on two days decides it: read the wrong way, it would last a month.

    Parameters
    ----------
    pairs : sequence of (str, str)
        Starts and ends.
    others : sequence of str
        Further dates.
    profile : Profile
        Its ``[columns]`` may say it.
    where : str
        The file, for the message.

    Returns
    -------
    {"dmy", "mdy"} or None
        None where no date needs it.

    Raises
    ------
    AmbiguousFormatError
        If both readings fit.
    """
    written = [t for t in (*(t for pair in pairs for t in pair), *others) if _YEAR_LAST.match(t)]
    if not written:
        return None
    column = profile.columns.get("date")
    if column is not None and column.day_first is not None:
        return "dmy" if column.day_first else "mdy"
    rewritten = [pair for pair in pairs if _YEAR_LAST.match(pair[0])]
    day_first, month_first = (sum(_plausible(*pair, order) for pair in rewritten) for order in ("dmy", "mdy"))
    if day_first != month_first:
        return "dmy" if day_first > month_first else "mdy"
    return day_order(written, where)


def _plausible(start: str, end: str, order: Any) -> bool:
    first, last = local_moment(start, order)[0], local_moment(end, order)[0]
    return first is not None and last is not None and first <= last <= first + _LONGEST


def offset_minutes(written: str) -> float | None:
    """Read an offset from UTC.

    Parameters
    ----------
    written : str
        Such as ``UTC-04:00``, ``UTC+0530``, ``+02:00``, ``UTC`` or ``Z``.

    Returns
    -------
    float or None
        Minutes [min]; None where it is no offset.

    Examples
    --------
    >>> offset_minutes("UTC-04:00"), offset_minutes("UTC+0530"), offset_minutes("UTC"), offset_minutes("Berlin")
    (-240.0, 330.0, 0.0, None)
    """
    cleaned = written.strip().upper().removesuffix("Z") or "UTC"
    if not written.strip():
        return None
    if cleaned in ("UTC", "GMT"):
        return 0.0
    match = _OFFSET.fullmatch(cleaned)
    if match is None:
        return None
    minutes = int(match[2]) * 60 + int(match[3] or 0)
    return (-1.0 if match[1] == "-" else 1.0) * minutes if minutes <= 14 * 60 else None


def since_1970(seconds: float | None, zone: ZoneInfo | None) -> tuple[datetime | None, float | None]:
    """Turn seconds since 1970 into a local clock and its offset.

    Parameters
    ----------
    seconds : float or None
        Seconds [s].
    zone : ZoneInfo or None
        Where the person was; None leaves UTC.

    Returns
    -------
    local : datetime or None
        Naive; None where the number cannot be a time.
    offset : float or None
        Minutes from UTC [min]; None without a zone.
    """
    if seconds is None or not 0 < seconds < _LAST_SECOND:
        return None, None
    local, offset = local_time(_EPOCH + timedelta(seconds=seconds), zone)
    return local, None if zone is None else offset


def stage_hours(spans: Iterable[tuple[float, float, str]], on_top: Sequence[str]) -> dict[str, float]:
    """Add up the hours of each stage, each moment once.

    Parameters
    ----------
    spans : iterable of (float, float, str)
        Start, end [s] and stage; they may overlap.
    on_top : sequence of str
        The stages; where several cover a moment, the first in this order counts.

    Returns
    -------
    dict of str to float
        Hours [h] of the stages that occur.

    Examples
    --------
    >>> stage_hours([(0, 7200, "light"), (3600, 5400, "wake")], ("wake", "light"))
    {'light': 1.5, 'wake': 0.5}
    """
    edges: list[tuple[float, int, str]] = []
    for start, end, stage in spans:
        if end > start and stage in on_top:
            edges += [(start, 1, stage), (end, -1, stage)]
    edges.sort()
    totals = {stage: 0.0 for _, _, stage in edges}
    running: Counter[str] = Counter()
    before = edges[0][0] if edges else 0.0
    for at, change, stage in edges:
        current = next((s for s in on_top if running[s] > 0), None)
        if current is not None:
            totals[current] += at - before
        before = at
        running[stage] += change
    return {stage: seconds / 3600 for stage, seconds in totals.items()}
