"""Days like one day, and what came after them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from heartdata.charts.defaults import default_style
from heartdata.charts.style import BLUE, ORANGE, SMALL, SOFT, finish_axes, get_axes, set_mood_axis
from heartdata.core.days import day_words, parse_day
from heartdata.core.logs import Logs
from heartdata.core.vocabulary import MEASURES
from heartdata.errors import HeartdataError
from heartdata.explore.drawing import canvas, columns_of, day_labels, draw
from heartdata.explore.known import know
from heartdata.explore.readable import table_html
from heartdata.explore.thresholds import limit
from heartdata.explore.whole_course import plot_whole_course
from heartdata.explore.widgets import explorer, paragraphs, picture, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_BEFORE, _AFTER = 7, 14  # days drawn around a day
_HOW = "Click a day, or use the arrow keys: below are the days most like it, and the two weeks after each."
_LIMIT = "This is how it went then. It doesn't say how it will go now."


def days_like(daily: pd.DataFrame, day: date | str, *, most: int | None = None) -> pd.DataFrame:
    """Find the days most like one day.

    Parameters
    ----------
    daily : DataFrame
        As `heartdata.to_daily` makes it.
    day : date or str
        Such as ``"2026-03-01"``.
    most : int, optional
        How many days to return; by default seven.

    Returns
    -------
    DataFrame
        The days in order of likeness: ``apart``, the root mean square difference over all measures and the hours of
        sleep [own SD]; those measures [0-10] and ``sleep_hours`` [h]; ``mood_after``, the mean mood of the seven days
        after (NaN where none is rated). Days within three days of `day`, and days with less than three fifths of what
        is known of it, are left out.

    Raises
    ------
    HeartdataError
        If `day` is not one of the days of `daily`, or nothing is rated on it.

    Examples
    --------
    >>> import heartdata as hd
    >>> days_like(hd.to_daily(hd.simulate_logs(seed=7, days=120)), "2026-03-01").columns[0]
    'apart'
    """
    found = parse_day(day)
    if found is None or pd.Timestamp(found) not in daily.index:
        between = f"from {daily.index[0].date()} to {daily.index[-1].date()}" if len(daily) else "none"
        raise HeartdataError(f"day={day!r}: not one of the days of this table ({between})")
    at = pd.Timestamp(found)
    columns = [name for name in (*MEASURES, "sleep_hours") if name in daily and daily[name].notna().any()]
    spread = daily[columns].std()
    known = [name for name in columns if pd.notna(daily.loc[at, name]) and spread[name] > 0]
    if not known:
        raise HeartdataError(f"day={day!r}: nothing is rated on this day; choose one with an entry")
    differences = ((daily[known] - daily.loc[at, known]) / spread[known]).astype(float)
    enough = differences.notna().mean(axis=1) >= limit("alike_known")
    apart = np.sqrt((differences**2).mean(axis=1))
    far = np.abs((daily.index - at).days) > limit("alike_apart")
    nearest = apart[enough & far].nsmallest(int(limit("alike_days")) if most is None else most)
    after = daily["mood"][::-1].rolling(7, min_periods=1).mean()[::-1].shift(-1)
    table = daily.loc[nearest.index, columns]
    table.insert(0, "apart", nearest)
    table["mood_after"] = after.reindex(table.index)
    return table


@default_style()
def plot_days_like(daily: pd.DataFrame, day: date | str, ax: Axes | None = None) -> Axes:
    """Draw the week before and the two weeks after the days most like one day.

    Parameters
    ----------
    daily : DataFrame
        As `heartdata.to_daily` makes it.
    day : date or str
        Such as ``"2026-03-01"``.
    ax : Axes, optional
        Where to draw; by default on a new figure.

    Returns
    -------
    Axes
        Mood [0-10] by days from the day: a faint line for each day alike, their mean, and the day itself.

    Raises
    ------
    HeartdataError
        If `day` is not one of the days of `daily`, or nothing is rated on it.

    Examples
    --------
    >>> import heartdata as hd
    >>> plot_days_like(hd.to_daily(hd.simulate_logs(seed=7, days=120)), "2026-03-01").get_xlabel()
    'days from the day'
    """
    alike = days_like(daily, day)
    ax = get_axes(ax)
    x = np.arange(-_BEFORE, _AFTER + 1)
    runs = [daily["mood"].reindex(other + pd.to_timedelta(x, unit="D")).to_numpy(float) for other in alike.index]
    for run in runs:
        ax.plot(x, run, color=SOFT, linewidth=1, alpha=0.3, marker=".", markersize=3, zorder=2)
    if runs:
        means = pd.DataFrame(runs).mean().to_numpy()
        ax.plot(x, means, color=BLUE, linewidth=2.4, zorder=4)
    at = pd.Timestamp(parse_day(day))
    own = daily["mood"].reindex(at + pd.to_timedelta(x, unit="D")).to_numpy(float)
    ax.plot(x, own, color=ORANGE, linewidth=1.8, linestyle=(0, (4, 2)), marker="s", markersize=4, zorder=5)
    set_mood_axis(ax, -0.4)
    ax.axvline(0, color=SOFT, linewidth=1, zorder=1)
    ax.set_xticks([-7, 0, 7, 14])
    ax.set_xlabel("days from the day", fontsize=SMALL, color=SOFT)
    aside = f"grey: {len(runs)} days alike, blue: their mean, orange: this day" if runs else "no day is much like it"
    finish_axes(ax, f"Days like {day_words(at.date())}", aside)
    return ax


def explore_days_like(logs: Logs) -> Any:
    """Explore which days were like a day, and what came after them.

    Parameters
    ----------
    logs : Logs
        What was read.

    Returns
    -------
    ipywidgets.VBox
        The whole course to choose a day in, the picture of `plot_days_like` and the table of `days_like`.

    Raises
    ------
    HeartdataError
        If ipywidgets or anywidget is not installed.
    NotEnoughDataError
        If nothing is logged.

    Examples
    --------
    >>> import heartdata as hd
    >>> explore_days_like(hd.simulate_logs(seed=7))  # doctest: +SKIP
    """
    known = know(logs)
    days = known.daily.loc[known.whole.journey.index[0] :]
    course_ax = plot_whole_course(logs)
    places = columns_of(course_ax, days.index)
    course = picture(
        draw(course_ax, "The whole course; arrow keys choose a day", places=places, labels=day_labels(days))
    )
    rated = np.flatnonzero(days["mood"].notna())
    course.chosen = int(rated[-1]) if len(rated) else -1
    table = text()
    after = picture(draw(canvas(0.1), ""))

    def update(_: Any = None) -> None:
        day = days.index[course.chosen]
        try:
            ax = plot_days_like(known.daily, day, canvas(2.2, left=0.6, bottom=0.55))
        except HeartdataError:
            table.value = f"Nothing is rated on {day_words(day.date())}; choose a day with a dot."
            return
        after.show(draw(ax, ax.get_title(loc="left")))
        table.value = table_html(_readable(days_like(known.daily, day)))

    course.observe(update, "chosen")
    if course.chosen >= 0:
        update()
    return explorer(known, "Days like this one", paragraphs([_HOW]), course, after, table, paragraphs([_LIMIT]))


def _readable(table: pd.DataFrame) -> pd.DataFrame:
    """Keep what fits a screen, in words."""
    shown = [name for name in ("mood", "energy", "calm", "sleep_hours") if name in table]
    names = {name: MEASURES[name].label for name in shown if name in MEASURES}
    out = table[[*shown, "mood_after"]].round(1)
    out.index = pd.Index([day_words(day.date()) for day in out.index], name="Day")
    return out.rename(columns={**names, "sleep_hours": "Sleep [h]", "mood_after": "Mood, the week after"})
