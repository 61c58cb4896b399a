"""Tables of no known format, and the columns proposed for each."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Final

from heartdata.core.profile import Profile
from heartdata.errors import HeartdataError
from heartdata.readers.files.source import HEAD, Source
from heartdata.readers.files.walk import walk
from heartdata.readers.guess_columns import Line, Proposal, propose
from heartdata.readers.parsing.bedtimes import lacks_header
from heartdata.readers.parsing.delimited import header
from heartdata.readers.registry import FORMATS

_TEXT_ENDING: Final = ".txt"
# A damaged backup of an app is no empty file.
_ENDINGS: Final = (".csv", ".tsv", ".txt", ".md", ".markdown", ".json")
_OPEN: Final = (
    "no format recognises it; it may be a table of your own. Then these lines are needed under [columns] in "
    "heartdata.toml, beside the date, with what is true"
)
_HOW: Final = (
    "Where there is no heartdata.toml yet, `heartdata init` writes one with all lines; take out the # before them"
)
_NOTHING: Final = frozenset(("[]", "{}", "null"))


def proposals(path: str | os.PathLike[str]) -> list[Proposal]:
    """Propose columns for each table of no known format, the fullest first."""
    found = [proposal for source in _tables(path) if (proposal := propose(source)) is not None]
    return sorted(found, key=lambda proposal: -len(proposal.lines))


def is_tabular(source: Source) -> bool:
    """Tell whether a file may be a table, by its name or because it is a sheet."""
    return source.tabular or source.name.lower().endswith(_TEXT_ENDING)


def describe_unknown(source: Source) -> str:
    """Say what a file that no format recognises seems to be, and what to do."""
    proposal = propose(source) if is_tabular(source) else None
    if proposal is None or (not source.tabular and (proposal.only_dated or not proposal.lines)):
        return "no format recognises it; see `heartdata formats`"
    if not proposal.lines:
        return (
            "no format recognises it, and none of its columns holds dates with a year; write the year into its dates, "
            "one day in each row, and name the columns in the first line"
        )
    if proposal.only_dated:
        return (
            "no format recognises it, and no header but that of the date says what its column holds; if it is a table "
            f"of your own, write {proposal.lines[0].text} and such as "
            'mood = { name = "...", min = 0, max = 10 }, with the name of a column and the true ends of its scale, '
            "under [columns] in heartdata.toml"
        )
    if proposal.questions:
        return f"{_OPEN}: {'; '.join(map(_asked, (line for line in proposal.lines if line.open)))}. {_HOW}"
    return (
        "no format recognises it; a table of your own? `heartdata check` shows the lines for [columns] in "
        "heartdata.toml that read it, and `heartdata init` writes them"
    )


def _asked(line: Line) -> str:
    return f"{line.text} ({line.why})" if line.why else line.text


def holds_nothing(source: Source) -> bool:
    """Tell whether a file is empty, an empty list, or a table without a row."""
    # Of a longer file the head shows only a part, without its cut last line.
    if not source.name.lower().endswith(_ENDINGS) or len(source.head) == HEAD:
        return False
    if source.foreign_type == "empty" or source.head_text.strip() in _NOTHING:
        return True
    if source.foreign_type is not None or not source.tabular:
        return False
    lines = source.head_text.strip("\ufeff \t\r\n").splitlines()
    return len(lines) == 1 and len(header(lines[0])[1]) > 1 and not lacks_header(lines[0])


def _known(source: Source) -> bool:
    return source.foreign_type is not None or any(f.matches(source, Profile()) for f in FORMATS)


def _tables(path: str | os.PathLike[str]) -> Iterator[Source]:
    try:
        for source in walk(path):
            if isinstance(source, Source) and is_tabular(source) and not _known(source):
                yield source
    except HeartdataError:
        return
