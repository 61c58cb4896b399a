"""The sections of a weekly report; HTML, Markdown and PDF only lay them out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from heartdata.report import tables
from heartdata.report.sentences import SIGN_STATUS, TOPICS, effect_lines, how_sure, sign_basis, sign_label, trial_lines
from heartdata.report.stretches import way_in_words
from heartdata.review.help_lines import LATER
from heartdata.review.notices import NOTHING_TO_COMPARE, STOP, week_sentences
from heartdata.signs.summary import is_open, open_line
from heartdata.suggestions.suggestion import suggestion_lines

if TYPE_CHECKING:
    from matplotlib.axes import Axes

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

    It is ``flat`` if it is one row only, and ``named`` if its rows have names.
    """

    name: str
    title: str
    caption: str
    alt: str
    table: Table
    function: str
    flat: bool = False
    named: bool = False

    def plot(self, review: WeekReview, ax: Axes) -> Axes:
        """Draw the panel."""
        from heartdata import charts

        drawn: Axes = getattr(charts, self.function)(review, ax)
        return drawn


@dataclass(frozen=True)
class Item:
    """One line with a mark, a name, a text and a reason."""

    mark: str
    label: str
    text: str
    why: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Section:
    """A heading with its content; empty parts are left out."""

    name: str
    title: str
    lead: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    panels: tuple[Panel, ...] = ()
    table: Table | None = None
    note: str = ""


def report_sections(review: WeekReview, *, shared: bool = False) -> list[Section]:
    """Build the report; help is the first section in hard weeks and in the first days after a loss."""
    support = Section("help", "If it's too much right now", lead=tuple(review.help_lines()))
    stop = Section("stop", "How to stop", lead=(STOP,))
    body = _body(review, shared=shared)
    if review.first_days:
        return [*body, support, Section("later", "Later", lead=(LATER,)), stop]
    sections = [
        _week(review),
        _changes(review),
        _progress(review),
        _way(review),
        _signs(review, shared=shared),
        _helps(review, shared=shared),
        _suggestion(review, shared=shared),
        _trial(review, shared=shared),
        Section("sure", "How sure is this, and why", points=tuple(how_sure(review))),
    ]
    shown = [section for section in sections if section is not None]
    return [*body, support, *shown, stop] if review.help_first else [*body, *shown, support, stop]


def _body(review: WeekReview, *, shared: bool) -> list[Section]:
    """Build the alarm of the body, which comes before everything else; it is for the person alone."""
    if shared or not review.alarm_lines():
        return []
    text, *points = review.alarm_lines()
    return [Section("body", "First of all", lead=(text,), points=tuple(points))]


def _week(review: WeekReview) -> Section:
    # The first two sentences are the headline and the coverage above it.
    points = week_sentences(review)[2:]
    panels = [_mood_by_day(review), _mood_by_week(review)]
    if review.daily[["sleep_hours", "bedtime", "waketime"]].notna().any(axis=None):
        panels.append(_nights(review))
    return Section("week", "Your week", points=tuple(points), panels=tuple(panels))


def _mood_by_day(review: WeekReview) -> Panel:
    table = Table("Mood by day", *tables.days_table(review))
    numbers = ", ".join(f"{row[0]} {row[1]}" for row in table.rows)
    return Panel(
        "days", "Mood by day",
        "Dots: each day's average, with your own word below. Rings: single answers. Green: around your usual.",
        f"Mood by day on a scale from 0 to 10: {numbers}.", table, "plot_week",
    )  # fmt: skip


def _mood_by_week(review: WeekReview) -> Panel:
    table = Table("Mood by week", *tables.weeks_table(review))
    known = [row for row in table.rows if row[1] != "too few entries"]
    numbers = "; ".join(f"week of {row[0]} {row[1]}" for row in known) or "too few entries so far"
    return Panel(
        "weeks", f"The last {len(review.weekly)} weeks",
        "Bar: the week's average, with its likely range (90 %). Dots: days. Strokes below: days with an entry.",
        f"Weekly level of mood on a scale from 0 to 10: {numbers}.", table, "plot_mood_weeks",
    )  # fmt: skip


def _nights(review: WeekReview) -> Panel:
    table = Table("Nights of this week", *tables.nights_table(review))
    numbers = ", ".join(f"{row[0]} {row[1]}" for row in table.rows)
    return Panel(
        "nights", "Your nights",
        "Dots: each week's mean hours. Strokes: shortest to longest night. This week, night by night. Green: usual.",
        f"The nights of the last {len(review.weekly)} weeks. Hours slept this week: {numbers}.", table, "plot_sleep",
    )  # fmt: skip


def _changes(review: WeekReview) -> Section:
    header, rows = tables.changes_table(review)
    return Section(
        "changes", "What changed",
        table=Table("This week, the week before, and four weeks before", header, rows),
        note="“About the same” and “not clearly different” mean that the difference is no larger than your entries "
        "vary anyway.",
    )  # fmt: skip


def _progress(review: WeekReview) -> Section:
    lead = [review.progress["sentence"]]
    course = review.course
    if course.empty or course["p_stuck"].isna().all():
        lead.append("A picture of it will be here once there are enough entries.")
        return Section("progress", "How it is going", lead=tuple(lead))
    return Section("progress", "How it is going", lead=tuple(lead), panels=(_state(review), _gap(review)))


def _state(review: WeekReview) -> Panel:
    table = Table("Shares, week by week", *tables.states_table(review))
    last = ", ".join(f"{name} {share}" for name, share in zip(table.header[1:], table.rows[-1][1:], strict=True))
    return Panel(
        "state", "How likely each is, day by day",
        "How likely each is, from your entries up to that day; empty where there are too few.",
        f"How likely each is, at the last estimate: {last}.", table, "plot_state",
    )  # fmt: skip


def _gap(review: WeekReview) -> Panel:
    table = Table("Distance from your usual, week by week", *tables.gap_table(review))
    last = f"{table.rows[-1][1]} (likely {table.rows[-1][2]})" if table.rows else "not known yet"
    return Panel(
        "gap", "Compared with your usual",
        "Line: your level without the ups and downs of single days, in your typical daily ups and downs. Shade: likely "
        "range (90 %).",
        f"Level compared with the person's usual, in own day-to-day SD, 0 is usual; at the last estimate: {last}.",
        table, "plot_gap",
    )  # fmt: skip


def _way(review: WeekReview) -> Section | None:
    """Build the way since the loss in named stretches; without any there is nothing to say."""
    said = way_in_words(review)
    if not said:
        return None
    return Section("way", "The way so far", lead=(said,), table=Table("In stretches", *tables.stretches_table(review)))


def _signs(review: WeekReview, *, shared: bool) -> Section | None:
    items = []
    asks = not review.help_first
    # What the entries do not show is one line, and no list of gaps.
    together = open_line(review.signs, asks=asks)
    for sign in review.signs:
        if together and is_open(sign, asks=asks):
            continue
        mark, text = SIGN_STATUS.get(str(sign.get("status")), SIGN_STATUS["unknown"])
        items.append(Item(mark, sign_label(sign), text, sign_basis(sign), str(sign.get("status") or "unknown")))
    if not items and not together:
        return None
    lead = (
        "Seven signs that healing may need something different. Each is compared with your own usual; none is a "
        "verdict."
    )
    note = "Signs read from tags or the journal are left out." if shared else ""
    panels = () if review.sign_course.empty else (_strip(review),)
    return Section(
        "signs",
        TOPICS["signs"],
        lead=tuple(filter(None, (lead, together))),
        items=tuple(items),
        panels=panels,
        note=note,
    )


def _strip(review: WeekReview) -> Panel:
    table = Table("The signs, week by week", *tables.signs_table(review))
    return Panel(
        "strip", "Week by week",
        "Up is harder. Green: your usual range. What matters most now comes first.",
        "The seven signs over the weeks, compared with the person's usual; the table below has the numbers.",
        table, "plot_signs", named=True,
    )  # fmt: skip


def _helps(review: WeekReview, *, shared: bool) -> Section | None:
    title = TOPICS["helps"]
    if shared:
        return None
    points, caution = effect_lines(review.effects)
    if review.help_first and review.effects.empty:
        points, caution = [NOTHING_TO_COMPARE], ""
    header, rows = tables.effects_table(review)
    table = Table("Mood on the days with it, compared with the days without", header, rows) if rows else None
    panels = (_done(review),) if len(review.practice_days) else ()
    return Section("helps", title, points=tuple(points), panels=panels, table=table, note=caution)


def _done(review: WeekReview) -> Panel:
    table = Table("Days on which it was done, week by week", *tables.practices_table(review))
    last = ", ".join(f"{name} {days}" for name, days in zip(table.header[1:], table.rows[-1][1:], strict=True))
    return Panel(
        "done", "What you did",
        "Days a week; people are in italics. A dot is a week without an entry, a star goes with better days.",
        f"What was done over the last {len(review.weekly)} weeks. Days this week: {last}.", table, "plot_practices",
        named=True,
    )  # fmt: skip


def _suggestion(review: WeekReview, *, shared: bool) -> Section | None:
    # A suggestion names what the person does, so it is never shared.
    if not review.ideas or shared:
        return None
    suggestion: dict[str, Any] = review.ideas[0]
    text, reason, decline = suggestion_lines(suggestion)
    points = [reason] if reason else []
    if how_sure := TOPICS.get(f"sure {suggestion.get('confidence')}"):
        points.append(f"How sure: {how_sure}")
    note = decline or "Not helpful? Leave it; nothing depends on it."
    return Section("idea", TOPICS["idea"], lead=(text,), points=tuple(points), note=note)


def _trial(review: WeekReview, *, shared: bool) -> Section | None:
    if review.trial is None:
        return None
    panels = (_plan(review),) if review.trial.get("blocks") else ()
    return Section("trial", TOPICS["trial"], lead=tuple(trial_lines(review.trial, shared=shared)), panels=panels)


def _plan(review: WeekReview) -> Panel:
    table = Table("The plan", *tables.plan_table(review))
    return Panel(
        "plan", "The plan", "Filled: with it. Empty: without it. A stroke: a day on which it was done.",
        f"The plan of the trial: {len(table.rows)} stretches with it or without it, in their order.", table,
        "plot_trial", flat=True, named=True,
    )  # fmt: skip
