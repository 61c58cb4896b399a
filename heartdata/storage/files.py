"""Writing files: all or nothing, for the owner only, and recorded in the manifest."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO, Final, Literal

from heartdata.errors import HeartdataError, UnreadableFileError
from heartdata.storage.atomic import leftovers, make_folder, open_replacement, replace_file, staged
from heartdata.storage.manifest import record_folder, record_open_file, recording

# Marks a folder that heartdata wrote, so that it is never read as an export.
MARKER: Final = ".heartdata"
# In a folder while several files are moved into it; stays there if that is interrupted.
UNFINISHED: Final = "UNFINISHED.txt"
_UNFINISHED_SAYS: Final = b"heartdata was stopped here: some files are new, some from before. Write them again.\n"
# What file managers leave behind does not make a folder the person's own.
_LITTER: Final = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})

_BLOCK: Final = 1024 * 1024


def is_litter(name: str) -> bool:
    """Return whether a file manager left a file of this name behind."""
    return name in _LITTER


def write_atomically(path: str | os.PathLike[str], content: bytes, *, kind: Literal["file", "diary"] = "file") -> Path:
    """Replace a file; a reader sees the whole old file or the whole new one."""
    target = Path(path)
    with _explain_errors(target):
        make_folder(target.parent, record_folder)
        with recording(target, content, kind):
            replace_file(target, content)
    return target


@contextlib.contextmanager
def written_atomically(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """Replace a file with what is written to the open file; a reader sees the whole old file or the whole new one."""
    target = Path(path)
    with _explain_errors(target):
        make_folder(target.parent, record_folder)
        with open_replacement(target) as (file, put):
            yield file
            with recording(target, _sha256(file)):
                put()


def start_open_file(path: str | os.PathLike[str]) -> None:
    """Create a file that stays open and changes, such as a database, for the owner only."""
    target = Path(path)
    with _explain_errors(target):
        make_folder(target.parent, record_folder)
        record_open_file(target)
        os.close(os.open(target, os.O_CREAT | os.O_RDWR, 0o600))


def finish_open_file(path: str | os.PathLike[str]) -> None:
    """Record the final content of a file from `start_open_file`."""
    target = Path(path)
    with _explain_errors(target), target.open("rb") as file, recording(target, _sha256(file)):
        pass


def _sha256(file: BinaryIO) -> str:
    file.seek(0)
    total = hashlib.sha256()
    while block := file.read(_BLOCK):
        total.update(block)
    return total.hexdigest()


@contextlib.contextmanager
def _explain_errors(target: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        raise UnreadableFileError(f"{target}: cannot be written ({_reason(error)}); {_advice(target, error)}") from None


def write_together(folder: str | os.PathLike[str], contents: Mapping[str, bytes]) -> list[Path]:
    """Replace several files that belong together.

    All are on the disk before the first is renamed, so a full disk leaves the old ones. Only a kill during the renaming
    can leave a mix; ``UNFINISHED.txt`` is then among them and says so.
    """
    place = Path(folder)
    targets = [place / name for name in contents]
    try:
        make_folder(place, record_folder)
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
    with recording(note, _UNFINISHED_SAYS):
        replace_file(note, _UNFINISHED_SAYS)
    try:
        for ready, target, content in moves:
            with recording(target, content):
                ready.replace(target)
    finally:
        moved = sum(not ready.exists() for ready, _, _ in moves)
        if moved == len(moves) or (moved == 0 and not before):
            note.unlink(missing_ok=True)


def _reason(error: OSError | ValueError) -> str:
    # A ValueError means that no file can have this name.
    return getattr(error, "strerror", None) or "not a name for a file"


def _advice(target: Path, error: OSError | ValueError) -> str:
    if isinstance(error, PermissionError) and target.is_file():
        return "close the program that has it open, if one does, or choose another place"
    return "choose another place"


def claim_folder(folder: str | os.PathLike[str]) -> None:
    """Mark a new, empty or earlier claimed folder as written by heartdata."""
    place = Path(folder)
    try:
        held = {entry.name for entry in place.iterdir()} if place.is_dir() else set()
    except OSError as error:
        raise UnreadableFileError(f"{place}: cannot be read ({error.strerror}); choose another folder") from None
    held -= {left.name for left in leftovers(place)}
    if MARKER not in held and held - _LITTER:
        raise HeartdataError(f"{place}: holds other files; choose a new or an empty folder")
    write_atomically(place / MARKER, b"written by heartdata\n")
