"""Damage every golden file in many ways and read it: nothing but heartdata's own errors may come of it.

Run ``python benchmarks/fuzz_readers.py --seconds 60 --seed 1``. Checked for every input: only a `HeartdataError` leaves
`read_logs` and `to_daily`, and no other warning than `HeartdataWarning`; no message, note or repr repeats free text; in
formats of one entry a line, rows read and rows rejected make the rows present; time and memory stay bounded. A finding
is saved with what is needed to run it again, and the exit status is 1.
"""

from __future__ import annotations

import argparse
import csv
import io
import random
import re
import resource
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from _mutations import CANARY, DATA, Golden, damaged, goldens, zipped

import heartdata as hd
from heartdata.readers import FORMATS
from heartdata.readers._decoding import decode

# Inputs have at most 3 MB; on a busy machine one may wait.
_LONGEST_S: Final = 10
_SLOW_S: Final = 4.0
_MOST_MEMORY: Final = 6 << 30
# More than so much above what the process took before is a finding; inputs have at most 3 MB.
_GROWTH_MB: Final = 400
_LONGEST_HEADER: Final = 60_000
# Formats with one header line and one entry on each line after it, and the table that each entry fills, if one does.
_PER_LINE: Final[dict[str, str | None]] = {
    "daylio": None, "plees": "sleep", "withings": None, "pmsys": None, "table": None, "bearable": None,
    "sleep_cycle": "sleep", "autosleep": None, "how_we_feel": None,
}  # fmt: skip


class _TooSlow(BaseException):
    """Not an Exception, so that no reader can take it for a damaged file."""


@dataclass
class Trial:
    """One input: files by name, and how they are read."""

    files: dict[str, bytes]
    form: str | None
    profile: hd.Profile
    done: list[str]
    folder: bool = False
    outcome: str = ""


@dataclass
class Tally:
    """What came of the inputs."""

    inputs: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    findings: int = 0
    slowest: float = 0.0


def _profiles() -> dict[str, hd.Profile]:
    table = hd.Profile.load(DATA / "table" / "heartdata.toml")
    return {"": hd.Profile(), "zone": hd.Profile(time_zone="Europe/Berlin"), "table": table}


def _trial(rng: random.Random, known: list[Golden], profiles: dict[str, hd.Profile]) -> Trial:
    golden = rng.choice(known)
    content, done = damaged(rng, golden.content, known)
    profile = profiles["table" if golden.form == "table" else rng.choice(("", "", "zone", "table"))]
    form = rng.choice((None, None, golden.form, rng.choice(FORMATS).name))
    name, way = golden.name, rng.random()
    if way < 0.12:
        other = rng.choice(known)
        members = {f"a/{name}": content, f"b/{other.name}": damaged(rng, other.content, known)[0]}
        if rng.random() < 0.5:
            members = {"inner.zip": zipped(members), "more.txt": b"words\n"}
        content, name = zipped(members), "all.zip"
        if rng.random() < 0.5:
            content, more = damaged(rng, content, known)
            done += ["zip", *more]
        return Trial({name: content}, form, profile, done)
    if way < 0.24:
        other = rng.choice([g for g in known if g.form == golden.form] if rng.random() < 0.5 else known)
        files = {name: content, f"other/{other.name}": damaged(rng, other.content, known)[0]}
        return Trial(files, form, profile, done, folder=True)
    return Trial({name: content}, form, profile, done)


def _read(trial: Trial, place: Path) -> list[str]:
    """Read a trial and say what is wrong with what came of it."""
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
        wrong += _lost_rows(trial, logs)
    return wrong


def _lost_rows(trial: Trial, logs: hd.Logs) -> list[str]:
    row = logs.sources.iloc[0]
    if row["format"] not in _PER_LINE:
        return []
    wrong = []
    rejected = int((logs.rejected["line"].notna() & (logs.rejected["column"] == "")).sum())
    fills = _PER_LINE[row["format"]]
    if fills is not None:
        filled = int((logs.ratings["measure"] == "mood").sum()) if fills == "mood" else len(logs.sleep)
        if filled + rejected != row["rows"]:
            wrong.append(f"{row['rows']} rows counted, {filled} read and {rejected} rejected")
    present = _present(next(iter(trial.files.values())), row["format"])
    if present is not None and present != row["rows"]:
        wrong.append(f"{present} lines hold an entry, {row['rows']} are counted ({rejected} rejected)")
    return wrong


def _present(content: bytes, form: str) -> int | None:
    """Count the entries of a file of lines without its reader; None where quotes are broken."""
    decoded = decode(content)
    if decoded is None:
        return None
    text = decoded[0]
    if form == "sleep_cycle" and text.count("Time in bed") > 1:
        return None  # the header of another version, where people put exports together
    lines = [line for line in re.split(r"\r\n|\r|\n", text) if line.strip()]
    if not lines or len(lines[0]) > _LONGEST_HEADER:
        return None
    delimiter = max(",;\t", key=re.sub(r'"[^"]*"', "", lines[0]).count)
    csv.field_size_limit(1 << 30)
    try:
        plain = (line.split(delimiter) for line in lines)
        quoted = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        rows = [[" ".join(c.casefold().split()) for c in cells] for cells in (quoted if '"' in text else plain)]
    except csv.Error:
        return None
    rows = [cells for cells in rows if any(cells)]
    if '"' in text and not all(len(cells) == len(rows[0]) for cells in rows):
        return None
    return sum(cells != rows[0] for cells in rows)


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


def run(seed: int, seconds: float, most_findings: int = 20) -> Tally:
    """Try inputs for some seconds."""
    rng, known, profiles, tally = random.Random(seed), goldens(), _profiles(), Tally()
    signal.signal(signal.SIGALRM, _too_slow)
    end = time.monotonic() + seconds
    while time.monotonic() < end and tally.findings < most_findings:
        trial = _trial(rng, known, profiles)
        wrong: list[str] = []
        began, peak = time.monotonic(), _peak_mb()
        with tempfile.TemporaryDirectory() as place:
            try:
                signal.setitimer(signal.ITIMER_REAL, _LONGEST_S)
                wrong = _read(trial, Path(place))
            except _TooSlow:
                where = traceback.format_exc().splitlines()[-4:-1]
                wrong = [f"not done after {_LONGEST_S} s", *where]
            except Exception:  # noqa: BLE001  (any is a finding)
                wrong = traceback.format_exc().splitlines()[-14:]
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
        grown = _peak_mb() - peak
        if grown > _GROWTH_MB and tally.inputs > 20:
            wrong.append(f"took {grown:.0f} MB")
        took = time.monotonic() - began
        if took > _SLOW_S and not wrong:
            wrong.append(f"took {took:.1f} s")
        tally.slowest = max(tally.slowest, took)
        tally.inputs += 1
        tally.outcomes[trial.outcome or "finding"] += 1
        if wrong:
            tally.findings += 1
            _save(trial, seed, tally.inputs, wrong)
    return tally


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10_000))
    asked = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    tally = run(asked.seed, asked.seconds)
    counts = ", ".join(f"{count} {name}" for name, count in tally.outcomes.most_common())
    print(
        f"seed {asked.seed}: {tally.inputs} inputs in {asked.seconds:.0f} s, {tally.findings} findings; {counts}; "
        f"slowest {tally.slowest:.1f} s, peak {_peak_mb():.0f} MB"
    )
    return 1 if tally.findings else 0


if __name__ == "__main__":
    sys.exit(main())
