"""Merging the tables of several exports, so that an entry in more than one file is kept once.

People export again and again, and each export repeats the earlier ones. Two equal rows of *one* file are two entries;
the same row in two files is one. Where an entry was edited between two exports of an app, the newer version is kept.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from heartdata.core.tables import DTYPES, ENTRY_TABLES, TABLES, empty_table, sort_rows
from heartdata.core.thresholds import limit

Tables = Mapping[str, pd.DataFrame]

# Rows that agree in these are the same entry, though perhaps edited; a night may have nothing but its day.
_IDENTITY: Final = {
    "ratings": ["day", "time", "measure"],
    "journal": ["day", "time"],
    "activities": ["day", "time"],
    "sleep": ["day", "start"],
    "vitals": ["day", "time", "name"],
}
_MOMENT: Final = {"ratings": "time", "journal": "time", "activities": "time", "sleep": "start", "vitals": "time"}
_IGNORED: Final = ("source", "utc_offset")
# Two formats in which one app exports the same entries.
_SAME_APP: Final = {"daylio_backup": "daylio"}


def merge_tables(parts: Sequence[Tables]) -> dict[str, pd.DataFrame]:
    """Merge the tables of several `Logs`, or of one that was read from several files."""
    units = _units(parts)
    joined = {name: _concat(name, parts, units) for name in TABLES if name != "sources"}
    repeated: dict[str, int] = {}
    for name in ENTRY_TABLES:
        joined[name], dropped = _drop_repeated(name, joined[name], units)
        for path, count in dropped.items():
            repeated[path] = repeated.get(path, 0) + count
    joined["events"] = joined["events"].drop_duplicates(["day", "until", "label", "kind"])
    out = {name: frame[list(DTYPES[name])].reset_index(drop=True) for name, frame in joined.items()}
    sources = pd.concat([part["sources"] for part in parts], ignore_index=True).drop_duplicates(ignore_index=True)
    if len(sources) > 1:
        sources = _note_repeats(sources, repeated)
    return {**out, "sources": sources}


def _units(parts: Sequence[Tables]) -> pd.DataFrame:
    """List every file of every part and rank them, oldest export first: by last day, rows and name."""
    units = pd.concat([p["sources"].assign(part=i) for i, p in enumerate(parts)], ignore_index=True)
    # As numbers, in which a missing day is the smallest.
    last = units["last_day"].to_numpy().astype("int64").tolist()
    ages = list(zip(last, units["rows"], strict=True))
    often = Counter(ages)
    found = zip(ages, units["path"], units["part"], strict=True)
    keys = [(age, _name_order(path) if often[age] > 1 else (), -part) for age, path, part in found]
    order = sorted(range(len(units)), key=keys.__getitem__)
    units["format"] = units["format"].replace(_SAME_APP)
    units["rank"] = pd.Series({i: rank for rank, i in enumerate(order)}, dtype="int64")
    # The same file in two parts.
    compared = [c for c in units.columns if c not in ("part", "rank", "notes")]
    units["again"] = units.duplicated(compared)
    return units


def _name_order(path: str) -> tuple[object, ...]:
    """Return a key that sorts numbers in names by value, and a copy called "x (1)" after "x"."""
    copy = re.search(r" ?\((\d{1,9})\)(?=\.[^./]*$|$)", path)
    plain = path[: copy.start()] + path[copy.end() :] if copy else path
    numbers = tuple((int(p), "") if p.isdecimal() else (-1, p) for p in re.split(r"(\d{1,18})", plain))
    return numbers, int(copy[1]) if copy else 0, path


def _concat(name: str, parts: Sequence[Tables], units: pd.DataFrame) -> pd.DataFrame:
    frames = []
    for i, part in enumerate(parts):
        frame = part[name]
        if len(frame):
            here = units[units["part"] == i].drop_duplicates("path").set_index("path")
            # Of thousands of rows few names differ; -1 is a row without one.
            place, names = pd.factorize(frame["source"])
            known = here["rank"].reindex(names).fillna(-1).to_numpy(dtype="int64")
            frame = frame.assign(_rank=np.append(known, -1)[place])
            # Rejected rows of the same file count once; entries are compared below.
            if name == "rejected":
                again = here["again"].reindex(names).eq(True).to_numpy(dtype=bool)
                frame = frame[~np.append(again, False)[place]]
            frames.append(frame)
    frames = [frame for frame in frames if len(frame)]
    if not frames:
        return empty_table(name).assign(_rank=pd.Series(dtype="int64"))
    joined = pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0].reset_index(drop=True)
    by = [c for c in ("day", "time", "start") if c in joined.columns]
    return sort_rows(joined, [*by, "_rank"]) if by else joined


def _drop_repeated(name: str, frame: pd.DataFrame, units: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, int]]:
    if frame["_rank"].nunique() < 2:
        return frame, {}
    if name == "ratings":
        frame = _fill_levels(frame, frame["_rank"].map(units.set_index("rank")["format"]))
    # Only rows of the same day can be the same entry, and few days are in two files.
    days = frame[["day", "_rank"]].drop_duplicates()["day"]
    among = frame[frame["day"].isin(days[days.duplicated()])]
    if among.empty:
        return frame, {}
    gone = among[_repeated(name, among, units)]
    return frame.drop(gone.index), gone["source"].value_counts().to_dict()


def _repeated(name: str, frame: pd.DataFrame, units: pd.DataFrame) -> pd.Series:
    """Find rows that a newer file has too, or whose entry was edited in a newer file."""
    keys = [c for c in frame.columns if c not in (*_IGNORED, "_rank")]
    work = pd.DataFrame(
        {
            "rank": frame["_rank"],
            "format": frame["_rank"].map(units.set_index("rank")["format"]),
            "row": frame.groupby(keys, dropna=False, sort=False).ngroup(),
            "timed": frame[_MOMENT[name]].notna(),
            "full": frame["text"].ne("") if name == "journal" else True,
        }
    )
    work["copy"] = work.groupby(["row", "rank"]).cumcount()
    same = pd.concat([work["format"], frame[_IDENTITY[name]]], axis=1)
    work["entry"] = same.groupby(list(same.columns), dropna=False, sort=False).ngroup()
    newest_first = work.sort_values("rank", ascending=False, kind="stable")
    first = ~newest_first.duplicated(["row", "copy"])
    return ~first.reindex(work.index) | _edited(name, work)


def _fill_levels(ratings: pd.DataFrame, formats: pd.Series) -> pd.DataFrame:
    """Fill missing values with the one that another export of the app has for the same word."""
    missing = ratings["value"].isna()
    if missing.all() or not missing.any():
        return ratings
    known = ratings.groupby([formats, ratings["measure"], ratings["raw"].str.strip()])["value"]
    only = known.transform("max").where(known.transform("nunique") == 1)
    return ratings.assign(value=ratings["value"].fillna(only))


def _edited(name: str, work: pd.DataFrame) -> pd.Series:
    """Find rows whose entry a newer export of the same app has too, perhaps with other words."""
    # A title alone does not replace a text.
    held = work[work["full"]].groupby(["entry", "rank"]).size().rename("held").reset_index()
    newest = held.drop_duplicates("entry", keep="last").set_index("entry")
    older = work["rank"] < work["entry"].map(newest["rank"]).fillna(-1)
    if not older.any():
        return older
    own = work.groupby(["entry", "rank"])["row"].transform("size")
    # Removing an activity is an edit, but a text or a rating is dropped only for another one.
    enough = work["entry"].map(newest["held"]) >= own
    edited = older if name == "activities" else older & enough
    if name in ("journal", "activities"):
        return edited & work["timed"]
    return edited & (work["timed"] | _same_table(work, older, newest["rank"]))


def _same_table(work: pd.DataFrame, older: pd.Series, newest: pd.Series) -> pd.Series:
    """Find untimed rows whose file is an older export of the file with the newest row of that day."""
    pairs = work[older & ~work["timed"]].assign(newer=lambda rows: rows["entry"].map(newest))
    if pairs.empty:
        return pd.Series(data=False, index=work.index)
    existing = pd.MultiIndex.from_frame(work[["row", "rank"]])
    pairs["equal"] = pd.MultiIndex.from_frame(pairs[["row", "newer"]]).isin(existing)
    alike = pairs.groupby(["rank", "newer"])["equal"].transform("mean") >= limit("same_table")
    return alike.reindex(work.index, fill_value=False)


def _note_repeats(sources: pd.DataFrame, repeated: dict[str, int]) -> pd.DataFrame:
    def added(path: str, notes: str) -> str:
        if path not in repeated:
            return notes
        count = repeated[path]
        extra = f"{count} {'row' if count == 1 else 'rows'} also in another file; each is kept once"
        return f"{notes}\n{extra}" if notes else extra

    notes = [added(p, n) for p, n in zip(sources["path"], sources["notes"], strict=True)]
    return sources.assign(notes=pd.Series(notes, dtype=object))
