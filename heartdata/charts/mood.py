"""Mood by day and by week."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from heartdata.charts.defaults import default_style
from heartdata.charts.events import draw_events
from heartdata.charts.style import (
    BLUE,
    INK,
    MONTHS,
    SKY,
    SMALL,
    SOFT,
    TEXT,
    WEEKDAYS,
    day_x,
    days_x,
    draw_rectangles,
    draw_usual,
    finish_axes,
    get_axes,
    is_narrow,
    set_mood_axis,
    set_time_axis,
)
from heartdata.core.unknown_levels import words_for_no_mood
from heartdata.review.week import WeekReview


@default_style()
def plot_week(review: WeekReview, ax: Axes | None = None) -> Axes:
    """Draw the week's mood by day.

    Parameters
    ----------
    review : WeekReview
        The week.
    ax : Axes, optional
        Where to draw; by default on a new figure.

    Returns
    -------
    Axes
        Daily averages as filled circles with their value, single answers as rings, the person's usual as a dashed
        line; a day without an entry is labelled.
    """
    ax = get_axes(ax)
    days = pd.date_range(review.first_day, review.last_day, freq="D")
    week = review.daily.reindex(days)
    several = review.ratings["day"].map(week["mood_n"]) > 1
    answers = review.ratings[several]
    if len(answers):
        places = (answers["day"] - days[0]).dt.days
        ax.scatter(
            places, answers["value"], s=26, facecolors="none", edgecolors=SOFT, linewidths=1, zorder=3, clip_on=False
        )
    ax.plot(range(7), week["mood"], color=BLUE, linewidth=1.6, alpha=0.55, zorder=2)
    ax.scatter(range(7), week["mood"], s=85, color=BLUE, zorder=4, clip_on=False)
    _write_day_values(week, ax)
    ax.set_xlim(-0.5, 6.5)
    day_names = [WEEKDAYS[d.day_of_week] for d in days]
    dates = [f"\n{d.day}" if is_narrow(ax) else f" {d.day} {MONTHS[d.month - 1]}" for d in days]
    ax.set_xticks(range(7), [name + day for name, day in zip(day_names, dates, strict=True)])
    set_mood_axis(ax)
    # The label may hide part of the line between two days, but never a day.
    steps = np.concatenate([np.arange(0, 6.1, 0.25), *[np.arange(7)] * 3])
    draw_usual(ax, review.mood["usual"], steps, np.interp(steps, range(7), week["mood"]), mark=5)
    aside = "the day's average, rings: single answers" if len(answers) else ""
    finish_axes(ax, "Your mood this week", aside, above=22)
    return ax


def _write_day_values(week: pd.DataFrame, ax: Axes) -> None:
    """Write each day's value above the panel, so that no number covers an answer."""
    for place, (mean, nothing) in enumerate(zip(week["mood"], words_for_no_mood(week), strict=True)):
        known = mean == mean
        ax.annotate(
            f"{mean:.1f}" if known else nothing.replace(" ", "\n") if is_narrow(ax) else nothing, (place, 1),
            (0, 5 if known or not is_narrow(ax) else 2), xycoords=ax.get_xaxis_transform(), textcoords="offset points",
            ha="center", va="bottom", fontsize=TEXT + 1 if known else SMALL - 1, color=INK if known else SOFT,
            style="normal" if known else "italic", fontweight="bold" if known else "normal", linespacing=0.95,
        )  # fmt: skip


def _draw_usual_over_weeks(review: WeekReview, ax: Axes) -> None:
    """Draw the usual, with its label clear of days, bars and marked days."""
    usual, noons = review.mood["usual"], days_x(review.daily.index)
    if usual is None:
        return
    levels = review.weekly["level"].reindex(review.daily.index).ffill(limit=6)
    marked = [day_x(event["day"], 0.5) for event in review.events]
    draw_usual(
        ax, usual, np.concatenate([noons, noons, marked]),
        np.concatenate([review.daily["mood"], levels, np.full(len(marked), usual)]), mark=2,
    )  # fmt: skip


@default_style()
def plot_mood_weeks(review: WeekReview, ax: Axes | None = None) -> Axes:
    """Draw mood over the last twelve weeks.

    Parameters
    ----------
    review : WeekReview
        The week at the end of the frame.
    ax : Axes, optional
        Where to draw; by default on a new figure.

    Returns
    -------
    Axes
        Daily averages as dots, the weekly level as a bar with its 90 % interval, the person's usual as a dashed line,
        marked days, and below a stroke for every day with an entry.
    """
    ax = get_axes(ax)
    daily, weekly = review.daily, review.weekly
    set_time_axis(review, ax)
    ax.scatter(days_x(daily.index), daily["mood"], s=14, color=SOFT, alpha=0.65, linewidths=0, zorder=3)
    known = weekly[weekly["level"].notna()]
    banded = known[known["low"].notna()]
    draw_rectangles(
        ax, days_x(banded.index, 0), banded["low"], 7, banded["high"] - banded["low"], color=SKY, alpha=0.32, zorder=1
    )
    mondays = days_x(known.index, 0)
    ax.hlines(known["level"], mondays, mondays + 7, color=BLUE, linewidth=2.8, zorder=4)
    logged = days_x(daily.index[daily["entries"] > 0])
    ax.scatter(logged, np.full(len(logged), -0.55), marker="|", s=28, color=INK, linewidths=1.2, clip_on=False)
    set_mood_axis(ax, low=-1.0)
    unnamed = draw_events(review, ax)
    _draw_usual_over_weeks(review, ax)
    last = f"; {unnamed} marked days unnamed" if unnamed else ", stroke: entry"
    finish_axes(ax, f"The last {len(weekly)} weeks", f"bar: week, shade: likely range, dot: day{last}",
           above=6 if review.events else 0)  # fmt: skip
    return ax
