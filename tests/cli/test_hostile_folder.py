"""The current folder may hold exports that somebody else made: nothing in it is run or obeyed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import heartdata
from tests.made_logs import daylio_csv

PACKAGE = Path(heartdata.__file__).parents[1]
MODULES = (
    "pandas numpy matplotlib click jinja2 sklearn platformdirs tqdm python_calamine isal sitecustomize usercustomize "
    "site json csv struct pickle multiprocessing encodings tomllib zoneinfo"
).split()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    here = tmp_path / "downloads"
    (here / "exports").mkdir(parents=True)
    (here / "exports" / "daylio.csv").write_text(daylio_csv(40))
    for module in MODULES:
        (here / f"{module}.py").write_text(f"open({str(tmp_path / f'ran-{module}')!r}, 'w').close()\n")
    (here / "heartdata.toml").write_text("[usual]\nmood = 'of somebody else'\n")
    (here / "matplotlibrc").write_text("text.usetex: True\nbackend: nonsense\n")
    (here / "heartdata.egg-link").write_text("/\n")
    (here / "evil.pth").write_text(f"import os; open({str(tmp_path / 'ran-pth')!r}, 'w').close()\n")
    return here


def test_nothing_beside_the_exports_is_run_or_obeyed(folder: Path) -> None:
    inside = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "PYTHONSAFEPATH")}
    done = subprocess.run(
        [sys.executable, "-m", "heartdata", "weekly", "exports"],
        env={**inside, "PYTHONPATH": str(PACKAGE)}, cwd=folder, text=True, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert [path.name for path in folder.parent.iterdir()] == ["downloads"]
