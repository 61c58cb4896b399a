"""The text of a new ``heartdata.toml``, filled in from the exports as far as possible."""

from __future__ import annotations

import os
import re
import warnings
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from heartdata.core.days import zone_named
from heartdata.core.profile import Profile
from heartdata.core.thresholds import limit
from heartdata.core.vocabulary import AGES, KINDS_OF_LOSS
from heartdata.errors import HeartdataError, HeartdataWarning
from heartdata.readers import read_logs
from heartdata.readers.guess_columns import Proposal, printable, quoted
from heartdata.readers.unknown_tables import proposals

if TYPE_CHECKING:
    from heartdata.core.logs import Logs

_LONGEST_MOOD: Final = 40
_SHOWN_MOODS: Final = 20
# A number on an unknown scale, which is not a name.
_FIGURE: Final = re.compile(r"[-+]?[\d.,]")


@dataclass
class Findings:
    """What the exports say that need not be asked."""

    moods: list[str] = field(default_factory=list)  # names without a known level
    columns: list[str] = field(default_factory=list)  # proposed lines for [columns]
    questions: list[str] = field(default_factory=list)  # those that wait for an answer
    first: date | None = None
    last: date | None = None
    mood_days: list[date] = field(default_factory=list)  # days with a mood, known or not, in order

    def tells_usual(self, loss_date: date | None) -> bool:
        """Whether the entries from before the loss show what was usual."""
        return loss_date is not None and sum(d < loss_date for d in self.mood_days) >= limit("usual_days")


def look_around(path: str | os.PathLike[str]) -> Findings:
    """Read the exports for what need not be asked."""
    proposed = proposals(path)
    found = Findings(columns=_columns(proposed), questions=[q for one in proposed[:1] for q in one.questions])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", HeartdataWarning)
            logs = _read(path, found.columns)
    except HeartdataError:
        return found
    days = logs.days
    if len(days):
        found.first, found.last = days[0].date(), days[-1].date()
    moods = logs.ratings[logs.ratings["measure"] == "mood"]
    found.mood_days = [day.date() for day in moods["day"].drop_duplicates()]
    names = Counter(str(raw).strip() for raw in moods.loc[moods["value"].isna(), "raw"])
    found.moods = _mood_names(names)
    return found


def _columns(proposed: list[Proposal]) -> list[str]:
    """Write the proposal with the most roles, and name the other files."""
    proposed = [proposal for proposal in proposed if proposal.lines]
    if not proposed:
        return []
    best, *others = proposed
    named = [f"# {printable(o.name)} may be a table too ({len(o.lines)} columns with known words)" for o in others]
    return [f"# from {printable(best.name)}", *best.written(seen=True), *named]


def _read(path: str | os.PathLike[str], columns: list[str]) -> Logs:
    """Read with the proposed columns, so that a hand-made table counts too."""
    try:
        return read_logs(path, profile=Profile.from_toml("\n".join(["[columns]", *columns])))
    except HeartdataError:
        return read_logs(path, profile=Profile())


def _mood_names(counted: Counter[str]) -> list[str]:
    """Keep plausible names, the most frequent first and each spelling once."""
    names: dict[str, str] = {}
    for name, _ in counted.most_common():
        if name and len(name) <= _LONGEST_MOOD and not _FIGURE.match(name):
            names.setdefault(name.casefold(), name)
    return list(names.values())[:_SHOWN_MOODS]


def _system_zone() -> str | None:
    try:
        name = os.environ.get("TZ") or str(Path("/etc/localtime").resolve()).partition("zoneinfo/")[2]
        name = name.removeprefix(":").removeprefix("posix/")
    except (OSError, ValueError):
        return None
    found = zone_named(name) if "/" in name and not name.startswith("Etc/") else None
    return found.key if found else None


def profile_text(
    found: Findings,
    *,
    loss_date: date | None = None,
    loss_kind: str | None = None,
    usual: float | None = None,
    moods: Mapping[str, float] | None = None,
    age: str | None = None,
    variant: str | None = None,
    support_name: str | None = None,
    support_contact: str | None = None,
) -> str:
    """Write the text of a ``heartdata.toml``."""
    zone = _system_zone()
    span = f"Your entries so far: {found.first} to {found.last}." if found.first else "No entries were found yet."
    levels = moods or {}
    mood_lines = [
        f"{quoted(name)} = {levels[name]:g}" if name in levels else f"# {quoted(name)} = ?" for name in found.moods
    ]
    return "\n".join(
        [
            "# What heartdata should know about you. Everything is optional; it stays on this machine.",
            f"# {span}",
            "",
            'day_start = "04:00"          # what is written before this hour belongs to the evening before',
            f'time_zone = "{zone}"' if zone else '# time_zone = "Europe/Berlin"',
            "",
            "[loss]",
            f"date = {loss_date}" if loss_date else "# date = 2026-03-01",
            f"kind = {quoted(loss_kind)}"
            if loss_kind
            else f'# kind: one of {", ".join(KINDS_OF_LOSS)}\n# kind = "other"',
            "# unsafe = true              # somebody makes you feel unsafe: suggestions then put safety first",
            "",
            "[usual]                      # your usual level before it, 0 to 10; not needed with entries from before",
            f"mood = {usual:g}" if usual is not None else "# mood = 7",
            "",
            "[moods]                      # your own mood names, from 1 (worst) to 5 (best)",
            *(mood_lines or ['# "fine" = 4']),
            "",
            "[columns]                    # only for a table of your own; see docs/own-tables.md",
            *(found.columns or ['# date = "Date"', '# mood = { name = "Mood", min = 1, max = 5 }']),
            "",
            "[practices]                  # what you do for yourself, with words that recognise it",
            '# "evening walk" = ["walk", "stroll"]',
            "",
            "# [[anniversaries]]",
            "# date = 2026-03-01",
            '# label = "the day"',
            "",
            "# [[events]]                 # a second loss, an illness, a change of approach",
            "# date = 2026-05-04",
            '# kind = "illness"',
            "",
            "[support]                    # someone to turn to",
            f"name = {quoted(support_name)}" if support_name else '# name = "..."',
            f"contact = {quoted(support_contact)}" if support_contact else '# contact = "..."',
            "",
            "[person]",
            ("" if age else "# ") + f"age = {quoted(age or 'teen')}              # one of {', '.join(AGES)}",
            "",
            "[report]",
            "# memories = true            # now and then a good day from since then, and never a bad one",
            "",
            "[suggestions]",
            "declined = []                # what you do not want to be offered",
            f"variant = {quoted(variant or 'a')}",
            "",
        ]
    )
