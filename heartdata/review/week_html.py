"""A week as a notebook shows it: headline, days and sentences; never a word of the journal."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from heartdata.review.notices import headline, lead, question

if TYPE_CHECKING:
    from heartdata.review.week import WeekReview

__all__ = ["week_html"]

_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_CELL: Final = "padding: 0.25em 0.9em 0.25em 0; text-align: left; font-weight: normal; border: 0; background: none"


def week_html(review: WeekReview) -> str:
    """Write a week for a notebook."""
    helped = "".join(f"<p style='margin: 0.2em 0'>{escape(line)}</p>" for line in review.help_lines())
    if review.first_days:
        words = "".join(f"<p>{escape(line)}</p>" for line in review.first_words())
        return f"<div>{words}{helped}</div>"
    week = review.daily.iloc[-7:]
    moods = [f"<b>{mood:.1f}</b>" if mood == mood else "–" for mood in week["mood"]]
    nights = [f"{hours:.1f} h" if hours == hours else "–" for hours in week["sleep_hours"]]
    rows = [("mood [0-10]", moods), *([("slept", nights)] if week["sleep_hours"].notna().any() else [])]
    # The sentence on how it goes is the headline already.
    said = review.sentences()[1:]
    asked = question(review)
    return (
        f"<div>{helped if review.help_first else ''}<p style='margin: 0; opacity: 0.75'>{escape(review.title)}</p>"
        f"<p style='margin: 0.1em 0 0.3em; font-size: 1.5em; font-weight: 600'>{escape(headline(review))}</p>"
        f"<p style='margin: 0 0 0.5em'>{escape(lead(review))}{f' <b>{escape(asked)}</b>' if asked else ''}</p>"
        f"<table><thead><tr>{_cells('th', ['', *_DAYS])}</tr></thead><tbody>"
        + "".join(f"<tr>{_cells('td', [name, *cells])}</tr>" for name, cells in rows)
        + f"</tbody></table><ul>{''.join(f'<li>{escape(line)}</li>' for line in said)}</ul></div>"
    )


def _cells(kind: str, cells: list[str]) -> str:
    return "".join(f"<{kind} style='{_CELL}'>{cell}</{kind}>" for cell in cells)
