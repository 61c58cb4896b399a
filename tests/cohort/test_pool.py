import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from heartdata.cohort.pool import Crew, cores, pool, stream
from heartdata.errors import HeartdataError

TWO = pool(2)


def square(task: int) -> int:
    return task * task


def deadly(task: int) -> int:
    """Ends its process whenever it is given one of two tasks."""
    if task in (3, 17):
        os.kill(os.getpid(), signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
    return task * task


def killed_once(task: tuple[int, str]) -> int:
    """Ends its process at the tenth task, the first time."""
    number, mark = task
    if number == 10 and not Path(mark).exists():
        Path(mark).touch()
        os.kill(os.getpid(), signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
    return number * number


def wrong(task: int) -> int:
    if task == 5:
        raise HeartdataError("another version")
    return task


def imported(module: str) -> bool:
    return module in sys.modules


def threads(_: int) -> str | None:
    return os.environ.get("OPENBLAS_NUM_THREADS")


def gone(process: int) -> bool:
    """Wait until a process has ended."""
    for _ in range(600):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def test_every_task_is_done_once() -> None:
    assert sorted(stream(square, range(60), TWO)) == [(i, i * i) for i in range(60)]
    assert list(stream(square, (), TWO)) == []


@pytest.mark.slow
def test_killed_process_loses_nothing(tmp_path: Path) -> None:
    tasks = [(i, str(tmp_path / "mark")) for i in range(40)]
    assert {task[0]: result for task, result in stream(killed_once, tasks, TWO)} == {i: i * i for i in range(40)}
    assert (tmp_path / "mark").exists()


@pytest.mark.slow
def test_task_that_kills_every_process_is_reported_alone() -> None:
    results = list(stream(deadly, range(40), TWO))
    assert len(results) == 40
    assert dict(results) == {i: None if i in (3, 17) else i * i for i in range(40)}


def test_an_error_ends_everything() -> None:
    with pytest.raises(HeartdataError, match="another version"):
        list(stream(wrong, range(40), TWO))


def test_tasks_are_taken_lazily() -> None:
    taken = 0

    def tasks() -> object:
        nonlocal taken
        for i in range(1000):
            taken += 1
            yield i

    results = stream(square, tasks(), TWO)  # type: ignore[arg-type]
    for done, _ in enumerate(results, start=1):
        assert taken <= done + TWO.window
        if done == 30:
            break
    results.close()
    assert taken < 100


def test_processes_start_fast_and_use_one_core() -> None:
    assert [found for _, found in stream(imported, ["numpy"], TWO)] == [False]
    assert [found for _, found in stream(threads, [1], TWO)] == ["1"]


def test_an_error_says_that_processes_cannot_start(monkeypatch: pytest.MonkeyPatch) -> None:
    # The function cannot be found there.
    monkeypatch.setattr("heartdata.cohort.pool.prepare", os.abort)
    with pytest.raises(HeartdataError, match="no worker process can be started"):
        list(stream(square, [1, 2], TWO))


def test_workers_end_with_their_parent(tmp_path: Path) -> None:
    script = (
        "import os, sys, time\n"
        "from heartdata.cohort.pool import pool\n"
        "with pool(1).hire(1) as executor:\n"
        "    print(executor.submit(os.getpid).result(), flush=True)\n"
        "    time.sleep(600)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=tmp_path)
    assert parent.stdout is not None
    with parent.stdout:
        worker = int(parent.stdout.readline())
        parent.kill()
        # The pipe closes once the last process that holds it is gone: the worker inherits it.
        assert parent.stdout.read() == ""
    parent.wait()
    assert gone(worker)


def test_script_needs_no_main_guard(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import math\n"
        "from heartdata.cohort.pool import pool, stream\n"
        "print(sorted(stream(math.isqrt, [81, 100], pool(2))))\n"
    )
    for command in ([script], ["-c", script.read_text()]):
        done = subprocess.run([sys.executable, *command], capture_output=True, text=True, check=True, cwd=tmp_path)
        assert done.stdout == "[(81, 9), (100, 10)]\n"
        assert done.stderr == ""


def test_windows_and_cores() -> None:
    assert cores() >= 1
    assert Crew(TWO.hire, 7).window >= 7
