"""Several exports as one: what stands in more than one file is kept once.

People export again and again, and each export repeats the ones before. Two equal rows of *one* file are two
entries; the same row in two files is one. Where an entry was edited between two exports of the same app, the newer
export's words stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import pandas as pd

from heartdata.logs import ENTRY_TABLES, TABLES, Logs, table

__all__ = ["join_sources"]

# What makes two rows the same entry at the same time, though perhaps edited.
_IDENTITY: Final = {
    "ratings": ["time", "measure"],
    "journal": ["time"],
    "activities": ["time"],
    "sleep": ["start"],
}
_BESIDE: Final = ("source", "utc_offset", "_format", "_rank", "_copy")


def join_sources(parts: Sequence[Logs]) -> Logs:
    """Join logs of several files into one.

    Parameters
    ----------
    parts : sequence of Logs
        At least one; the first one's profile is kept.

    Returns
    -------
    Logs
        With every entry once, and a note in ``sources`` where a file repeated others.
    """
    sources = _concat("sources", parts)
    sources = sources.drop_duplicates(ignore_index=True)
    joined = {name: _concat(name, parts) for name in TABLES if name != "sources"}
    joined["rejected"] = joined["rejected"].drop_duplicates(ignore_index=True)
    joined["events"] = joined["events"].drop_duplicates(["day", "until", "label", "kind"], ignore_index=True)
    if len(sources) > 1:
        ranks = _newest_last(sources)
        repeated: dict[str, int] = {}
        for name in ENTRY_TABLES:
            joined[name], dropped = _once(name, joined[name], sources, ranks)
            for path, count in dropped.items():
                repeated[path] = repeated.get(path, 0) + count
        sources = _with_notes(sources, repeated)
    return replace(parts[0], **joined, sources=sources)


def _concat(name: str, parts: Sequence[Logs]) -> pd.DataFrame:
    frames = [getattr(part, name) for part in parts if len(getattr(part, name))]
    if not frames:
        return table(name, ())
    joined = pd.concat(frames, ignore_index=True)
    by = [c for c in ("day", "time", "start") if c in joined.columns]
    return joined.sort_values(by, kind="stable", ignore_index=True) if by else joined


def _newest_last(sources: pd.DataFrame) -> dict[str, int]:
    ordered = sources.sort_values(["last_day", "rows", "path"], na_position="first")
    return {path: rank for rank, path in enumerate(ordered["path"])}


def _once(
    name: str, frame: pd.DataFrame, sources: pd.DataFrame, ranks: dict[str, int]
) -> tuple[pd.DataFrame, dict[str, int]]:
    if frame["source"].nunique() < 2:
        return frame, {}
    formats = sources.drop_duplicates("path").set_index("path")["format"]
    work = frame.assign(_format=frame["source"].map(formats), _rank=frame["source"].map(ranks).fillna(-1))
    keys = [c for c in frame.columns if c not in _BESIDE]
    work["_copy"] = work.groupby([*keys, "source"], dropna=False, sort=False).cumcount()
    identity = ["_format", *_IDENTITY[name]]
    held = work.groupby([*identity, "_rank"], dropna=False).size().rename("_held").reset_index()
    newest = held.loc[held.groupby(identity, dropna=False)["_rank"].idxmax()]
    newest = newest.rename(columns={"_rank": "_newest", "_held": "_newest_held"})
    work = work.reset_index().merge(held, on=[*identity, "_rank"]).merge(newest, on=identity).set_index("index")
    ordered = work.sort_values("_rank", ascending=False, kind="stable")
    first = ~ordered.duplicated([*keys, "_copy"])
    # An activity taken off an entry is an edit too; a text or a rating is never dropped for nothing.
    replaced = (ordered["_rank"] < ordered["_newest"]) & ordered[_IDENTITY[name][0]].notna()
    if name != "activities":
        replaced &= ordered["_newest_held"] >= ordered["_held"]
    keep = first & ~replaced
    dropped = ordered.loc[~keep, "source"].value_counts().to_dict()
    return frame.loc[ordered.index[keep].sort_values()].reset_index(drop=True), dropped


def _with_notes(sources: pd.DataFrame, repeated: dict[str, int]) -> pd.DataFrame:
    def added(path: str, notes: str) -> str:
        if path not in repeated:
            return notes
        extra = f"{repeated[path]} rows also stand in another file and are kept once"
        return f"{notes}\n{extra}" if notes else extra

    notes = [added(p, n) for p, n in zip(sources["path"], sources["notes"], strict=True)]
    return sources.assign(notes=pd.Series(notes, dtype=object))
