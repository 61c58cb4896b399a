"""Saving and loading the tables of `Logs`: a folder of JSON Lines with a checksum of each file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from heartdata.core.columns import Column
from heartdata.core.profile import Profile
from heartdata.core.tables import DTYPES, TABLES, table
from heartdata.errors import HeartdataError, UnreadableFileError
from heartdata.storage.files import claim_folder, write_together

_VERSION: Final = 1
_HEAD: Final = "logs.json"
_DAMAGED: Final = "damaged; read the exports again"


def save_tables(tables: Mapping[str, pd.DataFrame], profile: Profile, folder: Path) -> None:
    """Write tables and the profile into a folder; see `Logs.save`."""
    contents = {name: _json_lines(tables[name]) for name in TABLES}
    # The checksums show whether saving was interrupted or a file was changed.
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    # As in heartdata.toml, a neutral key means `unsafe`, since somebody else may read the file.
    values = asdict(profile)
    values["variant"] = "b" if values.pop("unsafe") else "a"
    head = {"heartdata": _VERSION, "tables": sums, "profile": values}
    claim_folder(folder)
    files = {f"{name}.jsonl": content for name, content in contents.items()}
    write_together(folder, {**files, _HEAD: json.dumps(head, default=str, indent=1).encode()})


def load_tables(folder: Path) -> tuple[dict[str, pd.DataFrame], Profile]:
    """Read tables and the profile from a folder; see `Logs.load`."""
    head = _read_json(folder / _HEAD)
    if not isinstance(head, dict) or head.get("heartdata") != _VERSION:
        raise UnreadableFileError(f"{folder}: saved by another version of heartdata; read the exports again")
    sums = head.get("tables")
    tables = {name: _load_table(folder, name, sums if isinstance(sums, dict) else {}) for name in TABLES}
    return tables, _load_profile(folder, head.get("profile"))


def _json_lines(frame: pd.DataFrame) -> bytes:
    rows = ({key: _plain(value) for key, value in row.items()} for row in frame.to_dict("records"))
    # JSON escapes what UTF-8 cannot encode.
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, pd.Timestamp | date):
        return None if pd.isna(value) else value.isoformat()
    if isinstance(value, np.generic):
        value = value.item()
    return None if value is None or value is pd.NaT or (isinstance(value, float) and value != value) else value


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except OSError as error:
        raise UnreadableFileError(f"{path}: no saved logs there ({error.strerror}); save them with Logs.save") from None
    except (ValueError, RecursionError):
        raise UnreadableFileError(f"{path}: {_DAMAGED}") from None


def _load_table(folder: Path, name: str, sums: Mapping[str, Any]) -> pd.DataFrame:
    path = folder / f"{name}.jsonl"
    dtypes = DTYPES[name]
    try:
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != sums.get(name):
            raise UnreadableFileError(f"{path}: {_DAMAGED}")
        rows = [json.loads(line) for line in content.split(b"\n") if line]
        if name == "journal":
            rows = [{**row, "tags": tuple(row["tags"])} for row in rows]
        return table(name, [tuple(row[column] for column in dtypes) for row in rows])
    except OSError as error:
        raise UnreadableFileError(f"{path}: missing ({error.strerror}); save the logs again") from None
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        raise UnreadableFileError(f"{path}: {_DAMAGED}") from None


def _load_profile(folder: Path, given: Any) -> Profile:
    try:
        known = {f.name for f in fields(Profile)}
        values = {key: value for key, value in given.items() if key in known}
        values["unsafe"] = values.get("unsafe", False) or given.get("variant") == "b"
        values["columns"] = {r: Column(**{**c, "names": tuple(c["names"])}) for r, c in values["columns"].items()}
        for key in ("anniversaries", "events"):
            values[key] = tuple(
                {"date": e["day"], "label": e["label"], "kind": e["kind"], "until": e["until"]} for e in values[key]
            )
        return Profile(**values)
    except (HeartdataError, AttributeError, KeyError, TypeError):
        raise UnreadableFileError(f"{folder / _HEAD}: {_DAMAGED}") from None
