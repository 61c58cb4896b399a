"""What is new is said only where it is true."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from heartdata.review.news import news_lines


@pytest.mark.parametrize(
    ("levels", "said"), [((7.0, 6.2), True), ((7.0, 6.8), False), ((7.0, 7.0), False), ((6.5, 7.0), False)]
)
def test_quieter_is_said_of_a_sign_whose_level_is_lower(levels: tuple[float, float], said: bool) -> None:
    weeks = {("status", "fatigue"): ["present", "quiet"], ("level", "fatigue"): list(levels)}
    review = SimpleNamespace(
        help_first=False, hard_weeks=0, first_days=False, journey=pd.DataFrame(), weekly=pd.DataFrame({"days": [5, 5]}),
        practice_days=pd.DataFrame(), daily=pd.DataFrame({"mood": [5.0] * 7}), first_day="2026-03-02",
        signs=[{"sign": "fatigue", "status": "quiet"}], sign_course=pd.DataFrame(weeks),
    )  # fmt: skip
    assert news_lines(review) == (["Quieter than the week before: tiredness."] if said else [])  # type: ignore[arg-type]
