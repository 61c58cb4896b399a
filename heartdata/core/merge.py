"""Several exports as one: what stands in more than one file is kept once.

People export again and again, and each export repeats the ones before. Two equal rows of *one* file are two
entries; the same row in two files is one. Where an entry was edited between two exports of the same app, the newer
export's words stand.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import pandas as pd

from heartdata.core.logs import Logs
from heartdata.core.tables import ENTRY_TABLES, TABLES, table

__all__ = ["join_sources"]

# What makes two rows the same entry, though perhaps edited; a night may be told by its day alone.
_IDENTITY: Final = {
    "ratings": ["day", "time", "measure"],
    "journal": ["day", "time"],
    "activities": ["day", "time"],
    "sleep": ["day", "start"],
    "vitals": ["day", "time", "name"],
}
_MOMENT: Final = {"ratings": "time", "journal": "time", "activities": "time", "sleep": "start", "vitals": "time"}
_BESIDE: Final = ("source", "utc_offset")
# Two exports of one app in different formats tell of the same entries.
_SAME_APP: Final = {"daylio_backup": "daylio"}
# Heuristic: two files without times are exports of the same table if they mostly agree where both tell of a day;
# a morning's and an evening's table agree by chance only.
_SAME_TABLE: Final = 0.6


def join_sources(parts: Sequence[Logs]) -> Logs:
    """Join logs of several files into one."""
    if len(parts) == 1 and len(parts[0].sources) < 2:
        return parts[0]
    units = _units(parts)
    joined = {name: _concat(name, parts, units) for name in TABLES if name != "sources"}
    repeated: dict[str, int] = {}
    for name in ENTRY_TABLES:
        joined[name], dropped = _once(name, joined[name], units)
        for path, count in dropped.items():
            repeated[path] = repeated.get(path, 0) + count
    joined["events"] = joined["events"].drop_duplicates(["day", "until", "label", "kind"])
    out = {name: frame[list(table(name, ()).columns)].reset_index(drop=True) for name, frame in joined.items()}
    sources = pd.concat([part.sources for part in parts], ignore_index=True).drop_duplicates(ignore_index=True)
    if len(sources) > 1:
        sources = _with_notes(sources, repeated)
    return replace(parts[0], **out, sources=sources)


def _units(parts: Sequence[Logs]) -> pd.DataFrame:
    """List every file of every part, oldest export first: by the last day, then the rows, then the name."""
    units = pd.concat([p.sources.assign(part=i) for i, p in enumerate(parts)], ignore_index=True)
    # As numbers, of which no day is the least.
    last = units["last_day"].to_numpy().astype("int64").tolist()
    ages = list(zip(last, units["rows"], strict=True))
    often = Counter(ages)
    found = zip(ages, units["path"], units["part"], strict=True)
    keys = [(age, _name_order(path) if often[age] > 1 else (), -part) for age, path, part in found]
    order = sorted(range(len(units)), key=keys.__getitem__)
    units["format"] = units["format"].replace(_SAME_APP)
    units["rank"] = pd.Series({i: rank for rank, i in enumerate(order)}, dtype="int64")
    # The very same file, in two parts.
    told = [c for c in units.columns if c not in ("part", "rank", "notes")]
    units["again"] = units.duplicated(told)
    return units


def _name_order(path: str) -> tuple[object, ...]:
    """Sort names as their numbers count, and a copy called "x (1)" after "x"."""
    copy = re.search(r" ?\((\d{1,9})\)(?=\.[^./]*$|$)", path)
    plain = path[: copy.start()] + path[copy.end() :] if copy else path
    numbers = tuple((int(p), "") if p.isdecimal() else (-1, p) for p in re.split(r"(\d{1,18})", plain))
    return numbers, int(copy[1]) if copy else 0, path


def _concat(name: str, parts: Sequence[Logs], units: pd.DataFrame) -> pd.DataFrame:
    frames = []
    for i, part in enumerate(parts):
        frame = getattr(part, name)
        if len(frame):
            here = units[units["part"] == i].drop_duplicates("path").set_index("path")
            known = frame["source"].map(here["rank"]).fillna(-1).astype("int64")
            again = frame["source"].map(here["again"]).eq(True)
            # What could not be read in the very same file is told once; entries are counted below.
            frame = frame.assign(_rank=known)
            frames.append(frame[~again] if name == "rejected" else frame)
    frames = [frame for frame in frames if len(frame)]
    if not frames:
        return table(name, ()).assign(_rank=pd.Series(dtype="int64"))
    joined = pd.concat(frames, ignore_index=True)
    by = [c for c in ("day", "time", "start") if c in joined.columns]
    return joined.sort_values([*by, "_rank"], kind="stable", ignore_index=True) if by else joined


def _once(name: str, frame: pd.DataFrame, units: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, int]]:
    if frame["_rank"].nunique() < 2:
        return frame, {}
    if name == "ratings":
        frame = _with_learned_levels(frame, frame["_rank"].map(units.set_index("rank")["format"]))
    # Entries are the same on one day only, and in a folder of a file for each day hardly any day stands in two.
    days = frame[["day", "_rank"]].drop_duplicates()["day"]
    among = frame[frame["day"].isin(days[days.duplicated()])]
    if among.empty:
        return frame, {}
    gone = among[_told_again(name, among, units)]
    return frame.drop(gone.index), gone["source"].value_counts().to_dict()


def _told_again(name: str, frame: pd.DataFrame, units: pd.DataFrame) -> pd.Series:
    """Find rows that stand in a newer file too, or whose entry a newer one tells otherwise."""
    keys = [c for c in frame.columns if c not in (*_BESIDE, "_rank")]
    work = pd.DataFrame(
        {
            "rank": frame["_rank"],
            "format": frame["_rank"].map(units.set_index("rank")["format"]),
            "row": frame.groupby(keys, dropna=False, sort=False).ngroup(),
            "timed": frame[_MOMENT[name]].notna(),
            "told": frame["text"].ne("") if name == "journal" else True,
        }
    )
    work["copy"] = work.groupby(["row", "rank"]).cumcount()
    same = pd.concat([work["format"], frame[_IDENTITY[name]]], axis=1)
    work["entry"] = same.groupby(list(same.columns), dropna=False, sort=False).ngroup()
    newest_first = work.sort_values("rank", ascending=False, kind="stable")
    first = ~newest_first.duplicated(["row", "copy"])
    return ~first.reindex(work.index) | _replaced(name, work)


def _with_learned_levels(ratings: pd.DataFrame, formats: pd.Series) -> pd.DataFrame:
    """Give answers without a number the one that another export of the same app knows for the same word."""
    if not ratings["value"].isna().any():
        return ratings
    known = ratings.groupby([formats, ratings["measure"], ratings["raw"].str.strip()])["value"]
    only = known.transform("max").where(known.transform("nunique") == 1)
    return ratings.assign(value=ratings["value"].fillna(only))


def _replaced(name: str, work: pd.DataFrame) -> pd.Series:
    """Find rows whose entry a newer export of the same app tells too, perhaps with other words."""
    # A title alone does not take the place of a text.
    held = work[work["told"]].groupby(["entry", "rank"]).size().rename("held").reset_index()
    newest = held.drop_duplicates("entry", keep="last").set_index("entry")
    older = work["rank"] < work["entry"].map(newest["rank"]).fillna(-1)
    if not older.any():
        return older
    own = work.groupby(["entry", "rank"])["row"].transform("size")
    # An activity taken off an entry is an edit; a text or a rating is never dropped for nothing.
    enough = work["entry"].map(newest["held"]) >= own
    edited = older if name == "activities" else older & enough
    if name in ("journal", "activities"):
        return edited & work["timed"]
    return edited & (work["timed"] | _same_table(work, older, newest["rank"]))


def _same_table(work: pd.DataFrame, older: pd.Series, newest: pd.Series) -> pd.Series:
    """Tell, for rows without a time, whether their file is an older export of the file that tells of the same day."""
    pairs = work[older & ~work["timed"]].assign(newer=lambda rows: rows["entry"].map(newest))
    if pairs.empty:
        return pd.Series(data=False, index=work.index)
    stands = pd.MultiIndex.from_frame(work[["row", "rank"]])
    pairs["equal"] = pd.MultiIndex.from_frame(pairs[["row", "newer"]]).isin(stands)
    alike = pairs.groupby(["rank", "newer"])["equal"].transform("mean") >= _SAME_TABLE
    return alike.reindex(work.index, fill_value=False)


def _with_notes(sources: pd.DataFrame, repeated: dict[str, int]) -> pd.DataFrame:
    def added(path: str, notes: str) -> str:
        if path not in repeated:
            return notes
        count = repeated[path]
        extra = f"{count} {'row' if count == 1 else 'rows'} also in another file; each is kept once"
        return f"{notes}\n{extra}" if notes else extra

    notes = [added(p, n) for p, n in zip(sources["path"], sources["notes"], strict=True)]
    return sources.assign(notes=pd.Series(notes, dtype=object))
