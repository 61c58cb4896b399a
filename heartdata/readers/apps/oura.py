"""Oura: the API's JSON, the account export's JSON or CSV, the API's flattened to CSV, and the web site's trends CSV.

All durations are seconds. A period that ends after about 18:00 belongs to the next day: the app says so in ``day``, and
where that is missing the same rule is used. Heart rate, HRV and phases by the minute are skipped, also where a program
put them into one cell of a CSV. Tiny periods without any sleep are real and kept.

Of whole days come steps (``dailyactivity.csv``), sleep scores (``dailysleep.csv``), readiness (``dailyreadiness.csv``)
and the person's own tags (``enhancedtag.csv``); CSV files of the site are called ``oura_daily-sleep_*.csv`` and so on.
The account export separates its cells with semicolons and has JSON in some of them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Final, Literal

from heartdata.errors import UnreadableFileError
from heartdata.readers.base import Collector, Format, Profile, Source
from heartdata.readers.parsing.dates import DateOrder, parse_date
from heartdata.readers.parsing.delimited import header
from heartdata.readers.parsing.entries import read_text
from heartdata.readers.parsing.json_entries import has_keys, json_rows
from heartdata.readers.parsing.night_table import NightTable, Span, add_steps, add_vitals
from heartdata.readers.parsing.rows import Row, parse_rows
from heartdata.readers.parsing.timestamps import parse_local

# Names in the API; the trends CSV writes blanks and capitals for _. Older names, of the trends of 2020 and of the
# account export, follow after the first.
COLUMNS: Final = {
    "start": ("bedtime_start",),
    "end": ("bedtime_end",),
    "day": ("day", "date"),
    "asleep": ("total_sleep_duration", "total_sleep_time", "total"),
    "in_bed": ("time_in_bed", "total_bedtime", "duration"),
    "awake": ("awake_time", "awake"),
    "deep": ("deep_sleep_duration", "deep_sleep_time", "deep"),
    "rem": ("rem_sleep_duration", "rem_sleep_time", "rem"),
    "light": ("light_sleep_duration", "light_sleep_time", "light"),
    "score": ("score", "sleep_score"),
    "type": ("type",),
    "heart": ("lowest_heart_rate", "lowest_resting_heart_rate", "hr_lowest"),
    "hrv": ("average_hrv", "rmssd"),
    "steps": ("steps",),  # only in the trends
}
NIGHTS: Final = NightTable(
    hours={"awake_h": "awake", "deep_h": "deep", "rem_h": "rem", "light_h": "light"}, unit=3600, quality=("score", 100)
)
VITALS: Final = {"heart": "resting_heart_rate", "hrv": "hrv_rmssd"}
# What the API and the account export have of whole days, and names that every entry of the kind has.
Kind = Literal["steps", "tags", "readiness", "scores"]
_KINDS: Final[dict[Kind, tuple[str, ...]]] = {
    "steps": ("steps", "day", "equivalent_walking_distance"),
    "tags": ("tag_type_code", "start_day"),
    # Of these two only some of the parts of the score are the person's, and their names distinguish them.
    "readiness": ("score", "day"),
    "scores": ("score", "day"),
}
_PARTS: Final = {"readiness": "activity_balance", "scores": "rem_sleep"}
_PREFIXES: Final = ("tag_generic_", "tag_")
_NAPS: Final = {"long_sleep": False, "nap": True, "late_nap": True}
# What the person or the app took back is no sleep.
_TAKEN_BACK: Final = frozenset(("deleted", "rest"))
_LONG_H: Final = 3.0
_ORDERS: Final[tuple[DateOrder, ...]] = ("dmy", "mdy")
_NEXT_DAY: Final = time(18, 0)
_WHAT: Final = "data of Oura (API, account export or trends CSV); export it again at cloud.ouraring.com"
# Of the account export: what it holds by the minute, and what is no diary.
_COMPANIONS: Final = (
    *(f"daily{what}.csv" for what in ("cardiovascularage", "resilience", "spo2", "stress")),
    *(f"{what}.csv" for what in ("daytimestress", "heartrate", "restmodeperiod", "sleeptime", "temperature")),
    *(f"{what}.csv" for what in ("ringbatterylevel", "ringconfiguration", "session", "workout")),
    "oura_*_????-??-??T??-??-??.csv",
)


def _name(written: str) -> str:
    return "_".join(written.casefold().split())


def _names(text: str) -> list[str]:
    return [_name(name) for name in header(text)[1]]


def _is_table(names: list[str]) -> bool:
    timed = {"bedtime_start", "bedtime_end"} <= set(names)
    of_days = "date" in names and "sleep_score" in names
    return ("total_sleep_duration" in names and (timed or of_days)) or ("total_sleep_time" in names and of_days)


def _claims(source: Source, profile: Profile) -> bool:
    text = source.head_text
    if text.lstrip()[:1] in ("[", "{"):
        return _has_periods(text) or _kind_of_json(text) is not None
    names = _names(text)
    return _is_table(names) or _kind_of_table(names, text) is not None


def _has_periods(text: str) -> bool:
    return has_keys(text, "bedtime_start", "bedtime_end") and (
        has_keys(text, "total_sleep_duration") or has_keys(text, "onset_latency")
    )


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    kind: Kind | None
    if source.head_text.lstrip()[:1] in ("[", "{"):
        kind = None if _has_periods(source.head_text) else _kind_of_json(source.head_text)
        mark = "bedtime_start" if kind is None else _KINDS[kind][0]
        rows = json_rows(source, collector, ("data", "sleep"), mark, _WHAT)
    else:
        text = read_text(source, collector)
        names = _names(text)
        kind = None if _is_table(names) else _kind_of_table(names, text)
        if not _is_table(names) and kind is None:
            raise UnreadableFileError(f"{source.name}: not {_WHAT}")
        rows = parse_rows(text, collector, names=names)
    if kind is not None:
        for row in rows:
            _read_day(row, kind)
        return
    periods = [Row(_by_role(row), row.line, collector) for row in rows]
    order = _order(periods)
    for period in periods:
        _read_period(period, order)


def _order(periods: list[Row]) -> DateOrder | None:
    """Find out how a spreadsheet wrote the days, by their distance to waking; None where that does not show."""
    fits = dict.fromkeys(_ORDERS, 0)
    for row in periods:
        end = parse_local(row.text("end"))[0]
        for order in _ORDERS:
            day = parse_date(row.text("day"), order)
            fits[order] += day is not None and end is not None and abs(day - end.date()) <= timedelta(days=1)
    best = max(_ORDERS, key=lambda order: fits[order])
    return best if len(set(fits.values())) > 1 else None


def _by_role(row: Row) -> dict[str, object]:
    cells = {}
    for role, known in COLUMNS.items():
        name = next((name for name in known if name in row.cells), None)
        if name is not None:
            cells[role] = row.cells[name]
    return cells


def _read_period(row: Row, order: DateOrder | None) -> None:
    collector, kind = row.collector, row.text("type").casefold()
    if kind in _TAKEN_BACK:
        collector.count_empty("periods that were deleted, or taken for rest, in the app")
        return
    (start, offset), (end, _) = (parse_local(row.text(name)) for name in ("start", "end"))
    day = _day(row.text("day"), end, order)
    if row.text("start") or row.text("end"):
        if not row.check_period(start, end):
            return
    elif day is None:
        row.reject("neither a day nor the time of going to bed")
        return
    elif not collector.accept_date(day, row.line):
        return
    asleep, in_bed = row.hours("asleep", 3600), row.hours("in_bed", 3600)
    found = start is not None or asleep is not None or in_bed is not None
    if found:
        NIGHTS.add(row, Span(start, end, offset, day=day), asleep_h=asleep, in_bed_h=in_bed, nap=_NAPS.get(kind))
    woke = end or day
    # A lowest heart rate of a few minutes on the sofa is not one at rest.
    long = kind == "long_sleep" or (not kind and (asleep or 0.0) >= _LONG_H)
    if long and woke is not None:
        found = add_vitals(row, woke, VITALS, offset) or found
    if not (day is not None and add_vitals(row, day, {"steps": "steps"}, offset)) and not found:
        collector.count_empty("days without sleep, a measurement or steps")


def _day(written: str, end: datetime | None, order: DateOrder | None) -> date | None:
    """Return the app's own day, in the order that puts it next to waking."""
    orders = _ORDERS if order is None else (order,)
    dates = [d for first in orders if (d := parse_date(written, first)) is not None]
    if end is None:
        return dates[0] if dates and dates[0] == dates[-1] else None
    near = [d for d in dates if abs(d - end.date()) <= timedelta(days=1)]
    if near:
        return near[0]
    return end.date() if end.time() < _NEXT_DAY or end.date() == date.max else end.date() + timedelta(days=1)


def _kind(has: Callable[..., bool], head: str) -> Kind | None:
    """Return what a table of the account export, or an answer of the API, has of whole days."""
    for kind, names in _KINDS.items():
        if has(*names) and (kind not in _PARTS or (_has_parts(head) and _PARTS[kind] in head)):
            return kind
    return None


def _has_parts(head: str) -> bool:
    return '"contributors"' in head or "contributors" in head.partition("\n")[0]


def _kind_of_json(head: str) -> Kind | None:
    return _kind(partial(has_keys, head), head)


def _kind_of_table(names: list[str], head: str) -> Kind | None:
    known = set(names)
    return _kind(lambda *columns: known.issuperset(columns), head)


def _read_day(row: Row, kind: Kind) -> None:
    """Read one entry."""
    if kind == "tags":
        _read_tag(row)
        return
    day = _day_of(row, "day")
    if day is None or not row.collector.accept_date(day, row.line):
        return
    if kind == "steps":
        add_steps(row, day)
        return
    if kind == "readiness":
        if not add_vitals(row, day, {"score": "readiness"}):
            row.collector.count_empty("days without a readiness")
        return
    score = row.number("score", 0, 100)
    if score:
        row.collector.rating(day, "sleep_quality", score / 10, row.text("score"))
    elif score is not None or not row.text("score"):
        row.collector.count_empty("nights without a score")


def _day_of(row: Row, name: str) -> date | None:
    day = parse_date(row.text(name))
    if day is None:
        row.reject("its day is missing or not a date")
    return day


def _read_tag(row: Row) -> None:
    start, offset = parse_local(row.text("start_time"))
    when = _day_of(row, "start_day") if start is None else start
    if when is None or not row.collector.accept_date(when, row.line):
        return
    name, comment = _tag_name(row), row.text("comment")
    if name:
        row.collector.activity(when, name, offset=offset)
    if comment:
        row.collector.entry(when, comment, tags=(name,) if name else (), offset=offset)
    if not name and not comment:
        row.collector.count_empty("tags without a name")


def _tag_name(row: Row) -> str:
    code = row.text("tag_type_code")
    if code.casefold() == "custom":
        return row.text("custom_name")
    prefix = next((prefix for prefix in _PREFIXES if code.startswith(prefix)), "")
    return code.removeprefix(prefix).replace("_", " ")


FORMAT: Final = Format(
    name="oura",
    title="Oura (API JSON, account export, trends CSV)",
    tables=("ratings", "sleep", "vitals", "activities", "journal"),
    evidence="read from real samples",
    how="cloud.ouraring.com: Trends, Export (CSV); or ask for the account's data",
    shapes=frozenset({"json", "pair", "table"}),
    keys=frozenset({"bedtime_start", "equivalent_walking_distance", "tag_type_code", "score"}),
    words=("total", "walking", "code", "contributors"),
    claims=_claims,
    read=_read,
    companions=_COMPANIONS,
)
