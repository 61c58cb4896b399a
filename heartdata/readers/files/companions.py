"""Summarise files that were not read, so that hundreds of an app's other files do not hide what matters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from pathlib import PurePosixPath
from typing import Final

from heartdata.errors import HeartdataError, UnknownFormatError

# Heuristic: up to so many similar files in a folder are listed one by one.
_EACH: Final = 5


def summarise_unread(left: Iterable[tuple[str, HeartdataError]], companions: set[str]) -> Iterator[tuple[str, str]]:
    """Yield files that were not read, and why; many alike in a folder are one line."""
    alike: dict[tuple[str, str, str], list[tuple[str, HeartdataError]]] = defaultdict(list)
    for name, error in left:
        path = PurePosixPath(name)
        if any(fnmatch(path.name, pattern) for pattern in companions):
            continue
        reason = "" if isinstance(error, UnknownFormatError) else str(error).removeprefix(f"{name}: ")
        alike[str(path.parent), path.suffix, reason].append((name, error))
    for (folder, suffix, reason), group in alike.items():
        if len(group) > _EACH:
            shown = f"*{suffix}" if folder == "." else f"{folder}/*{suffix}"
            why = f": {reason}" if reason else " that no format recognises; see `heartdata formats`"
            yield shown, f"{len(group)} files{why}"
        else:
            yield from ((name, str(error).removeprefix(f"{name}: ")) for name, error in group)
