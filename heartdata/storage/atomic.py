"""Atomic writes: write to a temporary file beside the target, flush it, then rename it into place."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import BinaryIO, Final

# Hidden, and with an ending of its own, so that nothing takes it for an export.
_PREFIX: Final = ".heartdata-"
_SUFFIX: Final = ".part"
# Writing takes seconds, so a temporary file this old was left by a process that was killed.
_STALE_S: Final = 600.0


def replace_file(target: Path, content: bytes, *, lasting: bool = True) -> None:
    """Replace a file for the owner only; a reader sees the whole old file or the whole new one."""
    with open_replacement(target, lasting=lasting) as (file, put):
        file.write(content)
        put()


@contextlib.contextmanager
def open_replacement(target: Path, *, lasting: bool = True) -> Iterator[tuple[BinaryIO, Callable[[], None]]]:
    """Open a temporary file and a function that moves it to `target`."""
    _sweep(target.parent)
    # mkstemp makes files that only the owner can read.
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=_PREFIX, suffix=_SUFFIX)
    moved = False
    try:
        with os.fdopen(handle, "w+b") as file:

            def put() -> None:
                nonlocal moved
                file.flush()
                if lasting:
                    os.fsync(file.fileno())
                # Windows cannot move an open file.
                file.close()
                Path(name).replace(target)
                moved = True

            yield file, put
    finally:
        # Leave nothing half-written behind, even after an interrupt.
        if not moved:
            with contextlib.suppress(OSError):
                Path(name).unlink()


@contextlib.contextmanager
def staged(folder: Path, contents: Sequence[bytes], *, lasting: bool = True) -> Iterator[list[Path]]:
    """Write contents to temporary files, so that only the renaming is left to do."""
    _sweep(folder)
    ready: list[Path] = []
    try:
        for content in contents:
            handle, name = tempfile.mkstemp(dir=folder, prefix=_PREFIX, suffix=_SUFFIX)
            ready.append(Path(name))
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                if lasting:
                    os.fsync(file.fileno())
        yield ready
    finally:
        # Leave nothing half-written behind, even after an interrupt.
        for left in ready:
            with contextlib.suppress(OSError):
                left.unlink()


def make_folder(folder: Path, about_to: Callable[[Path], None] | None = None) -> None:
    """Make a folder and its parents for the owner only; call `about_to` before each."""
    if folder.is_dir():
        return
    if folder.parent != folder:
        make_folder(folder.parent, about_to)
    if about_to is not None:
        about_to(folder)
    folder.mkdir(mode=0o700, exist_ok=True)


def leftovers(folder: Path) -> list[Path]:
    """Find the temporary files that killed processes left in a folder."""
    try:
        with os.scandir(folder) as entries:
            names = [e.name for e in entries if e.name.startswith(_PREFIX) and e.name.endswith(_SUFFIX)]
    except OSError:
        return []
    return [folder / name for name in sorted(names)]


@cache
def _sweep(folder: Path) -> None:
    """Remove old temporary files, once per folder; recent ones may belong to another process."""
    for left in leftovers(folder):
        with contextlib.suppress(OSError):
            # After a clock was set back, a file from the future is just as stale.
            if abs(time.time() - left.stat().st_mtime) > _STALE_S:
                left.unlink()
