"""What Oura tells of whole days, in the API's JSON and in the CSV files of the account export.

Steps (``dailyactivity.csv``), sleep scores (``dailysleep.csv``) and the person's own tags (``enhancedtag.csv``). The
account export separates its cells with semicolons and has JSON in some of them.
"""

from __future__ import annotations

from datetime import date
from typing import Final, Literal

from heartdata.readers.parsing.dates import parse_date
from heartdata.readers.parsing.rows import Row
from heartdata.readers.parsing.timestamps import parse_local
from heartdata.readers.parsing.tracked_json import has_keys

__all__ = ["COLUMNS", "MARKS", "Kind", "kind_of_json", "kind_of_table", "read_day"]

COLUMNS: Final = {
    "day": "ISO, the day the app gives the steps or the night to",
    "steps": "of dailyactivity -> vitals.steps",
    "score": "of dailysleep, 0-100 -> ratings.sleep_quality",
    "tag_type_code": "of enhancedtag: tag_generic_alcohol, custom, or nothing beside a comment -> activities.name",
    "custom_name": "the name of a custom tag -> activities.name",
    "comment": "what the person wrote beside the tag -> journal.text",
    "start_time": "of the tag, ISO 8601 with offset -> activities.time",
    "start_day": "of the tag, where it has no time -> activities.day",
}
Kind = Literal["steps", "scores", "tags"]
# A name that every entry of the kind has.
MARKS: Final[dict[Kind, str]] = {"steps": "steps", "scores": "score", "tags": "tag_type_code"}
_PREFIXES: Final = ("tag_generic_", "tag_")


def kind_of_table(names: list[str], head: str) -> Kind | None:
    """Tell which file of the account export this is."""
    known = set(names)
    if {"day", "steps", "equivalent_walking_distance"} <= known:
        return "steps"
    if {"tag_type_code", "start_day"} <= known:
        return "tags"
    # The readiness of the day has the same columns, and more; the parts of the score tell them apart.
    return "scores" if {"day", "score", "contributors"} <= known and "rem_sleep" in head else None


def kind_of_json(head: str) -> Kind | None:
    """Tell which answer of the API this is."""
    if has_keys(head, "day", "steps", "equivalent_walking_distance"):
        return "steps"
    if has_keys(head, "tag_type_code", "start_day"):
        return "tags"
    return "scores" if has_keys(head, "day", "score", "contributors", "rem_sleep") else None


def read_day(row: Row, kind: Kind) -> None:
    """Read one entry."""
    if kind == "tags":
        _read_tag(row)
        return
    day = _day_of(row, "day")
    if day is None or not row.collector.accept_date(day, row.line):
        return
    if kind == "steps":
        steps = row.number("steps", 0, 1_000_000)
        if steps:
            row.collector.vital(day, "steps", steps)
        elif steps is not None or not row.text("steps"):
            row.collector.count_empty("days without steps")
    else:
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
    name, comment = _name(row), row.text("comment")
    if name:
        row.collector.activity(when, name, offset=offset)
    if comment:
        row.collector.entry(when, comment, tags=(name,) if name else (), offset=offset)
    if not name and not comment:
        row.collector.count_empty("tags without a name")


def _name(row: Row) -> str:
    code = row.text("tag_type_code")
    if code.casefold() == "custom":
        return row.text("custom_name")
    prefix = next((prefix for prefix in _PREFIXES if code.startswith(prefix)), "")
    return code.removeprefix(prefix).replace("_", " ")
