from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from heartdata.core.logs import Logs, table
from heartdata.core.profile import Profile
from heartdata.signs.indicators import indicator_course, stagnation_indicators
from heartdata.signs.sentences import sign_sentence

NAN = float("nan")
START = pd.Timestamp("2026-01-01")
LOSS_BEFORE = Profile(loss_date="2025-12-20")


def day(place: int) -> pd.Timestamp:
    return START + pd.Timedelta(days=place)


def rated(values: list[float], profile: Profile, measure: str = "rumination") -> Logs:
    rows = [(pd.NaT, day(i), measure, v, "", NAN, "t") for i, v in enumerate(values) if v == v]
    return Logs(ratings=table("ratings", rows), profile=profile)


def tagged(there: list[bool], name: str, profile: Profile) -> Logs:
    rows = [(pd.NaT, day(i), "cooking", NAN, "other", NAN, "t") for i in range(len(there))]
    rows += [(pd.NaT, day(i), name, NAN, "other", NAN, "t") for i, used in enumerate(there) if used]
    return Logs(activities=table("activities", rows), profile=profile)


def row_of(logs: Logs, sign: str, on: int | None = None) -> pd.Series:
    return stagnation_indicators(logs, on=None if on is None else day(on).date()).loc[sign]


def test_worst_weeks_logged_after_the_loss_are_not_called_usual() -> None:
    every_day = tagged([True] * 105, "tired", LOSS_BEFORE)
    row = row_of(every_day, "fatigue")
    assert row["status"] == "persistent"
    assert row["often"] == 1
    assert row[["usual", "difference", "low", "high"]].isna().all()
    words = sign_sentence("fatigue", row)
    assert words.startswith("Tiredness: there on nearly every day you logged in the last four weeks")
    assert "I don't know how it was before" in words
    assert "usual" not in words


@pytest.mark.parametrize("share", [0.65, 0.8, 1.0])
def test_what_is_there_on_most_days_for_four_weeks_is_persistent(share: float) -> None:
    there = [int((i + 1) * share) > int(i * share) for i in range(60)]
    assert row_of(tagged(there, "tired", LOSS_BEFORE), "fatigue")["status"] == "persistent"
    heavy = [8.0 if used else 3.0 for used in there]
    assert row_of(rated(heavy, LOSS_BEFORE), "replaying")["status"] == "persistent"


@pytest.mark.parametrize("share", [0.2, 0.45])
def test_what_is_there_on_fewer_days_is_not_persistent(share: float) -> None:
    there = [int((i + 1) * share) > int(i * share) for i in range(60)]
    assert row_of(tagged(there, "tired", LOSS_BEFORE), "fatigue")["status"] != "persistent"
    assert row_of(rated([8.0 if used else 3.0 for used in there], LOSS_BEFORE), "replaying")["status"] != "persistent"


def test_a_heavy_usual_from_before_the_loss_is_persistent_too() -> None:
    values = [8.0 + i % 2 for i in range(180)]
    row = row_of(rated(values, Profile(loss_date="2026-04-01")), "replaying")
    assert row["status"] == "persistent"
    assert row["usual"] == pytest.approx(8.5, abs=0.1)
    words = sign_sentence("replaying", row)
    assert "harder than your usual" not in words
    assert "there on nearly every day you logged in four weeks, as it was before (" in words


@pytest.mark.parametrize(
    ("profile", "first", "days"), [(Profile(), 84, 300), (Profile(loss_date="2026-03-02"), 372, 560)]
)
def test_what_was_there_on_half_of_the_days_all_along_is_rarely_found(profile: Profile, first: int, days: int) -> None:
    # By chance four weeks are sometimes above 60 % and sometimes below 40 %; also when the year after a loss is over.
    begins = 0
    for seed in range(8):
        there = np.random.default_rng(seed).random(days) < 0.52
        course = indicator_course(rated(list(np.where(there, 7.5, 5.5)), profile))["status", "replaying"]
        found = course[course.index >= day(first)].isin(["present", "persistent"])
        begins += int((found & ~found.shift(fill_value=False)).sum())
    # Eight people for half a year, at .6 a year: 2 or 3, with its error.
    assert begins <= 5


@pytest.mark.parametrize("share", [0.75, 1.0])
def test_without_a_loss_what_was_there_from_the_start_stays_persistent(share: float) -> None:
    there = [int((i + 1) * share) > int(i * share) for i in range(150)]
    for logs, sign in (
        (tagged(there, "tired", Profile()), "fatigue"),
        (rated([8.0 if used else 3.0 for used in there], Profile()), "replaying"),
    ):
        course = indicator_course(logs)["status", sign]
        assert set(course[course.index >= day(28)]) == {"persistent"}


def test_without_a_loss_what_is_less_than_usual_no_longer_lasts() -> None:
    # 40 % of the days would be enough to go on.
    values = [6.0 + 0.5 * (i % 3 == 0) for i in range(60)] + [8.0] * 40 + [7.0, 2.0] * 40
    course = indicator_course(rated(values, Profile()))
    assert course.loc["2026-03-30", ("status", "replaying")] == "persistent"
    later = course.xs("replaying", axis=1, level="sign").loc["2026-04-20":"2026-05-11"]
    assert (later["level"] < later["usual"] - 1).all()
    assert not set(later["status"]) & {"present", "persistent"}


def test_without_a_loss_what_comes_to_be_there_on_nearly_every_day_is_persistent() -> None:
    values = [3.0 + i % 2 for i in range(100)] + [8.0] * 60
    course = indicator_course(rated(values, Profile()))["status", "replaying"]
    assert set(course[course.index >= day(100 + 28)]) == {"persistent"}


def test_a_mild_usual_that_stays_is_never_persistent() -> None:
    rng = np.random.default_rng(2)
    for known in ("2026-04-01", "2025-12-20"):
        values = list(np.clip(np.round(rng.normal(3, 1.3, 200)), 0, 10))
        course = indicator_course(rated(values, Profile(loss_date=known)))
        assert "persistent" not in set(course["status", "replaying"])


def test_four_weeks_are_needed_and_present_is_said_before_where_nothing_is_known() -> None:
    every_day = tagged([True] * 60, "tired", LOSS_BEFORE)
    assert row_of(every_day, "fatigue", on=8)["status"] == "unknown"
    assert row_of(every_day, "fatigue", on=15)["status"] == "present"
    assert row_of(every_day, "fatigue", on=27)["status"] == "persistent"


def test_a_sign_that_lasted_ends() -> None:
    row = row_of(tagged([True] * 60 + [False] * 25, "tired", LOSS_BEFORE), "fatigue")
    assert row["status"] in ("easing", "quiet")
    assert "nearly every day" not in sign_sentence("fatigue", row)


def test_days_without_an_entry_do_not_count_against_a_sign() -> None:
    values = [9.0 if i % 2 else NAN for i in range(60)]
    assert row_of(rated(values, LOSS_BEFORE), "replaying")["status"] == "persistent"
    few = [9.0 if i % 5 == 0 else NAN for i in range(60)]
    assert row_of(rated(few, LOSS_BEFORE), "replaying")["status"] == "unknown"


def test_missing_contacts_alone_never_count_as_there() -> None:
    rows = [(pd.NaT, day(i), "cooking", NAN, "other", NAN, "t") for i in range(120)]
    rows += [(pd.NaT, day(i), "Anna", NAN, "contact", NAN, "t") for i in range(0, 120, 5)]
    row = row_of(Logs(activities=table("activities", rows), profile=LOSS_BEFORE), "avoiding_connection")
    assert row["status"] != "persistent"
    assert np.isnan(row["often"])


def test_the_usual_is_compared_with_where_it_is_known_from_before_or_the_loss_is_old() -> None:
    rng = np.random.default_rng(3)
    logs = rated(list(np.clip(rng.normal(4, 1, 200), 0, 10)), Profile(loss_date="2026-04-01"))
    assert np.isfinite(row_of(logs, "replaying")["usual"])
    assert np.isfinite(row_of(replace(logs, profile=Profile(loss_date="2005-04-01")), "replaying")["usual"])
    assert np.isfinite(row_of(replace(logs, profile=Profile()), "replaying")["usual"])
    assert np.isnan(row_of(replace(logs, profile=Profile(loss_date="2025-12-31")), "replaying")["usual"])


def test_less_than_in_the_worst_weeks_is_easing_and_never_lighter_than_a_usual_nobody_knows() -> None:
    noise = np.random.default_rng(4).normal(0, 1, 200)
    values = list(np.clip(np.where(np.arange(200) < 120, 7.0, 2.5) + noise, 0, 10))
    since_loss = indicator_course(rated(values, LOSS_BEFORE))["status", "replaying"]
    assert "easing" in set(since_loss)
    assert "lighter" not in set(since_loss)
    # Without a loss the weeks before are the usual, and less of it is the good news it is.
    assert "lighter" in set(indicator_course(rated(values, Profile()))["status", "replaying"])
