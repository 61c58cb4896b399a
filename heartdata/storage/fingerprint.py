"""Keys that change with contents: of a person's files, and of heartdata's own code."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable
from functools import cache
from pathlib import Path

__all__ = ["code_key", "content_key", "files_below"]


def content_key(path: Path, *told: str, passed_over: Callable[[str], bool] | None = None) -> str:
    """Sum up a person's files, names and contents, so that any change to them is seen."""
    total = hashlib.blake2b(digest_size=16)
    for part in told:
        total.update(f"{len(part)}:".encode() + part.encode("utf-8", "surrogatepass"))
    for file in files_below(path, passed_over):
        name = os.fsencode(os.path.relpath(file, path))
        total.update(b"%d:" % len(name) + name + _content(file))
    return total.hexdigest()


def files_below(path: Path, passed_over: Callable[[str], bool] | None = None) -> list[Path]:
    """List the files of a place in a fixed order."""
    if not path.is_dir():
        return [path]
    found = []
    for folder, subfolders, names in os.walk(path):
        if passed_over is not None:
            subfolders[:] = [name for name in subfolders if not passed_over(name)]
        found += [Path(folder, name) for name in names if passed_over is None or not passed_over(name)]
    return sorted(found)


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
    """Sum up heartdata's own code, and the versions it stands on."""
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
