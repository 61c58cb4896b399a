"""Damage golden files in many ways and read them: only heartdata's own errors may result.

Run ``python -m benchmarks.fuzz_readers --seconds 60 --seed 1``. Checked for every input: only a `HeartdataError` leaves
`read_logs` and `to_daily`, and no other warning than `HeartdataWarning`; no message, note or repr repeats free text; in
line-based formats, rows read and rows rejected add up to the rows present, and a row read alone leaves a trace;
time [CPU s] and memory stay bounded. With ``--guided`` an input that reaches new lines of code is kept and
damaged further (needs ``coverage``; several times slower per input). A finding is saved with what is needed to run it
again, and the exit status is 1.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import resource
import signal
import sys
import tempfile
import time
import traceback
import warnings
import zlib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import heartdata as hd
from benchmarks._accounting import alone, trace, wrong_counts
from benchmarks._mutations import CANARY, DATA, Golden, damaged, goldens, zipped
from benchmarks._sheets import GRID_PROFILE, GRIDS, as_spreadsheet, hand_made
from heartdata.readers import FORMATS

# Inputs have at most 3 MB; on a busy machine reading may take a while.
_LONGEST_S: Final = 10
_SLOW_S: Final = 4.0
_MOST_MEMORY: Final = 6 << 30
# Growth of the process by more than this is a finding; inputs have at most 3 MB.
_GROWTH_MB: Final = 400
# A program that waits uses no CPU time.
_LONGEST_WAIT_S: Final = 120
# How often a kept input is used instead of a golden file, and how many are kept.
_FROM_KEPT, _MOST_KEPT = 0.6, 2000


class _TooSlow(BaseException):
    """Not an Exception, so that no reader can take it for a damaged file."""


@dataclass
class Trial:
    """One input: files by name, and the options for reading them."""

    files: dict[str, bytes]
    form: str | None
    profile: hd.Profile
    done: list[str]
    folder: bool = False
    outcome: str = ""


@dataclass
class Tally:
    """Counts of the results."""

    inputs: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    findings: int = 0
    kept: int = 0
    slowest: float = 0.0


def _profiles() -> dict[str, hd.Profile]:
    table = hd.Profile.load(DATA / "table" / "heartdata.toml")
    grid = hd.Profile.from_toml(GRID_PROFILE)
    one = hd.Profile.from_toml(GRID_PROFILE + '[columns.person]\nname = "Name"\nonly = "Anna"\n')
    return {
        "": hd.Profile(), "zone": hd.Profile(time_zone="Europe/Berlin"), "table": table, "grid": grid, "person": one,
    }  # fmt: skip


def _trial(rng: random.Random, known: list[Golden], profiles: dict[str, hd.Profile]) -> Trial:
    golden = rng.choice(known)
    content, done = damaged(rng, golden.content, known)
    own = "table" if golden.name == "diary.csv" else rng.choice(("grid", "grid", "person", "table", ""))
    profile = profiles[own if golden.form == "table" else rng.choice(("", "", "zone", "table"))]
    form = rng.choice((None, None, golden.form, rng.choice(FORMATS).name))
    name, way = golden.name, rng.random()
    if way < 0.12 and name.lower().endswith(".csv"):
        name, content = as_spreadsheet(rng, golden)
        done = ["spreadsheet"]
    elif 0.12 <= way < 0.2:
        other = rng.choice(known)
        members = {f"a/{name}": content, f"b/{other.name}": damaged(rng, other.content, known)[0]}
        if rng.random() < 0.5:
            members = {"inner.zip": zipped(members), "more.txt": b"words\n"}
        content, name = zipped(members), "all.zip"
        if rng.random() < 0.5:
            content, more = damaged(rng, content, known)
            done += ["zip", *more]
        return Trial({name: content}, form, profile, done)
    if 0.2 <= way < 0.3:
        other = rng.choice([g for g in known if g.form == golden.form] if rng.random() < 0.5 else known)
        files = {name: content, f"other/{other.name}": damaged(rng, other.content, known)[0]}
        return Trial(files, form, profile, done, folder=True)
    return Trial({name: content}, form, profile, done)


def _read(trial: Trial, place: Path) -> list[str]:
    """Read a trial and describe what is wrong with the result."""
    for name, content in trial.files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(content)
    path = place if trial.folder else place / next(iter(trial.files))
    logs, said, wrong = None, [], []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            logs = hd.read_logs(path, format=trial.form, profile=trial.profile)
            daily = hd.to_daily(logs)
            said = [repr(logs), *logs.notes, *(logs.rejected["reason"] + logs.rejected["column"]), *daily.columns]
            trial.outcome = "read" if len(logs.days) else "empty"
        except hd.HeartdataError as error:
            trial.outcome = type(error).__name__
            said = [str(error), repr(error), *map(str, (error.__cause__, error.__context__))]
        except MemoryError:
            wrong.append("out of memory")
    said += [str(w.message) for w in caught]
    wrong += [
        f"a warning: {w.category.__name__}: {w.message}"
        for w in caught
        if not issubclass(w.category, hd.HeartdataWarning)
    ]
    wrong += [f"free text is repeated: {text[:200]}" for text in said if CANARY.casefold() in text.casefold()]
    if logs is not None and len(trial.files) == 1 and len(logs.sources) == 1:
        wrong += _lost_rows(trial, logs, place)
    return wrong


def _lost_rows(trial: Trial, logs: hd.Logs, place: Path) -> list[str]:
    (name, content), form = next(iter(trial.files.items())), str(logs.sources["format"].iloc[0])
    # A line of a grid holds many entries, and a spreadsheet has no lines.
    if name in GRIDS or name.endswith((".xlsx", ".ods", ".xls")):
        return []
    wrong = wrong_counts(logs, content)
    rows = alone(content, form)
    if rows and not wrong:
        # One of them is enough; which one depends on the content, so that a finding is reproducible.
        single = place / "alone.csv"
        single.write_bytes(rows[zlib.crc32(content) % len(rows)])
        with warnings.catch_warnings(), contextlib.suppress(hd.HeartdataError):
            warnings.simplefilter("ignore")
            found = hd.read_logs(single, format=form, profile=trial.profile)
            if int(found.sources["rows"].iloc[0]) and not trace(found):
                wrong.append("a row alone leaves no trace")
    return wrong


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1 << 20)


def _too_slow(*_: Any) -> None:
    raise _TooSlow


def _save(trial: Trial, seed: int, number: int, wrong: list[str]) -> None:
    place = Path(tempfile.mkdtemp(prefix=f"heartdata-fuzz-{seed}-{number}-"))
    for name, content in trial.files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(content)
    asked = f"format={trial.form!r} zone={trial.profile.time_zone} columns={bool(trial.profile.columns)} {trial.done}"
    print(f"FINDING seed {seed} input {number} in {place}: {asked}")
    for line in wrong:
        print("   ", line)
    sys.stdout.flush()


class _Reached:
    """Lines of the readers that any input has reached."""

    def __init__(self) -> None:
        from coverage import Coverage

        self.coverage = Coverage(data_file=None, source_pkgs=["heartdata.readers"], branch=True, messages=False)
        self.arcs = 0

    def more(self) -> bool:
        """Whether the last input reached new lines."""
        data = self.coverage.get_data()
        arcs = sum(len(data.arcs(file) or ()) for file in data.measured_files())
        before, self.arcs = self.arcs, max(arcs, self.arcs)
        return arcs > before


def _attempt(trial: Trial) -> list[str]:
    """Read a trial within limits, and describe what is wrong."""
    with tempfile.TemporaryDirectory() as place:
        try:
            signal.setitimer(signal.ITIMER_PROF, _LONGEST_S)
            signal.setitimer(signal.ITIMER_REAL, _LONGEST_WAIT_S)
            return _read(trial, Path(place))
        except _TooSlow:
            return [f"not done after {_LONGEST_S} s", *traceback.format_exc().splitlines()[-4:-1]]
        except Exception:  # noqa: BLE001  (any is a finding)
            return traceback.format_exc().splitlines()[-14:]
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.setitimer(signal.ITIMER_REAL, 0)


def run(seed: int, seconds: float, most_findings: int = 20, *, guided: bool = False) -> Tally:
    """Try inputs for some seconds."""
    rng, known, profiles, tally = random.Random(seed), [*goldens(), *hand_made()], _profiles(), Tally()
    kept, reached = list[Golden](), _Reached() if guided else None
    for alarm in (signal.SIGPROF, signal.SIGALRM):
        signal.signal(alarm, _too_slow)
    end = time.monotonic() + seconds
    while time.monotonic() < end and tally.findings < most_findings:
        trial = _trial(rng, kept if kept and rng.random() < _FROM_KEPT else known, profiles)
        began, peak = time.process_time(), _peak_mb()
        if reached is None:
            wrong = _attempt(trial)
        else:
            with reached.coverage.collect():
                wrong = _attempt(trial)
            if reached.more() and len(trial.files) == 1 and len(kept) < _MOST_KEPT:
                name, content = next(iter(trial.files.items()))
                kept.append(Golden(name, trial.form or _form_of(name, known), content))
        grown = _peak_mb() - peak
        if grown > _GROWTH_MB and tally.inputs > 20:
            wrong.append(f"took {grown:.0f} MB")
        took = time.process_time() - began
        if took > _SLOW_S * (3 if guided else 1) and not wrong:
            wrong.append(f"took {took:.1f} s")
        tally.slowest = max(tally.slowest, took)
        tally.inputs += 1
        tally.outcomes[trial.outcome or "finding"] += 1
        if wrong:
            tally.findings += 1
            _save(trial, seed, tally.inputs, wrong)
    tally.kept = len(kept)
    return tally


def _form_of(name: str, known: list[Golden]) -> str:
    return next((golden.form for golden in known if golden.name == name), known[0].form)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10_000))
    parser.add_argument(
        "--guided", action="store_true", help="keep inputs that reach new lines and damage them further"
    )
    asked = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    tally = run(asked.seed, asked.seconds, guided=asked.guided)
    counts = ", ".join(f"{count} {name}" for name, count in tally.outcomes.most_common())
    grown = f"; {tally.kept} inputs kept" if asked.guided else ""
    print(
        f"seed {asked.seed}: {tally.inputs} inputs in {asked.seconds:.0f} s, {tally.findings} findings; {counts}; "
        f"slowest {tally.slowest:.1f} s, peak {_peak_mb():.0f} MB{grown}"
    )
    return 1 if tally.findings else 0


if __name__ == "__main__":
    sys.exit(main())
