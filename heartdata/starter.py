"""A ``heartdata.toml`` to start from: filled in with what the exports tell, asking only for the rest."""

from __future__ import annotations

import os
import re
import unicodedata
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from heartdata.errors import HeartdataError, HeartdataWarning
from heartdata.profile import Profile
from heartdata.readers import FORMATS, read_logs
from heartdata.readers.clocks import parse_clock, parse_date, parse_duration
from heartdata.readers.delimited import records, sniff_delimiter
from heartdata.readers.source import Source, walk
from heartdata.vocabulary import KINDS_OF_LOSS
from heartdata.weeks import RULES

__all__ = ["Findings", "look_around", "profile_text"]

_SLEEP_WORDS: Final = "sleep slept schlaf sueño"
_BED_WORDS: Final = "bedtime bed bett"
_WAKE_WORDS: Final = "waketime wake woke wakeup aufgestanden"
# Header words that say what a column holds, the narrower ones first: one word of each group has to be there.
_COLUMN_WORDS: Final = (
    ("date", ("date datum tag fecha day timestamp zeitstempel",)),
    ("bedtime", (_BED_WORDS,)),
    ("waketime", (_WAKE_WORDS,)),
    ("sleep_quality", (_SLEEP_WORDS, "quality qualität calidad rating")),
    ("sleep_hours", (_SLEEP_WORDS,)),
    ("note", ("note notes notiz notizen nota notas journal comment comments",)),
    ("activities", ("activities activity tags aktivitäten actividades",)),
    ("mood", ("mood stimmung animo ánimo humor laune feeling",)),
    ("energy", ("energy energie energía energia",)),
    ("concentration", ("focus concentration konzentration concentración",)),
    ("time", ("time zeit uhrzeit hora",)),
)
_RATED: Final = ("mood", "energy", "concentration", "sleep_quality")
_TABLE_ENDINGS: Final = (".csv", ".tsv", ".txt")
_LONGEST_HEADER: Final = 40
_FITTING: Final = 0.9
_LONGEST_MOOD: Final = 40
_SHOWN_MOODS: Final = 20


@dataclass
class Findings:
    """What a look at the exports found out.

    Attributes
    ----------
    moods : list of str
        Mood names without a known level.
    columns : list of str
        Proposed lines for ``[columns]``.
    first, last : datetime.date or None
        The days logged.
    mood_days : list of datetime.date
        The days with a mood, known or not, in order.
    """

    moods: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    first: date | None = None
    last: date | None = None
    mood_days: list[date] = field(default_factory=list)

    def tells_usual(self, loss_date: date | None) -> bool:
        """Tell whether the entries from before the loss say what was usual.

        Parameters
        ----------
        loss_date : date or None
            The day of the loss.

        Returns
        -------
        bool
            Whether enough days before it have a mood.
        """
        return loss_date is not None and sum(d < loss_date for d in self.mood_days) >= RULES["usual_days"].value


def look_around(path: str | os.PathLike[str]) -> Findings:
    """Find out from the exports what need not be asked.

    Parameters
    ----------
    path : str or path
        A folder, file or zip.

    Returns
    -------
    Findings
        Empty where nothing can be read yet.
    """
    found = Findings(columns=[line for source in _tables(path) for line in _proposed(source)])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", HeartdataWarning)
            logs = read_logs(path, profile=Profile())
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


def _mood_names(counted: Counter[str]) -> list[str]:
    """Keep what can be a name, the most frequent first and each spelling once; the rest is text gone astray."""
    names: dict[str, str] = {}
    for name, _ in counted.most_common():
        if name and len(name) <= _LONGEST_MOOD:
            names.setdefault(name.casefold(), name)
    return list(names.values())[:_SHOWN_MOODS]


def _known(source: Source) -> bool:
    return source.kind is not None or any(f.claims(source, Profile()) for f in FORMATS)


def _tables(path: str | os.PathLike[str]) -> Iterator[Source]:
    try:
        for source in walk(path):
            if isinstance(source, Source) and source.name.lower().endswith(_TABLE_ENDINGS) and not _known(source):
                yield source
    except HeartdataError:
        return


def _proposed(source: Source) -> list[str]:
    head = source.head_text
    header = re.split(r"[\r\n]", head, maxsplit=1)[0]
    delimiter = sniff_delimiter(header)
    rows = list(records(head, delimiter))[:200]
    if len(rows) < 2 or len(rows[0].cells) < 2:
        return []
    names = [name.strip() for name in rows[0].cells]
    lines: dict[str, str] = {}
    for place, name in enumerate(names):
        role = _role(name)
        cells = [r.cells[place].strip() for r in rows[1:] if place < len(r.cells) and r.cells[place].strip()]
        if role is None or role in lines or not cells or len(name) > _LONGEST_HEADER:
            continue
        fits = _FITS.get(role)
        if fits is not None and sum(map(fits, cells)) < _FITTING * len(cells):
            continue
        key = _quoted(name)
        lines[role] = _line(role, key, cells)
    return [f"# from {_printable(source.name)}", *lines.values()] if "date" in lines and len(lines) > 1 else []


def _is_date(cell: str) -> bool:
    return bool(parse_date(cell, "dmy") or parse_date(cell, "mdy"))


_FITS: Final[dict[str, Callable[[str], bool]]] = {
    "date": _is_date,
    "bedtime": lambda cell: parse_clock(cell) is not None,
    "waketime": lambda cell: parse_clock(cell) is not None,
    "time": lambda cell: parse_clock(cell) is not None,
    "sleep_hours": lambda cell: parse_duration(cell) is not None,
}


def _role(name: str) -> str | None:
    words = set(re.split(r"[\W_]+", name.casefold()))
    return next((r for r, groups in _COLUMN_WORDS if all(words & set(g.split()) for g in groups)), None)


def _line(role: str, key: str, cells: list[str]) -> str:
    if role not in _RATED:
        return f"# {role} = {key}"
    numbers = [float(c.replace(",", ".")) for c in cells if re.fullmatch(r"\d{1,6}(?:[.,]\d{1,6})?", c)]
    if len(numbers) < len(cells):
        return f"# {role} = {key}"
    seen = f"{min(numbers):g} to {max(numbers):g} seen; write the true ends of your scale"
    return f"# {role} = {{ name = {key}, min = ?, max = ? }}   # {seen}"


def _printable(text: str) -> str:
    """Leave out what TOML does not allow in a comment: control characters and halves of characters."""
    return "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cs", "Zl", "Zp"))


def _quoted(text: str) -> str:
    """Write a TOML string. Escapes for controls; half a character, which no file can hold, becomes a question mark."""
    plain = text.encode("utf-8", "replace").decode().replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(f"\\u{ord(c):04x}" if unicodedata.category(c) == "Cc" else c for c in plain) + '"'


def _system_zone() -> str | None:
    try:
        name = os.environ.get("TZ") or str(Path("/etc/localtime").resolve()).partition("zoneinfo/")[2]
        name = name.removeprefix(":").removeprefix("posix/")
        return ZoneInfo(name).key if "/" in name and not name.startswith("Etc/") else None
    except (OSError, ValueError, KeyError):
        return None


def profile_text(
    found: Findings,
    *,
    loss_date: date | None = None,
    loss_kind: str | None = None,
    usual: float | None = None,
    moods: Mapping[str, float] | None = None,
) -> str:
    """Write the text of a ``heartdata.toml``.

    Parameters
    ----------
    found : Findings
        What the exports tell.
    loss_date : date, optional
        The day of the loss.
    loss_kind : str, optional
        One of `heartdata.vocabulary.KINDS_OF_LOSS`.
    usual : float, optional
        The usual mood before it [0-10].
    moods : mapping of str to float, optional
        Levels of the person's own mood names.

    Returns
    -------
    str
        Valid TOML, with what is open as comments to fill in.

    Examples
    --------
    >>> Profile.from_toml(profile_text(Findings(moods=["fine"]), loss_kind="pet")).loss_kind
    'pet'
    """
    zone = _system_zone()
    span = f"Your entries so far: {found.first} to {found.last}." if found.first else "No entries were found yet."
    levels = moods or {}
    mood_lines = [
        f"{_quoted(name)} = {levels[name]:g}" if name in levels else f"# {_quoted(name)} = ?" for name in found.moods
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
            f"kind = {_quoted(loss_kind)}"
            if loss_kind
            else f'# kind: one of {", ".join(KINDS_OF_LOSS)}\n# kind = "other"',
            "# unsafe = true              # it came with abuse or stalking: contact is then never suggested",
            "",
            "[usual]                      # your usual level before it, 0 to 10; not needed with entries from before",
            f"mood = {usual:g}" if usual is not None else "# mood = 7",
            "",
            "[moods]                      # your own mood names, from 1 (worst) to 5 (best)",
            *(mood_lines or ['# "fine" = 4']),
            "",
            "[columns]                    # only for a table of your own; see the README",
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
            '# name = "..."',
            '# contact = "..."',
            "",
        ]
    )
