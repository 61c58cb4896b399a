"""Fuzz the command line with random commands, options, profiles and files: users must never see a traceback.

``python -m benchmarks.fuzz_cli --seconds 60 --seed 1`` runs for a minute; ``--seed 1 --case 17 --keep DIR`` runs one
case again and leaves its files in DIR. Most cases run in this process, a share in processes of their own. Checked for
each: the exit status is 0, 1 or 2 and matches the messages; only heartdata's own errors leave the library and
nothing warns; it ends in time; no socket is opened and no program started; no file is written outside the requested
path, or readable by others, and no export is changed; no word of the journal is in messages or files, and no
control character in messages. The exit status is 1 if anything was found.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import re
import resource
import signal
import stat
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
# Before heartdata is loaded: nothing is written into the home folder of the person who runs this.
_HOME: Final = tempfile.mkdtemp(prefix="heartdata-fuzz-home-")
os.environ.update(HOME=_HOME, MPLCONFIGDIR=str(Path(_HOME, "matplotlib")), HEARTDATA_TRACEBACK="1")
for _name in [name for name in os.environ if name.startswith("XDG_")]:
    del os.environ[_name]
sys.dont_write_bytecode = True

from click.testing import CliRunner  # noqa: E402

import heartdata as hd  # noqa: E402
from benchmarks._command_lines import Case, Material, commands, draw_case  # noqa: E402
from benchmarks._mutations import CANARY  # noqa: E402
from heartdata.cli.main import main as command_line  # noqa: E402
from heartdata.storage.manifest import manifest_folder  # noqa: E402

# CPU time, and wall time for a pipe that is never written to.
_LONGEST_CPU_S: Final = 30
_LONGEST_S: Final = 240
_MOST_MEMORY: Final = 6 << 30
_CONTROLS: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")
# The command line's message for an error that is not heartdata's own.
_UNFORESEEN: Final = re.compile(r"Traceback|stopped by a bug|the system reported a problem|not enough memory")
_SECTION: Final = re.compile(r"\[(?:columns|moods|sources|loss|profile|usual)\]")
_STARTS: Final = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "webbrowser.")
_CHANGES: Final = ("os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.chmod")
# Where the list of written files is kept.
_OWN: Final = "home"
_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class _TooSlow(BaseException):
    """Not an Exception, so that no handler takes it for a damaged file."""


@dataclass
class Ran:
    """The result of a case."""

    code: int
    out: str
    err: str
    wrong: list[str] = field(default_factory=list)


class Watch:
    """Audit hook for files opened for writing, sockets and other programs."""

    def __init__(self) -> None:
        self.place: str | None = None
        self.seen: list[str] = []
        sys.addaudithook(self._hear)

    def _hear(self, event: str, given: tuple[Any, ...]) -> None:
        if self.place is None:
            return
        if event.startswith(_STARTS):
            self.seen.append(f"{event} {given!r:.200}")
        elif event in _CHANGES or (event == "open" and _writes(*given)):
            self._changed(event, given[0])

    def _changed(self, event: str, path: Any) -> None:
        full = str(Path.cwd() / os.fsdecode(path)) if isinstance(path, str | bytes | os.PathLike) else str(path)
        # matplotlib's font cache is not heartdata's.
        if not full.startswith((f"{self.place}/", f"{_HOME}/matplotlib", "/dev/", "/proc")):
            self.seen.append(f"{event} {full}")


def _writes(path: object, mode: object, flags: int) -> bool:
    if isinstance(path, int):  # an already open file
        return False
    return bool(set(mode) & set("wxa+")) if isinstance(mode, str) else bool(flags & _WRITING)


def _in_process(case: Case, argv: list[str], watch: Watch, place: Path) -> Ran:
    with warnings.catch_warnings(), _surroundings(case, place):
        warnings.simplefilter("error")
        watch.seen, watch.place = [], str(place)
        try:
            result = CliRunner().invoke(command_line, argv, prog_name="heartdata")
        finally:
            watch.place = None
    ran = Ran(result.exit_code, result.stdout, result.stderr, [f"did: {what}" for what in watch.seen])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        ran.wrong += "".join(traceback.format_exception(result.exception)).splitlines()[-16:]
    return ran


@contextmanager
def _surroundings(case: Case, place: Path) -> Iterator[None]:
    kept, stood = dict(os.environ), Path.cwd()
    os.environ.update(_environment(case, place))
    time.tzset()
    os.chdir(place / "here")
    try:
        _stay_below(place)
        yield
    finally:
        os.chdir(stood)
        os.environ.clear()
        os.environ.update(kept)
        time.tzset()


def _environment(case: Case, place: Path) -> dict[str, str]:
    # If HOME is unusable, the account's home is used, and `forget` would remove what it finds there;
    # with these two set, it never is.
    home = place / "home"
    own = {"HOME": home, "XDG_STATE_HOME": home / ".local/state", "XDG_CACHE_HOME": home / ".cache"}
    return {**{name: str(folder) for name, folder in own.items()}, **case.environment}


def _stay_below(place: Path) -> None:
    """Stop if the list of written files, which `forget` uses, is not this case's own."""
    folder = manifest_folder()
    if folder is not None and not folder.is_relative_to(place) and not folder.is_relative_to("/dev/null"):
        raise SystemExit(f"{folder}: not below {place}; nothing was run")


def _in_its_own(case: Case, argv: list[str], place: Path) -> Ran:
    with _surroundings(case, place):
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            [sys.executable, "-W", "error", "-m", "heartdata", *argv], cwd=place / "here", env=environment,
            capture_output=True, stdin=subprocess.DEVNULL, timeout=_LONGEST_S, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise _TooSlow from None
    out, err = (stream.decode("utf-8", "replace") for stream in (done.stdout, done.stderr))
    ran = Ran(done.returncode, out, err)
    if re.search(r"Traceback|Error: Exception|Exception ignored|Warning:", err):
        ran.wrong += err.splitlines()[-16:]
    return ran


def _snapshot(place: Path) -> dict[str, str]:
    found = {}
    for folder, subfolders, names in os.walk(place):
        for name in (*subfolders, *names):
            path = Path(folder, name)
            mode = path.lstat().st_mode
            digest = hashlib.sha256(path.read_bytes()).hexdigest() if stat.S_ISREG(mode) else ""
            found[str(path.relative_to(place))] = f"{stat.filemode(mode)} {digest}"
    return found


def _wrong_output(argv: list[str], ran: Ran) -> Iterator[str]:
    """Describe what is wrong with the exit status and its messages."""
    if ran.code not in (0, 1, 2):
        yield f"the exit status is {ran.code}"
    if ran.code == 2 and "Usage: heartdata" not in ran.err:
        yield "exit status 2 without a usage message"
    if ran.code == 1 and not ran.err.strip() and argv[0] != "check":
        yield "exit status 1 without a message"
    # Questions about the exports, which name their section of the profile, may come before the error; and if the list
    # of written files cannot be kept, an extra line says so.
    lines = [
        line
        for line in ran.err.splitlines()
        if not line.startswith("heartdata: the list of what heartdata writes")
        and (line.startswith("heartdata: ") or not _SECTION.search(line))
    ]
    if ran.code == 1 and ran.out == "" and len(lines) > 1:
        yield "an error of more than one line"
    if found := _UNFORESEEN.search(ran.out + ran.err):
        yield f"an unexpected error: {found[0]}"
    # For wrong usage click repeats the words as the user typed them.
    if ran.code != 2 and (found := _CONTROLS.search(ran.out + ran.err)):
        yield f"a control character is shown: {found[0]!r}"


def _wrong_files(case: Case, made: set[str], before: dict[str, str], after: dict[str, str]) -> Iterator[str]:
    """Describe what was wrongly changed, removed or written; `made` is what earlier steps wrote."""
    for name in sorted(before.keys() | after.keys()):
        was, now = before.get(name), after.get(name)
        if was == now or name.startswith(_OWN):
            continue
        if was is not None and (name in case.exports or name not in case.writes | made):
            yield f"{name!r} was changed: {was} -> {now}"
        elif was is None and now is not None:
            if not _asked(name, case.writes):
                yield f"{name!r} was written: {now}"
            elif now[4:10] != "------":
                yield f"{name!r} can be read by others: {now}"


def _asked(name: str, writes: set[str]) -> bool:
    return any(w in (".", name) or name.startswith(f"{w}/") or w.startswith(f"{name}/") for w in writes)


def _journal_words(case: Case, argv: list[str], ran: Ran, place: Path, changed: list[str]) -> Iterator[str]:
    """Describe where words of the journal appear, unless damage moved them into a tag or mood."""
    mark = CANARY.casefold()
    places = [("messages", ran.out + ran.err)]
    if "--journal-text" not in argv:
        for name in changed:
            path = place / name
            if path.is_file() and path.suffix.lower() not in (".parquet", ".pdf"):
                places.append((f"{name!r}", path.read_bytes().decode("utf-8", "replace")))
    found = [where for where, text in places if mark in text.casefold()]
    if found and not _is_a_name(case, place):
        yield from (f"a word of the journal is in {where}" for where in found)


def _is_a_name(case: Case, place: Path) -> bool:
    with warnings.catch_warnings(), _surroundings(case, place):
        warnings.simplefilter("ignore")
        try:
            logs = hd.read_logs(case.path)
        except hd.HeartdataError:
            return False
    names = (logs.activities["name"], logs.ratings["raw"], logs.events["label"], logs.journal["tags"])
    return any(CANARY.casefold() in str(text).casefold() for column in names for text in column)


def run_case(case: Case, watch: Watch, place: Path) -> Ran:
    """Run a case in an empty folder, step by step, and describe what is wrong with the result."""
    case.create_files(place)
    after, made = _snapshot(place), set[str]()
    ran = Ran(0, "", "")
    for argv in case.steps:
        before = after
        ran = _timed(case, argv, watch, place)
        after = _snapshot(place)
        changed = [name for name in after if after[name] != before.get(name)]
        if ran.code >= 0:
            ran.wrong += _wrong_output(argv, ran)
        ran.wrong += _wrong_files(case, made, before, after)
        ran.wrong += _journal_words(case, argv, ran, place, changed)
        made |= after.keys() - before.keys()
        if ran.wrong:
            ran.wrong.insert(0, f"at {argv!r}")
            break
    return ran


def _timed(case: Case, argv: list[str], watch: Watch, place: Path) -> Ran:
    apart = case.subprocess and not any("\0" in word for word in argv)
    signal.setitimer(signal.ITIMER_PROF, _LONGEST_CPU_S)
    signal.setitimer(signal.ITIMER_REAL, _LONGEST_S)
    try:
        return _in_its_own(case, argv, place) if apart else _in_process(case, argv, watch, place)
    except _TooSlow:
        where = traceback.format_exc().splitlines()[-10:-1]
        return Ran(-1, "", "", [f"not done after {_LONGEST_CPU_S} s of CPU time or {_LONGEST_S} s", *where])
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)


def _too_slow(*_: Any) -> None:
    raise _TooSlow


def _report(seed: int, case: Case, ran: Ran) -> None:
    print(f"FINDING in {case.steps!r:.300} {case.environment or ''} {case.done}")
    print(f"  reproduce: python -m benchmarks.fuzz_cli --seed {seed} --case {case.number} --keep DIR")
    for line in ran.wrong:
        print(f"    {line!s:.300}")
    sys.stdout.flush()


def fuzz(seed: int, seconds: float, material: Material, watch: Watch, most: int = 25) -> tuple[Counter[str], int, int]:
    """Run cases for some seconds; return exit counts per command, cases run and findings."""
    outcomes: Counter[str] = Counter()
    findings = number = 0
    end = time.monotonic() + seconds
    while time.monotonic() < end and findings < most:
        number += 1
        case = draw_case(seed, number, material)
        with tempfile.TemporaryDirectory(prefix="heartdata-fuzz-") as folder:
            ran = run_case(case, watch, Path(folder).resolve())
        outcomes[f"{_command_of(case)} {ran.code}"] += 1
        if ran.wrong:
            findings += 1
            _report(seed, case, ran)
    return outcomes, number, findings


def _command_of(case: Case) -> str:
    said = " ".join(case.steps[-1]) + " "
    return next((name for name, _ in commands() if said.startswith(f"{name} ")), "other")


def _table(outcomes: Counter[str]) -> str:
    names = sorted({key.rsplit(" ", 1)[0] for key in outcomes})
    lines = ["| command | cases | fine (0) | some input unusable (1) | wrong usage (2) |", "|---|---|---|---|---|"]
    for name in names:
        counts = [outcomes[f"{name} {code}"] for code in (0, 1, 2)]
        lines.append(f"| `{name}` | {sum(counts)} | {counts[0]} | {counts[1]} | {counts[2]} |")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10_000))
    parser.add_argument("--case", type=int, help="run only this case")
    parser.add_argument("--keep", type=Path, help="a new folder in which the files of that case are kept")
    asked = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    signal.signal(signal.SIGALRM, _too_slow)
    signal.signal(signal.SIGPROF, _too_slow)
    watch = Watch()
    with tempfile.TemporaryDirectory() as folder:
        material = Material.gather(Path(folder))
        # The first drawing looks for fonts, which starts a program.
        hd.weekly_chart(hd.review_week(hd.simulate_logs(days=40)))
    if asked.case is not None:
        place = (asked.keep or Path(tempfile.mkdtemp(prefix="heartdata-fuzz-"))).resolve()
        place.mkdir(parents=True, exist_ok=True)
        case = draw_case(asked.seed, asked.case, material)
        ran = run_case(case, watch, place)
        print(f"{case.steps!r} exited with {ran.code} in {place}\n{ran.out}{ran.err}")
        if ran.wrong:
            _report(asked.seed, case, ran)
        return 1 if ran.wrong else 0
    outcomes, cases, findings = fuzz(asked.seed, asked.seconds, material, watch)
    print(f"seed {asked.seed}: {cases} command lines in {asked.seconds:.0f} s, {findings} findings")
    print(_table(outcomes))
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
