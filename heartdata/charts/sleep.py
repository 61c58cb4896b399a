"""Sleep: the nights of the last weeks."""

from __future__ import annotations

from typing import Final

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MultipleLocator

from heartdata.charts.defaults import default_style
from heartdata.charts.style import (
    INK,
    PURPLE,
    SMALL,
    day_x,
    days_x,
    draw_rectangles,
    finish_axes,
    get_axes,
    grid,
    set_time_axis,
)
from heartdata.review.week import WeekReview

_WIDTH: Final = 0.66


@default_style()
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
        A bar from bedtime to waking for each night, and above the mean hours slept of each week [h]; where times are
        not logged, a bar of the hours slept.
    """
    ax = get_axes(ax)
    set_time_axis(review, ax)
    daily = review.daily
    timed = daily[daily["bedtime"].notna() & daily["waketime"].notna()]
    if timed.empty:
        hours = daily["sleep_hours"].dropna()
        draw_rectangles(ax, days_x(hours.index) - _WIDTH / 2, 0, _WIDTH, hours, color=PURPLE, alpha=0.75, zorder=2)
        ax.set_ylim(0, max(10.0, float(hours.max() or 0) + 0.5))
        ax.yaxis.set_major_locator(MultipleLocator(2))
        aside = "hours slept [h]"
    else:
        long = timed["waketime"] - timed["bedtime"]
        draw_rectangles(
            ax, days_x(timed.index) - _WIDTH / 2, timed["bedtime"], _WIDTH, long, color=PURPLE, alpha=0.75, zorder=2
        )
        low, high = float(timed["bedtime"].min()), float(timed["waketime"].max())
        ax.set_ylim(min(high + 0.5, 24), max(low - 0.5, -24))
        ax.yaxis.set_major_locator(MultipleLocator(3 if high - low < 18 else 6))
        ax.yaxis.set_major_formatter(FuncFormatter(lambda hour, _: f"{int(hour) % 24:02d}:00"))
        aside = "bar: from bed to waking; number: hours slept"
    grid(ax)
    shown = _write_hours(review, ax) if not timed.empty else False
    finish_axes(ax, "Your nights", aside if shown or timed.empty else aside.partition(";")[0], above=13 if shown else 0)
    return ax


def _write_hours(review: WeekReview, ax: Axes) -> bool:
    """Write each week's mean hours of sleep above the panel; return True if there are any."""
    weeks = review.daily["sleep_hours"].groupby((review.daily.index - review.daily.index[0]).days // 7).mean().dropna()
    first = day_x(review.daily.index[0].date(), 3.5)
    for week, hours in weeks.items():
        ax.annotate(f"{hours:.1f}", (first + 7 * int(week), 1), (0, 3), xycoords=ax.get_xaxis_transform(),
                    textcoords="offset points", ha="center", va="bottom", fontsize=SMALL - 1.5, color=INK)  # fmt: skip
    return len(weeks) > 0
