"""Days on the x-axis: where they are, and which of them have a label."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FixedFormatter, FixedLocator

from heartdata.charts.style import FAINT, MONTHS, axes_width
from heartdata.review.week import WeekReview

_EPOCH: Final = date(1970, 1, 1)


def day_x(day: date, after: float = 0.0) -> float:
    """Return the x of a day: days since 1970, as in matplotlib."""
    return (day - _EPOCH).days + after


def days_x(days: pd.DatetimeIndex | pd.Series[Any], after: float = 0.5) -> Any:
    """Return the x of days, by default at noon."""
    return days.to_numpy("datetime64[D]").astype("int64") + after


def set_time_axis(review: WeekReview, ax: Axes) -> None:
    """Set the x-axis to the frame and shade the week."""
    first = day_x(review.daily.index[0].date())
    end = day_x(review.last_day, 1)
    ax.axvspan(day_x(review.first_day), end, color=FAINT, alpha=0.6, linewidth=0, zorder=0)
    set_weeks_axis(ax, first, end)


def set_weeks_axis(ax: Axes, first: float, end: float) -> None:
    """Label Mondays back from the last one, as many as fit."""
    ax.set_xlim(first, end)
    fits = max(int(axes_width(ax) * 72 / 58), 1)
    step = 7 * max(-(-round((end - first) / 7) // fits), 1 if end - first <= 35 else 2)
    places = np.arange(end - 7, first - 0.5, -step)[::-1].tolist()
    ax.xaxis.set_major_locator(FixedLocator(places))
    ax.xaxis.set_major_formatter(FixedFormatter([_day_label(place) for place in places]))


def set_months_axis(ax: Axes, first: float, end: float, edge: float | None = None) -> None:
    """Label the first of each month, or Mondays where there are only a few weeks; labels end where the days do."""
    if end - first <= 75:
        set_weeks_axis(ax, first, end)
    else:
        begin, last = (_EPOCH + timedelta(days=int(at)) for at in (first, end))
        months = [date(year, month, 1) for year in range(begin.year, last.year + 1) for month in range(1, 13)]
        months = [month for month in months if first <= day_x(month) < end]
        fits = max(int(axes_width(ax) * 72 / 44), 1)
        step = next((n for n in (1, 2, 3, 6, 12) if len(months) / n <= fits), 24)
        shown = [month for month in months if (month.month - 1) % step == 0] or months[:1]
        years = {month.year for month in shown}
        names = [
            f"{MONTHS[m.month - 1]}\n{m.year}"
            if place == 0 or (m.month == 1 and len(years) > 1)
            else MONTHS[m.month - 1]
            for place, m in enumerate(shown)
        ]
        ax.xaxis.set_major_locator(FixedLocator([day_x(month) for month in shown]))
        ax.xaxis.set_major_formatter(FixedFormatter(names))
        ax.tick_params(axis="x", pad=3)
        for label in ax.get_xticklabels():
            label.set_horizontalalignment("left")
    ax.set_xlim(first, end if edge is None else edge)


def _day_label(value: float) -> str:
    day = _EPOCH + timedelta(days=int(value))
    return f"{day.day} {MONTHS[day.month - 1]}"
