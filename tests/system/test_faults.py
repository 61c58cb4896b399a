"""Whatever happens while heartdata writes: the old or the new file, whole; a clear line; nothing of the person's lost.

Each fault is injected at the moments at which a command changes the disk; ``HEARTDATA_FAULTS=all`` takes every one.
docs/faults.md says what is injected where.
"""

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import heartdata as hd
from heartdata.storage.files import UNFINISHED
from tests.made_logs import daylio_csv

HERE = Path(__file__).parents[1]
PACKAGE = Path(hd.__file__).parents[1]
EVERY = 1 if os.environ.get("HEARTDATA_FAULTS") == "all" else 10
WRITE = [
    ["weekly", "exports", "--out", "week.svg"], ["report", "exports", "--out", "week.md"], ["export", "exports"],
    ["trial", "start", "walk", "exports"],
]  # fmt: skip
OWN = {"week.svg": "mine", "week.md": "mine", "heartdata-trial.ics": "BEGIN:VCALENDAR of mine"}
TRIED = [["trial", "start", "tea", "exports"], ["trial", "stop", "exports"]]
SCENARIOS = {
    **{f"kill, {c[0]}, nothing there": ("kill", c, [], {}) for c in WRITE},
    **{f"kill, {c[0]}, a file of the person's there": ("kill", c, [], OWN) for c in (WRITE[0], WRITE[1], WRITE[3])},
    **{f"kill, {c[0]}, an earlier one there": ("kill", c, [c], {}) for c in WRITE[:3]},
    "kill, trial, an earlier one there": ("kill", WRITE[3], TRIED, {}),
    "kill, trial stop": ("kill", ["trial", "stop", "exports"], [WRITE[3]], {}),
    "kill, forget": ("kill", ["forget", "--yes"], WRITE, {"mine.txt": "mine"}),
    **{
        f"{how}, {c[0]}, an earlier one there": (how, c, TRIED if c[0] == "trial" else [c], {})
        for how in ("full", "busy", "stop")
        for c in (WRITE[0], WRITE[2], WRITE[3])
    },
}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked"),
]


@dataclass
class Faults:
    """What a scenario came to."""

    scenario: dict[str, Any]
    before: dict[str, str]
    after: dict[str, str]
    count: int
    moments: list[dict[str, Any]] = field(default_factory=list)


@pytest.fixture(scope="module")
def faults(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Faults]:
    folder = tmp_path_factory.mktemp("faults")
    for name, days in (("old", 28), ("new", 35)):
        (folder / name).mkdir()
        (folder / name / "daylio.csv").write_text(daylio_csv(days), encoding="utf-8")
    keys = ("how", "command", "first", "own")
    given = [dict(zip(keys, scenario, strict=True)) for scenario in SCENARIOS.values()]
    (folder / "scenarios.json").write_text(json.dumps(given), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(HERE / "kill_points.py"), str(folder), str(EVERY)], capture_output=True, text=True,
        check=False, env={**os.environ, "PYTHONPATH": str(PACKAGE)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: list[Faults] = []
    for line in map(json.loads, done.stdout.splitlines()):
        if "scenario" in line:
            assert line["status"] == 0, line
            found.append(Faults(line["scenario"], line["before"], in_sight(line["files"]), line["moments"]))
        else:
            found[-1].moments.append(line)
    return dict(zip(SCENARIOS, found, strict=True))


def in_sight(files: dict[str, str]) -> dict[str, str]:
    return {name: kept for name, kept in files.items() if not name.startswith("home") and not name.endswith(".part")}


def half_written(files: dict[str, str]) -> list[str]:
    return [name for name in files if name.endswith(".part")]


def assert_old_or_new(found: Faults, moment: dict[str, Any]) -> None:
    there = in_sight(moment["files"])
    note = next((name for name in there if name.endswith(UNFINISHED)), None)
    tables = {name for name in found.after if name.startswith("heartdata-export/") and name.endswith(".csv")}
    for name, kept in there.items():
        assert name == note or kept in (found.before.get(name), found.after.get(name)), (name, moment["moment"])
    assert found.before.keys() & found.after.keys() <= there.keys(), moment["moment"]
    new = {name for name in tables if there.get(name) == found.after[name]}
    old = {name for name in tables if there.get(name) == found.before.get(name)}
    if note is None and found.scenario["command"][0] != "forget":
        assert tables in (new, old), "a folder that is half new says so"


@pytest.mark.parametrize("name", SCENARIOS)
def test_file_is_complete_old_or_new_version(faults: dict[str, Faults], name: str) -> None:
    found = faults[name]
    assert found.count > 10
    assert len(found.moments) >= found.count // EVERY
    for moment in found.moments:
        assert_old_or_new(found, moment)


@pytest.mark.parametrize("name", [name for name in SCENARIOS if name.startswith("kill")])
def test_forget_finds_only_heartdata_files_after_kill(faults: dict[str, Faults], name: str) -> None:
    found = faults[name]
    own = {"exports/daylio.csv": found.before["exports/daylio.csv"]}
    for moment in found.moments:
        assert moment["status"] == -signal.SIGKILL
        mine = {
            name: found.before[name]
            for name in found.scenario["own"]
            if in_sight(moment["files"])[name] == found.before[name]
        }
        assert moment["forgotten"] == {**own, **mine}, moment["moment"]


@pytest.mark.parametrize("name", [name for name in SCENARIOS if not name.startswith("kill")])
def test_one_clear_message_and_no_partial_file(faults: dict[str, Faults], name: str) -> None:
    found = faults[name]
    how = found.scenario["how"]
    reason = {"full": "No space left on device", "busy": "Permission denied", "stop": "stopped, as you asked"}[how]
    for moment in found.moments:
        said = [line for line in moment["stderr"].splitlines() if line.startswith("heartdata: ")]
        if moment["status"] == 0:
            # What could not be written was only the list, and that is said; or only a clearing up.
            assert in_sight(moment["files"]) == found.after, moment
            assert all("`heartdata forget` will not find what is written now" in line for line in said)
        else:
            assert moment["status"] == (130 if how == "stop" else 1), moment
            assert len(said) == 1, moment
            assert reason in said[0]
        # A second Ctrl+C in the middle of clearing up may leave it to the next run.
        assert half_written(moment["files"]) == [] or "os.remove" in moment["moment"], moment


def test_faults_were_injected(faults: dict[str, Faults]) -> None:
    ended = {name: {m["status"] for m in found.moments} for name, found in faults.items()}
    assert all(statuses == {-signal.SIGKILL} for name, statuses in ended.items() if name.startswith("kill"))
    # Some moments change only heartdata's own list, and then the command goes on; a few moments may be only such.
    for how, status in (("full", 1), ("busy", 1), ("stop", 130)):
        seen = [statuses for name, statuses in ended.items() if name.startswith(how)]
        assert any(status in statuses for statuses in seen)
        assert all(status in statuses for statuses in seen) or EVERY > 1
