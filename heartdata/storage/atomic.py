"""The one way a file comes onto the disk: written beside its place, flushed, and put there in one step."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import BinaryIO, Final

__all__ = ["leftovers", "make_folder", "part_of", "put_whole", "staged"]

# A dot in front, so that it is never taken for an export; the ending, so that it is never taken for anything else.
_PREFIX: Final = ".heartdata-"
_SUFFIX: Final = ".part"
# A file is written in one go, so that one nobody touched for this long was left by a process that was killed.
_STALE_S: Final = 600.0


def put_whole(target: Path, content: bytes, *, lasting: bool = True) -> None:
    """Replace a file by new content, for the owner only; a reader finds the old or the new one, whole."""
    with part_of(target, lasting=lasting) as (file, put):
        file.write(content)
        put()


@contextlib.contextmanager
def part_of(target: Path, *, lasting: bool = True) -> Iterator[tuple[BinaryIO, Callable[[], None]]]:
    """Open a file beside a place, to be put there once it is whole."""
    _sweep(target.parent)
    # mkstemp makes files that only the owner can read.
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=_PREFIX, suffix=_SUFFIX)
    there = False
    try:
        with os.fdopen(handle, "w+b") as file:

            def put() -> None:
                nonlocal there
                file.flush()
                if lasting:
                    os.fsync(file.fileno())
                # Windows moves no open file.
                file.close()
                Path(name).replace(target)
                there = True

            yield file, put
    finally:
        # Whatever happened, an interrupt included, nothing half-written stays.
        if not there:
            with contextlib.suppress(OSError):
                Path(name).unlink()


@contextlib.contextmanager
def staged(folder: Path, contents: Sequence[bytes], *, lasting: bool = True) -> Iterator[list[Path]]:
    """Write contents beside the places they are for, so that nothing but renaming is left to do."""
    _sweep(folder)
    ready: list[Path] = []
    try:
        for content in contents:
            # mkstemp makes files that only the owner can read.
            handle, name = tempfile.mkstemp(dir=folder, prefix=_PREFIX, suffix=_SUFFIX)
            ready.append(Path(name))
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                if lasting:
                    os.fsync(file.fileno())
        yield ready
    finally:
        # Whatever happened, an interrupt included, nothing half-written stays.
        for left in ready:
            with contextlib.suppress(OSError):
                left.unlink()


def make_folder(folder: Path, about_to: Callable[[Path], None] | None = None) -> None:
    """Make a folder, and those above it, for the owner only."""
    if folder.is_dir():
        return
    if folder.parent != folder:
        make_folder(folder.parent, about_to)
    if about_to is not None:
        about_to(folder)
    folder.mkdir(mode=0o700, exist_ok=True)


def leftovers(folder: Path) -> list[Path]:
    """Find what a killed process left half-written in a folder."""
    try:
        with os.scandir(folder) as entries:
            names = [e.name for e in entries if e.name.startswith(_PREFIX) and e.name.endswith(_SUFFIX)]
    except OSError:
        return []
    return [folder / name for name in sorted(names)]


@cache
def _sweep(folder: Path) -> None:
    """Remove what was left behind, once for each folder: another process may be at work, so only what is old."""
    for left in leftovers(folder):
        with contextlib.suppress(OSError):
            # A clock that was set back makes it lie in the future, which is as stale.
            if abs(time.time() - left.stat().st_mtime) > _STALE_S:
                left.unlink()
