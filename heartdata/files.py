"""Writing: whole or not at all, and for the owner's eyes only."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Final

from heartdata.errors import UnreadableFileError

__all__ = ["MARKER", "mark_own", "write_atomically"]

# A folder that heartdata wrote holds this file; it is never read as an export.
MARKER: Final = ".heartdata"


def write_atomically(path: str | os.PathLike[str], content: bytes) -> Path:
    """Replace a file by new content, so that a reader finds the old or the new one, whole.

    Parameters
    ----------
    path : str or path
        The file; its folder is made if it is not there.
    content : bytes
        What it is to hold.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    UnreadableFileError
        If the place cannot be written; what stood there is untouched.
    """
    target = Path(path)
    temporary = None
    try:
        if not target.parent.is_dir():
            target.parent.mkdir(parents=True, mode=0o700)
        # mkstemp makes files that only the owner can read.
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(target)
    except OSError as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise UnreadableFileError(f"{target}: cannot be written ({error.strerror}); choose another place") from None
    return target


def mark_own(folder: str | os.PathLike[str]) -> None:
    """Mark a folder as written by heartdata, so that it is not taken for exports later.

    Parameters
    ----------
    folder : str or path
        Made if it is not there.

    Raises
    ------
    UnreadableFileError
        If the folder cannot be written.
    """
    write_atomically(Path(folder) / MARKER, b"written by heartdata\n")
