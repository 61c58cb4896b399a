"""The whole course from the loss to now, with a day to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from heartdata.charts import plot_course
from heartdata.charts.course import room_above
from heartdata.core.logs import Logs
from heartdata.explore.day_reader import day_html
from heartdata.explore.drawing import WIDE, Drawing, canvas, columns_of, day_labels, draw
from heartdata.explore.known import Known, know
from heartdata.explore.widgets import explorer, paragraphs, picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_HOW = "Point at a day to see it, click it or use the arrow keys to read it. Nothing you read here is kept."


def plot_whole_course(logs: Logs, ax: Axes | None = None) -> Axes:
    """Draw the whole course from the loss to the last logged day.

    Parameters
    ----------
    logs : Logs
        What was read.
    ax : Axes, optional
        Where to draw; by default on a new figure.

    Returns
    -------
    Axes
        As `heartdata.charts.plot_course` draws a week's way, without its limit of two years.

    Raises
    ------
    NotEnoughDataError
        If nothing is logged.

    Examples
    --------
    >>> import heartdata as hd
    >>> plot_whole_course(hd.simulate_logs(seed=7, days=120)).get_title(loc="left")
    'How it has been since then'
    """
    known = know(logs)
    return plot_course(known.whole, _axes(known) if ax is None else ax)


def explore_course(logs: Logs) -> Any:
    """Explore the whole course from the loss to now, and read single days.

    Parameters
    ----------
    logs : Logs
        What was read.

    Returns
    -------
    ipywidgets.VBox
        The picture of `plot_whole_course`. A day that is clicked, or reached with the arrow keys, is read below it:
        the mood in the person's own words, the night, what was done, and the journal. The journal's words go from the
        running kernel to the screen and are kept nowhere: neither in the notebook's output nor in the widgets' state.

    Raises
    ------
    HeartdataError
        If ipywidgets or anywidget is not installed.
    NotEnoughDataError
        If nothing is logged.

    Examples
    --------
    >>> import heartdata as hd
    >>> explore_course(hd.simulate_logs(seed=7))  # doctest: +SKIP
    """
    known = know(logs)
    return explorer(known, "The whole course", paragraphs([_HOW]), day_picture(known, _drawing(known)))


def day_picture(known: Known, drawing: Drawing, **more: Any) -> Any:
    """Show a drawing whose days can be read."""
    first = known.whole.journey.index[0]
    days = known.daily.index

    def read(day: int) -> str:
        return day_html(known.logs, known.daily, days[days >= first][day])

    return picture(drawing, read=read, **more)


def _axes(known: Known) -> Axes:
    whole = known.whole
    return canvas(2.6, top=0.6 + room_above(whole.marked, whole.journey, WIDE - 0.6) / 72, bottom=0.55)


def _drawing(known: Known) -> Drawing:
    ax = plot_whole_course(known.logs)
    days = known.daily.loc[known.whole.journey.index[0] :]
    alt = "The whole course; arrow keys choose a day to read"
    return draw(ax, alt, places=columns_of(ax, days.index), labels=day_labels(days))
