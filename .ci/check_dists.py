"""Build what is published and look at it: nothing is missing in it, nothing else is, and it works unpacked.

``python .ci/check_dists.py FOLDER`` leaves the sdist and the wheel that is built from it in FOLDER. The sdist holds
every file under version control, and a sample of its tests passes where it is unpacked. The wheel holds the package as
it stands here, the notebooks, the sample data and the licence. Ends with 1 where that is not so.
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
# A reader and its fixtures, arithmetic, what is shipped, text against code, processes of their own.
_SAMPLE: Final = (
    "tests/readers/apps/test_daylio.py", "tests/core/test_days.py", "tests/cli/test_profile_template.py",
    "tests/docs/test_release.py", "tests/docs/test_public_api.py",
)  # fmt: skip
# Without these the package does not do what it says; each stands for a folder that a mistake in pyproject.toml drops.
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
    """Say what is missing in the sdist, and what should not be there."""
    held = {p.relative_to(unpacked).as_posix() for p in unpacked.rglob("*") if p.is_file()}
    yield from (f"the sdist lacks {name}" for name in sorted(_tracked() - held))
    yield from (f"the sdist holds {name}" for name in sorted(held - _tracked() - {"PKG-INFO"}))


def wrong_wheel(wheel: Path) -> Iterator[str]:
    """Say what is missing in the wheel, and what should not be there."""
    expected = {name for name in _tracked() if name.startswith("heartdata/")}
    shipped = (name for name in _tracked() if name.startswith(("notebooks/", "sample_data/")))
    expected |= {f"heartdata/_bundled/{name}" for name in shipped}
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
        about = {name.split("/", 1)[1] for name in archive.namelist() if ".dist-info/" in name}
    yield from (f"the wheel lacks {name}" for name in sorted((expected | set(_KINDS)) - held))
    yield from (f"the wheel holds {name}" for name in sorted(held - expected))
    yield from (
        f"the wheel lacks {name}" for name in ("METADATA", "entry_points.txt", "licenses/LICENSE") if name not in about
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the two files go")
    folder = parser.parse_args().folder.resolve()
    _run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", folder, cwd=ROOT)
    (sdist,) = folder.glob("heartdata-*.tar.gz")
    with tempfile.TemporaryDirectory(prefix="heartdata-sdist-") as place, tarfile.open(sdist) as archive:
        archive.extractall(place, filter="data")
        (unpacked,) = Path(place).iterdir()
        wrong = list(wrong_sdist(unpacked))
        _run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=unpacked)
        # What is imported is what was unpacked, whatever is installed.
        where = _run(sys.executable, "-c", "import heartdata; print(heartdata.__file__)", cwd=unpacked, PYTHONPATH=".")
        if not Path(where.strip()).resolve().is_relative_to(unpacked.resolve()):
            wrong.append(f"the tests would not be of the sdist but of {where.strip()}")
        tests = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *_SAMPLE]
        if subprocess.run(tests, cwd=unpacked, env={**os.environ, "PYTHONPATH": "."}, check=False).returncode:
            wrong.append("tests of the sdist did not pass")
    (wheel,) = folder.glob("heartdata-*.whl")
    wrong += wrong_wheel(wheel)
    print("\n".join(wrong) or f"{sdist.name} and {wheel.name} hold what they are to hold")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
