"""How recovery goes: the four states over time, and the distance to the person's usual."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from heartdata.charts._style import (
    BLUE,
    FAINT,
    GREEN,
    INK,
    LABEL_BOX,
    ORANGE,
    PAPER,
    PURPLE,
    SKY,
    SMALL,
    SOFT,
    TEXT,
    finish,
    frame_axis,
    noon,
    own_axes,
    wrapped,
)
from heartdata.review import WeekReview
from heartdata.vocabulary import STATES

_STATES: Final = {
    "p_recovered": (STATES["recovered"], GREEN, "\\\\"),
    "p_improving": (STATES["improving"], SKY, ""),
    "p_stuck": (STATES["stuck"], ORANGE, "//"),
    "p_slipping": (STATES["slipping"], PURPLE, ".."),
}
_NAMED_SHARE: Final = 0.16


def plot_state(review: WeekReview, ax: Axes | None = None) -> Axes:
    """Draw how recovery goes: how well each of the four states fits the entries, day by day.

    Parameters
    ----------
    review : WeekReview
        The week at the end of the frame.
    ax : Axes, optional
        Where to draw; by default on a new figure.

    Returns
    -------
    Axes
        The four probabilities stacked to 1, each with its own hatching and name; days with too little data are empty.
        Where nothing is assessed, the sentence that says why.
    """
    ax = own_axes(ax)
    title = "How recovery goes"
    if review.course.empty or review.course["p_stuck"].isna().all():
        ax.set_axis_off()
        finish(ax, title)
        sentence = wrapped(review.progress["sentence"])
        ax.text(0, 1, sentence, transform=ax.transAxes, va="top", fontsize=TEXT, color=INK)
        return ax
    places = noon(review.course)
    shares = review.course[list(_STATES)].to_numpy(dtype=float)
    tops = np.cumsum(shares, axis=1)
    for column, (name, colour, hatch) in enumerate(_STATES.values()):
        bottom = tops[:, column - 1] if column else np.zeros(len(tops))
        ax.fill_between(
            places, bottom, tops[:, column], facecolor=colour, alpha=0.45, hatch=hatch, edgecolor=PAPER, linewidth=0
        )
        _label_area(ax, places, bottom, shares[:, column], name)
    ax.set_ylim(0, 1)
    ax.set_yticks([0, 0.5, 1], ["0", "50 %", "100 %"])
    ax.set_ylabel("how well it fits", fontsize=SMALL, color=SOFT)
    frame_axis(review, ax)
    finish(ax, title, "share of the courses that fit your entries so far")
    return ax


def plot_gap(review: WeekReview, ax: Axes | None = None) -> Axes:
    """Draw how far mood lies from the person's usual.

    Parameters
    ----------
    review : WeekReview
        The week at the end of the frame.
    ax : Axes, optional
        Where to draw; by default on a new figure.

    Returns
    -------
    Axes
        The level compared with the usual [own day-to-day SD], with its 90 % band; up is better.
    """
    ax = own_axes(ax)
    places, course = noon(review.course), review.course
    ax.fill_between(places, -course["gap_high"], -course["gap_low"], color=SKY, alpha=0.32, linewidth=0)
    ax.plot(places, -course["gap"], color=BLUE, linewidth=2.2)
    ax.axhline(0, color=GREEN, linewidth=1.5, linestyle=(0, (5, 3)), zorder=1)
    ax.annotate(
        "your usual", (1.0, 0), (-3, 4), xycoords=("axes fraction", "data"), textcoords="offset points",
        ha="right", va="bottom", fontsize=SMALL, color=INK, bbox=LABEL_BOX, zorder=6,
    )  # fmt: skip
    lowest = -float(np.nanmax(np.append(course["gap_high"].to_numpy(dtype=float), 1.0)))
    ax.set_ylim(
        lowest - 0.2, max(1.0, -float(np.nanmin(np.append(course["gap_low"].to_numpy(dtype=float), 0.0))) + 0.2)
    )
    ax.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    ax.set_ylabel("own SD", fontsize=SMALL, color=SOFT)
    ax.grid(axis="y", color=FAINT, linewidth=0.8, zorder=0)
    frame_axis(review, ax)
    finish(ax, "Compared with your usual", "line: level, shade: 90 % band")
    return ax


def _label_area(ax: Axes, places: pd.DatetimeIndex, bottom: Any, share: Any, name: str) -> None:
    """Name an area where it is widest, if it is wide enough for a word."""
    # Away from the edges, so that the word is not cut off.
    inner = np.where(np.isnan(share), 0.0, share)
    edge = len(inner) // 8
    inner = np.convolve(inner, np.ones(7) / 7, mode="same")
    inner[:edge] = inner[len(inner) - edge :] = 0
    widest = int(inner.argmax())
    if inner[widest] < _NAMED_SHARE or np.isnan(share[widest]):
        return
    height = bottom[widest] + share[widest] / 2
    ax.text(places[widest], height, name, ha="center", va="center", fontsize=SMALL, color=INK, bbox=LABEL_BOX, zorder=6)
