"""Loop Habit Tracker: ``Checkmarks.csv`` of its CSV export, one for all habits and one in the folder of each habit.

The file for all habits has a column per habit and a row per day, the latest day first; each line ends in a comma. The
file of one habit has a value and a note per day, and is named by its folder (``001 Walk``), which keeps only plain
letters and digits. Older versions write codes, newer ones words. A code of 1 means that the app filled in the day
because the goal of the week was met, so the person did nothing on it. Anything above the codes is a measured amount in
thousandths, whose unit is in ``Habits.csv``. Days without a mark, skipped or not done have no row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice, pairwise
from pathlib import Path, PurePosixPath
from typing import Final

from heartdata.core.negation import affirmed
from heartdata.core.profile import Profile
from heartdata.errors import UnreadableFileError
from heartdata.readers.base import Format
from heartdata.readers.collector import Collector
from heartdata.readers.files.source import Source
from heartdata.readers.parsing.dates import date_parser
from heartdata.readers.parsing.delimited import header, records
from heartdata.readers.parsing.entries import read_text
from heartdata.readers.parsing.numbers import parse_number
from heartdata.readers.parsing.rows import Row, parse_rows
from heartdata.readers.parsing.text import split_lines

_NAME: Final = "Checkmarks.csv"
_OF_ONE_HABIT: Final = (["date", "value"], ["date", "value", "notes"])
_CODES: Final = {"UNKNOWN": -1, "NO": 0, "YES_AUTO": 1, "YES_MANUAL": 2, "SKIP": 3}
_DONE: Final = 2
# The app keeps 32-bit integers.
_LARGEST: Final = 2**31 - 1
_PER_UNIT: Final = 1000
# The app takes amounts to a hundredth, so that in thousandths they end in 0.
_MARK: Final = re.compile(rf"-1|[0-3]|[1-9]\d{{0,8}}0|{'|'.join(_CODES)}")
# Words that no other table holds.
_OWN_WORDS: Final = frozenset(("YES_AUTO", "YES_MANUAL"))
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_LIST: Final = "Habits.csv"
_PLACE: Final = re.compile(r"[0-9]{1,4}")
_FOLDER: Final = re.compile(r"([0-9]{3,4})(?: (.*))?")
# What the name of a folder leaves out, and how long it may be.
_LOST: Final = re.compile(r"[^ a-zA-Z0-9._-]+")
_LONGEST: Final = 100
_UNNAMED: Final = "unnamed habit"
_CONTACT: Final = re.compile(r"\b[ck]onta[ck]t", re.IGNORECASE)


def _claims(source: Source, profile: Profile) -> bool:
    delimiter, names = header(source.head_text)
    headless, named = _is_headless(names), source.basename == _NAME
    if names[:1] != ["date"] and not (headless and named):
        return False
    rows = [record.cells for record in records(source.head_text, delimiter) if record.cells]
    first, below = ([], rows) if headless else (rows[0], rows[1:])
    one = headless or names in _OF_ONE_HABIT
    marks = [mark for cells in below for mark in (cells[1:2] if one else _filled(cells)[1:])]
    if not (one or any(names[1:])):
        return False
    if named or not _OWN_WORDS.isdisjoint(marks):
        # A damaged cell or two cost only themselves.
        return 2 * sum(_MARK.fullmatch(mark) is not None for mark in marks) >= len(marks)
    whole = not one and bool(marks) and all(map(_MARK.fullmatch, marks))
    return whole and not first[-1] and not any(cells[-1] for cells in below) and _is_backwards(below)


def _is_headless(names: list[str]) -> bool:
    """Old versions write no header into the file of one habit."""
    return len(names) == 2 and _DAY.fullmatch(names[0]) is not None


def _is_backwards(rows: list[list[str]]) -> bool:
    """Whether each row is of the day before that of the row above."""
    try:
        days = [date.fromisoformat(cells[0]) for cells in rows]
    except ValueError:
        return False
    return all(above - below == timedelta(days=1) for above, below in pairwise(days))


def _filled(cells: list[str]) -> list[str]:
    """Drop the empty cell behind the last comma."""
    return cells[:-1] if cells and not cells[-1].strip() else cells


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    text = read_text(source, collector)
    _, names = header(text)
    headless = _is_headless(names)
    if not headless and (names[:1] != ["date"] or not any(names[1:])):
        raise UnreadableFileError(
            f"{source.name}: not a {_NAME} of Loop Habit Tracker, its first line has no Date and no habit; give the "
            "zip as the app makes it"
        )
    if headless or names in _OF_ONE_HABIT:
        rows = parse_rows(f"Date,Value\n{text}", collector, 0) if headless else parse_rows(text, collector)
        _read_one_habit(source, rows, profile, collector)
    else:
        _read_all_habits(source, text, profile, collector)


def _read_all_habits(source: Source, text: str, profile: Profile, collector: Collector) -> None:
    habits = _habits(source)
    places = [str(place) for place in range(len(habits) + 1)]
    for row, day in _dated(parse_rows(text, collector, names=[*places, ""]), "0", profile, source):
        if not row.cells.get(places[-1]):
            row.reject("fewer marks than there are habits; a habit with a comma in its name hides where they belong")
            continue
        before = collector.added
        for place, habit in zip(places[1:], habits, strict=True):
            _add_mark(row, place, habit, day)
        if before == collector.added:
            collector.count_empty("days on which no habit was done")


def _habits(source: Source) -> list[str]:
    """Return the names of the habits in the first line, where the app does not quote a name with a comma."""
    delimiter, _ = header(source.head_text)
    first, *below = islice(records(source.head_text, delimiter), 2)
    names, listed = _filled(first.cells)[1:], list(_listed(source, _LIST).values())
    if delimiter.join(names) == delimiter.join(listed):
        names = listed
    elif below and len(names) > (width := len(_filled(below[0].cells)) - 1):
        # What follows a comma in a name mostly begins with a blank.
        joined = re.sub(rf"{delimiter} ", "\0 ", delimiter.join(names)).split(delimiter)
        names = [name.replace("\0", delimiter) for name in joined] if len(joined) == width else names
    return [name.strip() or _UNNAMED for name in names]


def _listed(source: Source, path: str) -> dict[int, str]:
    """Return the names in the app's list of habits, by their place."""
    text = source.text_beside(path)
    names = header(text)[1]
    if not {"position", "name"} <= set(names):
        return {}
    at, name = names.index("position"), names.index("name")
    found = [record.cells for record in records(text, ",")][1:]
    return {
        int(cells[at]): cells[name] for cells in found if len(cells) > max(at, name) and _PLACE.fullmatch(cells[at])
    }


def _read_one_habit(source: Source, rows: Iterator[Row], profile: Profile, collector: Collector) -> None:
    folder = _FOLDER.fullmatch(_folder(source))
    habit = _habit_of(folder, source) if folder else _UNNAMED
    if folder is None:
        collector.note("the folder that names this habit is missing; give the zip as the app makes it")
    for row, day in _dated(rows, "date", profile, source):
        before = collector.added
        if note := row.text("notes"):
            collector.entry(day, "\n".join(split_lines(note)))
        if habit:
            _add_mark(row, "value", habit, day)
        if before == collector.added:
            collector.count_empty(
                "days on which it was not done"
                if habit
                else f"days of a habit that only the {_NAME} of all habits names"
            )


def _habit_of(folder: re.Match[str], source: Source) -> str:
    """Return the name of a folder's habit, from the list of habits where the folder could not keep all of it."""
    kept = (folder[2] or "").strip()
    listed = _listed(source, f"../{_LIST}").get(int(folder[1]), "").strip()
    return listed if _LOST.sub("", listed)[:_LONGEST].strip() == kept else kept


def _folder(source: Source) -> str:
    inside = PurePosixPath(source.name).parent.name
    return inside or (Path(source.path).absolute().parent.name if source.path else "")


def _dated(rows: Iterator[Row], column: str, profile: Profile, source: Source) -> Iterator[tuple[Row, date]]:
    """Yield rows with their day; reject the others."""
    found = list(rows)
    dated = date_parser((row.text(column) for row in found), profile, source.name)
    for row in found:
        day = dated(row.text(column))
        if day is None:
            row.reject("not a date such as 2026-03-01")
        elif row.collector.accept_date(day, row.line):
            yield row, day


def _add_mark(row: Row, column: str, habit: str, day: date) -> None:
    written = row.text(column).upper()
    number = _CODES.get(written, parse_number(written, whole=True))
    if written and (number is None or number % 1 or not min(_CODES.values()) <= number <= _LARGEST):
        # The name of the habit is the person's own.
        place = column if column == "value" else f"habit {column}"
        row.collector.reject(row.line, "not a mark of the app; the rest of the day is kept", place)
    elif number == _DONE:
        row.collector.activity(day, habit, kind=_kind(habit, row.collector))
    elif number and number > max(_CODES.values()):
        row.collector.activity(day, habit, number / _PER_UNIT, kind=_kind(habit, row.collector))


def _kind(habit: str, collector: Collector) -> str:
    """Return the kind of a habit: to keep away from somebody is a practice."""
    return "practice" if not affirmed(habit) and _CONTACT.search(habit) else collector.kind_of(habit)


FORMAT: Final = Format(
    name="loop",
    title="Loop Habit Tracker CSV",
    tables=("activities", "journal"),
    evidence="from documentation",
    how="Loop Habit Tracker: Settings, Export as CSV; the zip as it is",
    shapes=frozenset({"pair", "table"}),
    claims=_claims,
    read=_read,
    companions=(_LIST, "Scores.csv", "Slips.csv"),
)
