"""Mood: the week by day, and the weeks it stands in."""

from __future__ import annotations

import textwrap
from datetime import date
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from heartdata.charts._style import (
    BLUE,
    FAINT,
    INK,
    LABEL_BOX,
    MONTHS,
    ORANGE,
    SKY,
    SMALL,
    SOFT,
    TEXT,
    WEEKDAYS,
    draw_usual,
    drawable,
    finish,
    mood_axis,
    own_axes,
    stamp,
    week_axis,
)
from heartdata.review import WeekReview

_EVENT_MARKS: Final = {"loss": "◆", "anniversary": "●", "change of approach": "▲", "illness": "✚", "other": "■"}
_LONGEST_LABEL: Final = 28


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
        Day means as filled circles with their value, single answers as rings, the person's usual as a dashed line;
        a day without an entry is empty and says so.
    """
    ax = own_axes(ax)
    days = pd.date_range(review.first_day, review.last_day, freq="D")
    means = review.daily["mood"].reindex(days).to_numpy()
    counts = review.daily["mood_n"].reindex(days).to_numpy()
    # A day with a journal entry alone is a day with an entry.
    nothing = np.where(review.daily["entries"].reindex(days).to_numpy() > 0, "no mood", "no entry")
    draw_usual(review, ax)
    answers = review.ratings[review.ratings["day"].map(lambda d: counts[(d - days[0]).days] > 1)]
    if len(answers):
        places = (answers["day"] - days[0]).dt.days
        ax.scatter(
            places, answers["value"], s=26, facecolors="none", edgecolors=SOFT, linewidths=1, zorder=3, clip_on=False
        )
    ax.plot(range(7), means, color=BLUE, linewidth=1.6, alpha=0.55, zorder=2)
    ax.scatter(range(7), means, s=95, color=BLUE, zorder=4, clip_on=False)
    for place, mean in enumerate(means):
        # A row of its own above the field, so that no number covers an answer.
        missing = np.isnan(mean)
        ax.text(
            place, 1.03, nothing[place] if missing else f"{mean:.1f}", transform=ax.get_xaxis_transform(), ha="center",
            va="bottom", fontsize=SMALL if missing else TEXT, color=SOFT if missing else INK,
            style="italic" if missing else "normal", fontweight="normal" if missing else "bold",
        )  # fmt: skip
    ax.set_xlim(-0.5, 6.5)
    ax.set_xticks(range(7), [f"{WEEKDAYS[d.day_of_week]}\n{d.day} {MONTHS[d.month - 1]}" for d in days])
    mood_axis(ax)
    finish(ax, "Your mood this week", "mean of the day, rings: single answers" if len(answers) else "", pad=26)
    return ax


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
        Day means as dots, the weekly level as a bar with its 90 % band, the person's usual as a dashed line, marked
        events, and below a mark for every day with an entry.
    """
    ax = own_axes(ax)
    daily, weekly = review.daily, review.weekly
    ax.axvspan(stamp(review.first_day), stamp(review.last_day, 1), color=FAINT, alpha=0.6, linewidth=0, zorder=0)
    draw_usual(review, ax)
    middle = pd.Timedelta(hours=12)
    ax.scatter(daily.index + middle, daily["mood"], s=14, color=SOFT, alpha=0.65, linewidths=0, zorder=3)
    for monday, week in weekly.iterrows():
        if np.isnan(week["level"]):
            continue
        span = [monday, monday + pd.Timedelta(days=7)]
        if not np.isnan(week["low"]):
            ax.fill_between(span, week["low"], week["high"], color=SKY, alpha=0.32, linewidth=0, zorder=1)
        ax.plot(span, [week["level"]] * 2, color=BLUE, linewidth=2.6, solid_capstyle="butt", zorder=4)
    logged = daily.index[daily["entries"] > 0] + middle
    ax.scatter(logged, np.full(len(logged), -0.55), marker="|", s=28, color=INK, linewidths=1.3, clip_on=False)
    ax.set_xlim(daily.index[0], daily.index[-1] + pd.Timedelta(days=1))
    _draw_events(review, ax)
    week_axis(ax)
    mood_axis(ax, low=-1.0)
    last = review.coverage["days_logged_28"]
    finish(
        ax,
        f"The last {len(weekly)} weeks",
        f"bar: weekly level, shade: 90 % band, | : entry ({last} of the last 28 days)",
    )
    return ax


def _draw_events(review: WeekReview, ax: Axes) -> None:
    taken: list[date] = []
    for event in review.events:
        at = stamp(event["day"]) + pd.Timedelta(hours=12)
        ax.axvline(at, ymax=0.86, color=ORANGE, linewidth=1.4, zorder=1)
        # Labels of events close together go on lines of their own, up to three.
        level = sum((event["day"] - other).days < 28 for other in taken) % 3
        taken.append(event["day"])
        late = (review.last_day - event["day"]).days < 21
        label = textwrap.shorten(drawable(event["label"]), _LONGEST_LABEL, placeholder="…") or event["kind"]
        mark = _EVENT_MARKS.get(event["kind"], "■")
        text = f"{label} {mark}" if late else f"{mark} {label}"
        ax.annotate(
            text, (at, 0.995 - 0.085 * level), (4 if late else -4, 0), xycoords=("data", "axes fraction"),
            textcoords="offset points", ha="right" if late else "left", va="top", fontsize=SMALL, color=INK,
            bbox=LABEL_BOX, zorder=5,
        )  # fmt: skip
