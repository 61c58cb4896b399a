"""Whom to turn to, and the words of the first days after a loss."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

__all__ = ["ADDRESSES_CHECKED", "HELP", "LATER", "first_day_lines", "lines_of_help"]

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
