"""A sheet of paper or a card: lines of text, panels one below the other or in two columns, and a box."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from heartdata.charts.fonts import font_families, wrap_text
from heartdata.charts.style import FAINT, INK, SMALL, SOFT, Chart, align_titles
from heartdata.review.week import WeekReview

LINE: Final = 1.32
GAP: Final = "\n"  # half an empty line
_GUTTER: Final = 0.42
_BOX_EDGE: Final = 0.14
_BOX_APART: Final = 0.1
_BOX: Final = "#F1F6F9"


@dataclass(frozen=True)
class Text:
    """A line of text."""

    words: str
    size: float
    colour: str = INK
    bold: bool = False

    @property
    def height(self) -> float:
        """Height [in]."""
        return self.size * LINE / 72 * (0.55 if self.words == GAP else 1.0)

    def wrapped(self, room: float) -> list[Text]:
        """Break it so that it fits `room` [pt]."""
        if self.words == GAP:
            return [self]
        lines = wrap_text(self.words, self.size, room, bold=self.bold)
        return [Text(line, self.size, self.colour, self.bold) for line in lines]


@dataclass(frozen=True)
class Panel:
    """A panel, its height and the room around it [in]."""

    plot: Callable[[WeekReview, Axes], Axes]
    height: float
    above: float
    names: float = 0.3  # for the labels of its rows
    below: float = 0.3
    most: float = 99.0  # height beyond which it does not stretch

    @property
    def fixed(self) -> float:
        """Height that does not stretch."""
        return self.above + self.below


@dataclass(frozen=True)
class Columns:
    """Panels in columns side by side."""

    columns: tuple[tuple[Panel, ...], ...]

    @property
    def fixed(self) -> float:
        """Height that does not stretch, of the column with most of it."""
        return max(sum(panel.fixed for panel in column) for column in self.columns)

    @property
    def height(self) -> float:
        """Height of the panels of the tallest column before stretching."""
        return max(sum(panel.height + panel.fixed for panel in column) for column in self.columns) - self.fixed


@dataclass(frozen=True)
class Box:
    """Lines in a tinted box."""

    lines: tuple[Text, ...]

    @property
    def height(self) -> float:
        """Height with the room around it."""
        return sum(line.height for line in self.lines) + 2 * _BOX_EDGE + 2 * _BOX_APART if self.lines else 0.0


Block = Panel | Columns | Box


@dataclass(frozen=True)
class Sheet:
    """The size of a sheet [in], its margin and its resolution."""

    width: float
    height: float
    edge: float
    dpi: int

    @property
    def room(self) -> float:
        """Width of the text [pt]."""
        return (self.width - 2 * self.edge) * 72


def stretching(blocks: list[Block]) -> float:
    """Return the height of what can be stretched [in]."""
    return sum(block.height for block in blocks if not isinstance(block, Box))


def fixed(blocks: list[Block]) -> float:
    """Return the height of what cannot [in]."""
    return sum(block.height if isinstance(block, Box) else block.fixed for block in blocks)


def draw_sheet(
    review: WeekReview, sheet: Sheet, head: list[Text], blocks: list[Block], foot: list[Text], *, most: float
) -> Chart:
    """Draw a sheet from the top down, the panels stretched to fill it, by at most `most`."""
    figure = Chart(figsize=(sheet.width, sheet.height), dpi=sheet.dpi, facecolor="white")
    spare = sheet.height - 2 * sheet.edge - sum(line.height for line in head + foot) - fixed(blocks)
    stretch = min(max(spare, 0.5) / max(stretching(blocks), 0.1), most)
    top = draw_lines(figure, head, sheet.height - sheet.edge, sheet)
    wide = sheet.width - 2 * sheet.edge
    for block in blocks:
        if isinstance(block, Box):
            top = _draw_box(figure, block, top, sheet)
        elif isinstance(block, Panel):
            top -= block.above + block.height * stretch
            _draw_panel(figure, review, block, sheet.edge, wide, top, block.height * stretch)
            top -= block.below
        else:
            top = _draw_columns(figure, review, block, top, block.fixed + block.height * stretch, sheet)
    draw_lines(figure, foot, sheet.edge + sum(line.height for line in foot), sheet)
    return figure


def _draw_columns(figure: Chart, review: WeekReview, block: Columns, top: float, tall: float, sheet: Sheet) -> float:
    """Draw columns of the same height; return where they end."""
    count = len(block.columns)
    wide = (sheet.width - 2 * sheet.edge - _GUTTER * (count - 1)) / count
    firsts = []
    above = max(column[0].above for column in block.columns)
    for number, given in enumerate(block.columns):
        # Panels side by side begin at the same height.
        column = (replace(given[0], above=above), *given[1:])
        share = (tall - sum(panel.fixed for panel in column)) / sum(panel.height for panel in column)
        place, left = top, sheet.edge + number * (wide + _GUTTER)
        for row, panel in enumerate(column):
            high = min(panel.height * share, panel.most)
            place -= panel.above + high
            ax = _draw_panel(figure, review, panel, left, wide, place, high)
            place -= panel.below
            firsts += [ax] if row == 0 else []
    align_titles(figure, firsts)
    return top - tall


def _draw_panel(
    figure: Chart, review: WeekReview, panel: Panel, left: float, wide: float, bottom: float, tall: float
) -> Axes:
    width, height = figure.get_size_inches()
    box = ((left + panel.names) / width, bottom / height, (wide - panel.names) / width, tall / height)
    ax = figure.add_axes(box, label=panel.plot.__name__.removeprefix("plot_"))
    figure.outset[ax] = panel.names
    return panel.plot(review, ax)


def _draw_box(figure: Chart, box: Box, top: float, sheet: Sheet) -> float:
    if not box.lines:
        return top
    width, height = figure.get_size_inches()
    tall = box.height - 2 * _BOX_APART
    top -= _BOX_APART
    figure.add_artist(FancyBboxPatch(
        (sheet.edge / width, (top - tall) / height), (width - 2 * sheet.edge) / width, tall / height,
        boxstyle="round,pad=0,rounding_size=0.006", mutation_aspect=width / height, facecolor=_BOX, edgecolor=FAINT,
        linewidth=0.8, transform=figure.transFigure,
    ))  # fmt: skip
    draw_lines(figure, list(box.lines), top - _BOX_EDGE, sheet, indent=_BOX_EDGE)
    return top - tall - _BOX_APART


def box_room(sheet: Sheet) -> float:
    """Return the width of the text in a box [pt]; drawn letters may be a little wider than measured ones."""
    return 0.97 * (sheet.room - 2 * _BOX_EDGE * 72)


def draw_lines(figure: Chart, lines: list[Text], top: float, sheet: Sheet, *, indent: float = 0.0) -> float:
    """Draw lines from the left edge down; return where they end [in]."""
    height = figure.get_figheight()
    for line in lines:
        top -= line.height
        if line.words != GAP:
            figure.text((sheet.edge + indent) / sheet.width, (top + line.size * 0.3 / 72) / height, line.words,
                        fontsize=line.size, color=line.colour, fontfamily=font_families(line.words),
                        fontweight="bold" if line.bold else "normal", va="baseline")  # fmt: skip
    return top


def wrapped(lines: list[Text], room: float) -> list[Text]:
    """Break lines so that each fits `room` [pt]."""
    return [part for line in lines for part in line.wrapped(room)]


def gap(size: float = SMALL) -> Text:
    """Return half an empty line."""
    return Text(GAP, size, SOFT)
