"""The seven signs as a heat strip, week by week."""

from __future__ import annotations

from typing import Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from heartdata.charts._style import BLUE, FAINT, INK, ORANGE, PAPER, SMALL, SOFT, finish, own_axes, stamp, week_axis
from heartdata.review import WeekReview
from heartdata.vocabulary import SIGNS

# Strongest shade at this many own SD from the usual.
_FULL: Final = 1.5
_SHORT: Final = {
    "fatigue": "fatigue",
    "intrusive_thoughts": "thoughts",
    "poor_concentration": "concentration",
    "lost_colour": "lost colour",
    "avoiding_connection": "connection",
    "replaying": "replaying",
    "feeling_unwell": "unwell",
}
_MARKS: Final = {"present": "●", "persistent": "◉", "easing": "↓", "unknown": "·", "quiet": ""}


def plot_signs(review: WeekReview, ax: Axes | None = None) -> Axes:
    """Draw the seven signs over the weeks of the frame.

    Parameters
    ----------
    review : WeekReview
        The week at the end of the frame.
    ax : Axes, optional
        Where to draw; by default on a new figure.

    Returns
    -------
    Axes
        A row for each sign, a field for each week: orange is heavier than usual, blue lighter, and a mark says what
        is certain enough to say. A field with a dot only is not known.
    """
    ax = own_axes(ax)
    weeks = review.sign_course
    for row, sign in enumerate(SIGNS):
        for monday in review.weekly.index:
            known = not weeks.empty and monday in weeks.index
            difference = weeks.loc[monday, ("difference", sign)] if known else float("nan")
            status = weeks.loc[monday, ("status", sign)] if known else "unknown"
            _field(ax, monday, row, difference, str(status))
    ax.set_xlim(review.daily.index[0], stamp(review.last_day, 1))
    ax.set_ylim(len(SIGNS) - 0.5, -0.5)
    ax.set_yticks(range(len(SIGNS)), [_SHORT[sign] for sign in SIGNS])
    week_axis(ax)
    finish(ax, "The seven signs", "● there, ◉ for four weeks, ↓ easing, · not known")
    ax.tick_params(axis="y", length=0)
    return ax


def _field(ax: Axes, monday: pd.Timestamp, row: int, difference: float, status: str) -> None:
    known = difference == difference and status != "unknown"
    box = Rectangle(
        (monday + pd.Timedelta(hours=6), row - 0.42), pd.Timedelta(days=6, hours=12), 0.84,
        facecolor=_shade(difference) if known else PAPER, edgecolor=FAINT, linewidth=0.8,
    )  # fmt: skip
    ax.add_patch(box)
    mark = _MARKS.get(status, "")
    if mark:
        place = monday + pd.Timedelta(days=3, hours=12)
        ax.text(place, row, mark, ha="center", va="center", fontsize=SMALL, color=SOFT if mark == "·" else INK)


def _shade(difference: float) -> tuple[float, float, float, float]:
    # See-through rather than mixed with white, so that it also fits a dark page.
    return (*to_rgb(ORANGE if difference > 0 else BLUE), round(min(abs(difference) / _FULL, 1.0) * 0.75, 3))
