"""The rules for weeks in which nothing new is needed; they describe and never praise."""

from __future__ import annotations

from heartdata.core.days import day_words
from heartdata.core.formatting import days
from heartdata.practices.catalogue import catalogue
from heartdata.suggestions.choose_practice import can_be_offered
from heartdata.suggestions.situation import Situation
from heartdata.suggestions.suggestion import (
    Suggestion,
    level_said,
    make,
    numbers_of,
    ratings_said,
    signs_still_there,
)
from heartdata.suggestions.thresholds import limit

_NOTHING_NEW = "Nothing new is needed from you this week."


def trial_under_way(s: Situation) -> Suggestion | None:
    """HD201: a trial is under way."""
    if s.trial is None or s.days_since("HD2") < limit("keep_pause"):
        return None
    return make(
        "HD201",
        "keep_going",
        f"Your trial of {s.trial.practice} is under way; the result comes when it ends.",
        f"its {s.trial.days} days last until {day_words(s.trial.end)}, and looking earlier would mislead.",
        evidence={"days": s.trial.days, "until": str(s.trial.end)},
    )


def improving_with(s: Situation) -> Suggestion | None:
    """HD202: lighter than some weeks ago, and a practice goes with better days."""
    if not s.findings or not _lighter(s):
        return None
    found = s.findings[0]
    return make(
        "HD202",
        "keep_going",
        f"It looks a bit lighter than some weeks ago, and days with {found.practice} tend to be better ones. "
        f"{_NOTHING_NEW}",
        f"{s.rated} is {level_said(s)} ({ratings_said(s)}). {found.comparison} Either may lead to the other, or "
        "something else to both.",
        evidence=numbers_of(s),
        confidence="likely",
    )


def improving(s: Situation) -> Suggestion | None:
    """HD203: lighter than some weeks ago, and not far below the usual."""
    if not _lighter(s):
        return None
    return make(
        "HD203",
        "keep_going",
        f"It looks a bit lighter than some weeks ago{signs_still_there(s)}. {_NOTHING_NEW}",
        f"{s.rated} is {level_said(s)} ({ratings_said(s)}).",
        evidence=numbers_of(s),
        confidence="likely",
    )


def recovered(s: Situation) -> Suggestion | None:
    """HD204: around the usual."""
    early = s.days_since("HD204") < limit("recovered_pause") or s.days_since("HD2") < limit("keep_pause")
    if s.state != "recovered" or s.alert or early:
        return None
    return make(
        "HD204",
        "keep_going",
        f"You are back around your usual{signs_still_there(s)}. A hard day may still come, and that's fine. "
        f"{_NOTHING_NEW}",
        f"{s.rated} is {level_said(s)} ({ratings_said(s)}).",
        evidence=numbers_of(s),
        confidence="likely",
    )


def give_it_time(s: Situation) -> Suggestion | None:
    """HD205: a change is being tried, and it is too early to see what comes of it."""
    if s.alert == "slipping" or s.days_since("HD2") < limit("keep_pause"):
        return None
    found = _lately_marked(s) or _lately_tried(s)
    if found is None:
        return None
    text, reason, since = found
    return make(
        "HD205",
        "keep_going",
        text,
        f"{reason}, and it takes about six weeks to see what comes of it.",
        evidence={"days": since},
    )


def _lately_marked(s: Situation) -> tuple[str, str, int] | None:
    """Text, half a reason, and the days since: a change that was marked."""
    if s.changed is None or s.changed >= limit("change_time"):
        return None
    when = f"{days(s.changed)} ago" if s.changed else "today"
    text = "New things take time. If it feels right, give what is new a few more weeks."
    return text, f"the change you marked began {when}", s.changed


def _lately_tried(s: Situation) -> tuple[str, str, int] | None:
    """The same for the latest idea: only what the entries say, as it may be old, or never have been read."""
    ago = s.days_since("HD4")
    if not s.tried or ago >= limit("change_time") or s.tried[-1][1] < limit("tried_days"):
        return None
    practice, done = s.tried[-1]
    known = catalogue().practices
    name = known[practice].name if practice in known else practice
    text = f"Things take time. If it feels right, you could give {name} a few more weeks."
    return text, f"your entries have {name} on {done} of the last {days(int(ago))}", int(ago)


def still_open(s: Situation) -> Suggestion | None:
    """HD206: little change, and the latest idea is not in the entries since; it may never have been read."""
    given = next((g for g in reversed(s.past) if g.kind == "change_approach"), None)
    if given is None or s.begun is not None or s.trial is not None or s.risen or "stuck" not in (s.alert, s.state):
        return None
    ago = (s.on - given.day).days
    changed = s.changed is not None and s.changed <= ago
    early = min(ago, s.days_since("HD2")) < limit("keep_pause")
    refused = {given.code.casefold(), "change_approach"} & {word.casefold() for word in s.profile.declined}
    practice = next((p for p in can_be_offered(s) if p.id == given.practice), None)
    if changed or early or refused or practice is None or s.just_hard or ago >= limit("change_time"):
        return None
    how = "has been" if s.state == "stuck" else "may have been"
    return make(
        "HD206",
        "keep_going",
        f"If you like, here is one idea: {practice.name}. There is no hurry, and one thing at a time is enough.",
        f"there {how} little change in {s.rated} for a while ({level_said(s)}; {ratings_said(s)}).",
        evidence=numbers_of(s),
        practice=given.practice,
        confidence="early",
    )


def _lighter(s: Situation) -> bool:
    # Far below the usual, "lighter" would sound as if that were enough.
    near = not s.usual - s.level > limit("lighter_gap")
    return s.state == "improving" and not s.alert and near and s.days_since("HD2") >= limit("keep_pause")
