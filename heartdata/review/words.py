"""The words of page, card, report and terminal in one place; the names of states are in `heartdata.core.vocabulary`."""

from __future__ import annotations

from typing import Final, NamedTuple

__all__ = ["IDEA_TITLES", "SIGN_WORDS", "TITLES", "SignWords", "idea_title"]


class SignWords(NamedTuple):
    """How a sign is: a mark (the fuller, the harder), a word beside its line, and words for a list."""

    mark: str
    short: str
    long: str


SIGN_WORDS: Final[dict[str, SignWords]] = {
    "persistent": SignWords("●", "for weeks", "there for four weeks or longer"),
    "present": SignWords("◐", "lately", "there lately"),
    "easing": SignWords("▽", "easing", "easing"),
    "lighter": SignWords("–", "lighter", "lighter than your usual"),
    "quiet": SignWords("○", "no change", "no clear change"),
    "unknown": SignWords("·", "", "too early to say"),
}

TITLES: Final = {
    "way": "How it has been since then",
    "whole": "How it has been",
    "week": "Your week",
    "mood": "Your mood this week",
    "nights": "Your nights",
    "signs": "The seven signs",
    "helps": "What goes with better days",
    "done": "What you did",
    "months": "Over the months",
    "trial": "Your trial",
    "memory": "A good day from since then",
    "sure": "How sure is this, and why",
    "help": "If it's too much right now",
    "stop": "How to stop",
}

IDEA_TITLES: Final = {
    "reach_out": "You don't have to carry this alone",
    "keep_going": "This week",
    "change_approach": "One idea, if you like",
    "data": "A small thing that would help",
}
# Of the kind keep_going, but about an idea; it is not known whether it was read before.
_OPEN_IDEA: Final = {"HD206": IDEA_TITLES["change_approach"]}


def idea_title(code: str, kind: str) -> str:
    """Return the title of the week's suggestion."""
    return _OPEN_IDEA.get(code) or IDEA_TITLES.get(kind, IDEA_TITLES["keep_going"])
