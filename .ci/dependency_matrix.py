"""Run the whole suite with the oldest and the newest allowed dependencies, each in an environment of its own.

``python .ci/dependency_matrix.py`` uses the current Python; ``--python python3.13`` (repeatable) selects others,
``--only lowest`` runs just one of the two, ``--jobs 2`` splits the test files between two processes, and arguments
after ``--`` go to pytest. The oldest versions are those that pyproject.toml allows, the newest those on the package
index today; in both environments, indirect dependencies are the newest. Needs uv (``pip install uv``). Progress goes
to stderr; one row of docs/compatibility.md is printed per environment. The exit status is 1 if a suite failed.
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
    """Names of the dependencies in pyproject.toml, for display."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *(r for e in extras.split(",") for r in project["optional-dependencies"][e])]
    return sorted({re.split(r"[^\w.-]", r.strip())[0].casefold() for r in asked if "sys_platform" not in r})


def _make(place: Path, python: str, which: str, jobs: int) -> tuple[Path, dict[str, str]]:
    """Create an environment; return its Python and the version of each package in it."""
    _uv("venv", "--quiet", "--python", python, place)
    inside = place / ("Scripts" if os.name == "nt" else "bin") / "python"
    asked = ["--editable", f".[{_EXTRAS}]", *(["pytest-xdist>=3.6"] if jobs > 1 else [])]
    _uv("pip", "install", "--quiet", "--python", inside, f"--resolution={_RESOLUTIONS[which]}", *asked)
    _uv("pip", "check", "--quiet", "--python", inside)
    listed = json.loads(_uv("pip", "list", "--python", inside, "--format", "json"))
    return inside, {package["name"].casefold(): package["version"] for package in listed}


def _suite(inside: Path, jobs: int, pytest_arguments: list[str]) -> tuple[int, str]:
    """Run the tests, stream pytest's output, and return its exit status and last line."""
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
    """Create one environment, run the suite in it and print its row."""
    with tempfile.TemporaryDirectory(prefix="heartdata-matrix-") as folder:
        print(f"== {python}, {which}: creating the environment", file=sys.stderr, flush=True)
        inside, versions = _make(Path(folder) / "venv", python, which, jobs)
        version = subprocess.run([inside, "-V"], check=True, stdout=subprocess.PIPE, text=True).stdout.split()[-1]
        shown = ", ".join(f"{name} {versions[name]}" for name in _named(_EXTRAS))
        print(f"== Python {version}, {which}: {shown}", file=sys.stderr, flush=True)
        status, result = _suite(inside, jobs, pytest_arguments)
    print(f"| {version} | {which} | {shown} | {date.today()} | {result} |", flush=True)
    return status == 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", action="append", help="a version or a path; the current one by default")
    parser.add_argument("--only", choices=_RESOLUTIONS, help="only one of the two")
    parser.add_argument("--jobs", type=int, default=1, help="number of test processes")
    parser.add_argument("pytest", nargs="*", help="arguments for pytest")
    asked = parser.parse_args()
    if shutil.which("uv") is None:
        parser.error("uv is not installed; pip install uv")
    chosen = [asked.only] if asked.only else list(_RESOLUTIONS)
    passed = [run(p, which, asked.jobs, asked.pytest) for p in asked.python or [sys.executable] for which in chosen]
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
