"""The coded rules, in the order in which they are asked; the first that fires is the week's suggestion.

Each is a pure function of a `Situation` and gives a `Suggestion` or None.
"""

from __future__ import annotations

from typing import Final

from heartdata.suggestions import rules_changing as changing
from heartdata.suggestions import rules_keeping as keeping
from heartdata.suggestions.situation import Situation
from heartdata.suggestions.suggestion import Suggestion, SuggestionRule

__all__ = ["RULES", "first_suggestion"]


RULES: Final[tuple[SuggestionRule, ...]] = (
    SuggestionRule("HD101", "data", "fewer than 10 of the last 28 days have a rating", keeping.too_few_entries),
    SuggestionRule("HD102", "data", "your usual level is neither stated nor known from before", keeping.usual_unknown),
    SuggestionRule("HD103", "data", "days without an entry rose by 20 points", keeping.fewer_entries),
    SuggestionRule(
        "HD104", "data", "level for a while, and most of the seven signs are not tracked", keeping.signs_untracked
    ),
    SuggestionRule("HD201", "keep_going", "a trial is under way", keeping.trial_under_way),
    SuggestionRule("HD202", "keep_going", "easing, and something seems to go with it", keeping.improving_with),
    SuggestionRule("HD203", "keep_going", "easing, and nothing stands out", keeping.improving),
    SuggestionRule("HD204", "keep_going", "around your usual", keeping.recovered),
    SuggestionRule("HD205", "keep_going", "a change is being tried, and it is too early to tell", keeping.give_it_time),
    SuggestionRule(
        "HD301", "reach_out", "two hard weeks in a row: a person before an exercise", changing.two_hard_weeks
    ),
    SuggestionRule("HD302", "reach_out", "an early notice of a harder stretch", changing.slipping),
    SuggestionRule("HD303", "reach_out", "feeling physically unwell for four weeks", changing.unwell),
    SuggestionRule(
        "HD304", "reach_out", "three changes within half a year, and still level or harder", changing.somebody_trained
    ),
    SuggestionRule("HD401", "change_approach", "an early notice of holding level", changing.stuck_alert),
    SuggestionRule("HD402", "change_approach", "very likely holding level", changing.stuck_state),
    SuggestionRule("HD403", "change_approach", "a harder stretch for four weeks", changing.long_slipping),
)


def first_suggestion(situation: Situation) -> Suggestion | None:
    """Ask the rules in order."""
    declined = {code.casefold() for code in situation.profile.declined}
    for rule in RULES:
        if rule.code.casefold() in declined or rule.kind in declined:
            continue
        found = rule.ask(situation)
        if found is not None:
            return found
    return None
