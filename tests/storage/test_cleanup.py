import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from heartdata import simulate_logs
from heartdata.cli.main import main
from heartdata.storage import atomic as _whole
from heartdata.storage.cleanup import NOT_KNOWN, Remaining, find_written, remove_written
from heartdata.storage.files import write_atomically
from heartdata.storage.manifest import manifest_folder, recording
from tests.made_logs import daylio_csv, names_in


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, and an account without any record."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "home" / "state"))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "daylio.csv").write_text(daylio_csv(35), encoding="utf-8")
    return folder


def run(*arguments: object, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments], input=stdin)


def everything(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*"))


def test_everything_written_is_listed_and_removed(exports: Path, here: Path) -> None:
    for arguments in (
        ["weekly", exports], ["report", exports], ["report", exports, "--out", "week.md"], ["export", exports],
        ["trial", "start", "evening walk", exports], ["lab", exports, "--no-open"], ["init", exports, "--no-input"],
        ["init", "--template", "new/diary.csv"],
    ):  # fmt: skip
        assert run(*arguments).exit_code == 0, arguments
    simulate_logs(seed=1, course="stuck").save(here / "saved")
    before = everything(here)
    assert len(before) > 30
    result = run("forget")
    assert result.exit_code == 0
    assert "Nothing was removed." in result.stderr
    assert everything(here) == before
    shown = {line.strip() for line in result.stdout.splitlines()}
    assert {str(here / name) for name in before} <= shown
    assert str(exports / ".heartdata-trials.json") in shown
    result = run("forget", "--yes")
    assert (result.exit_code, result.stderr) == (0, "")
    assert NOT_KNOWN in result.stdout
    assert everything(here) == []
    assert names_in(exports) == ["daylio.csv"]
    assert [name for name in everything(exports.parent / "home") if "heartdata" in name] == []
    assert "Nothing left to remove." in run("forget").stdout


def test_changed_files_stay_unless_requested_and_diaries_always(exports: Path, here: Path) -> None:
    run("init", exports, "--no-input")
    run("init", "--template", "diary.csv")
    run("lab", exports, "--no-open")
    run("weekly", exports)
    notebook = min((here / "heartdata-notebooks").glob("*.ipynb"))
    for changed in (exports / "heartdata.toml", here / "diary.csv", notebook):
        with changed.open("a", encoding="utf-8") as file:
            file.write("\n")
    checkpoint = notebook.parent / ".ipynb_checkpoints" / f"{notebook.stem}-checkpoint.ipynb"
    checkpoint.parent.mkdir()
    shutil.copy(notebook, checkpoint)
    result = run("forget", "--yes")
    assert result.exit_code == 0
    assert "Changed since, so they stay (--changed removes them too):\n" in result.stdout
    assert f"they are yours and stay:\n  {here / 'diary.csv'}\n" in result.stdout
    assert (
        f"These folders stay, since they hold something of yours:\n  {here / 'heartdata-notebooks'}\n" in result.stdout
    )
    assert everything(here) == [
        "diary.csv", "heartdata-notebooks", "heartdata-notebooks/.ipynb_checkpoints",
        f"heartdata-notebooks/.ipynb_checkpoints/{checkpoint.name}", f"heartdata-notebooks/{notebook.name}",
    ]  # fmt: skip
    assert names_in(exports) == ["daylio.csv", "heartdata.toml"]
    assert run("forget", "--yes", "--changed").exit_code == 0
    assert everything(here) == ["diary.csv"]
    assert names_in(exports) == ["daylio.csv"]
    assert f"  {here / 'diary.csv'}\n" in run("forget", "--yes", "--changed").stdout


def test_foreign_file_at_an_interrupted_path_is_never_touched(here: Path) -> None:
    (here / "mine.txt").write_bytes(b"mine")
    kept = recording(here / "mine.txt", b"new")
    kept.__enter__()
    assert find_written() == Remaining()
    assert run("forget", "--yes", "--changed").exit_code == 0
    assert (here / "mine.txt").read_bytes() == b"mine"


def test_file_written_before_a_kill_stays_listed(here: Path) -> None:
    kept = recording(here / "week.txt", b"new")
    kept.__enter__()
    (here / "week.txt").write_bytes(b"new")
    assert find_written().same == [here / "week.txt"]


@pytest.mark.parametrize("what", ["folder", "link"])
def test_foreign_file_of_the_same_name_is_never_touched(here: Path, what: str) -> None:
    write_atomically(here / "week.txt", b"text")
    (here / "week.txt").unlink()
    (here / "other.txt").write_bytes(b"text")
    if what == "folder":
        (here / "week.txt").mkdir()
    else:
        (here / "week.txt").symlink_to(here / "other.txt")
    assert run("forget", "--yes", "--changed").exit_code == 0
    assert names_in(here) == ["other.txt", "week.txt"]
    assert (here / "other.txt").read_bytes() == b"text"


def test_partial_files_of_killed_processes_are_removed(here: Path) -> None:
    write_atomically(here / "week.txt", b"text")
    (here / f"{_whole.temporary_prefix()}abc.part").write_bytes(b"half")
    (here / ".heartdata-mine.txt").write_bytes(b"of the person")
    assert run("forget", "--yes").exit_code == 0
    assert names_in(here) == [".heartdata-mine.txt"]


def test_file_changed_during_the_question_stays(here: Path) -> None:
    write_atomically(here / "week.txt", b"text")
    found = find_written()
    (here / "week.txt").write_bytes(b"changed")
    assert remove_written(found) == ([], [])
    assert (here / "week.txt").exists()
    assert find_written().changed == [here / "week.txt"]


def test_files_not_shown_are_not_removed(here: Path) -> None:
    write_atomically(here / "a.txt", b"text")
    found = find_written()
    write_atomically(here / "b.txt", b"text")
    assert remove_written(found) == ([here / "a.txt"], [])
    assert names_in(here) == ["b.txt"]


def test_missing_files_are_only_removed_from_the_manifest(here: Path) -> None:
    write_atomically(here / "a" / "x.txt", b"text")
    write_atomically(here / "y.txt", b"text")
    shutil.rmtree(here / "a")
    (here / "y.txt").unlink()
    result = run("forget", "--yes")
    assert f"disk that is not connected); only taken off the list:\n  {here / 'a' / 'x.txt'}\n" in result.stdout
    folder = manifest_folder()
    assert folder is not None
    assert not folder.exists()


def test_files_that_cannot_be_removed_are_reported_and_stay_listed(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_atomically(here / "a.txt", b"text")
    write_atomically(here / "b.txt", b"text")
    real = Path.unlink

    def unlink(self: Path, missing_ok: bool = False) -> None:
        if self.name == "a.txt":
            raise PermissionError(13, "Permission denied")
        real(self, missing_ok)

    monkeypatch.setattr(Path, "unlink", unlink)
    result = run("forget", "--yes")
    assert result.exit_code == 1
    assert result.stderr == f"heartdata: {here / 'a.txt'}: cannot be removed (Permission denied)\n"
    monkeypatch.undo()
    assert (here / "a.txt").exists()


def test_it_asks_on_a_terminal(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _: True, raising=False)
    write_atomically(here / "a.txt", b"text")
    assert "Nothing was removed." in run("forget", stdin="n\n").stderr
    assert names_in(here) == ["a.txt"]
    assert run("forget", stdin="y\n").exit_code == 0
    assert names_in(here) == []


def test_files_of_a_similar_name_stay(here: Path) -> None:
    own = here / ".heartdata-notes.part", here / f".heartdata-{'0' * 16}-{'0' * 8}-abcdefgh.part"
    for path in own:
        path.write_bytes(b"mine")
        os.utime(path, (1, 1))
    _whole._sweep.cache_clear()
    write_atomically(here / "a.txt", b"text")
    assert run("forget", "--yes").exit_code == 0
    assert all(path.exists() for path in own)


def test_forget_with_standard_input_closed(here: Path) -> None:
    write_atomically(here / "a.txt", b"text")
    for given in ("forget", "forget --yes"):
        done = subprocess.run(
            ["/bin/sh", "-c", f"exec '{sys.executable}' -m heartdata {given} <&-"], cwd=here, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    assert not (here / "a.txt").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="has no umask")
def test_an_odd_umask_keeps_the_owner_in(here: Path) -> None:
    before = os.umask(0o777)
    try:
        written = write_atomically(here / "new" / "a.txt", b"text")
        assert written.stat().st_mode & 0o777 == 0o600
        assert written.parent.stat().st_mode & 0o777 == 0o700
    finally:
        os.umask(before)


def test_damaged_entries_are_reported_and_removed(here: Path) -> None:
    write_atomically(here / "a.txt", b"text")
    folder = manifest_folder()
    assert folder is not None
    (folder / "x.json").write_bytes(b"\0")
    result = run("forget", "--yes")
    assert "1 entry of the list could not be read" in result.stdout
    assert not folder.exists()


def test_no_home_no_records(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platformdirs.user_state_dir", lambda *_, **__: "~/.local/state/heartdata")
    result = run("forget", "--yes")
    assert result.exit_code == 0
    assert "Nothing left to remove." in result.stdout
    assert names_in(here) == []


def test_stale_files_are_removed_at_the_next_write(here: Path) -> None:
    old, new = (here / f"{_whole.temporary_prefix()}{name}.part" for name in ("old", "new"))
    for left in (old, new):
        left.write_bytes(b"half")
    os.utime(old, (1, 1))
    _whole._sweep.cache_clear()
    write_atomically(here / "a.txt", b"text")
    assert names_in(here) == [new.name, "a.txt"]
