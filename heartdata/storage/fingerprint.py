"""Fingerprints of a person's files and of heartdata's own code."""

from __future__ import annotations

import hashlib
import os
import stat
from functools import cache
from pathlib import Path


def content_key(path: Path, *more: str) -> str:
    """Hash the names and contents of a person's files, and any further strings."""
    total = hashlib.blake2b(digest_size=16)
    for part in more:
        total.update(f"{len(part)}:".encode() + part.encode("utf-8", "surrogatepass"))
    for file in _files_below(path):
        name = os.fsencode(os.path.relpath(file, path))
        total.update(b"%d:" % len(name) + name + _content(file))
    return total.hexdigest()


def _files_below(path: Path) -> list[Path]:
    """List the files below a path in a fixed order."""
    if not path.is_dir():
        return [path]
    return sorted(Path(folder, name) for folder, _, names in os.walk(path) for name in names)


def _content(file: Path) -> bytes:
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            return b"-"
        with file.open("rb", buffering=0) as opened:
            return hashlib.file_digest(opened, lambda: hashlib.blake2b(digest_size=16)).digest()
    except OSError:
        return b"-"


@cache
def code_key() -> str:
    """Hash heartdata's own code and the versions of its main dependencies."""
    from importlib.metadata import PackageNotFoundError, version

    total = hashlib.blake2b(digest_size=16)
    for name in ("numpy", "pandas", "scikit-learn"):
        try:
            total.update(version(name).encode())
        except PackageNotFoundError:
            continue
    here = Path(__file__).parents[1]
    for file in sorted(p for ending in ("py", "toml") for p in here.rglob(f"*.{ending}")):
        total.update(file.relative_to(here).as_posix().encode() + file.read_bytes())
    return total.hexdigest()
