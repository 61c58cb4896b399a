"""The whole way: level and likely range since the loss, the usual, marked days, and how it went."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from heartdata.charts.defaults import default_style
from heartdata.charts.fonts import clip, drawable, font_families, text_width, wrap_text
from heartdata.charts.style import (
    BLUE,
    FAINT,
    GREEN,
    INK,
    MONTHS,
    ORANGE,
    PAPER,
    PURPLE,
    SKY,
    SMALL,
    SOFT,
    USUAL,
    Frame,
    add_tooltips,
    axes_width,
    day_names,
    describe,
    draw_rectangles,
    finish_axes,
    get_axes,
)
from heartdata.charts.time_axis import day_x, days_x, set_months_axis
from heartdata.core.daily import to_daily
from heartdata.core.day_tables import checked_days, day_columns, numbers
from heartdata.core.days import day_words, parse_day
from heartdata.core.logs import Logs
from heartdata.core.losses import losses
from heartdata.core.vocabulary import STATES
from heartdata.core.weeks import usual_level
from heartdata.errors import HeartdataError, NotEnoughDataError
from heartdata.recovery.track import track_progress
from heartdata.review.notices import usual_of_level
from heartdata.review.stretches import stretches_of
from heartdata.review.week import WeekReview
from heartdata.review.words import TITLES
from heartdata.suggestions.hard_weeks import HardWeeks

STATE_LOOKS: Final = {
    "improving": (SKY, ""),
    "stuck": (ORANGE, "//"),
    "slipping": (PURPLE, ".."),
    "recovered": (GREEN, "\\\\"),
}
EVENT_MARKS: Final = {"loss": "D", "anniversary": "o", "change of approach": "^", "illness": "P", "other": "s"}
# Room at the right for the labels of the lines [in], and how it shrinks on a phone.
_ASIDE: Final = 1.2
_RIBBON: Final = (-1.25, -0.7)
_LOWEST: Final = -1.5
_HIGHEST: Final = 10.4
_LABEL: Final = 2.7  # widest label of a marked day [in]
_ROWS: Final = 8  # rows of labels above the panel
_LONGEST: Final = 120  # letters
_MOST: Final = 12  # labels
_ROW: Final = SMALL * 1.38
_FRAME: Final = Frame(width=7.2, height=3.4, left=0.35, above=1.1, below=0.5)


@dataclass(frozen=True)
class _Label:
    """A label of a marked day: where it begins [pt], its lines, its lowest row, and whether it ends at its day."""

    event: Mapping[str, Any]
    lines: tuple[str, ...]
    row: int
    to_the_left: bool


@default_style()
def plot_course(
    course: WeekReview | Logs | pd.DataFrame,
    ax: Axes | None = None,
    *,
    daily: pd.DataFrame | None = None,
    usual: float | None = None,
    marked: Sequence[Mapping[str, Any]] = (),
) -> Axes:
    """Draw the way since the loss: level, likely range, single days, the usual, marked days and the states.

    Parameters
    ----------
    course : WeekReview, Logs or DataFrame
        A week, whose `journey` is drawn; logs, for the whole time; or a table as `heartdata.track_progress` returns it.
    ax : Axes, optional
        Where to draw; by default on a new figure.
    daily : DataFrame, optional
        With a table: the days as `heartdata.to_daily` makes them, drawn as dots.
    usual : float, optional
        With a table: the person's usual level [0-10].
    marked : sequence of mapping, optional
        With a table: marked days, each with ``day``, ``label`` and ``kind``.

    Returns
    -------
    Axes
        The level as a line with its 90 % interval as a shade, single days as dots, the usual as a band, marked days
        as lines named above, and below a ribbon of the named states; days without a basis in entries are gaps.

    Examples
    --------
    >>> import heartdata as hd
    >>> logs = hd.simulate_logs(seed=7, course="improving")
    >>> plot_course(hd.review_week(logs)).get_title(loc="left")
    'How it has been since then'
    """
    ax = get_axes(ax, "course", _FRAME)
    if isinstance(course, Logs):
        course, daily, usual, marked = _whole_time(course)
    calm = isinstance(course, WeekReview) and bool(course.help_first or course.hard_weeks)
    if isinstance(course, WeekReview):
        days, marked = course.journey, course.marked
        # In hard weeks nobody is shown how far away the usual is.
        usual = None if course.hard_weeks else usual_of_level(course)
        # Where no state is named, an empty ribbon would only ask what it is.
        ribbon = not calm and bool(days["state"].isin(STATE_LOOKS).any())
    else:
        days, usual, marked = _given(course, daily, usual, marked)
        ribbon = True
    first, end = day_x(days.index[0].date()), day_x(days.index[-1].date(), 1)
    wide = axes_width(ax)
    beside = min(_ASIDE / wide, 0.3)
    ax.set_ylim(_LOWEST if ribbon else -0.4, _HIGHEST)
    set_months_axis(ax, first, end, end + (end - first) * beside / (1 - beside))
    x = days_x(days.index)
    if usual is not None:
        half = _half_band(days)
        draw_rectangles(ax, first, usual - half, end - first, 2 * half, color=GREEN, alpha=0.16, zorder=0.5)
    if "mood" in days:
        rated = days["mood"].dropna()
        dots = ax.scatter(days_x(rated.index), rated, s=9, color=SOFT, alpha=0.4, linewidths=0, zorder=2)
        add_tooltips(ax, dots, [f"{day}: {mood:.1f}" for day, mood in zip(day_names(rated.index), rated, strict=True)])
    ax.fill_between(x, days["low"], days["high"], color=SKY, alpha=0.35, linewidth=0, zorder=2)
    ax.plot(x, days["level"], color=BLUE, linewidth=2.4, zorder=4, solid_capstyle="round")
    if not calm:
        _label_lines(ax, days, usual, end)
    if ribbon:
        _draw_ribbon(ax, days, first, end)
    for side in ("left", "top", "right"):
        ax.spines[side].set_visible(False)
    ax.set_yticks([0, 5, 10], ["0", "5", "10"])
    ax.hlines([0, 5, 10], first, end, color=FAINT, linewidth=0.8, zorder=0.4)
    unnamed = draw_marked(ax, marked, first, end)
    title = TITLES["way" if any(event["kind"] == "loss" for event in marked) else "whole"]
    aside = "dots: your days"
    if days["level"].notna().any():
        aside += ", line: your level, shade: likely range"
    finish_axes(
        ax, title, aside + (f"; {unnamed} marked days unnamed" if unnamed else ""), above=room_above(marked, days, wide)
    )
    ax.spines["left"].set_visible(False)
    ax.spines["bottom"].set_bounds(first, end)
    ax.tick_params(axis="y", length=0)
    # Where no number is on the picture, its words have none.
    describe(ax, f"{title}, from {day_words(days.index[0].date())}." if calm else _in_words(title, days, usual))
    return ax


def _whole_time(logs: Logs) -> tuple[pd.DataFrame, pd.DataFrame, float | None, list[Mapping[str, Any]]]:
    """Return the course of all logs, their days, the usual unless weeks are hard, and the marked days."""
    daily = to_daily(logs)
    if daily.empty:
        raise NotEnoughDataError("nothing is logged yet; a course can be drawn as soon as one day has an entry")
    found, last = usual_level(daily, logs), daily.index[-1].date()
    hard = HardWeeks(daily).in_a_row(last, max((loss.day for loss in losses(logs, until=last)), default=None))
    events = logs.events[logs.events["day"].between(daily.index[0], daily.index[-1])]
    marked: list[Mapping[str, Any]] = [
        {"day": e.day.date(), "label": e.label or e.kind, "kind": e.kind} for e in events.itertuples()
    ]
    return track_progress(logs), daily, None if hard or found is None else found.level, marked


def _given(
    course: object, daily: pd.DataFrame | None, usual: float | None, marked: Iterable[Mapping[str, Any]]
) -> tuple[pd.DataFrame, float | None, list[Mapping[str, Any]]]:
    """Check what is given with a table."""
    needed = ("level", "low", "high", "state")
    if not isinstance(course, pd.DataFrame) or not set(needed) <= set(course.columns) or course.empty:
        what = f"a table without {' or '.join(needed)}" if isinstance(course, pd.DataFrame) else type(course).__name__
        what = "an empty table" if isinstance(course, pd.DataFrame) and course.empty else what
        raise HeartdataError(
            f"plot_course needs a WeekReview, Logs, or a table as track_progress returns it, got {what}; for one "
            "measure of a daily table there is plot_measure"
        )
    days = checked_days(course, "plot_course")
    if daily is not None:
        daily = checked_days(daily, "plot_course")
        days = days.drop(columns="mood", errors="ignore").join(numbers(daily, day_columns(daily, ["mood"])))
    if usual is not None and (isinstance(usual, bool) or not isinstance(usual, int | float) or not 0 <= usual <= 10):
        raise HeartdataError(f"usual={usual!r}: give a level from 0 to 10")
    shown: list[Mapping[str, Any]] = []
    for event in marked:
        day = parse_day(event.get("day")) if isinstance(event, Mapping) else None
        if day is None:
            raise HeartdataError(
                'marked holds something else than {"day": "2026-03-01", "label": "...", "kind": "loss"}'
            )
        kind = str(event.get("kind", "other"))
        shown.append({"day": day, "label": str(event.get("label") or kind), "kind": kind})
    return days, usual, shown


def _in_words(title: str, days: pd.DataFrame, usual: float | None) -> str:
    months = days["level"].groupby(days.index.to_period("M")).mean().dropna()
    levels = ", ".join(f"{MONTHS[month.month - 1]} {month.year} {mean:.1f}" for month, mean in months.items())
    own = f" Your usual: {usual:.1f}." if usual is not None else ""
    return f"{title}, your level by month, 0 to 10: {levels or 'not known yet'}.{own}"


def room_above(marked: Sequence[Mapping[str, Any]], days: pd.DataFrame, wide: float) -> float:
    """Return the height of the labels of marked days above a panel `wide` inches wide [pt]."""
    first, end = day_x(days.index[0].date()), day_x(days.index[-1].date(), 1)
    labels, _ = _place(marked, first, end, wide)
    return max((label.row + len(label.lines) for label in labels), default=0) * _ROW + (4 if labels else 0)


def _half_band(days: pd.DataFrame) -> float:
    """Return how far around the usual still counts as usual [0-10]: a part of the own day-to-day SD."""
    if "gap" not in days or "gap_low" not in days:
        return 0.5
    own = (days["high"] - days["low"]) / (days["gap_high"] - days["gap_low"])
    sd = float(own.replace([np.inf, -np.inf], np.nan).median())
    return 0.4 * min(max(sd, 0.5), 2.5) if sd == sd else 0.5


def _label_lines(ax: Axes, days: pd.DataFrame, usual: float | None, end: float) -> None:
    """Name the level and the usual at their right ends, clear of each other."""
    known = days[days["level"].notna()]
    labels: list[list[Any]] = []
    if len(known) and (days.index[-1] - known.index[-1]).days <= 14:
        now = known.iloc[-1]
        said = [
            (f"now about {now['level']:.1f}", BLUE, True),
            (f"likely {now['low']:.1f} to {now['high']:.1f}", SOFT, False),
        ]
        labels.append([float(now["level"]), said])
    if usual is not None:
        labels.append([usual, [(f"your usual {usual:.1f}", USUAL, True)]])
    labels.sort(key=lambda label: label[0])
    low, high = ax.get_ylim()
    unit = (SMALL * 1.2) * (high - low) / (float(ax.bbox.height) / ax.figure.dpi * 72)
    if len(labels) == 2:
        tall = [len(said) * unit for _, said in labels]
        overlap = (sum(tall) / 2 + unit * 0.2) - (labels[1][0] - labels[0][0])
        if overlap > 0:
            labels[0][0] -= overlap / 2
            labels[1][0] += overlap / 2
    for height, said in labels:
        top = height + len(said) * unit / 2
        for number, (text, colour, bold) in enumerate(said):
            ax.annotate(text, (end, top - (number + 0.5) * unit), (6, 0), textcoords="offset points", ha="left",
                        va="center_baseline", fontsize=SMALL, color=colour, fontweight="bold" if bold else "normal",
                        annotation_clip=False, zorder=7)  # fmt: skip


def _draw_ribbon(ax: Axes, days: pd.DataFrame, first: float, end: float) -> None:
    """Draw the named states as a thin ribbon, each named where there is room."""
    bottom, top = _RIBBON
    draw_rectangles(ax, first, bottom, end - first, top - bottom, facecolors=[FAINT], alpha=0.45, zorder=1)
    scale = axes_width(ax) * 72 / float(np.ptp(ax.get_xlim()))
    place = first
    for state, run in groupby(days["state"].astype(str)):
        long = len(list(run))
        if state in STATE_LOOKS:
            colour, hatch = STATE_LOOKS[state]
            draw_rectangles(ax, place, bottom, long, top - bottom, facecolors=[colour], alpha=0.5, hatch=hatch,
                            edgecolors=[PAPER], zorder=2)  # fmt: skip
        place += long
    middle = (bottom + top) / 2
    for stretch in stretches_of(days["state"]):
        name = STATES[stretch.state]
        begin, over = day_x(stretch.first), day_x(stretch.last, 1)
        if text_width(name, SMALL - 1) + 6 <= (over - begin) * scale:
            ax.text((begin + over) / 2, middle, name, ha="center", va="center_baseline", zorder=4, fontsize=SMALL - 1,
                    color=INK, bbox={"facecolor": PAPER, "edgecolor": "none", "alpha": 0.6, "pad": 0.4})  # fmt: skip
        elif over >= end:
            # What holds now is named beside the ribbon.
            ax.annotate(name, (end, middle), (6, 0), textcoords="offset points", ha="left", va="center_baseline",
                        fontsize=SMALL - 0.5, color=INK, annotation_clip=False)  # fmt: skip


def _place(marked: Sequence[Mapping[str, Any]], first: float, end: float, wide: float) -> tuple[list[_Label], int]:
    """Arrange the labels of marked days in rows above the panel; return them and how many found no room."""
    order = sorted(marked, key=lambda event: (event["kind"] != "loss", -event["day"].toordinal()))
    # The least important goes first where there is no room for all.
    for count in range(min(len(order), _MOST), 0, -1):
        labels = _arrange(order[:count], first, end, wide)
        if labels is not None:
            return labels, len(order) - count
    return [], len(order)


def _arrange(events: Sequence[Mapping[str, Any]], first: float, end: float, wide: float) -> list[_Label] | None:
    """Place labels from the last day back, each above the later ones it reaches over, so that no line crosses one."""
    beside = min(_ASIDE / wide, 0.3)
    scale = wide * 72 * (1 - beside) / (end - first)
    room = wide * 72
    rows: list[list[tuple[float, float]]] = [[] for _ in range(_ROWS)]
    labels = []
    for event in sorted(events, key=lambda event: event["day"], reverse=True):
        at = (day_x(event["day"], 0.5) - first) * scale
        named = drawable(str(event["label"])) or str(event["kind"])
        text = f"{clip(named, _LONGEST)}, {event['day'].day} {MONTHS[event['day'].month - 1]}"
        for width in (_LABEL * 72, _LABEL * 40):
            lines = tuple(wrap_text(text, SMALL, min(width, room - 12)))
            long = max(text_width(line, SMALL) for line in lines) + 12
            late = at + long > room
            span = (at - long, at + 6) if late else (at - 6, at + long)
            row = next((r + 1 for r in range(_ROWS - 1, -1, -1)
                        if any(span[0] < b and a < span[1] for a, b in rows[r])), 0)  # fmt: skip
            if row + len(lines) <= _ROWS and span[0] >= -8:
                for occupied in rows[row : row + len(lines)]:
                    occupied.append(span)
                labels.append(_Label(event, lines, row, late))
                break
        else:
            return None
    return labels


def draw_marked(ax: Axes, marked: Sequence[Mapping[str, Any]], first: float, end: float) -> int:
    """Draw the marked days with their names; return how many have none."""
    labels, unnamed = _place(marked, first, end, axes_width(ax))
    across = ax.get_xaxis_transform()
    tall = float(ax.bbox.height) / ax.figure.dpi * 72
    for event in marked:
        x = day_x(event["day"], 0.5)
        ax.vlines(x, 0, 1, transform=across, color=ORANGE, linewidth=1.2, zorder=1)
    for label in labels:
        x = day_x(label.event["day"], 0.5)
        base = 4 + label.row * _ROW
        ax.vlines(x, 1, 1 + (base + _ROW * 0.5) / tall, transform=across, color=ORANGE, linewidth=1.2, clip_on=False)
        ax.scatter([x], [1 + (base + _ROW * 0.45) / tall], marker=EVENT_MARKS.get(str(label.event["kind"]), "s"), s=22,
                   color=INK, transform=across, clip_on=False, linewidths=0, zorder=6)  # fmt: skip
        for number, line in enumerate(reversed(label.lines)):
            ax.annotate(
                line, (x, 1), (-7 if label.to_the_left else 7, base + number * _ROW + _ROW * 0.45), xycoords=across,
                textcoords="offset points", ha="right" if label.to_the_left else "left", va="center_baseline",
                fontsize=SMALL, fontfamily=font_families(line), color=INK, annotation_clip=False, zorder=5,
                bbox={"facecolor": PAPER, "edgecolor": "none", "alpha": 0.8, "pad": 0.4},
            )  # fmt: skip
    return unnamed
