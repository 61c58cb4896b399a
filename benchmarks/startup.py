"""What a command costs from the shell, against the floor: a script that only imports pandas and saves empty axes.

Run ``python -m benchmarks.startup`` (about three minutes; ``--rounds 3`` for a first look); it writes
``docs/startup-benchmark.md``. All commands take turns in every round, each in a process of its own, and a ratio is the
median over the rounds of both times of the same round, so that a busy moment falls on both. The ten years are drawn by
``simulate_logs`` and written in the apps' own layouts, so that reading is part of what is measured.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pandas as pd

from heartdata.charts import weekly_chart
from heartdata.datasets.samples import sample_data
from heartdata.datasets.simulate import simulate_logs, write_exports
from heartdata.readers import read_logs
from heartdata.review.build import review_week

SEED: Final = 611  # not used while the package was made faster
YEARS: Final = {"course": "plateau", "start": "2016-08-01", "days": 3652, "before": 60}
ENTRIES: Final = 5000
WEEKLY_LIMIT, IMPORT_LIMIT = 1.5, 1.3

_SAMPLE: Final = "floor, sample data (with TF-IDF)"
_YEARS: Final = "floor, ten years"
_WRITTEN: Final = "floor, ten years with journal (with TF-IDF)"
_PLAIN: Final = "import pandas\n"
_TEXT: Final = (
    "from sklearn.feature_extraction.text import TfidfVectorizer\n"
    "TfidfVectorizer().fit(['one entry', 'another entry'])\n"
)
_AXES: Final = (
    "from matplotlib.figure import Figure\n"
    "figure = Figure(figsize=({width}, {height}), dpi={dpi})\n"
    "figure.subplots({axes})\n"
    "figure.savefig('floor.png')\n"
)


@dataclass(frozen=True)
class Command:
    """One line of the table: what is run, what it is held against, and whether nothing is kept from before."""

    name: str
    arguments: tuple[str, ...]
    floor: str = ""
    limit: float | None = None
    first: bool = False


@dataclass(frozen=True)
class Run:
    """What one run took."""

    wall: float
    work: float
    peak: float


def ten_years(folder: Path, entries: int) -> None:
    """Write ten years of moods, energy, tags and nights, and as many journal entries, as the apps export them."""
    logs = simulate_logs(seed=SEED, measures=("energy",), journal=False, **YEARS)
    if entries:
        logs = replace(logs, journal=pd.concat([logs.journal, _pages(entries)], ignore_index=True))
    write_exports(logs, folder, formats=("daylio", "sleep_as_android", *(["dayone"] if entries else [])))


def _pages(entries: int) -> pd.DataFrame:
    """Journals of several people, one after the other in each night, until there are enough."""
    pages: list[pd.DataFrame] = []
    while sum(map(len, pages)) < entries:
        person = len(pages) + 1
        journal = simulate_logs(seed=SEED + person, **YEARS).journal.dropna(subset=["utc_offset"])
        pages.append(journal.assign(time=journal["time"] + pd.Timedelta(seconds=17 * person)))
    return pd.concat(pages, ignore_index=True).head(entries)


def _floor(path: Path, *, text: bool) -> str:
    """The floor of a folder's weekly chart: the same number of axes, the same size."""
    figure = weekly_chart(review_week(read_logs(path)))
    width, height = figure.get_size_inches()
    axes = _AXES.format(width=width, height=height, dpi=figure.dpi, axes=len(figure.axes))
    return _PLAIN + (_TEXT if text else "") + axes


def commands(folder: Path) -> list[Command]:
    """Make the data and list what is run; floors first."""
    sample, plain, written = sample_data(), folder / "ten-years", folder / "ten-years-journal"
    ten_years(plain, 0)
    ten_years(written, ENTRIES)

    def python(code: str) -> tuple[str, ...]:
        return ("-c", code)

    def weekly(path: Path) -> tuple[str, ...]:
        return ("-m", "heartdata", "weekly", str(path), "--out", "week.png")

    return [
        Command("Python and click", python("import click")),
        Command(_SAMPLE, python(_floor(sample, text=True))),
        Command(_YEARS, python(_floor(plain, text=False))),
        Command(_WRITTEN, python(_floor(written, text=True))),
        Command("`import heartdata`", python("import heartdata"), "Python and click", IMPORT_LIMIT),
        Command("`heartdata --help`", ("-m", "heartdata", "--help"), "Python and click"),
        Command("`status`, sample data", ("-m", "heartdata", "status", str(sample)), _SAMPLE),
        Command("`weekly`, sample data", weekly(sample), _SAMPLE, WEEKLY_LIMIT),
        Command("`weekly`, ten years, for the first time", weekly(plain), _YEARS, first=True),
        Command("`weekly`, ten years", weekly(plain), _YEARS, WEEKLY_LIMIT),
        Command(
            f"`weekly`, ten years, {ENTRIES:,} journal entries, for the first time",
            weekly(written),
            _WRITTEN,
            first=True,
        ),
        Command(f"`weekly`, ten years, {ENTRIES:,} journal entries", weekly(written), _WRITTEN, WEEKLY_LIMIT),
    ]


# The peak memory of a process counts that of the one it was started from, so that one has to be small.
_LAUNCHER: Final = """
import json, os, resource, subprocess, sys, time
begin = time.perf_counter()
done = subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
wall = time.perf_counter() - begin
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([done.returncode, done.stderr.decode(errors="replace")[-500:], wall,
                  used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))
"""


def timed(command: Command, folder: Path, environment: Mapping[str, str]) -> Run:
    """Run a command once, with what its process used as the system tells it."""
    line = [sys.executable, "-S", "-c", _LAUNCHER, sys.executable, *command.arguments]
    told = subprocess.run(line, cwd=folder, env=environment, stdout=subprocess.PIPE, check=True).stdout
    status, said, *figures = json.loads(told)
    if status:
        raise SystemExit(f"{command.name} ended with {status}: {said}")
    return Run(*figures)


def measure(chosen: Sequence[Command], folder: Path, rounds: int) -> dict[str, list[Run]]:
    """Let all commands take turns; a first round, which compiles modules and fills the page cache, does not count."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parent.parent), environment.get("PYTHONPATH", "")])
    # Nothing that was kept by earlier runs helps: these folders are new.
    environment |= {"HOME": str(folder), "XDG_CACHE_HOME": str(folder / "cache")}
    runs: dict[str, list[Run]] = {command.name: [] for command in chosen}
    for number in range(rounds + 1):
        for command in chosen:
            if command.first:
                shutil.rmtree(folder / "cache" / "heartdata", ignore_errors=True)
            found = timed(command, folder, environment)
            if number:
                runs[command.name].append(found)
    return runs


def _ratio(mine: Sequence[float], floor: Sequence[float]) -> float:
    return statistics.median(a / b for a, b in zip(mine, floor, strict=True))


def table(chosen: Sequence[Command], runs: Mapping[str, Sequence[Run]]) -> list[str]:
    """Lay the medians out as a table of Markdown."""
    lines = [
        "| command | wall [s] | CPU [s] | wall / floor | CPU / floor | target | peak memory [MB] |",
        "|---|---|---|---|---|---|---|",
    ]
    for command in chosen:
        mine = runs[command.name]
        wall, work = (statistics.median(getattr(run, name) for run in mine) for name in ("wall", "work"))
        ratios = ["", ""]
        if command.floor:
            floor = runs[command.floor]
            ratios = [
                f"{_ratio([getattr(r, name) for r in mine], [getattr(r, name) for r in floor]):.2f}"
                for name in ("wall", "work")
            ]
        target = f"{command.limit:g}" if command.limit else ""
        peak = max(run.peak for run in mine)
        lines.append(f"| {command.name} | {wall:.2f} | {work:.2f} | {' | '.join(ratios)} | {target} | {peak:.0f} |")
    return lines


def main() -> None:
    """Measure, print the table and write it down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.parent / "docs" / "startup-benchmark.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        chosen = commands(Path(name))
        lines = table(chosen, measure(chosen, Path(name), options.rounds))
    print("\n".join(lines))
    text = _PAGE.format(rounds=options.rounds, seed=SEED, table="\n".join(lines), entries=ENTRIES)
    options.out.write_text(text, encoding="utf-8")


_PAGE: Final = """# From the shell to the chart: the measurements

`python -m benchmarks.startup` makes them again (about three minutes).

A floor is a script that imports pandas, draws as many empty axes as the weekly chart has with
`matplotlib.figure.Figure` and saves them at the same size; where there is journal text it also imports and fits
scikit-learn's `TfidfVectorizer`. Everything is a process of its own, started {rounds} times in turns; times are
medians, ratios medians over the rounds. Seconds differ from machine to machine; the ratios are the targets.

"For the first time" reads and works out everything anew, as after every new export. The rows below it are the same
command again on unchanged files: of logs over more than 1,000 days `weekly`, `status` and `report` keep their look at
the week, so that drawing it once more, or another way, need not wait for the same numbers.

{table}

The ten years (seed {seed}) are 3,652 simulated days as Daylio and Sleep as Android export them, with {entries:,} Day
One entries in the last rows; the sample data hold seven months with a journal.
"""


if __name__ == "__main__":
    main()
