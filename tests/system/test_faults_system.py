"""Faults of the real system, not injected: a full and a read-only disk, no home, another account, strace's kill."""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import heartdata as hd
from heartdata.cli.main import main
from heartdata.errors import UnreadableFileError
from heartdata.readers.files import walk as source
from heartdata.storage.atomic import replace_file, temporary_prefix
from heartdata.storage.files import MARKER, UNFINISHED, write_atomically, write_together
from heartdata.storage.manifest import read_manifest
from tests.made_logs import daylio_csv, names_in

pytestmark = pytest.mark.slow

PACKAGE = Path(hd.__file__).parents[1]
ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
needs_root = pytest.mark.skipif(not ROOT or sys.platform != "linux", reason="needs root on Linux")


@pytest.fixture(autouse=True)
def exports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "daylio.csv").write_text(daylio_csv(35), encoding="utf-8")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    return folder


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own, in memory."""
    place = tmp_path / "disk"
    place.mkdir()
    if shutil.which("mount") is None:
        pytest.skip("no mount here")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "none", place], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("this account may not mount")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", place], check=True)


def fill(path: Path) -> None:
    with path.open("ab", buffering=0) as filling:
        for _ in range(100):
            filling.write(b"x" * 1024)


@needs_root
@pytest.mark.parametrize("command", ["weekly", "report", "export"])
def test_real_full_disk(disk: Path, exports: Path, command: str) -> None:
    out = {"weekly": disk / "week.png", "report": disk / "week.html", "export": disk / "tables"}[command]
    if command == "export":
        assert run("export", exports, "--out", out).exit_code == 0
        (disk / "filling").write_bytes(b"x" * 4096)
    else:
        out.write_bytes(b"old")
    before = {p: p.read_bytes() for p in disk.rglob("*") if p.is_file()}
    with pytest.raises(OSError, match="No space left"):
        fill(disk / "filling")
    before[disk / "filling"] = (disk / "filling").read_bytes()
    result = run(command, exports, "--out", out)
    assert result.exit_code == 1
    assert re.fullmatch(rf"heartdata: {re.escape(str(out))}.* \(No space left on device\).*\n", result.stderr)
    assert {p: p.read_bytes() for p in disk.rglob("*") if p.is_file()} == before


@needs_root
def test_read_only_disk(disk: Path, exports: Path) -> None:
    (disk / "week.png").write_bytes(b"old")
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    result = run("weekly", exports, "--out", disk / "week.png")
    assert result.exit_code == 1
    assert result.stderr == (
        f"heartdata: {disk / 'week.png'}: cannot be written (Read-only file system); choose another place\n"
    )
    assert (disk / "week.png").read_bytes() == b"old"
    assert [w for w in read_manifest()[0] if w.path == str(disk / "week.png")] == []


def without_rights(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run as an account to which the permissions of files apply; root itself passes over them."""
    command = [sys.executable, "-m", "heartdata", *map(str, arguments)]
    if ROOT:
        if shutil.which("setpriv") is None:
            pytest.skip("root passes over permissions, and there is no setpriv to take that right away")
        command = ["setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner", "--inh-caps=-all", *command]
    env = {**os.environ, "PYTHONPATH": str(PACKAGE)}
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_folder_without_write_permission(tmp_path: Path) -> None:
    place = tmp_path / "theirs"
    place.mkdir()
    (place / "week.png").write_bytes(b"old")
    place.chmod(0o500)
    done = without_rights("weekly", "exports", "--out", "theirs/week.png")
    place.chmod(0o700)
    assert done.returncode == 1
    assert done.stderr == (
        "heartdata: theirs/week.png: cannot be written (Permission denied); close the program that has it open, if one "
        "does, or choose another place\n"
    )
    assert (place / "week.png").read_bytes() == b"old"
    assert names_in(place) == ["week.png"]
    assert not any("week.png" in entry.read_text() for entry in (tmp_path / "state").rglob("*.json"))


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_export_without_read_permission(exports: Path) -> None:
    shutil.copy(exports / "daylio.csv", exports / "other.csv")
    (exports / "other.csv").chmod(0)
    done = without_rights("check", "exports")
    assert (done.returncode, done.stderr) == (1, "")
    assert "daylio.csv: daylio, 35 entries" in done.stdout
    assert "other.csv: not read" in done.stdout
    assert re.search(r"  other\.csv: .*[Pp]ermission", done.stdout)


@pytest.mark.skipif(sys.platform == "win32", reason="homes of POSIX")
@pytest.mark.parametrize("home", ["/proc", "/dev/null"])
def test_no_home_folder(tmp_path: Path, home: str) -> None:
    given = {key: kept for key, kept in os.environ.items() if not key.startswith("XDG_")}
    env = {**given, "PYTHONPATH": str(PACKAGE), "HOME": home}
    done, forgotten = (
        subprocess.run(
            [sys.executable, "-m", "heartdata", *arguments], env=env, capture_output=True, text=True, check=False
        )
        for arguments in (["weekly", "exports"], ["forget", "--yes"])
    )
    assert done.returncode == 0
    assert Path("heartdata-weekly.png").read_bytes().startswith(b"\x89PNG")
    said = done.stderr.splitlines()
    assert len(said) == 2
    assert said[0] == "The chart is in heartdata-weekly.png."
    assert re.fullmatch(
        r"heartdata: the list of what heartdata writes cannot be updated \(.+\), so `heartdata forget` will not "
        r"find what is written now; remove it yourself when you no longer want it",
        said[1],
    )
    assert names_in(tmp_path) == ["exports", "heartdata-weekly.png"]
    assert (forgotten.returncode, forgotten.stderr) == (0, "")
    assert "Nothing left to remove." in forgotten.stdout


@pytest.fixture
def cohort_out(exports: Path, disk: Path) -> Path:
    """A table of two people, made before, on a disk of its own."""
    pytest.importorskip("pyarrow")
    for name in ("anna", "bea"):
        shutil.copytree(exports, exports.parent / "people" / name)
    out = disk / "states.parquet"
    assert without_rights("cohort", "people", "--out", out, "--workers", "1").returncode == 0
    (exports.parent / "people" / "bea" / "daylio.csv").write_text(daylio_csv(20), encoding="utf-8")
    return out


@needs_root
def test_cohort_keeps_its_table_on_full_disk(cohort_out: Path) -> None:
    whole = cohort_out.read_bytes()
    with pytest.raises(OSError, match="No space left"):
        fill(cohort_out.parent / "filling")
    done = without_rights("cohort", "people", "--out", cohort_out, "--workers", "1")
    assert done.returncode == 1
    assert re.fullmatch(r"heartdata: .*\n", done.stderr)
    assert "states.parquet" in done.stderr
    assert cohort_out.read_bytes() == whole
    (cohort_out.parent / "filling").unlink()
    after = without_rights("cohort", "people", "--out", cohort_out, "--workers", "1")
    assert after.returncode == 0, after.stderr
    assert cohort_out.read_bytes() != whole


@needs_root
def test_cohort_keeps_its_table_on_read_only_disk(cohort_out: Path) -> None:
    before = {p.name: p.read_bytes() for p in cohort_out.parent.iterdir()}
    subprocess.run(["mount", "-o", "remount,ro", cohort_out.parent], check=True)
    done = without_rights("cohort", "people", "--out", cohort_out, "--workers", "1")
    assert done.returncode == 1
    assert re.fullmatch(r"heartdata: .*states\.parquet.*\n", done.stderr)
    assert {p.name: p.read_bytes() for p in cohort_out.parent.iterdir()} == before


def test_file_vanishes_while_others_are_read(exports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(exports / "daylio.csv", exports / "zz.csv")
    real = source.Source.begin

    def begun(self: source.Source, wanted: Callable[[bytes], bool]) -> tuple[bytes, bool]:
        (exports / "zz.csv").unlink(missing_ok=True)
        return real(self, wanted)

    monkeypatch.setattr(source.Source, "begin", begun)
    result = run("check", exports)
    assert result.exit_code == 1
    assert "daylio.csv: daylio, 35 entries" in result.stdout
    assert re.search(r"zz\.csv: .*(no such file|vanished|gone|cannot be read)", result.stdout, re.IGNORECASE), (
        result.stdout
    )


def test_folder_vanishes_during_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "out").mkdir()
    real = os.fsync

    def gone(handle: int) -> None:
        real(handle)
        shutil.rmtree(tmp_path / "out", ignore_errors=True)

    monkeypatch.setattr(os, "fsync", gone)
    with pytest.raises(UnreadableFileError, match=r"week\.txt: cannot be written \(No such file or directory\)"):
        write_atomically(tmp_path / "out" / "week.txt", b"new")


def test_partly_updated_folder_is_marked_until_complete(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "tables"
    write_together(place, dict.fromkeys("abc", b"old"))
    assert names_in(place) == ["a", "b", "c"]
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if target.name == "b":
            raise OSError(5, "Input/output error")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(
        UnreadableFileError, match=r"\(Input/output error\); some files in it are new, some from before"
    ):
        write_together(place, dict.fromkeys("abc", b"new"))
    assert {p.name: p.read_bytes() for p in place.iterdir() if p.name != UNFINISHED} == {
        "a": b"new", "b": b"old", "c": b"old",
    }  # fmt: skip
    assert b"Write them again" in (place / UNFINISHED).read_bytes()
    monkeypatch.setattr(Path, "replace", real)
    monkeypatch.setattr(
        "heartdata.storage.files.replace_file", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left"))
    )
    with pytest.raises(UnreadableFileError, match="some files in it are new"):
        write_together(place, dict.fromkeys("abc", b"newer"))
    assert (place / UNFINISHED).exists()
    monkeypatch.setattr("heartdata.storage.files.replace_file", replace_file)
    write_together(place, dict.fromkeys("abc", b"newest"))
    assert names_in(place) == ["a", "b", "c"]


def test_partly_updated_logs_are_not_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    logs = hd.read_logs("exports")
    logs.save("saved")
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if target.name == "journal.jsonl":
            raise KeyboardInterrupt
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(KeyboardInterrupt):
        logs.between("2026-03-02", "2026-03-05").save("saved")
    monkeypatch.setattr(Path, "replace", real)
    assert UNFINISHED in names_in(Path("saved"))
    with pytest.raises(UnreadableFileError, match="damaged; read the exports again"):
        hd.Logs.load("saved")
    logs.save("saved")
    assert UNFINISHED not in names_in(Path("saved"))
    assert len(hd.Logs.load("saved").ratings) == 35


def test_folder_is_usable_after_kill(tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / f"{temporary_prefix()}left.part").write_bytes(b"half")
    assert run("export", "exports", "--out", "tables").exit_code == 0
    assert (tmp_path / "tables" / MARKER).exists()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine believes that it is 2020; the entries are of 2026."""

    class Set(date):
        @classmethod
        def today(cls) -> date:
            return date(2020, 1, 1)

    for module in ("heartdata.cli.trial", "heartdata.core.diary_template"):
        monkeypatch.setattr(f"{module}.date", Set)


@pytest.mark.usefixtures("clock")
def test_clock_set_back(exports: Path) -> None:
    weekly = run("weekly", exports)
    assert weekly.exit_code == 0
    assert weekly.stdout.startswith("Week 14, 30 March to 5 April 2026\n")
    started = run("trial", "start", "evening walk", exports, "--start", "2026-04-06")
    assert started.exit_code == 0
    for command in ("show", "stop"):
        result = run("trial", command, exports)
        assert result.exit_code == 0
        assert result.stderr == (
            "Your last entry is of 2026-04-05, and this machine's clock says 2020-01-01; if the clock is wrong, set "
            "it, since a trial goes by it.\n"
        )
    assert hd.read_logs(exports).ratings["day"].max().year == 2026


def test_partial_file_with_future_time_is_stale(tmp_path: Path) -> None:
    left = tmp_path / f"{temporary_prefix()}x.part"
    left.write_bytes(b"half")
    os.utime(left, (time.time() + 1e6, time.time() + 1e6))
    write_atomically(tmp_path / "week.txt", b"new")
    assert not left.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_interrupt_during_write(exports: Path) -> None:
    """A real Ctrl+C, at any moment."""
    code = (
        "import os, signal, time; real = os.fsync\n"
        # A process that runs the tests in the background may make its children ignore it.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "def slow(handle): print('writing', flush=True); time.sleep(30); real(handle)\n"
        "os.fsync = slow\n"
        "from heartdata.cli.main import run; run()"
    )
    Path("heartdata-weekly.png").write_bytes(b"old")
    process = subprocess.Popen(
        [sys.executable, "-c", code, "weekly", "exports"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(PACKAGE)},
    )  # fmt: skip
    assert process.stdout is not None
    for line in process.stdout:
        if line == "writing\n":
            break
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (130, "heartdata: stopped, as you asked; no file is half-written\n")
    assert Path("heartdata-weekly.png").read_bytes() == b"old"
    assert names_in(Path()) == ["exports", "heartdata-weekly.png", "state"]


@pytest.mark.skipif(shutil.which("strace") is None, reason="no strace here")
@pytest.mark.parametrize(("call", "time", "new"), [("fsync", 1, False), ("rename", 2, False), ("rename", 3, True)])
def test_real_kill(exports: Path, call: str, time: int, new: bool) -> None:
    """No hook in Python: strace kills the process as it asks the system to flush or to rename something.

    The first file that is renamed is the entry on the list, the second the chart, the third the entry again.
    """
    Path("heartdata-weekly.png").write_bytes(b"old")
    inject = f"inject={call}:signal=KILL:when={time}"
    python = [sys.executable, "-m", "heartdata", "weekly", "exports"]
    traced = subprocess.run(
        ["strace", "-f", "-qq", "-o", "/dev/null", "-e", inject, *python],
        env={**os.environ, "PYTHONPATH": str(PACKAGE)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if "ptrace" in traced.stderr.lower():
        pytest.skip("this account may not trace")
    assert traced.returncode in (-signal.SIGKILL, 128 + signal.SIGKILL), traced
    content = Path("heartdata-weekly.png").read_bytes()
    assert content.endswith(b"IEND\xaeB`\x82") if new else content == b"old"
    assert run("forget", "--yes", "--changed").exit_code == 0
    left = [name for name in names_in(Path()) if name != "state"]
    assert left == (["exports"] if new else ["exports", "heartdata-weekly.png"])


CONNECT = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()"


@pytest.mark.skipif(shutil.which("strace") is None, reason="no strace here")
@pytest.mark.parametrize(
    ("asked", "finds"),
    [
        (["-m", "heartdata", "weekly", "exports"], False), (["-m", "heartdata", "report", "exports"], False),
        (["-m", "heartdata", "export", "exports"], False), (["-m", "heartdata", "signs", "exports"], False),
        (["-m", "heartdata", "helps", "exports"], False), (["-c", CONNECT], True),
    ],
    ids=["weekly", "report", "export", "signs", "helps", "a socket is found"],
)  # fmt: skip
def test_no_socket_system_calls(tmp_path: Path, asked: list[str], finds: bool) -> None:
    """As the kernel sees it, of every process that is started; the last one shows that a socket would be seen."""
    found = tmp_path / "calls"
    traced = subprocess.run(
        ["strace", "-f", "-qq", "-e", "signal=none", "-e", "trace=socket,connect", "-o", found, sys.executable, *asked],
        env={**os.environ, "PYTHONPATH": str(PACKAGE)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if "ptrace" in traced.stderr.lower():
        pytest.skip("this account may not trace")
    assert traced.returncode == 0, traced.stderr
    assert ("socket(AF_INET" in found.read_text()) is finds
    assert finds or found.read_text() == ""


def test_threads_write_the_same_file(tmp_path: Path) -> None:
    contents = [b"%d" % n * 10_000 for n in range(8)]
    threads = [threading.Thread(target=write_atomically, args=(tmp_path / "week.txt", c)) for c in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (tmp_path / "week.txt").read_bytes() in contents
