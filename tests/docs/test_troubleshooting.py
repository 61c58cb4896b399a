"""The page for when it is too early to say quotes what heartdata says, every reason of it."""

import re
from pathlib import Path

import numpy as np

from heartdata.recovery import sentences
from heartdata.recovery.sentences import progress_reason

PAGE = Path(__file__).parents[2] / "docs" / "troubleshooting.md"


def said() -> set[str]:
    """Give every reason for saying nothing, each from a day that has it."""
    p, many = np.full((1, 5), 0.2), {"entries": np.array([20]), "share": np.array([0.9]), "since": np.array([60])}
    days = [
        {"since": np.array([2])}, {"entries": np.array([4])}, {"share": np.array([0.1])}, {},
        *({"why": np.array([why], dtype=object)} for why in (*sentences._UNCLEAR, "usual")),
    ]  # fmt: skip
    rest = {"why": np.array([""], dtype=object), "old": np.array([False])}
    given = [progress_reason(["unclear"], p, **{**many, **rest, **day}, marked=True)[0] for day in days]
    return {*given, sentences.names_without_levels(3)}


def test_every_reason_has_its_row_in_the_words_that_are_said() -> None:
    quoted = re.findall(r"(?m)^\| \*(.+?)\* \|", PAGE.read_text(encoding="utf-8"))
    reasons = said()
    assert [quote for quote in quoted if not any(quote in reason for reason in reasons)] == []
    assert [reason for reason in reasons if not any(quote in reason for quote in quoted)] == []
