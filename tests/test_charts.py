import io
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from made_logs import MONDAY, moods, night, nights
from made_reviews import bare, full
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

import heartdata as hd
from heartdata.charts import _style as style
from heartdata.charts import (
    alt_text,
    plot_gap,
    plot_mood_weeks,
    plot_sleep,
    plot_state,
    plot_week,
    save_chart,
    weekly_chart,
)
from heartdata.charts.inline import inline_svg
from heartdata.charts.state import _STATES
from heartdata.errors import HeartdataError
from heartdata.review import WeekReview, review_week

PLOTS = [plot_week, plot_mood_weeks, plot_sleep, plot_state, plot_gap]


@cache
def course(name: str) -> WeekReview:
    return review_week(hd.simulate_logs(seed=3, course=name))  # type: ignore[arg-type]


@cache
def strange(kind: str) -> WeekReview:
    def ten_years() -> hd.Logs:
        values = 5 + 2 * np.sin(np.arange(3650) / 40)
        return moods(values.round(1), first=date(2016, 1, 4))

    made: dict[str, Callable[[], hd.Logs]] = {
        "one entry": lambda: moods([5.0]),
        "a year of gaps": lambda: moods([4.0, 5.0, 6.0] * 4 + [None] * 365 + [6.0]),
        "ten years": ten_years,
        "only sleep": lambda: nights(*(night(None, None, MONDAY + timedelta(days=i), asleep_h=7.0) for i in range(9))),
        "all the same": lambda: moods([10.0] * 40),
        "the new year": lambda: moods([5.0, 6.0] * 20, first=date(2025, 12, 1)),
    }
    return review_week(made[kind]())


STRANGE = ["one entry", "a year of gaps", "ten years", "only sleep", "all the same", "the new year"]
LABELS = {
    "long": "the day on which we found out about everything and nothing was as it had been " * 3,
    "right to left": "יום השנה של אבא", "emoji": "🐕🌈 Rex 🐾", "only emoji": "🕯️🕯️",
    "dollars": "$x^2$ and \\frac{1}{2}$",
    "lines": "one\ntwo\ttab\x00", "empty": "",
}  # fmt: skip


@pytest.mark.parametrize("plot", PLOTS)
def test_axes_in_axes_out(plot: Callable[..., Axes]) -> None:
    ax = Figure().add_subplot()
    assert plot(bare(), ax=ax) is ax
    own = plot(bare())
    assert own is not ax
    assert own.figure is not ax.figure
    own.figure.savefig(io.BytesIO(), format="png", dpi=40)


@pytest.mark.parametrize("kind", STRANGE)
def test_strange_logs_are_drawn(kind: str) -> None:
    review = strange(kind)
    figure = weekly_chart(review)
    figure.savefig(io.BytesIO(), format="png", dpi=40)
    width, height = figure.get_size_inches()
    assert height < 3 * width
    assert "nan" not in alt_text(review)
    for plot in PLOTS:
        plot(review).figure.savefig(io.BytesIO(), format="svg")


@pytest.mark.parametrize("label", LABELS.values(), ids=LABELS)
def test_labels_of_any_kind_are_drawn_inside_the_panel(label: str) -> None:
    days = [bare().first_day - timedelta(days=k) for k in (0, 3, 30, 50)]
    review = bare(events=[{"day": day, "label": label, "kind": "other"} for day in days])
    figure = weekly_chart(review)
    figure.draw_without_rendering()
    (panel,) = [ax for ax in figure.axes if ax.get_title(loc="left").startswith("The last")]
    box = panel.get_window_extent()
    for text in panel.texts:
        drawn = text.get_window_extent()
        assert drawn.x0 > box.x0 - 25
        assert drawn.x1 < box.x1 + 25


def test_nothing_drawn_reaches_beyond_the_paper() -> None:
    figure = weekly_chart(full())
    figure.draw_without_rendering()
    width = figure.get_window_extent().width
    for ax in figure.axes:
        for text in (*ax.texts, ax.title, *ax.get_xticklabels(), *ax.get_yticklabels()):
            drawn = text.get_window_extent()
            assert drawn.x0 >= 0, text
            assert drawn.x1 <= width, text


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_the_same_week_gives_the_same_bytes(kind: str, tmp_path: Path) -> None:
    one, other = (save_chart(weekly_chart(full()), tmp_path / f"{n}.{kind}", alt="x").read_bytes() for n in "ab")
    assert one == other


def test_a_chart_is_png_svg_or_pdf(tmp_path: Path) -> None:
    with pytest.raises(HeartdataError, match=r"written as \.png, \.svg or \.pdf"):
        save_chart(weekly_chart(bare()), tmp_path / "week.gif")


def test_pyplot_is_never_imported() -> None:
    check = (
        "import sys, heartdata as hd; r = hd.review_week(hd.simulate_logs(seed=1, days=60)); hd.weekly_chart(r);"
        "hd.weekly_report(r).html; print('matplotlib.pyplot' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_a_notebook_shows_a_chart_by_itself() -> None:
    content, size = weekly_chart(bare())._repr_png_()  # type: ignore[attr-defined]
    assert content.startswith(b"\x89PNG")
    assert size == {"width": 800}


def luminance(colour: str, alpha: float = 1.0) -> float:
    red, green, blue = (alpha * c + 1 - alpha for c in to_rgb(colour))
    return 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2


def test_states_are_told_apart_without_colour() -> None:
    looks = [(hatch, round(luminance(colour, 0.45), 2)) for _, colour, hatch in _STATES.values()]
    for (hatch, light), (other_hatch, other_light) in combinations(looks, 2):
        assert hatch != other_hatch or abs(light - other_light) > 0.2


def test_letters_are_dark_enough_on_paper() -> None:
    for colour in (style.INK, style.SOFT):
        assert 1.05 / (luminance(colour) + 0.05) >= 4.5


def test_marks_of_events_differ_in_shape() -> None:
    from heartdata.charts.mood import _EVENT_MARKS
    from heartdata.vocabulary import EVENT_KINDS

    assert set(_EVENT_MARKS) == set(EVENT_KINDS)
    assert len(set(_EVENT_MARKS.values())) == len(EVENT_KINDS)


def test_without_a_usual_no_line_claims_one() -> None:
    review = bare(mood={**bare().mood, "usual": None})
    for plot in (plot_week, plot_mood_weeks):
        assert not [text for text in plot(review).texts if "usual" in text.get_text()]


def test_days_without_an_entry_stay_empty() -> None:
    drawn = [text.get_text() for text in plot_week(strange("one entry")).texts]
    assert drawn.count("no entry") == 6


def test_a_panel_for_a_page_stands_alone() -> None:
    drawn = inline_svg(plot_week, full(), "days")
    assert drawn == inline_svg(plot_week, full(), "days")
    assert len(drawn.view_box.split()) == 4
    for word in ("<style", "<metadata", "<!--", "http"):
        assert word not in drawn.body
    assert 'id="days-' in drawn.body


@pytest.mark.parametrize("name", ["improving", "stuck", "slipping", "recovered", "sparse"])
def test_every_course_has_a_chart_and_a_text_for_it(name: str) -> None:
    review = course(name)
    said = alt_text(review)
    assert said.startswith(review.title)
    assert review.progress["sentence"] in said
    weekly_chart(replace(review, events=[])).savefig(io.BytesIO(), format="png", dpi=30)
