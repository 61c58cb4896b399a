"""Every threshold of the suggestions, with its source."""

from __future__ import annotations

from typing import Final

from heartdata.core.thresholds import Rule, Thresholds

SUGGESTION_RULES: Final = Thresholds({
    "first_days": Rule(7, "days after a loss on which nothing is asked or measured", "heuristic: one week"),
    "loss_quiet": Rule(28, "days after a loss with nothing but people", "no honest verdict exists under four weeks"),
    "entries_28": Rule(10, "days with an entry in 28 before anything is said", "as for the state of recovery"),
    "rated_28": Rule(10, "days with a rating in 28 from which no more are asked for", "as for the state of recovery"),
    "first_hint": Rule(14, "days since the first entry before anything is asked for", "as for the state of recovery"),
    "entries_42": Rule(20, "days with an entry in 42 before a change is suggested", "fewer do not suffice"),
    "missing_rise": Rule(20, "points by which days without an entry rise before it is said", "missing days are worse"),
    "hard_drop": Rule(1.0, "own SD that a hard week lies below the eight before", "heuristic"),
    "hard_level": Rule(3.0, "mean mood up to which a week is hard whatever came before [0-10]", "heuristic"),
    "hard_weeks": Rule(2, "hard weeks in a row, then a person before an exercise", "the project's rules of safety"),
    "hard_days": Rule(3, "days with mood before a week is compared with earlier ones", "heuristic"),
    "very_low": Rule(1.0, "mood of one day that makes one hard week enough for a person [0-10]", "heuristic"),
    "hard_pause": Rule(14, "days from one invitation to a person in hard weeks to the next", "heuristic"),
    "long_hard_weeks": Rule(4, "hard weeks in a row that are called a long time", "heuristic"),
    "short_nights": Rule(5.0, "mean hours asleep in each of four weeks that lead to a doctor [h]", "heuristic"),
    "short_nights_a_week": Rule(3, "nights with hours before a week counts for that", "heuristic"),
    "likely_stuck": Rule(0.52, "chance of little change on two Sundays from which a notice or state leads to an offer",
        "tuned on seeds 7125 to 7793 and 7301 to 7304"),
    "leans_stuck": Rule(0.07, "how much likelier it is than getting lighter, over two Sundays, for an early offer",
        "the same seeds"),
    "leans_gap": Rule(0.5, "own SD below the usual for that", "the same seeds"),
    "leans_from": Rule(42, "days after a loss from which that counts", "the same seeds: earlier ones were often wrong"),
    "leans_until": Rule(70, "days after a loss until which it counts", "the same seeds: later ones were often wrong"),
    "apart": Rule(1.0, "points between a level, the usual and a week's mean that contradict a state", "heuristic"),
    "over_after": Rule(14, "days since a notice or state began after which a clearly higher week ends it; it is "
        "compared with as many days before and after the beginning",
        "heuristic: nothing is asked beside a week that answers it; one good week in the first fortnight does not"),
    "silent_days": Rule(28, "days since the last entry after which nothing is suggested", "as the state of recovery"),
    "lighter_gap": Rule(1.5, "points below the usual from which it is never called lighter", "heuristic"),
    "slipping_days": Rule(28, "days of a harder stretch before another approach is offered", "heuristic: four weeks"),
    "change_time": Rule(42, "days from one change, or from when it was begun, to the next",
        "heuristic: what comes of it shows after six weeks"),
    "tried_days": Rule(2, "days with a suggested practice from which it is being tried", "heuristic"),
    "regular": Rule(0.2, "share of logged days from which a practice is part of how things are now", "heuristic"),
    "reach_pause": Rule(28, "days from one invitation to reach out to the next of the same kind", "heuristic"),
    "fewer_pause": Rule(28, "days from one hint about fewer entries to the next", "heuristic: it is no question"),
    "risen": Rule(0.6, "own SD by which two weeks lie above the four before, so that no change is offered",
        "heuristic: about one week in eight by chance alone"),
    "risen_days": Rule(5, "rated days in each of the two before they are compared", "heuristic"),
    "risen_since": Rule(0.5, "the same by which four weeks lie above the four before the latest change",
        "heuristic: about one in eight by chance alone"),
    "risen_until": Rule(84, "days after a change for which that counts", "heuristic: twice `change_time`"),
    "trial_begins": Rule(42, "days from a suggestion within which its practice counts as begun", "heuristic"),
    "old_loss": Rule(730, "days since a loss after which nobody is asked for the usual from before", "heuristic"),
    "doctor_pause": Rule(182, "days from one invitation to see a doctor to the next", "heuristic: half a year"),
    "sleep_pause": Rule(56, "days from one invitation to see a doctor about sleep to the next", "heuristic"),
    "keep_pause": Rule(14, "days from one 'keep going' to the next", "heuristic"),
    "unknown_signs": Rule(4, "signs nobody can tell about before tracking more is suggested", "heuristic"),
    "lasting_days": Rule(182, "days of heaviness before somebody trained is suggested", "about 6 to 12 months"),
    "lasting_gap": Rule(1.5, "points below the usual that count as heavy then", "heuristic"),
    "lasting_signs": Rule(3, "persistent signs that count as heavy then", "heuristic"),
    "lasting_pause": Rule(56, "days from one invitation because of lasting signs to the next", "heuristic"),
    "trained_pause": Rule(182, "days from one such suggestion to the next", "heuristic: half a year"),
    "memory": Rule(252, "days for which a suggested approach is not suggested again", "six changes, six weeks apart"),
})  # fmt: skip

limit = SUGGESTION_RULES.limit

# What a practice scores when one is chosen; `Pick.score` is the sum.
PICK_RULES: Final = Thresholds({
    "persistent": Rule(1.0, "for each persistent sign a practice speaks to", "heuristic"),
    "present": Rule(0.5, "for each sign that is present", "heuristic"),
    "strong": Rule(0.5, "for strong evidence", "evidence first"),
    "moderate": Rule(0.25, "for moderate evidence", "evidence first"),
    "effort": Rule(-0.3, "for each step of effort above the least", "heuristic"),
    "tired": Rule(-0.5, "more for each step of effort with persistent fatigue", "heuristic"),
    "first": Rule(1.0, "for a person or a walk where no sign is known", "activity and people help most"),
    "other_way": Rule(0.5, "for working through something else than now", "the article: shift the approach"),
    "unsafe": Rule(2.0, "for grounding in safety after abuse or stalking", "safety first"),
    "loss": Rule(0.4, "for a step that fits the kind of loss", "heuristic"),
    "own": Rule(0.3, "for a practice of the person's own list that is not regular now", "heuristic"),
    "went_with": Rule(3.0, "for each own SD of better mood on days with it, drawn towards none", "heuristic"),
    "found": Rule(1.5, "for a finding that is not regular now", "heuristic"),
    "regular": Rule(-3.0, "for a step that is regular while things hold level", "the article: shift the approach"),
    "given": Rule(-9.0, "for a step suggested in the last 36 weeks", "heuristic: every step before any twice"),
    "again": Rule(-3.0, "for a practice suggested in that time", "heuristic"),
})  # fmt: skip
