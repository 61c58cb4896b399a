"""Writing: whole or not at all, and for the owner's eyes only."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO, Final, Literal

from heartdata.errors import HeartdataError, UnreadableFileError
from heartdata.storage.atomic import leftovers, make_folder, part_of, put_whole, staged
from heartdata.storage.manifest import note_open, noting, noting_folder

__all__ = [
    "MARKER",
    "UNFINISHED",
    "closed",
    "kept_open",
    "mark_own",
    "write_atomically",
    "write_together",
    "written_atomically",
]

# A folder that heartdata wrote holds this file; it is never read as an export.
MARKER: Final = ".heartdata"
# Stands in a folder while several files are put into it, and stays there if that is cut short.
UNFINISHED: Final = "UNFINISHED.txt"
_UNFINISHED_SAYS: Final = b"heartdata was stopped here: some files are new, some from before. Write them again.\n"
# What file managers leave behind says nothing about whose folder it is.
_LITTER: Final = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})

_BLOCK: Final = 1024 * 1024


def write_atomically(path: str | os.PathLike[str], content: bytes, *, kind: Literal["file", "diary"] = "file") -> Path:
    """Replace a file by new content, so that a reader finds the old or the new one, whole."""
    target = Path(path)
    with _told(target):
        make_folder(target.parent, noting_folder)
        with noting(target, content, kind):
            put_whole(target, content)
    return target


@contextlib.contextmanager
def written_atomically(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """Replace a file piece by piece, so that a reader finds the old or the new one, whole."""
    target = Path(path)
    with _told(target):
        make_folder(target.parent, noting_folder)
        with part_of(target) as (file, put):
            yield file
            with noting(target, _digest_of(file)):
                put()


def kept_open(path: str | os.PathLike[str]) -> None:
    """Make a file that is written to from now on, such as a database, and its folder; for the owner only."""
    target = Path(path)
    with _told(target):
        make_folder(target.parent, noting_folder)
        note_open(target)
        os.close(os.open(target, os.O_CREAT | os.O_RDWR, 0o600))


def closed(path: str | os.PathLike[str]) -> None:
    """Tell that a file from `kept_open` is written to no more, so that `heartdata forget` knows it as it is."""
    target = Path(path)
    with _told(target), target.open("rb") as file, noting(target, _digest_of(file)):
        pass


def _digest_of(file: BinaryIO) -> str:
    file.seek(0)
    total = hashlib.sha256()
    while block := file.read(_BLOCK):
        total.update(block)
    return total.hexdigest()


@contextlib.contextmanager
def _told(target: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        raise UnreadableFileError(f"{target}: cannot be written ({_reason(error)}); {_advice(target, error)}") from None


def write_together(folder: str | os.PathLike[str], contents: Mapping[str, bytes]) -> list[Path]:
    """Replace several files of a folder that belong together.

    All of them are on the disk before the first takes its place, so that a full disk leaves the old ones. Only a kill
    while they are renamed can leave some new and some old; then ``UNFINISHED.txt`` stands among them and says so.
    """
    place = Path(folder)
    targets = [place / name for name in contents]
    try:
        make_folder(place, noting_folder)
        with staged(place, list(contents.values())) as ready:
            _rename_all(place, list(zip(ready, targets, contents.values(), strict=True)))
    except (OSError, ValueError) as error:
        which = "; some files in it are new, some from before" if (place / UNFINISHED).exists() else ""
        raise UnreadableFileError(
            f"{place}: cannot be written ({_reason(error)}){which}; make room or choose another place, and try again"
        ) from None
    return targets


def _rename_all(place: Path, moves: Sequence[tuple[Path, Path, bytes]]) -> None:
    note = place / UNFINISHED
    before = note.exists()
    with noting(note, _UNFINISHED_SAYS):
        put_whole(note, _UNFINISHED_SAYS)
    try:
        for ready, target, content in moves:
            with noting(target, content):
                ready.replace(target)
    finally:
        moved = sum(not ready.exists() for ready, _, _ in moves)
        if moved == len(moves) or (moved == 0 and not before):
            note.unlink(missing_ok=True)


def _reason(error: OSError | ValueError) -> str:
    # A ValueError is a name no file can have.
    return getattr(error, "strerror", None) or "not a name for a file"


def _advice(target: Path, error: OSError | ValueError) -> str:
    if isinstance(error, PermissionError) and target.is_file():
        return "close the program that has it open, if one does, or choose another place"
    return "choose another place"


def mark_own(folder: str | os.PathLike[str]) -> None:
    """Mark a folder as written by heartdata, so that it is not taken for exports later."""
    place = Path(folder)
    try:
        held = {entry.name for entry in place.iterdir()} if place.is_dir() else set()
    except OSError as error:
        raise UnreadableFileError(f"{place}: cannot be read ({error.strerror}); choose another folder") from None
    held -= {left.name for left in leftovers(place)}
    if MARKER not in held and held - _LITTER:
        raise HeartdataError(f"{place}: holds other files; choose a new or an empty folder")
    write_atomically(place / MARKER, b"written by heartdata\n")
