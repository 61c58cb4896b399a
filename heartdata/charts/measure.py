"""One measure over time: days, weekly levels with their likely range, the usual and the losses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from heartdata.charts.course import draw_marked, room_above
from heartdata.charts.defaults import default_style
from heartdata.charts.style import (
    BLUE,
    FAINT,
    GREEN,
    SKY,
    SMALL,
    SOFT,
    axes_width,
    describe,
    draw_rectangles,
    finish_axes,
    get_axes,
    show_sentence,
)
from heartdata.charts.time_axis import day_x, days_x, set_months_axis
from heartdata.core.day_tables import (
    ColumnMeaning,
    checked_days,
    day_columns,
    marked_days,
    meaning_of,
    numbers,
    own_measures,
    usual_of,
)
from heartdata.core.days import day_words
from heartdata.core.logs import Logs
from heartdata.core.weeks import weekly_levels
from heartdata.review.comparison import day_table

CLOCKS: Final = ("bedtime", "waketime", "sleep_midpoint")
_ASIDE: Final = 1.2  # room at the right for labels [in]


@default_style()
def plot_measure(daily: Logs | pd.DataFrame, measure: str = "mood", ax: Axes | None = None) -> Axes:
    """Draw one measure over the whole time.

    Parameters
    ----------
    daily : Logs or DataFrame
        Logs; or a table with one row per day, as `heartdata.to_daily` makes it.
    measure : str, optional
        A column of numbers, such as ``"sleep_hours"`` or one of your own; with logs also ``sign_<sign>`` and
        ``habit_<name>``.
    ax : Axes, optional
        Where to draw; by default on a new figure, which a notebook shows.

    Returns
    -------
    Axes
        Days as dots, the weekly level as a line with its 90 % interval as a shade, the person's usual as a band, and
        losses as lines; weeks with fewer than two known days are gaps. Higher is up, whatever it means; the note beside
        the title says where higher means harder.

    Raises
    ------
    HeartdataError
        If there is no such column, or the table does not have one row per day.

    Examples
    --------
    >>> import heartdata as hd
    >>> daily = hd.to_daily(hd.simulate_logs(seed=7, course="improving"))
    >>> hd.charts.plot_measure(daily, "sleep_hours").get_title(loc="left")
    'Sleep'
    """
    frame = day_table(daily) if isinstance(daily, Logs) else checked_days(daily, "plot_measure")
    column = day_columns(frame, [measure])[0]
    meaning = meaning_of(column, own_measures(frame))
    ax = get_axes(ax, column)
    values = numbers(frame, [column])[column]
    if not values.notna().any():
        return show_sentence(ax, meaning.label, "Nothing is known yet.")
    values = values.loc[values.first_valid_index() : values.last_valid_index()]
    weekly = weekly_levels(values.to_frame(), column)
    usual = usual_of(frame, column)
    losses: Sequence[Any] = [
        {"day": day.date(), "label": "the loss", "kind": "loss"}
        for day in marked_days(frame, "loss")
        if values.index[0] <= day <= values.index[-1]
    ]
    first, end = day_x(values.index[0].date()), day_x(values.index[-1].date(), 1)
    set_value_axis(ax, meaning, column, values)
    beside = min(_ASIDE / axes_width(ax), 0.3)
    set_months_axis(ax, first, end, end + (end - first) * beside / (1 - beside))
    ax.scatter(days_x(values.index), values, s=9, color=SOFT, alpha=0.4, linewidths=0, zorder=2)
    middle = days_x(pd.DatetimeIndex(weekly.index), 3.5)
    ax.fill_between(middle, weekly["low"], weekly["high"], color=SKY, alpha=0.35, linewidth=0, zorder=2)
    ax.plot(middle, weekly["level"], color=BLUE, linewidth=2, zorder=4, solid_capstyle="round")
    if usual is not None:
        half = 0.4 * float(values.std())
        draw_rectangles(ax, first, usual - half, end - first, 2 * half, color=GREEN, alpha=0.16, zorder=0.5)
    draw_levels(ax, first, end)
    _label_ends(ax, weekly["level"].dropna(), usual, end, column)
    draw_marked(ax, losses, first, end)
    parts = ["higher means harder"] if meaning.higher == "heavier" else []
    finish_axes(ax, meaning.label, ", ".join([*parts, "dots: days, line: weeks, shade: likely range"]),
                above=room_above(losses, values.to_frame(), axes_width(ax)))  # fmt: skip
    ax.spines["left"].set_visible(False)
    ax.spines["bottom"].set_bounds(first, end)
    ax.tick_params(axis="y", length=0)
    describe(ax, _in_words(meaning, column, values, usual))
    return ax


def set_value_axis(ax: Axes, meaning: ColumnMeaning, column: str, values: pd.Series[float] | pd.DataFrame) -> None:
    """Set the y-axis of a measure: 0 to 10, clock times, or numbers with their unit."""
    if meaning.unit == "0-10":
        ax.set_ylim(-0.4, 10.4)
        ax.set_yticks([0, 5, 10], ["0", "5", "10"])
        return
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    room = 0.06 * (high - low) or 1.0
    ax.set_ylim(low - room, high + room)
    ax.yaxis.set_major_locator(MaxNLocator(nbins=4))
    if column in CLOCKS:
        ax.yaxis.set_major_formatter(lambda hours, _: written(hours, column))
    elif meaning.unit:
        ax.set_ylabel(meaning.unit, fontsize=SMALL, color=SOFT)


def draw_levels(ax: Axes, first: float, end: float) -> None:
    """Draw faint lines at the ticks of the y-axis, as far as there are days."""
    low, high = ax.get_ylim()
    ticks = [tick for tick in ax.get_yticks() if low <= tick <= high]
    ax.hlines(ticks, first, end, color=FAINT, linewidth=0.8, zorder=0.4)


def written(value: float, column: str) -> str:
    """Write a value: a clock time, a share, or a number with as many digits as it needs."""
    if value != value:
        return "not known"
    if column in CLOCKS:
        minutes = round(value * 60) % (24 * 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2g}" if 0 < abs(value) < 0.095 else f"{value:.1f}"


def _label_ends(ax: Axes, levels: pd.Series[float], usual: float | None, end: float, column: str) -> None:
    """Name the last week and the usual at their right ends, clear of each other."""
    labels = [(usual, f"your usual {written(usual, column)}", "#00664B")] if usual is not None else []
    if len(levels):
        last = float(levels.iloc[-1])
        labels.append((last, f"last week about {written(last, column)}", BLUE))
    labels.sort(key=lambda label: label[0])
    heights = [label[0] for label in labels]
    low, high = ax.get_ylim()
    apart = SMALL * 1.3 * (high - low) / (float(ax.bbox.height) / ax.figure.dpi * 72)
    if len(labels) == 2 and (short := apart - (heights[1] - heights[0])) > 0:
        heights = [heights[0] - short / 2, heights[1] + short / 2]
    for height, (_, text, colour) in zip(heights, labels, strict=True):
        ax.annotate(text, (end, height), (6, 0), textcoords="offset points", ha="left", va="center_baseline",
                    fontsize=SMALL, color=colour, fontweight="bold", annotation_clip=False)  # fmt: skip


def _in_words(meaning: ColumnMeaning, column: str, values: pd.Series[float], usual: float | None) -> str:
    known = values.dropna()
    said = [
        f"{meaning.label} from {day_words(values.index[0].date())} to {day_words(values.index[-1].date())}: "
        f"{len(known)} of {len(values)} days known, {written(float(known.min()), column)} to "
        f"{written(float(known.max()), column)}, mean {written(float(known.mean()), column)}",
        f"of the last four weeks {written(float(values.iloc[-28:].mean()), column)}",
    ]
    said += [f"your usual {written(usual, column)}"] if usual is not None else []
    return "; ".join(said) + ("; higher means harder." if meaning.higher == "heavier" else ".")
