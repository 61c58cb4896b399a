"""Plant a unique word into everything people write themselves, in the golden file of every format."""

from __future__ import annotations

import contextlib
import re
import sqlite3
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import heartdata as hd
from heartdata.errors import HeartdataError, HeartdataWarning

DATA = Path(__file__).parent / "readers" / "data"
PROFILE = hd.Profile.load(DATA / "table" / "heartdata.toml")
# Letters only and in no dictionary, so that neither escapes nor chance can hide or make one.
WORDS, TAG, CONTACT = "zephyrine", "quillwortz", "mulberrinex"
_RUN = re.compile(r"[^\W\d_]{2,}")


@dataclass
class Planted:
    """A golden file with the planted words, and the free text that carries them."""

    path: Path
    name: str
    content: bytes
    arrived: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def format(self) -> str:
        return self.path.relative_to(DATA).parts[0]

    def put(self, what: str, content: bytes | None) -> None:
        (self.missed if content is None else self.arrived).append(what)
        self.content = self.content if content is None else content


def golden_files() -> list[Path]:
    """Every file that the readers' tests read; the expected results are beside them."""
    return [p for p in sorted(DATA.rglob("*")) if p.is_file() and ".expected" not in p.name and p.suffix != ".toml"]


def read(path: Path, form: str | None = None) -> hd.Logs | None:
    """Read as the library would; None if it raises its own error."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", HeartdataWarning)
        try:
            return hd.read_logs(path, format=form, profile=PROFILE)
        except HeartdataError:
            return None


def plant(path: Path, place: Path) -> Planted:
    """Put WORDS into each title and text and TAG into each tag and name, and see by reading that they arrived."""
    target = place / (f"{path.stem}.db" if path.suffix == ".sql" else path.name)
    found = Planted(path, target.name, content_of(path))
    target.write_bytes(found.content)
    logs = read(target, found.format)
    assert logs is not None, path
    for name in sorted(_names(logs)):
        seen = partial(_in_names, _names(logs) - {name})
        found.put(f"tag {name}", _arrives(target, found, name, TAG, seen))
    for column in ("text", "title"):
        for at, written in enumerate(logs.journal[column]):
            if written:
                seen = partial(_in_entry, column, at, len(logs.journal))
                found.put(f"{column} {at}", _arrives(target, found, written, WORDS, seen))
    target.unlink()
    return found


def content_of(path: Path) -> bytes:
    """Return the bytes of a golden file; for a database, its SQL text."""
    if path.suffix != ".sql":
        return path.read_bytes()
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(f"PRAGMA page_size = 512; {path.read_text(encoding='utf-8')}")
        return connection.serialize()


def _arrives(target: Path, found: Planted, written: str, word: str, seen: Callable[[hd.Logs], bool]) -> bytes | None:
    """Return the content with the word inserted after the letters that carry it into the logs."""
    content = found.content
    for run in sorted(set(_RUN.findall(written)), key=len, reverse=True)[:4]:
        # A tag may be read in another case than it was written.
        places = [place.end() for place in re.finditer(re.escape(run.encode()), content, re.IGNORECASE)]
        # Some apps write an entry twice, as plain and as formatted text; then only both at once tell.
        everywhere = content.replace(run.encode(), (run + word).encode())
        for tried in (*(content[:at] + word.encode() + content[at:] for at in places), everywhere):
            target.write_bytes(tried)
            logs = read(target, found.format)
            if logs is not None and seen(logs):
                return tried
    return None


def _in_entry(column: str, at: int, entries: int, logs: hd.Logs) -> bool:
    """Whether the word is in the entry; in a tag within the text it would be a tag."""
    there = len(logs.journal) == entries and WORDS in str(logs.journal[column].iloc[at])
    return there and not any(WORDS in name for name in logs.activities["name"])


def _names(logs: hd.Logs) -> set[str]:
    """The names and tags in which nothing is planted."""
    return {name for name in {*logs.activities["name"], *logs.journal["tags"].explode().dropna()} if TAG not in name}


def _in_names(others: set[str], logs: hd.Logs) -> bool:
    return _names(logs) <= others and TAG in str(logs.activities["name"].tolist())
