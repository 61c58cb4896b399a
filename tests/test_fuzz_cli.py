"""The fuzzer of the command line runs `forget --yes`: what it goes by is never the list of whoever runs the fuzzer."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ASKED = """
import sys
from pathlib import Path
from benchmarks import fuzz_cli
from benchmarks._command_lines import Case
from heartdata.ledger import cache_folder, ledger_folder

place = Path(sys.argv[1])
with fuzz_cli._surroundings(Case(1, environment=dict(word.split("=", 1) for word in sys.argv[2:])), place):
    print(ledger_folder(), cache_folder(), sep="\\n")
"""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of POSIX")


def asked(place: Path, *environment: str) -> subprocess.CompletedProcess[str]:
    (place / "here").mkdir()
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", ASKED, str(place), *environment]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("home", [(), ("HOME=",), ("HOME=not/absolute",), ("HOME=/dev/null",)])
def test_the_list_of_a_case_is_its_own(tmp_path: Path, home: tuple[str, ...]) -> None:
    done = asked(tmp_path, *home)
    assert done.stdout.splitlines() == [
        str(tmp_path / "home/.local/state/heartdata/written"),
        str(tmp_path / "home/.cache/heartdata"),
    ], done.stderr


def test_a_case_that_would_go_by_another_list_is_not_run(tmp_path: Path) -> None:
    elsewhere = tmp_path.parent / "elsewhere"
    done = asked(tmp_path, f"XDG_STATE_HOME={elsewhere}")
    assert (done.returncode, done.stdout) == (1, "")
    assert f"{elsewhere}/heartdata/written: not below {tmp_path}; nothing was run" in done.stderr
