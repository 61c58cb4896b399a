"""Two stretches of days, chosen by hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from heartdata.charts import plot_compare
from heartdata.charts.style import described
from heartdata.core.day_tables import day_columns, meaning_of
from heartdata.core.days import day_words
from heartdata.core.logs import Logs
from heartdata.errors import HeartdataError
from heartdata.explore.drawing import canvas, draw
from heartdata.explore.known import Known, know
from heartdata.explore.widgets import choice, day_choice, explorer, on_change, paragraphs, picture, row, text
from heartdata.review.comparison import compare

_TITLE: Final = "Two stretches"
_WEEKS: Final = 8  # on each side of a marked day, where nothing else is chosen
_RECENT: Final = 4  # the last weeks, against as many before
_KINDS: Final = {
    "measures and signs": ("measure", "sign"),
    "nights and body": ("night", "body"),
    "habits": ("habit",),
    "everything": ("measure", "sign", "night", "body", "habit", "writing", "own"),
}
_ROW: Final = 0.24  # [in]


def explore_stretches(logs: Logs) -> Any:
    """Explore how two stretches of days differ in every measure, sign, night and habit.

    Parameters
    ----------
    logs : Logs
        What was read.

    Returns
    -------
    ipywidgets.VBox
        Fields for the first and the last day of two stretches, with a list of marked days to begin with, a choice of
        what to show, and the picture of `heartdata.charts.plot_compare`.

    Raises
    ------
    HeartdataError
        If ipywidgets or anywidget is not installed.
    NotEnoughDataError
        If nothing is logged.

    Examples
    --------
    >>> import heartdata as hd
    >>> explore_stretches(hd.simulate_logs(seed=7))  # doctest: +SKIP
    """
    known = know(logs)
    starts = suggested(known)
    if not starts:
        return explorer(known, _TITLE, paragraphs(["With some more days there are two stretches to compare."]))
    begin = choice("Begin with", list(starts))
    days = [
        day_choice(label, day, known.first, known.last)
        for label, day in zip(("Earlier, from", "to", "Later, from", "to"), starts[begin.value], strict=True)
    ]
    found = {meaning_of(column).kind for column in day_columns(known.days)}
    kind = choice("Show", [(name, kinds) for name, kinds in _KINDS.items() if found & set(kinds)])
    said = text()

    def drawing() -> Any:
        first, last, later, end = (field.value for field in days)
        table = compare(known.days, (first, last), (later, end))
        table = table[table.index.get_level_values("kind").isin(kind.value)]
        rows = int((table["low"].notna() & table["size"].notna()).sum())
        ax = plot_compare(table, ax=canvas(_ROW * max(rows, 2), left=2.3, right=1.9, bottom=0.75))
        said.value = ""
        return draw(ax, described(ax))

    shown = picture(drawing())
    setting = False

    def update() -> None:
        if setting:
            return
        try:
            shown.show(drawing())
            shown.layout.display = ""
        except (HeartdataError, AttributeError, TypeError) as error:
            shown.layout.display = "none"
            said.value = str(error) if isinstance(error, HeartdataError) else "Choose four days."

    def start(change: dict[str, Any]) -> None:
        nonlocal setting
        setting = True
        for field, day in zip(days, starts[change["new"]], strict=True):
            field.value = day
        setting = False
        update()

    begin.observe(start, "value")
    on_change(update, *days, kind)
    return explorer(known, _TITLE, row(begin, kind), row(*days), said, shown)


def suggested(known: Known) -> dict[str, tuple[date, date, date, date]]:
    """Name pairs of stretches to begin with: around the loss and other marked days, and the last weeks."""
    pairs = {}
    weeks, one = timedelta(weeks=_WEEKS), timedelta(days=1)
    events = sorted(known.marked, key=lambda event: (event["kind"] != "loss", event["day"]))
    for event in events:
        day = event["day"]
        if known.first + timedelta(days=7) <= day <= known.last - timedelta(days=7):
            before, after = max(known.first, day - weeks), min(known.last, day + weeks - one)
            pairs[f"before and after {event['label']}, {day_words(day)}"] = (before, day - one, day, after)
    whole = (known.last - known.first).days + 1
    half = timedelta(days=min(7 * _RECENT, whole // 2))
    if half:
        name = (
            "the last four weeks and the four before" if half.days == 7 * _RECENT else "the second half and the first"
        )
        later = known.last - half + one
        pairs[name] = (later - half, later - one, later, known.last)
    return pairs
