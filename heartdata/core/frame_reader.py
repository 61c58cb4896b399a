"""Read the columns of one DataFrame into rows of the tables of `Logs`."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pandas as pd

from heartdata.core.activity_kinds import kind_for
from heartdata.core.columns import Column
from heartdata.core.days import hours_between
from heartdata.core.frame_values import Moments, plain, read_clocks, read_hours, read_numbers
from heartdata.core.nights import looks_like_nap
from heartdata.core.profile import Profile
from heartdata.core.tables import ENTRY_TABLES
from heartdata.core.vocabulary import LONGEST_NIGHT_H, LONGEST_PERIOD_H, MEASURES, VITALS, on_nrs
from heartdata.errors import AmbiguousFormatError

NIGHT: Final = ("sleep_hours", "bedtime", "waketime")
TEXTS: Final = ("title", "note")
# What a column is called whose numbers go up where the measure's go down.
_TURNED: Final = {
    "mood": ("depress", "sad", "low mood"),
    "energy": ("tired", "fatigue", "exhaust"),
    "concentration": ("distract", "fog"),
    "connection": ("lonel", "isolat"),
    "calm": ("anxi", "stress", "worr", "tens", "nervous", "anger"),
    "body": ("pain", "ache", "symptom"),
    "sleep_quality": ("insomnia",),
}
_SPLIT: Final = re.compile(r"[|;,\n]")

Scale = tuple[float, float]


@dataclass
class FrameRows:
    """Rows for each table, collected from one frame."""

    source: str
    profile: Profile
    tables: dict[str, list[tuple[Any, ...]]] = field(
        default_factory=lambda: {t: [] for t in (*ENTRY_TABLES, "rejected")}
    )
    unknown_moods: int = 0
    notes: list[str] = field(default_factory=list)

    def reject(self, rows: pd.Series[bool] | pd.Index, reason: str, column: object = "") -> None:
        """Record cells or rows that cannot be used, by the number of the row."""
        places = rows.index[rows] if isinstance(rows, pd.Series) else rows
        self.tables["rejected"] += [(self.source, float(place) + 1, str(column), reason) for place in places]


@dataclass(frozen=True)
class Given:
    """What the caller says of the frames."""

    date: Hashable | None
    columns: Mapping[str, Any]
    scale: Scale | Mapping[str, Scale] | None
    higher: Mapping[str, str]
    long: tuple[Hashable, Hashable] | None
    profile: Profile
    own: Mapping[str, Column]  # measures of the person's own


class FrameReader:
    """Reads the columns of one frame."""

    def __init__(self, rows: FrameRows, when: Moments, only_days: bool, given: Given, handed_on: bool) -> None:
        self.rows, self.given, self.handed_on = rows, given, handed_on
        midnight = when.time.dt.normalize()
        self.night_day = midnight
        start = given.profile.day_start
        shift = pd.Timedelta(hours=start.hour, minutes=start.minute, seconds=start.second)
        self.day = midnight if only_days else (when.time - shift).dt.normalize()
        self.time = when.time.mask(pd.Series(only_days, index=midnight.index))
        self.offset = when.offset

    def _where(self, there: pd.Index) -> list[Any]:
        return [_stamps(self.time[there]), _stamps(self.day[there])]

    def rating(self, role: str, series: pd.Series[Any]) -> None:
        """Add the answers of one measure, on 0-10."""
        name = series.name
        series = series[series.index.isin(self.day.index)]
        number, text = read_numbers(series)
        level = pd.Series(np.nan, index=series.index)
        if number.notna().any():
            low, high = self._scale(role, name, number)
            outside = number.notna() & ~number.between(low, high)
            self.rows.reject(outside, f"outside the scale of {low:g} to {high:g}", name)
            number = number.mask(outside)
            turned = self._turned(role, name)
            level = number.map(lambda v: on_nrs(v, low, high, higher_is_worse=turned) if v == v else np.nan)
        words = text.notna()
        if role == "mood":
            levels = {" ".join(w.casefold().split()): v for w, v in self.given.profile.moods.items()}
            named = text.map(lambda w: levels.get(" ".join(w.casefold().split()), np.nan) if w else np.nan)
            level = level.fillna((named.astype("float64") - 1) * 2.5)
            self.rows.unknown_moods += int((words & level.isna()).sum())
        else:
            self.rows.reject(words, "not a number", name)
            words &= False
        there = series.index[number.notna() | words]
        raw = plain(series[there]).map(_written)
        self._add("ratings", there, [role] * len(there), level[there], raw, self.offset[there])

    def _add(self, name: str, there: pd.Index, *columns: Any) -> None:
        self.rows.tables[name] += zip(*self._where(there), *columns, [self.rows.source] * len(there), strict=True)

    def _scale(self, role: str, name: object, number: pd.Series[float]) -> Scale:
        given = self.given.scale
        given = given.get(role) if isinstance(given, Mapping) else given
        if given is not None:
            return given
        own = self.given.own.get(role)
        if own is not None and own.low is not None and own.high is not None:
            return own.low, own.high
        if self.handed_on:
            return (0, 10)
        low, high = float(number.min()), float(number.max())
        if low in (0, 1) and high == 10:
            # Both ends are there; answers up to 7 may be out of 7, 8 or 10.
            self.rows.notes.append(f"{role} is read on the scale of {low:g} to 10 that its numbers show")
            return (low, 10)
        ends = (1, 5) if low >= 1 and high <= 5 else (0, 10) if low >= 0 and high <= 10 else (0, 100)
        raise AmbiguousFormatError(
            f"{role}: the column {name!r} holds {low:g} to {high:g}; on which scale? Say scale={ends} if it goes from "
            f"{ends[0]} to {ends[1]}, or scale={{{role!r}: (lowest, highest)}} where columns differ"
        )

    def _turned(self, role: str, name: object) -> bool:
        """Whether the numbers go down where the measure goes up."""
        if role in self.given.own:
            return False
        own = MEASURES[role].higher
        said = self.given.higher.get(role)
        if said is not None:
            return said != own
        if not self.handed_on and any(word in str(name).casefold() for word in _TURNED.get(role, ())):
            raise AmbiguousFormatError(
                f'{role}={name!r}: is a high number good or hard there? Say higher={{{role!r}: "heavier"}} if it is '
                f'hard, or "better"'
            )
        return False

    def vital(self, role: str, series: pd.Series[Any]) -> None:
        """Add measurements of the body."""
        series = series[series.index.isin(self.day.index)]
        number, text = read_numbers(series)
        self.rows.reject(text.notna(), "not a number", series.name)
        known = VITALS[role]
        wrong = number.notna() & ~number.between(known.lowest, known.highest)
        self.rows.reject(wrong, f"outside {known.lowest:g} to {known.highest:g} {known.unit}", series.name)
        there = series.index[number.notna() & ~wrong]
        self._add("vitals", there, [role] * len(there), number[there], self.offset[there])

    def nights(self, cells: Mapping[str, pd.Series[Any]]) -> None:
        """Add a night for each row with hours or times of sleep."""
        if not cells:
            return
        zone, day = self.given.profile.zone, self.night_day
        hours = self._column(cells, "sleep_hours", read_hours)
        if hours.median() > LONGEST_NIGHT_H:
            raise AmbiguousFormatError(
                f"sleep_hours: the column {cells['sleep_hours'].name!r} holds up to {hours.max():g}, too much for "
                "hours; are these minutes? Divide them by 60 first"
            )
        long = hours > LONGEST_NIGHT_H
        self.rows.reject(
            long | (hours < 0), f"not between 0 and {LONGEST_NIGHT_H:g} hours", cells.get("sleep_hours", hours).name
        )
        hours = hours.mask(long | (hours < 0))
        bed, wake = (
            self._column(cells, role, lambda s: read_clocks(s, day.reindex(s.index), zone))
            for role in ("bedtime", "waketime")
        )
        # Past noon is the evening before, unless the person also gets up later that day (a night worker).
        evening = (bed > wake) | (wake.isna() & (bed >= 12))
        bed = bed.mask(evening, bed - 24)
        odd = bed.notna() & wake.notna() & ~(wake - bed).between(0, LONGEST_PERIOD_H, inclusive="right")
        self.rows.reject(
            odd, "too far from waketime for a night; the rest of the row is kept", cells.get("bedtime", bed).name
        )
        bed = bed.mask(odd)
        for place in day.index[hours.notna() | bed.notna() | wake.notna()]:
            start, end = (_at(day[place], clock[place]) for clock in (bed, wake))
            in_bed = None if start is None or end is None else hours_between(start, end, zone)
            asleep = None if np.isnan(hours[place]) else float(hours[place])
            long_one = asleep if asleep is not None else in_bed
            self.rows.tables["sleep"].append(
                (start, end, end.normalize() if end is not None else day[place], asleep, in_bed, None, None, None, None,
                 None, looks_like_nap(start, long_one), self.offset[place], self.rows.source)
            )  # fmt: skip

    def _column(
        self, cells: Mapping[str, pd.Series[Any]], role: str, read: Callable[[pd.Series[Any]], Any]
    ) -> pd.Series[float]:
        if role not in cells:
            return pd.Series(np.nan, index=self.day.index)
        series = cells[role][cells[role].index.isin(self.day.index)]
        found = pd.Series(read(series), index=series.index, dtype="float64")
        unread = series.notna() & found.isna() & plain(series).map(lambda v: str(v).strip() != "")
        self.rows.reject(
            unread, "cannot be read as " + ("hours" if role == "sleep_hours" else "a time of day"), series.name
        )
        return found.reindex(self.day.index)

    def journal(self, cells: Mapping[str, pd.Series[Any]]) -> None:
        """Add the texts."""
        if not cells:
            return
        empty = pd.Series("", index=self.day.index, dtype=object)
        title, note = (
            plain(cells[role]).map(_text).reindex(self.day.index) if role in cells else empty for role in TEXTS
        )
        there = self.day.index[(title.fillna("") != "") | (note.fillna("") != "")]
        self._add("journal", there, title[there], note[there], [()] * len(there), self.offset[there])

    def activities(self, name: Hashable, series: pd.Series[Any]) -> None:
        """Add what was done: names in a cell, or a column that is ticked on the days it was done."""
        series = plain(series[series.index.isin(self.day.index)]).dropna()
        if _all_numbers(series):
            number = pd.to_numeric(series.astype(float))
            amounts = bool((number > 1).any())
            done = [(place, str(name), n if amounts else None) for place, n in number.items() if n > 0]
        else:
            done = [(place, one, None) for place, cell in series.items() for one in _names(cell)]
        if done:
            places, names, amount = zip(*done, strict=True)
            kinds = {one: kind_for(one, self.given.profile) for one in set(names)}
            there = pd.Index(places)
            self._add("activities", there, names, amount, [kinds[one] for one in names], self.offset[there])


def _stamps(series: pd.Series[Any]) -> list[Any]:
    return [None if stamp is pd.NaT else stamp for stamp in series]


def _at(day: pd.Timestamp, clock: float) -> pd.Timestamp | None:
    return None if np.isnan(clock) else day + pd.Timedelta(seconds=round(clock * 3600))


def _written(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _text(value: Any) -> str:
    return "" if value is None or value != value else str(value).strip()


def _all_numbers(series: pd.Series[Any]) -> bool:
    known = series.dropna()
    return len(known) > 0 and all(isinstance(v, bool | int | float | np.bool_ | np.number) for v in known)


def _names(cell: Any) -> list[str]:
    parts = (
        _SPLIT.split(cell)
        if isinstance(cell, str)
        else [str(part) for part in cell]
        if isinstance(cell, list | tuple | set | frozenset | np.ndarray)
        else [str(cell)]
    )
    return [name for part in parts if (name := " ".join(part.split()))]
