"""Sleep against mood, weekdays and months: tables and plots."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from heartdata.charts.defaults import default_style
from heartdata.charts.style import (
    BLUE,
    FAINT,
    MONTHS,
    SMALL,
    SOFT,
    WEEKDAYS,
    finish_axes,
    get_axes,
    grid,
    show_sentence,
)
from heartdata.core.vocabulary import MEASURES
from heartdata.errors import HeartdataError
from heartdata.explore.intervals import inertia, mean_of
from heartdata.explore.thresholds import limit

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_NIGHTS: Final = (0.0, 5.0, 6.0, 7.0, 8.0, 9.0, 24.0)
_NIGHT_NAMES: Final = ("under 5 h", "5 to 6 h", "6 to 7 h", "7 to 8 h", "8 to 9 h", "9 h or more")
COLUMNS: Final = ("mean", "low", "high", "days")


def by_sleep(daily: pd.DataFrame, measure: str = "mood") -> pd.DataFrame:
    """Average a measure by the hours of the night before.

    Parameters
    ----------
    daily : DataFrame
        As `heartdata.to_daily` makes it.
    measure : str, optional
        A column of `daily`, such as ``"energy"`` [0-10].

    Returns
    -------
    DataFrame
        A row for each range of hours: ``mean`` [0-10] with its 90 % interval ``low``, ``high``, which allows for days
        that resemble the day before (NaN for fewer than five days), and ``days``.

    Raises
    ------
    HeartdataError
        If there is no such column.

    Examples
    --------
    >>> import heartdata as hd
    >>> by_sleep(hd.to_daily(hd.simulate_logs(seed=7, days=120))).index[0]
    'under 5 h'
    """
    values = _column(daily, measure)
    if "sleep_hours" not in daily:
        raise HeartdataError("sleep_hours: no column of this daily table; to_daily makes one")
    place = np.digitize(daily["sleep_hours"].to_numpy(float), _NIGHTS[1:-1])
    known = daily["sleep_hours"].notna().to_numpy()
    return _means(values, [known & (place == k) for k in range(len(_NIGHT_NAMES))], _NIGHT_NAMES, "sleep")


def by_weekday(daily: pd.DataFrame, measure: str = "mood") -> pd.DataFrame:
    """Compare weekdays with the weeks around them.

    Parameters
    ----------
    daily : DataFrame
        As `heartdata.to_daily` makes it.
    measure : str, optional
        A column of `daily`, such as ``"energy"`` [0-10].

    Returns
    -------
    DataFrame
        A row for each weekday: ``mean`` difference from the level of the eight weeks around [points of 0-10] with its
        90 % interval ``low``, ``high`` (NaN for fewer than five days), and ``days``. With seven weekdays one may stand
        apart by chance.

    Raises
    ------
    HeartdataError
        If there is no such column.

    See Also
    --------
    heartdata.practices.rhythms.personal_rhythms : Says whether a weekday stands out, allowing for the choice.

    Examples
    --------
    >>> import heartdata as hd
    >>> by_weekday(hd.to_daily(hd.simulate_logs(seed=7, days=120))).index.tolist()[:2]
    ['Mon', 'Tue']
    """
    values = _column(daily, measure)
    days = 2 * int(limit("around_days")) + 1
    apart = values - values.rolling(days, center=True, min_periods=int(limit("fewest_days"))).mean()
    weekday = daily.index.day_of_week.to_numpy()
    return _means(apart, [weekday == k for k in range(7)], WEEKDAYS, "weekday")


def by_month(daily: pd.DataFrame, measure: str = "mood") -> pd.DataFrame:
    """Average a measure by month, each year by itself.

    Parameters
    ----------
    daily : DataFrame
        As `heartdata.to_daily` makes it.
    measure : str, optional
        A column of `daily`, such as ``"energy"`` [0-10].

    Returns
    -------
    DataFrame
        A row for each ``year`` and ``month`` (1 to 12): ``mean`` [0-10] with its 90 % interval ``low``, ``high``, which
        allows for days that resemble the day before (NaN for fewer than five days), and ``days``.

    Raises
    ------
    HeartdataError
        If there is no such column.

    Examples
    --------
    >>> import heartdata as hd
    >>> by_month(hd.to_daily(hd.simulate_logs(seed=7, days=120))).index.names
    FrozenList(['year', 'month'])
    """
    values = _column(daily, measure)
    months = daily.index.year.to_numpy() * 12 + daily.index.month.to_numpy() - 1
    found = np.unique(months)
    table = _means(values, [months == month for month in found], [divmod(int(m), 12) for m in found], "month")
    table.index = pd.MultiIndex.from_tuples([(y, m + 1) for y, m in table.index], names=["year", "month"])
    return table


@default_style()
def plot_by_sleep(daily: pd.DataFrame, ax: Axes | None = None, *, measure: str = "mood") -> Axes:
    """Draw a measure against the hours of the night before.

    Parameters
    ----------
    daily : DataFrame
        As `heartdata.to_daily` makes it.
    ax : Axes, optional
        Where to draw; by default on a new figure.
    measure : str, optional
        A column of `daily` [0-10].

    Returns
    -------
    Axes
        A dot for each day, and for each range of hours the mean with its 90 % interval, as `by_sleep` gives them.

    Raises
    ------
    HeartdataError
        If there is no such column.

    Examples
    --------
    >>> import heartdata as hd
    >>> plot_by_sleep(hd.to_daily(hd.simulate_logs(seed=7, days=120))).get_xlabel()
    'sleep in the night before [h]'
    """
    table = by_sleep(daily, measure)
    ax = get_axes(ax)
    hours = daily["sleep_hours"]
    both = hours.notna() & daily[measure].notna()
    title = f"Sleep and {_name(measure)}"
    if not both.any():
        return show_sentence(ax, title, "No day has both a night and a rating yet.")
    ax.scatter(hours[both], daily.loc[both, measure], s=10, color=SOFT, alpha=0.35, linewidths=0, zorder=2)
    centres = [hours[both & (hours >= a) & (hours < b)].mean() for a, b in pairwise(_NIGHTS)]
    _draw_means(ax, np.array(centres), table)
    _finish(ax, measure, title, "dots: your days, circles: means with their likely range (90 %)")
    ax.set_xlabel("sleep in the night before [h]", fontsize=SMALL, color=SOFT)
    return ax


@default_style()
def plot_by_weekday(daily: pd.DataFrame, ax: Axes | None = None, *, measure: str = "mood") -> Axes:
    """Draw how weekdays differ from the weeks around them.

    Parameters
    ----------
    daily : DataFrame
        As `heartdata.to_daily` makes it.
    ax : Axes, optional
        Where to draw; by default on a new figure.
    measure : str, optional
        A column of `daily` [0-10].

    Returns
    -------
    Axes
        The difference of each weekday with its 90 % interval, as `by_weekday` gives them.

    Raises
    ------
    HeartdataError
        If there is no such column.

    Examples
    --------
    >>> import heartdata as hd
    >>> plot_by_weekday(hd.to_daily(hd.simulate_logs(seed=7, days=120))).get_title(loc="left")
    'Weekdays and mood'
    """
    table = by_weekday(daily, measure)
    ax = get_axes(ax)
    title = f"Weekdays and {_name(measure)}"
    if table["mean"].isna().all():
        return show_sentence(ax, title, "With some more weeks I can say more.")
    ax.axhline(0, color=SOFT, linewidth=1, zorder=1)
    _draw_means(ax, np.arange(7), table)
    ax.set_xticks(range(7), WEEKDAYS)
    finish_axes(ax, title, "0: the level of the weeks around; bars: likely range (90 %)")
    ax.set_ylabel(f"{_name(measure)}, difference\n({_direction(measure)})", fontsize=SMALL, color=SOFT)
    ax.set_xlabel("weekday", fontsize=SMALL, color=SOFT)
    grid(ax)
    return ax


@default_style()
def plot_by_month(daily: pd.DataFrame, ax: Axes | None = None, *, measure: str = "mood") -> Axes:
    """Draw a measure by month, one line for each year.

    Parameters
    ----------
    daily : DataFrame
        As `heartdata.to_daily` makes it.
    ax : Axes, optional
        Where to draw; by default on a new figure.
    measure : str, optional
        A column of `daily` [0-10].

    Returns
    -------
    Axes
        The mean of each month with its 90 % interval, as `by_month` gives them; earlier years are fainter. Less than a
        year is a sentence, as a season cannot be told then from anything else that happened.

    Raises
    ------
    HeartdataError
        If there is no such column.

    Examples
    --------
    >>> import heartdata as hd
    >>> plot_by_month(hd.to_daily(hd.simulate_logs(seed=7, days=400))).get_title(loc="left")
    'Months and mood'
    """
    table = by_month(daily, measure)
    ax = get_axes(ax)
    title = f"Months and {_name(measure)}"
    if table["days"].sum() < limit("season_days"):
        return show_sentence(
            ax, title, "About a year of ratings shows the months side by side. Until then a season looks the same as "
            "anything else that happened in it.",
        )  # fmt: skip
    years = table.index.get_level_values("year").unique()
    for age, year in enumerate(reversed(years)):
        rows = table.loc[year]
        _draw_means(ax, rows.index.to_numpy() - 1 + 0.06 * (age % 3), rows, strength=max(1 - 0.3 * age, 0.2), line=True)
        last = rows["mean"].last_valid_index()
        if last is not None and age < 3:
            ax.annotate(str(year), (last - 1, rows.loc[last, "mean"]), (8, 0), textcoords="offset points",
                        va="center", fontsize=SMALL, color=BLUE if age == 0 else SOFT)  # fmt: skip
    ax.set_xticks(range(12), MONTHS)
    ax.set_xlim(-0.5, 12)
    _finish(ax, measure, title, "bars: likely range (90 %)")
    ax.set_xlabel("month", fontsize=SMALL, color=SOFT)
    return ax


def _column(daily: pd.DataFrame, measure: str) -> pd.Series[Any]:
    if measure not in daily:
        known = ", ".join(name for name in (*MEASURES, "sleep_hours") if name in daily)
        raise HeartdataError(f"measure={measure!r}: not a column of this daily table; it has {known or 'no measure'}")
    return daily[measure].astype(float)


def _means(values: pd.Series[Any], groups: list[NDArray[np.bool_]], names: Any, index: str) -> pd.DataFrame:
    phi = inertia(values)
    table = pd.DataFrame([mean_of(values, group, phi) for group in groups], columns=list(COLUMNS))
    table.index = pd.Index(names, name=index, tupleize_cols=False)
    return table


def _draw_means(ax: Axes, x: Any, table: pd.DataFrame, *, strength: float = 1.0, line: bool = False) -> None:
    arms = np.abs(table[["low", "high"]].to_numpy(float).T - table["mean"].to_numpy(float))
    ax.errorbar(x, table["mean"], yerr=arms, fmt="o-" if line else "o", color=BLUE, ecolor=BLUE, elinewidth=2,
                linewidth=1.2, markersize=7, alpha=strength, zorder=4)  # fmt: skip


def _finish(ax: Axes, measure: str, title: str, aside: str) -> None:
    finish_axes(ax, title, aside)
    if measure in MEASURES:
        ax.set_ylim(-0.4, 10.4)
        ax.set_ylabel(f"{_name(measure)} [0-10]\n({_direction(measure)})", fontsize=SMALL, color=SOFT)
    else:
        ax.set_ylabel(_name(measure), fontsize=SMALL, color=SOFT)
    ax.grid(axis="y", color=FAINT, linewidth=0.8)
    ax.set_axisbelow(True)


def _name(measure: str) -> str:
    return MEASURES[measure].label.lower() if measure in MEASURES else measure.replace("_", " ")


def _direction(measure: str) -> str:
    if measure not in MEASURES:
        return "as measured"
    return "higher is better" if MEASURES[measure].higher == "better" else "higher means harder"
