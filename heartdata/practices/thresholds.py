"""Every threshold of practices and trials, in one table, each with its source."""

from __future__ import annotations

from typing import Final

from heartdata.core.thresholds import Rule, Thresholds

RULES: Final = Thresholds(
    {
        # Comparing days
        "fewest": Rule(8, "days with and days without it before they are compared", "heuristic"),
        "fewest_days": Rule(30, "days with the outcome before anything is compared", "heuristic: a month"),
        "around": Rule(14, "days before the first and after the last use that count as without", "heuristic"),
        "longest": Rule(365, "days looked back", "heuristic: one round of seasons"),
        "false_finds": Rule(0.05, "share of people with noise only who are shown any finding", "the project's target"),
        "sought": Rule(0.7, "own SD of the effect the test is made most able to find", "the project's target"),
        "findings": Rule(3, "findings shown at most", "the project's target"),
        "least": Rule(0.2, "own SD below which a difference is no finding", "Cohen 1988: a small difference"),
        "beside": Rule(0.05, "p a further finding keeps with the earlier ones held equal", "heuristic"),
        "tail": Rule(0.05, "share an interval leaves out on each side: 90 %", "convention"),
        "survives": Rule(0.05, "p a finding keeps beside weekdays or other things done", "tuned on seeds 11-13"),
        "survives_rhythm": Rule(
            0.1, "the same, beside each of about thirty rhythms", "set after seeds 11-13 and 9401-9402"
        ),
        "longest_rhythm": Rule(35, "days of the longest rhythm looked for", "heuristic: a month, and a cycle"),
        "harmonics": Rule(4, "waves that a rhythm is built of: 8 days exactly", "heuristic"),
        "together": Rule(2.0, "z from which two things are done on the same days", "two standard errors"),
        "several": Rule(3, "things done together from which the day counts, not one of them", "heuristic"),
        "good_days": Rule(1.5, "score from which a practice may be one of good days", "tuned on seeds 31 to 35"),
        "good_days_known": Rule(
            65, "days compared at which that score holds; half a point less for twice as many", "seed 35"
        ),
        "good_days_together": Rule(-4.0, "the same where several things are done on the same days", "heuristic"),
        "good_size": Rule(7.5, "in that score, for each own SD of difference above the sought one", "seeds 31 and 32"),
        "good_alike": Rule(2.3, "the same, for the log variance of days without to days with it", "seeds 31 and 32"),
        "weight_mood": Rule(8, "share of the error allowed that goes to mood, same day", "tuned on the tuning seeds"),
        "weight_mood_next": Rule(0.5, "the same, next day", "tuned on the tuning seeds"),
        "weight_main": Rule(1, "the same, energy and sleep", "tuned on the tuning seeds"),
        "weight_other": Rule(0.5, "the same, every other outcome or day", "tuned on the tuning seeds"),
        "weight_kind": Rule(6, "how much more of it goes to a practice or contact than to another habit", "heuristic"),
        # Weekdays and times of day
        "rhythm_days": Rule(56, "days with a mood before weekdays are looked at", "heuristic: eight of each weekday"),
        "rhythm_each": Rule(6, "days of a weekday before it is looked at", "heuristic"),
        "rhythm_times": Rule(20, "days with a mood at two times of day before these are looked at", "heuristic"),
        "rhythm_clear": Rule(
            0.017, "p up to which one is clear: three are looked at, .05 per person", "the project's target"
        ),
        "drift_left_out": Rule(
            60, "days: slower ups and downs count as trend where days left out are looked at", "tuned on seeds 5 and 6"
        ),
        "least_inertia": Rule(0.1, "least inertia assumed there: without any, nothing can be known", "heuristic"),
        # The regression on days
        "drift_period": Rule(
            42, "days: slower ups and downs than this count as trend", "heuristic; high-pass filter as in Friston 2000"
        ),
        "weekday_sd": Rule(0.25, "own SD that weekdays differ by, before the data are seen", "heuristic"),
        "phi": Rule(
            0.3, "inertia (lag-1 autocorrelation) that an own estimate is drawn towards", "day means: .13 to .27"
        ),
        "phi_sd": Rule(0.2, "how strongly", "heuristic; people differ by about that much (Fisher 2017: -.05 to .52)"),
        "clip": Rule(2.5, "robust SD beyond which a day counts no further", "Huber 1964, heuristic value"),
        # Trials
        "block_days": Rule(
            2,
            "days of a block",
            "benchmark: .7 SD found by .51 (3 days: .43), .24 (.33) if all of it is there on the next day",
        ),
        "trial_days": Rule(56, "days of a trial by default", "benchmark: 1 SD is found in .79, in .61 with 42 days"),
        "fewest_trial_days": Rule(24, "days of a trial at least", "of 250 trials of 18 days, 250 had too few days"),
        "most_trial_days": Rule(180, "days of a trial at most", "heuristic: half a year"),
        "fewest_pairs": Rule(
            6, "pairs of blocks from which each pair is drawn on its own", "2^6 plans tell p < .05 apart"
        ),
        "longest_run": Rule(2, "blocks of the same kind in a row at most", "heuristic: keeps on and off close in time"),
        "helped": Rule(
            0.045, "p of the randomisation test up to which it helped", "5 %, with a margin for the redraws"
        ),
        "redraws": Rule(999, "plans drawn again for the randomisation test", "Edgington & Onghena 2007: about 1000"),
        "fewest_plans": Rule(40, "plans a rule allows at least: fewer never reach p < .045", "1 / .045, with a margin"),
        "uneven": Rule(0.1, "p of logged days by plan up to which logging is uneven", "benchmark"),
        "left_out": Rule(
            0.8, "own SD by which days with it that are missing may have been worse", "mean of a bad half"
        ),
        "uneven_share": Rule(0.1, "difference of the shares logged from which it is said", "heuristic"),
        "recovery_half_life": Rule(
            30,
            "days in which half of the way back is gone after a loss",
            "heuristic; half-lives of 15 to 45 days are in the benchmark",
        ),
        "sure_to_judge": Rule(0.9, "share of simulated trials that have enough days for a plan to begin", "heuristic"),
        "good_odds": Rule(0.8, "share of trials that show the difference, by convention enough", "Cohen 1988"),
        "odds_trials": Rule(200, "trials simulated per length", "heuristic: a standard error of .035"),
        "odds_days": Rule(120, "latest days that swings and gaps are taken from", "heuristic"),
        "odds_fewest": Rule(28, "days with an entry from which own swings are used", "spread is stable from about 42"),
        "typical_sd": Rule(1.5, "points of 10 a mood goes up and down by", "heuristic, where the own is not known"),
        "typical_logged": Rule(0.8, "share of days logged", "heuristic, where the own is not known"),
        "fewest_logged": Rule(10, "logged days with and without it before an outcome is shown", "heuristic"),
        "kept": Rule(
            0.5, "share done on days on, less the share on days off, from which a plan counts as kept", "heuristic"
        ),
        "before_days": Rule(42, "days before the start that a before-after trial is compared with", "heuristic"),
        "after_loss": Rule(
            7,
            "days after a loss that no trial looks at",
            "recovery is fastest then: left out, a before-after trial finds by chance .09 instead of .19",
        ),
        "goes_with": Rule(0.05, "p up to which a change from before to after goes with it", "convention"),
        # Offering practices
        "low_mood": Rule(
            3.0, "mood of 10 below which no practice is offered that looks back at strengths", "heuristic"
        ),
        "hard_weeks": Rule(2, "weeks in a row that are hard before people come first", "the project's rules of safety"),
    }
)
limit = RULES.limit
