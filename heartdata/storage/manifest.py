"""The manifest: a list of what heartdata wrote, so that `heartdata forget` can remove all of it.

Each written path has one small file of its own in the user's state folder. Two processes never share a file, so nothing
needs a lock, no line is lost, and a kill leaves a complete list.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import warnings
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

from heartdata.errors import HeartdataWarning
from heartdata.storage.atomic import make_folder, replace_file

FileKind = Literal["file", "folder", "diary"]
APP: Final = "heartdata"
# Two processes may take turns in writing a file; what either wrote is heartdata's.
_KEPT_SUMS: Final = 4


@dataclass(frozen=True)
class Written:
    """A path that heartdata wrote, or was about to write."""

    path: str  # absolute, with links among its folders followed
    kind: FileKind  # a diary is for the person to fill in, and theirs once they do
    sha256: tuple[str, ...]  # of the last contents, oldest first; empty for a folder
    done: bool  # False: a kill came between recording and writing, so what is there is not heartdata's
    when: str  # for people to read; nothing depends on it


def manifest_folder() -> Path | None:
    """Return the folder of the manifest; None without a home folder."""
    from platformdirs import user_state_dir

    return below_home(user_state_dir(APP, appauthor=False), "written")


def below_home(place: str, *names: str) -> Path | None:
    """Return a place below the account's home folder; None without one."""
    # Without a home folder, "~" is not expanded and would become a folder of that name.
    return Path(place, *names) if os.path.isabs(place) else None  # noqa: PTH117  (a Path would hide a bad drive)


def digest(content: bytes) -> str:
    """Return the SHA-256 of a content in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def real_place(path: str | os.PathLike[str]) -> Path:
    """Return the absolute path of a file, with links among its folders followed."""
    given = Path(path)
    return Path(os.path.realpath(given.parent)) / given.name


@contextlib.contextmanager
def recording(path: str | os.PathLike[str], content: bytes | str, kind: FileKind = "file") -> Iterator[None]:
    """Record a file in the manifest before and after it is written."""
    place = real_place(path)
    before = _read(place)
    new = content if isinstance(content, str) else digest(content)
    sums = tuple(s for s in (before.sha256 if before else ()) if s != new)[1 - _KEPT_SUMS :]
    planned = Written(str(place), kind, (*sums, new), before is not None and before.done, _now())
    # A kill in between must leave neither an unlisted file nor a listed one of the person's own.
    with contextlib.suppress(OSError):
        _store(planned, lasting=False)
    try:
        yield
    except BaseException:
        now = _read(place)
        if now is not None and not now.done:
            forget_path(now)
        raise
    try:
        _store(replace(planned, done=True))
    except OSError as error:
        warnings.warn(
            f"the list of what heartdata writes cannot be updated ({error.strerror}), so `heartdata forget` will not "
            "find what is written now; remove it yourself when you no longer want it",
            HeartdataWarning,
            stacklevel=4,
        )


def record_open_file(path: str | os.PathLike[str]) -> None:
    """Record a file that heartdata keeps open and changes: it is heartdata's whatever it holds."""
    with contextlib.suppress(OSError):
        before = _read(real_place(path))
        sums = before.sha256 if before else ()
        _store(Written(str(real_place(path)), "file", sums, True, _now()), lasting=False)


def record_folder(path: str | os.PathLike[str]) -> None:
    """Record a folder before it is made; `heartdata forget` removes it once it is empty."""
    with contextlib.suppress(OSError):
        _store(Written(str(real_place(path)), "folder", (), True, _now()))


def read_manifest() -> tuple[list[Written], list[Path]]:
    """Read the manifest: what was written, and the entries that are damaged."""
    folder = manifest_folder()
    if folder is None or not folder.is_dir():
        return [], []
    entries = {entry: _parse(entry) for entry in sorted(folder.glob("*.json"))}
    written = sorted((w for w in entries.values() if w is not None), key=lambda w: w.path)
    return written, [entry for entry, w in entries.items() if w is None]


def is_recorded(path: str | os.PathLike[str]) -> bool:
    """Return whether heartdata wrote a file or made a folder."""
    found = _read(real_place(path))
    return found is not None and found.done


def last_written(name: str) -> Path | None:
    """Return the newest file of a name that heartdata wrote and that is still there."""
    written = [w for w in read_manifest()[0] if w.done and Path(w.path).name == name and os.path.isfile(w.path)]  # noqa: PTH113
    return Path(max(written, key=lambda w: w.when).path) if written else None


def forget_path(written: Written) -> None:
    """Remove a path from the manifest, if it is there."""
    entry = _entry(Path(written.path))
    if entry is not None:
        with contextlib.suppress(OSError):
            entry.unlink()


def _entry(place: Path) -> Path | None:
    folder = manifest_folder()
    return None if folder is None else folder / _name(place)


def _name(place: str | Path) -> str:
    return f"{digest(os.fsencode(place))}.json"


def _read(place: Path) -> Written | None:
    entry = _entry(place)
    return None if entry is None else _parse(entry)


def _parse(entry: Path) -> Written | None:
    try:
        given = json.loads(entry.read_bytes())
        written = Written(**{**given, "sha256": tuple(given["sha256"])})
        return written if entry.name == _name(written.path) else None
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def _store(written: Written, *, lasting: bool = True) -> None:
    entry = _entry(Path(written.path))
    if entry is None:
        raise FileNotFoundError(errno.ENOENT, "this account has no home folder")
    make_folder(entry.parent)
    # JSON escapes what UTF-8 cannot encode in a file name.
    replace_file(entry, json.dumps(asdict(written)).encode(), lasting=lasting)


def _now() -> str:
    return datetime.now().isoformat(sep=" ", timespec="seconds")
