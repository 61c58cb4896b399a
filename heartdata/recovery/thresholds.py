"""Every definition, minimum and threshold of `track_progress`, in one table.

`RULES` is for reading; `rule(name)` gives one value. "simulation" means: found on simulated people with known truth
(tuning seeds 11 to 13 of both worlds of `benchmarks/progress.py`, never the seeds that are reported).
"""

from __future__ import annotations

from typing import NamedTuple


class Rule(NamedTuple):
    """One row of the decision table."""

    name: str
    value: float
    what: str
    source: str


RULES: tuple[Rule, ...] = (
    # definitions of the states, on the course beneath the day-to-day noise
    Rule("gap_recovered", 0.40, "recovered: gap to the usual level at most this [own SD]", "definition"),
    Rule("gap_open", 0.60, "improving, stuck: gap at least this [own SD]", "definition"),
    Rule("pace_stuck", 0.10, "stuck: at most this share of the gap closes per 28 days", "definition"),
    Rule("pace_improving", 0.25, "improving: at least this share of the gap closes per 28 days", "definition"),
    # minimum data
    Rule(
        "min_days",
        14,
        "days since the loss before anything is said",
        "simulation: before, the interval of the pace is +-2.8 SD",
    ),
    Rule("min_entries", 10, "entries in the last 28 days", "simulation; a mean is stable from about 14 entries"),
    Rule(
        "min_share",
        0.34,
        "share of the last 56 days that have an entry",
        "simulation: separates sparse from gappy diaries",
    ),
    Rule("max_days_silent", 140, "a loss longer than this before the first entry counts as this far back", "heuristic"),
    Rule(
        "min_before_usual",
        5,
        "entries before the loss from which on more than a rise may show that things ease",
        "heuristic: 3 in 100 of the simulated people have fewer",
    ),
    # further measures
    Rule("min_measure", 5, "entries up to two weeks after the loss for a measure to be used at all", "heuristic"),
    Rule(
        "min_before_measure", 10, "entries before the loss that give a further measure its own usual level", "heuristic"
    ),
    Rule(
        "max_days_before",
        112,
        "days before the loss that count for the usual level",
        "heuristic: usual levels drift over seasons",
    ),
    Rule("scale_prior_entries", 8, "weight of the common SD, in entries", "heuristic"),
    Rule("measure_correlation", 0.45, "common within-person correlation of measures", "diaries: .2 to .7"),
    Rule("correlation_prior_days", 15, "weight of the common correlation, in pairs of days", "heuristic"),
    Rule("correlation_every_days", 28, "the correlation is looked at anew every so many days", "heuristic"),
    Rule(
        "day_information",
        0.45,
        "share of independent information in one day of an AR(1) diary",
        "(1-phi)/(1+phi) at phi = .38",
    ),
    Rule("share_days", 56, "days over which measures are compared for how much of the course they share", "heuristic"),
    Rule("share_spread", 0.2, "how much the shares of single measures differ", "heuristic"),
    # what is taken for granted about people
    Rule("usual_centre", 6.6, "centre of usual levels [0-10]", "heuristic, deliberately vague"),
    Rule("usual_sd", 1.3, "spread of usual levels between people [0-10]", "heuristic, deliberately wide"),
    Rule("stated_sd", 0.9, "error of a usual level that is stated, not logged [0-10]", "heuristic: .6 own SD"),
    Rule("largest_gap", 3.5, "largest gap that is taken as possible right after a loss [own SD]", "heuristic"),
    Rule("sd_centre", 1.45, "common day-to-day SD [0-10]", "diaries: day means .09-.18 of the range"),
    Rule("sd_spread", 0.30, "spread of the log of that SD between people", "heuristic"),
    Rule("outlier", 0.02, "share of days that tell nothing about the course", "simulation"),
    Rule(
        "improving_odds",
        1.3,
        "improving courses beforehand, against one of each other kind",
        "simulation; most people recover (doi:10.1037/0003-066X.59.1.20)",
    ),
    # early notice: log-odds of the state against its alternatives
    Rule("stuck_on", 0.7, "notice 'stuck' above these log-odds", "simulation: <= .5 false alarms a year"),
    Rule("stuck_days", 2, "for so many days running", "simulation"),
    Rule("stuck_width", 1.0, "and off when they fall by this much below", "simulation"),
    Rule(
        "stuck_min_days",
        28,
        "days since the loss before 'stuck' is said at all",
        "simulation: no honest verdict before",
    ),
    Rule("slipping_on", 0.12, "notice 'slipping' above these log-odds", "simulation: <= .5 false alarms a year"),
    Rule("slipping_days", 1, "for so many days running", "simulation"),
    Rule("slipping_width", 1.0, "and off when they fall by this much below", "simulation"),
    # named state
    Rule("name_stuck", 1.15, "log-odds from which 'stuck' is named", "simulation: right >= 93 % of the time"),
    Rule("name_slipping", 1.1, "log-odds from which 'slipping' is named", "simulation"),
    Rule("name_recovered", 2.1, "log-odds from which 'recovered' is named", "simulation"),
    Rule("name_improving", 1.15, "log-odds of improving or recovered from which 'improving' is named", "simulation"),
    Rule("name_days", 1, "for so many days running", "simulation"),
)
_VALUES = {r.name: r.value for r in RULES}


def rule(name: str) -> float:
    """Value of the rule `name`."""
    return _VALUES[name]
