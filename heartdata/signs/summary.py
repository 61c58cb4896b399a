"""The seven signs for one week: the rows of `heartdata.stagnation_indicators` with a sentence each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from heartdata.core.logs import Logs
from heartdata.core.vocabulary import SIGNS
from heartdata.signs.indicators import signs_and_course
from heartdata.signs.sentences import sign_sentence


def week_signs(logs: Logs) -> tuple[list[dict[str, Any]], pd.DataFrame]:
    """Return the signs on the last logged day, one mapping each, and the signs week by week."""
    table, course = signs_and_course(logs)
    return [_as_mapping(str(sign), row) for sign, row in table.iterrows()], course


def sign_lines(signs: Sequence[Mapping[str, Any]], *, asks: bool = True) -> list[str]:
    """Return a sentence for each sign that the entries show, and one for all that they do not.

    Where it `asks`, it says what would show them; in hard weeks nobody is asked for more entries.
    """
    lines = [str(sign["sentence"]) for sign in signs if sign["sources"]]
    open_signs = [sign for sign in signs if not sign["sources"]]
    if not open_signs:
        return lines
    names = [str(sign["label"]) for sign in open_signs]
    if len(names) <= len(signs) // 3 and asks:
        return [*lines, *(str(sign["sentence"]) for sign in open_signs)]
    said = "Your entries don't show " + " or ".join(", ".join(names).rsplit(", ", 1)) + ", and they don't have to."
    if asks:
        said += " If you like, a tag such as tired, or a rating of energy, focus or interest, would show some of it."
    return [*lines, said]


def _as_mapping(sign: str, row: pd.Series[Any]) -> dict[str, Any]:
    numbers = ("level", "usual", "difference", "low", "high")
    return {
        "sign": sign,
        "label": SIGNS[sign].label,
        "status": str(row["status"]),
        **{name: None if pd.isna(row[name]) else round(float(row[name]), 2) for name in numbers},
        "since": None if pd.isna(row["since"]) else row["since"].date().isoformat(),
        "days_logged": int(row["days_logged"]),
        "sources": str(row["sources"]),
        "sentence": sign_sentence(sign, row),
    }
