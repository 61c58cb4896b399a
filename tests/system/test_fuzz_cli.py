"""The command line fuzzer runs `forget --yes`: it must never use the manifest of the person who runs the fuzzer."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks._command_lines import Material, draw_case
from benchmarks._mutations import goldens

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
# One process for all, since the fuzzer sets its own surroundings and limits as it is loaded.
ASKED = """
import json
import sys
from pathlib import Path
from benchmarks import fuzz_cli
from benchmarks._command_lines import Case
from heartdata.storage.manifest import manifest_folder

results = []
for environment in json.loads(sys.argv[2]):
    try:
        with fuzz_cli._surroundings(Case(1, environment=environment), Path(sys.argv[1])):
            results.append(str(manifest_folder()))
    except SystemExit as end:
        results.append(str(end))
print(json.dumps(results))
"""


# Nobody can leave a file of their own there, root included; `/dev/<name>` root could.
NOWHERE = re.compile(r"/proc(/.*)?|/dev/(null|zero|full)", re.DOTALL)


def test_no_case_writes_outside_its_folder() -> None:
    material = Material(goldens(), [{"moods.csv": b"date,mood\n2026-01-01,3\n"}])
    far = set()
    for number in range(1, 3001):
        case = draw_case(7, number, material)
        # By its parts: `..resume` is a name like any other.
        assert not any(".." in Path(place).parts for place in case.writes), case
        words = {value for step in case.steps for word in step for value in (word, word.partition("=")[2])}
        far |= {word for word in words if Path(word).is_absolute()}
    assert far
    assert [word for word in sorted(far) if not NOWHERE.fullmatch(word)] == []


@pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of POSIX")
def test_case_with_foreign_manifest_is_not_run(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    elsewhere = tmp_path.parent / "elsewhere"
    homes: list[dict[str, str]] = [{}, {"HOME": ""}, {"HOME": "not/absolute"}, {"HOME": "/dev/null"}]
    given = [*homes, {"XDG_STATE_HOME": str(elsewhere)}]
    done = subprocess.run(
        [sys.executable, "-c", ASKED, str(tmp_path), json.dumps(given)],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    own = f"{tmp_path}/home/.local/state/heartdata/written"
    assert json.loads(done.stdout) == [own] * 4 + [
        f"{elsewhere}/heartdata/written: not below {tmp_path}; nothing was run"
    ]
