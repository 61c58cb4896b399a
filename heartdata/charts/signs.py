"""The seven signs, sorted by what matters now: a small line each, the usual range, and one word."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from heartdata.charts.defaults import default_style
from heartdata.charts.style import (
    BLUE,
    FAINT,
    GREEN,
    INK,
    ORANGE,
    SMALL,
    SOFT,
    axes_width,
    draw_rectangles,
    finish_axes,
    get_axes,
    label_rows,
    show_sentence,
)
from heartdata.charts.time_axis import day_x, days_x, set_weeks_axis
from heartdata.core.vocabulary import SIGNS
from heartdata.review.week import WeekReview, checked_review
from heartdata.review.words import SIGN_WORDS, TITLES

SHORT_NAMES: Final = {
    "fatigue": "tiredness",
    "intrusive_thoughts": "thoughts",
    "poor_concentration": "concentration",
    "lost_colour": "little joy",
    "avoiding_connection": "keeping away",
    "replaying": "replaying",
    "feeling_unwell": "unwell",
}
# What a status is called at the end of its line, in the order of the rows.
STATUS_WORDS: Final = {status: words.short for status, words in SIGN_WORDS.items() if words.short}
ABOVE_MAYBE_BY_CHANCE: Final = "unclear"
MARKS: Final[dict[str, dict[str, Any]]] = {
    "persistent": {"marker": "o", "color": ORANGE, "markeredgecolor": INK, "markersize": 7},
    "present": {"marker": "o", "color": ORANGE, "markeredgecolor": INK, "fillstyle": "left", "markersize": 7,
                "markerfacecoloralt": "white"},
    "easing": {"marker": "v", "color": SOFT, "fillstyle": "none", "markersize": 6},
    "lighter": {"marker": "v", "color": BLUE, "markersize": 6},
    "quiet": {"marker": "o", "color": SOFT, "markersize": 3.5},
}  # fmt: skip
_WORDS: Final = 0.78  # room for the word at the end of a line [in]
_TALL: Final = 0.36  # half the height of a line, in rows


@default_style()
def plot_signs(review: WeekReview, ax: Axes | None = None) -> Axes:
    """Draw the signs that are tracked over the weeks of the frame, those that matter most now first.

    Parameters
    ----------
    review : WeekReview
        The week at the end of the frame.
    ax : Axes, optional
        Where to draw; by default on a new figure.

    Returns
    -------
    Axes
        A row for each sign: its level week by week [0-10, up is harder] as a line, the person's usual range as a band,
        and at the end a mark and a word for the week's status. What is not tracked is named in one line.
    """
    checked_review(review, "plot_signs")
    ax = get_axes(ax, "signs")
    statuses = {sign["sign"]: str(sign["status"]) for sign in review.signs}
    shown = [name for status in STATUS_WORDS for name in SIGNS if statuses.get(name) == status]
    if not shown:
        return show_sentence(ax, TITLES["signs"], "Your entries don't show them yet. A rating or a tag now and then "
                             "would be enough.")  # fmt: skip
    first, end = day_x(review.daily.index[0].date()), day_x(review.last_day, 1)
    beside = min(_WORDS / axes_width(ax), 0.4)
    edge = end + (end - first) * beside / (1 - beside)
    label_rows(ax, [SHORT_NAMES[name] for name in shown])
    x = days_x(review.weekly.index, 3.5)
    for row, name in enumerate(shown):
        levels, usual, half = _line(review, name)
        scaled = row + _TALL - 2 * _TALL * np.array([*levels, usual - half, usual + half]) / 10
        low, high = scaled[-2:]
        if usual == usual:
            draw_rectangles(ax, first, min(low, high), end - first, abs(high - low), color=GREEN, alpha=0.16, zorder=1)
        ax.plot(x, scaled[: len(x)], color=INK, linewidth=1.3, alpha=0.75, zorder=3)
        known = np.flatnonzero(~np.isnan(levels))
        if len(known):
            ax.plot(
                [x[known[-1]]], [scaled[known[-1]]], linestyle="none", zorder=4, clip_on=False, **MARKS[statuses[name]]
            )
        heavy = statuses[name] in ("persistent", "present")
        word = _word(statuses[name], levels, usual + half)
        ax.annotate(word, (end, row), (6, 0), textcoords="offset points", ha="left", va="center_baseline",
                    fontsize=SMALL, color=INK if heavy else SOFT, fontweight="bold" if heavy else "normal",
                    annotation_clip=False)  # fmt: skip
    ax.hlines(np.arange(len(shown) - 1) + 0.5, first, edge, color=FAINT, linewidth=0.7)
    set_weeks_axis(ax, first, end)
    ax.set_xlim(first, edge)
    untracked = [SHORT_NAMES[name] for name in SIGNS if name not in shown]
    aside = "up is harder, green: your usual range"
    finish_axes(ax, TITLES["signs"], f"{aside}. Not tracked: {', '.join(untracked)}" if untracked else aside)
    ax.spines["left"].set_visible(False)
    ax.spines["bottom"].set_bounds(first, end)
    return ax


def _word(status: str, levels: NDArray[np.float64], usual_up_to: float) -> str:
    """Say how a sign is; one that now lies above its usual range, maybe by chance, is not called unchanged."""
    known = levels[~np.isnan(levels)]
    above = status == "quiet" and len(known) > 0 and known[-1] > usual_up_to
    return ABOVE_MAYBE_BY_CHANCE if above else STATUS_WORDS[status]


def _line(review: WeekReview, name: str) -> tuple[NDArray[np.float64], float, float]:
    """Return a sign's weekly levels [0-10], its usual, and how far around it is usual still."""
    weeks = len(review.weekly)
    if review.sign_course.empty:
        return np.full(weeks, np.nan), float("nan"), float("nan")
    course = review.sign_course.reindex(review.weekly.index)
    level, usual, difference = (course[key, name].to_numpy(dtype=float) for key in ("level", "usual", "difference"))
    # No status, no claim: a week whose sign is not known has no point on the line.
    level = np.where(course["status", name].fillna("unknown").to_numpy(dtype=object) == "unknown", np.nan, level)
    known = usual[~np.isnan(usual)]
    with np.errstate(divide="ignore", invalid="ignore"):
        own = (level - usual) / difference
    own = own[np.isfinite(own) & (np.abs(difference) > 0.1)]
    half = float(np.clip(np.median(own), 0.4, 2.5)) / 2 if len(own) else 0.5
    return level, float(known[-1]) if len(known) else float("nan"), half
