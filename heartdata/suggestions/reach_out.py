"""The rules about people: they come first, and they never rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from heartdata.core.days import day_words
from heartdata.suggestions.hard_weeks import LONGEST_RUN
from heartdata.suggestions.situation import Situation
from heartdata.suggestions.suggestion import Suggestion, level_said, make, numbers_of, ratings_said
from heartdata.suggestions.thresholds import limit


def body_alarm(s: Situation) -> Suggestion | None:
    """HD305: chest pain, fainting or another alarming symptom; never delayed, and never shown as a tally."""
    if not s.alarms:
        return None
    labels = [alarm.label for alarm in s.alarms][:3]
    named = " and ".join([", ".join(labels[:-1]), labels[-1]] if len(labels) > 1 else labels)
    found = make(
        "HD305",
        "reach_out",
        f"Please have {named} looked at by a doctor soon. If it is strong, sudden or new, call your local emergency "
        "number now.",
        "it is in your entries, and only a doctor can tell where it comes from. Your body deserves care, whatever "
        "else hurts.",
        evidence={"last_day": str(max(alarm.last_day for alarm in s.alarms))},
    )
    return replace(found, decline="If a doctor has looked at it already, feel free to skip this.")


def hard_weeks(s: Situation) -> Suggestion | None:
    """HD301: hard weeks, or a very low day in one; a person helps more than an exercise."""
    if not s.person_first or s.days_since("HD301") < limit("hard_pause"):
        return None
    long = s.hard_weeks >= limit("long_hard_weeks")
    lately = f"the last {s.hard_weeks} weeks{' or more' if s.hard_weeks >= LONGEST_RUN else ''} have been hard"
    weeks = "this week has been hard" if s.hard_weeks == 1 else lately
    found = make(
        "HD301",
        "reach_out",
        f"It has been dark for a long time. {_somebody(s, 'Please talk today to')}." if long else _invitation(s),
        f"{weeks}, and in such weeks people help more than exercises.",
        evidence={"hard_weeks": s.hard_weeks, "rated_28": s.rated_28},
    )
    return replace(found, decline="Not what you need? Feel free to skip this.")


def slipping(s: Situation) -> Suggestion | None:
    """HD302: an early notice of a harder stretch."""
    if "slipping" not in (s.alert, s.state) or s.entries_28 < limit("entries_28"):
        return None
    if s.days_since("HD301", "HD302") < limit("reach_pause"):
        return None
    begun = s.state_days < limit("slipping_days")
    how = "a harder stretch may have begun" if begun else "the past weeks may have been harder than those before"
    return make(
        "HD302",
        "reach_out",
        _invitation(s),
        f"{how} ({s.rated} is {level_said(s)}; {ratings_said(s)}). Does that sound right to you?",
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
        "A talk with your doctor may be a good idea. Loss is hard on the body too, and body and heart both need care.",
        f"your entries say that you have felt physically unwell {when}.",
        evidence={"since": str(since or "")},
    )


def short_nights(s: Situation) -> Suggestion | None:
    """HD306: four weeks of very short nights."""
    if not s.short_nights <= limit("short_nights") or s.days_since("HD306") < limit("sleep_pause"):
        return None
    return make(
        "HD306",
        "reach_out",
        "You have slept very little for weeks; no wonder if everything is harder. That alone is reason enough to see "
        "a doctor, and sleep is something they can help with.",
        f"your nights have been about {s.short_nights:.1f} hours long for four weeks.",
        evidence={"hours": round(s.short_nights, 1)},
    )


def lasting(s: Situation) -> Suggestion | None:
    """HD304: hard for half a year or longer, well below the usual, and not getting lighter."""
    if not {"stuck", "slipping"} & {s.alert, s.state} or s.days_since("HD304") < limit("trained_pause"):
        return None
    days = s.state_days if s.since_loss is None else s.since_loss
    if days < limit("lasting_days") or not (_long_below(s) or _long_heavy(s)):
        return None
    text = (
        "What stays this heavy for this long can be helped: a counsellor or therapist who knows about loss, or your "
        "doctor to begin with, may see what a diary cannot."
    )
    if s.shares.get("coach_or_therapist") or s.logged & {"therapy", "therapist", "counselling", "counsellor"}:
        text = (
            "It is good that you have somebody trained by your side. It may be worth telling them that it has stayed "
            "this heavy."
        )
    return make(
        "HD304",
        "reach_out",
        text,
        "it has been heavy for a long time."
        if s.hard_weeks
        else f"it has been heavy for a long time, and {s.rated} is {level_said(s)} ({ratings_said(s)}).",
        evidence=numbers_of(s),
        practice="coach_or_therapist",
        confidence="likely",
    )


def much_at_once(s: Situation) -> Suggestion | None:
    """HD307: several signs for four weeks or longer, with nothing else to offer."""
    there = sum(status == "persistent" for status in s.signs.values())
    lighter = s.state in ("improving", "recovered") and not s.alert
    if there < limit("lasting_signs") or lighter or s.days_since("HD3") < limit("reach_pause"):
        return None
    # Somebody who has long lived with them knows; a reminder a month would be one more thing to carry.
    if s.days_since("HD307") < limit("lasting_pause"):
        return None
    return make(
        "HD307",
        "reach_out",
        _invitation(s),
        f"{there} of the seven signs have been there for four weeks or longer, and that is a lot to carry alone.",
        evidence={"signs": there},
    )


def _long_below(s: Situation) -> bool:
    """Well below the usual now and for most of half a year; a harder stretch after good months is no long time."""
    far = limit("lasting_gap")
    return s.usual - s.level >= far and not s.usual - s.half_year < far


def _long_heavy(s: Situation) -> bool:
    """Several signs have been there for half a year."""
    since = sorted(s.since.get(name, date.min) for name, status in s.signs.items() if status == "persistent")
    least = int(limit("lasting_signs"))
    return len(since) >= least and (s.on - since[least - 1]).days >= limit("lasting_days")


def _invitation(s: Situation) -> str:
    return f"{_somebody(s, 'Perhaps a talk with')}."


def _somebody(s: Situation, verb: str) -> str:
    """Name whom to talk to: the person named in the profile before anybody else, safe people always."""
    name, contact = s.profile.support.get("name", ""), s.profile.support.get("contact", "")
    own = f"{name} ({contact})" if name and contact else name or contact
    young = s.profile.age in ("child", "teen")
    others = ["one adult you trust" if young else "someone you feel safe with" if s.profile.unsafe else "a friend"]
    others += ["a doctor", "a counsellor"] if not young else ["a doctor", "a helpline for young people"]
    if s.profile.unsafe:
        others.append("a domestic-abuse line, from a device that only you use")
    elif not young:
        others.append("a helpline")
    people = [own, *others] if own else others
    return f"{verb} {', '.join(people[:-1])} or {people[-1]} (findahelpline.com lists helplines by country)"
