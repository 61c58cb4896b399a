"""``heartdata lab``: copy the notebooks into a folder, with the path of the data filled in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import click

from heartdata.cli.common import Command, out_option, path_argument, print_message, print_result, quiet_option
from heartdata.errors import HeartdataError, UnreadableFileError
from heartdata.storage.files import is_litter
from heartdata.storage.manifest import is_recorded

# The line of a notebook that the person may change.
PATH_LINE: Final = "PATH = "
_COPIED: Final = "copied_as"
# Keep JupyterLab off the network: no news, no check for a newer version, no list of extensions.
QUIET: Final = (
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
)
# Not even asked whether it may; and what widgets show is not kept in a saved notebook.
_SETTINGS: Final = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyter-widgets/jupyterlab-manager:plugin": {"saveState": False},
}


@click.command(cls=Command, example="heartdata lab my-exports --folder my-notebooks")
@path_argument()
@quiet_option
@out_option("--folder", default="heartdata-notebooks", help="Where the notebooks go; yours to change.")
@click.option("--no-open", is_flag=True, help="Only copy the notebooks; open nothing.")
def lab(path: str, folder: str, no_open: bool) -> None:
    """Open the notebooks on your data.

    They are copied into a folder of yours, with your PATH filled in, and opened in JupyterLab.
    """
    if not Path(path).exists():
        raise UnreadableFileError(f"{path}: there is no such file or folder; check the path")
    for name in find_foreign_files(folder):
        print_message(f"{Path(folder, name)} is not a notebook of heartdata's; it is not run.")
    for copied in copy_notebooks(path, folder):
        print_result(str(copied.path))
        if copied.message:
            print_message(copied.message)
    if not no_open:
        print_message("Opening JupyterLab; Ctrl+C here ends it.")
        open_lab(folder)


def find_foreign_files(folder: str | os.PathLike[str]) -> list[str]:
    """List files beside the notebooks; raise for a folder that neither is empty nor was made by heartdata."""
    place = Path(folder)
    try:
        names = sorted(path.name for path in place.iterdir() if not is_litter(path.name))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise UnreadableFileError(f"{place}: cannot be read ({error.strerror}); choose another folder") from None
    foreign = [name for name in names if not name.endswith(".ipynb") and name != ".ipynb_checkpoints"]
    if names and not is_recorded(place) and not any(is_recorded(place / name) for name in names):
        shown = f"{names[0]} and {len(names) - 1} more" if len(names) > 1 else names[0]
        raise UnreadableFileError(
            f"{place}: holds files that heartdata did not write ({shown}); choose a new or empty folder with --folder"
        )
    return foreign


@dataclass(frozen=True)
class CopiedNotebook:
    """Where a notebook was copied to, with a message if it could not get its own name."""

    path: Path
    message: str = ""


def copy_notebooks(data: str | os.PathLike[str], folder: str | os.PathLike[str]) -> list[CopiedNotebook]:
    """Copy the notebooks, with the path of the data filled in."""
    from heartdata.datasets.samples import notebooks

    return [_copy(source, Path(data).resolve(), Path(folder)) for source in sorted(notebooks().glob("*.ipynb"))]


def _copy(source: Path, data: Path, folder: Path) -> CopiedNotebook:
    from heartdata.storage.files import write_atomically

    content = _fill_in_path(json.loads(source.read_text(encoding="utf-8")), data)
    target, number, message = folder / source.name, 1, ""
    while os.path.lexists(target):
        existing = _read(target)
        if existing is not None and _cells(existing) == _cells(content):
            return CopiedNotebook(target)
        if existing is not None and _is_unchanged(existing):
            break
        number += 1
        target = folder / f"{source.stem} ({number}).ipynb"
        message = f"{source.name} was changed or is yours, so it stays; the new copy is {target.name}."
    write_atomically(target, _to_bytes(content))
    return CopiedNotebook(target, message)


def _fill_in_path(notebook: dict[str, Any], data: Path) -> dict[str, Any]:
    for cell in notebook["cells"]:
        lines = "".join(cell["source"]).splitlines(keepends=True)
        if cell["cell_type"] == "code" and lines and lines[0].startswith(PATH_LINE):
            comment = lines[0].split("#", 1)[1:]
            end = f"  #{comment[0]}" if comment else "\n"
            cell["source"] = "".join([f"{PATH_LINE}{_literal(str(data))}{end}", *lines[1:]])
            break
    # A later copy compares this to see whether the person changed the notebook.
    notebook["metadata"]["heartdata"] = {_COPIED: _digest(notebook)}
    return notebook


def _literal(path: str) -> str:
    # JSON's escapes are also Python's; unpaired surrogates in file names stay escaped.
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


def _is_unchanged(notebook: dict[str, Any]) -> bool:
    marked = notebook.get("metadata", {}).get("heartdata", {})
    return bool(marked) and marked.get(_COPIED) == _digest(notebook)


def _to_bytes(notebook: dict[str, Any]) -> bytes:
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace")


def open_lab(folder: str | os.PathLike[str]) -> None:
    """Open JupyterLab in a folder and wait until it ends."""
    if find_spec("jupyterlab") is None:
        raise HeartdataError(
            "JupyterLab is not installed; run pip install 'heartdata[notebooks]', or use another notebook editor"
        )
    root = Path(folder).resolve()
    try:
        with tempfile.TemporaryDirectory(prefix="heartdata-") as elsewhere:
            subprocess.run(lab_command(root), cwd=elsewhere, env=isolated(elsewhere), check=False)  # noqa: S603
    except KeyboardInterrupt:
        return
    except OSError as error:
        raise UnreadableFileError(f"{folder}: JupyterLab could not be started there ({error.strerror})") from None


def lab_command(root: Path) -> list[str]:
    """Return the command that starts JupyterLab in a folder."""
    return [sys.executable, "-P", "-m", "jupyterlab", *QUIET, f"--ServerApp.root_dir={root}"]


def isolated(place: str | os.PathLike[str]) -> dict[str, str]:
    """Return an environment in which neither JupyterLab nor its kernels import what lies beside the notebooks."""
    kernel = Path(place, "kernels", "python3")
    kernel.mkdir(parents=True)
    # A kernel starts in the notebook's folder, and IPython would import from there first.
    argv = [
        sys.executable,
        "-P",
        "-m",
        "ipykernel_launcher",
        "-f",
        "{connection_file}",
        "--IPKernelApp.ignore_cwd=True",
    ]
    spec = {"argv": argv, "display_name": "Python 3 (heartdata)", "language": "python", "metadata": {"debugger": True}}
    (kernel / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    settings = Path(place, "labconfig", "default_setting_overrides.json")
    settings.parent.mkdir()
    settings.write_text(json.dumps(_SETTINGS), encoding="utf-8")
    paths = {
        name: os.pathsep.join(filter(None, [str(place), os.environ.get(name, "")]))
        for name in ("JUPYTER_PATH", "JUPYTER_CONFIG_PATH")
    }
    return {**os.environ, "PYTHONSAFEPATH": "1", **paths}
