"""A ``heartdata.toml`` to start from: filled in with what the exports tell, asking only for the rest."""

from __future__ import annotations

import json
import os
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from heartdata.errors import HeartdataError, HeartdataWarning
from heartdata.profile import Profile
from heartdata.readers import FORMATS, read_logs
from heartdata.readers.clocks import parse_date
from heartdata.readers.delimited import records, sniff_delimiter
from heartdata.readers.source import Source, walk
from heartdata.vocabulary import KINDS_OF_LOSS

__all__ = ["Findings", "look_around", "profile_text"]

# Header words that say what a column holds; a scale's ends are never guessed from them.
_COLUMN_WORDS: Final = {
    "date": "date day datum tag fecha timestamp zeitstempel",
    "time": "time zeit uhrzeit hora",
    "mood": "mood stimmung animo ánimo humor laune feeling",
    "energy": "energy energie energía energia",
    "concentration": "focus concentration konzentration concentración",
    "sleep_hours": "sleep schlaf sueño hours stunden",
    "bedtime": "bedtime bed bett",
    "waketime": "waketime wake woke aufgestanden",
    "note": "note notes notiz notizen nota notas journal comment comments",
    "activities": "activities activity tags aktivitäten actividades",
}
_TABLE_ENDINGS: Final = (".csv", ".tsv", ".txt")
_LONGEST_HEADER: Final = 40
_DATES_NEEDED: Final = 0.9


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
    """

    moods: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    first: date | None = None
    last: date | None = None


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
    unknown = logs.ratings[logs.ratings["value"].isna() & (logs.ratings["measure"] == "mood")]
    found.moods = list(unknown["raw"].str.strip().value_counts().index)
    return found


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
        if role == "date" and sum(_is_date(c) for c in cells) < _DATES_NEEDED * len(cells):
            continue
        key = json.dumps(name, ensure_ascii=False)
        lines[role] = _line(role, key, cells)
    return [f"# from {source.name}", *lines.values()] if "date" in lines and len(lines) > 1 else []


def _is_date(cell: str) -> bool:
    return bool(parse_date(cell, "dmy") or parse_date(cell, "mdy"))


def _role(name: str) -> str | None:
    words = set(re.split(r"[\W_]+", name.casefold()))
    return next((role for role, known in _COLUMN_WORDS.items() if words & set(known.split())), None)


def _line(role: str, key: str, cells: list[str]) -> str:
    if role not in ("mood", "energy", "concentration"):
        return f"# {role} = {key}"
    numbers = [float(c.replace(",", ".")) for c in cells if re.fullmatch(r"\d+(?:[.,]\d+)?", c)]
    if len(numbers) < len(cells):
        return f"# {role} = {key}"
    seen = f"{min(numbers):g} to {max(numbers):g} seen; write the true ends of your scale"
    return f"# {role} = {{ name = {key}, min = ?, max = ? }}   # {seen}"


def _system_zone() -> str | None:
    try:
        name = os.environ.get("TZ") or str(Path("/etc/localtime").resolve()).partition("zoneinfo/")[2]
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
        f"{json.dumps(name, ensure_ascii=False)} = {levels[name]:g}"
        if name in levels
        else f"# {json.dumps(name, ensure_ascii=False)} = ?"
        for name in found.moods
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
            f'kind = "{loss_kind}"' if loss_kind else f'# kind: one of {", ".join(KINDS_OF_LOSS)}\n# kind = "other"',
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
