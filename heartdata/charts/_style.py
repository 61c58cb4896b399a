"""The look of every panel: colours, sizes, axes and labels."""

from __future__ import annotations

import io
import textwrap
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont, get_font
from matplotlib.ticker import FixedLocator, FuncFormatter

from heartdata.review import WeekReview

# Okabe & Ito (2008), told apart with every kind of colour vision; each also has its own shape or line.
BLUE: Final = "#0072B2"
SKY: Final = "#56B4E9"
GREEN: Final = "#009E73"
PURPLE: Final = "#CC79A7"
ORANGE: Final = "#E69F00"
INK: Final = "#2B2B33"
SOFT: Final = "#6E6E78"
FAINT: Final = "#E4E4EA"
PAPER: Final = "#FFFFFF"

WIDTH, DPI = 8.0, 150
TEXT, SMALL, TITLE = 11.0, 9.5, 17.0
LINE: Final = 86
LABEL_BOX: Final = {"facecolor": PAPER, "edgecolor": "none", "alpha": 0.85, "pad": 1.5}
WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Chart(Figure):
    """A figure that a notebook shows as it is, without pyplot and without a magic command."""

    def _repr_png_(self) -> tuple[bytes, dict[str, int]]:
        content = io.BytesIO()
        self.savefig(content, format="png", dpi=DPI)
        # Drawn finer than it is shown, so that it stays sharp on any screen.
        return content.getvalue(), {"width": round(self.get_figwidth() * 100)}


def own_axes(ax: Axes | None) -> Axes:
    if ax is not None:
        return ax
    figure = Chart(figsize=(WIDTH, 3.2), dpi=DPI, facecolor=PAPER, layout="constrained")
    return figure.add_subplot()


def finish(ax: Axes, title: str, aside: str = "", pad: float = 9) -> None:
    ax.set_title(title, loc="left", fontsize=TEXT + 1.5, color=INK, fontweight="bold", pad=pad)
    if aside:
        ax.set_title(aside, loc="right", fontsize=SMALL, color=SOFT, pad=pad)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        ax.spines[side].set_color(SOFT)
    ax.tick_params(labelsize=SMALL, colors=SOFT, labelcolor=INK)


def mood_axis(ax: Axes, low: float = 0.0) -> None:
    ax.set_ylim(low, 10.4)
    ax.set_yticks([0, 2.5, 5, 7.5, 10], ["0", "", "5", "", "10"])
    ax.set_ylabel("mood [0-10]", fontsize=SMALL, color=SOFT)
    ax.grid(axis="y", color=FAINT, linewidth=0.8, zorder=0)
    ax.set_axisbelow(True)


def noon(frame: pd.DataFrame) -> pd.DatetimeIndex:
    return frame.index + pd.Timedelta(hours=12)


def frame_axis(review: WeekReview, ax: Axes) -> None:
    ax.axvspan(stamp(review.first_day), stamp(review.last_day, 1), color=FAINT, alpha=0.6, linewidth=0, zorder=0)
    ax.set_xlim(review.daily.index[0], review.daily.index[-1] + pd.Timedelta(days=1))
    week_axis(ax)


def week_axis(ax: Axes) -> None:
    """Name every second Monday back from the last one; a name at the very end would reach beyond the paper."""
    low, high = ax.get_xlim()
    ax.xaxis.set_major_locator(FixedLocator(np.arange(high - 7, low - 0.5, -14)[::-1].tolist()))
    ax.xaxis.set_major_formatter(FuncFormatter(_day_label))


def _day_label(value: float, _: int | None = None) -> str:
    day = date(1970, 1, 1) + timedelta(days=int(value))
    return f"{day.day} {MONTHS[day.month - 1]}"


def draw_usual(review: WeekReview, ax: Axes) -> None:
    usual = review.mood["usual"]
    if usual is None:
        return
    ax.axhline(usual, color=GREEN, linewidth=1.5, linestyle=(0, (5, 3)), zorder=1)
    ax.annotate(
        "your usual", (1.0, usual), (-3, 4), xycoords=("axes fraction", "data"), textcoords="offset points",
        ha="right", va="bottom", fontsize=SMALL, color=INK, bbox=LABEL_BOX, zorder=6,
    )  # fmt: skip


def stamp(day: date, after: int = 0) -> pd.Timestamp:
    return pd.Timestamp(day) + pd.Timedelta(days=after)


def wrapped(text: str) -> str:
    return "\n".join(textwrap.wrap(drawable(text), LINE))


def drawable(text: str) -> str:
    """Leave out what the font has no glyph for (emoji, some scripts), as empty boxes say less than nothing."""
    known: Any = get_font(findfont("DejaVu Sans")).get_charmap()
    kept = "".join(c for c in text if ord(c) in known or c in "\n ")
    return " ".join(kept.split()).replace("$", r"\$")
