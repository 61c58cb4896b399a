import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from heartdata.errors import HeartdataWarning, UnreadableFileError
from heartdata.storage import files
from heartdata.storage.files import write_atomically
from heartdata.storage.manifest import (
    Written,
    digest,
    forget_path,
    manifest_folder,
    read_manifest,
    recording,
)

PACKAGE = Path(files.__file__).parents[1]


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state"


def paths() -> dict[str, Written]:
    written, damaged = read_manifest()
    assert damaged == []
    return {w.path: w for w in written}


def test_written_files_are_listed_with_checksums(tmp_path: Path) -> None:
    target = write_atomically(tmp_path / "out" / "deep" / "week.txt", b"text")
    noted = paths()
    assert list(noted) == [str(tmp_path / "out"), str(tmp_path / "out" / "deep"), str(target)]
    assert noted[str(target)].sha256 == (digest(b"text"),)
    assert [w.kind for w in noted.values()] == ["folder", "folder", "file"]
    assert all(w.done for w in noted.values())


def test_path_has_one_entry_however_it_is_spelled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_atomically(tmp_path / "week.txt", b"1")
    (tmp_path / "link").symlink_to(tmp_path)
    write_atomically(tmp_path / "link" / "week.txt", b"2")
    monkeypatch.chdir(tmp_path)
    write_atomically("week.txt", b"3")
    assert list(paths()) == [str(tmp_path / "week.txt")]
    assert paths()[str(tmp_path / "week.txt")].sha256 == tuple(digest(c) for c in (b"1", b"2", b"3"))


def test_only_the_last_contents_are_kept(tmp_path: Path) -> None:
    for number in range(9):
        write_atomically(tmp_path / "week.txt", b"%d" % number)
    assert paths()[str(tmp_path / "week.txt")].sha256 == tuple(digest(b"%d" % n) for n in range(5, 9))


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_manifest_is_readable_by_the_owner_only(tmp_path: Path, state: Path) -> None:
    write_atomically(tmp_path / "week.txt", b"text")
    modes = {p: stat.S_IMODE(p.stat().st_mode) for p in (state, *state.rglob("*"))}
    assert {m for p, m in modes.items() if p.is_dir()} == {0o700}
    assert {m for p, m in modes.items() if p.is_file()} == {0o600}


def test_manifest_contains_no_contents(tmp_path: Path, state: Path) -> None:
    write_atomically(tmp_path / "week.txt", b"a canary")
    (entry,) = state.rglob("*.json")
    assert b"canary" not in entry.read_bytes()
    assert sorted(json.loads(entry.read_bytes())) == ["done", "kind", "path", "sha256", "when"]


def test_failed_writes_are_not_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine.txt").mkdir()
    with pytest.raises(UnreadableFileError, match=r"mine\.txt: cannot be written"):
        write_atomically(tmp_path / "mine.txt", b"new")
    assert paths() == {}


def test_recorded_before_and_after(tmp_path: Path) -> None:
    """A kill in between leaves an entry that says so."""
    with recording(tmp_path / "week.txt", b"new"):
        (before,) = paths().values()
        assert (before.sha256, before.done) == ((digest(b"new"),), False)
    (after,) = paths().values()
    assert after.done


def test_damaged_entry_is_counted_and_hides_no_other(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a.txt", b"a")
    folder = manifest_folder()
    assert folder is not None
    for name, content in (("x", b""), ("y", b"[1]"), ("z", b'{"path": "/etc/passwd", "kind": "file", "sha256": []}')):
        (folder / f"{name}.json").write_bytes(content)
    written, damaged = read_manifest()
    assert [w.path for w in written] == [str(tmp_path / "a.txt")]
    assert [d.stem for d in damaged] == ["x", "y", "z"]


def test_an_entry_under_a_name_that_is_not_its_own_counts_as_damaged(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a.txt", b"a")
    folder = manifest_folder()
    assert folder is not None
    (entry,) = folder.iterdir()
    entry.rename(folder / "other.json")
    assert [len(found) for found in read_manifest()] == [0, 1]


def test_removing_entries(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a.txt", b"a")
    (written,) = paths().values()
    forget_path(written)
    forget_path(written)
    assert paths() == {}


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="file names of any bytes")
def test_undecodable_name(tmp_path: Path) -> None:
    target = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt"))
    write_atomically(target, b"a")
    assert list(paths()) == [str(target)]


@pytest.mark.skipif(sys.platform == "win32", reason="homes of POSIX")
@pytest.mark.parametrize("home", ["/proc/nowhere", "/dev/null"])
def test_without_a_home_a_file_is_written_with_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: str
) -> None:
    monkeypatch.delenv("XDG_STATE_HOME")
    monkeypatch.setenv("HOME", home)
    with pytest.warns(HeartdataWarning, match="`heartdata forget` will not find what is written now"):
        assert write_atomically(tmp_path / "week.txt", b"new").read_bytes() == b"new"
    assert read_manifest() == ([], [])
    assert [p.name for p in tmp_path.iterdir()] == ["week.txt"]


def test_account_without_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platformdirs.user_state_dir", lambda *_, **__: "~/.local/state/heartdata")
    monkeypatch.chdir(tmp_path)
    assert (manifest_folder(), read_manifest()) == (None, ([], []))
    with pytest.warns(HeartdataWarning, match="this account has no home folder"):
        write_atomically("week.txt", b"new")
    assert [p.name for p in tmp_path.iterdir()] == ["week.txt"]


def test_concurrent_writes_lose_no_entry(tmp_path: Path, state: Path) -> None:
    code = (
        "import sys; from heartdata.storage.files import write_atomically\n"
        "for n in range(30): write_atomically(f'{sys.argv[1]}/own-{sys.argv[2]}-{n}.txt', b'x')\n"
        "for n in range(30): write_atomically(f'{sys.argv[1]}/same.txt', sys.argv[2].encode())\n"
    )
    env = {**os.environ, "PYTHONPATH": str(PACKAGE), "XDG_STATE_HOME": str(state)}
    running = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path), str(n)], env=env) for n in range(4)]
    assert [process.wait() for process in running] == [0] * 4
    noted = paths()
    expected = {str(tmp_path / f"own-{p}-{n}.txt") for p in range(4) for n in range(30)}
    assert set(noted) == {*expected, str(tmp_path / "same.txt")}
    assert noted[str(tmp_path / "same.txt")].done
    assert list(tmp_path.glob(".heartdata-*")) == []
