"""Running tasks in processes of this machine or of a cluster.

Only a limited number of tasks is submitted at a time, so memory does not grow with their number. A task that ends its
process is tried twice more on its own and then reported as lost; the others continue.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing.context import SpawnContext, SpawnProcess
from queue import SimpleQueue
from types import ModuleType
from typing import Any, Final, TypeVar

from heartdata.cohort.worker import prepare
from heartdata.errors import HeartdataError

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")

_TRIES_ALONE: Final = 2
# Enough to keep a process busy while the main process stores its last answer.
_AHEAD: Final = 4


@dataclass(frozen=True)
class Crew:
    """The processes that do the work."""

    hire: Callable[[int], contextlib.AbstractContextManager[Executor]]  # opens an executor of that many processes
    size: int
    lost: tuple[type[BaseException], ...] = (BrokenExecutor,)  # what a future raises when its process ended

    @property
    def window(self) -> int:
        """The largest number of tasks submitted at a time."""
        return _AHEAD * self.size


def cores() -> int:
    """Count the cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def pool(size: int) -> Crew:
    """Return a crew of processes of this machine."""
    # Windows cannot wait for more than 61.
    return Crew(_pool, min(size, 61) if sys.platform == "win32" else size)


def stream(
    work: Callable[[_Task], _Result], tasks: Iterable[_Task], crew: Crew
) -> Generator[tuple[_Task, _Result | None], None, None]:
    """Yield each task with its result as it is done; None where its process ended three times."""
    waiting = iter(tasks)
    suspects: list[_Task] = []
    while True:
        before = len(suspects)
        with crew.hire(crew.size) as executor:
            yield from _until_broken(work, waiting, executor, crew, suspects)
        if len(suspects) == before:
            break
        _check(crew)
    yield from _one_by_one(work, suspects, crew)


def _until_broken(
    work: Callable[[_Task], _Result], waiting: Iterator[_Task], executor: Executor, crew: Crew, suspects: list[_Task]
) -> Iterator[tuple[_Task, _Result | None]]:
    done: SimpleQueue[Future[_Result]] = SimpleQueue()
    out: dict[Future[_Result], _Task] = {}
    broken = False
    while True:
        while not broken and len(out) < crew.window:
            for task in waiting:
                try:
                    future = executor.submit(work, task)
                except crew.lost:
                    suspects.append(task)
                    broken = True
                else:
                    out[future] = task
                    future.add_done_callback(done.put)
                break
            else:
                break
        if not out:
            return
        future = done.get()
        task = out.pop(future)
        try:
            result = future.result()
        except crew.lost as error:
            # Any submitted task may have caused it; each is tried on its own later.
            suspects.append(task)
            broken = broken or isinstance(error, BrokenExecutor)
            continue
        yield task, result


def _one_by_one(
    work: Callable[[_Task], _Result], tasks: Iterable[_Task], crew: Crew
) -> Iterator[tuple[_Task, _Result | None]]:
    waiting = deque((task, _TRIES_ALONE) for task in tasks)
    while waiting:
        with crew.hire(1) as executor:
            while waiting:
                task, tries = waiting.popleft()
                try:
                    yield task, executor.submit(work, task).result()
                except crew.lost:
                    if tries > 1:
                        waiting.appendleft((task, tries - 1))
                    else:
                        yield task, None
                    break


def _check(crew: Crew) -> None:
    try:
        with crew.hire(1) as executor:
            executor.submit(os.getpid).result()
    except crew.lost:
        raise HeartdataError("no worker process can be started; is there memory left on this machine?") from None


@contextlib.contextmanager
def safe_path() -> Iterator[None]:
    """Keep the current folder off the import path of new processes: it may hold other people's files."""
    before = os.environ.get("PYTHONSAFEPATH")
    os.environ["PYTHONSAFEPATH"] = "1"
    try:
        yield
    finally:
        if before is None:
            os.environ.pop("PYTHONSAFEPATH", None)
        else:
            os.environ["PYTHONSAFEPATH"] = before


@contextlib.contextmanager
def _pool(size: int) -> Iterator[Executor]:
    with safe_path():
        executor = ProcessPoolExecutor(size, mp_context=_FreshContext(), initializer=prepare)
        try:
            yield executor
        finally:
            executor.shutdown(cancel_futures=True)


class _FreshProcess(SpawnProcess):
    """A spawned process that does not run the caller's script again, so it needs no ``if __name__ == "__main__"``."""

    @staticmethod
    def _Popen(process_obj: Any) -> Any:  # noqa: N802  (the name is multiprocessing's)
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            return SpawnProcess._Popen(process_obj)
        finally:
            sys.modules["__main__"] = main


class _FreshContext(SpawnContext):
    Process = _FreshProcess
