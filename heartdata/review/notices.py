"""What people read: a week in plain sentences. Kind, exact, and never more certain than the entries allow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from heartdata.core.formatting import compared_with, days
from heartdata.core.vocabulary import STATES

if TYPE_CHECKING:
    from heartdata.review.week import WeekReview

__all__ = [
    "NOT_A_DEVICE",
    "STOP",
    "coverage",
    "headline",
    "lead",
    "question",
    "week_sentences",
]

STOP: Final = (
    'heartdata runs only when you start it. To stop, delete this file; the command "heartdata forget" lists and '
    "removes all that heartdata wrote. Your exports stay as they are, and nothing was ever sent anywhere. A pause "
    "loses nothing."
)
NOT_A_DEVICE: Final = "heartdata is not a medical device and makes no diagnosis."


def headline(review: WeekReview) -> str:
    """Say the week in a few words, the first that one reads."""
    if review.first_days:
        return review.first_words()[0]
    state = str(review.progress.get("state", "unclear"))
    if state != "unclear":
        return f"{_capital(STATES[state])}, so far"
    mood = review.mood
    if mood["compared"] is not None:
        return f"Mood {compared_with(mood['compared'], mood['mean'], mood['week_before'])} the week before"
    if mood["mean"] is not None:
        return f"Mood {mood['mean']:.1f} of 10 on average"
    return _capital(STATES["unclear"])


def lead(review: WeekReview) -> str:
    """Say below the headline what it rests on."""
    if review.first_days:
        return " ".join(review.first_words()[1:])
    progress = review.progress
    if not progress.get("reason"):
        return str(progress["sentence"])
    if progress["state"] == "unclear" and headline(review) != _capital(STATES["unclear"]):
        return f"How it goes: {STATES['unclear']} ({progress['reason']})."
    return f"{_capital(progress['reason'])}."


def question(review: WeekReview) -> str:
    """Ask whether an early notice fits."""
    if review.first_days:
        return ""
    asked = str(review.progress.get("question") or "")
    # Where the headline has said it already, only the question is left.
    if asked and review.progress["alert"] == review.progress["state"]:
        return _capital(asked.rpartition(": ")[2])
    return asked


def coverage(review: WeekReview) -> str:
    """Say how many days have an entry; missing days are no fault."""
    if review.first_days:
        return ""
    week, month = review.coverage["days_logged"], review.coverage["days_logged_28"]
    have = "has" if week == 1 else "have"
    return f"{days(week, 7)} {have} an entry, {month} of the 28 to Sunday. Compared only with yourself."


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def week_sentences(review: WeekReview) -> list[str]:
    """Say a week in words."""
    if review.first_days:
        return review.first_words()
    logged = review.coverage["days_logged"]
    lines = [review.progress["sentence"], f"{days(logged, 7)} {'has' if logged == 1 else 'have'} an entry."]
    return lines + [line for line in (_mood(review), _sleep(review), _practices(review)) if line]


def _mood(review: WeekReview) -> str:
    mood = review.mood
    if mood["mean"] is None:
        if mood["days"]:
            return "Mood is logged on one day, too few for a weekly level."
        if any("[moods]" in note for note in review.notes):
            return (
                "No mood of this week has a known level; a line for its name under [moods] in heartdata.toml gives one."
            )
        return "No mood is logged this week."
    said = f"Mood: {mood['mean']:.1f} of 10 on average over {days(mood['days'])}"
    if mood["compared"] is not None:
        compared = compared_with(mood["compared"], mood["mean"], mood["week_before"])
        said += f", {compared} the week before ({mood['week_before']:.1f})"
    elif mood["week_before"] is not None:
        said += f" (the week before: {mood['week_before']:.1f})"
    if mood["usual"] is not None:
        origin = "as you stated it" if mood["usual_origin"] == "stated" else f"from {days(mood['usual_days'])} before"
        said += f". Your usual is {mood['usual']:.1f} ({origin})"
    return f"{said}."


def _sleep(review: WeekReview) -> str:
    sleep = review.sleep
    clocks = ""
    if sleep["bedtime"] and sleep["waketime"]:
        clocks = f"to bed around {sleep['bedtime']} and up around {sleep['waketime']}"
    nights = "1 night" if sleep["nights"] == 1 else f"{sleep['nights']} nights"
    if sleep["hours"] is None:
        return f"Sleep: {clocks}, over {nights}." if clocks else ""
    said = f"Sleep: {sleep['hours']:.1f} hours a night over {nights}"
    if sleep["week_before"] is not None:
        said += f" (the week before: {sleep['week_before']:.1f})"
    return f"{said}, {clocks}." if clocks else f"{said}."


def _practices(review: WeekReview) -> str:
    if not review.practices:
        return ""
    done = ", ".join(f"{p['name']} on {days(p['days'])}" for p in review.practices[:5])
    return f"What you did for yourself and with others: {done}."
