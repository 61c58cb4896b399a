"""Run the whole suite with the lowest and the newest versions of the libraries, each in an environment of its own.

``python .ci/dependency_matrix.py`` does so with the Python it is run by; ``--python python3.13`` (more than once) names
others, ``--only lowest`` leaves one out, ``--jobs 2`` shares the test files out to two processes, and what stands after
``--`` goes to pytest. The lowest versions are those that pyproject.toml states, the newest what the package index
offers today; in both, libraries that only others need are the newest. Needs uv (``pip install uv``). Says on stderr
what it is at, prints one row of docs/compatibility.md for each environment and ends with 1 if a suite did not pass.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from datetime import date
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
_RESOLUTIONS: Final = {"lowest": "lowest-direct", "newest": "highest"}
_EXTRAS: Final = "test,parquet,cohort,fast"


def _uv(*arguments: str | Path) -> str:
    done = subprocess.run(["uv", *map(str, arguments)], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


def _named(extras: str) -> list[str]:
    """Name the libraries that pyproject.toml asks for, as they are to be shown."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *(r for e in extras.split(",") for r in project["optional-dependencies"][e])]
    return sorted({re.split(r"[^\w.-]", r.strip())[0].casefold() for r in asked if "sys_platform" not in r})


def _make(place: Path, python: str, which: str, jobs: int) -> tuple[Path, dict[str, str]]:
    """Make an environment; give its Python and the version of each library in it."""
    _uv("venv", "--quiet", "--python", python, place)
    inside = place / ("Scripts" if os.name == "nt" else "bin") / "python"
    asked = ["--editable", f".[{_EXTRAS}]", *(["pytest-xdist>=3.6"] if jobs > 1 else [])]
    _uv("pip", "install", "--quiet", "--python", inside, f"--resolution={_RESOLUTIONS[which]}", *asked)
    _uv("pip", "check", "--quiet", "--python", inside)
    listed = json.loads(_uv("pip", "list", "--python", inside, "--format", "json"))
    return inside, {package["name"].casefold(): package["version"] for package in listed}


def _suite(inside: Path, jobs: int, pytest_arguments: list[str]) -> tuple[int, str]:
    """Run the tests, show what pytest says as it says it, and give its exit status and its last line."""
    shared = ["-n", str(jobs), "--dist", "loadfile"] if jobs > 1 else []
    command = [inside, "-u", "-m", "pytest", "-q", "-p", "no:cacheprovider", *shared, *pytest_arguments]
    last = ""
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as tests:
        assert tests.stdout is not None
        for line in tests.stdout:
            print(line, end="", file=sys.stderr, flush=True)
            last = line.strip("= \n") or last
    return tests.returncode, last


def run(python: str, which: str, jobs: int, pytest_arguments: list[str]) -> bool:
    """Make one environment, run the suite in it and print its row."""
    with tempfile.TemporaryDirectory(prefix="heartdata-matrix-") as folder:
        print(f"== {python}, {which}: making the environment", file=sys.stderr, flush=True)
        inside, versions = _make(Path(folder) / "venv", python, which, jobs)
        version = subprocess.run([inside, "-V"], check=True, stdout=subprocess.PIPE, text=True).stdout.split()[-1]
        shown = ", ".join(f"{name} {versions[name]}" for name in _named(_EXTRAS))
        print(f"== Python {version}, {which}: {shown}", file=sys.stderr, flush=True)
        status, result = _suite(inside, jobs, pytest_arguments)
    print(f"| {version} | {which} | {shown} | {date.today()} | {result} |", flush=True)
    return status == 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", action="append", help="a version or a path; this one by default")
    parser.add_argument("--only", choices=_RESOLUTIONS, help="only one of the two")
    parser.add_argument("--jobs", type=int, default=1, help="how many processes run the tests")
    parser.add_argument("pytest", nargs="*", help="for pytest")
    asked = parser.parse_args()
    if shutil.which("uv") is None:
        parser.error("uv is not installed; pip install uv")
    chosen = [asked.only] if asked.only else list(_RESOLUTIONS)
    passed = [run(p, which, asked.jobs, asked.pytest) for p in asked.python or [sys.executable] for which in chosen]
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
