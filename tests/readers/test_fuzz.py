"""A short run of the fuzzer; a long one is ``python -m benchmarks.fuzz_readers --seconds 600``."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
FUZZER = ROOT / "benchmarks" / "fuzz_readers.py"


@pytest.mark.skipif(
    sys.platform == "win32" or not FUZZER.is_file(), reason="only in a checkout, and with the timers of Unix"
)
def test_short_fuzzing_run_finds_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.fuzz_readers", "--seconds", "6", "--seed", "20"],
        text=True, capture_output=True, check=False, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("seed 20: ")
