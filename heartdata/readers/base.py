"""What a reader module offers: one `Format`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from heartdata.core.profile import Profile
from heartdata.readers.collector import Collector
from heartdata.readers.files.source import Shape
from heartdata.readers.files.walk import Source

__all__ = ["Format"]

Evidence = Literal["read from real samples", "from documentation", "experimental"]


@dataclass(frozen=True)
class Format:
    """One kind of export."""

    name: str  # the word for format= and heartdata formats
    title: str  # the app, and the kind of export
    tables: tuple[str, ...]  # the tables of heartdata.Logs it fills
    evidence: Evidence  # how the reader's author knows the layout
    how: str  # how a person gets such a file
    # What such a file may look like at first sight (Source.shape); it is not asked about others.
    shapes: frozenset[Shape]
    claims: Callable[[Source, Profile], bool]  # whether a file is of this format, from its content
    read: Callable[[Source, Profile, Collector], None]  # reads the file into a collector
    # Names, or patterns of names, of files that lie beside such an export and hold nothing for a diary.
    companions: tuple[str, ...] = ()
    fallback: bool = False  # asked only where no other format claims the file

    def matches(self, source: Source, profile: Profile) -> bool:
        """Tell whether a file is of this format."""
        return source.shape in self.shapes and self.claims(source, profile)
