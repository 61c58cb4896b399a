"""Random command lines and their files, run by `fuzz_cli`."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

import click

import heartdata as hd
from benchmarks._mutations import CANARY, Golden, damaged, goldens, zipped
from benchmarks._wild_profiles import wild_profile
from heartdata.cli.main import main
from heartdata.core.profile import PROFILE_NAME
from heartdata.datasets.simulate import write_exports
from heartdata.practices.trial import start_trial
from heartdata.practices.trial_store import TRIALS_NAME, add_trial

__all__ = ["Case", "Material", "commands", "draw_case"]

# Never open JupyterLab, a browser or a cluster.
_ALWAYS: Final = {"lab": ("--no-open",), "forget": ("--yes",)}
# These write files that `forget` and a second run can find.
_WRITERS: Final = ("weekly", "export", "init", "lab", "report", "trial start")
_NEVER: Final = frozenset(("--open", "--scheduler", "--dask-local", "--help", "--version"))

_NAMES: Final = (
    "export", "my exports", "a\nb", "\u202ecod", "تصدير", "😀 mood", "-x", "--out", "x" * 200, "a'b\"c", "$(touch x)",
    "%s", "a;b", "CON", "..hidden", "e\u0301", "tab\tname", "\x1b[31mred", "name.", " ", "{0}", "#", "back\\slash",
    "a\u2028b",
)  # fmt: skip
_ENDINGS: Final = (".csv", ".json", ".txt", ".zip", ".md", "", ".CSV", ".csv.csv")
_WEEKS: Final = (
    "2026-W31", "2026-W09", "2026-W53", "2026-W00", "0001-W01", "9999-W52", "2026W31", "31", "", "٢٠٢٦-W31",
    "2026-W3１", "-1", "2026-W31\n", "x" * 5000,
)  # fmt: skip
_DAYS: Final = ("2026-03-01", "2027-01-01", "0001-01-01", "9999-12-31", "2026-02-30", "1 March", "", "nan", "20270101")
_NUMBERS: Final = (
    "7",
    "0",
    "10",
    "-1",
    "1e400",
    "nan",
    "inf",
    "",
    "7,5",
    "٧",
    "9" * 400,
    "42",
    "28",
    "3",
    "100000",
    "1",
)
_PRACTICES: Final = (
    "evening walk", "breathing", "", " ", "a\nb", "😀", "x" * 3000, "<b>", "\u202ekcab", "walk;X\r\nBEGIN:VEVENT",
    "İ", "-x",
)  # fmt: skip
_WORDS: Final = (
    "mood",
    "energy",
    "calm",
    "sleep_hours",
    "",
    "Mood",
    "mood\n",
    "x" * 500,
    "😀",
    "../..",
    "CSV",
    "csv",
    "parquet",
)


@dataclass(frozen=True)
class Material:
    """Material shared by all cases, created once."""

    goldens: list[Golden]
    people: list[dict[str, bytes]]

    @classmethod
    def gather(cls, place: Path) -> Material:
        """Simulate a few people in addition to the golden files, so that there are enough weeks to review."""
        people = []
        for seed, course in enumerate(("stuck", "improving", "slipping", "recovered", "plateau", "sparse")):
            folder = place / course
            forms = ("daylio", "sleep_as_android", "dayone") if seed % 2 == 0 else ("table",)
            logs = hd.simulate_logs(seed=seed, course=course, days=150 + 7 * seed, scale="1-5")
            write_exports(logs, folder, formats=forms)
            people.append({p.name: _marked(p) for p in sorted(folder.iterdir())})
        return cls(goldens(), people)


@dataclass
class Case:
    """One or several command lines, and the files around them.

    `files` are created in the case's folder before it runs; None is a folder. `links` map a name to a target.
    """

    number: int
    path: str = ""
    steps: list[list[str]] = field(default_factory=list)
    files: dict[str, bytes | None] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    pipes: list[str] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)
    subprocess: bool = False
    # Inputs, which no command may change, and the paths these command lines may write to.
    exports: set[str] = field(default_factory=set)
    writes: set[str] = field(default_factory=set)
    done: list[str] = field(default_factory=list)

    def create_files(self, place: Path) -> None:
        """Create the files where the command line expects them."""
        (place / "here").mkdir()
        for name, content in self.files.items():
            path = place / name
            if content is None:
                path.mkdir(parents=True, exist_ok=True)
            elif not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        for name, target in self.links.items():
            if not os.path.lexists(place / name):
                (place / name).symlink_to(target)
        for name in self.pipes:
            if not os.path.lexists(place / name):
                os.mkfifo(place / name)


def _marked(path: Path) -> bytes:
    """Plant the marker in the journal of a simulated person."""
    content = path.read_bytes()
    if path.suffix == ".json":
        return content.replace(b'"text": "', f'"text": "{CANARY} '.encode())
    return content


def commands(group: click.Group = main, before: str = "") -> Iterator[tuple[str, click.Command]]:
    """Iterate over all commands, including those in groups."""
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


def draw_case(seed: int, number: int, material: Material) -> Case:
    """Draw a case by number; the same for the same seed, whatever ran before."""
    rng = random.Random(f"{seed}:{number}")
    case = Case(number)
    path = case.path = _draw_input(rng, case, material)
    case.exports = {os.path.normpath(name) for name in case.files if not name.endswith((PROFILE_NAME, TRIALS_NAME))}
    known = dict(commands())
    last = rng.choice(sorted(known))
    before = rng.randint(1, 3) if last == "forget" else rng.choice((0,) * 9 + (1, 1))
    for name in (*(rng.choice(_WRITERS) for _ in range(before)), last):
        case.steps.append(_command_line(rng, case, name, known[name], path))
    if rng.random() < 0.05:
        _spoil(rng, case.steps[-1])
    case.subprocess = rng.random() < 0.04
    if case.subprocess or rng.random() < 0.2:
        case.environment = _environment(rng)
    return case


def _command_line(rng: random.Random, case: Case, name: str, command: click.Command, path: str) -> list[str]:
    argv = name.split()
    for parameter in command.params:
        if isinstance(parameter, click.Argument):
            argv += _argument(rng, parameter, path)
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            if option_written := isinstance(parameter.default, str) and parameter.name in _PLACES:
                case.writes.add(f"here/{parameter.default}")
            if not _NEVER.intersection(parameter.opts) and rng.random() < (0.5 if option_written else 0.35):
                argv += _option(rng, case, parameter)
    # Written beside the exports by design, also where PATH is a link: the profile from `init`, the trials.
    linked = (f"here/{case.links[f'here/{path}']}",) if f"here/{path}" in case.links else ()
    for folder in (f"here/{path}", f"here/{path}/..", *linked):
        if name in ("init", "decline"):
            case.writes.add(os.path.normpath(f"{folder}/{PROFILE_NAME}"))
        if name.startswith("trial"):
            case.writes.add(os.path.normpath(f"{folder}/{TRIALS_NAME}"))
    if name == "cohort":
        case.writes |= {beside for table in case.writes for beside in _beside(table)}
    return argv + [word for word in _ALWAYS.get(name, ()) if word not in argv]


def _beside(table: str) -> Iterator[str]:
    """Name the files that a cohort writes beside its table: the summary and the finished work."""
    yield os.path.normpath(Path(table).parent / f"{Path(table).stem}-summary.csv")
    yield from (f"{table}.resume{more}" for more in ("", "-wal", "-shm", "-journal"))


def _argument(rng: random.Random, parameter: click.Argument, path: str) -> list[str]:
    if parameter.name == "practice":
        return [rng.choice(_PRACTICES)]
    if isinstance(parameter.type, click.Choice) and rng.random() < 0.8:
        return [rng.choice([str(choice) for choice in parameter.type.choices])]
    if not parameter.required and rng.random() < 0.1:
        return []
    # People put ./ or -- before a name that begins with a dash; some forget.
    return [path] if not path.startswith("-") or rng.random() < 0.3 else [f"./{path}"]


def _option(rng: random.Random, case: Case, option: click.Option) -> list[str]:
    name = rng.choice(option.opts)
    if option.is_flag:
        return [name]
    value = _value(rng, case, option)
    case.done.append(option.opts[-1])
    # Only a long name takes its value after "=".
    return [f"{name}={value}"] if name.startswith("--") and rng.random() < 0.3 else [name, value]


def _value(rng: random.Random, case: Case, option: click.Option) -> str:
    kind = option.type
    if isinstance(kind, click.Choice):
        return rng.choice((*map(str, kind.choices), *map(str, kind.choices), *_WORDS))
    if kind.name == "week":
        return rng.choice(_WEEKS) if rng.random() < 0.5 else f"2026-W{rng.randint(1, 53):02d}"
    if kind.name == "date":
        return rng.choice(_DAYS)
    if isinstance(kind, click.types.IntParamType | click.types.FloatParamType):
        return rng.choice(_NUMBERS)
    if option.name in _PLACES:
        return _place(rng, case, option)
    return rng.choice(_WORDS)


_PLACES: Final = ("out", "folder", "calendar", "template", "output", "ledger", "pseudonyms")


def _place(rng: random.Random, case: Case, option: click.Option) -> str:
    """Draw an output path: mostly a new file, sometimes one that cannot be written."""
    ending = rng.choice((".png", ".svg", ".pdf", ".html", ".md", ".csv", ".ics", ".parquet", "", ".PNG"))
    if rng.random() < 0.5 and isinstance(option.default, str):
        ending = Path(option.default).suffix
    name = rng.choice(("result", "new/deep/result", rng.choice(_NAMES))) + ending
    way = rng.random()
    if way < 0.10:
        case.files[f"here/{name}"] = rng.choice((None, b"old content", b""))
    elif way < 0.14:
        name = f"{'n' * 300}{ending}"
    elif way < 0.18:
        case.files["here/file"] = b"a file"
        name = f"file/{name}"
    elif way < 0.21:
        name = f"/proc/nowhere/{name}"
    elif way < 0.25 and case.exports:
        name = os.path.relpath(rng.choice(sorted(case.exports)), "here")
    elif way < 0.28:
        # Outside the case's folder only paths where no user can leave a file.
        name = rng.choice(("", ".", "..", "/proc", "/dev/null", "/dev/full"))
    case.writes.add(os.path.normpath(f"here/{name}"))
    return name


def _spoil(rng: random.Random, argv: list[str]) -> None:
    """Insert something invalid into the command line."""
    what = rng.choice(
        ("--nothing", "", "-", "--", "-h", "--help", "--version", "weekly", "\x1b]0;x\x07", "--out", "😀", "-9")
    )
    argv.insert(rng.randint(0, len(argv)), what)


def _environment(rng: random.Random) -> dict[str, str]:
    choices = {
        "TZ": ("UTC", "Pacific/Apia", "Asia/Kathmandu", "nonsense", ""), "LC_ALL": ("C", "C.UTF-8", "xx_XX"),
        "COLUMNS": ("20", "0", "x"), "NO_COLOR": ("1",), "PYTHONIOENCODING": ("ascii", "latin-1", "utf-8"),
        "MPLBACKEND": ("TkAgg", "nonsense"), "PYTHONUTF8": ("0", "1"), "HOME": ("", "not/absolute", "/dev/null"),
        # The list of written files cannot be stored there.
        "XDG_STATE_HOME": ("/dev/null",),
    }  # fmt: skip
    return {key: rng.choice(values) for key, values in choices.items() if rng.random() < 0.3}


def _draw_input(rng: random.Random, case: Case, material: Material) -> str:
    """Create the input and return its path as seen from the case's folder ``here``."""
    ways: tuple[tuple[float, Callable[..., str]], ...] = (
        (0.50, _person), (0.70, _folder), (0.84, _single), (0.90, _archive), (1.0, _nothing),
    )  # fmt: skip
    way = rng.random()
    return next(make for limit, make in ways if way < limit)(rng, case, material)


def _name(rng: random.Random) -> str:
    return rng.choice(_NAMES) if rng.random() < 0.5 else "exports"


def _person(rng: random.Random, case: Case, material: Material) -> str:
    """A person with enough weeks for a review; sometimes with a damaged file or profile."""
    files = dict(rng.choice(material.people))
    folder = _name(rng)
    if rng.random() < 0.3:
        name = rng.choice([n for n in files if n != PROFILE_NAME])
        files[name], done = damaged(rng, files[name], material.goldens)
        case.done += [name, *done]
    for name, content in files.items():
        case.files[f"here/{folder}/{name}"] = content
    _companions(rng, case, f"here/{folder}", material, often=0.4)
    return folder


def _folder(rng: random.Random, case: Case, material: Material) -> str:
    folder = _name(rng)
    case.files[f"here/{folder}"] = None
    for _ in range(rng.choice((0, 1, 2, 3, 8))):
        golden = rng.choice(material.goldens)
        content, done = damaged(rng, golden.content, material.goldens)
        name = golden.name if rng.random() < 0.7 else rng.choice(_NAMES) + rng.choice(_ENDINGS)
        case.files[f"here/{folder}/{rng.choice(('', '', 'sub/', 'x.csv/'))}{name}"] = content
        case.done += [golden.name, *done]
    _companions(rng, case, f"here/{folder}", material, often=0.7)
    return folder


def _single(rng: random.Random, case: Case, material: Material) -> str:
    golden = rng.choice(material.goldens)
    content, done = damaged(rng, golden.content, material.goldens)
    name = golden.name if rng.random() < 0.6 else rng.choice(_NAMES) + rng.choice(_ENDINGS)
    case.files[f"here/{name}"] = content
    case.done += [golden.name, *done]
    _companions(rng, case, "here", material, often=0.5)
    return name


def _archive(rng: random.Random, case: Case, material: Material) -> str:
    members = {}
    for _ in range(rng.choice((0, 1, 3))):
        golden = rng.choice(material.goldens)
        members[rng.choice((golden.name, f"../../{golden.name}", f"/etc/{golden.name}", "a\nb.csv"))] = golden.content
    if rng.random() < 0.4:
        members[PROFILE_NAME] = wild_profile(rng).encode("utf-8", "surrogatepass")
    content, done = damaged(rng, zipped(members), material.goldens) if rng.random() < 0.6 else (zipped(members), [])
    case.files["here/all.zip"] = content
    case.done += ["zip", *done]
    return "all.zip"


def _nothing(rng: random.Random, case: Case, _: Material) -> str:
    """A path that is not a file, or not one to read."""
    name = _name(rng) + rng.choice(_ENDINGS)
    way = rng.choice(("missing", "folder", "empty", "loop", "pipe", "link", "device", "odd", "sample"))
    case.done.append(way)
    if way == "folder":
        case.files[f"here/{name}"] = None
    elif way == "empty":
        case.files[f"here/{name}"] = b""
    elif way == "loop":
        case.links[f"here/{name}"] = name
    elif way == "pipe":
        case.pipes.append(f"here/{name}")
    elif way == "link":
        case.files["here/target"] = None
        case.links[f"here/{name}"] = "target"
    elif way == "device":
        return rng.choice(("/dev/null", "/dev/zero", "/dev/full", "/proc/self/cmdline"))
    elif way == "odd":
        return rng.choice(("", " ", ".", "a\0b", "x" * 5000, "~", "nothing/" * 600, "\udcff"))
    elif way == "sample":
        return "sample_data"
    return name


def _companions(rng: random.Random, case: Case, folder: str, material: Material, often: float) -> None:
    """Create a random profile, stored trials, and other files that may be in a folder."""
    if rng.random() < often:
        content = wild_profile(rng).encode("utf-8", "surrogatepass")
        if rng.random() < 0.2:
            content, _ = damaged(rng, content, material.goldens)
        case.files[f"{folder}/{PROFILE_NAME}"] = content
    if rng.random() < 0.25:
        case.files[f"{folder}/{TRIALS_NAME}"] = _trials(rng, material)
    if rng.random() < 0.05:
        case.links[f"{folder}/link.csv"] = rng.choice(("/etc/passwd", "..", "link.csv", "/dev/zero"))
    if rng.random() < 0.05:
        case.pipes.append(f"{folder}/pipe.csv")
    if rng.random() < 0.03:
        case.files[f"{folder}/.heartdata"] = b""


def _trials(rng: random.Random, material: Material) -> bytes:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as place:
        start = date(2026, rng.randint(2, 8), rng.randint(1, 28))
        trial = start_trial(
            rng.choice(("evening walk", "breathing")), start=start, seed=rng.randrange(99), days=rng.choice((28, 42))
        )
        kept = add_trial(place, trial, on=start)
        content = Path(kept).read_bytes()
    return damaged(rng, content, material.goldens)[0] if rng.random() < 0.5 else content
