"""The numbers that decide what explorers show."""

from __future__ import annotations

from typing import Final

from heartdata.core.thresholds import Rule, Thresholds

RULES: Final = Thresholds(
    {
        "before_loss": Rule(42, "days before the loss that are shown with the way since", "as on the page"),
        "what_if_days": Rule(300, "days that a what-if reaches back", "heuristic: an answer within .3 s"),
        "fewest_days": Rule(5, "days that a mean with an interval rests on", "heuristic"),
        "fewest_pairs": Rule(20, "pairs of days that an autocorrelation rests on", "heuristic"),
        "inertia": Rule(0.3, "lag-1 autocorrelation where it cannot be estimated", "as in heartdata.core.thresholds"),
        "around_days": Rule(
            28, "days on each side whose mean is the level that a weekday is compared with", "heuristic"
        ),
        "season_days": Rule(330, "days with a rating before months are compared", "heuristic: nearly a year"),
        "alike_apart": Rule(3, "days around a day that are too close to be called alike", "heuristic"),
        "alike_known": Rule(0.6, "share of a day's measures that a day alike has as well", "heuristic"),
        "alike_days": Rule(7, "days alike that are shown", "heuristic: fit a screen"),
    }
)
limit = RULES.limit
