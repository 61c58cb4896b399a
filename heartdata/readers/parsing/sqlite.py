"""Read SQLite databases, from a file or a zip, with bounds on size and time.

Only plain tables are queried: a view or virtual table of the same name could compute for ever.
"""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, Final
from weakref import WeakKeyDictionary

from heartdata.errors import UnreadableFileError
from heartdata.readers.collector import Collector
from heartdata.readers.files.source import Source

MAGIC: Final = b"SQLite format 3\0"
# A database inside a zip is read into memory up to this size [byte].
MAX_IN_MEMORY: Final = 512 * 1024 * 1024
MAX_CELL: Final = 16 * 1024 * 1024
# A step takes about 0.1 microseconds; a damaged tree of pages must not be walked for ever.
_STEPS: Final = 1_000_000
_MOST_CALLS: Final = 3_000
_BROKEN: Final = (sqlite3.Error, MemoryError, ValueError, OverflowError, UnicodeError)
_WAL: Final = b"\2\2"
_VERSIONS: Final = slice(18, 20)

_known: WeakKeyDictionary[Source, dict[str, frozenset[str]]] = WeakKeyDictionary()


def is_database(source: Source) -> bool:
    """Return whether a file is an SQLite database."""
    return source.head.startswith(MAGIC)


def columns_of(source: Source) -> dict[str, frozenset[str]]:
    """Return the tables of a database and their columns."""
    if not is_database(source):
        return {}
    if source not in _known:
        try:
            with closing(_connect(source)) as connection:
                _known[source] = _columns(connection)
        except (*_BROKEN, UnreadableFileError):
            _known[source] = {}
    return _known[source]


class Database:
    """A database opened for reading; UnreadableFileError if it is none, or damaged from the beginning."""

    def __init__(self, source: Source, collector: Collector) -> None:
        if not is_database(source):
            raise UnreadableFileError(f"{source.name}: not a database (SQLite); give the file as the app exports it")
        self.collector = collector
        try:
            with ExitStack() as on_failure:
                self.connection = on_failure.enter_context(closing(_connect(source)))
                self.tables = _columns(self.connection)
                on_failure.pop_all()
        except _BROKEN:
            raise UnreadableFileError(f"{source.name}: a damaged database; export or copy it again") from None

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def rows(self, table: str, columns: Sequence[str], order: str = "") -> Iterator[dict[str, Any]]:
        """Read rows of a table."""
        for found in self.cells(table, columns, order):
            yield dict(zip(columns, found, strict=True))

    def cells(self, table: str, columns: Sequence[str], order: str = "") -> Iterator[tuple[Any, ...]]:
        """Read rows of a table as tuples, which is faster for millions."""
        known = self.tables.get(table, ())
        if not any(name in known for name in columns):
            return
        # The names are constants, and columns of this table.
        chosen = ", ".join(_quoted(name) if name in known else "NULL" for name in columns)
        query = f"SELECT {chosen} FROM {_quoted(table)}"  # noqa: S608
        if order in columns and order in known:
            query += f" ORDER BY {_quoted(order)}"
        try:
            yield from self.connection.execute(query)
        except _BROKEN:
            self.collector.count_entries()
            self.collector.reject(None, "the database is damaged; what comes before the damage was read")


def _connect(source: Source) -> sqlite3.Connection:
    path = _path(source)
    if path is not None:
        # Immutable: no lock, no journal, nothing written beside the person's file.
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    else:
        connection = sqlite3.connect(":memory:")
    try:
        if path is None:
            _load(connection, source)
        return _bounded(connection)
    except BaseException:
        connection.close()
        raise


def _load(connection: sqlite3.Connection, source: Source) -> None:
    content = bytearray(source.read(MAX_IN_MEMORY + 1))
    if len(content) > MAX_IN_MEMORY:
        raise UnreadableFileError(
            f"{source.name}: larger than {MAX_IN_MEMORY >> 20} MB; unpack the zip and give the database itself"
        )
    if content[_VERSIONS] == _WAL:
        # In memory there is no write-ahead log; the content is the same without one.
        content[_VERSIONS] = b"\1\1"
    connection.deserialize(bytes(content))


def _bounded(connection: sqlite3.Connection) -> sqlite3.Connection:
    calls = 0

    def count() -> bool:
        nonlocal calls
        calls += 1
        return calls > _MOST_CALLS

    connection.set_progress_handler(count, _STEPS)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_CELL)
    connection.text_factory = lambda written: written.decode("utf-8", "replace")
    for setting in ("trusted_schema = OFF", "query_only = ON", "cell_size_check = ON"):
        connection.execute(f"PRAGMA {setting}")
    return connection


def _path(source: Source) -> Path | None:
    with source.open() as file:
        # A member of a zip is another type of file.
        on_disk = isinstance(file, io.BufferedReader) and isinstance(file.raw, io.FileIO)
        return Path(file.name) if on_disk and isinstance(file.name, str) else None


def _columns(connection: sqlite3.Connection) -> dict[str, frozenset[str]]:
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE TABLE%'"
    names = [name for (name,) in connection.execute(query).fetchall() if isinstance(name, str)]
    return {
        name: frozenset(str(row[1]) for row in connection.execute(f"PRAGMA table_info({_quoted(name)})"))
        for name in names
    }


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
