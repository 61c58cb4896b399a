"""The ``[columns]`` table of ``heartdata.toml``: the columns of a hand-made table."""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal

from heartdata.core.vocabulary import MEASURES, VITALS
from heartdata.errors import ProfileError

_TIMES: Final = ("date", "time")
_SLEEP: Final = ("sleep_hours", "bedtime", "waketime")
_TEXTS: Final = ("title", "note", "activities", "contacts")
_WITH_FORMAT: Final = ("date", "time", "bedtime", "waketime")
#: Columns that are not to be read or asked about.
IGNORE: Final = "ignore"
# Other columns of a table of days, which a measure of one's own may not be called.
_TAKEN: Final = (*VITALS, "sleep_midpoint", "sleep_efficiency", "nap_hours", "entries", "journal_words")
ROLES: Final = (*_TIMES, *MEASURES, *_SLEEP, *_TEXTS, "person", IGNORE)

_OPTIONS: Final[dict[str, type | tuple[type, ...]]] = {
    "name": (str, list),
    "min": (int, float),
    "max": (int, float),
    "higher": str,
    "format": str,
    "day_first": bool,
    "separator": str,
    "night": str,
    "unit": str,
    "only": str,
}
_UNITS: Final = ("hours", "minutes", "seconds")


@dataclass(frozen=True)
class Column:
    """A column of a hand-made table and how its values are written."""

    names: tuple[str, ...]  # the header names it may have
    low: float | None = None  # the ends of the scale, for a rating
    high: float | None = None
    higher: Literal["better", "worse"] | None = None  # meaning of a higher number; None: the measure's own direction
    format: str | None = None  # a `strptime` format, for dates and times
    day_first: bool | None = None  # whether 3/4 is 3 April; None: the whole file decides
    separator: str | None = None  # between several activities in a cell
    night: Literal["ends", "begins"] = "ends"  # whether the night ends (waking) or begins on the row's date
    unit: Literal["hours", "minutes", "seconds"] = "hours"  # of a plain number in ``sleep_hours``
    only: str | None = None  # of ``person``: whose entries are read


def parse_columns(table: Mapping[str, Any]) -> dict[str, Column]:
    """Parse and check a ``[columns]`` table."""
    if not isinstance(table, Mapping):
        raise ProfileError("columns: this is a table; write [columns] on a line of its own")
    columns = {}
    for role, given in table.items():
        if role not in ROLES and not is_own(role, given):
            raise ProfileError(
                f"columns.{role}: this is not a role a column can have; allowed are {', '.join(ROLES)}, and measures "
                'of your own, such as craving = { name = "Craving", min = 0, max = 10, higher = "worse" }'
            )
        if isinstance(given, Column):
            columns[role] = given
        else:
            columns[role] = _column(role, given if isinstance(given, Mapping) else {"name": given})
    if columns and "date" not in columns:
        raise ProfileError('columns: there is no `date`; say which column holds the date, such as date = "Date"')
    return columns


def is_own(role: str, given: Any) -> bool:
    """Whether a role is a measure of the person's own: both ends of its scale and its direction are said."""
    said = vars(given) if isinstance(given, Column) else given if isinstance(given, Mapping) else {}
    whole = all(said.get(one) is not None for one in (("low", "high") if isinstance(given, Column) else ("min", "max")))
    name = role.isidentifier() and role.islower() and not role.endswith(("_n", "_unknown")) and role not in _TAKEN
    return whole and said.get("higher") is not None and name


def own_measures(columns: Mapping[str, Column]) -> dict[str, Literal["better", "heavier"]]:
    """Return the measures of the person's own, with what a higher number means."""
    return {role: "better" if c.higher == "better" else "heavier" for role, c in columns.items() if role not in ROLES}


def _column(role: str, given: Mapping[str, Any]) -> Column:
    for option, value in given.items():
        if option not in _OPTIONS:
            raise ProfileError(f"columns.{role}.{option}: not an option; allowed are {', '.join(_OPTIONS)}")
        if not isinstance(value, _OPTIONS[option]) or (isinstance(value, bool) and option != "day_first"):
            raise ProfileError(f"columns.{role}.{option} = {value!r}: not a value this option takes")
    names = given.get("name")
    names = (names,) if isinstance(names, str) else tuple(names or ())
    if not names or not all(isinstance(n, str) and n.strip() for n in names):
        raise ProfileError(f'columns.{role}: say the column\'s name, such as {role} = "{role.title()}"')
    low, high = (_end(role, option, given.get(option)) for option in ("min", "max"))
    if role in MEASURES and (low is None) != (high is None):
        raise ProfileError(f"columns.{role}: a scale has two ends; give both `min` and `max`")
    if low is not None and high is not None and not low < high:
        raise ProfileError(
            f"columns.{role}: min = {low:g} is not below max = {high:g}; "
            'where a high number is bad, write higher = "worse"'
        )
    higher, night, unit = given.get("higher"), given.get("night", "ends"), given.get("unit", "hours")
    if higher not in (None, "better", "worse"):
        raise ProfileError(f'columns.{role}.higher = {higher!r}: allowed are "better" and "worse"')
    if night not in ("ends", "begins"):
        raise ProfileError(f'columns.{role}.night = {night!r}: allowed are "ends" and "begins"')
    if unit not in _UNITS:
        raise ProfileError(f'columns.{role}.unit = {unit!r}: allowed are "hours", "minutes" and "seconds"')
    form = given.get("format")
    if form is not None and role in _WITH_FORMAT:
        _check_format(role, form)
    names = tuple(n.strip() for n in names)
    return Column(
        names, low, high, higher, form, given.get("day_first"), given.get("separator"), night, unit, given.get("only")
    )


def _end(role: str, option: str, value: float | None) -> float | None:
    try:
        end = None if value is None else float(value)
    except OverflowError:
        end = math.inf
    if end is not None and not math.isfinite(end):
        raise ProfileError(f"columns.{role}.{option} = {value!r:.20}: a finite number is needed")
    return end


def _check_format(role: str, form: str) -> None:
    """Format a time and parse it back, so that a mistake shows now and not in every row."""
    if role == "date" and form == "epoch":
        return
    moment = datetime(2026, 3, 14, 15, 9, tzinfo=UTC)
    try:
        with warnings.catch_warnings():
            # Python 3.13 warns about a format with a day and no year; our own error below says more.
            warnings.simplefilter("ignore", DeprecationWarning)
            read = datetime.strptime(moment.strftime(form), form)
    except (ValueError, re.error):
        read = None
    if role == "date" and (read is None or read.date() != moment.date()):
        wanted = 'a whole date is needed, such as "%d.%m.%Y" or "%m/%d/%Y %I:%M %p", or "epoch"'
        raise ProfileError(f"columns.{role}.format = {form!r}: {wanted}")
    if role != "date" and (read is None or read.hour != moment.hour):
        raise ProfileError(f'columns.{role}.format = {form!r}: a time is needed, such as "%H:%M" or "%I:%M %p"')
