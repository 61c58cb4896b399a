"""Thresholds: the numbers that decide what is shown, each with its source; one table per room."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Rule:
    """One threshold."""

    value: float
    what: str  # what it decides, with its unit
    source: str  # where it comes from, or "heuristic"


class Thresholds(Mapping[str, Rule]):
    """A room's table of thresholds, by name.

    >>> rules = Thresholds({"min_days": Rule(14, "days before anything is said", "heuristic")})
    >>> rules.limit("min_days"), rules["min_days"].source
    (14, 'heuristic')
    """

    def __init__(self, rules: Mapping[str, Rule]) -> None:
        self._rules = dict(rules)
        self._values = {name: rule.value for name, rule in rules.items()}

    def limit(self, name: str) -> float:
        """Return the value of one threshold."""
        return self._values[name]

    def __getitem__(self, name: str) -> Rule:
        return self._rules[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rules)

    def __len__(self) -> int:
        return len(self._rules)


RULES: Final = Thresholds(
    {
        "usual_days": Rule(
            14, "days with an answer before a mean is called usual", "a mean is stable from about 14 entries"
        ),
        "band_df": Rule(10, "degrees of freedom within weeks before a band is drawn", "heuristic"),
        "phi": Rule(0.3, "lag-1 autocorrelation of day means", "detrended day means: medians .13 to .27, rounded up"),
        "z": Rule(1.645, "half width of an interval in standard errors: 90 %", "normal distribution"),
        "level_days": Rule(2, "days with an answer before a week has a level", "heuristic"),
        "close_levels": Rule(0.5, "weekly levels at most this far apart look the same [0-10]", "heuristic"),
        "nap_max_h": Rule(3, "longest sleep that may be a nap [h]", "heuristic: a night worker's main sleep is longer"),
        "nap_from": Rule(9, "first hour in which a nap may begin", "heuristic, for apps that do not mark naps"),
        "nap_until": Rule(21, "hour from which no nap begins", "heuristic, as above"),
        "night_min_h": Rule(0.25, "shortest night [h]", "heuristic: shorter ones are trackers switched on by mistake"),
        "same_table": Rule(
            0.6,
            "share of days on which two files without times must agree to be exports of one table",
            "heuristic: a morning's and an evening's table agree only by chance",
        ),
        "compared_days": Rule(7, "known days of each of two stretches before they are compared", "heuristic: a week"),
        "compared_tail": Rule(0.05, "share an interval leaves out on each side: 90 %", "convention"),
        "compared_q": Rule(
            0.1, "false discovery rate up to which a difference counts as clear", "as wide as the interval"
        ),
        "around_days": Rule(
            3, "marked days from which their mean has an interval", "heuristic: two say nothing of spread"
        ),
        "own_spread": Rule(3, "days' worth of common spread that a stretch's own is drawn to", "heuristic"),
        "century": Rule(90, "years since a loss from which its year is asked about", "heuristic: a lifetime"),
        "unknown_share": Rule(
            0.2,
            "share of a window's answers without a known level above which no average is given",
            "heuristic: a fifth can move the mean by as much as two levels of 0-10",
        ),
        "unknown_days": Rule(2, "and days that this is at least", "heuristic: one is no pattern"),
        "old_loss": Rule(
            365, "days between a loss and the first entry from which a later loss sets the usual", "heuristic: a year"
        ),
    }
)
limit = RULES.limit
