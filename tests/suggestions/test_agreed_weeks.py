"""What is said of a week: judged on its last logged day, and never longer than what it is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

import heartdata as hd
from heartdata.cohort.person import person_weeks
from heartdata.core.logs import Logs
from heartdata.core.profile import MarkedEvent, Profile
from heartdata.core.weeks import usual_by_day
from heartdata.review.notices import headline, question
from heartdata.suggestions.agreed_weeks import AgreedWeeks
from tests.made_logs import MONDAY, NAN, ar1, moods

# Whole weeks after a stretch that one may still read of it: a week alone is often too few days to show that it is over.
SPOKEN_OF_FOR = 3


def weeks_with(values: list[float], alert: str, *, begun: int, state: str = "unclear") -> AgreedWeeks:
    """Weeks from Monday on with one early notice from a day on, whatever the moods are."""
    index = pd.date_range(MONDAY, periods=len(values), freq="D", name="day")
    daily = pd.DataFrame({"mood": values, "entries": np.isfinite(values).astype(int)}, index=index)
    course = pd.DataFrame({"state": state, "alert": alert, "level": 4.5}, index=index)
    course.loc[index[:begun], ["state", "alert"]] = ["unclear", ""]
    return AgreedWeeks(daily, course, usual=7.0)


def sunday(week: int) -> date:
    return MONDAY + timedelta(days=7 * week + 6)


@pytest.mark.parametrize("alert", ["slipping", "stuck"])
@pytest.mark.parametrize("state", ["unclear", "slipping"])
def test_a_notice_ends_beside_a_week_that_is_clearly_higher_than_those_it_is_about(alert: str, state: str) -> None:
    hard, better = [4.0, 5.0, 4.5, 3.5, 5.0, 4.0, 4.5], [6.0, 7.0, 6.5, 6.0, 6.5, 6.0, 7.0]
    for weeks, said in ((5, True), (6, False), (7, False)):
        found = weeks_with([*hard * 6, *better * 2], alert, begun=20, state=state).of_week(sunday(weeks))
        assert found.alert == (alert if said else "")
        assert found.state == (state if said else "unclear")
    # Ups and downs do not end it, and neither does one better week in its first fortnight.
    assert weeks_with(hard * 8, alert, begun=20).of_week(sunday(7)).alert == alert
    young = weeks_with([*hard * 6, *better], "slipping", begun=35).of_week(sunday(6))
    assert young.alert == "slipping"


def test_a_notice_is_not_given_beside_a_week_at_the_usual() -> None:
    values = [5.0, 4.0] * 14
    assert weeks_with(values, "stuck", begun=20).of_week(sunday(3)).alert == "stuck"
    assert weeks_with([*values[:21], *[7.0] * 7], "stuck", begun=20).of_week(sunday(3)).alert == ""


def test_a_week_is_judged_on_its_last_logged_day_and_one_without_entries_on_its_last() -> None:
    values = [5.0] * 18 + [NAN] * 14 + [5.0] * 3
    weeks = weeks_with(values, "stuck", begun=19)
    assert weeks.last_logged(sunday(2)) == MONDAY + timedelta(days=17)
    assert weeks.of_week(sunday(2)).alert == ""  # the notice came on the days without an entry
    assert weeks.of_week(sunday(3)).alert == "stuck"
    assert weeks.last_logged(sunday(2) + timedelta(days=60)) is None


def planted(seed: int, *, stretch: str) -> tuple[Logs, pd.Timestamp]:
    """Usual weeks, a loss, and a hard stretch or a plateau that ends from one day to the next; and the Monday after."""
    rng = np.random.default_rng([seed, 61])
    lead = [2.0 * 0.5 ** (day / 20) for day in range(84)] if stretch == "slipping" else []
    gap = [0.0] * 42 + lead + [rng.uniform(1.4, 2.2)] * (42 if stretch == "slipping" else 70)
    ended = len(gap) + 3
    values = 6.8 + 1.2 * (ar1(ended + 45, seed, level=0.0, sd=1.0) - [*gap, *[gap[-1]] * 3, *[0.0] * 45])
    entered = [None if rng.random() < 0.2 else float(value) for value in values.round().clip(0, 10)]
    logs = moods(entered, profile=Profile(loss_date=MONDAY + timedelta(days=42)))
    day = MONDAY + timedelta(days=ended)
    return logs, pd.Timestamp(day + timedelta(days=-day.weekday() % 7))


@pytest.mark.parametrize("stretch", ["slipping", "stuck"])
def test_a_stretch_that_is_over_is_soon_spoken_of_no_more(stretch: str) -> None:
    noticed = 0
    for seed in range(6):
        logs, after = planted(seed, stretch=stretch)
        weeks = person_weeks(logs).set_index("week")
        before, later = (
            weeks.loc[: after - pd.Timedelta(days=14)],
            weeks.loc[after + SPOKEN_OF_FOR * pd.Timedelta("7D") :],
        )
        noticed += stretch in {*before["alert"].tail(4), *before["state"].tail(4)}
        assert stretch not in {*later["alert"], *later["state"]}, seed
        assert not {"HD302", "HD402", "HD403"} & set(later["suggestion"])
        if seed:
            continue
        review = hd.review_week(logs, later.index[0].date())
        assert review.journey["state"].iloc[-1] != stretch
        # Two readings named side by side, each with its share, are no claim.
        said = " ".join([headline(review), question(review), *(idea["why"] for idea in review.suggestions)])
        assert "harder" not in said
        assert "not have changed much" not in said
    assert noticed >= 4


def test_what_is_usual_is_taken_as_it_was_known_in_each_week() -> None:
    """A first loss of long ago gives way to a later one: the hard weeks before that do not change what was said."""
    noise = ar1(105, 3, level=0.0, sd=0.5)
    values = np.r_[np.full(28, 6.5), np.full(21, 4.5), np.full(56, 1.0)] + noise
    marked = (MarkedEvent(MONDAY + timedelta(days=98), kind="loss"),)
    profile = Profile(loss_date=MONDAY - timedelta(days=700), events=marked)
    logs = moods(values.clip(0, 10).tolist(), profile=profile)
    weeks = person_weeks(logs)
    then = logs.between(MONDAY, sunday(6))
    part = person_weeks(then)
    assert "slipping" in set(part["alert"])
    pd.testing.assert_frame_equal(weeks.iloc[: len(part)], part, check_dtype=False)
    assert hd.review_week(then).progress["alert"] == part["alert"].iloc[-1]
    known = usual_by_day(hd.to_daily(logs), logs)
    assert [known(day) for day in (sunday(5), sunday(14))] == [
        pytest.approx(values.clip(0, 10)[:42].mean()),
        pytest.approx(values.clip(0, 10)[:98].mean()),
    ]
    assert np.isnan(known(MONDAY + timedelta(days=12)))


def test_a_usual_mood_is_not_compared_with_what_else_is_rated() -> None:
    values = (ar1(110, 4, level=6.8, sd=1.0) - 2.5 * (np.arange(110) >= 40)).clip(0, 10)
    logs = moods(values.tolist(), profile=Profile(loss_date=MONDAY + timedelta(days=40), usual={"mood": 3.0}))
    of_energy = replace(logs, ratings=logs.ratings.assign(measure="energy"))
    alone = replace(of_energy, profile=replace(logs.profile, usual={}))
    weeks, same = person_weeks(of_energy), person_weeks(alone)
    assert "stuck" in {*weeks["state"], *weeks["alert"]}
    pd.testing.assert_frame_equal(weeks[["state", "alert"]], same[["state", "alert"]])
    page, page_of = hd.review_week(of_energy), hd.review_week(alone)
    assert headline(page) == headline(page_of)
    assert "your usual is" not in " ".join([page.progress["sentence"], *page.sentences()])
    assert page.progress["sentence"] == page_of.progress["sentence"]
