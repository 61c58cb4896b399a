from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heartdata.core.logs import Logs, table
from heartdata.core.profile import Profile
from heartdata.errors import HeartdataError
from heartdata.signs.body_signs import BODY_SIGNALS, body_signals, sleep_regularity

NAN = float("nan")
START = pd.Timestamp("2026-01-01")
DAY = pd.Timedelta(days=1)


def periods(spans: list[tuple[float, float]]) -> pd.DataFrame:
    """Sleep on following days, as shares of a day."""
    starts = [START + i * DAY + a * DAY for i, (a, _) in enumerate(spans)]
    ends = [START + i * DAY + b * DAY for i, (_, b) in enumerate(spans)]
    return pd.DataFrame({"start": starts, "end": ends})


def nights(hours: list[float]) -> pd.DataFrame:
    rows = []
    for place, asleep in enumerate(hours):
        end = START + place * DAY + pd.Timedelta(hours=7)
        rows.append((end - pd.Timedelta(hours=asleep), end, START + place * DAY, asleep, *[NAN] * 6, False, NAN, "t"))
    return table("sleep", rows)


def test_regularity_gives_the_published_example() -> None:
    # The example of GGIR's CalcSleepRegularityIndex: following days differ by a tenth of a day, hence 80.
    assert sleep_regularity(periods([(0.4, 0.8), (0.5, 0.8), (0.5, 0.9), (0.4, 0.9), (0.4, 0.8)])) == pytest.approx(80)
    assert sleep_regularity(periods([(0.4, 0.8)] * 5)) == 100


def test_regularity_of_reversed_days_is_minus_hundred() -> None:
    spans = [(0.0, 0.5), (0.5, 1.0)] * 4
    assert sleep_regularity(periods(spans), epoch=10) == pytest.approx(-100, abs=15)


def test_unrecorded_night_is_not_awake() -> None:
    whole = periods([(0.95, 1.25)] * 10)
    assert sleep_regularity(whole.drop(index=[4])) == 100


@pytest.mark.parametrize("epoch", [1, 5, 30])
def test_regularity_does_not_depend_on_the_step(epoch: int) -> None:
    spans = [(0.4, 0.8), (0.5, 0.8), (0.5, 0.9), (0.4, 0.9), (0.4, 0.8)]
    assert sleep_regularity(periods(spans), epoch=epoch) == pytest.approx(80, abs=2)


def test_regularity_without_nights_is_nan() -> None:
    assert np.isnan(sleep_regularity(periods([])))
    assert np.isnan(sleep_regularity(periods([(0.9, 1.2)])))
    assert np.isnan(sleep_regularity(pd.DataFrame({"start": [pd.NaT], "end": [START]})))
    assert np.isnan(
        sleep_regularity(
            pd.DataFrame({"start": [START, START + 9000 * DAY], "end": [START + DAY / 3, START + 9000 * DAY + DAY / 3]})
        )
    )


def test_all_signals_are_there_and_nan_where_nothing_is_tracked() -> None:
    signals = body_signals(Logs())
    assert signals.index.tolist() == list(BODY_SIGNALS)
    assert signals[["level", "usual", "difference", "low", "high"]].isna().all(axis=None)
    assert (signals["source"] == "").all()


def test_hard_nights_are_counted() -> None:
    hours = [7.5 if i < 120 or i % 2 else 4.5 for i in range(150)]
    logs = Logs(sleep=nights(hours), profile=Profile(loss_date="2026-04-01"))
    row = body_signals(logs).loc["insomnia"]
    assert row["level"] == pytest.approx(5, abs=0.5)
    assert row["days_logged"] == 14
    assert row["source"] == "sleep log"
    assert body_signals(logs).loc["sleep_regularity", "level"] < 95
    assert body_signals(logs, on="2026-04-20").loc["sleep_regularity", "level"] == 100


def test_ratings_and_pulse_are_compared_with_the_usual() -> None:
    rng = np.random.default_rng(0)
    rows = []
    for i in range(150):
        low = 4 if i >= 130 else 0
        rows += [
            (pd.NaT, START + i * DAY, m, float(np.clip(rng.normal(7 - low, 1), 0, 10)), "", NAN, "t")
            for m in ("calm", "appetite")
        ]
    pulse = [
        (pd.NaT, START + i * DAY, "resting_heart_rate", 62.0 + 8 * (i >= 130) + i % 3, NAN, "t") for i in range(150)
    ]
    logs = Logs(ratings=table("ratings", rows), vitals=table("vitals", pulse), profile=Profile(loss_date="2026-04-01"))
    signals = body_signals(logs)
    assert (signals.loc[["appetite", "anxiety", "resting_pulse"], "low"] > 1).all()
    assert signals.loc["resting_pulse", "level"] == pytest.approx(71, abs=1)
    assert signals.loc["anxiety", "level"] > 6 > signals.loc["anxiety", "usual"]
    assert signals.loc["anxiety", "source"] == "calm rating"


def test_tags_are_used_if_nothing_is_rated() -> None:
    rows = [(pd.NaT, START + i * DAY, "anxious" if i % 2 else "walk", NAN, "other", NAN, "t") for i in range(40)]
    row = body_signals(Logs(activities=table("activities", rows))).loc["anxiety"]
    assert row["level"] == pytest.approx(5)
    assert row["source"] == "tags"


def test_only_the_past_is_used() -> None:
    logs = Logs(sleep=nights([7.5] * 60 + [4.0] * 40))
    pd.testing.assert_frame_equal(
        body_signals(logs.between("2026-01-01", "2026-02-20")), body_signals(logs, on="2026-02-20")
    )


def test_invalid_day_is_an_error() -> None:
    with pytest.raises(HeartdataError, match="not a day"):
        body_signals(Logs(), on="soon")


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.floats(-5, 30), st.booleans()), max_size=40))
def test_any_sleep_gives_five_rows(spans: list[tuple[int, float, bool]]) -> None:
    rows = [
        (START + i * DAY, START + i * DAY + pd.Timedelta(hours=h), START + i * DAY, h, *[NAN] * 6, nap, NAN, "t")
        for i, h, nap in spans
    ]
    signals = body_signals(Logs(sleep=table("sleep", rows)))
    assert len(signals) == 5
    assert not np.isinf(signals[["level", "usual", "difference"]].astype(float).to_numpy()).any()
    assert signals.loc["sleep_regularity", ["level"]].dropna().between(-100, 100).all()


def test_the_same_night_every_day_is_fully_regular() -> None:
    nights = pd.date_range("2026-03-01 23:00", periods=8, freq="D")
    assert sleep_regularity(pd.DataFrame({"start": nights, "end": nights + pd.Timedelta(hours=8)})) == 100.0


def test_without_entries_nothing_is_logged() -> None:
    assert body_signals(Logs())["days_logged"].tolist() == [0] * 5
