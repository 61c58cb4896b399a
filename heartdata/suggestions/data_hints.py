"""The rules about logging; they come last, only where nothing else is due, and ever more seldom until answered."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from heartdata.core.formatting import days, listed
from heartdata.core.vocabulary import SIGNS
from heartdata.suggestions.situation import Situation
from heartdata.suggestions.suggestion import Suggestion, make, ratings_said
from heartdata.suggestions.thresholds import limit

# What to rate for a sign, and what it then shows: signs that are known already are not asked for.
_TO_RATE: Final = {
    "fatigue": ("energy", "tiredness"),
    "poor_concentration": ("focus", "focus"),
    "lost_colour": ("interest", "joy"),
    "avoiding_connection": ("connection", "closeness to people"),
}


def is_due(s: Situation, code: str) -> bool:
    """Whether a hint may come: the pause after it doubles each time; a loss or a long time without it begins anew."""
    since_loss = float("inf") if s.since_loss is None else s.since_loss
    ago = [(s.on - given.day).days for given in reversed(s.past) if given.code == code]
    ago = [days for days in ago if days < since_loss]
    longest = limit("hint_longest")
    times = next((n for n, (late, early) in enumerate(pairwise(ago), 1) if early - late > 2 * longest), len(ago))
    return not ago or ago[0] >= min(limit("hint_pause") * 2 ** (times - 1), longest)


def too_few_entries(s: Situation) -> Suggestion | None:
    """HD101: fewer than 10 days of the last 28 have a rating."""
    if s.rated_28 >= limit("rated_28") or s.days_28 < limit("first_hint") or s.levels_unknown:
        return None
    enough = f"with about {limit('rated_28'):.0f} in four weeks I can say how things are going."
    text = "If it is easy for you, a mood on two or three more days a week would be enough to say more."
    none = "the last four weeks have no mood" if s.rated == "mood" else "there is no mood in your entries yet"
    if not s.rated_28:
        text = "If you like, note your mood now and then; a number from 0 to 10 is enough."
    return make(
        "HD101",
        "data",
        text,
        f"{ratings_said(s) if s.rated_28 else none}; {enough}",
        evidence={"rated_28": s.rated_28},
    )


def usual_unknown(s: Situation) -> Suggestion | None:
    """HD102: the usual mood is neither stated nor known from before the loss."""
    # Nobody is asked how they felt before a loss of long ago.
    old = s.since_loss is not None and s.since_loss > limit("old_loss")
    # Numbers for the names of moods help more, and the page asks for them. In the first two weeks nothing is compared.
    if s.usual_known or old or not s.rated_28 or s.levels_unknown or s.days_28 < limit("first_hint"):
        return None
    known = "remember your usual mood from before" if s.since_loss is not None else "know what your usual mood is"
    return make(
        "HD102",
        "data",
        f"If you {known}, from 0 to 10, you can tell me: write `mood = 7` under [usual] in heartdata.toml. Then I can "
        "compare with it.",
        f"{ratings_said(s)}, and too few are from before the loss to know what is usual for you."
        if s.since_loss is not None
        else f"{ratings_said(s)}, and they don't show yet what is usual for you.",
        evidence={"rated_28": s.rated_28},
    )


def fewer_entries(s: Situation) -> Suggestion | None:
    """HD103: days without an entry rose by 20 points."""
    if not s.missing_rise >= limit("missing_rise") or s.days_since("HD103") < limit("fewer_pause"):
        return None
    return make(
        "HD103",
        "data",
        "On busy or heavy days a mood without any words is enough.",
        f"{days(s.entries_28, s.days_28)} have an entry, fewer than before; days without an entry tend to be the "
        "harder ones, so your level may look better than it is.",
        evidence={"missing_rise": round(s.missing_rise)},
    )


def signs_untracked(s: Situation) -> Suggestion | None:
    """HD104: little change for a while, and most of the seven signs are not tracked."""
    unknown = [name for name in SIGNS if s.signs.get(name, "unknown") == "unknown"]
    level = "stuck" in (s.alert, s.state)
    if not level or len(unknown) < limit("unknown_signs"):
        return None
    rate, little = zip(*[words for name, words in _TO_RATE.items() if name in unknown][:3], strict=True)
    rated = ratings_said(s)
    known = f"your entries show your mood ({rated}), and" if s.rated == "mood" else f"{rated}, and your entries show"
    return make(
        "HD104",
        "data",
        f"If you like, rate {_either(rate)} from 0 to 10 now and then; it can show what might help.",
        f"{known} little of {_either(little)}.",
        evidence={"unknown_signs": len(unknown)},
    )


def _either(names: Sequence[str]) -> str:
    return listed(names).replace(" and ", " or ")
