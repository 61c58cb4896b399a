"""Run the whole suite with the lowest and the newest versions of the libraries, each in an environment of its own.

``python .ci/dependency_matrix.py`` does so with the Python it is run by; ``--python python3.13`` (more than once) names
others, ``--only lowest`` leaves one out, and what stands after ``--`` goes to pytest. The lowest versions are those
that pyproject.toml states, the newest what the package index offers today; in both, libraries that only others need are
the newest. Needs uv (``pip install uv``). Prints one row of docs/compatibility.md for each and ends with 1 if a suite
did not pass.
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
_EXTRAS: Final = "test,parquet"


def _uv(*arguments: str | Path) -> str:
    done = subprocess.run(["uv", *map(str, arguments)], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


def _named(extras: str) -> list[str]:
    """Name the libraries that pyproject.toml asks for, as they are to be shown."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *(r for e in extras.split(",") for r in project["optional-dependencies"][e])]
    return sorted({re.split(r"[^\w.-]", r.strip())[0].casefold() for r in asked if "sys_platform" not in r})


def run(python: str, which: str, pytest_arguments: list[str]) -> bool:
    """Make one environment, run the suite in it and print its row."""
    with tempfile.TemporaryDirectory(prefix="heartdata-matrix-") as folder:
        place = Path(folder) / "venv"
        _uv("venv", "--quiet", "--python", python, place)
        inside = place / ("Scripts" if os.name == "nt" else "bin") / "python"
        resolution = f"--resolution={_RESOLUTIONS[which]}"
        _uv("pip", "install", "--quiet", "--python", inside, resolution, "--editable", f".[{_EXTRAS}]")
        _uv("pip", "check", "--quiet", "--python", inside)
        listed = json.loads(_uv("pip", "list", "--python", inside, "--format", "json"))
        versions = {package["name"].casefold(): package["version"] for package in listed}
        command = [inside, "-m", "pytest", "-q", "-p", "no:cacheprovider", *pytest_arguments]
        said = subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.PIPE, text=True)
        version = subprocess.run([inside, "-V"], check=True, stdout=subprocess.PIPE, text=True).stdout.split()[-1]
    if said.returncode:
        print(said.stdout, file=sys.stderr)
    shown = ", ".join(f"{name} {versions[name]}" for name in _named(_EXTRAS))
    result = said.stdout.splitlines()[-1].strip("= ")
    print(f"| {version} | {which} | {shown} | {date.today()} | {result} |", flush=True)
    return said.returncode == 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", action="append", help="a version or a path; this one by default")
    parser.add_argument("--only", choices=_RESOLUTIONS, help="only one of the two")
    parser.add_argument("pytest", nargs="*", help="for pytest")
    asked = parser.parse_args()
    if shutil.which("uv") is None:
        parser.error("uv is not installed; pip install uv")
    chosen = [asked.only] if asked.only else list(_RESOLUTIONS)
    passed = [run(p, which, asked.pytest) for p in asked.python or [sys.executable] for which in chosen]
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
