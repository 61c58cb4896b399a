"""What is known of a cohort so far: a SQLite file beside the table, so that a stopped run goes on where it was."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from heartdata.errors import HeartdataError, UnreadableFileError
from heartdata.storage.files import finish_open_file, start_open_file
from heartdata.storage.manifest import record_open_file

__all__ = ["Store", "store_path"]

_OURS: Final = 0x68724474  # "hrDt", so that no other program's database is taken for it
_SCHEMA: Final = "CREATE TABLE IF NOT EXISTS people (name TEXT PRIMARY KEY, key TEXT, rows BLOB, run INTEGER)"
# Heuristic: what a kill or a cut of power may cost [s].
_COMMIT_S: Final = 1.0
_HEADER: Final = b"SQLite format 3\0"


def store_path(out: Path) -> Path:
    """Say where the store of a table lies: beside it, as it holds what the table holds."""
    return out.with_name(f"{out.name}.resume")


class Store:
    """The people done so far, each with the key of their files and their packed rows.

    A kill at any moment leaves it whole; at most the last second is done again.

    Parameters
    ----------
    path : Path
        Its file; made if it is not there, for the owner only.

    Raises
    ------
    HeartdataError
        If another run has it open, or it is a file of something else.
    UnreadableFileError
        If it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.run = time.time_ns()
        with self._told(), contextlib.ExitStack() as on_failure:
            self._clear_damaged()
            # Made here, as SQLite would make it readable for others. A kill may leave its journal, which it reads next.
            start_open_file(path)
            record_open_file(f"{path}-journal")
            self._database = sqlite3.connect(path, timeout=1.0, isolation_level=None)
            on_failure.callback(self._database.close)
            for line in ("locking_mode = EXCLUSIVE", "synchronous = NORMAL", f"application_id = {_OURS}"):
                self._database.execute(f"PRAGMA {line}")
            self._database.execute("BEGIN EXCLUSIVE")
            self._database.execute(_SCHEMA)
            on_failure.pop_all()
        self._committed = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(sqlite3.Error):
            if self._database.in_transaction:
                self._database.execute("COMMIT")
        self._database.close()
        with contextlib.suppress(UnreadableFileError):
            finish_open_file(self.path)

    def key(self, name: str) -> str:
        """Give the key of what is known of somebody; empty where nothing is."""
        with self._told():
            found = self._database.execute("SELECT key FROM people WHERE name = ?", (name,)).fetchone()
        return str(found[0]) if found else ""

    def keep(self, name: str) -> None:
        """Let what is known of somebody stand."""
        self._write("UPDATE people SET run = ? WHERE name = ?", (self.run, name))

    def put(self, name: str, key: str, rows: bytes) -> None:
        """Put somebody's rows in the place of what was known."""
        self._write("INSERT OR REPLACE INTO people VALUES (?, ?, ?, ?)", (name, key, rows, self.run))

    def finish(self) -> None:
        """Remove everybody who is no longer in the cohort."""
        with self._told():
            self._database.execute("DELETE FROM people WHERE run != ?", (self.run,))
            self._database.execute("COMMIT")

    def people(self) -> Iterator[tuple[str, bytes]]:
        """Go through everybody by name, one at a time."""
        with self._told():
            yield from self._database.execute("SELECT name, rows FROM people ORDER BY name")

    def _write(self, line: str, values: tuple[object, ...]) -> None:
        with self._told():
            self._database.execute(line, values)
            if time.monotonic() - self._committed > _COMMIT_S:
                self._database.execute("COMMIT")
                self._database.execute("BEGIN EXCLUSIVE")
                self._committed = time.monotonic()

    def _clear_damaged(self) -> None:
        """Start anew where the file is damaged, as all of it can be made again; never touch another program's."""
        if not self.path.exists():
            return
        with self.path.open("rb") as file:
            head = file.read(100)
        # An empty file is what a kill right after making it leaves.
        if head and (not head.startswith(_HEADER) or int.from_bytes(head[68:72]) != _OURS):
            raise HeartdataError(f"{self.path}: is there, and not of heartdata; move it away or choose another out")
        try:
            with contextlib.closing(sqlite3.connect(self.path, timeout=1.0)) as database:
                whole = database.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            whole = False
        if not whole:
            self.path.unlink()

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise HeartdataError(
                    f"{self.path}: another run is at work on this table; wait for it or choose another out"
                ) from None
            raise UnreadableFileError(f"{self.path}: cannot be written ({error}); free some space or choose another "
                                      "out; what was done so far is kept") from None  # fmt: skip
        except sqlite3.Error as error:
            raise UnreadableFileError(f"{self.path}: cannot be used ({error}); remove it to start anew") from None
        except OSError as error:
            raise UnreadableFileError(
                f"{self.path}: cannot be written ({error.strerror}); choose another out"
            ) from None
