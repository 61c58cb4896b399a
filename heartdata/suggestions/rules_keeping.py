"""The rules that change nothing: what logging would tell more, and what is worth keeping up."""

from __future__ import annotations

from heartdata.core.days import day_words
from heartdata.core.formatting import days
from heartdata.core.vocabulary import SIGNS
from heartdata.practices.catalogue import catalogue
from heartdata.suggestions.situation import Situation
from heartdata.suggestions.suggestion import Suggestion, level_said, make, numbers_of, ratings_said
from heartdata.suggestions.thresholds import limit

__all__ = [
    "fewer_entries",
    "give_it_time",
    "improving",
    "improving_with",
    "recovered",
    "signs_untracked",
    "too_few_entries",
    "trial_under_way",
    "usual_unknown",
]


def too_few_entries(s: Situation) -> Suggestion | None:
    """HD101: fewer than 10 days of the last 28 have a rating."""
    if s.rated_28 >= limit("rated_28") or s.days_28 < 14 or s.days_since("HD101") < limit("data_pause"):
        return None
    return make(
        "HD101",
        "data",
        "If it is easy for you, a mood on two or three more days a week would be enough to tell you more.",
        f"{ratings_said(s)}; from 10 on it can be told how things go.",
        evidence={"rated_28": s.rated_28},
    )


def usual_unknown(s: Situation) -> Suggestion | None:
    """HD102: neither stated nor known from before the loss what is usual."""
    if s.usual_known or s.days_since("HD102") < limit("data_pause"):
        return None
    return make(
        "HD102",
        "data",
        "Tell heartdata your usual mood from before: a line such as mood = 7 under [usual] in heartdata.toml.",
        f"{ratings_said(s)}, but too few are from before the loss to know what is usual for you.",
        evidence={"rated_28": s.rated_28},
    )


def fewer_entries(s: Situation) -> Suggestion | None:
    """HD103: days without an entry rose by 20 points."""
    if not s.missing_rise >= limit("missing_rise") or s.days_since("HD103") < limit("data_pause"):
        return None
    # Where something more important may be due, a hint about logging does not take its week.
    if s.alert:
        return None
    return make(
        "HD103",
        "data",
        "On busy or heavy days a mood without any words is enough.",
        f"{days(s.entries_28, s.days_28)} have an entry, {s.missing_rise:.0f} points fewer than before; days without "
        "an entry tend to be the heavier ones, so the level may look better than it is.",
        evidence={"missing_rise": round(s.missing_rise)},
    )


def signs_untracked(s: Situation) -> Suggestion | None:
    """HD104: level for a while, and most of the seven signs are not tracked."""
    unknown = [name for name in SIGNS if s.signs.get(name, "unknown") == "unknown"]
    level = s.alert == "stuck" or s.state == "stuck"
    if not level or len(unknown) < limit("unwell_signs") or s.days_since("HD104") < limit("data_pause"):
        return None
    # A hint about logging never takes the place of the first change.
    if s.days_since("HD4") == float("inf"):
        return None
    return make(
        "HD104",
        "data",
        "If you like, rate energy, focus or interest from 0 to 10 now and then; it shows what a change could speak to.",
        f"{len(unknown)} of the seven signs cannot be told from your entries so far.",
        evidence={"unknown_signs": len(unknown)},
    )


# Keep going


def trial_under_way(s: Situation) -> Suggestion | None:
    """HD201: a trial is under way."""
    if s.trial is None or s.hard_weeks >= limit("hard_weeks") or s.days_since("HD2") < limit("keep_pause"):
        return None
    return make(
        "HD201",
        "keep_going",
        f"Your trial of {s.trial.practice} goes on; what came of it is looked at when it ends.",
        f"its {s.trial.days} days last until {day_words(s.trial.end)}, and looking earlier would tilt the answer.",
        evidence={"days": s.trial.days, "until": str(s.trial.end)},
    )


def improving_with(s: Situation) -> Suggestion | None:
    """HD202: easing, and something seems to go with it."""
    if not _easing(s) or not s.findings or s.days_since("HD2") < limit("keep_pause"):
        return None
    found = s.findings[0]
    return make(
        "HD202",
        "keep_going",
        f"Keep going, and {found.practice} seems to go with it.",
        f"{s.told_by} is easing ({level_said(s)}; {ratings_said(s)}), and {found.wording.split('. Either')[0]}; "
        "either may lead to the other.",
        evidence=numbers_of(s),
        confidence="likely",
    )


def improving(s: Situation) -> Suggestion | None:
    """HD203: easing, and nothing stands out."""
    if not _easing(s) or s.days_since("HD2") < limit("keep_pause"):
        return None
    return make(
        "HD203",
        "keep_going",
        _keep_going(s),
        f"{s.told_by} is easing ({level_said(s)}; {ratings_said(s)}).",
        evidence=numbers_of(s),
        confidence="likely",
    )


def _keep_going(s: Situation) -> str:
    """Say to keep going; where signs last, without making little of them."""
    if "persistent" in s.signs.values():
        return "Keep going as you do: it is easing, even where some of it is still heavy."
    return "Keep going as you do; nothing needs to change."


def recovered(s: Situation) -> Suggestion | None:
    """HD204: around the usual."""
    if (
        s.state != "recovered"
        or s.alert
        or s.hard_weeks >= limit("hard_weeks")
        or s.days_since("HD2") < 2 * limit("keep_pause")
    ):
        return None
    return make(
        "HD204",
        "keep_going",
        "You are around your usual; keep what does you good.",
        f"{s.told_by} is {level_said(s)}; {ratings_said(s)}.",
        evidence=numbers_of(s),
        confidence="likely",
    )


def give_it_time(s: Situation) -> Suggestion | None:
    """HD205: a change is being tried, and it is too early to tell."""
    marked = s.changed is not None and s.changed < limit("change_time")
    lately = s.days_since("HD4") < limit("change_time")
    done = s.tried[-1] if s.tried and lately and s.tried[-1][1] >= limit("tried_days") else None
    if not (marked or done) or s.alert == "slipping" or s.hard_weeks >= limit("hard_weeks"):
        return None
    if s.days_since("HD2") < limit("keep_pause"):
        return None
    known = catalogue().practices
    text = "Give your change of approach time."
    if done and done[0] in known and not marked:
        text = f"Give it time: {known[done[0]].name} on {days(done[1])} so far."
    when = s.changed if marked else s.days_since("HD4")
    return make(
        "HD205",
        "keep_going",
        text,
        f"it began {when:.0f} days ago, and what comes of it shows after five or six weeks at the earliest.",
        evidence={"days": int(when or 0)},
    )


def _easing(s: Situation) -> bool:
    return s.state == "improving" and not s.alert and s.hard_weeks < limit("hard_weeks")
