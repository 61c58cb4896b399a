"""Sleep against mood, weekdays and months, chosen by hand."""

from __future__ import annotations

from typing import Any, Final

from heartdata.core.logs import Logs
from heartdata.core.vocabulary import MEASURES
from heartdata.explore.drawing import canvas, draw
from heartdata.explore.known import know
from heartdata.explore.patterns import plot_by_month, plot_by_sleep, plot_by_weekday
from heartdata.explore.widgets import choice, explorer, on_change, picture, row, text

_PLOTS: Final = {
    "the night before": (plot_by_sleep, "A short night may lead to a hard day, or a hard time to short nights."),
    "weekdays": (plot_by_weekday, "With seven weekdays, one may stand apart by chance."),
    "months": (plot_by_month, "A month of one year is also everything else that happened in it."),
}


def explore_patterns(logs: Logs) -> Any:
    """Explore a measure by the night before, by weekday and by month.

    Parameters
    ----------
    logs : Logs
        What was read.

    Returns
    -------
    ipywidgets.VBox
        The pictures of `plot_by_sleep`, `plot_by_weekday` and `plot_by_month`, with a choice of the measure.

    Raises
    ------
    HeartdataError
        If ipywidgets or anywidget is not installed.
    NotEnoughDataError
        If nothing is logged.

    Examples
    --------
    >>> import heartdata as hd
    >>> explore_patterns(hd.simulate_logs(seed=7))  # doctest: +SKIP
    """
    known = know(logs)
    measure = choice("What", [(MEASURES[name].label, name) for name in known.measures or ["mood"]])
    by = choice("By", list(_PLOTS))
    limits = text()

    def drawing() -> Any:
        plot, said = _PLOTS[by.value]
        limits.value = said
        ax = plot(known.daily, canvas(2.7, left=0.85, bottom=0.6), measure=measure.value)
        return draw(ax, f"{MEASURES[measure.value].label} by {by.value}")

    shown = picture(drawing())
    on_change(lambda: shown.show(drawing()), measure, by)
    return explorer(known, "Patterns", row(measure, by), shown, limits)
