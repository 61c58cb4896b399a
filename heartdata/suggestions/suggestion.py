"""What a suggestion is, and the words that all of them share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from heartdata.core.formatting import days
from heartdata.core.vocabulary import SIGNS
from heartdata.practices.catalogue import catalogue
from heartdata.suggestions.situation import Situation

__all__ = [
    "Kind",
    "Number",
    "Suggestion",
    "SuggestionRule",
    "level_said",
    "make",
    "numbers_of",
    "ratings_said",
    "signs_still_there",
    "suggestion_lines",
]

Kind = Literal["data", "keep_going", "reach_out", "change_approach"]
Number = float | int | str


@dataclass(frozen=True)
class Suggestion:
    """One invitation.

    Attributes
    ----------
    code : str
        The rule it comes from, such as ``HD401``.
    kind : {"data", "keep_going", "reach_out", "change_approach"}
        What it is about.
    approach, practice : str
        Step and practice of the catalogue, by id; empty where none is named.
    text : str
        The invitation itself.
    why : str
        The reason in one sentence, with the numbers.
    evidence : mapping of str to float, int or str
        The numbers behind it.
    confidence : str
        How sure: ``plain`` (a count), ``early`` (a question) or ``likely``.
    decline : str
        How not to see it again.

    Examples
    --------
    >>> from heartdata.datasets.simulate import simulate_logs
    >>> from heartdata.suggestions.weekly import suggest
    >>> [idea.kind for idea in suggest(simulate_logs(seed=7), on="2026-06-28")]
    ['reach_out']
    """

    code: str
    kind: Kind
    approach: str
    practice: str
    text: str
    why: str
    evidence: Mapping[str, Number] = field(default_factory=dict)
    confidence: str = "plain"
    decline: str = ""

    def lines(self) -> list[str]:
        """Say it in lines for people.

        Returns
        -------
        list of str
            The invitation, the reason, and how to decline.
        """
        return [line for line in suggestion_lines(asdict(self)) if line]


def suggestion_lines(suggestion: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return what every page and the command line print: the invitation, the reason, how to decline; "" for none."""
    text, why = str(suggestion.get("text") or ""), str(suggestion.get("why") or "")
    reason = f"Why: {why}" if text and why else ""
    return text or why, reason, str(suggestion.get("decline") or "")


@dataclass(frozen=True)
class SuggestionRule:
    """One rule."""

    code: str
    kind: Kind
    when: str  # for the table in the documentation
    ask: Callable[[Situation], Suggestion | None]
    can_decline: bool = True  # an alarm of the body cannot be declined


def make(
    code: str,
    kind: Kind,
    text: str,
    why: str,
    *,
    evidence: Mapping[str, Number] | None = None,
    practice: str = "",
    confidence: str = "plain",
) -> Suggestion:
    """Make a suggestion, with the way to decline it."""
    step = catalogue().practices[practice].step if practice in catalogue().practices else ""
    choice = f'"{practice}"' if " " in practice else practice
    decline = f"Not for you? heartdata decline {choice + ' (or ' + code + ')' if practice else code}"
    return Suggestion(code, kind, step, practice, text, why, dict(evidence or {}), confidence, decline)


def signs_still_there(s: Situation) -> str:
    """Name at most two persistent signs, so that nothing is made little of."""
    there = [SIGNS[name].label for name, status in s.signs.items() if status == "persistent"][:2]
    return f" (still there: {' and '.join(there)})" if there else ""


def ratings_said(s: Situation) -> str:
    """Say on how many days the level rests; days with nothing but words or a practice are none of them."""
    return f"{days(s.rated_28, s.days_28)} {'has' if s.rated_28 == 1 else 'have'} a rating"


def level_said(s: Situation) -> str:
    """Say where mood is."""
    level = f"around {s.level:.1f} of 10 over the past weeks" if s.level == s.level else "about where it was"
    return level + (f", your usual is {s.usual:.1f}" if s.usual == s.usual else "")


def numbers_of(s: Situation) -> dict[str, Number]:
    """Collect the numbers behind what is said about mood."""
    numbers: dict[str, Number] = {"rated_28": s.rated_28, "days": s.state_days}
    for name, value in (("level", s.level), ("usual", s.usual)):
        if value == value:
            numbers[name] = round(value, 1)
    return numbers
