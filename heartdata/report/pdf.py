"""The report as PDF: headings, paragraphs, tables and panels on pages of A4."""

from __future__ import annotations

import io
import textwrap
from typing import TYPE_CHECKING, Final

from matplotlib.axes import Axes
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.lines import Line2D

from heartdata.charts.defaults import default_style
from heartdata.charts.fonts import drawable, font_families, is_latin
from heartdata.charts.style import FAINT, INK, PAPER, SMALL, SOFT, Chart, remove_title
from heartdata.review.notices import NOT_A_DEVICE
from heartdata.review.week import WeekReview

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heartdata.report.panels import Panel, Table
    from heartdata.report.sections import Section

# All lengths in inches; A4 upright.
WIDTH: Final = 8.27
HEIGHT: Final = 11.69
EDGE: Final = 0.75
_GUTTER: Final = 0.55
_BODY: Final = 10.0
# Letters of the body size that fit an inch, on average, of a font as wide as DejaVu Sans.
_LETTERS: Final = 14.0


class _Pages:
    """The pages so far, and where the next line goes."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.figures: list[Chart] = []
        self.top = 0.0

    def room(self, needed: float) -> None:
        if not self.figures or self.top - needed < EDGE:
            figure = Chart(figsize=(WIDTH, HEIGHT), facecolor=PAPER)
            self.figures.append(figure)
            self.top = HEIGHT - EDGE
            figure.text(EDGE / WIDTH, 0.45 / HEIGHT, NOT_A_DEVICE, fontsize=7.5, color=SOFT)
            page = f"{self.title}, page {len(self.figures)}"
            figure.text(1 - EDGE / WIDTH, 0.45 / HEIGHT, page, fontsize=7.5, color=SOFT, ha="right")

    def text(self, text: str, size: float = _BODY, *, bold: bool = False, colour: str = INK, indent: float = 0.0,
             mark: str = "", below: float = 0.07) -> None:  # fmt: skip
        fits = int((WIDTH - 2 * EDGE - indent) * _LETTERS * _BODY / size * (0.88 if bold else 1.0))
        lines = textwrap.wrap(drawable(text), max(fits, 8)) or [""]
        step = size * 1.45 / 72
        self.room(step * min(len(lines), 3))
        for number, line in enumerate(lines):
            self.room(step)
            self.top -= step
            if mark and not number:
                self._put(mark, EDGE + indent - 0.2, size, colour)
            self._put(line, EDGE + indent, size, colour, bold=bold)
        self.top -= below

    def _put(self, text: str, left: float, size: float, colour: str, *, bold: bool = False) -> None:
        self.figures[-1].text(
            left / WIDTH, (self.top + size * 0.3 / 72) / HEIGHT, text, fontsize=size, color=colour, va="baseline",
            fontweight="bold" if bold and is_latin(text) else "normal", fontfamily=font_families(text),
        )  # fmt: skip

    def section(self, review: WeekReview, section: Section) -> None:
        # A heading is never left alone at the foot of a page.
        needed = 0.3 * len(section.table.rows) if section.table else 0.95
        if section.panels:
            needed = section.panels[0].frame(review, WIDTH - 2 * EDGE).height + 0.7
        self.room(needed)
        self.top -= 0.17
        self.text(section.title, 12.5, bold=True, below=0.08)
        for line in section.lead:
            self.text(line)
        for point in section.points:
            self.text(point, indent=0.2, mark="•", below=0.035)
        for item in section.items:
            self.room(0.6)
            self.text(f"{item.label}: {item.text}", indent=0.25, mark=item.mark, below=0.0)
            if item.why:
                self.text(item.why, 8.5, colour=SOFT, indent=0.25, below=0.05)
        if section.table:
            self.table(section.table)
        self.panels(review, section.panels)
        for table in section.more:
            self.room(0.9)
            self.text(table.caption, 8.5, colour=SOFT)
            self.table(table)
        if section.note:
            self.text(section.note, 8.5, colour=SOFT)

    def panels(self, review: WeekReview, panels: Sequence[Panel]) -> None:
        """Put panels side by side, a wide one and the last of an odd number on the whole width."""
        row: list[Panel] = []
        for place, panel in enumerate(panels):
            row.append(panel)
            if len(row) == 2 or panel.wide or place + 1 == len(panels) or panels[place + 1].wide:
                self._row(review, row)
                row = []

    def _row(self, review: WeekReview, row: Sequence[Panel]) -> None:
        wide = (WIDTH - 2 * EDGE - _GUTTER * (len(row) - 1)) / len(row)
        frames = [panel.frame(review, wide) for panel in row]
        tall = max(frame.height for frame in frames)
        self.room(tall + 0.45)
        self.top -= 0.25
        for column, (panel, frame) in enumerate(zip(row, frames, strict=True)):
            left = EDGE + column * (wide + _GUTTER)
            self._put(panel.title, left, _BODY, INK, bold=True)
            bottom = self.top - 0.08 - frame.height + frame.below
            place = (
                left + frame.left,
                bottom,
                wide - frame.left - frame.right,
                frame.height - frame.above - frame.below,
            )
            box = tuple(n / (HEIGHT if k % 2 else WIDTH) for k, n in enumerate(place))
            ax = self.figures[-1].add_axes(box)  # type: ignore[arg-type]
            self.figures[-1].outset[ax] = frame.left - 0.05
            remove_title(panel.plot(review, ax))
            if len(row) > 1:
                _smaller(ax)
        self.top -= tall + 0.15

    def table(self, table: Table) -> None:
        first, last = 2.45, 1.75
        middle = (WIDTH - 2 * EDGE - first - last) / max(len(table.header) - 2, 1)
        widths = [first, *[middle] * (len(table.header) - 2), last]
        for number, row in enumerate((table.header, *table.rows)):
            cells = [
                textwrap.wrap(drawable(cell), max(int(wide * _LETTERS * 1.05), 6))
                for cell, wide in zip(row, widths, strict=True)
            ]
            tall = 0.155 * max(map(len, cells), default=1) + 0.075
            self.room(tall)
            left, top = EDGE, self.top
            for place, (lines, wide) in enumerate(zip(cells, widths, strict=True)):
                for line_number, line in enumerate(lines):
                    self.top = top - 0.155 * (line_number + 1) - 0.03
                    self._put(line, left, 8.5, INK if number else SOFT, bold=number > 0 and not place)
                left += wide
            self.top = top - tall
            self.figures[-1].add_artist(_line((self.top - 0.01) / HEIGHT))
        self.top -= 0.12


def _line(y: float) -> Line2D:
    return Line2D([EDGE / WIDTH, 1 - EDGE / WIDTH], [y, y], color=FAINT, linewidth=0.6)


def _smaller(ax: Axes) -> None:
    """Shrink a panel's text to half a page."""
    for text in (*ax.get_xticklabels(), *ax.get_yticklabels(), *ax.texts, ax.yaxis.label):
        text.set_fontsize(min(float(text.get_fontsize()), SMALL) * 0.72)
    for dots in ax.collections:
        sizes = getattr(dots, "get_sizes", None)
        if sizes is not None and len(sizes()):
            dots.set_sizes(sizes() * 0.45)  # type: ignore[attr-defined]


@default_style()
def report_pages(
    review: WeekReview,
    title: str,
    headline: str,
    lines: Sequence[str],
    first: Sequence[Section],
    sections: Sequence[Section],
) -> bytes:
    """Lay out a report on A4, with the sections `first` before the headline."""
    pages = _Pages(title)
    pages.text(title, 10, bold=True, colour=SOFT)
    for section in first:
        pages.section(review, section)
    pages.text(headline, 19, bold=True, below=0.1)
    for line in lines:
        pages.text(line, colour=SOFT)
    for section in sections:
        pages.section(review, section)
    content = io.BytesIO()
    metadata = {"Title": f"heartdata, {title}", "CreationDate": None}
    with PdfPages(content, metadata=metadata) as file:
        for figure in pages.figures:
            file.savefig(figure)
    return content.getvalue()
