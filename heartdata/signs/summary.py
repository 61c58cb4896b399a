"""The seven signs for one week: the rows of `heartdata.stagnation_indicators` with a sentence each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from heartdata.core.formatting import listed
from heartdata.core.logs import Logs
from heartdata.core.vocabulary import SIGNS
from heartdata.signs.indicators import signs_and_course
from heartdata.signs.sentences import sign_sentence

HARDEST: Final = "Of these numbers, 10 is the hardest."
_FIGURE: Final = re.compile(r"\d of 10")


def week_signs(logs: Logs, daily: pd.DataFrame | None = None) -> tuple[list[dict[str, Any]], pd.DataFrame]:
    """Return the signs on the last logged day, one mapping each, and the signs week by week.

    `daily` is the daily table of these logs, where it is known already.
    """
    table, course = signs_and_course(logs, daily)
    lately = table.attrs["less_certain"]
    return [_as_mapping(str(sign), row, lately=sign in lately) for sign, row in table.iterrows()], course


def is_open(sign: Mapping[str, Any], *, asks: bool) -> bool:
    """Whether the entries do not show a sign; where nothing is asked, also whether they show too little of it."""
    too_little = sign["status"] == "unknown" and sign["level"] is None
    return not sign.get("sources") or (too_little and not asks)


def open_line(signs: Sequence[Mapping[str, Any]], *, asks: bool = True) -> str:
    """Name the signs that the entries do not show, in one sentence; "" where they are few and can be said one by one.

    Where it `asks`, it says what would show them; in hard weeks nobody is asked for more entries.
    """
    names = [SIGNS[sign["sign"]].label for sign in signs if is_open(sign, asks=asks)]
    if not names or (asks and len(names) <= len(signs) // 3):
        return ""
    said = f"Your entries don't show {' or '.join(', '.join(names).rsplit(', ', 1))}, and they don't have to."
    if asks:
        said += " If you like, a tag such as tired, or a rating of energy, focus or interest, would show some of it."
    return said


def sign_lines(signs: Sequence[Mapping[str, Any]], *, asks: bool = True) -> list[str]:
    """Return a sentence for each sign, one for those that read the same, and one for all that are not shown."""
    together = open_line(signs, asks=asks)
    said: dict[str, list[str]] = {}
    for sign in signs:
        if not together or not is_open(sign, asks=asks):
            said.setdefault(str(sign["sentence"]).partition(": ")[2], []).append(SIGNS[sign["sign"]].label)
    lines = [f"{listed(names)[:1].upper()}{listed(names)[1:]}: {words}" for words, names in said.items()]
    figures = [HARDEST] if any(_FIGURE.search(line) for line in lines) else []
    return [*lines, *([together] if together else []), *figures]


def _as_mapping(sign: str, row: pd.Series[Any], *, lately: bool) -> dict[str, Any]:
    numbers = ("level", "usual", "difference", "low", "high")
    return {
        "sign": sign,
        "label": SIGNS[sign].label,
        "status": str(row["status"]),
        **{name: None if pd.isna(row[name]) else round(float(row[name]), 2) for name in numbers},
        "since": None if pd.isna(row["since"]) else row["since"].date().isoformat(),
        "days_logged": int(row["days_logged"]),
        "sources": str(row["sources"]),
        "sentence": sign_sentence(sign, row, less_certain=lately),
    }
