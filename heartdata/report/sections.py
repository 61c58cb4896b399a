"""What a weekly report says, section by section; page, Markdown and PDF only lay it out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from heartdata.report.sentences import SIGN_STATUS, TOPICS, effect_lines, evidence_of, how_sure, sign_label, trial_lines
from heartdata.report.tables import (
    changes_table,
    days_table,
    effects_table,
    gap_table,
    nights_table,
    plan_table,
    practices_table,
    signs_table,
    states_table,
    weeks_table,
)
from heartdata.review.notices import STOP, week_sentences

if TYPE_CHECKING:
    from heartdata.report.svg import Plot
    from heartdata.review.week import WeekReview

__all__ = ["Item", "Panel", "Section", "Table", "report_sections"]


@dataclass(frozen=True)
class Table:
    """A table of words and numbers; its first column names the rows."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Panel:
    """A picture with a name, what it shows in words, and its numbers.

    It is ``flat`` where it is one row only, and ``named`` where its rows have names.
    """

    name: str
    title: str
    caption: str
    alt: str
    table: Table
    load: Callable[[], Plot]
    flat: bool = False
    named: bool = False


@dataclass(frozen=True)
class Item:
    """One line with a mark, a name, what is said of it, and why."""

    mark: str
    label: str
    said: str
    why: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Section:
    """One heading with what stands below it; what is empty is left out."""

    name: str
    title: str
    lead: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    panels: tuple[Panel, ...] = ()
    table: Table | None = None
    note: str = ""


def report_sections(review: WeekReview, *, shared: bool = False) -> list[Section]:
    """Put the report together."""
    return [
        _week(review),
        _changes(review),
        _progress(review),
        _signs(review, shared=shared),
        _helps(review, shared=shared),
        _idea(review, shared=shared),
        _trial(review, shared=shared),
        Section("sure", "How sure is this, and why", points=tuple(how_sure(review))),
        Section("help", "If it gets too much", lead=tuple(review.help_lines())),
        Section("stop", "How to stop", lead=(STOP,)),
    ]


def _week(review: WeekReview) -> Section:
    # What stands above the section, or in one of its own, is not said twice.
    said = week_sentences(review)[2:]
    panels = [_mood_by_day(review), _mood_by_week(review)]
    if review.daily[["sleep_hours", "bedtime", "waketime"]].notna().any(axis=None):
        panels.append(_nights(review))
    return Section("week", "Your week", points=tuple(said), panels=tuple(panels))


def _mood_by_day(review: WeekReview) -> Panel:
    def load() -> Plot:
        from heartdata.charts import plot_week

        return plot_week

    table = Table("Mood by day", *days_table(review))
    numbers = ", ".join(f"{row[0]} {row[1]}" for row in table.rows)
    return Panel(
        "days", "Mood by day", "Filled: the mean of the day. Rings: single answers. Dashed: your usual.",
        f"Mood by day on a scale from 0 to 10: {numbers}.", table, load,
    )  # fmt: skip


def _mood_by_week(review: WeekReview) -> Panel:
    def load() -> Plot:
        from heartdata.charts import plot_mood_weeks

        return plot_mood_weeks

    table = Table("Mood by week", *weeks_table(review))
    known = [row for row in table.rows if row[1] != "too few entries"]
    numbers = "; ".join(f"week of {row[0]} {row[1]}" for row in known) or "too few entries so far"
    return Panel(
        "weeks", f"The last {len(review.weekly)} weeks",
        "Bar: weekly level, with its 90 % band. Dots: days. Below: a stroke for every day with an entry.",
        f"Weekly level of mood on a scale from 0 to 10: {numbers}.", table, load,
    )  # fmt: skip


def _nights(review: WeekReview) -> Panel:
    def load() -> Plot:
        from heartdata.charts import plot_sleep

        return plot_sleep

    table = Table("Nights of this week", *nights_table(review))
    numbers = ", ".join(f"{row[0]} {row[1]}" for row in table.rows)
    return Panel(
        "nights", "Your nights", "One bar a night; this week is shaded.",
        f"The nights of the last {len(review.weekly)} weeks. Hours slept this week: {numbers}.", table, load,
    )  # fmt: skip


def _changes(review: WeekReview) -> Section:
    header, rows = changes_table(review)
    return Section(
        "changes", "What changed",
        table=Table("This week, the week before, and four weeks before", header, rows),
        note="“About the same” and “not clearly different” mean that the difference is within what entries like yours "
        "go up and down by anyway.",
    )  # fmt: skip


def _progress(review: WeekReview) -> Section:
    lead = [review.progress["sentence"]]
    course = review.course
    if course.empty or course["p_stuck"].isna().all():
        lead.append("Pictures of it will stand here as soon as there are entries enough.")
        return Section("progress", "How recovery goes", lead=tuple(lead))
    return Section("progress", "How recovery goes", lead=tuple(lead), panels=(_state(review), _gap(review)))


def _state(review: WeekReview) -> Panel:
    def load() -> Plot:
        from heartdata.charts import plot_state

        return plot_state

    table = Table("Shares, week by week", *states_table(review))
    last = ", ".join(f"{name} {share}" for name, share in zip(table.header[1:], table.rows[-1][1:], strict=True))
    return Panel(
        "state", "What fits your entries, day by day",
        "The share of many possible courses that fit your entries so far; empty where there are too few.",
        f"How well each course fits, when last told: {last}.", table, load,
    )  # fmt: skip


def _gap(review: WeekReview) -> Panel:
    def load() -> Plot:
        from heartdata.charts import plot_gap

        return plot_gap

    table = Table("Distance from your usual, week by week", *gap_table(review))
    told = f"{table.rows[-1][1]} (90 % band {table.rows[-1][2]})" if table.rows else "not known yet"
    return Panel(
        "gap", "Compared with your usual",
        "Line: your level beneath the ups and downs of days, in your own day-to-day swings. Shade: 90 % band.",
        f"Level compared with the person's usual, in own day-to-day SD, 0 is usual; when last told: {told}.",
        table, load,
    )  # fmt: skip


def _signs(review: WeekReview, *, shared: bool) -> Section:
    items = []
    for sign in review.signs:
        mark, said = SIGN_STATUS.get(str(sign.get("status")), SIGN_STATUS["unknown"])
        items.append(Item(mark, sign_label(sign), said, evidence_of(sign), str(sign.get("status") or "unknown")))
    if not items:
        said = "Nothing to show here." if shared else "Not assessed yet."
        return Section("signs", TOPICS["signs"], lead=(said,))
    told = (
        "Seven signs that healing may ask for something else; each is compared with your own usual. None is a verdict."
    )
    private = "Signs read from tags or the journal are left out." if shared else ""
    panels = () if review.sign_course.empty else (_strip(review),)
    return Section("signs", TOPICS["signs"], lead=(told,), items=tuple(items), panels=panels, note=private)


def _strip(review: WeekReview) -> Panel:
    def load() -> Plot:
        from heartdata.charts import plot_signs

        return plot_signs

    table = Table("The signs, week by week", *signs_table(review))
    return Panel(
        "strip", "Week by week",
        "Orange is heavier than your usual, blue lighter. ● for four weeks or longer, ◐ lately, ▽ easing, – lighter, "
        "· not known.",
        "The seven signs over the weeks, compared with the person's usual; the table below has every field.",
        table, load, named=True,
    )  # fmt: skip


def _helps(review: WeekReview, *, shared: bool) -> Section:
    title = TOPICS["helps"]
    if shared:
        return Section("helps", title, lead=("Left out: it would name what you do and whom you meet.",))
    said, caution = effect_lines(review.effects)
    header, rows = effects_table(review)
    table = Table("Mood on the days with it, compared with the days without", header, rows) if rows else None
    panels = (_done(review),) if len(review.practice_days) else ()
    return Section("helps", title, points=tuple(said), panels=panels, table=table, note=caution)


def _done(review: WeekReview) -> Panel:
    def load() -> Plot:
        from heartdata.charts import plot_practices

        return plot_practices

    table = Table("Days on which it was done, week by week", *practices_table(review))
    last = ", ".join(f"{name} {days}" for name, days in zip(table.header[1:], table.rows[-1][1:], strict=True))
    return Panel(
        "done", "What you did", "Days a week; people are slanted. A dot is a week without an entry.",
        f"What was done over the last {len(review.weekly)} weeks. Days this week: {last}.", table, load,
        named=True,
    )  # fmt: skip


def _idea(review: WeekReview, *, shared: bool) -> Section:
    title = TOPICS["idea"]
    if not review.suggestions:
        return Section("idea", title, lead=("No suggestion this week.",))
    # At most one a week, however many a review may carry.
    idea: dict[str, Any] = review.suggestions[0]
    if shared:
        return Section("idea", title, lead=("There is one; its words stay with the person.",))
    text = str(idea.get("text") or idea.get("why") or "")
    points = [f"Why: {idea['why']}"] if idea.get("text") and idea.get("why") else []
    if idea.get("confidence"):
        points.append(f"How sure: {TOPICS.get('sure ' + str(idea['confidence']), idea['confidence'])}")
    decline = str(idea.get("decline") or "Not for you? Leave it; nothing depends on it.")
    return Section("idea", title, lead=(text,), points=tuple(points), note=decline)


def _trial(review: WeekReview, *, shared: bool) -> Section:
    if review.trial is None:
        return Section("trial", TOPICS["trial"], lead=("No trial is under way.",))
    panels = (_plan(review),) if review.trial.get("blocks") else ()
    return Section("trial", TOPICS["trial"], lead=tuple(trial_lines(review.trial, shared=shared)), panels=panels)


def _plan(review: WeekReview) -> Panel:
    def load() -> Plot:
        from heartdata.charts import plot_trial

        return plot_trial

    table = Table("The plan", *plan_table(review))
    return Panel(
        "plan", "The plan", "Filled: with it. Empty: without it. A stroke: a day on which it was done.",
        f"The plan of the trial: {len(table.rows)} stretches with it or without it, in drawn order.", table,
        load, flat=True, named=True,
    )  # fmt: skip
