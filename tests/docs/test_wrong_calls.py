"""Wrong calls of every public function: each is answered with an error that names what is possible."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from matplotlib.figure import Figure

import heartdata as hd
from heartdata import charts
from heartdata.review.week import WeekReview

NEEDS_LOGS = "needs Logs, as read_logs, Logs.from_frame and simulate_logs return them, got DataFrame"
PANELS = ("plot_week", "plot_mood_weeks", "plot_sleep", "plot_state", "plot_gap", "plot_signs", "plot_practices",
          "plot_trial")  # fmt: skip
HERE = str(Path(__file__).parent)


@cache
def logs() -> hd.Logs:
    return hd.simulate_logs(seed=3, course="improving", days=60)


@cache
def daily() -> pd.DataFrame:
    return hd.to_daily(logs())


@cache
def review() -> WeekReview:
    return hd.review_week(logs())


def course() -> pd.DataFrame:
    return hd.track_progress(daily(), since=daily().index[-1])


# (the call, what the error says)
WRONG: dict[str, tuple[Callable[[], Any], str]] = {
    "to_daily": (lambda: hd.to_daily(daily()), NEEDS_LOGS),
    "signs": (lambda: hd.stagnation_indicators(daily()), NEEDS_LOGS),
    "signs on": (lambda: hd.stagnation_indicators(logs(), on=5), "not a day; write it like 2026-08-02"),
    "sign course": (lambda: hd.indicator_course(daily()), NEEDS_LOGS),
    "effects": (lambda: hd.practice_effects(daily()), NEEDS_LOGS),
    "effects on": (lambda: hd.practice_effects(logs(), on="1.3.2026"), "write it like 2026-03-01"),
    "suggest": (lambda: hd.suggest(daily()), NEEDS_LOGS),
    "suggest trials": (lambda: hd.suggest(logs(), trials="walk"), "trials holds a str; give trials as load_trials"),
    "review_week": (lambda: hd.review_week(daily()), NEEDS_LOGS),
    "review_week trials": (lambda: hd.review_week(logs(), trials=5), "trials holds a int; give trials as load_trials"),
    "review_week bytes": (lambda: hd.review_week(logs(), b"2026"), "a day of it, or 'last'"),
    "track": (lambda: hd.track_progress("x"), "track_progress needs logs or a DataFrame with one row per day, got str"),
    "track measures": (lambda: hd.track_progress(daily(), measures=5), "measures holds 5, which is not a known"),
    "track ignore": (lambda: hd.track_progress(daily(), ignore=3), "ignore=3: give pairs of a first and a last day"),
    "track usual": (lambda: hd.track_progress(daily(), usual={"moood": 7}), "no measure; did you mean 'mood'"),
    "track usual bool": (lambda: hd.track_progress(daily(), usual=True), "give a number from 0 to 10"),
    "track usual list": (lambda: hd.track_progress(daily(), usual=[7]), "give a number from 0 to 10"),
    "track words": (lambda: hd.track_progress(daily().assign(mood="good")), "mood holds no numbers; lay its answers"),
    "weekly_chart": (lambda: hd.weekly_chart(logs()), "weekly_chart needs a WeekReview, as review_week returns it"),
    "weekly_chart layout": (lambda: hd.weekly_chart(review(), layout=["page"]), "allowed are page and card"),
    "weekly_report": (lambda: hd.weekly_report(logs()), "weekly_report needs a WeekReview, as review_week returns it"),
    "alt_text": (lambda: charts.alt_text(logs()), "alt_text needs a WeekReview"),
    "save_chart": (lambda: charts.save_chart(review(), "x.png"), "save_chart needs a Figure, as weekly_chart returns"),
    "save_chart path": (lambda: charts.save_chart(Figure(), 5), "path is a int; give one path, as text or a Path"),
    "read_logs": (lambda: hd.read_logs(daily()), "path is a DataFrame; .*Logs.from_frame takes a DataFrame"),
    "read_logs several": (lambda: hd.read_logs(["a", "b"]), "path is a list; give one path"),
    "read_logs profile": (lambda: hd.read_logs(HERE, profile={}), "profile is a dict; give a Profile"),
    "read_logs format": (lambda: hd.read_logs(HERE, format="x"), "not a known format; choose one of"),
    "identify": (lambda: hd.identify(5), "path is a int; give one path"),
    "cohort": (lambda: hd.run_cohort(5, out="x"), "source is a int|a cohort needs pyarrow"),
    "simulate": (lambda: hd.simulate_logs(seed=1, effects=5), r"a mapping of practices .*evening walk"),
    "between": (lambda: logs().between("soon", "2026-02-01"), "first='soon': not a day; write it like 2026-03-01"),
    "merge": (lambda: logs().merge(daily()), "merge holds a DataFrame; give logs, one after the other"),
    "save": (lambda: logs().save(5), "folder is a int; give one path"),
    "load": (lambda: hd.Logs.load(5), "folder is a int; give one path"),
    "Logs": (lambda: hd.Logs(ratings=daily()), "needs a table with the columns time, day.* use Logs.from_frame"),
    "Logs profile": (lambda: hd.Logs(profile={}), "profile is a dict; give a Profile"),
    "Profile": (lambda: hd.Profile(usual="high"), "usual"),
    "Profile.from_toml": (lambda: hd.Profile.from_toml(5), "from_toml needs text, got int; Profile.load reads a file"),
    "Profile.load": (lambda: hd.Profile.load(5), "path is a int; give one path"),
    "compare": (lambda: hd.compare(daily(), "2026-01", "2026-02", measures=5), "no such column; there are mood"),
    "around": (lambda: hd.around(daily(), measure=["mood"]), "give the name of one column, such as 'mood'"),
    "around days": (lambda: hd.around(daily(), pd.NaT), "give a day like 2026-03-01, several of them, or one of"),
    "schemas": (lambda: hd.schemas([]), "there is no such table; there are ratings"),
    "plot_measure": (lambda: charts.plot_measure(daily(), None), "there is no such column; there are mood"),
    "plot_calendar": (lambda: charts.plot_calendar(5), "plot_calendar needs logs or a DataFrame with one row per day"),
    "plot_calendar measure": (lambda: charts.plot_calendar(daily(), measure="mod"), "did you mean 'mood'"),
    "plot_calendar rows": (lambda: charts.plot_calendar(daily().reset_index()), r"must hold days \(DatetimeIndex\)"),
    "plot_calendar marked": (lambda: charts.plot_calendar(daily(), marked=[5]), r"marked=\[5\]: give days like 2026"),
    "plot_course": (lambda: charts.plot_course(daily()), "got a table without level or low.*there is plot_measure"),
    "plot_course empty": (lambda: charts.plot_course(course().iloc[:0]), "got an empty table"),
    "plot_course marked": (lambda: charts.plot_course(course(), marked=["x"]), 'something else than {"day"'),
    "plot_course usual": (lambda: charts.plot_course(course(), usual="x"), "usual='x': give a level from 0 to 10"),
    "plot_course daily": (lambda: charts.plot_course(course(), daily=5), "one row per day, got int"),
    **{name: (lambda name=name: getattr(charts, name)(logs()), f"{name} needs a WeekReview") for name in PANELS},
    **{f"{name} ax": (lambda name=name: getattr(charts, name)(review(), 5), "ax is a int") for name in PANELS},
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_call_is_told_what_is_possible(name: str) -> None:
    call, said = WRONG[name]
    with pytest.raises(hd.HeartdataError, match=said):
        call()


def test_every_public_function_has_a_wrong_call() -> None:
    tried = {name.split()[0] for name in WRONG}
    other = {"stagnation_indicators": "signs", "indicator_course": "sign", "practice_effects": "effects",
             "track_progress": "track", "run_cohort": "cohort", "simulate_logs": "simulate"}  # fmt: skip
    elsewhere = {"plot_compare", "plot_around", "formats"}  # the first two in their own tests; formats takes nothing
    functions = [
        n for n in (*hd.__all__, *charts.__all__) if callable(getattr(hd, n, getattr(charts, n, None))) and n.islower()
    ]
    assert [n for n in functions if other.get(n, n) not in tried | elsewhere] == []


@pytest.mark.parametrize(
    "call",
    [
        lambda: hd.track_progress(daily(), usual={}, measures={}, ignore={}, since=daily().index[-1]),
        lambda: hd.Profile(moods={}, usual={}, columns={}, practices={}, contacts={}, support={}, sources={}),
        lambda: hd.simulate_logs(seed=1, days=40, effects={}),
        lambda: hd.Logs.from_frame(daily(), scale={}, higher={}),
        lambda: charts.plot_course(course(), marked={}),
        lambda: charts.plot_calendar(daily(), marked={}),
    ],
)
def test_empty_mappings_are_allowed(call: Callable[[], Any]) -> None:
    assert call() is not None


def test_nullable_and_other_numbers_are_read_as_numbers() -> None:
    last = daily().index[-1]
    plain = hd.track_progress(daily(), since=last)
    for same in (daily().convert_dtypes(), daily().astype({"mood": object}), daily().sample(frac=1, random_state=1)):
        pd.testing.assert_frame_equal(hd.track_progress(same, since=last), plain, check_freq=False)
        found = [hd.compare(frame, "2026-01", "2026-02", measures="sleep_hours") for frame in (same, daily())]
        pd.testing.assert_frame_equal(*found)
