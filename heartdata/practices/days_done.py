"""Which practice was done on which day, using only what was logged up to that day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from heartdata.core.logs import Logs
from heartdata.core.negation import affirmed_for
from heartdata.core.profile import Profile
from heartdata.practices.catalogue import catalogue, recognise
from heartdata.practices.phrase_search import Entries
from heartdata.practices.sensitive import keep_apart

# Losses after which a relative may be the one who was lost.
_FAMILY: Final = ("rift", "estrangement")
KINDS: Final = ("practice", "contact", "other")
Days = NDArray[np.datetime64]


@dataclass(frozen=True, eq=False)
class _Practice:
    """One practice under the person's own name: when it was logged, in which apps, and as what kind."""

    name: str
    days: Days
    apps: NDArray[np.int64]
    kinds: NDArray[np.object_]


class PracticeDays:
    """Days with and without each practice, contact or habit."""

    def __init__(self, logs: Logs, *, said: Mapping[str, set[pd.Timestamp]] | None = None) -> None:
        self.logs, self._said = logs, said
        self._format_of = dict(zip(logs.sources["path"], logs.sources["format"], strict=True))

    def by_day(self, days: pd.DatetimeIndex) -> tuple[pd.DataFrame, dict[str, str]]:
        """One column per practice (1 done, 0 not, NaN unknown), and its kind, as logged up to the last of `days`."""
        columns, kinds = self.columns(days)
        return pd.DataFrame(columns, index=days), kinds

    def columns(self, days: pd.DatetimeIndex) -> tuple[dict[str, NDArray[np.float64]], dict[str, str]]:
        """The columns and kinds of `by_day`."""
        columns: dict[str, NDArray[np.float64]] = {}
        kinds: dict[str, str] = {}
        if len(days):
            shown = days.to_numpy().astype("datetime64[D]")
            entries: dict[int, NDArray[np.bool_]] = {}
            for practice in self._practices:
                seen = practice.days <= shown[-1]
                if not seen.any():
                    continue
                x = np.full(len(shown), np.nan)
                for app in {*practice.apps[seen].tolist()}:
                    if app not in entries:
                        entries[app] = _among(shown, self._entry_days[app])
                    x[entries[app]] = 0.0
                x[_among(shown, practice.days)] = 1.0
                columns[practice.name], kinds[practice.name] = x, _commonest(practice.kinds[seen])
            for name, x in self._from_journal(shown, {recognise(name) for name in columns}).items():
                columns[name], kinds[name] = x, "practice"
        return columns, kinds

    def _app(self, source: Any) -> Any:
        return self._format_of.get(source) or source

    @cached_property
    def _apps(self) -> list[str]:
        sources = {s for name in ("ratings", "journal", "activities") for s in getattr(self.logs, name)["source"]}
        return sorted({str(self._app(source)) for source in sources})

    def _app_places(self, sources: pd.Series[str]) -> NDArray[np.int64]:
        place = {app: k for k, app in enumerate(self._apps)}
        codes, names = pd.factorize(sources)
        places: NDArray[np.int64] = np.array([place[str(self._app(name))] for name in names], dtype=np.int64)[codes]
        return places

    @cached_property
    def _entry_days(self) -> dict[int, Days]:
        """Days on which each app has an entry."""
        parts = [getattr(self.logs, name) for name in ("ratings", "journal", "activities")]
        days = np.concatenate([_day_numbers(part["day"]) for part in parts])
        apps = np.concatenate([self._app_places(part["source"]) for part in parts])
        return {app: np.unique(days[(apps == app) & ~np.isnat(days)]) for app in range(len(self._apps))}

    @cached_property
    def _practices(self) -> list[_Practice]:
        """Activities grouped by the person's names for them."""
        done = self.logs.activities
        days, kinds = _day_numbers(done["day"]), done["kind"].to_numpy(dtype=object)
        own, names = self._own_names(), done["name"].tolist()
        named: dict[str, list[int]] = {}
        for row in np.flatnonzero(np.isin(kinds.astype(str), KINDS) & ~np.isnat(days)).tolist():
            named.setdefault(own[names[row]], []).append(row)
        apps = self._app_places(done["source"]) if named else np.empty(0, dtype=np.int64)
        return [_Practice(name, days[rows], apps[rows], kinds[rows]) for name, rows in sorted(named.items())]

    def _own_names(self) -> dict[str, str]:
        """Map activities to the person's names: the profile's words, else the name in lower case."""
        names: dict[str, str] = {}
        own = {**self.logs.profile.practices, **self.logs.profile.contacts}
        for activity in self.logs.activities["name"].unique():
            folded = str(activity).casefold().strip()
            fits = [name for name, known in own.items() for w in (name, *known) if _says(str(activity), w)]
            names[activity] = fits[0] if fits and not _apart(str(activity), fits[0], self.logs.profile) else folded
        return names

    @cached_property
    def _journal(self) -> tuple[Days, dict[str, Days]]:
        """Days with a journal entry, and those on which it mentions each practice of the catalogue."""
        said = practices_in_journal(self.logs.journal) if self._said is None else self._said
        return _day_numbers(self.logs.journal["day"].dropna()), {
            name: _day_numbers(pd.Series(list(days))) for name, days in said.items()
        }

    def _from_journal(self, shown: Days, tagged: set[str | None]) -> dict[str, NDArray[np.float64]]:
        written, mentioned = self._journal
        found = {}
        for practice, days in mentioned.items():
            # What is tagged as well is compared once, by its tags.
            if practice not in tagged and (days <= shown[-1]).any():
                x = np.full(len(shown), np.nan)
                x[_among(shown, written)] = 0.0
                x[_among(shown, days)] = 1.0
                found[catalogue().practices[practice].name] = x
        return found


def _says(activity: str, word: str) -> bool:
    """Whether an activity holds an own word and does not deny it: "no walk" is no walk."""
    said = affirmed_for(activity, word).casefold().strip().replace("-", " ")
    return f" {word.casefold()} " in f" {said} "


def _apart(activity: str, own: str, profile: Profile) -> bool:
    """Whether a tag that has an own word stays by itself: "evening wine" is no evening walk."""
    return own in profile.practices and activity.casefold() != own.casefold() and keep_apart(activity, profile)


def _day_numbers(days: pd.Series[Any]) -> Days:
    numbers: Days = days.to_numpy().astype("datetime64[D]")
    return numbers


def _among(shown: Days, days: Days) -> NDArray[np.bool_]:
    """Which of the days shown, in order, are among others; NumPy's `isin` takes four times as long."""
    found = np.zeros(len(shown), dtype=bool)
    place = np.searchsorted(shown, days).clip(max=len(shown) - 1)
    found[place[shown[place] == days]] = True
    return found


def _commonest(kinds: NDArray[np.object_]) -> str:
    """The kind it was logged as most often; the first by name among equals."""
    counts = Counter(map(str, kinds.tolist()))
    return min(counts, key=lambda kind: (-counts[kind], kind))


def _by_own_words(name: str, profile: Profile) -> str | None:
    """Find the practice by the person's own words; contacts count as friends."""
    for own, known in profile.practices.items():
        if any(_says(name, w) for w in known):
            return recognise(own)
    for own, known in profile.contacts.items():
        # Nobody knows which contact is the one to be safe from.
        if not profile.unsafe and any(_says(name, w) for w in (own, *known)):
            return recognise(own) or "trusted_friends"
    return None


def days_done(logs: Logs, said: Mapping[str, set[pd.Timestamp]] | None = None) -> dict[str, set[pd.Timestamp]]:
    """Find the days on which each practice of the catalogue was done."""
    found: dict[str, set[pd.Timestamp]] = {}
    by_name: dict[str, list[pd.Timestamp]] = {}
    for name, day in zip(logs.activities["name"].tolist(), logs.activities["day"].tolist(), strict=True):
        by_name.setdefault(str(name), []).append(day)
    for name, days in sorted(by_name.items()):
        practice = recognise(name) or _by_own_words(name, logs.profile)
        # After a rift or estrangement a sister may be the one who was lost.
        lost = practice == "trusted_friends" and logs.profile.loss_kind in _FAMILY and "friend" not in name.casefold()
        if practice and not lost:
            found.setdefault(practice, set()).update(days)
    for practice, entries in (practices_in_journal(logs.journal) if said is None else said).items():
        found.setdefault(practice, set()).update(entries)
    return found


def practices_in_journal(journal: pd.DataFrame) -> dict[str, set[pd.Timestamp]]:
    """Find the days on which the journal mentions each practice as done."""
    if not len(journal):
        return {}
    titles, texts = journal["title"].fillna(""), journal["text"].fillna("")
    said = _practices_said(tuple(f"{title}\n{text}" for title, text in zip(titles, texts, strict=True)))
    return {practice: set(journal["day"].iloc[entries]) for practice, entries in said.items()}


@lru_cache(maxsize=1)
def _practices_said(texts: tuple[str, ...]) -> dict[str, list[int]]:
    """Which entries mention each practice; a review asks twice about the same journal."""
    entries = Entries([text.casefold() for text in texts])
    said = {
        p.id: sorted(entries.holding(phrase.casefold() for phrase in p.journal)) for p in catalogue().practices.values()
    }
    return {practice: places for practice, places in said.items() if places}
