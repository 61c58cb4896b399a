"""The tables and plots behind the explorers: what was planted is found, and nothing more."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from heartdata.core.daily import to_daily
from heartdata.core.logs import Logs, table
from heartdata.core.profile import Profile
from heartdata.errors import HeartdataError
from heartdata.explore import (
    by_month,
    by_sleep,
    by_weekday,
    days_like,
    plot_by_month,
    plot_by_sleep,
    plot_by_weekday,
    plot_days_like,
    read_day,
    readable,
    what_if,
)
from heartdata.explore.intervals import inertia, mean_of
from tests.made_logs import MONDAY, activity, ar1, entry, moods, night, rating

SECRET = "the sentence that only I know"


def made_daily(**columns: Any) -> pd.DataFrame:
    days = pd.date_range(MONDAY, periods=len(next(iter(columns.values()))), freq="D", name="day")
    return pd.DataFrame(columns, index=days)


@pytest.mark.parametrize("phi", [0.0, 0.5, 0.8])
def test_intervals_cover_the_mean_of_days_that_resemble_the_day_before(phi: float) -> None:
    everything, scattered = [], []
    for seed in range(150):
        values = pd.Series(ar1(120, seed, phi=phi, level=5.0, sd=1.0))
        some = np.random.default_rng(seed).random(120) < 0.3
        for held, chosen in ((everything, np.ones(120, bool)), (scattered, some)):
            found = mean_of(values, chosen, inertia(values))
            held.append(found.low <= 5.0 <= found.high)
    # 90 % is aimed at; 150 draws give 90 % +- 5 %, and an inertia from 120 days is a little too low.
    assert np.mean(everything) >= 0.82
    assert np.mean(scattered) >= 0.82


def test_few_days_have_no_mean() -> None:
    found = mean_of(pd.Series([5.0, 6.0, np.nan, 7.0, 5.0]), np.ones(5, bool), 0.3)
    assert np.isnan(found.mean)
    assert found.days == 4


def test_a_weekday_is_compared_with_the_weeks_around_it() -> None:
    # A long rise would make later weekdays look better; the planted Sundays are two points higher.
    mood = np.linspace(2, 6, 210) + 2.0 * (np.arange(210) % 7 == 6) + 0.3 * ar1(210, 1, phi=0.2, level=0, sd=1)
    found = by_weekday(made_daily(mood=mood))
    assert found.loc["Sun", "low"] > 1.0
    assert found.loc["Sun", "mean"] == pytest.approx(2 * 6 / 7, abs=0.2)
    assert (found.drop(index="Sun")["high"] < 0.3).all()


def test_hours_of_sleep_are_ranges_with_their_days() -> None:
    hours = np.tile([5.5, 7.5], 60)
    found = by_sleep(made_daily(mood=np.where(hours > 6, 6.0, 3.0) + 0.1 * ar1(120, 2), sleep_hours=hours))
    assert found["days"].to_dict() == {"under 5 h": 0, "5 to 6 h": 60, "6 to 7 h": 0, "7 to 8 h": 60, "8 to 9 h": 0,
                                       "9 h or more": 0}  # fmt: skip
    assert found.loc["7 to 8 h", "mean"] - found.loc["5 to 6 h", "mean"] == pytest.approx(3, abs=0.1)


def test_months_of_each_year_stand_alone() -> None:
    days = pd.date_range("2025-12-01", "2026-01-31", freq="D", name="day")
    found = by_month(pd.DataFrame({"mood": np.where(days.year == 2025, 4.0, 6.0)}, index=days))
    assert found["mean"].to_dict() == {(2025, 12): 4.0, (2026, 1): 6.0}
    assert found["days"].tolist() == [31, 31]


def test_the_day_alike_is_found_and_the_days_beside_it_are_not() -> None:
    mood = np.full(60, 5.0) + np.arange(60) % 3
    mood[[10, 11, 40]] = 0.5
    calm = np.where(np.isin(np.arange(60), [10, 40]), 9.5, 4.0 + np.arange(60) % 2)
    found = days_like(made_daily(mood=mood, calm=calm), MONDAY + timedelta(days=10), most=3)
    assert found.index[0] == pd.Timestamp(MONDAY) + pd.Timedelta(days=40)
    assert found["apart"].iloc[0] == 0
    assert pd.Timestamp(MONDAY) + pd.Timedelta(days=11) not in found.index
    assert found["mood_after"].iloc[0] == pytest.approx(mood[41:48].mean())


def diary() -> Logs:
    day = MONDAY + timedelta(days=3)
    return Logs(
        ratings=table("ratings", [
            (datetime(2026, 3, 5, 21, 4), day, "mood", 2.5, "heavy", np.nan, "a.csv"),
            (None, day, "mood", 7.5, SECRET + " and it goes on for very long", np.nan, "a.csv"),
            rating(day, 6.0, "rumination"),
        ]),
        sleep=table("sleep", [night(datetime(2026, 3, 4, 23, 10), datetime(2026, 3, 5, 6, 40), asleep_h=6.5)]),
        journal=table("journal", [entry(day, SECRET, tags=("sea", "walk"))]),
        activities=table("activities", [activity(day, "walk", "practice"), activity(day, "Anna", "contact")]),
    )  # fmt: skip


def test_a_day_is_read_in_the_own_words_without_the_journal() -> None:
    assert read_day(diary(), "2026-03-05").to_numpy().tolist() == [
        ["Mood", "heavy (2.5 of 10) at 21:04; 7.5 of 10"],
        ["Going over it (higher means harder)", "6.0 of 10"],
        ["Sleep", "6.5 h, 23:10 to 06:40"],
        ["For yourself", "walk"],
        ["With others", "Anna"],
        ["Tags", "sea"],
        ["Journal", "6 words"],
    ]
    assert read_day(diary(), "2026-03-06").empty
    assert read_day(Logs(), "2026-03-06").empty


@pytest.fixture(scope="module")
def low() -> Logs:
    """Around 4 of 10 from the loss on, and nothing before it."""
    return moods(4.0 + 0.7 * ar1(120, 3, phi=0.2, level=0, sd=1.0), profile=Profile(loss_date=MONDAY))


def test_what_if_answers_as_planted(low: Logs) -> None:
    assert what_if(low, usual=8.0).iloc[-1]["gap"] > 2
    assert abs(what_if(low, usual=4.0).iloc[-1]["gap"]) < 1
    moved = what_if(low, loss="2026-06-25")
    assert moved["state"].iloc[-1] == "unclear"
    assert np.isnan(moved.loc["2026-06-20", "level"])


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda logs: what_if(logs, loss="05.03.2026"), "not a day; write it like 2026-03-01"),
        (lambda logs: what_if(logs, usual=11), "usual=11: a usual level is between 0 and 10"),
        (lambda logs: what_if(logs, without=["energy"]), "without='energy': .* rated are mood"),
        (lambda logs: read_day(logs, "yesterday"), "day='yesterday': not a day"),
        (lambda logs: days_like(to_daily(logs), "2020-01-01"), "not one of the days .*2026-03-02 to 2026-06-29"),
        (lambda logs: by_month(to_daily(logs), "Mood"), "measure='Mood': not a column .*it has mood, sleep_hours"),
    ],
)
def test_wrong_calls_say_what_is_possible(low: Logs, call: Callable[[Logs], Any], says: str) -> None:
    with pytest.raises(HeartdataError, match=says):
        call(low)


def test_a_readable_table_is_in_words_and_escaped() -> None:
    days = pd.DatetimeIndex([MONDAY], name="day")
    table = pd.DataFrame({"state": ["stuck"], "level": [4.25], "reason": ["a <b> & c " * 20], "since": [pd.NaT]}, days)
    html = readable(table, ["state", "level", "since", "reason"])._repr_html_()
    assert "<th scope='col'" in html
    said = re.findall(r"<t[hd] scope='row'[^>]*>(.*?)<|<td[^>]*>(.*?)</td>", html)
    assert [one or other for one, other in said] == [
        "2 March 2026", "not much change", "4.2", "", "a &lt;b&gt; &amp; c " * 20
    ]  # fmt: skip
    assert readable(table.iloc[:0])._repr_html_() == "<p>Nothing to list.</p>"


def test_days_without_anything_are_a_sentence() -> None:
    daily = made_daily(mood=[np.nan, 5.0, 6.0], sleep_hours=[7.0, np.nan, np.nan])
    said = [ax.texts[-1].get_text() for ax in (plot_by_sleep(daily), plot_by_weekday(daily), plot_by_month(daily))]
    assert said[0] == "No day has both a night and a rating yet."
    assert said[1] == "With some more weeks I can say more."
    assert said[2].startswith("About a year of ratings")
    assert "no day is much like it" in [text.get_text() for text in plot_days_like(daily, date(2026, 3, 3)).texts]
    with pytest.raises(HeartdataError, match="nothing is rated on this day; choose one with an entry"):
        days_like(made_daily(mood=[np.nan, 5.0, 6.0]), MONDAY)
