"""Style of every panel: colours, sizes, axes and labels."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Final
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.collections import Collection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.text import Annotation
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D

from heartdata.charts.defaults import default_style
from heartdata.charts.fonts import (
    BASE,
    SYMBOLS,
    clip_to_width,
    drawable,
    font_families,
    is_latin,
    text_width,
    wrap_text,
)
from heartdata.errors import HeartdataError

# Okabe & Ito (2008), distinct for every kind of colour vision; each also has its own marker or line.
BLUE: Final = "#0072B2"
SKY: Final = "#56B4E9"
GREEN: Final = "#009E73"
PURPLE: Final = "#CC79A7"
ORANGE: Final = "#E69F00"
INK: Final = "#2B2B33"
SOFT: Final = "#5E5E68"
FAINT: Final = "#E4E4EA"
PAPER: Final = "#FFFFFF"
USUAL: Final = "#00664B"  # green, dark enough for text

DPI: Final = 150
OWN_SIZE: Final = (7.2, 3.0)
TEXT, SMALL, TITLE = 11.0, 10.0, 12.5
# A panel less wide than this [in] is half a page or a phone.
NARROW: Final = 4.6
LABEL_BOX: Final = {"facecolor": PAPER, "edgecolor": "none", "alpha": 0.85, "pad": 1.2}
WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ASIDE: Final = "aside"
_LINE: Final = 1.3
_USUAL: Final = "your usual"
_APART: Final = 3  # [pt]


class Chart(Figure):
    """A figure that a notebook shows without pyplot and without a magic command."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.outset: dict[Axes, float] = {}  # where the title begins, left of the panel, beside row labels [in]
        self.raised: dict[Axes, float] = {}  # height of the title above the panel [pt]
        self.tooltips: dict[str, list[str]] = {}  # by the id of a group of marks, a text for each, for a page

    def draw(self, renderer: RendererBase) -> None:
        """Draw under matplotlib's defaults, also in a notebook with a style of its own."""
        with default_style():
            super().draw(renderer)

    @default_style()
    def _repr_png_(self) -> tuple[bytes, dict[str, int]]:
        content = io.BytesIO()
        self.savefig(content, format="png", dpi=DPI)
        # Drawn at a higher resolution than shown, to stay sharp on any screen.
        return content.getvalue(), {"width": round(self.get_figwidth() * 100)}


class ChartAxes(Axes):
    """Axes that a notebook shows as a picture where they are a cell's last line."""

    def _repr_png_(self) -> tuple[bytes, dict[str, int]] | None:
        return self.figure._repr_png_() if isinstance(self.figure, Chart) else None

    def _repr_html_(self) -> str | None:
        """Show the picture with its text alternative."""
        if (shown := self._repr_png_()) is None:
            return None
        picture, width = base64.b64encode(shown[0]).decode(), shown[1]["width"]
        return f'<img alt="{escape(described(self))}" width="{width}" src="data:image/png;base64,{picture}">'


_descriptions: WeakKeyDictionary[Axes, str] = WeakKeyDictionary()


def describe(ax: Axes, text: str) -> None:
    """Keep the text alternative of a panel."""
    _descriptions[ax] = text


def described(ax: Axes) -> str:
    """Return the text alternative of a panel; its title where it has none."""
    return _descriptions.get(ax, ax.get_title(loc="left"))


def get_axes(
    ax: Axes | None, label: str = "", frame: Frame | None = None, size: tuple[float, float] = OWN_SIZE
) -> Axes:
    """Return `ax`, or the Axes of a new figure, labelled; within a frame where labels around it need fixed room."""
    if ax is None and frame is not None:
        return framed_axes(frame, label=label)
    if ax is None:
        figure = Chart(figsize=size, dpi=DPI, facecolor=PAPER, layout="constrained")
        return figure.add_subplot(axes_class=ChartAxes, label=label)
    if not isinstance(ax, Axes):
        raise HeartdataError(
            f"ax is a {type(ax).__name__}; give one Axes of matplotlib, such as figure.subplots(), or leave it out"
        )
    if label and not ax.get_label():
        ax.set_label(label)
    return ax


@dataclass(frozen=True)
class Frame:
    """The size of a figure with one panel, and the room around the panel [in]."""

    width: float
    height: float
    left: float
    above: float
    below: float
    right: float = 0.1


def framed_axes(frame: Frame, paper: str = PAPER, label: str = "") -> Axes:
    """Return the Axes of a new figure, at a fixed place in it."""
    figure = Chart(figsize=(frame.width, frame.height), dpi=DPI, facecolor=paper)
    wide, tall = frame.width - frame.left - frame.right, frame.height - frame.above - frame.below
    box = (frame.left / frame.width, frame.below / frame.height, wide / frame.width, tall / frame.height)
    ax = figure.add_axes(box, facecolor=paper, axes_class=ChartAxes, label=label)
    figure.outset[ax] = frame.left - 0.05
    return ax


def add_tooltips(ax: Axes, marks: Collection, texts: Sequence[str]) -> None:
    """Give each mark a text that a page shows on hover; a file has none."""
    if isinstance(ax.figure, Chart) and len(texts):
        marks.set_gid(f"tooltips-{len(ax.figure.tooltips)}")
        ax.figure.tooltips[str(marks.get_gid())] = list(texts)


def day_names(days: pd.DatetimeIndex) -> list[str]:
    """Return each day in short words, such as "Tue 3 Mar 2026"."""
    return [f"{WEEKDAYS[day.day_of_week]} {day.day} {MONTHS[day.month - 1]} {day.year}" for day in days]


def axes_width(ax: Axes) -> float:
    """Width of the Axes in inches."""
    return float(ax.bbox.width) / ax.figure.dpi


def label_room(ax: Axes) -> float:
    """How far the labels of an Axes reach to the left of it, in inches."""
    return ax.figure.outset.get(ax, 0.0) if isinstance(ax.figure, Chart) else 0.0


def is_narrow(ax: Axes) -> bool:
    """Whether an Axes is drawn for a phone."""
    return axes_width(ax) < NARROW


def finish_axes(ax: Axes, title: str, aside: str = "", above: float = 0.0) -> None:
    """Set the title, the note beside or below it, and the spines; `above` is kept free [pt]."""
    room = (axes_width(ax) + label_room(ax)) * 72
    below: list[str] = []
    if aside and (is_narrow(ax) or text_width(title, TITLE, bold=True) + text_width(aside, SMALL) + 12 > room):
        below, aside = wrap_text(aside, SMALL, room + 10), ""
    pad = above + 8
    if aside:
        _annotate_title(ax, aside, (1, 1), (0, pad), "right")
    for number, line in enumerate(reversed(below)):
        _annotate_title(ax, line, (_title_x(ax), 1), (0, pad + 1 + number * SMALL * _LINE), "left")
    _set_title(ax, title, pad + len(below) * SMALL * _LINE + bool(below) * 4)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        ax.spines[side].set_color(SOFT)
    ax.tick_params(labelsize=SMALL, colors=SOFT, labelcolor=INK, labelfontfamily=[BASE, SYMBOLS])


def _title_x(ax: Axes) -> float:
    return -label_room(ax) / axes_width(ax)


def _set_title(ax: Axes, title: str, above: float) -> None:
    ax.set_title(
        title,
        loc="left",
        fontsize=TITLE,
        color=INK,
        fontweight="bold",
        fontfamily=[BASE, SYMBOLS],
        x=_title_x(ax),
        y=1.0,
        pad=above,
    )
    if isinstance(ax.figure, Chart):
        ax.figure.raised[ax] = above


def align_titles(figure: Chart, side_by_side: Sequence[Axes]) -> None:
    """Align the titles and notes of panels side by side."""
    highest = max(figure.raised[ax] for ax in side_by_side)
    for ax in side_by_side:
        for text in ax.texts:
            if isinstance(text, Annotation) and text.get_gid() == _ASIDE:
                text.xyann = (0, text.xyann[1] + highest - figure.raised[ax])
        _set_title(ax, ax.get_title(loc="left"), highest)


def _annotate_title(ax: Axes, text: str, at: tuple[float, float], off: tuple[float, float], side: str) -> None:
    ax.annotate(text, at, off, xycoords="axes fraction", textcoords="offset points", ha=side, va="baseline",
                fontsize=SMALL, fontfamily=font_families(text), color=SOFT, gid=_ASIDE,
                annotation_clip=False)  # fmt: skip


def remove_title(ax: Axes) -> Axes:
    """Remove title and note from a panel, since the page has its own."""
    ax.set_title("", loc="left")
    for text in [text for text in ax.texts if text.get_gid() == _ASIDE]:
        text.remove()
    return ax


def show_sentence(ax: Axes, title: str, text: str) -> Axes:
    """Show a sentence instead of a plot."""
    ax.set_axis_off()
    finish_axes(ax, title)
    lines = wrap_text(drawable(text), TEXT, axes_width(ax) * 72)
    ax.text(0, 1, "\n".join(lines), transform=ax.transAxes, va="top", fontsize=TEXT, color=INK, linespacing=1.4)
    return ax


def set_mood_axis(ax: Axes, low: float = 0.0) -> None:
    """Set the ticks of an axis of moods, 0 to 10."""
    ax.set_ylim(low, 10.4)
    ax.set_yticks([0, 2.5, 5, 7.5, 10], ["0", "", "5", "", "10"])
    ax.set_ylabel("mood [0-10]", fontsize=SMALL, color=SOFT)
    grid(ax)


def grid(ax: Axes) -> None:
    """Draw faint horizontal lines behind the data."""
    ax.grid(axis="y", color=FAINT, linewidth=0.8)
    ax.set_axisbelow(True)


def draw_usual(ax: Axes, height: float | None, x: Any, y: Any, mark: float) -> None:
    """Draw the person's usual, if known, with its label clear of markers at `x`, `y` of radius `mark` [pt].

    The limits of the axes must be set before.
    """
    if height is None:
        return
    ax.axhline(height, color=GREEN, linewidth=1.5, linestyle=(0, (5, 3)), zorder=1)
    left, above = _least_covered(ax, height, np.asarray(x, float), np.asarray(y, float), mark)
    ax.annotate(
        _USUAL, (left, height), (0, _APART if above else -_APART), xycoords="data", textcoords="offset points",
        ha="left", va="bottom" if above else "top", fontsize=SMALL, color=INK, bbox=LABEL_BOX, zorder=6,
    )  # fmt: skip


def _least_covered(ax: Axes, height: float, x: Any, y: Any, mark: float) -> tuple[float, bool]:
    """Find where the label of a line begins, and whether it is above it; the ends are tried first."""
    first, last = ax.get_xlim()
    bottom, top = ax.get_ylim()
    across = (last - first) / (axes_width(ax) * 72)
    up = (top - bottom) / (float(ax.bbox.height) / ax.figure.dpi * 72)
    wide, tall = (text_width(_USUAL, SMALL) + _APART) * across, (SMALL * _LINE + _APART) * up
    right, left = last - wide, first + _APART * across
    begins = [right, left, *np.linspace(right, left, 12)[1:-1].tolist()]

    def covered(begin: float, above: bool) -> int:
        low = height if above else height - tall
        beside = (x > begin - mark * across) & (x < begin + wide + mark * across)
        level = (y > low - mark * up) & (y < low + tall + mark * up)
        # Outside the panel there is other text.
        outside = low < bottom or low + tall > top
        return int((beside & level).sum()) + outside * len(x)

    return min(((begin, above) for begin in begins for above in (True, False)), key=lambda place: covered(*place))


def draw_rectangles(ax: Axes, left: Any, bottom: Any, width: Any, height: Any, **look: Any) -> PolyCollection:
    """Draw many rectangles as one collection, in data coordinates."""
    left, bottom, width, height = np.broadcast_arrays(
        *(np.atleast_1d(np.asarray(given, float)) for given in (left, bottom, width, height))
    )
    right, top = left + width, bottom + height
    corners = np.stack(
        [np.stack(pair, -1) for pair in ((left, bottom), (right, bottom), (right, top), (left, top))], -2
    )
    drawn = PolyCollection(list(corners), **{"linewidths": 0, **look})
    ax.add_collection(drawn, autolim=False)
    return drawn


def draw_digits(ax: Axes, x: Any, y: Any, values: Any, size: float) -> None:
    """Draw one-digit numbers as markers, which is much faster than dozens of texts."""
    for value in np.unique(values):
        shape = TextPath((0, 0), str(int(value)), size=1, prop=FontProperties(family=BASE))
        box = shape.get_extents()
        centred = shape.transformed(Affine2D().translate(-box.x0 - box.width / 2, -box.y0 - box.height / 2))
        there = values == value
        # A marker is scaled to its height; a digit is 0.73 of its font size high.
        ax.plot(x[there], y[there], linestyle="none", marker=centred, color=INK,
                markersize=0.73 * size, markeredgewidth=0)  # fmt: skip


def label_rows(ax: Axes, names: Sequence[str], italic: Sequence[bool] = ()) -> None:
    """Label the rows from the top down."""
    ax.set_ylim(len(names) - 0.5, -0.5)
    # Labels keep to the room that the sheet leaves for them.
    room = 72 * (label_room(ax) or (1.2 if is_narrow(ax) else 2.0)) - 6
    shown = [clip_to_width(drawable(name), SMALL, room) for name in names]
    ax.set_yticks(range(len(names)), shown)
    for label, name, slant in zip(ax.get_yticklabels(), shown, [*italic, *[False] * len(names)], strict=False):
        label.set_fontfamily(font_families(name))
        if slant and is_latin(name.rstrip("…")):
            label.set_fontstyle("italic")
    ax.tick_params(axis="y", length=0)
