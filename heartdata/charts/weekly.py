"""The weekly progress chart: panels, headline, help and file."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, Final, Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from heartdata.charts.defaults import default_style
from heartdata.charts.fonts import clip, drawable, font_families, wrap_text
from heartdata.charts.mood import plot_mood_weeks, plot_week
from heartdata.charts.practices import plot_practices
from heartdata.charts.recovery import plot_state
from heartdata.charts.signs import plot_signs
from heartdata.charts.sleep import plot_sleep
from heartdata.charts.style import DPI, INK, PAPER, SMALL, SOFT, TEXT, WEEKDAYS, Chart, align_titles
from heartdata.core.days import day_words
from heartdata.core.unknown_levels import words_for_no_mood
from heartdata.errors import HeartdataError
from heartdata.review.help_lines import LATER
from heartdata.review.notices import NOT_A_DEVICE, coverage, headline, lead, question
from heartdata.review.week import WeekReview
from heartdata.storage.files import write_atomically

Layout = Literal["page", "phone"]
# A line of text: the words, size [pt], colour, whether bold.
_Line = tuple[str, float, str, bool]
_GAP: Final[_Line] = ("", SMALL * 0.7, SOFT, False)
_FORMATS: Final = ("png", "svg", "pdf")
_LINE: Final = 1.35
_LONGEST_CONTACT: Final = 48  # letters
# All lengths in inches; A4 upright.
A4: Final = (8.27, 11.69)


@dataclass(frozen=True)
class _SheetLayout:
    """A page size: width, margin, headline and columns."""

    width: float
    edge: float
    headline: float
    columns: int
    dpi: int
    height: float | None = None


LAYOUTS: Final[dict[Layout, _SheetLayout]] = {
    "page": _SheetLayout(width=A4[0], edge=0.48, headline=25.0, columns=2, dpi=DPI, height=A4[1]),
    "phone": _SheetLayout(width=4.2, edge=0.2, headline=20.0, columns=1, dpi=280),
}


@dataclass(frozen=True)
class _PanelLayout:
    """A panel with its height and the room for its title and row labels."""

    plot: Callable[[WeekReview, Axes], Axes]
    height: float
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
# In hard weeks help takes its room, and rather than flatter panels there are fewer.
_LEAST_STRETCH: Final = 0.85
_FIRST_LEFT_OUT: Final = (plot_state, plot_practices, plot_sleep)


@default_style()
def weekly_chart(review: WeekReview, *, layout: Layout = "page") -> Figure:
    """Draw the weekly progress chart.

    Parameters
    ----------
    review : WeekReview
        The week.
    layout : {"page", "phone"}, optional
        A page of A4 to look at, print or take to someone; or one narrow column with larger text.

    Returns
    -------
    Figure
        A headline; then panels: mood by day, the last twelve weeks with the weekly level, its 90 % interval, the
        person's usual and marked days, how it is going, the seven signs, sleep, and what was done, with the plan of a
        trial. A panel with nothing to show is left out. In hard weeks help comes before the headline; in the first
        days after a loss there are only a few warm words.

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
    # In the first days after a loss a few warm words are the whole page.
    panels = [] if review.first_days else list(_panels(review, narrow=sheet.columns == 1))
    head, foot = _head(review, sheet), _foot(review, sheet)
    rows, fixed, stretch = _fit(panels, head, foot, sheet, least_stretch=_LEAST_STRETCH if review.help_first else 0.0)
    height = fixed + stretch * _rows_height(rows)
    figure = Chart(figsize=(sheet.width, height), dpi=sheet.dpi, facecolor=PAPER)
    top = _draw_lines(figure, head, height - sheet.edge, sheet)
    for row in rows:
        top -= max(panel.above for panel in row)
        row_height = max(panel.height for panel in row) * stretch
        _draw_row(figure, review, row, sheet, top - row_height, row_height)
        top -= row_height + max(panel.below for panel in row)
    _draw_lines(figure, foot, top - _FOOT_ABOVE, sheet)
    return figure


def _fit(
    panels: list[_PanelLayout], head: list[_Line], foot: list[_Line], sheet: _SheetLayout, *, least_stretch: float
) -> tuple[list[list[_PanelLayout]], float, float]:
    """Arrange the panels; return rows, fixed height [in] and stretch, with fewer panels if they would be too flat."""
    while True:
        rows = list(_rows(iter(panels), sheet.columns))
        spare = sum(max(panel.above for panel in row) + max(panel.below for panel in row) for row in rows)
        fixed = 2 * sheet.edge + _lines_height(head) + spare + _lines_height(foot) + _FOOT_ABOVE
        if sheet.height is None or not rows:
            return rows, fixed, 1.0
        stretch = min((sheet.height - fixed) / _rows_height(rows), _MOST_STRETCH)
        left_out = next((p for plot in _FIRST_LEFT_OUT for p in panels if p.plot is plot), None)
        if stretch >= least_stretch or left_out is None:
            return rows, fixed, stretch
        panels = [panel for panel in panels if panel is not left_out]


def _rows_height(rows: list[list[_PanelLayout]]) -> float:
    return sum(max(panel.height for panel in row) for row in rows)


def _draw_row(
    figure: Chart, review: WeekReview, row: list[_PanelLayout], sheet: _SheetLayout, bottom: float, row_height: float
) -> None:
    """Draw panels side by side, above `bottom` [in]."""
    height = figure.get_figheight()
    wide = (sheet.width - 2 * sheet.edge - _GUTTER * (len(row) - 1)) / len(row)
    drawn: list[Axes] = []
    for column, panel in enumerate(row):
        names = panel.names * (_WIDE_NAMES if panel.names > 1 and len(row) < sheet.columns else 1)
        left = sheet.edge + column * (wide + _GUTTER) + names
        box = (left / sheet.width, bottom / height, (wide - names) / sheet.width, row_height / height)
        ax = figure.add_axes(box)
        figure.outset[ax] = names
        panel.plot(review, ax)
        _fix_label_places(ax, wide - names)
        drawn.append(ax)
    align_titles(figure, drawn)


def _fix_label_places(ax: Axes, wide: float) -> None:
    """Place the axis labels by hand, which saves measuring every tick."""
    ax.xaxis.set_label_coords(0.5, -0.2)
    ax.yaxis.set_label_coords(-0.4 / wide, 0.5)


def alt_text(review: WeekReview) -> str:
    """Describe the weekly chart in words.

    Parameters
    ----------
    review : WeekReview
        The week.

    Returns
    -------
    str
        A text alternative for people who cannot see the picture; nothing from the journal.
    """
    if review.first_days:
        return " ".join([f"{review.title}.", *review.alarm_lines(), *review.first_words(), *review.help_lines(), LATER])
    week = review.daily.iloc[-7:]
    by_day = [
        f"{WEEKDAYS[day.day_of_week]} {f'{mood:.1f}' if mood == mood else nothing}"
        for day, mood, nothing in zip(week.index, week["mood"], words_for_no_mood(week), strict=True)
    ]
    parts = [f"{review.title}.", *review.alarm_lines(), *(review.help_lines() if review.help_first else [])]
    parts += [*review.sentences(), f"Mood by day, 0 to 10: {', '.join(by_day)}."]
    for status, words in (("persistent", "for four weeks or longer"), ("present", "lately"), ("easing", "easing")):
        signs = [str(sign["label"]) for sign in review.signs if sign["status"] == status and sign.get("label")]
        parts += [f"Signs, {words}: {', '.join(signs)}."] if signs else []
    marked = [f"{event['label']} on {day_words(event['day'])}" for event in review.events[-_MOST_MARKED:]]
    parts += [f"Marked: {'; '.join(marked)}."] if marked else []
    parts += [str(review.trial["sentence"])] if review.trial and review.trial.get("sentence") else []
    return " ".join(parts)


def save_chart(figure: Figure, path: str | os.PathLike[str], *, alt: str = "") -> Path:
    """Write a chart atomically, readable by its owner only.

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
        If the name ends differently.
    UnreadableFileError
        If the file cannot be written.
    """
    target = Path(path)
    kind = target.suffix.lower().removeprefix(".")
    if kind not in _FORMATS:
        raise HeartdataError(f"{target}: the name of a chart must end in .png, .svg or .pdf")
    key = "Subject" if kind == "pdf" else "Description"
    # No dates and no random ids: the same week gives the same file.
    still = {"pdf": {"CreationDate": None}, "svg": {"Date": None}}.get(kind, {})
    # Faster, and hardly larger.
    quick: dict[str, Any] = {"pil_kwargs": {"compress_level": 4}} if kind == "png" else {}
    content = io.BytesIO()
    with default_style(svg_hashsalt="heartdata"):
        figure.savefig(content, format=kind, dpi=figure.dpi, metadata={"Title": "Weekly progress", key: alt, **still},
                       bbox_inches=_a4_page(figure) if kind == "pdf" else None, **quick)  # fmt: skip
    return write_atomically(target, content.getvalue())


def _a4_page(figure: Figure) -> Bbox | None:
    """Return the box of a full page of A4 for a chart that is shorter."""
    width, height = figure.get_size_inches()
    return Bbox([[0, height - A4[1]], [A4[0], height]]) if width == A4[0] and height < A4[1] else None


def _panels(review: WeekReview, *, narrow: bool) -> Iterator[_PanelLayout]:
    """Choose the panels that have something to show."""
    yield _PanelLayout(plot_week, 1.25, 0.75, 0.55, below=0.42 if narrow else 0.28, wide=True)
    yield _PanelLayout(plot_mood_weeks, 1.75, 0.92 if narrow else 0.5, 0.55, wide=True)
    # In hard weeks the likelihoods would only argue with the headline.
    if review.progress["assessed"] and not review.help_first:
        yield _PanelLayout(plot_state, 1.5, 0.68, 0.55)
    if any(sign["status"] != "unknown" for sign in review.signs):
        yield _PanelLayout(plot_signs, 1.5, 0.82, 1.12)
    if review.daily[["sleep_hours", "bedtime", "waketime"]].notna().any(axis=None):
        yield _PanelLayout(plot_sleep, 1.4, 0.85, 0.55)
    if len(review.practice_days) or review.trial:
        yield _PanelLayout(plot_practices, 1.4, 1.02 if review.trial else 0.85, 1.12)


def _rows(panels: Iterator[_PanelLayout], columns: int) -> Iterator[list[_PanelLayout]]:
    """Arrange panels side by side, except those of full width."""
    waiting: list[_PanelLayout] = []
    for panel in panels:
        if panel.wide or columns == 1:
            yield [panel]
        else:
            waiting.append(panel)
    rest = iter(waiting)
    while row := list(islice(rest, columns)):
        yield row


def _head(review: WeekReview, sheet: _SheetLayout) -> list[_Line]:
    """Return the lines above the panels; in hard weeks help comes first."""
    room = (sheet.width - 2 * sheet.edge) * 72
    title, main, reason, asked, days = (
        drawable(text) for text in (review.title, headline(review), lead(review), question(review), coverage(review))
    )
    whole = len(wrap_text(main, sheet.headline * _BOLD, room)) == 1
    size = TEXT + 5 if review.first_days else sheet.headline * (1.0 if whole else 0.8)
    own = bool(review.support.get("name") or review.support.get("contact"))
    help_block = [(line, TEXT + 1, INK, own and not place) for place, line in enumerate(_help_lines(review))]
    lines = [
        (title, TEXT, SOFT, True),
        *((drawable(line), TEXT + 1, INK, not place) for place, line in enumerate(review.alarm_lines())),
        *([_GAP] if review.alarm_lines() else []),
        *([*help_block, _GAP] if review.help_first and not review.first_days else []),
        *([_GAP] if review.first_days else []),
        (main, size, INK, True),
        (reason, TEXT + 1, INK, False),
        (asked, TEXT + 1, INK, True),
        (days, TEXT, SOFT, False),
        *([_GAP, *help_block, _GAP, (LATER, TEXT, SOFT, False)] if review.first_days else []),
    ]
    return [line for given in lines for line in _wrapped(given, room)]


def _foot(review: WeekReview, sheet: _SheetLayout) -> list[_Line]:
    """Return the lines below the panels: help, if it is not at the top."""
    at_top = review.help_first or review.first_days
    *before, last = [""] if at_top else _help_lines(review)
    lines = [*before, f"{last} {NOT_A_DEVICE}".strip()]
    room = (sheet.width - 2 * sheet.edge) * 72
    return [line for text in lines for line in _wrapped((text, SMALL - 1, SOFT, False), room)]


def _help_lines(review: WeekReview) -> list[str]:
    """Return the help lines, with the person's own words clipped and drawable."""
    own = {key: clip(drawable(words), _LONGEST_CONTACT) for key, words in review.support.items()}
    return replace(review, support=own).help_lines()


def _wrapped(line: _Line, room: float) -> list[_Line]:
    """Break a line of text so that it fits `room` [pt]."""
    text, size, colour, bold = line
    if line is _GAP:
        return [line]
    return [(part, size, colour, bold) for part in wrap_text(text, size * (_BOLD if bold else 1), room)]


def _lines_height(lines: list[_Line]) -> float:
    return sum(size * _LINE / 72 for _, size, _, _ in lines)


def _draw_lines(figure: Figure, lines: list[_Line], top: float, sheet: _SheetLayout) -> float:
    """Draw lines from the left edge down; return where they end [in]."""
    height = figure.get_figheight()
    for text, size, colour, bold in lines:
        top -= size * _LINE / 72
        figure.text(sheet.edge / sheet.width, (top + size * 0.3 / 72) / height, text, fontsize=size, color=colour,
                    fontfamily=font_families(text), fontweight="bold" if bold else "normal", va="baseline")  # fmt: skip
    return top
