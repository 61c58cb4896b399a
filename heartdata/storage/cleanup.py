"""`heartdata forget`: find and remove what heartdata wrote, and nothing else."""

from __future__ import annotations

import contextlib
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from heartdata.errors import UnreadableFileError
from heartdata.storage.atomic import leftovers
from heartdata.storage.former_cache import find_former_cache
from heartdata.storage.manifest import Written, digest, forget_path, manifest_folder, read_manifest

NOT_KNOWN: Final = (
    "Not known here, and so not removed: what your apps exported, which is yours; files of heartdata that you copied, "
    "moved, renamed or sent; backups and the wastebasket; what JupyterLab keeps of its own; the history of your "
    "terminal; what was written by another account or on another machine."
)

_State = Literal["same", "changed", "diary", "folder", "gone", "away", "never"]
_CHECKPOINTS: Final = ".ipynb_checkpoints"


@dataclass(frozen=True)
class Remaining:
    """What heartdata wrote and is still there."""

    same: list[Path] = field(default_factory=list)  # as heartdata wrote them, and leftover temporary files
    changed: list[Path] = field(default_factory=list)  # such as notebooks that were run
    diaries: list[Path] = field(default_factory=list)  # filled in: the person's own entries, never removed
    folders: list[Path] = field(default_factory=list)  # removed once they are empty
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
    files, folders = find_former_cache()
    found.same.extend(files)
    found.folders.extend(folders)
    return found


def remove_written(found: Remaining, *, changed: bool = False) -> tuple[list[Path], list[str]]:
    """Remove what was found, after checking each file once more; return what was removed and what could not be."""
    now = find_written()
    doomed = [path for path in found.same if path in set(now.same)]
    if changed:
        doomed += [path for path in found.changed if path in {*now.same, *now.changed}]
    removed: list[Path] = []
    problems: list[str] = []
    for path in doomed:
        try:
            path.unlink()
            removed.append(path)
        except FileNotFoundError:
            continue
        except OSError as error:
            problems.append(f"{path}: cannot be removed ({error.strerror})")
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
