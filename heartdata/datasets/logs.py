"""Building `Logs` from the records of a simulated person, by the same rules as the readers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from heartdata.core.days import hours_between
from heartdata.core.profile import PROFILE_NAME, Profile
from heartdata.core.vocabulary import on_nrs
from heartdata.datasets.diary import Diarist, write_nights, write_pages
from heartdata.datasets.entries import write_entries
from heartdata.datasets.export_formats import points
from heartdata.readers.collector import Collector

if TYPE_CHECKING:
    import pandas as pd

    from heartdata.core.logs import Logs

TIME_ZONE: Final = "Europe/London"
_SOURCES: Final = {"1-5": ("daylio.csv", "daylio"), "0-10": ("table.csv", "table")}


def build_logs(who: Diarist, profile: Profile, *, journal: bool, sleep: bool) -> Logs:
    """Build the logs of a person's diary."""
    # pandas is imported only when it is needed, so that importing `simulate` is quick.
    from heartdata.core.logs import Logs
    from heartdata.core.tables import ENTRY_TABLES, table

    name, kind = _SOURCES["1-5" if who.mood_names else "0-10"]
    collectors = [_entries(who, Collector(name, kind, profile))]
    if journal:
        collectors.append(_pages(who, Collector("dayone.json", "dayone", profile)))
    if sleep:
        collectors.append(_nights(who, Collector("sleep-export.csv", "sleep_as_android", profile)))
    # In the order in which a folder of these files is read.
    collectors.sort(key=lambda collector: collector.source)
    rows: dict[str, Iterable[tuple[Any, ...]]] = {
        t: [row for collector in collectors for row in collector.tables[t]] for t in ENTRY_TABLES
    }
    rows["events"] = [(profile.loss_date, None, "", "loss", PROFILE_NAME)] + [
        (event.day, event.until, event.label, event.kind, PROFILE_NAME) for event in profile.events
    ]
    rows["sources"] = [collector.source_row() for collector in collectors]
    return Logs(**{t: table(t, found) for t, found in rows.items()}, profile=profile, truth=_truth_frame(who))


def _truth_frame(who: Diarist) -> pd.DataFrame:
    import pandas as pd

    level = [round(min(max(who.usual - who.sd * gap, 0.0), 10.0), 9) for gap in who.gaps]
    index = pd.date_range(who.start, periods=len(level), freq="D", name="day").as_unit("us")
    columns = {
        "state": pd.Series(list(who.truth.state), index=index, dtype=object),
        "level": level,
        "gap": list(who.gaps),
    }
    return pd.DataFrame({**columns, "pace": list(who.truth.pace)}, index=index)


def _entries(who: Diarist, into: Collector) -> Collector:
    for entry in write_entries(who):
        into.count_entries()
        into.own_day = entry.when.date()
        if who.mood_names:
            into.mood(entry.when, who.mood_names[entry.mood], entry.mood + 1.0)
        else:
            into.rating(entry.when, "mood", float(entry.mood), str(entry.mood))
        for measure, score in entry.scores:
            raw = points(measure, score) if who.mood_names else str(score)
            into.rating(entry.when, measure, float(score), raw)
        for tag in entry.tags:
            into.activity(entry.when, tag)
        if entry.title or entry.note:
            into.entry(entry.when, entry.note, entry.title)
    return into


def _nights(who: Diarist, into: Collector) -> Collector:
    zone = ZoneInfo(TIME_ZONE)
    for night in write_nights(who):
        into.count_entries()
        length = round(hours_between(night.start, night.end, zone), 3)
        # The app records time awake only as what it subtracts from a record.
        awake = night.awake / 60 if night.awake else None
        into.sleep(
            night.start,
            night.end,
            asleep_h=length - (awake or 0.0),
            in_bed_h=None if awake is None else length,
            awake_h=awake,
            deep_h=night.deep / 60 if night.deep else None,
            quality=on_nrs(night.rating, 0, 20) if night.rating else None,
            offset=_offset(night.start, zone),
        )
    return into


def _pages(who: Diarist, into: Collector) -> Collector:
    zone = ZoneInfo(TIME_ZONE)
    for page in write_pages(who):
        into.count_entries()
        offset = _offset(page.when, zone)
        into.entry(page.when, page.text, tags=page.tags, offset=offset)
        for tag in page.tags:
            into.activity(page.when, tag, offset=offset)
    return into


def _offset(when: datetime, zone: ZoneInfo) -> float:
    offset = when.replace(tzinfo=zone).utcoffset()
    return offset.total_seconds() / 60 if offset else 0.0
