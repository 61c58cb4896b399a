"""Every definition, minimum and threshold of `track_progress`.

"simulation" means: found on simulated people with known truth (tuning seeds 11 to 13 of the worlds of
`benchmarks/progress.py`, never the seeds that are reported).
"""

from __future__ import annotations

from typing import Final

from heartdata.core.thresholds import Rule, Thresholds

RULES: Final = Thresholds({
    # definitions of the states, on the course beneath the day-to-day noise
    "gap_recovered": Rule(0.40, "recovered: gap to the usual level at most this [own SD]", "definition"),
    "gap_open": Rule(0.60, "improving, stuck: gap at least this [own SD]", "definition"),
    "pace_stuck": Rule(0.10, "stuck: at most this share of the gap closes per 28 days", "definition"),
    "pace_improving": Rule(0.25, "improving: at least this share of the gap closes per 28 days", "definition"),
    # minimum data
    "min_days": Rule(14, "days since the loss before anything is named",
        "simulation: before, the interval of the pace is +-2.8 SD"),
    "min_entries": Rule(10, "entries in the last 28 days", "simulation; a mean is stable from about 14 entries"),
    "min_share": Rule(0.34, "share of the last 56 days that have an entry",
        "simulation: separates sparse from gappy diaries"),
    "max_days_silent": Rule(140, "a loss longer than this before the first entry counts as this far back", "heuristic"),
    "min_before_usual": Rule(5, "entries before the loss from which on more than a rise may show that things ease",
        "heuristic: 3 in 100 of the simulated people have fewer"),
    # further measures
    "min_measure": Rule(5, "entries up to two weeks after the loss for a measure to be used at all", "heuristic"),
    "min_before_measure": Rule(10, "entries before the loss that give a further measure its own usual level",
        "heuristic"),
    "max_days_before": Rule(112, "days before the loss that count for the usual level",
        "heuristic: usual levels drift over seasons"),
    "scale_prior_entries": Rule(8, "weight of the common SD, in entries", "heuristic"),
    "measure_correlation": Rule(0.45, "common within-person correlation of measures", "diaries: .2 to .7"),
    "correlation_prior_days": Rule(15, "weight of the common correlation, in pairs of days", "heuristic"),
    "correlation_every_days": Rule(28, "days after which the correlation is estimated again", "heuristic"),
    "day_information": Rule(0.45, "share of independent information in one day of an AR(1) diary",
        "(1-phi)/(1+phi) at phi = .38"),
    "share_days": Rule(56, "days over which measures are compared for how much of the course they share", "heuristic"),
    "share_spread": Rule(0.2, "how much the shares of single measures differ", "heuristic"),
    # priors
    "usual_centre": Rule(6.6, "centre of usual levels [0-10]", "heuristic, deliberately vague"),
    "usual_sd": Rule(1.45, "spread of usual levels between people [0-10]", "heuristic, deliberately wide"),
    "stated_sd": Rule(0.9, "error of a usual level that is stated, not logged [0-10]", "heuristic: .6 own SD"),
    "largest_gap": Rule(3.5, "largest gap assumed possible right after a loss [own SD]", "heuristic"),
    "sd_centre": Rule(1.45, "common day-to-day SD [0-10]", "diaries: day means .09-.18 of the range"),
    "sd_spread": Rule(0.5, "spread of the log of that SD between people", "wider than the 1135 public diaries"),
    "sd_low": Rule(0.2, "smallest day-to-day SD considered [0-10]", "public diaries: one in a hundred below .3"),
    "sd_high": Rule(3.5, "largest one", "public diaries: one in a hundred above 3.0"),
    "sd_reach": Rule(3.2, "factor by which the day-to-day SD may differ from that of the days before the loss",
        "heuristic: four times the error of an SD of ten days"),
    "sd_floor": Rule(1.0, "smallest such variance [variance of rounding]",
        "heuristic: smaller swings leave most answers alike"),
    "usual_own_sd": Rule(2.0, "spread of the usual level around the mean of those days [own SD]",
        "wide beside its error of .2 to .4"),
    "usual_drift": Rule(6e-4, "how fast the usual level drifts [own SD^2 a day]", "simulation; .45 SD in a year"),
    "wave_sd": Rule(0.35, "size of slow waves around the course, where there are any [own SD]", "simulation"),
    "wave_prior": Rule(0.3, "share of people with such waves", "simulation"),
    "outlier": Rule(0.02, "share of days without information on the course", "simulation"),
    "improving_odds": Rule(1.3, "improving courses beforehand, against one of each other kind",
        "simulation; most people recover (doi:10.1037/0003-066X.59.1.20)"),
    # early notice: log-odds of the state against its alternatives
    "stuck_on": Rule(0.65, "notice 'stuck' above these log-odds", "simulation: <= .5 false alarms a year"),
    "stuck_days": Rule(2, "for so many days running", "simulation"),
    "stuck_width": Rule(1.0, "and off when they fall by this much below", "simulation"),
    "stuck_against": Rule(0.01, "least share of those that close or have closed the gap, for these log-odds",
        "heuristic; matters only where nearly all lies between two definitions"),
    "stuck_min_days": Rule(28, "days since the loss before 'stuck' is said at all",
        "simulation: no honest verdict before"),
    "slipping_on": Rule(-0.1, "notice 'slipping' above these log-odds", "simulation: <= .5 false alarms a year"),
    "slipping_days": Rule(1, "for so many days running", "simulation"),
    "slipping_width": Rule(1.0, "and off when they fall by this much below", "simulation"),
    "slipping_most": Rule(56, "days after which the notice 'slipping' ends: it asks about the start of something",
        "heuristic: eight weeks; a state may be named by then"),
    "slipping_coarse": Rule(0.7, "log-odds that it takes more on a coarse scale",
        "simulation: .2 to .5 false notices a year without it, next to none with it, as many falls found"),
    # named state: its share is above name_*, and the three others together below against_*. What lies between two
    # definitions speaks against a state by taking its share, but is no rival. Both were searched for each state by
    # itself (seeds 11 to 13 of both older worlds and the wide one, real noise of the tuning half) so that there are
    # most right days when a wrong one outweighs two to three of them. The figures are how often each is strictly right
    # in the older worlds, in real noise and in the wide world.
    "name_improving": Rule(0.52, "share above which 'improving' is named", "simulation: .83 / .82 / .61"),
    "against_improving": Rule(0.32, "and the three others together below this", "simulation"),
    "name_stuck": Rule(0.45, "share above which 'stuck' is named", "simulation: .91 / .91 / .78"),
    "against_stuck": Rule(0.28, "and the three others together below this", "simulation"),
    "name_slipping": Rule(0.70, "share above which 'slipping' is named", "simulation: 1.0 / .86 / .81"),
    "against_slipping": Rule(0.20, "and the three others together below this", "simulation"),
    "name_recovered": Rule(0.46, "share above which 'recovered' is named", "simulation: .96 / .96 / .88"),
    "against_recovered": Rule(0.17, "and the three others together below this",
        "simulation: .8 SD below is called recovered on .08 of days; a bound of the gap that does the same names a "
        "tenth fewer of those who are back"),
    "coarse_step": Rule(2.1, "step of the scale from which on nothing is named [own SD]",
        "simulation: with 1.7, .19 of days named at steps of 1.7 to 2.1 SD instead of .22, strictly right .85 and .86"),
    # entries that no course of the bank reaches
    "beyond_below": Rule(1.0, "below the deepest course from which on an entry is beyond the bank [own SD]",
        "heuristic: slow waves and the error of the usual level cover less"),
    "beyond_above": Rule(2.5, "the same above the highest course [own SD]", "heuristic: somebody in good times is not"),
    "lost_entries": Rule(4, "entries far from the level, and to one side of it, that show that it has lost them",
        "heuristic: a freak day or two are no reason"),
    "lost_of": Rule(5, "of so many last ones", "heuristic"),
    "lost_far": Rule(3.0, "how far from the level these are [own SD]", "heuristic"),
    "misfit": Rule(3.0, "distance of the last 28 days from the level that fits no course [standard errors]",
        "heuristic; fires on .3 % of days"),
    "surely_alone": Rule(0.99, "belief from which on the main measure surely goes alone", "heuristic"),
    "day_correlation": Rule(1.53, "factor on the standard error of a mean of days", "AR(1) at phi = .4"),
    "near_days": Rule(42, "days since the loss from which 'near your usual' may be said", "heuristic"),
    "near_low": Rule(0.15, "gap from which on it may still be a little below the usual [own SD]", "heuristic"),
    "near_high": Rule(1.0, "gap up to which it is near the usual, with 95 % [own SD]", "heuristic"),
    # arguments
    "scale_outside": Rule(1.0, "points outside 0-10 from which a scale was hardly laid on 0-10", "heuristic"),
    "scale_entries": Rule(14, "entries from which whole numbers from 1 to 5 look like a scale of 1 to 5", "heuristic"),
    "scale_answers": Rule(3, "different answers that it takes for that", "heuristic"),
    # words
    "near_points": Rule(1.0, "points below the usual [0-10] up to which a level is around it", "heuristic"),
    "close_points": Rule(2.0, "points below the usual up to which a level is close to it, well below it from there on",
        "heuristic"),
    "near_gap": Rule(0.6, "the same as near_points [own SD]", "heuristic"),
    "close_gap": Rule(1.2, "the same as close_points [own SD]", "heuristic"),
    "level_points": Rule(0.3, "points from the usual that are no difference in words", "heuristic"),
    "old_loss": Rule(730, "days after a loss from which nobody is asked how it was before", "heuristic: two years"),
})  # fmt: skip
limit = RULES.limit
