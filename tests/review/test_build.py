import json
import locale
from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heartdata.core.logs import Logs, table
from heartdata.core.profile import Profile
from heartdata.errors import HeartdataError, NotEnoughDataError
from heartdata.practices.trial import Trial
from heartdata.review.build import review_week
from heartdata.review.week import WeekReview
from tests.made_logs import MONDAY, NAN, activity, ar1, entry, moods, night, nights, rating, ratings

KEYS = ["schema", "week", "first_day", "last_day", "coverage", "mood", "sleep", "signs", "progress", "practices",
        "trial", "suggestions", "notes", "help_first", "help", "first_days", "first_words", "events", "days",
        "weeks"]  # fmt: skip


def everything(weeks: int = 16, seed: int = 1, missing: float = 0.3) -> Logs:
    """A person with gaps, nights, naps, a journal, things done and marked days."""
    draws = np.random.default_rng(seed)
    count = weeks * 7
    kept = np.flatnonzero(draws.random(count) >= missing)
    mood = np.clip(ar1(count, seed), 0, 10)
    day = [MONDAY + timedelta(days=int(i)) for i in range(count)]
    noon = [datetime.combine(d, datetime.min.time()) + timedelta(hours=12) for d in day]
    return Logs(
        ratings=table("ratings", [rating(noon[i], float(mood[i])) for i in kept]
                      + [rating(noon[i], 5.0, "sleep_quality") for i in kept if i > 80]),
        sleep=table("sleep", [night(noon[i] - timedelta(hours=13), noon[i] - timedelta(hours=5), in_bed_h=8.0,
                                    asleep_h=7.0, quality=6.0) for i in kept[::2]]),
        journal=table("journal", [entry(noon[i], "secretword") for i in kept[::3]]),
        activities=table("activities", [activity(noon[i], "evening walk", "practice") for i in kept[::4]]),
        events=table("events", [(MONDAY + timedelta(days=20), None, "", "loss", "x"),
                                (MONDAY + timedelta(days=70), None, "the day", "anniversary", "x")]),
        profile=Profile(loss_date=MONDAY + timedelta(days=20), loss_kind="pet"),
    )  # fmt: skip


def label(weeks_on: int) -> str:
    year, week, _ = (MONDAY + timedelta(weeks=weeks_on)).isocalendar()
    return f"{year}-W{week:02d}"


def test_the_week_shown_is_the_last_with_entries() -> None:
    values: list[float | None] = [5.0] * 10
    assert review_week(moods(values)).week == label(1)
    later_sleep = Logs(
        ratings=moods(values).ratings,
        sleep=table("sleep", [night(None, None, MONDAY + timedelta(days=40), asleep_h=7.0)]),
    )
    assert review_week(later_sleep).week == label(1)


def test_nights_that_go_on_after_the_entries_have_the_last_week() -> None:
    later = [night(None, None, MONDAY + timedelta(days=day), asleep_h=7.0) for day in (*range(40), 42)]
    logs = Logs(ratings=moods([5.0]).ratings, sleep=table("sleep", later))
    review = review_week(logs)
    assert (review.week, review.coverage["days_logged"], review.sleep["nights"]) == (label(5), 0, 5)
    assert review.sentences()
    assert review_week(logs, label(3)).sleep["hours"] == 7.0


def test_nights_alone_have_a_last_week_too() -> None:
    review = review_week(nights(night(datetime(2026, 3, 9, 23), datetime(2026, 3, 10, 7), asleep_h=7.0)))
    assert review.week == label(1)
    assert review.coverage == {"days_logged": 0, "days_logged_28": 0}
    assert review.sleep == {
        "hours": 7.0, "nights": 1, "week_before": None, "bedtime": "23:00", "waketime": "07:00",
    }  # fmt: skip


def test_a_week_in_the_middle() -> None:
    review = review_week(moods([1.0] * 7 + [5.0] * 7 + [9.0] * 7), label(1))
    assert (review.first_day, review.last_day) == (MONDAY + timedelta(days=7), MONDAY + timedelta(days=13))
    assert review.mood["mean"] == 5
    assert review.mood["week_before"] == 1
    assert review.coverage == {"days_logged": 7, "days_logged_28": 14}
    assert review_week(moods([5.0] * 7), label(0).lower()).week == label(0)


def test_a_week_without_entries_names_those_with_some_in_ranges() -> None:
    logs = moods([5.0] * 21 + [None] * 14 + [5.0] * 7)
    said = rf"^{label(3)} has no entry and no night; weeks that have: {label(0)} to {label(2)}, {label(5)}$"
    with pytest.raises(NotEnoughDataError, match=said):
        review_week(logs, label(3))
    with pytest.raises(NotEnoughDataError, match="1999-W01 has no entry"):
        review_week(logs, "1999-W01")


def test_many_ranges_are_cut_short() -> None:
    logs = moods(([5.0] + [None] * 13) * 20)
    with pytest.raises(NotEnoughDataError, match="weeks that have: 12 earlier stretches, "):
        review_week(logs, label(1))


@pytest.mark.parametrize("wrong", ["", "2026-31", "2026-W54", "W31", 31, "2026-W" + "9" * 99])
def test_invalid_weeks(wrong: object) -> None:
    with pytest.raises(HeartdataError, match=rf"not a week; write it like {label(0)}") as caught:
        review_week(moods([5.0]), wrong)  # type: ignore[arg-type]
    assert not isinstance(caught.value, NotEnoughDataError)


def test_nothing_logged() -> None:
    with pytest.raises(NotEnoughDataError, match="nothing is logged yet"):
        review_week(Logs())


def plain(review: WeekReview) -> str:
    return json.dumps(review.to_dict(), allow_nan=False)


@pytest.mark.parametrize(
    "logs",
    [
        everything(), moods([5.0]), ratings(rating(MONDAY, NAN)), ratings(rating(MONDAY, float("inf"))),
        nights(night(None, None, MONDAY, asleep_h=6.0)), moods([5.0] * 60),
        Logs(activities=table("activities", [activity(MONDAY, "walk", "practice")])),
    ],
)  # fmt: skip
def test_a_review_is_plain_json_with_the_same_keys(logs: Logs) -> None:
    review = review_week(logs)
    read = json.loads(plain(review))
    assert list(read) == KEYS
    assert read["schema"] == 1
    assert len(read["days"]) == 7
    assert list(read["days"][0]) == ["day", "mood", "mood_n", "sleep_hours", "bedtime", "waketime", "entries"]
    assert list(read["weeks"][0]) == ["week", "level", "low", "high", "days"]
    assert list(read["mood"]) == ["mean", "low", "high", "days", "week_before", "compared", "usual", "usual_origin",
                                  "usual_days"]  # fmt: skip
    assert list(read["sleep"]) == ["hours", "nights", "week_before", "bedtime", "waketime"]
    assert "secretword" not in plain(review)
    assert "secretword" not in repr(review) + review._repr_html_()


@pytest.mark.slow
@given(st.integers(0, 15), st.integers(1, 30))
@settings(max_examples=15, deadline=None)
def test_later_logs_change_nothing_about_a_past_week(week: int, seed: int) -> None:
    logs = everything(seed=seed, missing=0.5)
    chosen = label(week)
    last = MONDAY + timedelta(days=week * 7 + 6)
    then = logs.between(MONDAY, last)
    try:
        now = review_week(logs, chosen)
    except NotEnoughDataError:
        return
    before = review_week(then, chosen)
    assert plain(now) == plain(before)
    for name in ("daily", "weekly", "ratings"):
        pd.testing.assert_frame_equal(getattr(now, name), getattr(before, name))
    assert now.sentences() == before.sentences()


def test_the_frame_has_every_day_and_week() -> None:
    review = review_week(everything(missing=0.6))
    assert len(review.daily) == 84
    assert len(review.weekly) == 12
    assert review.daily.index[-1] == pd.Timestamp(review.last_day)
    assert review.daily["entries"].dtype == np.int64
    short = review_week(moods([5.0]))
    assert len(short.daily) == 28
    assert len(short.weekly) == 4


def test_the_usual_comes_from_before_the_loss_or_the_person() -> None:
    mood = review_week(moods([8.0] * 14 + [3.0] * 14, profile=Profile(loss_date=MONDAY + timedelta(days=14)))).mood
    assert (mood["usual"], mood["usual_origin"], mood["usual_days"]) == (8, "before the loss", 14)
    mood = review_week(moods([8.0] * 14, profile=Profile(usual=6))).mood
    assert (mood["usual"], mood["usual_origin"], mood["usual_days"]) == (6, "stated", 0)


@pytest.mark.parametrize(
    ("last", "compared"), [(2.0, "lower"), (8.0, "higher"), (5.0, "about the same"), (5.04, "about the same")]
)
def test_weeks_are_compared_with_their_uncertainty(last: float, compared: str) -> None:
    wobble = [0.0, 0.5, -0.5, 0.2, -0.2, 0.1, -0.1]
    assert review_week(moods([5 + w for w in wobble] * 3 + [last + w for w in wobble])).mood["compared"] == compared
    assert review_week(moods([5.0] * 21 + [last] * 7)).mood["compared"] == compared


def test_weeks_at_the_end_of_the_scale_do_not_differ_by_clipping() -> None:
    low = [0.0, 0, 0, 3, 0, 0, 3]
    high = [0.0, 3, 0, 3, 0, 3, 0]
    assert review_week(moods([*low * 4, *high])).mood["compared"] == "about the same"


def test_little_is_not_compared() -> None:
    assert review_week(moods([5.0] * 8)).mood["compared"] is None


def test_practices_are_counted_by_day_and_other_things_are_not_shown() -> None:
    rows = [activity(MONDAY + timedelta(days=d), "walk", "practice") for d in (0, 1, 1, 8)]
    rows += [activity(MONDAY, "Ana", "contact"), activity(MONDAY, "headache", "symptom")]
    review = review_week(Logs(activities=table("activities", rows)), label(0))
    assert review.practices == [
        {"name": "walk", "kind": "practice", "days": 2}, {"name": "Ana", "kind": "contact", "days": 1},
    ]  # fmt: skip


def test_what_was_done_is_known_day_by_day_and_never_from_later() -> None:
    rows = [activity(MONDAY + timedelta(days=d), "walk", "practice") for d in (0, 1, 1, 8)]
    logs = Logs(activities=table("activities", [*rows, activity(MONDAY, "headache", "symptom")]))
    done = review_week(logs, label(0)).practice_days
    assert [(day.date(), name) for day, name in zip(done["day"], done["name"], strict=True)] == [
        (MONDAY, "walk"), (MONDAY + timedelta(days=1), "walk"),
    ]  # fmt: skip


def test_trial_plan_is_listed_by_block() -> None:
    trial = Trial("walk", "blocks", MONDAY, days=18, block_days=3, seed=1)
    shown = review_week(moods([5.0]), trials=[trial]).trial
    assert shown is not None
    assert shown["blocks"][0]["first"] == shown["start"] == "2026-03-02"
    assert shown["blocks"][-1]["last"] == shown["end"] == "2026-03-19"
    days = [(date.fromisoformat(b["last"]) - date.fromisoformat(b["first"])).days + 1 for b in shown["blocks"]]
    assert sum(days) == 18
    assert sum(n for n, b in zip(days, shown["blocks"], strict=True) if b["on"]) == 9


def test_an_old_week_knows_only_the_trials_of_then() -> None:
    logs = moods([5.0] * 28)
    later = Trial("walk", "blocks", MONDAY + timedelta(days=16), days=18, block_days=3, seed=1)
    assert review_week(logs, label(1), trials=[later]).trial is None
    assert review_week(logs, label(2), trials=[later]).trial is not None
    stopped = replace(later, stopped=MONDAY + timedelta(days=24))
    assert review_week(logs, label(2), trials=[stopped]).trial is not None
    assert review_week(logs, label(3), trials=[stopped]).trial is None
    ahead = replace(later, start=MONDAY + timedelta(days=35))
    shown = review_week(logs, trials=[ahead]).trial
    assert shown is not None
    assert shown["sentence"] == "Your trial of walk begins on 6 April 2026."


def test_trial_is_as_of_the_last_entry_in_an_unfinished_week() -> None:
    logs = moods([5.0] * 24)  # to a Wednesday
    wednesday = MONDAY + timedelta(days=23)
    begun = Trial("walk", "blocks", MONDAY + timedelta(days=22), days=18, block_days=3, seed=1)
    shown = review_week(logs, trials=[begun]).trial
    assert shown is not None
    assert shown["sentence"] == "Trial of walk: day 2 of 18 on 25 March 2026."
    tomorrow = replace(begun, start=wednesday + timedelta(days=1))
    review = review_week(logs, trials=[tomorrow])
    assert review.trial is not None
    assert review.trial["sentence"] == "Your trial of walk begins on 26 March 2026."


def test_marked_days_of_the_frame_have_words() -> None:
    events = review_week(everything()).events
    assert [(e["label"], e["kind"]) for e in events] == [("the day", "anniversary")]
    assert review_week(everything(), label(6)).events[0]["label"] == "the loss of a pet"


@pytest.mark.parametrize(
    ("day", "title"),
    [
        (date(2026, 7, 27), "Week 31, 27 July to 2 August 2026"), (date(2026, 3, 2), "Week 10, 2 to 8 March 2026"),
        (date(2020, 12, 28), "Week 53, 28 December 2020 to 3 January 2021"),
        (date(2024, 2, 26), "Week 9, 26 February to 3 March 2024"),
    ],
)  # fmt: skip
def test_titles(day: date, title: str) -> None:
    assert review_week(moods([5.0], day)).title == title


def test_titles_do_not_depend_on_the_language_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    before = locale.setlocale(locale.LC_TIME)
    for name in ("de_DE.UTF-8", "fr_FR.UTF-8", "es_ES.UTF-8"):
        try:
            locale.setlocale(locale.LC_TIME, name)
        except locale.Error:
            continue
        break
    try:
        assert review_week(moods([5.0])).title == "Week 10, 2 to 8 March 2026"
    finally:
        locale.setlocale(locale.LC_TIME, before)


def test_names_of_practices_cannot_break_the_page() -> None:
    logs = Logs(activities=table("activities", [activity(MONDAY, "<script>", "practice")]))
    assert "<script>" not in review_week(logs)._repr_html_()


def test_clock_times_of_nights_round_midnight() -> None:
    rows = [night(datetime(2026, 3, 2, 23, 30), datetime(2026, 3, 3, 7)),
            night(datetime(2026, 3, 4, 0, 30), datetime(2026, 3, 4, 8))]  # fmt: skip
    sleep = review_week(nights(*rows)).sleep
    assert (sleep["bedtime"], sleep["waketime"], sleep["hours"], sleep["nights"]) == ("00:00", "07:30", None, 2)
