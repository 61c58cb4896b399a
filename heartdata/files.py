"""Writing: whole or not at all, and for the owner's eyes only."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from heartdata.errors import UnreadableFileError

__all__ = ["write_atomically"]


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
        os.replace(temporary, target)
    except OSError as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise UnreadableFileError(f"{target}: cannot be written ({error.strerror}); choose another place") from None
    return target
