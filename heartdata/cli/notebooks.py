"""`heartdata lab`: the notebooks in a folder of the person's own, with their path filled in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from heartdata.datasets.samples import notebooks
from heartdata.errors import HeartdataError, UnreadableFileError
from heartdata.storage.files import write_atomically

__all__ = ["Copied", "copy_notebooks", "open_lab"]

# The one line of a notebook that is the person's to change.
PATH_LINE: Final = "PATH = "
_COPIED: Final = "copied_as"
# Nothing is asked of the network: no news, no check for a newer version.
QUIET: Final = ("--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate")


@dataclass(frozen=True)
class Copied:
    """One notebook.

    Attributes
    ----------
    path : Path
        Where it is now.
    said : str
        What the person may want to know; empty where it is simply there.
    """

    path: Path
    said: str = ""


def copy_notebooks(data: str | os.PathLike[str], folder: str | os.PathLike[str]) -> list[Copied]:
    """Copy the notebooks, with the path of the data filled in."""
    place = Path(folder)
    return [_copy(source, Path(data).resolve(), place) for source in sorted(notebooks().glob("*.ipynb"))]


def _copy(source: Path, data: Path, place: Path) -> Copied:
    content = _filled(json.loads(source.read_text(encoding="utf-8")), data)
    target, beside = place / source.name, False
    number = 1
    while os.path.lexists(target):
        there = _read(target)
        if there is not None and _cells(there) == _cells(content):
            return Copied(target)
        if there is not None and _unchanged(there):
            break
        number += 1
        target, beside = place / f"{source.stem} ({number}).ipynb", True
    write_atomically(target, _text(content))
    if beside:
        return Copied(target, f"{source.name} was changed or is yours, so it stays; the fresh one is {target.name}.")
    return Copied(target)


def _filled(notebook: dict[str, Any], data: Path) -> dict[str, Any]:
    for cell in notebook["cells"]:
        lines = "".join(cell["source"]).splitlines(keepends=True)
        if cell["cell_type"] == "code" and lines and lines[0].startswith(PATH_LINE):
            said = lines[0].split("#", 1)[1:]
            comment = f"  #{said[0]}" if said else "\n"
            cell["source"] = "".join([f"{PATH_LINE}{_literal(str(data))}{comment}", *lines[1:]])
            break
    # What it was when it was copied, so that a later copy can tell whether the person changed it.
    notebook["metadata"]["heartdata"] = {_COPIED: _digest(notebook)}
    return notebook


def _literal(path: str) -> str:
    # JSON's escapes are Python's as well; half characters of odd file names stay escapes.
    return json.dumps(path, ensure_ascii=not path.isprintable())


def _cells(notebook: dict[str, Any]) -> list[tuple[str, str]]:
    return [(cell["cell_type"], "".join(cell["source"])) for cell in notebook["cells"]]


def _digest(notebook: dict[str, Any]) -> str:
    from hashlib import sha256

    return sha256(json.dumps(_cells(notebook)).encode()).hexdigest()


def _read(path: Path) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        _digest(found)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return found


def _unchanged(notebook: dict[str, Any]) -> bool:
    marked = notebook.get("metadata", {}).get("heartdata", {})
    return bool(marked) and marked.get(_COPIED) == _digest(notebook)


def _text(notebook: dict[str, Any]) -> bytes:
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace")


def open_lab(folder: str | os.PathLike[str]) -> None:
    """Open JupyterLab in a folder and wait until it is ended."""
    if find_spec("jupyterlab") is None:
        raise HeartdataError(
            "JupyterLab is not installed; run pip install 'heartdata[notebooks]', or use another notebook editor"
        )
    try:
        subprocess.run([sys.executable, "-m", "jupyterlab", *QUIET], cwd=folder, check=False)  # noqa: S603
    except KeyboardInterrupt:
        return
    except OSError as error:
        raise UnreadableFileError(f"{folder}: JupyterLab cannot be started there ({error.strerror})") from None
