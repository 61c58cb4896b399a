"""Atomic writes: write to a temporary file beside the target, flush it, then rename it into place."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import BinaryIO, Final

# Hidden, and with an ending of its own, so that nothing takes it for an export.
_SUFFIX: Final = ".part"
# With a check sum of its own, so that a person's file of a similar name is never taken for heartdata's.
_TEMPORARY: Final = re.compile(r"\.heartdata-([0-9a-f]{16})-([0-9a-f]{8})-\w+\.part")
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
    handle, name = _create(target.parent)
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
            handle, name = _create(folder)
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


def temporary_prefix() -> str:
    """Return how the name of a new temporary file begins."""
    token = secrets.token_hex(8)
    return f".heartdata-{token}-{_check_sum(token)}-"


def _check_sum(token: str) -> str:
    return hashlib.sha256(f"heartdata {token}".encode()).hexdigest()[:8]


def _is_temporary(name: str) -> bool:
    found = _TEMPORARY.fullmatch(name)
    return found is not None and found[2] == _check_sum(found[1])


def _create(folder: Path) -> tuple[int, str]:
    """Create a temporary file that its owner alone can read."""
    handle, name = tempfile.mkstemp(dir=folder, prefix=temporary_prefix(), suffix=_SUFFIX)
    # An odd umask would keep out the owner too.
    with contextlib.suppress(OSError):
        Path(name).chmod(0o600)
    return handle, name


def make_folder(folder: Path, about_to: Callable[[Path], None] | None = None) -> None:
    """Make a folder and its parents for the owner only; call `about_to` before each."""
    if folder.is_dir():
        return
    if folder.parent != folder:
        make_folder(folder.parent, about_to)
    if about_to is not None:
        about_to(folder)
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        if not folder.is_dir():
            raise
        return
    # An odd umask would keep out the owner too.
    with contextlib.suppress(OSError):
        folder.chmod(0o700)


def leftovers(folder: Path) -> list[Path]:
    """Find the temporary files that killed processes left in a folder."""
    try:
        with os.scandir(folder) as entries:
            names = [e.name for e in entries if _is_temporary(e.name)]
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
