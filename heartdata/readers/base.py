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
    """One kind of export.

    Attributes
    ----------
    name : str
        The word for ``format=`` and ``heartdata formats``.
    title : str
        The app, and the kind of export.
    tables : tuple of str
        The tables of `heartdata.Logs` it fills.
    evidence : str
        How the reader's author knows the layout.
    how : str
        How a person gets such a file.
    shapes : frozenset of str
        What such a file may look like at first sight (`Source.shape`); it is not asked about others.
    claims : callable
        Whether a file is of this format, from its content.
    read : callable
        Reads the file into a collector.
    companions : tuple of str
        Names, or patterns of names, of files that lie beside such an export and hold nothing for a diary.
    fallback : bool
        Asked only where no other format claims the file.
    """

    name: str
    title: str
    tables: tuple[str, ...]
    evidence: Evidence
    how: str
    shapes: frozenset[Shape]
    claims: Callable[[Source, Profile], bool]
    read: Callable[[Source, Profile, Collector], None]
    companions: tuple[str, ...] = ()
    fallback: bool = False

    def matches(self, source: Source, profile: Profile) -> bool:
        """Tell whether a file is of this format."""
        return source.shape in self.shapes and self.claims(source, profile)
