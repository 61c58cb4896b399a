import errno
import os
import stat
import sys
import tempfile
from pathlib import Path

import pytest

from heartdata.errors import HeartdataError, UnreadableFileError
from heartdata.storage.files import MARKER, claim_folder, write_atomically
from tests.made_logs import names_in

posix = pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@posix
def test_new_files_and_folders_are_for_the_owner_only(tmp_path: Path) -> None:
    written = write_atomically(tmp_path / "new" / "week.txt", b"text")
    assert written.read_bytes() == b"text"
    assert mode(written) == 0o600
    assert mode(written.parent) == 0o700


@posix
def test_world_readable_file_becomes_private(tmp_path: Path) -> None:
    target = tmp_path / "week.txt"
    target.write_bytes(b"old")
    target.chmod(0o644)
    write_atomically(target, b"new")
    assert (target.read_bytes(), mode(target)) == (b"new", 0o600)


def _disk_full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(
    ("owner", "step"),
    [(tempfile, "mkstemp"), (os, "fdopen"), (os, "fsync"), (Path, "replace")],
    ids=["mkstemp", "fdopen", "fsync", "replace"],
)
def test_a_failure_at_any_step_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: object, step: str
) -> None:
    target = tmp_path / "week.txt"
    target.write_bytes(b"old")
    monkeypatch.setattr(owner, step, _disk_full)
    with pytest.raises(UnreadableFileError, match=r"week\.txt: cannot be written \(No space left"):
        write_atomically(target, b"new")
    assert target.read_bytes() == b"old"
    assert names_in(tmp_path) == ["week.txt"]


def test_an_interrupt_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt("stopped")

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt, match="stopped"):
        write_atomically(tmp_path / "week.txt", b"new")
    assert names_in(tmp_path) == []


def test_a_full_disk_while_writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fdopen

    def fdopen(handle: int, kind: str) -> object:
        file = real(handle, kind, buffering=0)

        class Full:
            def __enter__(self) -> "Full":
                return self

            def __exit__(self, *_: object) -> None:
                file.close()

            write = staticmethod(_disk_full)

        return Full()

    monkeypatch.setattr(os, "fdopen", fdopen)
    with pytest.raises(UnreadableFileError, match="No space left"):
        write_atomically(tmp_path / "week.txt", b"new")
    assert names_in(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(UnreadableFileError, match="Permission denied"):
            write_atomically(tmp_path / "week.txt", b"new")
    finally:
        tmp_path.chmod(0o700)


def test_unwritable_paths(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"")
    for place in (tmp_path / "folder", tmp_path / "file" / "x", tmp_path / "a\0b", tmp_path / ("x" * 300)):
        with pytest.raises(UnreadableFileError, match=r"cannot be written \(.+\); choose another place"):
            write_atomically(place, b"new")
    assert names_in(tmp_path) == ["file", "folder"]


def test_longest_allowed_name(tmp_path: Path) -> None:
    assert write_atomically(tmp_path / ("x" * 250), b"new").read_bytes() == b"new"


def test_folder_with_other_files_is_never_marked(tmp_path: Path) -> None:
    (tmp_path / "daylio.csv").write_bytes(b"full_date")
    with pytest.raises(HeartdataError, match="holds other files; choose a new or an empty folder"):
        claim_folder(tmp_path)
    assert names_in(tmp_path) == ["daylio.csv"]


def test_new_empty_littered_and_marked_folders_can_be_marked(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "littered").mkdir()
    (tmp_path / "littered" / ".DS_Store").write_bytes(b"")
    for name in ("new", "empty", "littered"):
        claim_folder(tmp_path / name)
        (tmp_path / name / "daily.csv").write_bytes(b"")
        claim_folder(tmp_path / name)
        assert (tmp_path / name / MARKER).is_file()
