"""A measure in the days before and after marked days."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import pandas as pd
from matplotlib.axes import Axes

from heartdata.charts.defaults import default_style
from heartdata.charts.measure import draw_levels, set_value_axis, written
from heartdata.charts.style import (
    BLUE,
    FAINT,
    INK,
    ORANGE,
    SKY,
    SMALL,
    SOFT,
    describe,
    finish_axes,
    get_axes,
)
from heartdata.core.day_tables import meaning_of, own_measures
from heartdata.core.days import day_words
from heartdata.core.logs import Logs
from heartdata.review.around_days import around

_NUMBERS: Final = ("mean", "low", "high", "n")


@default_style()
def plot_around(
    daily: Logs | pd.DataFrame,
    days: Any = "loss",
    measure: str = "mood",
    ax: Axes | None = None,
    *,
    within: int = 28,
) -> Axes:
    """Draw a measure in the days before and after one or several marked days.

    Parameters
    ----------
    daily : Logs or DataFrame
        Logs; or a table with one row per day, as `heartdata.to_daily` makes it.
    days : str, date-like or sequence of date-like, optional
        A day, several days, or a kind of marked day such as ``"loss"``, as in `heartdata.around`.
    measure : str, optional
        A column of numbers; with logs also ``sign_<sign>`` and ``habit_<name>``.
    ax : Axes, optional
        Where to draw; by default on a new figure, which a notebook shows.
    within : int, optional
        How far to look [days], 1 to 366.

    Returns
    -------
    Axes
        One marked day: its days as dots. Several: a thin line each, their mean as a thick line, and from three on its
        90 % interval as a shade. The levels before and after are dashed lines, with the difference and its likely range
        beside them; days without an entry are gaps. Higher is up, whatever it means.

    Raises
    ------
    HeartdataError
        If a day cannot be understood, no day of that kind is marked, or there is no such column.

    See Also
    --------
    heartdata.around : The numbers.

    Examples
    --------
    >>> import heartdata as hd
    >>> daily = hd.to_daily(hd.simulate_logs(seed=7, course="improving"))
    >>> hd.charts.plot_around(daily, "loss", "sleep_hours", within=21).get_xlabel()
    'days from the marked day'
    """
    table = around(daily, days, measure=measure, within=within)
    own = own_measures(daily) if isinstance(daily, pd.DataFrame) else {}
    meaning = meaning_of(measure, own)
    ax = get_axes(ax, "around")
    each = table.drop(columns=list(_NUMBERS))
    set_value_axis(ax, meaning, measure, each)
    ax.set_xlim(-within - 0.5, within + 0.5)
    draw_levels(ax, -within - 0.5, within + 0.5)
    ax.axvline(0, color=ORANGE, linewidth=1.4, zorder=1)
    if each.shape[1] == 1:
        ax.scatter(table.index, table["mean"], s=20, color=BLUE, alpha=0.7, linewidths=0, zorder=3)
        ax.plot(table.index, table["mean"], color=BLUE, linewidth=1, alpha=0.5, zorder=2)
    else:
        ax.plot(table.index, each, color=SOFT, linewidth=0.9, alpha=0.4, zorder=2)
        ax.fill_between(table.index, table["low"], table["high"], color=SKY, alpha=0.3, linewidth=0, zorder=2)
        ax.plot(table.index, table["mean"], color=BLUE, linewidth=2.4, zorder=4, solid_capstyle="round")
    levels = each.loc[:-1].mean().mean(), each.loc[0:].mean().mean()
    for level, ends in zip(levels, ((-within - 0.5, 0), (0, within + 0.5)), strict=True):
        ax.hlines(level, *ends, color=INK, linewidth=1.3, linestyle=(0, (5, 3)), zorder=3)
    said = _difference_words(table.attrs["difference"], measure)
    ax.annotate(said, (1, levels[1]), (6, 0), xycoords=("axes fraction", "data"), textcoords="offset points",
                ha="left", va="center", fontsize=SMALL, color=INK, annotation_clip=False)  # fmt: skip
    ax.set_xlabel("days from the marked day", fontsize=SMALL, color=SOFT)
    ax.grid(axis="x", color=FAINT, linewidth=0.6)
    parts = ["higher means harder"] if meaning.higher == "heavier" else []
    parts += (
        ["dashed: mean before and after"]
        if each.shape[1] == 1
        else ["thin: each time, thick: mean, shade: likely range"]
    )
    title = day_words(date.fromisoformat(each.columns[0])) if each.shape[1] == 1 else f"{each.shape[1]} marked days"
    finish_axes(ax, f"{meaning.label} around {title}", ", ".join(parts))
    ax.spines["left"].set_visible(False)
    before, after = (written(float(level), measure) for level in levels)
    describe(ax, f"{meaning.label} in the {within} days before and after {', '.join(map(str, each.columns[:6]))}: "
                 f"{before} before, {after} after; {said.replace(chr(10), ' ')}.")  # fmt: skip
    return ax


def _difference_words(difference: dict[str, float], measure: str) -> str:
    """Say how much the level differs after the marked day."""
    estimate, low, high = (difference[name] for name in ("estimate", "low", "high"))
    if estimate != estimate:
        return "too few days\nto compare"
    digits = 0 if abs(estimate) >= 100 else 1
    hours = " h" if measure.startswith(("sleep_h", "nap_h", "bedtime", "waketime", "sleep_m")) else ""
    if low != low:
        return f"after: {estimate:+.{digits}f}{hours}\n(range not known)"
    return f"after: {estimate:+.{digits}f}{hours}\n(likely {low:+.{digits}f} to {high:+.{digits}f})"
