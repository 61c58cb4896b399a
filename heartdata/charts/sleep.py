"""Sleep: the nights of the last weeks."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MultipleLocator

from heartdata.charts._style import (
    FAINT,
    PURPLE,
    SMALL,
    SOFT,
    finish,
    own_axes,
    stamp,
    week_axis,
)
from heartdata.review import WeekReview


def plot_sleep(review: WeekReview, ax: Axes | None = None) -> Axes:
    """Draw the nights of the last twelve weeks.

    Parameters
    ----------
    review : WeekReview
        The week at the end of the frame.
    ax : Axes, optional
        Where to draw; by default on a new figure.

    Returns
    -------
    Axes
        A bar from bedtime to waking for each night; where times are not logged, a bar of the hours slept.
    """
    ax = own_axes(ax)
    daily = review.daily
    ax.axvspan(stamp(review.first_day), stamp(review.last_day, 1), color=FAINT, alpha=0.6, linewidth=0, zorder=0)
    places = daily.index + pd.Timedelta(hours=12)
    width = pd.Timedelta(hours=15)
    timed = daily["bedtime"].notna() & daily["waketime"].notna()
    hours = review.sleep["hours"]
    said = "" if hours is None else f"{hours:.1f} hours a night this week"
    if timed.any():
        long = daily["waketime"] - daily["bedtime"]
        ax.bar(places[timed], long[timed], width, bottom=daily["bedtime"][timed], color=PURPLE, alpha=0.75, zorder=2)
        low, high = daily["bedtime"][timed].min(), daily["waketime"][timed].max()
        ax.set_ylim(min(high + 0.5, 24), max(low - 0.5, -24))
        ax.yaxis.set_major_locator(MultipleLocator(3 if high - low < 18 else 6))
        ax.yaxis.set_major_formatter(FuncFormatter(lambda h, _: f"{int(h) % 24:02d}:00"))
        ax.set_ylabel("time of day", fontsize=SMALL, color=SOFT)
        finish(ax, "Your nights, from bed to waking", said)
    else:
        ax.bar(places, daily["sleep_hours"], width, color=PURPLE, alpha=0.75, zorder=2)
        ax.set_ylim(0, max(10.0, float(daily["sleep_hours"].max()) + 0.5))
        ax.yaxis.set_major_locator(MultipleLocator(2))
        ax.set_ylabel("hours slept [h]", fontsize=SMALL, color=SOFT)
        finish(ax, "Your nights", said)
    ax.set_xlim(daily.index[0], daily.index[-1] + pd.Timedelta(days=1))
    week_axis(ax)
    return ax
