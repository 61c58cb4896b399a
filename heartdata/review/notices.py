"""What people read: a week in plain sentences. Kind, exact, and never more certain than the entries allow."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from heartdata.core.formatting import compared_with, days
from heartdata.core.unknown_levels import held_back
from heartdata.core.vocabulary import SIGNS
from heartdata.recovery.sentences import CLOSE, state_words
from heartdata.recovery.thresholds import limit as limit_of_recovery
from heartdata.review.help_lines import hard_week_line
from heartdata.suggestions.thresholds import limit

if TYPE_CHECKING:
    from heartdata.review.week import WeekReview

STOP: Final = (
    'heartdata runs only when you start it. To stop, delete this file; the command "heartdata forget" lists and '
    "removes all that heartdata wrote. Your exports stay as they are, and nothing was ever sent anywhere. A pause "
    "loses nothing."
)
_UNKNOWN_MOOD: Final = re.compile(r'("(?:[^"\\]|\\.)*") = \?')
_KNOWN_MOOD: Final = re.compile(r'("(?:[^"\\]|\\.)*") = (\d[\d.]*)')
_MOST_MOODS: Final = 6
_BELOW: Final = ("A little below your usual", "A little below your usual", "Below your usual", "Well below your usual")
_LIGHTER: Final = ("improving", "recovered")
NOTHING_TO_COMPARE: Final = "There is nothing to compare now, and that's fine."
NO_NUMBERS: Final = (
    "Most of your moods have no number yet, so there is nothing to compare. You can give one to each name, from 1 "
    "(worst) to 5 (best), under [moods] in heartdata.toml."
)
NO_DAY: Final = "nothing is logged yet"
NOT_A_DEVICE: Final = "heartdata is not a medical device and makes no diagnosis."


def headline(review: WeekReview) -> str:
    """Say the week in a few words, the first that one reads."""
    if review.first_days:
        return review.first_words()[0]
    mood = review.mood
    if review.hard_weeks > 1:
        return "These weeks have been hard"
    if review.hard_weeks:
        low = mood["mean"] is None or mood["mean"] <= limit("hard_level")
        return "This week has been hard" if low else "A harder week than those before"
    if review.progress["state"] != "unclear":
        return _capital(state_words(review.progress, usual=usual_of_level(review), mean=mood["mean"]))
    if described := _level_and_direction(review):
        return described
    if question(review):
        # A figure of one week would argue with it.
        return "How have these weeks been for you?"
    if mood["compared"] is not None:
        return f"Mood {compared_with(mood['compared'], mood['mean'], mood['week_before'])} the week before"
    if mood["mean"] is not None:
        return f"Mood {mood['mean']:.1f} of 10 on average"
    hours = review.sleep["hours"]
    return "Too early to say" if hours is None or mood["days"] else f"About {hours:.1f} hours of sleep a night"


def usual_of_level(review: WeekReview) -> float | None:
    """The usual mood; None where something else is rated, of which it says nothing."""
    nothing = not review.daily.empty and review.daily["mood"].isna().all()
    usual: float | None = None if nothing else review.mood["usual"]
    return usual


def _level_and_direction(review: WeekReview) -> str:
    """Say where the level is, and which way it went, where no state is named; "" where that is not known."""
    progress, usual = review.progress, usual_of_level(review)
    level, low, high = (progress.get(name) for name in ("level", "low", "high"))
    if usual is None or level is None or low is None or high is None:
        return ""
    if progress["alert"] == "slipping" or not progress["assessed"]:
        return ""
    below, mean = usual - level, review.mood["mean"]
    if high < usual:
        far = _how_far(below)
        words = _BELOW[min(far, 1) if _has_come_close(review) else far]
        if mean is not None and _how_far(usual - mean) < far:
            words += " over the past weeks"  # This week's mood, on the same page, is nearer to it.
    else:
        near = below <= limit_of_recovery("near_points")
        words = "Not far from your usual" if near else "Perhaps below your usual"
    if progress["alert"]:  # the question says which way it went
        return words if high < usual else ""
    month = review.journey.iloc[:-28].tail(1) if "level" in review.journey else review.journey
    if not words or month.empty or not review.journey["level"].notna().any():
        return words
    then = month.iloc[0]
    if then["high"] < level and then["level"] < low:
        return f"{words}, and higher than four weeks ago"
    return f"{words}, and lower than four weeks ago" if then["low"] > level and then["level"] > high else words


def _how_far(below: float) -> int:
    """Return how many of the borders below the usual, in points, are passed."""
    return sum(below > limit_of_recovery(border) for border in ("level_points", "near_points", "close_points"))


def _has_come_close(review: WeekReview) -> bool:
    """Whether the reason says that the level has come close to the usual, and the numbers do not say otherwise."""
    usual, level = usual_of_level(review), review.progress.get("level")
    far = usual is not None and level is not None and usual - level > limit_of_recovery("close_points")
    return str(review.progress.get("reason")).startswith(CLOSE) and not far


def lead(review: WeekReview) -> str:
    """Say below the headline what it rests on: in hard weeks a warm sentence, and no number."""
    if review.first_days:
        return " ".join(review.first_words()[1:])
    if review.hard_weeks or review.anniversary:
        return hard_week_line(
            review.loss_kind, unsafe=review.unsafe, age=review.age, anniversary=review.anniversary,
            since_loss=review.since_loss,
        )  # fmt: skip
    progress = review.progress
    reason = _sentence(str(progress.get("reason") or NO_DAY))
    if usual_of_level(review) is None:
        # Who began to log after the loss has no usual to be around.
        reason = reason.replace("around your usual", "much as when you began")
    if progress["state"] == "stuck" and progress.get("level") is not None:
        # The headline has said what the reason would say.
        return f"Over the past weeks your level was around {progress['level']:.1f} of 10."
    if progress["state"] != "unclear":
        return reason + _this_week(review) + _still_there(review)
    if question(review):
        level, usual = progress.get("level"), usual_of_level(review)
        if level is None or usual is None:
            return "You know best, so take this as a question."
        return f"Over the past weeks your level was around {level:.1f} of 10; your usual is {usual:.1f}."
    if headline(review) == "Too early to say":
        return reason
    if _has_come_close(review):
        return reason
    if str(progress.get("reason")).startswith(CLOSE):  # by the person's own swings, which are large
        reason = "A few more weeks will show."
    if _level_and_direction(review):
        return f"It isn't clear yet where this is heading. {reason}"
    opened = "It isn't clear" if progress["assessed"] else "It's too early to say"
    return f"{opened} how things are going. {reason}"


def question(review: WeekReview) -> str:
    """Ask whether an early notice fits; not where the headline says that it is hard."""
    asked = str(review.progress.get("question") or "")
    if review.first_days or review.hard_weeks or not asked:
        return ""
    # Where the headline has said it already, only the question is left.
    return _capital(asked.rpartition(": ")[2]) if review.progress["alert"] == review.progress["state"] else asked


def progress_line(review: WeekReview) -> str:
    """Say how it goes in one line: headline, what it rests on, and the question where there is one."""
    first = headline(review)
    first = first if first.endswith((".", "!", "?")) else f"{first}."
    return " ".join(part for part in (first, lead(review), question(review)) if part)


def _persistent(review: WeekReview) -> list[str]:
    return [SIGNS[sign["sign"]].label for sign in review.signs if sign["status"] == "persistent"]


def _still_there(review: WeekReview) -> str:
    """Name persistent signs beside a good state, so that nothing is made little of."""
    there = _persistent(review)[:2]
    if not there or review.progress["state"] not in _LIGHTER:
        return ""
    return f" Still there: {' and '.join(there)}."


def _this_week(review: WeekReview) -> str:
    """Say beside harder weeks that this one was lighter, where its mood on the same page shows that."""
    mean, level = review.mood["mean"], review.progress.get("level")
    if review.progress["state"] != "slipping" or mean is None or level is None:
        return ""
    return " This week was a little lighter." if mean - level > limit_of_recovery("level_points") else ""


def _sentence(words: str) -> str:
    words = _capital(words)
    return words if words.endswith((".", "?", "!")) else f"{words}."


def nothing_to_compare(review: WeekReview) -> str:
    """Say why nothing goes with better days yet, where that is no matter of more days; "" otherwise."""
    if not review.effects.empty:
        return ""
    if review.help_first or review.first_days:
        return NOTHING_TO_COMPARE  # nobody is asked for more entries now
    return NO_NUMBERS if len(review.daily) and held_back(review.daily)[-1] else ""


def coverage(review: WeekReview) -> str:
    """Say how many days have an entry; missing days are no fault."""
    if review.first_days:
        return ""
    week, month = review.coverage["days_logged"], review.coverage["days_logged_28"]
    if not month:
        return "Only your nights are known so far. You're compared only with yourself."
    have = "has" if week == 1 else "have"
    said = f"{days(week, 7)} {have} an entry, and {month} of the last 28. You're compared only with yourself."
    return " ".join(filter(None, (said, newer_line(review))))


def newer_line(review: WeekReview) -> str:
    """Say why the newest days are not shown; "" where they are."""
    if not review.newer_days:
        return ""
    return f"The new week has only {days(review.newer_days)} so far, so this is the last full one."


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def week_sentences(review: WeekReview) -> list[str]:
    """Say a week in words."""
    if review.first_days:
        return review.first_words()
    logged = review.coverage["days_logged"]
    have = f"{days(logged, 7)} {'has' if logged == 1 else 'have'} an entry."
    if not logged and review.sleep["nights"]:
        have = "Only your nights are logged this week."
    lines = [progress_line(review), have]
    lines[1] = " ".join(filter(None, (lines[1], newer_line(review))))
    said = (_mood(review), _sleep(review), _lasting(review), _practices(review))
    return lines + [line for line in said if line]


def _lasting(review: WeekReview) -> str:
    """Name what has been there for weeks, which is felt whether or not anything can be compared."""
    there = _persistent(review)
    if not there or review.progress["state"] in _LIGHTER:
        return ""  # Beside a good state it is said there.
    named = " and ".join(", ".join(there).rsplit(", ", 1))
    much = " That is a lot, and nobody has to carry it alone." if len(there) > 2 else ""
    return f"There for four weeks or longer: {named}.{much}"


def _mood(review: WeekReview) -> str:
    mood = review.mood
    if mood["mean"] is None:
        unknown = _moods_without_level(review)
        if mood["days"] == 1 and not unknown:
            return "Only one day has a mood, too few for a weekly average."
        if unknown:
            return unknown
        return "No mood is logged this week."
    said = f"Mood: {mood['mean']:.1f} of 10 on average over {days(mood['days'])}"
    # In hard weeks numbers are few: nobody is told how much better it was, or how far away the usual is.
    if review.hard_weeks and mood["compared"] != "higher":
        return f"{said}."
    if mood["compared"] is not None:
        compared = compared_with(mood["compared"], mood["mean"], mood["week_before"])
        said += f", {compared} the week before ({mood['week_before']:.1f})"
    elif mood["week_before"] is not None:
        said += f" (the week before: {mood['week_before']:.1f})"
    if mood["usual"] is not None and not review.hard_weeks:
        said += f". Your usual is {mood['usual']:.1f} ({usual_origin(review)})"
    return f"{said}."


def usual_origin(review: WeekReview) -> str:
    """Say how the usual mood is known."""
    stated = review.mood["usual_origin"] == "stated"
    return "as you told me" if stated else f"from {days(review.mood['usual_days'])} before the loss"


def _moods_without_level(review: WeekReview) -> str:
    """Name the moods that have no number yet, as the readers found them; "" where all have one."""
    notes = [note for note in review.notes if "[moods]" in note]
    if not notes:
        return ""
    names = list(dict.fromkeys(name for note in notes for name in _UNKNOWN_MOOD.findall(note)))
    known = list(dict.fromkeys(pair for note in notes for pair in _KNOWN_MOOD.findall(note)))
    said = "I don't average this week's mood, as"
    said += (
        f" {_listed(names)} {'has' if len(names) == 1 else 'have'} no number yet."
        if names
        else " a mood has no number."
    )
    said += " You can give one to each name, from 1 (worst) to 5 (best), under [moods] in heartdata.toml."
    return said + (f" Known so far: {', '.join(f'{name} is {level}' for name, level in known)}." if known else "")


def _listed(names: list[str]) -> str:
    first = names[:_MOST_MOODS]
    more = [f"{len(names) - len(first)} more"] if len(names) > len(first) else []
    return " and ".join(", ".join([*first, *more]).rsplit(", ", 1))


def _sleep(review: WeekReview) -> str:
    sleep = review.sleep
    clocks = ""
    if sleep["bedtime"] and sleep["waketime"]:
        clocks = f"to bed around {sleep['bedtime']} and up around {sleep['waketime']}"
    nights = "1 night" if sleep["nights"] == 1 else f"{sleep['nights']} nights"
    if sleep["hours"] is None:
        return f"Sleep: {clocks}, over {nights}." if clocks else ""
    over = "on the one night logged" if sleep["nights"] == 1 else f"a night over {nights}"
    said = f"Sleep: {sleep['hours']:.1f} hours {over}"
    if sleep["week_before"] is not None:
        said += f" (the week before: {sleep['week_before']:.1f})"
    return f"{said}, {clocks}." if clocks else f"{said}."


def _practices(review: WeekReview) -> str:
    if not review.practices:
        return ""
    done = ", ".join(f"{p['name']} on {days(p['days'])}" for p in review.practices[:5])
    return f"What you did for yourself and with others: {done}."
