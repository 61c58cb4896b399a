from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heartdata.core.daily import count_words, to_daily
from heartdata.core.logs import Logs, table
from tests.made_logs import MONDAY, NAN, activity, entry, moods, night, nights, rating, ratings

COLUMNS = ["mood", "mood_n", "sleep_hours", "bedtime", "waketime", "sleep_midpoint", "sleep_efficiency", "nap_hours",
           "journal_words", "entries"]  # fmt: skip


def at(day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2026, 3, 1, hour, minute) + timedelta(days=day - 1)


def check_shape(daily: pd.DataFrame) -> None:
    assert daily.index.name == "day"
    assert daily.index.freqstr == "D"
    assert daily.index.tz is None
    assert daily.index.dtype == "datetime64[us]"
    counts = [c for c in daily if c == "entries" or c.endswith(("_n", "_unknown"))]
    assert all(daily[c].dtype == np.int64 for c in counts)
    assert all(daily[c].dtype == np.float64 for c in daily if c not in counts)


def test_nothing_logged() -> None:
    daily = to_daily(Logs())
    check_shape(daily)
    assert list(daily.columns) == COLUMNS
    assert daily.empty


def test_one_entry() -> None:
    daily = to_daily(ratings(rating(at(1), 7.0)))
    check_shape(daily)
    assert len(daily) == 1
    assert tuple(daily.iloc[0][["mood", "mood_n", "entries"]]) == (7, 1, 1)
    assert daily[["sleep_hours", "journal_words"]].isna().all(axis=None)


def test_every_day_from_first_to_last_with_nothing_filled_in() -> None:
    daily = to_daily(ratings(rating(date(2024, 2, 27), 4.0), rating(date(2024, 5, 2), 6.0)))
    check_shape(daily)
    assert len(daily) == 66
    assert pd.Timestamp(2024, 2, 29) in daily.index
    assert daily["mood"].notna().sum() == 2
    assert (daily["mood_n"] == daily["mood"].notna()).all()
    assert daily["entries"].sum() == 2


def test_gap_of_years() -> None:
    daily = to_daily(ratings(rating(date(2025, 12, 30)), rating(date(2026, 1, 2))))
    assert [str(d.date()) for d in daily.index] == ["2025-12-30", "2025-12-31", "2026-01-01", "2026-01-02"]


def test_several_entries_are_averaged_and_unknown_moods_count_as_entries_only() -> None:
    daily = to_daily(ratings(rating(at(1, 9), 4.0), rating(at(1, 21), 7.0), rating(at(1, 23), NAN)))
    assert tuple(daily.iloc[0][["mood", "mood_n", "entries"]]) == (5.5, 2, 3)
    unknown = to_daily(ratings(rating(at(1), NAN)))
    assert np.isnan(unknown["mood"].iloc[0])
    assert tuple(unknown.iloc[0][["mood_n", "entries"]]) == (0, 1)


def test_several_measures_of_one_moment_are_one_entry() -> None:
    daily = to_daily(
        Logs(
            ratings=table("ratings", [rating(at(1), 4.0), rating(at(1), 8.0, "calm"), rating(at(2), 2.0, "energy")]),
            journal=table("journal", [entry(at(1), "It rained all day", "Rain")]),
            activities=table("activities", [activity(at(1), "walk"), activity(at(1), "tea")]),
        )
    )
    check_shape(daily)
    assert list(daily.columns)[:6] == ["mood", "mood_n", "energy", "energy_n", "calm", "calm_n"]
    assert list(daily["entries"]) == [1, 1]
    assert daily["journal_words"].iloc[0] == 5
    assert list(daily["calm_n"]) == [1, 0]


@pytest.mark.parametrize("when", [at(1), date(2026, 3, 1)], ids=["timed", "day only"])
def test_entries_of_one_moment_are_counted_by_what_cannot_be_given_twice(when: Any) -> None:
    logs = Logs(
        ratings=table("ratings", [rating(when, 4.0), rating(when, 4.0), rating(when, 3.0, "calm")]),
        activities=table("activities", [activity(when, name) for name in "abcd"]),
    )
    assert list(to_daily(logs)["entries"]) == [2]


def test_entries_with_and_without_a_time_are_both_counted() -> None:
    logs = Logs(activities=table("activities", [activity(at(1), "walk"), activity(date(2026, 3, 1), "tea")]))
    assert list(to_daily(logs)["entries"]) == [2]


def test_two_sources_at_the_same_moment_are_two_entries() -> None:
    assert list(to_daily(ratings(rating(at(1)), rating(at(1), source="b.csv")))["entries"]) == [2]


def test_only_sleep() -> None:
    daily = to_daily(nights(night(at(1, 23), at(2, 7), asleep_h=7.0, in_bed_h=8.0)))
    check_shape(daily)
    assert list(daily.columns) == COLUMNS
    assert tuple(daily.iloc[0][["mood_n", "sleep_hours", "entries"]]) == (0, 7, 0)


def test_only_a_journal() -> None:
    daily = to_daily(Logs(journal=table("journal", [entry(at(1), "One two."), entry(at(1, 13), "three"),
                                                    entry(at(3), "", "")])))  # fmt: skip
    check_shape(daily)
    assert list(daily["entries"]) == [2, 0, 1]
    assert daily["journal_words"].tolist()[0] == 3
    assert np.isnan(daily["journal_words"].iloc[1])
    assert daily["journal_words"].iloc[2] == 0


def test_word_count() -> None:
    texts = ["", "don't stop", "l’été", "a - b", "größer 3 times", "🙂", "Mum’s 'tea'"]
    assert list(count_words(pd.Series(texts, dtype=object))) == [0, 2, 1, 2, 3, 0, 2]


def test_sleep_quality_comes_from_the_app_if_not_rated() -> None:
    asleep = [night(at(d, 23), at(d + 1, 7), asleep_h=7.0, quality=3.0) for d in (1, 2)]
    own = [rating(at(3), 9.0, "sleep_quality")]
    alone = to_daily(nights(*asleep))
    assert list(alone["sleep_quality"]) == [3, 3]
    both = to_daily(Logs(ratings=table("ratings", own), sleep=table("sleep", asleep)))
    assert list(both["sleep_quality"]) == [3, 9]
    assert list(both["sleep_quality_n"]) == [1, 1]
    assert list(both["entries"]) == [0, 1]
    check_shape(both)


def test_clock_changes_give_one_row_each_day() -> None:
    for change in (date(2026, 3, 29), date(2026, 10, 25)):
        first = datetime.combine(change, datetime.min.time()) - timedelta(days=1)
        asleep = [night(first + timedelta(days=i, hours=23), first + timedelta(days=i, hours=31), in_bed_h=h)
                  for i, h in enumerate((8.0, 7.0, 8.0))]  # fmt: skip
        daily = to_daily(nights(*asleep))
        check_shape(daily)
        assert list(daily["sleep_hours"]) == [8, 7, 8]
        assert list(daily["waketime"]) == [7, 7, 7]


def test_logs_are_not_modified() -> None:
    logs = Logs(ratings=table("ratings", [rating(at(1))]), sleep=table("sleep", [night(at(1, 23), at(2, 7))]))
    before = [logs.ratings.copy(), logs.sleep.copy()]
    to_daily(logs)
    pd.testing.assert_frame_equal(before[0], logs.ratings)
    pd.testing.assert_frame_equal(before[1], logs.sleep)


WHEN = st.one_of(
    st.datetimes(datetime(2026, 1, 1, 4), datetime(2026, 4, 1)), st.dates(date(2026, 1, 1), date(2026, 4, 1))
)


@st.composite
def made(draw: st.DrawFn) -> dict[str, list[tuple[Any, ...]]]:
    values = st.one_of(st.just(NAN), st.floats(0, 10))
    measures = st.sampled_from(["mood", "calm", "sleep_quality"])
    return {
        "ratings": draw(st.lists(st.builds(rating, WHEN, values, measures, st.sampled_from("ab")), max_size=12)),
        "journal": draw(st.lists(st.builds(entry, WHEN, st.text(max_size=30)), max_size=5)),
        "activities": draw(st.lists(st.builds(activity, WHEN, st.sampled_from("xyz")), max_size=8)),
    }


@pytest.mark.slow
@given(made(), st.randoms())
@settings(max_examples=30, deadline=None)
def test_counts_and_means_for_any_logs_in_any_order(rows: dict[str, list[tuple[Any, ...]]], shuffle: Any) -> None:
    logs = Logs(**{name: table(name, given) for name, given in rows.items()})
    daily = to_daily(logs)
    check_shape(daily)
    for given_rows in rows.values():
        shuffle.shuffle(given_rows)
    pd.testing.assert_frame_equal(
        daily, to_daily(Logs(**{name: table(name, given) for name, given in rows.items()})), check_exact=True
    )
    if logs.empty:
        assert daily.empty
        return
    assert (daily.index[0], daily.index[-1]) == (logs.days[0], logs.days[-1])
    assert set(daily.index[daily["entries"] > 0]) == set(logs.days)
    known = logs.ratings.dropna(subset=["value"])
    for measure in ("mood", "calm", "sleep_quality"):
        if measure in daily:
            expected = known[known["measure"] == measure].groupby("day")["value"]
            assert daily[f"{measure}_n"].sum() == expected.size().sum()
            means = daily[measure].dropna()
            assert list(means) == pytest.approx(list(expected.mean()))
            assert means.between(0, 10).all()


def test_months_without_an_entry() -> None:
    daily = to_daily(moods([5.0, *[None] * 200, 6.0]))
    assert len(daily) == 202
    assert daily.index[0] == pd.Timestamp(MONDAY)
    assert daily["mood"].isna().sum() == 200
    assert (daily["entries"] == 0).sum() == 200
