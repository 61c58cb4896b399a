"""The seven signs week by week, as a heat map."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb, to_rgba

from heartdata.charts.defaults import default_style
from heartdata.charts.style import (
    BLUE,
    FAINT,
    INK,
    ORANGE,
    PAPER,
    SOFT,
    day_x,
    days_x,
    draw_rectangles,
    finish_axes,
    get_axes,
    label_rows,
    set_weeks_axis,
)
from heartdata.core.vocabulary import SIGNS
from heartdata.review.week import WeekReview

# Own SD from the usual with the strongest shade, and below which a quiet sign is marked as lighter; heuristic.
_FULL: Final = 1.5
_LIGHTER: Final = -0.5
_SHORT: Final = {
    "fatigue": "tiredness",
    "intrusive_thoughts": "thoughts",
    "poor_concentration": "concentration",
    "lost_colour": "little joy",
    "avoiding_connection": "keeping away",
    "replaying": "replaying",
    "feeling_unwell": "unwell",
}
# Markers, which need no font; a sign around its usual has none.
_MARKS: Final[dict[str, dict[str, Any]]] = {
    "persistent": {"marker": "o", "color": INK},
    "present": {"marker": "o", "color": INK, "fillstyle": "left", "markerfacecoloralt": "none"},
    "easing": {"marker": "v", "color": INK, "fillstyle": "none", "markersize": 5.5},
    "lighter": {"marker": "_", "color": INK, "markersize": 5.0},
    "unknown": {"marker": "o", "color": SOFT, "markersize": 1.8},
}
# No-break spaces keep a mark and its word together.
_KEY: Final = "●\u00a0four weeks, ◐\u00a0lately, ▽\u00a0easing, –\u00a0lighter, ·\u00a0not\u00a0known"


@default_style()
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
        A row for each sign and a cell for each week: orange is harder than usual, blue lighter, and a marker shows what
        is certain enough to say. A cell with only a dot is unknown.
    """
    ax = get_axes(ax)
    mondays = days_x(review.weekly.index, 0)
    differences, statuses = _fields(review)
    statuses[(statuses == "quiet") & (differences <= _LIGHTER)] = "lighter"
    rows, weeks = np.indices(differences.shape)
    known = ((statuses != "unknown") & ~np.isnan(differences)).ravel()
    colours = [
        _shade(value) if is_known else to_rgba(PAPER)
        for value, is_known in zip(differences.ravel(), known, strict=True)
    ]
    draw_rectangles(
        ax, mondays[weeks.ravel()] + 0.3, rows.ravel() - 0.43, 6.4, 0.86, facecolors=colours, edgecolors=FAINT,
        linewidths=0.8,
    )  # fmt: skip
    for status, look in _MARKS.items():
        there = statuses == status
        ax.plot(mondays[weeks[there]] + 3.5, rows[there], linestyle="none", **{"markersize": 6.0, **look})
    set_weeks_axis(ax, day_x(review.daily.index[0].date()), day_x(review.last_day, 1))
    label_rows(ax, [_SHORT[sign] for sign in SIGNS])
    finish_axes(ax, "The seven signs", _KEY)
    return ax


def _fields(review: WeekReview) -> tuple[Any, Any]:
    """Return difference [own SD] and status, sign by week; a week without either is unknown."""
    weeks = review.sign_course.reindex(review.weekly.index)
    shape = len(SIGNS), len(weeks)
    if review.sign_course.empty:
        return np.full(shape, np.nan), np.full(shape, "unknown", dtype=object)
    differences = np.array([weeks["difference", sign].to_numpy(dtype=float) for sign in SIGNS])
    statuses = np.array([weeks["status", sign].to_numpy(dtype=object) for sign in SIGNS])
    # A status of a week that is not there is NaN, which equals nothing. Without a usual there is a mark and no shade.
    statuses[statuses != statuses] = "unknown"
    return differences, statuses


def _shade(difference: float) -> tuple[float, float, float, float]:
    # See-through rather than mixed with white, so that it also fits a dark page.
    return (*to_rgb(ORANGE if difference > 0 else BLUE), round(min(abs(difference) / _FULL, 1.0) * 0.75, 3))
