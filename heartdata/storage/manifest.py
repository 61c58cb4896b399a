"""The list of what heartdata wrote, so that `heartdata forget` can remove all of it.

One small file per written path, in a folder of the person's own for the state of programs. Two processes that write at
once never share a file, so nothing has to be locked and no line can be lost or cut; a kill leaves a whole list.
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
from heartdata.storage.atomic import make_folder, put_whole

__all__ = [
    "Kind",
    "Written",
    "cache_folder",
    "digest",
    "ledger_folder",
    "listed",
    "note_open",
    "noting",
    "noting_folder",
    "real_place",
    "strike",
]

Kind = Literal["file", "folder", "diary"]
APP: Final = "heartdata"
# Two processes may write the same file in turn; what either of them wrote is heartdata's.
_KEPT_SUMS: Final = 4


@dataclass(frozen=True)
class Written:
    """One path that heartdata wrote, or was about to write.

    Attributes
    ----------
    path : str
        Absolute; folders that are links are followed, the file itself is not.
    kind : {"file", "folder", "diary"}
        A diary is the person's to fill in, and theirs once they did.
    sha256 : tuple of str
        The last contents, oldest first; empty for a folder.
    done : bool
        Whether it was ever written to the end. A kill may come between noting and writing, and what stands there then
        is not heartdata's.
    when : str
        By the machine's clock; for people to read, nothing is decided by it.
    """

    path: str
    kind: Kind
    sha256: tuple[str, ...]
    done: bool
    when: str


def ledger_folder() -> Path | None:
    """Say where the list is kept."""
    from platformdirs import user_state_dir

    return _below_home(user_state_dir(APP, appauthor=False), "written")


def cache_folder() -> Path | None:
    """Say where anything is kept that can be made again at any time."""
    from platformdirs import user_cache_dir

    return _below_home(user_cache_dir(APP, appauthor=False))


def _below_home(place: str, *names: str) -> Path | None:
    # Without a home, "~" stays as it is, and would become a folder of that name.
    return Path(place, *names) if os.path.isabs(place) else None  # noqa: PTH117  (a Path would hide a bad drive)


def digest(content: bytes) -> str:
    """Give the SHA-256 of a content, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def real_place(path: str | os.PathLike[str]) -> Path:
    """Give the one absolute path of a file: links among its folders followed, the file itself not."""
    given = Path(path)
    return Path(os.path.realpath(given.parent)) / given.name


@contextlib.contextmanager
def noting(path: str | os.PathLike[str], content: bytes | str, kind: Kind = "file") -> Iterator[None]:
    """Put a file on the list around its writing."""
    place = real_place(path)
    before = _read(place)
    new = content if isinstance(content, str) else digest(content)
    sums = tuple(s for s in (before.sha256 if before else ()) if s != new)[1 - _KEPT_SUMS :]
    planned = Written(str(place), kind, (*sums, new), before is not None and before.done, _now())
    # Before and after: a kill between the two must leave neither an unlisted file nor a listed one of the person's.
    with contextlib.suppress(OSError):
        _note(planned, lasting=False)
    try:
        yield
    except BaseException:
        now = _read(place)
        if now is not None and not now.done:
            strike(now)
        raise
    try:
        _note(replace(planned, done=True))
    except OSError as error:
        warnings.warn(
            f"the list of what heartdata writes cannot be kept ({error.strerror}), so `heartdata forget` will not find "
            "what is written now; remove it yourself when you no longer want it",
            HeartdataWarning,
            stacklevel=4,
        )


def note_open(path: str | os.PathLike[str]) -> None:
    """Put a file on the list that heartdata keeps open and changes: whatever it holds then, it is heartdata's."""
    with contextlib.suppress(OSError):
        before = _read(real_place(path))
        sums = before.sha256 if before else ()
        _note(Written(str(real_place(path)), "file", sums, True, _now()), lasting=False)


def noting_folder(path: str | os.PathLike[str]) -> None:
    """Put a folder on the list that is about to be made; it is removed once nothing is in it any more."""
    with contextlib.suppress(OSError):
        _note(Written(str(real_place(path)), "folder", (), True, _now()))


def listed() -> tuple[list[Written], list[Path]]:
    """Read the list."""
    folder = ledger_folder()
    if folder is None or not folder.is_dir():
        return [], []
    entries = {entry: _parsed(entry) for entry in sorted(folder.glob("*.json"))}
    written = sorted((w for w in entries.values() if w is not None), key=lambda w: w.path)
    return written, [entry for entry, w in entries.items() if w is None]


def strike(written: Written) -> None:
    """Take a path off the list; no error where it is not on it."""
    entry = _entry(Path(written.path))
    if entry is not None:
        with contextlib.suppress(OSError):
            entry.unlink()


def _entry(place: Path) -> Path | None:
    folder = ledger_folder()
    return None if folder is None else folder / _name(place)


def _name(place: str | Path) -> str:
    return f"{digest(os.fsencode(place))}.json"


def _read(place: Path) -> Written | None:
    entry = _entry(place)
    return None if entry is None else _parsed(entry)


def _parsed(entry: Path) -> Written | None:
    try:
        given = json.loads(entry.read_bytes())
        written = Written(**{**given, "sha256": tuple(given["sha256"])})
        return written if entry.name == _name(written.path) else None
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def _note(written: Written, *, lasting: bool = True) -> None:
    place, cache = Path(written.path), cache_folder()
    if cache is not None and Path(os.path.realpath(cache)) in place.parents:
        # Removed as a whole.
        return
    entry = _entry(place)
    if entry is None:
        raise FileNotFoundError(errno.ENOENT, "this account has no home folder")
    make_folder(entry.parent)
    # Escaped to ASCII, because a file name may hold what no UTF-8 can.
    put_whole(entry, json.dumps(asdict(written)).encode(), lasting=lasting)


def _now() -> str:
    return datetime.now().isoformat(sep=" ", timespec="seconds")
