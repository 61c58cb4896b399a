"""The coded rules, in the order in which they are tried; the first that fires is the week's suggestion.

Alarming symptoms come first, then people, then weeks in which nothing new is needed, then another approach, and
hints about logging last. Each rule is a pure function of a `Situation` and gives a `Suggestion` or None.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from heartdata.suggestions import change_approach, data_hints, keep_going, reach_out
from heartdata.suggestions.situation import Situation
from heartdata.suggestions.suggestion import Suggestion, SuggestionRule

RULES: Final[tuple[SuggestionRule, ...]] = (
    SuggestionRule(
        "HD305",
        "reach_out",
        "chest pain, fainting or another alarming symptom",
        reach_out.body_alarm,
        can_decline=False,
    ),
    SuggestionRule("HD301", "reach_out", "two hard weeks in a row, or one with a very low day", reach_out.hard_weeks),
    SuggestionRule("HD302", "reach_out", "an early notice of a harder stretch", reach_out.slipping),
    SuggestionRule("HD303", "reach_out", "feeling physically unwell for four weeks", reach_out.unwell),
    SuggestionRule("HD306", "reach_out", "four weeks of nights under five hours", reach_out.short_nights),
    SuggestionRule("HD304", "reach_out", "hard for half a year or longer, and not getting lighter", reach_out.lasting),
    SuggestionRule("HD201", "keep_going", "a trial is under way", keep_going.trial_under_way),
    SuggestionRule("HD202", "keep_going", "lighter, and a practice goes with better days", keep_going.improving_with),
    SuggestionRule("HD203", "keep_going", "lighter, and not far below your usual", keep_going.improving),
    SuggestionRule("HD204", "keep_going", "around your usual", keep_going.recovered),
    SuggestionRule(
        "HD205", "keep_going", "a change is being tried, and it is too early to say", keep_going.give_it_time
    ),
    SuggestionRule(
        "HD206", "keep_going", "little change, and the latest idea is not in your entries", keep_going.still_open
    ),
    SuggestionRule(
        "HD401",
        "change_approach",
        "an early notice of little change, or little change likelier in the first months",
        change_approach.stuck_alert,
    ),
    SuggestionRule("HD402", "change_approach", "very likely little change", change_approach.stuck_state),
    SuggestionRule("HD403", "change_approach", "a harder stretch for four weeks", change_approach.long_slipping),
    # Before any hint about data: nobody who carries so much is only asked for another number.
    SuggestionRule("HD307", "reach_out", "several signs for four weeks or longer", reach_out.much_at_once),
    SuggestionRule("HD101", "data", "fewer than 10 of the last 28 days have a rating", data_hints.too_few_entries),
    SuggestionRule("HD102", "data", "your usual mood is not known, and the loss is not old", data_hints.usual_unknown),
    SuggestionRule("HD103", "data", "days without an entry rose by 20 points", data_hints.fewer_entries),
    SuggestionRule("HD104", "data", "little change, and most signs are not tracked", data_hints.signs_untracked),
)


def first_suggestion(situation: Situation) -> Suggestion | None:
    """Ask the rules in order: in the first days the alarm only, in hard weeks and on marked days people only."""
    declined = {code.casefold() for code in situation.profile.declined}
    # Who falls silent after a hard week is not offered an exercise, and not asked for a number.
    people_only = situation.quiet or situation.silent or situation.hard_weeks > 0
    hints = []
    for rule in RULES:
        if rule.can_decline and (
            (declined and {rule.code.casefold(), rule.kind} & declined)
            or situation.first_days
            or (people_only and rule.kind != "reach_out")
        ):
            continue
        found = rule.ask(situation)
        if found is not None and found.kind != "data":
            return found
        if found is not None and data_hints.is_due(situation, found.code):
            hints.append(found)
    # Several hints take turns.
    return max(hints, key=lambda hint: situation.days_since(hint.code), default=None)


def declined_change(situation: Situation) -> Suggestion | None:
    """Return the change that its code alone keeps back: it was offered and declined, and its six weeks count on."""
    declined = situation.profile.declined
    codes = {rule.code.casefold() for rule in RULES if rule.kind == "change_approach"}
    kept = tuple(word for word in declined if word.casefold() not in codes)
    if len(kept) == len(declined):
        return None
    found = first_suggestion(replace(situation, profile=replace(situation.profile, declined=kept)))
    refused = {word.casefold() for word in declined}
    return found if found is not None and found.code.casefold() in refused else None
