"""A year in pixels, with a day to read."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from heartdata.charts import plot_calendar
from heartdata.core.logs import Logs
from heartdata.core.vocabulary import MEASURES
from heartdata.explore.day_reader import day_html
from heartdata.explore.drawing import Drawing, canvas, day_labels, draw, rectangles
from heartdata.explore.known import know
from heartdata.explore.widgets import choice, explorer, on_change, paragraphs, picture, row

_WEEKS = 53
_HOW = "One square is one day. Point at it to see it, click it or use the arrow keys to read it; nothing is kept."


def explore_year(logs: Logs) -> Any:
    """Explore a year in pixels, and read single days.

    Parameters
    ----------
    logs : Logs
        What was read.

    Returns
    -------
    ipywidgets.VBox
        The picture of `heartdata.charts.plot_calendar`, with a choice of the year and, for measures whose higher values
        are better, of the measure. A day that is clicked, or reached with the arrow keys, is read below it, as in
        `explore_course`.

    Raises
    ------
    HeartdataError
        If ipywidgets or anywidget is not installed.
    NotEnoughDataError
        If nothing is logged.

    Examples
    --------
    >>> import heartdata as hd
    >>> explore_year(hd.simulate_logs(seed=7))  # doctest: +SKIP
    """
    known = know(logs)
    daily, last = known.daily, known.daily.index[-1]
    shown = {"days": _last_year(daily)}
    years = [(str(year), year) for year in range(last.year, known.first.year - 1, -1)]
    year = choice("Year", [("the last 12 months", 0), *(years if len(years) > 1 else [])])
    better = [name for name in known.measures if MEASURES[name].higher == "better"] or ["mood"]
    measure = choice("Colour", [(MEASURES[name].label, name) for name in better])

    def read(day: int) -> str:
        return day_html(logs, daily, shown["days"].index[day])

    pixels = picture(draw_year(shown["days"]), read=read, steps=[7, 1])

    def update() -> None:
        shown["days"] = daily[daily.index.year == year.value] if year.value else _last_year(daily)
        pixels.chosen = -1
        pixels.show(draw_year(shown["days"], measure.value))

    on_change(update, year, measure)
    return explorer(known, "A year in pixels", paragraphs([_HOW]), row(year, measure), pixels)


def draw_year(daily: pd.DataFrame, measure: str = "mood") -> Drawing:
    """Draw up to a year, with the place of each day."""
    ax = plot_calendar(daily, canvas(1.45, top=0.5, bottom=0.35), measure=measure)
    days = daily.index
    week = (days - days[0] + pd.Timedelta(days=days[0].day_of_week)).days.to_numpy() // 7
    weekday = np.asarray(days.day_of_week)
    places = rectangles(ax, week, weekday + 0.5, week + 1, weekday - 0.5)
    alt = "Your days in squares; arrow keys choose a day to read"
    return draw(ax, alt, places=places, labels=day_labels(daily, measure))


def _last_year(daily: pd.DataFrame) -> pd.DataFrame:
    sunday = daily.index[-1] + pd.Timedelta(days=6 - daily.index[-1].day_of_week)
    return daily[daily.index > sunday - pd.Timedelta(weeks=_WEEKS)]
