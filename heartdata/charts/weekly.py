"""The weekly progress chart: its panels on one sheet, its words, its file."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final, Literal

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from heartdata.charts.fonts import clipped, families, folded, legible
from heartdata.charts.mood import plot_mood_weeks, plot_week
from heartdata.charts.practices import plot_practices
from heartdata.charts.recovery import plot_state
from heartdata.charts.signs import plot_signs
from heartdata.charts.sleep import plot_sleep
from heartdata.charts.style import DPI, INK, PAPER, SMALL, SOFT, TEXT, WEEKDAYS, Chart, level_titles
from heartdata.core.days import day_words
from heartdata.errors import HeartdataError
from heartdata.review.help_lines import lines_of_help
from heartdata.review.notices import NOT_A_DEVICE, coverage, headline, lead, question
from heartdata.review.week import WeekReview
from heartdata.storage.files import write_atomically

__all__ = ["LAYOUTS", "Layout", "alt_text", "save_chart", "weekly_chart"]

Layout = Literal["page", "phone"]
_FORMATS: Final = ("png", "svg", "pdf")
_LINE: Final = 1.35
_LONGEST_CONTACT: Final = 48  # letters
# All lengths in inches; A4 upright.
A4: Final = (8.27, 11.69)


@dataclass(frozen=True)
class _Sheet:
    """A shape of the chart: how wide, how it is filled, how large the headline is."""

    width: float
    edge: float
    headline: float
    columns: int
    dpi: int
    height: float | None = None


LAYOUTS: Final[dict[Layout, _Sheet]] = {
    "page": _Sheet(width=A4[0], edge=0.48, headline=25.0, columns=2, dpi=DPI, height=A4[1]),
    "phone": _Sheet(width=4.2, edge=0.2, headline=20.0, columns=1, dpi=280),
}


@dataclass(frozen=True)
class _Panel:
    """One panel: how it is drawn, its height, and what its title and its row names take up."""

    plot: Callable[[WeekReview, Axes], Axes]
    tall: float
    above: float
    names: float
    below: float = 0.28
    wide: bool = False


_GUTTER: Final = 0.3
# How much wider bold letters are.
_BOLD: Final = 1.12
_FOOT_ABOVE: Final = 0.12
_MOST_MARKED: Final = 5
# Names of rows have more room where a panel has the whole width.
_WIDE_NAMES: Final = 1.6
_MOST_STRETCH: Final = 1.3


def weekly_chart(review: WeekReview, *, layout: Layout = "page") -> Figure:
    """Draw the weekly progress chart.

    Parameters
    ----------
    review : WeekReview
        The week.
    layout : {"page", "phone"}, optional
        A sheet of A4 to look at, to print or to bring to someone; or one narrow column with larger letters.

    Returns
    -------
    Figure
        The week in a headline; then panels: mood by day, the last twelve weeks with the weekly level, its 90 % band,
        the person's usual and marked days, how recovery goes, the seven signs, sleep, and what was done, with the
        plan of a trial under way. A panel without anything to show is left out.

    Raises
    ------
    HeartdataError
        If there is no such layout.

    See Also
    --------
    save_chart : Writes it as PNG, SVG or PDF with its text alternative.

    Examples
    --------
    >>> import heartdata as hd
    >>> figure = hd.weekly_chart(hd.review_week(hd.simulate_logs(seed=7, course="improving")))
    >>> len(figure.axes) >= 3
    True
    """
    if layout not in LAYOUTS:
        raise HeartdataError(f"layout={layout!r}: allowed are {' and '.join(LAYOUTS)}")
    sheet = LAYOUTS[layout]
    rows = list(_rows(_panels(review, narrow=sheet.columns == 1), sheet.columns))
    head = _head(review, sheet)
    across = (sheet.width - 2 * sheet.edge) * 72
    foot = [line for said in _help(review) for line in folded(said, SMALL - 1, across)]
    spare = sum(max(panel.above for panel in row) + max(panel.below for panel in row) for row in rows)
    plain = sum(max(panel.tall for panel in row) for row in rows)
    foot_tall = len(foot) * (SMALL - 1) * _LINE / 72 + _FOOT_ABOVE
    fixed = 2 * sheet.edge + sum(size * _LINE / 72 for _, size, _, _ in head) + spare + foot_tall
    stretch = 1.0 if sheet.height is None else min((sheet.height - fixed) / plain, _MOST_STRETCH)
    height = fixed + plain * stretch
    figure = Chart(figsize=(sheet.width, height), dpi=sheet.dpi, facecolor=PAPER)
    top = _write(figure, head, height - sheet.edge, sheet)
    for row in rows:
        top -= max(panel.above for panel in row)
        tall = max(panel.tall for panel in row) * stretch
        wide = (sheet.width - 2 * sheet.edge - _GUTTER * (len(row) - 1)) / len(row)
        drawn: list[Axes] = []
        for column, panel in enumerate(row):
            names = panel.names * (_WIDE_NAMES if panel.names > 1 and len(row) < sheet.columns else 1)
            left = sheet.edge + column * (wide + _GUTTER) + names
            box = (left / sheet.width, (top - tall) / height, (wide - names) / sheet.width, tall / height)
            ax = figure.add_axes(box)
            figure.outset[ax] = names
            panel.plot(review, ax)
            _fix_labels(ax, wide - names)
            drawn.append(ax)
        level_titles(figure, drawn)
        top -= tall + max(panel.below for panel in row)
    _write(figure, [(line, SMALL - 1, SOFT, False) for line in foot], top - _FOOT_ABOVE, sheet)
    return figure


def _fix_labels(ax: Axes, wide: float) -> None:
    """Say where labels of axes stand; to find it out, every tick would be measured once more."""
    ax.xaxis.set_label_coords(0.5, -0.2)
    ax.yaxis.set_label_coords(-0.4 / wide, 0.5)


def alt_text(review: WeekReview) -> str:
    """Say in words what the weekly chart shows.

    Parameters
    ----------
    review : WeekReview
        The week.

    Returns
    -------
    str
        A text alternative for people who cannot see the picture; nothing from the journal.
    """
    said = [
        f"{WEEKDAYS[d.day_of_week]} {f'{v:.1f}' if v == v else 'no mood' if entries else 'no entry'}"
        for d, v, entries in review.daily[["mood", "entries"]].iloc[-7:].itertuples()
    ]
    parts = [f"{review.title}.", *review.sentences(), f"Mood by day, 0 to 10: {', '.join(said)}."]
    for status, words in (("persistent", "for four weeks or longer"), ("present", "lately"), ("easing", "easing")):
        signs = [str(sign["label"]) for sign in review.signs if sign["status"] == status and sign.get("label")]
        parts += [f"Signs, {words}: {', '.join(signs)}."] if signs else []
    marked = [f"{event['label']} on {day_words(event['day'])}" for event in review.events[-_MOST_MARKED:]]
    parts += [f"Marked: {'; '.join(marked)}."] if marked else []
    parts += [str(review.trial["sentence"])] if review.trial and review.trial.get("sentence") else []
    return " ".join(parts)


def save_chart(figure: Figure, path: str | os.PathLike[str], *, alt: str = "") -> Path:
    """Write a chart, whole or not at all, for the owner's eyes only.

    Parameters
    ----------
    figure : Figure
        As `weekly_chart` draws it.
    path : str or path
        A name that ends in ``.png``, ``.svg`` or ``.pdf``; a chart as wide as A4 becomes one page of A4 as PDF.
    alt : str, optional
        The text alternative, kept in the file's own description.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    HeartdataError
        If the name ends otherwise.
    UnreadableFileError
        If the place cannot be written.
    """
    target = Path(path)
    kind = target.suffix.lower().removeprefix(".")
    if kind not in _FORMATS:
        raise HeartdataError(f"{target}: a chart is written as .png, .svg or .pdf; choose one of these endings")
    key = "Subject" if kind == "pdf" else "Description"
    # No date and no chance inside: the same week gives the same file.
    still = {"pdf": {"CreationDate": None}, "svg": {"Date": None}}.get(kind, {})
    # Quicker to write, and hardly larger.
    quick: dict[str, Any] = {"pil_kwargs": {"compress_level": 4}} if kind == "png" else {}
    content = io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": "heartdata"}):
        figure.savefig(content, format=kind, dpi=figure.dpi, metadata={"Title": "Weekly progress", key: alt, **still},
                       bbox_inches=_page_of(figure) if kind == "pdf" else None, **quick)  # fmt: skip
    return write_atomically(target, content.getvalue())


def _page_of(figure: Figure) -> Bbox | None:
    """Give the whole sheet of A4 of which a chart fills the upper part."""
    width, height = figure.get_size_inches()
    return Bbox([[0, height - A4[1]], [A4[0], height]]) if width == A4[0] and height < A4[1] else None


def _panels(review: WeekReview, *, narrow: bool) -> Iterator[_Panel]:
    """Choose the panels that have something to show."""
    yield _Panel(plot_week, 1.25, 0.75, 0.55, below=0.42 if narrow else 0.28, wide=True)
    yield _Panel(plot_mood_weeks, 1.75, 0.92 if narrow else 0.5, 0.55, wide=True)
    if review.progress["assessed"]:
        yield _Panel(plot_state, 1.5, 0.68, 0.55)
    if any(sign["status"] != "unknown" for sign in review.signs):
        yield _Panel(plot_signs, 1.5, 0.82, 1.12)
    if review.daily[["sleep_hours", "bedtime", "waketime"]].notna().any(axis=None):
        yield _Panel(plot_sleep, 1.4, 0.85, 0.55)
    if len(review.practice_days) or review.trial:
        yield _Panel(plot_practices, 1.4, 1.02 if review.trial else 0.85, 1.12)


def _rows(panels: Iterator[_Panel], columns: int) -> Iterator[list[_Panel]]:
    """Put panels side by side, except those that want the whole width."""
    waiting: list[_Panel] = []
    for panel in panels:
        if panel.wide or columns == 1:
            yield [panel]
        else:
            waiting.append(panel)
    rest = iter(waiting)
    while row := list(islice(rest, columns)):
        yield row


def _head(review: WeekReview, sheet: _Sheet) -> list[tuple[str, float, str, bool]]:
    """Give the lines above the panels: text, size [pt], colour, whether bold."""
    room = (sheet.width - 2 * sheet.edge) * 72
    whole = len(folded(headline(review), sheet.headline * _BOLD, room)) == 1
    said = [
        (review.title, TEXT, SOFT, True),
        (headline(review), sheet.headline if whole else sheet.headline * 0.8, INK, True),
        (lead(review), TEXT + 1, INK, False),
        (question(review), TEXT + 1, INK, True),
        (coverage(review), TEXT, SOFT, False),
    ]
    return [
        (line, size, colour, bold)
        for text, size, colour, bold in said
        for line in folded(legible(text), size * (_BOLD if bold else 1), room)
    ]


def _help(review: WeekReview) -> list[str]:
    """Say whom to turn to, the person's own choice first, in letters that a font has."""
    own = {key: clipped(legible(words), _LONGEST_CONTACT) for key, words in review.support.items()}
    *first, words = lines_of_help(own, unsafe=review.unsafe, age=review.age)
    return [*first, f"{words} {NOT_A_DEVICE}"]


def _write(figure: Figure, lines: list[tuple[str, float, str, bool]], top: float, sheet: _Sheet) -> float:
    """Write lines from the left edge down; give where they end."""
    height = figure.get_figheight()
    for said, size, colour, bold in lines:
        top -= size * _LINE / 72
        figure.text(sheet.edge / sheet.width, (top + size * 0.3 / 72) / height, said, fontsize=size, color=colour,
                    fontfamily=families(said), fontweight="bold" if bold else "normal", va="baseline")  # fmt: skip
    return top
