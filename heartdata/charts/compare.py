"""Two stretches of days side by side: how much everything differs, with its likely range."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from heartdata.charts.defaults import default_style
from heartdata.charts.measure import CLOCKS
from heartdata.charts.measure import written as write_value
from heartdata.charts.style import (
    BLUE,
    FAINT,
    GREEN,
    INK,
    ORANGE,
    PAPER,
    SMALL,
    SOFT,
    describe,
    finish_axes,
    get_axes,
    label_rows,
    show_sentence,
)
from heartdata.core.day_tables import Stretch
from heartdata.core.logs import Logs
from heartdata.errors import HeartdataError
from heartdata.review.comparison import compare

_LONGEST: Final = 3.0  # own SD to each side that are drawn
_TITLE: Final = "Before and after"
# Colour and words of a clear difference: lighter, harder, or neither.
_WAYS: Final = {1: (GREEN, "lighter"), -1: (ORANGE, "harder"), 0: (BLUE, "")}


@default_style()
def plot_compare(
    daily: Logs | pd.DataFrame, before: Stretch = None, after: Stretch = None, ax: Axes | None = None
) -> Axes:
    """Draw how two stretches of days differ, in every measure, sign, night and habit.

    Parameters
    ----------
    daily : Logs or DataFrame
        Logs or a daily table, with `before` and `after`; or alone, a table as `heartdata.compare` returns it.
    before, after : tuple of date-like, str or Period, optional
        The first and the last day of each, or a month, a year or a week, as in `heartdata.compare`.
    ax : Axes, optional
        Where to draw; by default on a new figure as tall as it needs, which a notebook shows.

    Returns
    -------
    Axes
        A row for each: after minus before in the person's own day-to-day SD, with its 90 % interval; to the right is
        higher, whatever that means. A clear difference is a filled dot, with "lighter" or "harder" where that can be
        said; the others are rings. At the right the two means.

    Raises
    ------
    HeartdataError
        If a stretch is missing or cannot be understood, or the table is none to compare.

    See Also
    --------
    heartdata.compare : The numbers, and how they are found.

    Examples
    --------
    >>> import heartdata as hd
    >>> logs = hd.simulate_logs(seed=7, course="improving")
    >>> hd.charts.plot_compare(hd.to_daily(logs), "2026-03", "2026-06").get_title(loc="left")
    'Before and after'
    """
    given = isinstance(daily, pd.DataFrame) and before is None and after is None and _is_comparison(daily)
    if not given and (before is None or after is None):
        raise HeartdataError(
            'plot_compare needs two stretches of days, such as plot_compare(daily, "2026-03", "2026-04"); or a table '
            "that compare returned"
        )
    table: Any = daily if given else compare(daily, before, after)
    shown = table[table["low"].notna() & table["size"].notna()]
    ax = get_axes(ax, "compare", size=(8.4, 1.1 + 0.25 * max(len(shown), 2)))
    if shown.empty:
        return show_sentence(ax, _TITLE, "Too few days are known in one of the stretches; a week of each would do.")
    label_rows(ax, [str(label) for label in shown["label"]])
    ax.set_xlim(-_LONGEST, _LONGEST)
    ax.axvline(0, color=SOFT, linewidth=1, zorder=1)
    kinds = shown.index.get_level_values("kind")
    for edge in np.flatnonzero(kinds[1:] != kinds[:-1]).tolist():
        ax.axhline(edge + 0.5, color=FAINT, linewidth=0.8, zorder=0)
    for place, (key, row) in enumerate(shown.iterrows()):
        _draw_row(ax, place, row, str(key[1]))
    left_out = len(table) - len(shown)
    more = f"\n{left_out} more with too few days, or that never vary" if left_out else ""
    finish_axes(ax, _TITLE, "filled: clear, ring: could be chance, bar: likely range")
    ax.set_xticks([-2, -1, 0, 1, 2])
    ax.set_xlabel(f"lower ← after → higher, in your typical daily ups and downs{more}", fontsize=SMALL, color=SOFT)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    ax.tick_params(axis="x", length=0)
    describe(ax, _in_words(table, shown))
    return ax


def _is_comparison(table: object) -> bool:
    return isinstance(table, pd.DataFrame) and table.index.names == ["kind", "name"] and "finding" in table


def _way(row: pd.Series[Any]) -> int:
    """Tell whether a clear difference is for the better (1), the harder (-1), or neither."""
    if row["finding"] not in ("higher", "lower") or not row["higher"]:
        return 0
    return 1 if (row["finding"] == "higher") == (row["higher"] == "better") else -1


def _draw_row(ax: Axes, place: int, row: pd.Series[Any], name: str) -> None:
    clear = row["finding"] in ("higher", "lower")
    colour, word = _WAYS[_way(row)]
    colour = colour if clear else SOFT
    ends = np.clip([row["low"] / row["sd"], row["high"] / row["sd"]], -_LONGEST, _LONGEST)
    ax.hlines(place, *ends, color=colour, linewidth=2.4, alpha=0.55, zorder=2)
    ax.scatter([np.clip(row["size"], -_LONGEST, _LONGEST)], [place], s=40, zorder=4, color=colour if clear else PAPER,
               edgecolors=colour, linewidths=1.5)  # fmt: skip
    means = f"{_written(row['before'], row, name)} → {_written(row['after'], row, name)}"
    text = f"{means}  {word}" if word else means
    ax.annotate(text, (1, place), (8, 0), xycoords=("axes fraction", "data"), textcoords="offset points", ha="left",
                va="center", fontsize=SMALL, color=INK if clear else SOFT, annotation_clip=False)  # fmt: skip


def _written(value: float, row: pd.Series[Any], name: str) -> str:
    if row["unit"] in ("share of days", "0-1"):
        return f"{value:.0%}"
    unit = f" {row['unit']}" if row["unit"] in ("h", "1/min", "ms") else ""
    return write_value(value, name) + ("" if name in CLOCKS else unit)


def _in_words(table: pd.DataFrame, shown: pd.DataFrame) -> str:
    spans = table.attrs.get("stretches", {})
    when = "; ".join(f"{name}: {first} to {last}" for name, (first, last) in spans.items())
    clear = [
        f"{row['label']} {row['finding']} ({_written(row['before'], row, key[1])} to "
        f"{_written(row['after'], row, key[1])})"
        for key, row in shown.iterrows()
        if row["finding"] in ("higher", "lower")
    ]
    said = ", ".join(clear) or "nothing clear"
    return f"{_TITLE} ({when}). Of {len(shown)} things compared, clearly different: {said}."
