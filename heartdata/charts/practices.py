"""Practices and contacts by week, and the plan of the current trial."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb, to_rgba

from heartdata.charts.defaults import default_style
from heartdata.charts.fonts import clip, drawable
from heartdata.charts.style import (
    BLUE,
    FAINT,
    GREEN,
    INK,
    MONTHS,
    PAPER,
    SKY,
    SMALL,
    SOFT,
    add_tooltips,
    draw_digits,
    draw_rectangles,
    finish_axes,
    get_axes,
    label_rows,
    show_sentence,
)
from heartdata.charts.time_axis import day_x, days_x, set_weeks_axis
from heartdata.core.formatting import days
from heartdata.review.week import WeekReview, checked_review
from heartdata.review.words import TITLES

MOST: Final = 6


@default_style()
def plot_practices(review: WeekReview, ax: Axes | None = None) -> Axes:
    """Draw what was done over the weeks of the frame.

    Parameters
    ----------
    review : WeekReview
        The week at the end of the frame.
    ax : Axes, optional
        Where to draw; by default on a new figure.

    Returns
    -------
    Axes
        A row for each of the most frequent practices and contacts (in italics), and a cell for each week with the
        number of days; a dot is a week without an entry. A trial has the first row: stretches with the practice are
        filled, those without are empty, and a stroke is a day on which it was done.
    """
    checked_review(review, "plot_practices")
    ax = get_axes(ax, "practices")
    rows = practice_rows(review)
    trial = _in_frame(review)
    if not rows and not trial:
        return show_sentence(ax, TITLES["done"], "No practices or contacts are logged in these weeks.")
    names = ["the trial"] * bool(trial) + [name for name, _ in rows]
    set_weeks_axis(ax, day_x(review.daily.index[0].date()), day_x(review.last_day, 1))
    if trial:
        _draw_plan(review, trial, ax, 0)
    if rows:
        _draw_counts(review, ax, rows, first_row=len(names) - len(rows))
    label_rows(ax, names, [False] * bool(trial) + [kind == "contact" for _, kind in rows])
    more = review.practice_days["name"].nunique() - len(rows) if len(rows) else 0
    better = [row + len(names) - len(rows) for row, (name, _) in enumerate(rows) if name in review.with_better_days]
    if better:
        end = day_x(review.last_day, 1)
        ax.plot(
            [end + 2.6] * len(better), better, linestyle="none", marker="*", markersize=9, color=GREEN, clip_on=False,
            markeredgecolor=INK, markeredgewidth=0.5, zorder=6,
        )  # fmt: skip
    about = ["people in italics"] if any(kind == "contact" for _, kind in rows) else []
    about += [f"{more} more not shown"] if more > 0 else []
    about += ["star: goes with better days"] if better else []
    aside = "days a week" + (f" ({', '.join(about)})" if about else "") if rows else ""
    if trial:
        name = clip(drawable(str(trial.get("practice") or "one change")), 18)
        aside += f"{'; ' if aside else ''}trial of {name}: filled with it, stroke done"
    finish_axes(ax, TITLES["done"], aside)
    return ax


@default_style()
def plot_trial(review: WeekReview, ax: Axes | None = None) -> Axes:
    """Draw the plan of the current trial, from its first day to its last.

    Parameters
    ----------
    review : WeekReview
        The week.
    ax : Axes, optional
        Where to draw; by default on a new figure.

    Returns
    -------
    Axes
        Stretches with the practice are filled, those without are empty, a stroke is a day on which it was done, and a
        dotted line is the end of the week. Without a trial, a sentence says so.
    """
    checked_review(review, "plot_trial")
    ax = get_axes(ax, "trial")
    trial = review.trial
    if not trial or not trial.get("blocks"):
        return show_sentence(ax, TITLES["trial"], "There is no trial.")
    first, end = day_x(date.fromisoformat(trial["start"])), day_x(date.fromisoformat(trial["end"]), 1)
    set_weeks_axis(ax, first, end)
    _draw_plan(review, trial, ax, 0)
    now = day_x(review.last_day, 1)
    if first < now < end:
        ax.axvline(now, color=INK, linewidth=1.2, linestyle=(0, (1, 2)))
        ax.annotate("so far", (now, 1), (-3, 1), xycoords=ax.get_xaxis_transform(), textcoords="offset points",
                    ha="right", va="bottom", fontsize=SMALL, color=INK, annotation_clip=False)  # fmt: skip
    label_rows(ax, [str(trial.get("practice") or "one change")])
    finish_axes(ax, TITLES["trial"], "filled: with it, empty: without, stroke: done", above=12)
    return ax


def practice_rows(review: WeekReview) -> list[tuple[str, str]]:
    """Choose the rows: most days first, practices above contacts."""
    done = review.practice_days
    if done.empty:
        return []
    counts = done.groupby(["name", "kind"])["day"].nunique().reset_index()
    counts = counts.sort_values(["day", "name"], ascending=[False, True]).drop_duplicates("name")
    kept = counts.head(MOST - bool(_in_frame(review)))
    order = kept.sort_values("kind", ascending=False, kind="stable")
    return list(zip(order["name"], order["kind"], strict=True))


def _in_frame(review: WeekReview) -> dict[str, Any]:
    trial = review.trial or {}
    return trial if trial.get("blocks") and trial["start"] <= review.last_day.isoformat() else {}


def _days_done(review: WeekReview, name: str) -> pd.DatetimeIndex:
    done = review.practice_days
    return pd.DatetimeIndex(done.loc[done["name"] == name, "day"].unique())


def _draw_counts(review: WeekReview, ax: Axes, rows: list[tuple[str, str]], first_row: int) -> None:
    mondays = days_x(review.weekly.index, 0)
    counts = np.array([_by_week(_days_done(review, name), mondays) for name, _ in rows])
    places, weeks = np.indices(counts.shape)
    x, y, counts = mondays[weeks.ravel()], places.ravel() + first_row, counts.ravel()
    colours = [to_rgb(GREEN if rows[place][1] == "contact" else BLUE) for place in places.ravel()]
    shades = [(*colour, 0.1 + 0.5 * n / 7) if n else to_rgba(PAPER) for colour, n in zip(colours, counts, strict=True)]
    cells = draw_rectangles(ax, x + 0.3, y - 0.43, 6.4, 0.86, facecolors=shades, edgecolors=FAINT, linewidths=0.8)
    begins = [f"{monday.day} {MONTHS[monday.month - 1]}" for monday in review.weekly.index]
    add_tooltips(ax, cells, [
        f"{drawable(rows[place][0])}, week of {begins[week]}: {days(int(n))}"
        for place, week, n in zip(places.ravel(), weeks.ravel(), counts, strict=True)
    ])  # fmt: skip
    draw_digits(ax, x[counts > 0] + 3.5, y[counts > 0], counts[counts > 0], SMALL - 1)
    logged = (review.daily["entries"] > 0).to_numpy().reshape(-1, 7).any(axis=1)
    empty = (counts == 0) & ~logged[weeks.ravel()]
    ax.plot(x[empty] + 3.5, y[empty], linestyle="none", marker="o", markersize=1.8, color=SOFT)


def _by_week(days: pd.DatetimeIndex, mondays: Any) -> Any:
    return np.bincount((days_x(days, 0) - mondays[0]) // 7, minlength=len(mondays))


def _draw_plan(review: WeekReview, trial: dict[str, Any], ax: Axes, row: int) -> None:
    blocks = trial["blocks"]
    left = np.array([day_x(date.fromisoformat(block["first"])) for block in blocks], dtype=float)
    end = np.array([day_x(date.fromisoformat(block["last"]), 1) for block in blocks], dtype=float)
    colours = [to_rgba(SKY) if block["on"] else to_rgba(PAPER) for block in blocks]
    draw_rectangles(ax, left, row - 0.36, end - left, 0.72, facecolors=colours, edgecolors=SOFT, linewidths=0.8)
    done = [day_x(day, 0.5) for day in review.trial_days]
    ax.vlines(done, row - 0.2, row + 0.2, color=INK, linewidth=1.2, zorder=4)
