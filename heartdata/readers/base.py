"""`Format`, which each module of `heartdata.readers.apps` defines, and the types that it is made with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from heartdata.core.profile import Profile
from heartdata.readers.collector import Collector, Moment
from heartdata.readers.files.source import Shape, Source

__all__ = ["Collector", "Evidence", "Format", "Moment", "Profile", "Source"]

Evidence = Literal["read from real samples", "from documentation", "experimental"]


# Compared and hashed by identity: for each file the formats that may claim it are gathered.
@dataclass(frozen=True, eq=False)
class Format:
    """One kind of export."""

    name: str  # as in `format=` and `heartdata formats`
    title: str  # the app, and the kind of export
    tables: tuple[str, ...]  # the tables of `Logs` it fills
    evidence: Evidence  # how the layout is known
    how: str  # how to get such a file
    # The shapes of head such a file may have (`Source.shape`); `claims` is called for no other.
    shapes: frozenset[Shape]
    claims: Callable[[Source, Profile], bool]  # decides from the content; never raises
    read: Callable[[Source, Profile, Collector], None]  # adds the content to the collector
    # Of names in JSON, elsewhere of words in small letters, each such head has one; `claims` is called for no other.
    keys: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    # Names or patterns of files beside such an export that hold nothing for a diary.
    companions: tuple[str, ...] = ()
    fallback: bool = False  # used only if no other format claims the file
    yields_to: tuple[Format, ...] = ()  # whose files it leaves to them, also where it is asked alone

    def matches(self, source: Source, profile: Profile) -> bool:
        """Return whether a file is of this format."""
        return (
            source.shape in self.shapes
            and self.claims(source, profile)
            and not any(other.matches(source, profile) for other in self.yields_to)
        )
