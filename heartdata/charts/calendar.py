"""A year in pixels: every day a square, its colour the day's mood."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba

from heartdata.charts.defaults import default_style
from heartdata.charts.style import (
    FAINT,
    INK,
    MONTHS,
    NARROW,
    PAPER,
    SMALL,
    SOFT,
    Frame,
    add_tooltips,
    axes_width,
    day_names,
    describe,
    draw_rectangles,
    finish_axes,
    get_axes,
    show_sentence,
)
from heartdata.core.daily import to_daily
from heartdata.core.day_tables import checked_days, day_columns, numbers, parse_days
from heartdata.core.logs import Logs
from heartdata.review.week import WeekReview

# From dark to light, so that it reads in grey; one for each name of a mood in most diaries.
MOODS: Final = ("#32427E", "#6478B4", "#9DB4C0", "#F2D492", "#F9C22E")
_WEEKS: Final = 53
_LARGEST: Final = 0.2  # side of a square [in]
_BAND: Final = 8.6  # height of seven weekdays and the names of months
_FRAME: Final = Frame(width=9.2, height=2.1, left=0.5, above=0.45, below=0.1)


@default_style()
def plot_calendar(
    days: WeekReview | Logs | pd.DataFrame,
    ax: Axes | None = None,
    *,
    measure: str = "mood",
    marked: Iterable[date | str] | None = None,
) -> Axes:
    """Draw the last year, a square for each day.

    Parameters
    ----------
    days : WeekReview, Logs or DataFrame
        A week, whose `journey` is drawn; logs; or a table as `heartdata.to_daily` makes it.
    ax : Axes, optional
        Where to draw; by default on a new figure.
    measure : str, optional
        With logs or a table: the column to draw [0-10].
    marked : iterable of date-like, optional
        With logs or a table: days to frame.

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
    ax = get_axes(ax, "calendar", _FRAME)
    if isinstance(days, WeekReview):
        values = days.journey["mood"]
        frames = pd.DatetimeIndex([event["day"] for event in days.marked])
    else:
        table = to_daily(days) if isinstance(days, Logs) else checked_days(days, "plot_calendar")
        values = numbers(table, day_columns(table, [measure]))[measure]
        frames = parse_days("marked", marked or ())
    if not len(values):
        return show_sentence(ax, "Your days", "Nothing is known yet.")
    last = values.index[-1]
    sunday = last + pd.Timedelta(days=6 - last.day_of_week)
    values = values[values.index > sunday - pd.Timedelta(weeks=_WEEKS)]
    first = values.index[0]
    monday = first - pd.Timedelta(days=first.day_of_week)
    week, weekday = (values.index - monday).days.to_numpy() // 7, values.index.day_of_week.to_numpy()
    columns, bands, _ = _layout(int(week[-1]) + 1, axes_width(ax))
    band, column = np.divmod(week, columns)
    y = weekday + band * _BAND
    known = values.notna().to_numpy()
    steps = np.clip(np.nan_to_num(values.to_numpy(float)) // 2, 0, len(MOODS) - 1).astype(int)
    colours = [to_rgba(MOODS[step]) if there else to_rgba(PAPER) for step, there in zip(steps, known, strict=True)]
    squares = draw_rectangles(ax, column + 0.07, y - 0.43, 0.86, 0.86, facecolors=colours, edgecolors=FAINT,
                              linewidths=0.5)  # fmt: skip
    said = [f"{value:.1f}" if value == value else "no rating" for value in values]
    add_tooltips(ax, squares, [f"{day}: {words}" for day, words in zip(day_names(values.index), said, strict=True)])
    there = values.index.isin(frames)
    if there.any():
        draw_rectangles(ax, column[there] + 0.02, y[there] - 0.48, 0.96, 0.96, facecolors="none", edgecolors=INK,
                        linewidths=1.3, zorder=3)  # fmt: skip
    describe(ax, _in_words(values, measure))
    _keep_square(ax, columns, bands)
    _name_months(ax, monday, first, last, columns)
    aside = ["the darker, the lower" if known.any() else "no ratings"]
    aside += ["an empty square: no rating"] if known.any() and not known.all() else []
    aside += ["a frame: a marked day"] if there.any() else []
    finish_axes(ax, "Your days", "; ".join(aside), above=12)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    ax.tick_params(axis="both", length=0, labelsize=SMALL - 1, labelcolor=SOFT)
    return ax


def _layout(weeks: int, wide: float) -> tuple[int, int, float]:
    """Return the weeks beside each other, the bands of them, and the side of a square [in]."""
    bands = 2 if wide < NARROW and weeks > _WEEKS / 2 else 1
    columns = -(-weeks // bands)
    return columns, bands, min(wide / columns, _LARGEST)


def calendar_height(weeks: int, wide: float) -> float:
    """Return the height at which the squares fill a panel `wide` inches wide [in]."""
    _, bands, side = _layout(min(weeks, _WEEKS), wide)
    return side * ((bands - 1) * _BAND + 7)


def _keep_square(ax: Axes, columns: int, bands: int) -> None:
    """Set the limits so that squares are square, from the left."""
    rows = (bands - 1) * _BAND + 7
    wide, tall = axes_width(ax), float(ax.bbox.height) / ax.figure.dpi
    unit = min(wide / columns, tall / rows, _LARGEST)
    ax.set_xlim(0, wide / unit)
    ax.set_ylim(tall / unit - 0.5, -0.5)
    middle = [_BAND * band for band in range(bands)]
    ax.set_yticks([place + day for place in middle for day in (0, 2, 4, 6)], ["Mon", "Wed", "Fri", "Sun"] * bands)
    ax.set_xticks([])


def _name_months(ax: Axes, monday: pd.Timestamp, first: pd.Timestamp, last: pd.Timestamp, columns: int) -> None:
    """Name each month above the week in which it begins."""
    months = pd.date_range(first, last, freq="MS")
    # Of a first month that is nearly over there is no room for the name.
    begins = months if len(months) and (months[0] - first).days < 28 else [first, *months]
    for month in begins:
        band, column = divmod((month - monday).days // 7, columns)
        year = f" {month.year}" if month.month == 1 else ""
        ax.text(column + 0.07, band * _BAND - 0.75, f"{MONTHS[month.month - 1]}{year}", fontsize=SMALL - 1, color=SOFT,
                ha="left", va="bottom", clip_on=False)  # fmt: skip


def _in_words(values: pd.Series[float], measure: str) -> str:
    months = values.groupby(values.index.to_period("M")).mean().dropna()
    by_month = ", ".join(f"{MONTHS[month.month - 1]} {mean:.1f}" for month, mean in months.items())
    return (
        f"{measure.replace('_', ' ').capitalize()}, a square for each day; {values.count()} of {len(values)} days are "
        f"known. Means by month: {by_month or 'none'}."
    )
