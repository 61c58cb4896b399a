"""The weekly progress chart: its panels on one figure, its words, its file."""

from __future__ import annotations

import io
import os
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Final

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from heartdata.charts._style import (
    DPI,
    INK,
    LINE,
    PAPER,
    SMALL,
    SOFT,
    TEXT,
    TITLE,
    WEEKDAYS,
    WIDTH,
    Chart,
    drawable,
)
from heartdata.charts.mood import plot_mood_weeks, plot_week
from heartdata.charts.signs import plot_signs
from heartdata.charts.sleep import plot_sleep
from heartdata.charts.state import plot_gap, plot_state
from heartdata.errors import HeartdataError
from heartdata.files import write_atomically
from heartdata.review import WeekReview
from heartdata.wording import HELP, NOT_A_DEVICE

_FORMATS: Final = ("png", "svg", "pdf")
_LINE_HEIGHT: Final = 0.235


def weekly_chart(review: WeekReview) -> Figure:
    """Draw the weekly progress chart.

    Parameters
    ----------
    review : WeekReview
        The week.

    Returns
    -------
    Figure
        One figure of panels: the week in words, mood by day, the last twelve weeks with the weekly level, its 90 %
        band and the person's usual, sleep, and how recovery goes.

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
    slept = bool(review.daily[["sleep_hours", "bedtime", "waketime"]].notna().any(axis=None))
    lines = [line for said in review.sentences() for line in textwrap.wrap(drawable(said), LINE)]
    known = review.progress["assessed"]
    tracked = any(sign["status"] != "unknown" for sign in review.signs)
    # Each panel, its height, and the space above it [in].
    rows: list[tuple[Callable[[WeekReview, Axes], Axes], float, float]] = [
        (plot_week, 2.3, 0.75),
        (plot_mood_weeks, 2.9, 0.95),
        *([(plot_state, 1.7, 0.85), (plot_gap, 1.5, 0.85)] if known else []),
        *([(plot_signs, 1.9, 0.85)] if tracked else []),
        *([(plot_sleep, 2.0, 0.85)] if slept else []),
    ]
    header, footer = 0.55 + _LINE_HEIGHT * len(lines), 0.6
    height = header + sum(tall + above for _, tall, above in rows) + footer + 0.85
    figure = Chart(figsize=(WIDTH, height), dpi=DPI, facecolor=PAPER)

    def place(top: float, tall: float) -> Axes:
        return figure.add_axes((0.14, (top - tall) / height, 0.835, tall / height))

    top = height - 0.2
    _write_header(review, lines, place(top, header))
    top -= header
    for plot, tall, above in rows:
        plot(review, place(top - above, tall))
        top -= above + tall
    _write_footer(place(top - 0.55, footer))
    return figure


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
    return " ".join([f"{review.title}.", *review.sentences(), f"Mood by day, 0 to 10: {', '.join(said)}."])


def save_chart(figure: Figure, path: str | os.PathLike[str], *, alt: str = "") -> Path:
    """Write a chart, whole or not at all, for the owner's eyes only.

    Parameters
    ----------
    figure : Figure
        As `weekly_chart` draws it.
    path : str or path
        A name that ends in ``.png``, ``.svg`` or ``.pdf``.
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
    content = io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": "heartdata"}):
        figure.savefig(content, format=kind, dpi=DPI, metadata={"Title": "Weekly progress", key: alt, **still})
    return write_atomically(target, content.getvalue())


def _write_header(review: WeekReview, lines: list[str], ax: Axes) -> None:
    ax.set_axis_off()
    ax.text(0, 1, review.title, transform=ax.transAxes, va="top", fontsize=TITLE, color=INK, fontweight="bold")
    ax.text(0, 0, "\n".join(lines), transform=ax.transAxes, va="bottom", fontsize=TEXT, color=INK, linespacing=1.45)


def _write_footer(ax: Axes) -> None:
    ax.set_axis_off()
    text = "\n".join(textwrap.wrap(f"{HELP} {NOT_A_DEVICE}", 105))
    ax.text(0, 1, text, transform=ax.transAxes, va="top", fontsize=SMALL, color=SOFT, linespacing=1.35)
