"""Mood by day and by week."""

from __future__ import annotations

import re
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from heartdata.charts.defaults import default_style
from heartdata.charts.events import draw_events
from heartdata.charts.fonts import clip_to_width, drawable, font_families, text_width
from heartdata.charts.style import (
    BLUE,
    GREEN,
    INK,
    MONTHS,
    SKY,
    SMALL,
    SOFT,
    WEEKDAYS,
    add_tooltips,
    axes_width,
    day_names,
    draw_rectangles,
    draw_usual,
    finish_axes,
    get_axes,
    grid,
    is_narrow,
    set_mood_axis,
)
from heartdata.charts.time_axis import day_x, days_x, set_time_axis
from heartdata.readers.moods import may_be_shown
from heartdata.review.week import WeekReview, checked_review
from heartdata.review.words import TITLES

_NUMBER: Final = re.compile(r"-?[\d.,]+(?:\s*/\s*\d+)?(?:\s*points?)?|-?[\d.,]+ ?%?")
_SLACK: Final = 0.86  # of the room for a day's words that they may take
_SMALLEST: Final = 0.75  # of the size of small print, to which words may shrink before they are cut
_MOST_WORDS: Final = 2  # different words of one day; of more, the average


@default_style()
def plot_week(review: WeekReview, ax: Axes | None = None) -> Axes:
    """Draw the week's mood by day, in the person's own words.

    Parameters
    ----------
    review : WeekReview
        The week.
    ax : Axes, optional
        Where to draw; by default on a new figure.

    Returns
    -------
    Axes
        A dot for each day's average [0-10] with the word or number that was entered, single answers as rings, and the
        person's usual as a band; days without an entry and days still to come are named as such.
    """
    checked_review(review, "plot_week")
    ax = get_axes(ax, "week")
    days = pd.date_range(review.first_day, review.last_day, freq="D")
    week = review.daily.reindex(days)
    answers = review.ratings[review.ratings["value"].notna() & (review.ratings["day"].map(week["mood_n"]) > 1)]
    if len(answers):
        places = (answers["day"] - days[0]).dt.days
        ax.scatter(
            places, answers["value"], s=22, facecolors="none", edgecolors=SOFT, linewidths=0.9, zorder=3, clip_on=False
        )
    usual = None if review.hard_weeks else review.mood["usual"]
    ax.set_xlim(-0.5, 6.5)
    ax.set_ylim(-0.4, 10.4)
    if usual is not None:
        ax.axhspan(usual - 0.5, usual + 0.5, color=GREEN, alpha=0.16, linewidth=0, zorder=0.5)
    ax.plot(range(7), week["mood"], color=BLUE, linewidth=1.4, alpha=0.5, zorder=2)
    rated = week["mood"].reset_index(drop=True).dropna()
    dots = ax.scatter(rated.index, rated, s=75, color=BLUE, zorder=4, clip_on=False)
    add_tooltips(ax, dots, [f"{day_names(days)[place]}: {mood:.1f}" for place, mood in rated.items()])
    ax.set_xticks([])
    ax.set_yticks([0, 5, 10], ["0", "5", "10"])
    grid(ax)
    parts = ["dots: each day's average, rings: single answers"] if len(answers) else []
    parts += ["green: around your usual"] if usual is not None else []
    finish_axes(ax, TITLES["mood"], ", ".join(parts))
    ax.tick_params(axis="both", length=0)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    words = [_day_words(place, day, week.iloc[place], review) for place, day in enumerate(days)]
    # A browser draws the letters with a font of its own, which may be wider.
    room = _SLACK * axes_width(ax) * 72 / 7
    size = SMALL * min(max(room / max(text_width(said, SMALL, bold=True) for said in words), _SMALLEST), 1.0)
    for place, day in enumerate(days):
        known = week["mood"].iloc[place] == week["mood"].iloc[place]
        date_words = f" {day.day}" if is_narrow(ax) else f" {day.day} {MONTHS[day.month - 1]}"
        said = clip_to_width(words[place], size, room, bold=known)
        for text, down, bold in (
            (f"{WEEKDAYS[day.day_of_week]}{date_words}", 5, False),
            (said, 5 + SMALL * 1.4, known),
        ):
            ax.annotate(text, (place, 0), (0, -down), xycoords=ax.get_xaxis_transform(), textcoords="offset points",
                        ha="center", va="top", fontsize=size, color=INK if known else SOFT, annotation_clip=False,
                        fontfamily=font_families(text), fontweight="bold" if bold else "normal")  # fmt: skip
    return ax


def _day_words(place: int, day: pd.Timestamp, row: pd.Series[Any], review: WeekReview) -> str:
    """Say what was entered on a day in the person's own words, or that nothing was."""
    if words := drawable(own_words(review, day)):
        return words
    return "no mood" if row["entries"] > 0 else "to come" if place >= 7 - review.days_to_come else "no entry"


def own_words(review: WeekReview, day: pd.Timestamp) -> str:
    """Return what was entered as mood on a day, in the person's own words; "" where there is none."""
    answers = review.ratings[review.ratings["day"] == day]
    written = [str(raw).strip() for raw in answers.get("raw", pd.Series(dtype=str)).dropna()]
    # What is too long for the name of a mood may be a line of the diary, which is never drawn.
    words = list(dict.fromkeys(w for w in written if w and may_be_shown(w) and not _NUMBER.fullmatch(w)))
    if words and len(words) <= _MOST_WORDS:
        return ", ".join(words)
    mean = answers["value"].mean()
    return f"{mean:.1f}" if mean == mean else ", ".join(words[:1])


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
    checked_review(review, "plot_mood_weeks")
    ax = get_axes(ax, "mood_weeks")
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
