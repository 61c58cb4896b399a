"""The people of a cohort: one per folder, zip, file or Parquet partition."""

from __future__ import annotations

import hmac
import os
import re
import secrets
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Final

from heartdata.core.profile import PROFILE_NAME, Profile
from heartdata.errors import HeartdataError, UnknownFormatError, UnreadableFileError
from heartdata.storage.files import write_atomically

_PARTITION: Final = "person="
_ABOUT: Final = ("readme", "license", "licence")
_NOBODY: Final = "__HIVE_DEFAULT_PARTITION__"
_KEY_BYTES: Final = 32
# 64 bits: among a million people, two share a pseudonym with odds of one in 37 million.
_PSEUDONYM_BYTES: Final = 8


def list_people(source: str | os.PathLike[str]) -> list[tuple[str, str]]:
    """List the people of a cohort: name in the table, and absolute path."""
    root = os.path.abspath(source)  # noqa: PTH100  (workers may see links differently, so resolve() is not used)
    try:
        with os.scandir(root) as entries:
            names = [(entry.name, entry.is_dir()) for entry in entries if not _is_nobody(entry.name)]
    except NotADirectoryError:
        raise UnreadableFileError(
            f"{source}: not a folder; give a folder with one folder, zip or file per person (for one Parquet file of "
            "several people: frame.to_parquet('cohort', partition_cols=['person']))"
        ) from None
    except OSError as error:
        raise UnreadableFileError(f"{source}: cannot be read ({error.strerror}); check the path") from None
    if not names:
        raise UnknownFormatError(f"{source}: nobody is in this folder; give one with a folder, zip or file per person")
    plain = Counter(_name(entry, folder=folder) for entry, folder in names)
    people = []
    for entry, folder in names:
        name = _name(entry, folder=folder)
        shown = name if plain[name] == 1 else _printable(entry)
        people.append((shown, os.path.join(root, entry)))  # noqa: PTH118
    return _sorted_unique(people)


def under_pseudonyms(people: list[tuple[str, str]], key: bytes) -> list[tuple[str, str]]:
    """Replace names by pseudonyms."""
    return _sorted_unique([(_pseudonym(key, name), path) for name, path in people])


def shared_toml(source: str | os.PathLike[str]) -> str:
    """Read the ``heartdata.toml`` of the cohort's folder, for everyone without one of their own; empty if none."""
    file = Path(source) / PROFILE_NAME
    if not file.is_file():
        return ""
    Profile.load(file)
    return file.read_text(encoding="utf-8-sig")


def pseudonym_key(path: str | os.PathLike[str]) -> bytes:
    """Read the key for pseudonyms, or create one if the file does not exist."""
    file = Path(path)
    try:
        text = file.read_bytes()
    except FileNotFoundError:
        key = secrets.token_bytes(_KEY_BYTES)
        write_atomically(file, key.hex().encode() + b"\n")
        return key
    except OSError as error:
        raise UnreadableFileError(f"{file}: cannot be read ({error.strerror})") from None
    try:
        key = bytes.fromhex(text.decode("ascii").strip())
    except ValueError:
        key = b""
    if len(key) != _KEY_BYTES:
        raise UnreadableFileError(
            f"{file}: holds no key for pseudonyms; name a file that does not exist to get a new one"
        )
    return key


def _sorted_unique(people: list[tuple[str, str]]) -> list[tuple[str, str]]:
    people = sorted(people)
    for (one, path), (other, _) in pairwise(people):
        if one == other:
            # Not the file's own name, which may not be UTF-8 and which a pseudonym hides.
            raise HeartdataError(
                f"two people of {os.path.dirname(path)} would both be called {one!r}; rename one of them"  # noqa: PTH120
            )
    return people


def _is_nobody(entry: str) -> bool:
    stem = os.path.splitext(entry)[0].casefold()  # noqa: PTH122
    return entry.startswith((".", "~$", "_")) or entry == PROFILE_NAME or stem in _ABOUT or _NOBODY in entry


def _name(entry: str, *, folder: bool) -> str:
    if folder:
        name = _unquote(entry.removeprefix(_PARTITION)) if entry.startswith(_PARTITION) else entry
    else:
        name = os.path.splitext(entry)[0]  # noqa: PTH122
    return _printable(name or entry)


def _unquote(name: str) -> str:
    """Decode the percent escapes that writers of partitions use in file names."""
    given = name.encode("utf-8", "surrogateescape")
    return re.sub(rb"%([0-9A-Fa-f]{2})", lambda m: bytes.fromhex(m[1].decode()), given).decode("utf-8", "replace")


def _printable(name: str) -> str:
    # A name that is not UTF-8 cannot be in a table.
    return name.encode("utf-8", "replace").decode()


def _pseudonym(key: bytes, name: str) -> str:
    return hmac.new(key, name.encode(), "sha256").digest()[:_PSEUDONYM_BYTES].hex()
