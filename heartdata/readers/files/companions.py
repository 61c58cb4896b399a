"""Files that nothing could read, told so that hundreds of an app's other files do not bury what matters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from pathlib import PurePosixPath
from typing import Final

from heartdata.errors import HeartdataError, UnknownFormatError

__all__ = ["summarise_unread"]

# Heuristic: up to so many alike in a folder are told one by one.
_EACH: Final = 5


def summarise_unread(left: Iterable[tuple[str, HeartdataError]], companions: set[str]) -> Iterator[tuple[str, str]]:
    """Say which files were not read, and why; many unknown ones of one kind in one folder are told as one."""
    alike: dict[tuple[str, str], list[tuple[str, HeartdataError]]] = defaultdict(list)
    for name, trouble in left:
        path = PurePosixPath(name)
        if any(fnmatch(path.name, pattern) for pattern in companions):
            continue
        unknown = isinstance(trouble, UnknownFormatError)
        # What has a trouble of its own stays alone.
        key = (str(path.parent), path.suffix) if unknown else (name, "\0")
        alike[key].append((name, trouble))
    for (folder, suffix), group in alike.items():
        if len(group) > _EACH:
            shown = f"*{suffix}" if folder == "." else f"{folder}/*{suffix}"
            yield shown, f"{len(group)} files that no format recognises; see `heartdata formats`"
        else:
            yield from ((name, str(trouble).removeprefix(f"{name}: ")) for name, trouble in group)
