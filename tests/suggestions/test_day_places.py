"""Places of days in a table of days."""

from __future__ import annotations

from datetime import date

import pandas as pd

from heartdata.suggestions.day_places import DayPlaces


def test_days_up_to_a_day_are_counted_also_in_gaps_and_beyond_the_table() -> None:
    places = DayPlaces(pd.DatetimeIndex(["2026-01-03", "2026-01-04", "2026-01-08"]))
    days = ("2025-12-31", "2026-01-02", "2026-01-03", "2026-01-04", "2026-01-07", "2026-01-08", "2027-01-01")
    assert [places.up_to(date.fromisoformat(day)) for day in days] == [0, 0, 1, 2, 2, 3, 3]
    assert places.up_to(date(2026, 1, 11), back=4) == 2


def test_before_1970_and_without_days() -> None:
    assert DayPlaces(pd.DatetimeIndex(["1969-12-30", "1970-01-02"])).up_to(date(1969, 12, 31)) == 1
    assert DayPlaces(pd.DatetimeIndex([])).up_to(date(2026, 1, 1)) == 0
