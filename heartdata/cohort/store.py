"""The results of a cohort so far: a SQLite file beside the table, so that a stopped run can continue."""

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

_OURS: Final = 0x68724474  # "hrDt", to recognise our own database
_SCHEMA: Final = "CREATE TABLE IF NOT EXISTS people (name TEXT PRIMARY KEY, key TEXT, rows BLOB, run INTEGER)"
# Heuristic: what a kill or power cut may cost [s].
_COMMIT_S: Final = 1.0
_HEADER: Final = b"SQLite format 3\0"


def store_path(out: Path) -> Path:
    """Return the path of a table's store, beside the table."""
    return out.with_name(f"{out.name}.resume")


class Store:
    """The people done so far, each with the key of their files and their packed rows.

    A kill at any moment leaves it consistent; at most the last second of work is lost.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.run = time.time_ns()
        with self._explain_errors(), contextlib.ExitStack() as on_failure:
            self._clear_damaged()
            # SQLite would make the file readable for others. After a kill its journal stays, and is read next time.
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
        """Return the key of a person's stored rows; empty where there are none."""
        with self._explain_errors():
            found = self._database.execute("SELECT key FROM people WHERE name = ?", (name,)).fetchone()
        return str(found[0]) if found else ""

    def keep(self, name: str) -> None:
        """Keep a person's stored rows."""
        self._write("UPDATE people SET run = ? WHERE name = ?", (self.run, name))

    def put(self, name: str, key: str, rows: bytes) -> None:
        """Store a person's new rows."""
        self._write("INSERT OR REPLACE INTO people VALUES (?, ?, ?, ?)", (name, key, rows, self.run))

    def finish(self) -> None:
        """Remove everyone who is no longer in the cohort."""
        with self._explain_errors():
            self._database.execute("DELETE FROM people WHERE run != ?", (self.run,))
            self._database.execute("COMMIT")

    def people(self) -> Iterator[tuple[str, bytes]]:
        """Iterate over names and packed rows in order of names."""
        with self._explain_errors():
            yield from self._database.execute("SELECT name, rows FROM people ORDER BY name")

    def _write(self, line: str, values: tuple[object, ...]) -> None:
        with self._explain_errors():
            self._database.execute(line, values)
            if time.monotonic() - self._committed > _COMMIT_S:
                self._database.execute("COMMIT")
                self._database.execute("BEGIN EXCLUSIVE")
                self._committed = time.monotonic()

    def _clear_damaged(self) -> None:
        """Remove our own file if it is damaged, since it can be recreated; never another program's."""
        if not self.path.exists():
            return
        with self.path.open("rb") as file:
            head = file.read(100)
        # A kill right after its creation leaves an empty file.
        if head and (not head.startswith(_HEADER) or int.from_bytes(head[68:72]) != _OURS):
            raise HeartdataError(f"{self.path}: not written by heartdata; move it away or choose another out")
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
    def _explain_errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise HeartdataError(
                    f"{self.path}: another run is using this table; wait for it or choose another out"
                ) from None
            raise UnreadableFileError(f"{self.path}: cannot be written ({error}); free some space or choose another "
                                      "out; what is done so far is kept") from None  # fmt: skip
        except sqlite3.Error as error:
            raise UnreadableFileError(f"{self.path}: cannot be used ({error}); remove it to start again") from None
        except OSError as error:
            raise UnreadableFileError(
                f"{self.path}: cannot be written ({error.strerror}); choose another out"
            ) from None
