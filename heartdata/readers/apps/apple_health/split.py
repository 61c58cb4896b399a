"""The scan of a large plain file by two processes, one half each.

The second process is a fresh interpreter that is given its half by standard input: it needs no fork, does not run the
caller's script again, and works where a pool's own workers may have no children. Should anything about it go wrong,
the caller scans the file by itself.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import pickle
import subprocess
import sys
from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from heartdata.readers.apps.apple_health.records import Gather
from heartdata.readers.apps.apple_health.scan import Doubt, Scan

if TYPE_CHECKING:
    from heartdata.readers.files.walk import Source

__all__ = ["scan_in_two", "work"]

# Below, the start of an interpreter (0.2 s) costs more than it saves.
SPLIT_FROM: Final = 128 * 1024 * 1024
# The first half is the larger one, as the other process has to start.
_SHARE: Final = 0.54
_LOOK: Final = 4 * 1024 * 1024
_PATIENCE_S: Final = 600
_START: Final = (
    "import json, sys; told = json.load(sys.stdin); sys.path[:] = told['path']; "
    "from heartdata.readers.apps.apple_health.split import work; work(told)"
)


def scan_in_two(source: Source, root: int, gather: Gather, processes: int | None) -> bool:
    """Scan a file with two processes."""
    from heartdata.readers.apps.apple_health.file import end_of, scan_range

    path = source.path
    wanted = processes == 2 if processes is not None else source.size >= SPLIT_FROM and _second_core()
    middle = _record_behind(path, int(source.size * _SHARE)) if path is not None and wanted else None
    if path is None or middle is None or middle <= root:
        return False
    child = _start(path, middle, gather)
    if child is None:
        return False
    try:
        first = scan_range(path, root, middle, gather, bar=True)
        # A record that the middle cuts, or a Correlation around it, is for one process.
        if first.waiting or first.depth:
            return False
        told = child.communicate(timeout=_PATIENCE_S)[0]
        later, last = pickle.loads(told)  # noqa: S301  (from our own process)
        if later is None:
            raise Doubt
    except (OSError, subprocess.SubprocessError, pickle.PickleError, EOFError, ValueError, TypeError):
        return False
    finally:
        _stop(child)
    gather.join(later)
    end_of(last, gather)
    return True


def work(told: dict[str, Any]) -> None:
    """Scan the second half and write the result to standard output."""
    from heartdata.readers.apps.apple_health.file import scan_range

    zone = ZoneInfo(told["zone"]) if told["zone"] else None
    gather = Gather(zone, time.fromisoformat(told["day_start"]))
    result: tuple[Gather | None, Scan | None]
    try:
        last = scan_range(Path(told["file"]), told["start"], None, gather)
        last.gather = Gather()
        result = gather.finish(), last
    except Doubt:
        result = None, None
    sys.stdout.buffer.write(pickle.dumps(result, protocol=pickle.HIGHEST_PROTOCOL))


def _second_core() -> bool:
    if multiprocessing.current_process().name != "MainProcess" or multiprocessing.parent_process() is not None:
        # A worker of a pool: the other cores are busy with its like.
        return False
    # A frozen or embedding program is no interpreter to start again.
    if getattr(sys, "frozen", False) or "python" not in Path(sys.executable or "").name.casefold():
        return False
    cores = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1)
    return len(cores) > 1


def _record_behind(path: Path, place: int) -> int | None:
    """Find where a record begins; records never stand within one another."""
    try:
        with path.open("rb") as file:
            file.seek(place)
            found = file.read(_LOOK).find(b"<Record ")
    except OSError:
        return None
    return None if found < 0 else place + found


def _start(path: Path, start: int, gather: Gather) -> subprocess.Popen[bytes] | None:
    told = {
        "path": sys.path,
        "file": str(path.resolve()),
        "start": start,
        "zone": gather.zone.key if gather.zone is not None else None,
        "day_start": gather.day_start.isoformat(),
    }
    try:
        child = subprocess.Popen(  # noqa: S603  (the running interpreter, with code of this module)
            [sys.executable, "-I", "-c", _START],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        if child.stdin is not None:
            # Not as an argument: the path would show in the list of processes.
            child.stdin.write(json.dumps(told).encode())
            child.stdin.close()
            child.stdin = None
    except (OSError, ValueError):
        return None
    return child


def _stop(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        child.kill()
    if child.stdout is not None:
        child.stdout.close()
    child.wait()
