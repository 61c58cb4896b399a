"""Tables of no known format, and the columns proposed for each."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Final

from heartdata.core.profile import Profile
from heartdata.errors import HeartdataError
from heartdata.readers.files.source import Source
from heartdata.readers.files.walk import walk
from heartdata.readers.guess_columns import Proposal, propose
from heartdata.readers.registry import FORMATS

_TEXT_ENDING: Final = ".txt"


def proposals(path: str | os.PathLike[str]) -> list[Proposal]:
    """Propose columns for each table of no known format, the fullest first."""
    found = [proposal for source in _tables(path) if (proposal := propose(source)) is not None]
    return sorted(found, key=lambda proposal: -len(proposal.lines))


def is_tabular(source: Source) -> bool:
    """Tell whether a file may be a table, by its name or because it is a sheet."""
    return source.tabular or source.name.lower().endswith(_TEXT_ENDING)


def _known(source: Source) -> bool:
    return source.foreign_type is not None or any(f.matches(source, Profile()) for f in FORMATS)


def _tables(path: str | os.PathLike[str]) -> Iterator[Source]:
    try:
        for source in walk(path):
            if isinstance(source, Source) and is_tabular(source) and not _known(source):
                yield source
    except HeartdataError:
        return
