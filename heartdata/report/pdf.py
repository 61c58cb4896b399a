"""The report as PDF: headings, paragraphs, tables and panels on pages of A4."""

from __future__ import annotations

import io
import textwrap
from typing import TYPE_CHECKING, Final

from matplotlib.axes import Axes
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from heartdata.charts.defaults import default_style
from heartdata.charts.fonts import drawable, font_families, is_latin
from heartdata.charts.style import FAINT, INK, PAPER, SMALL, SOFT, remove_title
from heartdata.review.notices import NOT_A_DEVICE
from heartdata.review.week import WeekReview

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heartdata.report.sections import Panel, Section, Table

# All lengths in inches; A4 upright.
WIDTH: Final = 8.27
HEIGHT: Final = 11.69
EDGE: Final = 0.75
_TALL: Final = 2.05
_FLAT: Final = 0.5
# Left of a panel, for the numbers of its axis or the names of its rows.
_NUMBERS: Final = 0.42
_NAMES: Final = 1.1
_GUTTER: Final = 0.55
_BODY: Final = 10.0
# Letters of the body size that fit an inch, on average, of a font as wide as DejaVu Sans.
_LETTERS: Final = 14.0


class _Pages:
    """The pages so far, and where the next line goes."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.figures: list[Figure] = []
        self.top = 0.0

    def room(self, needed: float) -> None:
        if not self.figures or self.top - needed < EDGE:
            figure = Figure(figsize=(WIDTH, HEIGHT), facecolor=PAPER)
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
            needed = (_FLAT if section.panels[0].flat else _TALL) + 1.2
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
        if section.note:
            self.text(section.note, 8.5, colour=SOFT)

    def panels(self, review: WeekReview, panels: Sequence[Panel]) -> None:
        """Put panels side by side, the last of an odd number on the whole width."""
        for start in range(0, len(panels), 2):
            row = panels[start : start + 2]
            tall = _FLAT if row[0].flat else _TALL if len(row) > 1 else _TALL * 0.85
            self.room(tall + 0.85)
            self.top -= 0.2
            wide = (WIDTH - 2 * EDGE - _GUTTER * (len(row) - 1)) / len(row)
            for column, panel in enumerate(row):
                left, names = EDGE + column * (wide + _GUTTER), _NAMES if panel.named else _NUMBERS
                self._put(panel.title, left, _BODY, INK, bold=True)
                box = (left + names, self.top - 0.36 - tall, wide - names, tall)
                ax = self.figures[-1].add_axes(tuple(n / (HEIGHT if k % 2 else WIDTH) for k, n in enumerate(box)))  # type: ignore[arg-type]
                remove_title(panel.plot(review, ax))
                if len(row) > 1:
                    _smaller(ax)
            self.top -= tall + 0.72

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
