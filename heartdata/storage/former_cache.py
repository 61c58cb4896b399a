"""Find the reviews that 0.1 kept in the account's cache folder; later versions keep none."""

from __future__ import annotations

import json
import os
import re
import stat
from pathlib import Path
from typing import Final

from heartdata.storage.atomic import leftovers
from heartdata.storage.manifest import APP, below_home, digest

# See https://bford.info/cachedir/; other programs write the first line too.
_TAG: Final = b"Signature: 8a477f597d28d172789f06886806bc55\n# Kept by heartdata"
_NAME: Final = re.compile(r"[0-9a-f]{64}\.json")
_LARGEST: Final = 16 * 1024 * 1024  # far above any review [byte]


def find_former_cache() -> tuple[list[Path], list[Path]]:
    """List the files in the cache that are provably heartdata's, and the folders they are in; no link is followed."""
    from platformdirs import user_cache_dir

    cache = below_home(user_cache_dir(APP, appauthor=False))
    if cache is None or not _is_folder(cache):
        return [], []
    weeks, tag = cache / "weeks", cache / "CACHEDIR.TAG"
    files = [tag] if _is_tag(tag) else []
    folders = [cache] if files else []
    if _is_folder(weeks) and (reviews := [file for file in sorted(weeks.iterdir()) if _is_review(file)]):
        files, folders = [*reviews, *files], [weeks, cache]
    # A half-written review has no name that shows whose it is, but heartdata's own temporary files do.
    files += [left for folder in (weeks, cache) if _is_folder(folder) for left in leftovers(folder)]
    return files, folders


def _is_folder(place: Path) -> bool:
    return place.is_dir() and not place.is_symlink()


def _is_tag(file: Path) -> bool:
    content = _content(file)
    return content is not None and content.startswith(_TAG)


def _is_review(file: Path) -> bool:
    """Whether a file is a review under the name that its path's review had."""
    content = _content(file) if _NAME.fullmatch(file.name) else None
    try:
        given = json.loads(content or b"")
        return {"key", "review"} <= set(given) and file.stem == digest(os.fsencode(given["path"]))
    except (ValueError, TypeError, KeyError, RecursionError):
        return False


def _content(file: Path) -> bytes | None:
    """Read a regular file that is not larger than any review; None otherwise."""
    try:
        found = file.lstat()
        return file.read_bytes() if stat.S_ISREG(found.st_mode) and found.st_size <= _LARGEST else None
    except OSError:
        return None
