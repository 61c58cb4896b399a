"""The rules that offer another approach, where things have not changed for a while."""

from __future__ import annotations

from heartdata.core.vocabulary import SIGNS
from heartdata.practices.catalogue import catalogue
from heartdata.suggestions.choose_practice import Pick, choose_practice
from heartdata.suggestions.situation import Situation
from heartdata.suggestions.suggestion import Suggestion, level_said, make, numbers_of, ratings_said
from heartdata.suggestions.thresholds import limit


def stuck_alert(s: Situation) -> Suggestion | None:
    """HD401: an early notice of little change or, in the first months, little change likelier for two weeks."""
    early = (s.alert == "stuck" and _likely(s)) or (s.leans_stuck and s.alert != "slipping")
    if not early or s.state == "stuck" or not _may_change(s):
        return None
    return _change(s, "HD401", f"there may have been little change in {s.rated} for a while", "early")


def stuck_state(s: Situation) -> Suggestion | None:
    """HD402: very likely little change."""
    if s.state != "stuck" or s.alert == "slipping" or not _likely(s) or not _may_change(s):
        return None
    return _change(s, "HD402", f"there has been little change in {s.rated} for a while", "likely")


def long_slipping(s: Situation) -> Suggestion | None:
    """HD403: a harder stretch for four weeks, after somebody to talk to was suggested."""
    if "slipping" not in (s.alert, s.state) or s.state_days < limit("slipping_days") or not _may_change(s):
        return None
    if s.days_since("HD301", "HD302") == float("inf"):
        return None
    return _change(s, "HD403", f"a harder stretch has lasted {s.state_days} days", "likely")


def _likely(s: Situation) -> bool:
    # A notice or a state lasts on while it becomes less likely; most of the wrong offers came then.
    return not s.p_stuck < limit("likely_stuck")


def _may_change(s: Situation) -> bool:
    enough = s.entries_28 >= limit("entries_28") and s.entries_42 >= limit("entries_42")
    # One change at a time: none before the last one's own time is over, somebody trained included.
    latest = min(s.days_since("HD4", "HD304"), *(d for d in (s.changed, s.begun) if d is not None), float("inf"))
    return enough and not s.risen and not s.just_hard and s.trial is None and latest >= limit("change_time")


def _change(s: Situation, code: str, how: str, confidence: str) -> Suggestion | None:
    pick = choose_practice(s)
    if pick is None:
        return None
    log = f"If you log {pick.practice.log}, heartdata can show later how those days went."
    steps, how_to = (
        catalogue().steps,
        f"{pick.practice.name}: {pick.practice.how_for(s.profile)}. {log}",
    )
    text = f"Would something of your own be worth a try now? For example {how_to}"
    if pick.practice.step in steps:
        title = steps[pick.practice.step].title_for(s.profile)
        text = f"Would another approach be worth a try now: {title}? For example {how_to}"
    return make(
        code,
        "change_approach",
        text,
        f"{how} ({level_said(s)}; {ratings_said(s)}){_signs_and_reasons(s, pick)}.",
        evidence={**numbers_of(s), "score": pick.score},
        practice=pick.practice.id,
        confidence=confidence,
    )


def _signs_and_reasons(s: Situation, pick: Pick) -> str:
    if pick.reasons:
        return f", and {pick.reasons[0]}"
    lasting = [SIGNS[name].label for name, status in s.signs.items() if status == "persistent"]
    said = f", with {' and '.join(lasting[:2])} there for weeks" if lasting else ""
    seldom = s.shares.get(pick.practice.id, 0.0) < limit("regular")
    return f"{said}, and {pick.practice.name} seldom came up in your entries lately" if seldom else said
