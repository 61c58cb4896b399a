"""Plots of tables: Axes in and out, a picture of their own, labels, gaps and a text alternative."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

import heartdata as hd
from heartdata.charts import plot_around, plot_calendar, plot_compare, plot_course, plot_measure
from heartdata.charts.style import described
from tests.made_logs import ar1

DAYS = pd.date_range("2026-01-01", periods=120, name="day")


@pytest.fixture(scope="module")
def daily() -> pd.DataFrame:
    frame = pd.DataFrame(
        {"mood": ar1(120, 1).clip(0, 10), "rumination": ar1(120, 2).clip(0, 10), "bedtime": ar1(120, 3, level=-1)},
        index=DAYS,
    )
    frame.loc["2026-03-10":"2026-03-30"] = np.nan
    frame.attrs["heartdata"] = {"losses": ["2026-02-15"], "usual": {"mood": 6.5}, "illnesses": []}
    return frame


Plot = Callable[..., Axes]
PLOTS: dict[str, Callable[[pd.DataFrame, Axes | None], Axes]] = {
    "mood": lambda daily, ax: plot_measure(daily, ax=ax),
    "bedtime": lambda daily, ax: plot_measure(daily, "bedtime", ax),
    "compare": lambda daily, ax: plot_compare(daily, "2026-01", "2026-04", ax),
    "around": lambda daily, ax: plot_around(daily, "loss", ax=ax),
    "calendar": plot_calendar,
    "course": lambda daily, ax: plot_course(hd.track_progress(daily), ax, daily=daily),
}


@pytest.mark.parametrize("label", PLOTS)
def test_axes_in_and_out_with_a_label(daily: pd.DataFrame, label: str) -> None:
    ax = Figure().subplots()
    assert PLOTS[label](daily, ax) is ax
    assert ax.get_label() == label
    assert ax.get_title(loc="left")


@pytest.mark.parametrize("label", PLOTS)
def test_without_axes_a_notebook_shows_a_picture_with_its_description(daily: pd.DataFrame, label: str) -> None:
    ax = PLOTS[label](daily, None)
    content, size = ax._repr_png_()  # type: ignore[attr-defined]
    assert content.startswith(b"\x89PNG")
    assert size["width"] > 400
    html = ax._repr_html_()  # type: ignore[attr-defined]
    alt = re.match(r'<img alt="([^"]+)"', html)
    assert alt
    assert len(alt[1]) > 10
    assert ax.figure.axes == [ax]


def test_nothing_is_drawn_where_nothing_is_known(daily: pd.DataFrame) -> None:
    ax = plot_measure(daily)
    level = next(line for line in ax.lines if len(line.get_xdata()) > 10)
    known = dict(zip(level.get_xdata(), level.get_ydata(), strict=True))  # type: ignore[arg-type]
    monday = (pd.Timestamp("2026-03-16") - pd.Timestamp(0)).days
    assert np.isnan(known[monday + 3.5])
    around = plot_around(daily, "2026-03-15", within=10)
    assert np.isnan(around.lines[-1].get_ydata()).sum() >= 15  # type: ignore[arg-type]


def test_the_alternative_has_the_numbers(daily: pd.DataFrame) -> None:
    said = described(plot_measure(daily, "rumination"))
    assert said.startswith("Going over it from 1 January 2026 to 30 April 2026: 99 of 120 days known")
    assert said.endswith("higher means harder.")
    assert "your usual 6.5" in described(plot_measure(daily))
    assert "15 February" in plot_around(daily).get_title(loc="left")
    assert "2026-02-15" in described(plot_around(daily))


def test_clear_differences_say_lighter_or_harder_and_are_filled() -> None:
    days = pd.date_range("2026-01-01", periods=120)
    late = (days >= "2026-03-01") * 4.0
    frame = pd.DataFrame({"mood": ar1(120, 1) - late, "rumination": ar1(120, 2) - late, "own": ar1(120, 3)}, index=days)
    ax = plot_compare(frame, "2026-01", "2026-03")
    texts = [text.get_text() for text in ax.texts]
    assert [text.split()[-1] for text in texts if "→" in text][:2] == ["harder", "lighter"]
    assert described(ax).startswith("Before and after (before: 2026-01-01 to 2026-01-31; after")
    again = plot_compare(hd.compare(frame, "2026-01", "2026-03"))
    assert [text.get_text() for text in again.texts] == texts
    assert [label.get_text() for label in again.get_yticklabels()] == ["Mood", "Going over it", "own"]


def test_too_few_days_are_said(daily: pd.DataFrame) -> None:
    ax = plot_compare(daily, ("2026-01-01", "2026-01-03"), "2026-04")
    assert "a week of each would do" in ax.texts[-1].get_text()
    words = [text.get_text() for text in plot_around(daily, "2026-03-12", within=9).texts]
    assert "too few days\nto compare" in words
    assert plot_measure(daily.assign(mood=np.nan)).texts[-1].get_text() == "Nothing is known yet."


WRONG: dict[str, Callable[[pd.DataFrame], Any]] = {
    "plot_compare needs two stretches": plot_compare,
    "plot_compare needs two": lambda daily: plot_compare(daily, "2026-01"),
    "did you mean 'mood'": lambda daily: plot_measure(daily, "moood"),
    "plot_measure needs logs or a DataFrame with one row per day, got WeekReview": lambda daily: plot_measure(
        hd.review_week(hd.Logs.from_frame(daily))  # type: ignore[arg-type]
    ),
    "ax is a ndarray; give one Axes": lambda daily: plot_measure(daily, ax=Figure().subplots(2)),
    "ax is a Figure; give one Axes": lambda daily: plot_around(daily, ax=Figure()),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("said", WRONG)
def test_a_wrong_call_is_told_what_is_possible(daily: pd.DataFrame, said: str) -> None:
    with pytest.raises(hd.HeartdataError, match=said):
        WRONG[said](daily)


def test_charts_are_reachable_without_an_import() -> None:
    assert hd.charts.plot_measure is plot_measure
