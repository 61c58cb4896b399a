"""From logs to the daily traces of each sign: ratings, tags, contacts, variety and journal measures."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
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

_NRS_MAX: Final = 10.0
_NOT_LETTERS = re.compile(r"[^\w\s'-]+|_")
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


def gather(logs: Logs, measures: pd.DataFrame | None = None, *, until: pd.Timestamp | None = None) -> Evidence:
    """Collect the daily traces of the signs from the logs."""
    if measures is None:
        measures = journal_measures(logs.journal)
    days = _days(logs, measures, until)
    tagged, by_day = tag_table(logs), measures.reindex(days)
    rated = logs.ratings.groupby(["measure", "day"])["value"].mean()
    found: list[tuple[Source, Floats, str]] = []
    for source in SOURCES:
        made = _trace(source, logs, by_day, rated, tagged, days)
        if made is not None and np.isfinite(made[0]).any():
            found.append((source, *made))
    values = np.column_stack([v for _, v, _ in found]) if found else np.empty((len(days), 0))
    sources = [source for source, _, _ in found]
    if len(days) and found:
        _set_aside(values, sources, _ill_days(logs, measures, tagged, days), _ILL_SIGNS)
        _set_aside(values, sources, _short_nights(logs.sleep, days), ("fatigue",))
    entries = np.nan_to_num(_on_days(measures["entries"], days))
    words = _words(measures, sources, days)
    return Evidence(days, sources, values, [kind for _, _, kind in found], entries, _loss_place(logs, days), words)


def _words(measures: pd.DataFrame, sources: list[Source], days: pd.DatetimeIndex) -> Floats:
    """Words written, day by source: of the long entries, or of the short notes, that the source is read from."""
    of_channel = {"text": measures["words"].where(measures["entries"] > 0), "notes": measures["note_words"]}
    words = np.full((len(days), len(sources)), np.nan)
    for column, source in enumerate(sources):
        if source.channel in of_channel:
            words[:, column] = _on_days(of_channel[source.channel], days)
    return words


def _days(logs: Logs, measures: pd.DataFrame, until: pd.Timestamp | None) -> pd.DatetimeIndex:
    answered = logs.ratings[logs.ratings["value"].notna() & logs.ratings["measure"].isin(list(MEASURES))]
    tables = (answered["day"], logs.sleep["day"], logs.activities["day"], pd.Series(measures.index))
    logged = (
        pd.concat([t.dropna() for t in tables if len(t)])
        if any(map(len, tables))
        else pd.Series(dtype="datetime64[us]")
    )
    if not len(logged):
        return pd.DatetimeIndex([], dtype="datetime64[us]", name="day", freq="D")
    last = logged.max()
    if until is not None and until.to_period("W") > last.to_period("W"):
        last = until
    return pd.date_range(logged.min(), last, freq="D", name="day", unit="us")


def _loss_place(logs: Logs, days: pd.DatetimeIndex) -> int | None:
    if not len(days):
        return None
    marked = current_losses(losses(logs), days[0].date())
    return (marked[0].day - days[0].date()).days if marked else None


def _on_days(series: pd.Series[Any], days: pd.DatetimeIndex) -> Floats:
    return np.asarray(series.reindex(days), dtype=np.float64)


def _trace(
    source: Source,
    logs: Logs,
    measures: pd.DataFrame,
    rated: pd.Series[float],
    tagged: pd.DataFrame,
    days: pd.DatetimeIndex,
) -> tuple[Floats, str] | None:
    if source.channel == "rating":
        if source.measure not in rated.index.levels[0]:
            return None
        values = _on_days(rated.loc[source.measure], days)
        return (_NRS_MAX - values if source.heavier == "lower" else values), "rating"
    if source.channel == "tags":
        return _tag_trace(source, tagged, days), "count"
    if source.channel == "contacts":
        return _contact_trace(logs, tagged, days), "rating"
    if source.channel == "variety":
        return _variety_trace(logs, days), "score"
    values = measures[source.measure].to_numpy(dtype=np.float64)
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
    """One row per tag: its day, its name in plain letters and as written, its amount, and whether it is a symptom."""
    activities, journal = logs.activities, logs.journal
    done = activities[["day", "name", "amount"]].assign(symptom=activities["kind"] == "symptom")
    tags = [
        (day, tag, np.nan, False)
        for day, given in zip(journal["day"], journal["tags"], strict=True)
        if isinstance(given, Iterable) and not isinstance(given, str)
        for tag in given
        if isinstance(tag, str)
    ]
    table = done
    if tags:
        noted = pd.DataFrame(tags, columns=done.columns).astype({"day": done["day"].dtype})
        table = pd.concat([done, noted], ignore_index=True) if len(done) else noted
    # Journals name the same few tags thousands of times.
    names = {name: _plain(name) for name in table["name"].unique()}
    return table.assign(written=table["name"], name=table["name"].map(names))


def _tag_trace(source: Source, tagged: pd.DataFrame, days: pd.DatetimeIndex) -> Floats:
    """How much a sign's tags were used: 0 on days tagged otherwise, NaN without tags and before the first use."""
    mine = tagged["name"].isin(tag_sets()[source.sign])
    if source.sign == "feeling_unwell":
        other = {name for name in tagged["name"].unique() if name in _other_tags() or is_of_the_mind(name)}
        mine |= tagged["symptom"].astype(bool) & ~tagged["name"].isin(other)
    values = np.full(len(days), np.nan)
    if not mine.any():
        return values
    amounts = tagged["amount"].astype(float).fillna(1.0).where(mine, 0.0).clip(0, _NRS_MAX)
    by_day = amounts.groupby(tagged["day"])
    used = _on_days(by_day.sum() if source.sign == "intrusive_thoughts" else by_day.max(), days)
    first = int(np.argmax(np.nan_to_num(used) > 0))
    values[first:] = used[first:]
    return values


def _contact_trace(logs: Logs, tagged: pd.DataFrame, days: pd.DatetimeIndex) -> Floats:
    """10 on days with tags but without a contact, 0 on days with one, so that its mean is a level."""
    contacts = logs.activities[logs.activities["kind"] == "contact"]
    names = [str(name) for name in contacts["name"]]
    counted = [
        not is_lost_partner(name, logs.profile.loss_kind)
        # Time with the one who hurts is no company; only the person named under [support] is known to be safe.
        and (not logs.profile.unsafe or names_support(name, logs.profile))
        for name in names
    ]
    contacts = contacts.loc[np.array(counted, dtype=bool)]
    values = np.full(len(days), np.nan)
    if not len(contacts):
        return values
    met = np.isin(days, pd.DatetimeIndex(contacts["day"].unique()))
    tagging = np.isin(days, pd.DatetimeIndex(tagged["day"].dropna().unique()))
    first = int(np.argmax(met))
    values[first:] = np.where(tagging, np.where(met, 0.0, _NRS_MAX), np.nan)[first:]
    return values


def _variety_trace(logs: Logs, days: pd.DatetimeIndex) -> Floats:
    """Share of a person's things of the last weeks that are done on a day with any, fewer being heavier.

    A habit that is over leaves the things to do as well, so that it is not missed for ever. Symptoms are no activities.
    """
    done = logs.activities[logs.activities["kind"].isin(["practice", "contact", "other"])]
    done = done[done["name"].notna() & done["day"].notna()]
    if not len(done):
        return np.full(len(days), np.nan)
    names, places = pd.factorize(done["name"])[0], (done["day"] - days[0]).dt.days.to_numpy()
    # Each thing once a day, by thing and day.
    name, first = np.unique(np.stack((names, places)), axis=1)
    last = first + int(limit("variety_days"))
    same = (name[1:] == name[:-1]).nonzero()[0]
    last[same] = np.minimum(last[same], first[same + 1])
    ends = len(days)
    change = np.bincount(first.clip(0, ends), minlength=ends + 1) - np.bincount(last.clip(0, ends), minlength=ends + 1)
    known = np.maximum(np.cumsum(change)[:ends], 1)
    things = np.bincount(first[(first >= 0) & (first < ends)], minlength=ends)
    return -np.sqrt(np.where(things > 0, things, np.nan) / known)


def _set_aside(values: Floats, sources: list[Source], which: Flags, signs: tuple[str, ...]) -> None:
    """Take days out of some signs' traces, in place."""
    for column, source in enumerate(sources):
        if source.sign in signs:
            values[which, column] = np.nan


def _ill_days(logs: Logs, measures: pd.DataFrame, tagged: pd.DataFrame, days: pd.DatetimeIndex) -> Flags:
    """Days of an illness: marked, tagged or written of. A stretch over three weeks is no longer called an episode."""
    ill = np.zeros(len(days), dtype=bool)
    after = int(limit("illness_after"))
    usual = int(limit("illness_days")) - 1
    events = logs.events[["kind", "day"]].assign(until=logs.events.get("until"))
    begins = [
        ((day - days[0]).days, (until - day).days if pd.notna(until) else usual)
        for kind, day, until in zip(events["kind"], events["day"], events["until"], strict=True)
        if kind == "illness" and pd.notna(day)
    ]
    named = [*tagged.loc[tagged["name"].isin(tag_sets()["illness"]), "day"].dropna()]
    named += [*measures.index[((measures["phrases_illness"] > 0) | (measures["notes_illness"] > 0)).to_numpy()]]
    begins += [(place, after) for place in sorted({(day - days[0]).days for day in named})]
    for start, lasts in begins:
        ill[max(0, start) : max(0, start + lasts + 1)] = True
    edges = np.flatnonzero(np.diff(np.r_[0, ill.astype(int), 0]))
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        ill[start + int(limit("illness_most")) : end] = False
    return ill


def _short_nights(sleep: pd.DataFrame, days: pd.DatetimeIndex) -> Flags:
    """Days after a single short night. Where half of the nights are short, tiredness is not explained away."""
    if not len(sleep):
        return np.zeros(len(days), dtype=bool)
    hours = nightly(sleep)["sleep_hours"].reindex(days)
    usual = hours.expanding(min_periods=int(limit("usual_days"))).median()
    short = (hours < usual - limit("short_night")).astype(float).where(hours.notna())
    share = short.rolling(int(limit("window")), min_periods=1).mean()
    return np.asarray((short == 1) & (share < limit("short_nights")), dtype=bool)
