"""From logs to the daily traces of each sign: ratings, tags, contacts, variety and journal measures."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from heartdata.core.logs import Logs
from heartdata.core.losses import current_losses, losses
from heartdata.core.nights import nightly
from heartdata.core.profile import names_support
from heartdata.core.vocabulary import MEASURES, is_lost_partner, is_of_the_mind
from heartdata.signs.sources import SOURCES, Source
from heartdata.signs.text.lexicon import languages, tags_of
from heartdata.signs.text.measures import journal_measures
from heartdata.signs.thresholds import limit

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Days = npt.NDArray[np.datetime64]
_Trace = Callable[[Source], tuple[Floats, str]]  # a source's day values, and their kind

_NRS_MAX: Final = 10.0
_NOT_LETTERS = re.compile(r"[^\w\s'-]+|_")
_THINGS: Final = frozenset({"practice", "contact", "other"})
_ILL_SIGNS: Final = ("fatigue", "feeling_unwell")


@dataclass(frozen=True, eq=False, repr=False)
class Evidence:
    """Daily traces of the signs."""

    days: pd.DatetimeIndex  # every calendar day from the first to the last logged, or to the day asked for
    sources: list[Source]  # what each column of `values` is
    values: Floats  # day by source, reversed where needed so that higher is heavier; NaN where nothing is logged
    kinds: list[str]  # "rating" on 0-10, "count" (mostly zero) or "score" (without a natural zero)
    entries: Floats  # journal entries of at least 50 words on each day
    loss: int | None  # place of the day of the loss in `days`, maybe before the first; None where it is not known
    words: Floats | None = (
        None  # words written, day by source, NaN for other days and sources; None: all days are equal
    )
    logged: Flags | None = None  # days with anything logged; None: all


@dataclass(frozen=True, eq=False, repr=False)
class _Tags:
    """All tags, end to end."""

    days: Days
    written: list[Any]
    amount: Floats
    symptom: Flags
    names: list[str]  # the different ones in plain letters
    name: Ints  # the place of each tag's in `names`

    def named(self, wanted: Callable[[str], bool]) -> Flags:
        """Which tags have a name that is wanted."""
        return np.array([wanted(name) for name in self.names], dtype=bool)[self.name]


def gather(logs: Logs, *, until: pd.Timestamp | None = None, daily: pd.DataFrame | None = None) -> Evidence:
    """Collect the daily traces of the signs from the logs; hours asleep are in their `daily` table, if it is given."""
    measures = journal_measures(logs.journal)
    days, logged = _days(logs, measures, until)
    tags = _tags(logs)
    written, tagged = _places(measures.index, days), _places(tags.days, days)
    channels: dict[str, _Trace] = {
        "rating": _rating_traces(logs, days),
        "tags": partial(_tag_trace, tags, tagged, len(days)),
        "contacts": partial(_contact_trace, logs, tagged, days),
        "variety": partial(_variety_trace, logs, days),
    }
    text = partial(_text_trace, measures, written, len(days))
    found: list[tuple[Source, Floats, str]] = []
    for source in SOURCES if len(days) else ():
        values, kind = channels.get(source.channel, text)(source)
        if np.isfinite(values).any():
            found.append((source, values, kind))
    values = np.column_stack([v for _, v, _ in found]) if found else np.empty((len(days), 0))
    sources = [source for source, _, _ in found]
    if found:
        _set_aside(values, sources, _ill_days(logs, measures, tags, days), _ILL_SIGNS)
        _set_aside(values, sources, _short_nights(logs.sleep, days, daily), ("fatigue",))
    entries = np.nan_to_num(_on_days(measures["entries"], written, len(days)))
    words = _words(measures, sources, written, len(days))
    kinds = [kind for _, _, kind in found]
    return Evidence(days, sources, values, kinds, entries, _loss_place(logs, days), words, logged)


def _words(measures: pd.DataFrame, sources: list[Source], written: Ints, days: int) -> Floats:
    """Words written, day by source: of the long entries, or of the short notes, that the source is read from."""
    words = np.full((days, len(sources)), np.nan)
    if not len(measures):
        return words
    of_channel = {"text": measures["words"].where(measures["entries"] > 0), "notes": measures["note_words"]}
    for channel, series in of_channel.items():
        columns = [column for column, source in enumerate(sources) if source.channel == channel]
        words[:, columns] = _on_days(series, written, days)[:, None]
    return words


def _days(logs: Logs, measures: pd.DataFrame, until: pd.Timestamp | None) -> tuple[pd.DatetimeIndex, Flags]:
    """Every day, and on which something is logged."""
    ratings = logs.ratings
    answered = ~np.isnan(ratings["value"].to_numpy()) & np.array(
        [m in MEASURES for m in ratings["measure"]], dtype=bool
    )
    tables = (_day(ratings["day"])[answered], *map(_day, (logs.sleep["day"], logs.activities["day"], measures.index)))
    logged = np.concatenate(tables)
    logged = logged[~np.isnat(logged)]
    if not len(logged):
        return pd.DatetimeIndex([], dtype="datetime64[us]", name="day", freq="D"), np.empty(0, dtype=bool)
    first, last = pd.Timestamp(logged.min()), pd.Timestamp(logged.max())
    if until is not None and until.to_period("W") > last.to_period("W"):
        last = until
    days = pd.date_range(first, last, freq="D", name="day", unit="us")
    return days, np.isin(days.to_numpy().astype("datetime64[D]"), logged.astype("datetime64[D]"))


def _loss_place(logs: Logs, days: pd.DatetimeIndex) -> int | None:
    if not len(days):
        return None
    marked = current_losses(losses(logs), days[0].date())
    return (marked[0].day - days[0].date()).days if marked else None


def _day(stamps: pd.Series[Any] | pd.Index[Any] | Days) -> Days:
    return np.asarray(stamps, dtype="datetime64[D]")


def _places(stamps: pd.Series[Any] | pd.Index[Any] | Days, days: pd.DatetimeIndex) -> Ints:
    """Place of each in the days; -1 where it is on none of them."""
    if not len(days):
        return np.full(len(stamps), -1)
    place = (_day(stamps) - _day(days[:1])).astype(np.int64)
    return np.where((place >= 0) & (place < len(days)), place, -1)


def _on_days(series: pd.Series[Any], places: Ints, days: int) -> Floats:
    """Lay out one value a day."""
    values = np.full(days, np.nan)
    there = places >= 0
    values[places[there]] = series.to_numpy(dtype=np.float64)[there]
    return values


def _any_on_days(places: Ints, days: int) -> Flags:
    """Which days there is any on."""
    some = np.zeros(days, dtype=bool)
    some[places[places >= 0]] = True
    return some


def _rating_traces(logs: Logs, days: pd.DatetimeIndex) -> _Trace:
    """Return what gives each day's mean rating."""
    given, places = logs.ratings["value"].to_numpy(dtype=np.float64), _places(logs.ratings["day"], days)
    counted = (places >= 0) & ~np.isnan(given)
    given, places = given[counted], places[counted]
    measures = logs.ratings["measure"].to_numpy(dtype=object)[counted]
    rated = set(measures)

    def trace(source: Source) -> tuple[Floats, str]:
        values = np.full(len(days), np.nan)
        if source.measure in rated:
            mine = measures == source.measure
            n = np.bincount(places[mine], minlength=len(days))
            np.divide(np.bincount(places[mine], given[mine], len(days)), n, out=values, where=n > 0)
        return (_NRS_MAX - values if source.heavier == "lower" else values), "rating"

    return trace


def _text_trace(measures: pd.DataFrame, written: Ints, days: int, source: Source) -> tuple[Floats, str]:
    if not len(measures):
        return np.full(days, np.nan), "score"
    values = _on_days(measures[source.measure], written, days)
    if source.measure.startswith(("phrases_", "notes_")):
        said = np.where(np.isfinite(values), (values > 0).astype(np.float64), np.nan)
        return said, "count"  # a day that says it, however often: one outpouring does not weigh like four days
    return (-values if source.heavier == "lower" else values), "score"


@cache
def tag_sets() -> dict[str, frozenset[str]]:
    """Tags of each sign, of illness and of the body's signs, over all languages that have a file."""
    lists = [tags_of(code) for code in languages()]
    return {name: frozenset().union(*(tags[name] for tags in lists)) for name in lists[0]}


@cache
def _other_tags() -> frozenset[str]:
    """Tags of all topics but the body's."""
    return frozenset().union(*(names for topic, names in tag_sets().items() if topic != "feeling_unwell"))


def _plain(name: object) -> str:
    return " ".join(_NOT_LETTERS.sub(" ", str(name).casefold()).split())


def tag_table(logs: Logs) -> pd.DataFrame:
    """One row per tag: its day, its name as written, and its amount."""
    tags = _tags(logs)
    written = pd.Series(tags.written, dtype=object)
    return pd.DataFrame({"day": tags.days.astype("datetime64[us]"), "written": written, "amount": tags.amount})


def _tags(logs: Logs) -> _Tags:
    """Tags of the activities and of the journal."""
    activities, journal = logs.activities, logs.journal
    noted = [
        (day, tag)
        for day, given in zip(_day(journal["day"]), journal["tags"], strict=True)
        if isinstance(given, Iterable) and not isinstance(given, str)
        for tag in given
        if isinstance(tag, str)
    ]
    written = [*activities["name"], *(tag for _, tag in noted)]
    # Journals name the same few tags thousands of times.
    plain = {name: _plain(name) for name in set(written)}
    names = list(dict.fromkeys(plain.values()))
    numbers = {name: number for number, name in enumerate(names)}
    return _Tags(
        days=np.concatenate((_day(activities["day"]), np.array([day for day, _ in noted], dtype="datetime64[D]"))),
        written=written,
        amount=np.concatenate((activities["amount"].to_numpy(dtype=np.float64), np.full(len(noted), np.nan))),
        symptom=np.array([*(kind == "symptom" for kind in activities["kind"]), *(False for _ in noted)], dtype=bool),
        names=names,
        name=np.array([numbers[plain[name]] for name in written], dtype=np.int64),
    )


def _tag_trace(tags: _Tags, places: Ints, days: int, source: Source) -> tuple[Floats, str]:
    """How much a sign's tags were used: 0 on days tagged otherwise, NaN without tags and before the first use."""
    mine = tags.named(tag_sets()[source.sign].__contains__)
    if source.sign == "feeling_unwell":
        mine |= tags.symptom & ~tags.named(lambda name: name in _other_tags() or is_of_the_mind(name))
    values = np.full(days, np.nan)
    if not mine.any():
        return values, "count"
    amounts = np.where(mine, np.where(np.isnan(tags.amount), 1.0, tags.amount), 0.0).clip(0, _NRS_MAX)
    used, there = np.zeros(days), places >= 0
    joined = np.add if source.sign == "intrusive_thoughts" else np.maximum
    joined.at(used, places[there], amounts[there])
    first = int(np.argmax(used > 0))
    values[first:] = np.where(_any_on_days(places, days), used, np.nan)[first:]
    return values, "count"


def _contact_trace(logs: Logs, tagged: Ints, days: pd.DatetimeIndex, _: Source) -> tuple[Floats, str]:
    """10 on days with tags but without a contact, 0 on days with one, so that its mean is a level."""
    contacts = np.flatnonzero([kind == "contact" for kind in logs.activities["kind"]])
    names = [str(name) for name in logs.activities["name"].to_numpy(dtype=object)[contacts]]
    counts = {
        name: not is_lost_partner(name, logs.profile.loss_kind)
        # Time with the one who hurts is no company; only the person named under [support] is known to be safe.
        and (not logs.profile.unsafe or names_support(name, logs.profile))
        for name in set(names)
    }
    counted = np.array([counts[name] for name in names], dtype=bool)
    values = np.full(len(days), np.nan)
    if not counted.any():
        return values, "rating"
    met = _any_on_days(_places(logs.activities["day"], days)[contacts[counted]], len(days))
    first = int(np.argmax(met))
    values[first:] = np.where(_any_on_days(tagged, len(days)), np.where(met, 0.0, _NRS_MAX), np.nan)[first:]
    return values, "rating"


def _variety_trace(logs: Logs, days: pd.DatetimeIndex, _: Source) -> tuple[Floats, str]:
    """Share of a person's things of the last weeks that are done on a day with any, fewer being heavier.

    A habit that is over leaves the things to do as well, so that it is not missed for ever. Symptoms are no activities.
    """
    places = _places(logs.activities["day"], days)
    done = np.array([kind in _THINGS for kind in logs.activities["kind"]], dtype=bool) & (places >= 0)
    names = pd.factorize(logs.activities["name"].to_numpy(dtype=object))[0]
    done &= names >= 0
    if not done.any():
        return np.full(len(days), np.nan), "score"
    # Each thing once a day, by thing and day.
    name, first = np.divmod(np.unique(names[done] * len(days) + places[done]), len(days))
    last = first + int(limit("variety_days"))
    same = (name[1:] == name[:-1]).nonzero()[0]
    last[same] = np.minimum(last[same], first[same + 1])
    ends = len(days)
    change = np.bincount(first, minlength=ends + 1) - np.bincount(last.clip(0, ends), minlength=ends + 1)
    known = np.maximum(np.cumsum(change)[:ends], 1)
    things = np.bincount(first, minlength=ends)
    return -np.sqrt(np.where(things > 0, things, np.nan) / known), "score"


def _set_aside(values: Floats, sources: list[Source], which: Flags, signs: tuple[str, ...]) -> None:
    """Take days out of some signs' traces, in place."""
    for column, source in enumerate(sources):
        if source.sign in signs:
            values[which, column] = np.nan


def _ill_days(logs: Logs, measures: pd.DataFrame, tags: _Tags, days: pd.DatetimeIndex) -> Flags:
    """Days of an illness: marked, tagged or written of. A stretch over three weeks is no longer called an episode."""
    ill = np.zeros(len(days), dtype=bool)
    after = int(limit("illness_after"))
    usual = int(limit("illness_days")) - 1
    events = logs.events
    begins = [
        ((day - days[0]).days, (until - day).days if pd.notna(until) else usual)
        for kind, day, until in zip(
            events["kind"], events["day"], events.get("until", [None] * len(events)), strict=True
        )
        if kind == "illness" and pd.notna(day)
    ]
    named = tags.days[tags.named(tag_sets()["illness"].__contains__)]
    if len(measures):
        said = (measures["phrases_illness"].to_numpy() > 0) | (measures["notes_illness"].to_numpy() > 0)
        named = np.concatenate((named, _day(measures.index)[said]))
    places = np.unique((named[~np.isnat(named)] - _day(days[:1])).astype(np.int64))
    begins += [(place, after) for place in places.tolist()]
    for start, lasts in begins:
        ill[max(0, start) : max(0, start + lasts + 1)] = True
    edges = np.flatnonzero(np.diff(np.r_[0, ill.astype(int), 0]))
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        ill[start + int(limit("illness_most")) : end] = False
    return ill


def _short_nights(sleep: pd.DataFrame, days: pd.DatetimeIndex, daily: pd.DataFrame | None) -> Flags:
    """Days after a single short night. Where half of the nights are short, tiredness is not explained away."""
    if not len(sleep):
        return np.zeros(len(days), dtype=bool)
    hours = (nightly(sleep) if daily is None else daily)["sleep_hours"].reindex(days)
    usual = hours.expanding(min_periods=int(limit("usual_days"))).median()
    short = (hours < usual - limit("short_night")).astype(float).where(hours.notna())
    share = short.rolling(int(limit("window")), min_periods=1).mean()
    return np.asarray((short == 1) & (share < limit("short_nights")), dtype=bool)
