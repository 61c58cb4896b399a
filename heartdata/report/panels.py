"""The pictures of a report, each with its caption and its numbers to read or hear."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from heartdata.report import tables
from heartdata.review.words import TITLES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from heartdata.charts.style import Frame
    from heartdata.review.week import WeekReview


@dataclass(frozen=True)
class Table:
    """A table of words and numbers; its first column names the rows."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Panel:
    """A picture by the name of its plot function, with a caption and its numbers.

    Its height, and the room on its left for numbers or the names of rows, are in inches; if ``wide``, it takes the
    whole width of a page, and on a phone it is drawn a second time for less.
    """

    name: str
    title: str
    caption: str
    alt: str
    table: Table | None
    function: str
    height: float = 1.9
    names: float = 0.42
    wide: bool = False

    def plot(self, review: WeekReview, ax: Axes) -> Axes:
        """Draw the panel."""
        from heartdata import charts

        drawn: Axes = getattr(charts, self.function)(review, ax)
        return drawn

    def frame(self, review: WeekReview, width: float) -> Frame:
        """Return the frame of the picture, `width` inches wide."""
        from heartdata.charts.calendar import calendar_height
        from heartdata.charts.course import room_above
        from heartdata.charts.style import Frame

        tall, above, below = self.height, 0.12, 0.45
        if self.function == "plot_course":
            above += room_above(review.marked, review.journey, width - self.names - 0.1) / 72
        elif self.function == "plot_calendar":
            weeks = (len(review.journey) + int(review.journey.index[0].day_of_week) + 6) // 7
            tall, above, below = calendar_height(weeks, width - self.names - 0.1), 0.3, 0.1
        right = 0.28 if self.function == "plot_practices" else 0.1  # for the stars
        return Frame(width, tall + above + below, left=self.names, above=above, below=below, right=right)


def way_panel(review: WeekReview) -> Panel:
    """Draw the whole way, with the last weeks as numbers."""
    table = Table("Mood by week", *tables.weeks_table(review))
    known = [row for row in table.rows if row[1] != "too few entries"]
    numbers = "; ".join(f"week of {row[0]} {row[1]}" for row in known) or "too few entries so far"
    marked = "".join(f" {event['label']} on {tables.short_day(event['day'])}." for event in review.marked[-5:])
    return Panel(
        "way-course", "Day by day",
        "Line: your level without the ups and downs of single days. Shade: where it likely is (90 %). Dots: your days.",
        f"Mood day by day, on a scale from 0 to 10.{marked} The last weeks: {numbers}.", table,
        "plot_course", height=2.3, names=0.3, wide=True,
    )  # fmt: skip


def days_panel(review: WeekReview) -> Panel:
    """Draw the mood of the week."""
    table = Table("Mood by day", *tables.days_table(review))
    numbers = ", ".join(f"{row[0]} {row[1]}" for row in table.rows)
    rings = " Rings: single answers." if (review.daily["mood_n"].iloc[-7:] > 1).any() else ""
    usual = "" if review.hard_weeks or review.mood["usual"] is None else " Green: around your usual."
    return Panel(
        "days", "Mood by day", f"Dots: each day's average, with your own word below.{rings}{usual}",
        f"Mood by day on a scale from 0 to 10: {numbers}.", table, "plot_week", height=1.35,
    )  # fmt: skip


def nights_panel(review: WeekReview) -> Panel:
    """Draw the nights."""
    from heartdata.charts.sleep import usual_hours

    table = Table("Nights of this week", *tables.nights_table(review))
    numbers = ", ".join(f"{row[0]} {row[1]}" for row in table.rows)
    usual = " Green: usual." if usual_hours(review) else ""
    return Panel(
        "nights", TITLES["nights"],
        f"Dots: each week's mean hours. Strokes: shortest to longest night. This week, night by night.{usual}",
        f"The nights of the last {len(review.weekly)} weeks. Hours slept this week: {numbers}.", table, "plot_sleep",
        height=1.45,
    )  # fmt: skip


def signs_panel(review: WeekReview) -> Panel:
    """Draw the signs that are tracked."""
    tracked = sum(sign["status"] != "unknown" for sign in review.signs)
    title = "The signs, week by week: + is harder than your usual; 1 is as much as your days typically vary"
    table = Table(title, *tables.signs_table(review))
    return Panel(
        "strip", "Week by week", "Up is harder. Green: your usual range. Unclear: higher, which may be chance.",
        "The seven signs over the weeks, compared with the person's usual; the table below has the numbers.", table,
        "plot_signs", height=0.3 * max(tracked, 2), names=1.15,
    )  # fmt: skip


def done_panel(review: WeekReview) -> Panel:
    """Draw what was done."""
    table = Table("Days on which it was done, week by week", *tables.practices_table(review))
    last = ", ".join(f"{name} {days}" for name, days in zip(table.header[1:], table.rows[-1][1:], strict=True))
    star = ", a star goes with better days" if review.with_better_days else ""
    rows = min(review.practice_days["name"].nunique(), 6) + bool(review.trial)
    return Panel(
        "done", TITLES["done"], f"Days a week; people are in italics. A dot is a week without an entry{star}.",
        f"What was done over the last {len(review.weekly)} weeks. Days this week: {last}.", table, "plot_practices",
        height=0.28 * rows, names=1.25,
    )  # fmt: skip


def plan_panel(review: WeekReview) -> Panel:
    """Draw the plan of the trial."""
    table = Table("The plan", *tables.plan_table(review))
    return Panel(
        "plan", "The plan", "Filled: with it. Empty: without it. A stroke: a day on which it was done.",
        f"The plan of the trial: {len(table.rows)} stretches with it or without it, in their order.", table,
        "plot_trial", height=0.4, names=1.15,
    )  # fmt: skip


def calendar_panel(review: WeekReview) -> Panel:
    """Draw the last year, a square for each day."""
    table = Table("Mood by month", *tables.months_table(review))
    numbers = "; ".join(f"{row[0]} {row[1]}" for row in table.rows)
    return Panel(
        "calendar", "Each day, month by month",
        "A square for each day: the darker, the lower. An empty square: no rating. A frame: a marked day.",
        f"Each day as a square, coloured by mood. By month: {numbers}.", table, "plot_calendar",
        names=0.42, wide=True,
    )  # fmt: skip
