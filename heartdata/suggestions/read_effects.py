"""What the rules look at in a table of effects."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from heartdata.core.profile import Profile
from heartdata.practices.catalogue import recognise
from heartdata.practices.sensitive import may_compare
from heartdata.suggestions.situation import Finding


def read_effects(
    effects: pd.DataFrame | None, shares: Mapping[str, float], profile: Profile
) -> tuple[dict[str, float], tuple[Finding, ...]]:
    """Take from a table of effects what the rules look at; what may not be compared is left out."""
    if effects is None or effects.empty:
        return {}, ()
    columns = {str(name): effects[name].tolist() for name in effects}
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    named = {(str(row["practice"]), str(row.get("kind", ""))) for row in rows}
    allowed = {name for name, kind in named if may_compare(name, kind, profile)}
    rows = [row for row in rows if str(row["practice"]) in allowed]
    leanings: dict[str, float] = {}
    for row in rows:
        if (row["outcome"], row["when"]) == ("mood", "same day"):
            known, value = recognise(str(row["practice"])), row["estimate"] / row["sd"] if row["sd"] else float("nan")
            if known and value == value:
                leanings[known] = max(value, leanings.get(known, -9.0))
    found = sorted((row for row in rows if row["finding"] > 0), key=lambda row: row["finding"])
    return leanings, tuple(_finding(row, shares) for row in found)


def _finding(row: Mapping[Any, Any], shares: Mapping[str, float]) -> Finding:
    known = recognise(str(row["practice"]))
    counted = row.get("n_with", 0) + row.get("n_without", 0)
    # Names outside the catalogue have no share of the last weeks; the share of all compared days is used instead.
    share = shares.get(known, 0.0) if known else row.get("n_with", 0) / max(counted, 1)
    comparison = re.split(r"(?<=\D)\.\s|(?<=\))\.\s", str(row["wording"]), maxsplit=1)[0].rstrip(".")
    return Finding(str(row["practice"]), f"{comparison[:1].upper()}{comparison[1:]}.", known, float(share))
