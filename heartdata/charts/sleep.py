"""Nights as a person reads them: each week's hours with their range, this week night by night, and the usual range."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MultipleLocator

from heartdata.charts.defaults import default_style
from heartdata.charts.style import (
    GREEN,
    PAPER,
    PURPLE,
    SMALL,
    add_tooltips,
    day_names,
    finish_axes,
    get_axes,
    grid,
    show_sentence,
)
from heartdata.charts.time_axis import day_x, days_x, set_weeks_axis
from heartdata.review.week import WeekReview, checked_review
from heartdata.review.words import TITLES

_TITLE: Final = TITLES["nights"]
_USUAL: Final = (0.1, 0.9)  # quantiles of earlier nights between which hours are usual; heuristic
_USUAL_NIGHTS: Final = 14  # nights before this week from which on there is a usual range; heuristic
_REGULAR: Final = 4  # nights with a bedtime before its spread is said; heuristic


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
        For each earlier week its mean hours [h] as a dot and its shortest to longest night as a stroke, this week's
        nights one by one and larger, and as a band the hours between which eight of ten earlier nights lie. Where only
        times are known, hours are those between going to bed and getting up.
    """
    checked_review(review, "plot_sleep")
    ax = get_axes(ax, "sleep")
    hours, asleep = night_hours(review.daily)
    if not hours.notna().any():
        return show_sentence(ax, _TITLE, "Your entries hold no hours of sleep.")
    first, end = day_x(review.daily.index[0].date()), day_x(review.last_day, 1)
    before, usual = _earlier(hours, review), usual_hours(review)
    now = hours[hours.index >= pd.Timestamp(review.first_day)].dropna()
    set_weeks_axis(ax, first, end)
    if usual:
        ax.axhspan(*usual, color=GREEN, alpha=0.16, linewidth=0, zorder=0.5)
    weeks = before.groupby((before.index - review.daily.index[0]).days // 7)
    places = first + 7 * weeks.mean().index.to_numpy(dtype=float) + 3.5
    ax.vlines(places, weeks.min(), weeks.max(), color=PURPLE, linewidth=2.2, alpha=0.45, zorder=2)
    ax.scatter(places, weeks.mean(), s=22, color=PURPLE, zorder=3, linewidths=0)
    ax.axvspan(end - 7, end, color=PURPLE, alpha=0.07, linewidth=0, zorder=0)
    dots = ax.scatter(days_x(now.index), now, s=34, color=PURPLE, edgecolors=PAPER, linewidths=0.7, zorder=4,
                      clip_on=False)  # fmt: skip
    add_tooltips(ax, dots, [f"{day}: {night:.1f} h" for day, night in zip(day_names(now.index), now, strict=True)])
    bottom, top = float(hours.min()), float(hours.max())
    ax.set_ylim(max(np.floor(bottom - 0.6), 0), np.ceil(top + 0.4))
    ax.yaxis.set_major_locator(MultipleLocator(2 if top - bottom < 9 else 4))
    ax.yaxis.set_major_formatter(lambda hour, _: f"{hour:.0f} h")
    grid(ax)
    finish_axes(ax, _TITLE, _aside(now, review, asleep=asleep) + ("; green: usual" if usual else ""))
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0, labelsize=SMALL)
    return ax


def usual_hours(review: WeekReview) -> tuple[float, float] | None:
    """Return the hours between which eight of ten earlier nights lie; None where few are known or all are alike."""
    before = _earlier(night_hours(review.daily)[0], review)
    if len(before) < _USUAL_NIGHTS:
        return None
    low, high = before.quantile(list(_USUAL))
    return (float(low), float(high)) if high > low else None


def _earlier(hours: pd.Series[float], review: WeekReview) -> pd.Series[float]:
    return hours[hours.index < pd.Timestamp(review.first_day)].dropna()


def night_hours(daily: pd.DataFrame) -> tuple[pd.Series[float], bool]:
    """Return each night's hours [h], and whether they are of sleep, not of time in bed."""
    if daily["sleep_hours"].notna().any():
        return daily["sleep_hours"], True
    return daily["waketime"] - daily["bedtime"], False


def _aside(now: pd.Series[float], review: WeekReview, *, asleep: bool) -> str:
    """Say the week in numbers: mean hours, and how regular the bedtimes were."""
    parts = [f"{now.mean():.1f} h {'a night' if asleep else 'in bed'}"] if len(now) else ["none this week"]
    bedtimes = review.daily["bedtime"].iloc[-7:].dropna()
    if review.sleep["bedtime"]:
        spread = 60 * float(bedtimes.std(ddof=1)) if len(bedtimes) >= _REGULAR else float("nan")
        parts.append(f"to bed {review.sleep['bedtime']}" + (f" ± {spread:.0f} min" if spread >= 1 else ""))
    return ", ".join(parts)
