"""`heartdata forget`: find all that heartdata wrote and is still there, and remove it; nothing else is ever touched."""

from __future__ import annotations

import contextlib
import shutil
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from heartdata.errors import UnreadableFileError
from heartdata.storage.atomic import leftovers
from heartdata.storage.manifest import Written, cache_folder, digest, ledger_folder, listed, strike

__all__ = ["NOT_KNOWN", "Found", "find_written", "remove_written"]

NOT_KNOWN: Final = (
    "Not known here, and so not removed: what your apps exported, which is yours; files of heartdata that you copied, "
    "moved, renamed or sent; backups and the wastebasket; what JupyterLab keeps of its own; the history of your "
    "terminal; what was written by another account or on another machine."
)

_State = Literal["same", "changed", "diary", "folder", "gone", "away", "never"]
_CHECKPOINTS: Final = ".ipynb_checkpoints"
# A folder that does not say so is not removed as a whole; see https://bford.info/cachedir/
_CACHE_SIGNATURE: Final = b"Signature: 8a477f597d28d172789f06886806bc55"


@dataclass(frozen=True)
class Found:
    """What is still there.

    Attributes
    ----------
    same : list of Path
        Files as heartdata wrote them, and what a killed process left half-written.
    changed : list of Path
        Files that were changed since, such as notebooks that were run and a ``heartdata.toml`` that was filled in.
    diaries : list of Path
        Diaries that were filled in: the person's own entries, never removed.
    folders : list of Path
        Folders that heartdata made; removed once nothing is in them any more.
    caches : list of Path
        Folders with what can be made again at any time.
    away : list of Path
        Files whose folder is not there: removed, or on a disk that is not connected now.
    damaged : int
        Entries of the list that cannot be read.
    """

    same: list[Path] = field(default_factory=list)
    changed: list[Path] = field(default_factory=list)
    diaries: list[Path] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)
    caches: list[Path] = field(default_factory=list)
    away: list[Path] = field(default_factory=list)
    damaged: int = 0


def find_written() -> Found:
    """Find what is still there of all that heartdata wrote; changes nothing."""
    found = Found(damaged=len(_listed()[1]))
    lists: dict[_State, list[Path]] = {
        "same": found.same, "changed": found.changed, "diary": found.diaries, "folder": found.folders,
        "away": found.away,
    }  # fmt: skip
    places: set[Path] = set()
    for written in _listed()[0]:
        path = Path(written.path)
        places |= {path.parent, path} if written.kind == "folder" else {path.parent}
        lists.get(_state(path, written), []).append(path)
        for copy in _checkpoints(path):
            if (state := _state(copy, written)) in ("same", "changed"):
                lists[state].append(copy)
    found.same.extend(left for place in sorted(places) for left in leftovers(place))
    cache = cache_folder()
    if cache is not None and _is_cache(cache):
        found.caches.append(cache)
    return found


def remove_written(found: Found, *, changed: bool = False) -> tuple[list[Path], list[str]]:
    """Remove what was found, after looking at each file once more."""
    now = find_written()
    doomed = [path for path in found.same if path in set(now.same)]
    if changed:
        doomed += [path for path in found.changed if path in {*now.same, *now.changed}]
    removed: list[Path] = []
    problems: list[str] = []
    for path in [*doomed, *found.caches]:
        try:
            if path in found.caches:
                shutil.rmtree(path)
            else:
                path.unlink()
            removed.append(path)
        except FileNotFoundError:
            continue
        except OSError as error:
            problems.append(f"{path}: cannot be removed ({error.strerror})")
    removed += _without_empty({*found.folders, *(path.parent for path in doomed if path.parent.name == _CHECKPOINTS)})
    for written in _listed()[0]:
        # What is left stays on the list, for another time.
        if _state(Path(written.path), written) in ("gone", "away", "never"):
            strike(written)
    _remove_list()
    return removed, problems


def _listed() -> tuple[list[Written], list[Path]]:
    try:
        return listed()
    except OSError as error:
        raise UnreadableFileError(
            f"{ledger_folder()}: the list of what heartdata wrote cannot be read ({error.strerror})"
        ) from None


def _state(path: Path, written: Written) -> _State:
    try:
        mode = path.lstat().st_mode
        if written.kind == "folder":
            return "folder" if stat.S_ISDIR(mode) else "never"
        # Nothing but a plain file is ever what heartdata wrote, and nothing else is opened.
        if not stat.S_ISREG(mode):
            return "never"
        if digest(path.read_bytes()) in written.sha256:
            return "same"
    except (FileNotFoundError, NotADirectoryError):
        return "gone" if path.parent.is_dir() or written.kind == "folder" else "away"
    except OSError:
        # There, but not to be read.
        pass
    # Noted, and then stopped by a kill before it was written: what stands there is not heartdata's.
    if not written.done:
        return "never"
    return "diary" if written.kind == "diary" else "changed"


def _checkpoints(path: Path) -> list[Path]:
    """JupyterLab's copies of a notebook, which show what the notebook showed."""
    if path.suffix != ".ipynb":
        return []
    return [path.parent / _CHECKPOINTS / f"{path.stem}-checkpoint.ipynb"]


def _is_cache(folder: Path) -> bool:
    try:
        return not folder.is_symlink() and (folder / "CACHEDIR.TAG").read_bytes().startswith(_CACHE_SIGNATURE)
    except OSError:
        return False


def _without_empty(folders: set[Path]) -> list[Path]:
    removed = []
    for folder in sorted(folders, key=lambda place: len(place.parts), reverse=True):
        with contextlib.suppress(OSError):
            folder.rmdir()
            removed.append(folder)
    return removed


def _remove_list() -> None:
    """Remove the list itself once nothing stands on it."""
    folder = ledger_folder()
    written, damaged = _listed()
    if folder is None or written:
        return
    for path in [*damaged, *leftovers(folder)]:
        with contextlib.suppress(OSError):
            path.unlink()
    _without_empty({folder, folder.parent})
