"""Fitbit: the sleep files of Google Takeout, its sleep scores, and the CSV of the old web site.

All times are local clocks; the ``Z`` of the score file is false. ``levels.summary`` already counts the short
awakenings within the stages, so its minutes come before sums over ``levels.data``. Efficiency means something else in
``stages`` than in ``classic`` logs and is not read. The score file has no duration and no start: its scores become
ratings at the time of waking.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from heartdata.core.formatting import without_marks
from heartdata.errors import UnreadableFileError
from heartdata.readers.base import Collector, Format, Profile, Source
from heartdata.readers.parsing.dates import detect_date_order, parse_date
from heartdata.readers.parsing.delimited import header, records, sniff_delimiter
from heartdata.readers.parsing.entries import read_text
from heartdata.readers.parsing.json_entries import has_keys, json_rows
from heartdata.readers.parsing.night_table import NightTable, Span, add_steps, add_vitals
from heartdata.readers.parsing.numbers import parse_number
from heartdata.readers.parsing.rows import Row, read_rows, stage_hours
from heartdata.readers.parsing.timestamps import parse_local

# sleep-YYYY-MM-DD.json; the minutes awake are those of logs without stages.
LOGS: Final = NightTable(
    start="startTime",
    end="endTime",
    days=("dateOfSleep",),
    hours={"asleep_h": "minutesAsleep", "in_bed_h": "timeInBed", "awake_h": "minutesAwake"},
)
# The web site's CSV: sections, each a title, a header and rows.
WEB: Final = NightTable(
    start="start time",
    end="end time",
    hours={
        "asleep_h": "minutes asleep",
        "in_bed_h": "time in bed",
        "awake_h": "minutes awake",
        "deep_h": "minutes deep sleep",
        "rem_h": "minutes rem sleep",
        "light_h": "minutes light sleep",
    },
)

_SLEEP_MARKS: Final = ("start time", "end time", "minutes asleep")
_ACTIVITY_MARKS: Final = ("date", "calories burned", "steps")
_SCORE_MARKS: Final = ("timestamp", "overall_score", "revitalization_score")
_LOOKED_AT: Final = 4000
# Where stages overlap, the first of these counts.
_STAGES: Final = {"wake": "awake_h", "rem": "rem_h", "deep": "deep_h", "light": "light_h"}
_WHAT: Final = "a sleep file of Fitbit; in Google Takeout choose Fitbit and give the zip as it is"


def _claims(source: Source, profile: Profile) -> bool:
    text = source.head_text
    if has_keys(text, "dateOfSleep", "startTime") and (has_keys(text, "logId") or has_keys(text, "minutesAsleep")):
        return True
    if source.shape == "json":
        return False
    if set(_SCORE_MARKS) <= set(header(text)[1]):
        return True
    # Most files hold none of the words of a section at all.
    low = source.folded_head
    if not any(_has_words(low, marks) for marks in (_SLEEP_MARKS, _ACTIVITY_MARKS)):
        return False
    likely = (line for line in low.splitlines() if _has_words(line, _SLEEP_MARKS) or _has_words(line, _ACTIVITY_MARKS))
    return any(_section(line.split(sniff_delimiter(line))) for line in likely)


def _has_words(folded: str, marks: tuple[str, ...]) -> bool:
    # The last is the rarest.
    return marks[-1].split()[0] in folded and all(mark.split()[0] in folded for mark in marks)


def _section(cells: list[str]) -> list[str]:
    """Name the columns of a section of the web site's CSV; empty where it is none that is read."""
    names = [" ".join(without_marks(cell).strip('" \t').casefold().split()) for cell in cells]
    return names if any(set(marks) <= set(names) for marks in (_SLEEP_MARKS, _ACTIVITY_MARKS)) else []


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    head = source.head_text
    if head.lstrip()[:1] in ("[", "{"):
        _read_logs(source, collector)
    elif "overall_score" in header(head)[1]:
        for row in read_rows(source, collector, _SCORE_MARKS[:2], _WHAT):
            _read_score(row)
    else:
        _read_web(source, profile, collector)


def _read_logs(source: Source, collector: Collector) -> None:
    seen: set[Any] = set()
    for row in json_rows(source, collector, ("sleep", "data"), "startTime", _WHAT):
        log = row.cells.get("logId")
        if isinstance(log, int | str) and log in seen:
            collector.count_empty("logs repeated in the file")
            continue
        if isinstance(log, int | str):
            seen.add(log)
        _read_log(row)


def _read_log(row: Row) -> None:
    start, end = (parse_local(row.text(name))[0] for name in (LOGS.start, LOGS.end))
    main = row.cells.get("mainSleep", row.cells.get("isMainSleep"))
    stages = _stages(row.cells.get("levels"))
    LOGS.add(
        row,
        Span(start, end, day=parse_date(row.text("dateOfSleep"))),
        **stages,
        **({} if "timeInBed" in row.cells else {"in_bed_h": row.hours("duration", 3_600_000)}),
        nap=not main if isinstance(main, bool) else None,
    )


def _stages(levels: Any) -> dict[str, float]:
    if not isinstance(levels, dict):
        return {}
    summary, summed = levels.get("summary"), {}
    if isinstance(summary, dict):
        for stage, name in _STAGES.items():
            part = summary.get(stage)
            minutes = parse_number(part.get("minutes")) if isinstance(part, dict) else None
            if minutes is not None and 0 <= minutes <= 2880:
                summed[name] = minutes / 60
    if summed:
        return summed
    listed = [levels.get(name) for name in ("data", "shortData")]
    spans = list(_spans([entry for entries in listed if isinstance(entries, list) for entry in entries]))
    hours = stage_hours(spans, tuple(_STAGES))
    # A classic log has no such stages.
    return {_STAGES[stage]: h for stage, h in hours.items()} if hours.keys() - {"wake"} else {}


def _spans(entries: list[Any]) -> Iterator[tuple[float, float, str]]:
    for entry in entries:
        if isinstance(entry, dict):
            at, seconds, level = entry.get("dateTime"), parse_number(entry.get("seconds")), entry.get("level")
            start = parse_local(at)[0] if isinstance(at, str) else None
            if start is not None and seconds is not None and isinstance(level, str):
                begin = (start - datetime(1970, 1, 1)).total_seconds()
                yield begin, begin + seconds, level


def _read_score(row: Row) -> None:
    woke = parse_local(row.text("timestamp"))[0]
    if woke is None:
        row.reject("the timestamp is not a date and time")
    elif row.collector.accept_date(woke, row.line):
        score = row.number("overall_score", 0, 100)
        if score:
            row.collector.rating(woke, "sleep_quality", score / 10, row.text("overall_score"))
        heart = add_vitals(row, woke, {"resting_heart_rate": "resting_heart_rate"})
        if not score and not heart:
            row.collector.count_empty("nights without a score")


def _read_web(source: Source, profile: Profile, collector: Collector) -> None:
    text = read_text(source, collector)
    nights, days, names = list[Row](), list[Row](), list[str]()
    known = False
    # A title has no delimiter in it, unless a spreadsheet has filled the rows up.
    delimiter = max(";,\t", key=lambda mark: text.count(mark, 0, _LOOKED_AT))
    for record in records(text, delimiter):
        found = _section(record.cells)
        title = not any(cell.strip() for cell in record.cells[1:])
        if not record.broken and (found or title or record.cells[0].strip().casefold() == "date"):
            names, known = found, known or bool(found)
            continue
        if names:
            collector.count_entries()
            row = Row(dict(zip(names, record.cells, strict=False)), record.line, collector)
            if record.broken:
                row.reject(record.broken)
            else:
                (nights if "start time" in names else days).append(row)
    if not known:
        raise UnreadableFileError(f"{source.name}: not {_WHAT}")
    pairs = [(row.text("start time"), row.text("end time")) for row in nights]
    order = detect_date_order([row.text("date") for row in days], source.name, profile, pairs)
    for row in nights:
        start, end = (parse_local(row.text(name), order)[0] for name in (WEB.start, WEB.end))
        WEB.add(row, Span(start, end))
    for row in days:
        add_steps(row, parse_date(row.text("date"), order))


# Other files of the export.
_COMPANIONS: Final = (
    "archive_browser.html", "*[Rr]eadme.txt", "*README*", "altitude-*.json", "badge.json", "calories-*.json",
    "demographic_vo2_max-*.json", "distance-*.json", "estimated_oxygen_variation-*.csv", "exercise-*.json",
    "food_logs-*.json", "heart_rate-*.json", "Heart Rate Variability *.csv",     "Daily Respiratory Rate Summary *.csv",
    "Respiratory Rate Summary *.csv", "Daily SpO2 *.csv", "Minute SpO2 *.csv", "Computed Temperature *.csv",
    "Device Temperature *.csv", "Active Zone Minutes *.csv", "height-*.json", "lightly_active_minutes-*.json",
    "moderately_active_minutes-*.json", "very_active_minutes-*.json", "sedentary_minutes-*.json",
    "swim_lengths_data-*.json", "time_in_heart_rate_zones-*.json", "water_logs-*.json", "weight-*.json",
    "steps-*.json", "Profile.csv", "Devices.csv", "Trackers.csv",
)  # fmt: skip

FORMAT: Final = Format(
    name="fitbit",
    title="Fitbit (Takeout JSON, sleep scores, web CSV)",
    tables=("sleep", "ratings", "vitals"),
    evidence="read from real samples",
    how="takeout.google.com: choose Fitbit, give the zip as it is",
    shapes=frozenset({"json", "pair", "table", "words"}),
    keys=frozenset({"dateOfSleep"}),
    words=("overall_score", "asleep", "burned"),
    claims=_claims,
    read=_read,
    companions=_COMPANIONS,
)
