import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from heartdata.cli import notebooks as lab
from heartdata.cli.main import main
from heartdata.cli.notebooks import copy_notebooks, open_lab
from heartdata.datasets.samples import notebooks
from heartdata.errors import HeartdataError, UnreadableFileError
from tests.made_logs import names_in

NAMES = sorted(path.name for path in notebooks().glob("*.ipynb"))
FIRST = NAMES[0]


def source(path: Path) -> str:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return next("".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code")


def change(path: Path) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"].append({"cell_type": "markdown", "id": "own", "metadata": {}, "source": "my own words"})
    path.write_text(json.dumps(notebook), encoding="utf-8")


def run_cells(path: Path) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        # As JupyterLab saves it: lines in a list, with what the cells gave.
        cell["source"] = cell["source"].splitlines(keepends=True)
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [{"output_type": "stream", "name": "stdout", "text": "x"}], 1
    path.write_text(json.dumps(notebook), encoding="utf-8")


def test_the_path_is_filled_in(tmp_path: Path) -> None:
    data = tmp_path / 'my "own" exports\\ü\n'
    copied = copy_notebooks(data, tmp_path / "new" / "lab")
    assert names_in(tmp_path / "new" / "lab") == NAMES
    assert [c.message for c in copied] == [""] * len(NAMES)
    for one in copied:
        line = source(one.path).splitlines()[0]
        given: dict[str, Any] = {}
        exec(line, given)
        assert given["PATH"] == str(data)
        assert line.endswith("run again from the top")


def test_copying_again_changes_nothing(tmp_path: Path) -> None:
    copy_notebooks(tmp_path, tmp_path / "lab")
    before = {p.name: p.stat().st_mtime_ns for p in (tmp_path / "lab").iterdir()}
    again = copy_notebooks(tmp_path, tmp_path / "lab")
    assert {p.name: p.stat().st_mtime_ns for p in (tmp_path / "lab").iterdir()} == before
    assert [c.message for c in again] == [""] * len(NAMES)


@pytest.mark.parametrize("spoil", [change, lambda path: path.write_text("no notebook")], ids=["changed", "not ours"])
def test_changed_notebooks_are_kept(tmp_path: Path, spoil: Callable[[Path], Any]) -> None:
    folder = tmp_path / "lab"
    copy_notebooks(tmp_path, folder)
    spoil(folder / FIRST)
    kept = (folder / FIRST).read_bytes()
    copied = copy_notebooks(tmp_path, folder)[0]
    assert (folder / FIRST).read_bytes() == kept
    assert copied.path.name == f"{FIRST.removesuffix('.ipynb')} (2).ipynb"
    assert "stays" in copied.message
    assert copied.path.name in copied.message
    # The fresh one is not made a third time, and a change in it stays as well.
    assert copy_notebooks(tmp_path, folder)[0].path == copied.path
    change(copied.path)
    assert copy_notebooks(tmp_path, folder)[0].path.name.endswith("(3).ipynb")


def test_running_a_notebook_is_not_a_change(tmp_path: Path) -> None:
    folder, other = tmp_path / "lab", tmp_path / "other exports"
    copy_notebooks(tmp_path, folder)
    run_cells(folder / FIRST)
    ran = (folder / FIRST).read_bytes()
    assert copy_notebooks(tmp_path, folder)[0].path == folder / FIRST
    assert (folder / FIRST).read_bytes() == ran
    # Other data go into a notebook that only heartdata has written.
    assert copy_notebooks(other, folder)[0].path == folder / FIRST
    assert str(other) in source(folder / FIRST)


def test_unwritable_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UnreadableFileError, match="cannot be written"):
        copy_notebooks(tmp_path, tmp_path / "file" / "lab")


def test_without_jupyterlab_the_message_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lab, "find_spec", lambda name: None)
    with pytest.raises(HeartdataError, match=r"pip install 'heartdata\[notebooks\]'"):
        open_lab(tmp_path)


def test_jupyterlab_starts_in_the_folder_without_network_requests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Any] = []
    monkeypatch.setattr(lab, "find_spec", lambda name: object())
    settings: list[str] = []

    def run(*given: Any, cwd: str, **more: Any) -> None:
        seen.append((given, {"cwd": cwd, **more}))
        settings.append(Path(cwd, "labconfig", "default_setting_overrides.json").read_text())

    monkeypatch.setattr(subprocess, "run", run)
    open_lab(tmp_path)
    ((command,), more) = seen[0]
    assert command[:4] == [sys.executable, "-P", "-m", "jupyterlab"]
    assert f"--ServerApp.root_dir={tmp_path.resolve()}" in command
    assert not Path(more["cwd"]).exists()  # a folder of its own, gone with it
    assert more["env"]["PYTHONSAFEPATH"] == "1"
    assert any("NeverCheckForUpdate" in word for word in command)
    assert "--LabApp.extension_manager=readonly" in command
    # Nobody is asked whether news may be fetched; what widgets show is not kept.
    assert json.loads(settings[0])["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"
    assert json.loads(settings[0])["@jupyter-widgets/jupyterlab-manager:plugin"] == {"saveState": False}
    assert more["env"]["JUPYTER_CONFIG_PATH"].startswith(more["cwd"])


def test_failed_or_interrupted_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def raise_(error: BaseException) -> Callable[..., None]:
        def run(*_: Any, **__: Any) -> None:
            raise error

        return run

    monkeypatch.setattr(lab, "find_spec", lambda name: object())
    monkeypatch.setattr(subprocess, "run", raise_(KeyboardInterrupt()))
    open_lab(tmp_path)
    monkeypatch.setattr(subprocess, "run", raise_(OSError(2, "no such file")))
    with pytest.raises(UnreadableFileError, match="could not be started there"):
        open_lab(tmp_path)


def test_command_copies_and_prints_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "exports").mkdir()
    result = CliRunner().invoke(main, ["lab", "exports", "--no-open"])
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines() == [str(Path("heartdata-notebooks") / name) for name in NAMES]
    change(tmp_path / "heartdata-notebooks" / FIRST)
    again = CliRunner().invoke(main, ["lab", "exports", "--no-open"])
    assert "stays" in again.stderr
    nowhere = CliRunner().invoke(main, ["lab", "nothing here", "--no-open"])
    assert nowhere.exit_code == 1
    assert "there is no such file or folder" in nowhere.stderr


def test_only_an_empty_folder_or_one_of_heartdatas_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in ("exports", "heartdata-notebooks", "empty"):
        (tmp_path / folder).mkdir()
    (tmp_path / "heartdata-notebooks" / "jupyterlab.py").write_text("raise SystemExit(9)")
    refused = CliRunner().invoke(main, ["lab", "exports", "--no-open"])
    assert refused.exit_code == 1
    assert "holds files that heartdata did not write (jupyterlab.py); choose a new or empty folder" in refused.stderr
    assert names_in(tmp_path / "heartdata-notebooks") == ["jupyterlab.py"]
    for _ in range(2):
        assert CliRunner().invoke(main, ["lab", "exports", "--no-open", "--folder", "empty"]).exit_code == 0
    (tmp_path / "empty" / "pandas.py").write_text("raise SystemExit(9)")
    named = CliRunner().invoke(main, ["lab", "exports", "--no-open", "--folder", "empty"])
    assert named.exit_code == 0
    assert "pandas.py is not a notebook of heartdata's; it is not run." in named.stderr


KERNEL = """
import sys
from pathlib import Path
from jupyter_client.manager import start_new_kernel
from heartdata.cli.notebooks import isolated

elsewhere, folder = sys.argv[1:]
import os
os.environ.update(isolated(elsewhere))
manager, client = start_new_kernel(kernel_name="python3", cwd=folder, startup_timeout=60)
code = "import sys, os, json, pandas, jupyterlab, colorsys, heartdata\\nassert not {'', os.getcwd()} & set(sys.path)"
def show(message):
    if message["msg_type"] in ("error", "stream"):
        print(message["content"])
reply = client.execute_interactive(code, timeout=60, output_hook=show)
print(reply["content"]["status"])
client.stop_channels()
manager.shutdown_kernel(now=True)
"""


@pytest.mark.slow
@pytest.mark.kernel
def test_a_kernel_runs_nothing_that_lies_beside_the_notebooks(tmp_path: Path) -> None:
    pytest.importorskip("jupyter_client")
    folder, elsewhere, mark = tmp_path / "notebooks", tmp_path / "elsewhere", tmp_path / "was run"
    folder.mkdir()
    elsewhere.mkdir()
    run = f"open({str(mark)!r}, 'a').write(__file__)\n"
    for name in (
        "jupyterlab", "pandas", "json", "sitecustomize", "usercustomize", "ipykernel_launcher", "colorsys", "traitlets",
        "jupyter_config", "jupyter_server_config", "ipython_config", "ipython_kernel_config",
        "profile_default/startup/00", ".ipython/profile_default/startup/00", ".ipython/profile_default/ipython_config",
    ):  # fmt: skip
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.py").write_text(run)
    (folder / ".env").write_text("PYTHONSTARTUP=colorsys.py\n")
    (folder / "pyproject.toml").write_text("[tool.jupyter]\n")
    done = subprocess.run(
        [sys.executable, "-P", "-c", KERNEL, elsewhere, folder],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.stdout == "ok\n", done.stdout + done.stderr
    assert not mark.exists()
