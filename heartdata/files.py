"""Writing: whole or not at all, and for the owner's eyes only."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final, Literal

from heartdata._whole import leftovers, make_folder, put_whole
from heartdata.errors import HeartdataError, UnreadableFileError
from heartdata.ledger import noting, noting_folder

__all__ = ["MARKER", "mark_own", "write_atomically"]

# A folder that heartdata wrote holds this file; it is never read as an export.
MARKER: Final = ".heartdata"
# What file managers leave behind says nothing about whose folder it is.
_LITTER: Final = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


def write_atomically(path: str | os.PathLike[str], content: bytes, *, kind: Literal["file", "diary"] = "file") -> Path:
    """Replace a file by new content, so that a reader finds the old or the new one, whole.

    Parameters
    ----------
    path : str or path
        The file; its folder is made if it is not there.
    content : bytes
        What it is to hold.
    kind : {"file", "diary"}, optional
        A diary is the person's to fill in; `heartdata forget` never removes one that was.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    UnreadableFileError
        If the place cannot be written; what stood there is untouched.

    Warns
    -----
    HeartdataWarning
        If it cannot be put on the list that `heartdata forget` goes by.
    """
    target = Path(path)
    try:
        make_folder(target.parent, noting_folder)
        with noting(target, content, kind):
            put_whole(target, content)
    except (OSError, ValueError) as error:
        # A ValueError is a name no file can have.
        reason = getattr(error, "strerror", None) or "not a name for a file"
        raise UnreadableFileError(f"{target}: cannot be written ({reason}); choose another place") from None
    return target


def mark_own(folder: str | os.PathLike[str]) -> None:
    """Mark a folder as written by heartdata, so that it is not taken for exports later.

    Parameters
    ----------
    folder : str or path
        Made if it is not there.

    Raises
    ------
    HeartdataError
        If the folder holds files of the person's own: marked, their exports would never be read again.
    UnreadableFileError
        If the folder cannot be written.
    """
    place = Path(folder)
    try:
        held = {entry.name for entry in place.iterdir()} if place.is_dir() else set()
    except OSError as error:
        raise UnreadableFileError(f"{place}: cannot be read ({error.strerror}); choose another folder") from None
    held -= {left.name for left in leftovers(place)}
    if MARKER not in held and held - _LITTER:
        raise HeartdataError(f"{place}: holds other files; choose a new or an empty folder")
    write_atomically(place / MARKER, b"written by heartdata\n")
