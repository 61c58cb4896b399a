"""The seven signs for one week: the rows of `heartdata.stagnation_indicators` with a sentence each."""

from __future__ import annotations

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
