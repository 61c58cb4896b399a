"""The coded rules, in the order in which they are asked; the first that fires is the week's suggestion.

Each is a pure function of a `Situation` and gives a `Suggestion` or None.
"""

from __future__ import annotations

from typing import Final

from heartdata.approach_pick import Pick, pick_approach
from heartdata.approach_words import day_words
from heartdata.approaches import catalogue
from heartdata.situation import SUGGESTION_RULES, Situation
from heartdata.suggestion_model import (
    Suggestion,
    SuggestionRule,
    entries_said,
    level_said,
    make,
    numbers_of,
)
from heartdata.vocabulary import SIGNS
from heartdata.wording import days

__all__ = ["RULES", "first_suggestion"]


def first_suggestion(situation: Situation) -> Suggestion | None:
    """Ask the rules in order.

    Parameters
    ----------
    situation : Situation
        Where somebody stands.

    Returns
    -------
    Suggestion or None
        The first that fires and was not declined.
    """
    declined = {code.casefold() for code in situation.profile.declined}
    for rule in RULES:
        if rule.code.casefold() in declined or rule.kind in declined:
            continue
        found = rule.ask(situation)
        if found is not None:
            return found
    return None


def _value(name: str) -> float:
    return SUGGESTION_RULES[name].value


# Data


def too_few_entries(s: Situation) -> Suggestion | None:
    """HD101: fewer than 10 days of the last 28 have an entry."""
    if s.entries_28 >= _value("entries_28") or s.days_28 < 14 or s.days_since("HD101") < _value("data_pause"):
        return None
    return make(
        "HD101",
        "data",
        "If it is easy for you, a mood on two or three more days a week would be enough to tell you more.",
        f"{entries_said(s)}; from 10 on it can be told how things go.",
        evidence={"entries_28": s.entries_28},
    )


def usual_unknown(s: Situation) -> Suggestion | None:
    """HD102: neither stated nor known from before the loss what is usual."""
    if s.usual_known or s.days_since("HD102") < _value("data_pause"):
        return None
    return make(
        "HD102",
        "data",
        "Tell heartdata your usual mood from before: a line such as mood = 7 under [usual] in heartdata.toml.",
        f"{entries_said(s)}, but too few are from before the loss to know what is usual for you.",
        evidence={"entries_28": s.entries_28},
    )


def fewer_entries(s: Situation) -> Suggestion | None:
    """HD103: days without an entry rose by 20 points."""
    if not s.missing_rise >= _value("missing_rise") or s.days_since("HD103") < _value("data_pause"):
        return None
    # Where something more important may be due, a hint about logging does not take its week.
    if s.alert:
        return None
    return make(
        "HD103",
        "data",
        "On busy or heavy days a mood without any words is enough.",
        f"{entries_said(s)}, {s.missing_rise:.0f} points fewer than before; days without an entry tend to be the "
        "heavier ones, so the level may look better than it is.",
        evidence={"missing_rise": round(s.missing_rise)},
    )


def signs_untracked(s: Situation) -> Suggestion | None:
    """HD104: level for a while, and most of the seven signs are not tracked."""
    unknown = [name for name in SIGNS if s.signs.get(name, "unknown") == "unknown"]
    level = s.alert == "stuck" or s.state == "stuck"
    if not level or len(unknown) < _value("unwell_signs") or s.days_since("HD104") < _value("data_pause"):
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
    if s.trial is None or s.hard_weeks >= _value("hard_weeks") or s.days_since("HD2") < _value("keep_pause"):
        return None
    day = (s.on - s.trial.start).days + 1
    return make(
        "HD201",
        "keep_going",
        f"Your trial of {s.trial.practice} goes on; what came of it is looked at when it ends.",
        f"it is day {max(day, 0)} of {s.trial.days}, and looking earlier would tilt the answer.",
        evidence={"day": day, "days": s.trial.days},
    )


def improving_with(s: Situation) -> Suggestion | None:
    """HD202: easing, and something seems to go with it."""
    if not _easing(s) or not s.findings or s.days_since("HD2") < _value("keep_pause"):
        return None
    found = s.findings[0]
    return make(
        "HD202",
        "keep_going",
        f"Keep going, and {found.practice} seems to go with it.",
        f"mood is easing ({level_said(s)}; {entries_said(s)}), and {found.wording.split('. Either')[0]}; "
        "either may lead to the other.",
        evidence=numbers_of(s),
        confidence="likely",
    )


def improving(s: Situation) -> Suggestion | None:
    """HD203: easing, and nothing stands out."""
    if not _easing(s) or s.days_since("HD2") < _value("keep_pause"):
        return None
    return make(
        "HD203",
        "keep_going",
        "Keep going as you do; nothing needs to change.",
        f"mood is easing ({level_said(s)}; {entries_said(s)}).",
        evidence=numbers_of(s),
        confidence="likely",
    )


def recovered(s: Situation) -> Suggestion | None:
    """HD204: around the usual."""
    if (
        s.state != "recovered"
        or s.alert
        or s.hard_weeks >= _value("hard_weeks")
        or s.days_since("HD2") < 2 * _value("keep_pause")
    ):
        return None
    return make(
        "HD204",
        "keep_going",
        "You are around your usual; keep what does you good.",
        f"mood is {level_said(s)}; {entries_said(s)}.",
        evidence=numbers_of(s),
        confidence="likely",
    )


def give_it_time(s: Situation) -> Suggestion | None:
    """HD205: a change is being tried, and it is too early to tell."""
    marked = s.changed is not None and s.changed < _value("change_time")
    lately = s.days_since("HD4") < _value("change_time")
    done = s.tried[-1] if s.tried and lately and s.tried[-1][1] >= _value("tried_days") else None
    if not (marked or done) or s.alert == "slipping" or s.hard_weeks >= _value("hard_weeks"):
        return None
    if s.days_since("HD2") < _value("keep_pause"):
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
    return s.state == "improving" and not s.alert and s.hard_weeks < _value("hard_weeks")


# Reach out


def two_hard_weeks(s: Situation) -> Suggestion | None:
    """HD301: two hard weeks in a row."""
    if s.hard_weeks < _value("hard_weeks") or s.days_since("HD301", "HD302") < _value("reach_pause"):
        return None
    return make(
        "HD301",
        "reach_out",
        _somebody(s),
        f"the last {s.hard_weeks} weeks look hard ({entries_said(s)}), and in such weeks a person does more than an "
        "exercise.",
        evidence={"hard_weeks": s.hard_weeks, "entries_28": s.entries_28},
    )


def slipping(s: Situation) -> Suggestion | None:
    """HD302: an early notice of a harder stretch."""
    if s.alert != "slipping" and s.state != "slipping":
        return None
    if s.days_since("HD301", "HD302") < _value("reach_pause") or s.entries_28 < _value("entries_28"):
        return None
    return make(
        "HD302",
        "reach_out",
        _somebody(s),
        f"a harder stretch may have begun (mood is {level_said(s)}; {entries_said(s)}); does that sound right to you?",
        evidence=numbers_of(s),
        confidence="early",
    )


def unwell(s: Situation) -> Suggestion | None:
    """HD303: feeling physically unwell has been there for four weeks."""
    if s.signs.get("feeling_unwell") != "persistent" or s.ill or s.days_since("HD303") < _value("doctor_pause"):
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
    given = [g for g in s.past if g.kind == "change_approach" and (s.on - g.day).days <= _value("changes_within")]
    if not level or len(given) < _value("changes") or s.days_since("HD4") < _value("change_pause"):
        return None
    if s.days_since("HD304") < _value("changes_within"):
        return None
    return make(
        "HD304",
        "reach_out",
        "Somebody trained, such as a counsellor, a therapist or your doctor, may see what a diary cannot.",
        f"{len(given)} other approaches were suggested since {day_words(given[0].day)}, and mood is {level_said(s)}.",
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
    if s.days_since("HD4") < _value("change_time"):
        return None
    return _change(s, "HD401", "mood may be holding level", "early")


def stuck_state(s: Situation) -> Suggestion | None:
    """HD402: very likely holding level."""
    if s.state != "stuck" or s.alert == "slipping" or not _may_change(s):
        return None
    return _change(s, "HD402", "mood has been holding level", "likely")


def long_slipping(s: Situation) -> Suggestion | None:
    """HD403: a harder stretch for four weeks, after somebody to talk to was suggested."""
    if "slipping" not in (s.alert, s.state) or s.state_days < _value("slipping_days") or not _may_change(s):
        return None
    if s.days_since("HD301", "HD302") == float("inf"):
        return None
    return _change(s, "HD403", f"a harder stretch has lasted {s.state_days} days", "likely")


def _may_change(s: Situation) -> bool:
    enough = s.entries_28 >= _value("entries_28") and s.entries_42 >= _value("entries_42")
    # After two hard weeks a person comes first; that invitation has its week.
    person_first = s.hard_weeks >= _value("hard_weeks") and s.days_since("HD301", "HD302") > _value("reach_pause")
    resting = s.changed is not None and s.changed < _value("change_time")
    tried = bool(s.tried) and s.tried[-1][1] >= _value("tried_days")
    pause = _value("change_time" if tried else "change_pause")
    return enough and not person_first and not resting and s.trial is None and s.days_since("HD4") >= pause


def _change(s: Situation, code: str, how: str, confidence: str) -> Suggestion | None:
    pick = pick_approach(s)
    if pick is None:
        return None
    step = catalogue().steps[pick.practice.step].title
    text = (
        f"Would another approach be worth a try now: {step}? For example {pick.practice.name}: {pick.practice.how}. "
        f"Log {pick.practice.log}."
    )
    why = f"{how} ({level_said(s)}; {entries_said(s)}){_signs_and_reasons(s, pick)}."
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


RULES: Final[tuple[SuggestionRule, ...]] = (
    SuggestionRule("HD101", "data", "fewer than 10 of the last 28 days have an entry", too_few_entries),
    SuggestionRule("HD102", "data", "your usual level is neither stated nor known from before", usual_unknown),
    SuggestionRule("HD103", "data", "days without an entry rose by 20 points", fewer_entries),
    SuggestionRule("HD104", "data", "level for a while, and most of the seven signs are not tracked", signs_untracked),
    SuggestionRule("HD201", "keep_going", "a trial is under way", trial_under_way),
    SuggestionRule("HD202", "keep_going", "easing, and something seems to go with it", improving_with),
    SuggestionRule("HD203", "keep_going", "easing, and nothing stands out", improving),
    SuggestionRule("HD204", "keep_going", "around your usual", recovered),
    SuggestionRule("HD205", "keep_going", "a change is being tried, and it is too early to tell", give_it_time),
    SuggestionRule("HD301", "reach_out", "two hard weeks in a row: a person before an exercise", two_hard_weeks),
    SuggestionRule("HD302", "reach_out", "an early notice of a harder stretch", slipping),
    SuggestionRule("HD303", "reach_out", "feeling physically unwell for four weeks", unwell),
    SuggestionRule(
        "HD304", "reach_out", "three changes within half a year, and still level or harder", somebody_trained
    ),
    SuggestionRule("HD401", "change_approach", "an early notice of holding level", stuck_alert),
    SuggestionRule("HD402", "change_approach", "very likely holding level", stuck_state),
    SuggestionRule("HD403", "change_approach", "a harder stretch for four weeks", long_slipping),
)
