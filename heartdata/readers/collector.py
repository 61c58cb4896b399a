"""Collect the rows, rejected rows and notes of one file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from heartdata.core.activity_kinds import kind_for
from heartdata.core.days import day_of, last_possible_day, wake_day
from heartdata.core.formatting import without_marks
from heartdata.core.nights import looks_like_nap
from heartdata.core.profile import Profile
from heartdata.errors import UnreadableFileError
from heartdata.readers.moods import UnknownMoods, mood_key
from heartdata.readers.parsing.remember import remember_short
from heartdata.readers.parsing.text import replace_surrogates
from heartdata.readers.thresholds import limit

if TYPE_CHECKING:
    from heartdata.core.logs import Logs

# Heuristic: dates outside are typing or export mistakes, and would stretch every chart.
FIRST_YEAR: Final = 1970
LAST_YEAR: Final = 2100

# Where rows have their day, and which begin with a time.
_DAYS: Final = {"ratings": 1, "journal": 1, "activities": 1, "vitals": 1, "sleep": 2}
_DAY: Final = {name: itemgetter(place) for name, place in _DAYS.items()}
_TIMED: Final = ("ratings", "journal", "activities", "vitals")
# How many entries may pass before rows are counted.
_OFTEN: Final = 1000
# Where rows have a name, a kind and tags.
_NAME, _KIND, _TAGS = 2, 4, 4
SENTENCES: Final = "if they are sentences, say note = with the name of their column under [columns] in heartdata.toml"
NOT_YET: Final = "its date is later than tomorrow, so it is kept out; check the year"

Moment = datetime | date


@dataclass
class Collector:
    """Collects the content of one file.

    A reader counts every entry of a file with `count_entries`. It then adds what the entry holds, rejects it, or
    counts it with `count_empty`, so that no entry vanishes in silence.
    """

    source: str  # the file, as shown to people
    format: str  # the format's name
    profile: Profile  # the person's profile
    rows: int = 0
    empty: Counter[str] = field(default_factory=Counter)
    tables: dict[str, list[tuple[Any, ...]]] = field(
        default_factory=lambda: {
            "ratings": [], "sleep": [], "journal": [], "activities": [], "vitals": [], "events": [], "rejected": [],
        },
        repr=False,
    )  # fmt: skip
    notes: list[str] = field(default_factory=list)
    # The app's own day of the entry being read, whatever its clock; None where the day begins at `day_start`.
    own_day: date | None = None
    # Cache of activity kinds; files read with the same profile may share it.
    kinds: dict[str, str] = field(default_factory=dict, repr=False)
    # The last day that an entry may have; files of one call share it.
    last_day: date = field(default_factory=last_possible_day)
    _checked: int = 0

    def __post_init__(self) -> None:
        self._levels = {mood_key(name): level for name, level in self.profile.moods.items()}

    # Made where it is needed, as thousands of files have no such mood.
    @cached_property
    def unknown_moods(self) -> UnknownMoods:
        """Mood names without a known level."""
        return UnknownMoods()

    def has_unknown_moods(self) -> bool:
        """Return whether there are mood names without a known level."""
        return "unknown_moods" in vars(self) and bool(self.unknown_moods.names)

    def count_entries(self, count: int = 1) -> None:
        """Count entries of the file."""
        self.rows += count
        if self.rows >= self._checked + _OFTEN:
            self._checked = self.rows
            if self.added > limit("rows"):
                raise UnreadableFileError(
                    f"{self.source}: more than {limit('rows'):,} rows; split it and give the parts you need"
                )

    @property
    def added(self) -> int:
        """Rows in all tables, with those rejected."""
        return sum(map(len, self.tables.values()))

    def reject(self, line: int | None, reason: str, column: str = "") -> None:
        """Record something that could not be read."""
        self.tables["rejected"].append((self.source, line, column, reason))

    def count_empty(self, what: str, count: int = 1) -> None:
        """Count entries that hold nothing to keep."""
        self.empty[what] += count

    def note(self, text: str) -> None:
        """Add a remark about the file, once."""
        if text not in self.notes:
            self.notes.append(text)

    def accept_date(self, moment: Moment, line: int | None) -> bool:
        """Return whether the day is plausible; reject the entry if not."""
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            self.reject(line, f"the year is outside {FIRST_YEAR} to {LAST_YEAR}")
            return False
        if moment.year < self.last_day.year:
            return True
        if (moment.date() if isinstance(moment, datetime) else moment) > self.last_day:
            self.reject(line, NOT_YET)
            return False
        return True

    def finish(self) -> None:
        """Once a file is read: reject days that are still to come, and take midnight everywhere for no time at all."""
        last = self.last_day
        for name, place in _DAYS.items():
            rows = self.tables[name]
            if rows and max(map(_DAY[name], rows)) > last:
                self.tables[name] = [row for row in rows if row[place] <= last]
                for _ in range(len(rows) - len(self.tables[name])):
                    self.reject(None, NOT_YET)
        if self.own_day is None and self._only_midnights():
            for name in _TIMED:
                self.tables[name] = [
                    row if row[0] is None else (None, row[0].date(), *row[2:]) for row in self.tables[name]
                ]

    def _only_midnights(self) -> bool:
        """Tell whether there are times, and all of them are midnight: programs write days that way."""
        times = (row[0] for name in _TIMED for row in self.tables[name] if row[0] is not None)
        first = next(times, None)
        return first is not None and first.time() == time(0) and all(at.time() == time(0) for at in times)

    def rating(self, when: Moment, measure: str, value: float | None, raw: str, offset: float | None = None) -> None:
        """Add an answer on a measure, on 0-10."""
        value = float("nan") if value is None else value
        self.tables["ratings"].append((*self._when(when), measure, value, _visible(raw), offset, self.source))

    def mood(
        self, when: Moment, label: str, level: float | None, offset: float | None = None, *, trusted: bool = True
    ) -> None:
        """Add a mood given by name, with its level where the app has one."""
        label = _visible(label)
        level = self._levels.get(mood_key(label), level)
        if level is None:
            self.unknown_moods.add(label.strip(), trusted=trusted)
        elif trusted:
            self.unknown_moods.know(label.strip(), level)
        self.rating(when, "mood", None if level is None else (level - 1) * 2.5, label, offset)

    def knows_mood(self, label: str) -> bool:
        """Return whether the profile gives a mood name a level."""
        return mood_key(label) in self._levels

    def sleep(
        self,
        start: datetime | None,
        end: datetime | None,
        *,
        day: date | None = None,
        asleep_h: float | None = None,
        in_bed_h: float | None = None,
        awake_h: float | None = None,
        deep_h: float | None = None,
        rem_h: float | None = None,
        light_h: float | None = None,
        quality: float | None = None,
        nap: bool | None = None,
        offset: float | None = None,
    ) -> None:
        """Add a sleep period."""
        day = day or (wake_day(end) if end else day_of(start) if start else None)
        if day is None:
            raise ValueError("a sleep period needs a start, an end or a day")
        if nap is None:
            nap = looks_like_nap(start, asleep_h if asleep_h is not None else in_bed_h)
        hours = (asleep_h, in_bed_h, awake_h, deep_h, rem_h, light_h)
        self.tables["sleep"].append((start, end, day, *hours, quality, nap, offset, self.source))

    def entry(
        self, when: Moment, text: str, title: str = "", tags: Iterable[str] = (), offset: float | None = None
    ) -> None:
        """Add a journal entry."""
        words = (replace_surrogates(title), replace_surrogates(text), tuple(filter(None, map(_visible, tags))))
        self.tables["journal"].append((*self._when(when), *words, offset, self.source))

    def activity(
        self,
        when: Moment,
        name: str,
        amount: float | None = None,
        offset: float | None = None,
        *,
        kind: str | None = None,
    ) -> None:
        """Add an activity or a tag."""
        name = _name(name) if isinstance(name, str) else ""
        if name:
            # Of names without end only those that are kept are looked at, in `keep_commonest_names`.
            kind = kind or self.kinds.get(name) or (self.kind_of(name) if len(self.kinds) < limit("names") else "")
            row = (*self._when(when), name, amount, kind, offset, self.source)
            self.tables["activities"].append(row)

    def vital(self, when: Moment, name: str, value: float, offset: float | None = None) -> None:
        """Add a measurement of the body."""
        self.tables["vitals"].append((*self._when(when), name, value, offset, self.source))

    def kind_of(self, name: str) -> str:
        """Return the kind of an activity, by the profile's lists or else the words of its name."""
        if name not in self.kinds:
            self.kinds[name] = kind_for(name, self.profile)
        return self.kinds[name]

    def logs(self, *others: Collector) -> Logs:
        """Build `Logs` from this and other collectors."""
        every = (self, *others)
        keep_commonest_names(every)
        from heartdata.core.logs import Logs
        from heartdata.core.tables import empty_table, table

        rows = {name: list(chain.from_iterable([c.tables[name] for c in every])) for name in self.tables}
        tables = {name: table(name, found) if found else empty_table(name) for name, found in rows.items()}
        return Logs(**tables, sources=table("sources", [c.source_row() for c in every]), profile=self.profile)

    def source_row(self) -> tuple[Any, ...]:
        """Summarise the file as a row of ``sources``."""
        days = [day for name, of in _DAY.items() for day in map(of, self.tables[name])]
        counted = ("ratings", "sleep", "journal", "activities", "vitals", "rejected")
        left = [f"{count} with nothing to keep: {what}" for what, count in self.empty.items()]
        unknown = [self.unknown_moods.line()] if self.has_unknown_moods() else []
        notes = "\n".join(filter(None, [*self.notes, *left, *unknown]))
        span = (min(days), max(days)) if days else (None, None)
        return (self.source, self.format, self.rows, *(len(self.tables[t]) for t in counted), *span, notes)

    def _when(self, when: Moment) -> tuple[datetime | None, date]:
        day = self.own_day or day_of(when, self.profile.day_start)
        return (when if isinstance(when, datetime) else None), day


def _visible(text: Any) -> str:
    """Drop hidden marks from a name, which would turn or hide what is shown around it; not text is empty."""
    return _cleaned(text) if isinstance(text, str) else ""


@remember_short
def _cleaned(text: str) -> str:
    return without_marks(replace_surrogates(text))


@remember_short
def _name(text: str) -> str:
    return " ".join(without_marks(replace_surrogates(text)).split())


def _names(collectors: Iterable[Collector]) -> Iterator[str]:
    return chain.from_iterable(map(_names_of, collectors))


def _names_of(collector: Collector) -> list[str]:
    tags = chain.from_iterable(map(itemgetter(_TAGS), collector.tables["journal"]))
    return [*map(itemgetter(_NAME), collector.tables["activities"]), *tags]


def keep_commonest_names(collectors: Sequence[Collector]) -> None:
    """Keep as many different activities and tags as can be looked at, the commonest; what is left out is counted.

    Each different name takes time in everything that follows.
    """
    if len(set(_names(collectors))) <= limit("names"):
        return
    kept = {name for name, _ in Counter(_names(collectors)).most_common(int(limit("names")))}
    for collector in collectors:
        rows, entries = collector.tables["activities"], collector.tables["journal"]
        left_out = {row[_NAME] for row in rows} | {tag for row in entries for tag in row[_TAGS]}
        left_out -= kept
        collector.tables["activities"] = [
            (*row[:_KIND], row[_KIND] or collector.kind_of(row[_NAME]), *row[_KIND + 1 :])
            for row in rows
            if row[_NAME] in kept
        ]
        collector.tables["journal"] = [
            (*row[:_TAGS], tuple(tag for tag in row[_TAGS] if tag in kept), *row[_TAGS + 1 :]) for row in entries
        ]
        if left_out:
            collector.reject(
                None,
                f"more than {limit('names'):,} different activities and tags; the {len(left_out):,} rarest are left "
                f"out; {SENTENCES}",
            )
