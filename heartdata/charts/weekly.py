"""The weekly progress chart, as a page of A4 and as a card for the phone; its text alternative and its file."""

from __future__ import annotations

import io
import os
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from heartdata.charts.course import plot_course, room_above
from heartdata.charts.defaults import default_style
from heartdata.charts.fonts import clip, drawable, wrap_text
from heartdata.charts.idea import idea_lines
from heartdata.charts.mood import own_words, plot_week
from heartdata.charts.practices import plot_practices, practice_rows
from heartdata.charts.sheet import Block, Box, Columns, Panel, Sheet, Text, box_room, draw_sheet, fixed, gap, stretching
from heartdata.charts.sheet import wrapped as wrap_lines
from heartdata.charts.signs import STATUS_WORDS, plot_signs
from heartdata.charts.sleep import night_hours, plot_sleep
from heartdata.charts.style import DPI, INK, SMALL, SOFT, TEXT, WEEKDAYS, described
from heartdata.core.days import day_words
from heartdata.core.given import checked_path
from heartdata.errors import HeartdataError
from heartdata.review.help_lines import LATER
from heartdata.review.notices import NOT_A_DEVICE, coverage, headline, lead, newer_line, question
from heartdata.review.week import WeekReview, checked_review
from heartdata.storage.files import write_atomically

Layout = Literal["page", "card"]
_FORMATS: Final = ("png", "svg", "pdf")
_LONGEST_CONTACT: Final = 48  # letters
# All lengths in inches; A4 upright, and a card of 1080 x 1350 pixels.
A4: Final = (8.27, 11.69)
LAYOUTS: Final[dict[Layout, Sheet]] = {
    "page": Sheet(width=A4[0], height=A4[1], edge=0.5, dpi=DPI),
    "card": Sheet(width=4.5, height=5.625, edge=0.26, dpi=240),
}
_HEADLINE: Final[dict[Layout, float]] = {"page": 24.0, "card": 18.0}
_MOST_MARKED: Final = 5
_MOST_STRETCH: Final = 1.7
# In hard weeks help takes its room, and rather than flatter panels there are fewer.
_LEAST_STRETCH: Final = 0.66
_FIRST_LEFT_OUT: Final = (plot_practices, plot_sleep, plot_signs, plot_week)


@default_style()
def weekly_chart(review: WeekReview, *, layout: Layout = "page") -> Figure:
    """Draw the weekly progress chart.

    Parameters
    ----------
    review : WeekReview
        The week.
    layout : {"page", "card"}, optional
        A page of A4 to look at, print or take to someone; or a card of 1080 x 1350 pixels for the phone, with the
        headline, the way since the loss and the most important sentence.

    Returns
    -------
    Figure
        A headline; the way since the loss with the level, its 90 % interval, the usual and marked days; the week in
        the person's own words; the week's suggestion in a box; the signs, nights, and what was done. A panel with
        nothing to show is left out; the Axes are labelled ``course``, ``week``, ``signs``, ``sleep`` and ``practices``.
        In hard weeks help comes before the headline; in the first days after a loss there are only a few warm words.

    Raises
    ------
    HeartdataError
        If there is no such layout.

    See Also
    --------
    save_chart : Writes it as PNG, SVG or PDF with its text alternative.

    Examples
    --------
    >>> import heartdata as hd
    >>> figure = hd.weekly_chart(hd.review_week(hd.simulate_logs(seed=7, course="improving")))
    >>> [ax.get_label() for ax in figure.axes][:2]
    ['course', 'week']
    """
    checked_review(review, "weekly_chart")
    if not isinstance(layout, str) or layout not in LAYOUTS:
        raise HeartdataError(f"layout={layout!r}: allowed are {' and '.join(LAYOUTS)}")
    sheet = LAYOUTS[layout]
    head = wrap_lines(_head(review, layout), sheet.room)
    foot = wrap_lines(_foot(review, layout), sheet.room)
    # In the first days after a loss a few warm words are the whole page.
    blocks = [] if review.first_days else _card(review) if layout == "card" else _page(review, sheet)
    text = 2 * sheet.edge + sum(line.height for line in head + foot)
    while blocks and (sheet.height - text - fixed(blocks)) / max(stretching(blocks), 0.1) < _LEAST_STRETCH:
        fewer = _without_one(blocks)
        if fewer == blocks:
            break
        blocks = fewer
    return draw_sheet(review, sheet, head, blocks, foot, most=_MOST_STRETCH if layout == "page" else 3.0)


def _without_one(blocks: list[Block]) -> list[Block]:
    """Leave out the panel that is missed least; the course and the box stay."""
    shown = {panel.plot for block in blocks if isinstance(block, Columns) for c in block.columns for panel in c}
    shown |= {block.plot for block in blocks if isinstance(block, Panel)}
    out = next((plot for plot in _FIRST_LEFT_OUT if plot in shown), None)
    fewer: list[Block] = []
    for block in blocks:
        if isinstance(block, Columns):
            columns = (tuple(p for p in column if p.plot is not out) for column in block.columns)
            if kept := tuple(column for column in columns if column):
                fewer.append(Columns(kept))
        elif not (isinstance(block, Panel) and block.plot is out):
            fewer.append(block)
    return fewer


def alt_text(review: WeekReview | Axes) -> str:
    """Describe the weekly chart, or one plot, in words.

    Parameters
    ----------
    review : WeekReview or Axes
        The week; or Axes that a ``plot_`` function returned.

    Returns
    -------
    str
        A text alternative for people who cannot see the picture; nothing from the journal.
    """
    if isinstance(review, Axes):
        return described(review)
    checked_review(review, "alt_text")
    if review.first_days:
        return " ".join([f"{review.title}.", *review.alarm_lines(), *review.first_words(), *review.help_lines(), LATER])
    week = review.daily.iloc[-7:]
    by_day = [
        f"{WEEKDAYS[day.day_of_week]} {own_words(review, day) or ('no mood' if entries else 'no entry')}"
        for day, entries in week["entries"].items()
    ]
    parts = [f"{review.title}.", *review.alarm_lines(), *(review.help_lines() if review.help_first else [])]
    parts += review.sentences()
    parts += [f"Mood by day: {', '.join(by_day)}."] if any(own_words(review, day) for day in week.index) else []
    for status, words in STATUS_WORDS.items():
        if status == "quiet":
            continue
        signs = [str(sign["label"]) for sign in review.signs if sign["status"] == status and sign.get("label")]
        parts += [f"Signs, {words}: {', '.join(signs)}."] if signs else []
    marked = [f"{event['label']} on {day_words(event['day'])}" for event in review.events[-_MOST_MARKED:]]
    parts += [f"Marked: {'; '.join(marked)}."] if marked else []
    parts += [str(review.trial["sentence"])] if review.trial and review.trial.get("sentence") else []
    return " ".join(parts)


def save_chart(figure: Figure | Axes, path: str | os.PathLike[str], *, alt: str = "") -> Path:
    """Write a chart atomically, readable by its owner only.

    Parameters
    ----------
    figure : Figure or Axes
        As `weekly_chart` draws it, or Axes that a ``plot_`` function returned.
    path : str or path
        A name that ends in ``.png``, ``.svg`` or ``.pdf``; the page becomes one page of A4 as PDF.
    alt : str, optional
        The text alternative, kept in the file's own description.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    HeartdataError
        If the name ends differently.
    UnreadableFileError
        If the file cannot be written.
    """
    figure = figure.figure if isinstance(figure, Axes) else figure  # type: ignore[assignment]
    if not isinstance(figure, Figure):
        raise HeartdataError(
            f"save_chart needs a Figure, as weekly_chart returns it, or Axes, got {type(figure).__name__}"
        )
    target = Path(checked_path(path, "path"))
    kind = target.suffix.lower().removeprefix(".")
    if kind not in _FORMATS:
        raise HeartdataError(f"{target}: the name of a chart must end in .png, .svg or .pdf")
    key = "Subject" if kind == "pdf" else "Description"
    # No dates and no random ids: the same week gives the same file.
    still = {"pdf": {"CreationDate": None}, "svg": {"Date": None}}.get(kind, {})
    # Faster, and hardly larger.
    quick: dict[str, Any] = {"pil_kwargs": {"compress_level": 1}} if kind == "png" else {}
    content = io.BytesIO()
    with default_style(svg_hashsalt="heartdata"):
        figure.savefig(content, format=kind, dpi=figure.dpi, metadata={"Title": "Weekly progress", key: alt, **still},
                       **quick)  # fmt: skip
    return write_atomically(target, content.getvalue())


def _page(review: WeekReview, sheet: Sheet) -> list[Block]:
    """Choose the blocks of the page that have something to show."""
    wide = sheet.width - 2 * sheet.edge
    marked = room_above(review.marked, review.journey, wide - 0.3) / 72
    blocks: list[Block] = []
    if review.journey[["mood", "level"]].notna().any(axis=None):
        blocks.append(Panel(plot_course, 1.9, 0.5 + marked, below=0.5))
    if review.daily["mood"].iloc[-7:].notna().any():
        blocks.append(Panel(plot_week, 0.6, 0.42, below=0.58))
    idea = idea_lines(review, box_room(sheet), size=TEXT)
    blocks.append(Box(tuple(Text(words, size, SOFT if soft else INK, bold) for words, size, bold, soft in idea)))
    left: list[Panel] = []
    right: list[Panel] = []
    tracked = sum(sign["status"] != "unknown" for sign in review.signs)
    if tracked:
        left.append(Panel(plot_signs, 0.24 * tracked, 0.62 if tracked == len(review.signs) else 0.78, names=1.0))
    if night_hours(review.daily)[0].notna().any():
        right.append(Panel(plot_sleep, 0.9, 0.62, names=0.36, below=0.34))
    if len(review.practice_days) or review.trial:
        shown = len(practice_rows(review)) + bool(review.trial)
        (right if left or not right else left).append(
            Panel(plot_practices, 0.22 * max(shown, 2), 0.95 if review.trial else 0.78, names=1.1, most=0.34 * shown)
        )
    columns = tuple(tuple(column) for column in (left, right) if column)
    return [*blocks, Columns(columns)] if columns else blocks


def _card(review: WeekReview) -> list[Block]:
    """The way since the loss, or where there is none to draw the nights."""
    if review.journey[["mood", "level"]].notna().any(axis=None):
        wide = LAYOUTS["card"].width - 2 * LAYOUTS["card"].edge
        marked = room_above(review.marked, review.journey, wide - 0.2) / 72
        return [Panel(plot_course, 1.5, 0.62 + marked, names=0.2, below=0.5)]
    if night_hours(review.daily)[0].notna().any():
        return [Panel(plot_sleep, 1.5, 0.7, names=0.36)]
    return []


def _head(review: WeekReview, layout: Layout) -> list[Text]:
    """Return the lines above the panels; in hard weeks help comes first."""
    sheet, card = LAYOUTS[layout], layout == "card"
    title, main, reason, asked, days = (
        drawable(text) for text in (review.title, headline(review), lead(review), question(review), coverage(review))
    )
    large = _HEADLINE[layout]
    whole = len(wrap_text(main, large, sheet.room, bold=True)) == 1
    size = TEXT + 4 if review.first_days else large * (1.0 if whole else 0.8)
    own = bool(review.support.get("name") or review.support.get("contact"))
    help_block = [Text(line, TEXT, INK, own and not place) for place, line in enumerate(_help_lines(review))]
    alarm = [Text(drawable(line), TEXT, INK, not place) for place, line in enumerate(review.alarm_lines())]
    lines = [Text(title, TEXT - card, SOFT, True)]
    if alarm or review.help_first or review.first_days:
        lines.append(gap())
    lines += [*alarm, gap()] if alarm else []
    if review.help_first and not review.first_days:
        lines += [*help_block, gap()]
    lines += [
        Text(main, size, INK, True),
        *([gap()] if review.first_days else []),
        Text(reason, TEXT + 0.5 - card, INK),
        Text(asked, TEXT + 0.5 - card, INK, True),
    ]
    lines.append(Text(newer_line(review) if card else days, TEXT - 1 - card, SOFT))
    if review.first_days:
        lines += [gap(), *help_block, gap(), Text(LATER, TEXT, SOFT)]
    return [line for line in lines if line.words]


def _foot(review: WeekReview, layout: Layout) -> list[Text]:
    """Return the lines at the bottom: help, if it is not at the top."""
    at_top = review.help_first or review.first_days
    *before, last = [""] if at_top else _help_lines(review)
    if layout == "card":
        return [Text(line, SMALL - 2, SOFT) for line in (*before, last or NOT_A_DEVICE) if line]
    lines = [*before, f"{last} {NOT_A_DEVICE}".strip()]
    return [Text(line, SMALL - 1.5, SOFT) for line in lines if line]


def _help_lines(review: WeekReview) -> list[str]:
    """Return the help lines, with the person's own words clipped and drawable."""
    own = {key: clip(drawable(words), _LONGEST_CONTACT) for key, words in review.support.items()}
    return replace(review, support=own).help_lines()
