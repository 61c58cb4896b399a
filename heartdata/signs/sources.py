"""The seven signs' sources and every number their statuses rest on, each with where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from heartdata.core.thresholds import Rule

__all__ = ["SIGN_RULES", "SOURCES", "Source"]


@dataclass(frozen=True)
class Source:
    """One trace of a sign in the logs.

    Attributes
    ----------
    sign : str
        The sign, as in `heartdata.core.vocabulary.SIGNS`.
    channel : {"rating", "tags", "contacts", "variety", "text", "retelling"}
        Sources of one channel are read together; channels of a sign stand for themselves.
    measure : str
        The rating, or the column of `signs.text.measures.journal_measures`; for tags the sign's own word lists.
    heavier : {"higher", "lower"}
        What makes the sign heavier.
    weight : float
        Weight within the channel; a source that only supports another weighs less than 1.
    label : str
        What people are shown.
    reference : str
        Research it rests on, or "heuristic".
    """

    sign: str
    channel: Literal["rating", "tags", "contacts", "variety", "text", "retelling"]
    measure: str
    heavier: Literal["higher", "lower"]
    weight: float
    label: str
    reference: str


_NRS = "0-10 numeric rating, as in ecological momentary assessment"
_RETELLING = "Stade 2023: valid proxy, small effect; Seraj et al. 2021, 10.1073/pnas.2017154118"
_WORDS = "heuristic: the word lists in heartdata/phrases"

SOURCES: Final = (
    Source("fatigue", "rating", "energy", "lower", 1, "energy rating", _NRS),
    Source("fatigue", "tags", "fatigue", "higher", 1, "tags", _WORDS),
    Source("fatigue", "text", "phrases_fatigue", "higher", 1, "journal", _WORDS),
    Source("intrusive_thoughts", "rating", "intrusive_thoughts", "higher", 1, "rating of unwanted thoughts", _NRS),
    Source("intrusive_thoughts", "tags", "intrusive_thoughts", "higher", 1, "tags or counts", _WORDS),
    Source("intrusive_thoughts", "text", "phrases_intrusive_thoughts", "higher", 1, "journal", _WORDS),
    Source("poor_concentration", "rating", "concentration", "lower", 1, "concentration rating", _NRS),
    Source("poor_concentration", "tags", "poor_concentration", "higher", 1, "tags", _WORDS),
    Source("poor_concentration", "text", "phrases_poor_concentration", "higher", 1, "journal", _WORDS),
    # Interest and enjoyment, not mood: a low mood with things still enjoyed is another thing.
    Source("lost_colour", "rating", "interest", "lower", 1, "interest rating", _NRS),
    Source("lost_colour", "tags", "lost_colour", "higher", 1, "tags", _WORDS),
    Source("lost_colour", "variety", "different activities", "lower", 1, "variety of activities", "heuristic"),
    Source("lost_colour", "text", "phrases_lost_colour", "higher", 1, "journal", _WORDS),
    Source("lost_colour", "text", "positive_words", "lower", 0.3, "journal", "heuristic; only supports the phrases"),
    Source("avoiding_connection", "rating", "connection", "lower", 1, "connection rating", _NRS),
    Source("avoiding_connection", "tags", "avoiding_connection", "higher", 1, "tags", _WORDS),
    Source("avoiding_connection", "contacts", "days with a contact", "lower", 1, "contacts logged", "heuristic"),
    Source("avoiding_connection", "text", "phrases_avoiding_connection", "higher", 1, "journal", _WORDS),
    Source("avoiding_connection", "text", "people_named", "lower", 0.3, "journal", "heuristic; only supports"),
    Source("replaying", "rating", "rumination", "higher", 1, "rating of going over it", _NRS),
    Source("replaying", "tags", "replaying", "higher", 1, "tags", _WORDS),
    Source("replaying", "retelling", "retelling", "higher", 1, "retelling in the journal", _RETELLING),
    Source("replaying", "text", "phrases_replaying", "higher", 1, "journal", _WORDS),
    Source("replaying", "text", "self_focus", "higher", 0.3, "journal", "Stade 2023: I-words, beta .25; only supports"),
    Source("replaying", "text", "past_tense", "higher", 0.2, "journal", "heuristic; only supports the phrases"),
    Source("feeling_unwell", "rating", "body", "lower", 1, "body rating", _NRS),
    Source("feeling_unwell", "tags", "feeling_unwell", "higher", 1, "symptoms and tags", _WORDS),
    Source("feeling_unwell", "text", "phrases_feeling_unwell", "higher", 1, "journal", _WORDS),
)  # fmt: skip

_TUNED = "tuned on the benchmark's tuning seeds"

SIGN_RULES: Final[dict[str, Rule]] = {
    "window": Rule(14, "days whose mean is the level", "two weeks, as usual in questionnaires on these complaints"),
    "long_window": Rule(28, "days also looked at, for a smaller rise that lasts", _TUNED),
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
    "q": Rule(0.05, "false discovery rate across the signs of a day", _TUNED),
    "q_off": Rule(0.2, "the same, above which a sign is no longer present", _TUNED),
    "looks_rating": Rule(4.5, "factor on a rating's p: two windows, with and without the others, every day", _TUNED),
    "looks_alone": Rule(2.2, "the same for a rating while fewer than three signs are rated", _TUNED),
    "looks_later": Rule(1.4, "factor on a rating's p where no days before the loss are known", _TUNED),
    "looks_tags": Rule(1.25, "the same for tags and contacts", _TUNED),
    "looks_text": Rule(2.2, "the same for the journal and for variety", _TUNED),
    "joint_looks": Rule(2.5, "the same for all channels of a sign together", _TUNED),
    "joint_share": Rule(0.4, "share of a sign's error allowed to its channels together", "heuristic"),
    "joint_r": Rule(0.5, "correlation of a sign's channels", "heuristic: traces of one thing"),
    "rating_weight": Rule(4.0, "weight of a rating among the channels of its sign", "heuristic"),
    "least": Rule(0.5, "own SD by which the last 14 days must be heavier", "heuristic: half an SD"),
    "least_off": Rule(0.25, "own SD below which a sign is no longer present", "heuristic"),
    "persistent": Rule(28, "days present until persistent", "heuristic: four weeks"),
    "easing_days": Rule(28, "days a sign is called easing after it was present", "heuristic"),
    "easing_z": Rule(1.645, "standard errors by which 14 days must be lighter than the 14 before", "one-sided 5 %"),
    "heavy": Rule(7, "mean over 28 days that is heavy whatever came before", "upper part of 0-10, heuristic"),
    "heavy_low": Rule(6, "lower end of its interval", "heuristic"),
    "heavy_off": Rule(6, "mean over 28 days below which it is no longer heavy", "heuristic"),
    "heavy_days": Rule(14, "of 28 days rated for that", "heuristic"),
    "interval_z": Rule(1.645, "half width of an interval in standard errors: 90 %", "normal distribution"),
    "others": Rule(2, "other signs rated on a day before their common ups and downs are taken out", "heuristic"),
    "support_r": Rule(0.2, "correlation between the sources of one channel", "heuristic"),
    "short_night": Rule(1.5, "hours under the own median: a tired day after it is not counted alone", "heuristic"),
    "short_nights": Rule(0.5, "share of short nights in 14 days above which they do count", "heuristic"),
    "illness_days": Rule(7, "days an illness lasts where no end is told", "a common cold lasts 7 to 10 days"),
    "illness_after": Rule(2, "days after a tag or mention that still belong to the illness", "heuristic"),
    "alarm_days": Rule(14, "days for which a complaint such as chest pain counts as current", "heuristic"),
    "alarm_count_days": Rule(28, "days over which the days with such a complaint are counted", "heuristic"),
    "illness_most": Rule(21, "days after which an illness is no longer split off", "heuristic"),
}  # fmt: skip
