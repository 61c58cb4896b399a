"""Benchmark cohorts: the cost of one person, and the overhead of distributing people to processes.

``python -m benchmarks.cohort`` measures, with every run in processes of its own:

- people per second and core with the real function, on simulated people who log mood and energy for 180 days (a few
  hundred of them under many names, as simulating more would take longer than reading them);
- the engine against a plain process pool, on dummy people of a fixed cost;
- growth of time and memory with the number of people;
- one worker killed in the middle, with a pool and with Dask;
- a process pool against Dask on this machine.

Absolute figures depend on the machine: the ratios are what counts. Other running programs distort them.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import platform
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from benchmarks._cohort_work import BLOCKS, blocks_of

DAYS: Final = 180
COURSES: Final = ("stuck", "improving", "slipping", "recovered", "plateau", "sparse")
COSTS: Final = {3: 4000, 10: 1500, 50: 400}  # ms per person: number of people
SIZES: Final = (1_000, 3_000, 10_000, 30_000)
SEED: Final = 70_000


@dataclass
class Sizes:
    """Sizes of the measurements."""

    people: int = 1_000
    distinct: int = 240
    share: int = 1
    repeats: int = 3
    parts: tuple[str, ...] = ("real", "overhead", "growth", "kill", "dask")


@dataclass
class PageLines:
    """Collects the lines of the page."""

    lines: list[str] = field(default_factory=list)

    def add(self, line: str = "") -> None:
        """Print a line and add it to the page."""
        self.lines.append(line)
        print(line, flush=True)


# One run, in a process of its own.


def one(options: dict[str, Any]) -> None:
    """Do one run and print its cost; started by `measure` in a process of its own."""
    from benchmarks import _cohort_work as work
    from heartdata.cohort import run as cohort

    begin = time.perf_counter()
    if options["way"] == "bare":
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        paths = sorted(str(p) for p in Path(options["folder"]).iterdir() if p.suffix != ".toml")
        function = work.real if options["real"] else work.bare
        with ProcessPoolExecutor(options["workers"], mp_context=get_context("spawn")) as executor:
            rows = sum(len(rows) > 0 for rows in executor.map(function, paths))
        digest = ""
    else:
        if not options["real"]:
            cohort.process_person = work.fixed_cost  # type: ignore[assignment]
        done = cohort.run_cohort(
            options["folder"], options["out"], workers=options["workers"], dask_local=options["way"] == "dask"
        )
        rows, digest = done.rows, hashlib.sha256(Path(options["out"]).read_bytes()).hexdigest()
    seconds = time.perf_counter() - begin
    own = time.process_time()
    every = sum(os.times()[:4])
    print(json.dumps({"seconds": seconds, "own": own, "cpu": every, "rows": rows, "digest": digest}))


def measure(way: str, folder: Path, workers: int, *, real: bool, blocks: int = 0, kill: bool = False) -> dict[str, Any]:
    """Start a run, monitor its memory, and optionally kill one of its workers half-way."""
    with tempfile.TemporaryDirectory() as made:
        out = Path(made) / "states.parquet"
        options = {"way": way, "folder": str(folder), "workers": workers, "real": real, "out": str(out)}
        process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.cohort", "--one", json.dumps(options)],
            stdout=subprocess.PIPE, text=True, env={**os.environ, BLOCKS: str(blocks)},
        )  # fmt: skip
        peaks = _watch(process, out if kill else None, total=sum(1 for p in folder.iterdir() if p.suffix != ".toml"))
        assert process.stdout is not None
        with process.stdout:
            output = process.stdout.read()
        if process.wait():
            raise SystemExit(f"a run ended with status {process.returncode}")
    return {**json.loads(output.splitlines()[-1]), **peaks}


def _watch(process: subprocess.Popen[str], kill: Path | None, total: int) -> dict[str, Any]:
    import psutil

    own, largest, killed = 0, 0, False
    parent = psutil.Process(process.pid)
    while process.poll() is None:
        with contextlib.suppress(psutil.Error):
            own = max(own, parent.memory_info().rss)
            children = parent.children(recursive=True)
            workers = []
            for child in children:
                with contextlib.suppress(psutil.Error):
                    if "resource_tracker" not in " ".join(child.cmdline()):
                        workers.append(child)
                        largest = max(largest, child.memory_info().rss)
            if kill is not None and not killed and _done(kill) >= total // 3 and workers:
                os.kill(workers[-1].pid, signal.SIGKILL)
                killed = True
        time.sleep(0.05)
    return {"peak": own / 1e6, "worker_peak": largest / 1e6, "killed": killed}


def _done(out: Path) -> int:
    """Estimate how many people are done from the size of the store (it is locked)."""
    store = out.with_name(f"{out.name}.resume")
    return store.stat().st_size // 700 if store.exists() else 0


# The people.


def simulated(folder: Path, people: int, distinct: int) -> None:
    """Write people who log mood and energy for 180 days: a few distinct ones under many names."""
    from heartdata.datasets.simulate import simulate_logs, write_exports

    made = folder.parent / "distinct"
    for i in range(min(distinct, people)):
        course = COURSES[i % len(COURSES)]
        logs = simulate_logs(seed=SEED + i, course=course, days=DAYS, journal=False, sleep=False, measures=["energy"])  # type: ignore[arg-type]
        write_exports(logs, made / str(i), formats=["daylio"])
    for i in range(people):
        place = folder / f"p{i:06d}"
        place.mkdir(parents=True)
        for file in (made / str(i % distinct)).iterdir():
            os.link(file, place / file.name)


@contextlib.contextmanager
def crowd(people: int) -> Iterator[Path]:
    """Create a folder of dummy people with empty files."""
    with tempfile.TemporaryDirectory() as made:
        for i in range(people):
            (Path(made) / f"p{i:06d}.csv").touch()
        yield Path(made)


# The parts.


def real_part(page: PageLines, sizes: Sizes, workers: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "people"
        simulated(folder, sizes.people, sizes.distinct)
        few = Path(made) / "few"
        few.mkdir()
        for place in sorted(folder.iterdir())[: sizes.people // 5]:
            (few / place.name).symlink_to(place)
        small = measure("engine", few, workers, real=True)
        whole = measure("engine", folder, workers, real=True)
        bare = measure("bare", folder, workers, real=True)
    people, part = sizes.people, sizes.people // 5
    seconds, cpu, own = ((whole[name] - small[name]) / (people - part) for name in ("seconds", "cpu", "own"))
    each = seconds * workers
    page.add("## The real function")
    page.add()
    page.add(
        f"{people} people x {DAYS} days (mood, energy, tags; {min(sizes.distinct, people)} simulated people, seeds "
        f"{SEED} and on, under {people} names), {workers} workers: {whole['seconds']:.0f} s, {whole['rows']} rows."
    )
    page.add()
    page.add("| | |")
    page.add("|---|---|")
    page.add(f"| people per second and core | {1 / each:.1f} |")
    page.add(f"| a person costs | {1000 * each:.0f} ms of one core; {1000 * cpu:.0f} ms of CPU time |")
    page.add(f"| the same in a plain pool | {bare['seconds']:.0f} s: {whole['seconds'] / bare['seconds']:.2f} x |")
    growth = whole["seconds"] / people / (small["seconds"] / part)
    page.add(f"| time per person with {people} people against {part}, start-up included | {growth:.2f} x |")
    memory = (
        f"{small['peak']:.0f} and {whole['peak']:.0f} MB; {small['worker_peak']:.0f} and {whole['worker_peak']:.0f} MB"
    )
    page.add(f"| peak memory of the parent and of a worker, with {part} and {people} people | {memory} |")
    page.add(f"| of that, the parent process's share, without start-up | {1000 * own:.2f} ms a person |")
    page.add()
    return {"each": each, "own": own, "worker": whole["worker_peak"]}


def overhead_part(page: PageLines, sizes: Sizes, workers: int) -> None:
    page.add("## The engine against a plain process pool")
    page.add()
    page.add(
        "Dummy people of a fixed cost (a fixed amount of hashing). The engine lists them, distributes them, stores the "
        "results, and writes 26 rows for each into the table; the plain pool (`ProcessPoolExecutor.map`) discards the "
        f"rows. Start-up included; median of {sizes.repeats} pairs."
    )
    page.add()
    page.add("| ms a person | people | plain pool s | engine s | engine / plain | range |")
    page.add("|---|---|---|---|---|---|")
    for cost, count in COSTS.items():
        people = max(count // sizes.share, 20)
        with crowd(people) as folder:
            pairs = [
                [
                    measure(way, folder, workers, real=False, blocks=blocks_of(cost))["seconds"]
                    for way in ("bare", "engine")
                ]
                for _ in range(sizes.repeats)
            ]
        ratios = sorted(engine / bare for bare, engine in pairs)
        bare, engine = (statistics.median(column) for column in zip(*pairs, strict=True))
        page.add(
            f"| {cost} | {people} | {bare:.1f} | {engine:.1f} | {statistics.median(ratios):.2f} | {ratios[0]:.2f} to "
            f"{ratios[-1]:.2f} |"
        )
    page.add()


def growth_part(page: PageLines, sizes: Sizes, workers: int) -> float:
    page.add("## Growth with the number of people")
    page.add()
    page.add("Dummy people of 3 ms each. The time per additional person is without start-up.")
    page.add()
    page.add("| people | s | ms per additional person | parent MB | worker MB |")
    page.add("|---|---|---|---|---|")
    blocks, before, slopes, memory = blocks_of(3), None, [], []
    for count in SIZES:
        people = max(count // sizes.share, 20)
        with crowd(people) as folder:
            run = measure("engine", folder, workers, real=False, blocks=blocks)
        slope = None if before is None else 1000 * (run["seconds"] - before[1]) / (people - before[0])
        slopes += [] if slope is None else [slope]
        memory.append((people, run["peak"]))
        shown = "" if slope is None else f"{slope:.2f}"
        page.add(f"| {people} | {run['seconds']:.1f} | {shown} | {run['peak']:.0f} | {run['worker_peak']:.0f} |")
        before = people, run["seconds"]
    per_person = 1e6 * (memory[-1][1] - memory[-2][1]) / (memory[-1][0] - memory[-2][0])
    page.add()
    page.add(
        f"The last additional person costs {slopes[-1] / slopes[0]:.2f} x as much as the first; between the last two "
        f"sizes, the parent's memory grows by {per_person:.0f} bytes a person, for the list of names."
    )
    page.add()
    return max(per_person, 0.0)


def kill_part(page: PageLines, sizes: Sizes, workers: int) -> None:
    page.add("## One worker killed in the middle")
    page.add()
    page.add("Dummy people of 10 ms each; one worker gets `kill -9` after about a third.")
    page.add()
    page.add("| | undisturbed s | one killed s | same table, byte for byte |")
    page.add("|---|---|---|---|")
    people, blocks = max(2_000 // sizes.share, 300), blocks_of(10)
    with crowd(people) as folder:
        for way, name in (("engine", "pool"), ("dask", "Dask on this machine")):
            plain = measure(way, folder, workers, real=False, blocks=blocks)
            killed = measure(way, folder, workers, real=False, blocks=blocks, kill=True)
            same = plain["digest"] == killed["digest"] if killed["killed"] else "not killed in time"
            page.add(f"| {name} | {plain['seconds']:.1f} | {killed['seconds']:.1f} | {same} |")
    page.add()


def dask_part(page: PageLines, sizes: Sizes, workers: int) -> None:
    page.add("## A process pool against Dask on this machine")
    page.add()
    page.add("Dummy people of a fixed cost. Start-up is given separately, estimated from a run of 20 people.")
    page.add()
    page.add("| ms a person | people | pool s (start-up) | Dask s (start-up) | Dask / pool without start-up |")
    page.add("|---|---|---|---|---|")
    for cost, count in COSTS.items():
        people, took = max(count // sizes.share // 2, 40), {}
        for way in ("engine", "dask"):
            for number in (20, people):
                with crowd(number) as folder:
                    took[way, number] = measure(way, folder, workers, real=False, blocks=blocks_of(cost))["seconds"]
        pool, dask = (took[way, people] - took[way, 20] for way in ("engine", "dask"))
        page.add(
            f"| {cost} | {people} | {took['engine', people]:.1f} ({took['engine', 20]:.1f}) | "
            f"{took['dask', people]:.1f} ({took['dask', 20]:.1f}) | {dask / pool:.2f} |"
        )
    page.add()


def million(page: PageLines, real: dict[str, float], per_person: float) -> None:
    """Extrapolate to a million people."""
    each, own, most = real["each"], real["own"], max(1, int(real["each"] / real["own"]))
    hours = {cores: 1e6 * max(each / cores, own) / 3600 for cores in (2, 16, 64, 256)}
    page.add("## A million people")
    page.add()
    times = ", ".join(f"{h:.1f} h on {c}" if h >= 1 else f"{60 * h:.0f} min on {c}" for c, h in hours.items())
    page.add(
        f"Computed from these figures, not measured: half a year of one person costs {1000 * each:.0f} ms of one core, "
        f"so a million people take {1e6 * each / 3600:.0f} core hours: {times} cores. The parent process, which "
        f"distributes people and stores results, costs {1000 * own:.2f} ms a person; it keeps up to about {most} cores "
        f"busy, and a million people take at least {1e6 * own / 60:.0f} minutes. A worker needs {real['worker']:.0f} "
        f"MB; a million people need {1e6 * per_person / 1e9:.1f} GB more in the parent than a few. Longer logs, "
        "journals and sleep cost more. A second run computes only people whose files changed, and reads the files of "
        "the others once."
    )
    page.add()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=Sizes.people, help="number of people for the real function")
    parser.add_argument("--distinct", type=int, default=Sizes.distinct, help="how many of them are simulated")
    parser.add_argument("--workers", type=int, default=0, help="number of processes; by default one per core")
    parser.add_argument("--quick", action="store_true", help="a tenth of all sizes, without repeats")
    parser.add_argument("--parts", default="", help=f"only these, separated by commas: {', '.join(Sizes.parts)}")
    parser.add_argument("--write", type=Path, help="the page to write, such as docs/cohort-benchmark.md")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        one(json.loads(asked.one))
        return
    from heartdata.cohort.pool import cores

    workers = asked.workers or cores()
    sizes = Sizes(asked.people, asked.distinct)
    if asked.quick:
        sizes = Sizes(max(asked.people // 10, 20), max(asked.distinct // 10, 6), share=10, repeats=1)
    parts = asked.parts.split(",") if asked.parts else list(sizes.parts)
    page = PageLines()
    begin, load = time.perf_counter(), os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    page.add("# Benchmark: many people")
    page.add()
    page.add(
        f"Written by `python -m benchmarks.cohort {' '.join(sys.argv[1:])}`. Python {platform.python_version()}, "
        f"{workers} workers on {cores()} cores, load {load:.1f} at the start (above 0.5, other programs distorted the "
        "times)."
    )
    page.add()
    real: dict[str, float] = {}
    per_person = 0.0
    if "real" in parts:
        real = real_part(page, sizes, workers)
    if "overhead" in parts:
        overhead_part(page, sizes, workers)
    if "growth" in parts:
        per_person = growth_part(page, sizes, workers)
    if "kill" in parts:
        kill_part(page, sizes, workers)
    if "dask" in parts:
        dask_part(page, sizes, workers)
    if real:
        million(page, real, per_person)
    page.add(f"The whole benchmark took {(time.perf_counter() - begin) / 60:.1f} minutes.")
    if asked.write:
        asked.write.write_text("\n".join(page.lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
