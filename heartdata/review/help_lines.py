"""Whom to turn to, and the words of the first days after a loss."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

# When the addresses below were last looked up; nothing else in the package names an address of help.
ADDRESSES_CHECKED: Final = date(2026, 11, 22)
HELP: Final = (
    "If it's too much right now: your local emergency number, a helpline (findahelpline.com, befrienders.org) or "
    "someone you trust."
)
_UNSAFE: Final = (
    "If somebody frightens, controls or hurts you, a domestic-abuse line can plan with you; findahelpline.com lists "
    "them by country. Use a device that only you use."
)
_YOUNG: Final = (
    "Please tell one adult you trust, at home, at school or elsewhere. There are helplines for young people too; "
    "findahelpline.com lists them by country."
)

LATER: Final = "Later, if you like, heartdata can show how your days are going. There's no hurry."

# Said once, in the first days; "other" also where no kind is stated.
_FIRST: Final[dict[str, str]] = {
    "betrayal": "I'm so sorry. Trusting somebody was no mistake of yours.",
    "breakup": "I'm so sorry. This hurts, however it ended, and it's allowed to hurt.",
    "rift": "I'm so sorry. A break with somebody who matters shakes everything, and nothing has to be mended today.",
    "friendship": "I'm so sorry. Losing a friend is a real loss, even if few people say so.",
    "death": "I'm so sorry that they died. Nothing about this has to make sense yet, and you don't have to be strong.",
    "pet": "I'm so sorry. They were part of every day, and missing them this much is real grief.",
    "job": "I'm so sorry. This says nothing about what you're worth, and no plan has to be made this week.",
    "home": "I'm so sorry. Somewhere safe and warm for tonight is enough for now.",
    "dream": "I'm so sorry. What you hoped for was real to you, and you're allowed to mourn it.",
    "estrangement": "I'm so sorry. You don't have to explain this distance to anybody today.",
    "loved_one_changing": "I'm so sorry. It's possible to miss somebody who is still here, and you need care as well.",
    "role": "I'm so sorry. A part of your life has ended, and it's no wonder if everything feels unsteady.",
    "other": "I'm so sorry for what happened.",
}
# Said in hard weeks, before any number.
_HARD: Final[dict[str, str]] = {
    "betrayal": "Being hurt by someone you trusted goes deep. It's no weakness that it still aches.",
    "breakup": "Missing somebody is no reason to go back, and no sign that you got it wrong.",
    "rift": "It's hard to be at odds with people who matter, and it isn't yours alone to mend.",
    "friendship": "Losing a friend can hurt as much as any loss.",
    "death": "You don't have to let go of them to get through this.",
    "pet": "The hours that were theirs are often the hardest ones.",
    "job": "Your worth was never the job's to give or to take.",
    "home": "A home holds a whole life. Feeling lost without it makes sense.",
    "dream": "A future you had pictured is gone, and that's a loss even if nobody saw it.",
    "estrangement": "Caring about somebody from a distance is heavy, and not all of it is in your hands.",
    "loved_one_changing": "You're losing somebody a little at a time. You need looking after as well.",
    "role": "It takes time to find out who you are without it.",
    "other": "What you carry is heavy.",
}
_HARD_UNSAFE: Final = "None of it is your fault. Your safety comes first, and there are people who help with this."
_HARD_YOUNG: Final = "You don't have to sort this out on your own."
_LONG_AGO: Final = "Some losses stay for life. That it still hurts says how much it meant."
_ANNIVERSARY: Final = "Days like this can bring it all back, however long ago it was."
_LONG_AGO_DAYS: Final = 10 * 365  # heuristic

_FIRST_UNSAFE: Final = "I'm so sorry. What happened isn't your fault, and your safety comes before everything else."
_SMALL: Final = "Eat a little, drink something warm, rest when you can, and let someone stay with you."
_SMALL_UNSAFE: Final = "Eat a little, rest where you're safe, and let someone stay with you who is good to you."
_LATER: Final = "Nothing needs to be written down. The diary can wait."


def lines_of_help(support: Mapping[str, str], *, unsafe: bool = False, age: str | None = None) -> list[str]:
    """Say whom to turn to: the person named in the profile first, then helplines; no number is named as theirs."""
    name, contact = support.get("name", ""), support.get("contact", "")
    lines = [f"You could call {name}{f' ({contact})' if contact else ''}."] if name else []
    if contact and not name:
        lines = [f"You could turn to the contact you noted down: {contact}."]
    if age in ("child", "teen"):
        lines.append(_YOUNG)
    return [*lines, HELP, *([_UNSAFE] if unsafe else [])]


def first_day_lines(kind: str | None, *, unsafe: bool = False, age: str | None = None) -> list[str]:
    """Say a few warm words in the first days after a loss; they ask for nothing and measure nothing."""
    first = _FIRST_UNSAFE if unsafe else _FIRST.get(kind or "other", _FIRST["other"])
    small = _SMALL_UNSAFE if unsafe else _SMALL
    if age in ("child", "teen"):
        small += " You don't have to carry this on your own; an adult you trust can help."
    return [first, small, _LATER]


def hard_week_line(
    kind: str | None,
    *,
    unsafe: bool = False,
    age: str | None = None,
    anniversary: bool = False,
    since_loss: int | None = None,
) -> str:
    """Say one warm sentence that fits the loss; it comes before any number in a hard week."""
    if unsafe:
        return _HARD_UNSAFE
    if anniversary:
        return _ANNIVERSARY
    if age in ("child", "teen"):
        return _HARD_YOUNG
    if since_loss is not None and since_loss >= _LONG_AGO_DAYS:
        return _LONG_AGO
    return _HARD.get(kind or "other", _HARD["other"])
