"""Every threshold of the signs, each with where it comes from."""

from __future__ import annotations

from typing import Final

from heartdata.core.thresholds import Rule, Thresholds

_TUNED = "tuned on the benchmark's tuning seeds"
_SEVERE = "severe on a 0-10 scale: Serlin et al. 1995, 10.1016/0304-3959(94)00178-H"

RULES: Final = Thresholds({
    "window": Rule(14, "days whose mean is the level", "two weeks, as usual in questionnaires on these complaints"),
    "long_window": Rule(28, "days also used, for a smaller rise that lasts", _TUNED),
    "window_days": Rule(5, "of 14 days with a rating or tags, else unknown", "heuristic"),
    "long_days": Rule(10, "of 28 days with a rating or tags, else unknown", "the progress benchmark's guard"),
    "text_entries": Rule(8, "entries of 50 words or more in 28 days, else the text says nothing", "heuristic"),
    "usual_days": Rule(14, "days logged before a mean is called usual", "a mean is stable from about 14 entries"),
    "spread_days": Rule(42, "days logged before the spread comes from them alone", "stable from about 42 entries"),
    "usual_span": Rule(365, "days looked back for the usual", "heuristic: one round of seasons"),
    "usual_gap": Rule(28, "days before today that are not part of the usual", "heuristic: twice the window"),
    "usual_loss": Rule(365, "days after the loss in which the days before it are the usual", "heuristic"),
    "phi": Rule(0.3, "lag-1 autocorrelation that an own estimate is drawn towards", "day means: medians .13 to .27"),
    "phi_count": Rule(0.15, "the same for tags and phrases", "heuristic: a yes or no follows the day only in part"),
    "phi_pairs": Rule(30, "pairs of days that this weighs", "heuristic"),
    "phi_most": Rule(0.8, "largest autocorrelation allowed for", "heuristic"),
    "swings_windows": Rule(4, "fortnights whose days say how much somebody goes up and down lately", "heuristic"),
    "swings_weight": Rule(16, "days that the spread of the usual weighs beside theirs", _TUNED),
    "drift": Rule(0.3, "own SD by which the usual level of a sign wanders in a year", _TUNED),
    "drift_together": Rule(0.7, "the same of ratings that move together, which are also judged apart", _TUNED),
    "q": Rule(0.05, "false discovery rate across the signs of a day", _TUNED),
    "q_off": Rule(0.35, "the same, above which a sign is no longer present", _TUNED),
    "looks_rating": Rule(3.5, "factor on a rating's p: two windows, with and without the others, every day", _TUNED),
    "looks_alone": Rule(2.2, "the same for a rating while fewer than three signs are rated", _TUNED),
    "looks_later": Rule(1.4, "factor on a rating's p where no days before the loss are known", _TUNED),
    "looks_tags": Rule(2.0, "the same for tags and contacts", _TUNED),
    "looks_text": Rule(3.0, "the same for the journal and for variety", _TUNED),
    "looks_notes": Rule(3.0, "the same for short notes", _TUNED),
    "joint_looks": Rule(2.5, "the same for all channels of a sign together", _TUNED),
    "joint_share": Rule(0.4, "share of a sign's error allowed to its channels together", "heuristic"),
    "joint_r": Rule(0.5, "correlation of a sign's channels", "heuristic: traces of one thing"),
    "rating_weight": Rule(4.0, "weight of a rating among the channels of its sign", "heuristic"),
    "least": Rule(0.5, "own SD by which the last 14 days must be heavier", "heuristic: half an SD"),
    "least_off": Rule(0.25, "own SD below which a sign is no longer present", "heuristic"),
    "persistent": Rule(28, "days present until persistent", "heuristic: four weeks"),
    "easing_days": Rule(28, "days a sign is called easing after it was present", "heuristic"),
    "easing_z": Rule(1.645, "standard errors by which 14 days must be lighter than the 14 before", "one-sided 5 %"),
    "lighter_z": Rule(3.0, "standard errors below the usual from which a sign is lighter", _TUNED),
    "there_level": Rule(7, "0-10, higher means harder, from which a rating counts as there", _SEVERE),
    "lasting_share": Rule(0.6, "share of logged days with it, in each of two fortnights: persistent", "heuristic"),
    "lasting_off": Rule(0.4, "the same in four weeks, below which it no longer is", "heuristic"),
    "lasting_days": Rule(14, "of 28 days logged for that", "heuristic: half of them"),
    "usual_after": Rule(730, "days after the loss from which later days may be the usual", "heuristic: two years"),
    "interval_z": Rule(1.645, "half width of an interval in standard errors: 90 %", "normal distribution"),
    "apart_days": Rule(28, "days before these ups and downs are known", "heuristic: twice `usual_days`"),
    "others": Rule(2, "other signs rated on a day before their common ups and downs are taken out", "heuristic"),
    "support_r": Rule(0.2, "correlation between the sources of one channel", "heuristic"),
    "short_night": Rule(1.5, "hours under the own median: a tired day after it is not counted alone", "heuristic"),
    "short_nights": Rule(0.5, "share of short nights in 14 days above which they do count", "heuristic"),
    "illness_days": Rule(7, "days an illness lasts where no end is marked", "a common cold lasts 7 to 10 days"),
    "illness_after": Rule(2, "days after a tag or mention that still belong to the illness", "heuristic"),
    "worth_naming": Rule(1.0, "0-10 from the usual before words call it more or less", "heuristic"),
    "hardly_there": Rule(0.5, "0-10 below which a sign is hardly there", "heuristic"),
    "a_lot": Rule(4.0, "0-10 from which the usual was a lot", "heuristic"),
    "nearly_every_day": Rule(0.85, "share of logged days that is nearly every day", "heuristic"),
    "alarm_days": Rule(14, "days for which a complaint such as chest pain counts as current", "heuristic"),
    "alarm_count_days": Rule(28, "days over which the days with such a complaint are counted", "heuristic"),
    "illness_most": Rule(21, "days after which an illness is no longer split off", "heuristic"),
})  # fmt: skip
limit = RULES.limit
