"""Panels as pictures for widgets, with the place of each day."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from heartdata.charts.defaults import default_style
from heartdata.charts.style import PAPER, Chart
from heartdata.charts.time_axis import days_x
from heartdata.core.days import day_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDE: Final = 9.4  # [in]
_DPI: Final = 100
_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Drawing:
    """A picture as a data URI, its text alternative, and where its days are."""

    image: str
    alt: str
    places: list[float] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)


def canvas(height: float, *, left: float = 0.45, right: float = 0.15, top: float = 0.45, bottom: float = 0.5) -> Axes:
    """Return the Axes of a new figure, `height` inches high without its margins [in]."""
    tall = height + top + bottom
    with default_style():
        figure = Chart(figsize=(WIDE, tall), dpi=_DPI, facecolor=PAPER)
        return figure.add_axes((left / WIDE, bottom / tall, 1 - (left + right) / WIDE, height / tall))


def draw(ax: Axes, alt: str, *, places: Any = (), labels: Any = ()) -> Drawing:
    """Turn the figure of an Axes into a drawing: SVG, which is sharp on any screen and quicker than PNG."""
    figure: Any = ax.figure
    content = io.BytesIO()
    # No dates and no random ids: the same picture is the same text.
    with default_style(svg_hashsalt="heartdata"):
        figure.savefig(content, format="svg", metadata={"Date": None})
    image = "data:image/svg+xml;base64," + base64.b64encode(content.getvalue()).decode("ascii")
    return Drawing(image, alt, list(places), list(labels))


def columns_of(ax: Axes, days: pd.DatetimeIndex) -> list[float]:
    """Find where each day is on an axis of time: left, top, width and height as shares of the picture."""
    x = days_x(days, 0)
    return rectangles(ax, x, np.full(len(x), ax.get_ylim()[0]), x + 1, np.full(len(x), ax.get_ylim()[1]))


def rectangles(ax: Axes, left: Any, bottom: Any, right: Any, top: Any) -> list[float]:
    """Convert rectangles in data coordinates to shares of the picture, from the top left."""
    wide, tall = ax.figure.bbox.width, ax.figure.bbox.height
    start = ax.transData.transform(np.column_stack([left, bottom]))
    end = ax.transData.transform(np.column_stack([right, top]))
    sides = [start[:, 0] / wide, 1 - np.maximum(start[:, 1], end[:, 1]) / tall,
             (end[:, 0] - start[:, 0]) / wide, np.abs(end[:, 1] - start[:, 1]) / tall]  # fmt: skip
    return [round(float(side), 5) for side in np.column_stack(sides).ravel()]


def day_labels(daily: pd.DataFrame, measure: str = "mood") -> list[str]:
    """Say what each day is and how it was, in a few words."""
    hours = daily.get("sleep_hours", pd.Series(np.nan, index=daily.index))
    said = []
    for day, value, slept in zip(daily.index, daily[measure], hours, strict=True):
        parts = [f"{measure.replace('_', ' ')} {value:.1f}"] if value == value else []
        parts += [f"{slept:.1f} h of sleep"] if slept == slept else []
        said.append(f"{_WEEKDAYS[day.day_of_week]}, {day_words(day)}: {', '.join(parts) or 'nothing rated'}")
    return said
