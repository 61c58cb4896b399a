"""The sections of a weekly report; HTML, Markdown and PDF only lay them out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from heartdata.core.formatting import listed
from heartdata.core.vocabulary import SIGNS
from heartdata.report import tables
from heartdata.report.panels import (
    Panel,
    Table,
    calendar_panel,
    days_panel,
    done_panel,
    nights_panel,
    plan_panel,
    signs_panel,
    way_panel,
)
from heartdata.report.sentences import HOW_SURE, effect_lines, how_sure, sign_basis, sign_label, trial_lines
from heartdata.review.help_lines import LATER
from heartdata.review.memories import memory_line
from heartdata.review.news import news_lines
from heartdata.review.notices import STOP, nothing_to_compare, week_sentences
from heartdata.review.stretches import way_in_words
from heartdata.review.words import SIGN_WORDS, TITLES, idea_title
from heartdata.signs.summary import is_open, open_line
from heartdata.suggestions.suggestion import suggestion_lines

if TYPE_CHECKING:
    from heartdata.review.week import WeekReview

_FEWEST_DAYS: Final = 28  # with a mood, before there is a picture of months; heuristic
_SIGNS: Final = (
    "Seven signs that healing may need something different. Each is compared with your own usual; 10 is the hardest. "
    "None is a verdict."
)


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
    more: tuple[Table, ...] = ()  # to unfold
    note: str = ""


def report_sections(review: WeekReview, *, shared: bool = False) -> list[Section]:
    """Build the report; help is the first section in hard weeks and in the first days after a loss."""
    title = TITLES["help"]
    support = Section("help", title, lead=tuple(_below_title(title, line) for line in review.help_lines()))
    stop = Section("stop", TITLES["stop"], lead=(STOP,))
    body = _body(review, shared=shared)
    if review.first_days:
        return [*body, support, Section("later", "Later", lead=(LATER,)), stop]
    sections = [
        _way(review),
        _week(review, shared=shared),
        _suggestion(review, shared=shared),
        _trial(review, shared=shared),
        _memory(review),
        _signs(review, shared=shared),
        _helps(review, shared=shared),
        _months(review),
        Section("sure", TITLES["sure"], points=tuple(how_sure(review))),
    ]
    shown = [section for section in sections if section is not None]
    return [*body, support, *shown, stop] if review.help_first else [*body, *shown, support, stop]


def _below_title(title: str, line: str) -> str:
    """Leave out a beginning that the title above has said."""
    rest = line.removeprefix(f"{title}: ")
    return rest[:1].upper() + rest[1:]


def _body(review: WeekReview, *, shared: bool) -> list[Section]:
    """Build the alarm of the body, which comes before everything else; it is for the person alone."""
    if shared or not review.alarm_lines():
        return []
    text, *points = review.alarm_lines()
    return [Section("body", "First of all", lead=(text,), points=tuple(points))]


def _way(review: WeekReview) -> Section | None:
    """Build the whole way: the picture, and its named stretches in words."""
    if not review.journey[["mood", "level"]].notna().any(axis=None):
        return None
    lost = any(event["kind"] == "loss" for event in review.marked)
    header, rows = tables.stretches_table(review)
    more = (Table("In stretches", header, rows),) if len(rows) > 1 else ()
    title = TITLES["way" if lost else "whole"]
    return Section(
        "way", title, lead=tuple(filter(None, [way_in_words(review)])), panels=(way_panel(review),), more=more
    )


def _week(review: WeekReview, *, shared: bool) -> Section:
    # The first two sentences are the headline and the coverage above it.
    points = [*week_sentences(review)[2:], *news_lines(review)]
    panels = [days_panel(review)] if review.daily["mood"].iloc[-7:].notna().any() else []
    if review.daily[["sleep_hours", "bedtime", "waketime"]].notna().any(axis=None):
        panels.append(nights_panel(review))
    title = "This week beside the week before and four weeks before"
    # In hard weeks nobody is told how much better it was.
    changes = () if review.hard_weeks else (Table(title, *tables.changes_table(review, own=not shared)),)
    return Section("week", TITLES["week"], points=tuple(points), panels=tuple(panels), more=changes)


def _memory(review: WeekReview) -> Section | None:
    """Build a good day from since the loss, where the person asked for such."""
    said = memory_line(review)
    return Section("memory", TITLES["memory"], lead=(said,)) if said else None


def _months(review: WeekReview) -> Section | None:
    """Build the year in pixels, once there are some weeks of it; not in hard weeks, which are long enough."""
    if review.help_first or review.hard_weeks or review.journey["mood"].count() < _FEWEST_DAYS:
        return None
    return Section("months", TITLES["months"], panels=(calendar_panel(review),))


def _signs(review: WeekReview, *, shared: bool) -> Section | None:
    items: list[Item] = []
    quiet: list[str] = []
    asks = not review.help_first
    # What the entries do not show, and what is as usual, is a line each, and no list.
    together = open_line(review.signs, asks=asks)
    for sign in review.signs:
        if together and is_open(sign, asks=asks):
            continue
        if sign.get("status") == "quiet":
            quiet.append(SIGNS[sign["sign"]].label)
            continue
        words = SIGN_WORDS.get(str(sign.get("status")), SIGN_WORDS["unknown"])
        items.append(Item(words.mark, sign_label(sign), words.long, sign_basis(sign), str(sign.get("status"))))
    items = _alike_together(items)
    if not items and not quiet and not together:
        return None
    calm = f"No clear change: {listed(quiet)}." if quiet else ""
    lead = _SIGNS if items else ""
    note = "Signs read from tags or the journal are left out." if shared else ""
    strip = [] if review.sign_course.empty or not (items or quiet) else [signs_panel(review)]
    # Where nothing stands out, a sentence is enough, and the numbers can be unfolded.
    more = tuple(panel.table for panel in strip if panel.table and not items)
    return Section("signs", TITLES["signs"], lead=tuple(filter(None, (lead, calm, together))), items=tuple(items),
                   panels=tuple(strip) if items else (), more=more, note=note)  # fmt: skip


def _alike_together(items: list[Item]) -> list[Item]:
    """Make one item of all that read the same."""
    labels: dict[Item, list[str]] = {}
    for item in items:
        labels.setdefault(replace(item, label=""), []).append(item.label)
    together = {
        item: [names[0], *(name[:1].lower() + name[1:] for name in names[1:])] for item, names in labels.items()
    }
    return [replace(item, label=listed(names)) for item, names in together.items()]


def _helps(review: WeekReview, *, shared: bool) -> Section | None:
    if shared:
        return None
    points, caution = effect_lines(review.effects, asks=not review.help_first)
    if why := nothing_to_compare(review):
        points, caution = [why], ""
    header, rows = tables.effects_table(review)
    more = (Table("Mood on the days with it, compared with the days without", header, rows),) if rows else ()
    panels = (done_panel(review),) if len(review.practice_days) else ()
    return Section("helps", TITLES["helps"], points=tuple(points), panels=panels, more=more, note=caution)


def _suggestion(review: WeekReview, *, shared: bool) -> Section | None:
    # A suggestion names what the person does, so it is never shared.
    if not review.ideas or shared:
        return None
    suggestion: dict[str, Any] = review.ideas[0]
    text, reason, decline = suggestion_lines(suggestion)
    points = [reason] if reason else []
    if sure := HOW_SURE.get(str(suggestion.get("confidence"))):
        points.append(f"How sure: {sure}.")
    note = decline or "Not helpful? Leave it; nothing depends on it."
    title = idea_title(str(suggestion.get("code")), str(suggestion.get("kind")))
    return Section("idea", title, lead=(text,), points=tuple(points), note=note)


def _trial(review: WeekReview, *, shared: bool) -> Section | None:
    if review.trial is None:
        return None
    panels = (plan_panel(review),) if review.trial.get("blocks") else ()
    return Section("trial", TITLES["trial"], lead=tuple(trial_lines(review.trial, shared=shared)), panels=panels)
