"""`compare` and `around`: planted differences, and calls that cannot be meant."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

import heartdata as hd
from heartdata.review.comparison import day_table
from tests.made_logs import ar1

DAYS = pd.date_range("2026-01-01", "2026-06-30", name="day")


@pytest.fixture(scope="module")
def daily() -> pd.DataFrame:
    """Mood rises by 2 in April, rumination falls by 3, energy stays; sleep is one hour longer; steps have gaps."""
    after = (DAYS >= "2026-04-01").astype(float)
    frame = pd.DataFrame(
        {
            "mood": ar1(len(DAYS), 1) + 2 * after,
            "mood_n": 1,
            "energy": ar1(len(DAYS), 2),
            "rumination": 6 + ar1(len(DAYS), 3) - 5 - 3 * after,
            "sleep_hours": ar1(len(DAYS), 4, level=7, sd=0.8) + after,
            "steps": pd.array(ar1(len(DAYS), 15, level=6000, sd=900).round(), dtype="Int64"),
            "coffee": pd.array(ar1(len(DAYS), 6) > 5, dtype="boolean"),
            "city": "Bonn",
        },
        index=DAYS,
    )
    frame.loc["2026-02-10":"2026-03-05", "steps"] = pd.NA
    return frame


@pytest.fixture(scope="module")
def table(daily: pd.DataFrame) -> pd.DataFrame:
    return hd.compare(daily, ("2026-01-01", "2026-03-31"), "2026-05")


def test_planted_differences_are_found_and_nothing_else(table: pd.DataFrame) -> None:
    assert table["finding"].to_dict() == {
        ("measure", "mood"): "higher", ("measure", "energy"): "not clear", ("measure", "rumination"): "lower",
        ("night", "sleep_hours"): "higher", ("body", "steps"): "not clear", ("own", "coffee"): "not clear",
    }  # fmt: skip
    mood = table.loc[("measure", "mood")]
    assert mood["low"] < 2 < mood["high"]
    assert (mood["n_before"], mood["n_after"]) == (90, 31)


def test_signs_mean_the_same_everywhere(table: pd.DataFrame) -> None:
    assert np.sign(table["difference"]).equals(np.sign(table["after"] - table["before"]))
    assert table["higher"].to_dict()[("measure", "rumination")] == "heavier"
    np.testing.assert_allclose(table["size"], table["difference"] / table["sd"])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("2026-01", "2026-02"),
        (pd.Period("2026-01"), ("2026-02-01", pd.Timestamp("2026-02-28"))),
        (DAYS[:31], slice("2026-02-01", "2026-02-28")),
        ((np.datetime64("2026-01-01"), "2026-01-31"), "2026-02"),
    ],
)
def test_a_stretch_is_written_in_many_ways(daily: pd.DataFrame, before: Any, after: Any) -> None:
    found = hd.compare(daily, before, after, measures=["mood"])
    assert found.attrs["stretches"] == {"before": ["2026-01-01", "2026-01-31"], "after": ["2026-02-01", "2026-02-28"]}
    assert list(found.index) == [("measure", "mood")]


def test_weeks_and_years(daily: pd.DataFrame) -> None:
    assert hd.compare(daily, "2026-W02", "2026-W10").attrs["stretches"]["before"] == ["2026-01-05", "2026-01-11"]
    with pytest.raises(
        hd.NotEnoughDataError, match="before: no day from 2025-01-01 to 2025-12-31 is logged; days are 2026"
    ):
        hd.compare(daily, "2025", "2026")


def test_logs_bring_signs_and_habits_but_nothing_that_is_never_compared() -> None:
    logs = hd.simulate_logs(seed=7, course="improving", days=200)
    more = logs.activities.head(30).assign(name="wine", kind="other")
    logs = hd.Logs(**{**logs._tables(), "activities": pd.concat([logs.activities, more])}, profile=logs.profile)
    columns = list(day_table(logs))
    assert {"sign_replaying", "habit_evening walk"} <= set(columns)
    assert "habit_wine" not in columns
    table = hd.compare(logs, "2026-02", "2026-06")
    assert {"measure", "night", "sign", "habit"} <= set(table.index.get_level_values("kind"))
    habit = table.loc[("habit", "evening walk")]
    assert 0 < habit["before"] < 1
    assert habit["unit"] == "share of days"


WRONG: dict[str, tuple[Any, ...]] = {
    "compare needs logs or a DataFrame with one row per day, got list": ([1], "2026-01", "2026-02"),
    "before and after overlap": (None, "2026-01", ("2026-01-31", "2026-02-10")),
    "before='soon': not a stretch of days": (None, "soon", "2026-02"),
    "before='2026-13': there is no such month": (None, "2026-13", "2026-02"),
    "before=None: not a stretch": (None, None, "2026-02"),
    "before=3: not a stretch": (None, 3, "2026-02"),
    "after: its last day 2026-02-01 is before": (None, "2026-01", ("2026-02-10", "2026-02-01")),
    "01.02.2026": (None, "2026-01", ("01.02.2026", "10.02.2026")),
}


@pytest.mark.parametrize("said", WRONG)
def test_a_wrong_stretch_is_told_what_is_possible(daily: pd.DataFrame, said: str) -> None:
    frame, before, after = WRONG[said]
    with pytest.raises(hd.HeartdataError, match=said):
        hd.compare(daily if frame is None else frame, before, after)


def test_a_wrong_column_or_index_is_told_what_is_possible(daily: pd.DataFrame) -> None:
    with pytest.raises(hd.HeartdataError, match="measure='Mood': there is no such column; did you mean 'mood'"):
        hd.compare(daily, "2026-01", "2026-02", measures=["Mood"])
    with pytest.raises(hd.HeartdataError, match="does not hold numbers; mood"):
        hd.compare(daily, "2026-01", "2026-02", measures="city")
    with pytest.raises(hd.HeartdataError, match="without a time zone"):
        hd.compare(daily.tz_localize("UTC"), "2026-01", "2026-02")
    with pytest.raises(hd.HeartdataError, match=r'use daily.asfreq\("D"\)'):
        hd.compare(daily.iloc[::2], "2026-01", "2026-02")


def test_around_one_day(daily: pd.DataFrame) -> None:
    found = hd.around(daily, "2026-04-01", measure="mood", within=40)
    assert found.loc[0, "mean"] == daily.loc["2026-04-01", "mood"]
    assert found["low"].isna().all()
    difference = found.attrs["difference"]
    assert difference["low"] < 2 < difference["high"]
    assert difference["low"] > 0


def test_around_several_days(daily: pd.DataFrame) -> None:
    planted = daily.assign(mood=daily["mood"] * 0)
    days = ["2026-01-20", "2026-03-01", "2026-04-10", "2026-05-20"]
    for day in days:
        planted.loc[pd.Timestamp(day) : pd.Timestamp(day) + pd.Timedelta(days=3), "mood"] = -3
    found = hd.around(planted, days, within=10)
    assert found["mean"].loc[[-1, 0, 3, 4]].tolist() == [0, -3, -3, 0]
    assert list(found.columns) == [*days, "mean", "low", "high", "n"]
    assert found.attrs["difference"]["estimate"] == pytest.approx(-12 / 11)


def test_around_kinds_of_marked_days() -> None:
    logs = hd.simulate_logs(seed=7, course="improving", days=100)
    pd.testing.assert_frame_equal(
        hd.around(logs, "loss", within=7), hd.around(hd.to_daily(logs), "loss", within=7), check_column_type=False
    )
    with pytest.raises(hd.HeartdataError, match="days='illness': no such day is marked"):
        hd.around(logs, "illness")
    with pytest.raises(hd.HeartdataError, match="a table carries only loss and illness"):
        hd.around(hd.to_daily(logs), "anniversary")
    with pytest.raises(hd.HeartdataError, match="days='losss': give a day like 2026-03-01, several"):
        hd.around(logs, "losss")
    with pytest.raises(hd.HeartdataError, match="within=0: give a number of days from 1 to 366"):
        hd.around(logs, within=0)
    with pytest.raises(hd.NotEnoughDataError, match="nothing is known of mood within 28 days of 1999-01-01"):
        hd.around(logs, "1999-01-01")
