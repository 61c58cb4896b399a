from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heartdata.core.logs import table
from heartdata.core.nights import looks_like_nap, nightly
from tests.made_logs import night

EVE, MORNING, DAY = datetime(2026, 3, 1, 23), datetime(2026, 3, 2, 7), date(2026, 3, 2)


def of(*rows: tuple[Any, ...]) -> pd.DataFrame:
    return nightly(table("sleep", rows))


def only(*rows: tuple[Any, ...]) -> dict[str, float]:
    found = of(*rows)
    assert list(found.index) == [pd.Timestamp(DAY)]
    return dict(found.iloc[0])


def test_one_night() -> None:
    row = only(night(EVE, MORNING, asleep_h=7.0, in_bed_h=8.0, quality=6.0))
    assert row["sleep_hours"] == 7
    assert (row["bedtime"], row["waketime"], row["sleep_midpoint"]) == (-1, 7, 3)
    assert row["sleep_efficiency"] == 0.875
    assert row["night_quality"] == 6
    assert np.isnan(row["nap_hours"])


def test_time_in_bed_replaces_sleep_but_gives_no_efficiency() -> None:
    row = only(night(EVE, MORNING, in_bed_h=8.0))
    assert row["sleep_hours"] == 8
    assert np.isnan(row["sleep_efficiency"])


def test_sources_are_never_added_and_sleep_with_stages_comes_first() -> None:
    phone = night(EVE, MORNING, in_bed_h=9.0, source="phone")
    watch = night(EVE, MORNING, asleep_h=7.0, in_bed_h=8.0, deep_h=1.0, source="watch")
    app = night(EVE, MORNING, asleep_h=7.5, in_bed_h=8.0, source="app")
    assert only(phone, watch, app)["sleep_hours"] == 7
    assert only(phone, app)["sleep_hours"] == 7.5
    assert only(phone, night(EVE, MORNING, in_bed_h=8.5, source="other"))["sleep_hours"] == 9
    tied = night(EVE, MORNING + timedelta(hours=1), asleep_h=7.5, in_bed_h=8.0, source="b")
    assert only(tied, app)["waketime"] == 7


def test_sources_with_times_come_before_stages() -> None:
    staged = night(None, None, DAY, asleep_h=7.5, deep_h=1.0, source="a")
    timed = night(EVE, MORNING, asleep_h=7.0, source="b")
    for rows in ((staged, timed), (timed, staged)):
        row = only(*rows)
        assert (row["sleep_hours"], row["bedtime"], row["waketime"]) == (7, -1, 7)
    both = night(EVE, MORNING, asleep_h=6.5, deep_h=1.0, source="c")
    assert only(staged, timed, both)["sleep_hours"] == 6.5


def test_the_source_is_chosen_night_by_night() -> None:
    later = timedelta(days=1)
    found = of(
        night(EVE, MORNING, asleep_h=7.0, source="a"),
        night(EVE, MORNING, in_bed_h=9.0, source="b"),
        night(EVE + later, MORNING + later, in_bed_h=9.0, source="b"),
    )
    assert list(found["sleep_hours"]) == [7, 9]


def test_repeated_periods_do_not_outweigh_another_source() -> None:
    twice = [night(EVE, MORNING, asleep_h=6.0, source="twice")] * 2
    assert only(*twice, night(EVE, MORNING, asleep_h=7.0, source="once"))["sleep_hours"] == 7


def test_interrupted_night_is_summed() -> None:
    row = only(
        night(EVE, datetime(2026, 3, 2, 2), asleep_h=2.5, in_bed_h=3.0, quality=2.0),
        night(datetime(2026, 3, 2, 3), MORNING, asleep_h=3.5, in_bed_h=4.0, quality=8.0),
    )
    assert row["sleep_hours"] == 6
    assert (row["bedtime"], row["waketime"]) == (-1, 7)
    assert row["sleep_efficiency"] == pytest.approx(6 / 7)
    assert row["night_quality"] == pytest.approx((2 * 2.5 + 8 * 3.5) / 6)


def test_part_before_midnight_belongs_to_the_same_night() -> None:
    found = of(
        night(datetime(2026, 2, 28, 23), datetime(2026, 3, 1, 7), asleep_h=7.0),
        night(datetime(2026, 3, 1, 21, 30), datetime(2026, 3, 1, 23, 30), asleep_h=2.0),
        night(datetime(2026, 3, 2, 0, 30), MORNING, asleep_h=6.0),
    )
    assert list(found["sleep_hours"]) == [7, 8]
    assert list(found["bedtime"]) == [-1, -2.5]


@pytest.mark.parametrize(
    ("start", "end", "asleep"),
    [
        (datetime(2026, 3, 2, 1), datetime(2026, 3, 2, 3), 2.0),  # within
        (EVE, MORNING, 7.0),  # the same again
        (EVE, datetime(2026, 3, 2, 2), 3.0),  # begins with it
        (datetime(2026, 3, 1, 22, 50), datetime(2026, 3, 2, 1), 2.0),  # begins before, mostly within
        (datetime(2026, 3, 2, 4), datetime(2026, 3, 2, 7, 10), 3.0),  # ends after, mostly within
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_overlapping_period_is_not_counted_twice(start: datetime, end: datetime, asleep: float, turned: bool) -> None:
    rows = [night(EVE, MORNING, asleep_h=7.0), night(start, end, asleep_h=asleep)]
    assert only(*(rows[::-1] if turned else rows))["sleep_hours"] == 7


def test_hours_without_times() -> None:
    row = only(night(None, None, DAY, asleep_h=6.5))
    assert row["sleep_hours"] == 6.5
    assert all(np.isnan(row[c]) for c in ("bedtime", "waketime", "sleep_midpoint", "sleep_efficiency"))
    assert only(*[night(None, None, DAY, asleep_h=h) for h in (6.5, 7.0, 7.0)])["sleep_hours"] == 7
    assert only(night(None, None, DAY, asleep_h=9.0), night(EVE, MORNING, asleep_h=7.0))["sleep_hours"] == 7


def test_times_without_hours() -> None:
    row = only(night(EVE, MORNING, quality=4.0))
    assert np.isnan(row["sleep_hours"])
    assert (row["bedtime"], row["waketime"], row["night_quality"]) == (-1, 7, 4)
    assert np.isnan(only(night(None, MORNING))["sleep_midpoint"])
    assert only(night(EVE, None, DAY))["bedtime"] == -1


def test_a_bedtime_after_midnight_is_positive() -> None:
    assert only(night(datetime(2026, 3, 2, 1, 30), MORNING, in_bed_h=5.5))["bedtime"] == 1.5


def test_naps_are_counted_separately_and_once() -> None:
    nap = {"nap": True, "asleep_h": 0.5}
    begin, end = datetime(2026, 3, 2, 14), datetime(2026, 3, 2, 14, 30)
    row = only(
        night(EVE, MORNING, asleep_h=7.0),
        night(begin, end, **nap),
        night(begin, end, **nap, source="b"),
        night(begin + timedelta(hours=3), end + timedelta(hours=3), **nap),
    )
    assert (row["sleep_hours"], row["nap_hours"], row["waketime"]) == (7, 1, 7)
    alone = only(night(begin, end, **nap))
    assert (alone["nap_hours"], np.isnan(alone["sleep_hours"]), np.isnan(alone["bedtime"])) == (0.5, True, True)


def test_very_short_recording_is_not_a_night() -> None:
    short = night(datetime(2026, 3, 2, 8), datetime(2026, 3, 2, 8, 10), asleep_h=0.1)
    assert only(night(EVE, MORNING, asleep_h=7.0), short)["waketime"] == 7
    assert of(short).empty


def test_more_sleep_than_bed_is_an_efficiency_of_one() -> None:
    assert only(night(EVE, MORNING, asleep_h=8.2, in_bed_h=8.0))["sleep_efficiency"] == 1
    assert np.isnan(only(night(EVE, MORNING, asleep_h=8.2, in_bed_h=0.0))["sleep_efficiency"])


def test_nothing_logged() -> None:
    assert of().empty


@pytest.mark.parametrize(
    ("start", "hours", "nap"),
    [
        (datetime(2026, 3, 1, 9), 3.0, True), (datetime(2026, 3, 1, 20, 59), 0.5, True),
        (datetime(2026, 3, 1, 8, 59), 0.5, False), (datetime(2026, 3, 1, 21), 0.5, False),
        (datetime(2026, 3, 1, 14), 3.1, False), (None, 1.0, False), (datetime(2026, 3, 1, 14), None, False),
        (datetime(2026, 3, 1, 14), float("nan"), False),
    ],
)  # fmt: skip
def test_naps_are_short_and_by_day(start: datetime | None, hours: float | None, nap: bool) -> None:
    assert looks_like_nap(start, hours) is nap


@st.composite
def periods(draw: st.DrawFn) -> tuple[Any, ...]:
    start = datetime(2026, 3, 1, 18) + timedelta(minutes=draw(st.integers(0, 60 * 60)))
    length = timedelta(minutes=draw(st.integers(1, 12 * 60)))
    hours = length / timedelta(hours=1)
    return night(
        start, start + length, asleep_h=draw(st.sampled_from([hours * 0.9, np.nan])), in_bed_h=hours,
        quality=draw(st.sampled_from([np.nan, 3.0, 8.0])), nap=draw(st.booleans()), source=draw(st.sampled_from("ab")),
    )  # fmt: skip


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.lists(periods(), max_size=7), st.randoms())
def test_order_does_not_matter_and_no_night_is_longer_than_its_span(rows: list[tuple[Any, ...]], shuffle: Any) -> None:
    found = of(*rows)
    mixed = list(rows)
    shuffle.shuffle(mixed)
    pd.testing.assert_frame_equal(found, of(*mixed))
    assert found.index.is_unique
    complete = found.dropna(subset=["sleep_hours"])
    assert (complete["bedtime"] <= complete["waketime"]).all()
    # Periods may overlap by up to half of the shorter one.
    assert (complete["sleep_hours"] <= 2 * (complete["waketime"] - complete["bedtime"]) + 1e-9).all()
    assert found["sleep_efficiency"].dropna().between(0, 1).all()
