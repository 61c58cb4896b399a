"""The four states over time, and the distance to the person's usual."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.lib.stride_tricks import sliding_window_view

from heartdata.charts.defaults import default_style
from heartdata.charts.fonts import text_width
from heartdata.charts.style import (
    BLUE,
    FAINT,
    GREEN,
    INK,
    LABEL_BOX,
    ORANGE,
    PAPER,
    PURPLE,
    SKY,
    SMALL,
    SOFT,
    axes_width,
    draw_usual,
    finish_axes,
    get_axes,
    grid,
    show_sentence,
)
from heartdata.charts.time_axis import days_x, set_time_axis
from heartdata.core.vocabulary import STATES
from heartdata.review.week import WeekReview, checked_review

_STATES: Final = {
    "p_recovered": (STATES["recovered"], GREEN, "\\\\"),
    "p_improving": (STATES["improving"], SKY, ""),
    "p_stuck": (STATES["stuck"], ORANGE, "//"),
    "p_slipping": (STATES["slipping"], PURPLE, ".."),
    "between": ("in between", FAINT, ""),
}
# Height of a line of a name, as a share of the field.
_LINE_SHARE: Final = 0.1


@default_style()
def plot_state(review: WeekReview, ax: Axes | None = None) -> Axes:
    """Draw how likely each of the four states is, day by day, and that it is somewhere in between.

    Parameters
    ----------
    review : WeekReview
        The week at the end of the frame.
    ax : Axes, optional
        Where to draw; by default on a new figure.

    Returns
    -------
    Axes
        The four probabilities and what lies in between, stacked to 1, each with its own look and name; days with too
        little data are empty.
        If nothing could be estimated, the sentence that says why.
    """
    checked_review(review, "plot_state")
    ax = get_axes(ax, "state")
    title = "How it is going"
    if review.course.empty or review.course["p_stuck"].isna().all():
        return show_sentence(ax, title, review.progress["sentence"])
    places = days_x(review.course.index)
    shares = review.course[list(_STATES)[:-1]].to_numpy(dtype=float)
    tops = np.column_stack((np.cumsum(shares, axis=1), np.where(np.isnan(shares[:, 0]), np.nan, 1.0)))
    set_time_axis(review, ax)
    for column, (_, colour, hatch) in enumerate(_STATES.values()):
        bottom = tops[:, column - 1] if column else np.zeros(len(tops))
        ax.fill_between(
            places, bottom, tops[:, column], facecolor=colour, alpha=0.45, hatch=hatch, edgecolor=PAPER, linewidth=0
        )
    # Two of the colours are equally light; in greyscale the lines separate the areas.
    ax.plot(places, tops[:, :-1], color=SOFT, linewidth=0.9, zorder=3)
    _label_areas(ax, places, tops)
    ax.set_ylim(0, 1)
    ax.set_yticks([0, 0.5, 1], ["0", "50 %", "100 %"])
    finish_axes(ax, title, "how likely each is, from your entries")
    return ax


@default_style()
def plot_gap(review: WeekReview, ax: Axes | None = None) -> Axes:
    """Draw how far mood is from the person's usual.

    Parameters
    ----------
    review : WeekReview
        The week at the end of the frame.
    ax : Axes, optional
        Where to draw; by default on a new figure.

    Returns
    -------
    Axes
        The level compared with the usual [own day-to-day SD], with its 90 % interval; up is better.
    """
    checked_review(review, "plot_gap")
    ax = get_axes(ax, "gap")
    course = review.course
    places = days_x(course.index)
    set_time_axis(review, ax)
    ax.fill_between(places, -course["gap_high"], -course["gap_low"], color=SKY, alpha=0.32, linewidth=0)
    ax.plot(places, -course["gap"], color=BLUE, linewidth=2.2)
    lowest, highest = _extent(-course["gap_high"], -1.0, min), _extent(-course["gap_low"], 0.8, max)
    ax.set_ylim(lowest - 0.2, highest + 0.2)
    draw_usual(ax, 0.0, places, -course["gap"], mark=2)
    ax.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    ax.set_ylabel("in daily ups and downs", fontsize=SMALL, color=SOFT)
    grid(ax)
    finish_axes(ax, "Compared with your usual", "line: level, shade: likely range")
    return ax


def _extent(values: Any, at_least: float, end: Any) -> float:
    return float(end([at_least, *values.dropna()]))


def _label_areas(ax: Axes, places: Any, tops: Any) -> None:
    """Label each area where its name fits best, on one line or two, without overlaps."""
    bottoms = np.column_stack([np.zeros(len(tops)), tops[:, :-1]])
    taken: list[tuple[float, float, float]] = []
    for column, (name, _, _) in enumerate(_STATES.values()):
        for text in (name, name.replace(" ", "\n", 1)):
            lines = text.split("\n")
            span = max(text_width(line, SMALL) for line in lines) / (axes_width(ax) * 72 / len(places)) + 2
            place = _find_room(span, _LINE_SHARE * len(lines), bottoms[:, column], tops[:, column], taken)
            if place is None:
                continue
            start, height = place
            taken.append((start, start + span, height))
            ax.text(places[0] + start + span / 2, height, text, ha="center", va="center", fontsize=SMALL, color=INK,
                    bbox=LABEL_BOX, zorder=6, linespacing=1.1)  # fmt: skip
            break


def _find_room(
    span: float, tall: float, bottom: Any, top: Any, taken: list[tuple[float, float, float]]
) -> tuple[int, float] | None:
    """Find the day and height where a name begins, or None if it does not fit."""
    # The ends of a name may overlap the next area, its middle half may not.
    edge, whole = int(span // 4), int(np.ceil(span))
    middle = whole - 2 * edge
    if whole > len(top):
        return None
    inner = slice(edge, len(top) - edge)
    lower = sliding_window_view(bottom[inner], middle).max(axis=1)
    upper = sliding_window_view(top[inner], middle).min(axis=1)
    # NaN where days in the window have too little data.
    room = np.nan_to_num(upper - lower, nan=-1.0)
    for start in np.argsort(-room, kind="stable"):
        height = float(lower[start] + upper[start]) / 2
        if room[start] < tall:
            return None
        if all(start >= end or start + span <= begin or abs(height - other) > 2 * tall for begin, end, other in taken):
            return int(start), height
    return None
