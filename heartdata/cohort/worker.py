"""What a worker process does: one function of one person's path, the same in a pool and on a cluster.

It imports only light modules, so that a new process can be set up before numpy and pandas are loaded.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
import threading
import warnings
import zlib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from heartdata.errors import HeartdataError
from heartdata.storage.fingerprint import code_key, content_key

if TYPE_CHECKING:
    import pandas as pd

LOST: Final = "WorkerLost"
# The reason in the table when a person's files cannot be used, by kind of error; never a word of the files.
ERRORS: Final = {
    "AmbiguousFormatError": "can be read in more than one way; heartdata check says what to do",
    "HeartdataError": "cannot be used; heartdata check says why",
    "MemoryError": "too large for the memory of the machine",
    "NotEnoughDataError": "holds too little",
    "ProfileError": "something in heartdata.toml is not allowed; heartdata check says what",
    "UnknownFormatError": "no export that is known; heartdata check says what is there",
    "UnreadableFileError": "missing, damaged or locked; heartdata check says which file",
    LOST: "ended the process that read it, more than once",
}
_UNEXPECTED: Final = "an unexpected kind of error; please report it"
_TRIM, _MMAP = -1, -3  # M_TRIM_THRESHOLD, M_MMAP_THRESHOLD of glibc's malloc.h
_KEPT_BYTES: Final = 256 * 1024 * 1024


@dataclass(frozen=True)
class Terms:
    """What is the same for everyone in a run."""

    root: str  # the cohort's folder or file
    code: str  # `code_key`, so that a worker with another version of heartdata is noticed
    profile: str = ""  # TOML, for everyone without a profile of their own


@dataclass(frozen=True)
class Person:
    """One person of a cohort."""

    name: str  # as in the table
    path: str  # absolute, of their folder or file
    known: str = ""  # key of their result from an earlier run; empty where there is none


@dataclass(frozen=True)
class Answer:
    """A worker's result for a person."""

    key: str  # hash of their files and of all else the rows depend on; empty where it could not be computed
    rows: bytes | None = field(default=None, repr=False)  # their packed weeks; None where the key has not changed


def process_person(person: Person, terms: Terms) -> Answer:
    """Read one person's files and compute their weeks."""
    keep_memory()
    if code_key() != terms.code:
        raise HeartdataError("a worker has another version of heartdata; install the same one everywhere")
    if not os.path.exists(terms.root):  # noqa: PTH110
        raise HeartdataError(f"{terms.root}: a worker does not see this place; workers read the same paths as you do")
    key = ""
    try:
        key = content_key(Path(person.path), terms.code, terms.profile)
        if key == person.known:
            return Answer(key)
        weeks, rejected = _weeks(person, terms)
    except Exception as error:  # noqa: BLE001  (whatever one person's files cause must not end the others)
        return Answer(key, _pack(None, _unreadable(type(error).__name__)))
    status = "nothing logged" if weeks.empty else "read in part" if rejected else "read"
    return Answer(key, _pack(weeks, {"status": status, "rejected": rejected, "error": "", "reason": ""}))


def lost_answer() -> Answer:
    """Return the answer for a person whose files end the process; they are tried again in the next run."""
    return Answer("", _pack(None, _unreadable(LOST)))


def prepare() -> None:
    """Set up a new worker process, before numpy is imported."""
    # Ctrl+C is for the main process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # One core per process; numpy's threads would compete for it.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    threading.Thread(target=_end_with_parent, daemon=True).start()


@cache
def keep_memory() -> None:
    """Tell glibc to keep freed memory: returning it and asking again takes half of the time."""
    if sys.platform == "linux":
        try:
            libc = ctypes.CDLL(None)
            libc.mallopt(_MMAP, _KEPT_BYTES)
            libc.mallopt(_TRIM, _KEPT_BYTES)
        except (OSError, AttributeError):
            return  # another C library


def unpack_rows(rows: bytes) -> dict[str, Any]:
    """Unpack a worker's rows: the columns of the weeks as lists, and the status of the person."""
    found: dict[str, Any] = json.loads(zlib.decompress(rows))
    return found


def _end_with_parent() -> None:
    """End with the parent process; if it is killed, the pool would wait for work forever."""
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _weeks(person: Person, terms: Terms) -> tuple[pd.DataFrame, int]:
    from heartdata.cohort.person import person_weeks, read_person, shared_profile

    with warnings.catch_warnings():
        # Warnings are for the person, and some show names of moods.
        warnings.simplefilter("ignore")
        logs, trials = read_person(Path(person.path), shared_profile(terms.profile))
        return person_weeks(logs, trials), len(logs.rejected)


def _unreadable(error: str) -> dict[str, Any]:
    reason = ERRORS.get(error, _UNEXPECTED)
    return {"status": "could not be read", "rejected": None, "error": error, "reason": reason}


def _pack(weeks: pd.DataFrame | None, status: dict[str, Any]) -> bytes:
    """Pack rows as JSON, which any version can read and which cannot run code."""
    columns: dict[str, list[Any]] = {}
    if weeks is not None:
        for name in weeks.columns:
            values = weeks[name].tolist()
            if name == "week":
                values = [day.date().isoformat() for day in values]
            columns[name] = [None if value is None or value != value else value for value in values]
    return zlib.compress(json.dumps({"weeks": columns, **status}, separators=(",", ":")).encode(), 1)
