"""The rules that ask for something: a person to talk to, or another approach."""

from __future__ import annotations

from heartdata.core.vocabulary import SIGNS
from heartdata.practices.catalogue import catalogue
from heartdata.practices.sentences import day_words
from heartdata.suggestions.choose_practice import Pick, pick_approach
from heartdata.suggestions.situation import Situation
from heartdata.suggestions.suggestion import Suggestion, level_said, make, numbers_of, ratings_said
from heartdata.suggestions.thresholds import limit

__all__ = [
    "long_slipping",
    "slipping",
    "somebody_trained",
    "stuck_alert",
    "stuck_state",
    "two_hard_weeks",
    "unwell",
]


def two_hard_weeks(s: Situation) -> Suggestion | None:
    """HD301: two hard weeks in a row."""
    if s.hard_weeks < limit("hard_weeks") or s.days_since("HD301", "HD302") < limit("reach_pause"):
        return None
    return make(
        "HD301",
        "reach_out",
        _somebody(s),
        f"the last {s.hard_weeks} weeks look hard ({ratings_said(s)}), and in such weeks a person does more than an "
        "exercise.",
        evidence={"hard_weeks": s.hard_weeks, "rated_28": s.rated_28},
    )


def slipping(s: Situation) -> Suggestion | None:
    """HD302: an early notice of a harder stretch."""
    if s.alert != "slipping" and s.state != "slipping":
        return None
    if s.days_since("HD301", "HD302") < limit("reach_pause") or s.entries_28 < limit("entries_28"):
        return None
    return make(
        "HD302",
        "reach_out",
        _somebody(s),
        f"a harder stretch may have begun ({s.told_by} is {level_said(s)}; {ratings_said(s)}); does that sound right "
        "to you?",
        evidence=numbers_of(s),
        confidence="early",
    )


def unwell(s: Situation) -> Suggestion | None:
    """HD303: feeling physically unwell has been there for four weeks."""
    if s.signs.get("feeling_unwell") != "persistent" or s.ill or s.days_since("HD303") < limit("doctor_pause"):
        return None
    since = s.since.get("feeling_unwell")
    when = f"since {day_words(since)}" if since else "for 28 days or longer"
    return make(
        "HD303",
        "reach_out",
        "A talk with your doctor may be a good idea; body and heart are looked after together.",
        f"feeling physically unwell has stood in your entries {when}.",
        evidence={"since": str(since or "")},
    )


def somebody_trained(s: Situation) -> Suggestion | None:
    """HD304: three changes suggested within half a year, and still level or harder."""
    level = "stuck" in (s.alert, s.state) or "slipping" in (s.alert, s.state)
    given = [g for g in s.past if g.kind == "change_approach" and (s.on - g.day).days <= limit("changes_within")]
    if not level or len(given) < limit("changes") or s.days_since("HD4") < limit("change_pause"):
        return None
    if s.days_since("HD304") < limit("changes_within"):
        return None
    text = "Somebody trained, such as a counsellor, a therapist or your doctor, may see what a diary cannot."
    books = catalogue().resources_for(s.profile.loss_kind)
    if books:
        text += f" For your kind of loss there is also {' or '.join(books[:2])}."
    return make(
        "HD304",
        "reach_out",
        text,
        f"{len(given)} other approaches were suggested since {day_words(given[0].day)}, and {s.told_by} is "
        f"{level_said(s)}.",
        evidence=numbers_of(s),
        practice="coach_or_therapist",
        confidence="likely",
    )


def _somebody(s: Situation) -> str:
    own = s.profile.support.get("name", "")
    contact = s.profile.support.get("contact", "")
    first = f"{own} ({contact})" if own and contact else own
    others = "a doctor, a counsellor or a help line (findahelpline.com)"
    if not s.profile.unsafe:
        others = f"a friend, {others}"
    return f"Perhaps a talk with {first + ', ' if first else ''}{'or ' if first else ''}{others}."


# Change of approach


def stuck_alert(s: Situation) -> Suggestion | None:
    """HD401: an early notice of holding level."""
    if s.alert != "stuck" or s.state == "stuck" or not _may_change(s):
        return None
    # One early question; the next one waits until it is surer or some weeks have passed.
    if s.days_since("HD4") < limit("change_time"):
        return None
    return _change(s, "HD401", f"{s.told_by} may be holding level", "early")


def stuck_state(s: Situation) -> Suggestion | None:
    """HD402: very likely holding level."""
    if s.state != "stuck" or s.alert == "slipping" or not _may_change(s):
        return None
    return _change(s, "HD402", f"{s.told_by} has been holding level", "likely")


def long_slipping(s: Situation) -> Suggestion | None:
    """HD403: a harder stretch for four weeks, after somebody to talk to was suggested."""
    if "slipping" not in (s.alert, s.state) or s.state_days < limit("slipping_days") or not _may_change(s):
        return None
    if s.days_since("HD301", "HD302") == float("inf"):
        return None
    return _change(s, "HD403", f"a harder stretch has lasted {s.state_days} days", "likely")


def _may_change(s: Situation) -> bool:
    enough = s.entries_28 >= limit("entries_28") and s.entries_42 >= limit("entries_42")
    # After two hard weeks a person comes first; that invitation has its week.
    person_first = s.hard_weeks >= limit("hard_weeks") and s.days_since("HD301", "HD302") > limit("reach_pause")
    resting = s.changed is not None and s.changed < limit("change_time")
    tried = bool(s.tried) and s.tried[-1][1] >= limit("tried_days")
    pause = limit("change_time" if tried else "change_pause")
    return enough and not person_first and not resting and s.trial is None and s.days_since("HD4") >= pause


def _change(s: Situation, code: str, how: str, confidence: str) -> Suggestion | None:
    pick = pick_approach(s)
    if pick is None:
        return None
    steps, how_to = catalogue().steps, f"{pick.practice.name}: {pick.practice.how}. Log {pick.practice.log}."
    text = f"Would something of your own be worth a try now? For example {how_to}"
    if pick.practice.step in steps:
        text = f"Would another approach be worth a try now: {steps[pick.practice.step].title}? For example {how_to}"
    why = f"{how} ({level_said(s)}; {ratings_said(s)}){_signs_and_reasons(s, pick)}."
    return make(
        code,
        "change_approach",
        text,
        why,
        evidence={**numbers_of(s), "score": pick.score},
        practice=pick.practice.id,
        confidence=confidence,
    )


def _signs_and_reasons(s: Situation, pick: Pick) -> str:
    if pick.reasons:
        return f", and {pick.reasons[0]}"
    lasting = [SIGNS[name].label for name, status in s.signs.items() if status == "persistent"]
    said = f", {' and '.join(lasting[:2])} {'has' if len(lasting) == 1 else 'have'} stayed" if lasting else ""
    return f"{said}, and {pick.practice.name} is something you do not do regularly now"
