"""The help lines as a block for notebooks."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from heartdata.core.logs import Logs
from heartdata.errors import NotEnoughDataError
from heartdata.review.build import review_week
from heartdata.review.help_lines import lines_of_help
from heartdata.review.week import WeekReview


@dataclass(frozen=True)
class HelpBlock:
    """Lines that a notebook shows one below the other."""

    lines: tuple[str, ...]

    def __repr__(self) -> str:
        return "\n".join(self.lines)

    def _repr_html_(self) -> str:
        shown = "".join(f"<p style='margin: 0.2em 0'>{escape(line)}</p>" for line in self.lines)
        return f"<div style='font-size: 1.1em; max-width: 46em'>{shown}</div>" if shown else "<div></div>"


def help_block(of: WeekReview | Logs, *, top: bool = False) -> HelpBlock:
    """Return the help lines for a notebook: at its top in hard weeks and first days, else at its end."""
    if isinstance(of, Logs):
        try:
            review = review_week(of)
        except NotEnoughDataError:
            profile = of.profile
            lines = lines_of_help(profile.support, unsafe=profile.unsafe, age=profile.age)
            return HelpBlock(() if top else tuple(lines))
    else:
        review = of
    if (review.help_first or review.first_days) is not top:
        return HelpBlock(())
    return HelpBlock((*review.alarm_lines(), *review.first_words(), *review.help_lines()))
