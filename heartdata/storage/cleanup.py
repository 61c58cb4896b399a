"""`heartdata forget`: find and remove what heartdata wrote, and nothing else."""

from __future__ import annotations

import contextlib
import json
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from heartdata.errors import UnreadableFileError
from heartdata.storage.atomic import leftovers
from heartdata.storage.manifest import Written, cache_folder, digest, forget_path, manifest_folder, read_manifest

NOT_KNOWN: Final = (
    "Not known here, and so not removed: what your apps exported, which is yours; files of heartdata that you copied, "
    "moved, renamed or sent; backups and the wastebasket; what JupyterLab keeps of its own; the history of your "
    "terminal; what was written by another account or on another machine."
)

_State = Literal["same", "changed", "diary", "folder", "gone", "away", "never"]
_CHECKPOINTS: Final = ".ipynb_checkpoints"
# See https://bford.info/cachedir/; other programs write the first line too.
_CACHE_TAG: Final = b"Signature: 8a477f597d28d172789f06886806bc55\n# Kept by heartdata"


@dataclass(frozen=True)
class Remaining:
    """What heartdata wrote and is still there."""

    same: list[Path] = field(default_factory=list)  # as heartdata wrote them, and leftover temporary files
    changed: list[Path] = field(default_factory=list)  # such as notebooks that were run
    diaries: list[Path] = field(default_factory=list)  # filled in: the person's own entries, never removed
    folders: list[Path] = field(default_factory=list)  # removed once they are empty
    caches: list[Path] = field(default_factory=list)  # folders of reviews that can be computed again
    away: list[Path] = field(default_factory=list)  # their folder is gone, or on a disk that is not connected
    damaged: int = 0  # entries of the manifest that cannot be read


def find_written() -> Remaining:
    """Find what heartdata wrote and is still there, without changing anything."""
    found = Remaining(damaged=len(_entries()[1]))
    lists: dict[_State, list[Path]] = {
        "same": found.same, "changed": found.changed, "diary": found.diaries, "folder": found.folders,
        "away": found.away,
    }  # fmt: skip
    places: set[Path] = set()
    for written in _entries()[0]:
        path = Path(written.path)
        places |= {path.parent, path} if written.kind == "folder" else {path.parent}
        lists.get(_state(path, written), []).append(path)
        for copy in _checkpoints(path):
            if (state := _state(copy, written)) in ("same", "changed"):
                lists[state].append(copy)
    found.same.extend(left for place in sorted(places) for left in leftovers(place))
    cache = cache_folder()
    if cache is not None and _cached(cache):
        found.caches.append(cache)
    return found


def remove_written(found: Remaining, *, changed: bool = False) -> tuple[list[Path], list[str]]:
    """Remove what was found, after checking each file once more; return what was removed and what could not be."""
    now = find_written()
    doomed = [path for path in found.same if path in set(now.same)]
    if changed:
        doomed += [path for path in found.changed if path in {*now.same, *now.changed}]
    removed: list[Path] = []
    problems: list[str] = []
    cached = [file for cache in found.caches for file in _cached(cache)]
    for path in [*doomed, *cached]:
        try:
            path.unlink()
            removed += [] if path in cached else [path]
        except FileNotFoundError:
            continue
        except OSError as error:
            problems.append(f"{path}: cannot be removed ({error.strerror})")
    for cache in found.caches:
        _remove_empty({cache / "weeks"})
        removed += _remove_empty({cache})
    removed += _remove_empty({*found.folders, *(path.parent for path in doomed if path.parent.name == _CHECKPOINTS)})
    for written in _entries()[0]:
        # What is left stays in the manifest for another time.
        if _state(Path(written.path), written) in ("gone", "away", "never"):
            forget_path(written)
    _remove_manifest()
    return removed, problems


def _entries() -> tuple[list[Written], list[Path]]:
    try:
        return read_manifest()
    except OSError as error:
        raise UnreadableFileError(
            f"{manifest_folder()}: the list of what heartdata wrote cannot be read ({error.strerror})"
        ) from None


def _state(path: Path, written: Written) -> _State:
    try:
        mode = path.lstat().st_mode
        if written.kind == "folder":
            return "folder" if stat.S_ISDIR(mode) else "never"
        # heartdata writes only regular files, so nothing else is opened.
        if not stat.S_ISREG(mode):
            return "never"
        if digest(path.read_bytes()) in written.sha256:
            return "same"
    except (FileNotFoundError, NotADirectoryError):
        return "gone" if path.parent.is_dir() or written.kind == "folder" else "away"
    except OSError:
        pass  # there, but unreadable
    # A kill came before the writing: what is there is not heartdata's.
    if not written.done:
        return "never"
    return "diary" if written.kind == "diary" else "changed"


def _checkpoints(path: Path) -> list[Path]:
    """List JupyterLab's copies of a notebook, which hold its output."""
    if path.suffix != ".ipynb":
        return []
    return [path.parent / _CHECKPOINTS / f"{path.stem}-checkpoint.ipynb"]


def _cached(cache: Path) -> list[Path]:
    """List the files in the cache that are provably heartdata's; links are not followed."""
    weeks = cache / "weeks"
    if any(folder.is_symlink() or not folder.is_dir() for folder in (cache, weeks)):
        return [cache / "CACHEDIR.TAG"] if not cache.is_symlink() and _is_tag(cache / "CACHEDIR.TAG") else []
    found = [file for file in sorted(weeks.glob("*.json")) if _is_review(file)]
    found += [*leftovers(weeks), *leftovers(cache)]
    return [*found, *(tag for tag in [cache / "CACHEDIR.TAG"] if _is_tag(tag))]


def _is_tag(file: Path) -> bool:
    try:
        return stat.S_ISREG(file.lstat().st_mode) and file.read_bytes().startswith(_CACHE_TAG)
    except OSError:
        return False


def _is_review(file: Path) -> bool:
    """Whether a file has the name that a review of the path in it has."""
    try:
        if not stat.S_ISREG(file.lstat().st_mode):
            return False
        given = json.loads(file.read_bytes())
        return {"key", "review"} <= set(given) and file.stem == digest(os.fsencode(given["path"]))
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return False


def _remove_empty(folders: set[Path]) -> list[Path]:
    removed = []
    for folder in sorted(folders, key=lambda place: len(place.parts), reverse=True):
        with contextlib.suppress(OSError):
            folder.rmdir()
            removed.append(folder)
    return removed


def _remove_manifest() -> None:
    """Remove the manifest itself once it is empty."""
    folder = manifest_folder()
    written, damaged = _entries()
    if folder is None or written:
        return
    for path in [*damaged, *leftovers(folder)]:
        with contextlib.suppress(OSError):
            path.unlink()
    _remove_empty({folder, folder.parent})
