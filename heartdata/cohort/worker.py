"""What a worker does: one function of one person's path, the same on a pool of processes and on a cluster.

Only light modules are imported here, so that a new process can be set up before anything heavy is.
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

__all__ = ["ERRORS", "LOST", "Answer", "Person", "Terms", "look_at", "lost_answer", "prepare", "unpacked"]

LOST: Final = "WorkerLost"
# What is said of a person whose files cannot be used, by the kind of error; never a word of the files themselves.
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
    """What is the same for everyone in a run.

    Attributes
    ----------
    root : str
        The cohort's folder or file.
    code : str
        Of `heartdata.storage.fingerprint.code_key`, so that a worker with another version of heartdata is found out.
    profile : str
        TOML that holds for everyone without a profile of their own.
    """

    root: str
    code: str
    profile: str = ""


@dataclass(frozen=True)
class Person:
    """One person of a cohort.

    Attributes
    ----------
    name : str
        As in the table.
    path : str
        Absolute path of their folder or file.
    known : str
        Key of what is known of them from an earlier run; empty where nothing is.
    """

    name: str
    path: str
    known: str = ""


@dataclass(frozen=True)
class Answer:
    """What a worker tells of a person.

    Attributes
    ----------
    key : str
        Sum of their files and of all else the rows depend on; empty where it could not be made.
    rows : bytes or None
        Their weeks, packed; None where the key is the known one.
    """

    key: str
    rows: bytes | None = field(default=None, repr=False)


def look_at(person: Person, terms: Terms) -> Answer:
    """Read one person's files and tell their weeks."""
    keep_memory()
    if code_key() != terms.code:
        raise HeartdataError("a worker has another version of heartdata; install the same one everywhere")
    if not os.path.exists(terms.root):  # noqa: PTH110  (no more than a question)
        raise HeartdataError(f"{terms.root}: a worker does not see this place; workers read the same paths as you do")
    key = ""
    try:
        key = _key(person, terms)
        if key == person.known:
            return Answer(key)
        weeks, rejected = _weeks(person, terms)
    except Exception as error:  # noqa: BLE001  (whatever one person's files cause must not end the others)
        return Answer(key, _broken(type(error)))
    status = "nothing logged" if weeks.empty else "read in part" if rejected else "read"
    return Answer(key, _packed(weeks, {"status": status, "rejected": rejected, "error": "", "reason": ""}))


def lost_answer() -> Answer:
    """Tell of a person whose files end the process that reads them; asked again in the next run."""
    return Answer("", _packed(None, _told(LOST, ERRORS[LOST])))


def prepare() -> None:
    """Set up a new process of a pool; call it before numpy is imported."""
    # Ctrl+C is for the process that hands out the work.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Each process is one core's; threads of numpy's would stand in each other's way.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    threading.Thread(target=_end_with_parent, daemon=True).start()


@cache
def keep_memory() -> None:
    """Tell glibc to keep freed memory at hand: giving it back and asking anew takes half of the time."""
    if sys.platform == "linux":
        try:
            libc = ctypes.CDLL(None)
            libc.mallopt(_MMAP, _KEPT_BYTES)
            libc.mallopt(_TRIM, _KEPT_BYTES)
        except (OSError, AttributeError):
            # Another C library.
            return


def unpacked(rows: bytes) -> dict[str, Any]:
    """Give what a worker packed: the columns of the weeks as lists, and what is told of the person."""
    told: dict[str, Any] = json.loads(zlib.decompress(rows))
    return told


def _end_with_parent() -> None:
    """A pool whose own process was killed would wait for work for ever."""
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _key(person: Person, terms: Terms) -> str:
    return content_key(Path(person.path), terms.code, terms.profile)


def _weeks(person: Person, terms: Terms) -> tuple[pd.DataFrame, int]:
    from heartdata.cohort.reading import read_person, shared_profile
    from heartdata.cohort.week_states import person_weeks

    with warnings.catch_warnings():
        # Warnings are for the person; some of them show names of moods.
        warnings.simplefilter("ignore")
        logs, trials = read_person(Path(person.path), shared_profile(terms.profile))
        return person_weeks(logs, trials), len(logs.rejected)


def _broken(kind: type[Exception]) -> bytes:
    return _packed(None, _told(kind.__name__, ERRORS.get(kind.__name__, _UNEXPECTED)))


def _told(error: str, reason: str) -> dict[str, Any]:
    return {"status": "could not be read", "rejected": None, "error": error, "reason": reason}


def _packed(weeks: pd.DataFrame | None, told: dict[str, Any]) -> bytes:
    """Pack rows as JSON: any version reads it, and nothing in a file can make it run code."""
    columns: dict[str, list[Any]] = {}
    if weeks is not None:
        for name in weeks.columns:
            values = weeks[name].tolist()
            if name == "week":
                values = [day.date().isoformat() for day in values]
            columns[name] = [None if value is None or value != value else value for value in values]
    return zlib.compress(json.dumps({"weeks": columns, **told}, separators=(",", ":")).encode(), 1)
