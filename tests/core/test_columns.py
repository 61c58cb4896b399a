"""The `[columns]` table: its settings, and the message for each mistake."""

from __future__ import annotations

from typing import Any

import pytest

from heartdata.core.columns import Column, parse_columns
from heartdata.errors import ProfileError

DATE = {"date": "Date"}


def test_a_name_alone_or_with_options() -> None:
    given = {"date": ["Day", " Date "], "mood": {"name": "Mood", "min": 1, "max": 5, "higher": "worse"}}
    assert parse_columns(given) == {
        "date": Column(("Day", "Date")),
        "mood": Column(("Mood",), 1.0, 5.0, "worse"),
    }
    assert parse_columns(parse_columns(given)) == parse_columns(given)
    assert parse_columns({}) == {}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"mood": "Mood"}, r"columns: there is no `date`"),
        ({**DATE, "humour": "x"}, r"columns\.humour: this is not a role.*mood"),
        ({"date": 3}, r"columns\.date\.name = 3: not a value"),
        ({"date": ""}, r"columns\.date: say the column's name"),
        ({"date": []}, r"columns\.date: say the column's name"),
        ({"date": {"day_first": True}}, r"columns\.date: say the column's name"),
        ({"date": {"name": "d", "first": 1}}, r"columns\.date\.first: not an option; allowed are"),
        ({"date": {"name": "d", "day_first": "yes"}}, r"columns\.date\.day_first = 'yes': not a value"),
        ({**DATE, "mood": {"name": "m", "min": True, "max": 5}}, r"columns\.mood\.min = True: not a value"),
        ({**DATE, "mood": {"name": "m", "min": 1}}, r"columns\.mood: a scale has two ends"),
        ({**DATE, "mood": {"name": "m", "min": 5, "max": 1}}, r"min = 5 is not below max = 1.*higher = \"worse\""),
        ({**DATE, "mood": {"name": "m", "min": 0, "max": float("inf")}}, r"columns\.mood\.max = inf: a finite number"),
        ({**DATE, "mood": {"name": "m", "min": float("nan"), "max": 1}}, r"columns\.mood\.min = nan: a finite number"),
        ({**DATE, "mood": {"name": "m", "min": 0, "max": 10**400}}, r"columns\.mood\.max = 1.*: a finite number"),
        ({**DATE, "mood": {"name": "m", "higher": "up"}}, r"columns\.mood\.higher = 'up': allowed are"),
        ({**DATE, "bedtime": {"name": "b", "night": "x"}}, r"columns\.bedtime\.night = 'x': allowed are"),
        (
            {**DATE, "sleep_hours": {"name": "s", "unit": "min"}},
            r"columns\.sleep_hours\.unit = 'min': allowed are \"hours",
        ),
        ({"date": {"name": "d", "format": "%d.%m."}}, r"columns\.date\.format = '%d\.%m\.': a whole date is needed"),
        ({"date": {"name": "d", "format": "%Q"}}, r"columns\.date\.format = '%Q': a whole date is needed"),
        ({"date": {"name": "d", "format": "%Y%Y-%m-%d"}}, r"columns\.date\.format = .*: a whole date is needed"),
        ({**DATE, "time": {"name": "t", "format": "%I:%M"}}, r"columns\.time\.format = '%I:%M': a time is needed"),
        ({**DATE, "time": {"name": "t", "format": "epoch"}}, r"columns\.time\.format = 'epoch': a time is needed"),
        (["date"], r"columns: this is a table"),
    ],
)
def test_a_mistake_is_named_with_what_is_allowed(given: Any, words: str) -> None:
    with pytest.raises(ProfileError, match=words):
        parse_columns(given)


@pytest.mark.parametrize(
    "form", ["%d.%m.%Y", "%m/%d/%y %I:%M %p", "%Y %a %b %d %I:%M %p", "%Y-%m-%dT%H:%M:%S%z", "epoch"]
)
def test_supported_date_formats(form: str) -> None:
    assert parse_columns({"date": {"name": "d", "format": form}})["date"].format == form
