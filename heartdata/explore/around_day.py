"""Any measure around any marked day."""

from __future__ import annotations

from typing import Any, Final

from heartdata.charts import plot_around
from heartdata.charts.style import described
from heartdata.core.day_tables import day_columns, meaning_of
from heartdata.core.days import day_words
from heartdata.core.logs import Logs
from heartdata.errors import HeartdataError
from heartdata.explore.drawing import canvas, draw
from heartdata.explore.known import know
from heartdata.explore.widgets import choice, day_choice, explorer, on_change, picture, row, text

_WITHIN: Final = (("four weeks", 28), ("two weeks", 14), ("twelve weeks", 84), ("half a year", 182))


def explore_around(logs: Logs) -> Any:
    """Explore any measure, sign, night or habit around a marked day, or any other day.

    Parameters
    ----------
    logs : Logs
        What was read.

    Returns
    -------
    ipywidgets.VBox
        Choices of what to look at, of the day and of how far to look, with the picture of
        `heartdata.charts.plot_around`.

    Raises
    ------
    HeartdataError
        If ipywidgets or anywidget is not installed.
    NotEnoughDataError
        If nothing is logged.

    Examples
    --------
    >>> import heartdata as hd
    >>> explore_around(hd.simulate_logs(seed=7))  # doctest: +SKIP
    """
    known = know(logs)
    columns = [name for name in day_columns(known.days) if known.days[name].notna().any()]
    what = choice("What", [(_label(name), name) for name in columns])
    marked = [(f"{event['label']}, {day_words(event['day'])}", event["day"]) for event in known.marked]
    around = choice("Around", [*marked, ("another day", None)] if marked else [("another day", None)])
    other = day_choice("Another day", known.losses[-1] if known.losses else known.last, known.first, known.last)
    within = choice("Within", list(_WITHIN))
    said = text()

    def drawing() -> Any:
        day = around.value or other.value
        ax = plot_around(known.days, day, what.value, canvas(2.6, left=0.7, right=1.6), within=within.value)
        return draw(ax, described(ax))

    def update() -> None:
        other.layout.display = "none" if around.value else "flex"
        try:
            shown.show(drawing())
            shown.layout.display, said.value = "", ""
        except (HeartdataError, AttributeError) as error:
            shown.layout.display = "none"
            said.value = str(error) if isinstance(error, HeartdataError) else "Choose a day."

    shown = picture(draw(canvas(0.1), ""))
    on_change(update, what, around, other, within)
    return explorer(known, "Around a day", row(what, around, within, other), said, shown)


def _label(column: str) -> str:
    """Name a column; a sign may have the name of a measure."""
    found = meaning_of(column)
    return f"{found.label} ({found.kind})" if found.kind in ("sign", "habit") else found.label
