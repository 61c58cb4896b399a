"""`Logs`: the typed tables that everything else works on."""

from __future__ import annotations

import html
import os
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from heartdata.core.days import parse_day
from heartdata.core.frames import tables_from_frames
from heartdata.core.given import checked_all, checked_path, checked_profile
from heartdata.core.jsonl import load_tables, save_tables
from heartdata.core.merge import merge_tables
from heartdata.core.profile import Profile
from heartdata.core.profile_events import add_profile_events
from heartdata.core.tables import DTYPES, ENTRY_TABLES, TABLES, empty_table, table
from heartdata.errors import HeartdataError

__all__ = ["ENTRY_TABLES", "TABLES", "Logs", "empty_table", "table"]


def _empty_by_default(name: str) -> Any:
    return field(default_factory=lambda: empty_table(name))


@dataclass(frozen=True, eq=False, repr=False)
class Logs:
    """Everything that was read, as tables in naive local wall-clock time.

    Attributes
    ----------
    ratings : DataFrame
        One row per answer: ``time`` (NaT where only the day is known), ``day``, ``measure``, ``value`` [0-10 NRS;
        NaN where a label is unknown], ``raw`` (as written), ``utc_offset`` [min], ``source``.
    sleep : DataFrame
        One row per sleep period: ``start``, ``end``, ``day`` (the calendar day it ends), ``asleep_h``, ``in_bed_h``,
        ``awake_h``, ``deep_h``, ``rem_h``, ``light_h`` [h], ``quality`` [0-10], ``nap``, ``utc_offset``, ``source``.
    journal : DataFrame
        One row per entry: ``time``, ``day``, ``title``, ``text``, ``tags`` (tuple of str), ``utc_offset``, ``source``.
    activities : DataFrame
        One row per thing done or tagged: ``time``, ``day``, ``name``, ``amount``, ``kind`` (practice, contact,
        symptom, other), ``utc_offset``, ``source``.
    vitals : DataFrame
        One row per measurement of the body: ``time``, ``day``, ``name``
        (`heartdata.core.vocabulary.VITALS` has the units), ``value``, ``utc_offset``, ``source``.
    events : DataFrame
        Marked days: ``day``, ``until`` (last day of a stretch, else NaT), ``label``, ``kind``, ``source``.
    rejected : DataFrame
        What could not be read: ``source``, ``line`` (of a text file; the number of the entry elsewhere), ``column``,
        ``reason`` (never free text).
    sources : DataFrame
        One row per file: ``path``, ``format``, ``rows`` (entries present), rows given to each table, ``rejected``,
        ``first_day``, ``last_day``, ``notes``.
    profile : Profile
        The profile the logs were read with.
    truth : DataFrame or None
        For simulated logs only: the planted course by day.

    Examples
    --------
    >>> from heartdata.datasets.simulate import simulate_logs
    >>> logs = simulate_logs(seed=7, days=60)
    >>> list(logs.ratings.columns)
    ['time', 'day', 'measure', 'value', 'raw', 'utc_offset', 'source']
    >>> Logs()
    Logs(nothing logged)
    """

    ratings: pd.DataFrame = _empty_by_default("ratings")
    sleep: pd.DataFrame = _empty_by_default("sleep")
    journal: pd.DataFrame = _empty_by_default("journal")
    activities: pd.DataFrame = _empty_by_default("activities")
    vitals: pd.DataFrame = _empty_by_default("vitals")
    events: pd.DataFrame = _empty_by_default("events")
    rejected: pd.DataFrame = _empty_by_default("rejected")
    sources: pd.DataFrame = _empty_by_default("sources")
    profile: Profile = field(default_factory=Profile)
    truth: pd.DataFrame | None = None

    def __post_init__(self) -> None:
        checked_profile(self.profile)
        for name, columns in DTYPES.items():
            given = getattr(self, name)
            missing = set(columns) - set(given.columns) if isinstance(given, pd.DataFrame) else set(columns)
            if missing:
                raise HeartdataError(
                    f"Logs({name}=...) needs a table with the columns {', '.join(columns)}; for a table of your own "
                    "use Logs.from_frame"
                )

    @property
    def days(self) -> pd.DatetimeIndex:
        """The days with anything logged, in order, each once."""
        logged = np.unique(np.concatenate([getattr(self, name)["day"].to_numpy() for name in ENTRY_TABLES]))
        return pd.DatetimeIndex(logged[~np.isnat(logged)])

    @property
    def empty(self) -> bool:
        """Whether nothing at all is logged."""
        return all(getattr(self, name).empty for name in ENTRY_TABLES)

    @property
    def notes(self) -> list[str]:
        """What the readers noticed, one line each, without repeats."""
        notes = (note for notes in self.sources["notes"] for note in str(notes).splitlines() if note)
        return list(dict.fromkeys(notes))

    def merge(self, *others: Logs) -> Logs:
        """Merge several logs; an entry in more than one of them is kept once.

        Parameters
        ----------
        *others : Logs
            More logs; the profile of this one is kept.

        Returns
        -------
        Logs
            All of them.

        Examples
        --------
        >>> from heartdata.datasets.simulate import simulate_logs
        >>> logs = simulate_logs(seed=7, days=60)
        >>> len(logs.merge(logs).ratings) == len(logs.ratings)
        True
        """
        checked_all(others, Logs, "merge", "logs, one after the other: logs.merge(more, others)")
        if not others and len(self.sources) < 2:
            return self
        return replace(self, **merge_tables([logs._tables() for logs in (self, *others)]))

    def between(self, first: date | str, last: date | str) -> Logs:
        """Take the days from `first` to `last`, both included.

        Parameters
        ----------
        first, last : date or str
            Days, such as ``"2026-03-01"``.

        Returns
        -------
        Logs
            The same sources and rejected rows, with only what is logged on those days and the events that touch them.

        Raises
        ------
        HeartdataError
            If one of them is not a day.

        Examples
        --------
        >>> from heartdata.datasets.simulate import simulate_logs
        >>> simulate_logs(seed=7, days=60).between("2026-02-01", "2026-02-07").days.max()
        Timestamp('2026-02-07 00:00:00')
        """
        low, high = _stamp("first", first), _stamp("last", last)
        kept = {name: _within(getattr(self, name), low, high) for name in (*ENTRY_TABLES, "events")}
        truth = None if self.truth is None else self.truth.loc[low:high]
        return replace(self, **kept, truth=truth)

    def save(self, folder: str | os.PathLike[str]) -> None:
        """Write the tables as JSON Lines into a folder, readable by the owner only.

        Parameters
        ----------
        folder : str or path
            Made if it is not there; a new one, an empty one, or one that was saved into before. The truth of
            simulated logs is not saved.

        Raises
        ------
        HeartdataError
            If the folder holds files of the person's own.
        UnreadableFileError
            If the folder cannot be written.

        Examples
        --------
        >>> import tempfile
        >>> from heartdata.datasets.simulate import simulate_logs
        >>> logs = simulate_logs(seed=7, days=60)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     logs.save(folder)
        ...     again = Logs.load(folder)
        >>> again.ratings.equals(logs.ratings)
        True
        """
        save_tables(self._tables(), self.profile, Path(checked_path(folder, "folder")))

    @classmethod
    def load(cls, folder: str | os.PathLike[str]) -> Logs:
        """Read what `save` wrote.

        Parameters
        ----------
        folder : str or path
            The folder given to `save`.

        Returns
        -------
        Logs
            The same logs.

        Raises
        ------
        UnreadableFileError
            If the folder holds no saved logs, or a file of them is damaged.
        """
        tables, profile = load_tables(Path(checked_path(folder, "folder")))
        return cls(**tables, profile=profile)

    @classmethod
    def from_frame(
        cls,
        frame: pd.DataFrame | Mapping[str, pd.DataFrame],
        *,
        date: Hashable | None = None,
        scale: tuple[float, float] | Mapping[str, tuple[float, float]] | None = None,
        higher: Mapping[str, Literal["better", "heavier", "worse"]] | None = None,
        measure: Hashable | None = None,
        value: Hashable | None = None,
        profile: Profile | None = None,
        **columns: Any,
    ) -> Logs:
        """Take a table of one's own, or several.

        Parameters
        ----------
        frame : DataFrame, or mapping of str to DataFrame
            One row per entry, day or night, in any order; several frames by names of your own, each with some of the
            columns. The index may hold the dates. Missing values stay missing.
        date : hashable, optional
            The column or index level with the date or time of each row; by default the index of dates, or the only
            column that is called date, day, when or time, or that holds dates. Times with a zone are taken as the wall
            clock there; those in UTC need ``profile=Profile(time_zone=...)``.
        scale : tuple of float, or mapping of str to tuple of float, optional
            The lowest and highest number [in the frame's own units] of all measures, or of each; they are laid on 0-10.
            It may be left out where the numbers themselves show both ends of a scale up to 10.
        higher : mapping of str to {"better", "heavier", "worse"}, optional
            What higher numbers mean in the frame, where that differs from the measure: ``{"calm": "heavier"}`` for a
            column of anxiety. ``"worse"``, as in heartdata.toml, says the same as ``"heavier"``.
        measure, value : hashable, optional
            For a long table: the column that names what was rated, and the column with its numbers.
        profile : Profile, optional
            The loss, the usual level, the time zone, levels of mood words and all else about the person.
        **columns : hashable, or list of hashable
            What each column is, such as ``mood="Mood", sleep_hours="Hours"``: a measure, ``sleep_hours``, ``bedtime``,
            ``waketime``, a measurement such as ``steps``, ``title``, ``note``, or ``activities`` (names separated by
            commas, lists of names, or a list of columns that are ticked); or a measure of your own, of which `scale`
            and `higher` are said, or ``[columns]`` of the profile says them: ``craving="Craving", scale={"craving":
            (0, 10)}, higher={"craving": "worse"}``. It keeps its direction. In a long table, the name it has there.
            By default all columns that have the name of one of these.

        Returns
        -------
        Logs
            What the frame holds; ``rejected`` lists cells that cannot be used by the number of their row, and
            ``notes`` the columns that were not used.

        Raises
        ------
        AmbiguousFormatError
            If a scale, a direction, an order of day and month or a time zone has to be said first; the message asks.
        HeartdataError
            If a column is not there or cannot be what it is said to be.

        Warns
        -----
        HeartdataWarning
            If moods are words without a known level.

        Examples
        --------
        >>> import pandas as pd
        >>> days = pd.date_range("2026-03-01", periods=3)
        >>> frame = pd.DataFrame({"when": days, "Mood": [2, None, 4], "Slept": [6.5, 7, 8]})
        >>> logs = Logs.from_frame(frame, date="when", mood="Mood", sleep_hours="Slept", scale=(1, 5))
        >>> logs.ratings["value"].tolist()
        [2.5, 7.5]
        """
        tables, person = tables_from_frames(
            frame, date=date, columns=columns, scale=scale, higher=higher, measure=measure, value=value, profile=profile
        )
        return add_profile_events(cls(**tables, profile=person))

    def _tables(self) -> dict[str, pd.DataFrame]:
        return {name: getattr(self, name) for name in TABLES}

    def __repr__(self) -> str:
        if self.empty:
            return "Logs(nothing logged)"
        days = self.days
        counts = ", ".join(f"{len(getattr(self, t))} {t}" for t in ENTRY_TABLES if len(getattr(self, t)))
        if len(days) == 1:
            return f"Logs({counts}; 1 day, {days[0]:%Y-%m-%d})"
        return f"Logs({counts}; {len(days)} days from {days[0]:%Y-%m-%d} to {days[-1]:%Y-%m-%d})"

    def _repr_html_(self) -> str:
        counted = self.sources.drop(columns="notes").to_html(index=False, border=0, na_rep="", escape=True)
        return f"<p><b>{html.escape(repr(self))}</b></p>{counted}"


def _stamp(name: str, day: date | str) -> pd.Timestamp:
    found = parse_day(day)
    if found is None or getattr(day, "tzinfo", None) is not None:
        raise HeartdataError(f"{name}={day!r}: not a day; write it like 2026-03-01")
    return pd.Timestamp(found)


def _within(frame: pd.DataFrame, low: pd.Timestamp, high: pd.Timestamp) -> pd.DataFrame:
    last = frame["until"].fillna(frame["day"]) if "until" in frame else frame["day"]
    return frame[(frame["day"] <= high) & (last >= low)].reset_index(drop=True)
