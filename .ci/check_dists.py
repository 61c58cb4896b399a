"""Build the distributions and check that nothing is missing, nothing is superfluous, and that they work.

``python .ci/check_dists.py FOLDER`` writes the sdist, and the wheel built from it, to FOLDER. The sdist must contain
every file under version control, and a sample of its tests must pass after unpacking. The wheel must contain exactly
the package, the notebooks, the sample data and the licence. The exit status is 1 otherwise.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
# A reader and its fixtures, arithmetic, packaged files, docs against code, and subprocesses.
_SAMPLE: Final = (
    "tests/readers/apps/test_daylio.py", "tests/core/test_days.py", "tests/cli/test_profile_template.py",
    "tests/docs/test_release.py", "tests/docs/test_public_api.py",
)  # fmt: skip
# The package needs these; each represents a folder that a mistake in pyproject.toml could drop.
_KINDS: Final = (
    "heartdata/py.typed", "heartdata/practices/approaches.toml", "heartdata/review/status.schema.json",
    "heartdata/signs/text/phrases/en.toml",
    "heartdata/report/templates/report.html.j2", "heartdata/_bundled/notebooks/01_import_your_data.ipynb",
    "heartdata/_bundled/sample_data/daylio.csv",
)  # fmt: skip


def _run(*command: str | Path, cwd: Path, **environment: str) -> str:
    env = {**os.environ, **environment}
    return subprocess.run(command, cwd=cwd, env=env, check=True, stdout=subprocess.PIPE, text=True).stdout


def _tracked() -> set[str]:
    return set(_run("git", "ls-files", "-z", cwd=ROOT).split("\0")) - {""}


def wrong_sdist(unpacked: Path) -> Iterator[str]:
    """List what is missing from the sdist, and what should not be there."""
    held = {p.relative_to(unpacked).as_posix() for p in unpacked.rglob("*") if p.is_file()}
    yield from (f"the sdist lacks {name}" for name in sorted(_tracked() - held))
    yield from (f"the sdist should not contain {name}" for name in sorted(held - _tracked() - {"PKG-INFO"}))


def wrong_wheel(wheel: Path) -> Iterator[str]:
    """List what is missing from the wheel, and what should not be there."""
    expected = {name for name in _tracked() if name.startswith("heartdata/")}
    bundled = (name for name in _tracked() if name.startswith(("notebooks/", "sample_data/")))
    expected |= {f"heartdata/_bundled/{name}" for name in bundled}
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
        about = {name.split("/", 1)[1] for name in archive.namelist() if ".dist-info/" in name}
    yield from (f"the wheel lacks {name}" for name in sorted((expected | set(_KINDS)) - held))
    yield from (f"the wheel should not contain {name}" for name in sorted(held - expected))
    yield from (
        f"the wheel lacks {name}" for name in ("METADATA", "entry_points.txt", "licenses/LICENSE") if name not in about
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="folder for the two files")
    folder = parser.parse_args().folder.resolve()
    _run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", folder, cwd=ROOT)
    (sdist,) = folder.glob("heartdata-*.tar.gz")
    with tempfile.TemporaryDirectory(prefix="heartdata-sdist-") as place, tarfile.open(sdist) as archive:
        archive.extractall(place, filter="data")
        (unpacked,) = Path(place).iterdir()
        wrong = list(wrong_sdist(unpacked))
        _run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=unpacked)
        # Make sure that the unpacked package is imported, whatever is installed.
        where = _run(sys.executable, "-c", "import heartdata; print(heartdata.__file__)", cwd=unpacked, PYTHONPATH=".")
        if not Path(where.strip()).resolve().is_relative_to(unpacked.resolve()):
            wrong.append(f"the tests would run against {where.strip()} instead of the sdist")
        tests = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *_SAMPLE]
        if subprocess.run(tests, cwd=unpacked, env={**os.environ, "PYTHONPATH": "."}, check=False).returncode:
            wrong.append("tests of the sdist failed")
    (wheel,) = folder.glob("heartdata-*.whl")
    wrong += wrong_wheel(wheel)
    print("\n".join(wrong) or f"{sdist.name} and {wheel.name} are complete")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
