"""The weekly progress chart and its panels; the only module that draws.

Every panel is a function of a `WeekReview` that takes an Axes and gives it back, on plain figures that pyplot knows
nothing of. Days without an entry are gaps; nothing is told by colour alone (Okabe-Ito palette).
"""

from __future__ import annotations

import io
import os
import textwrap
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import WeekdayLocator
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont, get_font
from matplotlib.ticker import FuncFormatter, MultipleLocator

from heartdata.errors import HeartdataError
from heartdata.files import write_atomically
from heartdata.review import WeekReview
from heartdata.wording import HELP, NOT_A_DEVICE

__all__ = ["alt_text", "plot_mood_weeks", "plot_sleep", "plot_state", "plot_week", "save_chart", "weekly_chart"]

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

_WIDTH, _DPI = 8.0, 150
_TEXT, _SMALL, _TITLE = 11.0, 9.5, 17.0
_EVENT_MARKS: Final = {"loss": "◆", "anniversary": "●", "change of approach": "▲", "illness": "✚", "other": "■"}
_FORMATS: Final = ("png", "svg", "pdf")
_LONGEST_LABEL: Final = 28
_LABEL_BOX: Final = {"facecolor": PAPER, "edgecolor": "none", "alpha": 0.85, "pad": 1.5}
_LINE: Final = 90
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
    lines = [line for said in review.sentences()[:-1] for line in textwrap.wrap(_drawable(said), _LINE)]
    state = textwrap.wrap(_drawable(review.progress["sentence"]), _LINE)
    # Height of each panel and the space above it [in].
    rows = [
        (0.55 + _LINE_HEIGHT * len(lines), 0.2),
        (2.3, 0.75),
        (2.9, 0.95),
        *([(2.1, 0.85)] if slept else []),
        (0.1 + _LINE_HEIGHT * len(state), 0.8),
        (0.6, 0.25),
    ]
    height = sum(map(sum, rows)) + 0.1
    figure = Figure(figsize=(_WIDTH, height), dpi=_DPI, facecolor=PAPER)
    panels, top = [], height
    for tall, above in rows:
        top -= tall + above
        panels.append(figure.add_axes((0.105, top / height, 0.87, tall / height)))
    _write_header(review, lines, panels[0])
    plot_week(review, panels[1])
    plot_mood_weeks(review, panels[2])
    if slept:
        plot_sleep(review, panels[3])
    plot_state(review, panels[-2])
    _write_footer(panels[-1])
    return figure


def plot_week(review: WeekReview, ax: Axes | None = None) -> Axes:
    """Draw the week's mood by day.

    Parameters
    ----------
    review : WeekReview
        The week.
    ax : Axes, optional
        Where to draw; by default on a new figure.

    Returns
    -------
    Axes
        Day means as filled circles with their value, single answers as rings, the person's usual as a dashed line;
        a day without an entry is empty and says so.
    """
    ax = _axes(ax)
    days = pd.date_range(review.first_day, review.last_day, freq="D")
    means = review.daily["mood"].reindex(days).to_numpy()
    counts = review.daily["mood_n"].reindex(days).to_numpy()
    _draw_usual(review, ax)
    answers = review.ratings[review.ratings["day"].map(lambda d: counts[(d - days[0]).days] > 1)]
    if len(answers):
        places = (answers["day"] - days[0]).dt.days
        ax.scatter(
            places, answers["value"], s=26, facecolors="none", edgecolors=SOFT, linewidths=1, zorder=3, clip_on=False
        )
    ax.plot(range(7), means, color=BLUE, linewidth=1.6, alpha=0.55, zorder=2)
    ax.scatter(range(7), means, s=95, color=BLUE, zorder=4, clip_on=False)
    for place, mean in enumerate(means):
        # A row of its own above the field, so that no number covers an answer.
        missing = np.isnan(mean)
        ax.text(
            place, 1.03, "no entry" if missing else f"{mean:.1f}", transform=ax.get_xaxis_transform(), ha="center",
            va="bottom", fontsize=_SMALL if missing else _TEXT, color=SOFT if missing else INK,
            style="italic" if missing else "normal", fontweight="normal" if missing else "bold",
        )  # fmt: skip
    ax.set_xlim(-0.5, 6.5)
    ax.set_xticks(range(7), [f"{_WEEKDAYS[d.day_of_week]}\n{d.day} {_MONTHS[d.month - 1]}" for d in days])
    _mood_axis(ax)
    _finish(ax, "Your mood this week", "mean of the day, rings: single answers" if len(answers) else "", pad=26)
    return ax


def plot_mood_weeks(review: WeekReview, ax: Axes | None = None) -> Axes:
    """Draw mood over the last twelve weeks.

    Parameters
    ----------
    review : WeekReview
        The week at the end of the frame.
    ax : Axes, optional
        Where to draw; by default on a new figure.

    Returns
    -------
    Axes
        Day means as dots, the weekly level as a bar with its 90 % band, the person's usual as a dashed line, marked
        events, and below a mark for every day with an entry.
    """
    ax = _axes(ax)
    daily, weekly = review.daily, review.weekly
    ax.axvspan(_stamp(review.first_day), _stamp(review.last_day, 1), color=FAINT, alpha=0.6, linewidth=0, zorder=0)
    _draw_usual(review, ax)
    middle = pd.Timedelta(hours=12)
    ax.scatter(daily.index + middle, daily["mood"], s=14, color=SOFT, alpha=0.65, linewidths=0, zorder=3)
    for monday, week in weekly.iterrows():
        if np.isnan(week["level"]):
            continue
        span = [monday, monday + pd.Timedelta(days=7)]
        if not np.isnan(week["low"]):
            ax.fill_between(span, week["low"], week["high"], color=SKY, alpha=0.32, linewidth=0, zorder=1)
        ax.plot(span, [week["level"]] * 2, color=BLUE, linewidth=2.6, solid_capstyle="butt", zorder=4)
    logged = daily.index[daily["entries"] > 0] + middle
    ax.scatter(logged, np.full(len(logged), -0.55), marker="|", s=28, color=INK, linewidths=1.3, clip_on=False)
    ax.set_xlim(daily.index[0], daily.index[-1] + pd.Timedelta(days=1))
    _draw_events(review, ax)
    _week_axis(ax)
    _mood_axis(ax, low=-1.0)
    last = review.coverage["days_logged_28"]
    _finish(
        ax,
        f"The last {len(weekly)} weeks",
        f"bar: weekly level, shade: 90 % band, | : entry ({last} of the last 28 days)",
    )
    return ax


def plot_sleep(review: WeekReview, ax: Axes | None = None) -> Axes:
    """Draw the nights of the last twelve weeks.

    Parameters
    ----------
    review : WeekReview
        The week at the end of the frame.
    ax : Axes, optional
        Where to draw; by default on a new figure.

    Returns
    -------
    Axes
        A bar from bedtime to waking for each night; where times are not logged, a bar of the hours slept.
    """
    ax = _axes(ax)
    daily = review.daily
    ax.axvspan(_stamp(review.first_day), _stamp(review.last_day, 1), color=FAINT, alpha=0.6, linewidth=0, zorder=0)
    places = daily.index + pd.Timedelta(hours=12)
    width = pd.Timedelta(hours=15)
    timed = daily["bedtime"].notna() & daily["waketime"].notna()
    hours = review.sleep["hours"]
    said = "" if hours is None else f"{hours:.1f} hours a night this week"
    if timed.any():
        long = daily["waketime"] - daily["bedtime"]
        ax.bar(places[timed], long[timed], width, bottom=daily["bedtime"][timed], color=PURPLE, alpha=0.75, zorder=2)
        low, high = daily["bedtime"][timed].min(), daily["waketime"][timed].max()
        ax.set_ylim(min(high + 0.5, 24), max(low - 0.5, -24))
        ax.yaxis.set_major_locator(MultipleLocator(3 if high - low < 18 else 6))
        ax.yaxis.set_major_formatter(FuncFormatter(lambda h, _: f"{int(h) % 24:02d}:00"))
        ax.set_ylabel("time of day", fontsize=_SMALL, color=SOFT)
        _finish(ax, "Your nights, from bed to waking", said)
    else:
        ax.bar(places, daily["sleep_hours"], width, color=PURPLE, alpha=0.75, zorder=2)
        ax.set_ylim(0, max(10.0, float(daily["sleep_hours"].max()) + 0.5))
        ax.yaxis.set_major_locator(MultipleLocator(2))
        ax.set_ylabel("hours slept [h]", fontsize=_SMALL, color=SOFT)
        _finish(ax, "Your nights", said)
    ax.set_xlim(daily.index[0], daily.index[-1] + pd.Timedelta(days=1))
    _week_axis(ax)
    return ax


def plot_state(review: WeekReview, ax: Axes | None = None) -> Axes:
    """Say how recovery goes.

    Parameters
    ----------
    review : WeekReview
        The week.
    ax : Axes, optional
        Where to draw; by default on a new figure.

    Returns
    -------
    Axes
        The sentence on progress.
    """
    ax = _axes(ax)
    ax.set_axis_off()
    _finish(ax, "How recovery goes")
    ax.text(0, 1, _wrapped(review.progress["sentence"]), transform=ax.transAxes, va="top", fontsize=_TEXT, color=INK)
    return ax


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
    by_day = review.daily["mood"].iloc[-7:]
    said = [
        f"{_WEEKDAYS[d.day_of_week]} {v:.1f}" if v == v else f"{_WEEKDAYS[d.day_of_week]} no entry"
        for d, v in by_day.items()
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
    # No date inside: the same week gives the same file.
    still = {"pdf": {"CreationDate": None}, "svg": {"Date": None}}.get(kind, {})
    content = io.BytesIO()
    figure.savefig(content, format=kind, dpi=_DPI, metadata={"Title": "Weekly progress", key: alt, **still})
    return write_atomically(target, content.getvalue())


_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _axes(ax: Axes | None) -> Axes:
    if ax is not None:
        return ax
    figure = Figure(figsize=(_WIDTH, 3.2), dpi=_DPI, facecolor=PAPER, layout="constrained")
    return figure.add_subplot()


def _finish(ax: Axes, title: str, aside: str = "", pad: float = 9) -> None:
    ax.set_title(title, loc="left", fontsize=_TEXT + 1.5, color=INK, fontweight="bold", pad=pad)
    if aside:
        ax.set_title(aside, loc="right", fontsize=_SMALL, color=SOFT, pad=pad)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        ax.spines[side].set_color(SOFT)
    ax.tick_params(labelsize=_SMALL, colors=SOFT, labelcolor=INK)


def _mood_axis(ax: Axes, low: float = 0.0) -> None:
    ax.set_ylim(low, 10.4)
    ax.set_yticks([0, 2.5, 5, 7.5, 10], ["0", "", "5", "", "10"])
    ax.set_ylabel("mood [0-10]", fontsize=_SMALL, color=SOFT)
    ax.grid(axis="y", color=FAINT, linewidth=0.8, zorder=0)
    ax.set_axisbelow(True)


def _week_axis(ax: Axes) -> None:
    ax.xaxis.set_major_locator(WeekdayLocator(byweekday=0, interval=2))  # type: ignore[no-untyped-call]
    ax.xaxis.set_major_formatter(FuncFormatter(_day_label))


def _day_label(value: float, _: int | None = None) -> str:
    day = date(1970, 1, 1) + timedelta(days=int(value))
    return f"{day.day} {_MONTHS[day.month - 1]}"


def _draw_usual(review: WeekReview, ax: Axes) -> None:
    usual = review.mood["usual"]
    if usual is None:
        return
    ax.axhline(usual, color=GREEN, linewidth=1.5, linestyle=(0, (5, 3)), zorder=1)
    ax.annotate(
        "your usual", (1.0, usual), (-3, 4), xycoords=("axes fraction", "data"), textcoords="offset points",
        ha="right", va="bottom", fontsize=_SMALL, color=INK, bbox=_LABEL_BOX, zorder=6,
    )  # fmt: skip


def _draw_events(review: WeekReview, ax: Axes) -> None:
    taken: list[date] = []
    for event in review.events:
        at = _stamp(event["day"]) + pd.Timedelta(hours=12)
        ax.axvline(at, ymax=0.86, color=ORANGE, linewidth=1.4, zorder=1)
        # Labels of events close together go on lines of their own, up to three.
        level = sum((event["day"] - other).days < 28 for other in taken) % 3
        taken.append(event["day"])
        late = (review.last_day - event["day"]).days < 21
        label = textwrap.shorten(_drawable(event["label"]), _LONGEST_LABEL, placeholder="…") or event["kind"]
        mark = _EVENT_MARKS.get(event["kind"], "■")
        text = f"{label} {mark}" if late else f"{mark} {label}"
        ax.annotate(
            text, (at, 0.995 - 0.085 * level), (4 if late else -4, 0), xycoords=("data", "axes fraction"),
            textcoords="offset points", ha="right" if late else "left", va="top", fontsize=_SMALL, color=INK,
            bbox=_LABEL_BOX, zorder=5,
        )  # fmt: skip


def _write_header(review: WeekReview, lines: list[str], ax: Axes) -> None:
    ax.set_axis_off()
    ax.text(0, 1, review.title, transform=ax.transAxes, va="top", fontsize=_TITLE, color=INK, fontweight="bold")
    ax.text(0, 0, "\n".join(lines), transform=ax.transAxes, va="bottom", fontsize=_TEXT, color=INK, linespacing=1.45)


def _write_footer(ax: Axes) -> None:
    ax.set_axis_off()
    text = "\n".join(textwrap.wrap(f"{HELP} {NOT_A_DEVICE}", 105))
    ax.text(0, 1, text, transform=ax.transAxes, va="top", fontsize=_SMALL, color=SOFT, linespacing=1.35)


def _wrapped(text: str) -> str:
    return "\n".join(textwrap.wrap(_drawable(text), _LINE))


def _stamp(day: date, after: int = 0) -> pd.Timestamp:
    return pd.Timestamp(day) + pd.Timedelta(days=after)


def _drawable(text: str) -> str:
    """Leave out what the font has no glyph for (emoji, some scripts), as empty boxes say less than nothing."""
    known: Any = get_font(findfont("DejaVu Sans")).get_charmap()
    kept = "".join(c for c in text if ord(c) in known or c in "\n ")
    return " ".join(kept.split()).replace("$", r"\$")
