"""Run heartdata commands over and over, and end them at one moment after the other at which they change the disk.

python kill_points.py FOLDER EVERY

FOLDER holds ``old`` and ``new``, two folders of exports, and ``scenarios.json``, a list of scenarios: ``how`` it is
ended (``kill``: kill -9; ``full``: the disk has no room; ``busy``: another program holds the file; ``stop``: Ctrl+C),
the ``command``, the commands that were run ``first`` on the old exports, and the person's ``own`` files. EVERY is 1 for
every moment, 5 for each fifth. Printed is JSON: for each scenario a line on the run that nothing ends, then one for
each moment: how the command ended, what it said, and the SHA-256 of every file then, and after a `heartdata forget`.

A moment is anything that can change what is on the disk: a file opened for writing, made, flushed, renamed or removed,
a folder made or removed. Each is ended before it happens; between two moments the disk does not change, so that these
are all states it can be in. Half of a file written is one of them too.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

NAMED = {"os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.truncate", "os.link", "os.symlink", "shutil.rmtree"}


class Moments:
    """Counts the moments, and does something at one of them."""

    def __init__(self) -> None:
        self.inside: Path | None = None
        self.at: int | None = None
        self.act: Callable[[], None] = lambda: None
        self.count = 0
        self.seen: list[str] = []
        sys.addaudithook(self.audit)
        self._fsync, self._fdopen = os.fsync, os.fdopen
        os.fsync = self.fsync  # type: ignore[assignment]
        os.fdopen = self.fdopen  # type: ignore[assignment]

    def audit(self, event: str, given: tuple[Any, ...]) -> None:
        if self.inside is None:
            return
        if event == "open" and isinstance(given[0], str) and isinstance(given[2], int):
            if given[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
                self.reached("open", given[0])
        elif event in NAMED and isinstance(given[0], str | os.PathLike):
            self.reached(event, str(given[1] if event == "os.rename" else given[0]))

    def fsync(self, handle: int) -> None:
        self.reached("fsync", "")
        self._fsync(handle)

    def fdopen(self, handle: int, *rest: Any, **named: Any) -> Any:
        """Give the file; but write half of the content where the moment is in the middle of the writing."""
        file = self._fdopen(handle, *rest, **named)
        whole = file.write

        def write(content: bytes) -> int:
            if self.inside is not None and self.count + 1 == self.at:
                whole(content[: len(content) // 2])
                file.flush()
            self.reached("write", "")
            return whole(content)

        proxy = type("Half", (), {"__enter__": lambda _: proxy, "__exit__": lambda _, *e: file.close()})()
        proxy.write, proxy.flush, proxy.fileno, proxy.close = write, file.flush, file.fileno, file.close
        return proxy

    def reached(self, event: str, path: str) -> None:
        if self.inside is None or (path and not Path(path).is_relative_to(self.inside) and Path(path).is_absolute()):
            return
        self.count += 1
        self.seen.append(f"{event} {Path(path).name}".strip())
        if self.count == self.at:
            inside, self.inside = self.inside, None
            self.act()
            self.inside = inside


def sums(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def fail(error: BaseException) -> Callable[[], None]:
    def act() -> None:
        raise error

    return act


ACTS: dict[str, Callable[[], None]] = {
    "kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "full": fail(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))),
    "busy": fail(PermissionError(errno.EACCES, os.strerror(errno.EACCES))),
    "stop": fail(KeyboardInterrupt()),
}


def once(moments: Moments, how: str, folder: Path, command: list[str], at: int | None) -> dict[str, Any]:
    """Run the command on a fresh copy, ended at one moment."""
    shutil.rmtree(folder / "now", ignore_errors=True)
    shutil.copytree(folder / "before", folder / "now")
    moments.at, moments.act = at, ACTS[how]
    return {"at": at, **in_child(moments, folder, command)}


def in_child(moments: Moments, folder: Path, command: list[str]) -> dict[str, Any]:
    """Run a command in a process of its own; return its exit status and the files afterwards."""
    now, said = folder / "now", folder / "said"
    child = os.fork()
    if child == 0:
        os.chdir(now)
        for name in ("XDG_STATE_HOME", "XDG_CACHE_HOME"):
            os.environ[name] = str(now / "home" / name)
        for stream in (1, 2):
            os.dup2(os.open(said.with_suffix(f".{stream}"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream)
        from heartdata.cli.main import main

        moments.inside = now
        try:
            main(command, prog_name="heartdata")
            status = 0
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 1
        moments.inside = None
        sys.stdout.flush()
        said.with_suffix(".seen").write_text("\n".join(moments.seen), encoding="utf-8")
        os._exit(status)
    _, ended = os.waitpid(child, 0)
    return {
        "status": os.waitstatus_to_exitcode(ended),
        "stdout": said.with_suffix(".1").read_text(encoding="utf-8"),
        "stderr": said.with_suffix(".2").read_text(encoding="utf-8"),
        "files": sums(now),
    }


def warm(folder: Path) -> Callable[[str], None]:
    """Import everything and compute the weeks in the parent, as neither is tested here."""
    import heartdata.charts
    import heartdata.cli.trial_actions
    import heartdata.core.export
    import heartdata.report.weekly
    import heartdata.review.build
    import heartdata.review.look
    import heartdata.storage.cleanup
    from heartdata import readers
    from heartdata.cli.main import main as commands

    for name in commands.list_commands(None):  # type: ignore[arg-type]
        commands.get_command(None, name)  # type: ignore[arg-type]

    tempfile.gettempdir()
    made = {}
    for which in ("old", "new"):
        logs = readers.read_logs(folder / which)
        reviewed = heartdata.review.build.review_week(logs)
        figure = heartdata.charts.weekly_chart(reviewed)
        heartdata.charts.save_chart(figure, folder / "warm.svg")
        heartdata.report.weekly.weekly_report(reviewed).markdown  # noqa: B018
        made[which] = (logs, reviewed, figure)

    def use(which: str) -> None:
        logs, reviewed, figure = made[which]
        readers.read_logs = lambda *_, **__: logs
        heartdata.review.build.review_week = lambda *_, **__: reviewed
        heartdata.charts.weekly_chart = lambda *_, **__: figure

    return use


def prepare(moments: Moments, folder: Path, exports: str, commands: list[list[str]], own: dict[str, str]) -> None:
    """Create the folder as it is before the command, where the paths in heartdata's manifest are valid."""
    shutil.rmtree(folder / "now", ignore_errors=True)
    shutil.rmtree(folder / "before", ignore_errors=True)
    (folder / "now" / "home").mkdir(parents=True)
    shutil.copytree(folder / exports, folder / "now" / "exports")
    for name, content in own.items():
        (folder / "now" / name).write_text(content, encoding="utf-8")
    for command in commands:
        ended = in_child(moments, folder, command)
        if ended["status"]:
            raise SystemExit(f"{command}: {ended}")
    (folder / "now").rename(folder / "before")


def main(folder: Path, every: int) -> None:
    """Print the state of the folder after each kill point of each scenario in ``scenarios.json``."""
    os.environ["XDG_STATE_HOME"] = str(folder / "warm")
    use = warm(folder)
    moments = Moments()
    for number, scenario in enumerate(json.loads((folder / "scenarios.json").read_text(encoding="utf-8"))):
        command, how = scenario["command"], scenario["how"]
        use("old")
        prepare(moments, folder, "new", scenario["first"], scenario["own"])
        use("new")
        first = once(moments, how, folder, command, None)
        seen = (folder / "said.seen").read_text(encoding="utf-8").splitlines()
        before = {name: kept for name, kept in sums(folder / "before").items() if not name.startswith("home")}
        print(json.dumps({"scenario": scenario, "before": before, "moments": len(seen), **first}), flush=True)
        for at in range(1 + number % every, len(seen) + 1, every):
            ended = once(moments, how, folder, command, at)
            # The same account, the next day: all that heartdata wrote is asked to go, and nothing else may.
            moments.at = None
            ended["forgotten"] = in_child(moments, folder, ["forget", "--yes", "--changed"])["files"]
            print(json.dumps({**ended, "moment": seen[at - 1]}), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
