"""A year in pixels: every day a square, its colour the day's mood."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_rgba

from heartdata.charts.defaults import default_style
from heartdata.charts.style import (
    FAINT,
    INK,
    MONTHS,
    PAPER,
    SMALL,
    SOFT,
    axes_width,
    draw_rectangles,
    finish_axes,
    get_axes,
)
from heartdata.review.week import WeekReview

# From dark to light, so that it reads in grey: cividis is made for every kind of colour vision
# (doi:10.1371/journal.pone.0199239).
_WEEKS: Final = 53
_MOODS: Final = LinearSegmentedColormap.from_list("moods", ["#2B3A67", "#5B6C9E", "#9DB4C0", "#F2D492", "#F9C22E"])


@default_style()
def plot_calendar(
    days: WeekReview | pd.DataFrame,
    ax: Axes | None = None,
    *,
    measure: str = "mood",
    marked: pd.DatetimeIndex | None = None,
) -> Axes:
    """Draw the last year, a square for each day.

    Parameters
    ----------
    days : WeekReview or DataFrame
        A week, whose `journey` is drawn; or a table as `heartdata.to_daily` makes it.
    ax : Axes, optional
        Where to draw; by default on a new figure.
    measure : str, optional
        With a table: the column to draw [0-10].
    marked : DatetimeIndex, optional
        With a table: days to frame.

    Returns
    -------
    Axes
        A column for each week and a row for each weekday: the darker, the lower; a day without a rating is an outline,
        a marked day has a frame.

    Examples
    --------
    >>> import heartdata as hd
    >>> ax = plot_calendar(hd.to_daily(hd.simulate_logs(seed=7)))
    >>> ax.get_title(loc="left")
    'Your days'
    """
    ax = get_axes(ax)
    if isinstance(days, WeekReview):
        values = days.journey["mood"]
        marked = pd.DatetimeIndex([event["day"] for event in days.marked])
    else:
        values = days[measure]
    last = values.index[-1]
    sunday = last + pd.Timedelta(days=6 - last.day_of_week)
    values = values[values.index > sunday - pd.Timedelta(weeks=_WEEKS)]
    first = values.index[0]
    monday = first - pd.Timedelta(days=first.day_of_week)
    week = (values.index - monday).days.to_numpy() // 7
    weekday = values.index.day_of_week.to_numpy()
    known = values.notna().to_numpy()
    colours = [_MOODS(value / 10) if value == value else to_rgba(PAPER) for value in values]
    draw_rectangles(ax, week + 0.08, weekday - 0.42, 0.84, 0.84, facecolors=colours, edgecolors=FAINT, linewidths=0.5)
    there = values.index.isin(marked) if marked is not None else np.zeros(len(values), bool)
    if there.any():
        draw_rectangles(ax, week[there] + 0.02, weekday[there] - 0.48, 0.96, 0.96, facecolors="none", edgecolors=INK,
                        linewidths=1.3, zorder=3)  # fmt: skip
    weeks = int(week[-1]) + 1
    wide = axes_width(ax) * 72
    tall = float(ax.bbox.height) / ax.figure.dpi * 72
    # Squares stay square, from the left.
    ax.set_xlim(0, max(weeks, 7 * wide / tall))
    ax.set_ylim(6.6, -0.6)
    ax.set_yticks([0, 2, 4, 6], ["Mon", "Wed", "Fri", "Sun"])
    months = pd.date_range(first, last, freq="MS")
    ax.set_xticks([(month - monday).days / 7 for month in months], [MONTHS[month.month - 1] for month in months])
    for label in ax.get_xticklabels():
        label.set_horizontalalignment("left")
    finish_axes(ax, "Your days", "the darker, the lower; an empty square: no rating" if known.any() else "no ratings")
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    ax.tick_params(axis="both", length=0, labelsize=SMALL - 1, labelcolor=SOFT)
    return ax
