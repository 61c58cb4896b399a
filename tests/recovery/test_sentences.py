from __future__ import annotations

import re
from itertools import product

import numpy as np
import pandas as pd
import pytest

from heartdata.recovery.sentences import QUESTIONS, progress_reason, progress_sentence, state_words
from heartdata.recovery.track import track_progress

NAN = float("nan")
STATES = ("improving", "stuck", "slipping", "recovered", "unclear")
LEVELS = (0.0, 2.5, 4.4, 5.0, 6.1, 6.6, 7.0, 7.4, 9.0)


def row(state: str, level: float = 5.0, gap: float = 1.0, **more: object) -> dict[str, object]:
    return {"state": state, "level": level, "gap": gap, "alert": "", "reason": "some reason", **more}


def test_words_agree_with_the_numbers_beside_them() -> None:
    for state, level, usual, mean, gap in product(STATES, LEVELS, LEVELS, (*LEVELS, None), (-0.5, 0.3, 0.9, 2.0)):
        words = state_words(row(state, level, gap), usual=usual, mean=mean)
        shown = [value for value in (level, mean) if value is not None]
        below = [usual - value for value in shown]
        if "around your usual" in words:
            assert max(below) <= 1
            assert gap <= 0.6
        if "close to your usual" in words:
            assert max(below) <= 2
        if "getting lighter" in words:
            assert min(below) > 0
        if "below your usual" in words:
            assert min(below) > 0
        if "well below" in words:
            assert min(below) >= 2
        if "harder" in words:
            assert min(below) >= -0.3
        if "this week" in words:
            assert mean is not None
            assert abs(usual - mean) <= 1
            assert usual - level > 1


@pytest.mark.parametrize(
    ("given", "usual", "words"),
    [
        (row("improving", 4.0, 2.0), 7.0, "getting lighter"),
        (row("improving", 6.5, 0.4), 7.0, "close to your usual again"),
        (row("improving", 6.2, -0.2), 5.9, "back around your usual"),
        (row("recovered", 7.1, 0.0), 7.0, "back around your usual"),
        (row("recovered", 6.1, 0.3), 7.5, "close to your usual again"),
        (row("stuck", 2.5, 2.5), 7.0, "still well below your usual, and not much change for some weeks"),
        (row("stuck", 2.5, 2.5), None, "still well below your usual, and not much change for some weeks"),
        (row("stuck", 6.0, 0.8), 7.0, "still below your usual, and not much change for some weeks"),
        (row("slipping", 4.0, 1.8), 7.0, "these weeks have been harder"),
        (row("unclear", NAN, NAN), None, "too early to say"),
    ],
)
def test_words_for_each_state(given: dict[str, object], usual: float | None, words: str) -> None:
    assert state_words(given, usual=usual) == words


def test_nothing_is_praised_promised_or_hurried() -> None:
    for state, alert, gap in product(STATES, ("", *QUESTIONS), (0.1, 1.0, 3.0)):
        text = progress_sentence(row(state, gap=gap, alert=alert), usual=7.0)
        assert not re.search(r"keep going|well done|great|good job|nothing needs|%|should|stuck", text.casefold())
        assert text.endswith("?") == bool(alert)


def reasons(days: int, event: str | None, **more: object) -> pd.Series:
    index = pd.date_range("2026-03-01", periods=days, freq="D")
    mood = np.round(np.random.default_rng(2).normal(5, 1.2, days), 1)
    return track_progress(pd.DataFrame({"mood": mood}, index=index), event=event, **more)["reason"]  # type: ignore[arg-type]


def test_too_early_always_says_what_would_change_that() -> None:
    for event in (None, "2026-03-01", "2026-03-10"):
        course = reasons(60, event)
        assert course.str.contains(r"more|give it|would|tell me|some weeks|range", regex=True).all()
    assert reasons(3, "2026-03-01").iloc[-1] == (
        "it's been only two days since that day; give it about two weeks before reading anything into numbers"
    )


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ([0.19, 0.05, 0.0, 0.56, 0.2], "around your usual (56%) or still a little below it (20%)"),
        ([0.1, 0.3, 0.06, 0.08, 0.46], "small steps forward (46%) or not much change (30%)"),
        ([0.0, 0.1, 0.0, 0.3, 0.6], "a little below your usual (60%) or around your usual (30%)"),
        ([0.4, 0.1, 0.0, 0.3, 0.2], "getting lighter (40%) or around your usual (30%)"),
        ([0.1, 0.3, 0.5, 0.0, 0.1], "harder weeks (50%) or not much change (30%)"),
    ],
)
def test_two_states_that_fit_are_named_as_one_would_say_it(shares: list[float], said: str) -> None:
    none = np.zeros(1)
    reason = progress_reason(
        ["unclear"], np.array([shares]), none + 20, none + 0.8, none + 60, np.array([""]), none > 0, marked=True
    )
    assert reason == [f"two readings fit: {said}; a few more weeks will show"]


@pytest.mark.parametrize(("event", "asked"), [("1984-05-01", False), ("2024-02-01", False), ("2026-02-20", True)])
def test_nobody_is_asked_how_it_was_before_an_old_loss(event: str, asked: bool) -> None:
    said = " ".join(reasons(120, event))
    assert ("[usual]" in said) <= asked
    assert not ("from before" in said and not asked)


def test_a_state_in_words() -> None:
    assert state_words({"state": "improving", "level": 4.0, "gap": 1.9}, usual=7.0) == "getting lighter"
    assert state_words({"state": "recovered", "level": 6.1, "gap": 0.3}, usual=7.5) == "close to your usual again"
    row = {"state": "unclear", "reason": "with one more rated day I can say more", "alert": ""}
    assert progress_sentence(row) == "How it's going: too early to say. With one more rated day I can say more."
