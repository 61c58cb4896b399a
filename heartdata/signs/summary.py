"""The seven signs, for one week: what `heartdata.stagnation_indicators` finds, said in words."""

from __future__ import annotations

from typing import Any

import pandas as pd

from heartdata.core.logs import Logs
from heartdata.core.vocabulary import SIGNS
from heartdata.signs.indicators import sign_sentence, signs_and_course

__all__ = ["week_signs"]


def week_signs(logs: Logs) -> tuple[list[dict[str, Any]], pd.DataFrame]:
    """Look at the signs on the last logged day, and week by week."""
    table, course = signs_and_course(logs)
    return [_told(str(sign), row) for sign, row in table.iterrows()], course


def _told(sign: str, row: pd.Series[Any]) -> dict[str, Any]:
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
