"""How fast a large Apple Health export is read, against a plain parser and a public tool, in one run.

Run ``python benchmarks/reading.py`` (``--quick`` for a small file, ``--size`` in MB). Each way runs in a process of its
own, with what it needs imported before the clock starts; the table shows the best of the repeats, its work on all cores
[CPU s] and the peak memory [MB], imports included. Absolute figures differ from machine to machine: only the ratios
are targets, and on a busy machine those of the work tell more than those of the clock.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import Any, Final

from _apple_export import write_export

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
    # Clearing the root keeps the memory bounded, as a careful script does.
    events = ET.iterparse(path, events=("start", "end"))
    _, root = next(events)
    for event, element in events:
        if event == "end" and element.tag == "Record":
            if element.get("type") in WANTED:
                rows.append((element.get("startDate"), element.get("endDate"), element.get("value")))
            root.clear()
    return len(rows)


def _scan(path: Path, processes: int) -> int:
    from datetime import time as clock

    from heartdata.readers._apple_file import read_file
    from heartdata.readers.source import Source, walk

    sources = walk(path)  # a zip is open as long as this is
    source = next(s for s in sources if isinstance(s, Source))
    found = read_file(source, None, clock(4), processes=processes)
    assert not found.parsed, "the scan should not need the full parse"
    return found.gather.present


def _full_parse(path: Path) -> int:
    from heartdata.readers._apple_gather import Gather
    from heartdata.readers._apple_parse import parse, read_prolog

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
    "read": ("read() alone, the limit", _plain_read, "xml"),
    "scan": ("heartdata scan, one process", lambda path: _scan(path, 1), "xml"),
    "scan2": ("heartdata scan, two processes", lambda path: _scan(path, 2), "xml"),
    "scanzip": ("heartdata scan, from the zip", lambda path: _scan(path, 1), "zip"),
    "logs": ("heartdata.read_logs, with the tables", _read_logs, "xml"),
    "logszip": ("heartdata.read_logs, from the zip", _read_logs, "zip"),
    "parse": ("heartdata full parse (unusual layouts)", _full_parse, "xml"),
    "etree": ("xml.etree iterparse", _etree, "xml"),
}


def _measure(way: str, path: Path) -> dict[str, Any]:
    import resource

    if way != "etree":
        import heartdata.readers._apple_split
    if way.startswith("logs"):
        import heartdata.logs
        import heartdata.overlap  # noqa: F401
    begin, worked = time.perf_counter(), _worked()
    rows = WAYS[way][1](path)
    seconds = time.perf_counter() - begin
    peaks = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    peak = max(peaks) / (1024 if sys.platform != "darwin" else 1 << 20)
    return {"seconds": seconds, "cpu": _worked() - worked, "peak": peak, "rows": rows}


def _worked() -> float:
    """Count the seconds of work, which other programs on the machine change less than the clock."""
    import os

    return sum(os.times()[:4])


def _run(way: str, path: Path, repeats: int) -> dict[str, Any]:
    command = [sys.executable, __file__, "--way", way, "--file", str(path)]
    runs = [json.loads(subprocess.run(command, check=True, capture_output=True).stdout) for _ in range(repeats)]
    return min(runs, key=lambda run: run["seconds"]) | {"peak": max(run["peak"] for run in runs)}


def _public_tool(folder: Path, zipped: Path) -> dict[str, Any] | str:
    """Measure apple-health-parser in an environment of its own, or say why not."""
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=350, help="size of the export [MB]")
    parser.add_argument("--quick", action="store_true", help="a small export, once, without the public tool")
    parser.add_argument("--repeat", type=int, default=3, help="how often each way runs; the best counts")
    parser.add_argument("--ways", default="", help="only these, by a comma")
    parser.add_argument("--way", help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.way:
        print(json.dumps(_measure(asked.way, asked.file)))
        return
    size, repeats = (12, 1) if asked.quick else (asked.size, asked.repeat)
    ways = asked.ways.split(",") if asked.ways else list(WAYS)
    with tempfile.TemporaryDirectory() as made:
        _report(Path(made), size, repeats, ways, tool=not asked.quick and not asked.ways)


def _report(folder: Path, size: int, repeats: int, ways: list[str], *, tool: bool) -> None:
    path, zipped = folder / "export.xml", folder / "export.zip"
    days = write_export(path, size * 1_000_000)
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        archive.write(path, "apple_health_export/export.xml")
    megabytes = path.stat().st_size / 1e6
    print(
        f"a made-up export of {days} days, {megabytes:.0f} MB (zip {zipped.stat().st_size / 1e6:.0f} MB)\n", flush=True
    )
    found = {way: _run(way, folder / f"export.{WAYS[way][2]}", repeats) for way in ways}
    names = {way: WAYS[way][0] for way in ways}
    said = ""
    if tool:
        outcome = _public_tool(folder, zipped)
        if isinstance(outcome, str):
            said = outcome
        else:
            found["tool"], names["tool"] = outcome, "apple-health-parser, from the zip"
    against = {other: found[other] for other in ("etree", "tool") if other in found}
    heads = {"etree": "x etree (CPU)", "tool": "x tool (CPU)"}
    print(
        f"{'way':44}{'s':>7}{'CPU s':>7}{'MB/s':>6}{'peak MB':>9}{'rows':>9}"
        + "".join(f"{heads[o]:>16}" for o in against)
    )
    for way, run in found.items():
        ratios = "".join(
            f"{other['seconds'] / run['seconds']:8.1f} {'(%.1f)' % (other['cpu'] / max(run['cpu'], 0.01)):>7}"
            for other in against.values()
        )
        told = (
            f"{run['seconds']:7.2f}{run['cpu']:7.2f}{megabytes / run['seconds']:6.0f}{run['peak']:9.0f}{run['rows']:9}"
        )
        print(f"{names[way]:44}{told}{ratios}")
    print(said)


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        main()
