"""Benchmark reading: ten years of every format, and a large Apple Health export compared with other parsers.

Run ``python -m benchmarks.reading --write`` in the project's folder on an idle machine; it takes some minutes, prints
the tables and writes docs/reading-benchmark.md (``--quick`` for a small export without the public tool, ``--size`` in
MB). Each way of reading Apple Health runs in a process of its own, with its imports done before the clock starts; the
table shows the best of the repeats, its CPU time on all cores [CPU s] and the peak memory [MB], imports included.
Absolute figures differ from machine to machine: the targets for Apple Health are ratios of wall times in one run. On a
busy machine the ratios of CPU times are more reliable.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import Any, Final

from benchmarks._apple_export import write_export
from benchmarks._apple_layouts import LAYOUTS, write_layout

_ROOT: Final = Path(__file__).resolve().parent.parent
_PAGE: Final = _ROOT / "docs" / "reading-benchmark.md"
_YEARS_S: Final = 1.0  # ten years of any format [CPU s]
_PEAK_MB: Final = 100  # of the scan of Apple Health at any size
_ZIP_TIMES: Final = 1.3  # of a zip, in times of the plain file
_LAYOUTS_MB: Final = (40, 200)  # of each layout: a small export, and one such as people have
_SLOW: Final = frozenset({"etree", "parse"})  # run at most twice

WANTED: Final = frozenset(
    {
        "HKCategoryTypeIdentifierSleepAnalysis",
        "HKCategoryTypeIdentifierMindfulSession",
        "HKQuantityTypeIdentifierHeartRateVariabilitySDNN",
        "HKQuantityTypeIdentifierRestingHeartRate",
        "HKQuantityTypeIdentifierStepCount",
    }
)
_TOOL: Final = """
import json, os, resource, sys, tempfile, time
from apple_health_parser.utils.parser import Parser
begin = time.perf_counter()
with tempfile.TemporaryDirectory(dir=sys.argv[2]) as folder:
    parser = Parser(sys.argv[1], output_dir=folder, overwrite=True)
    rows = sum(len(parser.get_flag_records(flag=flag).records) for flag in json.loads(sys.argv[3]))
seconds = time.perf_counter() - begin
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"seconds": seconds, "cpu": sum(os.times()[:4]), "peak": peak / 1024, "rows": rows}))
"""


def _plain_read(path: Path) -> int:
    with path.open("rb", buffering=0) as file:
        while file.read(1 << 20):
            pass
    return 0


def _etree(path: Path) -> int:
    import xml.etree.ElementTree as ET

    rows = []
    # Clearing the root keeps memory bounded, as a careful script would.
    events = ET.iterparse(path, events=("start", "end"))
    _, root = next(events)
    for event, element in events:
        if event == "end" and element.tag == "Record":
            if element.get("type") in WANTED:
                rows.append((element.get("startDate"), element.get("endDate"), element.get("value")))
            root.clear()
    return len(rows)


def _scan(path: Path) -> int:
    from datetime import time as clock

    from heartdata.readers.apps.apple_health.file import read_file
    from heartdata.readers.files.source import Source
    from heartdata.readers.files.walk import walk

    sources = walk(path)  # keeps a zip open
    source = next(s for s in sources if isinstance(s, Source))
    found = read_file(source, None, clock(4))
    assert not found.parsed, "the scan should not need the full parse"
    return found.gather.present


def _full_parse(path: Path) -> int:
    from heartdata.readers.apps.apple_health.records import Gather
    from heartdata.readers.apps.apple_health.xml import parse, read_prolog

    gather = Gather()
    with path.open("rb") as file:
        head = read_prolog(file.read(1 << 18), path.name)
        file.seek(0)
        parse(iter(lambda: file.read(1 << 20), b""), head, gather, path.name)
    return gather.finish().present


def _read_logs(path: Path) -> int:
    import heartdata as hd

    return int(hd.read_logs(path).sources["rows"].sum())


WAYS: Final = {
    "read": ("read() alone, the lower limit", _plain_read, "xml"),
    "scan": ("heartdata scan", _scan, "xml"),
    "scanzip": ("heartdata scan, from the zip", _scan, "zip"),
    "logs": ("heartdata.read_logs, with all tables", _read_logs, "xml"),
    "logszip": ("heartdata.read_logs, from the zip", _read_logs, "zip"),
    "parse": ("heartdata full parse (unusual layouts)", _full_parse, "xml"),
    "etree": ("xml.etree iterparse", _etree, "xml"),
}


def _measure(way: str, path: Path) -> dict[str, Any]:
    import resource

    if way == "etree":
        import xml.etree.ElementTree  # noqa: F401
    else:
        import heartdata.readers.apps.apple_health.file
        import heartdata.readers.files.walk
    if way.startswith("logs"):
        import heartdata.core.logs
        import heartdata.core.merge  # noqa: F401
    begin, worked, user = time.perf_counter(), _worked(), resource.getrusage(resource.RUSAGE_SELF).ru_utime
    rows = WAYS[way][1](path)
    seconds, user = time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_SELF).ru_utime - user
    peaks = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    peak = max(peaks) / (1024 if sys.platform != "darwin" else 1 << 20)
    return {"seconds": seconds, "cpu": _worked() - worked, "user": user, "peak": peak, "rows": rows}


def _worked() -> float:
    """CPU seconds, which other programs on the machine affect less than wall time."""
    return sum(os.times()[:4])


def _run(way: str, path: Path, repeats: int) -> dict[str, Any]:
    repeats = min(repeats, 2) if way in _SLOW else repeats
    runs = [_child("--way", way, "--file", str(path)) for _ in range(repeats)]
    best = min(runs, key=lambda run: run["seconds"])
    return best | {"user": min(run["user"] for run in runs), "peak": max(run["peak"] for run in runs)}


def _public_tool(folder: Path, zipped: Path) -> dict[str, Any] | str:
    """Measure apple-health-parser in an environment of its own, or return the reason why not."""
    home = folder / "tool"
    python = home / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    try:
        subprocess.run([sys.executable, "-m", "venv", home], check=True, capture_output=True)
        install = [python, "-m", "pip", "install", "--quiet", "apple-health-parser"]
        subprocess.run(install, check=True, capture_output=True, timeout=600)
    except (OSError, subprocess.SubprocessError):
        return "apple-health-parser: skipped, it cannot be installed here"
    command = [python, "-c", _TOOL, zipped, folder, json.dumps(sorted(WANTED))]
    done = subprocess.run(command, check=False, capture_output=True)
    if done.returncode:
        return f"apple-health-parser: skipped, it failed ({done.stderr.decode(errors='replace').splitlines()[-1:]})"
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _child(*arguments: str) -> Any:
    command = [sys.executable, "-m", "benchmarks.reading", *arguments]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=_ROOT).stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=300, help="size of the Apple Health export [MB]")
    parser.add_argument("--quick", action="store_true", help="a small export, once, without the public tool")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each way; the best counts")
    parser.add_argument("--ways", default="", help="only these ways of reading Apple Health, separated by commas")
    parser.add_argument("--write", action="store_true", help=f"write {_PAGE.relative_to(_ROOT)} too")
    parser.add_argument("--way", help=argparse.SUPPRESS)
    parser.add_argument("--years", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.way:
        print(json.dumps(_measure(asked.way, asked.file)))
        return
    if asked.years:
        from benchmarks._reading_years import measure_years

        print(json.dumps(measure_years([])))
        return
    size, repeats = (12, 1) if asked.quick else (asked.size, asked.repeat)
    ways = asked.ways.split(",") if asked.ways else list(WAYS)
    parts = [_head()]
    print(parts[0], flush=True)
    with tempfile.TemporaryDirectory() as made:
        parts.append(_apple(Path(made), size, repeats, ways, tool=not asked.quick and not asked.ways))
        print(parts[1], flush=True)
        if not asked.ways:
            parts.append(_layouts(Path(made), (4, 8) if asked.quick else _LAYOUTS_MB, repeats))
            print(parts[-1], flush=True)
    parts.append(_years(_child("--years")))
    print(parts[-1])
    if asked.write:
        _PAGE.write_text("\n".join(parts), encoding="utf-8")


def _head() -> str:
    load = f", load {os.getloadavg()[0]:.0f} when it began" if hasattr(os, "getloadavg") else ""
    return (
        "# Benchmark: reading exports\n\n"
        "Written by `python -m benchmarks.reading --write`; all figures are from one run "
        f"(Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores{load}).\n"
    )


def _years(found: list[dict[str, Any]]) -> str:
    """Format the times for ten years of each format, slowest first."""
    rows = [
        [run["form"], run["made"], run["files"], f"{run['mb']:.1f}", run["rows"], run["days"], f"{run['cpu']:.2f}",
         f"<= {_YEARS_S:.0f} s", _said(run["cpu"] <= _YEARS_S)]
        for run in sorted((run for run in found if "wrong" not in run), key=lambda run: -run["cpu"])
    ]  # fmt: skip
    heads = ["format", "source", "files", "MB", "rows", "days", "CPU s", "target", ""]
    wrong = "".join(f"\n- {run['form']} was not measured: {run['wrong']}" for run in found if "wrong" in run)
    return (
        "## Ten years of daily use, every format\n\n"
        "`read_logs` of the whole folder, after imports. Valid rows of the golden files are repeated on 3650 days; "
        "simulated people leave some days out. In all of these runs nothing was rejected and every day was read.\n\n"
        + _table(heads, rows)
        + wrong
    )


def _apple(folder: Path, size: int, repeats: int, ways: list[str], *, tool: bool) -> str:
    path, zipped = folder / "export.xml", folder / "export.zip"
    days = write_export(path, size * 1_000_000)
    _zip(path, zipped)
    found = {way: _run(way, folder / f"export.{WAYS[way][2]}", repeats) for way in ways}
    names = {way: WAYS[way][0] for way in ways}
    said = "" if tool else "apple-health-parser: not measured in this run\n\n"
    if tool:
        outcome = _public_tool(folder, zipped)
        if isinstance(outcome, str):
            said = outcome + "\n\n"
        else:
            found["tool"], names["tool"] = outcome, "apple-health-parser, from the zip"
    megabytes = path.stat().st_size / 1e6
    rows = [
        [names[way], f"{run['seconds']:.2f}", f"{run['cpu']:.2f}", f"{megabytes / run['seconds']:.0f}",
         f"{run['peak']:.0f}", run["rows"], *(_ratio(found, other, way) for other in ("etree", "tool"))]
        for way, run in found.items()
    ]  # fmt: skip
    heads = ["way", "s", "CPU s", "MB/s", "peak MB", "rows", "x etree (CPU)", "x tool (CPU)"]
    zip_size = zipped.stat().st_size / 1e6
    return "\n".join(
        [
            "## A large Apple Health export\n",
            f"A synthetic export of {days} days, {megabytes:.0f} MB (zip {zip_size:.0f} MB).\n",
            _table(heads, rows),
            said + _table(["measure", "target", "measured", ""], _targets(found)),
        ]
    )


def _layouts(folder: Path, sizes: tuple[int, int], repeats: int) -> str:
    """Compare the scan with iterparse for every layout that phones, watches and other programs write."""
    rows: list[list[object]] = []
    small, large = sizes
    path, zipped = folder / "export.xml", folder / "export.zip"
    for layout in LAYOUTS.values():
        write_layout(path, layout, small * 1_000_000)
        first = _times_as_fast({way: _run(way, path, repeats) for way in ("etree", "scan")})
        write_layout(path, layout, large * 1_000_000)
        _zip(path, zipped)
        found = {way: _run(way, folder / f"export.{WAYS[way][2]}", repeats) for way in ("etree", "scan", "scanzip")}
        scan, zipped_scan = found["scan"], found["scanzip"]
        ratio, unzipped = _times_as_fast(found), zipped_scan["seconds"] / scan["seconds"]
        good = ratio >= layout.least and unzipped <= _ZIP_TIMES and scan["peak"] <= _PEAK_MB
        rows.append(
            [layout.title, scan["rows"], f"{found['etree']['user']:.2f}", f"{scan['user']:.2f}", f"{ratio:.1f}",
             f">= {layout.least:g}", f"{first:.1f}", f"{unzipped:.2f}", f"{scan['peak']:.0f}", _said(good)]
        )  # fmt: skip
    heads = ["layout", "rows", "iterparse, user CPU s", "scan, user CPU s", "times as fast", "target",
             f"with {small} MB", "time from the zip / plain", "peak MB", ""]  # fmt: skip
    return (
        "## Layouts of Apple Health\n\n"
        f"{large} MB of each, like the smaller of real exports (the largest have 2 GB); with {small} MB, work that is "
        f"done only once counts for more. Reading from the zip may take {_ZIP_TIMES} times as long as from the plain "
        f"file, and the scan {_PEAK_MB} MB of memory.\n\n" + _table(heads, rows)
    )


def _times_as_fast(found: dict[str, dict[str, Any]]) -> float:
    return float(found["etree"]["user"] / max(found["scan"]["user"], 0.001))


def _zip(path: Path, zipped: Path) -> None:
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        archive.write(path, "apple_health_export/export.xml")


def _ratio(found: dict[str, dict[str, Any]], slower: str, way: str) -> str:
    if slower not in found:
        return "-"
    other, run = found[slower], found[way]
    return f"{other['seconds'] / run['seconds']:.1f} ({other['cpu'] / max(run['cpu'], 0.01):.1f})"


def _targets(found: dict[str, dict[str, Any]]) -> list[list[object]]:
    """Compare with the targets; what was not measured has no row."""
    wanted = [
        ("scan against etree", "etree", "scan", 5.0),
        ("scan against apple-health-parser", "tool", "scan", 10.0),
        ("scan from the zip against etree", "etree", "scanzip", 4.0),
    ]
    rows: list[list[object]] = []
    for name, slower, way, least in wanted:
        if slower in found and way in found:
            ratio = found[slower]["seconds"] / found[way]["seconds"]
            rows.append([name, f">= {least:g} times", f"{ratio:.1f} times", _said(ratio >= least)])
    # Tables are held in memory whole, and pandas is.
    for way in ("scan", "scanzip"):
        if way in found:
            peak = found[way]["peak"]
            rows.append(
                [f"peak memory, {WAYS[way][0]}", f"<= {_PEAK_MB} MB", f"{peak:.0f} MB", _said(peak <= _PEAK_MB)]
            )
    return rows


def _said(met: bool) -> str:
    return "met" if met else "not met"


def _table(heads: list[str], rows: list[list[object]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join("| " + " | ".join(map(str, line)) + " |\n" for line in lines)


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        main()
