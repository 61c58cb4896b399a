"""The week's suggestion in a box of its own."""

from __future__ import annotations

from heartdata.charts.fonts import drawable, wrap_text
from heartdata.review.week import WeekReview
from heartdata.review.words import idea_title
from heartdata.suggestions.suggestion import suggestion_lines

# A line of a box: its words, size [pt], and whether it is bold or soft.
Line = tuple[str, float, bool, bool]


def idea_lines(review: WeekReview, width: float, *, size: float, whole: bool = True) -> list[Line]:
    """Return the lines of the box, wrapped to `width` [pt]: title, invitation, reason, how to decline."""
    if not review.ideas or review.first_days:
        return []
    idea = review.ideas[0]
    text, reason, decline = (drawable(line) for line in suggestion_lines(idea))
    title = idea_title(str(idea.get("code")), str(idea.get("kind")))
    lines: list[Line] = [(title, size + 1.5, True, False)]
    lines += [(line, size, False, False) for line in wrap_text(text, size, width)]
    if whole:
        small = size - 1.5
        lines += [(line, small, False, True) for line in wrap_text(f"{reason} {decline}".strip(), small, width)]
    return lines
